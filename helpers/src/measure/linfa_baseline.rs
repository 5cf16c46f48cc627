//! The Gaussian mixture of linfa-clustering as it comes, for comparison; with the feature `stock` only.
//!
//! Its generic code is compiled here once: a notebook would compile it again in every cell that calls it.

use std::time::Instant;

use linfa::{DatasetBase, traits::Fit, traits::Predict};
use linfa_clustering::{GaussianMixtureModel, GmmError, GmmInitMethod};
use ndarray::Array2;

use crate::error::{Error, Result};
use crate::mixture::{Covariances, GaussianMixture, GaussianMixtureParams, Matrix};
use crate::show::{Table, cells, decimals};

/// linfa-clustering drops a model that has not converged: enough iterations that this does not happen.
const MAX_N_ITERATIONS: u64 = 1000;

type Fitted = GaussianMixtureModel<f64>;

/// A mixture with full covariance, fitted in `f64` by [`linfa_clustering::GaussianMixtureModel`].
///
/// ```
/// use helpers::LinfaMixture;
/// use ndarray::array;
///
/// let records = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
/// let baseline = LinfaMixture::fit(&records, 2, 1e-4, 1)?;
/// assert_eq!(baseline.labels(&records), baseline.mixture()?.labels(&records)?.to_vec());
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinfaMixture(Fitted);

impl LinfaMixture {
    /// `GaussianMixtureModel::params(n_clusters).reg_covariance(..).n_runs(..)`, all else at its default, fitted to
    /// `records`, `(n_samples, n_features)`.
    ///
    /// # Errors
    ///
    /// [`Error::Stock`].
    pub fn fit(records: &Matrix, n_clusters: usize, reg_covariance: f64, n_runs: u64) -> Result<LinfaMixture> {
        fit(records, n_clusters, reg_covariance, n_runs, MAX_N_ITERATIONS).map(LinfaMixture)
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
    pub fn labels(&self, records: &Matrix) -> Vec<usize> {
        self.0.predict(&records.as_records()).to_vec()
    }

    /// The number of EM iterations of a fit of one run: the least maximum with which it converges.
    ///
    /// # Errors
    ///
    /// [`Error::Stock`] as [`fit`](Self::fit).
    pub fn n_iterations(records: &Matrix, n_clusters: usize, reg_covariance: f64) -> Result<u64> {
        let fit_in = |most| fit(records, n_clusters, reg_covariance, 1, most);
        fit_in(MAX_N_ITERATIONS)?;
        let too_few = |most: &u64| matches!(fit_in(*most), Err(Error::Stock(GmmError::NotConverged(_))));
        let fewer: Vec<u64> = (1..MAX_N_ITERATIONS).collect();
        Ok(1 + fewer.partition_point(too_few) as u64)
    }

    /// The log-likelihoods with several numbers of runs: of linfa-clustering, of its first run when it goes on for two
    /// iterations a further run, and of this crate's mixture, of which each run has a start of its own.
    ///
    /// # Errors
    ///
    /// As [`LinfaMixture::fit`] and a fit of this crate's mixture.
    pub fn restarts(records: &Matrix, n_clusters: usize, reg_covariance: f64, n_runs: &[u64]) -> Result<Table> {
        let dataset = DatasetBase::from(records.as_records());
        let params = GaussianMixture::params(n_clusters).reg_covariance(reg_covariance);
        let first = LinfaMixture::fit(records, n_clusters, reg_covariance, 1)?.mixture()?;
        let go_on = params_from(&first).reg_covariance(reg_covariance).tolerance(f64::MIN_POSITIVE);
        let rows = n_runs.iter().map(|&n| {
            let theirs = LinfaMixture::fit(records, n_clusters, reg_covariance, n)?.mixture()?;
            let gone_on = match 2 * (n as usize - 1) {
                0 => first.clone(),
                more => go_on.clone().max_n_iterations(more).fit(&dataset)?,
            };
            let ours = params.clone().n_runs(n as usize).fit(&dataset)?;
            let score = |model: GaussianMixture| model.score(&dataset).map(|score| decimals(score, 6));
            Ok(cells![n, score(theirs)?, score(gone_on)?, score(ours)?])
        });
        let headings = ["Runs", "linfa-clustering", "Its first run, gone on", "engine"];
        Table::try_of("Log-likelihood by number of runs", &headings, rows)
    }
}

fn fit(records: &Matrix, n_clusters: usize, reg_covariance: f64, n_runs: u64, max: u64) -> Result<Fitted> {
    let params = GaussianMixtureModel::params(n_clusters).reg_covariance(reg_covariance);
    Ok(params.n_runs(n_runs).max_n_iterations(max).fit(&DatasetBase::from(records.as_records()))?)
}

/// Hyperparameters of a fit that starts from `model`.
pub(super) fn params_from(model: &GaussianMixture) -> GaussianMixtureParams {
    GaussianMixture::params(model.n_clusters()).covariance_type(model.covariance_type()).start(model.as_start())
}

/// The time of one EM iteration on `records`, `(n_samples, n_features)`, from a random start, in seconds: that of two less
/// that of one. From 100,000 rows on each is timed once: at a million an iteration takes most of a second.
pub fn iteration(records: &Array2<f64>, n_clusters: usize) -> f64 {
    let fit = |n_iterations: u64| {
        let params = GaussianMixtureModel::<f64>::params(n_clusters).init_method(GmmInitMethod::Random);
        let never = f64::MIN_POSITIVE; // so small a tolerance is not reached
        let params = params.tolerance(never).max_n_iterations(n_iterations);
        let start = Instant::now();
        drop(params.fit(&DatasetBase::from(records.view())));
        start.elapsed().as_secs_f64()
    };
    let n_rounds = (100_000 / records.nrows().max(1)).clamp(1, 20);
    let least = |n_iterations| (0..n_rounds).map(|_| fit(n_iterations)).fold(f64::INFINITY, f64::min);
    least(2) - least(1)
}
