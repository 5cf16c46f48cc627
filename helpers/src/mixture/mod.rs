//! Gaussian mixture models, fitted by expectation-maximisation.
//!
//! The semantics are scikit-learn's, so that both end at the same numbers from the same start: an iteration is an E-step,
//! whose mean log-likelihood is recorded, and an M-step; a run has converged when that log-likelihood changes by less
//! than the tolerance. Categories, missing values and weights go beyond scikit-learn. Parameters are `f64`; the [`Element`]
//! of the matrix decides what densities are computed in.

mod as_records;
mod categorical;
mod cholesky;
mod covariance;
mod criteria;
mod degenerate;
mod e_step;
mod evaluate;
mod fit;
mod gaussians;
mod groups;
mod impute;
mod k_means;
mod kernel;
mod m_step;
mod marginal;
mod model;
mod packed;
mod params;
mod rows;
mod start;
mod strata;
mod table;

pub use as_records::{AsRecords, Matrix};
pub use categorical::Categorical;
pub use covariance::{CovarianceType, Covariances};
pub use criteria::Criteria;
pub use degenerate::{AbsentLevel, Degenerate};
pub use fit::Run;
pub(crate) use kernel::Densities;
pub use kernel::element::Element;
pub(crate) use kernel::simd::vector_instructions;
pub use model::GaussianMixture;
pub use params::{GaussianMixtureParams, GaussianMixtureValidParams, Start};
