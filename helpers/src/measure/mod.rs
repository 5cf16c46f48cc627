//! Measuring alternatives side by side, and what they run on.

pub mod benchmark;
#[cfg(feature = "stock")]
pub mod linfa_baseline;
#[cfg(feature = "stock")]
mod plots;
#[cfg(feature = "stock")]
mod scaling;
#[cfg(feature = "stock")]
mod tables;
#[cfg(feature = "stock")]
mod trials;
mod versions;

pub use versions::versions;
#[cfg(feature = "stock")]
pub use {
    linfa_baseline::LinfaMixture,
    scaling::Scaling,
    tables::storage_table,
    trials::{Stored, Times, Trials},
};
