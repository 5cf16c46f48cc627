//! A grid of coloured cells with the value written in each, and the scale beside it.

use crate::show::draw::axis::Axis;
use crate::show::draw::canvas::{Canvas, Rect, Side};
use crate::show::draw::font::{Font, LABEL, SMALL};
use crate::show::draw::number::fixed;
use crate::show::draw::palette::{GRID, INK, MISSING, SOFT_INK, diverging, text_on};

/// Longer names of rows are broken into lines.
pub(super) const ROW_LABEL_WIDTH: f64 = 150.0;
const BAR_WIDTH: f64 = 16.0;
const BAR_ROOM: f64 = 94.0;

/// Values by row and column; `None` is shown as a dash.
pub(super) struct Heat<'a> {
    pub rows: &'a [&'a str],
    pub columns: &'a [&'a str],
    pub values: &'a [Vec<Option<f64>>],
    /// The value, positive or negative, at which the colours are strongest.
    pub limit: f64,
    pub scale_label: &'a str,
}

impl Heat<'_> {
    /// Draws cells, labels and scale into a part of the canvas.
    pub(super) fn draw(&self, canvas: &mut Canvas, outer: Rect) {
        let left = self.label_width() + 8.0;
        let slot = (outer.width - left - BAR_ROOM) / self.columns.len() as f64;
        let columns: Vec<Vec<String>> = self.columns.iter().map(|c| LABEL.wrapped(c, slot - 6.0)).collect();
        let n_lines = columns.iter().map(Vec::len).max().unwrap_or(1);
        let inner = Rect {
            left: outer.left + left,
            top: outer.top,
            width: outer.width - left - BAR_ROOM,
            height: outer.height - LABEL.line_height() * n_lines as f64 - 8.0,
        };
        canvas.fill(inner, GRID);
        let cells = inner.grid(self.rows.len(), self.columns.len(), 1.5);
        for (cell, value) in cells.iter().zip(self.values.iter().flatten()) {
            self.draw_cell(canvas, *cell, *value);
        }
        for (i, row) in self.rows.iter().enumerate() {
            let middle = cells[i * self.columns.len()].centre().1;
            draw_lines(canvas, &LABEL.wrapped(row, self.label_width()), |j, n| {
                let y = middle + LABEL.line_height() * (j - (n - 1.0) / 2.0);
                ((inner.left - 8.0, y), Side::Left)
            });
        }
        for (cell, lines) in cells.iter().zip(&columns) {
            draw_lines(canvas, lines, |j, _| {
                let y = inner.bottom() + 8.0 + LABEL.line_height() * (j + 0.5);
                ((cell.centre().0, y), Side::Centre)
            });
        }
        self.draw_scale(canvas, inner);
    }

    fn draw_cell(&self, canvas: &mut Canvas, cell: Rect, value: Option<f64>) {
        let (colour, text) = match value {
            Some(value) => (diverging(value / self.limit), fixed(value, 2)),
            None => (MISSING, "–".to_owned()),
        };
        canvas.fill(cell, colour);
        let size = (cell.width / 4.0).clamp(8.0, 15.0);
        let font = Font {
            size,
            is_bold: false,
            colour: if value.is_some() { text_on(colour) } else { INK },
        };
        canvas.text(cell.centre(), &text, font, Side::Centre);
    }

    fn label_width(&self) -> f64 {
        let widths = self.rows.iter().map(|row| LABEL.width(row));
        widths.fold(0.0, f64::max).min(ROW_LABEL_WIDTH)
    }

    fn draw_scale(&self, canvas: &mut Canvas, beside: Rect) {
        const STEPS: usize = 100;
        let (left, top) = (beside.right() + 18.0, beside.top);
        let step = beside.height / STEPS as f64;
        for i in 0..STEPS {
            let value = 1.0 - 2.0 * (i as f64 + 0.5) / STEPS as f64;
            // Each step reaches under the next, or hairlines would show between them.
            let height = if i + 1 < STEPS { step + 0.5 } else { step };
            let strip = Rect {
                left,
                top: top + i as f64 * step,
                width: BAR_WIDTH,
                height,
            };
            canvas.fill(strip, diverging(value));
        }
        let axis = Axis::spanning(-self.limit, self.limit, 4);
        for (value, label) in &axis.ticks {
            let y = beside.bottom() - axis.fraction(*value) * beside.height;
            let right = left + BAR_WIDTH;
            canvas.line(&[(right, y), (right + 4.0, y)], SOFT_INK, 1.0);
            canvas.text((right + 6.0, y), label, SMALL, Side::Right);
        }
        let centre = (left + BAR_WIDTH + 54.0, beside.centre().1);
        canvas.upright_text(centre, self.scale_label, LABEL);
    }
}

/// Lines of text, placed by their number and how many there are.
fn draw_lines(canvas: &mut Canvas, lines: &[String], place: impl Fn(f64, f64) -> ((f64, f64), Side)) {
    for (j, line) in lines.iter().enumerate() {
        let (at, side) = place(j as f64, lines.len() as f64);
        canvas.text(at, line, LABEL, side);
    }
}
