//! Measuring alternatives side by side, and what they run on.

pub mod benchmark;
#[cfg(feature = "stock")]
mod linfa_baseline;
#[cfg(feature = "stock")]
mod scaling;
#[cfg(feature = "stock")]
mod trials;
mod versions;

pub use versions::versions;
#[cfg(feature = "stock")]
pub use {linfa_baseline::LinfaMixture, scaling::Scaling, trials::*};
