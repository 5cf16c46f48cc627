//! Every feature against every other.

use ndarray::Array2;

use super::groups::{columns_of, legend, members, sizes};
use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, Key, LABEL, Panel, Rect, SMALL, brief, check, fixed, joined, kernel_density, look, page, roomy,
};
use crate::show::figure::Figure;
use crate::stats::{mean, pearson, range, sorted};

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
    const TITLE: &str = "Every pair of features";
    check::features(TITLE, features, labels)?;
    check::groups(TITLE, "groups", groups, ("rows", features.nrows()), group_names.len())?;
    let note = "Diagonal: kernel density of each group, or shares where it has one or two values; heights are not on the axis.";
    let legend = legend(Key::Line, group_names, &sizes(groups, group_names.len()));
    let n = labels.len() as f64;
    let (mut canvas, area) = page(TITLE, note, legend, (960.0, 60.0 + n * (700.0 / n).clamp(120.0, 240.0)));
    let columns = columns_of(features);
    let pairs = Pairs {
        labels,
        groups,
        group_names,
        columns,
    };
    pairs.draw(&mut canvas, area);
    Ok(canvas.figure(pairs.describe()))
}

struct Pairs<'a> {
    labels: &'a [&'a str],
    groups: &'a [usize],
    group_names: &'a [&'a str],
    columns: Vec<Vec<f64>>,
}

impl Pairs<'_> {
    fn draw(&self, canvas: &mut Canvas, area: Rect) {
        let n = self.columns.len();
        let axes: Vec<Axis> = self
            .columns
            .iter()
            .map(|column| axis(column, 840.0 / n as f64))
            .collect();
        let number_width = axes.iter().map(Axis::widest_label).fold(0.0, f64::max);
        let (y_labels, height) = LABEL.wrap_all(self.labels, (area.height - 60.0) / n as f64 - GAP);
        let area = area.within(number_width + height + 14.0, 6.0, 12.0, 0.0);
        let (x_labels, height) = LABEL.wrap_all(self.labels, area.width / n as f64 - GAP);
        let area = area.within(0.0, 0.0, 0.0, height + SMALL.line_height() + 14.0);
        for (i, inner) in area.grid(n, n, GAP).into_iter().enumerate() {
            let (row, column) = (i / n, i % n);
            let (x, y) = (axes[column].clone(), axes[row].clone());
            let (x_label, y_label) = (x_labels[column].clone(), y_labels[row].clone());
            let panel = Panel {
                inner,
                x,
                y,
                x_label,
                y_label,
                number_width,
            };
            panel.draw_grid(canvas, true, row != column);
            match row == column {
                true => self.draw_densities(canvas, &panel, row),
                false => self.draw_points(canvas, &panel, row, column),
            }
            panel.draw_frame(canvas);
            if row + 1 == n {
                panel.draw_x_numbers(canvas);
            }
            if column == 0 {
                panel.draw_y_numbers(canvas);
            }
        }
    }

    fn draw_points(&self, canvas: &mut Canvas, panel: &Panel, row: usize, column: usize) {
        let points = self.columns[column].iter().zip(&self.columns[row]);
        for ((&x, &y), &group) in points.zip(self.groups) {
            canvas.marker(panel.at((x, y)), 2.8, look(group));
        }
    }

    fn draw_densities(&self, canvas: &mut Canvas, panel: &Panel, feature: usize) {
        let (ends, groups) = ((panel.x.lo, panel.x.hi), 0..self.group_names.len());
        let members: Vec<_> = groups.map(|group| self.members(feature, group)).collect();
        let curves: Vec<_> = members.iter().map(|values| kernel_density(values, ends)).collect();
        let peak = curves
            .iter()
            .flatten()
            .flatten()
            .fold(0.0, |peak, point| point.1.max(peak));
        let at = |(x, share)| (panel.at_x(x), panel.inner.bottom() - share * 0.92 * panel.inner.height);
        for (group, (values, curve)) in members.iter().zip(&curves).enumerate() {
            let look = look(group);
            if let Some(curve) = curve {
                let curve: Vec<_> = curve.iter().map(|(x, density)| at((*x, density / peak))).collect();
                canvas.dashed(&curve, look.dash, look.colour, 2.0);
                continue;
            }
            for (value, share) in shares(values) {
                let (foot, head) = (at((value, 0.0)), at((value, share)));
                canvas.dashed(&[foot, head], look.dash, look.colour, 3.0);
                canvas.marker(head, 4.0, look);
            }
        }
    }

    fn members(&self, feature: usize, group: usize) -> Vec<f64> {
        members(&self.columns[feature], self.groups, group)
    }

    fn describe(&self) -> String {
        let Pairs {
            labels,
            groups,
            group_names,
            columns,
        } = self;
        let described = group_names.iter().enumerate().map(|(group, name)| {
            let mean_of = |j: usize| format!("{} {}", labels[j], brief(mean(&self.members(j, group))));
            match self.members(0, group).len() {
                0 => format!("{name} (0)"),
                size => format!("{name} ({size}): {}", joined((0..labels.len()).map(mean_of), ", ")),
            }
        });
        let (described, n, n_groups) = (joined(described, "; "), groups.len(), group_names.len());
        let labelled = labels.join(", ");
        let mut alt = format!(
            "Pair plot of {labelled} for {n} customers in {n_groups} groups. Means of each group: {described}."
        );
        let pairs = (0..labels.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
        let pairs = pairs.filter_map(|(i, j)| Some((i, j, pearson(&columns[i], &columns[j])?)));
        if let Some((i, j, r)) = pairs.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())) {
            alt += &format!(
                " Strongest correlation: {} with {}, {}.",
                labels[i],
                labels[j],
                fixed(r, 2)
            );
        }
        alt
    }
}

fn axis(column: &[f64], pixels: f64) -> Axis {
    let axis = Axis::fitting(roomy(range(column.iter().copied())), pixels);
    match column.iter().all(|value| value.fract() == 0.0) {
        true => axis.at_whole_numbers(),
        false => axis,
    }
}

/// The distinct values with their shares, for the one or two values of a group without a density.
fn shares(values: &[f64]) -> Vec<(f64, f64)> {
    let mut distinct = sorted(values);
    distinct.dedup();
    let share = |value| values.iter().filter(|&&v| v == value).count() as f64 / values.len() as f64;
    distinct.into_iter().map(|value| (value, share(value))).collect()
}
