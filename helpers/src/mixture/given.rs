//! A mixture made of given parameters, without a fit.

use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};

use super::covariance::{Covariances, Factors};
use super::gaussians::Gaussians;
use super::model::GaussianMixture;
use super::records::check_shape;
use crate::error::{Error, Result};

impl GaussianMixture {
    /// The mixture with these parameters: `weights`, `(n_clusters)`, and `means`, `(n_clusters, n_features)`.
    ///
    /// With the parameters of a fitted mixture it gives the same results to the last bit, but has no runs.
    ///
    /// ```
    /// use helpers::{Covariances, GaussianMixture};
    /// use ndarray::array;
    ///
    /// let variances = Covariances::Spherical(array![1.0, 1.0]);
    /// let model = GaussianMixture::from_parameters(array![0.5, 0.5], array![[0.0], [10.0]], variances)?;
    /// assert_eq!(model.labels(&array![[9.0]])?, array![1]);
    /// assert!(model.best_run().is_none());
    /// # Ok::<(), helpers::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Shape`]; [`Error::SingularCovariance`] for a covariance that is not positive definite;
    /// [`Error::InvalidParameter`] for weights that are not positive with the sum 1, to within 1e-9, for a mean or
    /// covariance that is not finite, and for a matrix that is not symmetric, rounding apart.
    pub fn from_parameters(
        weights: Array1<f64>,
        means: Array2<f64>,
        covariances: Covariances,
    ) -> Result<GaussianMixture> {
        let (n_clusters, n_features) = means.dim();
        check_shape(
            "the array of means",
            means.shape(),
            &[n_clusters.max(1), n_features.max(1)],
        )?;
        check_shape("the array of weights", weights.shape(), &[n_clusters])?;
        check_shape(
            "the array of covariances",
            &covariances.dim(),
            &covariances.expected_dim(n_clusters, n_features),
        )?;
        check_numbers(&weights, &means, &covariances)?;
        let factors = Factors::of_covariances(&covariances, n_features)?;
        Ok(GaussianMixture {
            gaussians: Gaussians {
                weights,
                means,
                factors,
            },
            covariances,
            runs: Vec::new(),
            best_run: 0,
        })
    }
}

fn check_numbers(weights: &Array1<f64>, means: &Array2<f64>, covariances: &Covariances) -> Result<()> {
    let invalid = |name, value: String, expected| Err(Error::InvalidParameter { name, value, expected });
    let one = (weights.sum() - 1.0).abs() <= 1e-9;
    if !(one && weights.iter().all(|&weight| weight > 0.0)) {
        return invalid("the array of weights", weights.to_string(), "positive with the sum 1");
    }
    if let Some(mean) = means.iter().find(|mean| !mean.is_finite()) {
        return invalid("a mean", mean.to_string(), "finite");
    }
    if let Some(entry) = entries(covariances).into_iter().find(|entry| !entry.is_finite()) {
        return invalid("a covariance", entry.to_string(), "finite");
    }
    let asymmetric = match covariances {
        Covariances::Full(matrices) => first_asymmetric(matrices),
        Covariances::Tied(matrix) => first_asymmetric(&matrix.clone().insert_axis(Axis(0))),
        Covariances::Diagonal(_) | Covariances::Spherical(_) => None,
    };
    match asymmetric {
        Some(matrix) => invalid("a covariance matrix", matrix, "symmetric"),
        None => Ok(()),
    }
}

fn entries(covariances: &Covariances) -> Vec<f64> {
    match covariances {
        Covariances::Full(matrices) => matrices.iter().copied().collect(),
        Covariances::Tied(entries) | Covariances::Diagonal(entries) => entries.iter().copied().collect(),
        Covariances::Spherical(variances) => variances.to_vec(),
    }
}

fn first_asymmetric(matrices: &Array3<f64>) -> Option<String> {
    let is_asymmetric = |matrix: &ArrayView2<f64>| {
        let scale = |i: usize, j: usize| (matrix[[i, i]] * matrix[[j, j]]).abs().sqrt();
        let mut entries = matrix.indexed_iter();
        entries.any(|((i, j), &entry)| (entry - matrix[[j, i]]).abs() > 1e-9 * scale(i, j))
    };
    let matrix = matrices.outer_iter().find(is_asymmetric);
    matrix.map(|matrix| matrix.to_string())
}
