//! Numbers, matrices and covariances from JSON.

use helpers::ndarray::{Array1, Array2, Array3};
use helpers::{CovarianceType, Covariances, GaussianMixture};
use serde_json::Value;

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

pub fn integer(value: &Value) -> usize {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no whole number")) as usize
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

pub fn numbers(value: &Value) -> Array1<f64> {
    list(value).iter().map(number).collect()
}

pub fn integers(value: &Value) -> Vec<usize> {
    list(value).iter().map(integer).collect()
}

pub fn matrix(value: &Value) -> Array2<f64> {
    let rows = list(value);
    let n_columns = list(&rows[0]).len();
    let entries = rows.iter().flat_map(|row| list(row).iter().map(number)).collect();
    Array2::from_shape_vec((rows.len(), n_columns), entries).expect("rows of equal length")
}

pub fn covariance_type(value: &Value) -> CovarianceType {
    match value.as_str() {
        Some("full") => CovarianceType::Full,
        Some("tied") => CovarianceType::Tied,
        Some("diag") => CovarianceType::Diagonal,
        Some("spherical") => CovarianceType::Spherical,
        _ => panic!("{value} is no covariance type"),
    }
}

/// Covariances or precisions in scikit-learn's shapes.
pub fn covariances(covariance_type: CovarianceType, value: &Value) -> Covariances {
    match covariance_type {
        CovarianceType::Full => {
            let matrices: Vec<Array2<f64>> = list(value).iter().map(matrix).collect();
            let d = matrices[0].nrows();
            let entries = matrices.iter().flatten().copied().collect();
            Covariances::Full(Array3::from_shape_vec((matrices.len(), d, d), entries).expect("square matrices"))
        }
        CovarianceType::Tied => Covariances::Tied(matrix(value)),
        CovarianceType::Diagonal => Covariances::Diagonal(matrix(value)),
        CovarianceType::Spherical => Covariances::Spherical(numbers(value)),
    }
}

/// The mixture with these inverses of its covariances, as scikit-learn takes them.
pub fn mixture_of_precisions(weights: Array1<f64>, means: Array2<f64>, precisions: Covariances) -> GaussianMixture {
    let inverses = GaussianMixture::from_parameters(weights.clone(), means.clone(), precisions).unwrap().precisions();
    GaussianMixture::from_parameters(weights, means, inverses).unwrap()
}
