//! Every feature against every other.

use ndarray::Array2;

use crate::error::Result;
use crate::show::draw::axis::{Axis, roomy};
use crate::show::draw::canvas::{Canvas, Rect, Side, draw};
use crate::show::draw::check;
use crate::show::draw::density::kernel_density;
use crate::show::draw::font::{LABEL, SMALL};
use crate::show::draw::header::{Header, Key};
use crate::show::draw::number::{brief, fixed};
use crate::show::draw::palette::look;
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::{mean, pearson, range, sorted};

const TITLE: &str = "Every pair of features";
const WIDTH: f64 = 960.0;
const GAP: f64 = 12.0;

/// Draws every feature against every other, points coloured and marked by group.
///
/// `features` has the shape `(n_samples, n_features)`, in the units that `labels` name; `groups` holds for
/// each row an index into `group_names`. On the diagonal stands each group's kernel density.
///
/// # Errors
/// If the matrix is empty, is not finite, has not one label per column and one group per row, or if a group
/// has no name.
///
/// ```
/// use helpers::plot::pair_plot;
/// use ndarray::array;
///
/// let features = array![[19.0, 15.0], [21.0, 15.0], [20.0, 16.0]];
/// let figure = pair_plot(&features, &["Age", "Income"], &[1, 1, 0], &["Female", "Male"])?;
/// assert!(figure.alt().contains("Male (2): Age 20, Income 15"));
/// # helpers::Result::Ok(())
/// ```
pub fn pair_plot(features: &Array2<f64>, labels: &[&str], groups: &[usize], group_names: &[&str]) -> Result<Figure> {
    check::features(TITLE, features, labels)?;
    check::lengths(TITLE, ("groups", groups.len()), ("rows", features.nrows()))?;
    check::groups(TITLE, groups, group_names.len())?;
    let pairs = Pairs::new(features, labels, groups, group_names.len());
    let legend = group_names.iter().enumerate().map(|(group, name)| {
        let size = groups.iter().filter(|&&g| g == group).count();
        (Key::Line(look(group)), format!("{name} ({size})"))
    });
    let note = "Diagonal: kernel density of each group, or shares where it has one or two values; heights are not on the axis.";
    let header = Header::new(TITLE, note, legend.collect(), WIDTH);
    let height = 60.0 + labels.len() as f64 * (700.0 / labels.len() as f64).clamp(120.0, 240.0);
    draw(&header, height, pairs.describe(group_names), |canvas, area| {
        pairs.draw(canvas, area)
    })
}

struct Pairs<'a> {
    labels: &'a [&'a str],
    groups: &'a [usize],
    n_groups: usize,
    columns: Vec<Vec<f64>>,
    axes: Vec<Axis>,
}

impl<'a> Pairs<'a> {
    fn new(features: &Array2<f64>, labels: &'a [&'a str], groups: &'a [usize], n_groups: usize) -> Pairs<'a> {
        let columns: Vec<Vec<f64>> = features.columns().into_iter().map(|c| c.to_vec()).collect();
        let pixels = 840.0 / columns.len() as f64;
        let axis = |column: &Vec<f64>| {
            let axis = Axis::fitting(roomy(range(column.iter().copied())), pixels);
            match column.iter().all(|v| v.fract() == 0.0) {
                true => axis.at_whole_numbers(),
                false => axis,
            }
        };
        let axes = columns.iter().map(axis).collect();
        Pairs {
            labels,
            groups,
            n_groups,
            columns,
            axes,
        }
    }

