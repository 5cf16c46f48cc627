//! Whether there are fewer customers between two groups than within them.

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};

use super::bent::orthogonal_powers;
use crate::eigen::symmetric_eigen;
use crate::error::Result;
use crate::mixture::GaussianMixture;
use crate::stats::{mean, standard_deviation};

/// Where a density is looked at between two groups.
const STEPS: usize = 40;

/// How high the ground is between the groups of `components` into which `labels`, a component for each row, puts `records`,
/// `(n_samples, n_features)`: 1 without a valley, near 0 where nobody is between, 0 of a group with itself.
///
/// Groups of several components may be bent about each other, so a valley between each two components counts like one between
/// the groups.
pub(super) fn grounds(records: ArrayView2<f64>, labels: &[usize], groups: &[Vec<usize>]) -> Result<Array2<f64>> {
    let of = |components: &[usize]| {
        let rows = labels.iter().enumerate().filter(|(_, label)| components.contains(label));
        records.select(Axis(0), &Vec::from_iter(rows.map(|(row, _)| row)))
    };
    let mut grounds = Array2::zeros((groups.len(), groups.len()));
    for b in 0..groups.len() {
        for a in 0..b {
            let [a_whole, b_whole] = [a, b].map(|group| of(&groups[group]));
            let mut ground = ground([&a_whole, &b_whole])?;
            if groups[a].len() + groups[b].len() > 2 {
                ground = ground.min(highest_between(&of, &groups[a], &groups[b])?);
            }
            (grounds[[a, b]], grounds[[b, a]]) = (ground, ground);
        }
    }
    Ok(grounds)
}

