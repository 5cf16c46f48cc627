//! Models side by side: points coloured by cluster.

use ndarray::Array2;

use crate::error::Result;
use crate::show::draw::axis::{Axis, roomy};
use crate::show::draw::canvas::{Canvas, Rect, Side, draw};
use crate::show::draw::check;
use crate::show::draw::font::HEADING;
use crate::show::draw::header::{Header, Key, Legend};
use crate::show::draw::number::brief;
use crate::show::draw::palette::look;
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::{mean, range};

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 14.0;

/// One model's points and clusters, a panel of [`scatter_panels`].
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPanel {
    /// What stands above the panel.
    pub title: String,
    /// The points, of the shape `(n_samples, 2)`.
    pub points: Array2<f64>,
    /// The cluster of each point, an index into `names`.
    pub labels: Vec<usize>,
    /// The name of each cluster, for the legend.
    pub names: Vec<String>,
    /// The label of the horizontal axis.
    pub x_label: String,
    /// The label of the vertical axis.
    pub y_label: String,
}

/// Draws panels side by side (two in a row), points coloured and marked by cluster, a legend for each.
///
/// Panels whose axes all have the same labels show the same range, so that they can be compared.
///
/// # Errors
/// If there is no panel, or one of them has no points, points that are not finite or not of the shape
/// `(n_samples, 2)`, or labels that do not match the points or the names.
///
/// ```
/// use helpers::plot::{ScatterPanel, scatter_panels};
/// use ndarray::array;
///
/// let panel = ScatterPanel {
///     title: "Baseline".to_owned(),
///     points: array![[0.0, 1.0], [2.0, 3.0], [4.0, 3.0]],
///     labels: vec![0, 1, 1],
///     names: vec!["A".to_owned(), "B".to_owned()],
///     x_label: "First component".to_owned(),
///     y_label: "Second component".to_owned(),
/// };
/// let figure = scatter_panels("Clusters", &[panel])?;
/// assert!(figure.alt().contains("B with 2 points around (3, 3)"));
/// # helpers::Result::Ok(())
/// ```
pub fn scatter_panels(title: &str, panels: &[ScatterPanel]) -> Result<Figure> {
    if panels.is_empty() {
        return check::refuse(title, "there is no panel; give at least one".to_owned());
    }
    for panel in panels {
        check_panel(panel)?;
    }
    let alt = describe(title, panels);
    let n_columns = panels.len().min(2);
    let n_rows = panels.len().div_ceil(n_columns);
    let width = if panels.len() == 1 { 640.0 } else { WIDTH };
    let room = (width - MARGIN) / n_columns as f64 - MARGIN;
    let legends: Vec<Legend> = panels.iter().map(|panel| legend(panel, room)).collect();
    let tallest = legends.iter().map(Legend::height).fold(0.0, f64::max);

    let header = Header::new(title, "", Vec::new(), width);
    let ranges = ranges(panels);
    draw(&header, (tallest + 410.0) * n_rows as f64, alt, |canvas, area| {
        let left = area.left + 6.0;
        let area = Rect {
            left,
            width: area.width - 12.0,
            ..area
        };
        let cells = area.grid(n_rows, n_columns, MARGIN);
        for (((cell, panel), legend), ranges) in cells.iter().zip(panels).zip(&legends).zip(&ranges) {
            let y = cell.top + HEADING.line_height() / 2.0;
            canvas.text((cell.left, y), &panel.title, HEADING, Side::Right);
            let top = cell.top + HEADING.line_height() + 4.0;
            legend.draw(canvas, cell.left, top);
            let top = top + tallest + 4.0;
            let below = Rect {
                top,
                height: cell.bottom() - top,
                ..*cell
            };
            draw_panel(canvas, below, panel, *ranges);
        }
    })
}

fn check_panel(panel: &ScatterPanel) -> Result<()> {
    let (title, n_points) = (panel.title.as_str(), panel.points.nrows());
    check::features(title, &panel.points, &[&panel.x_label, &panel.y_label])?;
    check::lengths(title, ("labels", panel.labels.len()), ("points", n_points))?;
    check::groups(title, &panel.labels, panel.names.len())
}

type Ranges = ((f64, f64), (f64, f64));

/// The ranges that each panel shows.
fn ranges(panels: &[ScatterPanel]) -> Vec<Ranges> {
    let axes = |panel: &ScatterPanel| (panel.x_label.clone(), panel.y_label.clone());
    let is_shared = panels.iter().all(|panel| axes(panel) == axes(&panels[0]));
    let of = |panels: &[ScatterPanel]| {
        let column = |j| panels.iter().flat_map(move |panel| panel.points.column(j).to_vec());
        (range(column(0)), range(column(1)))
    };
    match is_shared {
        true => vec![of(panels); panels.len()],
        false => panels.iter().map(|panel| of(std::slice::from_ref(panel))).collect(),
    }
}

