//! Customers of a file that need not fit into memory.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::StringRecord;

use super::Customers;
use super::read::Rows;
use crate::error::{Error, Result};

/// Enough to share out the cost of a batch, few enough to need a megabyte or two.
const BATCH_ROWS: usize = 4096;

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
    source: String,
    rows: Rows<R>,
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
    pub fn from_reader(reader: R, name: &str) -> Result<CustomerBatches<R>> {
        Ok(CustomerBatches {
            source: name.to_owned(),
            rows: Rows::new(reader, name)?,
        })
    }

    /// The headings of all columns, as they stand in the file.
    pub fn header(&self) -> &StringRecord {
        &self.rows.header
    }
}

impl<R: Read> Iterator for CustomerBatches<R> {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Result<Batch>> {
        let mut batch = Batch {
            customers: Customers::none(&self.source),
            cells: Vec::with_capacity(BATCH_ROWS),
        };
        for row in self.rows.by_ref().take(BATCH_ROWS) {
            match row {
                Err(error) => return Some(Err(error)),
                Ok(row) => {
                    batch.customers.push(row.line, row.customer);
                    batch.cells.push(row.cells);
                }
            }
        }
        (!batch.cells.is_empty()).then_some(Ok(batch))
    }
}
