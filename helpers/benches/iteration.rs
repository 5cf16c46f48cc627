//! The time of one EM iteration, through the public interface.

use std::time::{Duration, Instant};

use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2};
use helpers::{Element, Error, GaussianMixtureParams};

/// What a long fit has more than a short one.
const ITERATIONS: u32 = 10;

/// The time of one iteration: that of a fit of eleven iterations minus that of a fit of one, divided by ten.
///
/// Checking the records, the start and the final score are in both and cancel. `params` must hold a start.
pub fn iteration<E: Element>(
    records: &DatasetBase<Array2<E>, Array1<()>>,
    params: &GaussianMixtureParams,
) -> Result<f64, Error> {
    let long = time_of_iterations(records, params, 1 + ITERATIONS as usize)?;
    let short = time_of_iterations(records, params, 1)?;
    Ok((long.as_secs_f64() - short.as_secs_f64()) / f64::from(ITERATIONS))
}

fn time_of_iterations<E: Element>(
    records: &DatasetBase<Array2<E>, Array1<()>>,
    params: &GaussianMixtureParams,
    n_iterations: usize,
) -> Result<Duration, Error> {
    let params = params
        .clone()
        .tolerance(f64::MIN_POSITIVE)
        .max_n_iterations(n_iterations);
    let start = Instant::now();
    let model = params.fit(records)?;
    let elapsed = start.elapsed();
    assert_eq!(model.n_iterations(), n_iterations, "the run stopped early");
    Ok(elapsed)
}
