//! Any bytes at the control socket: each line is answered with one line, and no word there sends what was not shown.

use std::collections::BTreeSet;
use std::time::Duration;

use heardback::control::{Answer, Asked, Request, converse};
use heardback::daemon::ADD;
use heardback_core::book::{DraftState, OutgoingKind, OutgoingState};
use heardback_core::command::{NotUnderstood, parse};
use heardback_core::step::{Input, Local, NewApplication};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::pipe::in_virtual_time;
use super::search::Search;

pub fn body(bytes: &[u8]) {
    let (said, requests) = in_virtual_time(Duration::from_secs(60), talk(bytes.to_vec()));
    let lines = lines(bytes);
    let answers: Vec<Answer> = said
        .split_inclusive(|&byte| byte == b'\n')
        .map(|line| serde_json::from_slice(line).expect("an answer is a line of JSON"))
        .collect();
    assert_eq!(answers.len(), lines.len(), "{answers:?} to {lines:?}");
    assert!(said.is_empty() || said.ends_with(b"\n"));
    let mut asked = requests.into_iter();
    for (line, answer) in lines.iter().zip(&answers) {
        match serde_json::from_str::<Request>(line) {
            Ok(request) => assert_eq!(asked.next(), Some(request)),
            Err(_) => assert!(
                matches!(answer, Answer::Failed(why) if why.starts_with("That is no request: ") && why.ends_with('.')),
                "{answer:?} to {line:?}"
            ),
        }
    }
    assert_eq!(asked.next(), None);
}

/// What must be answered: whole lines of text, up to the first that is none.
fn lines(bytes: &[u8]) -> Vec<&str> {
    bytes
        .split_inclusive(|&byte| byte == b'\n')
        .map_while(|line| std::str::from_utf8(line).ok())
        .map(|line| {
            let line = line.strip_suffix('\n').unwrap_or(line);
            line.strip_suffix('\r').unwrap_or(line)
        })
        .collect()
}

async fn talk(bytes: Vec<u8>) -> (Vec<u8>, Vec<Request>) {
    let (near, mut far) = tokio::io::duplex(1 << 20);
    let (read, write) = tokio::io::split(near);
    let (to, mut asked) = mpsc::channel::<Asked>(16);
    let daemon = async {
        let mut search = Search::thankful();
        let mut requests = Vec::new();
        while let Some((request, reply)) = asked.recv().await {
            let answer = answer(&mut search, &request);
            requests.push(request);
            let _ = reply.send(answer);
        }
        requests
    };
    let client = async {
        // Whoever talks rubbish is hung up on.
        let _ = far.write_all(&bytes).await;
        let _ = far.shutdown().await;
        let mut said = Vec::new();
        let _ = tokio::io::AsyncReadExt::read_to_end(&mut far, &mut said).await;
        said
    };
    let (_, requests, said) = tokio::join!(converse(read, write, to), daemon, client);
    (said, requests)
}

/// As the daemon answers, but for what needs a store.
fn answer(search: &mut Search, request: &Request) -> Answer {
    let before = leaving(search);
    let input = if request.line == ADD {
        match serde_json::from_str::<NewApplication>(&request.rest) {
            Ok(new) => Input::Added(new),
            Err(why) => return Answer::Failed(why.to_string()),
        }
    } else {
        let zone = search.policy.owner.zone;
        match parse(&request.line, &request.rest, search.now, zone) {
            Ok(command) => Input::Command(Local {
                target: request.target.into(),
                command,
            }),
            Err(NotUnderstood(why)) => {
                assert!(why.ends_with(['.', '?']), "no sentence: {why:?}");
                return Answer::Failed(why);
            }
        }
    };
    let step = search.decide(input);
    check(search);
    match step.reply {
        Some(Ok(text)) => Answer::Done(text),
        Some(Err(why)) => {
            assert_eq!(
                leaving(search),
                before,
                "it failed, and something leaves: {why}"
            );
            Answer::Failed(why)
        }
        None => Answer::Done(String::new()),
    }
}

/// Letters that may leave.
fn leaving(search: &Search) -> BTreeSet<String> {
    let letters = search.letters().into_iter();
    letters
        .filter(|row| !matches!(row.state, OutgoingState::Held | OutgoingState::Cancelled))
        .map(|row| row.mime)
        .collect()
}

/// P1: whatever leaves for somebody else is what a reminder showed, to whom it was shown.
fn check(search: &Search) {
    for row in search.book.outbox.values() {
        if row.kind == OutgoingKind::Notice {
            assert_eq!(row.to, search.policy.owner.address, "a notice for others");
            continue;
        }
        if row.state == OutgoingState::Held || row.state == OutgoingState::Cancelled {
            continue;
        }
        assert_eq!(row.approved_hash, Some(row.hash), "{row:?}");
        let draft = row.draft.map(|id| &search.book.drafts[&id]);
        let draft = draft.unwrap_or_else(|| panic!("a letter without a draft: {row:?}"));
        assert_eq!(draft.hash, row.hash);
        assert_eq!(draft.to.email.as_ref(), Some(&row.to));
        assert!(
            matches!(draft.state, DraftState::Approved | DraftState::Sent),
            "{draft:?}"
        );
        let shown = search.book.reminders.values().any(|reminder| {
            reminder
                .shows
                .iter()
                .any(|(id, hash)| Some(*id) == row.draft && *hash == row.hash)
        });
        assert!(shown, "nobody was shown it: {row:?}");
    }
}
