//! What distinguishes the groups: their sizes and the means of their features.

use std::fmt::Display;

use ndarray::{Array1, Array2, Axis};

use crate::check::{check_matrix, check_range};
use crate::error::{Error, Result};
use crate::mixture::GaussianMixture;
use crate::show::Table;
use crate::show::{Figure, plots::bars};

/// Size, means and standard deviations of every group.
///
/// ```
/// use helpers::Profile;
/// use ndarray::array;
///
/// let ages = array![[20.0], [30.0], [60.0]];
/// let profile = Profile::new(&ages, &[0, 0, 2], 3)?;
/// assert_eq!(profile.sizes(), [2, 0, 1]);
/// assert_eq!(profile.means()[0], Some(array![25.0]));
/// assert_eq!(profile.means()[1], None);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    sizes: Vec<usize>,
    shares: Vec<f64>,
    means: Vec<Option<Array1<f64>>>,
    stds: Vec<Option<Array1<f64>>>,
}

impl Profile {
    /// Profiles the groups 0 to `n_groups` − 1 of `features`, `(n_samples, n_features)`; a row's label is its group.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] unless there is one label a row; [`Error::InvalidParameter`] for a label that is not below
    /// `n_groups`; [`Error::EmptyMatrix`]; [`Error::NotFinite`]; [`Error::OutOfRange`] if a sum of squares overflows.
    pub fn new(features: &Array2<f64>, labels: &[usize], n_groups: usize) -> Result<Profile> {
        check_matrix(features)?;
        if labels.len() != features.nrows() {
            return Err(Error::Shape {
                name: "the list of labels",
                found: vec![labels.len()],
                expected: vec![features.nrows()],
            });
        }
        if let Some(label) = labels.iter().find(|label| **label >= n_groups) {
            return Err(Error::InvalidParameter {
                name: "a label",
                value: label.to_string(),
                expected: "below the number of groups",
            });
        }
        let mut members = vec![Vec::new(); n_groups];
        for (row, &label) in labels.iter().enumerate() {
            members[label].push(row);
        }
        let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
        let shares = sizes.iter().map(|size| *size as f64 / labels.len() as f64).collect();
        let (means, stds): (Vec<_>, Vec<_>) = (members.iter())
            .map(|rows| moments(&features.select(Axis(0), rows)))
            .unzip();
        check_range(means.iter().chain(&stds).flatten().flatten())?;
        Ok(Profile {
            sizes,
            shares,
            means,
            stds,
        })
    }

    /// The number of rows in every group.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The share of all rows in every group, 0 to 1.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// The mean of every feature, `(n_features)`, in its unit; `None` for an empty group.
    pub fn means(&self) -> &[Option<Array1<f64>>] {
        &self.means
    }

    /// The standard deviation (ddof 0) of every feature, `(n_features)`, in its unit; `None` for an empty group.
    pub fn standard_deviations(&self) -> &[Option<Array1<f64>>] {
        &self.stds
    }

    /// The groups' sizes as bars, a name for each.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`] unless there is one name a group.
    pub fn size_plot(&self, title: &str, kind: &str, names: &[String]) -> Result<Figure> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        bars(title, kind, "customers", &names, &self.sizes)
    }

    /// `cluster 0`, `cluster 1` and so on, a name for each group.
    pub fn cluster_names(&self) -> Vec<String> {
        (0..self.sizes.len()).map(|group| format!("cluster {group}")).collect()
    }

    /// Size and centroid of every component of the `model` that made the groups, a row each, in the model's units.
    pub fn centroids(&self, model: &GaussianMixture, caption: &str, columns: &[&str]) -> Table {
        let mut table = Table::new(caption, &[&["Cluster", "Customers"], columns].concat());
        for ((cluster, mean), size) in model.means().outer_iter().enumerate().zip(&self.sizes) {
            let means: Vec<String> = mean.iter().map(|mean| format!("{mean:.3}")).collect();
            let mut cells: Vec<&dyn Display> = vec![&cluster, size];
            cells.extend(means.iter().map(|mean| mean as &dyn Display));
            table.push(&cells);
        }
        table
    }

    /// Size and mean of every group, a row each; `columns` are the features' headings, and an empty group has no means.
    pub fn table(&self, caption: &str, columns: &[&str]) -> Table {
        let mut table = Table::new(caption, &[&["Cluster", "Customers"], columns].concat());
        for (group, (size, mean)) in self.sizes.iter().zip(&self.means).enumerate() {
            let means: Vec<String> = mean.iter().flatten().map(|mean| format!("{mean:.2}")).collect();
            let mut cells: Vec<&dyn Display> = vec![&group, size];
            cells.extend(means.iter().map(|mean| mean as &dyn Display));
            table.push(&cells);
        }
        table
    }
}

fn moments(group: &Array2<f64>) -> (Option<Array1<f64>>, Option<Array1<f64>>) {
    let mean = group.mean_axis(Axis(0));
    let std = mean.as_ref().map(|mean| {
        let squares = (group - mean).mapv(|deviation| deviation * deviation);
        (squares.sum_axis(Axis(0)) / group.nrows() as f64).mapv(f64::sqrt)
    });
    (mean, std)
}
