//! The string forms of IMAP answers (RFC 3501 section 4.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_codec::imap_types::mailbox::Mailbox;

/// Writes a quoted string, or a literal where the text does not fit into one.
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    let quotable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if quotable && text.len() < 1_000 {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        out.extend_from_slice(format!("\"{escaped}\"").as_bytes());
    } else {
        literal(out, text.as_bytes());
    }
}

/// Writes a string, or NIL for none.
pub(super) fn optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.extend_from_slice(b"NIL"),
    }
}

pub(super) fn literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(format!("{{{}}}\r\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
}

/// Text as it would stand in a header: encoded words (RFC 2047) where it is not ASCII.
pub(super) fn header_text(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    format!("=?utf-8?B?{}?=", STANDARD.encode(text))
}

/// The name of a mailbox as the host knows it.
pub(super) fn mailbox_name(mailbox: &Mailbox<'_>) -> String {
    match mailbox {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(other) => String::from_utf8_lossy(other.as_ref()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_quoted_is_a_literal() {
        let check = |text: &str, expected: &str| {
            let mut out = Vec::new();
            string(&mut out, text);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        check("a \"b\" \\c", "\"a \\\"b\\\" \\\\c\"");
        check("é", "{2}\r\né");
        check("a\r\nb", "{4}\r\na\r\nb");
    }
}
