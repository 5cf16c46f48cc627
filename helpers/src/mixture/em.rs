//! Expectation-maximisation from one start.

use super::e_step::{self, e_step};
use super::gaussians::Gaussians;
use super::kernel::element::Element;
use super::m_step::MStep;
use super::params::GaussianMixtureValidParams;
use super::strata::{Strata, total_weight};
use crate::error::Result;

/// How a run of EM went.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The mean log-likelihood of each E-step, before its M-step.
    pub log_likelihood_trace: Vec<f64>,
    /// The mean log-likelihood of the parameters that the run ended with.
    pub score: f64,
    /// Whether the log-likelihood changed by less than the tolerance in the last iteration.
    pub converged: bool,
}

impl Run {
    /// The number of EM iterations.
    pub fn n_iterations(&self) -> usize {
        self.log_likelihood_trace.len()
    }
}

/// Iterates E-step and M-step until the mean log-likelihood changes by less than the tolerance, and gives the last M-step.
pub fn run<E: Element>(
    strata: &Strata<E>,
    start: Gaussians,
    params: &GaussianMixtureValidParams,
) -> Result<(MStep, Run)> {
    let total = total_weight(&strata.strata);
    let mut trace: Vec<f64> = Vec::new();
    let mut gaussians = start;
    loop {
        let (log_likelihood, moments) = e_step(&gaussians, strata, params.n_threads)?;
        let log_likelihood = log_likelihood / total;
        let end = moments.maximise(params)?;
        let converged = trace.last().is_some_and(|last| (log_likelihood - last).abs() < params.tolerance);
        trace.push(log_likelihood);
        if converged || trace.len() == params.max_n_iterations {
            let score = e_step::log_likelihood(&end.gaussians, strata, params.n_threads)? / total;
            return Ok((end, Run { log_likelihood_trace: trace, score, converged }));
        }
        gaussians = end.gaussians;
    }
}
