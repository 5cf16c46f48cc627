//! How far a segmentation survives another sample of customers.

use ndarray::{ArrayView2, Axis};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::{adjusted_rand_index, check_count, check_start};
use crate::choose::failure::{Failure, keep};
use crate::choose::fit_on_one_thread;
use crate::error::Result;
use crate::mixture::{AsRecords, GaussianMixtureParams};
use crate::parallel;

/// The agreement of each bootstrap fit with the fit to all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    values: Vec<f64>,
    failures: Vec<Failure>,
}

impl Stability {
    /// The adjusted Rand index of each resample that could be fitted.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The resamples that could not be fitted, and why.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
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
/// A resample that cannot be fitted is [named](Stability::failures), and the others go on.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for no resamples, more than a million, or a start from a
/// partition; else as [`fit`](crate::mixture::GaussianMixtureValidParams), for all rows or if all resamples fail.
pub fn bootstrap_stability(
    params: &GaussianMixtureParams,
    records: &impl AsRecords<Elem = f64>,
    n_resamples: usize,
    seed: u64,
) -> Result<Stability> {
    stability(params, records.as_records(), n_resamples, seed)
}

fn stability(params: &GaussianMixtureParams, records: ArrayView2<f64>, n: usize, seed: u64) -> Result<Stability> {
    check_start(params)?;
    check_count("n_resamples", n)?;
    let labels_of_fit_to = |sample: ArrayView2<f64>| -> Result<Vec<usize>> {
        Ok(fit_on_one_thread(params, sample)?.labels(&records)?.to_vec())
    };
    let reference = labels_of_fit_to(records)?;
    let mut seeds = Xoshiro256Plus::seed_from_u64(seed);
    let seeds: Vec<u64> = (0..n).map(|_| seeds.r#gen()).collect();
    let values = parallel::map(parallel::available(), seeds, |seed| {
        let labels = labels_of_fit_to(records.select(Axis(0), &resample(records.nrows(), seed)).view())?;
        adjusted_rand_index(&reference, &labels)
    });
    let names = (1..).map(|number| format!("resample {number}"));
    let (values, failures) = keep(names.zip(values))?;
    Ok(Stability { values, failures })
}

/// As many rows as there are, drawn with replacement.
fn resample(n_samples: usize, seed: u64) -> Vec<usize> {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    (0..n_samples).map(|_| rng.gen_range(0..n_samples)).collect()
}
