//! Candidates of every covariance type with every number of components.

use std::ops::RangeInclusive;

use super::selection::{MAX_CANDIDATES, Selection};
use crate::error::Result;
use crate::mixture::{AsRecords, CovarianceType, GaussianMixture, GaussianMixtureParams};

/// The candidates of a grid, of which all are set alike; made by [`Selection::grid`].
#[derive(Debug, Clone, PartialEq)]
pub struct Grid(Vec<GaussianMixtureParams>);

impl Selection {
    /// Every covariance type with every number of components, each with `reg_covariance` 1e-6 and one run.
    ///
    /// ```
    /// use helpers::{CovarianceType, Selection};
    /// use ndarray::array;
    ///
    /// let records = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
    /// let selection = Selection::grid(1..=3, &CovarianceType::ALL).reg_covariance(1e-2).n_runs(10).fit(&records)?;
    /// assert_eq!(selection.candidates().len(), 12);
    /// assert_eq!(selection.best().model.n_clusters(), 2);
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn grid(n_clusters: RangeInclusive<usize>, covariance_types: &[CovarianceType]) -> Grid {
        let of_type = |&covariance_type: &CovarianceType| {
            n_clusters.clone().map(move |k| GaussianMixture::params(k).covariance_type(covariance_type))
        };
        // one too many is enough to be refused
        Grid(covariance_types.iter().flat_map(of_type).take(MAX_CANDIDATES + 1).collect())
    }
}

impl Grid {
    /// What is added to every variance, in squared units of the features.
    pub fn reg_covariance(self, reg_covariance: f64) -> Grid {
        Grid(self.0.into_iter().map(|params| params.reg_covariance(reg_covariance)).collect())
    }

    /// The number of runs of each candidate, of which the best is kept.
    pub fn n_runs(self, n_runs: usize) -> Grid {
        Grid(self.0.into_iter().map(|params| params.n_runs(n_runs)).collect())
    }

    /// Fits all candidates to `records`, `(n_samples, n_features)`, one covariance type after the other.
    ///
    /// # Errors
    ///
    /// As [`Selection::fit`].
    pub fn fit(self, records: &dyn AsRecords<Elem = f64>) -> Result<Selection> {
        Selection::fit(records, self.0)
    }
}
