//! Expectation-maximisation from one start.

use ndarray::ArrayView2;

use super::covariance::Covariances;
use super::gaussians::Gaussians;
use super::kernel::element::Precision;
use super::kernel::{self, Densities, Sums};
use super::moments::Moments;
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
pub(super) struct Fitted {
    pub gaussians: Gaussians,
    pub covariances: Covariances,
    pub run: Run,
}

/// Iterates E-step and M-step until the mean log-likelihood changes by less than the tolerance.
pub(super) fn run<E: Precision>(
    records: ArrayView2<E>,
    start: Gaussians,
    params: &GaussianMixtureValidParams,
) -> Result<Fitted> {
    let n_samples = records.nrows() as f64;
    let mut trace: Vec<f64> = Vec::new();
    let mut gaussians = start;
    loop {
        let densities = gaussians.densities()?;
        let sums = expectation(records, &densities, params.n_threads);
        let log_likelihood = sums.log_likelihood / n_samples;
        let maximum = Moments::of_sums(sums, &densities).maximise(params)?;
        let converged = trace
            .last()
            .is_some_and(|last| (log_likelihood - last).abs() < params.tolerance);
        trace.push(log_likelihood);
        gaussians = maximum.gaussians;
        if converged || trace.len() == params.max_n_iterations {
            let score = log_likelihood_of(records, &gaussians.densities()?, params.n_threads) / n_samples;
            let run = Run {
                log_likelihood_trace: trace,
                score,
                converged,
            };
            return Ok(Fitted {
                gaussians,
                covariances: maximum.covariances,
                run,
            });
        }
    }
}

fn expectation<E: Precision>(records: ArrayView2<E>, densities: &Densities<E::Real>, n_threads: usize) -> Sums {
    let segments = parallel::segments(records.nrows());
    let parts = parallel::map(n_threads, segments, |rows| {
        kernel::expectation_sums(records, rows, densities)
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

/// The log-likelihood of all rows, summed.
pub(super) fn log_likelihood_of<E: Precision>(
    records: ArrayView2<E>,
    densities: &Densities<E::Real>,
    n_threads: usize,
) -> f64 {
    let segments = parallel::segments(records.nrows());
    let parts = parallel::map(n_threads, segments, |rows| {
        kernel::log_likelihood(records, rows, densities)
    });
    parts.into_iter().sum()
}
