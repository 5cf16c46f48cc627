//! Grids of coloured cells with the value written in each, and the scale beside them.

use ndarray::Array2;

use super::groups::columns_of;
use crate::error::Result;
use crate::show::draw::axis::Axis;
use crate::show::draw::canvas::{Canvas, Side};
use crate::show::draw::check;
use crate::show::draw::font::{Font, LABEL, SMALL};
use crate::show::draw::number::fixed;
use crate::show::draw::page::page;
use crate::show::draw::palette::{GRID, INK, MISSING, SOFT_INK, diverging, text_on};
use crate::show::draw::rect::Rect;
use crate::show::figure::Figure;
use crate::stats::pearson;

/// Longer names of rows are broken into lines.
const ROW_LABEL_WIDTH: f64 = 150.0;
const BAR_WIDTH: f64 = 16.0;
const BAR_ROOM: f64 = 94.0;

/// Draws Pearson's correlation of every pair of features as a heat map with the coefficients in its cells.
///
/// `features` has the shape `(n_samples, n_features)`. A constant feature has no correlation, not even with
/// itself: its cells show a dash.
///
/// # Errors
/// If the matrix is empty, is not finite or has not one label per column.
///
/// ```
/// use helpers::plot::correlation;
/// use ndarray::array;
///
/// let figure = correlation(&array![[1.0, 9.0], [2.0, 7.0], [3.0, 5.0]], &["Age", "Score"])?;
/// assert!(figure.alt().contains("Age with Score \u{2212}1.00"));
/// # helpers::Result::Ok(())
/// ```
pub fn correlation(features: &Array2<f64>, labels: &[&str]) -> Result<Figure> {
    const TITLE: &str = "Correlation between the features";
    check::features(TITLE, features, labels)?;
    let columns = columns_of(features);
    let n = labels.len();
    let heat = Heat {
        rows: labels,
        columns: labels,
        values: Array2::from_shape_fn((n, n), |(i, j)| pearson(&columns[i], &columns[j])),
        limit: 1.0,
        scale_label: "Pearson correlation",
    };
    let width = 110.0 * n as f64 + 290.0;
    let height = (70.0 * n as f64 + 60.0).clamp(240.0, 640.0);
    heat.figure(TITLE, (width, height), describe_correlation(labels, &heat.values))
}

/// Every pair once, the strongest first.
fn describe_correlation(labels: &[&str], values: &Array2<Option<f64>>) -> String {
    let pairs = values.indexed_iter().filter(|((i, j), _)| j < i);
    let mut pairs: Vec<_> = pairs
        .filter_map(|((i, j), r)| Some((labels[j], labels[i], (*r)?)))
        .collect();
    pairs.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    let listed: Vec<String> = pairs
        .iter()
        .map(|(a, b, r)| format!("{a} with {b} {}", fixed(*r, 2)))
        .collect();
    let none = labels.iter().zip(values.diag()).filter(|(_, r)| r.is_none());
    let none: Vec<&str> = none.map(|(label, _)| *label).collect();
    let mut alt = format!("Heat map of the correlation between {} features", labels.len());
    if !listed.is_empty() {
        alt += &format!(", strongest first: {}", listed.join(", "));
    }
    alt.push('.');
    if !none.is_empty() {
        alt += &format!(" Constant, so without correlation: {}.", none.join(", "));
    }
    alt
}

/// Draws how far each segment's features are from the mean of all customers, as a heat map.
///
/// `values` has the shape `(n_segments, n_features)`: a segment's mean minus the mean of all, in standard
/// deviations of all. The colours are strongest at the largest deviation, but not below one standard deviation.
///
/// # Errors
/// If the matrix is empty, is not finite, or has not one name per row and per column.
///
/// ```
/// use helpers::plot::profile_heat;
/// use ndarray::array;
///
/// let figure = profile_heat("Profiles", &["Young", "Old"], &["Age", "Income"], &array![[-1.1, 0.0], [0.9, 0.1]])?;
/// assert!(figure.alt().contains("Old: Age 0.90, Income 0.10"));
/// # helpers::Result::Ok(())
/// ```
pub fn profile_heat(title: &str, rows: &[&str], columns: &[&str], values: &Array2<f64>) -> Result<Figure> {
    check::features(title, values, columns)?;
    check::lengths(title, ("row names", rows.len()), ("rows", values.nrows()))?;
    let described = rows.iter().zip(values.rows()).map(|(name, row)| {
        let cells = columns
            .iter()
            .zip(row)
            .map(|(column, value)| format!("{column} {}", fixed(*value, 2)));
        format!("{name}: {}", cells.collect::<Vec<_>>().join(", "))
    });
    let described = described.collect::<Vec<_>>().join("; ");
    let alt = format!("Heat map \"{title}\" in standard deviations from the mean. {described}.");

    let lines = rows
        .iter()
        .map(|row| LABEL.height(&LABEL.wrapped(row, ROW_LABEL_WIDTH)));
    let row_height = (lines.fold(0.0, f64::max) + 12.0).max(48.0);
    let size = (
        130.0 * columns.len() as f64 + 290.0,
        (row_height * rows.len() as f64 + 60.0).max(340.0),
    );
    let heat = Heat {
        rows,
        columns,
        values: values.mapv(Some),
        limit: values.fold(1.0_f64, |limit, value| limit.max(value.abs())),
        scale_label: "standard deviations from the mean",
    };
    heat.figure(title, size, alt)
}

