//! What stands above a plot: its title, a note and the legend.

use plotters::style::RGBColor;

use super::canvas::{Canvas, Rect, Side};
use super::font::{Font, LABEL, SMALL, TITLE};
use super::palette::{INK, Look};

const MARGIN: f64 = 14.0;
const KEY_WIDTH: f64 = 30.0;
const GAP: f64 = 22.0;
const ROW_HEIGHT: f64 = 21.0;

/// What an entry of the legend stands for.
#[derive(Clone, Copy)]
pub(in crate::show) enum Key {
    /// Points of a group.
    Marker(Look),
    /// A line with markers.
    Line(Look),
    /// A line without markers.
    Curve(RGBColor),
    /// Bars.
    Bar(RGBColor),
    /// A ring around a point.
    Ring,
    /// A dashed line across the plot.
    Rule,
}

/// A line of an entry; only an entry's first line has the key.
type Line = (Option<Key>, String);

/// Keys with their meaning in words, set in rows as wide as there is room.
pub(in crate::show) struct Legend {
    rows: Vec<Vec<Line>>,
}

impl Legend {
    pub(in crate::show) fn new(entries: Vec<(Key, String)>, width: f64) -> Legend {
        let mut rows: Vec<Vec<Line>> = Vec::new();
        let mut free = 0.0;
        for (key, text) in entries {
            for (i, line) in LABEL.wrapped(&text, width - KEY_WIDTH).into_iter().enumerate() {
                let needed = KEY_WIDTH + LABEL.width(&line);
                if i > 0 || rows.is_empty() || needed > free {
                    rows.push(Vec::new());
                    free = width;
                }
                free -= needed + GAP;
                let key = (i == 0).then_some(key);
                rows.last_mut().expect("just opened").push((key, line));
            }
        }
        Legend { rows }
    }

    pub(in crate::show) fn height(&self) -> f64 {
        ROW_HEIGHT * self.rows.len() as f64
    }

    pub(in crate::show) fn draw(&self, canvas: &mut Canvas, left: f64, top: f64) {
        for (i, row) in self.rows.iter().enumerate() {
            let (mut x, y) = (left, top + ROW_HEIGHT * (i as f64 + 0.5));
            for (key, line) in row {
                if let Some(key) = key {
                    draw_key(canvas, *key, (x, y));
                }
                canvas.text((x + KEY_WIDTH, y), line, LABEL, Side::Right);
                x += KEY_WIDTH + LABEL.width(line) + GAP;
            }
        }
    }
}

fn draw_key(canvas: &mut Canvas, key: Key, (x, y): (f64, f64)) {
    let across = [(x, y), (x + 24.0, y)];
    let middle = (x + 12.0, y);
    match key {
        Key::Marker(look) => canvas.marker(middle, 5.0, look),
        Key::Line(look) => {
            canvas.styled_line(&across, look, 2.0);
            canvas.marker(middle, 4.5, look);
        }
        Key::Curve(colour) => canvas.line(&across, colour, 2.2),
        Key::Bar(colour) => {
            let (width, height) = (18.0, 12.0);
            let (left, top) = (x + 3.0, y - 6.0);
            canvas.fill(
                Rect {
                    left,
                    top,
                    width,
                    height,
                },
                colour,
            );
        }
        Key::Ring => canvas.ring(middle, 8.0, INK, 2.0),
        Key::Rule => canvas.dashed(&across, (5.0, 4.0), INK, 1.4),
    }
}

/// Title, note and legend above a plot of a given width.
pub(in crate::show) struct Header<'a> {
    pub title: &'a str,
    pub width: f64,
    lines: Vec<(String, Font)>,
    legend: Legend,
}

impl<'a> Header<'a> {
    /// An empty note takes no room, nor does an empty legend.
    pub(in crate::show) fn new(title: &'a str, note: &str, legend: Vec<(Key, String)>, width: f64) -> Header<'a> {
        let room = width - 2.0 * MARGIN;
        let mut lines = Vec::new();
        for (text, font) in [(title, TITLE), (note, SMALL)] {
            let wrapped = font.wrapped(text, room).into_iter();
            lines.extend(wrapped.filter(|line| !line.is_empty()).map(|line| (line, font)));
        }
        let legend = Legend::new(legend, room);
        Header {
            title,
            width,
            lines,
            legend,
        }
    }

    pub(in crate::show) fn height(&self) -> f64 {
        let text: f64 = self.lines.iter().map(|(_, font)| font.line_height()).sum();
        MARGIN + text + self.legend.height() + 10.0
    }

    pub(in crate::show) fn draw(&self, canvas: &mut Canvas) {
        let mut y = MARGIN;
        for (line, font) in &self.lines {
            canvas.text((MARGIN, y + font.line_height() / 2.0), line, *font, Side::Right);
            y += font.line_height();
        }
        self.legend.draw(canvas, MARGIN, y + 3.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legend_never_exceeds_its_width() {
        let long = "young women who spend a great deal of the little money that they have";
        let entries = ["A", "B", long, "C"].map(|text| (Key::Ring, text.to_owned()));
        let legend = Legend::new(entries.to_vec(), 250.0);
        for row in &legend.rows {
            let texts: f64 = row.iter().map(|(_, text)| KEY_WIDTH + LABEL.width(text)).sum();
            assert!(texts + GAP * (row.len() - 1) as f64 <= 250.0);
        }
        let lines = legend.rows.iter().flatten();
        assert_eq!(lines.filter(|(key, _)| key.is_some()).count(), 4);
        assert_eq!(Legend::new(Vec::new(), 250.0).height(), 0.0);
    }
}
