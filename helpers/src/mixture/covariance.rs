//! Covariance matrices in the four shapes.

use std::fmt;

use ndarray::{Array1, Array2, Array3, ArrayView2, ArrayViewD};

use super::kernel::Shape;
use crate::check::{check_shape, check_that};
use crate::error::Result;

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
    pub const ALL: [CovarianceType; 4] =
        [CovarianceType::Full, CovarianceType::Tied, CovarianceType::Diagonal, CovarianceType::Spherical];

    /// The number of free parameters (degrees of freedom) of a mixture: `k − 1` weights, `k·d` means, and the variances
    /// and covariances; `usize::MAX` where there are more.
    ///
    /// ```
    /// use helpers::CovarianceType;
    /// assert_eq!(CovarianceType::Full.n_parameters(5, 4), 74);
    /// assert_eq!(CovarianceType::Full.n_parameters(usize::MAX, 4), usize::MAX);
    /// ```
    pub fn n_parameters(self, n_clusters: usize, n_features: usize) -> usize {
        let (k, d) = (n_clusters, n_features);
        let triangle = (d | 1).saturating_mul(d.div_ceil(2)); // d·(d + 1)/2
        let covariances = match self {
            CovarianceType::Full => k.saturating_mul(triangle),
            CovarianceType::Tied => triangle,
            CovarianceType::Diagonal => k.saturating_mul(d),
            CovarianceType::Spherical => k,
        };
        let weights_and_means = k.saturating_sub(1).saturating_add(k.saturating_mul(d));
        weights_and_means.saturating_add(covariances)
    }

    /// The lengths of the axes of [`Covariances`].
    fn dim(self, n_clusters: usize, n_features: usize) -> Vec<usize> {
        match self {
            CovarianceType::Full => vec![n_clusters, n_features, n_features],
            CovarianceType::Tied => vec![n_features, n_features],
            CovarianceType::Diagonal => vec![n_clusters, n_features],
            CovarianceType::Spherical => vec![n_clusters],
        }
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
        Array2::from_shape_fn((n_features, n_features), |(i, j)| self.entry(cluster, i, j))
    }

    /// Matrices whose entries `entry` gives, by component, row and column.
    pub(super) fn new(
        covariance_type: CovarianceType,
        n_clusters: usize,
        n_features: usize,
        entry: impl Fn((usize, usize, usize)) -> f64,
    ) -> Covariances {
        let (k, d) = (n_clusters, n_features);
        match covariance_type {
            CovarianceType::Full => Covariances::Full(Array3::from_shape_fn((k, d, d), entry)),
            CovarianceType::Tied => Covariances::Tied(Array2::from_shape_fn((d, d), |(i, j)| entry((0, i, j)))),
            CovarianceType::Diagonal => Covariances::Diagonal(Array2::from_shape_fn((k, d), |(c, i)| entry((c, i, i)))),
            CovarianceType::Spherical => Covariances::Spherical(Array1::from_shape_fn(k, |c| entry((c, 0, 0)))),
        }
    }

    /// An entry of a component's matrix.
    pub(super) fn entry(&self, cluster: usize, i: usize, j: usize) -> f64 {
        match self {
            Covariances::Full(matrices) => matrices[[cluster, i, j]],
            Covariances::Tied(matrix) => matrix[[i, j]],
            Covariances::Diagonal(_) | Covariances::Spherical(_) if i != j => 0.0,
            Covariances::Diagonal(diagonals) => diagonals[[cluster, i]],
            Covariances::Spherical(variances) => variances[cluster],
        }
    }

    /// Refuses an array that does not have the shape of `n_clusters` components of `n_features`, numbers that are not finite, and
    /// matrices that are not symmetric, rounding apart.
    pub(super) fn check(&self, n_clusters: usize, n_features: usize) -> Result<()> {
        let expected = self.covariance_type().dim(n_clusters, n_features);
        check_shape("the array of covariances", self.view().shape(), &expected)?;
        self.view().iter().try_for_each(|found| check_that(found.is_finite(), "a covariance", found, "finite"))?;
        let check_symmetric =
            |found: ArrayView2<f64>| check_that(!is_asymmetric(&found), "a covariance matrix", found, "symmetric");
        match self {
            Covariances::Full(matrices) => matrices.outer_iter().try_for_each(check_symmetric),
            Covariances::Tied(matrix) => check_symmetric(matrix.view()),
            Covariances::Diagonal(_) | Covariances::Spherical(_) => Ok(()),
        }
    }

    /// All that is stored.
    fn view(&self) -> ArrayViewD<'_, f64> {
        match self {
            Covariances::Full(matrices) => matrices.view().into_dyn(),
            Covariances::Tied(matrix) => matrix.view().into_dyn(),
            Covariances::Diagonal(diagonals) => diagonals.view().into_dyn(),
            Covariances::Spherical(variances) => variances.view().into_dyn(),
        }
    }
}

fn is_asymmetric(matrix: &ArrayView2<f64>) -> bool {
    let scale = |i: usize| matrix[[i, i]].abs().sqrt();
    let mut lower = (0..matrix.nrows()).flat_map(|i| (0..i).map(move |j| (i, j)));
    lower.any(|(i, j)| (matrix[[i, j]] - matrix[[j, i]]).abs() > 1e-9 * scale(i) * scale(j))
}
