//! Candidates of every covariance type with every number of components.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::mixture::{AsRecords, CovarianceType, GaussianMixture, GaussianMixtureParams};

use super::Selection;

/// More candidates than anybody looks at.
const MAX_CANDIDATES: usize = 10_000;

/// What all candidates of a grid share, set one after the other; made by [`Selection::grid`]. The seed is 42.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    n_clusters: RangeInclusive<usize>,
    covariance_types: Vec<CovarianceType>,
    reg_covariance: f64,
    n_runs: usize,
}

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
        Grid {
            n_clusters,
            covariance_types: covariance_types.to_vec(),
            reg_covariance: 1e-6,
            n_runs: 1,
        }
    }
}

impl Grid {
    /// What is added to every variance, in squared units of the features.
    pub fn reg_covariance(mut self, reg_covariance: f64) -> Grid {
        self.reg_covariance = reg_covariance;
        self
    }

    /// The number of runs of each candidate, of which the best is kept.
    pub fn n_runs(mut self, n_runs: usize) -> Grid {
        self.n_runs = n_runs;
        self
    }

    /// Fits all candidates to `records`, `(n_samples, n_features)`, one covariance type after the other.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for no candidates or more than 10,000; else as [`Selection::fit`].
    pub fn fit(&self, records: &impl AsRecords<Elem = f64>) -> Result<Selection> {
        Selection::fit_to(records.as_records(), self.params()?)
    }

    fn params(&self) -> Result<Vec<GaussianMixtureParams>> {
        let span = self.n_clusters.end().saturating_sub(*self.n_clusters.start());
        if span.saturating_mul(self.covariance_types.len()) > MAX_CANDIDATES {
            return Err(Error::invalid("the number of candidates", span, "at most 10,000"));
        }
        let of_type = |&covariance_type: &CovarianceType| {
            self.n_clusters.clone().map(move |k| {
                let params = GaussianMixture::params(k).covariance_type(covariance_type);
                params.reg_covariance(self.reg_covariance).n_runs(self.n_runs)
            })
        };
        Ok(self.covariance_types.iter().flat_map(of_type).collect())
    }
}