fn legend(panel: &ScatterPanel, width: f64) -> Legend {
    let sizes = sizes(panel);
    let entry = |(group, name): (usize, &String)| {
        let text = format!("{name} ({})", sizes[group]);
        (Key::Marker(look(group)), text)
    };
    Legend::new(panel.names.iter().enumerate().map(entry).collect(), width)
}

fn sizes(panel: &ScatterPanel) -> Vec<usize> {
    let mut sizes = vec![0; panel.names.len()];
    for &label in &panel.labels {
        sizes[label] += 1;
    }
    sizes
}

fn draw_panel(canvas: &mut Canvas, cell: Rect, panel: &ScatterPanel, (x, y): Ranges) {
    let x = Axis::fitting(roomy(x), cell.width - 60.0);
    let (lo, hi) = roomy(y);
    let y = Axis::spanning(lo, hi, 6);
    let axes = Panel::new(cell, x, y, &panel.x_label, &panel.y_label);
    axes.draw_grid(canvas, true, false);
    axes.draw(canvas);
    for (point, &label) in panel.points.rows().into_iter().zip(&panel.labels) {
        canvas.marker(axes.at(point[0], point[1]), 4.0, look(label));
    }
}

fn describe(title: &str, panels: &[ScatterPanel]) -> String {
    let mut alt = format!("Scatter plots \"{title}\".");
    for panel in panels {
        alt += &format!(
            " {}: {} points by {} and {};",
            panel.title,
            panel.points.nrows(),
            panel.x_label,
            panel.y_label
        );
        let groups = panel.names.iter().enumerate();
        let described: Vec<String> = groups.map(|(group, name)| describe_group(panel, group, name)).collect();
        alt += &format!(" {}.", described.join(", "));
    }
    alt
}

fn describe_group(panel: &ScatterPanel, group: usize, name: &str) -> String {
    let coordinate = |j: usize| -> Vec<f64> {
        let pairs = panel.points.column(j).into_iter().zip(&panel.labels);
        pairs
            .filter(|(_, label)| **label == group)
            .map(|(value, _)| *value)
            .collect()
    };
    let (x, y) = (coordinate(0), coordinate(1));
    match x.len() {
        0 => format!("{name} without points"),
        n => format!(
            "{name} with {n} points around ({}, {})",
            brief(mean(&x)),
            brief(mean(&y))
        ),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    fn panel(points: Array2<f64>, labels: Vec<usize>, n_names: usize) -> ScatterPanel {
        ScatterPanel {
            title: "Model".to_owned(),
            points,
            labels,
            names: (0..n_names).map(|i| format!("Cluster {i}")).collect(),
            x_label: "PC1 (34 %)".to_owned(),
            y_label: "PC2 (26 %)".to_owned(),
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
        let texts = texts(&figure);
        for text in [
            "Cluster 0 (1)",
            "Cluster 1 (2)",
            "Cluster 2 (0)",
            "PC1 (34 %)",
            "PC2 (26 %)",
        ] {
            assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
        }
        assert_sound(|| scatter_panels("t", &panels));
    }

    #[test]
    fn panels_with_the_same_axes_show_the_same_range() {
        let a = panel(array![[0.0, 0.0]], vec![0], 1);
        let mut b = panel(array![[9.0, 5.0]], vec![0], 1);
        assert_eq!(ranges(&[a.clone(), b.clone()]), [((0.0, 9.0), (0.0, 5.0)); 2]);
        b.x_label = "PC1 (50 %)".to_owned();
        assert_eq!(ranges(&[a, b]), [((0.0, 0.0), (0.0, 0.0)), ((9.0, 9.0), (5.0, 5.0))]);
    }

    #[test]
    fn ten_clusters_and_a_constant_are_drawn() {
        let points = Array2::from_shape_fn((30, 2), |(i, j)| (i * (1 - j)) as f64);
        let labels = (0..30).map(|i| i % 10).collect();
        let panels = vec![panel(points, labels, 10); 3];
        assert_sound(|| scatter_panels("t", &panels));
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |panel| scatter_panels("t", &[panel]).unwrap_err().to_string();
        assert!(scatter_panels("t", &[]).unwrap_err().to_string().contains("no panel"));
        assert!(bad(panel(array![[0.0, 0.0]], vec![], 1)).contains("0 labels for 1 points"));
        assert!(bad(panel(array![[0.0, 0.0]], vec![3], 2)).contains("row 0 is in group 3"));
        assert!(bad(panel(array![[0.0, 0.0, 0.0]], vec![0], 1)).contains("2 labels for 3 columns"));
        assert!(bad(panel(array![[0.0, f64::NAN]], vec![0], 1)).contains("column 1"));
        assert!(bad(panel(Array2::zeros((0, 2)), vec![], 1)).contains("0 rows"));
    }
}
