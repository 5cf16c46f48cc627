//! Whether there are fewer customers between two groups than within them.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::eigen::symmetric_eigen;
use crate::error::Result;
use crate::mixture::GaussianMixture;
use crate::stats::{mean, standard_deviation};

/// Where a density is looked at between two groups.
const STEPS: usize = 40;

/// For each group that `labels` makes of `records`, `(n_samples, n_features)`, how high the ground is between it and the
/// group it is least apart from: 1 without a valley, near 0 where nobody is between; 0 for a group alone.
///
/// The density is that of the customers of both groups along the line that tells them apart best (Fisher 1936), by a Gaussian
/// kernel with Silverman's bandwidth; its lowest point is divided by the lower of the peaks on both sides.
pub(super) fn valleys(records: ArrayView2<f64>, labels: &[usize], n_groups: usize) -> Result<Vec<f64>> {
    let mut members = vec![Vec::new(); n_groups];
    labels.iter().enumerate().for_each(|(row, &label)| members[label].push(row));
    let groups: Vec<Array2<f64>> = members.iter().map(|rows| records.select(Axis(0), rows)).collect();
    let mut valleys = vec![0.0_f64; n_groups];
    for b in 0..n_groups {
        for a in 0..b {
            let valley = valley([&groups[a], &groups[b]])?;
            valleys[a] = valleys[a].max(valley);
            valleys[b] = valleys[b].max(valley);
        }
    }
    Ok(valleys)
}

/// The columns of `records` that are no categories of the model.
pub(super) fn numbers(model: &GaussianMixture, records: ArrayView2<f64>) -> Array2<f64> {
    let is_category = |column: &usize| model.categories().iter().any(|category| category.column == *column);
    records.select(Axis(1), &Vec::from_iter((0..records.ncols()).filter(|column| !is_category(column))))
}

/// The covariance matrix (ddof 0) of columns whose means are 0.
pub(super) fn covariance(centred: &Array2<f64>) -> Array2<f64> {
    centred.t().dot(centred) / centred.nrows() as f64
}

fn valley(groups: [&Array2<f64>; 2]) -> Result<f64> {
    if groups.iter().any(|group| group.nrows() < 2) {
        return Ok(1.0); // one customer is no hill
    }
    let line = discriminant(groups)?;
    let [a, b] = groups.map(|group| group.dot(&line).to_vec());
    let narrower = standard_deviation(&a, 0).min(standard_deviation(&b, 0));
    let width = 0.9 * narrower.max(f64::MIN_POSITIVE) * (0.5 * (a.len() + b.len()) as f64).powf(-0.2);
    let [from, to] = [mean(&a), mean(&b)];
    let density = |step: usize| {
        let at = from + (to - from) * step as f64 / STEPS as f64;
        a.iter().chain(&b).map(|x| (-0.5 * ((x - at) / width).powi(2)).exp()).sum()
    };
    let heights: Vec<f64> = (0..=STEPS).map(density).collect();
    let peak = |heights: &[f64]| heights.iter().copied().fold(0.0, f64::max);
    let depth = |step: usize| heights[step] / peak(&heights[..=step]).min(peak(&heights[step..]));
    Ok((0..=STEPS).map(depth).fold(1.0, f64::min))
}

/// The direction in which the means of two groups differ most, measured by the mean of their covariances.
fn discriminant([a, b]: [&Array2<f64>; 2]) -> Result<Array1<f64>> {
    let centre = |group: &Array2<f64>| group.sum_axis(Axis(0)) / group.nrows() as f64;
    let covariances = covariance(&(a - &centre(a))) + covariance(&(b - &centre(b)));
    let (values, vectors) = symmetric_eigen(&covariances)?;
    let smallest = 1e-9 * values[0].max(f64::MIN_POSITIVE); // a direction without spread counts no more than this
    let along = vectors.t().dot(&(centre(b) - centre(a))) / values.mapv(|value| value.max(smallest));
    Ok(vectors.dot(&along))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two columns of normal quantiles, the second half moved by `apart` in the first column.
    fn halves(apart: f64) -> (Array2<f64>, Vec<usize>) {
        let spread = |i: usize| ((i * 37 % 101) as f64 / 101.0 - 0.5) * 3.0;
        let labels: Vec<usize> = (0..202).map(|row| row / 101).collect();
        let records = Array2::from_shape_fn((202, 2), |(row, column)| match column {
            0 => spread(row % 101) + apart * labels[row] as f64,
            _ => spread(row * 7 % 101),
        });
        (records, labels)
    }

    #[test]
    fn between_halves_that_are_apart_is_a_valley_and_none_within_one_whole() {
        let (apart, labels) = halves(6.0);
        assert!(valleys(apart.view(), &labels, 2).unwrap()[0] < 0.05);
        let (together, _) = halves(0.0);
        let halves: Vec<usize> = together.outer_iter().map(|row| usize::from(row[0] > 0.0)).collect();
        assert!(valleys(together.view(), &halves, 2).unwrap()[1] > 0.85);
    }

    #[test]
    fn a_group_alone_a_single_customer_and_equal_ones_are_answered() {
        let (records, _) = halves(0.0);
        assert_eq!(valleys(records.view(), &[0; 202], 1).unwrap(), [0.0]);
        let alone: Vec<usize> = (0..202).map(|row| usize::from(row == 0)).collect();
        assert_eq!(valleys(records.view(), &alone, 2).unwrap(), [1.0, 1.0]);
        let equal = Array2::from_elem((4, 2), 1.0);
        assert!(valleys(equal.view(), &[0, 0, 1, 1], 2).unwrap()[0].is_finite());
    }
}
