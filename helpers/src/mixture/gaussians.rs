//! A mixture as EM knows it: weights, means, and the factors of the precisions.

use std::f64::consts::PI;

use ndarray::{Array1, Array2, Axis};

use super::covariance::Factors;
use super::kernel::Densities;
use super::kernel::element::Real;
use crate::error::{Error, Result};

/// The parameters that densities are computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaussians {
    /// `(n_clusters)`.
    pub weights: Array1<f64>,
    /// `(n_clusters, n_features)`.
    pub means: Array2<f64>,
    pub factors: Factors,
}

impl Gaussians {
    /// The densities in the precision `F`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where a parameter cannot be held in that precision.
    pub(super) fn densities<F: Real>(&self) -> Result<Densities<F>> {
        let (n_clusters, n_features) = self.means.dim();
        let normaliser = -0.5 * n_features as f64 * (2.0 * PI).ln();
        let peaks = self.weights.indexed_iter().map(|(cluster, weight)| {
            let peak = weight.ln() + normaliser + self.factors.log_determinant(cluster);
            peak.max(F::LOWEST.to_f64()) // a weight may have died away to 0
        });
        let densities = Densities {
            shape: self.factors.shape,
            n_clusters,
            n_features,
            peaks: peaks.map(F::from_f64).collect(),
            means: self.means.iter().map(|&mean| F::from_f64(mean)).collect(),
            factors: self.factors.packed.iter().map(|&factor| F::from_f64(factor)).collect(),
        };
        let mut numbers = densities.peaks.iter().chain(&densities.means).chain(&densities.factors);
        let finite = numbers.all(|x| x.to_f64().is_finite());
        finite
            .then_some(densities)
            .ok_or(Error::OutOfRange { precision: F::NAME })
    }

    /// The components in descending order of weight, those of equal weight by their means.
    pub fn canonical_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_by(|&a, &b| {
            let by_means = || self.means.row(a).iter().partial_cmp(self.means.row(b));
            let by_weight = self.weights[b].total_cmp(&self.weights[a]);
            by_weight.then_with(|| by_means().unwrap_or(std::cmp::Ordering::Equal))
        });
        order
    }

    pub fn reordered(&self, order: &[usize]) -> Gaussians {
        Gaussians {
            weights: self.weights.select(Axis(0), order),
            means: self.means.select(Axis(0), order),
            factors: self.factors.reordered(order),
        }
    }
}
