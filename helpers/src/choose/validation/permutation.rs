//! Whether two groupings of the same rows are related.

use rand::{SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256Plus;

use super::{ChanceTest, check_count, numbered};
use crate::check::check_labels;
use crate::error::Result;

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
