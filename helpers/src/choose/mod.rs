//! Choosing a mixture, and checking whether the choice holds up; every row counts once, whatever weights a dataset has.

mod bent;
mod combination;
mod failure;
mod rates;
mod regularisation;
mod selection;
mod sensitivity;
mod shown;
mod validation;
mod valley;
mod verdict;
mod verdict_shown;

pub(crate) use shown::{compared, comparison};
pub use {
    combination::Combination,
    failure::Failure,
    regularisation::regularisation_table,
    selection::*,
    shown::{compare, degenerate_table},
    validation::*,
    verdict::{Grade, Verdict},
};

use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_xoshiro::Xoshiro256Plus;

use crate::error::Result;
use crate::mixture::{GaussianMixture, GaussianMixtureParams};

/// Fits with one thread, where several fits run at once.
fn fit_on_one_thread(params: &GaussianMixtureParams, records: ArrayView2<f64>) -> Result<GaussianMixture> {
    params.check_ref()?; // the number of threads that is replaced, too
    params.clone().n_threads(1).fit(&DatasetBase::from(records))
}

/// At most `most` of `n` rows in ascending order, drawn at random but always the same.
fn some_rows(n: usize, most: usize, seed: u64) -> Vec<usize> {
    let mut rows = sample(&mut Xoshiro256Plus::seed_from_u64(seed), n, n.min(most)).into_vec();
    rows.sort_unstable();
    rows
}
