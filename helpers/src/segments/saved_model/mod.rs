//! A segmentation in a file: saved, loaded, and used on new customers.
//!
//! The file is JSON, version 2, with every number to the last bit:
//!
//! | key | holds |
//! |---|---|
//! | `format_version` | 2 |
//! | `features` | of each feature, in the order of the columns, its `heading` (as in the CSV), its `unit` and whether its `logarithm`, `ln(1 + x)`, is taken |
//! | `scaler` | `mean` and `std` of each feature: `z = (x − mean) / std` |
//! | `mixture` | `weights` `(k)`, `means` `(k, d)` and `covariances` of the standardised numeric features, and its `categories` |
//! | `mixture.covariances` | `type` and `values`: `full` `(k, d, d)`, `tied` `(d, d)`, `diagonal` `(k, d)`, `spherical` `(k)` |
//! | `mixture.categories` | of each, its `heading` among the features, its `levels` and their `probabilities` `(k, n_levels)` |
//! | `segments` | the name of each component; components of one name are one segment |
//! | `training` | what the model was fitted to, and how well: [`Training`] |
//! | `checksums` | of each of the five sections: a file that was damaged or edited is refused, but no forger is kept off |
//!
//! Gender is encoded as female 0, male 1. Covariances have scikit-learn's shapes, and `diagonal` is its `diag`. Version 1,
//! without checksums, is still read.

mod checksums;
mod file;
mod shown;

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use ndarray::{Array1, Array2, ArrayView1};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::figures::Figures;
use super::naming::{Name, names};
use crate::check::{check_n_features, check_shape, check_that};
use crate::customers::{Customers, Feature, Schema};
use crate::error::{Error, Result};
use crate::features::{StandardScaler, transformed};
use crate::mixture::{Categorical, Criteria, GaussianMixture};
use crate::new_file::NewFile;
use crate::stats::{quantile, sorted};

/// The customers that are drawn where nobody of the training is known wholly.
const N_DRAWN: usize = 10_000;

/// A mixture with all it takes to assign a customer to a segment.
///
/// ```
/// use helpers::*;
///
/// let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n\
///            1,Male,19,15,39\n2,Female,21,15,81\n3,Female,60,90,6\n4,Male,58,95,9\n";
/// let customers = Customers::parse(csv)?;
/// let features = [Feature::AGE];
/// let scaler = StandardScaler::fit(&customers.features(&features)?)?;
/// let ages = scaler.transform(&customers.features(&features)?)?;
/// let params = GaussianMixture::params(2).covariance_type(CovarianceType::Diagonal).reg_covariance(1e-3);
/// let mixture = params.fit(&DatasetBase::from(ages))?;
///
/// let model = SavedModel::new(&customers, &features, &scaler, &mixture, &["young", "old"])?;
/// let path = std::env::temp_dir().join(format!("model-{}.json", std::process::id()));
/// model.save(&path)?;
/// assert_eq!(SavedModel::load(&path)?, model);
/// # std::fs::remove_file(&path).unwrap();
/// let assigned = model.assign(&customers)?;
/// assert_eq!(assigned[2].segment, assigned[3].segment);
/// assert!(assigned[2].probability > 0.999);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SavedModel {
    pub(super) features: Vec<Feature>,
    pub(super) scaler: StandardScaler,
    pub(super) mixture: GaussianMixture,
    /// The levels of each category of the mixture, in the order of their codes.
    pub(super) levels: Vec<Vec<String>>,
    /// The segment of each component.
    pub(super) groups: Vec<usize>,
    /// The name of each segment.
    pub(super) segments: Vec<String>,
    pub(super) training: Training,
}

/// What a model was fitted to, and how well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// The number of customers.
    pub n_samples: usize,
    /// The total log-likelihood of the standardised features.
    pub log_likelihood: f64,
    /// Akaike's information criterion.
    pub aic: f64,
    /// The Bayesian information criterion.
    pub bic: f64,
    /// The integrated completed likelihood.
    pub icl: f64,
    /// The first percentile of the log-densities of customers of whom all is known, or where there are none, of such as the
    /// mixture would draw: below it, a customer is unlike those of the training.
    pub log_density_threshold: f64,
    /// Of the customers, in version 1 only.
    #[serde(default, skip_serializing)]
    checksum: Option<IgnoredAny>,
}

