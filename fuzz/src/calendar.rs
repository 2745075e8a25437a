//! Any bytes as the calendar part of an invitation: bounded, its zones known, and an answer to it is a calendar again.

use heardback_core::id::{Address, Person};
use heardback_core::mail::{CalendarEvent, PartStat, calendar_reply, parse};

const HEAD: &[u8] =
    b"From: dana@northwind.example\nSubject: Interview\nDate: Wed, 4 Mar 2026 10:12:00 -0500\n\
Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n";

pub fn body(bytes: &[u8]) {
    let mail = parse(&[HEAD, bytes].concat());
    for event in mail.calendars.iter().flat_map(|calendar| &calendar.events) {
        assert!(
            event
                .zone
                .as_deref()
                .is_none_or(|zone| zone.parse::<chrono_tz::Tz>().is_ok()),
            "{event:?}"
        );
        assert!(event.attendees.len() <= 200);
        assert!(event.description.chars().count() <= 20_000);
        answered(event);
    }
}

/// The answer names the event that was asked about, and nothing else gets into it.
fn answered(event: &CalendarEvent) {
    let attendee = Person {
        name: Some("Sam Okafor".to_owned()),
        email: Address::new("sam@mailbox.example"),
    };
    let stamp = "2026-03-04T10:12:00Z".parse().expect("a fixed instant");
    let reply = calendar_reply(event, &attendee, PartStat::Accepted, stamp);
    assert_eq!(reply.is_empty(), event.uid.is_empty());
    if reply.is_empty() {
        return;
    }
    for line in reply.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    let bytes = [HEAD, reply.as_bytes()].concat();
    let mail = parse(&bytes);
    let [calendar] = mail.calendars.as_slice() else {
        panic!("no calendar: {reply}");
    };
    let [again] = calendar.events.as_slice() else {
        panic!("another number of events: {reply}");
    };
    assert_eq!(again.uid, event.uid, "{reply}");
    assert_eq!(again.sequence, event.sequence.max(0), "{reply}");
    let [answering] = again.attendees.as_slice() else {
        panic!("another attendee: {reply}");
    };
    assert_eq!(answering.person.email, attendee.email);
    assert_eq!(answering.partstat, "accepted");
}
