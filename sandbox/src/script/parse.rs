//! Reading the text form of a script.

use super::{NoStep, Script, Step};
use std::time::Duration;

pub(super) fn parse(text: &str) -> Result<Script, NoStep> {
    let lines = (1..)
        .zip(text.lines())
        .map(|(number, line)| (number, line.trim_start()));
    let steps = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let steps = steps.map(|(number, line)| {
        step(line).ok_or_else(|| NoStep {
            number,
            line: line.to_owned(),
        })
    });
    Ok(Script {
        steps: steps.collect::<Result<_, _>>()?,
    })
}

/// Puts the client's tag where `{tag}` stands.
pub(super) fn with_tag(bytes: &[u8], tag: &[u8]) -> Vec<u8> {
    const MARK: &[u8] = b"{tag}";
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(tag);
        rest = &rest[at + MARK.len()..];
    }
    out.extend_from_slice(rest);
    out
}

fn step(line: &str) -> Option<Step> {
    let (mark, rest) = line.split_at_checked(2)?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    match mark {
        "S:" => bytes(rest).map(|bytes| Step::Say([&bytes, &b"\r\n"[..]].concat())),
        "S>" => bytes(rest).map(Step::Say),
        "C:" => Some(Step::Hear(rest.trim().to_owned())),
        "! " => order(rest),
        _ => None,
    }
}

fn order(text: &str) -> Option<Step> {
    let mut words = text.split_ascii_whitespace();
    let (order, number) = (words.next()?, words.next());
    match (order, number) {
        ("read", Some(length)) => length.parse().ok().map(Step::Read),
        ("wait", Some(seconds)) => seconds
            .parse()
            .ok()
            .map(|seconds| Step::Wait(Duration::from_secs(seconds))),
        ("dot", None) => Some(Step::HearDot),
        ("starttls", None) => Some(Step::StartTls),
        ("stall", None) => Some(Step::Stall),
        ("close", None) => Some(Step::Close),
        _ => None,
    }
}

/// Reads `\r`, `\n`, `\t`, `\0`, `\\` and `\xFF`. `None` for any other backslash.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        out.push(match letters.next()? {
            'r' => b'\r',
            'n' => b'\n',
            't' => b'\t',
            '0' => 0,
            '\\' => b'\\',
            'x' => {
                let digits: String = letters.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16)
                    .ok()
                    .filter(|_| digits.len() == 2)?
            }
            _ => return None,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<Step>) {
        let parsed = parse(line).ok().map(|script| script.steps[0].clone());
        assert_eq!(parsed, expected, "{line}");
    }

    #[test]
    fn each_line_is_a_step() {
        check("S: * OK hi", Some(Step::Say(b"* OK hi\r\n".to_vec())));
        check("S> a\\xff\\0\\\\", Some(Step::Say(b"a\xff\0\\".to_vec())));
        check("C:", Some(Step::Hear(String::new())));
        check("C: LOGIN", Some(Step::Hear("LOGIN".into())));
        check("  ! wait 3", Some(Step::Wait(Duration::from_secs(3))));
        check("! read 7", Some(Step::Read(7)));
        check("! close", Some(Step::Close));
    }

    #[test]
    fn what_is_no_step_is_told_with_its_line() {
        for line in [
            "! dance", "! read", "X: hi", "S", "S: \\q", "S: \\x1", "é: hi",
        ] {
            check(line, None);
        }
        let problem = parse("# fine\n\nS: hi\n! dance\n").unwrap_err();
        assert_eq!((problem.number, problem.line.as_str()), (4, "! dance"));
    }

    #[test]
    fn the_tag_stands_where_it_is_asked_for() {
        assert_eq!(with_tag(b"{tag} OK {tag}", b"a1"), b"a1 OK a1");
        assert_eq!(with_tag(b"no tag", b"a1"), b"no tag");
    }
}
