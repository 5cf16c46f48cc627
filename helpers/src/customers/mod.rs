//! Customers: read from CSV, checked, described, turned into a feature matrix.
//!
//! The columns of a [`Schema`] may stand in any order, beside others that are ignored.

mod batches;
pub(crate) mod checks;
mod columns;
mod feature;
mod found;
mod missing;
mod plots;
mod rows;
mod schema;
mod start;
mod summary;
mod tables;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use ndarray::Array2;

use crate::error::{Error, Result};
use columns::{Category, Columns};
use missing::is_missing;

pub use batches::{Batch, CustomerBatches};
pub(crate) use checks::FEWEST;
pub use feature::Feature;
pub use found::describe_columns;
pub use schema::Schema;
pub use summary::Summary;
pub use tables::{feature_head, labelled_head};

/// The customers of one file, in its order.
#[derive(Debug, Clone)]
pub struct Customers {
    source: String,
    schema: Schema,
    columns: Columns,
}

/// Equal in everything but what was told of the file.
impl PartialEq for Customers {
    fn eq(&self, other: &Customers) -> bool {
        let (a, b) = (&self.columns, &other.columns);
        let [numbers, others] = [a, b].map(|columns| columns.numbers.iter().flatten().map(|value| value.to_bits()));
        (&self.source, &self.schema, a.n_rows, &a.ids, &a.categories, &a.lines)
            == (&other.source, &other.schema, b.n_rows, &b.ids, &b.categories, &b.lines)
            && numbers.eq(others)
    }
}

