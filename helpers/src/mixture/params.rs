//! The hyperparameters of a fit.

use super::covariance::CovarianceType;
use super::model::GaussianMixture;
use crate::check::{check_some, check_that};
use crate::error::{Error, Result};
use crate::parallel;
use linfa::ParamGuard;

/// Where a run of EM starts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Start {
    /// A partition by k-means++, in which what is missing stands at its column's mean, and a category counts as one feature of
    /// mean variance, in every second run not at all; components are put in descending order of weight at the end.
    ///
    /// Lloyd's algorithm improves the partitions of the first five runs, which makes few runs good. Further runs start
    /// from new random centres as they are: these differ more, and so find better optima in the end.
    KMeans,
    /// A component for each row, counted from 0; components keep this numbering.
    Partition(Vec<usize>),
    /// A mixture, as by [`GaussianMixture::as_start`], of the covariance type and, in their order, the categorical columns of
    /// the fit; components keep this order.
    Mixture(Box<GaussianMixture>),
}

/// Checked hyperparameters, ready to [`fit`](linfa::traits::Fit::fit).
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixtureValidParams {
    pub(crate) n_clusters: usize,
    pub(crate) covariance_type: CovarianceType,
    pub(super) tolerance: f64,
    pub(crate) reg_covariance: f64,
    pub(super) max_n_iterations: usize,
    pub(crate) n_runs: usize,
    pub(super) seed: u64,
    pub(crate) start: Start,
    pub(super) n_threads: usize,
    pub(crate) categorical: Vec<usize>,
    pub(crate) allow_missing: bool,
}

/// The hyperparameters of a Gaussian mixture, set one after the other; made by [`GaussianMixture::params`].
///
/// The defaults are scikit-learn's: full covariance, `tolerance` 1e-3, `reg_covariance` 1e-6, 100 iterations, one run.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixtureParams(pub(crate) GaussianMixtureValidParams);

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
            categorical: Vec::new(),
            allow_missing: false,
        })
    }

    /// The columns that hold categories, counted from 0: whole codes 0, 1, 2, … of at most 1000 levels, as many as the largest
    /// code in the fit says.
    ///
    /// In each component, a category's level is independent of all other columns; the numeric ones are normal. At least one
    /// column must be numeric.
    pub fn categorical(mut self, columns: &[usize]) -> Self {
        self.0.categorical = columns.to_vec();
        self
    }
}

/// Methods that set one hyperparameter.
macro_rules! setters {
    ($($(#[$doc:meta])+ $name:ident: $type:ty;)+) => {
        impl GaussianMixtureParams {$(
            $(#[$doc])+
            pub fn $name(mut self, $name: $type) -> Self {
                self.0.$name = $name;
                self
            }
        )+}
    };
}

setters! {
    /// The number of components.
    n_clusters: usize;
    /// How the covariance matrices are shaped.
    covariance_type: CovarianceType;
    /// The change of the mean log-likelihood from one iteration to the next below which a run has converged.
    tolerance: f64;
    /// What is added to every variance, in squared units of the features: it keeps the matrices positive definite.
    ///
    /// A variance that rests on it says nothing about the data, and neither does the likelihood it brings.
    reg_covariance: f64;
    /// The most EM iterations of a run; a run that reaches it gives its model, with `converged() == false`.
    max_n_iterations: usize;
    /// The number of runs, each from its own k-means start; the one with the highest log-likelihood is kept.
    ///
    /// There is no limit but the time: a run takes what its trace takes of memory.
    n_runs: usize;
    /// What the starts' random numbers are drawn from: the same seed gives the same model.
    seed: u64;
    /// Where a run starts.
    start: Start;
    /// The most threads to use, by default as many as the machine runs at once; results do not depend on it.
    n_threads: usize;
    /// Whether NaN stands for a value that is not known, of a number or a category; else it is an error.
    ///
    /// EM then maximises the likelihood of what is observed, which is right where values are missing at random.
    allow_missing: bool;
}

impl ParamGuard for GaussianMixtureParams {
    type Checked = GaussianMixtureValidParams;
    type Error = Error;

    /// # Errors
    /// [`Error::InvalidParameter`] names the parameter that lies outside its range.
    fn check_ref(&self) -> Result<&GaussianMixtureValidParams> {
        let params = &self.0;
        let finite = params.tolerance.is_finite() && params.tolerance > 0.0;
        check_that(finite, "tolerance", params.tolerance, "finite and above 0")?;
        let finite = params.reg_covariance.is_finite() && params.reg_covariance >= 0.0;
        check_that(finite, "reg_covariance", params.reg_covariance, "finite and at least 0")?;
        check_some("n_clusters", params.n_clusters)?;
        check_some("max_n_iterations", params.max_n_iterations)?;
        check_some("n_runs", params.n_runs)?;
        check_some("n_threads", params.n_threads)?;
        let differ = params.n_runs == 1 || params.start == Start::KMeans;
        check_that(differ, "n_runs", params.n_runs, "1 with a given start, as all runs would be the same")?;
        Ok(params)
    }

    fn check(self) -> Result<GaussianMixtureValidParams> {
        self.check_ref()?;
        Ok(self.0)
    }
}
