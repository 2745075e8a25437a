//! Much, and far away: many applications and mails, and dates at the edge of what can be written.

use chrono::{Days, Duration, NaiveDate};
use heardback_core::book::{Change, Seen};
use heardback_core::event::{Event, EventKind, Source};
use heardback_core::id::{ApplicationId, EventId, MessageId, Sha256};
use heardback_core::reading::{Class, Facts, InterviewFact};
use heardback_core::rule::Action;
use heardback_core::step::Input;

use crate::common::{Search, time};

/// The daemon ticks and hears with 300 applications and 10,000 mails behind it.
#[test]
fn many_applications_and_mails_are_no_matter() {
    let mut search = Search::new();
    let first = search.book.applications[&ApplicationId(1)].events[0].clone();
    let mut number = search.book.last_event.0;
    for application in 2..=300 {
        number += 1;
        let source = Source::Mail(MessageId::new(&format!("{number}@many.example")).unwrap());
        let mut event = Event {
            id: EventId(number),
            application: ApplicationId(application),
            source,
            ..first.clone()
        };
        if let EventKind::Heard(heard) = &mut event.kind {
            heard.facts.company = Some(format!("Company {application}"));
        }
        search.book.apply(&Change::Event(event));
    }
    for mail in 0..10_000 {
        let id = MessageId::new(&format!("seen-{mail}@many.example")).unwrap();
        let seen = Seen {
            digest: Sha256::of(id.as_str().as_bytes()),
            words: None,
            class: Some(Class::Other),
            application: None,
            at: search.now,
            waits_until: None,
            waits_for: None,
        };
        search.book.apply(&Change::Seen(id, seen));
    }
    for mail in 0..40 {
        let raw = format!(
            "From: News <news@letters.example>\r\nTo: sam@mailbox.example\r\nSubject: News {mail}\r\nDate: Mon, 2 Mar 2026 10:00:00 -0500\r\nMessage-ID: <n{mail}@letters.example>\r\n\r\nThe weekly news.\r\n"
        );
        search.arrives(
            raw.as_bytes(),
            heardback_core::approval::Mailbox::Inbox,
            false,
        );
    }
    assert_eq!(search.book.seen.len(), 10_040);
    assert!(search.letters().is_empty());
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// No date that a mail can hold makes a step panic or never end.
#[test]
fn dates_at_the_edge_end_no_step() {
    let instants = [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00-23:59",
        "1970-01-01T00:00:00Z",
        "2200-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-23:59",
    ];
    for instant in instants {
        for class in [
            Class::InterviewConfirmation,
            Class::InterviewInvitation,
            Class::StatusUpdate,
            Class::Rejection,
            Class::Offer,
        ] {
            let mut search = Search::thankful();
            let start = chrono::DateTime::parse_from_rfc3339(instant).unwrap();
            let facts = Facts {
                interview: Some(InterviewFact {
                    start: Some(start),
                    end: start.checked_add_signed(Duration::minutes(45)),
                    ..InterviewFact::default()
                }),
                quiet_until: Some(start.date_naive()),
                ..Facts::default()
            };
            search.hears(search.now, class, facts);
            search.run_for(40 * 24 * 60);
            assert!(search.accepted.is_empty());
        }
    }
    for date in [
        "Fri, 31 Dec 9999 23:59:59 +0000",
        "Mon, 1 Jan 0001 00:00:00 +0000",
        "31 Dec 65535 23:59:59 -9999",
        "9999-12-31T23:59:59Z",
        "Sat, 1 Jan 2200 00:00:00 +0000",
        "Thu, 1 Jan 1970 00:00:00 +1400",
    ] {
        let mut search = Search::thankful();
        let raw = format!(
            "From: Dana Lee <dana.lee@juniperfreight.example>\r\nTo: sam@mailbox.example\r\nSubject: Data Analyst at Juniper Freight\r\nDate: {date}\r\nMessage-ID: <far@juniperfreight.example>\r\n\r\nHi Sam, you will hear from us by 31 December 9999. Please wait until then. Dana\r\n"
        );
        search.arrives(
            raw.as_bytes(),
            heardback_core::approval::Mailbox::Inbox,
            false,
        );
        search.run_for(40 * 24 * 60);
    }
}

#[test]
fn a_calendar_of_nothing_but_holidays_ends_no_step() {
    let mut search = Search::thankful();
    let first = day("2025-01-01");
    search.policy.holidays = (0..4_000)
        .filter_map(|n| first.checked_add_days(Days::new(n)))
        .collect();
    search.run_until(time("2026-06-10T16:00:00-04:00"));
    assert!(search.accepted.is_empty());
}

#[test]
fn numbers_beyond_reason_are_not_understood() {
    for line in [
        "snooze 99999999999999999999d",
        "snooze 400d",
        "snooze -1d",
        "snooze 2999-01-01",
        "snooze 262142-12-31",
        "snooze +99999-01-01",
        "send +262142-12-31",
        "send 9999-12-31",
        "slot 99999999999999999999",
        "slot 0",
        "edit 0",
        "strike 4294967296",
        "send 00",
    ] {
        let mut search = Search::thankful();
        search.says(Action::ThankYou, line);
        search.step(Input::Tick);
        assert!(search.letters().is_empty(), "{line}");
        assert!(
            search
                .book
                .tasks
                .values()
                .all(|t| t.snoozed_until.is_none()),
            "{line}"
        );
    }
}

/// An employer's system that writes sixty times slows nothing down so much that it matters.
#[test]
fn dozens_of_mails_of_one_employer_are_no_matter() {
    let mut search = Search::new();
    for _ in 0..60 {
        let at = search.now + Duration::minutes(1);
        search.hears(at, Class::StatusUpdate, Facts::default());
    }
    assert!(
        search.book.outbox.len() < 20,
        "{} mails to the owner",
        search.book.outbox.len()
    );
}
