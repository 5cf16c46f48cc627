//! From records to customers, with the line of every fault.

use std::io::Read;

use csv::StringRecord;

use super::records::{Records, read_error};
use super::row::{Cells, Customer};
use crate::error::{Error, Result};

/// The headings the analysis needs; `Genre` is read as `Gender`.
pub(super) const HEADINGS: [&str; 5] = [
    "CustomerID",
    "Gender",
    "Age",
    "Annual Income (k$)",
    "Spending Score (1-100)",
];

/// A row of the file.
pub(super) struct Row {
    /// The line it starts on.
    pub line: u64,
    pub customer: Customer,
    pub cells: StringRecord,
}

/// The customers of a CSV text one by one, up to the first fault.
pub(super) struct Rows<R> {
    file: String,
    records: Records<R>,
    /// The header as it stands in the file.
    pub header: StringRecord,
    /// The header in standard spelling.
    headings: StringRecord,
    is_empty: bool,
    has_failed: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the header.
    pub fn new(reader: R, file: &str) -> Result<Rows<R>> {
        let mut records = Records::new(reader, file);
        let empty = || Error::EmptyFile { file: file.to_owned() };
        let (line, header) = records.next().transpose()?.ok_or_else(empty)?;
        let is_blank = |record: &StringRecord| record.iter().all(|cell| cell.trim().is_empty());
        if is_blank(&header)
            && records
                .by_ref()
                .all(|record| record.is_ok_and(|(_, cells)| is_blank(&cells)))
        {
            return Err(empty());
        }
        Ok(Rows {
            file: file.to_owned(),
            headings: standard_headings(&header, file, line)?,
            header,
            records,
            is_empty: true,
            has_failed: false,
        })
    }

    fn row(&mut self) -> Result<Option<Row>> {
        let Some((line, cells)) = self.records.next().transpose()? else {
            return match self.is_empty {
                true => Err(Error::NoRows {
                    file: self.file.clone(),
                }),
                false => Ok(None),
            };
        };
        self.is_empty = false;
        let customer = customer(&cells, &self.headings, &self.header, &self.file, line)?;
        Ok(Some(Row { line, customer, cells }))
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let row = self.row().transpose();
        self.has_failed = matches!(row, Some(Err(_)));
        row
    }
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
