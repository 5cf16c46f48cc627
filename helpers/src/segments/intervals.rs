//! How far the means and shares of segments would move in another sample of customers.

use ndarray::ArrayView2;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use crate::stats::quantiles;

/// Resamples, and how many customers they draw in all where that would be too slow.
const RESAMPLES: usize = 1000;
const FEWEST_RESAMPLES: usize = 200;
const MOST_DRAWS: usize = 10_000_000;
const SEED: u64 = 42;
/// The ends of an interval of 90 %.
const ENDS: [f64; 2] = [0.05, 0.95];
/// So many standard deviations from its mean a normal distribution has these quantiles.
const NORMAL: f64 = 1.645;

/// The 90 % intervals of each of `n_segments`, from their lower to their upper ends: of its share, then of its mean of each
/// feature, without customers of the share only.
///
/// They are from resamples of the rows of `values`, `(n_samples, n_features)`, each of which keeps the segment that `labels`
/// gives it: 1,000 resamples, and as few as 200 of a great many customers.
pub(super) fn intervals(values: ArrayView2<f64>, labels: &[usize], n_segments: usize) -> Vec<Vec<[f64; 2]>> {
    let (n, n_features) = values.dim();
    let mut rng = Xoshiro256Plus::seed_from_u64(SEED);
    let mut figures = vec![vec![Vec::new(); n_features + 1]; n_segments];
    for _ in 0..(MOST_DRAWS / n.max(1)).clamp(FEWEST_RESAMPLES, RESAMPLES) {
        let mut sums = vec![vec![0.0; n_features + 1]; n_segments];
        for row in (0..n).map(|_| rng.gen_range(0..n)) {
            let of_row = std::iter::once(&1.0).chain(values.row(row));
            sums[labels[row]].iter_mut().zip(of_row).for_each(|(sum, value)| *sum += value);
        }
        for (figures, sums) in figures.iter_mut().zip(&sums) {
            figures[0].push(sums[0] / n as f64);
            let means = sums[1..].iter().map(|sum| sum / sums[0]).filter(|_| sums[0] > 0.0);
            figures[1..].iter_mut().zip(means).for_each(|(figures, mean)| figures.push(mean));
        }
    }
    let ends = |figures: &Vec<f64>| (!figures.is_empty()).then(|| quantiles(figures, ENDS));
    figures.iter().map(|of_segment| of_segment.iter().filter_map(ends).collect()).collect()
}

/// The 90 % interval of a share of `n` customers (Wilson 1927), which is one for shares of 0 and 1 too.
pub(super) fn share_interval(share: f64, n: f64) -> [f64; 2] {
    let square = NORMAL * NORMAL / n;
    let half = NORMAL * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt();
    [-half, half].map(|half| (share + square / 2.0 + half) / (1.0 + square))
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
        near(found[0][0], 0.75, 1.645 * (0.75_f64 * 0.25 / 400.0).sqrt());
        let p = 2.0 / 3.0_f64;
        near(found[0][1], p, 1.645 * (p * (1.0 - p) / 300.0).sqrt());
        assert_eq!(found, intervals(values.view(), &labels, 2), "the same again");
    }

    #[test]
    fn a_segment_of_none_has_that_of_its_share_and_one_of_one_none_that_is_wide() {
        let found = intervals(ndarray::array![[1.0], [2.0], [3.0]].view(), &[0, 0, 2], 3);
        assert_eq!(found[1], [[0.0; 2]]);
        assert_eq!(found[2][1], [3.0; 2]);
        assert_eq!(intervals(ndarray::array![[1.0]].view(), &[0], 1), [[[1.0; 2]; 2]]);
    }
}
