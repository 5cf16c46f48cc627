//! A pair of axes in a part of the canvas.

use super::axis::Axis;
use super::canvas::{Canvas, Rect, Side};
use super::density::Bins;
use super::font::{LABEL, SMALL};
use super::palette::{FILL, GRID, SOFT_INK};

/// A plot's inner rectangle with its two axes and their labels.
pub(in crate::show) struct Panel {
    pub inner: Rect,
    x: Axis,
    y: Axis,
    x_label: Vec<String>,
    y_label: Vec<String>,
}

impl Panel {
    /// Fits axes, tick labels and axis labels into a part of the canvas; an empty label takes no room.
    pub(in crate::show) fn new(outer: Rect, x: Axis, y: Axis, x_label: &str, y_label: &str) -> Panel {
        let y_label = lines(y_label, outer.height - 30.0);
        let left = y_label.len() as f64 * LABEL.line_height() + y.widest_label() + 14.0;
        let right = 16.0;
        let x_label = lines(x_label, outer.width - left - right);
        let bottom = x_label.len() as f64 * LABEL.line_height() + SMALL.line_height() + 14.0;
        let top = 8.0;
        let inner = Rect {
            left: outer.left + left,
            top: outer.top + top,
            width: (outer.width - left - right).max(20.0),
            height: (outer.height - top - bottom).max(20.0),
        };
        Panel {
            inner,
            x,
            y,
            x_label,
            y_label,
        }
    }

    /// A panel without labels of its own, as in a grid that is labelled at its edges.
    pub(in crate::show) fn bare(inner: Rect, x: Axis, y: Axis) -> Panel {
        let none = Vec::new;
        Panel {
            inner,
            x,
            y,
            x_label: none(),
            y_label: none(),
        }
    }

    /// Where a value is on the canvas, from left to right.
    pub(in crate::show) fn at_x(&self, value: f64) -> f64 {
        self.inner.left + self.x.fraction(value) * self.inner.width
    }

    /// Where a value is on the canvas, from bottom to top.
    pub(in crate::show) fn at_y(&self, value: f64) -> f64 {
        self.inner.bottom() - self.y.fraction(value) * self.inner.height
    }

    /// Where a pair of values is on the canvas.
    pub(in crate::show) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.at_x(x), self.at_y(y))
    }

    /// Grid lines across, the two axes, ticks and labels: everything but the data.
    pub(in crate::show) fn draw(&self, canvas: &mut Canvas) {
        self.draw_grid(canvas, false, true);
        self.draw_lines(canvas);
        self.draw_x_ticks(canvas);
        self.draw_y_ticks(canvas);
        let (middle, centre) = self.inner.centre();
        let mut y = self.inner.bottom() + SMALL.line_height() + 10.0;
        for line in &self.x_label {
            canvas.text((middle, y + LABEL.line_height() / 2.0), line, LABEL, Side::Centre);
            y += LABEL.line_height();
        }
        let height = self.y_label.len() as f64 * LABEL.line_height();
        let mut x = self.inner.left - self.y.widest_label() - 12.0 - height;
        for line in &self.y_label {
            canvas.upright_text((x + LABEL.line_height() / 2.0, centre), line, LABEL);
            x += LABEL.line_height();
        }
    }

    /// The panel with a histogram's bars.
    pub(in crate::show) fn draw_bars(&self, canvas: &mut Canvas, bins: &Bins) {
        self.draw(canvas);
        for (bin, &count) in bins.counts.iter().enumerate() {
            let (left, top) = self.at(bins.edge(bin), count as f64);
            let slot = self.at_x(bins.edge(bin + 1)) - left;
            // Bars of separate numbers stand apart, others nearly touch.
            let gap = if bins.is_by_number {
                0.3 * slot
            } else {
                slot.min(2.0) / 2.0
            };
            let (left, width) = (left + gap / 2.0, slot - gap);
            let height = self.inner.bottom() - top;
            canvas.fill(
                Rect {
                    left,
                    top,
                    width,
                    height,
                },
                FILL,
            );
        }
        self.draw_lines(canvas);
    }

    /// Grid lines at the ticks of the x axis, the y axis or both.
    pub(in crate::show) fn draw_grid(&self, canvas: &mut Canvas, at_x: bool, at_y: bool) {
        let Rect { left, top, .. } = self.inner;
        for (value, _) in self.x.ticks.iter().filter(|_| at_x) {
            let x = self.at_x(*value);
            canvas.line(&[(x, top), (x, self.inner.bottom())], GRID, 1.0);
        }
        for (value, _) in self.y.ticks.iter().filter(|_| at_y) {
            let y = self.at_y(*value);
            canvas.line(&[(left, y), (self.inner.right(), y)], GRID, 1.0);
        }
    }

    /// The lines of the two axes.
    pub(in crate::show) fn draw_lines(&self, canvas: &mut Canvas) {
        let Rect { left, top, .. } = self.inner;
        let (right, bottom) = (self.inner.right(), self.inner.bottom());
        canvas.line(&[(left, top), (left, bottom), (right, bottom)], SOFT_INK, 1.0);
    }

    /// The ticks of the x axis with their numbers.
    pub(in crate::show) fn draw_x_ticks(&self, canvas: &mut Canvas) {
        let bottom = self.inner.bottom();
        for (value, label) in &self.x.ticks {
            let x = self.at_x(*value);
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], SOFT_INK, 1.0);
            let y = bottom + 6.0 + SMALL.line_height() / 2.0;
            canvas.text((x, y), label, SMALL, Side::Centre);
        }
    }

    /// The ticks of the y axis with their numbers.
    pub(in crate::show) fn draw_y_ticks(&self, canvas: &mut Canvas) {
        let left = self.inner.left;
        for (value, label) in &self.y.ticks {
            let y = self.at_y(*value);
            canvas.line(&[(left - 4.0, y), (left, y)], SOFT_INK, 1.0);
            canvas.text((left - 7.0, y), label, SMALL, Side::Left);
        }
    }
}

/// The lines of a label; an empty one has none.
fn lines(label: &str, limit: f64) -> Vec<String> {
    let lines = LABEL.wrapped(label, limit).into_iter();
    lines.filter(|line| !line.is_empty()).collect()
}
