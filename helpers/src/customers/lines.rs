//! The rows of a CSV text: where each starts, and whether its quotes say clearly where its cells end.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};

use crate::error::Error;

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
    here: Place,
    cell: Place,
    /// Where the row becomes too long.
    longest: u64,
    previous: u8,
    state: State,
    fault: Option<Fault>,
}

/// A place in the text.
#[derive(Clone, Copy)]
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

/// Why the text is not read on.
#[derive(Clone, Copy)]
enum Fault {
    Unclosed,
    TextAfterQuote,
    TooLong,
}

impl<R> Lines<R> {
    pub fn new(inner: R, separator: u8) -> Lines<R> {
        let here = Place { offset: 0, line: 1, column: 1 };
        let (rows, previous, state) = (VecDeque::new(), b'\n', State::RowEnd);
        Lines { inner, separator, rows, here, cell: here, longest: u64::MAX, previous, state, fault: None }
    }

    /// The number, from 1, of the line on which the first row at or after `offset` starts; what is before it is
    /// forgotten.
    pub fn number(&mut self, offset: u64) -> u64 {
        while self.rows.front().is_some_and(|row| row.offset < offset) {
            self.rows.pop_front();
        }
        self.rows.front().unwrap_or(&self.here).line
    }

    /// The fault in the row that ends at `end`, at the place where its cell starts.
    pub fn fault(&self, end: u64, file: &str) -> Option<Error> {
        let (file, Place { line, column, .. }) = (file.to_owned(), self.cell);
        self.fault.filter(|_| end == self.here.offset).map(|fault| match fault {
            Fault::Unclosed => Error::UnclosedQuote { file, line, column },
            Fault::TextAfterQuote => Error::TextAfterQuote { file, line, column, end: self.here.line },
            Fault::TooLong => Error::EndlessRow { file, line, column },
        })
    }

    fn step(&mut self, byte: u8) {
        let is_quoted = matches!((self.state, byte), (State::Quoted, _) | (State::Quote, b'"'));
        let is_break = matches!(byte, b'\n' | b'\r');
        if !is_quoted && matches!(self.state, State::RowEnd | State::CellEnd) && !is_break {
            self.start_cell();
        }
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::Quote,
            _ if is_quoted => State::Quoted,
            _ if is_break => State::RowEnd,
            _ if byte == self.separator => State::CellEnd,
            (State::RowEnd | State::CellEnd, b'"') => State::Quoted,
            (State::Quote, _) => {
                self.fault = Some(Fault::TextAfterQuote);
                State::Quote
            }
            _ => State::Unquoted,
        };
        self.here.offset += 1;
        self.here.line += u64::from(is_break && (self.previous, byte) != (b'\r', b'\n'));
        self.previous = byte;
        if self.here.offset > self.longest && self.state != State::RowEnd {
            self.fault = Some(Fault::TooLong);
        }
    }

    fn start_cell(&mut self) {
        self.here.column = 1 + if self.state == State::CellEnd { self.here.column } else { 0 };
        self.cell = self.here;
        if self.state == State::RowEnd {
            self.rows.push_back(self.here);
            self.longest = self.here.offset + LONGEST_ROW;
        }
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
            self.fault = Some(Fault::Unclosed);
        }
        for (read, &byte) in buffer[..n].iter().enumerate() {
            self.step(byte);
            if self.fault.is_some() {
                return Ok(read + 1);
            }
        }
        Ok(n)
    }
}