impl Customers {
    /// Reads the columns of a schema, by default the mall's, from a CSV file in UTF-8.
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
    pub fn from_path(path: impl AsRef<Path>, schema: &Schema) -> Result<Customers> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| Error::cannot_read(path, source))?;
        Customers::from_reader(file, &path.display().to_string(), schema)
    }

    /// Reads the CSV file that the environment variable `variable` names or, if it is unset or empty, the one at `path`; its
    /// columns are those of [`Schema::from_env`].
    ///
    /// # Errors
    ///
    /// As [`from_path`](Self::from_path) and [`Schema::from_env`]; [`Error::OtherColumns`] for a file of other columns than the
    /// mall's if none are named.
    pub fn from_env_or(variable: &str, path: &str) -> Result<Customers> {
        let named = std::env::var_os(variable).filter(|named| !named.is_empty());
        let (path, schema) = (named.unwrap_or_else(|| path.into()), Schema::from_env()?);
        let is_of_no_mall = |columns: &[String]| {
            let own = [Feature::ANNUAL_INCOME, Feature::SPENDING_SCORE];
            schema.is_mall() && own.iter().all(|own| columns.iter().any(|column| column == own.heading()))
        };
        Customers::from_path(&path, &schema).map_err(|error| match error {
            Error::MissingColumns { file, columns, .. } if is_of_no_mall(&columns) => {
                let found = describe_columns(&path);
                found.map_or_else(|error| error, |found| Error::OtherColumns { file, found })
            }
            error => error,
        })
    }

    /// Reads CSV in UTF-8 from any reader; `name` stands for the file in messages.
    ///
    /// # Errors
    ///
    /// With the line, counted as an editor counts it (of a row over several lines, the first):
    /// [`Error::NotCsv`], [`Error::TextAboveHeader`],
    /// [`Error::MissingColumns`], [`Error::DuplicateColumn`], [`Error::RowLength`], [`Error::OpenEnd`],
    /// [`Error::InvalidUtf8`]; [`Error::InvalidValue`] if a cell is neither missing nor what its column
    /// takes; [`Error::Read`] if reading fails.
    ///
    /// ```
    /// use helpers::{Customers, Feature, Schema};
    ///
    /// let csv = "CustomerID,Genre,Age,Annual Income (k$),Spending Score (1-100)\n1,Male,19,15,39\n";
    /// let customers = Customers::from_reader(csv.as_bytes(), "one.csv", &Schema::default())?;
    /// assert_eq!(customers.column(&Feature::AGE)?, [19.0]);
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn from_reader(reader: impl Read, name: &str, schema: &Schema) -> Result<Customers> {
        CustomerBatches::from_reader(reader, name, schema)?.rest()
    }

    /// Reads the mall's columns from CSV that is given as text, with its header, such as a few new customers.
    ///
    /// # Errors
    ///
    /// As [`Customers::from_reader`].
    pub fn parse(csv: &str) -> Result<Customers> {
        Customers::from_reader(csv.as_bytes(), "the text", &Schema::default())
    }

    /// The file or reader the customers come from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The columns that were read.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The number of customers.
    pub fn len(&self) -> usize {
        self.columns.n_rows
    }

    /// Whether there are no customers.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The customer's number as written, `0001` as `0001`; without a column of them, the number of the row.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn id(&self, row: usize) -> &str {
        self.columns.ids.get(row)
    }

    /// The row of each identifier that is not missing and comes once.
    pub(crate) fn rows_by_id(&self) -> HashMap<&str, usize> {
        let mut rows = HashMap::new();
        for (row, id) in (0..self.len()).map(|row| (row, self.id(row).trim())).filter(|(_, id)| !is_missing(id)) {
            rows.entry(id).and_modify(|row| *row = None).or_insert(Some(row));
        }
        rows.into_iter().filter_map(|(id, row)| Some((id, row?))).collect()
    }

    /// A customer's value of a feature in its unit, or the code of its category; none if it is missing or not in the file.
    pub fn value(&self, row: usize, feature: &Feature) -> Option<f64> {
        (row < self.len()).then(|| self.values(feature)(row))?
    }

    /// Looks a column up once, by its heading, for the values of many rows.
    pub(crate) fn values(&self, feature: &Feature) -> impl Fn(usize) -> Option<f64> + '_ {
        let place = self.schema.features().iter().position(|known| known.heading() == feature.heading());
        let (numbers, category) = (place.map(|i| &self.columns.numbers[i]), self.category(feature));
        move |row| match numbers {
            Some(numbers) => Some(numbers[row]).filter(|value| !value.is_nan()),
            None => category?.code(row).map(|code| code as f64),
        }
    }

    /// The levels of a category in the order of their codes, which is the alphabet's; none for a column that is no category.
    pub fn levels(&self, category: &Feature) -> Option<&[String]> {
        self.category(category).map(|category| &category.levels[..])
    }

    fn category(&self, feature: &Feature) -> Option<&Category> {
        let place = self.schema.categories().iter().position(|known| known.heading() == feature.heading())?;
        Some(&self.columns.categories[place])
    }

    /// The customers without those that equal an earlier one in all columns of the schema; where rows are counted for want of an
    /// identifier, these are all, as customers may well be alike.
    #[must_use]
    pub fn drop_duplicates(&self) -> Customers {
        let columns = self.schema.columns();
        let mut seen = HashSet::new();
        let columns: Vec<_> = columns.iter().map(|column| self.values(column)).collect();
        let bits = |row: usize| -> Vec<_> { columns.iter().map(|value| value(row).map(f64::to_bits)).collect() };
        self.retain(|row| seen.insert((self.id(row), bits(row))))
    }

    /// The customers that have a value in every column of the schema.
    #[must_use]
    pub fn drop_missing(&self) -> Customers {
        let columns = self.schema.columns();
        let columns: Vec<_> = columns.iter().map(|column| self.values(column)).collect();
        self.retain(|row| columns.iter().all(|value| value(row).is_some()))
    }

    fn retain(&self, mut keep: impl FnMut(usize) -> bool) -> Customers {
        self.select(&(0..self.len()).filter(|&row| keep(row)).collect::<Vec<_>>())
    }

    /// These rows, in ascending order; one may come several times.
    pub(crate) fn select(&self, rows: &[usize]) -> Customers {
        Customers { columns: self.columns.select(rows), source: self.source.clone(), schema: self.schema.clone() }
    }

    /// One feature of every customer, in the feature's unit; of a category its codes.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] for the first customer without a value.
    pub fn column(&self, feature: &Feature) -> Result<Vec<f64>> {
        let missing = |row| {
            let (file, column) = (self.source.clone(), feature.heading().to_owned());
            Error::MissingValue { file, line: self.columns.lines.of(row), column }
        };
        let value = self.values(feature);
        (0..self.len()).map(|row| value(row).ok_or_else(|| missing(row))).collect()
    }

    /// The feature matrix, `(n_samples, n_features)`, with the columns in the order asked for.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] as in [`Customers::column`]; [`Error::EmptyMatrix`] if no feature is asked for.
    pub fn features(&self, features: &[Feature]) -> Result<Array2<f64>> {
        if let (n_samples, n_features @ 0) | (n_samples @ 0, n_features) = (self.len(), features.len()) {
            return Err(Error::EmptyMatrix { n_samples, n_features });
        }
        features.iter().try_for_each(|feature| self.column(feature).map(drop))?; // nothing is missing
        Ok(self.observed(features))
    }

    /// The same with NaN for what is missing, `(n_samples, n_features)`: for a mixture that
    /// [allows it](crate::GaussianMixtureParams::allow_missing).
    pub fn observed(&self, features: &[Feature]) -> Array2<f64> {
        let values: Vec<_> = features.iter().map(|feature| self.values(feature)).collect();
        let value = |(row, i): (usize, usize)| values[i](row).unwrap_or(f64::NAN);
        Array2::from_shape_fn((self.len(), features.len()), value)
    }

    /// The gender of every customer as a group, 0 for women and 1 for men, such as a plot colours or a test permutes.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] as in [`Customers::column`].
    pub fn men(&self) -> Result<Vec<usize>> {
        let genders = self.column(&Feature::GENDER)?;
        Ok(genders.into_iter().map(|gender| gender as usize).collect())
    }

    /// The values of a feature that are not missing.
    fn present(&self, feature: &Feature) -> Vec<f64> {
        (0..self.len()).filter_map(self.values(feature)).collect()
    }
}
