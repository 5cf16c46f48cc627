//! From data to a fraction of an axis, with ticks at round numbers.

use super::font::SMALL;
use super::number::{brief, fixed, power_of_ten};

/// How values are laid out along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Equal differences take equal room.
    Linear,
    /// Equal ratios take equal room; values must be above 0.
    Log,
}

type Ticks = Vec<(f64, String)>;

/// One axis: its scale, its range (on a log axis that of the logarithms) and its labelled ticks.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    scale: Scale,
    pub ends: (f64, f64),
    pub ticks: Ticks,
}

impl Axis {
    /// From one end to the other, with about so many ticks.
    pub(crate) fn spanning(ends: (f64, f64), n_ticks: usize) -> Axis {
        let ends = widened(ends);
        Axis { scale: Scale::Linear, ends, ticks: round_ticks(ends, n_ticks) }
    }

    /// From one end to the other, with as many ticks as their labels have room for.
    pub(crate) fn fitting(ends: (f64, f64), pixels: f64) -> Axis {
        let most = (pixels / 50.0).max(2.0) as usize;
        let mut axes = (2..=most).rev().map(|n_ticks| Axis::spanning(ends, n_ticks));
        let fits = |axis: &Axis| (axis.ticks.len() as f64 - 1.0) * (axis.widest_label() + 14.0) <= pixels;
        axes.find(fits).unwrap_or_else(|| Axis::spanning(ends, 1))
    }

    /// From one positive value's logarithm to another's, with about so many ticks: powers of ten, or between them
    /// where the range is short.
    pub(crate) fn logarithmic(ends: (f64, f64), n_ticks: usize) -> Axis {
        let decades = decades(ends, n_ticks);
        let ticks = if decades.len() < 3 { between_decades(ends) } else { decades };
        Axis { scale: Scale::Log, ends, ticks }
    }

    /// For counts: from zero, with room beyond the largest, ticks at whole numbers.
    pub(crate) fn counts(most: usize) -> Axis {
        Axis::spanning((0.0, 1.12 * most.max(1) as f64), 5).at_whole_numbers()
    }

    /// The axis with ticks at whole numbers only.
    pub(crate) fn at_whole_numbers(mut self) -> Axis {
        if self.ticks.windows(2).any(|pair| pair[1].0 - pair[0].0 < 1.0) {
            self.ticks = ticks(self.ends, 1.0);
        }
        self
    }

    /// How wide the widest label of a tick is, in pixels.
    pub(crate) fn widest_label(&self) -> f64 {
        SMALL.widest(self.ticks.iter().map(|(_, label)| label.as_str()))
    }

    /// Where a value lies: 0 at the low end, 1 at the high end.
    pub(crate) fn fraction(&self, value: f64) -> f64 {
        let (lo, hi) = self.ends;
        let place = if self.scale == Scale::Log { value.log10() } else { value };
        (place - lo) / (hi - lo)
    }
}

/// The range itself, or one around it if it is too narrow to be divided.
pub(crate) fn widened((lo, hi): (f64, f64)) -> (f64, f64) {
    let magnitude = lo.abs().max(hi.abs());
    if hi - lo > (1e-9 * magnitude).max(1e-290) {
        return (lo, hi);
    }
    let room = (0.1 * magnitude).max(0.5);
    (lo - room, hi + room)
}

/// The range with a little room at both ends.
pub(crate) fn roomy(ends: (f64, f64)) -> (f64, f64) {
    let (lo, hi) = widened(ends);
    let room = 0.05 * (hi - lo);
    (lo - room, hi + room)
}

/// 1, 2 or 5 times a power of ten, the nearest one on a ratio scale.
pub(crate) fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let factor = match (rough / power).powi(2) {
        m if m < 2.0 => 1.0,
        m if m < 10.0 => 2.0,
        m if m < 50.0 => 5.0,
        _ => 10.0,
    };
    factor * power
}

/// About so many ticks at round numbers.
fn round_ticks((lo, hi): (f64, f64), n_ticks: usize) -> Ticks {
    ticks((lo, hi), round_step((hi - lo) / n_ticks as f64))
}

fn ticks((lo, hi): (f64, f64), step: f64) -> Ticks {
    // The slack keeps a tick that rounding puts just beyond the end.
    let slack = 1e-6;
    let first = (lo / step - slack).ceil() as i64;
    let last = (hi / step + slack).floor() as i64;
    let decimals = (-(step * 1.000_001).log10().floor()).max(0.0) as usize;
    let values = (first..=last).map(|i| i as f64 * step);
    values.map(|value| (value, fixed(value, decimals))).collect()
}

/// Powers of ten, all written the same way; of many, every second or third …
fn decades((lo, hi): (f64, f64), n_ticks: usize) -> Ticks {
    // Room below the smallest numbers reaches powers that are 0.
    let (first, last) = ((lo.ceil() as i64).max(-307), hi.floor() as i64);
    let step = ((last - first) / n_ticks as i64).max(0) + 1;
    let is_written_out = first >= -3 && last <= 6;
    let label = |exponent| if is_written_out { brief(power(exponent)) } else { power_of_ten(exponent) };
    // Counted from 10⁰, so that 1 is a tick wherever it is in the range.
    let exponents = (first..=last).filter(|exponent| exponent.rem_euclid(step) == 0);
    exponents.map(|exponent| (power(exponent), label(exponent))).collect()
}

