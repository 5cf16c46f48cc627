//! How well a mixture describes a matrix, for the price of its parameters.

/// The likelihood of a matrix under a mixture and the criteria that follow from it; of AIC, BIC and ICL, lower is better.
///
/// Made by [`GaussianMixture::criteria`](super::GaussianMixture::criteria) in one pass over the rows, each of which counts
/// as often as its weight says where the dataset has weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criteria {
    /// The total log-likelihood `Σ ln p(x)`.
    pub log_likelihood: f64,
    /// The mean log-likelihood of a row.
    pub score: f64,
    /// The number of free parameters (degrees of freedom).
    pub n_parameters: usize,
    /// Akaike's information criterion, `−2·log-likelihood + 2p` with p free parameters.
    pub aic: f64,
    /// The Bayesian information criterion, `−2·log-likelihood + p·ln n` with p free parameters and n rows, or the sum n of their
    /// weights.
    pub bic: f64,
    /// The integrated completed likelihood, `BIC − 2·Σ r·ln r` over all responsibilities r: their entropy (McLachlan and Peel
    /// 2000) asks for components that are apart as well as for a good fit.
    pub icl: f64,
}

impl Criteria {
    /// From the sums over the rows of `ln p(x)`, of the entropy of their responsibilities, and of their weights.
    pub(crate) fn new(log_likelihood: f64, entropy: f64, n: f64, n_parameters: usize) -> Criteria {
        let p = n_parameters as f64;
        let bic = -2.0 * log_likelihood + p * n.ln();
        Criteria {
            log_likelihood,
            score: log_likelihood / n,
            n_parameters,
            aic: -2.0 * log_likelihood + 2.0 * p,
            bic,
            icl: bic + 2.0 * entropy,
        }
    }
}
