//! How far a segmentation survives another sample of customers.

use ndarray::{ArrayView2, Axis};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::{adjusted_rand_index, check_count, check_start, silhouette};
use crate::choose::failure::{Failure, keep, note};
use crate::choose::fit_on_one_thread;
use crate::error::{Error, Result};
use crate::mixture::{GaussianMixtureParams, Matrix};
use crate::parallel;
use crate::show::{Table, cells, decimals};
use crate::stats::{mean, range, standard_deviation};

const HEADINGS: [&str; 3] = ["Mean ARI", "Standard deviation", "Lowest ARI"];

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
        mean(&self.values)
    }

    /// The standard deviation (ddof 0) of the values.
    pub fn standard_deviation(&self) -> f64 {
        standard_deviation(&self.values, 0)
    }

    /// The smallest value: the resample that the segmentation survived least.
    pub fn minimum(&self) -> f64 {
        range(self.values.iter().copied()).0
    }

    /// Mean, standard deviation and lowest of the adjusted Rand indices.
    pub fn table(&self) -> Table {
        let (n, failed) = (self.values.len(), note(&self.failures));
        let caption = format!("Agreement with the fit to all rows over {n} resamples{failed}");
        Table::of(&caption, &HEADINGS, [self.cells()])
    }

    fn cells(&self) -> Vec<String> {
        [self.mean(), self.standard_deviation(), self.minimum()].map(|figure| decimals(figure, 3)).to_vec()
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
    records: &Matrix,
    n_resamples: usize,
    seed: u64,
) -> Result<Stability> {
    check_start(params)?;
    check_count("n_resamples", n_resamples)?;
    let records = records.as_records();
    let labels_of_fit_to = |sample: ArrayView2<f64>| fit_on_one_thread(params, sample)?.labels(&records);
    let reference = labels_of_fit_to(records)?;
    let mut seeds = Xoshiro256Plus::seed_from_u64(seed);
    let seeds: Vec<u64> = (0..n_resamples).map(|_| seeds.r#gen()).collect();
    let values = parallel::map(parallel::available(), seeds, |seed| {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let rows: Vec<usize> = (0..records.nrows()).map(|_| rng.gen_range(0..records.nrows())).collect();
        adjusted_rand_index(&reference, &labels_of_fit_to(records.select(Axis(0), &rows).view())?)
    });
    let names = (1..).map(|number| format!("resample {number}"));
    let (values, failures) = keep(names.zip(values))?;
    Ok(Stability { values, failures })
}

/// How stable segmentations are, each with its name and labels, and how far apart their groups are in `records`,
/// `(n_samples, n_features)`, by the mean silhouette; "-" where a grouping has none.
///
/// # Errors
///
/// As [`silhouette`], but for the number of groups.
pub fn stability_table(records: &Matrix, segmentations: &[(&str, &Stability, &[usize])]) -> Result<Table> {
    let rows = segmentations.iter().map(|(name, stability, labels)| {
        let separation = match silhouette(records, labels) {
            Err(Error::InvalidParameter { .. }) => None,
            silhouette => Some(silhouette?.mean()),
        };
        Ok([cells![name], stability.cells(), cells![decimals(separation, 3)]].concat())
    });
    let failed: String = segmentations.iter().map(|(_, stability, _)| note(&stability.failures)).collect();
    let headings = [&["Segmentation"], &HEADINGS[..], &["Mean silhouette"]].concat();
    Table::try_of(&format!("How stable, and how far apart{failed}"), &headings, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::GaussianMixture;
    use ndarray::array;

    #[test]
    fn one_group_alone_has_no_silhouette() {
        let records = array![[0.0], [1.0], [5.0], [6.0]];
        let stability = bootstrap_stability(&GaussianMixture::params(1), &records, 3, 42).unwrap();
        let table = stability_table(&records, &[("one", &stability, &[0; 4])]).unwrap().to_string();
        assert!(table.ends_with("1.000                -"), "{table}");
        assert!(stability_table(&records, &[("short", &stability, &[0, 1])]).is_err());
    }
}
