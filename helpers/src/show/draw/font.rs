//! Sizes and widths of text.

use plotters::style::RGBColor;

use super::palette::{INK, SOFT_INK};

/// How text is set.
#[derive(Clone, Copy)]
pub(crate) struct Font {
    pub size: f64,
    pub is_bold: bool,
    pub colour: RGBColor,
}

pub(crate) const TITLE: Font = Font::new(17.0, true, INK);
pub(crate) const HEADING: Font = Font::new(14.0, true, INK);
pub(crate) const LABEL: Font = Font::new(13.5, false, INK);
pub(crate) const SMALL: Font = Font::new(12.5, false, SOFT_INK);

impl Font {
    pub(crate) const fn new(size: f64, is_bold: bool, colour: RGBColor) -> Font {
        Font { size, is_bold, colour }
    }

    /// From one line to the next.
    pub(crate) fn line_height(&self) -> f64 {
        1.3 * self.size
    }

    /// From the middle of lower-case letters, where SVG centres text, to that of capitals and digits.
    pub(crate) fn sink(&self) -> f64 {
        0.09 * self.size
    }

    /// How high lines of text are together.
    pub(crate) fn height(&self, lines: &[String]) -> f64 {
        self.line_height() * lines.len() as f64
    }

    /// About how wide a text becomes; on the safe side, as the reader's font is unknown.
    pub(crate) fn width(&self, text: &str) -> f64 {
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

    /// Each of some texts in lines no wider than a limit, and how high the highest becomes.
    pub(crate) fn wrap_all(&self, texts: &[&str], limit: f64) -> (Vec<Vec<String>>, f64) {
        let wrapped: Vec<_> = texts.iter().map(|text| self.wrapped(text, limit)).collect();
        let height = wrapped.iter().map(|lines| self.height(lines)).fold(0.0, f64::max);
        (wrapped, height)
    }

    /// How wide the widest of some texts becomes.
    pub(crate) fn widest<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> f64 {
        texts.into_iter().map(|text| self.width(text)).fold(0.0, f64::max)
    }

    /// Lines no wider than a limit, broken at spaces and, where a word is wider still, within it; no text has no lines.
    pub(crate) fn wrapped(&self, text: &str, limit: f64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let space = if line.is_empty() { "" } else { " " };
            let joined = format!("{line}{space}{word}");
            if self.width(&joined) <= limit {
                line = joined;
                continue;
            }
            lines.push(std::mem::take(&mut line));
            for c in word.chars() {
                if self.width(&format!("{line}{c}")) > limit {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
        lines.retain(|line| !line.is_empty());
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
        assert!(LABEL.wrapped(" ", 60.0).is_empty());
    }
}