/// The share of the training below which a customer is unlike it.
pub(super) const UNLIKE: f64 = 0.01;

/// The segment of one customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The segment's place in [`SavedModel::segments`], which has its name.
    pub segment: usize,
    /// How probable the segment is for this customer, 0 to 1: the sum of its components' probabilities.
    pub probability: f64,
    /// Whether hardly any customer of the training was as improbable: then the segment says little. None where a feature is
    /// missing, as the density of fewer is another.
    pub unlike_training: Option<bool>,
}

impl Training {
    /// Of the standardised features, `(n_samples, n_features)`, with NaN where nothing is known.
    pub(super) fn of(mixture: &GaussianMixture, scaled: &Array2<f64>) -> Result<Training> {
        let log_densities = mixture.score_samples(scaled)?;
        let known = scaled.outer_iter().zip(log_densities).filter(|(row, _)| is_known(*row));
        let mut known: Vec<f64> = known.map(|(_, log_density)| log_density).collect();
        if known.is_empty() {
            known = mixture.score_samples(&mixture.sample(N_DRAWN, 42)?.0)?.to_vec();
        }
        Ok(Training::new(&mixture.criteria(scaled)?, scaled.nrows(), quantile(&sorted(&known), UNLIKE)))
    }

    pub(super) fn new(criteria: &Criteria, n_samples: usize, log_density_threshold: f64) -> Training {
        let Criteria { log_likelihood, aic, bic, icl, .. } = *criteria;
        Training { n_samples, log_likelihood, aic, bic, icl, log_density_threshold, checksum: None }
    }
}

/// Whether nothing is missing.
fn is_known(row: ArrayView1<f64>) -> bool {
    row.iter().all(|value| !value.is_nan())
}

impl SavedModel {
    /// The model that `mixture` makes together with the `features` of `customers` it was fitted to, the `scaler` that
    /// standardised them, and a name for each component; components of the same name make one segment. Where the mixture
    /// [allows it](GaussianMixture::allow_missing), customers may lack values.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] where features, scaler, mixture and names do not match; [`Error::InvalidParameter`] for a name
    /// that is blank or a feature that stands twice; [`Error::MissingValue`] for the first value that a
    /// customer lacks but the mixture does not allow to; [`Error::EmptyMatrix`]; [`Error::OutOfRange`].
    pub fn new(
        customers: &Customers,
        features: &[Feature],
        scaler: &StandardScaler,
        mixture: &GaussianMixture,
        segment_names: &[&str],
    ) -> Result<SavedModel> {
        let values =
            if mixture.allows_missing() { customers.observed(features) } else { customers.features(features)? };
        let training = Training::of(mixture, &scaler.transform_observed(&transformed(features, &values))?)?;
        let (weights, means) = (mixture.weights().clone(), mixture.means().clone());
        let parameters = GaussianMixture::from_parameters(weights, means, mixture.covariances().clone())?;
        let levels = |category: &Categorical| {
            let levels = customers.levels(&features[category.column]).unwrap_or_default();
            levels.iter().take(category.n_levels()).cloned().collect()
        };
        let levels = mixture.categories().iter().map(levels).collect();
        let mixture = parameters.with_categories(mixture.categories())?;
        let names = segment_names.iter().map(|name| (*name).to_owned()).collect();
        SavedModel::of_parts(features.to_vec(), scaler.clone(), mixture, levels, names, training)
    }

    /// The model whose segments are the components, named after the `customers` that are in them, as [`Segments`](crate::Segments)
    /// are; the threshold is that of these customers.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] for the first customer without one of the numbers; [`Error::EmptyMatrix`] without customers.
    pub fn named_after(&self, customers: &Customers) -> Result<SavedModel> {
        let scaled = self.scaled(customers)?;
        let numbers: Vec<Feature> = self.numbers().into_iter().map(|i| self.features[i].clone()).collect();
        let names = names_of(customers, &numbers, &self.mixture.labels(&scaled)?, self.mixture.n_clusters())?;
        let log_densities = sorted(&self.mixture.score_samples(&scaled)?.to_vec());
        let training = Training { log_density_threshold: quantile(&log_densities, UNLIKE), ..self.training.clone() };
        let SavedModel { features, scaler, mixture, levels, .. } = self.clone();
        SavedModel::of_parts(features, scaler, mixture, levels, names, training)
    }

