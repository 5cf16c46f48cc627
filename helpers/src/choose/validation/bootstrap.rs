//! How far a segmentation survives another sample of customers.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array2, Axis};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::{adjusted_rand_index, check_start};
use crate::parallel;
use crate::{
    error::{Error, Result},
    mixture::GaussianMixtureParams,
};

/// The agreement of each bootstrap fit with the fit to all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    values: Vec<f64>,
}

impl Stability {
    /// The adjusted Rand index of each resample.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The mean of the values.
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// The standard deviation (ddof 0) of the values.
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.values.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / self.values.len() as f64).sqrt()
    }

    /// The smallest value: the resample that the segmentation survived least.
    pub fn minimum(&self) -> f64 {
        self.values.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// Fits the mixture anew to `n_resamples` samples of the rows with replacement, each as large as `records`,
/// `(n_samples, n_features)`, labels all rows by each fit, and compares these labels with those of the fit to all rows by
/// the [`adjusted_rand_index`].
///
/// The same seed gives the same values, however many threads the parameters allow: each fit has one of them.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for no resamples or a start from a partition; else as
/// [`fit`](crate::mixture::GaussianMixtureValidParams), for all rows or for a resample.
pub fn bootstrap_stability(
    params: &GaussianMixtureParams,
    records: &Array2<f64>,
    n_resamples: usize,
    seed: u64,
) -> Result<Stability> {
    check_start(params)?;
    if n_resamples == 0 {
        return Err(Error::InvalidParameter {
            name: "n_resamples",
            value: n_resamples.to_string(),
            expected: "at least 1",
        });
    }
    let labels_of_fit_to = |sample: &Array2<f64>| {
        let model = params.clone().n_threads(1).fit(&DatasetBase::from(sample.view()))?;
        Ok::<_, Error>(model.labels(records)?.to_vec())
    };
    let reference = labels_of_fit_to(records)?;
    let mut seeds = Xoshiro256Plus::seed_from_u64(seed);
    let seeds: Vec<u64> = (0..n_resamples).map(|_| seeds.r#gen()).collect();
    let values = parallel::map(parallel::available(), seeds, |seed| {
        let labels = labels_of_fit_to(&resample(records, seed))?;
        adjusted_rand_index(&reference, &labels)
    });
    Ok(Stability {
        values: values.into_iter().collect::<Result<_>>()?,
    })
}

/// As many rows as there are, drawn with replacement.
fn resample(records: &Array2<f64>, seed: u64) -> Array2<f64> {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let n = records.nrows();
    let rows: Vec<usize> = (0..n).map(|_| rng.gen_range(0..n)).collect();
    records.select(Axis(0), &rows)
}
