//! What is kept and for how long, what is forgotten for good, what cannot be read, and what is noticed after a sleep.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

mod tunnel;

use std::time::Duration;

use heardback::daemon::remove;
use heardback::demo::letters::{self, OWNER};
use heardback::store::Store;
use heardback_core::book::{Book, OutgoingState};
use heardback_core::id::ApplicationId;
use heardback_core::mail;
use heardback_core::moment::Time;
use heardback_sandbox::{Effect, Fault, Point};

use tunnel::life::{End, live};
use tunnel::people::{Act, People};
use tunnel::town::{Kind, Town};

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

/// The demo's story up to that instant.
fn told_until(until: &str) -> (Town, People) {
    let town = Town::new(&Kind::ordinary());
    let mut people = People::of_the_demo(&town);
    lives(&town, &mut people, until);
    (town, people)
}

fn lives(town: &Town, people: &mut People, until: &str) {
    let off = chrono::Duration::minutes(1);
    assert_eq!(live(town, people, at(until), off), End::Quiet);
}

fn book(town: &Town) -> Book {
    Store::peek(&town.state()).unwrap()
}

/// Everything in the state folder, as bytes.
fn on_disk(town: &Town) -> String {
    let files = std::fs::read_dir(town.state()).unwrap();
    let files = files.map(|f| f.unwrap().path()).filter(|p| p.is_file());
    files
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
        .collect()
}

/// What the mailbox's server does after it lost its index: everything is read again.
fn is_numbered_anew(town: &Town) {
    for mailbox in ["INBOX", "Sent"] {
        town.host.bump_uid_validity(OWNER.address, mailbox).unwrap();
    }
}

#[test]
fn a_forgotten_application_leaves_no_trace_and_does_not_come_back() {
    let (town, mut people) = told_until("2026-03-10T12:00:00Z");
    let juniper = ApplicationId(1);
    assert!(on_disk(&town).contains("Dana Reyes"));
    std::fs::write(town.state().join("report.html"), "Juniper Freight").unwrap();
    let mut store = Store::open(&town.state()).unwrap();
    let before = store.load().unwrap();
    remove(&mut store, &before, Some(juniper)).unwrap();
    drop(store);
    for word in ["Juniper", "juniperfreight", "Dana", "night shift", "Priya"] {
        assert!(!on_disk(&town).contains(word), "“{word}” is still there");
    }
    let (accepted, inbox) = (town.host.accepted().len(), inbox(&town));
    is_numbered_anew(&town);
    lives(&town, &mut people, "2026-03-11T12:00:00Z");
    let after = book(&town);
    assert!(!after.applications.contains_key(&juniper));
    assert_eq!(after.applications.len(), before.applications.len() - 1);
    assert_eq!(
        (town.host.accepted().len(), self::inbox(&town)),
        (accepted, inbox)
    );
    assert_eq!(after.next_application(), before.next_application());
    assert!(after.next_reminder() >= before.next_reminder());
    // The other application is what it was.
    let other = ApplicationId(2);
    assert_eq!(after.applications[&other], before.applications[&other]);
}

#[test]
fn after_a_purge_nothing_comes_back_and_new_mail_is_read() {
    let (town, mut people) = told_until("2026-03-10T12:00:00Z");
    let mut store = Store::open(&town.state()).unwrap();
    let before = store.load().unwrap();
    remove(&mut store, &before, None).unwrap();
    drop(store);
    for word in ["Juniper", "Dana", "Alder", "Okafor", "sam@"] {
        assert!(!on_disk(&town).contains(word), "“{word}” is still there");
    }
    is_numbered_anew(&town);
    let accepted = town.host.accepted().len();
    lives(&town, &mut people, "2026-03-12T12:00:00Z");
    assert_eq!(book(&town).applications.len(), 0);
    assert_eq!(town.host.accepted().len(), accepted);
    // The rejection of the 19th is news.
    lives(&town, &mut people, "2026-03-20T12:00:00Z");
    let book = book(&town);
    assert!(!book.seen.is_empty());
}

