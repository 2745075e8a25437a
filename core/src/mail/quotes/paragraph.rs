//! Wrapped lines joined into paragraphs; lists, addresses and short lines stay as they are.

use crate::mail::parse::{Line, Part};

/// The widest line that counts as wrapped by a program.
const WIDEST: usize = 100;
/// The narrowest width at which programs wrap.
const NARROWEST: usize = 55;

/// The own lines as text.
#[must_use]
pub fn join(lines: &[Line]) -> String {
    let width = width(lines);
    let mut out = String::new();
    let mut before: Option<&Line> = None;
    let mut skipped = false;
    for line in lines {
        if line.part != Part::Own {
            skipped = true;
            continue;
        }
        let text = line.text.trim();
        match before {
            Some(last) if !skipped && line.wrapped && goes_on(last.text.trim(), text, width) => {
                out.push(' ')
            }
            Some(_) => out.push('\n'),
            None => {}
        }
        out.push_str(text);
        before = Some(line);
        skipped = false;
    }
    squeezed(&out)
}

/// At most one empty line in a row.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for (number, line) in text.split('\n').enumerate() {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            if number > 0 {
                out.push('\n');
            }
            out.push_str(line);
        }
    }
    out
}

/// Columns at which the writer's program wraps: the longest line that is not too long, URLs aside.
fn width(lines: &[Line]) -> usize {
    lines
        .iter()
        .filter(|l| l.wrapped && l.part == Part::Own && !l.text.contains("://"))
        .map(|l| l.text.trim_end().chars().count())
        .filter(|length| *length <= WIDEST)
        .max()
        .unwrap_or(0)
}

/// Whether `next` continues the sentence of `line`: its first word had no room there.
fn goes_on(line: &str, next: &str, width: usize) -> bool {
    if line.is_empty() || next.is_empty() || width < NARROWEST || begins_item(next) {
        return false;
    }
    let length = line.chars().count();
    let word = next
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let full = length <= WIDEST + 20 && length + 1 + word > width;
    let lower = next.starts_with(|c: char| c.is_lowercase());
    let open =
        !line.ends_with(['.', '!', '?', ':', ';']) && (40..=WIDEST).contains(&length) && lower;
    (full && !(line.ends_with(':') && length < 40)) || open
}

/// A list item, a labelled line, a rule, a table row.
fn begins_item(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    let second = chars.next().unwrap_or(' ');
    if matches!(
        first,
        '\u{2022}'
            | '\u{25cf}'
            | '\u{25aa}'
            | '\u{b7}'
            | '\u{2023}'
            | '\u{2043}'
            | '|'
            | '='
            | '_'
            | '#'
    ) {
        return true;
    }
    if matches!(first, '-' | '*' | '+' | '\u{2013}' | '\u{2014}')
        && (second == ' ' || second == first)
    {
        return true;
    }
    let number: String = text.chars().take_while(|c| c.is_ascii_digit()).collect();
    if !number.is_empty()
        && number.len() <= 2
        && text.get(number.len()..).is_some_and(|r| {
            r.starts_with([')', '.']) && r.chars().nth(1).is_some_and(|c| c == ' ')
        })
    {
        return true;
    }
    labelled(text)
}

/// "When: Tuesday", "Meeting ID: 123": one to three words, the first with a capital, and a colon.
fn labelled(text: &str) -> bool {
    let Some((label, rest)) = text.split_once(':') else {
        return false;
    };
    !rest.starts_with("//")
        && label.len() <= 30
        && label.starts_with(|c: char| c.is_uppercase())
        && label.split_whitespace().count() <= 3
        && (rest.is_empty() || rest.starts_with(' '))
}
