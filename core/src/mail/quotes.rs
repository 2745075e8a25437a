//! What the sender newly wrote, told apart from quotes, signatures and the furniture of mail programs.

use super::Body;
use super::parse::Line;

/// Takes the lines of a body apart.
#[must_use]
pub fn take_apart(lines: &[Line]) -> Body {
    let mut body = Body::default();
    let text = |wanted: fn(&Line) -> bool| {
        lines
            .iter()
            .filter(|l| wanted(l))
            .map(|l| l.text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    };
    body.whole = text(|_| true);
    body.newest = text(|l| !l.quoted && !l.text.starts_with('>'))
        .trim()
        .to_owned();
    body.quoted = text(|l| l.quoted || l.text.starts_with('>'))
        .trim()
        .to_owned();
    body
}
