//! One session in which every byte of the server's is the fuzzer's: it ends in time, keeps to what was asked for, and no
//! word of the server's becomes a command of ours.
//!
//! The first byte chooses the login, TLS and the end, the second how many operations follow, then one byte each. The rest is
//! cut at 0xFF: a turn each, said at first and after every line of ours. In a turn 0xFE is a silence of 70 s, and 0x01
//! stands for the tag of our newest line.

use std::time::Duration;

use heardback::connect::{Login, Tls};
use heardback::imap::{
    Error, Examined, Fetched, Fetcher, ImapAccount, Mailboxes, Session, TEXT_LIMIT, Window, append,
    fetch_more, find_message_id, messages_from, newest, quota,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::super::pipe::{Pipe, Written, in_virtual_time};

const PASSWORD: &str = "correct-horse-battery";
/// Sixteen operations of a few commands, each with its limit.
const LIMIT: Duration = Duration::from_secs(16 * 12 * 180);

pub fn body(bytes: &[u8]) {
    let [flags, count, rest @ ..] = bytes else {
        return;
    };
    let Some((operations, script)) = rest.split_at_checked(usize::from(count % 16)) else {
        return;
    };
    let tls = match flags & 1 {
        0 => Tls::PlainLoopback,
        _ => Tls::StartTls,
    };
    let closes = flags & 2 == 0;
    let login = match flags & 4 {
        0 => Login::with_password("sam@mailbox.example", PASSWORD),
        _ => Login::with_token("sam@mailbox.example", PASSWORD),
    };
    let ours = Written::default();
    let turns: Vec<Vec<u8>> = script
        .split(|&byte| byte == 0xFF)
        .map(<[u8]>::to_vec)
        .collect();
    let heard = ours.clone();
    let account = ImapAccount {
        name: "fuzz".to_owned(),
        server: Pipe::server(tls, move |stream| {
            serve(stream, heard.clone(), turns.clone(), closes)
        }),
        login,
    };
    in_virtual_time(LIMIT, async {
        match Session::open(&account).await {
            Ok(session) => operate(session, operations).await,
            Err(error) => sound(&error),
        }
    });
    check_ours(&ours.bytes(), tls);
}

async fn serve(mut stream: DuplexStream, ours: Written, turns: Vec<Vec<u8>>, closes: bool) {
    let mut heard = Vec::new();
    let mut tag = b"*".to_vec();
    for turn in turns {
        for (number, words) in turn.split(|&byte| byte == 0xFE).enumerate() {
            if number > 0 {
                tokio::time::sleep(Duration::from_secs(70)).await;
            }
            for (number, words) in words.split(|&byte| byte == 1).enumerate() {
                let between: &[u8] = if number > 0 { &tag } else { b"" };
                if stream.write_all(&[between, words].concat()).await.is_err() {
                    return;
                }
            }
        }
        let line: Vec<u8> = loop {
            if let Some(at) = heard.windows(2).position(|end| end == b"\r\n") {
                break heard.drain(..at + 2).collect();
            }
            match stream.read_buf(&mut heard).await {
                Ok(read) if read > 0 => ours.add(&heard[heard.len() - read..]),
                Ok(_) | Err(_) => return,
            }
        };
        tag = line
            .split(|&byte| byte == b' ')
            .next()
            .unwrap_or_default()
            .to_vec();
    }
    if !closes {
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    }
}

async fn operate(mut session: Session, operations: &[u8]) {
    let mut examined = Examined {
        uid_validity: 7,
        uid_next: Some(9),
        exists: 3,
    };
    let mut found = Mailboxes::default();
    for operation in operations {
        let outcome = match operation % 10 {
            0 => match Mailboxes::discover(&mut session, &["Jobs".to_owned()]).await {
                Ok(mailboxes) => {
                    found = mailboxes;
                    Ok(())
                }
                Err(error) => Err(error),
            },
            1 => {
                let names: Vec<&str> = found.watched.iter().map(|m| m.name.as_str()).collect();
                let name = names
                    .get(usize::from(operation / 10) % names.len().max(1))
                    .copied()
                    .unwrap_or("INBOX");
                match session.examine(name).await {
                    Ok(seen) => {
                        examined = seen;
                        Ok(())
                    }
                    Err(error) => Err(error),
                }
            }
            2 => fetch(&mut session, &examined, Window::After(2)).await,
            3 => {
                let day = "2026-03-02".parse().expect("a fixed day");
                fetch(&mut session, &examined, Window::Since(day)).await
            }
            4 => fetch_more(&mut session, 3, 10, 100).await.map(|more| {
                assert!(more.is_none_or(|bytes| bytes.len() <= 90));
            }),
            5 => find_message_id(
                &mut session,
                "Sent",
                "a@mailbox.example",
                Some("b@mailbox.example"),
            )
            .await
            .map(|found| assert_eq!(found.uid.is_some(), found.copies > 0)),
            6 => append(&mut session, "Sent", b"Subject: a\r\n\r\nb\r\n")
                .await
                .map(drop),
            7 => quota(&mut session).await.map(drop),
            8 => messages_from(&mut session, "Junk", 5)
                .await
                .map(|(found, _)| {
                    assert!(found.len() <= 20 && found.iter().all(|(uid, _)| *uid >= 5));
                }),
            _ => newest(&mut session, "Junk").await.map(drop),
        };
        if let Err(error) = outcome {
            sound(&error);
        }
    }
    session.log_out().await;
}

/// Reads a window part by part: whatever is listed stays listed until it is accounted for.
async fn fetch(session: &mut Session, examined: &Examined, window: Window) -> Result<(), Error> {
    let mut fetcher = Fetcher::default();
    fetcher.list(session, examined, window).await?;
    let mut listed = None;
    let mut last = 0;
    for _ in 0..6 {
        if fetcher.is_done() {
            break;
        }
        let progress = fetcher.next(session).await;
        let before = listed.replace(progress.left);
        assert!(
            before.is_none_or(|before| before == progress.items.len() + progress.left),
            "{before:?}, then {progress:?}"
        );
        for item in &progress.items {
            assert!(
                last < item.uid() && item.uid() <= progress.highest_uid,
                "{progress:?}"
            );
            last = item.uid();
            if let Fetched::Mail { bytes, size, .. } = item {
                assert!(bytes.len() <= TEXT_LIMIT as usize && *size >= bytes.len() as u64);
            }
        }
        assert_eq!(fetcher.is_done(), progress.left == 0);
        assert!(
            progress.highest_uid <= fetcher.end().max(last),
            "{progress:?}"
        );
        if let Some(error) = progress.failure {
            return Err(error);
        }
    }
    Ok(())
}

/// An error is a sentence for the owner, and its line for the log holds nobody's words.
fn sound(error: &Error) {
    let (shown, logged) = (error.to_string(), error.for_log());
    for text in [&shown, &logged] {
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(
            text.chars().count() < 1000 && text.ends_with(['.', '"', '?']),
            "{text:?}"
        );
    }
    assert!(!logged.contains(PASSWORD), "{logged:?}");
}

/// Nothing but our commands, each on one line under a tag of its own.
fn check_ours(ours: &[u8], tls: Tls) {
    if tls == Tls::StartTls {
        let text = String::from_utf8_lossy(ours);
        for word in ["LOGIN", "AUTHENTICATE", PASSWORD] {
            assert!(!text.contains(word), "in the clear: {text}");
        }
        return;
    }
    let text = String::from_utf8(ours.to_vec()).expect("we speak ASCII");
    const VERBS: [&str; 14] = [
        "CAPABILITY",
        "STARTTLS",
        "LOGIN",
        "AUTHENTICATE",
        "ID",
        "LIST",
        "EXAMINE",
        "UID SEARCH",
        "UID FETCH",
        "APPEND",
        "GETQUOTAROOT",
        "NOOP",
        "LOGOUT",
        "IDLE",
    ];
    for line in text.lines().filter(|line| line.starts_with('H')) {
        let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
        assert!(
            tag[1..].bytes().all(|b| b.is_ascii_digit())
                && VERBS.iter().any(|verb| command.starts_with(verb)),
            "{line:?}"
        );
    }
    let commands = text.lines().filter(|line| line.starts_with('H')).count();
    assert_eq!(
        commands,
        text.matches("\r\nH").count() + usize::from(text.starts_with('H'))
    );
}
