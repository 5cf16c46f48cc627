//! Fitting and evaluating, compiled in this crate once for each precision.
//!
//! A generic function is compiled wherever it is called, and a notebook's cell would spend seconds on it. So the generic
//! code stays behind a trait whose implementations are concrete.

use half::f16;
use ndarray::{Array1, Array2, ArrayView2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::criteria::Sums;
use super::em::{self, Fitted};
use super::gaussians::Gaussians;
use super::kernel;
use super::kernel::element::{Precision, Real};
use super::model::GaussianMixture;
use super::params::GaussianMixtureValidParams;
use super::records::{check_n_features, check_records, count_distinct};
use super::start::Start;
use crate::error::{Error, Result};
use crate::parallel;

/// What [`GaussianMixture`] does with a matrix, by the precision of its entries.
pub trait Engine: Sized {
    fn fit(records: ArrayView2<Self>, params: &GaussianMixtureValidParams) -> Result<GaussianMixture>;
    fn log_likelihood(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<f64>;
    fn score_samples(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Array1<f64>>;
    fn predict_proba(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Array2<f64>>;
    fn criteria(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Sums>;
    fn labels(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Array1<usize>>;
}

macro_rules! engine {
    ($($precision:ty),+) => {$(
        impl Engine for $precision {
            fn fit(records: ArrayView2<Self>, params: &GaussianMixtureValidParams) -> Result<GaussianMixture> {
                fit(records, params)
            }
            fn log_likelihood(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<f64> {
                log_likelihood(gaussians, records)
            }
            fn score_samples(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Array1<f64>> {
                score_samples(gaussians, records)
            }
            fn predict_proba(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Array2<f64>> {
                predict_proba(gaussians, records)
            }
            fn criteria(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Sums> {
                criteria(gaussians, records)
            }
            fn labels(gaussians: &Gaussians, records: ArrayView2<Self>) -> Result<Array1<usize>> {
                labels(gaussians, records)
            }
        }
    )+};
}

engine!(f64, f32, f16);

fn fit<E: Precision>(records: ArrayView2<E>, params: &GaussianMixtureValidParams) -> Result<GaussianMixture> {
    check_records(records)?;
    let distinct = count_distinct(records, params.n_clusters);
    if distinct < params.n_clusters {
        return Err(Error::TooFewDistinctRows {
            n_clusters: params.n_clusters,
            distinct,
        });
    }
    let mut seeds = Xoshiro256Plus::seed_from_u64(params.seed);
    let mut best: Option<Fitted> = None;
    let mut best_run = 0;
    let mut runs = Vec::with_capacity(params.n_runs);
    for number in 0..params.n_runs {
        let start = params.start.gaussians(records, params, number, seeds.r#gen())?;
        let fitted = em::run(records, start, params)?;
        runs.push(fitted.run.clone());
        if best.as_ref().is_none_or(|best| fitted.run.score > best.run.score) {
            best = Some(fitted);
            best_run = number;
        }
    }
    let Fitted {
        gaussians, covariances, ..
    } = best.expect("there is at least one run");
    let order = match params.start {
        Start::KMeans => gaussians.canonical_order(),
        Start::Partition(_) | Start::Parameters { .. } => (0..params.n_clusters).collect(),
    };
    let (gaussians, covariances) = (gaussians.reordered(&order), covariances.reordered(&order));
    Ok(GaussianMixture {
        gaussians,
        covariances,
        runs,
        best_run,
    })
}

fn log_likelihood<E: Precision>(gaussians: &Gaussians, records: ArrayView2<E>) -> Result<f64> {
    check(gaussians, records)?;
    Ok(em::log_likelihood_of(
        records,
        &gaussians.densities()?,
        parallel::available(),
    ))
}

fn score_samples<E: Precision>(gaussians: &Gaussians, records: ArrayView2<E>) -> Result<Array1<f64>> {
    let mut scores = Array1::zeros(records.nrows());
    for_each_row(gaussians, records, |row, log_likelihood, _| {
        scores[row] = log_likelihood
    })?;
    Ok(scores)
}

fn predict_proba<E: Precision>(gaussians: &Gaussians, records: ArrayView2<E>) -> Result<Array2<f64>> {
    let mut probabilities = Array2::zeros((records.nrows(), gaussians.weights.len()));
    for_each_row(gaussians, records, |row, _, responsibilities| {
        for (probability, r) in probabilities.row_mut(row).iter_mut().zip(responsibilities) {
            *probability = r.to_f64();
        }
    })?;
    Ok(probabilities)
}

fn criteria<E: Precision>(gaussians: &Gaussians, records: ArrayView2<E>) -> Result<Sums> {
    let log_likelihood = log_likelihood(gaussians, records)?;
    let (mut entropy, mut surprise) = (0.0, 0.0);
    for_each_row(gaussians, records, |_, _, responsibilities| {
        let positive = responsibilities.iter().map(|r| r.to_f64()).filter(|r| *r > 0.0);
        entropy -= positive.clone().map(|r| r * r.ln()).sum::<f64>();
        surprise -= positive.fold(0.0, f64::max).ln();
    })?;
    Ok(Sums {
        log_likelihood,
        entropy,
        surprise,
    })
}

fn for_each_row<E: Precision>(
    gaussians: &Gaussians,
    records: ArrayView2<E>,
    mut visit: impl FnMut(usize, f64, &[E::Real]),
) -> Result<()> {
    check(gaussians, records)?;
    kernel::for_each_row(records, &gaussians.densities()?, &mut visit);
    Ok(())
}

fn labels<E: Precision>(gaussians: &Gaussians, records: ArrayView2<E>) -> Result<Array1<usize>> {
    check(gaussians, records)?;
    let densities = gaussians.densities()?;
    let mut labels = vec![0; records.nrows()];
    let mut rest = labels.as_mut_slice();
    let mut parts = Vec::new();
    for rows in parallel::segments(records.nrows()) {
        let (part, others) = std::mem::take(&mut rest).split_at_mut(rows.len());
        parts.push((rows, part));
        rest = others;
    }
    parallel::map(parallel::available(), parts, |(rows, part)| {
        kernel::labels(records, rows, &densities, part)
    });
    Ok(labels.into())
}

fn check<E: Precision>(gaussians: &Gaussians, records: ArrayView2<E>) -> Result<()> {
    check_n_features(records, gaussians.means.ncols())?;
    check_records(records)
}
