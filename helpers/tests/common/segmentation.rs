//! The segmentation that the tests of saved models save.

use std::path::PathBuf;

use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::{CovarianceType, Feature, GaussianMixture, SavedModel, StandardScaler};

use super::customers::mall;

pub const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/saved_model.json");
pub const FEATURES: [Feature; 3] = [Feature::AGE, Feature::ANNUAL_INCOME, Feature::SPENDING_SCORE];
pub const SEGMENTS: [&str; 5] = [
    "middle",
    "high income, high spending",
    "high income, low spending",
    "low income, low spending",
    "low income, high spending",
];

/// A mixture fitted to the mall's customers, and the scaler of its features.
pub fn fitted(covariance_type: CovarianceType, n_clusters: usize) -> (StandardScaler, GaussianMixture) {
    let features = mall().features(&FEATURES).unwrap();
    let scaler = StandardScaler::fit(&features).unwrap();
    let params = GaussianMixture::params(n_clusters)
        .covariance_type(covariance_type)
        .reg_covariance(1e-3)
        .tolerance(1e-9)
        .max_n_iterations(1000)
        .n_runs(50);
    let scaled = DatasetBase::from(scaler.transform(&features).unwrap());
    let mixture = params.fit(&scaled).unwrap();
    (scaler, mixture)
}

/// The mall's customers in as many segments as there are names.
pub fn segmentation(covariance_type: CovarianceType, names: &[&str]) -> SavedModel {
    let (scaler, mixture) = fitted(covariance_type, names.len());
    SavedModel::new(&mall(), &FEATURES, &scaler, &mixture, names).unwrap()
}

/// An empty folder of the test named.
pub fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
