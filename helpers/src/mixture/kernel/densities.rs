//! A mixture as the kernel takes it, and the sums that it gives.

/// How the components' matrices are shaped, as far as the arithmetic differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// A triangular factor and a matrix of second moments for each component.
    Full,
    /// One triangular factor for all; the second moments of all are added up.
    Tied,
    /// A factor and a second moment for each component and feature.
    Diagonal,
}

impl Shape {
    /// The entries that a matrix is packed into: the lower triangle row by row, or the diagonal.
    pub fn entries(self, n_features: usize) -> impl Iterator<Item = [usize; 2]> {
        (0..n_features).flat_map(move |i| (self.first_column(i)..=i).map(move |j| [i, j]))
    }

    /// Where an entry is among the packed.
    #[inline(always)]
    pub fn index(self, row: usize, column: usize) -> usize {
        match self {
            Shape::Full | Shape::Tied => triangle(row) + column,
            Shape::Diagonal => row,
        }
    }

    /// The first entry of a row.
    #[inline(always)]
    pub fn first_column(self, row: usize) -> usize {
        if self == Shape::Diagonal { row } else { 0 }
    }

    /// The number of a matrix's entries.
    #[inline(always)]
    pub fn n_entries(self, n_features: usize) -> usize {
        match self {
            Shape::Full | Shape::Tied => triangle(n_features),
            Shape::Diagonal => n_features,
        }
    }

    /// One component's entries among those of all.
    #[inline(always)]
    pub fn of_component<F>(self, packed: &[F], n_features: usize, cluster: usize) -> &[F] {
        let n_entries = self.n_entries(n_features);
        let first = if self == Shape::Tied { 0 } else { cluster * n_entries };
        &packed[first..first + n_entries]
    }
}

/// The number of entries in the first rows of a lower triangle.
#[inline(always)]
fn triangle(n_rows: usize) -> usize {
    n_rows * (n_rows + 1) / 2
}

/// A mixture, ready for evaluation in the precision `F`.
pub struct Densities<F> {
    pub shape: Shape,
    pub n_clusters: usize,
    pub n_features: usize,
    /// `(n_clusters)`: the log-density at the mean, with the log-weight.
    pub peaks: Vec<F>,
    /// `(n_clusters, n_features)`.
    pub means: Vec<F>,
    /// `L⁻¹` of each component with `covariance = L·Lᵀ`, packed.
    pub precisions_cholesky: Vec<F>,
}

impl<F> Densities<F> {
    #[inline(always)]
    pub fn factor(&self, cluster: usize) -> &[F] {
        self.shape.of_component(&self.precisions_cholesky, self.n_features, cluster)
    }

    #[inline(always)]
    pub fn mean(&self, cluster: usize) -> &[F] {
        &self.means[cluster * self.n_features..(cluster + 1) * self.n_features]
    }

    /// Numbers in the sums of one component: the moments about its mean of order 0 and 1, then those of order 2, packed.
    #[inline(always)]
    pub fn n_sums(&self) -> usize {
        1 + self.n_features + self.shape.n_entries(self.n_features)
    }
}

/// What one pass over rows adds up.
#[derive(Clone, Debug)]
pub struct Sums {
    /// The rows' log-likelihood.
    pub log_likelihood: f64,
    /// `(n_clusters, n_sums)`: see [`Densities::n_sums`]; empty where they are not wanted.
    pub moments: Vec<f64>,
}
