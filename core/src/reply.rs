//! What a person newly wrote in an answer: its first line, and the rest, without quotes, signature and the furniture of
//! mail programs.
//!
//! It errs on the safe side (SAFETY.A3): a line that could be quoted text is never the first one. Whatever stands before
//! every quote is the writer's. After a quote only what is surely no torn-off end of a quoted line counts.

use crate::mail::{Mail, clean};

/// What was newly written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnWords {
    /// The first line that is not empty, on one clean line; empty where nothing was written.
    pub first_line: String,
    /// Everything below it, line by line as typed.
    pub rest: String,
}

/// The owner's own words in `mail`; both parts are empty where it holds none, as in a forward without a note.
#[must_use]
pub fn own_words(mail: &Mail) -> OwnWords {
    let typed = mail.body.typed.trim();
    let (first, rest) = typed.split_once('\n').unwrap_or((typed, ""));
    OwnWords {
        first_line: clean::line(first),
        rest: rest.trim_matches('\n').trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests;
