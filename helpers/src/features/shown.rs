//! What a notebook shows of the scaler and of the components.

use ndarray::{Array2, s};

use super::{Pca, StandardScaler};
use crate::check::{check_labels, check_shape, check_that};
use crate::customers::Feature;
use crate::error::Result;
use crate::show::plots::ScatterPanel;
use crate::show::{Table, cells, decimals};

/// A legend names every cluster.
const MOST_CLUSTERS: usize = 1000;

impl StandardScaler {
    /// What standardising subtracts from each of the `features` and divides it by, in its unit.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`](crate::Error::Shape) unless these are as many features as in the fit.
    pub fn table(&self, features: &[Feature]) -> Result<Table> {
        check_shape("the list of features", &[features.len()], &[self.mean().len()])?;
        let headings = ["Feature", "Mean", "Standard deviation"];
        let rows = features.iter().zip(self.mean()).zip(self.std());
        let rows = rows.map(|((feature, mean), std)| cells![feature.label(), decimals(*mean, 6), decimals(*std, 6)]);
        Ok(Table::of("What standardising subtracts and divides by", &headings, rows))
    }
}

impl Pca {
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
