//! Values of groups with their intervals, a row for each group.

use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, END, INK, Key, LABEL, Panel, RULE, Rect, SMALL, Scale, brief, check, joined, look, page, roomy,
};
use crate::show::figure::Figure;
use crate::stats::range;

const WIDTH: f64 = 900.0;
/// Longer names of groups are broken into lines.
const NAME_WIDTH: f64 = 250.0;
const GAP: f64 = 32.0;
const NOTE: &str = "Markers: values; bars: their 90 % intervals.";

/// A value of one group with the lower and the upper end of its 90 % interval.
#[derive(Clone, Copy)]
pub(crate) struct Interval {
    pub value: f64,
    pub ends: [f64; 2],
}

/// One quantity in every group.
#[derive(Clone)]
pub(crate) struct IntervalPanel {
    /// What the quantity is, with its unit.
    pub label: String,
    /// The value of each group; one without customers has none.
    pub intervals: Vec<Option<Interval>>,
    /// The value to compare with, drawn as a line across the groups.
    pub reference: Option<f64>,
}

/// Draws the values of groups with their 90 % intervals, a row for each name and a column for each quantity, all beside each
/// quantity's `reference`.
///
/// # Errors
/// If a number is not finite.
pub(crate) fn interval_plot(title: &str, reference: &str, names: &[&str], panels: &[IntervalPanel]) -> Result<Figure> {
    panels.iter().try_for_each(|panel| check::values(title, &panel.label, Scale::Linear, &numbers(panel)))?;
    let (names_in_lines, height) = LABEL.wrap_all(names, NAME_WIDTH);
    let row_height = (height + 8.0).max(30.0);
    let name_width = LABEL.widest(names_in_lines.iter().flatten().map(String::as_str));
    let column = (WIDTH - name_width - 36.0 + GAP) / panels.len() as f64;
    let labels: Vec<&str> = panels.iter().map(|panel| panel.label.as_str()).collect();
    let (labels, below) = LABEL.wrap_all(&labels, column - 6.0);
    let rows_height = row_height * names.len() as f64;
    let size = (WIDTH, rows_height + below + SMALL.line_height() + 26.0);
    let (mut canvas, area) = page(title, NOTE, vec![(Key::Rule, reference.to_owned())], size);
    let (left, top) = (area.left + name_width + 12.0, area.top + 8.0);
    for (i, (panel, label)) in panels.iter().zip(labels).enumerate() {
        let inner = Rect::new(left + column * i as f64, top, column - GAP, rows_height);
        draw(&mut canvas, inner, panel, label);
    }
    for (i, lines) in names_in_lines.iter().enumerate() {
        let y = top + row_height * (i as f64 + 0.5) - LABEL.height(lines) / 2.0;
        canvas.lines((left - 12.0, y), lines, LABEL, END);
    }
    let described = joined(panels.iter().map(|panel| describe(panel, names, reference)), "; ");
    Ok(canvas.figure(format!("Interval plot \"{title}\", values with 90 % intervals. {described}.")))
}

/// All that a panel has to show.
fn numbers(panel: &IntervalPanel) -> Vec<f64> {
    let of_interval = |Interval { value, ends: [lower, upper] }: &Interval| [*value, *lower, *upper];
    panel.intervals.iter().flatten().flat_map(of_interval).chain(panel.reference).collect()
}

fn draw(canvas: &mut Canvas, inner: Rect, panel: &IntervalPanel, label: Vec<String>) {
    let n = panel.intervals.len();
    let ends = roomy(range(numbers(panel)));
    let fits = |axis: &Axis| axis.ticks.len() as f64 * (axis.widest_label() + 8.0) <= inner.width;
    let x = (1..=5).rev().map(|n_ticks| Axis::spanning(ends, n_ticks)).find(fits);
    let x = x.unwrap_or_else(|| Axis::spanning(ends, 1));
    let height = |row: usize| (n - row) as f64; // the first row is at the top
    let mut y = Axis::spanning((0.5, n as f64 + 0.5), 1);
    y.ticks = (0..n).map(|row| (height(row), String::new())).collect();
    let axes = Panel { inner, axes: [x, y], labels: (label, Vec::new()), number_width: 0.0 };
    axes.draw_grid(canvas, true, true);
    axes.draw_frame(canvas);
    axes.draw_x_numbers(canvas);
    if let Some(reference) = panel.reference {
        let rule = [inner.top, inner.bottom()].map(|y| (axes.at_x(reference), y));
        canvas.dashed(&rule, RULE, INK, 1.4);
    }
    for (row, interval) in panel.intervals.iter().enumerate() {
        let Some(Interval { value, ends }) = interval else { continue };
        let at = |value: f64| axes.at((value, height(row)));
        canvas.line(&ends.map(at), look(row).colour, 3.0);
        canvas.marker(at(*value), 4.0, look(row));
    }
}

fn describe(panel: &IntervalPanel, names: &[&str], reference: &str) -> String {
    let group = |(name, interval): (&&str, &Option<Interval>)| match interval {
        None => format!("{name} none"),
        Some(Interval { value, ends }) => {
            let [value, lower, upper] = [*value, ends[0], ends[1]].map(brief);
            format!("{name} {value} ({lower} to {upper})")
        }
    };
    let of_all = panel.reference.map(|value| format!("{reference} {}", brief(value)));
    format!("{}: {}", panel.label, joined(names.iter().zip(&panel.intervals).map(group).chain(of_all), ", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound};

    const LONG: &str = "young, low income, high spending (of widely differing income)";

    fn panel(label: &str, intervals: Vec<Option<Interval>>) -> IntervalPanel {
        IntervalPanel { label: label.to_owned(), intervals, reference: Some(4.0) }
    }

    #[test]
    fn names_labels_and_the_line_in_words_are_in_the_plot_and_all_numbers_in_the_description() {
        let intervals =
            vec![Some(Interval { value: 3.0, ends: [2.0, 5.5] }), Some(Interval { value: 7.0, ends: [7.0; 2] }), None];
        let figure = interval_plot("t", "mean of all", &["Young", "Old", "Nobody"], &[panel("Income (k$)", intervals)]);
        let figure = figure.unwrap();
        assert_eq!(
            figure.alt(),
            "Interval plot \"t\", values with 90 % intervals. \
             Income (k$): Young 3 (2 to 5.5), Old 7 (7 to 7), Nobody none, mean of all 4."
        );
        assert_shows(&figure, &["Young", "Old", "Nobody", "Income (k$)", "mean of all", NOTE]);
    }

    #[test]
    fn one_group_and_twelve_with_long_names_are_drawn() {
        let equal = Some(Interval { value: 4.0, ends: [4.0; 2] });
        assert_sound(|| interval_plot("t", "all", &["a"], &[panel("x", vec![equal])]));
        let huge = Some(Interval { value: -1e99, ends: [-1e100, 1e100] });
        let panels = [panel("x", vec![equal; 12]), panel("y", vec![huge; 12]), panel("z", vec![None; 12])];
        assert_sound(|| interval_plot("t", "all", &[LONG; 12], &panels));
    }

    #[test]
    fn a_number_that_is_none_is_refused_by_name() {
        let unknown = Some(Interval { value: 1.0, ends: [f64::NAN, 1.0] });
        let panels = [panel("x", vec![None]), panel("y", vec![unknown])];
        let error = interval_plot("t", "all", &["a"], &panels).err().unwrap().to_string();
        assert!(error.contains("value 1 of y is NaN"), "{error}");
    }
}
