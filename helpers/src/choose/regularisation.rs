//! How much of a likelihood comes from `reg_covariance` alone.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::ArrayView2;

use crate::error::{Error, Result};
use crate::mixture::{AsRecords, Criteria, GaussianMixture, Start};

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
/// assert!((path.rise() - free).abs() < 1e-9 && (path.free_rise() - free).abs() < 1e-9);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RegularisationPath {
    pub(super) steps: Vec<Step>,
}

/// The fit with one value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub reg_covariance: f64,
    pub criteria: Criteria,
    /// Rows whose cluster is not that of the start.
    pub n_moved: usize,
}

impl RegularisationPath {
    /// Fits mixtures with full covariance to `records`, `(n_samples, n_features)`, all from the partition `labels`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without values or for a label that is not below the number of rows; else as a fit with
    /// each of the values.
    pub fn fit(
        records: &impl AsRecords<Elem = f64>,
        labels: &[usize],
        reg_covariances: &[f64],
    ) -> Result<RegularisationPath> {
        let records = records.as_records();
        if reg_covariances.is_empty() {
            return Err(Error::invalid("the number of values", 0, "at least 1"));
        }
        let largest = labels.iter().max().copied().unwrap_or(0);
        if largest >= records.nrows().max(1) {
            return Err(Error::invalid("a label", largest, "below the number of rows"));
        }
        let step = |&reg_covariance: &f64| Step::fit(records, labels, largest + 1, reg_covariance);
        let steps = reg_covariances.iter().map(step).collect::<Result<_>>()?;
        Ok(RegularisationPath { steps })
    }

    /// By how much the mean log-likelihood rises from the first value to the last.
    pub fn rise(&self) -> f64 {
        let [first, last] = self.ends();
        last.criteria.score - first.criteria.score
    }

    /// By how much `−½·ln(reg_covariance)` rises from the first value to the last.
    pub fn free_rise(&self) -> f64 {
        let [first, last] = self.ends();
        0.5 * (first.reg_covariance / last.reg_covariance).ln()
    }

    pub(super) fn ends(&self) -> [&Step; 2] {
        [&self.steps[0], &self.steps[self.steps.len() - 1]]
    }
}

impl Step {
    fn fit(records: ArrayView2<f64>, labels: &[usize], n_clusters: usize, reg_covariance: f64) -> Result<Step> {
        let start = Start::Partition(labels.to_vec());
        let params = GaussianMixture::params(n_clusters).reg_covariance(reg_covariance);
        let model = params.start(start).fit(&DatasetBase::from(records))?;
        let moved = model.labels(&records)?;
        Ok(Step {
            reg_covariance,
            criteria: model.criteria(&records)?,
            n_moved: moved.iter().zip(labels).filter(|(a, b)| a != b).count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_likelihood_that_the_data_bound_stays_where_it_is() {
        let records = array![[0.0], [1.0], [2.0], [3.0]];
        let path = RegularisationPath::fit(&records, &[0, 0, 0, 0], &[1e-4, 1e-8]).unwrap();
        assert!(path.rise().abs() < 1e-3 && path.free_rise() > 4.0);
        assert_eq!(path.steps[1].n_moved, 0);
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
    fn a_value_of_zero_is_fitted_but_not_drawn_on_a_logarithmic_axis() {
        let path = RegularisationPath::fit(&array![[0.0], [1.0]], &[0, 0], &[1e-4, 0.0]).unwrap();
        assert!(path.table().to_string().contains("0e0"));
        assert!(path.plot().is_err());
    }
}
