//! What distinguishes the clusters: their sizes and the means of their features.

use ndarray::{Array2, ArrayView2, Axis};

use crate::check::{check_matrix, check_n_features, check_range};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, GaussianMixture};

/// Size, means and standard deviations of every cluster of a mixture.
///
/// ```
/// use helpers::{Feature, GaussianMixture, Profile, StandardScaler};
/// use linfa::{DatasetBase, traits::Fit};
/// use ndarray::array;
///
/// let ages = array![[20.0], [30.0], [60.0], [62.0], [64.0]];
/// let scaled = DatasetBase::from(StandardScaler::fit(&ages)?.transform(&ages)?);
/// let model = GaussianMixture::params(2).fit(&scaled)?;
/// let profile = Profile::of(&model, &scaled, &ages, &[Feature::Age])?;
/// assert_eq!(profile.sizes(), [3, 2]);
/// assert_eq!(profile.means()[1], [25.0]);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    features: Vec<Feature>,
    labels: Vec<usize>,
    sizes: Vec<usize>,
    means: Vec<Vec<f64>>,
    stds: Vec<Vec<f64>>,
    /// `(n_clusters, n_features)`: the mixture's own means, in standard deviations from those of all customers.
    pub(super) centroids: Array2<f64>,
    /// The variance of each cluster and feature in the mixture, in the same units.
    variances: Array2<f64>,
}

impl Profile {
    /// Profiles the clusters that `model` makes of `scaled`, which are the `measures` of the `features` standardised; both
    /// `(n_samples, n_features)`, the measures in their units.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] unless there is one feature a column, and as many rows and columns in both; [`Error::NotFinite`];
    /// [`Error::EmptyMatrix`]; [`Error::OutOfRange`] if a sum of squares overflows.
    pub fn of(
        model: &GaussianMixture,
        scaled: &impl AsRecords<Elem = f64>,
        measures: &Array2<f64>,
        features: &[Feature],
    ) -> Result<Profile> {
        Profile::of_records(model, scaled.as_records(), measures, features)
    }

    fn of_records(
        model: &GaussianMixture,
        scaled: ArrayView2<f64>,
        measures: &Array2<f64>,
        features: &[Feature],
    ) -> Result<Profile> {
        check_matrix(measures)?;
        check_n_features(measures, features.len())?;
        let (found, expected) = (measures.shape().to_vec(), scaled.shape().to_vec());
        if found != expected {
            let name = "the matrix of measures";
            return Err(Error::Shape { name, found, expected });
        }
        let labels = model.labels(&scaled)?.to_vec();
        let mut members = vec![Vec::new(); model.n_clusters()];
        for (row, &label) in labels.iter().enumerate() {
            members[label].push(row);
        }
        let moments = members.iter().map(|rows| moments(&measures.select(Axis(0), rows)));
        let (means, stds): (Vec<_>, Vec<_>) = moments.unzip();
        check_range(means.iter().chain(&stds).flatten())?;
        let variance = |(cluster, i)| model.covariances().matrix(cluster, features.len())[[i, i]];
        Ok(Profile {
            features: features.to_vec(),
            labels,
            sizes: members.iter().map(Vec::len).collect(),
            means,
            stds,
            centroids: model.means().clone(),
            variances: Array2::from_shape_fn(model.means().dim(), variance),
        })
    }

    /// The features, in the order of the columns.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The mixture's variance of each feature in each cluster, `(n_clusters, n_features)`, standardised.
    pub fn variances(&self) -> &Array2<f64> {
        &self.variances
    }

    /// The cluster of each row.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The number of rows in every cluster.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The share of all rows in each cluster, 0 to 1.
    pub fn shares(&self) -> Vec<f64> {
        let share = |&size: &usize| size as f64 / self.labels.len() as f64;
        self.sizes.iter().map(share).collect()
    }

    /// The mean of every feature in every cluster, in the feature's unit; none for a cluster without rows.
    pub fn means(&self) -> &[Vec<f64>] {
        &self.means
    }

    /// The standard deviation (ddof 0) of every feature in every cluster, in its unit; none for a cluster without rows.
    pub fn standard_deviations(&self) -> &[Vec<f64>] {
        &self.stds
    }
}

/// Mean and standard deviation of each column, none where there are no rows.
fn moments(group: &Array2<f64>) -> (Vec<f64>, Vec<f64>) {
    let Some(mean) = group.mean_axis(Axis(0)) else {
        return (Vec::new(), Vec::new());
    };
    let squares = (group - &mean).mapv(|deviation| deviation * deviation);
    let std = (squares.sum_axis(Axis(0)) / group.nrows() as f64).mapv(f64::sqrt);
    (mean.to_vec(), std.to_vec())
}
