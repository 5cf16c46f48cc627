//! The rows of a CSV text: where each starts, and whether its quotes say clearly where its cells end.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};

use crate::error::{Error, Result};

/// No row of customers is as long: it is one without end, which must not fill the memory.
const LONGEST_ROW: u64 = 1 << 20;

/// A reader that ends the text at the first quote that does not follow RFC 4180, and remembers where the rows start
/// that csv has read ahead.
///
/// csv takes text after a closing quote into the cell, with all rows up to the next quote, and the end of the text as
/// the end of a quoted cell. Its own line number is that of where it begins to look, before blank lines and, after
/// CRLF, before the LF. As in csv, a quote that is not a cell's first character is text.
pub(super) struct Lines<R> {
    inner: R,
    separator: u8,
    /// The rows that are not blank, from the one asked for last.
    rows: VecDeque<Place>,
    /// Where the present row starts.
    row: u64,
    cell: Place,
    here: Place,
    is_after_return: bool,
    state: State,
    /// Why the text is not read on.
    fault: Option<&'static str>,
}

/// A place in the text, counted from 0.
#[derive(Clone, Copy, Default)]
struct Place {
    offset: u64,
    line: u64,
    column: u64,
}

/// What the last byte belongs to.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing, or a line break.
    RowEnd,
    /// A separator.
    CellEnd,
    Unquoted,
    Quoted,
    /// A quote within a quoted cell, its end or the first of a doubled one.
    Quote,
}

impl<R> Lines<R> {
    pub fn new(inner: R, separator: u8) -> Lines<R> {
        let (rows, here, state) = (VecDeque::new(), Place::default(), State::RowEnd);
        Lines { inner, separator, rows, row: 0, cell: here, here, is_after_return: false, state, fault: None }
    }

    /// The number, from 1, of the line on which the row read from `offset` to `end` starts; what is before is forgotten.
    ///
    /// # Errors
    ///
    /// The fault in that row.
    pub fn number(&mut self, offset: u64, end: u64, file: &str) -> Result<u64> {
        while self.rows.front().is_some_and(|row| row.offset < offset) {
            self.rows.pop_front();
        }
        let Some(fault) = self.fault.filter(|_| end == self.here.offset) else {
            return Ok(self.rows.front().unwrap_or(&self.here).line + 1);
        };
        let (line, column) = (self.cell.line + 1, self.cell.column + 1);
        Err(Error::OpenEnd { file: file.to_owned(), line, column, end: self.here.line + 1, fault })
    }

    /// Takes the next byte, which in a cell is a quote, a separator or a line break.
    fn step(&mut self, byte: u8) {
        use State::{CellEnd, Quote, Quoted, RowEnd, Unquoted};
        let is_break = matches!(byte, b'\n' | b'\r');
        if self.state == RowEnd {
            self.here.column = 0;
            self.row = self.here.offset;
            self.rows.extend((!is_break).then_some(self.here));
        }
        if matches!(self.state, RowEnd | CellEnd) {
            self.cell = self.here;
        }
        if self.state == Quote && !is_break && byte != b'"' && byte != self.separator {
            self.fault = Some("text follows the quote that closes the cell; double each quote within a cell");
        }
        self.state = match (self.state, byte) {
            (Quoted, b'"') => Quote,
            (Quoted, _) | (Quote | RowEnd | CellEnd, b'"') => Quoted,
            _ if is_break => RowEnd,
            _ if byte == self.separator => CellEnd,
            _ => Unquoted,
        };
        self.here.column += u64::from(self.state == CellEnd);
        self.here.line += u64::from(byte == b'\r' || byte == b'\n' && !self.is_after_return);
        self.is_after_return = byte == b'\r';
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fault.is_some() {
            return Ok(0);
        }
        let n = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => break result?,
            }
        };
        if n == 0 && self.state == State::Quoted {
            self.fault = Some("a quote is opened and never closed; close or remove it");
        }
        let last = buffer[..n].iter().position(|&byte| {
            let is_in_cell = matches!(self.state, State::Unquoted | State::Quoted) && !self.is_after_return;
            let is_sign = byte == self.separator || matches!(byte, b'"' | b'\n' | b'\r');
            if is_sign || !is_in_cell {
                self.step(byte);
            }
            self.here.offset += 1;
            if self.here.offset - self.row > LONGEST_ROW && self.state != State::RowEnd {
                self.fault =
                    Some("the row goes on for more than 1 MiB; look for an open quote or for missing line breaks");
            }
            self.fault.is_some()
        });
        Ok(last.map_or(n, |last| last + 1))
    }
}
