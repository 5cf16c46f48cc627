//! What is drawn with: lines, shapes and text at positions in pixels, set down by plotters as SVG.

use std::fmt::Debug;

use plotters::backend::SVGBackend;
use plotters::element::{DashedPathElement, Drawable};
use plotters::prelude::{DrawingBackend, RGBColor};
pub(crate) use plotters::style::text_anchor::HPos::{Center as MIDDLE, Left as START, Right as END};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, FontTransform, IntoFont, ShapeStyle, TextStyle};

use super::font::Font;
use super::palette::{Dash, Look, WHITE};
use super::rect::Rect;
use crate::show::figure::Figure;

/// Units of the SVG per pixel: plotters draws at whole units, and whole pixels would make curves jagged.
const SCALE: f64 = 10.0;

/// A position in pixels, from the left and from the top.
pub(crate) type Point = (f64, f64);

/// An SVG image in the making.
pub(crate) struct Canvas {
    elements: Vec<Element>,
    width: f64,
    height: f64,
}

/// What plotters is to draw; its backend borrows the text that it writes, so that it comes last.
type Element = Box<dyn FnOnce(&mut SVGBackend)>;

/// Plotters' results: into memory, every element can be written.
const WRITTEN: &str = "memory takes every element";

impl Canvas {
    /// A white page of a size in pixels.
    pub(crate) fn new(width: f64, height: f64) -> Canvas {
        let mut canvas = Canvas { elements: Vec::new(), width, height };
        canvas.fill(Rect::new(0.0, 0.0, width, height), WHITE);
        canvas
    }

    /// The finished image with its description.
    pub(crate) fn figure(self, alt: String) -> Figure {
        let mut svg = String::new();
        let size = (units(self.width) as u32, units(self.height) as u32);
        let mut backend = SVGBackend::with_string(&mut svg, size);
        self.elements.into_iter().for_each(|element| element(&mut backend));
        backend.present().expect(WRITTEN);
        drop(backend);
        // The backend states the size in its own units; a reader expects pixels.
        let stated = format!("<svg width=\"{}\" height=\"{}\"", size.0, size.1);
        let meant = format!("<svg width=\"{}\" height=\"{}\"", self.width, self.height);
        Figure { svg: svg.replacen(&stated, &meant, 1), alt, width: self.width as u32 }
    }

    fn draw<E: Debug>(&mut self, element: impl FnOnce(&mut SVGBackend) -> Result<(), E> + 'static) {
        self.elements.push(Box::new(|backend| element(backend).expect(WRITTEN)));
    }

    /// A filled rectangle.
    pub(crate) fn fill(&mut self, rect: Rect, colour: RGBColor) {
        let (from, to) = (place((rect.left, rect.top)), place((rect.right(), rect.bottom())));
        self.draw(move |backend| backend.draw_rect(from, to, &style(colour, 0.0), true));
    }

    /// A line through points.
    pub(crate) fn line(&mut self, points: &[Point], colour: RGBColor, width: f64) {
        self.dashed(points, None, colour, width);
    }

    /// A line through points, in dashes if there are any.
    pub(crate) fn dashed(&mut self, points: &[Point], dash: Dash, colour: RGBColor, width: f64) {
        if points.len() < 2 {
            return;
        }
        let (path, style) = (places(points), style(colour, width));
        self.draw(move |backend| match dash {
            None => backend.draw_path(path, &style),
            Some((dash, gap)) => {
                let dashes = DashedPathElement::new(std::iter::empty::<()>(), units(dash), units(gap), style);
                dashes.draw(path.into_iter(), backend, (0, 0))
            }
        });
    }

    /// A circle that is not filled.
    pub(crate) fn ring(&mut self, centre: Point, radius: f64, colour: RGBColor, width: f64) {
        self.circle(centre, radius, style(colour, width), false);
    }

