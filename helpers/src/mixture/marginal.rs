//! A mixture seen through some of its features: what it says of these, and what they say of the others.

use std::borrow::Cow;
use std::iter::once;

use ndarray::{Array1, Array2, Axis, aview1};

use super::cholesky::{at, inverse_cholesky};
use super::gaussians::Gaussians;
use super::kernel::Shape;
use super::packed::Packed;
use crate::error::{Error, Result};

/// The mixture of the observed features, and the others given these.
pub struct Marginal<'a> {
    /// The mixture of the observed features alone.
    pub gaussians: Cow<'a, Gaussians>,
    /// For each matrix of the mixture; none where all features are observed.
    conditionals: Vec<Conditional>,
}

/// The normal distribution of all features given the observed ones.
struct Conditional {
    /// `L⁻¹` of the observed features' covariance, a packed triangle.
    factor: Vec<f64>,
    /// `(n_features, n_observed)`: the expected `x − μ` is this times that of the observed.
    transfer: Array2<f64>,
    /// `(n_features, n_features)`: the covariance that is left, 0 for what is observed.
    rest: Array2<f64>,
}

impl Conditional {
    /// `None` where the observed features' covariance is not positive definite.
    fn new(covariance: &Array2<f64>, observed: &[usize]) -> Option<Conditional> {
        let n = observed.len();
        let entries = Shape::Full.entries(n).map(|[i, j]| covariance[[observed[i], observed[j]]]);
        let factor = inverse_cholesky(&entries.collect::<Vec<f64>>(), n)?;
        let lower = Array2::from_shape_fn((n, n), |(i, j)| if j <= i { factor[at(i, j)] } else { 0.0 });
        let whitened = covariance.select(Axis(1), observed).dot(&lower.t());
        let mut transfer = whitened.dot(&lower);
        let mut rest = covariance - &whitened.dot(&whitened.t());
        for (j, &i) in observed.iter().enumerate() {
            transfer.row_mut(i).fill(0.0);
            transfer[[i, j]] = 1.0;
            rest.row_mut(i).fill(0.0);
            rest.column_mut(i).fill(0.0);
        }
        Some(Conditional { factor, transfer, rest })
    }
}

impl<'a> Marginal<'a> {
    /// # Errors
    /// [`Error::SingularCovariance`] where rounding leaves a covariance of observed features that is not positive definite.
    pub fn new(gaussians: &'a Gaussians, observed: &[usize]) -> Result<Marginal<'a>> {
        let Packed { shape, n_features, .. } = gaussians.precisions_cholesky;
        if observed.len() == n_features {
            return Ok(Marginal { gaussians: Cow::Borrowed(gaussians), conditionals: Vec::new() });
        }
        let n_matrices = if shape == Shape::Tied { 1 } else { gaussians.weights.len() };
        let conditional = |component| {
            let covariance = gaussians.precisions_cholesky.covariance(component);
            Conditional::new(&covariance, observed).ok_or(Error::SingularCovariance { component })
        };
        let conditionals = (0..n_matrices).map(conditional).collect::<Result<Vec<_>>>()?;
        let entries = |conditional: &Conditional| {
            let entry = |[i, j]: [usize; 2]| conditional.factor[at(i, j)];
            shape.entries(observed.len()).map(entry).collect::<Vec<f64>>()
        };
        let numbers = conditionals.iter().flat_map(entries).collect();
        let gaussians = Gaussians {
            weights: gaussians.weights.clone(),
            means: gaussians.means.select(Axis(1), observed),
            precisions_cholesky: Packed { shape, n_features: observed.len(), numbers },
            categories: gaussians.categories.clone(),
        };
        Ok(Marginal { gaussians: Cow::Owned(gaussians), conditionals })
    }

    fn conditional(&self, cluster: usize) -> &Conditional {
        let tied = self.gaussians.precisions_cholesky.shape == Shape::Tied;
        &self.conditionals[if tied { 0 } else { cluster }]
    }

    /// The features that are expected of a row whose observed features are `known`: the components' expectations, weighted
    /// with their responsibilities; `means` are those of all features.
    pub fn expected_row(&self, means: &Array2<f64>, known: &Array1<f64>, responsibilities: &[f64]) -> Array1<f64> {
        if self.conditionals.is_empty() {
            return known.clone();
        }
        let mut expected = Array1::zeros(means.ncols());
        for (cluster, &r) in responsibilities.iter().enumerate() {
            let difference = known - &self.gaussians.means.row(cluster);
            let of_cluster = &means.row(cluster) + self.conditional(cluster).transfer.dot(&difference);
            expected.scaled_add(r, &of_cluster);
        }
        expected
    }

    /// The expected moments of all features about the components' means, from those of the observed: with the transfer T and
    /// the rest C of a component they are `s₀`, `T·s₁` and `T·S₂·Tᵀ + s₀·C`.
    pub fn expected(&self, sums: Vec<f64>) -> Vec<f64> {
        if self.conditionals.is_empty() {
            return sums;
        }
        let Packed { shape, n_features: n, .. } = self.gaussians.precisions_cholesky;
        let of_cluster = |(cluster, sums): (usize, &[f64])| {
            let Conditional { transfer, rest, .. } = self.conditional(cluster);
            let mut second = Array2::zeros((n, n));
            for ([i, j], &sum) in shape.entries(n).zip(&sums[1 + n..]) {
                second[[i, j]] = sum;
                second[[j, i]] = sum;
            }
            let second = transfer.dot(&second).dot(&transfer.t()) + rest * sums[0];
            let second = shape.entries(rest.nrows()).map(|[i, j]| second[[i, j]]);
            once(sums[0]).chain(transfer.dot(&aview1(&sums[1..=n]))).chain(second).collect::<Vec<f64>>()
        };
        sums.chunks_exact(1 + n + shape.n_entries(n)).enumerate().flat_map(of_cluster).collect()
    }
}
