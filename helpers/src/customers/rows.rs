//! The rows of a CSV text: where each ends, what its cells hold, and whether its quotes say so clearly.

use std::borrow::Cow;
use std::io::{self, Read};

use crate::error::Error;

/// No row of customers is as long: it is one without end, which must not fill the memory.
const LONGEST_ROW: usize = 1 << 20;

/// Bytes that are read at once, at least.
const STEP: u64 = 1 << 13;

/// The cells of a row; one with doubled quotes is a text of its own.
pub(super) type Cells<'a> = Vec<Cow<'a, [u8]>>;

/// A text that is read step by step.
pub(super) struct Text<R> {
    inner: R,
    bytes: Vec<u8>,
    /// Where the row begins that comes next.
    at: usize,
    /// The line on which it does, counted from 1.
    pub line: u64,
    n_read: u64,
    pub is_end: bool,
}

impl<R: Read> Text<R> {
    pub fn new(inner: R) -> Text<R> {
        Text { inner, bytes: Vec::new(), at: 0, line: 1, n_read: 0, is_end: false }
    }

    /// What is read and not yet taken.
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Goes on after so many bytes, and the lines that end in them.
    pub fn take(&mut self, n: usize, n_lines: u64) {
        self.at += n;
        self.line += n_lines;
    }

    /// Reads on: little at the start, then as much again, but at `most` so many bytes.
    pub fn fill(&mut self, most: u64) -> io::Result<()> {
        self.bytes.drain(..std::mem::take(&mut self.at));
        let taken = self.n_read - self.bytes.len() as u64;
        let step = taken.min(most).max(STEP);
        let n = self.inner.by_ref().take(step).read_to_end(&mut self.bytes)? as u64;
        self.n_read += n;
        self.is_end = n < step;
        Ok(())
    }
}

/// A row that was split.
pub(super) struct Row {
    /// The bytes up to the next row, this one's line break included.
    pub length: usize,
    /// The lines that it takes.
    pub n_lines: u64,
}

/// Why a row cannot be split: quotes that do not follow RFC 4180, or no end.
pub(super) struct Fault {
    /// The lines from the row's first to the cell's and to where it was noticed.
    lines: [u64; 2],
    column: usize,
    what: &'static str,
}

impl Fault {
    pub fn at(self, file: &str, line: u64) -> Error {
        let [start, end] = self.lines.map(|n| line + n);
        let column = self.column as u64 + 1;
        Error::OpenEnd { file: file.to_owned(), line: start, column, end, fault: self.what }
    }
}

/// Splits the first row of `text` into `cells`; none if the text ends within it and is not all that there `is_all`.
///
/// A quote that is not a cell's first character is text.
pub(super) fn split<'a>(
    text: &'a [u8],
    separator: u8,
    is_all: bool,
    cells: &mut Cells<'a>,
) -> Result<Option<Row>, Fault> {
    cells.clear();
    let (mut start, mut n_lines) = (0, 0);
    loop {
        let before = n_lines;
        let fault = |end: u64, what| Fault { lines: [before, end], column: cells.len(), what };
        let is_quoted = text.get(start) == Some(&b'"');
        let (cell, end) = match is_quoted {
            true => quoted(&text[start..]).map_or((None, text.len()), |(cell, n)| (Some(cell), start + n)),
            false => unquoted(&text[start..], separator).map_or_else(
                || (is_all.then(|| Cow::Borrowed(&text[start..])), text.len()),
                |n| (Some(Cow::Borrowed(&text[start..start + n])), start + n),
            ),
        };
        n_lines += if is_quoted { count_breaks(&text[start..end.min(LONGEST_ROW + 1).max(start)]) } else { 0 };
        let next = text.get(end).copied();
        if end + usize::from(next == Some(separator)) > LONGEST_ROW {
            let what = "the row goes on for more than 1 MiB; look for an open quote or for missing line breaks";
            return Err(fault(n_lines, what));
        }
        let Some(cell) = cell else {
            let what = "a quote is opened and never closed; close or remove it";
            return if is_all { Err(fault(n_lines, what)) } else { Ok(None) };
        };
        match (next, text.get(end + 1)) {
            (Some(byte), _) if byte == separator => start = end + 1,
            (Some(b'\r') | None, None) if !is_all => return Ok(None),
            (Some(b'\r'), Some(b'\n')) => (start, n_lines) = (end + 2, n_lines + 1),
            (Some(b'\n' | b'\r'), _) => (start, n_lines) = (end + 1, n_lines + 1),
            (None, _) => start = end,
            _ => {
                let what = "text follows the quote that closes the cell; double each quote within a cell";
                return Err(fault(n_lines, what));
            }
        }
        cells.push(cell);
        if next != Some(separator) {
            return Ok(Some(Row { length: start, n_lines }));
        }
    }
}

/// The length of a cell that does not begin with a quote; none if the text ends within it.
fn unquoted(text: &[u8], separator: u8) -> Option<usize> {
    text.iter().position(|&byte| byte == separator || byte == b'\n' || byte == b'\r')
}

/// A cell that begins with a quote, and its length; none if the text ends within it.
fn quoted(text: &[u8]) -> Option<(Cow<'_, [u8]>, usize)> {
    let mut cell = Cow::Borrowed(&text[..0]);
    let mut start = 1;
    loop {
        let end = start + text[start..].iter().position(|&byte| byte == b'"')?;
        match &mut cell {
            Cow::Borrowed(cell) if cell.is_empty() => *cell = &text[start..end],
            cell => cell.to_mut().extend(&text[start..end]),
        }
        if text.get(end + 1) != Some(&b'"') {
            return Some((cell, end + 1));
        }
        cell.to_mut().push(b'"');
        start = end + 2;
    }
}

/// The line breaks in a text: LF, CR or both.
pub(super) fn count_breaks(text: &[u8]) -> u64 {
    let is_break = |i: &usize| text[*i] == b'\r' || text[*i] == b'\n' && (*i == 0 || text[*i - 1] != b'\r');
    (0..text.len()).filter(is_break).count() as u64
}

/// The bytes of the blank lines that a text begins with, without a CR that an LF may follow.
pub(super) fn blank_lines(text: &[u8], is_all: bool) -> usize {
    let n = text.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    n - usize::from(!is_all && n == text.len() && text.last() == Some(&b'\r'))
}
