//! Gaussian mixture models, fitted by expectation-maximisation.
//!
//! The semantics are scikit-learn's, so that both end at the same numbers from the same start: an iteration is an E-step,
//! whose mean log-likelihood is recorded, and an M-step; a run has converged when that log-likelihood changes by less
//! than the tolerance. Parameters are `f64`; the [`Precision`] type of the matrix decides what densities are computed in.

mod block;
mod covariance;
mod em;
mod engine;
mod gaussians;
mod given;
mod k_means;
mod kernel;
mod model;
mod moments;
pub(crate) mod parallel;
mod params;
mod precision;
mod records;
mod simd;
mod start;

pub use covariance::{CovarianceType, Covariances};
pub use em::Run;
pub use model::GaussianMixture;
pub use params::{GaussianMixtureParams, GaussianMixtureValidParams};
pub use precision::Precision;
pub(crate) use simd::vector_instructions;
pub use start::Start;
