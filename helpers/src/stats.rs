//! The statistics of a list of numbers, of which there is at least one.

use ndarray::ArrayView1;

/// The arithmetic mean.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation, the squares' sum divided by their number less `ddof`.
pub(crate) fn standard_deviation(values: &[f64], ddof: usize) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (squares / (values.len() - ddof) as f64).sqrt()
}

/// The mean cube of the standardised values, positive for a long tail of large ones; 0 for a constant.
pub(crate) fn skewness(values: &[f64]) -> f64 {
    let (mean, deviation) = (mean(values), standard_deviation(values, 0));
    let cubes: f64 = values.iter().map(|value| ((value - mean) / deviation).powi(3)).sum();
    if deviation > 0.0 { cubes / values.len() as f64 } else { 0.0 }
}

/// The skewness of amounts whose logarithms, ln(1 + x), have less than three quarters of it; else 0.
pub(crate) fn tail(values: &[f64]) -> f64 {
    let all = skewness(values);
    let is_of_amounts = all > 0.0 && values.iter().all(|value| *value >= 0.0);
    let logarithms = || values.iter().map(|value| value.ln_1p()).collect::<Vec<_>>();
    if is_of_amounts && skewness(&logarithms()).abs() < 0.75 * all { all } else { 0.0 }
}

/// The mean and the variance (ddof 0) of a column, in two passes, the second corrected for the rounding of the first; a
/// variance of 0 where it is within the rounding of a constant, by scikit-learn's bound.
pub(crate) fn mean_and_variance(column: ArrayView1<f64>) -> (f64, f64) {
    let n = column.len() as f64;
    let mean = column.sum() / n;
    let residual = column.fold(0.0, |sum, value| sum + (value - mean));
    let squares = column.fold(0.0, |sum, value| sum + (value - mean).powi(2));
    let variance = (squares - residual * residual / n) / n;
    let bound = n * f64::EPSILON * variance + (n * mean * f64::EPSILON).powi(2);
    // an overflow has an infinite bound too, but is not constant
    let is_constant = variance.is_finite() && variance <= bound;
    (mean, if is_constant { 0.0 } else { variance })
}

/// The smallest and the largest value.
pub(crate) fn range(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    let wider = |(lo, hi): (f64, f64), v: f64| (lo.min(v), hi.max(v));
    values.into_iter().fold(none, wider)
}

/// Copies the values in ascending order.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

/// A quantile by linear interpolation between the sorted values.
///
/// ```text
/// h = (n − 1)·p        quantile(p) = x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌈h⌉₎ − x₍⌊h⌋₎)
/// ```
pub(crate) fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let position = probability * (sorted.len() - 1) as f64;
    let below = sorted[position.floor() as usize];
    let above = sorted[position.ceil() as usize];
    below + (above - below) * position.fract()
}

/// Some quantiles of values in any order.
pub(crate) fn quantiles<const N: usize>(values: &[f64], probabilities: [f64; N]) -> [f64; N] {
    let sorted = sorted(values);
    probabilities.map(|probability| quantile(&sorted, probability))
}

/// Pearson's correlation; a constant has none.
pub(crate) fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let is_constant = |values: &[f64]| values.iter().all(|&v| v == values[0]);
    if is_constant(a) || is_constant(b) {
        return None;
    }
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (sd_a, sd_b) = (standard_deviation(a, 0), standard_deviation(b, 0));
    let products = a.iter().zip(b).map(|(x, y)| (x - mean_a) / sd_a * ((y - mean_b) / sd_b));
    let r = products.sum::<f64>() / a.len() as f64;
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}

/// The slope of the least-squares line; without a spread in x there is none.
pub(crate) fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let (mean_x, mean_y) = (mean(&x), mean(&y));
    let products: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let squares: f64 = x.iter().map(|x| (x - mean_x) * (x - mean_x)).sum();
    let is_constant = x.iter().all(|&v| v == x[0]);
    (!is_constant && squares > 0.0).then(|| products / squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_as_numpy_does() {
        let values = sorted(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!(quantile(&values, 0.5), 2.5);
        assert_eq!(quantile(&values, 0.25), 1.75);
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
    }

    #[test]
    fn correlation_of_a_line_is_one_and_of_a_constant_missing() {
        let x = [1.0, 2.0, 4.0];
        assert!((pearson(&x, &[2.0, 4.0, 8.0]).unwrap() - 1.0).abs() < 1e-12);
        assert!((pearson(&x, &[-1.0, -2.0, -4.0]).unwrap() + 1.0).abs() < 1e-12);
        assert_eq!(pearson(&x, &[5.0; 3]), None);
        assert_eq!(pearson(&[1.0], &[1.0]), None);
    }

    #[test]
    fn the_slope_is_that_of_least_squares() {
        assert_eq!(slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]), Some(2.0));
        assert_eq!(slope(&[(-1.0, 0.0), (0.0, 3.0), (1.0, 0.0)]), Some(0.0));
        assert_eq!(slope(&[(0.1, 1.0), (0.1, 2.0), (0.1, 3.0)]), None);
    }

    #[test]
    fn spread_is_that_of_the_population_or_of_a_sample() {
        assert_eq!(standard_deviation(&[1.0, 3.0], 0), 1.0);
        assert_eq!(standard_deviation(&[1.0, 3.0], 1), 2.0_f64.sqrt());
        assert_eq!(range([3.0, -1.0, 2.0]), (-1.0, 3.0));
    }
}
