//! Customer segmentation with Gaussian mixture models.
//!
//! - [`customers`]: reading and checking the CSV, the tables that describe it, and its features.
//! - [`scaler`], [`pca`]: standardising features and projecting them.
//! - [`mixture`]: Gaussian mixtures by expectation-maximisation, in scikit-learn's semantics and linfa's idiom.
//! - [`narrow`]: features in `f32` and `f16`; [`benchmark`]: alternatives timed side by side.
//! - [`selection`]: the number of components and the covariance type; [`regularisation`]: what of a likelihood is none.
//! - [`profile`], [`segments`]: what the customers of a cluster have in common, its name and what to do with it.
//! - [`validation`]: whether a segmentation is stable, separated and related to anything else.
//! - [`saved_model`]: a segmentation in a file, and new customers assigned to it.
//! - [`table`], [`plot`]: what a notebook shows, with a text for those who do not see it.
//! - [`original`]: the figures that the original Python notebooks published.
//!
//! ```
//! use helpers::prelude::*;
//!
//! let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n\
//!            1,Male,19,15,39\n2,Female,21,15,81\n3,Female,60,90,6\n4,Male,58,95,9\n";
//! let customers = Customers::from_reader(csv.as_bytes(), "example.csv")?;
//! let features = customers.features(&[Feature::Age, Feature::AnnualIncome])?;
//! let dataset = DatasetBase::from(StandardScaler::fit(&features)?.transform(&features)?);
//! let model = GaussianMixture::params(2).reg_covariance(1e-3).fit(&dataset)?;
//! let labels = model.labels(&dataset.records)?;
//! assert_eq!(labels[2], labels[3]);
//! # Ok::<(), helpers::Error>(())
//! ```
#![deny(missing_docs)]

pub mod benchmark;
pub mod customers;
pub mod eigen;
pub mod error;
mod html;
mod matrix;
pub mod mixture;
pub mod narrow;
pub mod original;
pub mod pca;
pub mod plot;
pub mod prelude;
pub mod profile;
pub mod regularisation;
pub mod saved_model;
pub mod scaler;
pub mod segments;
pub mod selection;
#[cfg(feature = "stock")]
pub mod stock;
pub mod table;
pub mod validation;

pub use error::{Error, Result};
pub use mixture::{CovarianceType, Covariances, GaussianMixture, GaussianMixtureParams, Precision, Run, Start};
pub use {linfa, ndarray};
