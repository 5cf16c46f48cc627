//! A pair of axes in a part of the canvas.

use super::axis::Axis;
use super::canvas::{Canvas, END, MIDDLE, Point};
use super::font::{LABEL, SMALL};
use super::palette::{GRID, SOFT_INK};
use super::rect::Rect;

/// A plot's inner rectangle with its two axes and their labels.
pub(crate) struct Panel {
    pub inner: Rect,
    /// Of x and of y.
    pub axes: [Axis; 2],
    pub labels: (Vec<String>, Vec<String>),
    /// How wide the numbers of the y axis are.
    pub number_width: f64,
}

impl Panel {
    /// Fits axes, tick labels and axis labels into a part of the canvas and draws everything but the data: grid lines
    /// across, and where `has_columns` also upwards; an empty label takes no room.
    pub(crate) fn new(canvas: &mut Canvas, cell: Rect, axes: [Axis; 2], labels: [&str; 2], has_columns: bool) -> Panel {
        let number_width = axes[1].widest_label();
        let y_label = LABEL.wrapped(labels[1], cell.height - 30.0);
        let (left, right) = (LABEL.height(&y_label) + number_width + 14.0, 16.0);
        let x_label = LABEL.wrapped(labels[0], cell.width - left - right);
        let bottom = LABEL.height(&x_label) + SMALL.line_height() + 14.0;
        let inner = cell.within(left, 8.0, right, bottom);
        let panel = Panel { inner, axes, labels: (x_label, y_label), number_width };
        panel.draw_grid(canvas, has_columns, true);
        panel.draw_frame(canvas);
        panel.draw_x_numbers(canvas);
        panel.draw_y_numbers(canvas);
        panel
    }

    /// Where a value is on the canvas, from left to right.
    pub(crate) fn at_x(&self, value: f64) -> f64 {
        self.inner.left + self.axes[0].fraction(value) * self.inner.width
    }

    /// Where a value is on the canvas, from bottom to top.
    pub(crate) fn at_y(&self, value: f64) -> f64 {
        self.inner.bottom() - self.axes[1].fraction(value) * self.inner.height
    }

    /// Where a pair of values is on the canvas.
    pub(crate) fn at(&self, (x, y): (f64, f64)) -> Point {
        (self.at_x(x), self.at_y(y))
    }

    /// Grid lines at the ticks of the x axis, the y axis or both.
    pub(crate) fn draw_grid(&self, canvas: &mut Canvas, at_x: bool, at_y: bool) {
        let Rect { left, top, .. } = self.inner;
        for (value, _) in self.axes[0].ticks.iter().filter(|_| at_x) {
            let x = self.at_x(*value);
            canvas.line(&[(x, top), (x, self.inner.bottom())], GRID, 1.0);
        }
        for (value, _) in self.axes[1].ticks.iter().filter(|_| at_y) {
            let y = self.at_y(*value);
            canvas.line(&[(left, y), (self.inner.right(), y)], GRID, 1.0);
        }
    }

    /// The lines of the two axes.
    pub(crate) fn draw_frame(&self, canvas: &mut Canvas) {
        let Rect { left, top, .. } = self.inner;
        let (right, bottom) = (self.inner.right(), self.inner.bottom());
        canvas.line(&[(left, top), (left, bottom), (right, bottom)], SOFT_INK, 1.0);
    }

    /// The ticks of the x axis with their numbers and the label.
    pub(crate) fn draw_x_numbers(&self, canvas: &mut Canvas) {
        let (middle, bottom) = (self.inner.centre().0, self.inner.bottom());
        for (value, number) in &self.axes[0].ticks {
            let x = self.at_x(*value);
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], SOFT_INK, 1.0);
            let y = bottom + 6.0 + SMALL.line_height() / 2.0;
            canvas.text((x, y), number, SMALL, MIDDLE);
        }
        let y = bottom + SMALL.line_height() + 10.0;
        canvas.lines((middle, y), &self.labels.0, LABEL, MIDDLE);
    }

    /// The ticks of the y axis with their numbers and the label.
    pub(crate) fn draw_y_numbers(&self, canvas: &mut Canvas) {
        let (left, middle) = (self.inner.left, self.inner.centre().1);
        for (value, number) in &self.axes[1].ticks {
            let y = self.at_y(*value);
            canvas.line(&[(left - 4.0, y), (left, y)], SOFT_INK, 1.0);
            canvas.text((left - 7.0, y), number, SMALL, END);
        }
        let x = left - self.number_width - 12.0 - LABEL.height(&self.labels.1);
        canvas.upright_lines((x, middle), &self.labels.1, LABEL);
    }
}
