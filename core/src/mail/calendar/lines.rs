//! How iCalendar writes its text: escaped values, folded lines (RFC 5545).

/// A TEXT value (RFC 5545 §3.3.11).
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            // A tab is text like a space (TSAFE-CHAR, RFC 5545 section 3.3.11).
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// Content lines, folded after 75 octets and never within a character (RFC 5545 §3.1); each ends in CRLF.
#[derive(Default)]
pub struct Lines {
    text: String,
}

impl Lines {
    /// Adds one line.
    pub fn push(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > 75 {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(c);
            length += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// All of them.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}
