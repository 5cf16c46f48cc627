//! The JSON that a model is saved as.

use std::path::Path;

use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::checksums::{Checksums, changed, checksums};
use super::{SavedModel, Training};
use crate::check::check_shape;
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::features::StandardScaler;
use crate::mixture::{Categorical, Covariances, GaussianMixture};

const FORMAT_VERSION: u64 = 2;

/// Read first, as another version may have any other form.
#[derive(Deserialize)]
struct Version {
    format_version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    format_version: u64,
    features: Vec<FeatureEntry>,
    scaler: StandardScaler,
    mixture: MixtureEntry,
    segments: Vec<String>,
    training: Training,
    #[serde(default)]
    checksums: Option<Checksums>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeatureEntry {
    #[serde(alias = "name")] // in version 1
    heading: String,
    unit: String,
    #[serde(default)]
    logarithm: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MixtureEntry {
    weights: Vec<f64>,
    means: Vec<Vec<f64>>,
    covariances: CovariancesEntry,
    #[serde(default)]
    categories: Vec<CategoryEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryEntry {
    heading: String,
    levels: Vec<String>,
    probabilities: Vec<Vec<f64>>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", content = "values", rename_all = "lowercase", deny_unknown_fields)]
enum CovariancesEntry {
    Full(Vec<Vec<Vec<f64>>>),
    Tied(Vec<Vec<f64>>),
    Diagonal(Vec<Vec<f64>>),
    Spherical(Vec<f64>),
}

pub(super) fn to_json(model: &SavedModel) -> String {
    let entry = |feature: &Feature| FeatureEntry {
        heading: feature.heading().to_owned(),
        unit: feature.unit().to_owned(),
        logarithm: feature.is_logarithmic(),
    };
    let category = |(category, levels): (&Categorical, &Vec<String>)| CategoryEntry {
        heading: model.features[category.column].heading().to_owned(),
        levels: levels.clone(),
        probabilities: nested(category.probabilities.view()),
    };
    let mut file = ModelFile {
        format_version: FORMAT_VERSION,
        features: model.features.iter().map(entry).collect(),
        scaler: model.scaler.clone(),
        mixture: MixtureEntry {
            weights: model.mixture.weights().to_vec(),
            means: nested(model.mixture.means().view()),
            covariances: covariances_entry(model.mixture.covariances()),
            categories: model.mixture.categories().iter().zip(&model.levels).map(category).collect(),
        },
        segments: model.groups.iter().map(|&segment| model.segments[segment].clone()).collect(),
        training: model.training.clone(),
        checksums: None,
    };
    file.checksums = Some(checksums(&value(&file)));
    serde_json::to_string_pretty(&file).expect("numbers, strings and lists") + "\n"
}

pub(super) fn from_json(text: &[u8], path: &Path) -> Result<SavedModel> {
    let syntax = |source| Error::ModelSyntax { path: path.to_owned(), source };
    let Version { format_version } = serde_json::from_slice(text).map_err(syntax)?;
    if !(1..=FORMAT_VERSION).contains(&format_version) {
        return Err(Error::ModelVersion { path: path.to_owned(), found: format_version, expected: FORMAT_VERSION });
    }
    let mut file: ModelFile = serde_json::from_slice(text).map_err(syntax)?;
    let of_version_1 = file.training.checksum.take();
    if format_version > 1 {
        if of_version_1.is_some() {
            return Err(syntax(serde::de::Error::custom("unknown field `checksum`, which only version 1 has")));
        }
        let written = file.checksums.as_ref().ok_or_else(|| syntax(serde::de::Error::missing_field("checksums")))?;
        if let Some(section) = changed(&value(&file), written) {
            return Err(Error::ModelChanged { path: path.to_owned(), section });
        }
    }
    model(file).map_err(|source| Error::UnusableModel { path: path.to_owned(), source: Box::new(source) })
}

fn value(file: &ModelFile) -> Value {
    serde_json::to_value(file).expect("numbers, strings and lists")
}

fn model(file: ModelFile) -> Result<SavedModel> {
    let entry = file.mixture;
    let (weights, means) = (Array1::from(entry.weights), matrix("the array of means", &entry.means)?);
    let features = file.features.into_iter().map(feature).collect::<Result<Vec<_>>>()?;
    let category = |entry: &CategoryEntry| {
        let column = features.iter().position(|feature| feature.heading() == entry.heading);
        let column =
            column.ok_or_else(|| Error::invalid("a category's heading", &entry.heading, "one of the features'"))?;
        Ok(Categorical {
            column,
            probabilities: matrix("the array of a category's probabilities", &entry.probabilities)?,
        })
    };
    let categories = entry.categories.iter().map(category).collect::<Result<Vec<_>>>()?;
    let levels = entry.categories.into_iter().map(|category| category.levels).collect();
    let mixture = GaussianMixture::from_parameters(weights, means, covariances(entry.covariances)?)?;
    let mixture = mixture.with_categories(&categories)?;
    SavedModel::of_parts(features, file.scaler, mixture, levels, file.segments, file.training)
}

fn feature(entry: FeatureEntry) -> Result<Feature> {
    let known = |feature: Feature| format!("\"{}\" in \"{}\"", feature.heading(), feature.unit());
    let other = Feature::new(&entry.heading);
    let other = if entry.logarithm { other.logarithmic() } else { other };
    let meant = (entry.heading.as_str(), entry.unit.as_str(), entry.logarithm);
    let is_meant = |feature: &Feature| (feature.heading(), feature.unit(), feature.is_logarithmic()) == meant;
    Feature::ALL.into_iter().chain([other]).find(is_meant).ok_or_else(|| Error::UnknownFeature {
        known: Feature::ALL.map(known).to_vec(),
        name: entry.heading,
        unit: entry.unit,
    })
}

fn covariances_entry(covariances: &Covariances) -> CovariancesEntry {
    match covariances {
        Covariances::Full(matrices) => CovariancesEntry::Full(matrices.outer_iter().map(nested).collect()),
        Covariances::Tied(matrix) => CovariancesEntry::Tied(nested(matrix.view())),
        Covariances::Diagonal(diagonals) => CovariancesEntry::Diagonal(nested(diagonals.view())),
        Covariances::Spherical(variances) => CovariancesEntry::Spherical(variances.to_vec()),
    }
}

fn covariances(entry: CovariancesEntry) -> Result<Covariances> {
    const NAME: &str = "the array of covariances";
    Ok(match entry {
        CovariancesEntry::Full(matrices) => {
            let n_rows = matrices.first().map_or(0, Vec::len);
            matrices.iter().try_for_each(|rows| check_shape("a covariance matrix", &[rows.len()], &[n_rows]))?;
            let rows = matrix(NAME, &matrices.concat())?;
            let shape = (matrices.len(), n_rows, rows.ncols());
            Covariances::Full(rows.into_shape_with_order(shape).expect("k matrices of n_rows"))
        }
        CovariancesEntry::Tied(rows) => Covariances::Tied(matrix(NAME, &rows)?),
        CovariancesEntry::Diagonal(rows) => Covariances::Diagonal(matrix(NAME, &rows)?),
        CovariancesEntry::Spherical(variances) => Covariances::Spherical(Array1::from(variances)),
    })
}

fn nested(matrix: ArrayView2<f64>) -> Vec<Vec<f64>> {
    matrix.outer_iter().map(|row| row.to_vec()).collect()
}

fn matrix(name: &'static str, rows: &[Vec<f64>]) -> Result<Array2<f64>> {
    let n_columns = rows.first().map_or(0, Vec::len);
    rows.iter().try_for_each(|row| check_shape(name, &[rows.len(), row.len()], &[rows.len(), n_columns]))?;
    Ok(Array2::from_shape_vec((rows.len(), n_columns), rows.concat()).expect("rows of equal length"))
}
