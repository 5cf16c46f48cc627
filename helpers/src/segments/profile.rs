//! What distinguishes the clusters: their sizes and the means of their features.

use ndarray::{Array2, ArrayView1};

use crate::check::{check_matrix, check_n_features, check_range, check_shape, check_weights};
use crate::customers::Feature;
use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix};
use crate::show::{Table, cells, decimals};

/// Size and means of every cluster of a mixture.
///
/// ```
/// use helpers::{Feature, GaussianMixture, Profile, StandardScaler};
/// use linfa::{DatasetBase, traits::Fit};
/// use ndarray::array;
///
/// let ages = array![[20.0], [30.0], [60.0], [62.0], [64.0]];
/// let scaled = DatasetBase::from(StandardScaler::fit(&ages)?.transform(&ages)?);
/// let model = GaussianMixture::params(2).fit(&scaled)?;
/// let profile = Profile::of(&model, &scaled, &ages, &[Feature::AGE])?;
/// assert_eq!(profile.sizes(), [3.0, 2.0]);
/// assert_eq!(profile.means()[1], [25.0]);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// In the order of the columns.
    pub(crate) features: Vec<Feature>,
    labels: Vec<usize>,
    sizes: Vec<f64>,
    means: Vec<Vec<f64>>,
    /// The mixture, in standard deviations from the means of all customers.
    pub(crate) model: GaussianMixture,
}

impl Profile {
    /// Profiles the clusters that `model` makes of `scaled`, which are the `measures` of the `features` standardised; both
    /// `(n_samples, n_features)`, the measures in their units. A row counts as often as its weight says where `scaled` is a dataset
    /// with weights.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`](crate::Error::Shape) unless there is one feature a column, and as many rows and columns in both;
    /// [`Error::InvalidEntry`](crate::Error::InvalidEntry); [`Error::EmptyMatrix`](crate::Error::EmptyMatrix);
    /// [`Error::InvalidWeight`](crate::Error::InvalidWeight); [`Error::OutOfRange`](crate::Error::OutOfRange) if a sum overflows.
    pub fn of(model: &GaussianMixture, scaled: &Matrix, measures: &Matrix, features: &[Feature]) -> Result<Profile> {
        let (scaled, weights, measures) = (scaled.as_records(), scaled.weights(), measures.as_records());
        check_matrix(&measures)?;
        check_n_features(&measures, features.len())?;
        check_shape("the matrix of measures", measures.shape(), scaled.shape())?;
        check_weights(weights, &scaled)?;
        let labels = model.labels(&scaled)?;
        let (mut sizes, mut sums) =
            (vec![0.0; model.n_clusters()], Array2::zeros((model.n_clusters(), features.len())));
        for ((row, &label), values) in labels.iter().enumerate().zip(measures.outer_iter()) {
            let weight = weights.map_or(1.0, |weights| f64::from(weights[row]));
            sizes[label] += weight;
            sums.row_mut(label).scaled_add(weight, &values);
        }
        let mean = |(sum, &size): (ArrayView1<f64>, &f64)| if size > 0.0 { (&sum / size).to_vec() } else { Vec::new() };
        let means: Vec<Vec<f64>> = sums.outer_iter().zip(&sizes).map(mean).collect();
        check_range(means.iter().flatten())?;
        Ok(Profile { features: features.to_vec(), labels, sizes, means, model: model.clone() })
    }

    /// The cluster of each row.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The number of rows in every cluster, or the sum of their weights.
    pub fn sizes(&self) -> &[f64] {
        &self.sizes
    }

    /// The mean of every feature in every cluster, in the feature's unit; none for a cluster without rows.
    pub fn means(&self) -> &[Vec<f64>] {
        &self.means
    }

    /// Size and centroid of every cluster, in standard deviations from the mall's average.
    pub fn centroids(&self) -> Table {
        let caption = "Centroids in standard deviations from the mall's average";
        self.rows(caption, Feature::name, |cluster, i| decimals(self.model.means()[[cluster, i]], 3))
    }

    /// Size and mean of every feature of every cluster, in the features' units.
    pub fn table(&self) -> Table {
        let mean = |cluster: usize, i: usize| decimals(self.means[cluster].get(i).copied(), 2);
        self.rows("Mean of each feature by cluster", heading, mean)
    }

    fn rows(&self, caption: &str, heading: fn(&Feature) -> &str, of: impl Fn(usize, usize) -> String) -> Table {
        let headings: Vec<&str> = self.features.iter().map(heading).collect();
        let rows = self.sizes.iter().enumerate().map(|(cluster, size)| {
            let cells: Vec<String> = (0..headings.len()).map(|i| of(cluster, i)).collect();
            [cells![cluster, size], cells].concat()
        });
        Table::of(caption, &[&["Cluster", "Customers"], &headings[..]].concat(), rows)
    }
}

/// Of gender a share is meant.
fn heading(feature: &Feature) -> &str {
    if *feature == Feature::GENDER { "Share of men" } else { feature.label() }
}
