//! Whether a segmentation holds up: agreement, stability, separation, prediction and independence.
//!
//! - [`adjusted_rand_index`]: how far two segmentations of the same customers agree.
//! - [`bootstrap_stability`]: how far the segmentation survives another sample of customers.
//! - [`likelihood_ratio_test`]: whether more components are more than chance.
//! - [`silhouette`]: how far the segments are apart.
//! - [`cross_validated_log_likelihood`]: how well a mixture predicts customers it has not seen.
//! - [`permutation_test`]: whether a grouping, such as gender, is related to the segments.

mod agreement;
mod bootstrap;
mod chance;
mod cross_validation;
mod silhouette;

pub(super) use bootstrap::resample;
pub use bootstrap::{Stability, bootstrap_stability, stability_table};
pub use {agreement::*, chance::*, cross_validation::*, silhouette::*};

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use crate::check::check_that;
use crate::error::Result;
use crate::mixture::{GaussianMixtureParams, Start};
use crate::parallel;

/// Refuses a start that names the rows of one matrix, as fits to others are asked for.
fn check_start(params: &GaussianMixtureParams) -> Result<()> {
    let of_rows = matches!(params.0.start, Start::Partition(_));
    let expected = "k-means or given parameters, which fit any selection of the rows";
    check_that(!of_rows, "the start", "a partition", expected)
}

/// The labels renumbered without gaps, 0 for the smallest, and the size of each group.
fn numbered(labels: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    let sizes = sorted.chunk_by(|a, b| a == b).map(<[usize]>::len).collect();
    sorted.dedup();
    let number = |label| sorted.partition_point(|smaller| smaller < label);
    (labels.iter().map(number).collect(), sizes)
}

/// `work` with each of `n` seeds that `seed` makes, several at once.
fn with_seeds<T: Send>(name: &'static str, n: usize, seed: u64, work: impl Fn(u64) -> T + Sync) -> Result<Vec<T>> {
    check_count(name, n)?;
    let mut seeds = Xoshiro256Plus::seed_from_u64(seed);
    let seeds = (0..n).map(|_| seeds.r#gen()).collect();
    Ok(parallel::map(parallel::available(), seeds, work))
}

/// Refuses a number of repetitions that is none or will never end.
fn check_count(name: &'static str, count: usize) -> Result<()> {
    check_that((1..=1_000_000).contains(&count), name, count, "from 1 to 1,000,000")
}
