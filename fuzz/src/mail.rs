//! Any bytes as a message: it is read within bounds, and the same bytes give the same mail.

use heardback_core::mail::{Mail, parse};

/// What one parse may keep, in bytes of text, whatever came in (the limits of `core/mail`).
const KEPT: usize = 4 * 256 * 1024;

pub fn body(bytes: &[u8]) {
    let mail = parse(bytes);
    assert_eq!(mail, parse(bytes));
    bounded(&mail);
    one_line(&mail.subject);
    // Unfolded; other control characters stand in a field as they came, and nobody shows it so.
    assert!(
        mail.headers
            .iter()
            .all(|header| !header.value.contains('\n'))
    );
    assert!(
        mail.message_id.as_str().len() <= 1000,
        "{:?}",
        mail.message_id
    );
    // Nothing that could be shown as a line of ours, or hide one (SAFETY.md).
    assert!(
        !mail.body.newest.contains(is_hidden),
        "{:?}",
        mail.body.newest
    );
}

fn bounded(mail: &Mail) {
    let body = &mail.body;
    for text in [
        &body.newest,
        &body.typed,
        &body.signature,
        &body.quoted,
        &body.whole,
    ] {
        assert!(text.len() <= KEPT, "{} bytes of text", text.len());
    }
    let headers: usize = mail
        .headers
        .iter()
        .map(|header| header.name.len() + header.value.len())
        .sum();
    // Undecodable bytes become three each.
    assert!(headers <= 3 * 64 * 1024, "{headers} bytes of headers");
    assert!(mail.calendars.iter().all(|c| c.events.len() <= 50));
}

fn one_line(text: &str) {
    assert!(!text.contains(['\n', '\r']), "{text:?}");
}

/// Zero-width and direction characters, and controls but line ends and tabs.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && c != '\n' && c != '\t')
}
