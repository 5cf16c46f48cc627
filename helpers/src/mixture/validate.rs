//! What is asked of given parameters.

use ndarray::{Array1, Array2, ArrayView2};

use super::covariance::Covariances;
use crate::check::{check_shape, check_that};
use crate::error::Result;

/// Refuses arrays of shapes that do not fit together, weights that are not positive with the sum 1, to within 1e-9, numbers that
/// are not finite, and matrices that are not symmetric, rounding apart.
pub fn check_parameters(weights: &Array1<f64>, means: &Array2<f64>, matrices: &Covariances) -> Result<()> {
    let (n_clusters, n_features) = (means.nrows().max(1), means.ncols().max(1));
    check_shape("the array of means", means.shape(), &[n_clusters, n_features])?;
    check_shape("the array of weights", weights.shape(), &[n_clusters])?;
    let expected = matrices.covariance_type().dim(n_clusters, n_features);
    check_shape("the array of covariances", matrices.view().shape(), &expected)?;
    let are_shares = weights.iter().all(|&weight| weight > 0.0) && (weights.sum() - 1.0).abs() <= 1e-9;
    check_that(are_shares, "the array of weights", weights, "positive with the sum 1")?;
    means.iter().try_for_each(|mean| check_that(mean.is_finite(), "a mean", mean, "finite"))?;
    matrices.view().iter().try_for_each(|found| check_that(found.is_finite(), "a covariance", found, "finite"))?;
    let check_symmetric =
        |found: ArrayView2<f64>| check_that(!is_asymmetric(&found), "a covariance matrix", found, "symmetric");
    match matrices {
        Covariances::Full(matrices) => matrices.outer_iter().try_for_each(check_symmetric),
        Covariances::Tied(matrix) => check_symmetric(matrix.view()),
        Covariances::Diagonal(_) | Covariances::Spherical(_) => Ok(()),
    }
}

fn is_asymmetric(matrix: &ArrayView2<f64>) -> bool {
    let scale = |i: usize| matrix[[i, i]].abs().sqrt();
    let mut lower = (0..matrix.nrows()).flat_map(|i| (0..i).map(move |j| (i, j)));
    lower.any(|(i, j)| (matrix[[i, j]] - matrix[[j, i]]).abs() > 1e-9 * scale(i) * scale(j))
}
