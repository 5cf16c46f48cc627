//! What the notebooks use: `use helpers::prelude::*;`.

pub use linfa::DatasetBase;
pub use linfa::traits::{Fit, Predict};
pub use ndarray::{Array1, Array2, Axis};

pub use crate::benchmark::{self, SpeedUp, Timing, alternate, peak_memory};
pub use crate::customers::{Customers, Feature, Summary, feature_head, labelled_head};
pub use crate::error::Error;
pub use crate::mixture::{CovarianceType, Covariances, GaussianMixture, GaussianMixtureParams, Start};
pub use crate::narrow::{f16, to_f16, to_f32};
pub use crate::original;
pub use crate::pca::Pca;
pub use crate::plot::{self, LineSeries, Scale};
pub use crate::profile::Profile;
pub use crate::regularisation::RegularisationPath;
pub use crate::saved_model::SavedModel;
pub use crate::scaler::StandardScaler;
pub use crate::segments::{self, Segments};
pub use crate::selection::Selection;
#[cfg(feature = "stock")]
pub use crate::stock::{self, StockMixture};
pub use crate::table::Table;
pub use crate::validation::{
    PermutationTest, Stability, adjusted_rand_index, bootstrap_stability, cross_validated_log_likelihood,
    permutation_test, silhouette,
};

/// A feature matrix, `(n_samples, n_features)`, as the traits of linfa take it.
pub type Dataset = DatasetBase<Array2<f64>, Array1<()>>;

/// Borrows owned names, for functions that take `&[&str]`.
pub fn as_strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
