//! What is asked of a feature matrix before anything is computed of it.

use std::collections::HashSet;

use ndarray::ArrayView2;

use super::kernel::element::Element;
use crate::error::{Error, Result};

/// Refuses a matrix without rows or columns and one with NaN or an infinity.
pub fn check_records<E: Element>(records: ArrayView2<E>) -> Result<()> {
    let (n_samples, n_features) = records.dim();
    if n_samples == 0 || n_features == 0 {
        return Err(Error::EmptyMatrix { n_samples, n_features });
    }
    for (row, values) in records.outer_iter().enumerate() {
        if let Some(column) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite { row, column, value: values[column].to_f64() });
        }
    }
    Ok(())
}

pub fn check_shape(name: &'static str, found: &[usize], expected: &[usize]) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Shape { name, found: found.to_vec(), expected: expected.to_vec() })
}

/// The number of distinct rows, counted up to `limit`.
pub fn count_distinct<E: Element>(records: ArrayView2<E>, limit: usize) -> usize {
    let mut distinct = HashSet::new();
    for row in records.outer_iter() {
        if distinct.len() == limit {
            break;
        }
        distinct.insert(row.iter().map(|x| (x.to_f64() + 0.0).to_bits()).collect::<Vec<u64>>()); // −0 equals 0
    }
    distinct.len()
}
