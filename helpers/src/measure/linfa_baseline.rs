//! The Gaussian mixture of linfa-clustering as it comes, for comparison; with the feature `stock` only.
//!
//! Its generic code is compiled here once: a notebook would compile it again in every cell that calls it.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{GaussianMixtureModel, GmmInitMethod};
use ndarray::{Array1, Array2};

use crate::error::Result;
use crate::measure::benchmark::per_iteration;
use crate::mixture::{Covariances, GaussianMixture};

/// linfa-clustering drops a model that has not converged: enough iterations that this does not happen.
const MAX_N_ITERATIONS: u64 = 1000;

/// A mixture with full covariance, fitted in `f64` by [`linfa_clustering::GaussianMixtureModel`].
///
/// ```
/// use helpers::linfa_baseline::StockMixture;
/// use ndarray::array;
///
/// let records = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
/// let stock = StockMixture::fit(&records, 2, 1e-4, 1)?;
/// assert_eq!(stock.labels(&records), stock.mixture()?.labels(&records)?);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct StockMixture(GaussianMixtureModel<f64>);

impl StockMixture {
    /// `GaussianMixtureModel::params(n_clusters).reg_covariance(..).n_runs(..)`, all else at its default, fitted to
    /// `records`, `(n_samples, n_features)`.
    ///
    /// # Errors
    ///
    /// [`Error::Stock`](crate::Error::Stock).
    pub fn fit(records: &Array2<f64>, n_clusters: usize, reg_covariance: f64, n_runs: u64) -> Result<StockMixture> {
        let params = GaussianMixtureModel::params(n_clusters)
            .reg_covariance(reg_covariance)
            .n_runs(n_runs)
            .max_n_iterations(MAX_N_ITERATIONS);
        Ok(StockMixture(params.fit(&DatasetBase::from(records.view()))?))
    }

    /// This crate's mixture with the same parameters: linfa-clustering gives no likelihood.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::from_parameters`].
    pub fn mixture(&self) -> Result<GaussianMixture> {
        let covariances = Covariances::Full(self.0.covariances().clone());
        GaussianMixture::from_parameters(self.0.weights().clone(), self.0.means().clone(), covariances)
    }

    /// The most probable component of each row of `records`, `(n_samples, n_features)`.
    pub fn labels(&self, records: &Array2<f64>) -> Array1<usize> {
        self.0.predict(records)
    }
}

/// `n_iterations` EM iterations with five components from a random start, whose result is dropped.
pub fn iterate(records: &Array2<f64>, n_iterations: u64) {
    let params = GaussianMixtureModel::<f64>::params(5)
        .init_method(GmmInitMethod::Random)
        .tolerance(f64::MIN_POSITIVE) // so small a tolerance is not reached
        .max_n_iterations(n_iterations);
    drop(params.fit(&DatasetBase::from(records.view())));
}

/// The time of one EM iteration with five components on `records`, `(n_samples, n_features)`, in seconds.
pub fn iteration(records: &Array2<f64>) -> f64 {
    per_iteration(1, 2, &|n| iterate(records, n as u64))
}
