//! Cuts a text into clauses: at sentence ends that are none of an abbreviation's, at list items, at blank lines, and at the
//! words that turn a sentence round ("but", "jedoch").

/// A clause's place in its text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: usize,
    pub to: usize,
    /// The first clause of its sentence: where false, the sentence's condition may stand in an earlier clause.
    pub opens_sentence: bool,
}

/// No clause is longer: a text without a full stop must not turn every rule loose on all of it.
const LONGEST: usize = 700;

/// Lower-cases without moving a byte, and turns line ends into spaces where [`split`] joins lines.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(l), None) if l.len_utf8() == c.len_utf8() => out.push(l),
            _ => out.push(c),
        }
    }
    out
}

/// The clauses of a text that went through [`fold`].
#[must_use]
pub fn split(folded: &str) -> Vec<Span> {
    let bytes = folded.as_bytes();
    let mut out = Vec::with_capacity(folded.len() / 60 + 1);
    let mut from = 0;
    let mut opens = true;
    let mut at = 0;
    while at < bytes.len() {
        let cut = match bytes[at] {
            b'\n' => line_ends_sentence(folded, at).then_some((at, at + 1, true)),
            b'.' | b'!' | b'?' => sentence_ends(folded, from, at).then_some((at + 1, at + 1, true)),
            b';' => Some((at + 1, at + 1, false)),
            // A space at the start of a clause has been looked at already.
            b' ' if at > from => turn_at(folded, at).map(|next| (at, next, false)),
            _ if at - from > LONGEST && folded.is_char_boundary(at) => Some((at, at, true)),
            _ => None,
        };
        if let Some((to, next, sentence)) = cut {
            push(folded, from, to, opens, &mut out);
            from = next;
            opens = sentence;
            at = next.max(at + 1);
        } else {
            at += 1;
        }
    }
    push(folded, from, bytes.len(), opens, &mut out);
    out
}

fn push(folded: &str, from: usize, to: usize, opens_sentence: bool, out: &mut Vec<Span>) {
    let Some(piece) = folded.get(from..to) else {
        return;
    };
    let trimmed = piece.trim_start_matches(|c: char| c.is_whitespace() || "•*-–—>|·".contains(c));
    let from = to - trimmed.len();
    let trimmed = trimmed.trim_end();
    if trimmed.chars().any(char::is_alphanumeric) {
        out.push(Span {
            from,
            to: from + trimmed.len(),
            opens_sentence,
        });
    }
}

/// A line end inside a sentence is followed by a small letter and preceded by no end mark. (`folded` has no capitals any
/// more, so the mark before and a list mark after decide; `Body::newest` has joined its lines already.)
fn line_ends_sentence(folded: &str, at: usize) -> bool {
    let before = folded.get(..at).unwrap_or("").trim_end_matches([' ', '\r']);
    let after = folded.get(at + 1..).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let wrapped = before.len() - line_start >= 50;
    let first = after.bytes().next();
    let ended = before.ends_with(['.', '!', '?', ':', ';', ',', '>']) && !before.ends_with(',');
    let list = matches!(
        first,
        Some(b'-' | b'*' | b'\n' | b'\r' | b'>' | b' ' | b'0'..=b'9') | None
    ) || after.starts_with('•');
    !wrapped || ended || list
}

const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "inc", "ltd", "co", "corp", "no", "nr", "vs", "approx",
    "e.g", "i.e", "etc", "z.b", "bzw", "ggf", "d.h", "usw", "u.a", "hr", "fr", "sr", "sra", "dpto",
    "ud", "uds", "tel", "str", "dipl", "ing", "a.m", "p.m", "u.s", "u.k", "ref", "mme", "mlle",
    "ca", "inkl", "evtl", "max", "min", "mo", "di", "mi", "do", "fr", "sa", "so", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "okt", "nov", "dec", "dez", "mon",
    "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
];

