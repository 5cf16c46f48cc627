//! Models side by side: points coloured by cluster.

use ndarray::Array2;

use super::drawn::{MOST_IN_PANEL, at_most, note, scale};
use super::groups::{legend, members, sizes};
use crate::check::check_some;
use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, Entries, HEADING, Key, Legend, Panel, Rect, START, Scale, brief, check, joined, look, page, roomy,
};
use crate::show::figure::Figure;
use crate::stats::{mean, range};

const MARGIN: f64 = 14.0;

/// One model's points and clusters, a panel of [`scatter_panels`], as [`Pca::panel`](crate::Pca::panel) makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPanel {
    /// What stands above the panel.
    pub(crate) title: String,
    /// The points, of the shape `(n_samples, 2)`.
    pub(crate) points: Array2<f64>,
    /// The cluster of each point, an index into `names`.
    pub(crate) labels: Vec<usize>,
    /// The name of each cluster, for the legend.
    pub(crate) names: Vec<String>,
    /// The labels of the horizontal and the vertical axis.
    pub(crate) axes: [String; 2],
}

/// Draws panels side by side (two in a row), points coloured and marked by cluster, a legend for each.
///
/// Panels whose axes all have the same labels show the same range, so that they can be compared. Of more
/// than 500 points of a panel, 500 are drawn, always the same; the note says so, and the legend counts all.
///
/// # Errors
/// If there is no panel, or a point is too far out to be drawn.
///
/// ```
/// use helpers::{Pca, plot::scatter_panels};
/// use ndarray::array;
///
/// let points = array![[0.0, 1.0], [2.0, 3.0], [4.0, 3.0]];
/// let panel = Pca::fit(&points, 2)?.panel("Baseline", &points, &[0, 1, 1])?;
/// let figure = scatter_panels("Clusters", &[panel])?;
/// assert!(figure.alt().contains("cluster 1 with 2 points around"));
/// # Ok::<(), helpers::Error>(())
/// ```
pub fn scatter_panels(title: &str, panels: &[ScatterPanel]) -> Result<Figure> {
    check_some("the number of panels", panels.len())?;
    for ScatterPanel { title, points, axes, .. } in panels {
        let points = |axis: usize| points.column(axis).to_vec();
        [0, 1].iter().try_for_each(|&i| check::values(title, &axes[i], Scale::Linear, &points(i)))?;
    }
    let mut notes: Vec<String> = panels.iter().map(|panel| note(MOST_IN_PANEL, panel.labels.len(), "points")).collect();
    notes.dedup();
    let notes = notes.concat();
    let n_columns = panels.len().min(2);
    let n_rows = panels.len().div_ceil(n_columns);
    let width = if panels.len() == 1 { 640.0 } else { 960.0 };
    let room = (width - MARGIN) / n_columns as f64 - MARGIN;
    let entries = |panel: &ScatterPanel| legend(Key::Marker, &panel.names, &sizes(&panel.labels, panel.names.len()));
    let legends: Vec<Legend> = panels.iter().map(|panel| Legend::new(entries(panel), room)).collect();
    let tallest = legends.iter().map(|legend| legend.height).fold(0.0, f64::max);
    let height = (tallest + 410.0) * n_rows as f64;
    let (mut canvas, area) = page(title, notes.trim_start(), Entries::new(), (width, height));

    let cells = area.within(6.0, 0.0, 6.0, 0.0).grid(n_rows, n_columns, MARGIN);
    for (((cell, panel), legend), ends) in cells.iter().zip(panels).zip(&legends).zip(ranges(panels)) {
        let y = cell.top + HEADING.line_height() / 2.0;
        canvas.text((cell.left, y), &panel.title, HEADING, START);
        let top = HEADING.line_height() + 4.0;
        legend.draw(&mut canvas, (cell.left, cell.top + top));
        let below = cell.within(0.0, top + tallest + 4.0, 0.0, 0.0);
        draw_panel(&mut canvas, below, panel, ends);
    }
    let described = joined(panels.iter().map(describe), " ");
    Ok(canvas.figure(format!("Scatter plots \"{title}\". {described}{notes}")))
}