/// 1, 2 and 5 times the powers of ten; in a range too short for those, round numbers at equal distances.
fn between_decades((lo, hi): (f64, f64)) -> Ticks {
    let exponents = lo.floor() as i64..=hi.floor() as i64;
    let candidates = exponents.flat_map(|exponent| [1.0, 2.0, 5.0].map(|factor| factor * power(exponent)));
    let inside = candidates.filter(|value| (lo..=hi).contains(&value.log10()));
    let ticks: Ticks = inside.map(|value| (value, brief(value))).collect();
    if ticks.len() < 3 { round_ticks((10_f64.powf(lo), 10_f64.powf(hi)), 5) } else { ticks }
}

/// A power of ten to the last digit, which `powi` does not give for negative exponents.
fn power(exponent: i64) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_written_without_noise() {
        let axis = Axis::spanning((0.0, 1.0), 10);
        assert_eq!(labels(&axis), ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]);
        let axis = Axis::spanning((-300.0, 2400.0), 5);
        assert_eq!(labels(&axis), ["0", "500", "1,000", "1,500", "2,000"]);
        assert_eq!(labels(&Axis::spanning((0.0, 4e-9), 2)), ["0", "2e\u{2212}9", "4e\u{2212}9"]);
    }

    #[test]
    fn a_constant_gets_room_on_both_sides() {
        for value in [0.0, 5.0, -3.0, 1e9, 1e-12, 1e99] {
            let axis = Axis::fitting(roomy((value, value)), 500.0);
            assert!((axis.fraction(value) - 0.5).abs() < 1e-6, "{value}");
            assert!(axis.ticks.len() >= 2, "{value}");
        }
    }

    #[test]
    fn a_range_narrower_than_rounding_is_a_constant() {
        for (lo, hi) in [(1.0, 1.0 + f64::EPSILON), (0.0, 5e-324)] {
            let (lo, hi) = roomy((lo, hi));
            assert!(hi - lo > 0.5);
        }
    }

    #[test]
    fn counts_have_no_ticks_between_whole_numbers() {
        assert_eq!(labels(&Axis::counts(1)), ["0", "1"]);
        assert_eq!(labels(&Axis::counts(0)), ["0", "1"]);
        assert_eq!(labels(&Axis::counts(40)), ["0", "10", "20", "30", "40"]);
    }

    #[test]
    fn long_labels_get_fewer_ticks() {
        let short = Axis::fitting((0.0, 9.0), 300.0);
        let long = Axis::fitting((0.0, 9e8), 300.0);
        assert!(long.ticks.len() < short.ticks.len());
        assert!(long.ticks.len() as f64 * long.widest_label() < 300.0);
    }

    #[test]
    fn whole_numbers_may_be_few_or_any() {
        let axis = |last: f64, n_ticks| Axis::spanning((0.5, last + 0.5), n_ticks).at_whole_numbers();
        assert_eq!(labels(&axis(1.0, 20)), ["1"]);
        assert_eq!(labels(&axis(4.0, 20)), ["1", "2", "3", "4"]);
        assert_eq!(labels(&axis(9.0, 5)), ["2", "4", "6", "8"]);
        assert!(axis(usize::MAX as f64, 20).ticks.len() <= 30);
    }

    fn log_labels(lo: f64, hi: f64, n_ticks: usize) -> Vec<String> {
        let axis = Axis::logarithmic((lo.log10(), hi.log10()), n_ticks);
        axis.ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_decades() {
        assert_eq!(log_labels(0.9e-8, 1.1e-2, 10), ["10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"]);
        assert_eq!(log_labels(900.0, 1.1e6, 8), ["1,000", "10,000", "100,000", "1,000,000"]);
        assert_eq!(log_labels(1e-3, 1.0, 8), ["0.001", "0.01", "0.1", "1"]);
    }

    #[test]
    fn a_long_range_has_every_second_decade_and_always_one() {
        assert_eq!(log_labels(0.5e-8, 2e3, 8), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]);
        assert!(log_labels(1e-100, 1e100, 8).len() <= 9);
    }

    #[test]
    fn a_short_range_has_ticks_between_the_decades() {
        assert_eq!(log_labels(0.7, 30.0, 8), ["1", "2", "5", "10", "20"]);
        assert_eq!(log_labels(31.0, 39.0, 4), ["32", "34", "36", "38"]);
    }

    #[test]
    fn equal_ratios_take_equal_room() {
        let axis = Axis::logarithmic((0.0, 2.0), 5);
        for (value, fraction) in [(1.0, 0.0), (10.0, 0.5), (100.0, 1.0)] {
            assert!((axis.fraction(value) - fraction).abs() < 1e-12, "{value}");
        }
    }
}
