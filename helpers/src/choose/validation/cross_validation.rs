//! How well a mixture predicts customers it has not seen.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;

use super::check_start;
use crate::check::check_matrix;
use crate::parallel;
use crate::{
    error::{Error, Result},
    mixture::GaussianMixtureParams,
};

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
        self.folds.iter().sum::<f64>() / self.folds.len() as f64
    }

    /// The standard error of the mean: the folds' standard deviation (ddof 1) divided by the root of their number.
    pub fn standard_error(&self) -> f64 {
        let (n, mean) = (self.folds.len() as f64, self.mean());
        let squares: f64 = self.folds.iter().map(|fold| (fold - mean).powi(2)).sum();
        (squares / (n - 1.0) / n).sqrt()
    }
}

/// Shuffles the rows of `records`, `(n_samples, n_features)`, into `n_folds` folds whose sizes differ by one at most, and
/// scores each by the mixture fitted to all others.
///
/// The same seed gives the same folds. `n_folds = n_samples` leaves out one row at a time.
///
/// # Errors
///
/// [`Error::InvalidParameter`] unless there are from 2 to `n_samples` folds, or for a start from a partition; else as
/// [`fit`](crate::mixture::GaussianMixtureValidParams).
pub fn cross_validated_log_likelihood(
    params: &GaussianMixtureParams,
    records: &Array2<f64>,
    n_folds: usize,
    seed: u64,
) -> Result<CrossValidation> {
    check_start(params)?;
    check_matrix(records)?;
    let n = records.nrows();
    if !(2..=n).contains(&n_folds) {
        return Err(Error::InvalidParameter {
            name: "n_folds",
            value: n_folds.to_string(),
            expected: "from 2 to the number of rows",
        });
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
    let folds = parallel::map(parallel::available(), (0..n_folds).collect(), |fold| {
        let (start, end) = (fold * n / n_folds, (fold + 1) * n / n_folds);
        let others = [&order[..start], &order[end..]].concat();
        let training = records.select(Axis(0), &others);
        let model = params.clone().n_threads(1).fit(&DatasetBase::from(training))?;
        model.score(&records.select(Axis(0), &order[start..end]))
    });
    Ok(CrossValidation {
        folds: folds.into_iter().collect::<Result<_>>()?,
    })
}
