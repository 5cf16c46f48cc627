//! One number per name.

use crate::check::check_shape;
use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, Entries, FILL, LABEL, MIDDLE, Panel, Rect, SMALL, SOFT_INK, Scale, check, joined, page, times,
};
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
/// # Ok::<(), helpers::Error>(())
/// ```
pub fn ratio_bars(title: &str, y_label: &str, names: &[&str], values: &[f64]) -> Result<Figure> {
    check_shape("the list of names", &[names.len()], &[values.len()])?;
    check::values(title, y_label, Scale::Log, values)?;
    let (lo, hi) = range(values.iter().copied());
    let axis = ratio_axis(lo, hi);
    let written: Vec<String> = values.iter().copied().map(times).collect();
    let listed = joined(names.iter().zip(&written).map(|(name, value)| format!("{name} {value}")), ", ");
    let (lo, hi, n) = (times(lo), times(hi), values.len());
    let below = values.iter().filter(|value| **value < 1.0).count();
    let mut alt = format!("Bar chart \"{title}\", {y_label} on a logarithmic axis with a line at 1×: {listed}.");
    alt += &format!(" Smallest {lo}, largest {hi}, below 1: {below} of {n}.");
    Ok(draw((title, y_label), names, axis, values, &written).figure(alt))
}

/// From 1 to the ratios' ends, with room for a number beyond them.
fn ratio_axis(lo: f64, hi: f64) -> Axis {
    let (lo, hi) = (lo.log10().min(0.0), hi.log10().max(0.0));
    // Less than a tenth more or less is shown as little.
    let room = 0.12 * (hi - lo).max(0.3);
    let below = if lo < 0.0 { room } else { 0.0 };
    let mut axis = Axis::logarithmic((lo - below, hi + room), 6);
    for (value, label) in &mut axis.ticks {
        *label = times(*value);
    }
    axis
}

/// Bars that stand on, or hang from, a line across the plot at 1.
fn draw((title, y_label): (&str, &str), names: &[&str], axis: Axis, values: &[f64], written: &[String]) -> Canvas {
    const NOTE: &str = "The line is at 1×: no difference. The axis is logarithmic.";
    let n = values.len();
    let width = (110.0 * n as f64 + 100.0).clamp(560.0, 960.0);
    let slot = (width - 106.0) / n as f64;
    let (names, height) = SMALL.wrap_all(names, slot - 8.0);
    let names_height = height.max(SMALL.line_height());
    let (mut canvas, area) = page(title, NOTE, Entries::new(), (width, 282.0 + names_height));

    // The names take the place of the x axis's numbers, and may need more lines than those.
    let mut x = Axis::spanning((0.5, n as f64 + 0.5), 1);
    x.ticks.clear();
    let above = area.within(0.0, 0.0, 0.0, names_height - SMALL.line_height());
    let panel = Panel::new(&mut canvas, above, [x, axis], ["", y_label], false);
    let (line, bottom) = (panel.at_y(1.0), panel.inner.bottom() + 6.0);
    for (i, (&value, name)) in values.iter().zip(&names).enumerate() {
        let ((x, end), half) = (panel.at(((i + 1) as f64, value)), 0.34 * slot);
        let bar = Rect::new(x - half, end.min(line), 2.0 * half, (end - line).abs());
        canvas.fill(bar, FILL);
        let beyond = if value < 1.0 { 11.0 } else { -11.0 };
        canvas.text((x, end + beyond), &written[i], LABEL, MIDDLE);
        canvas.lines((x, bottom), name, SMALL, MIDDLE);
    }
    let across = [panel.inner.left, panel.inner.right()].map(|x| (x, line));
    canvas.line(&across, SOFT_INK, 1.0);
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound, texts};

    #[test]
    fn ratios_are_written_at_the_bars_and_in_the_description() {
        let (names, values) = (["Time", "Memory", "Size"], [11.96, 0.8, 100.0]);
        let figure = ratio_bars("t", "before / after", &names, &values).unwrap();
        let expected = "Time 12×, Memory 0.8×, Size 100×. Smallest 0.8×, largest 100×, below 1: 1 of 3.";
        assert!(figure.alt().ends_with(expected), "{}", figure.alt());
        assert_shows(&figure, &["12×", "0.8×", "1×", "10×", "Memory", "before / after"]);
        assert_sound(|| ratio_bars("t", "before / after", &names, &values));
    }

    #[test]
    fn half_and_twice_are_equally_far_from_the_line() {
        let axis = ratio_axis(0.5, 2.0);
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
    fn a_long_name_is_broken_into_lines() {
        let figure = ratio_bars("t", "y", &["young women who spend a great deal of money"; 6], &[2.0; 6]).unwrap();
        let texts = texts(&figure);
        assert!(texts.iter().any(|text| text == "young women"), "{texts:?}");
    }
}
