//! What is drawn with: lines, shapes and text at positions in pixels.

use plotters::backend::SVGBackend;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::font::Font;
use super::header::Header;
use super::palette::{Look, Marker, WHITE, outline};
use crate::error::{Error, Result};
use crate::show::figure::Figure;

/// Units of the SVG per pixel: the backend draws at whole units, and whole pixels would make curves jagged.
const SCALE: f64 = 10.0;

/// Left free at both sides of a plot.
const EDGE: f64 = 8.0;

/// A rectangle in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::show) struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub(in crate::show) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(in crate::show) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    pub(in crate::show) fn centre(&self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// Equal cells, row by row.
    pub(in crate::show) fn grid(&self, n_rows: usize, n_columns: usize, gap: f64) -> Vec<Rect> {
        let width = (self.width - gap * (n_columns - 1) as f64) / n_columns as f64;
        let height = (self.height - gap * (n_rows - 1) as f64) / n_rows as f64;
        let cell = |i: usize| Rect {
            left: self.left + (i % n_columns) as f64 * (width + gap),
            top: self.top + (i / n_columns) as f64 * (height + gap),
            width,
            height,
        };
        (0..n_rows * n_columns).map(cell).collect()
    }
}

/// The side of its position that a text is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::show) enum Side {
    Left,
    Right,
    Centre,
}

/// Draws the header and, below it, a body of the given height.
pub(in crate::show) fn draw(
    header: &Header,
    body_height: f64,
    alt: String,
    body: impl FnOnce(&mut Canvas, Rect),
) -> Result<Figure> {
    let (width, top) = (header.width, header.height());
    let height = top + body_height;
    let units = |pixels: f64| (pixels * SCALE).ceil() as u32;
    let mut svg = String::new();
    let mut canvas = Canvas {
        backend: SVGBackend::with_string(&mut svg, (units(width), units(height))),
        failure: None,
    };
    let page = Rect {
        left: 0.0,
        top: 0.0,
        width,
        height,
    };
    canvas.fill(page, WHITE);
    header.draw(&mut canvas);
    let area = Rect {
        left: EDGE,
        top,
        width: width - 2.0 * EDGE,
        height: body_height,
    };
    body(&mut canvas, area);
    let end = canvas.backend.present();
    canvas.note(end);
    let failure = canvas.failure.take();
    drop(canvas);
    if let Some(reason) = failure {
        let title = header.title.to_owned();
        return Err(Error::Plot { title, reason });
    }
    // The backend states the size in its own units; a reader expects pixels.
    let stated = format!("<svg width=\"{}\" height=\"{}\"", units(width), units(height));
    let meant = format!("<svg width=\"{}\" height=\"{}\"", width.ceil(), height.ceil());
    Ok(Figure::new(svg.replacen(&stated, &meant, 1), alt, width.ceil() as u32))
}

/// An SVG image in the making; it keeps the first failure, so that drawing needs no `?` at every line.
pub(in crate::show) struct Canvas<'a> {
    backend: SVGBackend<'a>,
    failure: Option<String>,
}

