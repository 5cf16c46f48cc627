//! What a notebook shows of the scaler and of the components.

use ndarray::{Array2, s};

use super::{Pca, StandardScaler};
use crate::check::{check_labels, check_shape};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::show::Table;
use crate::show::plots::ScatterPanel;

/// A legend names every cluster.
const MOST_CLUSTERS: usize = 1000;

impl StandardScaler {
    /// What standardising subtracts from each of the `features` and divides it by, in its unit.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] unless these are as many features as in the fit.
    pub fn table(&self, features: &[Feature]) -> Result<Table> {
        check_shape("the list of features", &[features.len()], &[self.mean().len()])?;
        let headings = ["Feature", "Mean", "Standard deviation"];
        let mut table = Table::new("What standardising subtracts and divides by", &headings);
        for ((feature, mean), std) in features.iter().zip(self.mean()).zip(self.std()) {
            table.push(&[&feature.label(), &format!("{mean:.6}"), &format!("{std:.6}")]);
        }
        Ok(table)
    }
}

impl Pca {
    /// `matrix`, `(n_samples, n_features)`, on the first two components, to be drawn by
    /// [`scatter_panels`](crate::plot::scatter_panels): a point for each row, coloured by its cluster, and the share of
    /// the variance on the axes.
    ///
    /// # Errors
    ///
    /// As [`transform`](Self::transform), [`Error::Shape`] unless there is one label a row, and
    /// [`Error::InvalidParameter`] unless at least two components were kept or for a label of 1000 or more.
    pub fn panel(&self, title: &str, matrix: &Array2<f64>, labels: &[usize]) -> Result<ScatterPanel> {
        let n_components = self.components().nrows();
        if n_components < 2 {
            let name = "the number of components";
            return Err(Error::invalid(name, n_components, "at least 2 for a plane"));
        }
        let points = self.transform(matrix)?.slice_move(s![.., ..2]);
        check_labels(labels, points.nrows())?;
        if let Some(label) = labels.iter().find(|label| **label >= MOST_CLUSTERS) {
            return Err(Error::invalid("a label", label, "below 1000, to be named in a legend"));
        }
        let n_clusters = labels.iter().max().map_or(0, |label| label + 1);
        let share = |i: usize| 100.0 * self.explained_variance_ratio()[i];
        Ok(ScatterPanel {
            title: title.to_owned(),
            points,
            labels: labels.to_vec(),
            names: (0..n_clusters).map(|cluster| format!("cluster {cluster}")).collect(),
            x_label: format!("component 1 ({:.1} % of variance)", share(0)),
            y_label: format!("component 2 ({:.1} % of variance)", share(1)),
        })
    }
}
