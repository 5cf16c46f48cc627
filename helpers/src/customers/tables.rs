//! The customers as the tables that the notebook shows.

use ndarray::{Array2, ArrayView2};

use super::missing::is_missing;
use super::summary::{Summary, side_by_side};
use super::{Customers, Feature};
use crate::check::check_shape;
use crate::error::Result;
use crate::mixture::Matrix;
use crate::show::{Table, cells, n_decimals};

/// A column's heading, its kind, the number of values that are not missing and the bytes that all take, text included.
type Column = (String, &'static str, usize, usize);

impl Customers {
    fn ids(&self) -> Option<Column> {
        let heading = self.schema().id()?.to_owned();
        let ids = (0..self.len()).map(|row| self.id(row)).filter(|id| !is_missing(id));
        let is_integer = |id: &str| id.parse::<u64>().is_ok_and(|n| n.to_string() == id);
        let kind = if ids.clone().all(is_integer) { "integer" } else { "text" };
        Some((heading, kind, ids.count(), self.columns.ids.text.len() + self.len() * size_of::<usize>()))
    }

    fn feature(&self, feature: &Feature) -> Column {
        let present = self.present(feature);
        let (kind, size) = match self.levels(feature) {
            Some(_) => ("text", 1),
            None if present.iter().all(|value| value.fract() == 0.0) => ("integer", size_of::<f64>()),
            None => ("decimal", size_of::<f64>()),
        };
        (feature.heading().to_owned(), kind, present.len(), self.len() * size)
    }

    /// The bytes of memory held: all columns, and the line numbers of the rows.
    pub fn memory_used(&self) -> usize {
        size_of::<Customers>() + self.source.capacity() + self.columns.bytes()
    }

    /// The columns with their types (`integer`, `decimal` or `text`, as the file has it, or `empty` if all values are missing),
    /// what is missing and the bytes they take, and what the whole takes.
    pub fn info(&self) -> Table {
        let (n, bytes) = (self.len(), self.memory_used());
        let columns = self.schema().columns();
        let columns = self.ids().into_iter().chain(columns.iter().map(|feature| self.feature(feature)));
        let rows: Vec<Vec<String>> = columns
            .map(|(heading, kind, present, bytes)| {
                cells![heading, if present == 0 { "empty" } else { kind }, present, n - present, bytes]
            })
            .collect();
        let n_columns = rows.len();
        let caption =
            format!("{n} entries, {n_columns} columns; {bytes} bytes in memory, line numbers and padding included");
        Table::of(&caption, &["Column", "Type", "Non-null", "Missing", "Bytes"], rows)
    }

    /// How many customers there are, how many [`drop_duplicates`](Self::drop_duplicates) keeps of them, which without an
    /// identifier are all, and how many [`drop_missing`](Self::drop_missing) of these.
    pub fn cleaning(&self) -> Table {
        let distinct = self.drop_duplicates();
        let complete = distinct.drop_missing().len();
        let rows = match self.schema().id() {
            Some(_) => {
                vec![cells!["distinct", distinct.len()], cells!["distinct and without missing values", complete]]
            }
            None => vec![cells!["without missing values", complete]],
        };
        Table::of("What cleaning keeps", &["", "Customers"], [vec![cells!["read", self.len()]], rows].concat())
    }

    /// The first `n` customers as in the file, rows counted from 0.
    pub fn head(&self, n: usize) -> Table {
        let (columns, headings) = (self.schema().columns(), self.schema().headings());
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let rows = (0..self.len().min(n)).map(|row| {
            let id = self.schema().id().map(|_| self.id(row).to_owned());
            let values = columns.iter().map(|column| self.in_words(row, column));
            std::iter::once(row.to_string()).chain(id).chain(values).collect()
        });
        Table::of(&first_of(n, self.len(), "customers"), &[&[""], &headings[..]].concat(), rows)
    }

    /// A customer's value as in the file, or a dash.
    fn in_words(&self, row: usize, column: &Feature) -> String {
        match (self.value(row, column), self.levels(column)) {
            (Some(code), Some(levels)) => levels[code as usize].clone(),
            (value, _) => value.map_or("-".to_owned(), |value| value.to_string()),
        }
    }

    /// Count, mean, standard deviation (ddof 1), quartiles and range of the numeric columns, in their units.
    pub fn describe(&self) -> Table {
        let features = self.schema().features();
        let labels: Vec<&str> = features.iter().map(Feature::label).collect();
        let columns = features.iter().map(|feature| self.present(feature));
        let columns = columns.map(|values| (values.len(), Summary::of(&values).ok()));
        let n = |summary: &Summary| n_decimals(summary.std.unwrap_or(0.0)).max(2);
        let columns: Vec<_> = columns.map(|(count, it)| (count, it, it.as_ref().map_or(2, n))).collect();
        side_by_side("Numeric columns", &[&[""], &labels[..]].concat(), &columns)
    }
}

/// The first `n` rows of a feature matrix, `(n_samples, n_features)`, under the features' headings.
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) if there are not as many features as columns.
pub fn feature_head(matrix: &Array2<f64>, features: &[Feature], n: usize) -> Result<Table> {
    matrix_head(matrix.view(), features, None, n)
}

/// The first `n` rows of a feature matrix, `(n_samples, n_features)`, with the cluster of each.
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) if there are not as many features as columns and as many labels as rows.
pub fn labelled_head(records: &Matrix, features: &[Feature], labels: &[usize], n: usize) -> Result<Table> {
    matrix_head(records.as_records(), features, Some(labels), n)
}

fn matrix_head(matrix: ArrayView2<f64>, features: &[Feature], labels: Option<&[usize]>, n: usize) -> Result<Table> {
    check_shape("the list of features", &[features.len()], &[matrix.ncols()])?;
    let n_labels = labels.map_or(matrix.nrows(), <[usize]>::len);
    check_shape("the list of labels", &[n_labels], &[matrix.nrows()])?;
    let names = features.iter().map(Feature::heading);
    let headings: Vec<&str> = std::iter::once("").chain(names).chain(labels.map(|_| "Cluster")).collect();
    // whole numbers as they are, others with six decimals
    let written = |value: &f64| if value.fract() == 0.0 { value.to_string() } else { format!("{value:.6}") };
    let rows = matrix.rows().into_iter().take(n).enumerate().map(|(i, row)| {
        let label = labels.map(|labels| labels[i].to_string());
        std::iter::once(i.to_string()).chain(row.iter().map(written)).chain(label).collect()
    });
    Ok(Table::of(&first_of(n, matrix.nrows(), "rows"), &headings, rows))
}

fn first_of(n: usize, len: usize, what: &str) -> String {
    format!("First {} of {len} {what}", n.min(len))
}
