//! The marked gaps that only the owner can fill: each stands in square brackets and blocks until it is gone (L2).

/// Puts words into the first gap; the first letter is lowered where it stood inside a sentence and the words are none of a name.
pub(super) fn fill(text: &str, words: &str) -> Option<String> {
    let (from, to) = find(text)?;
    let before = text.get(..from)?;
    let after = text.get(to..)?;
    let mut words = words.trim().to_owned();
    let ends_sentence = after
        .trim_start_matches('"')
        .starts_with(['.', '!', '?', ',', ';']);
    if ends_sentence {
        words = words.trim_end_matches(['.', ';', ',']).to_owned();
    }
    Some(format!("{before}{words}{after}"))
}

/// Takes the sentence with the first gap out, and its paragraph where nothing else is left of it.
pub(super) fn strike(text: &str) -> Option<String> {
    let (from, to) = find(text)?;
    let start = sentence_start(text, from);
    let end = sentence_end(text, to);
    let before = text.get(..start)?;
    let after = text.get(end..)?;
    let joined = if before.ends_with('\n') || before.is_empty() {
        format!("{before}{}", after.trim_start_matches(' '))
    } else {
        format!("{}{after}", before.trim_end_matches(' '))
    };
    Some(tidy(&joined))
}

/// The bytes of the first gap, brackets included.
pub(super) fn find(text: &str) -> Option<(usize, usize)> {
    let from = text.find('[')?;
    let length = text.get(from..)?.find(']')?;
    Some((from, from + length + 1))
}

fn sentence_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |i| i + 1);
    let ended = ['.', '!', '?']
        .iter()
        .filter_map(|c| before.rfind(&format!("{c} ")))
        .max()
        .map_or(0, |i| i + 2);
    line.max(ended)
}

fn sentence_end(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    let line = after.find('\n').unwrap_or(after.len());
    let ended = ['.', '!', '?']
        .iter()
        .filter_map(|c| after.find(*c))
        .min()
        .map_or(after.len(), |i| i + 1);
    at + line.min(ended)
}

/// At most one blank line in a row, no blanks at a line's end, none twice.
pub(super) fn tidy(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut line = line.trim_end().to_owned();
        let indent = line.len() - line.trim_start().len();
        while line.get(indent..).is_some_and(|rest| rest.contains("  ")) {
            let rest = line.get(indent..).unwrap_or_default().replace("  ", " ");
            line = format!("{}{rest}", line.get(..indent).unwrap_or_default());
        }
        if line.is_empty() && out.last().is_none_or(String::is_empty) {
            continue;
        }
        out.push(line);
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out.join("\n") + "\n"
}
