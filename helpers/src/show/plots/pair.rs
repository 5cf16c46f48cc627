//! Every feature against every other.

use ndarray::Array2;

use super::drawn::{MOST_IN_PANEL, at_most, note, scale};
use super::groups::{columns_of, legend, members, sizes};
use crate::show::draw::{
    Axis, Canvas, Key, LABEL, Panel, SMALL, brief, fixed, joined, kernel_density, look, page, roomy,
};
use crate::show::figure::Figure;
use crate::stats::{mean, pearson, range, sorted};

/// More would be too small to see anything in.
const MOST_FEATURES: usize = 6;

const GAP: f64 = 12.0;
const NOTE: &str = "Diagonal: kernel density of each group, or shares where it has one or two values; \
                    heights are not on the axis.";

/// Draws every feature against every other, points coloured and marked by group.
///
/// `features` has the shape `(n_samples, n_features)`, in the units that `labels` name; `groups` holds for
/// each row an index into `names`. On the diagonal stands each group's kernel density.
/// Of more than 500 rows, 500 are drawn as points, always the same, and of more than six features the first six; the note says so.
pub(crate) fn pair_plot(features: &Array2<f64>, labels: &[&str], groups: &[usize], names: &[&str]) -> Figure {
    const TITLE: &str = "Every pair of features";
    let mut columns = columns_of(features);
    columns.truncate(MOST_FEATURES);
    let (n, all, labels) = (columns.len(), labels.len(), &labels[..columns.len()]);
    let drawn = at_most(MOST_IN_PANEL, groups, names.len());
    let radius = 2.8 * scale(drawn.len());
    let first = if n < all { format!(" These are the first {n} of {all} features.") } else { String::new() };
    let note = note(MOST_IN_PANEL, groups.len(), "customers") + &first;
    let alt = describe(labels, &columns, groups, names) + &note;
    let legend = legend(Key::Line, names, &sizes(groups, names.len()));
    let sides = n as f64;
    let size = (960.0, 60.0 + sides * (700.0 / sides).clamp(120.0, 240.0));
    let (mut canvas, area) = page(TITLE, &format!("{NOTE}{note}"), legend, size);

    let axes: Vec<Axis> = columns.iter().map(|column| axis(column, 840.0 / sides)).collect();
    let number_width = axes.iter().map(Axis::widest_label).fold(0.0, f64::max);
    let (y_labels, height) = LABEL.wrap_all(labels, (area.height - 60.0) / sides - GAP);
    let area = area.within(number_width + height + 14.0, 6.0, 12.0, 0.0);
    let (x_labels, height) = LABEL.wrap_all(labels, area.width / sides - GAP);
    let area = area.within(0.0, 0.0, 0.0, height + SMALL.line_height() + 14.0);
    for (i, inner) in area.grid(n, n, GAP).into_iter().enumerate() {
        let (row, column) = (i / n, i % n);
        let axes = [axes[column].clone(), axes[row].clone()];
        let labels = (x_labels[column].clone(), y_labels[row].clone());
        let panel = Panel { inner, axes, labels, number_width };
        panel.draw_grid(&mut canvas, true, row != column);
        let (x, y) = (&columns[column], &columns[row]);
        match row == column {
            true => draw_densities(&mut canvas, &panel, x, groups, names.len()),
            false => drawn.iter().for_each(|&row| canvas.marker(panel.at((x[row], y[row])), radius, look(groups[row]))),
        }
        panel.draw_frame(&mut canvas);
        if row + 1 == n {
            panel.draw_x_numbers(&mut canvas);
        }
        if column == 0 {
            panel.draw_y_numbers(&mut canvas);
        }
    }
    canvas.figure(alt)
}

