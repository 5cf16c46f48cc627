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
    /// The mean log-likelihood of a row of each fold, by the mixture fitted to the other folds.
    pub folds: Vec<f64>,
}

impl CrossValidation {
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
/// The same seed gives the same folds. `n_folds = n_samples` leaves out one row at a time.
///
/// Records that were standardised by all rows tell each fold a little of the rows it is to predict. Where the records are
/// `in_units`, they are standardised in each fold anew, by the rows that the mixture is fitted to. Each fold's densities are
/// brought to the units of a scaler of all rows, so that folds compare with each other and with a score of the whole:
///
/// ```text
/// ln p(x) = ln p(x; standardised by the fold's own) + Σ ln(std of all rows / std of the fold's)
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless there are from 2 to `n_samples` folds, or for a
/// start from a partition; else as [`fit`](crate::mixture::GaussianMixtureValidParams) and [`StandardScaler::fit`].
pub fn cross_validated_log_likelihood(
    params: &GaussianMixtureParams,
    records: &Matrix,
    n_folds: usize,
    seed: u64,
    in_units: bool,
) -> Result<CrossValidation> {
    check_start(params)?;
    let records = records.as_records();
    if !params.0.allow_missing {
        check_matrix(&records)?; // here, as a fold would name another row
    }
    let n = records.nrows();
    check_that((2..=n).contains(&n_folds), "n_folds", n_folds, "from 2 to the number of rows")?;
    let codes = || params.0.categorical.iter().copied();
    let scaler = |rows: &Array2<f64>| StandardScaler::fit(rows).map(|scaler| scaler.leaving(codes()));
    let all = in_units.then(|| scaler(&records.to_owned())).transpose()?;
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
    let folds = parallel::map(parallel::available(), (0..n_folds).collect(), |fold| {
        let (start, end) = (fold * n / n_folds, (fold + 1) * n / n_folds);
        let others = records.select(Axis(0), &[&order[..start], &order[end..]].concat());
        let fold = records.select(Axis(0), &order[start..end]);
        let Some(all) = &all else { return fit_on_one_thread(params, others.view())?.score(&fold) };
        let own = scaler(&others)?;
        let units: f64 = all.std().iter().zip(own.std()).map(|(all, own)| (all / own).ln()).sum();
        Ok(units + fit_on_one_thread(params, own.transform(&others)?.view())?.score(&own.transform(&fold)?)?)
    });
    Ok(CrossValidation { folds: folds.into_iter().collect::<Result<_>>()? })
}
