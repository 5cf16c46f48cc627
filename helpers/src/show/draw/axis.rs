//! From data to a fraction of an axis, with ticks at round numbers.

use super::font::SMALL;
use super::number::fixed;

/// How values are laid out along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences take equal room.
    Linear,
    /// Equal ratios take equal room; values must be above 0.
    Log,
}

impl Scale {
    /// Where a value stands on the axis, in the axis's own measure.
    pub(in crate::show) fn place(self, value: f64) -> f64 {
        match self {
            Scale::Linear => value,
            Scale::Log => value.log10(),
        }
    }
}

/// One axis: its scale, its range (on a log axis that of the logarithms) and its labelled ticks.
#[derive(Debug, Clone)]
pub(in crate::show) struct Axis {
    pub scale: Scale,
    pub lo: f64,
    pub hi: f64,
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// From one end to the other, with about so many ticks.
    pub(in crate::show) fn spanning(lo: f64, hi: f64, n_ticks: usize) -> Axis {
        let (lo, hi) = widened(lo, hi);
        let ticks = round_ticks(lo, hi, n_ticks);
        Axis {
            scale: Scale::Linear,
            lo,
            hi,
            ticks,
        }
    }

    /// From one end to the other, with as many ticks as their labels have room for.
    pub(in crate::show) fn fitting((lo, hi): (f64, f64), pixels: f64) -> Axis {
        let most = (pixels / 50.0).max(2.0) as usize;
        let axes = (2..=most).rev().map(|n_ticks| Axis::spanning(lo, hi, n_ticks));
        let fits = |axis: &Axis| (axis.ticks.len() as f64 - 1.0) * (axis.widest_label() + 14.0) <= pixels;
        let mut axes = axes.skip_while(|axis| !fits(axis));
        axes.next().unwrap_or_else(|| Axis::spanning(lo, hi, 1))
    }

    /// The axis with ticks at whole numbers only.
    pub(in crate::show) fn at_whole_numbers(self) -> Axis {
        let is_finer = self.ticks.windows(2).any(|pair| pair[1].0 - pair[0].0 < 1.0);
        match is_finer {
            true => Axis {
                ticks: ticks(self.lo, self.hi, 1.0),
                ..self
            },
            false => self,
        }
    }

    /// How wide the widest label of a tick is, in pixels.
    pub(in crate::show) fn widest_label(&self) -> f64 {
        let widths = self.ticks.iter().map(|(_, label)| SMALL.width(label));
        widths.fold(0.0, f64::max)
    }

    /// For bars: from zero to the data's ends, with room for a number beyond them.
    pub(in crate::show) fn from_zero((lo, hi): (f64, f64), n_ticks: usize) -> Axis {
        let (lo, hi) = (lo.min(0.0), hi.max(0.0));
        let (lo, hi) = if lo == hi { (0.0, 1.0) } else { (lo, hi) };
        let room = 0.12 * (hi - lo);
        let lo = if lo < 0.0 { lo - room } else { lo };
        let hi = if hi > 0.0 { hi + room } else { hi };
        Axis::spanning(lo, hi, n_ticks)
    }

    /// For counts: from zero, ticks at whole numbers.
    pub(in crate::show) fn counts(most: usize, n_ticks: usize) -> Axis {
        let hi = 1.12 * most.max(1) as f64;
        Axis::spanning(0.0, hi, n_ticks).at_whole_numbers()
    }

    /// For whole numbers, with half a unit of room at both ends and no more than so many ticks.
    pub(in crate::show) fn integers(first: usize, last: usize, n_ticks: usize) -> Axis {
        let step = (last - first + 1).div_ceil(n_ticks.max(1));
        let ticks = (first..=last).step_by(step);
        Axis {
            scale: Scale::Linear,
            lo: first as f64 - 0.5,
            hi: last as f64 + 0.5,
            ticks: ticks.map(|k| (k as f64, fixed(k as f64, 0))).collect(),
        }
    }