fn sentence_ends(folded: &str, from: usize, at: usize) -> bool {
    let bytes = folded.as_bytes();
    let next = bytes.get(at + 1).copied();
    if !matches!(
        next,
        None | Some(b' ' | b'\n' | b'\r' | b'\t' | b'"' | b')' | b'\'')
    ) {
        return false;
    }
    if bytes[at] != b'.' {
        return true;
    }
    let before = folded.get(from..at).unwrap_or("");
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or("");
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let ordinal = !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    let follows_word = folded
        .get(at + 1..)
        .and_then(|t| t.trim_start().chars().next())
        .is_some_and(|c| c.is_alphanumeric());
    !(follows_word && (initial || ordinal || ABBREVIATIONS.contains(&word)))
}

/// Words that turn a sentence round begin a clause of their own.
const TURNS: &[&str] = &[
    " but ",
    " however",
    " although ",
    " aber ",
    " jedoch ",
    " allerdings ",
    " sondern ",
    " doch leider ",
    " mais ",
    " cependant",
    " toutefois",
    " pero ",
    " sin embargo",
    " aunque ",
    " - ",
    " – ",
    " — ",
];

/// Whether a clause turns its sentence round: a condition before it does not reach into it.
#[must_use]
pub fn turns(clause: &str) -> bool {
    TURNS
        .iter()
        .any(|turn| turn.trim().len() > 1 && clause.starts_with(turn.trim()))
}

fn turn_at(folded: &str, at: usize) -> Option<usize> {
    // Nearly every space ends here.
    let next = folded.as_bytes().get(at + 1)?;
    if !matches!(
        next,
        b'b' | b'h' | b'a' | b'j' | b's' | b'd' | b'm' | b'c' | b't' | b'p' | b'-' | 0xe2
    ) {
        return None;
    }
    let rest = folded.get(at..)?;
    let turn = TURNS.iter().find(|turn| rest.starts_with(**turn))?;
    let dash = turn.len() - turn.trim().len() == 2 && !turn.trim().chars().any(char::is_alphabetic);
    Some(if dash { at + turn.len() } else { at + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let folded = fold(text);
        let found: Vec<&str> = split(&folded).iter().map(|s| &text[s.from..s.to]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_their_marks_and_not_at_abbreviations() {
        check(
            "Hi Sam. We met Mr. Lee at 10 a.m. on Monday. Bye!",
            &["Hi Sam.", "We met Mr. Lee at 10 a.m. on Monday.", "Bye!"],
        );
        check(
            "Termin am 10. März um 14 Uhr. Passt das?",
            &["Termin am 10. März um 14 Uhr.", "Passt das?"],
        );
        check(
            "See acme.example/x.html now",
            &["See acme.example/x.html now"],
        );
    }

    #[test]
    fn lists_and_blank_lines_part_clauses() {
        check(
            "Please send:\n- a CV\n- two references\n\nThanks",
            &["Please send:", "a CV", "two references", "Thanks"],
        );
    }

    #[test]
    fn a_sentence_that_turns_round_is_two_clauses() {
        check(
            "You were great, but we chose another",
            &["You were great,", "but we chose another"],
        );
        check(
            "Quick note - we went elsewhere",
            &["Quick note", "we went elsewhere"],
        );
    }

    #[test]
    fn every_turn_passes_the_first_look() {
        for turn in TURNS {
            assert!(turn_at(&format!("a{turn}b"), 1).is_some(), "{turn:?}");
        }
    }

    #[test]
    fn wrapped_lines_belong_together() {
        check(
            "Unfortunately we have decided that we will not be moving\nforward with your application.",
            &[
                "Unfortunately we have decided that we will not be moving\nforward with your application.",
            ],
        );
    }

    #[test]
    fn a_text_without_marks_is_cut_by_length_and_keeps_every_byte_in_place() {
        let long = "ä".repeat(5000);
        let folded = fold(&long);
        assert!(
            split(&folded)
                .iter()
                .all(|s| s.to - s.from <= LONGEST + 8 && long.get(s.from..s.to).is_some())
        );
        assert_eq!(fold("ÄÖİß").len(), "ÄÖİß".len());
    }
}
