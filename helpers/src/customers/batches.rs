//! Customers read from CSV, row by row, with the line of every fault.

use std::fs::File;
use std::io::{self, Chain, Cursor, Read};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::lines::Lines;
use super::start::{ABOVE, is_heading, missing, other_kind, separator};
use super::{Customer, Customers, HEADINGS};
use crate::error::{Error, Result, shown};

/// Enough to share out the cost of a batch, few enough to need a megabyte or two.
const BATCH_ROWS: usize = 4096;

/// Bytes in which the headings are found, or nowhere.
const START: u64 = 8192;

/// Headings that a message lists at most.
const LISTED: usize = 20;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Some thousand successive customers of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The customers, as [`Customers::from_path`] reads them.
    pub customers: Customers,
    /// All cells of each customer's row, also those of columns that are ignored.
    pub cells: Vec<StringRecord>,
}

/// Reads the customers of a CSV file batch by batch, checked as by [`Customers::from_path`], in bounded memory.
///
/// After an error it ends. A batch with a faulty row is not given, those before it are.
///
/// ```
/// use helpers::CustomerBatches;
///
/// let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100),Town\n1,Male,19,15,39,Ulm\n";
/// let mut batches = CustomerBatches::from_reader(csv.as_bytes(), "one.csv")?;
/// assert_eq!(&batches.header()[5], "Town");
/// let batch = batches.next().transpose()?.unwrap();
/// assert_eq!((batch.customers.len(), &batch.cells[0][5]), (1, "Ulm"));
/// assert!(batches.next().is_none());
/// # Ok::<(), helpers::Error>(())
/// ```
pub struct CustomerBatches<R> {
    file: String,
    reader: csv::Reader<Lines<Chain<Cursor<Vec<u8>>, R>>>,
    /// What a message calls that which stands between two cells.
    separator: &'static str,
    /// Whether a comma in a number is a decimal comma, since another character separates the cells.
    has_decimal_commas: bool,
    header: StringRecord,
    /// Where each of the [`HEADINGS`] stands.
    columns: [usize; 5],
    has_rows: bool,
    has_failed: bool,
}

impl CustomerBatches<File> {
    /// Opens a CSV file in UTF-8 and reads its header.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_path`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<CustomerBatches<File>> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| Error::cannot_read(path, source))?;
        CustomerBatches::from_reader(file, &path.display().to_string())
    }
}

impl<R: Read> CustomerBatches<R> {
    /// Reads the header of CSV in UTF-8 from any reader; `name` stands for the file in messages.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_reader`].
    pub fn from_reader(mut reader: R, name: &str) -> Result<CustomerBatches<R>> {
        let mut start = Vec::new();
        let read = reader.by_ref().take(START).read_to_end(&mut start);
        read.map_err(|source| Error::cannot_read(name, source))?;
        while start.starts_with(BYTE_ORDER_MARK) {
            start.drain(..BYTE_ORDER_MARK.len());
        }
        if let Some((found, remedy)) = other_kind(&start) {
            return Err(Error::NotCsv { file: name.to_owned(), found, remedy });
        }
        let (byte, separator) = separator(&start);
        let text = Lines::new(Cursor::new(start).chain(reader), byte);
        let mut batches = CustomerBatches {
            file: name.to_owned(),
            reader: ReaderBuilder::new().has_headers(false).flexible(true).delimiter(byte).from_reader(text),
            separator,
            has_decimal_commas: byte != b',',
            header: StringRecord::new(),
            columns: [0; 5],
            has_rows: false,
            has_failed: false,
        };
        batches.read_header()?;
        Ok(batches)
    }

    /// The headings of all columns, as they stand in the file.
    pub fn header(&self) -> &StringRecord {
        &self.header
    }

    fn read_header(&mut self) -> Result<()> {
        let mut header = StringRecord::new();
        let line = loop {
            let Some(line) = self.read(&mut header)? else {
                return Err(Error::EmptyFile { file: self.file.clone() });
            };
            if !is_blank(&header) {
                break line;
            }
        };
        let columns = missing(&header);
        if !columns.is_empty() {
            return Err(self.no_headings(line, columns, &header));
        }
        for (position, column) in self.columns.iter_mut().zip(HEADINGS) {
            let found: Vec<_> = (0..header.len()).filter(|&i| is_heading(&header[i], column)).collect();
            if found.len() > 1 {
                return Err(Error::DuplicateColumn { file: self.file.clone(), line, column });
            }
            *position = found[0];
        }
        self.header = header;
        Ok(())
    }

