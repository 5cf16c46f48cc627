//! Colours and markers that stay apart for colour-blind readers and in grey print.

use plotters::style::RGBColor;

/// Text and outlines.
pub(in crate::show) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Axis numbers and notes: 7.5 to 1 against white.
pub(in crate::show) const SOFT_INK: RGBColor = RGBColor(0x55, 0x55, 0x55);
/// Lines that must not compete with the data.
pub(in crate::show) const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe4);
pub(in crate::show) const WHITE: RGBColor = RGBColor(255, 255, 255);
/// A cell without a value.
pub(in crate::show) const MISSING: RGBColor = RGBColor(0xee, 0xee, 0xee);
/// Filled areas under lines and markers.
pub(in crate::show) const FILL: RGBColor = RGBColor(0x8f, 0xbc, 0xdb);

/// The palette of Okabe and Ito (2008), strongest contrast first.
const OKABE_ITO: [RGBColor; 8] = [
    RGBColor(0x00, 0x72, 0xb2), // blue
    RGBColor(0xd5, 0x5e, 0x00), // vermilion
    RGBColor(0x00, 0x9e, 0x73), // bluish green
    RGBColor(0xcc, 0x79, 0xa7), // reddish purple
    RGBColor(0xe6, 0x9f, 0x00), // orange
    RGBColor(0x56, 0xb4, 0xe9), // sky blue
    RGBColor(0x00, 0x00, 0x00), // black
    RGBColor(0xf0, 0xe4, 0x42), // yellow
];

/// The shape of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::show) enum Marker {
    Circle,
    Triangle,
    Square,
    Diamond,
    Plus,
    TriangleDown,
    Cross,
    Star,
    Hourglass,
    BowTie,
}

const MARKERS: [Marker; 10] = [
    Marker::Circle,
    Marker::Triangle,
    Marker::Square,
    Marker::Diamond,
    Marker::Plus,
    Marker::TriangleDown,
    Marker::Cross,
    Marker::Star,
    Marker::Hourglass,
    Marker::BowTie,
];

/// Lengths of dash and gap in pixels; none is a solid line.
const DASHES: [Option<(f64, f64)>; 4] = [None, Some((9.0, 4.0)), Some((3.0, 3.0)), Some((15.0, 4.0))];

/// How one group or series looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::show) struct Look {
    pub colour: RGBColor,
    pub marker: Marker,
    pub dash: Option<(f64, f64)>,
}

/// The look of a group; colours and markers repeat at different intervals, so that 40 groups all differ.
pub(in crate::show) fn look(group: usize) -> Look {
    Look {
        colour: OKABE_ITO[group % OKABE_ITO.len()],
        marker: MARKERS[group % MARKERS.len()],
        dash: DASHES[group % DASHES.len()],
    }
}

impl Marker {
    /// The corners around the origin for a marker as large as a circle of the given radius; a circle has none.
    pub(in crate::show) fn corners(self, radius: f64) -> Vec<(f64, f64)> {
        let unit: &[(f64, f64)] = match self {
            Marker::Circle => &[],
            Marker::Triangle => &[(0.0, -1.3), (1.2, 0.85), (-1.2, 0.85)],
            Marker::TriangleDown => &[(0.0, 1.3), (1.2, -0.85), (-1.2, -0.85)],
            Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Marker::Diamond => &[(0.0, -1.35), (1.1, 0.0), (0.0, 1.35), (-1.1, 0.0)],
            Marker::Hourglass => &[(-1.1, -1.2), (1.1, -1.2), (-1.1, 1.2), (1.1, 1.2)],
            Marker::BowTie => &[(-1.2, -1.1), (-1.2, 1.1), (1.2, -1.1), (1.2, 1.1)],
            Marker::Plus | Marker::Cross | Marker::Star => &[],
        };
        match self {
            Marker::Plus => plus(radius, 0.0),
            Marker::Cross => plus(radius, std::f64::consts::FRAC_PI_4),
            Marker::Star => star(radius),
            _ => unit.iter().map(|(x, y)| (x * radius, y * radius)).collect(),
        }
    }
}

