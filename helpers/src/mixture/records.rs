//! What is asked of a feature matrix before anything is computed of it.

use ndarray::{ArrayView1, ArrayView2};

use super::kernel::element::Precision;
use crate::error::{Error, Result};

/// Refuses a matrix without rows or columns and one with NaN or an infinity.
pub(super) fn check_records<E: Precision>(records: ArrayView2<E>) -> Result<()> {
    let (n_samples, n_features) = records.dim();
    if n_samples == 0 || n_features == 0 {
        return Err(Error::EmptyMatrix { n_samples, n_features });
    }
    for (row, values) in records.outer_iter().enumerate() {
        if let Some(column) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite {
                row,
                column,
                value: values[column].to_f64(),
            });
        }
    }
    Ok(())
}

/// Refuses a matrix whose number of columns is not the model's.
pub(super) fn check_n_features<E: Precision>(records: ArrayView2<E>, n_features: usize) -> Result<()> {
    check_shape(
        "the feature matrix",
        &[records.nrows(), records.ncols()],
        &[records.nrows(), n_features],
    )
}

pub(super) fn check_shape(name: &'static str, found: &[usize], expected: &[usize]) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Shape {
        name,
        found: found.to_vec(),
        expected: expected.to_vec(),
    })
}

/// The number of distinct rows, counted up to `limit`.
pub(super) fn count_distinct<E: Precision>(records: ArrayView2<E>, limit: usize) -> usize {
    let mut distinct: Vec<ArrayView1<E>> = Vec::with_capacity(limit);
    for row in records.outer_iter() {
        if distinct.len() == limit {
            break;
        }
        if !distinct.contains(&row) {
            distinct.push(row);
        }
    }
    distinct.len()
}
