//! Candidates of every covariance type with every number of components.

use std::ops::RangeInclusive;

use super::Selection;
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, CovarianceType, GaussianMixture, GaussianMixtureParams};

/// More candidates than anybody looks at.
const MAX_CANDIDATES: usize = 10_000;

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
        let params = |covariance_type| {
            let of_type = move |k| GaussianMixture::params(k).covariance_type(covariance_type);
            n_clusters.clone().map(of_type)
        };
        let all = covariance_types.iter().copied().flat_map(params);
        Grid(all.take(MAX_CANDIDATES + 1).collect())
    }
}

impl Grid {
    /// What is added to every variance, in squared units of the features.
    pub fn reg_covariance(self, reg_covariance: f64) -> Grid {
        self.each(|params| params.reg_covariance(reg_covariance))
    }

    /// The number of runs of each candidate, of which the best is kept.
    pub fn n_runs(self, n_runs: usize) -> Grid {
        self.each(|params| params.n_runs(n_runs))
    }

    fn each(self, set: impl Fn(GaussianMixtureParams) -> GaussianMixtureParams) -> Grid {
        Grid(self.0.into_iter().map(set).collect())
    }

    /// Fits all candidates to `records`, `(n_samples, n_features)`, one covariance type after the other.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for no candidates or more than 10,000; else as [`Selection::fit`].
    pub fn fit(self, records: &impl AsRecords<Elem = f64>) -> Result<Selection> {
        match self.0.len() {
            ..=MAX_CANDIDATES => Selection::fit(records, self.0),
            n => Err(Error::invalid("the number of candidates", n, "at most 10,000")),
        }
    }
}
