//! Characters: what a mail may hold is brought to what can be read, compared and shown.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Brings `text` to NFKC with straight quotes, plain spaces and `\n` line ends; control, zero-width and direction
/// characters are gone. Line structure is kept.
#[must_use]
pub fn text(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let kept = visible(text);
    if kept.is_ascii() {
        return kept;
    }
    let kept: String = kept.chars().map(straight).collect();
    match is_nfkc_quick(kept.chars()) {
        IsNormalized::Yes => kept,
        IsNormalized::No | IsNormalized::Maybe => kept
            .nfkc()
            .map(|c| if c == '\u{2044}' { '/' } else { c })
            .collect(),
    }
}

/// What can be seen of `text`, in the writer's own characters: line ends are `\n`, spaces are plain; control, zero-width
/// and direction characters are gone.
#[must_use]
pub fn visible(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The carriage return before is a line end already.
    let mut returned = false;
    while let Some(first) = rest.chars().next() {
        let plain = rest.bytes().position(|b| !is_plain_byte(b));
        let (run, after) = rest.split_at(plain.unwrap_or(rest.len()));
        if run.is_empty() {
            let kept = seen(first);
            if kept == Some('\r') {
                out.push('\n');
            } else if let Some(kept) = kept.filter(|kept| !(returned && *kept == '\n')) {
                out.push(kept);
            }
            returned = kept.map_or(returned, |kept| kept == '\r');
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        } else {
            let ended = returned && run.starts_with('\n');
            out.push_str(run.get(usize::from(ended)..).unwrap_or_default());
            returned = false;
            rest = after;
        }
    }
    out
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(is_plain_byte)
}

fn is_plain_byte(byte: u8) -> bool {
    byte == b'\n' || byte == b'\t' || (b' '..0x7f).contains(&byte)
}

/// The same on one line, runs of white space as one space.
#[must_use]
pub fn line(raw: &str) -> String {
    let cleaned = text(raw);
    let mut out = String::with_capacity(cleaned.len());
    for word in cleaned.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The character as it is kept, or `None` where there is nothing to see.
fn seen(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\t' => Some(c),
        '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => Some('\n'),
        c if c.is_control() || invisible(c) => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

/// Quotes and dashes as a keyboard has them.
fn straight(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{2b9}' | '\u{2bc}'
        | '\u{ff07}' | '\u{b4}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}'
        | '\u{ff02}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        c => c,
    }
}

/// Zero-width characters, direction marks, soft hyphens, fillers, variation selectors and tags.
#[must_use]
pub fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_and_fancy_characters_leave_plain_ones() {
        let check = |input: &str, expected: &str| assert_eq!(text(input), expected, "{input:?}");
        check("plain", "plain");
        check("a\r\nb\rc", "a\nb\nc");
        check("a\r\r\n\nb\r\u{200b}\nc\r\u{b}d", "a\n\n\nb\nc\nd");
        check("\u{201c}it\u{2019}s\u{201d}\u{a0}fine", "\"it's\" fine");
        check("se\u{200b}nd\u{202e}!", "send!");
        check("\u{ff33}am\u{ff1a} \u{fb01}ne \u{bd}", "Sam: fine 1/2");
        check("e\u{301}", "\u{e9}");
        check("a\u{0}b\u{7}c\td", "abc\td");
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(
            line("  Interview \t\r\n with\u{a0}us "),
            "Interview with us"
        );
    }
}
