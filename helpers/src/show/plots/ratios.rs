//! How many times as much, by name.

use super::bars::Bars;
use crate::error::Result;
use crate::show::draw::axis::{Axis, Scale};
use crate::show::draw::check;
use crate::show::draw::number::times;
use crate::show::figure::Figure;
use crate::stats::range;

/// Draws ratios, such as time before over time after, as bars from the line at 1 on a logarithmic axis.
///
/// Half as much and twice as much are bars of the same length; a ratio of 1 has none.
///
/// # Errors
/// If there are no values, one is not finite or not above 0, or there is not one name per value.
///
/// ```
/// use helpers::plot::ratio_bars;
///
/// let figure = ratio_bars("Before / after", "Ratio", &["Time", "Memory"], &[12.0, 0.8])?;
/// assert!(figure.alt().contains("Time 12×, Memory 0.8×"));
/// # helpers::Result::Ok(())
/// ```
pub fn ratio_bars(title: &str, y_label: &str, names: &[&str], values: &[f64]) -> Result<Figure> {
    check::on_scale(title, y_label, Scale::Log, values)?;
    check::lengths(title, ("names", names.len()), ("values", values.len()))?;
    let bars = Bars {
        names,
        values,
        axis: axis(values),
        ground: 1.0,
        write: times,
    };
    let note = "The line is at 1×: no difference. The axis is logarithmic.";
    bars.figure(title, note, ("", y_label), describe(title, y_label, names, values))
}

/// From 1 to the ratios' ends, with room for a number beyond them.
fn axis(values: &[f64]) -> Axis {
    let (lo, hi) = range(values.iter().map(|value| value.log10()));
    let (lo, hi) = (lo.min(0.0), hi.max(0.0));
    // Less than a tenth more or less is shown as little.
    let room = 0.12 * (hi - lo).max(0.3);
    let lo = if lo < 0.0 { lo - room } else { 0.0 };
    let hi = if hi > 0.0 { hi + room } else { room };
    let mut axis = Axis::logarithmic((lo, hi), 6);
    for (value, label) in &mut axis.ticks {
        *label = times(*value);
    }
    axis
}

fn describe(title: &str, y_label: &str, names: &[&str], values: &[f64]) -> String {
    let pairs = names.iter().zip(values);
    let listed: Vec<String> = pairs.map(|(name, value)| format!("{name} {}", times(*value))).collect();
    let (lo, hi) = range(values.iter().copied());
    let below = values.iter().filter(|value| **value < 1.0).count();
    format!(
        "Bar chart \"{title}\", {y_label} on a logarithmic axis with a line at 1×: {}. \
         Smallest {}, largest {}, below 1: {below} of {}.",
        listed.join(", "),
        times(lo),
        times(hi),
        values.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    #[test]
    fn ratios_are_written_at_the_bars_and_in_the_description() {
        let (names, values) = (["Time", "Memory", "Size"], [11.96, 0.8, 100.0]);
        let figure = ratio_bars("t", "before / after", &names, &values).unwrap();
        let expected = "Time 12×, Memory 0.8×, Size 100×. Smallest 0.8×, largest 100×, below 1: 1 of 3.";
        assert!(figure.alt().ends_with(expected), "{}", figure.alt());
        let texts = texts(&figure);
        for text in ["12×", "0.8×", "1×", "10×", "Memory", "before / after"] {
            assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
        }
        assert_sound(|| ratio_bars("t", "before / after", &names, &values));
    }

    #[test]
    fn half_and_twice_are_equally_far_from_the_line() {
        let axis = axis(&[0.5, 2.0]);
        let from_one = |value| (axis.fraction(value) - axis.fraction(1.0)).abs();
        assert!((from_one(0.5) - from_one(2.0)).abs() < 1e-12);
    }

    #[test]
    fn ones_slowdowns_and_extremes_are_drawn() {
        assert_sound(|| ratio_bars("t", "y", &["a"], &[1.0]));
        assert_sound(|| ratio_bars("t", "y", &["a", "b"], &[0.5, 0.02]));
        assert_sound(|| ratio_bars("t", "y", &["a", "b"], &[5e-324, 1e100]));
        assert_sound(|| ratio_bars("t", "y", &["a", "b"], &[1.01, 0.99]));
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |names: &[&str], values: &[f64]| ratio_bars("t", "r", names, values).unwrap_err().to_string();
        assert!(bad(&[], &[]).contains("r is empty"));
        assert!(bad(&["a"], &[1.0, 2.0]).contains("1 names for 2 values"));
        assert!(bad(&["a", "b"], &[1.0, 0.0]).contains("value 1 of r is 0, but a logarithmic axis"));
        assert!(bad(&["a"], &[f64::NAN]).contains("value 0 of r is NaN"));
    }
}
