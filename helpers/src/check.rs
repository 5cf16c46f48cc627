//! The checks that a computation begins or ends with.

use std::collections::HashSet;

use ndarray::{ArrayBase, ArrayView1, ArrayView2, Data, Ix2};

use crate::error::{Error, Result};
use crate::mixture::Element;

/// Refuses an array of another shape than is needed; a list has the shape of its length.
pub(crate) fn check_shape(name: &'static str, found: &[usize], expected: &[usize]) -> Result<()> {
    let other = || Error::Shape { name, found: found.to_vec(), expected: expected.to_vec() };
    if found == expected { Ok(()) } else { Err(other()) }
}

/// Refuses a matrix without rows or columns, or with a value that is not finite.
pub(crate) fn check_matrix<E: Element>(matrix: &ArrayBase<impl Data<Elem = E>, Ix2>) -> Result<()> {
    check_values(matrix, E::is_finite)
}

/// Refuses a matrix without rows or columns, or with a value that is not `allowed`.
pub(crate) fn check_values<E: Element>(
    matrix: &ArrayBase<impl Data<Elem = E>, Ix2>,
    allowed: impl Fn(E) -> bool,
) -> Result<()> {
    let (n_samples, n_features) = matrix.dim();
    if matrix.is_empty() {
        return Err(Error::EmptyMatrix { n_samples, n_features });
    }
    if matrix.fold(true, |all, &value| all & allowed(value)) {
        return Ok(()); // quicker than a search that keeps count, or that stops
    }
    let refused = matrix.indexed_iter().find(|(_, value)| !allowed(**value));
    refused.map_or(Ok(()), |((row, column), value)| {
        Err(Error::InvalidEntry { row, column, value: value.to_f64(), remedy: "remove or fill it" })
    })
}

/// The number of distinct rows, counted up to `limit`; −0 equals 0.
pub(crate) fn count_distinct<E: Copy + Into<f64>>(matrix: ArrayView2<E>, limit: usize) -> usize {
    let mut known = HashSet::new();
    let bits = |row: ArrayView1<E>| row.iter().map(|&x| (x.into() + 0.0).to_bits()).collect::<Vec<u64>>();
    matrix.outer_iter().filter(|row| known.insert(bits(*row))).take(limit).count()
}

/// Refuses a matrix whose number of columns is not that of the fit.
pub(crate) fn check_n_features<E>(matrix: &ArrayBase<impl Data<Elem = E>, Ix2>, n_features: usize) -> Result<()> {
    check_shape("the feature matrix", matrix.shape(), &[matrix.nrows(), n_features])
}

/// Refuses weights that are not one for each row, finite and at least 0, some of them above it.
pub(crate) fn check_weights<E>(weights: Option<&[f32]>, records: &ArrayView2<E>) -> Result<()> {
    let Some(weights) = weights else { return Ok(()) };
    check_shape("the list of weights", &[weights.len()], &[records.nrows()])?;
    let valid = |weight: f32| weight.is_finite() && weight >= 0.0;
    if let Some(row) = weights.iter().position(|&weight| !valid(weight)) {
        return Err(Error::InvalidWeight { row, weight: weights[row] });
    }
    match weights.iter().any(|&weight| weight > 0.0) {
        true => Ok(()),
        false => Err(Error::EmptyMatrix { n_samples: 0, n_features: records.ncols() }),
    }
}

/// Refuses results that overflowed, given that their input was finite.
pub(crate) fn check_range<'a>(results: impl IntoIterator<Item = &'a f64>) -> Result<()> {
    let are_finite = results.into_iter().all(|value| value.is_finite());
    if are_finite { Ok(()) } else { Err(Error::OutOfRange { precision: "f64" }) }
}

/// Refuses a parameter of which what is `expected` does not hold.
pub(crate) fn check_that(holds: bool, name: &'static str, value: impl ToString, expected: &'static str) -> Result<()> {
    holds.then_some(()).ok_or_else(|| Error::invalid(name, value, expected))
}

/// Refuses a count of none.
pub(crate) fn check_some(name: &'static str, count: usize) -> Result<()> {
    check_that(count > 0, name, count, "at least 1")
}

/// Refuses a list of labels that is empty or not as long as what it labels.
pub(crate) fn check_labels(labels: &[usize], n_samples: usize) -> Result<()> {
    check_some("the number of labels", n_samples)?;
    check_shape("the list of labels", &[labels.len()], &[n_samples])
}
