//! Histograms and kernel densities.

use super::axis::{round_step, widened};
use super::number::brief;
use crate::stats::{quantiles, range, sorted, standard_deviation};

/// Values counted in bins of equal width; a value on an edge belongs to the bin above it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bins {
    pub lo: f64,
    pub width: f64,
    pub counts: Vec<usize>,
    /// Whether each bin is centred on the one whole number that it counts.
    pub is_by_number: bool,
}

impl Bins {
    /// Bins of a round width near that of Freedman and Diaconis; for few whole numbers, one bin for each.
    pub(crate) fn automatic(values: &[f64]) -> Bins {
        let (min, max) = range(values.iter().copied());
        let (lo, hi) = widened((min, max));
        if (lo, hi) != (min, max) {
            return Bins::count(values, lo, hi - lo, 1);
        }
        let is_whole = values.iter().all(|v| v.fract() == 0.0);
        if is_whole && max - min <= 12.0 {
            let bins = Bins::count(values, min - 0.5, 1.0, (max - min) as usize + 1);
            return Bins { is_by_number: true, ..bins };
        }
        let [first, third] = quantiles(values, [0.25, 0.75]);
        let spread = third - first;
        let n = values.len() as f64;
        let rule = if spread > 0.0 { 2.0 * spread / n.cbrt() } else { (max - min) / (n.log2() + 1.0) };
        let least = if is_whole { 1.0 } else { 0.0 };
        let width = round_step(rule.max((max - min) / 50.0)).max(least);
        let lowest = (min / width).floor();
        let n_bins = ((max / width).floor() - lowest) as usize + 1;
        Bins::count(values, lowest * width, width, n_bins)
    }

    fn count(values: &[f64], lo: f64, width: f64, n_bins: usize) -> Bins {
        let mut counts = vec![0; n_bins];
        for value in values {
            let bin = ((value - lo) / width).floor().max(0.0) as usize;
            counts[bin.min(n_bins - 1)] += 1;
        }
        Bins { lo, width, counts, is_by_number: false }
    }

    /// The lower and the upper end of all.
    pub(crate) fn ends(&self) -> (f64, f64) {
        (self.lo, self.edge(self.counts.len()))
    }

    /// The lower end of a bin.
    pub(crate) fn edge(&self, bin: usize) -> f64 {
        self.lo + bin as f64 * self.width
    }

    /// A bin's ends in words, or the number that it counts.
    pub(crate) fn words(&self, bin: usize) -> String {
        let (lo, hi) = (brief(self.edge(bin)), brief(self.edge(bin + 1)));
        let middle = brief(self.edge(bin) + 0.5);
        if self.is_by_number { format!("at {middle}") } else { format!("from {lo} to {hi}") }
    }

    /// The bin with the most values, the first of them if there are several, and how many it holds.
    pub(crate) fn fullest(&self) -> (usize, usize) {
        let bins = self.counts.iter().copied().enumerate().rev();
        bins.max_by_key(|&(_, count)| count).unwrap_or((0, 0))
    }
}

/// The Gaussian kernel density with Scott's bandwidth, at equal steps from one end to the other.
///
/// Of many values, equally spaced quantiles stand for all: the curve moves by less than its line is wide.
/// Two values or fewer have no shape to show: there is no curve.
pub(crate) fn kernel_density(values: &[f64], (lo, hi): (f64, f64)) -> Option<Vec<(f64, f64)>> {
    const STEPS: usize = 160;
    const MANY: usize = 2000;
    let bandwidth = standard_deviation(values, 0) * (values.len() as f64).powf(-0.2);
    let second = values.iter().find(|&&v| v != values[0])?;
    values.iter().find(|&v| v != second && *v != values[0])?;
    let step = values.len().div_ceil(MANY);
    let ordered = if step == 1 { values.to_vec() } else { sorted(values) };
    let quantiles: Vec<f64> = ordered.into_iter().skip(step / 2).step_by(step).collect();
    let at = |i: usize| {
        let x = lo + (hi - lo) * i as f64 / STEPS as f64;
        let kernel = |v: &f64| (-0.5 * ((x - v) / bandwidth).powi(2)).exp();
        let sum: f64 = quantiles.iter().map(kernel).sum();
        (x, sum / (quantiles.len() as f64 * bandwidth * std::f64::consts::TAU.sqrt()))
    };
    (bandwidth > 0.0).then(|| (0..=STEPS).map(at).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_counted_once() {
        let values: Vec<f64> = (0..500).map(|i| f64::from(i * i % 97) / 3.0).collect();
        let bins = Bins::automatic(&values);
        assert_eq!(bins.counts.iter().sum::<usize>(), values.len());
        assert!(bins.lo <= 0.0 && bins.ends().1 >= 32.0);
    }

    #[test]
    fn whole_numbers_get_bins_of_whole_width() {
        let ages: Vec<f64> = (0..200).map(|i| f64::from(18 + i % 53)).collect();
        let bins = Bins::automatic(&ages);
        assert_eq!((bins.lo, bins.width), (10.0, 10.0));
        let bins = Bins::automatic(&[0.0, 1.0, 1.0]);
        assert_eq!(bins.words(1), "at 1");
        assert_eq!((bins.lo, bins.counts), (-0.5, vec![1, 2]));
    }

    #[test]
    fn the_largest_value_is_in_the_last_of_equal_bins() {
        let bins = Bins::count(&[0.0, 0.5, 1.0], 0.0, 0.5, 2);
        assert_eq!((&bins.counts[..], bins.fullest()), (&[1, 2][..], (1, 2)));
    }

    #[test]
    fn a_constant_is_one_full_bin() {
        let bins = Bins::automatic(&[3.0; 4]);
        assert_eq!(bins.counts, [4]);
        assert!(bins.lo < 3.0 && bins.ends().1 > 3.0);
    }

    #[test]
    fn an_outlier_does_not_make_bins_without_end() {
        let mut values = vec![0.5; 100];
        values.extend([0.25, 0.75, 1e9]);
        assert!(Bins::automatic(&values).counts.len() < 200);
    }

    #[test]
    fn a_density_integrates_to_one() {
        let curve = kernel_density(&[1.0, 2.0, 4.0, 4.5], (-10.0, 16.0)).unwrap();
        let step = curve[1].0 - curve[0].0;
        let area: f64 = curve.iter().map(|(_, y)| y * step).sum();
        assert!((area - 1.0).abs() < 1e-3, "{area}");
        assert_eq!(kernel_density(&[2.0; 3], (0.0, 1.0)), None);
        assert_eq!(kernel_density(&[0.0, 1.0, 1.0], (0.0, 1.0)), None);
    }

    #[test]
    fn quantiles_stand_for_many_values() {
        let some: Vec<f64> = (0..400).map(|i| f64::from(i * i % 397).powf(1.5)).collect();
        let many = some.repeat(50);
        let n = many.len() as f64;
        let peak = 1.0 / 8000.0;
        let bandwidth = standard_deviation(&many, 0) * n.powf(-0.2);
        for (x, density) in kernel_density(&many, (0.0, 8000.0)).unwrap() {
            let kernel = |v: &f64| (-0.5 * ((x - v) / bandwidth).powi(2)).exp();
            let exact = many.iter().map(kernel).sum::<f64>() / (n * bandwidth * std::f64::consts::TAU.sqrt());
            assert!((density - exact).abs() < 2e-3 * peak, "{density} and {exact} at {x}");
        }
    }
}
