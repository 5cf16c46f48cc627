//! How much of a likelihood comes from `reg_covariance` alone.

use linfa::{DatasetBase, traits::Fit};

use crate::check::{check_some, check_that};
use crate::error::Result;
use crate::mixture::{Criteria, GaussianMixture, Matrix, Start};
use crate::show::{Table, cells, decimals};

/// The same clusters fitted with one `reg_covariance` after the other.
///
/// Where a component's variance rests on `reg_covariance`, as that of a feature with one value does, the mean
/// log-likelihood holds the term `−½·ln(reg_covariance)` for it, and can be driven as high as one likes:
///
/// ```
/// use helpers::RegularisationPath;
/// use ndarray::array;
///
/// let constant = array![[0.0], [0.0], [0.0]];
/// let path = RegularisationPath::fit(&constant, &[0, 0, 0], &[1e-2, 1e-4])?;
/// let free = 0.5 * (1e-2_f64 / 1e-4).ln();
/// assert!(path.rises().iter().all(|rise| (rise - free).abs() < 1e-9));
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RegularisationPath(Vec<Step>);

/// The fit with one value.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    reg_covariance: f64,
    criteria: Criteria,
    /// Rows whose cluster is not that of the start.
    n_moved: usize,
}

impl RegularisationPath {
    /// Fits mixtures with full covariance to `records`, `(n_samples, n_features)`, all from the partition `labels`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) without values or for a label that is not below the
    /// number of rows; else as a fit with each of the values.
    pub fn fit(records: &Matrix, labels: &[usize], reg_covariances: &[f64]) -> Result<RegularisationPath> {
        check_some("the number of values", reg_covariances.len())?;
        let records = records.as_records();
        let largest = labels.iter().max().copied().unwrap_or(0);
        check_that(largest < records.nrows().max(1), "a label", largest, "below the number of rows")?;
        let step = |&reg_covariance: &f64| {
            let params = GaussianMixture::params(largest + 1).reg_covariance(reg_covariance);
            let model = params.start(Start::Partition(labels.to_vec())).fit(&DatasetBase::from(records))?;
            let n_moved = model.labels(&records)?.iter().zip(labels).filter(|(a, b)| a != b).count();
            Ok(Step { reg_covariance, criteria: model.criteria(&records)?, n_moved })
        };
        reg_covariances.iter().map(step).collect::<Result<_>>().map(RegularisationPath)
    }

    /// By how much the mean log-likelihood, and `−½·ln(reg_covariance)`, rise from the first value to the last.
    pub fn rises(&self) -> [f64; 2] {
        let (first, last) = (&self.0[0], &self.0[self.0.len() - 1]);
        let free = 0.5 * (first.reg_covariance / last.reg_covariance).ln();
        [last.criteria.score - first.criteria.score, free]
    }

    /// Log-likelihood, AIC, BIC and the rows that left their cluster, a row for each value; the caption compares both
    /// rises.
    pub fn table(&self) -> Table {
        let [first, last] = [0, self.0.len() - 1].map(|i| self.0[i].reg_covariance);
        let [rise, free] = self.rises();
        let rises = format!("the log-likelihood rises by {rise:.3}, −½·ln(variance floor) by {free:.3}");
        let caption = format!("The same clusters: from {first:e} to {last:e} {rises}");
        let rows = self.0.iter().map(|Step { reg_covariance, criteria: c, n_moved }| {
            let reg_covariance = format!("{reg_covariance:e}");
            cells![reg_covariance, decimals(c.score, 4), decimals(c.aic, 1), decimals(c.bic, 1), n_moved]
        });
        let headings = ["Variance floor", "Log-likelihood", "AIC", "BIC", "Customers who change cluster"];
        Table::of(&caption, &headings, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use ndarray::array;

    #[test]
    fn a_likelihood_that_the_data_bound_stays_where_it_is() {
        let records = array![[0.0], [1.0], [2.0], [3.0]];
        let path = RegularisationPath::fit(&records, &[0, 0, 0, 0], &[1e-4, 1e-8]).unwrap();
        let [rise, free] = path.rises();
        assert!(rise.abs() < 1e-3 && free > 4.0);
        assert_eq!(path.0[1].n_moved, 0);
    }

    #[test]
    fn no_values_are_refused() {
        let error = RegularisationPath::fit(&array![[0.0]], &[0], &[]).unwrap_err();
        assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
    }

    #[test]
    fn labels_beyond_the_rows_are_refused() {
        for label in [3, 100_000_000_000, usize::MAX] {
            let error = RegularisationPath::fit(&array![[0.0], [1.0], [2.0]], &[0, 1, label], &[1e-4]).unwrap_err();
            assert!(error.to_string().contains("below the number of rows"), "{error}");
        }
    }

    #[test]
    fn a_value_of_zero_is_fitted() {
        let path = RegularisationPath::fit(&array![[0.0], [1.0]], &[0, 0], &[1e-4, 0.0]).unwrap();
        assert!(path.table().to_string().contains("0e0"));
    }
}