    /// Why a row is no header: another is below it, or columns are missing.
    fn no_headings(&mut self, line: u64, columns: Vec<&'static str>, row: &StringRecord) -> Error {
        let file = self.file.clone();
        let mut below = StringRecord::new();
        for _ in 0..ABOVE {
            match self.read(&mut below) {
                Ok(Some(header)) if missing(&below).is_empty() => {
                    return Error::TextAboveHeader { file, line, found: shown(&row[0]), header };
                }
                Ok(Some(_)) => {}
                _ => break,
            }
        }
        let mut found: Vec<_> = row.iter().take(LISTED).map(shown).collect();
        if row.len() > LISTED {
            found.push("…".to_owned());
        }
        Error::MissingColumns { file, line, columns, found }
    }

    /// Reads a record into `cells` and gives the line that it starts on; `None` at the end.
    fn read(&mut self, cells: &mut StringRecord) -> Result<Option<u64>> {
        let offset = self.reader.position().byte();
        let read = self.reader.read_record(cells);
        let end = self.reader.position().byte();
        let text = self.reader.get_mut();
        let line = text.number(offset);
        if let Some(fault) = text.fault(end, &self.file) {
            return Err(fault);
        }
        let is_record = read.map_err(|error| read_error(error, self.file.clone(), line))?;
        Ok(is_record.then_some(line))
    }

    /// Reads the next row with a customer into `cells` and gives its line and the customer; `None` at the end.
    fn row(&mut self, cells: &mut StringRecord) -> Result<Option<(u64, Customer)>> {
        let line = loop {
            let Some(line) = self.read(cells)? else {
                return self.has_rows.then_some(None).ok_or_else(|| Error::NoRows { file: self.file.clone() });
            };
            let (expected, found) = (self.header.len(), cells.len());
            if found != expected {
                let (file, separator) = (self.file.clone(), self.separator);
                return Err(Error::RowLength { file, line, expected, found, separator });
            }
            if !is_blank(cells) {
                break line;
            }
        };
        self.has_rows = true;
        let row = self.columns.map(|column| &cells[column]);
        let customer = Customer::from_row(row, self.has_decimal_commas).map_err(|mut cell| {
            if let Some(i) = HEADINGS.iter().position(|heading| *heading == cell.column) {
                cell.column = shown(&self.header[self.columns[i]]);
            }
            Error::InvalidValue { file: self.file.clone(), line, cell }
        })?;
        Ok(Some((line, customer)))
    }

    /// All customers that are left.
    pub(super) fn rest(mut self) -> Result<Customers> {
        let mut customers = self.next_rows(usize::MAX, |_| ())?;
        customers.lines.shrink_to_fit();
        customers.rows.shrink_to_fit();
        Ok(customers)
    }

    /// The next `n` customers or those that are left; `keep` sees the cells of each.
    fn next_rows(&mut self, n: usize, mut keep: impl FnMut(&StringRecord)) -> Result<Customers> {
        let mut customers = Customers { source: self.file.clone(), rows: Vec::new(), lines: Vec::new() };
        let mut cells = StringRecord::new();
        while customers.len() < n
            && let Some((line, customer)) = self.row(&mut cells)?
        {
            customers.lines.push(line);
            customers.rows.push(customer);
            keep(&cells);
        }
        Ok(customers)
    }
}

impl<R: Read> Iterator for CustomerBatches<R> {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Result<Batch>> {
        if self.has_failed {
            return None;
        }
        let mut cells = Vec::with_capacity(BATCH_ROWS);
        let customers = self.next_rows(BATCH_ROWS, |row| cells.push(row.clone()));
        self.has_failed = customers.is_err();
        let batch = customers.map(|customers| Batch { customers, cells });
        batch.map(|batch| Some(batch).filter(|batch| !batch.cells.is_empty())).transpose()
    }
}

/// Whether a row has no text at all, as spreadsheets write below and above a table.
fn is_blank(cells: &StringRecord) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

fn read_error(error: csv::Error, file: String, line: u64) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Utf8 { err, .. } => {
            let column = err.field() + 1;
            Error::InvalidUtf8 { file, line, column }
        }
        csv::ErrorKind::Io(source) => Error::cannot_read(file, source),
        other => Error::cannot_read(file, io::Error::other(format!("line {line}: {other:?}"))),
    }
}
