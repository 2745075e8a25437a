//! What the sender newly wrote, told apart from quotes, signatures and the furniture of mail programs.
//!
//! Marks (`>`, the HTML part's quotes) are believed first. A line that introduces a quote (an attribution, a header block,
//! "Original Message") takes the marked lines after it along; where none are marked, everything to the end.

mod attribution;
mod furniture;
mod paragraph;
mod splitter;

use self::splitter::Found;
use super::parse::{Line, Part};
use super::{Body, clean};

/// Quoted lines shorter than this were not cut by a mail program that wraps what it quotes.
const UNWRAPPED: usize = 50;

/// Takes the lines of a body apart. `balanced` is false where the HTML part closes what it did not open: then nothing
/// after its first quote counts as typed.
#[must_use]
pub fn take_apart(lines: Vec<Line>, balanced: bool) -> Body {
    let whole = joined(lines.iter().map(|l| l.text.as_str()));
    let mut lines = split_inline(lines);
    mark_quotes(&mut lines);
    let forwarded = mark_introduced(&mut lines);
    mark_wrapped_quotes(&mut lines);
    furniture::mark(&mut lines);
    let of = |part: Part| {
        joined(
            lines
                .iter()
                .filter(|l| l.part == part)
                .map(|l| l.text.as_str()),
        )
    };
    Body {
        newest: clean::text(&paragraph::join(&lines)).trim().to_owned(),
        typed: typed(&lines, balanced),
        signature: clean::text(&of(Part::Signature)).trim().to_owned(),
        quoted: clean::text(&of(Part::Quoted)).trim().to_owned(),
        whole,
        from_html: false,
        links: Vec::new(),
        forwarded,
    }
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// `reply On Wed, Apr 4, 2026 at 3:59 PM, … wrote:`: programs that lose the line break before their attribution.
fn split_inline(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut rest = lines.into_iter().peekable();
    while let Some(line) = rest.next() {
        let quote_follows = rest.peek().is_some_and(|next| is_marked(&next.text));
        match attribution::inline(&line.text).filter(|_| quote_follows) {
            Some((own, attribution)) => {
                out.push(Line {
                    text: own.to_owned(),
                    ..line.clone()
                });
                out.push(Line {
                    text: attribution.to_owned(),
                    ..line
                });
            }
            None => out.push(line),
        }
    }
    out
}

/// Whether a line bears a quote mark.
fn is_marked(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('>') && !(text.starts_with(">>>") && text.ends_with("<<<"))
}

fn mark_quotes(lines: &mut [Line]) {
    let marked: Vec<bool> = lines
        .iter()
        .map(|l| l.part != Part::Own || is_marked(&l.text))
        .collect();
    for at in 0..lines.len() {
        let near =
            |other: Option<usize>| other.and_then(|n| marked.get(n)).copied().unwrap_or(false);
        let Some(line) = lines.get_mut(at) else {
            continue;
        };
        if line.part != Part::Own || !marked.get(at).copied().unwrap_or(false) {
            continue;
        }
        // An mbox writes ">From " for a line of ours that begins with "From ".
        let escaped =
            line.text.starts_with(">From ") && !near(at.checked_sub(1)) && !near(at.checked_add(1));
        if escaped {
            line.text.remove(0);
        } else {
            line.part = Part::Quoted;
        }
    }
}

/// Marks what attributions, header blocks and separators introduce; whether one of them was a forward.
fn mark_introduced(lines: &mut [Line]) -> bool {
    let mut forwarded = false;
    let mut quoted_before = false;
    let mut at = 0;
    while at < lines.len() {
        let Some(found) = splitter::at(lines, at, quoted_before) else {
            quoted_before |= lines.get(at).is_some_and(|l| l.part == Part::Quoted);
            at += 1;
            continue;
        };
        quoted_before = true;
        let Found {
            length,
            forward,
            takes_all,
        } = found;
        forwarded |= forward;
        mark_rule_above(lines, at);
        let end = if takes_all {
            lines.len()
        } else {
            (at + length.max(1)).min(lines.len())
        };
        for line in lines.iter_mut().take(end).skip(at) {
            line.part = Part::Quoted;
        }
        at = end;
        if !takes_all {
            at = mark_barred(lines, at);
        }
    }
    forwarded
}

/// "---------- Earlier in this conversation ----------" above what begins at the line.
fn mark_rule_above(lines: &mut [Line], at: usize) {
    let above = lines
        .get_mut(..at)
        .unwrap_or_default()
        .iter_mut()
        .rev()
        .take(3);
    for line in above {
        let text = line.text.trim();
        if line.part == Part::Own && text.starts_with("-----") && text.ends_with("-----") {
            line.part = Part::Quoted;
        }
        if !text.is_empty() {
            break;
        }
    }
}

/// s-nail quotes with ` |`: such lines are quoted right after an attribution, and nowhere else.
fn mark_barred(lines: &mut [Line], from: usize) -> usize {
    let mut at = from;
    let mut seen = false;
    while let Some(line) = lines.get_mut(at) {
        let text = line.text.trim_start();
        if text.starts_with('|') {
            seen = true;
        } else if !text.is_empty() || line.part == Part::Quoted {
            break;
        }
        if seen && text.starts_with('|') {
            line.part = Part::Quoted;
        }
        at += 1;
    }
    if seen { at } else { from }
}

/// A line between two marked ones that is the torn-off end of the first one.
fn mark_wrapped_quotes(lines: &mut [Line]) {
    for at in 1..lines.len().saturating_sub(1) {
        let part = |n: usize| lines.get(n).map(|l| (l.part, l.text.as_str()));
        let (Some((Part::Quoted, before)), Some((Part::Own, text)), Some((Part::Quoted, _))) =
            (part(at - 1), part(at), part(at + 1))
        else {
            continue;
        };
        let unopened = |open, close| text.contains(close) && !text.contains(open);
        let torn = text.starts_with(' ') || unopened('(', ')') || unopened('<', '>');
        if torn
            && is_marked(before)
            && !text.trim().is_empty()
            && let Some(line) = lines.get_mut(at)
        {
            line.part = Part::Quoted;
        }
    }
}

/// What was typed, line by line, erring on the safe side: a line that may be the torn-off end of a quoted line is left
/// out, and after a quote of an unbalanced page everything is.
fn typed(lines: &[Line], balanced: bool) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut quoted_before = false;
    let mut torn = false;
    for line in lines {
        match line.part {
            Part::Quoted => {
                quoted_before = true;
                torn = line.text.trim().chars().count() >= UNWRAPPED;
            }
            Part::Own if line.text.trim().is_empty() => {
                torn = false;
                out.push("");
            }
            Part::Own if torn || (quoted_before && !balanced) => {}
            Part::Own => out.push(line.text.trim_end()),
            Part::Signature => {}
        }
    }
    let mut text = String::new();
    for line in out {
        if !(line.is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests;
