//! Fitting: runs from several starts, of which the best is kept.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{ArrayBase, ArrayView2, Data, Ix2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::em::{self, Fitted};
use super::kernel::element::{Element, Records, with_view};
use super::m_step::MStep;
use super::model::GaussianMixture;
use super::params::{GaussianMixtureValidParams, Start};
use super::start::start;
use crate::check::{check_matrix, count_distinct};
use crate::error::{Error, Result};

impl<E: Element, D: Data<Elem = E>, T> Fit<ArrayBase<D, Ix2>, T, Error> for GaussianMixtureValidParams {
    type Object = GaussianMixture;

    /// Fits the mixture by expectation-maximisation and keeps the best run.
    ///
    /// Standardise features first: `reg_covariance` is in their squared units, and as in scikit-learn the tied, diagonal and
    /// spherical variances grow by about 2·10⁻¹⁵ of the squared means over a component's rows, which counts where features
    /// lie far from 0 and hardly vary.
    ///
    /// # Errors
    /// [`Error::EmptyMatrix`], [`Error::NotFinite`], [`Error::TooFewDistinctRows`], [`Error::SingularCovariance`] (only
    /// with too small a `reg_covariance`), [`Error::OutOfRange`], and for a given start [`Error::Shape`],
    /// [`Error::InvalidParameter`] or [`Error::SingularPrecision`]. Not converging is no error.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<GaussianMixture> {
        fit_erased(E::erase(dataset.records.view()), self)
    }
}

/// Not generic, so that a notebook's cells need not compile a fit.
fn fit_erased(records: Records, params: &GaussianMixtureValidParams) -> Result<GaussianMixture> {
    with_view!(records, view => fit(view, params))
}

fn fit<E: Element>(records: ArrayView2<E>, params: &GaussianMixtureValidParams) -> Result<GaussianMixture> {
    check_matrix(&records)?;
    let n_clusters = params.n_clusters;
    let distinct = count_distinct(records, n_clusters);
    if distinct < n_clusters {
        return Err(Error::TooFewDistinctRows { n_clusters, distinct });
    }
    let mut seeds = Xoshiro256Plus::seed_from_u64(params.seed);
    let (mut best, mut best_run, mut runs) = (None::<Fitted>, 0, Vec::new());
    for number in 0..params.n_runs {
        let start = start(records, params, number, seeds.r#gen())?;
        let fitted = em::run(records, start, params)?;
        runs.push(fitted.run.clone());
        if best.as_ref().is_none_or(|best| fitted.run.score > best.run.score) {
            best = Some(fitted);
            best_run = number;
        }
    }
    let MStep { gaussians, covariances } = best.expect("there is at least one run").end;
    let order = match params.start {
        Start::KMeans => gaussians.canonical_order(),
        Start::Partition(_) | Start::Parameters { .. } => (0..n_clusters).collect(),
    };
    let covariances = covariances.reordered(&order).unpacked(params.covariance_type, n_clusters);
    let floor = Some((params.reg_covariance, records.nrows()));
    Ok(GaussianMixture { gaussians: gaussians.reordered(&order), covariances, runs, best_run, floor })
}
