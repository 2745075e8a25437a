//! `format=flowed` (RFC 3676 §4): lines that end in a space go on in the next one.

use super::parse::{Line, Part};

/// Joins flowed lines; a quoted paragraph keeps its `>` marks, once.
#[must_use]
pub fn unfold(text: &str, delete_space: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    // The quote depth of the paragraph that goes on, if one does.
    let mut open: Option<usize> = None;
    for raw in text.lines() {
        let unquoted = raw.trim_start_matches('>');
        let depth = raw.len() - unquoted.len();
        let content = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let signature = content == "-- ";
        let flows = content.ends_with(' ') && !signature;
        let content = if flows && delete_space {
            content.strip_suffix(' ').unwrap_or(content)
        } else {
            content
        };
        match (open, lines.last_mut()) {
            (Some(before), Some(line)) if before == depth && !signature => {
                line.text.push_str(content)
            }
            _ => {
                let marks = ">".repeat(depth.min(20));
                let gap = if depth > 0 { " " } else { "" };
                lines.push(Line {
                    text: format!("{marks}{gap}{content}"),
                    part: Part::Own,
                    wrapped: false,
                });
            }
        }
        open = flows.then_some(depth);
    }
    for line in &mut lines {
        if !line.text.ends_with("-- ") {
            line.text.truncate(line.text.trim_end().len());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined_by_depth() {
        let check = |text: &str, delete, expected: &[&str]| {
            let found: Vec<_> = unfold(text, delete).into_iter().map(|l| l.text).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("one \ntwo\nthree", false, &["one two", "three"]);
        check("> one \n> two\nthree", false, &["> one two", "three"]);
        check("> one \nthree", false, &["> one", "three"]);
        check(" >no quote", false, &[">no quote"]);
        check("a \n-- \nSam", false, &["a", "-- ", "Sam"]);
        check("\u{3042} \n\u{3044}", true, &["\u{3042}\u{3044}"]);
    }
}