    /// Writes the model to a JSON file, replacing one that is there in a single step, as [`NewFile`] does.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let mut file = NewFile::create(path)?;
        let written = file.write_all(file::to_json(self).as_bytes());
        written.map_err(|source| Error::Write { path: path.to_owned(), source })?;
        file.finish()
    }

    /// Reads a model that [`save`](Self::save) wrote; it assigns as the saved one does, to the last bit.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if the file cannot be read, [`Error::ModelSyntax`] if it is truncated or not of the form above,
    /// [`Error::ModelVersion`] if it has another format version, [`Error::ModelChanged`] if it is not what was saved.
    /// [`Error::UnusableModel`] for an [`Error::UnknownFeature`], arrays of the wrong [`Error::Shape`], an
    /// [`Error::SingularCovariance`], weights that do not sum to 1, and what [`new`](Self::new) refuses.
    pub fn load(path: impl AsRef<Path>) -> Result<SavedModel> {
        let path = path.as_ref();
        let text = std::fs::read(path).map_err(|source| Error::cannot_read(path, source))?;
        file::from_json(&text, path)
    }

    /// Assigns each customer, of whom all features must be known, to the most probable segment.
    ///
    /// # Errors
    ///
    /// [`Error::MissingValue`] for the first customer without a value of one of the features; else as
    /// [`assign_features`](Self::assign_features).
    pub fn assign(&self, customers: &Customers) -> Result<Vec<Assignment>> {
        customers.features(&self.features)?; // nothing is missing
        let mut assignments = self.assign_observed(customers)?;
        // but for a level that the training did not have
        assignments.iter_mut().for_each(|assignment| _ = assignment.unlike_training.get_or_insert(true));
        Ok(assignments)
    }

    /// Assigns each customer by what is known: a missing feature is left out of the density, and one of whom nothing is known
    /// is as likely in a segment as the segment is large. A level that the training did not have counts as missing.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for values so large that they overflow.
    pub fn assign_observed(&self, customers: &Customers) -> Result<Vec<Assignment>> {
        if customers.is_empty() {
            return Ok(Vec::new());
        }
        self.assignments(&self.scaled(customers)?)
    }

    /// What the mixture sees of each customer; NaN where it is not known.
    pub(super) fn scaled(&self, customers: &Customers) -> Result<Array2<f64>> {
        let mut values = customers.observed(&self.features);
        for (category, known) in self.mixture.categories().iter().zip(&self.levels) {
            let levels = customers.levels(&self.features[category.column]).unwrap_or_default();
            let code = |level| known.iter().position(|known| known == level).map_or(f64::NAN, |code| code as f64);
            let codes: Vec<f64> = levels.iter().map(code).collect();
            let of_training = |code: f64| if code.is_nan() { code } else { codes[code as usize] };
            values.column_mut(category.column).mapv_inplace(of_training);
        }
        self.scaler.transform_observed(&transformed(&self.features, &values))
    }

    /// Assigns each row of `features`, `(n_samples, n_features)` in their units, to the most probable segment.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of columns; [`Error::EmptyMatrix`]; [`Error::InvalidEntry`];
    /// [`Error::OutOfRange`] for values so large that they overflow.
    pub fn assign_features(&self, features: &Array2<f64>) -> Result<Vec<Assignment>> {
        check_n_features(features, self.features.len())?;
        self.assignments(&self.scaler.transform(&transformed(&self.features, features))?)
    }

    pub(super) fn assignments(&self, scaled: &Array2<f64>) -> Result<Vec<Assignment>> {
        let probabilities = self.mixture.predict_proba(scaled)?;
        let log_densities = self.mixture.score_samples(scaled)?;
        let mut sums = vec![0.0; self.segments.len()];
        let rows = scaled.outer_iter().zip(probabilities.outer_iter()).zip(&log_densities);
        let assignments = rows.map(|((row, of_components), log_density)| {
            sums.fill(0.0);
            self.groups.iter().zip(of_components).for_each(|(&segment, probability)| sums[segment] += probability);
            let segment = (1..sums.len()).fold(0, |best, i| if sums[i] > sums[best] { i } else { best });
            let unlike_training = is_known(row).then_some(*log_density < self.training.log_density_threshold);
            Assignment { segment, probability: sums[segment], unlike_training }
        });
        Ok(assignments.collect())
    }

    /// The columns that a file of customers must have.
    pub fn schema(&self) -> Schema {
        let categories: Vec<usize> = self.mixture.categories().iter().map(|category| category.column).collect();
        Schema::of(&self.features, &categories)
    }

    /// What the components of each segment have together.
    pub(super) fn by_segment(&self, of_components: &Array1<f64>) -> Vec<f64> {
        let mut sums = vec![0.0; self.segments.len()];
        self.groups.iter().zip(of_components).for_each(|(&segment, x)| sums[segment] += x);
        sums
    }

    /// The mean of each segment's numbers, standardised, `(n_segments, n_numbers)`.
    pub(super) fn centres(&self) -> Array2<f64> {
        let (weights, means) = (self.mixture.weights(), self.mixture.means());
        let shares = self.by_segment(weights);
        let mut centres = Array2::zeros((shares.len(), means.ncols()));
        for ((&segment, weight), mean) in self.groups.iter().zip(weights).zip(means.outer_iter()) {
            centres.row_mut(segment).scaled_add(weight / shares[segment], &mean);
        }
        centres
    }

    /// The columns of the features that are no categories of the mixture.
    pub(super) fn numbers(&self) -> Vec<usize> {
        let categories = self.mixture.categories();
        (0..self.features.len()).filter(|i| categories.iter().all(|category| category.column != *i)).collect()
    }

    /// The features, in the order of the columns.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// What standardises the features.
    pub fn scaler(&self) -> &StandardScaler {
        &self.scaler
    }

    /// The mixture of the standardised features; how it was fitted is not kept.
    pub fn mixture(&self) -> &GaussianMixture {
        &self.mixture
    }

    /// The name of each segment, in the order of their first components.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// What the model was fitted to, and how well.
    pub fn training(&self) -> &Training {
        &self.training
    }

    /// Puts parts together, with a name for each component, and refuses those that do not match.
    pub(super) fn of_parts(
        features: Vec<Feature>,
        scaler: StandardScaler,
        mixture: GaussianMixture,
        levels: Vec<Vec<String>>,
        names: Vec<String>,
        training: Training,
    ) -> Result<SavedModel> {
        let (n_features, n_clusters) = (mixture.n_features(), mixture.n_clusters());
        check_shape("the list of features", &[features.len()], &[n_features])?;
        check_shape("the scaler's mean", &[scaler.mean().len()], &[n_features])?;
        check_shape("the list of segment names", &[names.len()], &[n_clusters])?;
        for (levels, category) in levels.iter().zip(mixture.categories()) {
            check_shape("the list of a category's levels", &[levels.len()], &[category.n_levels()])?;
        }
        let n_distinct = features.iter().collect::<HashSet<_>>().len();
        check_that(n_distinct == n_features, "a feature", "given twice", "different from the others")?;
        let is_blank = names.iter().any(|name| name.trim().is_empty());
        check_that(!is_blank, "a segment's name", "blank", "one or more words")?;
        let (mut segments, mut seen) = (names.clone(), HashSet::new());
        segments.retain(|name| seen.insert(name.clone()));
        let groups = names.iter().filter_map(|name| segments.iter().position(|other| other == name)).collect();
        let mixture = mixture.allow_missing(true);
        Ok(SavedModel { features, scaler, mixture, levels, groups, segments, training })
    }
}

/// The names by rule of the groups of customers that `labels` makes.
pub(super) fn names_of(customers: &Customers, features: &[Feature], labels: &[usize], n: usize) -> Result<Vec<String>> {
    let mut members = vec![Vec::new(); n];
    labels.iter().enumerate().for_each(|(row, &label)| members[label].push(row));
    let (all, figures) = Figures::of_groups(customers, customers.features(features)?.view(), &members);
    Ok(names(features, &figures, &all).iter().map(Name::to_string).collect())
}
