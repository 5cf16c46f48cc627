//! Fitting by expectation-maximisation: runs from several starts, of which the best is kept.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{ArrayBase, Data, Ix2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::e_step::{self, e_step};
use super::gaussians::Gaussians;
use super::kernel::element::{Element, Records, with_view};
use super::m_step::MStep;
use super::model::GaussianMixture;
use super::params::{GaussianMixtureValidParams, Start};
use super::start::start;
use super::strata::{Strata, total_weight};
use super::table::Table;
use crate::error::{Error, Result};

/// How a run of EM went.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The mean log-likelihood of each E-step, before its M-step.
    pub log_likelihood_trace: Vec<f64>,
    /// The mean log-likelihood of the parameters that the run ended with.
    pub score: f64,
    /// Whether the log-likelihood changed by less than the tolerance in the last iteration.
    pub converged: bool,
}

impl Run {
    /// The number of EM iterations.
    pub fn n_iterations(&self) -> usize {
        self.log_likelihood_trace.len()
    }
}

impl<E: Element, D: Data<Elem = E>, T> Fit<ArrayBase<D, Ix2>, T, Error> for GaussianMixtureValidParams {
    type Object = GaussianMixture;

    /// Fits the mixture by expectation-maximisation and keeps the best run.
    ///
    /// Standardise features first: `reg_covariance` is in their squared units, and as in scikit-learn the tied, diagonal and
    /// spherical variances grow by about 2·10⁻¹⁵ of the squared means over a component's rows, which counts where features
    /// lie far from 0 and hardly vary.
    ///
    /// A row of a dataset [with weights](DatasetBase::with_weights) counts as often as its weight says; one of weight 0 must
    /// be valid, and is as if it were not there. k-means counts rows once.
    ///
    /// # Errors
    /// [`Error::EmptyMatrix`], [`Error::InvalidEntry`], [`Error::EmptyColumn`], [`Error::TooFewDistinctRows`],
    /// [`Error::SingularCovariance`] (only with too small a `reg_covariance`), [`Error::OutOfRange`]; for categories
    /// [`Error::InvalidParameter`], for weights [`Error::InvalidWeight`], [`Error::Shape`], and for a given
    /// start [`Error::Shape`] or [`Error::InvalidParameter`]. Not converging is no error.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<GaussianMixture> {
        fit_erased(E::erase(dataset.records.view()), dataset.weights(), self)
    }
}

/// Not generic, so that a notebook's cells need not compile a fit.
fn fit_erased<'a>(
    records: Records<'a>,
    weights: Option<&'a [f32]>,
    params: &GaussianMixtureValidParams,
) -> Result<GaussianMixture> {
    let GaussianMixtureValidParams { categorical, allow_missing, n_threads, .. } = params;
    with_view!(records, records => {
        let table = Table { records: records.reborrow(), categorical, allow_missing: *allow_missing, weights };
        table.check()?;
        fit(&Strata::new(table, *n_threads)?, params)
    })
}

fn fit<E: Element>(strata: &Strata<E>, params: &GaussianMixtureValidParams) -> Result<GaussianMixture> {
    check_columns_have_values(strata, params)?;
    let n_clusters = params.n_clusters;
    let distinct = strata.count_distinct(n_clusters);
    if distinct < n_clusters {
        return Err(Error::TooFewDistinctRows { n_clusters, distinct });
    }
    let mut seeds = Xoshiro256Plus::seed_from_u64(params.seed);
    let (mut best, mut runs) = (None::<(usize, MStep)>, Vec::<Run>::new());
    for number in 0..params.n_runs {
        let start = start(strata, params, number, seeds.r#gen())?;
        let (end, run) = run(strata, start, params)?;
        if best.as_ref().is_none_or(|(best, _)| run.score > runs[*best].score) {
            best = Some((number, end));
        }
        runs.push(run);
    }
    let (best_run, MStep { gaussians, covariances }) = best.expect("there is at least one run");
    let order = match params.start {
        Start::KMeans => gaussians.canonical_order(),
        Start::Partition(_) | Start::Mixture(_) => (0..n_clusters).collect(),
    };
    let covariances = covariances.reordered(&order).unpacked(params.covariance_type, n_clusters);
    let floor = Some((params.reg_covariance, total_weight(&strata.strata)));
    let (gaussians, allow_missing) = (gaussians.reordered(&order), params.allow_missing);
    Ok(GaussianMixture { gaussians, covariances, runs, best_run, floor, allow_missing })
}

/// Iterates E-step and M-step until the mean log-likelihood changes by less than the tolerance, and gives the last M-step.
fn run<E: Element>(strata: &Strata<E>, start: Gaussians, params: &GaussianMixtureValidParams) -> Result<(MStep, Run)> {
    let total = total_weight(&strata.strata);
    let mut trace: Vec<f64> = Vec::new();
    let mut gaussians = start;
    loop {
        let (log_likelihood, moments) = e_step(&gaussians, strata, params.n_threads)?;
        let log_likelihood = log_likelihood / total;
        let end = moments.maximise(params)?;
        let converged = trace.last().is_some_and(|last| (log_likelihood - last).abs() < params.tolerance);
        trace.push(log_likelihood);
        if converged || trace.len() == params.max_n_iterations {
            let score = e_step::log_likelihood(&end.gaussians, strata, params.n_threads)? / total;
            return Ok((end, Run { log_likelihood_trace: trace, score, converged }));
        }
        gaussians = end.gaussians;
    }
}

/// Refuses a column of which nothing is observed.
fn check_columns_have_values<E: Element>(strata: &Strata<E>, params: &GaussianMixtureValidParams) -> Result<()> {
    let mut features = strata.table.numeric().into_iter().enumerate();
    let empty = features.find(|(i, _)| !strata.strata.iter().any(|stratum| stratum.known.observed.contains(i)));
    let levels = strata.n_levels();
    let without_level = params.categorical.iter().zip(levels).find(|(_, n_levels)| *n_levels == 0);
    match empty.map(|(_, column)| column).or(without_level.map(|(&column, _)| column)) {
        Some(column) => Err(Error::EmptyColumn { column }),
        None => Ok(()),
    }
}