/// The highest ground between a component of the one and a component of the other.
fn highest_between(of: &dyn Fn(&[usize]) -> Array2<f64>, first: &[usize], second: &[usize]) -> Result<f64> {
    let mut highest = 0.0_f64;
    for a in first {
        for b in second {
            highest = highest.max(ground([&of(&[*a]), &of(&[*b])])?);
        }
    }
    Ok(highest)
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

/// How high the ground is between two groups.
///
/// The density is that of the customers of both along the line that tells them apart best (Fisher 1936), by a Gaussian kernel
/// with Silverman's bandwidth, and per length of the parabola along which they lie about that line: a bow is not denser where it
/// turns. Its lowest point is divided by the lower of the peaks on both sides.
fn ground(groups: [&Array2<f64>; 2]) -> Result<f64> {
    if groups.iter().any(|group| group.nrows() < 2) {
        return Ok(1.0); // one customer is no hill
    }
    let groups = whitened(groups)?;
    let [a, b] = groups.each_ref().map(centre);
    let apart = b - a;
    let line = &apart / apart.dot(&apart).sqrt().max(f64::MIN_POSITIVE);
    let bend = bend(&groups, &line);
    let [a, b] = groups.each_ref().map(|group| group.dot(&line).to_vec());
    let narrower = standard_deviation(&a, 0).min(standard_deviation(&b, 0));
    let width = 0.9 * narrower.max(f64::MIN_POSITIVE) * (0.5 * (a.len() + b.len()) as f64).powf(-0.2);
    let [from, to] = [mean(&a), mean(&b)];
    let density = |step: usize| {
        let at = from + (to - from) * step as f64 / STEPS as f64;
        let density: f64 = a.iter().chain(&b).map(|x| (-0.5 * ((x - at) / width).powi(2)).exp()).sum();
        density / bend(at)
    };
    let heights: Vec<f64> = (0..=STEPS).map(density).collect();
    let peak = |heights: &[f64]| heights.iter().copied().fold(0.0, f64::max);
    let depth = |step: usize| heights[step] / peak(&heights[..=step]).min(peak(&heights[step..]));
    Ok((0..=STEPS).map(depth).fold(1.0, f64::min))
}

/// Two groups in units in which the mean of their covariances is the identity.
fn whitened([a, b]: [&Array2<f64>; 2]) -> Result<[Array2<f64>; 2]> {
    let covariances = (covariance(&(a - &centre(a))) + covariance(&(b - &centre(b)))) / 2.0;
    let (values, vectors) = symmetric_eigen(&covariances)?;
    let smallest = 1e-9 * values[0].max(f64::MIN_POSITIVE); // a direction without spread counts no more than this
    let units = vectors / values.mapv(|value| value.max(smallest).sqrt());
    Ok([a.dot(&units), b.dot(&units)])
}

/// The length of the parabola about a line by the length of the line, at each point of it.
fn bend(groups: &[Array2<f64>; 2], line: &Array1<f64>) -> impl Fn(f64) -> f64 {
    let both = concatenate![Axis(0), groups[0], groups[1]];
    let along = both.dot(line);
    let [_, straight, square] = orthogonal_powers(along.view());
    let curvatures = square.dot(&both) / square.dot(&square).max(f64::MIN_POSITIVE);
    let curvature = curvatures.dot(&curvatures);
    let slope = straight.mapv(|t| t.powi(3)).sum() / straight.dot(&straight).max(f64::MIN_POSITIVE);
    let middle = along.mean().unwrap_or(0.0);
    move |at| (1.0 + curvature * (2.0 * (at - middle) - slope).powi(2)).sqrt()
}

fn centre(group: &Array2<f64>) -> Array1<f64> {
    group.sum_axis(Axis(0)) / group.nrows() as f64
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

    /// The ground between two groups of one component each.
    fn between(records: &Array2<f64>, labels: &[usize]) -> f64 {
        grounds(records.view(), labels, &[vec![0], vec![1]]).unwrap()[[0, 1]]
    }

    #[test]
    fn between_halves_that_are_apart_is_a_valley_and_none_within_one_whole() {
        let (apart, labels) = halves(6.0);
        assert!(between(&apart, &labels) < 0.05);
        let (together, _) = halves(0.0);
        let halves: Vec<usize> = together.outer_iter().map(|row| usize::from(row[0] > 0.0)).collect();
        assert!(between(&together, &halves) > 0.85);
    }

    /// A bow of that many quarters of a circle, with a little noise, and in which half each row is.
    fn bow(quarters: f64) -> (Array2<f64>, Vec<usize>) {
        let angle = |row: usize| (row as f64 / 399.0 - 0.5) * quarters * std::f64::consts::FRAC_PI_2;
        let radius = |row: usize| 1.0 + 0.1 * ((row * 37 % 101) as f64 / 101.0 - 0.5);
        let point = |(row, column)| radius(row) * if column == 0 { angle(row).sin() } else { angle(row).cos() };
        (Array2::from_shape_fn((400, 2), point), (0..400).map(|row| row / 200).collect())
    }

    #[test]
    fn within_a_bow_is_no_valley_where_it_turns() {
        for quarters in [0.5, 1.0, 1.5] {
            let (bow, halves) = bow(quarters);
            assert!(between(&bow, &halves) > 0.9, "{quarters}: {}", between(&bow, &halves));
        }
    }

    #[test]
    fn between_two_bows_that_reach_into_each_other_is_a_valley() {
        let (mut records, mut labels) = bow(2.0);
        let other = records.dot(&-Array2::<f64>::eye(2)) + ndarray::array![1.0, 0.5];
        labels.extend(labels.clone().iter().map(|label| label + 2));
        records = concatenate![Axis(0), records, other];
        let grounds = grounds(records.view(), &labels, &[vec![0, 1], vec![2, 3]]).unwrap();
        assert!(grounds[[0, 1]] < 0.3, "{grounds}");
    }

    #[test]
    fn a_group_alone_a_single_customer_and_equal_ones_are_answered() {
        let (records, _) = halves(0.0);
        assert_eq!(grounds(records.view(), &[0; 202], &[vec![0]]).unwrap(), Array2::<f64>::zeros((1, 1)));
        let alone: Vec<usize> = (0..202).map(|row| usize::from(row == 0)).collect();
        assert_eq!(between(&records, &alone), 1.0);
        let equal = Array2::from_elem((4, 2), 1.0);
        assert!(between(&equal, &[0, 0, 1, 1]).is_finite());
    }
}
