//! Logarithmic axes: ticks at powers of ten, or between them where the range is short.

use super::axis::{Axis, Scale, round_ticks};
use super::number::{brief, power_of_ten};

/// Within these exponents numbers are easier to read written out.
const WRITTEN_OUT: std::ops::RangeInclusive<i64> = -3..=6;

impl Axis {
    /// From one positive value's logarithm to another's, with about so many ticks.
    pub(in crate::show) fn logarithmic((lo, hi): (f64, f64), n_ticks: usize) -> Axis {
        let n_ticks = n_ticks.max(2);
        let by_decade = decades(lo, hi, n_ticks);
        let ticks = match by_decade.len() {
            3.. => by_decade,
            _ => between_decades(lo, hi, n_ticks),
        };
        Axis {
            scale: Scale::Log,
            lo,
            hi,
            ticks,
        }
    }
}

/// Powers of ten, all written the same way; of many, every second or third …
fn decades(lo: f64, hi: f64, n_ticks: usize) -> Vec<(f64, String)> {
    // Room below the smallest numbers reaches powers that are 0.
    let (first, last) = ((lo.ceil() as i64).max(-307), hi.floor() as i64);
    let step = (last - first + 1).max(1).unsigned_abs().div_ceil(n_ticks as u64) as i64;
    let is_written_out = WRITTEN_OUT.contains(&first) && WRITTEN_OUT.contains(&last);
    // Counted from 10⁰, so that 1 is a tick wherever it is in the range.
    let exponents = (first..=last).filter(|exponent| exponent.rem_euclid(step) == 0);
    let tick = |exponent: i64| {
        let value = power(exponent);
        let label = if is_written_out {
            brief(value)
        } else {
            power_of_ten(exponent)
        };
        (value, label)
    };
    exponents.map(tick).collect()
}

/// 1, 2 and 5 times the powers of ten; in a range too short for those, round numbers at equal distances.
fn between_decades(lo: f64, hi: f64, n_ticks: usize) -> Vec<(f64, String)> {
    let exponents = lo.floor() as i64..=hi.floor() as i64;
    let candidates = exponents.flat_map(|exponent| [1.0, 2.0, 5.0].map(|factor| factor * power(exponent)));
    let inside = candidates.filter(|value| (lo..=hi).contains(&value.log10()));
    let ticks: Vec<(f64, String)> = inside.map(|value| (value, brief(value))).collect();
    match ticks.len() {
        3.. => ticks,
        _ => round_ticks(10_f64.powf(lo), 10_f64.powf(hi), n_ticks.min(5)),
    }
}

/// A power of ten to the last digit, which `powi` does not give for negative exponents.
fn power(exponent: i64) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(lo: f64, hi: f64, n_ticks: usize) -> Vec<String> {
        let axis = Axis::logarithmic((lo.log10(), hi.log10()), n_ticks);
        axis.ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_decades() {
        assert_eq!(
            labels(0.9e-8, 1.1e-2, 10),
            ["10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"]
        );
        assert_eq!(labels(900.0, 1.1e6, 8), ["1,000", "10,000", "100,000", "1,000,000"]);
        assert_eq!(labels(1e-3, 1.0, 8), ["0.001", "0.01", "0.1", "1"]);
    }

    #[test]
    fn a_long_range_has_every_second_decade_and_always_one() {
        assert_eq!(labels(0.5e-8, 2e3, 8), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]);
        assert!(labels(1e-100, 1e100, 8).len() <= 9);
    }

    #[test]
    fn a_short_range_has_ticks_between_the_decades() {
        assert_eq!(labels(0.7, 30.0, 8), ["1", "2", "5", "10", "20"]);
        assert_eq!(labels(31.0, 39.0, 4), ["32", "34", "36", "38"]);
    }

    #[test]
    fn equal_ratios_take_equal_room() {
        let axis = Axis::logarithmic((0.0, 2.0), 5);
        for (value, fraction) in [(1.0, 0.0), (10.0, 0.5), (100.0, 1.0)] {
            assert!((axis.fraction(value) - fraction).abs() < 1e-12, "{value}");
        }
    }
}
