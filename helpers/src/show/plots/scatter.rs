//! Models side by side: points coloured by cluster.

use ndarray::Array2;

use super::groups::{legend, members, sizes};
use crate::error::Result;
use crate::show::draw::axis::{Axis, roomy};
use crate::show::draw::canvas::{Canvas, Side};
use crate::show::draw::check;
use crate::show::draw::font::HEADING;
use crate::show::draw::number::brief;
use crate::show::draw::page::{Key, Legend, page};
use crate::show::draw::palette::look;
use crate::show::draw::panel::Panel;
use crate::show::draw::rect::Rect;
use crate::show::figure::Figure;
use crate::stats::{mean, range};

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
        check::features(&panel.title, &panel.points, &[&panel.x_label, &panel.y_label])?;
        let of = ("points", panel.points.nrows());
        check::groups(&panel.title, "labels", &panel.labels, of, panel.names.len())?;
    }
    let described: Vec<String> = panels.iter().map(describe).collect();
    let alt = format!("Scatter plots \"{title}\". {}", described.join(" "));
    let n_columns = panels.len().min(2);
    let n_rows = panels.len().div_ceil(n_columns);
    let width = if panels.len() == 1 { 640.0 } else { 960.0 };
    let room = (width - MARGIN) / n_columns as f64 - MARGIN;
    let legends = panels.iter().map(|panel| {
        let sizes = sizes(&panel.labels, panel.names.len());
        Legend::new(legend(Key::Marker, &panel.names, &sizes), room)
    });
    let legends: Vec<Legend> = legends.collect();
    let tallest = legends.iter().map(Legend::height).fold(0.0, f64::max);
    let (mut canvas, area) = page(title, "", Vec::new(), (width, (tallest + 410.0) * n_rows as f64));

    let cells = area.within(6.0, 0.0, 6.0, 0.0).grid(n_rows, n_columns, MARGIN);
    for (((cell, panel), legend), ends) in cells.iter().zip(panels).zip(&legends).zip(ranges(panels)) {
        let y = cell.top + HEADING.line_height() / 2.0;
        canvas.text((cell.left, y), &panel.title, HEADING, Side::Right);
        let top = HEADING.line_height() + 4.0;
        legend.draw(&mut canvas, (cell.left, cell.top + top));
        draw_panel(
            &mut canvas,
            cell.within(0.0, top + tallest + 4.0, 0.0, 0.0),
            panel,
            ends,
        );
    }

    Ok(canvas.figure(alt))
}

/// The ranges that each panel shows, of x and of y.
fn ranges(panels: &[ScatterPanel]) -> Vec<[(f64, f64); 2]> {
    let is_shared = panels
        .iter()
        .all(|panel| (&panel.x_label, &panel.y_label) == (&panels[0].x_label, &panels[0].y_label));
    let of = |panels: &[ScatterPanel]| {
        [0, 1].map(|j| range(panels.iter().flat_map(|panel| panel.points.column(j).to_vec())))
    };
    match is_shared {
        true => vec![of(panels); panels.len()],
        false => panels.chunks(1).map(of).collect(),
    }
}

fn draw_panel(canvas: &mut Canvas, cell: Rect, panel: &ScatterPanel, [x, y]: [(f64, f64); 2]) {
    let x = Axis::fitting(roomy(x), cell.width - 60.0);
    let axes = Panel::new(cell, x, Axis::spanning(roomy(y), 6), (&panel.x_label, &panel.y_label));
    axes.draw(canvas, true);
    for (point, &label) in panel.points.rows().into_iter().zip(&panel.labels) {
        canvas.marker(axes.at((point[0], point[1])), 4.0, look(label));
    }
}

fn describe(
    ScatterPanel {
        title,
        points,
        labels,
        names,
        x_label,
        y_label,
    }: &ScatterPanel,
) -> String {
    let groups = names.iter().enumerate().map(|(group, name)| {
        let [x, y] = [0, 1].map(|j| members(points.column(j), labels, group));
        match x.len() {
            0 => format!("{name} without points"),
            n => format!(
                "{name} with {n} points around ({}, {})",
                brief(mean(&x)),
                brief(mean(&y))
            ),
        }
    });
    let groups = groups.collect::<Vec<_>>().join(", ");
    format!(
        "{title}: {} points by {x_label} and {y_label}; {groups}.",
        points.nrows()
    )
}
