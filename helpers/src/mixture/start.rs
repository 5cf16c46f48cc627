//! The mixture that a run of EM starts from.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use super::categorical::columns;
use super::gaussians::Gaussians;
use super::k_means::k_means;
use super::kernel::element::Element;
use super::m_step::Moments;
use super::params::{GaussianMixtureValidParams, Start};
use super::rows::Rows;
use super::strata::{Strata, n_rows};
use crate::check::{check_shape, check_that, count_distinct};
use crate::error::Result;

/// The most rows that k-means looks at: more would cost as much as EM itself and hardly move the start.
const SAMPLE_ROWS: usize = 10_000;

/// The runs that start from a converged partition.
const CONVERGED_RUNS: usize = 5;

/// Carries out a start; `seed` is the run's own.
pub fn start<E: Element>(
    strata: &Strata<E>,
    params: &GaussianMixtureValidParams,
    run: usize,
    seed: u64,
) -> Result<Gaussians> {
    let (n_clusters, n_features) = (params.n_clusters, strata.table.numeric().len());
    let moments = match &params.start {
        Start::KMeans => {
            let mut rng = Xoshiro256Plus::seed_from_u64(seed);
            let max_n_iterations = if run < CONVERGED_RUNS { 100 } else { 1 };
            let rows = sample(strata, n_clusters, &mut rng);
            // groups of the numbers are hard to see through categories that tell nothing, those of categories without them
            let is_by_numbers = run % 2 == 1 && count_distinct(rows.numbers.view(), n_clusters) == n_clusters;
            let columns = if is_by_numbers { rows.numbers.view().into() } else { rows.with_indicators() };
            let labels = k_means(columns.view(), &rows.weights, n_clusters, max_n_iterations, &mut rng);
            Moments::of_partition(&rows, &labels, params)
        }
        Start::Partition(labels) => {
            check_shape("the partition", &[labels.len()], &[strata.table.records.nrows()])?;
            let rows = strata.rows(0..n_rows(&strata.strata));
            let labels: Vec<usize> = rows.iter().map(|&row| labels[row]).collect();
            let largest = labels.iter().max().copied().unwrap_or(0);
            check_that(largest < n_clusters, "a label of the partition", largest, "less than n_clusters")?;
            Moments::of_partition(&Rows::new(strata, &rows), &labels, params)
        }
        Start::Mixture(mixture) => {
            let (found, expected) = (mixture.covariance_type(), "the covariance type of the parameters");
            check_that(found == params.covariance_type, "the start's covariance type", found, expected)?;
            check_shape("the array of the start's means", mixture.means().shape(), &[n_clusters, n_features])?;
            let (found, expected) = (columns(mixture.categories()), "that of the parameters");
            let name = "the list of the start's categorical columns";
            check_that(found == params.categorical, name, format!("{found:?}"), expected)?;
            strata.check_levels(mixture.categories())?;
            return Ok(mixture.gaussians.clone());
        }
    };
    Ok(moments.maximise(params)?.gaussians)
}

/// All rows, or where there are very many, some of them by chance, but never fewer distinct ones than clusters.
fn sample<E: Element>(strata: &Strata<E>, n_clusters: usize, rng: &mut Xoshiro256Plus) -> Rows {
    let n_rows = n_rows(&strata.strata);
    if n_rows > SAMPLE_ROWS {
        let mut numbers = rand::seq::index::sample(rng, n_rows, SAMPLE_ROWS).into_vec();
        numbers.sort_unstable();
        let rows = Rows::new(strata, &strata.rows(numbers));
        if count_distinct(rows.with_indicators().view(), n_clusters) == n_clusters {
            return rows;
        }
    }
    Rows::new(strata, &strata.rows(0..n_rows))
}
