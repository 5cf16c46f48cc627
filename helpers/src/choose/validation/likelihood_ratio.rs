//! Whether a mixture of more components describes the customers better than chance alone would make it.

use super::{ChanceTest, check_start, with_seeds};
use crate::check::check_that;
use crate::choose::fit_on_one_thread;
use crate::error::Result;
use crate::mixture::{GaussianMixtureParams, Matrix};

/// Tests the mixture of `fewer` against that of `more` on `records`, `(n_samples, n_features)`, by the parametric bootstrap
/// (McLachlan 1987): data are simulated from the fit of the fewer, and both are fitted to them in the same way.
///
/// ```text
/// statistic = 2·(ln L of the more − ln L of the fewer)
/// p = (1 + #{simulated statistic ≥ statistic}) / (1 + n_simulations)
/// ```
///
/// The distribution of chi-squared does not hold here: under the null hypothesis a weight is 0, at the border of its range.
/// The same seed gives the same p-value.
///
/// ```
/// use helpers::{GaussianMixture, likelihood_ratio_test};
/// use ndarray::Array2;
///
/// let apart = Array2::from_shape_fn((40, 1), |(i, _)| (i % 20) as f64 / 20.0 + if i < 20 { 0.0 } else { 5.0 });
/// let [one, two] = [1, 2].map(|k| GaussianMixture::params(k).reg_covariance(1e-3));
/// assert_eq!(likelihood_ratio_test(&one, &two, &apart, 19, 42)?.p_value, 0.05);
/// # Ok::<(), helpers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for no simulations, more than a million, a start from a
/// partition, or unless `more` has more components; else as a fit.
pub fn likelihood_ratio_test(
    fewer: &GaussianMixtureParams,
    more: &GaussianMixtureParams,
    records: &Matrix,
    n_simulations: usize,
    seed: u64,
) -> Result<ChanceTest> {
    check_start(fewer)?;
    check_start(more)?;
    let n_clusters = more.0.n_clusters;
    check_that(fewer.0.n_clusters < n_clusters, "the larger number of components", n_clusters, "above the smaller")?;
    let records = records.as_records();
    let null = fit_on_one_thread(fewer, records)?;
    let gain = fit_on_one_thread(more, records)?.score(&records)? - null.score(&records)?;
    let gains = with_seeds("n_simulations", n_simulations, seed, |seed| {
        let (simulated, _) = null.sample(records.nrows(), seed)?;
        let [fewer, more] = [fewer, more].map(|params| fit_on_one_thread(params, simulated.view()));
        Ok(more?.score(&simulated)? - fewer?.score(&simulated)?)
    })?;
    let gains = gains.into_iter().collect::<Result<Vec<f64>>>()?;
    let as_large = gains.iter().filter(|simulated| **simulated >= gain).count();
    Ok(ChanceTest::new(2.0 * gain * records.nrows() as f64, as_large, n_simulations))
}
