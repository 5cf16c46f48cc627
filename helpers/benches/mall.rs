//! The data of the benches and of the comparison with other libraries.
#![allow(dead_code)] // each program uses its part

use helpers::StandardScaler;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2, Array3};
use helpers::{CovarianceType, Covariances, Error, GaussianMixture, GaussianMixtureParams, Start};
use helpers::{Customers, Feature, Schema};

/// The number of components in all comparisons.
pub const N_CLUSTERS: usize = 5;
/// What the notebooks add to every variance.
pub const REG_COVARIANCE: f64 = 1e-4;

/// The mall's customers, standardised: `(200, 4)`.
pub fn mall() -> Result<Array2<f64>, Error> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv");
    let features = Customers::from_path(path, &Schema::default())?.features(&Feature::ALL)?;
    StandardScaler::fit(&features)?.transform(&features)
}

/// The hyperparameters of the notebooks' final model.
pub fn params() -> GaussianMixtureParams {
    GaussianMixture::params(N_CLUSTERS).reg_covariance(REG_COVARIANCE)
}

/// The mixture that larger crowds of customers are sampled from.
pub fn mall_model() -> Result<GaussianMixture, Error> {
    params().n_runs(5).fit(&DatasetBase::from(mall()?))
}

/// `n_samples` customers as the mall's model has them, always the same.
pub fn sample(n_samples: usize) -> Result<Array2<f64>, Error> {
    Ok(mall_model()?.sample(n_samples, 42)?.0)
}

/// A start that does not depend on the data: equal weights and unit covariances about the model's means.
pub fn unit_start(means: &Array2<f64>, covariance_type: CovarianceType) -> Start {
    let (k, d) = means.dim();
    let covariances = match covariance_type {
        CovarianceType::Full => Covariances::Full(Array3::from_shape_fn((k, d, d), |(_, i, j)| f64::from(i == j))),
        CovarianceType::Tied => Covariances::Tied(Array2::eye(d)),
        CovarianceType::Diagonal => Covariances::Diagonal(Array2::ones((k, d))),
        CovarianceType::Spherical => Covariances::Spherical(Array1::ones(k)),
    };
    let weights = Array1::from_elem(k, 1.0 / k as f64);
    let model = GaussianMixture::from_parameters(weights, means.clone(), covariances);
    model.expect("unit covariances make a mixture").as_start()
}

/// Every covariance type with 1 to 10 components, `n_runs` starts each.
pub fn grid(n_runs: usize) -> Vec<GaussianMixtureParams> {
    let params = |covariance_type, n_clusters| {
        let params = GaussianMixture::params(n_clusters).covariance_type(covariance_type);
        params.reg_covariance(REG_COVARIANCE).n_runs(n_runs)
    };
    let types = CovarianceType::ALL.into_iter();
    types.flat_map(|covariance_type| (1..=10).map(move |k| params(covariance_type, k))).collect()
}
