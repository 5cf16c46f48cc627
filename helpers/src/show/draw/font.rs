//! Sizes and widths of text.

use plotters::style::RGBColor;

use super::palette::{INK, SOFT_INK};

/// How text is set.
#[derive(Clone, Copy)]
pub(in crate::show) struct Font {
    pub size: f64,
    pub is_bold: bool,
    pub colour: RGBColor,
}

pub(in crate::show) const TITLE: Font = Font {
    size: 17.0,
    is_bold: true,
    colour: INK,
};
pub(in crate::show) const HEADING: Font = Font {
    size: 14.0,
    is_bold: true,
    colour: INK,
};
pub(in crate::show) const LABEL: Font = Font {
    size: 13.5,
    is_bold: false,
    colour: INK,
};
pub(in crate::show) const SMALL: Font = Font {
    size: 12.5,
    is_bold: false,
    colour: SOFT_INK,
};

impl Font {
    /// From one line to the next.
    pub(in crate::show) fn line_height(&self) -> f64 {
        1.3 * self.size
    }

    /// About how wide a text becomes; on the safe side, as the reader's font is unknown.
    pub(in crate::show) fn width(&self, text: &str) -> f64 {
        let em = |c: char| match c {
            'i' | 'j' | 'l' | 'f' | 't' | 'r' | ' ' | '.' | ',' | ':' | ';' | '|' | '!' | '\'' | '(' | ')' => 0.4,
            'm' | 'w' | 'M' | 'W' | '%' | '@' | '\u{2212}' | '+' | '=' | '<' | '>' => 0.9,
            'A'..='Z' => 0.7,
            '¹' | '²' | '³' | '⁰'..='⁻' => 0.5,
            c if c.is_ascii() => 0.63,
            c if c.is_alphabetic() && (c as u32) < 0x2000 => 0.65,
            _ => 1.0,
        };
        let weight = if self.is_bold { 1.12 } else { 1.0 };
        text.chars().map(em).sum::<f64>() * self.size * weight
    }

    /// Lines no wider than a limit, broken at spaces and, where a word is wider still, within it.
    pub(in crate::show) fn wrapped(&self, text: &str, limit: f64) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last_mut().expect("starts with one line");
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&joined) <= limit {
                *line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(String::new());
            }
            for c in word.chars() {
                let line = lines.last().expect("starts with one line");
                if !line.is_empty() && self.width(&format!("{line}{c}")) > limit {
                    lines.push(String::new());
                }
                lines.last_mut().expect("starts with one line").push(c);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_broken_at_spaces_then_within_words() {
        let lines = LABEL.wrapped("Annual income in thousands of dollars", 120.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), "Annual income in thousands of dollars");
        let lines = LABEL.wrapped("Donaudampfschifffahrt", 60.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| LABEL.width(line) <= 60.0));
        assert_eq!(lines.concat(), "Donaudampfschifffahrt");
        assert_eq!(LABEL.wrapped("", 60.0), [""]);
    }
}
