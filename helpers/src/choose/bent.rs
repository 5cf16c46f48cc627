//! One bent cloud of customers, the rival of several groups.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::rates::bic_of_one_rate;
use super::valley::{covariance, numbers, orthogonal_powers};
use crate::eigen::symmetric_eigen;
use crate::error::Result;
use crate::mixture::GaussianMixture;
use crate::stats::range;

/// What is divided by is no less than this.
const SMALLEST: f64 = 1e-12;

/// The lowest BIC of one cloud, bent along a feature or a principal axis, of `records`, `(n_samples, n_features)`, where the
/// levels of each category of `model` have the same probabilities throughout; to each variance is added what the mixture's have
/// added.
///
/// The coordinate t along the axis is normal or uniform, whichever is likelier; the others are normal about a parabola of t.
///
/// ```text
/// p(t, y) = p(t)·N(y; a + b·t + c·t², S + r·I)        2 + 3·(d − 1) + d·(d − 1)/2 parameters
/// ```
pub(super) fn bent_bic(model: &GaussianMixture, reg_covariance: f64, records: ArrayView2<f64>) -> Result<f64> {
    let categories = model.categories().iter().map(|category| bic_of_one_rate(records.column(category.column)));
    Ok(categories.sum::<f64>() + bic_of_numbers(numbers(model, records), reg_covariance)?)
}

fn bic_of_numbers(numbers: Array2<f64>, reg_covariance: f64) -> Result<f64> {
    let floor = reg_covariance.max(SMALLEST);
    let (n, d) = numbers.dim();
    let centred = &numbers - &numbers.mean_axis(Axis(0)).expect("there are rows");
    let (_, axes) = symmetric_eigen(&covariance(&centred))?;
    let mut lowest = f64::INFINITY;
    for turned in [&centred, &centred.dot(&axes)] {
        for along in 0..d {
            let n_parameters = 2 + 3 * (d - 1) + d * (d - 1) / 2;
            let log_likelihood = of_line(turned.column(along), floor) + about_parabola(turned, along, floor)?;
            lowest = lowest.min(n_parameters as f64 * (n as f64).ln() - 2.0 * log_likelihood);
        }
    }
    Ok(lowest)
}

/// The log-likelihood of a coordinate as normal or as uniform.
fn of_line(t: ArrayView1<f64>, floor: f64) -> f64 {
    let (from, to) = range(t.iter().copied());
    let normal = normal(t.len(), t.dot(&t) / t.len() as f64, floor);
    normal.max(-(t.len() as f64) * (to - from).max((12.0 * floor).sqrt()).ln()) // as wide as its variance is at least
}

/// The log-likelihood of the other coordinates, given the one `along`.
fn about_parabola(turned: &Array2<f64>, along: usize, floor: f64) -> Result<f64> {
    let (n, d) = turned.dim();
    let others: Vec<usize> = (0..d).filter(|&column| column != along).collect();
    let t = turned.column(along);
    let mut rest = turned.select(Axis(1), &others);
    for power in orthogonal_powers(t) {
        let square = power.dot(&power);
        if square > SMALLEST {
            let slopes = power.dot(&rest) / square;
            for (mut column, slope) in rest.columns_mut().into_iter().zip(slopes) {
                column.scaled_add(-slope, &power);
            }
        }
    }
    let (values, _) = match others.is_empty() {
        true => return Ok(0.0),
        false => symmetric_eigen(&covariance(&rest))?,
    };
    Ok(values.iter().map(|&variance| normal(n, variance, floor)).sum())
}

/// The log-likelihood of n numbers of this variance as normal ones of a variance that is larger by the floor.
fn normal(n: usize, variance: f64, floor: f64) -> f64 {
    let widened = variance + floor;
    -0.5 * n as f64 * ((std::f64::consts::TAU * widened).ln() + variance / widened)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::{DatasetBase, traits::Fit};

    /// Numbers spread evenly from −1 to 1, in another order for each `step`.
    fn even(i: usize, step: usize) -> f64 {
        (i * step % 401) as f64 / 200.0 - 1.0
    }

    const FLOOR: f64 = 1e-3;

    fn bic_of_two(records: &Array2<f64>) -> f64 {
        let dataset = DatasetBase::from(records.clone());
        let params = GaussianMixture::params(2).n_runs(10).reg_covariance(FLOOR);
        params.fit(&dataset).unwrap().criteria(records).unwrap().bic
    }

    #[test]
    fn along_a_parabola_that_is_turned_one_bent_cloud_is_better_than_two_groups() {
        let records = Array2::from_shape_fn((401, 2), |(i, column)| {
            let (t, y) = (3.0 * even(i, 1), 2.0 * even(i, 1).powi(2) + 0.3 * even(i, 31));
            [0.8 * t - 0.6 * y, 0.6 * t + 0.8 * y][column]
        });
        assert!(bic_of_numbers(records.clone(), FLOOR).unwrap() < bic_of_two(&records) - 100.0);
    }

    #[test]
    fn two_groups_apart_are_better_than_one_bent_cloud() {
        let records = Array2::from_shape_fn((401, 2), |(i, column)| {
            [even(i, 31) + 4.0 * f64::from(i % 2 == 0), even(i, 53)][column]
        });
        assert!(bic_of_numbers(records.clone(), FLOOR).unwrap() > bic_of_two(&records) + 100.0);
    }

    #[test]
    fn two_points_that_come_again_and_again_are_better_than_a_line_through_them() {
        let records = Array2::from_shape_fn((200, 2), |(i, column)| [1.0, -1.0][i % 2] * [1.0, 0.5][column]);
        assert!(bic_of_numbers(records.clone(), FLOOR).unwrap() > bic_of_two(&records) + 100.0);
    }

    #[test]
    fn one_feature_one_row_and_no_spread_are_answered() {
        for records in [Array2::from_shape_fn((9, 1), |(i, _)| i as f64), Array2::ones((1, 3)), Array2::ones((5, 2))] {
            assert!(bic_of_numbers(records.clone(), FLOOR).unwrap().is_finite());
        }
    }
}
