//! Whether there are fewer customers between two groups than within them.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate};

use crate::eigen::symmetric_eigen;
use crate::error::Result;
use crate::mixture::GaussianMixture;
use crate::stats::standard_deviation;

/// Where a density is looked at between two groups.
const STEPS: usize = 40;

/// Groups between which the ground is no lower than this have no valley.
const LEVEL: f64 = 0.9;

/// Groups whose centres are nearer than this, in standard deviations, lie within each other and not beside each other.
const BESIDE: f64 = 1.5;

/// How high the ground is between the groups of `components` into which `labels`, a component for each row, puts `records`,
/// `(n_samples, n_features)`: 1 without a valley, near 0 where nobody is between, 0 of a group with itself.
pub(super) fn grounds(records: ArrayView2<f64>, labels: &[usize], groups: &[Vec<usize>]) -> Result<Array2<f64>> {
    between(records, labels, groups, &|pair| Ok(Pair::of(pair)?.map_or(1.0, |pair| pair.ground([1.0, 1.0]))))
}

/// In what a valley is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Measured {
    /// In numbers of customers.
    InNumbers,
    /// In these or in shares of each group, in which a small group beside a large one shows.
    InShares,
}

/// The two groups that are least apart, of those that lie beside each other without a valley between them.
pub(super) fn level(
    records: ArrayView2<f64>,
    labels: &[usize],
    groups: &[Vec<usize>],
    measured: Measured,
) -> Result<Option<[usize; 2]>> {
    let grounds = between(records, labels, groups, &|pair| {
        let Some(pair) = Pair::of(pair)?.filter(|pair| pair.to >= BESIDE) else { return Ok(0.0) };
        let in_numbers = pair.ground([1.0, 1.0]);
        let in_shares = || pair.ground(pair.along.each_ref().map(|along| 1.0 / along.len() as f64));
        Ok(if measured == Measured::InShares { in_numbers.min(in_shares()) } else { in_numbers })
    })?;
    Ok(highest(&grounds).filter(|&pair| grounds[pair] >= LEVEL))
}

/// The two groups with the highest figure between them.
pub(super) fn highest(figures: &Array2<f64>) -> Option<[usize; 2]> {
    let pairs = (0..figures.nrows()).flat_map(|b| (0..b).map(move |a| [a, b]));
    pairs.max_by(|&a, &b| figures[a].total_cmp(&figures[b]))
}

