//! Customer segmentation with Gaussian mixture models.
#![deny(missing_docs)]

pub mod customers;
pub mod eigen;
pub mod error;
mod html;
mod matrix;
pub mod mixture;
pub mod pca;
pub mod profile;
pub mod scaler;
pub mod table;

pub use error::{Error, Result};
pub use mixture::{CovarianceType, Covariances, GaussianMixture, GaussianMixtureParams, Precision, Run, Start};
pub use {linfa, ndarray};
