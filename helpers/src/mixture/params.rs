//! The hyperparameters of a fit.

use linfa::ParamGuard;

use super::covariance::CovarianceType;
use super::start::Start;
use crate::error::{Error, Result};
use crate::parallel;

/// Checked hyperparameters, ready to [`fit`](linfa::traits::Fit::fit).
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixtureValidParams {
    pub(super) n_clusters: usize,
    pub(super) covariance_type: CovarianceType,
    pub(super) tolerance: f64,
    pub(super) reg_covariance: f64,
    pub(super) max_n_iterations: usize,
    pub(super) n_runs: usize,
    pub(super) seed: u64,
    pub(super) start: Start,
    pub(super) n_threads: usize,
}

impl GaussianMixtureValidParams {
    /// The number of components.
    pub fn n_clusters(&self) -> usize {
        self.n_clusters
    }

    /// How the covariance matrices are shaped.
    pub fn covariance_type(&self) -> CovarianceType {
        self.covariance_type
    }

    /// The change of the mean log-likelihood below which a run has converged.
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }

    /// What is added to every variance.
    pub fn reg_covariance(&self) -> f64 {
        self.reg_covariance
    }

    /// The most EM iterations of a run.
    pub fn max_n_iterations(&self) -> usize {
        self.max_n_iterations
    }

    /// The number of runs, each from its own start.
    pub fn n_runs(&self) -> usize {
        self.n_runs
    }

    /// Where a run starts.
    pub fn start(&self) -> &Start {
        &self.start
    }
}

/// The hyperparameters of a Gaussian mixture, set one after the other; made by
/// [`GaussianMixture::params`](super::GaussianMixture::params).
///
/// The defaults are scikit-learn's: full covariance, `tolerance` 1e-3, `reg_covariance` 1e-6, 100 iterations, one run.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixtureParams(GaussianMixtureValidParams);

impl GaussianMixtureParams {
    pub(super) fn new(n_clusters: usize) -> Self {
        GaussianMixtureParams(GaussianMixtureValidParams {
            n_clusters,
            covariance_type: CovarianceType::Full,
            tolerance: 1e-3,
            reg_covariance: 1e-6,
            max_n_iterations: 100,
            n_runs: 1,
            seed: 42,
            start: Start::KMeans,
            n_threads: parallel::available(),
        })
    }

    /// How the covariance matrices are shaped.
    pub fn covariance_type(mut self, covariance_type: CovarianceType) -> Self {
        self.0.covariance_type = covariance_type;
        self
    }

    /// The change of the mean log-likelihood from one iteration to the next below which a run has converged.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// What is added to every variance, in squared units of the features: it keeps the matrices positive definite.
    ///
    /// A variance that rests on it says nothing about the data, and neither does the likelihood it brings.
    pub fn reg_covariance(mut self, reg_covariance: f64) -> Self {
        self.0.reg_covariance = reg_covariance;
        self
    }

    /// The most EM iterations of a run; a run that reaches it gives its model, with `converged() == false`.
    pub fn max_n_iterations(mut self, max_n_iterations: usize) -> Self {
        self.0.max_n_iterations = max_n_iterations;
        self
    }

    /// The number of runs, each from its own k-means start; the one with the highest log-likelihood is kept.
    pub fn n_runs(mut self, n_runs: usize) -> Self {
        self.0.n_runs = n_runs;
        self
    }

    /// What the starts' random numbers are drawn from: the same seed gives the same model.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Where a run starts.
    pub fn start(mut self, start: Start) -> Self {
        self.0.start = start;
        self
    }

    /// The most threads to use, by default as many as the machine runs at once; results do not depend on it.
    pub fn n_threads(mut self, n_threads: usize) -> Self {
        self.0.n_threads = n_threads;
        self
    }
}

impl ParamGuard for GaussianMixtureParams {
    type Checked = GaussianMixtureValidParams;
    type Error = Error;

    /// # Errors
    /// [`Error::InvalidParameter`] names the parameter that lies outside its range.
    fn check_ref(&self) -> Result<&GaussianMixtureValidParams> {
        let params = &self.0;
        check(params.n_clusters > 0, "n_clusters", params.n_clusters, "at least 1")?;
        let finite = params.tolerance.is_finite() && params.tolerance > 0.0;
        check(finite, "tolerance", params.tolerance, "finite and above 0")?;
        let finite = params.reg_covariance.is_finite() && params.reg_covariance >= 0.0;
        check(finite, "reg_covariance", params.reg_covariance, "finite and at least 0")?;
        check(
            params.max_n_iterations > 0,
            "max_n_iterations",
            params.max_n_iterations,
            "at least 1",
        )?;
        check(params.n_runs > 0, "n_runs", params.n_runs, "at least 1")?;
        check(params.n_threads > 0, "n_threads", params.n_threads, "at least 1")?;
        let one_start = params.start != Start::KMeans;
        check(
            !one_start || params.n_runs == 1,
            "n_runs",
            params.n_runs,
            "1 with a given start, as all runs would be the same",
        )?;
        Ok(params)
    }

    fn check(self) -> Result<GaussianMixtureValidParams> {
        self.check_ref()?;
        Ok(self.0)
    }
}

fn check(holds: bool, name: &'static str, value: impl ToString, expected: &'static str) -> Result<()> {
    let value = value.to_string();
    holds
        .then_some(())
        .ok_or(Error::InvalidParameter { name, value, expected })
}