/// A figure between groups of components. Groups of several may be bent about each other, so the figure is the highest of those
/// between a component of the one and a component of the other where that is lower.
fn between(
    records: ArrayView2<f64>,
    labels: &[usize],
    groups: &[Vec<usize>],
    figure: &dyn Fn([&Array2<f64>; 2]) -> Result<f64>,
) -> Result<Array2<f64>> {
    let of = |components: &[usize]| {
        let rows = labels.iter().enumerate().filter(|(_, label)| components.contains(label));
        records.select(Axis(0), &Vec::from_iter(rows.map(|(row, _)| row)))
    };
    let mut figures = Array2::zeros((groups.len(), groups.len()));
    for (b, second) in groups.iter().enumerate() {
        for (a, first) in groups[..b].iter().enumerate() {
            let whole = figure([&of(first), &of(second)])?;
            let mut highest = 0.0_f64;
            for pair in first.iter().flat_map(|a| second.iter().map(move |b| [*a, *b])) {
                highest = highest.max(figure([&of(&pair[..1]), &of(&pair[1..])])?);
            }
            (figures[[a, b]], figures[[b, a]]) = (whole.min(highest), whole.min(highest));
        }
    }
    Ok(figures)
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

/// 1, t and t², each without what the ones before it explain.
pub(super) fn orthogonal_powers(t: ArrayView1<f64>) -> [Array1<f64>; 3] {
    let one = Array1::ones(t.len());
    let line = &t - t.mean().unwrap_or(0.0);
    let mut square = line.mapv(|t| t * t);
    square -= square.mean().unwrap_or(0.0);
    let slope = line.dot(&square) / line.dot(&line).max(f64::MIN_POSITIVE);
    square.scaled_add(-slope, &line);
    [one, line, square]
}

/// Two groups along the line that tells them apart best (Fisher 1936), in standard deviations.
struct Pair {
    /// Where each customer of both is.
    along: [Vec<f64>; 2],
    /// How far the one centre is from the other, which is at 0.
    to: f64,
    curve: Curve,
}

impl Pair {
    /// None where there is a single customer, who is no hill.
    fn of(groups: [&Array2<f64>; 2]) -> Result<Option<Pair>> {
        if groups.iter().any(|group| group.nrows() < 2) {
            return Ok(None);
        }
        let [a, b] = whitened(groups)?;
        let (from, apart) = (centre(&a), centre(&b) - centre(&a));
        let to = apart.dot(&apart).sqrt();
        let line = apart / to.max(f64::MIN_POSITIVE);
        let [a, b] = [a - &from, b - &from];
        let curve = Curve::of(&concatenate![Axis(0), a, b], &line);
        Ok(Some(Pair { along: [a, b].map(|group| group.dot(&line).to_vec()), to, curve }))
    }

    /// How high the ground is between the two, where a customer of each weighs so much.
    ///
    /// The density is by a Gaussian kernel with Silverman's bandwidth, and per length of the curve on which the customers lie: a bow
    /// is not denser where it turns. Its lowest point is divided by the lower of the peaks on both sides.
    fn ground(&self, weights: [f64; 2]) -> f64 {
        let [a, b] = &self.along;
        let narrower = standard_deviation(a, 0).min(standard_deviation(b, 0));
        let width = 0.9 * narrower.max(f64::MIN_POSITIVE) * (0.5 * (a.len() + b.len()) as f64).powf(-0.2);
        let density = |step: usize| {
            let at = self.to * step as f64 / STEPS as f64;
            let kernels = |group: &[f64]| group.iter().map(|x| (-0.5 * ((x - at) / width).powi(2)).exp()).sum::<f64>();
            (weights[0] * kernels(a) + weights[1] * kernels(b)) / self.curve.length(at)
        };
        let heights: Vec<f64> = (0..=STEPS).map(density).collect();
        let peak = |heights: &[f64]| heights.iter().copied().fold(0.0, f64::max);
        let depth = |step: usize| heights[step] / peak(&heights[..=step]).min(peak(&heights[step..]));
        (0..=STEPS).map(depth).fold(1.0, f64::min)
    }
}

/// Two groups in units in which the mean of their covariances is the identity.
fn whitened([a, b]: [&Array2<f64>; 2]) -> Result<[Array2<f64>; 2]> {
    let covariances = (covariance(&(a - &centre(a))) + covariance(&(b - &centre(b)))) / 2.0;
    let (values, vectors) = symmetric_eigen(&covariances)?;
    let smallest = 1e-9 * values[0].max(f64::MIN_POSITIVE); // a direction without spread counts no more than this
    let units = vectors / values.mapv(|value| value.max(smallest).sqrt());
    Ok([a.dot(&units), b.dot(&units)])
}

/// The parabola about a line on which rows lie.
struct Curve {
    middle: f64,
    slope: f64,
    /// The square of how fast the slope changes.
    curvature: f64,
}

impl Curve {
    fn of(rows: &Array2<f64>, line: &Array1<f64>) -> Curve {
        let along = rows.dot(line);
        let [_, straight, square] = orthogonal_powers(along.view());
        let curvatures = square.dot(rows) / square.dot(&square).max(f64::MIN_POSITIVE);
        let slope = straight.mapv(|t| t.powi(3)).sum() / straight.dot(&straight).max(f64::MIN_POSITIVE);
        Curve { middle: along.mean().unwrap_or(0.0), slope, curvature: curvatures.dot(&curvatures) }
    }

    /// The length of the curve by the length of the line, at a point of it.
    fn length(&self, at: f64) -> f64 {
        (1.0 + self.curvature * (2.0 * (at - self.middle) - self.slope).powi(2)).sqrt()
    }
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
    fn ground(records: &Array2<f64>, labels: &[usize]) -> f64 {
        grounds(records.view(), labels, &[vec![0], vec![1]]).unwrap()[[0, 1]]
    }

    #[test]
    fn between_halves_that_are_apart_is_a_valley_and_none_within_one_whole() {
        let (apart, labels) = halves(6.0);
        assert!(ground(&apart, &labels) < 0.05);
        let (together, _) = halves(0.0);
        let halves: Vec<usize> = together.outer_iter().map(|row| usize::from(row[0] > 0.0)).collect();
        assert!(ground(&together, &halves) > 0.85);
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
            assert!(ground(&bow, &halves) > 0.9, "{quarters}: {}", ground(&bow, &halves));
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
        assert_eq!(ground(&records, &alone), 1.0);
        let equal = Array2::from_elem((4, 2), 1.0);
        assert!(ground(&equal, &[0, 0, 1, 1]).is_finite());
    }
}
