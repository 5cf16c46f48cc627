//! Customers read from CSV, with the line of every fault.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::StringRecord;

use super::columns::{Category, Columns, Layout, text};
use super::rows::{Cells, Text, count_breaks};
use super::start::Start;
use super::{Customers, Schema};
use crate::error::{Error, Result};
use crate::parallel;

/// Enough to share out the cost of a batch, few enough to need a megabyte or two.
const BATCH_ROWS: usize = 4096;

/// Bytes from which on several threads are worth their while.
const SHARED: usize = 1 << 20;

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
    schema: Schema,
    layout: Layout,
    text: Text<R>,
    /// The line of the next row.
    line: u64,
    header: StringRecord,
    n_rows: usize,
    has_failed: bool,
}

impl CustomerBatches<File> {
    /// Opens a CSV file in UTF-8 and reads its header.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_path`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<CustomerBatches<File>> {
        CustomerBatches::from_path_as(path, &Schema::default())
    }

    /// The same for the columns of a schema.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_path`].
    pub fn from_path_as(path: impl AsRef<Path>, schema: &Schema) -> Result<CustomerBatches<File>> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| Error::cannot_read(path, source))?;
        CustomerBatches::from_reader_as(file, &path.display().to_string(), schema)
    }
}

impl<R: Read> CustomerBatches<R> {
    /// Reads the header of CSV in UTF-8 from any reader; `name` stands for the file in messages.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_reader`].
    pub fn from_reader(reader: R, name: &str) -> Result<CustomerBatches<R>> {
        CustomerBatches::from_reader_as(reader, name, &Schema::default())
    }

    /// The same for the columns of a schema.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_reader`].
    pub fn from_reader_as(reader: R, name: &str, schema: &Schema) -> Result<CustomerBatches<R>> {
        let mut text = Text::new(reader);
        let mut start = Start::of(name, &mut text, &schema.headings())?;
        let (layout, line) = (start.layout(schema)?, start.line);
        let header = StringRecord::from(layout.header.clone());
        Ok(CustomerBatches { schema: schema.clone(), layout, line, header, text, n_rows: 0, has_failed: false })
    }

    /// The headings of all columns, as they stand in the file.
    pub fn header(&self) -> &StringRecord {
        &self.header
    }

    /// All customers that are left.
    pub(super) fn rest(mut self) -> Result<Customers> {
        let mut columns = Columns::new(&self.layout);
        loop {
            self.read_block(&mut columns)?;
            if self.text.is_end {
                return self.customers(columns);
            }
            self.fill()?;
        }
    }

    /// Reads all rows of the text that is there; a long one without quotes in several threads.
    fn read_block(&mut self, columns: &mut Columns) -> Result<()> {
        let (layout, text) = (&self.layout, self.text.rest());
        let mut at = 0;
        if text.len() >= SHARED && !text.contains(&b'"') {
            let read = |part| {
                let mut columns = Columns::new(layout);
                columns.read(layout, (part, true), 0, usize::MAX, |_| ()).map(|_| columns)
            };
            let parts = parts(text, parallel::available());
            for (piece, part) in parallel::map(parts.len(), parts.clone(), read).into_iter().zip(parts) {
                let Ok(piece) = piece else { break }; // the fault is found again below, with its line in the file
                columns.append(layout, piece, self.line)?;
                self.line += count_breaks(part);
                at += part.len();
            }
        }
        let (n, n_lines) = columns.read(layout, (&text[at..], self.text.is_end), self.line, usize::MAX, |_| ())?;
        self.text.take(at + n);
        self.line += n_lines;
        Ok(())
    }

    /// The next customers, a batch or those that are left, with their cells.
    fn next_batch(&mut self) -> Result<Batch> {
        let (mut columns, mut kept) = (Columns::new(&self.layout), Vec::new());
        loop {
            let (rest, is_end) = (self.text.rest(), self.text.is_end);
            let keep = |cells: &Cells| kept.push(cells.iter().map(|cell| text(cell)).collect());
            let (n, n_lines) = columns.read(&self.layout, (rest, is_end), self.line, BATCH_ROWS, keep)?;
            self.text.take(n);
            self.line += n_lines;
            if is_end || columns.n_rows == BATCH_ROWS {
                return Ok(Batch { customers: self.customers(columns)?, cells: kept });
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<()> {
        self.text.fill().map_err(|source| Error::cannot_read(&self.layout.file, source))
    }

    /// The customers of columns that end here.
    fn customers(&mut self, mut columns: Columns) -> Result<Customers> {
        if self.n_rows + columns.n_rows == 0 {
            return Err(Error::NoRows { file: self.layout.file.clone() });
        }
        if self.layout.id.is_none() {
            (1..=columns.n_rows).for_each(|row| columns.ids.push(&(self.n_rows + row).to_string()));
        }
        self.n_rows += columns.n_rows;
        columns.categories.iter_mut().for_each(Category::sort);
        Ok(Customers { source: self.layout.file.clone(), schema: self.schema.clone(), columns })
    }
}

/// A text in about so many parts, each of whole lines; what is after the last LF is in none.
fn parts(text: &[u8], n: usize) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = &text[..text.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1)];
    while !rest.is_empty() {
        let about = (text.len() / n).min(rest.len() - 1);
        let end = rest[about..].iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| about + end + 1);
        let (part, others) = rest.split_at(end);
        parts.push(part);
        rest = others;
    }
    parts
}

impl<R: Read> Iterator for CustomerBatches<R> {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Result<Batch>> {
        if self.has_failed {
            return None;
        }
        let batch = self.next_batch();
        self.has_failed = batch.is_err();
        batch.map(|batch| Some(batch).filter(|batch| !batch.cells.is_empty())).transpose()
    }
}
