//! The README's sentences about privacy, each held by the test that is named for it.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

mod served;
mod tunnel;

#[path = "privacy/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use heardback::demo::letters::OWNER;
use heardback_core::mail::parse;
use heardback_core::moment::Time;
use heardback_sandbox::{Event, Protocol};

use tunnel::life::{End, live};
use tunnel::people::People;
use tunnel::town::{Kind, Town};

/// The demo's story before it begins.
fn begun() -> (Town, People) {
    let town = Town::new(&Kind::ordinary());
    let people = People::of_the_demo(&town);
    (town, people)
}

/// The demo's story to its end; the owner answers, or not.
fn told(silent: bool) -> Town {
    let (town, mut people) = begun();
    people.silent = silent;
    let ends: Time = "2026-03-21T12:00:00Z".parse().unwrap();
    let off = chrono::Duration::minutes(1);
    assert_eq!(live(&town, &mut people, ends, off), End::Quiet);
    town
}

fn imap_commands(town: &Town) -> BTreeSet<String> {
    let events = town.host.events();
    let names = events.into_iter().filter_map(|event| {
        if let Event::Command {
            protocol: Protocol::Imap,
            name,
        } = event
        {
            Some(name)
        } else {
            None
        }
    });
    names.collect()
}

#[test]
fn it_opens_your_mailbox_read_only_and_adds_nothing_but_the_copy_of_a_sent_letter() {
    let town = told(false);
    let harmless = [
        "APPEND",
        "AUTHENTICATE",
        "CAPABILITY",
        "ENABLE",
        "EXAMINE",
        "ID",
        "IDLE",
        "LIST",
        // The text that belongs to an APPEND.
        "LITERAL",
        "LOGIN",
        "LOGOUT",
        "NAMESPACE",
        "NOOP",
        "STATUS",
        "UID FETCH",
        "UID SEARCH",
    ];
    let used = imap_commands(&town);
    assert!(
        used.contains("EXAMINE") && used.contains("APPEND"),
        "{used:?}"
    );
    for name in &used {
        assert!(harmless.contains(&name.as_str()), "{name} is no reading");
    }
    // What was there is there as it was; what came in since bears no flag.
    let before = flags(&begun().0);
    for (place, flags) in flags(&town) {
        let expected = before.get(&place).cloned().unwrap_or_default();
        // The owner's own mail program files what the owner writes as read.
        let owners = place.0 == "Sent" && flags.contains("\\Seen");
        assert!(flags == expected || owners, "{place:?}: {flags:?}");
    }
    // What is new in Sent is a letter that the server had accepted, or the owner's own answer to a reminder.
    let accepted: BTreeSet<Vec<u8>> = town.host.accepted().iter().map(|m| body(&m.raw)).collect();
    let mut copies = 0;
    for message in town.host.messages(OWNER.address, "Sent") {
        let is_old = before.contains_key(&("Sent", message.uid));
        let is_copy = accepted.contains(&body(&message.raw));
        let to = parse(&message.raw).to;
        let to_self = to.iter().all(|p| {
            p.email
                .as_ref()
                .is_some_and(|a| a.as_str() == OWNER.address)
        });
        assert!(is_old || is_copy || to_self, "{}", message.text());
        copies += usize::from(is_copy && !to_self);
    }
    assert!(copies >= 2, "{copies}");
}

/// The flags of everything that lies in the mailbox.
fn flags(town: &Town) -> BTreeMap<(&'static str, u32), BTreeSet<String>> {
    let of = |mailbox: &'static str| {
        let messages = town.host.messages(OWNER.address, mailbox);
        messages
            .into_iter()
            .map(move |m| ((mailbox, m.uid), m.flags))
    };
    of("INBOX").chain(of("Sent")).collect()
}

fn body(raw: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    text.split_once("\n\n")
        .map_or_else(Vec::new, |(_, body)| body.trim_end().as_bytes().to_vec())
}

#[test]
fn it_sends_nothing_to_others_without_your_word() {
    let town = told(true);
    let to: BTreeMap<String, usize> = town
        .host
        .accepted()
        .iter()
        .flat_map(|m| m.envelope.to.clone())
        .fold(BTreeMap::new(), |mut counts, to| {
            *counts.entry(to).or_default() += 1;
            counts
        });
    assert_eq!(to.keys().collect::<Vec<_>>(), [OWNER.address], "{to:?}");
    assert!(
        to[OWNER.address] >= 3,
        "there was something to be reminded of: {to:?}"
    );
    assert!(town.host.outside().is_empty());
}

#[test]
fn with_your_word_it_sends_the_letters_that_you_saw() {
    // The other side of the coin: the same story with answers does send, so that the silence above is none of chance.
    let town = told(false);
    let others = town
        .host
        .accepted()
        .iter()
        .filter(|m| m.envelope.to.iter().any(|t| t != OWNER.address))
        .count();
    assert!(others >= 2, "{others}");
}

#[test]
fn what_it_keeps_is_yours_alone_to_read() {
    let town = told(false);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&town.state()), 0o700);
    let mut files = 0;
    for entry in std::fs::read_dir(town.state()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
        files += 1;
    }
    assert!(files >= 2);
}
