//! Where EM starts.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::covariance::{Covariances, Factors};
use super::gaussians::Gaussians;
use super::k_means::k_means;
use super::kernel::element::Precision;
use super::moments::Moments;
use super::params::GaussianMixtureValidParams;
use super::records::{check_shape, count_distinct};
use crate::error::{Error, Result};

/// The most rows that k-means looks at: more would cost as much as EM itself and hardly move the start.
const SAMPLE_ROWS: usize = 10_000;

/// The runs that start from a converged partition.
const CONVERGED_RUNS: usize = 5;

/// Where a run of EM starts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Start {
    /// A partition by k-means++; components are put in descending order of weight at the end.
    ///
    /// Lloyd's algorithm improves the partitions of the first five runs, which makes few runs good. Further runs start
    /// from new random centres as they are: these differ more, and so find better optima in the end.
    KMeans,
    /// A component for each row, counted from 0; components keep this numbering.
    Partition(Array1<usize>),
    /// Given parameters; components keep this order.
    Parameters {
        /// `(n_clusters)`: positive, summing to 1.
        weights: Array1<f64>,
        /// `(n_clusters, n_features)`.
        means: Array2<f64>,
        /// The inverses of the covariance matrices.
        precisions: Covariances,
    },
}

impl Start {
    /// The mixture that a run starts from; `seed` is its own.
    pub(super) fn gaussians<E: Precision>(
        &self,
        records: ArrayView2<E>,
        params: &GaussianMixtureValidParams,
        run: usize,
        seed: u64,
    ) -> Result<Gaussians> {
        match self {
            Start::KMeans => {
                let mut rng = Xoshiro256Plus::seed_from_u64(seed);
                let max_n_iterations = if run < CONVERGED_RUNS { 100 } else { 1 };
                let sample = sample(records, params.n_clusters, &mut rng);
                let labels = k_means(sample.view(), params.n_clusters, max_n_iterations, &mut rng);
                let moments = Moments::of_partition(sample.view(), &labels, params);
                Ok(moments.maximise(params)?.gaussians)
            }
            Start::Partition(labels) => {
                let labels = labels.as_standard_layout();
                let labels = labels.as_slice().expect("standard layout");
                check_partition(labels, records.nrows(), params.n_clusters)?;
                let moments = Moments::of_partition(records, labels, params);
                Ok(moments.maximise(params)?.gaussians)
            }
            Start::Parameters {
                weights,
                means,
                precisions,
            } => {
                check_parameters(weights, means, precisions, records.ncols(), params)?;
                Ok(Gaussians {
                    weights: weights.clone(),
                    means: means.clone(),
                    factors: Factors::of_precisions(precisions, records.ncols())?,
                })
            }
        }
    }
}

/// All rows, or where there are very many, some of them by chance, but never fewer distinct ones than clusters.
fn sample<E: Precision>(records: ArrayView2<E>, n_clusters: usize, rng: &mut Xoshiro256Plus) -> Array2<f64> {
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

fn check_partition(labels: &[usize], n_samples: usize, n_clusters: usize) -> Result<()> {
    check_shape("the partition", &[labels.len()], &[n_samples])?;
    match labels.iter().find(|&&label| label >= n_clusters) {
        Some(label) => Err(Error::InvalidParameter {
            name: "a label of the partition",
            value: label.to_string(),
            expected: "less than n_clusters",
        }),
        None => Ok(()),
    }
}

fn check_parameters(
    weights: &Array1<f64>,
    means: &Array2<f64>,
    precisions: &Covariances,
    n_features: usize,
    params: &GaussianMixtureValidParams,
) -> Result<()> {
    let n_clusters = params.n_clusters;
    check_shape("the array of weights", weights.shape(), &[n_clusters])?;
    check_shape("the array of means", means.shape(), &[n_clusters, n_features])?;
    if precisions.covariance_type() != params.covariance_type {
        return Err(Error::InvalidParameter {
            name: "the start's covariance type",
            value: precisions.covariance_type().to_string(),
            expected: "the covariance type of the parameters",
        });
    }
    check_shape(
        "the array of precisions",
        &precisions.dim(),
        &precisions.expected_dim(n_clusters, n_features),
    )?;
    let sum = weights.sum();
    let valid = weights.iter().all(|&weight| weight > 0.0) && (sum - 1.0).abs() < 1e-6;
    let invalid = |name, value: String, expected| Err(Error::InvalidParameter { name, value, expected });
    if !valid {
        return invalid("the start's weights", weights.to_string(), "positive with the sum 1");
    }
    match means.iter().find(|mean| !mean.is_finite()) {
        Some(mean) => invalid("a mean of the start", mean.to_string(), "finite"),
        None => Ok(()),
    }
}
