//! Covariance matrices in the four shapes, and their triangular factors.

use std::fmt;

use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};

use super::kernel::Shape;
use crate::error::{Error, Result};

/// How the components' covariance matrices are shaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CovarianceType {
    /// Each component has its own matrix.
    Full,
    /// All components share one matrix.
    Tied,
    /// Each component has its own diagonal matrix: its features are uncorrelated.
    Diagonal,
    /// Each component has a single variance, the same for all features.
    Spherical,
}

impl CovarianceType {
    /// All four, from the most to the fewest parameters.
    pub const ALL: [CovarianceType; 4] = [
        CovarianceType::Full,
        CovarianceType::Tied,
        CovarianceType::Diagonal,
        CovarianceType::Spherical,
    ];

    /// The number of free parameters (degrees of freedom) of a mixture: `k − 1` weights, `k·d` means, and the variances
    /// and covariances.
    ///
    /// ```
    /// use helpers::CovarianceType;
    /// assert_eq!(CovarianceType::Full.n_parameters(5, 4), 74);
    /// ```
    pub fn n_parameters(self, n_clusters: usize, n_features: usize) -> usize {
        let (k, d) = (n_clusters, n_features);
        let covariances = match self {
            CovarianceType::Full => k * d * (d + 1) / 2,
            CovarianceType::Tied => d * (d + 1) / 2,
            CovarianceType::Diagonal => k * d,
            CovarianceType::Spherical => k,
        };
        (k - 1) + k * d + covariances
    }

    pub(super) fn shape(self) -> Shape {
        match self {
            CovarianceType::Full => Shape::Full,
            CovarianceType::Tied => Shape::Tied,
            CovarianceType::Diagonal | CovarianceType::Spherical => Shape::Diagonal,
        }
    }
}

impl fmt::Display for CovarianceType {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            CovarianceType::Full => "full",
            CovarianceType::Tied => "tied",
            CovarianceType::Diagonal => "diagonal",
            CovarianceType::Spherical => "spherical",
        })
    }
}

/// The covariance matrices of all components, or their inverses, the precision matrices.
#[derive(Debug, Clone, PartialEq)]
pub enum Covariances {
    /// `(n_clusters, n_features, n_features)`: a matrix for each component.
    Full(Array3<f64>),
    /// `(n_features, n_features)`: one matrix for all.
    Tied(Array2<f64>),
    /// `(n_clusters, n_features)`: the diagonals.
    Diagonal(Array2<f64>),
    /// `(n_clusters)`: the variance of every feature.
    Spherical(Array1<f64>),
}

impl Covariances {
    /// Which of the four shapes it is.
    pub fn covariance_type(&self) -> CovarianceType {
        match self {
            Covariances::Full(_) => CovarianceType::Full,
            Covariances::Tied(_) => CovarianceType::Tied,
            Covariances::Diagonal(_) => CovarianceType::Diagonal,
            Covariances::Spherical(_) => CovarianceType::Spherical,
        }
    }

    /// The `(n_features, n_features)` matrix of one component, whatever the shape.
    ///
    /// # Panics
    /// If there is no such component.
    pub fn matrix(&self, cluster: usize, n_features: usize) -> Array2<f64> {
        match self {
            Covariances::Full(matrices) => matrices.index_axis(Axis(0), cluster).to_owned(),
            Covariances::Tied(matrix) => matrix.clone(),
            Covariances::Diagonal(diagonals) => Array2::from_diag(&diagonals.row(cluster)),
            Covariances::Spherical(variances) => Array2::eye(n_features) * variances[cluster],
        }
    }

    /// The lengths of the axes.
    pub fn dim(&self) -> Vec<usize> {
        match self {
            Covariances::Full(matrices) => matrices.shape().to_vec(),
            Covariances::Tied(matrix) => matrix.shape().to_vec(),
            Covariances::Diagonal(diagonals) => diagonals.shape().to_vec(),
            Covariances::Spherical(variances) => variances.shape().to_vec(),
        }
    }

