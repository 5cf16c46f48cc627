//! The mixture that a run of EM starts from.

use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::gaussians::Gaussians;
use super::k_means::k_means;
use super::kernel::element::Element;
use super::m_step::Moments;
use super::packed::Packed;
use super::params::{GaussianMixtureValidParams, Start};
use super::validate::{PRECISIONS, check_parameters};
use crate::check::{check_shape, check_that, count_distinct};
use crate::error::{Error, Result};

/// The most rows that k-means looks at: more would cost as much as EM itself and hardly move the start.
const SAMPLE_ROWS: usize = 10_000;

/// The runs that start from a converged partition.
const CONVERGED_RUNS: usize = 5;

/// Carries out a start; `seed` is the run's own.
pub fn start<E: Element>(
    records: ArrayView2<E>,
    params: &GaussianMixtureValidParams,
    run: usize,
    seed: u64,
) -> Result<Gaussians> {
    let (n_clusters, n_features) = (params.n_clusters, records.ncols());
    let moments = match &params.start {
        Start::KMeans => {
            let mut rng = Xoshiro256Plus::seed_from_u64(seed);
            let max_n_iterations = if run < CONVERGED_RUNS { 100 } else { 1 };
            let sample = sample(records, n_clusters, &mut rng);
            let labels = k_means(sample.view(), n_clusters, max_n_iterations, &mut rng);
            Moments::of_partition(sample.view(), &labels, params)
        }
        Start::Partition(labels) => {
            check_shape("the partition", &[labels.len()], &[records.nrows()])?;
            let largest = labels.iter().max().copied().unwrap_or(0);
            check_that(largest < n_clusters, "a label of the partition", largest, "less than n_clusters")?;
            Moments::of_partition(records.mapv(E::to_f64).view(), labels, params)
        }
        Start::Parameters { weights, means, precisions } => {
            let (found, expected) = (precisions.covariance_type(), "the covariance type of the parameters");
            check_that(found == params.covariance_type, "the start's covariance type", found, expected)?;
            check_parameters(weights, means, precisions, [n_clusters, n_features], PRECISIONS)?;
            let factors = Packed::new(precisions, n_clusters, n_features).factors_of_precisions();
            let precisions_cholesky = factors.map_err(|component| Error::SingularPrecision { component })?;
            return Ok(Gaussians { weights: weights.clone(), means: means.clone(), precisions_cholesky });
        }
    };
    Ok(moments.maximise(params)?.gaussians)
}

/// All rows, or where there are very many, some of them by chance, but never fewer distinct ones than clusters.
fn sample<E: Element>(records: ArrayView2<E>, n_clusters: usize, rng: &mut Xoshiro256Plus) -> Array2<f64> {
    if records.nrows() > SAMPLE_ROWS {
        let mut rows = rand::seq::index::sample(rng, records.nrows(), SAMPLE_ROWS).into_vec();
        rows.sort_unstable();
        let sample = records.select(Axis(0), &rows);
        if count_distinct(sample.view(), n_clusters) == n_clusters {
            return sample.mapv(E::to_f64);
        }
    }
    records.mapv(E::to_f64)
}
