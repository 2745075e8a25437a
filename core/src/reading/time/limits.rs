//! Words that make a date the end of something, and no appointment.

use super::cursor::Cursor;

/// Whether the words shortly before a position say that something closes, is due or was received then.
pub(super) fn closes(text: Cursor<'_>, at: usize) -> bool {
    if repeats(text, at) {
        return true;
    }
    let first = at.saturating_sub(7);
    let sentence_start = (first..at).rev().find(|at| {
        text.mark(*at, ',')
            || text.mark(*at, ';')
            || text.mark(*at, '.') && !text.glued(at + 1)
            || text.get(*at).is_some_and(|token| token.breaks > 1)
    });
    (sentence_start.unwrap_or(first)..at).any(|at| {
        text.get(at).is_some_and(|token| {
            CLOSING.contains(&token.low.as_str())
                || token.low.len() > 5 && token.low.ends_with("frist")
        })
    })
}

/// "Every Monday" is a habit.
fn repeats(text: Cursor<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        text.word(
            before,
            &["every", "each", "jeden", "jede", "chaque", "cada", "most"],
        )
    })
}

const CLOSING: &[&str] = &[
    "stops",
    "schliesse",
    "schliesst",
    "schliessen",
    "shut",
    "closes",
    "closing",
    "deadline",
    "due",
    "expires",
    "expire",
    "expiring",
    "ends",
    "lapses",
    "valid",
    "received",
    "opened",
    "posted",
    "submitted",
    "applied",
    "registration",
    "opens",
    "issued",
    "expired",
    "pushed out",
    "frist",
    "gultig",
    "caduca",
    "vence",
    "expire",
    "stichtag",
    "einsendeschluss",
    "bewerbungsschluss",
    "incorporacion",
    "eintritt",
    "recibida",
    "recue",
    "plazo",
];
