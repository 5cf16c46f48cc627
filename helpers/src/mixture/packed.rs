//! The matrices of all components in one list.

use ndarray::{Array2, aview1};

use super::cholesky::{at, inverse_cholesky, inverse_triangle};
use super::covariance::{CovarianceType, Covariances};
use super::kernel::Shape;

/// Covariances or factors of precisions, packed: their [entries](Shape::entries), one matrix after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    pub shape: Shape,
    pub n_features: usize,
    pub numbers: Vec<f64>,
}

impl Packed {
    /// The lower triangles or diagonals of `matrices`.
    pub fn new(matrices: &Covariances, n_clusters: usize, n_features: usize) -> Packed {
        let shape = matrices.covariance_type().shape();
        let n_matrices = if shape == Shape::Tied { 1 } else { n_clusters };
        let entries = |cluster| shape.entries(n_features).map(move |[i, j]| matrices.entry(cluster, i, j));
        Packed { shape, n_features, numbers: (0..n_matrices).flat_map(entries).collect() }
    }

    /// One component's matrix.
    pub fn of_component(&self, cluster: usize) -> &[f64] {
        self.shape.of_component(&self.numbers, self.n_features, cluster)
    }

    /// The inverse Cholesky factors `L⁻¹` of covariances `L·Lᵀ`, or the component whose matrix is not positive definite.
    pub fn factors_of_covariances(&self) -> Result<Packed, usize> {
        let scale = |variance: f64| 1.0 / variance.sqrt();
        let mut numbers = Vec::with_capacity(self.numbers.len());
        let matrices = self.numbers.chunks_exact(self.shape.n_entries(self.n_features));
        for (component, matrix) in matrices.enumerate() {
            if self.shape != Shape::Diagonal {
                numbers.extend(inverse_cholesky(matrix, self.n_features).ok_or(component)?);
            } else if matrix.iter().all(|&x| x > 0.0 && scale(x).is_finite()) {
                numbers.extend(matrix.iter().map(|&x| scale(x)));
            } else {
                return Err(component);
            }
        }
        Ok(Packed { numbers, ..*self })
    }

    /// `ln |L|` of one component's factor: the sum of the logarithms of its diagonal.
    pub fn log_determinant(&self, cluster: usize) -> f64 {
        let factor = self.of_component(cluster);
        (0..self.n_features).map(|i| factor[self.shape.index(i, i)].ln()).sum()
    }

    /// The same components in another order.
    pub fn reordered(&self, order: &[usize]) -> Packed {
        let order = if self.shape == Shape::Tied { &[0] } else { order };
        let numbers = order.iter().flat_map(|&cluster| self.of_component(cluster));
        Packed { numbers: numbers.copied().collect(), ..*self }
    }

    /// The matrices as users see them.
    pub fn unpacked(&self, covariance_type: CovarianceType, n_clusters: usize) -> Covariances {
        Covariances::new(covariance_type, n_clusters, self.n_features, |(cluster, i, j)| {
            self.of_component(cluster)[self.shape.index(i.max(j), i.min(j))]
        })
    }

    /// The covariance `L·Lᵀ` of one component, where these are factors `L⁻¹`.
    pub fn covariance(&self, cluster: usize) -> Array2<f64> {
        let (factor, d) = (self.of_component(cluster), self.n_features);
        if self.shape == Shape::Diagonal {
            return Array2::from_diag(&aview1(factor).mapv(|x| x.powi(-2)));
        }
        let inverse = inverse_triangle(factor, d);
        let lower = Array2::from_shape_fn((d, d), |(i, j)| if j <= i { inverse[at(i, j)] } else { 0.0 });
        lower.dot(&lower.t())
    }

    /// An entry of `L⁻ᵀ·L⁻¹`, where these are triangular factors `L⁻¹`.
    pub fn precision(&self, cluster: usize, i: usize, j: usize) -> f64 {
        let factor = self.of_component(cluster);
        (i.max(j)..self.n_features).map(|row| factor[at(row, i)] * factor[at(row, j)]).sum()
    }
}
