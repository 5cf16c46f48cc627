//! One number per name.

use crate::error::Result;
use crate::show::draw::axis::{Axis, Scale};
use crate::show::draw::canvas::Side;
use crate::show::draw::check;
use crate::show::draw::font::{LABEL, SMALL};
use crate::show::draw::number::{brief, times};
use crate::show::draw::page::page;
use crate::show::draw::palette::{FILL, SOFT_INK};
use crate::show::draw::panel::Panel;
use crate::show::draw::rect::Rect;
use crate::show::figure::Figure;
use crate::stats::range;

/// Draws a bar per name with its count written over it, such as the sizes of clusters.
///
/// # Errors
/// If there are no counts, or there is not one name per count.
pub(crate) fn bars(title: &str, x_label: &str, y_label: &str, names: &[&str], counts: &[usize]) -> Result<Figure> {
    let values: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    check::values(title, y_label, Scale::Linear, &values)?;
    check::lengths(title, ("names", names.len()), ("values", values.len()))?;
    let (lo, hi) = range(values.iter().copied());
    let bars = Bars {
        names,
        values: &values,
        axis: Axis::counts(hi as usize, 6),
        ground: 0.0,
        write: brief,
    };
    let [lo, hi, sum] = [lo, hi, values.iter().sum()].map(brief);
    let alt = format!(
        "Bar chart \"{title}\", {y_label} by {x_label}: {}. Smallest {lo}, largest {hi}, together {sum}.",
        bars.listed()
    );
    bars.figure(title, "", (x_label, y_label), alt)
}

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
    check::values(title, y_label, Scale::Log, values)?;
    check::lengths(title, ("names", names.len()), ("values", values.len()))?;
    let (lo, hi) = range(values.iter().copied());
    let bars = Bars {
        names,
        values,
        axis: ratio_axis(lo, hi),
        ground: 1.0,
        write: times,
    };
    let below = values.iter().filter(|value| **value < 1.0).count();
    let alt = format!(
        "Bar chart \"{title}\", {y_label} on a logarithmic axis with a line at 1×: {}. \
         Smallest {}, largest {}, below 1: {below} of {}.",
        bars.listed(),
        times(lo),
        times(hi),
        values.len(),
    );
    let note = "The line is at 1×: no difference. The axis is logarithmic.";
    bars.figure(title, note, ("", y_label), alt)
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

/// Bars that stand on, or hang from, a line across the plot.
struct Bars<'a> {
    names: &'a [&'a str],
    values: &'a [f64],
    axis: Axis,
    /// The value of the line.
    ground: f64,
    /// How a value is written at the end of its bar.
    write: fn(f64) -> String,
}

impl Bars<'_> {
    /// Every name with its value.
    fn listed(&self) -> String {
        let pairs = self.names.iter().zip(self.values);
        let listed: Vec<String> = pairs
            .map(|(name, value)| format!("{name} {}", (self.write)(*value)))
            .collect();
        listed.join(", ")
    }

    fn figure(self, title: &str, note: &str, (x_label, y_label): (&str, &str), alt: String) -> Result<Figure> {
        let n = self.values.len();
        let width = (110.0 * n as f64 + 100.0).clamp(560.0, 960.0);
        let slot = (width - 106.0) / n as f64;
        let names: Vec<Vec<String>> = self.names.iter().map(|name| SMALL.wrapped(name, slot - 8.0)).collect();
        let names_height = names
            .iter()
            .map(|lines| SMALL.height(lines))
            .fold(SMALL.line_height(), f64::max);
        let x_label = LABEL.wrapped(x_label, width - 106.0);
        let below = names_height + LABEL.height(&x_label);
        let (mut canvas, area) = page(title, note, Vec::new(), (width, 282.0 + below));

        // The names take the place of the x axis's numbers, and may need more lines than those.
        let mut x = Axis::up_to(n, n);
        x.ticks.clear();
        let above = area.within(0.0, 0.0, 0.0, below - SMALL.line_height());
        let panel = Panel::new(above, x, self.axis, ("", y_label));
        panel.draw(&mut canvas, false);
        let (ground, bottom) = (panel.at_y(self.ground), panel.inner.bottom() + 6.0);
        for ((i, &value), name) in self.values.iter().enumerate().zip(&names) {
            let (x, end) = panel.at(((i + 1) as f64, value));
            let half = 0.34 * slot;
            canvas.fill(Rect::between((x - half, end), (x + half, ground)), FILL);
            let beyond = if value < self.ground { 11.0 } else { -11.0 };
            canvas.text((x, end + beyond), &(self.write)(value), LABEL, Side::Centre);
            canvas.lines((x, bottom), name, SMALL, Side::Centre);
        }
        canvas.line(
            &[(panel.inner.left, ground), (panel.inner.right(), ground)],
            SOFT_INK,
            1.0,
        );
        let middle = panel.inner.centre().0;
        canvas.lines((middle, bottom + names_height + 4.0), &x_label, LABEL, Side::Centre);

        Ok(canvas.figure(alt))
    }
}
