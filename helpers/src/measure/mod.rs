//! Measuring alternatives side by side.

pub mod benchmark;
#[cfg(feature = "stock")]
pub mod linfa_baseline;
