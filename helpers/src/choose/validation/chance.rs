//! How easily chance makes a statistic as large: of two groupings, and of two mixtures.

use rand::{SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256Plus;

use super::{check_count, check_start, numbered, with_seeds};
use crate::check::{check_labels, check_that};
use crate::choose::fit_on_one_thread;
use crate::error::Result;
use crate::mixture::{GaussianMixtureParams, Matrix};
use crate::show::{Table, cells};

/// A statistic, and how often chance alone makes one as large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChanceTest {
    /// The statistic of the data.
    pub statistic: f64,
    /// The probability of such a statistic or a larger one by chance alone, counted over the draws and the data themselves.
    pub p_value: f64,
    /// The number of draws by chance that the probability is from.
    pub n_draws: usize,
}

impl ChanceTest {
    /// A statistic that `as_large` of the draws reach.
    fn new(statistic: f64, as_large: usize, n_draws: usize) -> ChanceTest {
        ChanceTest { statistic, p_value: (1 + as_large) as f64 / (1 + n_draws) as f64, n_draws }
    }

    /// The p-value in words, never shown as 0: it is a multiple of 1/(n + 1).
    pub(in crate::choose) fn p(&self) -> String {
        let ChanceTest { p_value: p, n_draws: n, .. } = *self;
        let decimals = n.ilog10() as usize + 1;
        let is_least = p * ((n + 1) as f64) < 1.5;
        let least = format!("at most {p:.decimals$} (none of {n} by chance was as large)");
        if is_least { least } else { format!("{p:.decimals$}") }
    }

    /// The statistic of a [permutation test](permutation_test), the p-value and whether `grouping`, such as "gender",
    /// is related to the groups (p below 0.05).
    pub fn table(&self, grouping: &str) -> Table {
        let verdict = if self.p_value < 0.05 { "related" } else { "not shown to be related" };
        let caption = format!("{grouping} is {verdict} to the groups");
        let row = cells![format!("{:.2}", self.statistic), self.p(), self.n_draws];
        Table::of(&caption, &["Chi-squared", "p", "Permutations"], [row])
    }
}

/// Tests whether `labels` and `groups`, two groupings of the same rows, are independent, by shuffling `groups`.
///
/// ```text
/// χ² = Σ (observed − expected)² / expected        p = (1 + #{shuffled χ² ≥ χ²}) / (1 + n_permutations)
/// ```
///
/// Unlike the table of the chi-squared distribution this holds for small groups too, and needs no continuity correction.
/// The same seed gives the same p-value.
///
/// ```
/// use helpers::permutation_test;
///
/// let test = permutation_test(&[0, 0, 1, 1], &[1, 1, 0, 0], 999, 42)?;
/// assert_eq!(test.statistic, 4.0);
/// assert!((test.p_value - 1.0 / 3.0).abs() < 0.05); // 2 of the 6 arrangements are as far apart
/// # Ok::<(), helpers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) for lists of different lengths;
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for empty ones, no permutations or more than a million.
pub fn permutation_test(labels: &[usize], groups: &[usize], n_permutations: usize, seed: u64) -> Result<ChanceTest> {
    check_labels(groups, labels.len())?;
    check_count("n_permutations", n_permutations)?;
    let ((labels, rows), (groups, columns)) = (numbered(labels), numbered(groups));
    // by label: another order would shuffle to other p-values
    let mut pairs: Vec<(usize, usize)> = labels.into_iter().zip(groups).collect();
    pairs.sort_by_key(|pair| pair.0);
    let (labels, mut groups): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
    // n·(Σ observed² / (row sum·column sum) − 1), to which empty cells add nothing
    let chi_squared = |groups: &[usize]| {
        let mut pairs: Vec<_> = labels.iter().zip(groups).collect();
        pairs.sort_unstable();
        let cell = |pairs: &[(&usize, &usize)]| {
            let (row, column) = pairs[0];
            (pairs.len() as f64).powi(2) / (rows[*row] as f64 * columns[*column] as f64)
        };
        let sum: f64 = pairs.chunk_by(|a, b| a == b).map(cell).sum();
        (groups.len() as f64 * (sum - 1.0)).max(0.0)
    };
    let statistic = chi_squared(&groups);
    // the same table may sum to a little less in another order
    let bound = statistic - 1e-12 * labels.len() as f64;
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut as_large = 0;
    for _ in 0..n_permutations {
        groups.shuffle(&mut rng);
        as_large += usize::from(chi_squared(&groups) >= bound);
    }
    Ok(ChanceTest::new(statistic, as_large, n_permutations))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_never_shown_as_zero() {
        let table = ChanceTest::new(100.0, 0, 9999).table("gender").to_string();
        let least = "at most 0.0001 (none of 9999 by chance was as large)";
        assert!(table.contains("gender is related") && table.contains(least), "{table}");
        for (as_large, n_draws, shown) in [(1, 1000, "0.0020"), (1, 99, "0.02"), (7711, 9999, "0.7712")] {
            assert_eq!(ChanceTest::new(1.0, as_large, n_draws).p(), shown);
        }
    }
}
