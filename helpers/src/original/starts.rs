//! Where the original's fits started: with the same start, EM ends at the same numbers.
//!
//! scikit-learn starts EM from the labels of its k-means. The partitions here are what the k-means of scikit-learn 1.9.1
//! gives for the seed 42, in the start that became the published fit; a digit is the component of a customer, in the order of
//! the file.

use linfa::{DatasetBase, traits::Fit};

use crate::check::check_that;
use crate::customers::{Customers, Feature};
use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix, Start};

/// The partition that the final model's best run started from, the last of five: four lines of fifty customers.
pub const FINAL_START: &str = include_str!("final_start.txt");

/// Those of the sweep, a line for each number of components from 1 to 10.
const SWEEP_STARTS: &str = include_str!("sweep_starts.txt");

/// The [start](FINAL_START) of the original's final model.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for customers that are not the original's.
pub fn start(customers: &Customers) -> Result<Start> {
    check_original(customers)?;
    Ok(partition(FINAL_START))
}

/// The original's final model, fitted to `scaled`, `(200, 4)`, from the start that the published fit had.
///
/// # Errors
///
/// As [`start`] and [`fit`](crate::GaussianMixtureValidParams).
pub fn replay(customers: &Customers, scaled: &Matrix) -> Result<GaussianMixture> {
    let params = GaussianMixture::params(5).reg_covariance(1e-4).start(start(customers)?);
    params.fit(&DatasetBase::from(scaled.as_records()))
}

/// The sweep's fit with `n_clusters` components, from 1 to 10, to `scaled`, `(200, 4)`, from the start that the published one
/// had.
pub(super) fn replay_sweep(n_clusters: usize, scaled: &Matrix) -> Result<GaussianMixture> {
    let start = partition(SWEEP_STARTS.lines().nth(n_clusters - 1).unwrap_or_default());
    GaussianMixture::params(n_clusters).start(start).fit(&DatasetBase::from(scaled.as_records()))
}

fn partition(digits: &str) -> Start {
    let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
    Start::Partition(digits.map(|digit| digit as usize).collect())
}

/// The published starts name customers by their place.
pub(super) fn check_original(customers: &Customers) -> Result<()> {
    let sum = |feature: &Feature| customers.column(feature).map_or(0.0, |values| values.iter().sum());
    let same = customers.len() == 200
        && (0..customers.len()).all(|row| customers.id(row).parse() == Ok(row + 1))
        && Feature::MEASURES.each_ref().map(sum) == [7770.0, 12112.0, 10040.0];
    let expected = "that of the original's 200 customers, as the published starts are partitions of these";
    check_that(same, "the file of customers", customers.source(), expected)
}