impl Canvas<'_> {
    /// A filled rectangle.
    pub(in crate::show) fn fill(&mut self, rect: Rect, colour: RGBColor) {
        let corners = (point((rect.left, rect.top)), point((rect.right(), rect.bottom())));
        let style = style(colour, 0.0);
        let result = self.backend.draw_rect(corners.0, corners.1, &style, true);
        self.note(result);
    }

    /// A line through points.
    pub(in crate::show) fn line(&mut self, points: &[(f64, f64)], colour: RGBColor, width: f64) {
        let path = points.iter().map(|&p| point(p));
        let result = self.backend.draw_path(path, &style(colour, width));
        self.note(result);
    }

    /// A line through points with dashes and gaps of the given lengths.
    pub(in crate::show) fn dashed(&mut self, points: &[(f64, f64)], dash: (f64, f64), colour: RGBColor, width: f64) {
        for piece in dashes(points, dash) {
            self.line(&piece, colour, width);
        }
    }

    /// A solid or dashed line, whichever the look has.
    pub(in crate::show) fn styled_line(&mut self, points: &[(f64, f64)], look: Look, width: f64) {
        match look.dash {
            None => self.line(points, look.colour, width),
            Some(dash) => self.dashed(points, dash, look.colour, width),
        }
    }

    /// A circle that is not filled.
    pub(in crate::show) fn ring(&mut self, centre: (f64, f64), radius: f64, colour: RGBColor, width: f64) {
        let radius = (radius * SCALE).round() as u32;
        let result = self
            .backend
            .draw_circle(point(centre), radius, &style(colour, width), false);
        self.note(result);
    }

    /// A group's marker.
    pub(in crate::show) fn marker(&mut self, centre: (f64, f64), radius: f64, look: Look) {
        let edge = outline(look.colour);
        if look.marker == Marker::Circle {
            let units = (radius * SCALE).round() as u32;
            let filled = style(look.colour, 0.0);
            let result = self.backend.draw_circle(point(centre), units, &filled, true);
            self.note(result);
            if let Some(edge) = edge {
                self.ring(centre, radius, edge, 1.0);
            }
            return;
        }
        let corner = |(x, y)| (centre.0 + x, centre.1 + y);
        let mut corners: Vec<_> = look.marker.corners(radius).into_iter().map(corner).collect();
        let polygon = corners.iter().map(|&p| point(p)).collect::<Vec<_>>();
        let result = self.backend.fill_polygon(polygon, &style(look.colour, 0.0));
        self.note(result);
        if let Some(edge) = edge {
            corners.push(corners[0]);
            self.line(&corners, edge, 1.0);
        }
    }

    /// One line of text; y is its middle.
    pub(in crate::show) fn text(&mut self, (x, y): (f64, f64), text: &str, font: Font, side: Side) {
        // The backend centres on lower-case letters; this is the middle of capitals and digits.
        let middle = y + 0.09 * font.size;
        self.set((x, middle), text, font, side, FontTransform::None);
    }

    /// One line of text that reads upwards, centred; x is its middle.
    pub(in crate::show) fn upright_text(&mut self, (x, y): (f64, f64), text: &str, font: Font) {
        let middle = x + 0.09 * font.size;
        self.set((middle, y), text, font, Side::Centre, FontTransform::Rotate270);
    }

    fn set(&mut self, at: (f64, f64), text: &str, font: Font, side: Side, turn: FontTransform) {
        let anchor = match side {
            Side::Left => HPos::Right,
            Side::Right => HPos::Left,
            Side::Centre => HPos::Center,
        };
        let weight = if font.is_bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        // The backend divides sizes by 1.24.
        let size = font.size * SCALE * 1.24;
        let desc = ("sans-serif", size).into_font().style(weight).transform(turn);
        let style = TextStyle::from(desc)
            .color(&font.colour)
            .pos(Pos::new(anchor, VPos::Center));
        // Control characters are not allowed in XML.
        let text = text.replace(char::is_control, " ");
        let result = self.backend.draw_text(&text, &style, point(at));
        self.note(result);
    }

    fn note<E: std::fmt::Display>(&mut self, result: std::result::Result<(), E>) {
        if let (Err(error), None) = (result, &self.failure) {
            self.failure = Some(error.to_string());
        }
    }
}

fn point((x, y): (f64, f64)) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

fn style(colour: RGBColor, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: colour.to_rgba(),
        filled: false,
        stroke_width: (width * SCALE).round() as u32,
    }
}

/// The visible pieces of a dashed line.
fn dashes(points: &[(f64, f64)], (dash, gap): (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let mut piece = Vec::from_iter(points.first().copied());
    let (mut left, mut is_dash) = (dash, true);
    for ends in points.windows(2) {
        let ((x, y), (to_x, to_y)) = (ends[0], ends[1]);
        let length = (to_x - x).hypot(to_y - y);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let at = (x + (to_x - x) * done / length, y + (to_y - y) * done / length);
            piece.push(at);
            match is_dash {
                true => pieces.push(std::mem::take(&mut piece)),
                false => piece = vec![at],
            }
            is_dash = !is_dash;
            left = if is_dash { dash } else { gap };
        }
        left -= length - done;
        if is_dash {
            piece.push((to_x, to_y));
        }
    }
    if is_dash && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_go_round_corners() {
        let pieces = dashes(&[(0.0, 0.0), (5.0, 0.0), (5.0, 10.0)], (6.0, 3.0));
        assert_eq!(
            pieces,
            [vec![(0.0, 0.0), (5.0, 0.0), (5.0, 1.0)], vec![(5.0, 4.0), (5.0, 10.0)]]
        );
        assert!(dashes(&[], (6.0, 3.0)).is_empty());
    }

    #[test]
    fn a_grid_fills_its_area() {
        let area = Rect {
            left: 10.0,
            top: 20.0,
            width: 100.0,
            height: 50.0,
        };
        let cells = area.grid(2, 3, 5.0);
        assert_eq!(cells.len(), 6);
        assert_eq!((cells[0].left, cells[0].top), (10.0, 20.0));
        assert!((cells[5].right() - area.right()).abs() < 1e-9);
        assert!((cells[5].bottom() - area.bottom()).abs() < 1e-9);
    }
}
