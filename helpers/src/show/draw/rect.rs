//! Parts of a plot.

/// A rectangle in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub(crate) fn new(left: f64, top: f64, width: f64, height: f64) -> Rect {
        Rect { left, top, width, height }
    }

    /// What is left inside margins, but never nothing.
    pub(crate) fn within(self, left: f64, top: f64, right: f64, bottom: f64) -> Rect {
        let (width, height) = (self.width - left - right, self.height - top - bottom);
        Rect::new(self.left + left, self.top + top, width.max(20.0), height.max(20.0))
    }

    pub(crate) fn right(self) -> f64 {
        self.left + self.width
    }

    pub(crate) fn bottom(self) -> f64 {
        self.top + self.height
    }

    pub(crate) fn centre(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// Equal cells, row by row.
    pub(crate) fn grid(self, n_rows: usize, n_columns: usize, gap: f64) -> Vec<Rect> {
        let width = (self.width - gap * (n_columns - 1) as f64) / n_columns as f64;
        let height = (self.height - gap * (n_rows - 1) as f64) / n_rows as f64;
        let cell = |i: usize| {
            let (row, column) = ((i / n_columns) as f64, (i % n_columns) as f64);
            let (left, top) = (self.left + column * (width + gap), self.top + row * (height + gap));
            Rect::new(left, top, width, height)
        };
        (0..n_rows * n_columns).map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_fills_its_area() {
        let area = Rect { left: 10.0, top: 20.0, width: 100.0, height: 50.0 };
        let cells = area.grid(2, 3, 5.0);
        assert_eq!(cells.len(), 6);
        assert_eq!((cells[0].left, cells[0].top), (10.0, 20.0));
        assert!((cells[5].right() - area.right()).abs() < 1e-9);
        assert!((cells[5].bottom() - area.bottom()).abs() < 1e-9);
    }
}