    /// A group's marker.
    pub(crate) fn marker(&mut self, centre: Point, radius: f64, look: Look) {
        let (filled, edge) = (style(look.colour, 0.0), look.outline);
        if look.marker.is_empty() {
            self.circle(centre, radius, filled, true);
            edge.into_iter().for_each(|edge| self.ring(centre, radius, edge, 1.0));
            return;
        }
        let corner = |xy: &[f64]| (centre.0 + radius * xy[0], centre.1 + radius * xy[1]);
        let mut corners: Vec<Point> = look.marker.chunks(2).map(corner).collect();
        let polygon = places(&corners);
        self.draw(move |backend| backend.fill_polygon(polygon, &filled));
        corners.push(corners[0]);
        edge.into_iter().for_each(|edge| self.line(&corners, edge, 1.0));
    }

    fn circle(&mut self, centre: Point, radius: f64, style: ShapeStyle, fill: bool) {
        let (centre, radius) = (place(centre), units(radius) as u32);
        self.draw(move |backend| backend.draw_circle(centre, radius, &style, fill));
    }

    /// One line of text; y is its middle.
    pub(crate) fn text(&mut self, (x, y): Point, text: &str, font: Font, anchor: HPos) {
        self.set((x, y + font.sink()), text, font, anchor, FontTransform::None);
    }

    /// Lines of text below each other; y is the top of the first, and where the next would begin is returned.
    pub(crate) fn lines(&mut self, (x, y): Point, lines: &[String], font: Font, anchor: HPos) -> f64 {
        for (i, line) in lines.iter().enumerate() {
            self.text((x, y + font.line_height() * (i as f64 + 0.5)), line, font, anchor);
        }
        y + font.height(lines)
    }

    /// Lines of text that read upwards, centred, one to the right of the other; x is the left of the first.
    pub(crate) fn upright_lines(&mut self, (x, y): Point, lines: &[String], font: Font) {
        for (i, line) in lines.iter().enumerate() {
            let x = x + font.line_height() * (i as f64 + 0.5) + font.sink();
            self.set((x, y), line, font, MIDDLE, FontTransform::Rotate270);
        }
    }

    fn set(&mut self, at: Point, text: &str, font: Font, anchor: HPos, turn: FontTransform) {
        let weight = if font.is_bold { FontStyle::Bold } else { FontStyle::Normal };
        // Control characters are not allowed in XML.
        let (at, text) = (place(at), text.replace(char::is_control, " "));
        self.draw(move |backend| {
            // The backend divides sizes by 1.24.
            let shape = ("sans-serif", font.size * SCALE * 1.24).into_font();
            let style = TextStyle::from(shape.style(weight).transform(turn));
            let style = style.color(&font.colour).pos(Pos::new(anchor, VPos::Center));
            backend.draw_text(&text, &style, at)
        });
    }
}

fn units(pixels: f64) -> i32 {
    (pixels * SCALE).round() as i32
}

fn place((x, y): Point) -> (i32, i32) {
    (units(x), units(y))
}

fn places(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|&point| place(point)).collect()
}

fn style(colour: RGBColor, width: f64) -> ShapeStyle {
    ShapeStyle::from(colour).stroke_width(units(width) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::{LABEL, look};

    #[test]
    fn lines_have_the_dashes_of_their_look_and_pale_markers_an_outline() {
        let drawn = |group: usize| {
            let mut canvas = Canvas::new(40.0, 10.0);
            canvas.dashed(&[(0.0, 5.0), (30.0, 5.0)], look(group).dash, look(group).colour, 2.0);
            canvas.marker((5.0, 5.0), 4.5, look(group));
            canvas.figure(String::new()).svg().to_owned()
        };
        let count = |group: usize, of: &str| drawn(group).matches(of).count();
        assert_eq!((count(0, "<polyline"), count(1, "<polyline")), (1, 3), "9 pixels, a gap of 4, and again");
        assert_eq!((count(0, "<circle"), count(4, "<polygon")), (1, 1));
        assert_eq!(count(4, "<polyline") - count(0, "<polyline"), 1, "orange is pale");
    }

    #[test]
    fn text_cannot_break_the_image() {
        let mut canvas = Canvas::new(20.0, 10.0);
        canvas.text((1.0, 1.0), "R&D <b>\u{1}\n\"", LABEL, START);
        let figure = canvas.figure(String::new());
        assert!(figure.svg().contains("R&amp;D &lt;b&gt;  &quot;"), "{}", figure.svg());
    }
}
