//! Colours and markers that stay apart for colour-blind readers and in grey print.

use plotters::style::RGBColor;

/// Text and outlines.
pub(crate) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Axis numbers and notes: 7.5 to 1 against white.
pub(crate) const SOFT_INK: RGBColor = RGBColor(0x55, 0x55, 0x55);
/// Lines that must not compete with the data.
pub(crate) const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe4);
pub(crate) const WHITE: RGBColor = RGBColor(255, 255, 255);
/// Filled areas under lines and markers.
pub(crate) const FILL: RGBColor = RGBColor(0x8f, 0xbc, 0xdb);

/// The palette of Okabe and Ito (2008), strongest contrast first; where a colour is too pale on white (less than 3 to 1), with
/// an outline half as bright.
const OKABE_ITO: [(RGBColor, Option<RGBColor>); 8] = [
    (RGBColor(0x00, 0x72, 0xb2), None),                             // blue
    (RGBColor(0xd5, 0x5e, 0x00), None),                             // vermilion
    (RGBColor(0x00, 0x9e, 0x73), None),                             // bluish green
    (RGBColor(0xcc, 0x79, 0xa7), None),                             // reddish purple
    (RGBColor(0xe6, 0x9f, 0x00), Some(RGBColor(0x73, 0x50, 0x00))), // orange
    (RGBColor(0x56, 0xb4, 0xe9), Some(RGBColor(0x2b, 0x5a, 0x75))), // sky blue
    (RGBColor(0x00, 0x00, 0x00), None),                             // black
    (RGBColor(0xf0, 0xe4, 0x42), Some(RGBColor(0x78, 0x72, 0x21))), // yellow
];

/// The corners of a marker as large as a circle of radius 1, x and y in turn; the circle itself has none.
pub(crate) type Marker = &'static [f64];

const MARKERS: [Marker; 10] = [
    &[],
    // Triangle, square, diamond
    &[0.0, -1.3, 1.2, 0.85, -1.2, 0.85],
    &[-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9],
    &[0.0, -1.35, 1.1, 0.0, 0.0, 1.35, -1.1, 0.0],
    // Plus
    &[
        -0.45, -0.45, -0.45, -1.3, 0.45, -1.3, 0.45, -0.45, 1.3, -0.45, 1.3, 0.45, 0.45, 0.45, 0.45, 1.3, -0.45, 1.3,
        -0.45, 0.45, -1.3, 0.45, -1.3, -0.45,
    ],
    // Triangle that points down
    &[0.0, 1.3, 1.2, -0.85, -1.2, -0.85],
    // Cross, star
    &[
        0.0, -0.6364, 0.60104, -1.23744, 1.23744, -0.60104, 0.6364, 0.0, 1.23744, 0.60104, 0.60104, 1.23744, 0.0,
        0.6364, -0.60104, 1.23744, -1.23744, 0.60104, -0.6364, 0.0, -1.23744, -0.60104, -0.60104, -1.23744,
    ],
    &[
        0.0, -1.5, 0.35267, -0.48541, 1.42658, -0.46353, 0.57063, 0.18541, 0.88168, 1.21353, 0.0, 0.6, -0.88168,
        1.21353, -0.57063, 0.18541, -1.42658, -0.46353, -0.35267, -0.48541,
    ],
    // Hourglass, bow tie
    &[-1.1, -1.2, 1.1, -1.2, -1.1, 1.2, 1.1, 1.2],
    &[-1.2, -1.1, -1.2, 1.1, 1.2, -1.1, 1.2, 1.1],
];

/// Lengths of dash and gap in pixels; none is a solid line.
pub(crate) type Dash = Option<(f64, f64)>;

const DASHES: [Dash; 4] = [None, Some((9.0, 4.0)), Some((3.0, 3.0)), Some((15.0, 4.0))];

/// How one group or series looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    pub colour: RGBColor,
    pub outline: Option<RGBColor>,
    pub marker: Marker,
    pub dash: Dash,
}

/// The look of a group; colours and markers repeat at different intervals, so that 40 groups all differ.
pub(crate) fn look(group: usize) -> Look {
    let (colour, outline) = OKABE_ITO[group % OKABE_ITO.len()];
    Look { colour, outline, marker: MARKERS[group % MARKERS.len()], dash: DASHES[group % DASHES.len()] }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast(WHITE, RGBColor(0, 0, 0)) - 21.0).abs() < 1e-9);
        assert!((contrast(WHITE, RGBColor(0x77, 0x77, 0x77)) - 4.48).abs() < 0.01);
    }

    #[test]
    fn text_is_readable_on_white() {
        assert!(contrast(INK, WHITE) >= 4.5);
        assert!(contrast(SOFT_INK, WHITE) >= 4.5);
    }

    #[test]
    fn forty_groups_look_different_and_ten_have_their_own_markers() {
        for (a, b) in (0..40).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let (first, second) = (look(a), look(b));
            assert!(first.colour != second.colour || first.marker != second.marker);
            assert!(a >= 10 || first.marker != second.marker);
        }
    }

    #[test]
    fn pale_markers_get_an_outline_that_stands_out() {
        for group in 0..8 {
            let Look { colour, outline, .. } = look(group);
            assert_eq!(outline.is_some(), contrast(colour, WHITE) < 3.0, "group {group}");
            assert!(contrast(outline.unwrap_or(colour), WHITE) >= 3.0, "group {group}");
        }
    }
}
