//! The lines of a text, counted as an editor counts them.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};

/// A reader that remembers where the lines start that csv has read ahead.
///
/// csv's own line number is that of where it begins to look, before blank lines and, after CRLF, before the LF.
pub(super) struct Lines<R> {
    inner: R,
    /// The lines that are not blank, from the one asked for last.
    starts: VecDeque<Line>,
    /// The number of bytes, of line breaks and of quotes so far.
    read: Line,
    previous: u8,
    /// Whether anything but blanks was read.
    pub has_text: bool,
    has_ended: bool,
}

/// A place in the text.
#[derive(Clone, Copy, Default)]
struct Line {
    offset: u64,
    /// Counted from 0.
    number: u64,
    quotes: u64,
}

impl<R> Lines<R> {
    pub fn new(inner: R) -> Lines<R> {
        let (starts, read) = (VecDeque::new(), Line::default());
        Lines { inner, starts, read, previous: b'\n', has_text: false, has_ended: false }
    }

    /// The number, from 1, of the first line that is not blank at or after `offset`; what is before it is forgotten.
    pub fn number(&mut self, offset: u64) -> u64 {
        while self.starts.front().is_some_and(|line| line.offset < offset) {
            self.starts.pop_front();
        }
        self.starts.front().unwrap_or(&self.read).number + 1
    }

    /// Whether all from the line asked for last to `end` is a quoted cell that the end of the text cut off.
    pub fn are_cut_off(&self, end: u64) -> bool {
        let quotes = self.read.quotes - self.starts.front().unwrap_or(&self.read).quotes;
        self.has_ended && end == self.read.offset && self.starts.len() > 1 && quotes % 2 == 1
    }

    fn remember(&mut self, byte: u8) {
        let is_break = |byte| matches!(byte, b'\n' | b'\r');
        if is_break(byte) {
            self.read.number += u64::from((self.previous, byte) != (b'\r', b'\n'));
        } else if is_break(self.previous) {
            self.starts.push_back(self.read);
        }
        self.has_text |= !byte.is_ascii_whitespace();
        self.read.quotes += u64::from(byte == b'"');
        self.read.offset += 1;
        self.previous = byte;
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => break result?,
            }
        };
        self.has_ended = n == 0;
        buffer[..n].iter().for_each(|&byte| self.remember(byte));
        Ok(n)
    }
}
