//! A finished plot and how a notebook shows it.

use crate::show::html::{bundle, escape};

/// A plot as an SVG image with its description in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub(super) svg: String,
    pub(super) alt: String,
    pub(super) width: u32,
}

impl Figure {
    /// The image, a complete SVG document.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// What the plot shows, with its main numbers.
    pub fn alt(&self) -> &str {
        &self.alt
    }

    /// The plot as an HTML image: the one form that notebooks show even when they do not trust their outputs.
    pub fn to_html(&self) -> String {
        let (alt, width, data) = (escape(&self.alt), self.width, base64(self.svg.as_bytes()));
        let style = "max-width:100%;height:auto;background:#fff";
        format!("<img alt=\"{alt}\" width=\"{width}\" style=\"{style}\" src=\"data:image/svg+xml;base64,{data}\">")
    }

    /// Shows the plot in a notebook whose kernel is evcxr; where images cannot be shown, its description.
    pub fn evcxr_display(&self) {
        println!("{}", bundle(&self.to_html(), &self.alt));
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let byte = |i| chunk.get(i).map_or(0, |&byte| usize::from(byte));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        // n bytes fill n + 1 digits; the rest is padding.
        (0..4).map(move |i| if i <= chunk.len() { char::from(DIGITS[bits >> (18 - 6 * i) & 63]) } else { '=' })
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_agrees_with_the_examples_of_rfc_4648() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    #[test]
    fn the_description_is_escaped_in_the_image() {
        let figure = Figure { svg: "<svg/>".into(), alt: "a \"b\" <c>".into(), width: 10 };
        assert_eq!(
            figure.to_html(),
            "<img alt=\"a &quot;b&quot; &lt;c&gt;\" width=\"10\" \
             style=\"max-width:100%;height:auto;background:#fff\" \
             src=\"data:image/svg+xml;base64,PHN2Zy8+\">"
        );
    }
}