/// A thick plus sign, turned by an angle.
fn plus(radius: f64, angle: f64) -> Vec<(f64, f64)> {
    let (long, short) = (1.3 * radius, 0.45 * radius);
    let arm = [(-short, -short), (-short, -long), (short, -long)];
    let arms = (0..4).flat_map(|quarter| {
        let turn = angle + f64::from(quarter) * std::f64::consts::FRAC_PI_2;
        let (sin, cos) = turn.sin_cos();
        arm.map(|(x, y)| (x * cos - y * sin, x * sin + y * cos))
    });
    arms.collect()
}

fn star(radius: f64) -> Vec<(f64, f64)> {
    let point = |i: usize| {
        let (sin, cos) = (i as f64 * std::f64::consts::PI / 5.0).sin_cos();
        let r = radius * if i.is_multiple_of(2) { 1.5 } else { 0.6 };
        (r * sin, -r * cos)
    };
    (0..10).map(point).collect()
}

/// A colour between blue (-1), white (0) and red-brown (1).
pub(in crate::show) fn diverging(value: f64) -> RGBColor {
    let end = match value < 0.0 {
        true => RGBColor(0x0b, 0x52, 0x94),
        false => RGBColor(0xa6, 0x36, 0x03),
    };
    mix(WHITE, end, value.abs().min(1.0))
}

/// Black or white, whichever is easier to read on the colour; always at least 4.5 to 1.
pub(in crate::show) fn text_on(background: RGBColor) -> RGBColor {
    let black = RGBColor(0, 0, 0);
    match contrast(background, black) >= contrast(background, WHITE) {
        true => black,
        false => WHITE,
    }
}

/// An outline for markers that would be too pale on white (less than 3 to 1).
pub(in crate::show) fn outline(colour: RGBColor) -> Option<RGBColor> {
    (contrast(colour, WHITE) < 3.0).then(|| mix(colour, RGBColor(0, 0, 0), 0.5))
}

fn mix(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    RGBColor(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

/// The contrast ratio of the Web Content Accessibility Guidelines, from 1 to 21.
fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: RGBColor) -> f64 {
    let linear = |channel: u8| match f64::from(channel) / 255.0 {
        c if c <= 0.04045 => c / 12.92,
        c => ((c + 0.055) / 1.055).powf(2.4),
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast(WHITE, RGBColor(0, 0, 0)) - 21.0).abs() < 1e-9);
        assert!((contrast(WHITE, RGBColor(0x77, 0x77, 0x77)) - 4.48).abs() < 0.01);
    }

    #[test]
    fn text_is_readable_on_white_and_on_every_heat_map_cell() {
        assert!(contrast(INK, WHITE) >= 4.5);
        assert!(contrast(SOFT_INK, WHITE) >= 4.5);
        assert!(contrast(text_on(MISSING), MISSING) >= 4.5);
        for i in -100..=100 {
            let cell = diverging(f64::from(i) / 100.0);
            assert!(contrast(text_on(cell), cell) >= 4.5, "at {i}");
        }
    }

    #[test]
    fn forty_groups_look_different() {
        for a in 0..40 {
            for b in 0..a {
                let (a, b) = (look(a), look(b));
                assert!(a.colour != b.colour || a.marker != b.marker);
            }
        }
    }

    #[test]
    fn ten_groups_have_ten_markers() {
        for a in 0..10 {
            for b in 0..a {
                assert_ne!(look(a).marker, look(b).marker);
            }
        }
    }

    #[test]
    fn pale_markers_get_an_outline_that_stands_out() {
        for group in 0..8 {
            let colour = look(group).colour;
            let edge = outline(colour).unwrap_or(colour);
            assert!(contrast(edge, WHITE) >= 3.0, "group {group}");
        }
    }
}
