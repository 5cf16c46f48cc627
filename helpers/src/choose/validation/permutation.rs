//! Whether two groupings of the same rows are related.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;

use super::check_count;
use super::labels::groups;
use crate::check::check_labels;
use crate::error::Result;

/// How strongly two groupings are related, and how easily chance makes it so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PermutationTest {
    /// Pearson's chi-squared statistic of the table of counts; 0 for groupings that are independent.
    pub statistic: f64,
    /// The probability of such a statistic or a larger one where the groupings are unrelated.
    pub p_value: f64,
    /// The number of shuffles that the probability is from.
    pub n_permutations: usize,
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
pub fn permutation_test(
    labels: &[usize],
    groups: &[usize],
    n_permutations: usize,
    seed: u64,
) -> Result<PermutationTest> {
    check_labels(groups, labels.len())?;
    check_count("n_permutations", n_permutations)?;
    let mut table = Counts::new(labels, groups);
    let statistic = table.chi_squared();
    // the same table may sum to a little less in another order
    let bound = statistic - 1e-12 * labels.len() as f64;
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut as_large = 0;
    for _ in 0..n_permutations {
        table.columns.shuffle(&mut rng);
        as_large += usize::from(table.chi_squared() >= bound);
    }
    Ok(PermutationTest { statistic, p_value: (1 + as_large) as f64 / (1 + n_permutations) as f64, n_permutations })
}

/// A contingency table, kept as the column of each row's cell, rows of one label after the other.
///
/// So a table of as many labels as rows takes no more memory than another.
struct Counts {
    label_sizes: Vec<usize>,
    column_sizes: Vec<usize>,
    columns: Vec<usize>,
    /// The counts of one label, all 0 between two calls.
    counts: Vec<usize>,
}

impl Counts {
    fn new(labels: &[usize], columns: &[usize]) -> Counts {
        let (numbers, column_sizes) = groups(columns);
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by_key(|&row| labels[row]);
        Counts {
            label_sizes: groups(labels).1,
            counts: vec![0; column_sizes.len()],
            column_sizes,
            columns: order.into_iter().map(|row| numbers[row]).collect(),
        }
    }

    /// `χ² = n·(Σ observed² / (row sum·column sum) − 1)`, to which empty cells add nothing.
    fn chi_squared(&mut self) -> f64 {
        let mut rest = self.columns.as_slice();
        let mut sum = 0.0;
        for &size in &self.label_sizes {
            let (columns, others) = rest.split_at(size);
            rest = others;
            for &column in columns {
                self.counts[column] += 1;
            }
            for &column in columns {
                let count = std::mem::take(&mut self.counts[column]) as f64;
                sum += count * count / (size as f64 * self.column_sizes[column] as f64);
            }
        }
        (self.columns.len() as f64 * (sum - 1.0)).max(0.0)
    }
}
