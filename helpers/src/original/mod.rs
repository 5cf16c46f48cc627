//! What the original Python notebooks published, to be set beside what this project computes.

mod conclusions;
mod starts;
mod tables;

pub use {conclusions::*, starts::*, tables::*};

/// A model of the original with its published figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// The name in its comparison table.
    pub name: &'static str,
    /// Mean log-likelihood of a customer.
    pub score: f64,
    /// Akaike's information criterion.
    pub aic: f64,
    /// Bayesian information criterion.
    pub bic: f64,
}

/// Two spherical components.
pub const BASELINE: Published =
    Published { name: "Baseline GMM", score: -5.604029, aic: 2263.611752, bic: 2299.893243 };

/// Five components with full covariance.
pub const FINAL: Published = Published { name: "Model GMM", score: -0.659716, aic: 411.886448, bic: 655.961933 };

/// BIC for 1 to 10 components with full covariance.
pub const BIC_SWEEP: [f64; 10] = [2320.1, -299.3, 2250.3, -234.6, -199.8, -231.0, -195.6, -134.3, -120.8, -53.0];