/// The ranges that each panel shows, of x and of y.
fn ranges(panels: &[ScatterPanel]) -> Vec<[(f64, f64); 2]> {
    let of = |panels: &[ScatterPanel]| {
        [0, 1].map(|j| range(panels.iter().flat_map(|panel| panel.points.column(j).to_vec())))
    };
    let are_alike = panels.iter().all(|panel| panel.axes == panels[0].axes);
    if are_alike { vec![of(panels); panels.len()] } else { panels.chunks(1).map(of).collect() }
}

fn draw_panel(canvas: &mut Canvas, cell: Rect, panel: &ScatterPanel, [x, y]: [(f64, f64); 2]) {
    let x = Axis::fitting(roomy(x), cell.width - 60.0);
    let y = Axis::spanning(roomy(y), 6);
    let axes = Panel::new(canvas, cell, [x, y], panel.axes.each_ref().map(String::as_str), true);
    let rows = at_most(MOST_IN_PANEL, &panel.labels, panel.names.len());
    let radius = 4.0 * scale(rows.len());
    for row in rows {
        canvas.marker(axes.at((panel.points[[row, 0]], panel.points[[row, 1]])), radius, look(panel.labels[row]));
    }
}

fn describe(panel: &ScatterPanel) -> String {
    let groups = panel.names.iter().enumerate().map(|(group, name)| {
        let column = |j| members(panel.points.column(j), &panel.labels, group);
        let centre = [column(0), column(1)].map(|values| brief(mean(&values)));
        match column(0).len() {
            0 => format!("{name} without points"),
            n => format!("{name} with {} points around ({})", brief(n as f64), centre.join(", ")),
        }
    });
    let (title, groups, n) = (&panel.title, joined(groups, ", "), brief(panel.points.nrows() as f64));
    format!("{title}: {n} points by {}; {groups}.", panel.axes.join(" and "))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound};

    fn panel(points: Array2<f64>, labels: Vec<usize>, n_names: usize) -> ScatterPanel {
        ScatterPanel {
            title: "Model".to_owned(),
            points,
            labels,
            names: (0..n_names).map(|i| format!("Cluster {i}")).collect(),
            axes: ["PC1 (34 %)", "PC2 (26 %)"].map(str::to_owned),
        }
    }

    #[test]
    fn the_description_and_the_legend_have_sizes_and_centres() {
        let panels = [panel(array![[0.0, 0.0], [1.0, 4.0], [3.0, 8.0]], vec![0, 1, 1], 3)];
        let figure = scatter_panels("t", &panels).unwrap();
        assert!(
            figure.alt().contains(
                "Cluster 0 with 1 points around (0, 0), Cluster 1 with 2 points around (2, 6), Cluster 2 without points"
            ),
            "{}",
            figure.alt()
        );
        assert_shows(&figure, &["Cluster 0 (1)", "Cluster 1 (2)", "Cluster 2 (0)", "PC1 (34 %)", "PC2 (26 %)"]);
        assert_sound(|| scatter_panels("t", &panels));
    }

    #[test]
    fn panels_with_the_same_axes_show_the_same_range() {
        let a = panel(array![[0.0, 0.0]], vec![0], 1);
        let mut b = panel(array![[9.0, 5.0]], vec![0], 1);
        assert_eq!(ranges(&[a.clone(), b.clone()]), [[(0.0, 9.0), (0.0, 5.0)]; 2]);
        b.axes[0] = "PC1 (50 %)".to_owned();
        assert_eq!(ranges(&[a, b]), [[(0.0, 0.0); 2], [(9.0, 9.0), (5.0, 5.0)]]);
    }

    #[test]
    fn ten_clusters_and_a_constant_are_drawn() {
        let points = Array2::from_shape_fn((30, 2), |(i, j)| (i * (1 - j)) as f64);
        let labels = (0..30).map(|i| i % 10).collect();
        let panels = vec![panel(points, labels, 10); 3];
        assert_sound(|| scatter_panels("t", &panels));
    }
}
