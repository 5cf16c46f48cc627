//! What tables and figures share when a notebook shows them.

/// Text made safe for HTML content and for quoted attributes. Line breaks become references, so that no
/// cell can end the block that it is shown in.
pub(crate) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = text.replace('"', "&quot;").replace('\'', "&#39;");
    text.replace('\n', "&#10;").replace('\r', "&#13;")
}

/// One bundle for the notebook: front ends that show HTML take it, the others the plain text, of which no line can end
/// the block either.
pub(crate) fn bundle(html: &str, plain: &str) -> String {
    let plain = format!("\n{plain}").replace("\nEVCXR_", "\n EVCXR_");
    format!(
        "EVCXR_BEGIN_CONTENT text/html\n{html}\nEVCXR_END_CONTENT\n\
         EVCXR_BEGIN_CONTENT text/plain{plain}\nEVCXR_END_CONTENT"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(escape("<b a=\"1\" c='2'>R&D</b>"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;R&amp;D&lt;/b&gt;");
    }

    #[test]
    fn a_line_break_cannot_end_the_block() {
        let html = escape("x\nEVCXR_END_CONTENT\r\ny");
        assert!(html.lines().all(|line| line != "EVCXR_END_CONTENT"));
        assert_eq!(html, "x&#10;EVCXR_END_CONTENT&#13;&#10;y");
    }

    #[test]
    fn a_line_of_the_plain_text_cannot_end_the_block() {
        for plain in ["EVCXR_END_CONTENT", "a\nEVCXR_END_CONTENT\nb"] {
            let bundle = bundle("<b>", plain);
            assert_eq!(bundle.lines().filter(|line| *line == "EVCXR_END_CONTENT").count(), 2, "{bundle}");
        }
    }

    #[test]
    fn a_bundle_holds_both_forms() {
        assert_eq!(
            bundle("<b>1</b>", "1"),
            "EVCXR_BEGIN_CONTENT text/html\n<b>1</b>\nEVCXR_END_CONTENT\n\
             EVCXR_BEGIN_CONTENT text/plain\n1\nEVCXR_END_CONTENT"
        );
    }
}
