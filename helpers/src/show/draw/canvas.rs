//! What is drawn with: lines, shapes and text at positions in pixels, written as SVG.

use super::font::Font;
use super::palette::{Colour, Dash, Look, WHITE, outline};
use super::rect::Rect;
use crate::show::figure::Figure;
use crate::show::html::escape;

/// The part of a text that stands at its position, as SVG names it.
pub(crate) type Anchor = &'static str;
pub(crate) const START: Anchor = "start";
pub(crate) const MIDDLE: Anchor = "middle";
pub(crate) const END: Anchor = "end";

/// A position in pixels, from the left and from the top.
pub(crate) type Point = (f64, f64);

/// An SVG image in the making, an element a line.
pub(crate) struct Canvas {
    svg: String,
    width: f64,
}

impl Canvas {
    /// A white page of a size in pixels.
    pub(crate) fn new(width: f64, height: f64) -> Canvas {
        let size = format!("width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"");
        let svg = format!("<svg {size} xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\">\n");
        let mut canvas = Canvas { svg, width };
        canvas.fill(Rect::new(0.0, 0.0, width, height), WHITE);
        canvas
    }

    /// The finished image with its description.
    pub(crate) fn figure(self, alt: String) -> Figure {
        Figure::new(self.svg + "</svg>\n", alt, self.width as u32)
    }

    fn element(&mut self, name: &str, attributes: String) {
        self.svg += &format!("<{name} {attributes}/>\n");
    }

    /// A filled rectangle.
    pub(crate) fn fill(&mut self, rect: Rect, colour: Colour) {
        let [x, y, right, bottom] = [rect.left, rect.top, rect.right(), rect.bottom()].map(tenths);
        let (width, height) = (tenths(right - x), tenths(bottom - y));
        let place = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        self.element("rect", format!("{place} fill=\"{colour}\""));
    }

    /// A line through points.
    pub(crate) fn line(&mut self, points: &[Point], colour: Colour, width: f64) {
        self.dashed(points, None, colour, width);
    }

    /// A line through points, in dashes if there are any.
    pub(crate) fn dashed(&mut self, points: &[Point], dash: Dash, colour: Colour, width: f64) {
        let dash = dash.map(|(dash, gap)| format!(" stroke-dasharray=\"{dash} {gap}\""));
        let (path, stroke) = (path(points), stroke(colour, width));
        if points.len() > 1 {
            self.element("polyline", format!("{path} {stroke}{}", dash.unwrap_or_default()));
        }
    }

    /// A circle that is not filled.
    pub(crate) fn ring(&mut self, centre: Point, radius: f64, colour: Colour, width: f64) {
        self.circle(centre, radius, &stroke(colour, width));
    }

    /// A group's marker.
    pub(crate) fn marker(&mut self, centre: Point, radius: f64, look: Look) {
        let paint = match outline(look.colour) {
            Some(edge) => format!("fill=\"{}\" stroke=\"{edge}\"", look.colour),
            None => format!("fill=\"{}\"", look.colour),
        };
        if look.marker.is_empty() {
            return self.circle(centre, radius, &paint);
        }
        let corner = |xy: &[f64]| (centre.0 + radius * xy[0], centre.1 + radius * xy[1]);
        let corners: Vec<Point> = look.marker.chunks(2).map(corner).collect();
        self.element("polygon", format!("{} {paint}", path(&corners)));
    }

    fn circle(&mut self, (x, y): Point, radius: f64, paint: &str) {
        let [x, y] = [x, y].map(tenths);
        self.element("circle", format!("cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}"));
    }

    /// One line of text; y is its middle.
    pub(crate) fn text(&mut self, (x, y): Point, text: &str, font: Font, anchor: Anchor) {
        self.set((x, y + font.sink()), text, font, anchor, "");
    }

    /// Lines of text below each other; y is the top of the first, and where the next would begin is returned.
    pub(crate) fn lines(&mut self, (x, y): Point, lines: &[String], font: Font, anchor: Anchor) -> f64 {
        for (i, line) in lines.iter().enumerate() {
            self.text((x, y + font.line_height() * (i as f64 + 0.5)), line, font, anchor);
        }
        y + font.height(lines)
    }

    /// Lines of text that read upwards, centred, one to the right of the other; x is the left of the first.
    pub(crate) fn upright_lines(&mut self, (x, y): Point, lines: &[String], font: Font) {
        for (i, line) in lines.iter().enumerate() {
            let x = x + font.line_height() * (i as f64 + 0.5) + font.sink();
            let turn = format!(" transform=\"rotate(270, {}, {})\"", tenths(x), tenths(y));
            self.set((x, y), line, font, MIDDLE, &turn);
        }
    }

    fn set(&mut self, (x, y): Point, text: &str, font: Font, anchor: Anchor, turn: &str) {
        let [x, y, size] = [x, y, font.size].map(tenths);
        let place = format!("x=\"{x}\" y=\"{y}\" dy=\"0.5ex\" text-anchor=\"{anchor}\"{turn}");
        let weight = if font.is_bold { " font-weight=\"bold\"" } else { "" };
        // Control characters are not allowed in XML.
        let text = escape(&text.replace(char::is_control, " "));
        let colour = font.colour;
        self.svg += &format!("<text {place} font-size=\"{size}\" fill=\"{colour}\"{weight}>{text}</text>\n");
    }
}

/// Finer than anyone sees.
fn tenths(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

fn path(points: &[Point]) -> String {
    let pair = |&(x, y): &Point| format!("{},{}", tenths(x), tenths(y));
    let points: Vec<String> = points.iter().map(pair).collect();
    format!("points=\"{}\"", points.join(" "))
}

fn stroke(colour: Colour, width: f64) -> String {
    format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::{LABEL, look};

    #[test]
    fn lines_have_the_dashes_of_their_look_and_pale_markers_an_outline() {
        let mut canvas = Canvas::new(20.0, 10.0);
        for group in [0, 1, 4] {
            canvas.dashed(&[(0.0, 0.04), (10.26, 5.0)], look(group).dash, look(group).colour, 2.0);
            canvas.marker((5.0, 5.0), 4.5, look(group));
        }
        let figure = canvas.figure(String::new());
        let line = "<polyline points=\"0,0 10.3,5\" fill=\"none\" stroke=\"#D55E00\" stroke-width=\"2\"";
        assert!(
            figure.svg().contains(&format!("{line} stroke-dasharray=\"9 4\"/>")),
            "{}",
            figure.svg()
        );
        assert_eq!(figure.svg().matches("stroke-dasharray").count(), 1);
        assert_eq!(figure.svg().matches("fill=\"#E69F00\" stroke=").count(), 1);
    }

    #[test]
    fn text_cannot_break_the_image() {
        let mut canvas = Canvas::new(20.0, 10.0);
        canvas.text((1.0, 1.0), "R&D <b>\u{1}\n\"", LABEL, START);
        assert!(
            canvas
                .figure(String::new())
                .svg()
                .contains(">R&amp;D &lt;b&gt;  &quot;</text>")
        );
    }
}
