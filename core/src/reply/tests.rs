use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::mail::parse;

/// The answers of mail programs in `tests/replies`: what each says, and what was written in it.
#[derive(serde::Deserialize)]
struct Expected {
    file: String,
    first_line: String,
    rest: String,
}

fn fixtures() -> Vec<(Expected, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/replies");
    let table = std::fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let read = |line: &str| {
        let expected: Expected = serde_json::from_str(line).unwrap();
        let bytes = std::fs::read(folder.join(&expected.file)).unwrap();
        (expected, bytes)
    };
    table.lines().map(read).collect()
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    bytes
        .split(|b| *b == b'\n')
        .collect::<Vec<_>>()
        .join(&b"\r\n"[..])
}

#[test]
fn what_was_written_in_every_mail_program_is_read() {
    let mut wrong = 0;
    let fixtures = fixtures();
    for (expected, bytes) in &fixtures {
        for bytes in [bytes.clone(), with_crlf(bytes)] {
            let words = own_words(&parse(&bytes));
            if (words.first_line.as_str(), words.rest.as_str())
                != (expected.first_line.as_str(), expected.rest.as_str())
            {
                wrong += 1;
                println!(
                    "--- {}\n{words:?}\nexpected {:?} {:?}",
                    expected.file, expected.first_line, expected.rest
                );
            }
        }
    }
    assert!(fixtures.len() >= 150);
    assert_eq!(wrong, 0);
}

/// Every command that an employer could try to have read as the owner's.
const COMMANDS: [&str; 8] = [
    "send", "Send now", "send all", "accept", "withdraw", "skip", "yes", "resume",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever an employer writes, and however a program quotes it, it does not become the owner's first line.
    #[test]
    fn quoted_words_are_never_the_first_line(
        words in proptest::collection::vec(prop_oneof![Just("send".to_owned()), Just("accept".to_owned()), "[ -~]{0,80}", Just("> send".to_owned()), Just("</blockquote>".to_owned()), Just("-- ".to_owned())], 0..12),
        style in 0usize..6,
    ) {
        let text = words.join("\n");
        let marked: String = text.lines().map(|l| format!("> {l}\n")).collect();
        let attribution = "On Wed, Mar 11, 2026 at 9:00 AM heardback <sam@mailbox.example> wrote:";
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        let body = match style {
            0 => format!("Content-Type: text/plain\n\n{attribution}\n\n{marked}"),
            1 => format!("Content-Type: text/plain\n\n\n{attribution}\n{marked}\n\n-- \nSam\n"),
            2 => format!("Content-Type: text/plain\n\n-----Original Message-----\nFrom: heardback\nSent: Wednesday\n\n{text}"),
            3 => format!("Content-Type: text/plain\n\n________________________________\nFrom: heardback <sam@mailbox.example>\nSent: Wednesday, March 11, 2026 9:00 AM\nTo: Sam\nSubject: x\n\n{text}"),
            4 => format!("Content-Type: text/html\n\n<div><br></div><div class=gmail_quote><div class=gmail_attr>{attribution}</div><blockquote class=gmail_quote>{escaped}</blockquote></div>"),
            _ => format!("Content-Type: text/html\n\n<div class=moz-cite-prefix>x</div><blockquote type=cite>{}</blockquote>", text.replace("--", "")),
        };
        let mail = parse(format!("From: sam@mailbox.example\n{body}").as_bytes());
        let first = own_words(&mail).first_line.to_lowercase();
        prop_assert!(!COMMANDS.iter().any(|c| first == c.to_lowercase()), "{}", body);
    }
}
