//! Where one sentence ends and the next begins.

use super::super::cursor::Cursor;
use super::super::tokens::{Kind, Token};
use super::LONGEST_SENTENCE;

/// Numbers the sentences: full stops before a capital, blank lines and the lines of a list divide them.
pub(super) fn sentences(tokens: &[Token]) -> Vec<usize> {
    let text = Cursor { tokens };
    let (mut sentence, mut first) = (0, 0);
    let mut numbers = Vec::with_capacity(tokens.len());
    for at in 0..tokens.len() {
        if at > 0 && (at - first >= LONGEST_SENTENCE || divides(text, at)) {
            sentence += 1;
            first = at;
        }
        numbers.push(sentence);
    }
    numbers
}

fn divides(text: Cursor<'_>, at: usize) -> bool {
    let Some(token) = text.get(at) else {
        return false;
    };
    let Some(before) = text.get(at - 1) else {
        return false;
    };
    if token.breaks >= 2 {
        return true;
    }
    if token.breaks == 1 {
        let bullet = matches!(token.kind, Kind::Mark('-' | '*' | '\u{2022}' | '+'))
            || (text.mark(at + 1, ')') && text.glued(at + 1))
            || (token.kind == Kind::Mark('[') && text.mark(at + 2, ']'));
        if bullet {
            return true;
        }
    }
    if !token.gap {
        return false;
    }
    match before.kind {
        Kind::Mark('!' | '?' | '\u{2026}') => true,
        Kind::Mark('.') => {
            let abbreviated = at
                .checked_sub(2)
                .and_then(|position| text.get(position))
                .is_some_and(|word| {
                    (word.kind == Kind::Number
                        && (text.month(at).is_some()
                            || token.kind == Kind::Number
                            || token.breaks > 0 && text.month_by_number(at).is_some()))
                        || matches!(
                            word.low.as_str(),
                            "mr" | "mrs"
                                | "ms"
                                | "dr"
                                | "prof"
                                | "ca"
                                | "approx"
                                | "bzw"
                                | "inc"
                                | "ltd"
                                | "co"
                                | "st"
                                | "no"
                                | "nr"
                                | "vs"
                                | "z"
                                | "b"
                                | "d"
                                | "h"
                                | "usw"
                                | "godz"
                        )
                });
            let opens = token.capital
                || matches!(token.kind, Kind::Mark(_))
                || token.breaks > 0
                || (token.kind == Kind::Number && !abbreviated);
            opens
                && !abbreviated
                && !(token.kind == Kind::Mark(',') || token.kind == Kind::Mark('-'))
        }
        Kind::Word | Kind::Number | Kind::Mark(_) => false,
    }
}