    fn draw(&self, canvas: &mut Canvas, area: Rect) {
        let tick_width = self.axes.iter().map(Axis::widest_label).fold(0.0, f64::max);
        let n = self.columns.len();
        let rows = (area.height - 60.0) / n as f64 - GAP;
        let left = tick_width + self.label_height(rows) + 14.0;
        let width = area.width - left - 12.0;
        let below = self.label_height(width / n as f64 - GAP) + SMALL.line_height() + 14.0;
        let inner = Rect {
            left: area.left + left,
            top: area.top + 6.0,
            width,
            height: area.height - below - 6.0,
        };
        for (i, cell) in inner.grid(n, n, GAP).into_iter().enumerate() {
            let (row, column) = (i / n, i % n);
            let panel = Panel::bare(cell, self.axes[column].clone(), self.axes[row].clone());
            panel.draw_grid(canvas, true, row != column);
            match row == column {
                true => self.draw_densities(canvas, &panel, row),
                false => self.draw_points(canvas, &panel, row, column),
            }
            panel.draw_lines(canvas);
            if row + 1 == n {
                panel.draw_x_ticks(canvas);
                self.draw_x_label(canvas, cell, column);
            }
            if column == 0 {
                panel.draw_y_ticks(canvas);
                self.draw_y_label(canvas, cell, row, tick_width);
            }
        }
    }

    /// How high the labels become when none is wider than a limit.
    fn label_height(&self, limit: f64) -> f64 {
        let lines = self.labels.iter().map(|label| LABEL.wrapped(label, limit).len());
        LABEL.line_height() * lines.max().unwrap_or(1) as f64
    }

    fn draw_x_label(&self, canvas: &mut Canvas, cell: Rect, column: usize) {
        let first = cell.bottom() + SMALL.line_height() + 8.0;
        let lines = LABEL.wrapped(self.labels[column], cell.width);
        for (i, line) in lines.iter().enumerate() {
            let y = first + LABEL.line_height() * (i as f64 + 0.5);
            canvas.text((cell.centre().0, y), line, LABEL, Side::Centre);
        }
    }

    fn draw_y_label(&self, canvas: &mut Canvas, cell: Rect, row: usize, tick_width: f64) {
        let last = cell.left - tick_width - 12.0;
        let lines = LABEL.wrapped(self.labels[row], cell.height);
        for (i, line) in lines.iter().rev().enumerate() {
            let x = last - LABEL.line_height() * (i as f64 + 0.5);
            canvas.upright_text((x, cell.centre().1), line, LABEL);
        }
    }

    fn draw_points(&self, canvas: &mut Canvas, panel: &Panel, row: usize, column: usize) {
        let points = self.columns[column].iter().zip(&self.columns[row]);
        for ((&x, &y), &group) in points.zip(self.groups) {
            canvas.marker(panel.at(x, y), 2.8, look(group));
        }
    }

    fn draw_densities(&self, canvas: &mut Canvas, panel: &Panel, feature: usize) {
        let axis = &self.axes[feature];
        let members: Vec<Vec<f64>> = (0..self.n_groups).map(|group| self.members(feature, group)).collect();
        let curve = |values: &Vec<f64>| kernel_density(values, (axis.lo, axis.hi));
        let curves: Vec<_> = members.iter().map(curve).collect();
        let densities = curves.iter().flatten().flatten().map(|point| point.1);
        let peak = densities.fold(0.0, f64::max);
        let full = 0.92 * panel.inner.height;
        let at = |x: f64, share: f64| (panel.at_x(x), panel.inner.bottom() - share * full);
        for (group, curve) in curves.iter().enumerate() {
            let Some(curve) = curve else {
                for (value, share) in shares(&members[group]) {
                    canvas.styled_line(&[at(value, 0.0), at(value, share)], look(group), 3.0);
                    canvas.marker(at(value, share), 4.0, look(group));
                }
                continue;
            };
            let points: Vec<_> = curve.iter().map(|(x, y)| at(*x, y / peak)).collect();
            canvas.styled_line(&points, look(group), 2.0);
        }
    }

    fn members(&self, feature: usize, group: usize) -> Vec<f64> {
        let pairs = self.columns[feature].iter().zip(self.groups);
        pairs.filter(|(_, g)| **g == group).map(|(value, _)| *value).collect()
    }

    fn describe(&self, group_names: &[&str]) -> String {
        let mut alt = format!(
            "Pair plot of {} for {} customers in {} groups. Means of each group:",
            self.labels.join(", "),
            self.groups.len(),
            self.n_groups
        );
        let described = group_names
            .iter()
            .enumerate()
            .map(|(group, name)| self.describe_group(group, name));
        alt += &format!(" {}.", described.collect::<Vec<_>>().join("; "));
        if let Some((i, j, r)) = self.strongest() {
            let (a, b) = (self.labels[i], self.labels[j]);
            alt += &format!(" Strongest correlation: {a} with {b}, {}.", fixed(r, 2));
        }
        alt
    }

