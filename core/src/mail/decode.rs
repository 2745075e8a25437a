//! Transfer encodings and charsets, leniently: what is broken is read as far as it goes.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Undoes a Content-Transfer-Encoding (RFC 2045 §6); an unknown one is taken as none.
#[must_use]
pub fn transfer(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    }
}

/// Base64 without its strictness: foreign bytes are skipped, a cut group gives what it holds.
fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut group, mut digits) = (0u32, 0);
    for &byte in body {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                flush(&mut out, group, digits);
                (group, digits) = (0, 0);
                continue;
            }
            _ => continue,
        };
        group = group << 6 | u32::from(digit);
        digits += 1;
        if digits == 4 {
            flush(&mut out, group, digits);
            (group, digits) = (0, 0);
        }
    }
    flush(&mut out, group, digits);
    out
}

fn flush(out: &mut Vec<u8>, group: u32, digits: u32) {
    let bytes = (group << (6 * (4 - digits))).to_be_bytes();
    let whole = usize::try_from(digits.saturating_sub(1)).unwrap_or(0);
    out.extend(bytes.iter().skip(1).take(whole));
}

/// Quoted-printable; a `=` that introduces nothing stays.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| {
        byte.and_then(|b| char::from(*b).to_digit(16))
            .map(|d| d as u8)
    };
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        if byte != b'=' {
            out.push(byte);
            at += 1;
        } else if let (Some(high), Some(low)) = (hex(body.get(at + 1)), hex(body.get(at + 2))) {
            out.push(high << 4 | low);
            at += 3;
        } else {
            // A soft line break, with the blanks that some servers add before the line end.
            let blanks = body
                .iter()
                .skip(at + 1)
                .take_while(|b| matches!(b, b' ' | b'\t'))
                .count();
            let end = at + 1 + blanks;
            match (body.get(end), body.get(end + 1)) {
                (Some(b'\r'), Some(b'\n')) => at = end + 2,
                (Some(b'\n' | b'\r'), _) => at = end + 1,
                (None, _) => at = end,
                (Some(_), _) => {
                    out.push(byte);
                    at += 1;
                }
            }
        }
    }
    out
}

/// The text in `bytes`, and whether the charset named is one that is known.
///
/// Without a charset, or with a wrong "us-ascii", valid UTF-8 is UTF-8, ISO-2022-JP is told by its escapes, and the
/// rest is windows-1252 as in every mail program.
#[must_use]
pub fn charset(name: Option<&str>, bytes: &[u8]) -> (String, bool) {
    let name = name.map(|n| n.trim_matches(['"', '\'', ' ']).to_ascii_lowercase());
    let guess = || {
        if bytes.windows(2).any(|pair| pair == b"\x1b$") {
            return decoded("iso-2022-jp", bytes).unwrap_or_default();
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) if error.valid_up_to() + 4 > bytes.len() && error.error_len().is_none() => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            Err(_) => decoded("windows-1252", bytes).unwrap_or_default(),
        }
    };
    match name.as_deref() {
        None
        | Some(
            "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown-8bit" | "x-unknown" | "default"
            | "utf-8" | "utf8",
        ) => (guess(), true),
        Some(name) => decoded(name, bytes).map_or_else(|| (guess(), false), |text| (text, true)),
    }
}

fn decoded(name: &str, bytes: &[u8]) -> Option<String> {
    charset_decoder(name.as_bytes()).map(|decode| decode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_transfer_encodings_are_read_as_far_as_they_go() {
        let check = |encoding, body: &str, expected: &str| {
            assert_eq!(
                String::from_utf8_lossy(&transfer(encoding, body.as_bytes())),
                expected,
                "{encoding} {body:?}"
            );
        };
        check("base64", "aGVs\r\nbG8=", "hello");
        check("BASE64", "aGVsbG8", "hello");
        check("base64", "aGVs*bG8=aGk=", "hellohi");
        check("base64", "", "");
        check("quoted-printable", "a=3Db=\r\nc=\nd= \r\ne", "a=bcde");
        check("Quoted-Printable", "100=% sure=", "100=% sure");
        check("7bit", "a=3D", "a=3D");
    }

    #[test]
    fn a_missing_or_wrong_charset_is_guessed() {
        let check = |name, bytes: &[u8], expected: (&str, bool)| {
            let (text, known) = charset(name, bytes);
            assert_eq!((text.as_str(), known), expected);
        };
        check(
            None,
            "Gr\u{fc}\u{df}e".as_bytes(),
            ("Gr\u{fc}\u{df}e", true),
        );
        check(None, b"Gr\xfc\xdfe", ("Gr\u{fc}\u{df}e", true));
        check(Some("us-ascii"), b"caf\xc3\xa9", ("caf\u{e9}", true));
        check(Some("\"iso-8859-15\""), b"10 \xa4", ("10 \u{20ac}", true));
        check(Some("x-klingon"), b"hi", ("hi", false));
        check(
            Some("iso-2022-jp"),
            b"\x1b$BLL@\\\x1b(B",
            ("\u{9762}\u{63a5}", true),
        );
        check(None, b"\x1b$BLL@\\\x1b(B", ("\u{9762}\u{63a5}", true));
        check(
            Some("shift_jis"),
            b"\x96\xca\x90\xda",
            ("\u{9762}\u{63a5}", true),
        );
    }
}