/// Values by row and column; `None` is shown as a dash.
struct Heat<'a> {
    rows: &'a [&'a str],
    columns: &'a [&'a str],
    values: Array2<Option<f64>>,
    /// The value, positive or negative, at which the colours are strongest.
    limit: f64,
    scale_label: &'a str,
}

impl Heat<'_> {
    fn figure(&self, title: &str, (width, height): (f64, f64), alt: String) -> Result<Figure> {
        let (mut canvas, area) = page(title, "", Vec::new(), (width.clamp(480.0, 960.0), height));

        let label_width = LABEL.widest(self.rows.iter().copied()).min(ROW_LABEL_WIDTH);
        let area = area.within(label_width + 14.0, 0.0, BAR_ROOM, 8.0);
        let slot = area.width / self.columns.len() as f64;
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|column| LABEL.wrapped(column, slot - 6.0))
            .collect();
        let below = columns.iter().map(|lines| LABEL.height(lines)).fold(0.0, f64::max);
        let inner = area.within(0.0, 0.0, 0.0, below + 8.0);
        canvas.fill(inner, GRID);
        let cells = inner.grid(self.rows.len(), self.columns.len(), 1.5);
        for (cell, value) in cells.iter().zip(&self.values) {
            self.draw_cell(&mut canvas, *cell, *value);
        }
        for (row, cell) in self.rows.iter().zip(cells.iter().step_by(self.columns.len())) {
            let lines = LABEL.wrapped(row, label_width);
            let top = cell.centre().1 - LABEL.height(&lines) / 2.0;
            canvas.lines((inner.left - 8.0, top), &lines, LABEL, Side::Left);
        }
        for (cell, lines) in cells.iter().zip(&columns) {
            canvas.lines((cell.centre().0, inner.bottom() + 8.0), lines, LABEL, Side::Centre);
        }
        self.draw_scale(&mut canvas, inner);

        Ok(canvas.figure(alt))
    }

    fn draw_cell(&self, canvas: &mut Canvas, cell: Rect, value: Option<f64>) {
        let (colour, text, ink) = match value.map(|value| (diverging(value / self.limit), fixed(value, 2))) {
            Some((colour, text)) => (colour, text, text_on(colour)),
            None => (MISSING, "–".to_owned(), INK),
        };
        canvas.fill(cell, colour);
        let font = Font::new((cell.width / 4.0).clamp(8.0, 15.0), false, ink);
        canvas.text(cell.centre(), &text, font, Side::Centre);
    }

    fn draw_scale(&self, canvas: &mut Canvas, beside: Rect) {
        const STEPS: usize = 100;
        let left = beside.right() + 18.0;
        let strips = Rect::new(left, beside.top, BAR_WIDTH, beside.height).grid(STEPS, 1, 0.0);
        for (i, mut strip) in strips.into_iter().enumerate() {
            // Each step reaches under the next, or hairlines would show between them.
            strip.height += if i + 1 < STEPS { 0.5 } else { 0.0 };
            canvas.fill(strip, diverging(1.0 - 2.0 * (i as f64 + 0.5) / STEPS as f64));
        }
        let axis = Axis::spanning((-self.limit, self.limit), 4);
        for (value, label) in &axis.ticks {
            let y = beside.bottom() - axis.fraction(*value) * beside.height;
            let right = left + BAR_WIDTH;
            canvas.line(&[(right, y), (right + 4.0, y)], SOFT_INK, 1.0);
            canvas.text((right + 6.0, y), label, SMALL, Side::Right);
        }
        let x = left + BAR_WIDTH + 54.0 - LABEL.line_height() / 2.0;
        canvas.upright_lines((x, beside.centre().1), &[self.scale_label.to_owned()], LABEL);
    }
}
