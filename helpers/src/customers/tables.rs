//! The customers as the tables that the notebook shows.

use std::fmt::Display;

use ndarray::{Array2, ArrayView2};

use super::customer::is_missing;
use super::{Customer, Customers, Feature, Gender, HEADINGS, Summary};
use crate::check::check_shape;
use crate::error::Result;
use crate::mixture::Matrix;
use crate::show::{Table, decimals};

/// What one column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    /// The heading of the column.
    pub heading: &'static str,
    /// The number of values that are not missing.
    pub non_null: usize,
    /// `integer`, `decimal` or `text`, as the file has it, or `empty` if all values are missing.
    pub kind: &'static str,
    /// The bytes of memory that its values take, text included.
    pub bytes: usize,
}

impl ColumnInfo {
    fn new(heading: &'static str, non_null: usize, kind: &'static str, bytes: usize) -> ColumnInfo {
        let kind = if non_null == 0 { "empty" } else { kind };
        ColumnInfo { heading, non_null, kind, bytes }
    }
}

impl Customers {
    /// What each of the five columns holds, in the order of the original file.
    pub fn columns(&self) -> [ColumnInfo; 5] {
        let [gender, age, income, score] = Feature::ALL.map(|feature| self.feature_info(feature));
        let ids = self.rows.iter().map(|row| row.id.as_str()).filter(|id| !is_missing(id));
        let is_integer = |id: &str| id.parse::<u64>().is_ok_and(|n| n.to_string() == id);
        let kind = if ids.clone().all(is_integer) { "integer" } else { "text" };
        let bytes = self.len() * size_of::<String>() + self.id_bytes();
        [ColumnInfo::new(HEADINGS[0], ids.count(), kind, bytes), gender, age, income, score]
    }

    fn feature_info(&self, feature: Feature) -> ColumnInfo {
        let present = self.present(feature);
        let (kind, size) = match feature {
            Feature::Gender => ("text", size_of::<Option<Gender>>()),
            _ if present.iter().all(|value| value.fract() == 0.0) => ("integer", size_of::<Option<f64>>()),
            _ => ("decimal", size_of::<Option<f64>>()),
        };
        ColumnInfo::new(feature.heading(), present.len(), kind, self.len() * size)
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

    /// The columns with their types, what is missing and the bytes they take, and what the whole takes.
    pub fn info(&self) -> Table {
        let (n, bytes) = (self.len(), self.memory_used());
        let caption = format!("{n} entries, 5 columns; {bytes} bytes in memory, line numbers and padding included");
        let mut table = Table::new(&caption, &["Column", "Type", "Non-null", "Missing", "Bytes"]);
        for column in self.columns() {
            let missing = n - column.non_null;
            table.push(&[&column.heading, &column.kind, &column.non_null, &missing, &column.bytes]);
        }
        table
    }

    /// How many customers there are, how many [`drop_duplicates`](Self::drop_duplicates) keeps of them, and how many
    /// [`drop_missing`](Self::drop_missing) of these.
    pub fn cleaning(&self) -> Table {
        let distinct = self.drop_duplicates();
        Table::new("What cleaning keeps", &["", "Customers"])
            .row(&[&"read", &self.len()])
            .row(&[&"distinct", &distinct.len()])
            .row(&[&"distinct and without missing values", &distinct.drop_missing().len()])
    }

    /// The first `n` customers as in the file, rows counted from 0.
    pub fn head(&self, n: usize) -> Table {
        let caption = first_of(n, self.len(), "customers");
        let mut table = Table::new(&caption, &[[""].as_slice(), &HEADINGS].concat());
        for (i, row) in self.rows.iter().take(n).enumerate() {
            let [age, income, score] = [row.age, row.annual_income, row.spending_score].map(optional);
            table.push(&[&i, &row.id, &optional(row.gender), &age, &income, &score]);
        }
        table
    }

    /// Count, mean, standard deviation (ddof 1), quartiles and range of the numeric columns, in their units.
    pub fn describe(&self) -> Table {
        let features = [Feature::Age, Feature::AnnualIncome, Feature::SpendingScore];
        let [age, income, score] = features.map(Feature::label);
        let mut table = Table::new("Numeric columns", &["", age, income, score]);
        let columns = features.map(|feature| self.present(feature));
        let [age, income, score] = columns.each_ref().map(Vec::len);
        table.push(&[&"count", &age, &income, &score]);
        let summaries = columns.map(|values| Summary::of(&values).ok());
        for (i, name) in Summary::NAMES.iter().enumerate() {
            let figure = |summary: &Option<Summary>| summary.and_then(|summary| summary.figures()[i]);
            let [age, income, score] = summaries.each_ref().map(|summary| decimals(figure(summary), 2));
            table.push(&[name, &age, &income, &score]);
        }
        table
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
    let mut headings = vec![""];
    headings.extend(features.iter().map(|feature| feature.heading()));
    if let Some(labels) = labels {
        check_shape("the list of labels", &[labels.len()], &[matrix.nrows()])?;
        headings.push("Cluster");
    }
    let mut table = Table::new(&first_of(n, matrix.nrows(), "rows"), &headings);
    for (i, row) in matrix.rows().into_iter().take(n).enumerate() {
        // whole numbers as they are, others with six decimals
        let written = |value: &f64| if value.fract() == 0.0 { value.to_string() } else { format!("{value:.6}") };
        let values: Vec<String> = row.iter().map(written).collect();
        let mut cells: Vec<&dyn Display> = vec![&i];
        cells.extend(values.iter().map(|value| value as &dyn Display));
        cells.extend(labels.map(|labels| &labels[i] as &dyn Display));
        table.push(&cells);
    }
    Ok(table)
}

fn first_of(n: usize, len: usize, what: &str) -> String {
    format!("First {} of {len} {what}", n.min(len))
}

fn optional(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
