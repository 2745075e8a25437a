//! Encoded words (RFC 2047) that stand side by side, put together before they are decoded: programs cut them inside a
//! character.

use std::borrow::Cow;

use base64::Engine;

use super::decode;

/// One `=?charset?encoding?payload?=`, and what stands behind it.
struct Word<'a> {
    charset: &'a str,
    encoding: char,
    payload: &'a str,
    rest: &'a str,
}

/// The value with neighbouring words of one charset and encoding as one word.
#[must_use]
pub fn joined(value: &str) -> Cow<'_, str> {
    if value.matches("=?").count() < 2 {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(first) = word(from) else {
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let mut payloads = vec![first.payload];
        let mut last = first;
        while let Some(next) = word(last.rest.trim_start()) {
            if !next.charset.eq_ignore_ascii_case(last.charset) || next.encoding != last.encoding {
                break;
            }
            payloads.push(next.payload);
            last = next;
        }
        push(&mut out, &last, &payloads);
        rest = last.rest;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The word at the start of the text.
fn word(text: &str) -> Option<Word<'_>> {
    let (charset, after) = text.strip_prefix("=?")?.split_once('?')?;
    let (encoding, after) = after.split_once('?')?;
    let encoding = match encoding {
        "B" | "b" => 'B',
        "Q" | "q" => 'Q',
        _ => return None,
    };
    let (payload, rest) = after.split_once("?=")?;
    let fits = !payload.contains([' ', '\t'])
        && !charset.contains(char::is_whitespace)
        && payload.len() <= 2000;
    fits.then_some(Word {
        charset,
        encoding,
        payload,
        rest,
    })
}

fn push(out: &mut String, word: &Word, payloads: &[&str]) {
    let payload = if word.encoding == 'Q' || payloads.len() == 1 {
        payloads.concat()
    } else {
        let bytes: Vec<u8> = payloads
            .iter()
            .flat_map(|p| decode::transfer("base64", p.as_bytes()))
            .collect();
        base64::engine::general_purpose::STANDARD.encode(bytes)
    };
    for piece in [
        "=?",
        word.charset,
        "?",
        if word.encoding == 'Q' { "Q" } else { "B" },
        "?",
        &payload,
        "?=",
    ] {
        out.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use crate::mail::header::unstructured;

    #[test]
    fn words_cut_inside_a_character_are_read_whole() {
        let check =
            |value: &str, expected: &str| assert_eq!(unstructured(value), expected, "{value}");
        check("=?utf-8?Q?M=C3?= =?utf-8?Q?=A4rz?=", "M\u{e4}rz");
        check("=?UTF-8?B?TcM=?= =?utf-8?b?pHJ6?=", "M\u{e4}rz");
        check(
            "=?utf-8?Q?M=C3=A4rz?= =?iso-8859-1?Q?_=FCber?=",
            "M\u{e4}rz \u{fc}ber",
        );
        check("a =?utf-8?Q?b?= c", "a b c");
        check("=?utf-8?Q?never ends", "=?utf-8?Q?never ends");
        check(
            "Vorstellungs&shy;gespr&auml;ch",
            "Vorstellungsgespr\u{e4}ch",
        );
        check("R&D; and more", "R&D; and more");
    }
}
