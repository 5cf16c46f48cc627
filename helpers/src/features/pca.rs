//! Principal components: the directions in which the data vary most.

use ndarray::{Array1, Array2, Axis, s};

use crate::check::{check_labels, check_matrix, check_n_features, check_range, check_that};
use crate::eigen::symmetric_eigen;
use crate::error::Result;
use crate::show::plots::ScatterPanel;
use crate::stats::mean_and_variance;

/// A legend names every cluster.
const MOST_CLUSTERS: usize = 1000;

/// The leading eigenvectors of the covariance matrix (ddof 1).
///
/// ```text
/// S = Σ (x − mean)(x − mean)ᵀ / (n − 1)        S·c = variance·c        ratio = variance / trace(S)
/// ```
///
/// The entry of largest magnitude of each component is positive.
///
/// ```
/// use helpers::Pca;
/// use ndarray::array;
///
/// let on_a_line = array![[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]];
/// let pca = Pca::fit(&on_a_line, 1)?;
/// assert!((pca.components()[[0, 0]] - 0.6).abs() < 1e-12);
/// assert!((pca.explained_variance_ratio()[0] - 1.0).abs() < 1e-12);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    mean: Array1<f64>,
    components: Array2<f64>,
    explained_variance_ratio: Array1<f64>,
}

impl Pca {
    /// Finds `n_components` components of `matrix`, `(n_samples, n_features)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) if `n_components` is 0 or above the number of
    /// features, or if there is only one row; [`Error::EmptyMatrix`](crate::Error::EmptyMatrix);
    /// [`Error::InvalidEntry`](crate::Error::InvalidEntry); [`Error::OutOfRange`](crate::Error::OutOfRange) if a sum of
    /// squares overflows.
    pub fn fit(matrix: &Array2<f64>, n_components: usize) -> Result<Pca> {
        check_matrix(matrix)?;
        let is_possible = (1..=matrix.ncols()).contains(&n_components);
        check_that(is_possible, "n_components", n_components, "from 1 to the number of features")?;
        let n = matrix.nrows();
        check_that(n >= 2, "the number of rows", n, "at least 2, to have a variance")?;
        let (mean, variance): (Vec<_>, Vec<_>) = matrix.axis_iter(Axis(1)).map(mean_and_variance).unzip();
        let mean = Array1::from(mean);
        let mut centred = matrix - &mean;
        for (mut column, variance) in centred.columns_mut().into_iter().zip(variance) {
            if variance == 0.0 {
                column.fill(0.0); // what rounding leaves of a constant is no variance
            }
        }
        let covariance = centred.t().dot(&centred) / (n as f64 - 1.0);
        check_range(&covariance)?;
        let (values, vectors) = symmetric_eigen(&covariance)?;
        // rounding can take a variance of 0 below it
        let variances = values.mapv(|value| value.max(0.0));
        let mut components = vectors.slice(s![.., ..n_components]).t().to_owned();
        components.rows_mut().into_iter().for_each(|mut row| {
            let largest = row.fold(0.0_f64, |a, &b| if b.abs() > a.abs() { b } else { a });
            row *= largest.signum();
        });
        let total = variances.sum();
        // without any variance there is nothing to explain
        let ratio = |variance: &f64| if total > 0.0 { variance / total } else { 0.0 };
        let explained_variance_ratio = variances.iter().take(n_components).map(ratio).collect();
        Ok(Pca { mean, components, explained_variance_ratio })
    }

    /// The unit vectors of the components, `(n_components, n_features)`, by descending variance.
    pub fn components(&self) -> &Array2<f64> {
        &self.components
    }

    /// The share of each component in the variance of all features, `(n_components)`; 0 if nothing varies.
    pub fn explained_variance_ratio(&self) -> &Array1<f64> {
        &self.explained_variance_ratio
    }

    /// The coordinates of `matrix`, `(n_samples, n_features)`, along the components: `(n_samples, n_components)`.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`](crate::Error::Shape) unless it has the features of the fit,
    /// [`Error::EmptyMatrix`](crate::Error::EmptyMatrix), [`Error::InvalidEntry`](crate::Error::InvalidEntry),
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) if a result overflows.
    pub fn transform(&self, matrix: &Array2<f64>) -> Result<Array2<f64>> {
        check_n_features(matrix, self.mean.len())?;
        check_matrix(matrix)?;
        let coordinates = (matrix - &self.mean).dot(&self.components.t());
        check_range(&coordinates)?;
        Ok(coordinates)
    }

    /// `matrix`, `(n_samples, n_features)`, on the first two components, to be drawn by
    /// [`scatter_panels`](crate::plot::scatter_panels): a point for each row, coloured by its cluster, and the share of
    /// the variance on the axes.
    ///
    /// # Errors
    ///
    /// As [`transform`](Self::transform), [`Error::Shape`](crate::Error::Shape) unless there is one label a row, and
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless at least two components were kept or for a
    /// label of 1000 or more.
    pub fn panel(&self, title: &str, matrix: &Array2<f64>, labels: &[usize]) -> Result<ScatterPanel> {
        let n_components = self.components().nrows();
        check_that(n_components >= 2, "the number of components", n_components, "at least 2 for a plane")?;
        let points = self.transform(matrix)?.slice_move(s![.., ..2]);
        check_labels(labels, points.nrows())?;
        let largest = labels.iter().max().copied().unwrap_or(0); // of one label at least
        check_that(largest < MOST_CLUSTERS, "a label", largest, "below 1000, to be named in a legend")?;
        let share = |i: usize| 100.0 * self.explained_variance_ratio()[i];
        let names = (0..=largest).map(|cluster| format!("cluster {cluster}")).collect();
        let axes = [0, 1].map(|i| format!("component {} ({:.1} % of variance)", i + 1, share(i)));
        Ok(ScatterPanel { title: title.to_owned(), points, labels: labels.to_vec(), names, axes })
    }
}
