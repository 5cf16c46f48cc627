//! From bytes to customers, with the line of every fault.

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::row::{Cells, Customer};
use crate::{Error, Result};

/// The headings the analysis needs; `Genre` is read as `Gender`.
pub(super) const HEADINGS: [&str; 5] = [
    "CustomerID",
    "Gender",
    "Age",
    "Annual Income (k$)",
    "Spending Score (1-100)",
];

/// Every customer with the line it starts on.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Vec<(u64, Customer)>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Error::EmptyFile { file: file.to_owned() });
    }
    let mut records = Records::new(bytes, file);
    let Some((line, found)) = records.next().transpose()? else {
        return Err(Error::EmptyFile { file: file.to_owned() });
    };
    let headings = standard_headings(&found, file, line)?;
    let customers = records
        .map(|record| {
            let (line, record) = record?;
            Ok((line, customer(&record, &headings, &found, file, line)?))
        })
        .collect::<Result<Vec<_>>>()?;
    if customers.is_empty() {
        return Err(Error::NoRows { file: file.to_owned() });
    }
    Ok(customers)
}

/// The header with each needed heading in its standard spelling, so that serde finds the columns.
fn standard_headings(found: &StringRecord, file: &str, line: u64) -> Result<StringRecord> {
    let headings: StringRecord = found.iter().map(standard_heading).collect();
    for column in HEADINGS {
        match headings.iter().filter(|heading| *heading == column).count() {
            1 => {}
            0 => {
                return Err(Error::MissingColumn {
                    file: file.to_owned(),
                    line,
                    column,
                    found: found.iter().map(str::to_owned).collect(),
                });
            }
            _ => {
                return Err(Error::DuplicateColumn {
                    file: file.to_owned(),
                    line,
                    column,
                });
            }
        }
    }
    Ok(headings)
}

fn standard_heading(heading: &str) -> &str {
    let heading = heading.trim();
    if heading.eq_ignore_ascii_case("Genre") {
        return "Gender";
    }
    HEADINGS
        .into_iter()
        .find(|standard| standard.eq_ignore_ascii_case(heading))
        .unwrap_or(heading)
}

fn customer(
    record: &StringRecord,
    headings: &StringRecord,
    found: &StringRecord,
    file: &str,
    line: u64,
) -> Result<Customer> {
    let cells: Cells = record
        .deserialize(Some(headings))
        .map_err(|error| read_error(error, file, line))?;
    Customer::try_from(cells).map_err(|invalid| {
        let position = headings.iter().position(|heading| heading == invalid.column);
        let column = position.and_then(|i| found.get(i)).unwrap_or(invalid.column);
        Error::InvalidValue {
            file: file.to_owned(),
            line,
            column: column.trim().to_owned(),
            value: invalid.value,
            expected: invalid.expected,
        }
    })
}

/// The records of a CSV text, each with the line it starts on.
///
/// csv's own line number is that of where it begins to look, before blank lines and, after CRLF, before the LF.
struct Records<'a> {
    file: &'a str,
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    counted: usize,
    line: u64,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8], file: &'a str) -> Records<'a> {
        Records {
            file,
            bytes,
            reader: ReaderBuilder::new().has_headers(false).from_reader(bytes),
            counted: 0,
            line: 1,
        }
    }

    /// Where the reader stands.
    fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte())
            .unwrap_or(usize::MAX)
            .min(self.bytes.len())
    }

    /// Moves on to the first byte of the next record, counting lines.
    fn move_to_record(&mut self) {
        let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let rest = &self.bytes[self.offset()..];
        let start = self.bytes.len() - rest.len() + rest.iter().take_while(|byte| is_break(byte)).count();
        self.line += line_breaks(&self.bytes[self.counted..start]);
        self.counted = start;
    }

    /// Whether the record just read is a quoted cell that the end of the input cut off.
    fn is_cut_off(&self) -> bool {
        let record = self.bytes[self.counted..].trim_ascii_end();
        self.offset() == self.bytes.len()
            && line_breaks(record) > 0
            && record.iter().filter(|byte| **byte == b'"').count() % 2 == 1
    }
}

impl Iterator for Records<'_> {
    type Item = Result<(u64, StringRecord)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.move_to_record();
        let (file, line) = (self.file, self.line);
        let mut record = StringRecord::new();
        let read = self.reader.read_record(&mut record);
        if self.is_cut_off() {
            return Some(Err(Error::UnclosedQuote {
                file: file.to_owned(),
                line,
            }));
        }
        match read {
            Ok(false) => None,
            Ok(true) => Some(Ok((line, record))),
            Err(error) => Some(Err(read_error(error, file, line))),
        }
    }
}

fn line_breaks(bytes: &[u8]) -> u64 {
    let lone_cr = |i: usize| bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|&i| bytes[i] == b'\n' || lone_cr(i)).count() as u64
}

fn read_error(error: csv::Error, file: &str, line: u64) -> Error {
    let file = file.to_owned();
    match error.into_kind() {
        ErrorKind::Utf8 { err, .. } => Error::InvalidUtf8 {
            file,
            line,
            column: err.field() + 1,
        },
        ErrorKind::UnequalLengths { expected_len, len, .. } => Error::RowLength {
            file,
            line,
            expected: expected_len,
            found: len,
        },
        other => Error::Read {
            path: file.into(),
            cwd: std::env::current_dir().unwrap_or_default(),
            source: std::io::Error::other(format!("line {line}: {other:?}")),
        },
    }
}
