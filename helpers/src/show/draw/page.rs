//! A plot as a whole: its title, a note and the legend above what is drawn.

use super::canvas::{Canvas, Point, START};
use super::font::{LABEL, SMALL, TITLE};
use super::palette::{Dash, FILL, INK, Look};
use super::rect::Rect;

const MARGIN: f64 = 14.0;
/// Left free at both sides of what is drawn.
const EDGE: f64 = 8.0;
const KEY_WIDTH: f64 = 30.0;
const GAP: f64 = 22.0;
const ROW_HEIGHT: f64 = 21.0;

/// What an entry of the legend stands for.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    /// Points of a group.
    Marker(Look),
    /// A line with markers.
    Line(Look),
    /// A line without markers.
    Curve,
    /// Bars.
    Bar,
    /// A ring around a point.
    Ring,
    /// A dashed line across the plot.
    Rule,
}

/// The dashes of a rule.
pub(crate) const RULE: Dash = Some((5.0, 4.0));

/// Keys with their meaning in words.
pub(crate) type Entries = Vec<(Key, String)>;

/// Opens a page with title, note and legend above an area of a size in pixels; what is empty takes no room.
pub(crate) fn page(title: &str, note: &str, legend: Entries, (width, height): (f64, f64)) -> (Canvas, Rect) {
    let room = width - 2.0 * MARGIN;
    let (titles, notes) = (TITLE.wrapped(title, room), SMALL.wrapped(note, room));
    let legend = Legend::new(legend, room);
    let top = MARGIN + TITLE.height(&titles) + SMALL.height(&notes) + legend.height + 10.0;
    let mut canvas = Canvas::new(width.ceil(), (top + height).ceil());
    let y = canvas.lines((MARGIN, MARGIN), &titles, TITLE, START);
    let y = canvas.lines((MARGIN, y), &notes, SMALL, START);
    legend.draw(&mut canvas, (MARGIN, y + 3.0));
    (canvas, Rect::new(EDGE, top, width - 2.0 * EDGE, height))
}

/// Entries set in rows as wide as there is room; only an entry's first line has the key.
pub(crate) struct Legend {
    placed: Vec<(Point, Option<Key>, String)>,
    pub height: f64,
}

impl Legend {
    pub(crate) fn new(entries: Entries, width: f64) -> Legend {
        let (mut placed, mut height, mut x) = (Vec::new(), 0.0, f64::INFINITY);
        for (key, text) in entries {
            let mut lines = LABEL.wrapped(&text, width - KEY_WIDTH);
            lines.resize(lines.len().max(1), String::new());
            for (i, line) in lines.into_iter().enumerate() {
                let needed = KEY_WIDTH + LABEL.width(&line);
                if i > 0 || x + needed > width {
                    height += ROW_HEIGHT;
                    x = 0.0;
                }
                let key = (i == 0).then_some(key);
                placed.push(((x, height - 0.5 * ROW_HEIGHT), key, line));
                x += needed + GAP;
            }
        }
        Legend { placed, height }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, (left, top): Point) {
        for ((x, y), key, line) in &self.placed {
            let (x, y) = (left + x, top + y);
            key.iter().for_each(|key| draw_key(canvas, *key, (x, y)));
            canvas.text((x + KEY_WIDTH, y), line, LABEL, START);
        }
    }
}

fn draw_key(canvas: &mut Canvas, key: Key, (x, y): Point) {
    let across = [(x, y), (x + 24.0, y)];
    let middle = (x + 12.0, y);
    match key {
        Key::Marker(look) => canvas.marker(middle, 5.0, look),
        Key::Line(look) => {
            canvas.dashed(&across, look.dash, look.colour, 2.0);
            canvas.marker(middle, 4.5, look);
        }
        Key::Curve => canvas.line(&across, INK, 2.2),
        Key::Bar => canvas.fill(Rect::new(x + 3.0, y - 6.0, 18.0, 12.0), FILL),
        Key::Ring => canvas.ring(middle, 8.0, INK, 2.0),
        Key::Rule => canvas.dashed(&across, RULE, INK, 1.4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legend_never_exceeds_its_width() {
        let long = "young women who spend a great deal of the little money that they have";
        let entries = ["A", "B", long, "C", ""].map(|text| (Key::Ring, text.to_owned()));
        let legend = Legend::new(entries.to_vec(), 250.0);
        for ((x, y), _, text) in &legend.placed {
            assert!(x + KEY_WIDTH + LABEL.width(text) <= 250.0 && *y < legend.height);
        }
        assert_eq!(legend.placed.iter().filter(|(_, key, _)| key.is_some()).count(), 5);
        assert_eq!(Legend::new(Vec::new(), 250.0).height, 0.0);
    }
}