    fn describe_group(&self, group: usize, name: &str) -> String {
        let size = self.members(0, group).len();
        if size == 0 {
            return format!("{name} (0)");
        }
        let mean_of = |(j, label): (usize, &&str)| format!("{label} {}", brief(mean(&self.members(j, group))));
        let means: Vec<String> = self.labels.iter().enumerate().map(mean_of).collect();
        format!("{name} ({size}): {}", means.join(", "))
    }

    fn strongest(&self) -> Option<(usize, usize, f64)> {
        let n = self.columns.len();
        let pairs = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
        let correlated = pairs.filter_map(|(i, j)| pearson(&self.columns[i], &self.columns[j]).map(|r| (i, j, r)));
        correlated.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()))
    }
}

/// The distinct values with their shares, for the one or two values of a group without a density.
fn shares(values: &[f64]) -> Vec<(f64, f64)> {
    let mut distinct = sorted(values);
    distinct.dedup();
    let share = |value| values.iter().filter(|&&v| v == value).count() as f64 / values.len() as f64;
    distinct.into_iter().map(|value| (value, share(value))).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    const NAMES: [&str; 2] = ["Female", "Male"];

    #[test]
    fn the_description_has_the_means_and_the_strongest_pair() {
        let features = array![[1.0, 4.0, 0.0], [2.0, 3.0, 5.0], [3.0, 2.0, 1.0], [6.0, -1.0, 2.0]];
        let labels = ["a", "b", "c"];
        let figure = pair_plot(&features, &labels, &[0, 1, 0, 1], &NAMES).unwrap();
        assert_eq!(
            figure.alt(),
            "Pair plot of a, b, c for 4 customers in 2 groups. Means of each group: \
             Female (2): a 2, b 3, c 0.5; Male (2): a 4, b 1, c 3.5. \
             Strongest correlation: a with b, \u{2212}1.00."
        );
        assert_sound(|| pair_plot(&features, &labels, &[0, 1, 0, 1], &NAMES));
    }

    #[test]
    fn labels_stand_once_at_each_edge_and_groups_once() {
        let features = Array2::from_shape_fn((20, 3), |(i, j)| (i * (j + 2) % 11) as f64);
        let groups: Vec<usize> = (0..20).map(|i| i % 2).collect();
        let figure = pair_plot(&features, &["Age", "Income", "Score"], &groups, &NAMES).unwrap();
        let texts = texts(&figure);
        let count = |text: &str| texts.iter().filter(|t| *t == text).count();
        assert_eq!((count("Age"), count("Income"), count("Score")), (2, 2, 2));
        assert_eq!((count("Female (10)"), count("Male (10)")), (1, 1));
    }

    #[test]
    fn one_row_a_constant_and_an_empty_group_are_drawn() {
        assert_sound(|| pair_plot(&array![[1.0, 2.0]], &["a", "b"], &[0], &NAMES));
        assert_sound(|| pair_plot(&array![[1.0, 5.0], [2.0, 5.0]], &["a", "b"], &[1, 1], &NAMES));
        assert_sound(|| pair_plot(&array![[1.0], [2.0]], &["a"], &[0, 1], &NAMES));
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |features, labels: &[&str], groups: &[usize]| {
            pair_plot(&features, labels, groups, &NAMES).unwrap_err().to_string()
        };
        assert!(bad(Array2::zeros((0, 1)), &["a"], &[]).contains("0 rows"));
        assert!(bad(array![[1.0]], &["a"], &[0, 1]).contains("2 groups for 1 rows"));
        assert!(bad(array![[1.0]], &["a"], &[2]).contains("row 0 is in group 2"));
        assert!(bad(array![[f64::NAN]], &["a"], &[0]).contains("row 0, column 0"));
        assert!(bad(array![[1.0]], &[], &[0]).contains("0 labels for 1 columns"));
    }
}
