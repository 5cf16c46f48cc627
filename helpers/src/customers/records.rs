//! The records of a CSV text, read as a stream.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};

use crate::error::{Error, Result};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The records of a CSV text, each with the line it starts on.
///
/// csv's own line number is that of where it begins to look, before blank lines and, after CRLF, before the LF.
pub(super) struct Records<R> {
    file: String,
    reader: csv::Reader<Window<R>>,
    /// Where the last record starts, up to which lines are counted.
    counted: u64,
    line: u64,
}

impl<R: Read> Records<R> {
    pub fn new(reader: R, file: &str) -> Records<R> {
        let window = Window {
            inner: reader,
            bytes: Vec::new(),
            start: 0,
            has_begun: false,
            has_ended: false,
        };
        Records {
            file: file.to_owned(),
            reader: ReaderBuilder::new().has_headers(false).from_reader(window),
            counted: 0,
            line: 1,
        }
    }

    /// Counts the lines up to the record that starts at or, after blank lines, behind `offset`.
    fn count_lines(&mut self, offset: u64) {
        let window = self.reader.get_mut();
        let mut rest = window.from(offset);
        if offset == 0 {
            rest = rest.strip_prefix(BYTE_ORDER_MARK).unwrap_or(rest);
        }
        let is_break = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let start = window.end() - rest.len() as u64 + rest.iter().take_while(is_break).count() as u64;
        self.line += line_breaks(&window.bytes[window.range(self.counted, start)]);
        self.counted = start;
        window.forget_before(start);
    }

    /// Whether the record just read is a quoted cell that the end of the input cut off.
    fn is_cut_off(&self) -> bool {
        let window = self.reader.get_ref();
        let record = window.from(self.counted).trim_ascii_end();
        window.has_ended
            && self.reader.position().byte() == window.end()
            && line_breaks(record) > 0
            && record.iter().filter(|byte| **byte == b'"').count() % 2 == 1
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<(u64, StringRecord)>;

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.reader.position().byte();
        let mut record = StringRecord::new();
        let read = self.reader.read_record(&mut record);
        self.count_lines(offset);
        if self.is_cut_off() {
            return Some(Err(Error::UnclosedQuote {
                file: self.file.clone(),
                line: self.line,
            }));
        }
        match read {
            Ok(false) => None,
            Ok(true) => Some(Ok((self.line, record))),
            Err(error) => Some(Err(read_error(error, &self.file, self.line))),
        }
    }
}

/// A reader that remembers what csv has read of the current record.
struct Window<R> {
    inner: R,
    bytes: Vec<u8>,
    /// Where in the input `bytes` starts.
    start: u64,
    has_begun: bool,
    has_ended: bool,
}

impl<R> Window<R> {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// The place in `bytes` of a part of the input that is remembered.
    fn range(&self, from: u64, to: u64) -> Range<usize> {
        (from - self.start) as usize..(to - self.start) as usize
    }

    fn from(&self, offset: u64) -> &[u8] {
        &self.bytes[self.range(offset, self.end())]
    }

    /// Drops what lies before `offset` as soon as that is most of what is remembered.
    fn forget_before(&mut self, offset: u64) {
        let before = self.range(self.start, offset).end;
        if 2 * before > self.bytes.len() {
            self.bytes.drain(..before);
            self.start = offset;
        }
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        loop {
            match self.inner.read(&mut buffer[n..]) {
                Ok(0) => self.has_ended = true,
                Ok(more) => n += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            // csv knows a byte order mark only if it comes in one piece
            if self.has_begun || self.has_ended || n >= BYTE_ORDER_MARK.len() {
                break;
            }
        }
        self.has_begun = true;
        self.bytes.extend_from_slice(&buffer[..n]);
        Ok(n)
    }
}

fn line_breaks(bytes: &[u8]) -> u64 {
    let lone_cr = |i: usize| bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|&i| bytes[i] == b'\n' || lone_cr(i)).count() as u64
}

pub(super) fn read_error(error: csv::Error, file: &str, line: u64) -> Error {
    let file = file.to_owned();
    match error.into_kind() {
        csv::ErrorKind::Utf8 { err, .. } => Error::InvalidUtf8 {
            file,
            line,
            column: err.field() + 1,
        },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Error::RowLength {
            file,
            line,
            expected: expected_len,
            found: len,
        },
        csv::ErrorKind::Io(source) => Error::cannot_read(file, source),
        other => Error::cannot_read(file, io::Error::other(format!("line {line}: {other:?}"))),
    }
}
