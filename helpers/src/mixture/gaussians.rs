//! A mixture as EM knows it: weights, means, and the factors of the precisions.

use std::cmp::Ordering;
use std::f64::consts::PI;

use ndarray::{Array1, Array2, Axis};

use super::categorical::Categorical;
use super::kernel::Densities;
use super::kernel::real::Real;
use super::packed::Packed;
use crate::error::{Error, Result};

/// The parameters that densities are computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaussians {
    /// `(n_clusters)`.
    pub weights: Array1<f64>,
    /// `(n_clusters, n_features)`.
    pub means: Array2<f64>,
    /// `L⁻¹` of each component: `covariance = L·Lᵀ`, `precision = L⁻ᵀ·L⁻¹`.
    pub precisions_cholesky: Packed,
    /// In the order of the levels of a [stratum](super::strata::Stratum).
    pub categories: Vec<Categorical>,
}

impl Gaussians {
    /// # Errors
    /// [`Error::SingularCovariance`] names the component whose covariance is not positive definite; [`Error::OutOfRange`]
    /// where a covariance is so small that its inverse is infinite.
    pub fn new(weights: Array1<f64>, means: Array2<f64>, covariances: &Packed) -> Result<Gaussians> {
        let singular = |component| Error::SingularCovariance { component };
        let precisions_cholesky = covariances.factors_of_covariances().map_err(singular)?;
        let n_entries = covariances.shape.n_entries(covariances.n_features);
        let squares = |factor: &[f64]| factor.iter().map(|x| x * x).sum::<f64>();
        match precisions_cholesky.numbers.chunks_exact(n_entries).all(|factor| squares(factor).is_finite()) {
            false => Err(Error::OutOfRange { precision: f64::NAME }),
            true => Ok(Gaussians { weights, means, precisions_cholesky, categories: Vec::new() }),
        }
    }

    /// The densities in the precision `F` of rows with these levels: their probabilities are part of the peaks.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where a parameter cannot be held in that precision.
    pub fn densities<F: Real>(&self, levels: &[Option<usize>]) -> Result<Densities<F>> {
        let (n_clusters, n_features) = self.means.dim();
        let normaliser = -0.5 * n_features as f64 * (2.0 * PI).ln();
        let log_probability = |cluster: usize| {
            let of_levels = self.categories.iter().zip(levels);
            let known = of_levels.filter_map(|(category, level)| Some(category.probabilities[[cluster, (*level)?]]));
            known.map(f64::ln).sum::<f64>()
        };
        let peaks = self.weights.indexed_iter().map(|(cluster, weight)| {
            let gaussian = weight.ln() + normaliser + self.precisions_cholesky.log_determinant(cluster);
            let peak = gaussian + log_probability(cluster);
            peak.max(F::LOWEST.to_f64()) // a weight may have died away to 0
        });
        let densities = Densities {
            shape: self.precisions_cholesky.shape,
            n_clusters,
            n_features,
            peaks: peaks.map(F::from_f64).collect(),
            means: self.means.iter().map(|&mean| F::from_f64(mean)).collect(),
            precisions_cholesky: self.precisions_cholesky.numbers.iter().map(|&x| F::from_f64(x)).collect(),
        };
        let mut numbers = densities.peaks.iter().chain(&densities.means).chain(&densities.precisions_cholesky);
        match numbers.all(|x| x.to_f64().is_finite()) {
            true => Ok(densities),
            false => Err(Error::OutOfRange { precision: F::NAME }),
        }
    }

    /// The components in descending order of weight, those of equal weight by their means.
    pub fn canonical_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_by(|&a, &b| {
            let by_means = || self.means.row(a).iter().partial_cmp(self.means.row(b));
            let by_weight = self.weights[b].total_cmp(&self.weights[a]);
            by_weight.then_with(|| by_means().unwrap_or(Ordering::Equal))
        });
        order
    }

    /// The same components in another order.
    pub fn reordered(&self, order: &[usize]) -> Gaussians {
        Gaussians {
            weights: self.weights.select(Axis(0), order),
            means: self.means.select(Axis(0), order),
            precisions_cholesky: self.precisions_cholesky.reordered(order),
            categories: self.categories.iter().map(|category| category.reordered(order)).collect(),
        }
    }
}
