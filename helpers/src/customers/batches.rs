//! Customers read from CSV, row by row, with the line of every fault.

use std::fs::File;
use std::io::{Chain, Cursor, Read};
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
    separator: u8,
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
        if let Some(found) = other_kind(&start) {
            return Err(Error::NotCsv { file: name.to_owned(), found });
        }
        let separator = separator(&start);
        let text = Lines::new(Cursor::new(start).chain(reader), separator);
        let mut batches = CustomerBatches {
            file: name.to_owned(),
            reader: ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text),
            separator,
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
        let Some(line) = self.read(&mut header)? else {
            return Err(Error::EmptyFile { file: self.file.clone() });
        };
        if !missing(&header).is_empty() {
            return Err(self.no_header(line, &header));
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
    fn no_header(&mut self, line: u64, row: &StringRecord) -> Error {
        let file = self.file.clone();
        let mut below = StringRecord::new();
        let header = (0..ABOVE).find_map(|_| self.read(&mut below).ok()?.filter(|_| missing(&below).is_empty()));
        if let Some(header) = header {
            return Error::TextAboveHeader { file, line, header };
        }
        let more = (row.len() > LISTED).then(|| "…".to_owned());
        let found = row.iter().take(LISTED).map(shown).chain(more).collect();
        Error::MissingColumns { file, line, columns: missing(row), found }
    }

    /// Reads the next record that is not blank into `cells` and gives the line that it starts on; `None` at the end.
    ///
    /// Spreadsheets write blank records of the table's width around it.
    fn read(&mut self, cells: &mut StringRecord) -> Result<Option<u64>> {
        loop {
            let offset = self.reader.position().byte();
            let read = self.reader.read_record(cells);
            let end = self.reader.position().byte();
            let line = self.reader.get_mut().number(offset, end, &self.file)?;
            let is_record = read.map_err(|error| read_error(error, self.file.clone(), line))?;
            let is_blank = cells.iter().all(|cell| cell.trim().is_empty());
            if !is_record || !is_blank || ![0, cells.len()].contains(&self.header.len()) {
                return Ok(is_record.then_some(line));
            }
        }
    }

    /// Reads a row into `cells` and gives its line and customer; `None` at the end.
    fn row(&mut self, cells: &mut StringRecord) -> Result<Option<(u64, Customer)>> {
        let Some(line) = self.read(cells)? else {
            return self.has_rows.then_some(None).ok_or_else(|| Error::NoRows { file: self.file.clone() });
        };
        let (expected, found, separator) = (self.header.len(), cells.len(), self.separator.into());
        if found != expected {
            return Err(Error::RowLength { file: self.file.clone(), line, expected, found, separator });
        }
        self.has_rows = true;
        let row = self.columns.map(|column| &cells[column]);
        let customer = Customer::from_row(row, self.separator != b',').map_err(|mut cell| {
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

fn read_error(error: csv::Error, file: String, line: u64) -> Error {
    match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => Error::InvalidUtf8 { file, line, column: err.field() + 1 },
        _ => Error::cannot_read(file, error.into()),
    }
}