    /// The lengths of the axes that a mixture of this shape needs.
    pub(super) fn expected_dim(&self, n_clusters: usize, n_features: usize) -> Vec<usize> {
        match self {
            Covariances::Full(_) => vec![n_clusters, n_features, n_features],
            Covariances::Tied(_) => vec![n_features, n_features],
            Covariances::Diagonal(_) => vec![n_clusters, n_features],
            Covariances::Spherical(_) => vec![n_clusters],
        }
    }

    /// The same components in another order.
    pub(super) fn reordered(&self, order: &[usize]) -> Covariances {
        match self {
            Covariances::Full(matrices) => Covariances::Full(matrices.select(Axis(0), order)),
            Covariances::Tied(matrix) => Covariances::Tied(matrix.clone()),
            Covariances::Diagonal(diagonals) => Covariances::Diagonal(diagonals.select(Axis(0), order)),
            Covariances::Spherical(variances) => Covariances::Spherical(variances.select(Axis(0), order)),
        }
    }
}

/// The inverse Cholesky factors `L⁻¹` of all components: `covariance = L·Lᵀ`, `precision = L⁻ᵀ·L⁻¹`.
///
/// They are lower triangular: `(n_factors, d·(d+1)/2)` row by row, or for diagonal shapes `(n_clusters, d)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    pub packed: Vec<f64>,
    pub n_features: usize,
    pub shape: Shape,
}

impl Factors {
    /// # Errors
    /// [`Error::SingularCovariance`] names the component whose covariance is not positive definite.
    pub fn of_covariances(covariances: &Covariances, n_features: usize) -> Result<Factors> {
        Self::of(covariances, n_features, inverse_cholesky, |variance| {
            1.0 / variance.sqrt()
        })
    }

    /// # Errors
    /// [`Error::SingularCovariance`] names the component whose precision is not positive definite.
    pub fn of_precisions(precisions: &Covariances, n_features: usize) -> Result<Factors> {
        Self::of(precisions, n_features, flipped_cholesky, f64::sqrt)
    }

    fn of(
        matrices: &Covariances,
        n_features: usize,
        factor: fn(ArrayView2<f64>) -> Option<Vec<f64>>,
        scale: fn(f64) -> f64,
    ) -> Result<Factors> {
        let mut packed = Vec::new();
        let singular = |component| Error::SingularCovariance { component };
        let mut push_scale = |component, variance: f64, copies| {
            let scale = scale(variance);
            packed.extend(std::iter::repeat_n(scale, copies));
            (variance > 0.0 && scale.is_finite())
                .then_some(())
                .ok_or(singular(component))
        };
        match matrices {
            Covariances::Diagonal(diagonals) => {
                for ((component, _), &variance) in diagonals.indexed_iter() {
                    push_scale(component, variance, 1)?;
                }
            }
            Covariances::Spherical(variances) => {
                for (component, &variance) in variances.indexed_iter() {
                    push_scale(component, variance, n_features)?;
                }
            }
            Covariances::Tied(matrix) => packed = factor(matrix.view()).ok_or(singular(0))?,
            Covariances::Full(matrices) => {
                for (component, matrix) in matrices.outer_iter().enumerate() {
                    packed.extend(factor(matrix).ok_or(singular(component))?);
                }
            }
        }
        Ok(Factors {
            packed,
            n_features,
            shape: matrices.covariance_type().shape(),
        })
    }

    /// Numbers in one factor.
    fn length(&self) -> usize {
        match self.shape {
            Shape::Diagonal => self.n_features,
            Shape::Full | Shape::Tied => self.n_features * (self.n_features + 1) / 2,
        }
    }

    /// The factor of one component.
    pub fn of_component(&self, cluster: usize) -> &[f64] {
        let first = if self.shape == Shape::Tied {
            0
        } else {
            cluster * self.length()
        };
        &self.packed[first..first + self.length()]
    }

