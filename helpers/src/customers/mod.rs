//! The customers of the mall: read from CSV, checked, described, turned into a feature matrix.
//!
//! The columns `CustomerID`, `Gender` (or `Genre`), `Age`, `Annual Income (k$)` and
//! `Spending Score (1-100)` may stand in any order, beside others that are ignored.

mod batches;
pub(crate) mod checks;
mod customer;
mod feature;
mod lines;
mod plots;
mod start;
mod summary;
mod tables;

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use ndarray::{Array1, Array2};

use crate::error::{Error, Result};

pub use batches::{Batch, CustomerBatches};
pub(crate) use checks::FEWEST;
pub use customer::{Customer, Gender};
pub use feature::Feature;
pub use summary::Summary;
pub use tables::{feature_head, labelled_head};

/// The headings the analysis needs.
const HEADINGS: [&str; 5] = {
    let [gender, age, income, score] = Feature::ALL;
    ["CustomerID", gender.heading(), age.heading(), income.heading(), score.heading()]
};

/// The customers of one file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Customers {
    source: String,
    rows: Vec<Customer>,
    /// The line of the source on which each row starts, for messages.
    lines: Vec<u64>,
}

impl Customers {
    /// Reads a CSV file in UTF-8.
    ///
    /// Its cells are separated by commas, semicolons, tabs or vertical bars, as its headings show; where it is not the
    /// comma, `19,5` is 19.5. Quotes follow RFC 4180, but one that is not a cell's first character is text. In headings
    /// blanks, letter case and the kind of dash do not count. A cell that is empty or holds `NA`, `N/A`, `#N/A`,
    /// `<NA>`, `NaN`, `null`, `None`, `-` or `?` is a missing value. A row whose cells are all empty, as spreadsheets
    /// write below a table, is no customer and is skipped like a blank line.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if the file cannot be read, otherwise as [`Customers::from_reader`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<Customers> {
        CustomerBatches::from_path(path)?.rest()
    }

    /// Reads the CSV file that the environment variable `variable` names or, if it is unset or empty, the one at `path`.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_path`].
    pub fn from_env_or(variable: &str, path: &str) -> Result<Customers> {
        let named = std::env::var_os(variable).filter(|named| !named.is_empty());
        Customers::from_path(named.unwrap_or_else(|| path.into()))
    }

    /// Reads CSV in UTF-8 from any reader; `name` stands for the file in messages.
    ///
    /// # Errors
    ///
    /// With the line, counted as an editor counts it (of a row over several lines, the first):
    /// [`Error::EmptyFile`], [`Error::NotCsv`], [`Error::NoRows`], [`Error::TextAboveHeader`],
    /// [`Error::MissingColumns`], [`Error::DuplicateColumn`], [`Error::RowLength`], [`Error::OpenEnd`],
    /// [`Error::InvalidUtf8`]; [`Error::InvalidValue`] if a cell is neither missing nor what its [`Customer`] field
    /// takes; [`Error::Read`] if reading fails.
    ///
    /// ```
    /// use helpers::{Customers, Feature};
    ///
    /// let csv = "CustomerID,Genre,Age,Annual Income (k$),Spending Score (1-100)\n1,Male,19,15,39\n";
    /// let customers = Customers::from_reader(csv.as_bytes(), "one.csv")?;
    /// assert_eq!(customers.column(Feature::Age)?, [19.0]);
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn from_reader(reader: impl Read, name: &str) -> Result<Customers> {
        CustomerBatches::from_reader(reader, name)?.rest()
    }

    /// Reads CSV that is given as text, with its header, such as a few new customers.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_reader`].
    pub fn parse(csv: &str) -> Result<Customers> {
        Customers::from_reader(csv.as_bytes(), "the text")
    }

    /// The file or reader the customers come from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The number of customers.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no customers.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The customers in the file's order.
    pub fn rows(&self) -> &[Customer] {
        &self.rows
    }

    /// The customers without those that equal an earlier one in all five columns.
    #[must_use]
    pub fn drop_duplicates(&self) -> Customers {
        let mut seen = HashSet::new();
        self.retain(|row| seen.insert(row.key()))
    }

    /// The customers that have a value of every [`Feature`].
    #[must_use]
    pub fn drop_missing(&self) -> Customers {
        self.retain(|row| Feature::ALL.iter().all(|&feature| row.value(feature).is_some()))
    }

    fn retain<'a>(&'a self, mut keep: impl FnMut(&'a Customer) -> bool) -> Customers {
        let (lines, rows) = (self.lines.iter().zip(&self.rows))
            .filter(|(_, row)| keep(row))
            .map(|(line, row)| (*line, row.clone()))
            .unzip();
        Customers { source: self.source.clone(), rows, lines }
    }

    /// One feature of every customer, in the feature's unit.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] for the first customer without a value.
    pub fn column(&self, feature: Feature) -> Result<Vec<f64>> {
        let missing = |line| Error::MissingValue { file: self.source.clone(), line, column: feature.heading() };
        let rows = self.rows.iter().zip(&self.lines);
        rows.map(|(row, &line)| row.value(feature).ok_or_else(|| missing(line))).collect()
    }

    /// The feature matrix, `(n_samples, n_features)`, with the columns in the order asked for.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] as in [`Customers::column`]; [`Error::EmptyMatrix`] if no feature is asked for.
    pub fn features(&self, features: &[Feature]) -> Result<Array2<f64>> {
        let mut matrix = Array2::zeros((self.len(), features.len()));
        if let (n_samples, n_features @ 0) | (n_samples @ 0, n_features) = matrix.dim() {
            return Err(Error::EmptyMatrix { n_samples, n_features });
        }
        for (mut target, feature) in matrix.columns_mut().into_iter().zip(features) {
            target.assign(&Array1::from(self.column(*feature)?));
        }
        Ok(matrix)
    }

    /// The gender of every customer as a group, 0 for women and 1 for men, such as a plot colours or a test permutes.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] as in [`Customers::column`].
    pub fn men(&self) -> Result<Vec<usize>> {
        let genders = self.column(Feature::Gender)?;
        Ok(genders.into_iter().map(|gender| gender as usize).collect())
    }

    /// The values of a feature that are not missing.
    fn present(&self, feature: Feature) -> Vec<f64> {
        self.rows.iter().filter_map(|row| row.value(feature)).collect()
    }
}
