//! Parsing of messages for their structure, with limits: what is sent through here may be hostile.

use mail_parser::{Message, MessageParser};

/// More parts than this are not looked for.
const BOUNDARIES: usize = 64;
/// Deeper nesting than this is not looked into: mail-parser 0.11.9 overflows the stack on thousands.
const NESTED: usize = 8;

/// Parses a message. One that is nested too deep has no parts.
pub(super) fn parse(raw: &[u8]) -> Message<'_> {
    if count(raw, b"boundary=") > BOUNDARIES || count(raw, b"message/rfc822") > NESTED {
        return Message::default();
    }
    MessageParser::default().parse(raw).unwrap_or_default()
}

/// Parses the header only.
pub(super) fn parse_header(raw: &[u8]) -> Message<'_> {
    MessageParser::default()
        .parse_headers(raw)
        .unwrap_or_default()
}

fn count(raw: &[u8], word: &[u8]) -> usize {
    raw.windows(word.len())
        .filter(|window| window.eq_ignore_ascii_case(word))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_nested_too_deep_has_no_parts() {
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
        assert!(parse(nested.as_bytes()).parts.is_empty());
        assert_eq!(parse(b"Subject: a\r\n\r\nbody\r\n").parts.len(), 1);
    }
}
