//! Customer segmentation with Gaussian mixture models.
//!
//! - Customers: [`Customers`], [`CustomerBatches`], [`Feature`], [`feature_head`], [`Summary`].
//! - Features: [`Measures`], [`StandardScaler`], [`standardised`], [`Pca`], and narrower storage by [`to_f32`] and [`to_f16`].
//! - Mixtures, in scikit-learn's semantics and linfa's idiom: [`Dataset`], [`GaussianMixture`], [`GaussianMixtureParams`],
//!   [`Start`].
//! - Choosing and checking: [`Selection`], [`Combination`], [`Verdict`], [`regularisation_table`], [`silhouette`] and others.
//! - Segments: [`Segments`], [`Profile`], [`SavedModel`], what became of them later: [`Comparison`], and files that are replaced
//!   in one step: [`NewFile`].
//! - What a notebook shows: [`Table`], [`Figure`] and the functions of [`plot`].
//! - Measuring: [`versions`], [`benchmark`] and, with the feature `stock`, trials beside linfa-clustering; the figures that the
//!   original Python notebooks published: [`original`].
//!
//! Notebooks write `use helpers::*;`, which brings linfa's traits that fit and predict. What goes wrong is an
//! [`Error`](enum@Error).
//!
//! ```
//! use helpers::*;
//!
//! let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n\
//!            1,Male,19,15,39\n2,Female,21,15,81\n3,Female,60,90,6\n4,Male,58,95,9\n";
//! let customers = Customers::parse(csv)?;
//! let features = customers.features(&[Feature::AGE, Feature::ANNUAL_INCOME])?;
//! let dataset: Dataset = standardised(&features)?.into();
//! let model = GaussianMixture::params(2).reg_covariance(1e-3).fit(&dataset)?;
//! let labels = model.labels(&dataset.records)?;
//! assert_eq!(labels[2], labels[3]);
//! # Ok::<(), helpers::Error>(())
//! ```
#![deny(missing_docs, unsafe_code)]

mod check;
mod choose;
mod customers;
mod eigen;
mod error;
mod features;
mod measure;
mod mixture;
mod new_file;
pub mod original;
mod parallel;
mod segments;
mod show;
mod stats;

pub use choose::*;
pub use customers::*;
pub use error::{Error, InvalidCell};
pub use features::*;
pub use linfa::DatasetBase;
pub use linfa::traits::{Fit, Predict};
pub use measure::*;
pub use mixture::*;
pub use ndarray::Array2;
pub use new_file::NewFile;
pub use segments::*;
pub use show::{Figure, Table, plots as plot};
pub use {linfa, ndarray};

/// A feature matrix, `(n_samples, n_features)`, as the traits of linfa take it.
pub type Dataset = DatasetBase<Array2<f64>, ndarray::Array1<()>>;
