//! Expectation-maximisation from one start.

use ndarray::ArrayView2;

use super::gaussians::Gaussians;
use super::kernel::element::Element;
use super::kernel::{self, Densities, Sums, Wanted};
use super::m_step::{MStep, Moments};
use super::params::GaussianMixtureValidParams;
use crate::error::Result;
use crate::parallel;

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

/// The mixture that a run ended with.
pub struct Fitted {
    pub end: MStep,
    pub run: Run,
}

/// Iterates E-step and M-step until the mean log-likelihood changes by less than the tolerance.
pub fn run<E: Element>(
    records: ArrayView2<E>,
    start: Gaussians,
    params: &GaussianMixtureValidParams,
) -> Result<Fitted> {
    let n_samples = records.nrows() as f64;
    let mut trace: Vec<f64> = Vec::new();
    let mut gaussians = start;
    loop {
        let densities = gaussians.densities()?;
        let sums = e_step(records, &densities, params.n_threads);
        let log_likelihood = sums.log_likelihood / n_samples;
        let end = Moments::of_sums(sums, &densities).maximise(params)?;
        let converged = trace.last().is_some_and(|last| (log_likelihood - last).abs() < params.tolerance);
        trace.push(log_likelihood);
        if converged || trace.len() == params.max_n_iterations {
            let densities = end.gaussians.densities()?;
            let pass = |rows| kernel::pass(records, rows, &densities, Wanted::LogLikelihood).log_likelihood;
            let run = Run {
                log_likelihood_trace: trace,
                score: parallel::sum(params.n_threads, records.nrows(), pass) / n_samples,
                converged,
            };
            return Ok(Fitted { end, run });
        }
        gaussians = end.gaussians;
    }
}

fn e_step<E: Element>(records: ArrayView2<E>, densities: &Densities<E::Real>, n_threads: usize) -> Sums {
    let parts = parallel::map(n_threads, parallel::chunks(records.nrows()), |rows| {
        kernel::pass(records, rows, densities, Wanted::Moments)
    });
    let sum = parts.into_iter().reduce(|mut sum, part| {
        sum.log_likelihood += part.log_likelihood;
        for (sum, part) in sum.moments.iter_mut().zip(part.moments) {
            *sum += part;
        }
        sum
    });
    sum.expect("a checked matrix has rows")
}