    /// Where a value lies: 0 at the low end, 1 at the high end.
    pub(in crate::show) fn fraction(&self, value: f64) -> f64 {
        (self.scale.place(value) - self.lo) / (self.hi - self.lo)
    }
}

/// The range itself, or one around it if it is too narrow to be divided.
pub(in crate::show) fn widened(lo: f64, hi: f64) -> (f64, f64) {
    let magnitude = lo.abs().max(hi.abs());
    if hi - lo > (1e-9 * magnitude).max(1e-290) {
        return (lo, hi);
    }
    let room = (0.1 * magnitude).max(0.5);
    (lo - room, hi + room)
}

/// The range with a little room at both ends.
pub(in crate::show) fn roomy((lo, hi): (f64, f64)) -> (f64, f64) {
    let (lo, hi) = widened(lo, hi);
    let room = 0.05 * (hi - lo);
    (lo - room, hi + room)
}

/// 1, 2 or 5 times a power of ten, the nearest one on a ratio scale.
pub(in crate::show) fn round_step(rough: f64) -> f64 {
    let exponent = rough.log10().floor();
    let power = 10_f64.powf(exponent);
    match rough / power {
        m if m < 2_f64.sqrt() => power,
        m if m < 10_f64.sqrt() => 2.0 * power,
        m if m < 50_f64.sqrt() => 5.0 * power,
        _ => 10.0 * power,
    }
}

/// About so many ticks at round numbers.
pub(in crate::show) fn round_ticks(lo: f64, hi: f64, n_ticks: usize) -> Vec<(f64, String)> {
    ticks(lo, hi, round_step((hi - lo) / n_ticks.max(1) as f64))
}

fn ticks(lo: f64, hi: f64, step: f64) -> Vec<(f64, String)> {
    // The slack keeps a tick that rounding puts just beyond the end.
    let slack = 1e-6;
    let first = (lo / step - slack).ceil() as i64;
    let last = (hi / step + slack).floor() as i64;
    let decimals = (-(step * 1.000_001).log10().floor()).max(0.0) as usize;
    let tick = |i| {
        let value = i as f64 * step;
        (value, fixed(value, decimals))
    };
    (first..=last).map(tick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_written_without_noise() {
        let axis = Axis::spanning(0.0, 1.0, 10);
        assert_eq!(
            labels(&axis),
            [
                "0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"
            ]
        );
        let axis = Axis::spanning(-300.0, 2400.0, 5);
        assert_eq!(labels(&axis), ["0", "500", "1,000", "1,500", "2,000"]);
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
        assert_eq!(labels(&Axis::counts(1, 5)), ["0", "1"]);
        assert_eq!(labels(&Axis::counts(0, 5)), ["0", "1"]);
        assert_eq!(labels(&Axis::counts(40, 5)), ["0", "10", "20", "30", "40"]);
    }

    #[test]
    fn long_labels_get_fewer_ticks() {
        let short = Axis::fitting((0.0, 9.0), 300.0);
        let long = Axis::fitting((0.0, 9e8), 300.0);
        assert!(long.ticks.len() < short.ticks.len());
        assert!(long.ticks.len() as f64 * long.widest_label() < 300.0);
    }

    #[test]
    fn whole_numbers_start_at_the_first() {
        assert_eq!(labels(&Axis::integers(1, 4, 10)), ["1", "2", "3", "4"]);
        assert_eq!(labels(&Axis::integers(1, 5, 3)), ["1", "3", "5"]);
        assert_eq!(Axis::integers(3, 3, 10).fraction(3.0), 0.5);
    }

    #[test]
    fn bars_stand_on_zero() {
        let axis = Axis::from_zero((3.0, 10.0), 5);
        assert_eq!(axis.fraction(0.0), 0.0);
        let axis = Axis::from_zero((-4.0, -2.0), 5);
        assert_eq!(axis.fraction(0.0), 1.0);
        assert!(Axis::from_zero((0.0, 0.0), 5).fraction(0.0).is_finite());
    }
}
