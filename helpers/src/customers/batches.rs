//! Customers read from CSV, with the line of every fault.

use std::io::Read;

use super::columns::{Category, Columns, Layout, text};
use super::rows::{Cells, Text, split};
use super::start::{NO_ROWS, Start};
use super::{Customers, Schema};
use crate::error::{Error, InvalidCell, Result};
use crate::parallel;

/// Enough to share out the cost of a batch, few enough to need a megabyte or two.
const BATCH_ROWS: usize = 4096;

/// Bytes from which on several threads are worth their while.
const SHARED: usize = 1 << 20;

/// Some thousand successive customers of a file.
#[derive(Debug)]
pub struct Batch {
    /// The customers, as [`Customers::from_path`] reads them.
    pub customers: Customers,
    /// The cells that could not be read, where these are [kept](CustomerBatches::keep_bad), each with the customer's number in
    /// the batch, counted from 0.
    pub bad: Vec<(usize, InvalidCell)>,
    separator: u8,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Batch {
    /// The text of each customer's row as it stands in the file, without the line break at its end.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }

    /// All cells of each customer's row, also those of columns that are ignored.
    pub fn cells(&self) -> impl Iterator<Item = Vec<String>> {
        self.rows().map(|row| {
            let mut cells = Cells::new();
            let _ = split(row, self.separator, true, &mut cells); // it was split before
            cells.iter().map(|cell| text(cell).to_owned()).collect()
        })
    }
}

/// Reads the customers of a CSV file batch by batch, checked as by [`Customers::from_path`], in bounded memory.
///
/// After an error it ends. A batch with a faulty row is not given, those before it are.
///
/// ```
/// use helpers::{CustomerBatches, Schema};
///
/// let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100),Town\n1,Male,19,15,39,Ulm\n";
/// let mut batches = CustomerBatches::from_reader(csv.as_bytes(), "one.csv", &Schema::default())?;
/// assert_eq!(&batches.header()[5], "Town");
/// let batch = batches.next().transpose()?.unwrap();
/// assert_eq!((batch.customers.len(), batch.cells().next().unwrap()[5].as_str()), (1, "Ulm"));
/// assert!(batches.next().is_none());
/// # Ok::<(), helpers::Error>(())
/// ```
pub struct CustomerBatches<R> {
    schema: Schema,
    layout: Layout,
    text: Text<R>,
    n_rows: usize,
    has_failed: bool,
}

impl<R: Read> CustomerBatches<R> {
    /// Reads the header of CSV in UTF-8, of which the columns of `schema` are looked for, from any reader; `name` stands for the
    /// file in messages.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_reader`].
    pub fn from_reader(reader: R, name: &str, schema: &Schema) -> Result<CustomerBatches<R>> {
        let mut text = Text::new(reader);
        let mut start = Start::of(name, &mut text, &schema.headings())?;
        let layout = start.layout(schema)?;
        Ok(CustomerBatches { schema: schema.clone(), layout, text, n_rows: 0, has_failed: false })
    }

    /// The headings of all columns, as they stand in the file.
    pub fn header(&self) -> &[String] {
        &self.layout.header
    }

    /// What separates the cells.
    pub fn separator(&self) -> u8 {
        self.layout.separator
    }

    /// Takes cells that cannot be read for missing, and tells them in [`Batch::bad`] instead of ending.
    #[must_use]
    pub fn keep_bad(mut self) -> CustomerBatches<R> {
        self.layout.keeps_bad = true;
        self
    }

    /// All customers that are left.
    pub(super) fn rest(mut self) -> Result<Customers> {
        let mut columns = Columns::new(&self.layout);
        loop {
            self.read_block(&mut columns)?;
            if self.text.is_end {
                return self.customers(columns);
            }
            self.fill(4 * SHARED)?;
        }
    }

    /// Reads all rows of the text that is there; a long one without quotes in several threads.
    fn read_block(&mut self, columns: &mut Columns) -> Result<()> {
        let (layout, text) = (&self.layout, self.text.rest());
        let (mut at, mut line) = (0, self.text.line);
        if text.len() >= SHARED && !text.contains(&b'"') {
            let read = |part| {
                let mut columns = Columns::new(layout);
                columns.read(layout, (part, true), 0, usize::MAX, |_| ()).map(|taken| (columns, taken))
            };
            let parts = parts(text, parallel::available());
            for piece in parallel::map(parts.len(), parts, read) {
                let Ok((piece, (n, n_lines))) = piece else { break }; // the fault is found again below, with its line in the file
                columns.append(layout, piece, line)?;
                (at, line) = (at + n, line + n_lines);
            }
        }
        let (n, n_lines) = columns.read(layout, (&text[at..], self.text.is_end), line, usize::MAX, |_| ())?;
        self.text.take(at + n, line + n_lines - self.text.line);
        Ok(())
    }

    /// The next customers, a batch or those that are left, with their text.
    fn next_batch(&mut self) -> Result<Batch> {
        let (mut columns, mut kept, mut ends) = (Columns::new(&self.layout), Vec::new(), Vec::new());
        loop {
            let (rest, is_end) = (self.text.rest(), self.text.is_end);
            let keep = |row: &[u8]| {
                let row = row.strip_suffix(b"\n").unwrap_or(row);
                kept.extend_from_slice(row.strip_suffix(b"\r").unwrap_or(row));
                ends.push(kept.len());
            };
            let (n, n_lines) = columns.read(&self.layout, (rest, is_end), self.text.line, BATCH_ROWS, keep)?;
            self.text.take(n, n_lines);
            if is_end || columns.n_rows == BATCH_ROWS {
                let (bad, separator) = (std::mem::take(&mut columns.bad), self.layout.separator);
                return Ok(Batch { customers: self.customers(columns)?, bad, separator, text: kept, ends });
            }
            self.fill(SHARED / 32)?;
        }
    }

    fn fill(&mut self, most: usize) -> Result<()> {
        self.text.fill(most as u64).map_err(|source| Error::cannot_read(&self.layout.file, source))
    }

    /// The customers of columns that end here.
    fn customers(&mut self, mut columns: Columns) -> Result<Customers> {
        if self.n_rows + columns.n_rows == 0 {
            return Err(Error::not_csv(&self.layout.file, NO_ROWS));
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
        batch.map(|batch| Some(batch).filter(|batch| !batch.ends.is_empty())).transpose()
    }
}