    /// The factors in another order of the components.
    pub fn reordered(&self, order: &[usize]) -> Factors {
        let packed = match self.shape {
            Shape::Tied => self.packed.clone(),
            Shape::Full | Shape::Diagonal => order
                .iter()
                .flat_map(|&cluster| self.of_component(cluster))
                .copied()
                .collect(),
        };
        Factors {
            packed,
            n_features: self.n_features,
            shape: self.shape,
        }
    }

    /// `ln √|precision|` of one component: the sum of the logarithms of its factor's diagonal.
    pub fn log_determinant(&self, cluster: usize) -> f64 {
        let factor = self.of_component(cluster);
        match self.shape {
            Shape::Diagonal => factor.iter().map(|x| x.ln()).sum(),
            Shape::Full | Shape::Tied => (0..self.n_features).map(|i| factor[i * (i + 1) / 2 + i].ln()).sum(),
        }
    }

    /// The precision matrices `L⁻ᵀ·L⁻¹`, in the shape of `covariances`.
    pub fn precisions(&self, covariances: &Covariances) -> Covariances {
        match covariances {
            Covariances::Diagonal(x) => Covariances::Diagonal(x.mapv(f64::recip)),
            Covariances::Spherical(x) => Covariances::Spherical(x.mapv(f64::recip)),
            Covariances::Tied(_) => Covariances::Tied(self.precision(0)),
            Covariances::Full(x) => {
                let mut precisions = x.clone();
                for (cluster, mut precision) in precisions.outer_iter_mut().enumerate() {
                    precision.assign(&self.precision(cluster));
                }
                Covariances::Full(precisions)
            }
        }
    }

    fn precision(&self, cluster: usize) -> Array2<f64> {
        let factor = self.of_component(cluster);
        let entry = |i: usize, j: usize| if j <= i { factor[i * (i + 1) / 2 + j] } else { 0.0 };
        let d = self.n_features;
        Array2::from_shape_fn((d, d), |(a, b)| (a.max(b)..d).map(|i| entry(i, a) * entry(i, b)).sum())
    }
}

/// The lower triangle `L` with `matrix = L·Lᵀ`, row by row, or `None` where the matrix is not positive definite to
/// working precision.
pub(super) fn cholesky(matrix: ArrayView2<f64>) -> Option<Vec<f64>> {
    let d = matrix.nrows();
    let mut lower = vec![0.0; d * (d + 1) / 2];
    let start = |i: usize| i * (i + 1) / 2;
    for i in 0..d {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|m| lower[start(i) + m] * lower[start(j) + m]).sum();
            let rest = matrix[[i, j]] - dot;
            if i != j {
                lower[start(i) + j] = rest / lower[start(j) + j];
            } else if rest > 4.0 * f64::EPSILON * d as f64 * matrix[[i, i]] && rest.is_finite() {
                lower[start(i) + i] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

/// `L⁻¹` of a covariance matrix `L·Lᵀ`.
fn inverse_cholesky(covariance: ArrayView2<f64>) -> Option<Vec<f64>> {
    let lower = cholesky(covariance)?;
    let start = |i: usize| i * (i + 1) / 2;
    let mut inverse = vec![0.0; lower.len()];
    for i in 0..covariance.nrows() {
        let pivot = lower[start(i) + i];
        for j in 0..i {
            let dot: f64 = (j..i).map(|m| lower[start(i) + m] * inverse[start(m) + j]).sum();
            inverse[start(i) + j] = -dot / pivot;
        }
        inverse[start(i) + i] = 1.0 / pivot;
    }
    Some(inverse)
}

/// `L⁻¹` of a precision matrix `L⁻ᵀ·L⁻¹`: Cholesky's algorithm from the last row up.
fn flipped_cholesky(precision: ArrayView2<f64>) -> Option<Vec<f64>> {
    let d = precision.nrows();
    let flipped = cholesky(precision.slice(ndarray::s![..;-1, ..;-1]))?;
    let start = |i: usize| i * (i + 1) / 2;
    let mut factor = vec![0.0; flipped.len()];
    for i in 0..d {
        for j in 0..=i {
            factor[start(i) + j] = flipped[start(d - 1 - j) + d - 1 - i];
        }
    }
    Some(factor)
}
