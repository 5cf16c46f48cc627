//! Storing a feature matrix in fewer bytes.

pub use half::f16;
use ndarray::Array2;

use crate::check::{check_matrix, count_distinct};
use crate::error::{Error, Result};
use crate::mixture::Element;

/// `matrix`, `(n_samples, n_features)`, in half the memory: about seven digits.
///
/// # Errors
/// [`Error::OutOfRange`] if a number becomes infinite, [`Error::LostRows`] if rows that differ become equal,
/// [`Error::EmptyMatrix`], [`Error::InvalidEntry`].
pub fn to_f32(matrix: &Array2<f64>) -> Result<Array2<f32>> {
    narrow(matrix, "f32", |x| x as f32)
}

/// `matrix`, `(n_samples, n_features)`, in a quarter of the memory: about three digits, up to 65,504.
///
/// ```
/// use helpers::ndarray::array;
///
/// assert!(helpers::to_f16(&array![[0.5, -1.25]]).is_ok());
/// assert!(helpers::to_f16(&array![[70_000.0]]).is_err(), "beyond the range");
/// assert!(helpers::to_f16(&array![[2001.0], [2001.25]]).is_err(), "two rows would become one");
/// ```
///
/// # Errors
/// As [`to_f32`].
pub fn to_f16(matrix: &Array2<f64>) -> Result<Array2<f16>> {
    narrow(matrix, "f16", f16::from_f64)
}

fn narrow<E: Element>(matrix: &Array2<f64>, precision: &'static str, convert: fn(f64) -> E) -> Result<Array2<E>> {
    check_matrix(matrix)?;
    let narrowed = matrix.mapv(convert);
    if narrowed.iter().any(|x| !x.to_f64().is_finite()) {
        return Err(Error::OutOfRange { precision });
    }
    let (before, after) = (count_distinct(matrix.view(), usize::MAX), count_distinct(narrowed.view(), usize::MAX));
    if after < before {
        return Err(Error::LostRows { precision, before, after });
    }
    Ok(narrowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn numbers_beyond_the_range() {
        assert!(matches!(to_f32(&array![[1e39]]), Err(Error::OutOfRange { precision: "f32" })));
        assert!(matches!(to_f16(&array![[-65_520.0]]), Err(Error::OutOfRange { precision: "f16" })));
    }

    #[test]
    fn rows_that_become_equal_are_counted() {
        let matrix = array![[1.0, 0.0], [1.0 + 1e-9, 0.0], [2.0, 0.0]];
        let error = to_f32(&matrix).unwrap_err();
        assert!(matches!(error, Error::LostRows { before: 3, after: 2, .. }), "{error}");
    }

    #[test]
    fn rows_that_were_equal_before_are_no_loss() {
        assert_eq!(to_f32(&array![[0.1], [0.1], [-0.0], [0.0]]).unwrap().nrows(), 4);
    }
}