fn draw_densities(canvas: &mut Canvas, panel: &Panel, column: &[f64], groups: &[usize], n_groups: usize) {
    let (axis, inner) = (&panel.axes[0], panel.inner);
    let members: Vec<_> = (0..n_groups).map(|group| members(column, groups, group)).collect();
    let curve = |values: &Vec<f64>| kernel_density(values, axis.ends);
    let curves: Vec<_> = members.iter().map(curve).collect();
    let densities = curves.iter().flatten().flatten().map(|point| point.1);
    let peak = densities.fold(0.0, f64::max);
    let at = |(x, share)| (panel.at_x(x), inner.bottom() - share * 0.92 * inner.height);
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

fn describe(labels: &[&str], columns: &[Vec<f64>], groups: &[usize], names: &[&str]) -> String {
    let described = names.iter().enumerate().map(|(group, name)| {
        let of_group = |column: &Vec<f64>| members(column, groups, group);
        let means = labels.iter().zip(columns);
        let means = means.map(|(label, column)| format!("{label} {}", brief(mean(&of_group(column)))));
        match of_group(&columns[0]).len() {
            0 => format!("{name} (0)"),
            size => format!("{name} ({}): {}", brief(size as f64), joined(means, ", ")),
        }
    });
    let (described, listed) = (joined(described, "; "), labels.join(", "));
    let (n, n_groups) = (brief(groups.len() as f64), names.len());
    let of_groups = if n_groups == 1 { String::new() } else { format!(" in {n_groups} groups") };
    let mut alt = format!("Pair plot of {listed} for {n} customers{of_groups}.");
    alt += &format!(" Means{}: {described}.", if n_groups == 1 { "" } else { " of each group" });
    let pairs = (0..labels.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
    let pairs = pairs.filter_map(|(i, j)| Some((i, j, pearson(&columns[i], &columns[j])?)));
    if let Some((i, j, r)) = pairs.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())) {
        let (a, b, r) = (labels[i], labels[j], fixed(r, 2));
        alt += &format!(" Strongest correlation: {a} with {b}, {r}.");
    }
    alt
}

fn axis(column: &[f64], pixels: f64) -> Axis {
    let axis = Axis::fitting(roomy(range(column.iter().copied())), pixels);
    if column.iter().all(|value| value.fract() == 0.0) { axis.at_whole_numbers() } else { axis }
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
    use crate::show::draw::tests::{assert_sound, texts};

    const NAMES: [&str; 2] = ["Female", "Male"];

    #[test]
    fn the_description_has_the_means_and_the_strongest_pair() {
        let features = array![[1.0, 4.0, 0.0], [2.0, 3.0, 5.0], [3.0, 2.0, 1.0], [6.0, -1.0, 2.0]];
        let labels = ["a", "b", "c"];
        let figure = pair_plot(&features, &labels, &[0, 1, 0, 1], &NAMES);
        assert_eq!(
            figure.alt(),
            "Pair plot of a, b, c for 4 customers in 2 groups. Means of each group: \
             Female (2): a 2, b 3, c 0.5; Male (2): a 4, b 1, c 3.5. \
             Strongest correlation: a with b, \u{2212}1.00."
        );
        assert_sound(|| Ok(pair_plot(&features, &labels, &[0, 1, 0, 1], &NAMES)));
    }

    #[test]
    fn labels_stand_once_at_each_edge_and_groups_once() {
        let features = Array2::from_shape_fn((20, 3), |(i, j)| (i * (j + 2) % 11) as f64);
        let groups: Vec<usize> = (0..20).map(|i| i % 2).collect();
        let figure = pair_plot(&features, &["Age", "Income", "Score"], &groups, &NAMES);
        let texts = texts(&figure);
        let count = |text: &str| texts.iter().filter(|t| *t == text).count();
        assert_eq!((count("Age"), count("Income"), count("Score")), (2, 2, 2));
        assert_eq!((count("Female (10)"), count("Male (10)")), (1, 1));
    }

    #[test]
    fn one_row_a_constant_and_an_empty_group_are_drawn() {
        assert_sound(|| Ok(pair_plot(&array![[1.0, 2.0]], &["a", "b"], &[0], &NAMES)));
        assert_sound(|| Ok(pair_plot(&array![[1.0, 5.0], [2.0, 5.0]], &["a", "b"], &[1, 1], &NAMES)));
        assert_sound(|| Ok(pair_plot(&array![[1.0], [2.0]], &["a"], &[0, 1], &NAMES)));
    }
}
