//! One delivery to a server that says whatever the bytes say: the outcome may claim no more than the server's words bear.
//!
//! The first byte chooses the account and the letter, the second what the server does when its words are spent. The rest
//! is cut at 0xFF: a turn each, said after the greeting, after every line of ours, and after the text. Within a turn 0xFE
//! is a silence of 200 s.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use heardback::connect::{Login, Tls};
use heardback::smtp::{Envelope, NotSent, Outcome, Phase, SmtpAccount, deliver_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::pipe::{Pipe, Written, in_virtual_time};

const PASSWORD: &str = "correct-horse-battery";
/// The same as `AUTH PLAIN` says it (RFC 4616).
const PLAIN: &str = "AHNhbUBtYWlsYm94LmV4YW1wbGUAY29ycmVjdC1ob3JzZS1iYXR0ZXJ5";
/// Every limit of RFC 5321 once, twenty lines of ours, and the goodbye.
const LIMIT: Duration = Duration::from_secs(2 * (20 * 300 + 120 + 780 + 60));

/// What passed on the wire.
#[derive(Debug, Clone, Default)]
struct Wire {
    ours: Written,
    theirs: Written,
    /// How much each side had written when our text began to come.
    text_began: Arc<Mutex<Option<(usize, usize)>>>,
    /// How much the server had written when we said goodbye.
    goodbye: Arc<Mutex<Option<usize>>>,
    /// The end of the text came whole.
    dot: Arc<Mutex<bool>>,
}

pub fn body(bytes: &[u8]) {
    let [flags, end, script @ ..] = bytes else {
        return;
    };
    let text = text(flags & 16 != 0);
    let envelope = Envelope {
        from: "sam@mailbox.example".to_owned(),
        to: match flags & 8 {
            0 => vec!["dana@northwind.example".to_owned()],
            _ => vec![
                "dana@northwind.example".to_owned(),
                "ana@northwind.example".to_owned(),
            ],
        },
    };
    let login = match flags & 6 {
        0 => None,
        2 => Some(Login::with_token("sam@mailbox.example", PASSWORD)),
        _ => Some(Login::with_password("sam@mailbox.example", PASSWORD)),
    };
    let tls = match flags & 1 {
        0 => Tls::PlainLoopback,
        _ => Tls::StartTls,
    };
    let wire = Wire::default();
    let turns: Vec<Vec<u8>> = script
        .split(|&byte| byte == 0xFF)
        .map(<[u8]>::to_vec)
        .collect();
    let (seen, closes) = (wire.clone(), end % 2 == 0);
    let account = SmtpAccount {
        name: "fuzz".to_owned(),
        server: Pipe::server(tls, move |stream| {
            serve(stream, seen.clone(), turns.clone(), closes)
        }),
        login,
    };
    let mut phases = Vec::new();
    let outcome = in_virtual_time(LIMIT, async {
        let outcome =
            deliver_with(&account, &envelope, &text, &mut |phase| phases.push(phase)).await;
        // The server reads to the end what was said to it.
        tokio::time::sleep(LIMIT / 2).await;
        outcome
    });
    check(&wire, &outcome, &phases, &text, script);
    if tls == Tls::StartTls {
        let ours = wire.ours.bytes();
        let clear = String::from_utf8_lossy(&ours);
        for word in ["AUTH", "MAIL FROM", "RCPT TO", "DATA\r\n", PASSWORD] {
            assert!(!clear.contains(word), "in the clear: {clear}");
        }
    }
}

fn text(eight_bit: bool) -> Vec<u8> {
    let name = if eight_bit { "Zo\u{eb}" } else { "Zoe" };
    format!("From: sam@mailbox.example\r\nSubject: Thank you\r\n\r\nDear {name},\r\n.\r\n..\r\nthank you.\r\n")
        .into_bytes()
}

async fn serve(mut stream: DuplexStream, wire: Wire, turns: Vec<Vec<u8>>, closes: bool) {
    let mut turns = turns.into_iter();
    let mut heard = Vec::new();
    let mut in_text = false;
    let mut said_at_once = 0;
    loop {
        if let Some(turn) = turns.next() {
            for (number, words) in turn.split(|&byte| byte == 0xFE).enumerate() {
                if number > 0 {
                    tokio::time::sleep(Duration::from_secs(200)).await;
                }
                wire.theirs.add(words);
                if number == 0 {
                    said_at_once = wire.theirs.len();
                }
                if stream.write_all(words).await.is_err() {
                    return;
                }
            }
        } else if closes {
            // What we still say is read all the same, to know it.
            let _ = stream.shutdown().await;
        }
        loop {
            let end: &[u8] = if in_text { b"\r\n.\r\n" } else { b"\r\n" };
            let at = heard.windows(end.len()).position(|tail| tail == end);
            if let Some(at) = at {
                let line: Vec<u8> = heard.drain(..at + end.len()).collect();
                if in_text {
                    *wire.dot.lock().expect("nobody panics with it") = true;
                }
                in_text = line == b"DATA\r\n";
                if line == b"QUIT\r\n" {
                    let mut goodbye = wire.goodbye.lock().expect("nobody panics with it");
                    *goodbye = Some(wire.theirs.len());
                }
                break;
            }
            match stream.read_buf(&mut heard).await {
                Ok(read) if read > 0 => {
                    // Where DATA is refused a goodbye follows it, and no text.
                    in_text &= heard != b"QUIT\r\n";
                    let mut began = wire.text_began.lock().expect("nobody panics with it");
                    if in_text && began.is_none() {
                        // After a silence our text may be on its way already.
                        *began = Some((wire.ours.len(), said_at_once));
                    }
                    wire.ours.add(&heard[heard.len() - read..]);
                }
                Ok(_) | Err(_) => return,
            }
        }
    }
}

fn check(wire: &Wire, outcome: &Outcome, phases: &[Phase], text: &[u8], script: &[u8]) {
    let began = *wire.text_began.lock().expect("nobody panics with it");
    let dot = *wire.dot.lock().expect("nobody panics with it");
    let (ours, theirs) = (wire.ours.bytes(), wire.theirs.bytes());
    let shown = || {
        format!(
            "{outcome:?} after {phases:?}\nours: {:?}\ntheirs: {:?}",
            String::from_utf8_lossy(&ours),
            String::from_utf8_lossy(&theirs)
        )
    };
    assert_eq!(
        began.is_some(),
        phases.contains(&Phase::Text),
        "text on the wire and text announced: {}",
        shown()
    );
    // The reply to the end of the text: those before it answered the greeting and each line.
    let answer = began.and_then(|(ours_before, theirs_before)| {
        let lines = ours[..ours_before].iter().filter(|&&b| b == b'\n').count();
        let reply = replies(&theirs).into_iter().nth(1 + lines)?;
        // What was said before the text began answers something else.
        (reply.end > theirs_before).then_some(reply)
    });
    let code_of_answer = answer.map(|answer| answer.code);
    let is_yes = code_of_answer.is_some_and(|code| (200..300).contains(&code));
    match outcome {
        Outcome::Accepted { words } => {
            assert!(dot, "accepted before its end: {}", shown());
            assert!(is_yes, "accepted and nobody said so: {}", shown());
            let sent = [b"\r\n", stuffed(text).as_slice(), b".\r\n"].concat();
            assert!(
                ours.windows(sent.len()).any(|part| part == sent),
                "another text: {}",
                shown()
            );
            presentable(words);
        }
        Outcome::Refused { code, words } | Outcome::Deferred { code, words } => {
            assert!((400..600).contains(code), "{}", shown());
            assert_eq!(
                matches!(outcome, Outcome::Refused { .. }),
                *code >= 500,
                "{}",
                shown()
            );
            assert!(
                began.is_none() || (code_of_answer == Some(*code) && *code != 421),
                "{}",
                shown()
            );
            presentable(words);
        }
        Outcome::Uncertain { why } => {
            assert!(began.is_some(), "nothing was sent: {}", shown());
            // Plain words in time are understood.
            let goodbye = *wire.goodbye.lock().expect("nobody panics with it");
            let is_plain = answer.is_some_and(|answer| {
                answer.is_plain && goodbye.is_none_or(|goodbye| answer.end <= goodbye)
            });
            let in_time = script.iter().all(|&byte| byte != 0xFE);
            assert!(
                !(in_time && is_plain && is_yes),
                "the server said yes: {}",
                shown()
            );
            sentence(why);
        }
        Outcome::NotSent { kind, why } => {
            assert!(began.is_none(), "some was sent: {}", shown());
            sentence(why);
            // Before the login no server can know it: what stands in its greeting is its own.
            let is_told = ours.windows(4).any(|part| part == b"AUTH");
            if is_told && matches!(kind, NotSent::Auth | NotSent::Busy) {
                assert!(
                    !why.contains(PASSWORD) && !why.split(['"', ' ']).any(|word| word == PLAIN),
                    "{}",
                    shown()
                );
            }
        }
    }
}

/// RFC 5321 section 4.5.2.
fn stuffed(text: &[u8]) -> Vec<u8> {
    text.split_inclusive(|&byte| byte == b'\n')
        .flat_map(|line| {
            let dot: &[u8] = if line.starts_with(b".") { b"." } else { b"" };
            [dot, line].concat()
        })
        .collect()
}

/// A reply of the server's (RFC 5321 section 4.2.1).
#[derive(Debug, Clone, Copy)]
struct Reply {
    code: u16,
    end: usize,
    /// One line of plain characters.
    is_plain: bool,
}

fn replies(theirs: &[u8]) -> Vec<Reply> {
    let mut found = Vec::new();
    let (mut at, mut lines) = (0, 0);
    for line in theirs.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        lines += 1;
        if line.get(3) == Some(&b'-') || !line.ends_with(b"\n") {
            continue;
        }
        let code = line
            .get(..3)
            .and_then(|code| std::str::from_utf8(code).ok());
        let words = line.strip_suffix(b"\r\n").unwrap_or(b"\0");
        found.push(Reply {
            code: code.and_then(|code| code.parse().ok()).unwrap_or(0),
            end: at,
            is_plain: lines == 1
                // No reply has another second digit (section 4.2.1).
                && matches!(words.get(1), Some(b'0'..=b'5'))
                && words.get(3) == Some(&b' ')
                && words.iter().all(|b| (b' '..0x7f).contains(b)),
        });
        lines = 0;
    }
    found
}

fn presentable(words: &str) {
    assert!(
        words.chars().count() <= 300 && !words.contains(char::is_control),
        "{words:?}"
    );
}

fn sentence(why: &str) {
    assert!(
        why.ends_with(['.', '"']) && !why.contains(char::is_control),
        "{why:?}"
    );
}
