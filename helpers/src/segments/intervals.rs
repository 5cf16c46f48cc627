//! How far the means and shares of segments would move in another sample of customers.

use ndarray::ArrayView2;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use crate::stats::{quantile, sorted};

/// Resamples, and how many customers they draw in all where that would be too slow.
const RESAMPLES: usize = 1000;
const FEWEST_RESAMPLES: usize = 200;
const MOST_DRAWS: usize = 10_000_000;
const SEED: u64 = 42;
/// The ends of an interval of 90 %.
const ENDS: [f64; 2] = [0.05, 0.95];

/// The 90 % bootstrap intervals of one segment, each from its lower to its upper end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Intervals {
    /// Of the share of all customers, 0 to 1.
    pub share: [f64; 2],
    /// Of the mean of each feature, in its unit; none with fewer than two customers.
    pub means: Option<Vec<[f64; 2]>>,
}

/// The intervals of each of `n_segments` from resamples of the rows of `values`, `(n_samples, n_features)`, each of which
/// keeps the segment that `labels` gives it: 1,000 resamples, and as few as 200 of a great many customers.
pub(super) fn intervals(values: ArrayView2<f64>, labels: &[usize], n_segments: usize) -> Vec<Intervals> {
    let (n, n_features) = values.dim();
    let mut rng = Xoshiro256Plus::seed_from_u64(SEED);
    let mut shares = vec![Vec::new(); n_segments];
    let mut means = vec![vec![Vec::new(); n_features]; n_segments];
    for _ in 0..(MOST_DRAWS / n.max(1)).clamp(FEWEST_RESAMPLES, RESAMPLES) {
        let mut sums = vec![vec![0.0; n_features]; n_segments];
        let mut sizes = vec![0; n_segments];
        for row in (0..n).map(|_| rng.gen_range(0..n)) {
            sizes[labels[row]] += 1;
            sums[labels[row]].iter_mut().zip(values.row(row)).for_each(|(sum, value)| *sum += value);
        }
        for (segment, &size) in sizes.iter().enumerate() {
            shares[segment].push(size as f64 / n as f64);
            if size > 0 {
                means[segment].iter_mut().zip(&sums[segment]).for_each(|(means, sum)| means.push(sum / size as f64));
            }
        }
    }
    let has_two = |segment: usize| labels.iter().filter(|label| **label == segment).take(2).count() == 2;
    let of_segment = |(segment, (shares, means)): (usize, (Vec<f64>, Vec<Vec<f64>>))| Intervals {
        share: ends(&shares),
        means: has_two(segment).then(|| means.iter().map(|means| ends(means)).collect()),
    };
    shares.into_iter().zip(means).enumerate().map(of_segment).collect()
}

fn ends(values: &[f64]) -> [f64; 2] {
    let sorted = sorted(values);
    ENDS.map(|probability| quantile(&sorted, probability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn a_mean_and_a_share_have_the_intervals_of_theory() {
        // 400 customers of which every other has 0 or 1: a mean of 0.5 ± 1.645 · 0.5 / √n
        let values = Array2::from_shape_fn((400, 1), |(row, _)| (row / 2 % 2) as f64);
        let labels: Vec<usize> = (0..400).map(|row| usize::from(row % 4 == 0)).collect();
        let found = intervals(values.view(), &labels, 2);
        let near = |[lower, upper]: [f64; 2], middle: f64, half: f64| {
            assert!((lower - middle + half).abs() < 0.2 * half && (upper - middle - half).abs() < 0.2 * half);
        };
        near(found[0].share, 0.75, 1.645 * (0.75_f64 * 0.25 / 400.0).sqrt());
        let [p] = [2.0 / 3.0_f64];
        near(found[0].means.as_ref().unwrap()[0], p, 1.645 * (p * (1.0 - p) / 300.0).sqrt());
        assert_eq!(found, intervals(values.view(), &labels, 2), "the same again");
    }

    #[test]
    fn segments_of_none_and_of_one_have_no_intervals_of_means() {
        let found = intervals(ndarray::array![[1.0], [2.0], [3.0]].view(), &[0, 0, 2], 3);
        assert_eq!(found.iter().map(|found| found.means.is_some()).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(found[1].share, [0.0; 2]);
        let one = intervals(ndarray::array![[1.0]].view(), &[0], 1);
        assert_eq!((one[0].share, &one[0].means), ([1.0; 2], &None));
    }
}
