//! Cuts a text into words, numbers and marks, and gives each its senses from the language's table.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::lexicon::{Index, Sense};

/// No text is looked at beyond this many bytes: a mail that says when within 64 KiB says it early.
pub(super) const MOST_BYTES: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Mark(char),
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    /// Lower case, without accents; for a phrase its words as they stand.
    pub low: String,
    pub span: Range<usize>,
    /// White space before it.
    pub gap: bool,
    /// Line breaks before it.
    pub breaks: u8,
    pub capital: bool,
    /// The value of a number, and how many digits it was written with.
    pub value: u32,
    pub digits: u8,
    pub senses: Vec<Sense>,
}

/// The text, cut at the limit on a character boundary.
pub(super) fn bounded(text: &str) -> &str {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Words, numbers and marks, without senses.
pub(super) fn cut(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = bounded(text).char_indices().peekable();
    let (mut gap, mut breaks) = (true, 0u8);
    while let Some((start, first)) = chars.next() {
        if is_ignorable(first) {
            continue;
        }
        if first.is_whitespace() {
            gap = true;
            breaks = breaks.saturating_add(u8::from(first == '\n'));
            continue;
        }
        let kind = kind_of(first);
        let mut raw = String::from(first);
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            let belongs = match kind {
                Kind::Word => next.is_alphabetic() || is_accent(next) || is_ignorable(next),
                Kind::Number => next.is_ascii_digit() && raw.len() < 12,
                Kind::Mark(_) => false,
            };
            if !belongs {
                break;
            }
            if !is_ignorable(next) {
                raw.push(next);
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let value = if kind == Kind::Number {
            raw.parse().unwrap_or(u32::MAX)
        } else {
            0
        };
        tokens.push(Token {
            kind,
            low: if let Kind::Mark(mark) = kind {
                mark.to_string()
            } else {
                fold(&raw)
            },
            span: start..end,
            gap,
            breaks,
            capital: first.is_uppercase(),
            value,
            digits: u8::try_from(raw.len()).unwrap_or(u8::MAX),
            senses: Vec::new(),
        });
        (gap, breaks) = (false, 0);
    }
    tokens
}

/// The tokens of a text, phrases of the table joined into one and given their senses.
pub(super) fn read(text: &str, index: &Index) -> Vec<Token> {
    let mut raw = cut(text).into_iter().peekable();
    let mut waiting: std::collections::VecDeque<Token> = std::collections::VecDeque::new();
    let mut tokens = Vec::new();
    loop {
        while waiting.len() < Index::LONGEST {
            match raw.next() {
                Some(token) => waiting.push_back(token),
                None => break,
            }
        }
        let Some(mut token) = waiting.pop_front() else {
            return tokens;
        };
        if let Some((length, senses)) = index.longest(&token, &waiting) {
            for _ in 1..length {
                if let Some(next) = waiting.pop_front() {
                    token.low.push(' ');
                    token.low.push_str(&next.low);
                    token.span.end = next.span.end;
                }
            }
            if length > 1 {
                token.kind = Kind::Word;
            }
            token.senses = senses.to_vec();
        }
        tokens.push(token);
    }
}

fn kind_of(first: char) -> Kind {
    if first.is_ascii_digit() {
        Kind::Number
    } else if first.is_alphabetic() {
        Kind::Word
    } else {
        Kind::Mark(match first {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' | '\u{b4}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{b7}' | '\u{2022}' | '\u{2023}' | '\u{22c5}' | '\u{25cf}' | '\u{25aa}' => '\u{2022}',
            other => other,
        })
    }
}

/// Zero-width characters stand around inserted names and dates in real mail.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{34f}' | '\u{fe0f}')
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Lower case without accents, "ß" as "ss".
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace('ß', "ss")
        .replace('ł', "l")
}