#[test]
fn text_goes_after_ninety_days_and_no_application_changes() {
    let (town, mut people) = told_until("2026-03-21T12:00:00Z");
    let before = book(&town);
    assert!(on_disk(&town).contains("I keep coming back to our conversation"));
    lives(&town, &mut people, "2026-07-01T12:00:00Z");
    let after = book(&town);
    for row in after.outbox.values() {
        assert!(
            row.mime.is_empty() || row.changed_at > at("2026-04-01T00:00:00Z"),
            "row {}",
            row.id
        );
    }
    for (id, draft) in before.drafts.iter() {
        let kept = &after.drafts[id];
        assert!(kept.text.is_empty(), "draft {id}");
        assert_eq!((kept.hash, kept.state), (draft.hash, draft.state));
    }
    for (id, record) in before.applications.iter() {
        let kept = &after.applications[id];
        assert!(kept.events.starts_with(&record.events), "application {id}");
        assert_eq!(kept.state.status(), record.state.status());
    }
    assert!(!on_disk(&town).contains("I keep coming back to our conversation"));
}

#[test]
fn what_cannot_be_read_is_told_once_and_hides_nothing_behind_it() {
    let (town, mut people) = told_until("2026-03-02T12:00:00Z");
    let unreadable = town
        .host
        .deliver(OWNER.address, b"Subject: broken\r\n\r\nBroken.\r\n")
        .unwrap();
    let answer = Effect::Answer("NO [SERVERBUG] that file is broken".to_owned());
    town.host
        .faults()
        .add(Fault::always(Point::Message(unreadable.uid), answer));
    lives(&town, &mut people, "2026-03-04T12:00:00Z");
    let list = Store::peek_quarantine(&town.state()).unwrap();
    assert_eq!(list.len(), 1, "{list:?}");
    assert_eq!(list[0].uid, unreadable.uid);
    let told = || {
        let subjects = town.host.messages(OWNER.address, "INBOX").into_iter();
        let subjects = subjects.filter(|m| m.uid != unreadable.uid);
        subjects
            .filter(|m| mail::parse(&m.raw).subject.contains("could not read"))
            .count()
    };
    assert_eq!(told(), 1);
    // The invitation of the 3rd came after it.
    let accepted = town.host.accepted();
    assert!(
        accepted
            .iter()
            .any(|m| m.envelope.to == [letters::DANA.address])
    );
    lives(&town, &mut people, "2026-03-05T12:00:00Z");
    assert_eq!(told(), 1);
}

#[test]
fn what_cannot_be_read_gets_nothing_past_the_kill_switch() {
    let (town, mut people) = told_until("2026-03-03T10:25:00Z");
    let is_waiting = |book: &Book| {
        book.outbox
            .values()
            .any(|row| row.draft.is_some() && row.state == OutgoingState::Queued)
    };
    assert!(is_waiting(&book(&town)));
    heardback::kill_switch::turn_on(&town.state()).unwrap();
    let broken = town
        .host
        .deliver(OWNER.address, b"Subject: broken\r\n\r\nBroken.\r\n")
        .unwrap();
    let answer = Effect::Answer("NO [SERVERBUG] that file is broken".to_owned());
    town.host
        .faults()
        .add(Fault::always(Point::Message(broken.uid), answer));
    lives(&town, &mut people, "2026-03-04T12:00:00Z");
    assert_eq!(Store::peek_quarantine(&town.state()).unwrap().len(), 1);
    let accepted = town.host.accepted();
    assert!(accepted.iter().all(|m| m.envelope.to == [OWNER.address]));
}

#[test]
fn after_a_sleep_every_connection_is_made_anew_and_what_fell_due_is_done() {
    let mut kind = Kind::ordinary();
    // Connections that are dead, and do not know it: nothing is ever told on them.
    kind.host.idle_is_deaf = true;
    let town = Town::new(&kind);
    let mut people = People::of_the_demo(&town);
    let nap = Act::Nap(Duration::from_secs(8 * 3600));
    people.to_come.push((at("2026-03-03T09:00:00Z"), nap));
    // The invitation of 10:12 comes while the lid is closed.
    lives(&town, &mut people, "2026-03-03T17:00:15Z");
    let reminded = town.host.messages(OWNER.address, "INBOX").iter().any(|m| {
        mail::parse(&m.raw)
            .subject
            .contains("an invitation wants an answer")
    });
    assert!(reminded, "within 15 s of the wake-up");
}

fn inbox(town: &Town) -> usize {
    town.host.messages(OWNER.address, "INBOX").len()
}
