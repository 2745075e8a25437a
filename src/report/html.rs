//! Foreign text on its way into the page.

use heardback_core::notice::{clean, clean_whole};

/// The text on one line, without what is invisible, and with no character that HTML or XML would read as markup.
pub(super) fn escape(text: &str) -> String {
    escape_whole(&clean(text))
}

/// The same, however long: of our own sentences, whose foreign parts are bounded, and of the owner's notes.
pub(super) fn escape_whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean_whole(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 has no such characters, however they are written.
            '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

/// A section with its heading; nothing at all where it would be empty.
pub(super) fn section(id: &str, heading: &str, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    format!("<section id=\"{id}\">\n<h2>{heading}</h2>\n{body}</section>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_is_markup() {
        assert_eq!(
            escape("<b onload='x'>R&D \"1\"\u{202e}\u{0}</b>"),
            "&lt;b onload=&#39;x&#39;&gt;R&amp;D &quot;1&quot;&lt;/b&gt;"
        );
    }
}
