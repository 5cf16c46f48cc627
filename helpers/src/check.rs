//! The checks that every computation on a feature matrix begins or ends with.

use ndarray::Array2;

use crate::error::{Error, Result};

/// Refuses a matrix without rows or columns, or with a value that is not finite.
pub(crate) fn check_matrix(matrix: &Array2<f64>) -> Result<()> {
    if matrix.is_empty() {
        return Err(Error::EmptyMatrix {
            n_samples: matrix.nrows(),
            n_features: matrix.ncols(),
        });
    }
    match matrix.indexed_iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some(((row, column), &value)) => Err(Error::NotFinite { row, column, value }),
    }
}

/// Refuses a matrix whose number of columns is not that of the fit.
pub(crate) fn check_n_features(matrix: &Array2<f64>, n_features: usize) -> Result<()> {
    if matrix.ncols() == n_features {
        return Ok(());
    }
    Err(Error::Shape {
        name: "the feature matrix",
        found: matrix.shape().to_vec(),
        expected: vec![matrix.nrows(), n_features],
    })
}

/// Refuses results that overflowed, given that their input was finite.
pub(crate) fn check_range<'a>(results: impl IntoIterator<Item = &'a f64>) -> Result<()> {
    match results.into_iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(Error::OutOfRange { precision: "f64" }),
    }
}
