//! The customers as the tables that the notebook shows.

use std::fmt::Display;

use ndarray::{Array2, ArrayView2};

use super::customer::is_missing;
use super::summary::{Summary, side_by_side};
use super::{Customer, Customers, Feature, Gender, HEADINGS};
use crate::check::check_shape;
use crate::error::Result;
use crate::mixture::Matrix;
use crate::show::{Table, cells};

/// A column's heading, its kind, the number of values that are not missing and the bytes that all take, text included.
type Column = (&'static str, &'static str, usize, usize);

impl Customers {
    fn ids(&self) -> Column {
        let ids = self.rows.iter().map(|row| row.id.as_str()).filter(|id| !is_missing(id));
        let is_integer = |id: &str| id.parse::<u64>().is_ok_and(|n| n.to_string() == id);
        let kind = if ids.clone().all(is_integer) { "integer" } else { "text" };
        (HEADINGS[0], kind, ids.count(), self.len() * size_of::<String>() + self.id_bytes())
    }

    fn feature(&self, feature: Feature) -> Column {
        let present = self.present(feature);
        let (kind, size) = match feature {
            Feature::Gender => ("text", size_of::<Option<Gender>>()),
            _ if present.iter().all(|value| value.fract() == 0.0) => ("integer", size_of::<Option<f64>>()),
            _ => ("decimal", size_of::<Option<f64>>()),
        };
        (feature.heading(), kind, present.len(), self.len() * size)
    }

    fn id_bytes(&self) -> usize {
        self.rows.iter().map(|row| row.id.capacity()).sum()
    }

    /// The bytes of memory held: the rows with their padding, the line number of each, and all text.
    pub fn memory_used(&self) -> usize {
        let (rows, lines) = (self.rows.capacity(), self.lines.capacity());
        let lists = rows * size_of::<Customer>() + lines * size_of::<u64>();
        size_of::<Customers>() + self.source.capacity() + lists + self.id_bytes()
    }

    /// The columns with their types (`integer`, `decimal` or `text`, as the file has it, or `empty` if all values are missing),
    /// what is missing and the bytes they take, and what the whole takes.
    pub fn info(&self) -> Table {
        let (n, bytes) = (self.len(), self.memory_used());
        let caption = format!("{n} entries, 5 columns; {bytes} bytes in memory, line numbers and padding included");
        let columns = std::iter::once(self.ids()).chain(Feature::ALL.map(|feature| self.feature(feature)));
        let rows = columns.map(|(heading, kind, present, bytes)| {
            cells![heading, if present == 0 { "empty" } else { kind }, present, n - present, bytes]
        });
        Table::of(&caption, &["Column", "Type", "Non-null", "Missing", "Bytes"], rows)
    }

    /// How many customers there are, how many [`drop_duplicates`](Self::drop_duplicates) keeps of them, and how many
    /// [`drop_missing`](Self::drop_missing) of these.
    pub fn cleaning(&self) -> Table {
        let distinct = self.drop_duplicates();
        let complete = cells!["distinct and without missing values", distinct.drop_missing().len()];
        let rows = [cells!["read", self.len()], cells!["distinct", distinct.len()], complete];
        Table::of("What cleaning keeps", &["", "Customers"], rows)
    }

    /// The first `n` customers as in the file, rows counted from 0.
    pub fn head(&self, n: usize) -> Table {
        let rows = self.rows.iter().take(n).enumerate().map(|(i, row)| {
            let [age, income, score] = [row.age, row.annual_income, row.spending_score].map(optional);
            cells![i, row.id, optional(row.gender), age, income, score]
        });
        Table::of(&first_of(n, self.len(), "customers"), &[[""].as_slice(), &HEADINGS].concat(), rows)
    }

    /// Count, mean, standard deviation (ddof 1), quartiles and range of the numeric columns, in their units.
    pub fn describe(&self) -> Table {
        let [age, income, score] = Feature::MEASURES.map(Feature::label);
        let columns = Feature::MEASURES.map(|feature| self.present(feature));
        let columns = columns.map(|values| (values.len(), Summary::of(&values).ok()));
        side_by_side("Numeric columns", &["", age, income, score], &columns, 2)
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
    let names = features.iter().map(|feature| feature.heading());
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

fn optional(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
