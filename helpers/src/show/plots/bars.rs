//! One number per name.

use crate::error::Result;
use crate::show::draw::axis::Axis;
use crate::show::draw::canvas::{Canvas, Rect, Side, draw};
use crate::show::draw::check;
use crate::show::draw::font::{LABEL, SMALL};
use crate::show::draw::header::Header;
use crate::show::draw::number::brief;
use crate::show::draw::palette::{FILL, SOFT_INK};
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::range;

/// Draws a bar per name with its value written over it, such as the sizes of clusters.
///
/// # Errors
/// If there are no values, one is not finite, or there is not one name per value.
///
/// ```
/// use helpers::plot::bars;
///
/// let figure = bars("Sizes", "Cluster", "Customers", &["A", "B"], &[49.0, 33.0])?;
/// assert!(figure.alt().contains("A 49, B 33"));
/// # helpers::Result::Ok(())
/// ```
pub fn bars(title: &str, x_label: &str, y_label: &str, names: &[&str], values: &[f64]) -> Result<Figure> {
    check::values(title, y_label, values)?;
    check::lengths(title, ("names", names.len()), ("values", values.len()))?;
    let alt = describe(title, (x_label, y_label), names, values);
    let bars = Bars {
        names,
        values,
        axis: Axis::from_zero(range(values.iter().copied()), 6),
        ground: 0.0,
        write: brief,
    };
    bars.figure(title, "", (x_label, y_label), alt)
}

/// Bars that stand on, or hang from, a line across the plot.
pub(super) struct Bars<'a> {
    pub names: &'a [&'a str],
    pub values: &'a [f64],
    pub axis: Axis,
    /// The value of the line.
    pub ground: f64,
    /// How a value is written at the end of its bar.
    pub write: fn(f64) -> String,
}

impl Bars<'_> {
    /// The plot; an empty label of the names takes no room.
    pub(super) fn figure(
        self,
        title: &str,
        note: &str,
        (x_label, y_label): (&str, &str),
        alt: String,
    ) -> Result<Figure> {
        let n = self.values.len();
        let width = (110.0 * n as f64 + 100.0).clamp(560.0, 960.0);
        let slot = (width - 106.0) / n as f64;
        let names: Vec<Vec<String>> = self.names.iter().map(|name| SMALL.wrapped(name, slot - 8.0)).collect();
        let n_lines = names.iter().map(Vec::len).max().unwrap_or(1);
        let names_height = SMALL.line_height() * n_lines as f64;
        let header = Header::new(title, note, Vec::new(), width);
        let label_height = if x_label.is_empty() { 0.0 } else { LABEL.line_height() };
        let below = names_height + label_height;
        draw(&header, 282.0 + below, alt, |canvas, area| {
            // The names take the place of the x axis's numbers, and may need more lines than those.
            let mut x = Axis::integers(1, n, n);
            x.ticks.clear();
            let extra = below - SMALL.line_height();
            let above = Rect {
                height: area.height - extra,
                ..area
            };
            let panel = Panel::new(above, x, self.axis.clone(), "", y_label);
            panel.draw(canvas);
            self.draw_values(canvas, &panel, slot);
            draw_names(canvas, &panel, &names);
            if !x_label.is_empty() {
                let end = panel.inner.bottom() + below + 10.0;
                let at = (panel.inner.centre().0, end - LABEL.line_height() / 2.0);
                canvas.text(at, x_label, LABEL, Side::Centre);
            }
        })
    }

    fn draw_values(&self, canvas: &mut Canvas, panel: &Panel, slot: f64) {
        let ground = panel.at_y(self.ground);
        for (i, &value) in self.values.iter().enumerate() {
            let (x, end) = panel.at((i + 1) as f64, value);
            let width = 0.68 * slot;
            let (left, top, height) = (x - width / 2.0, end.min(ground), (end - ground).abs());
            canvas.fill(
                Rect {
                    left,
                    top,
                    width,
                    height,
                },
                FILL,
            );
            let beyond = if value < self.ground { 11.0 } else { -11.0 };
            canvas.text((x, end + beyond), &(self.write)(value), LABEL, Side::Centre);
        }
        canvas.line(
            &[(panel.inner.left, ground), (panel.inner.right(), ground)],
            SOFT_INK,
            1.0,
        );
    }
}

fn draw_names(canvas: &mut Canvas, panel: &Panel, names: &[Vec<String>]) {
    for (i, lines) in names.iter().enumerate() {
        let x = panel.at_x((i + 1) as f64);
        for (j, line) in lines.iter().enumerate() {
            let y = panel.inner.bottom() + 6.0 + SMALL.line_height() * (j as f64 + 0.5);
            canvas.text((x, y), line, SMALL, Side::Centre);
        }
    }
}

fn describe(title: &str, (x_label, y_label): (&str, &str), names: &[&str], values: &[f64]) -> String {
    let pairs = names.iter().zip(values);
    let listed: Vec<String> = pairs.map(|(name, value)| format!("{name} {}", brief(*value))).collect();
    let (lo, hi) = range(values.iter().copied());
    format!(
        "Bar chart \"{title}\", {y_label} by {x_label}: {}. Smallest {}, largest {}, together {}.",
        listed.join(", "),
        brief(lo),
        brief(hi),
        brief(values.iter().sum()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    #[test]
    fn values_stand_over_the_bars_and_in_the_description() {
        let names = ["Older men", "Young women"];
        let figure = bars("t", "Segment", "n", &names, &[49.0, 33.5]).unwrap();
        assert!(
            figure.alt().contains("n by Segment: Older men 49, Young women 33.5."),
            "{}",
            figure.alt()
        );
        assert!(figure.alt().ends_with("Smallest 33.5, largest 49, together 82.5."));
        assert!(texts(&figure).contains(&"33.5".to_owned()));
        assert_sound(|| bars("t", "Segment", "n", &names, &[49.0, 33.5]));
    }

    #[test]
    fn one_bar_many_bars_and_bars_below_zero_are_drawn() {
        assert_sound(|| bars("t", "x", "y", &["a"], &[0.0]));
        assert_sound(|| bars("t", "x", "y", &["a", "b"], &[-3.0, 2.0]));
        assert_sound(|| bars("t", "x", "y", &["Cluster"; 60], &[1.0; 60]));
    }

    #[test]
    fn a_long_name_is_broken_into_lines() {
        let figure = bars(
            "t",
            "x",
            "y",
            &["young women who spend a great deal of money"; 6],
            &[1.0; 6],
        )
        .unwrap();
        let texts = texts(&figure);
        assert!(texts.iter().any(|text| text == "young women"), "{texts:?}");
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |names: &[&str], values: &[f64]| bars("t", "x", "n", names, values).unwrap_err().to_string();
        assert!(bad(&[], &[]).contains("n is empty"));
        assert!(bad(&["a"], &[1.0, 2.0]).contains("1 names for 2 values"));
        assert!(bad(&["a"], &[f64::NAN]).contains("value 0 of n is NaN"));
    }
}
