//! How well a mixture predicts customers it has not seen.

use ndarray::{Array2, Axis};
use rand::{SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256Plus;

use super::check_start;
use crate::check::{check_matrix, check_that};
use crate::choose::fit_on_one_thread;
use crate::error::Result;
use crate::features::StandardScaler;
use crate::mixture::{GaussianMixtureParams, Matrix};
use crate::parallel;
use crate::stats::{mean, standard_deviation};

/// The mean log-likelihood of a held-out row, fold by fold.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    folds: Vec<f64>,
}

impl CrossValidation {
    /// The mean log-likelihood of a row of each fold, by the mixture fitted to the other folds.
    pub fn folds(&self) -> &[f64] {
        &self.folds
    }

    /// The mean of the folds; higher is better.
    pub fn mean(&self) -> f64 {
        mean(&self.folds)
    }

    /// The standard error of the mean: the folds' standard deviation (ddof 1) divided by the root of their number.
    pub fn standard_error(&self) -> f64 {
        standard_deviation(&self.folds, 1) / (self.folds.len() as f64).sqrt()
    }
}

/// Shuffles the rows of `records`, `(n_samples, n_features)`, into `n_folds` folds whose sizes differ by one at most,
/// and scores each by the mixture fitted to all others.
///
/// The same seed gives the same folds. `n_folds = n_samples` leaves out one row at a time. Records that were
/// standardised by all rows tell each fold a little of the rows it is to predict: [`cross_validated_measures`] does
/// not.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless there are from 2 to `n_samples` folds, or for a
/// start from a partition; else as [`fit`](crate::mixture::GaussianMixtureValidParams).
pub fn cross_validated_log_likelihood(
    params: &GaussianMixtureParams,
    records: &Matrix,
    n_folds: usize,
    seed: u64,
) -> Result<CrossValidation> {
    check_start(params)?;
    cross_validate(records, n_folds, seed, &|training, held_out| score(params, training, held_out))
}

/// The same for `measures` in their units, which are standardised in each fold anew, by the rows that the mixture is
/// fitted to.
///
/// Each fold's densities are brought to the units that standardising by all rows gives, so that folds compare with each
/// other and with a score of the whole:
///
/// ```text
/// ln p(x) = ln p(x; standardised by the fold's own) + Σ ln(std of all rows / std of the fold's)
/// ```
///
/// # Errors
///
/// As [`cross_validated_log_likelihood`] and [`StandardScaler::fit`].
pub fn cross_validated_measures(
    params: &GaussianMixtureParams,
    measures: &Matrix,
    n_folds: usize,
    seed: u64,
) -> Result<CrossValidation> {
    let all = StandardScaler::fit(&measures.as_records().to_owned())?;
    check_start(params)?;
    cross_validate(measures, n_folds, seed, &|training, held_out| {
        let own = StandardScaler::fit(training)?;
        let units: f64 = all.std().iter().zip(own.std()).map(|(all, own)| (all / own).ln()).sum();
        Ok(units + score(params, &own.transform(training)?, &own.transform(held_out)?)?)
    })
}

fn score(params: &GaussianMixtureParams, training: &Array2<f64>, held_out: &Array2<f64>) -> Result<f64> {
    fit_on_one_thread(params, training.view())?.score(held_out)
}

/// The score of the second by a mixture fitted to the first.
type Score<'a> = dyn Fn(&Array2<f64>, &Array2<f64>) -> Result<f64> + Sync + 'a;

/// `score` of the other rows and each fold's own.
fn cross_validate(records: &Matrix, n_folds: usize, seed: u64, score: &Score) -> Result<CrossValidation> {
    let records = records.as_records();
    check_matrix(&records)?;
    let n = records.nrows();
    check_that((2..=n).contains(&n_folds), "n_folds", n_folds, "from 2 to the number of rows")?;
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
    let folds = parallel::map(parallel::available(), (0..n_folds).collect(), |fold| {
        let (start, end) = (fold * n / n_folds, (fold + 1) * n / n_folds);
        let others = [&order[..start], &order[end..]].concat();
        score(&records.select(Axis(0), &others), &records.select(Axis(0), &order[start..end]))
    });
    Ok(CrossValidation { folds: folds.into_iter().collect::<Result<_>>()? })
}
