//! Columns of a matrix, and rows in groups by a group number for each row.

use std::fmt::Display;

use ndarray::Array2;

use crate::show::draw::{Entries, Key, Look, brief, look};

pub(super) fn columns_of(matrix: &Array2<f64>) -> Vec<Vec<f64>> {
    matrix.columns().into_iter().map(|column| column.to_vec()).collect()
}

/// How many rows each group has.
pub(super) fn sizes(groups: &[usize], n_groups: usize) -> Vec<usize> {
    let mut sizes = vec![0; n_groups];
    groups.iter().for_each(|&group| sizes[group] += 1);
    sizes
}

/// The values of a group's rows.
pub(super) fn members<'a>(values: impl IntoIterator<Item = &'a f64>, groups: &[usize], group: usize) -> Vec<f64> {
    let rows = values.into_iter().zip(groups);
    rows.filter(|(_, of)| **of == group).map(|(value, _)| *value).collect()
}

/// A legend of the groups' names with their sizes.
pub(super) fn legend(key: fn(Look) -> Key, names: impl IntoIterator<Item: Display>, sizes: &[usize]) -> Entries {
    let words = names.into_iter().zip(sizes).map(|(name, size)| format!("{name} ({})", brief(*size as f64)));
    words.enumerate().map(|(group, words)| (key(look(group)), words)).collect()
}
