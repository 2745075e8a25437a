//! `heardback export ical`, read by the `icalendar` crate.

use chrono::Duration;
use heardback::export::{Form, export};
use heardback_core::reading::{Class, Facts};
use icalendar::{Calendar, CalendarComponent, Component, EventLike};

use crate::search::{Invented, hostile, meeting, time};

fn calendar(search: &Invented) -> (String, Vec<icalendar::Event>) {
    let text = export(Form::Ical, &search.book, &search.policy, search.now);
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    let parsed: Calendar = text.parse().unwrap();
    let events = parsed
        .components
        .into_iter()
        .map(|c| {
            let CalendarComponent::Event(event) = c else {
                panic!("{c:?}");
            };
            event
        })
        .collect();
    (text, events)
}

fn summaries(events: &[icalendar::Event]) -> Vec<&str> {
    events.iter().filter_map(|e| e.get_summary()).collect()
}

#[test]
fn interviews_and_deadlines_are_events() {
    let (_, events) = calendar(&Invented::of(9));
    let all = summaries(&events).join("\n");
    for wanted in [
        "Interview: Aster Analytics",
        "Due, references",
        "Answer the offer",
        "They meant to write by today",
    ] {
        assert!(all.contains(wanted), "{wanted}: {all}");
    }
    for event in &events {
        assert!(
            event.get_uid().is_some() && event.get_start().is_some() && event.get_end().is_some(),
            "{event:?}"
        );
        assert!(event.property_value("DTSTAMP").is_some());
    }
}

#[test]
fn instants_are_utc_and_days_are_days() {
    let (text, _) = calendar(&Invented::of(9));
    // The interview five days after NOW, 16:05 in New York.
    assert!(
        text.contains("DTSTART:20260317T200500Z\r\nDTEND:20260317T205000Z\r\n"),
        "{text}"
    );
    assert!(
        text.contains("DTSTART;VALUE=DATE:20260315\r\nDTEND;VALUE=DATE:20260316\r\n"),
        "{text}"
    );
}

#[test]
fn a_second_export_moves_what_has_moved_and_doubles_nothing() {
    let mut search = Invented::of(2);
    let uids = |events: &[icalendar::Event]| -> Vec<String> {
        events
            .iter()
            .filter_map(|e| e.get_uid().map(ToOwned::to_owned))
            .collect()
    };
    let (_, before) = calendar(&search);
    let later = search.now + Duration::days(6);
    let facts = meeting(Facts::default(), later, "Kim Osei");
    search.now += Duration::hours(1);
    search.hears(2, search.now, Class::InterviewReschedule, facts);
    let (text, after) = calendar(&search);
    assert_eq!(uids(&before), uids(&after));
    assert!(text.contains("20260318T200500Z"), "{text}");
}

#[test]
fn every_identity_is_one_events_alone() {
    let (_, events) = calendar(&Invented::of(40));
    let mut uids: Vec<&str> = events.iter().filter_map(|e| e.get_uid()).collect();
    let count = uids.len();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), count);
    assert!(count > 10);
}

#[test]
fn foreign_text_is_text() {
    let (text, events) = calendar(&hostile());
    let all = summaries(&events).join("\n");
    assert!(all.contains("</style><script>alert(1)</script>"), "{all}");
    let (_, events) = calendar(&Invented::of(2));
    let place = events.iter().find_map(|e| e.get_location()).unwrap();
    assert_eq!(place, "https://meet.employer.example/j/8841; room 2");
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
}

#[test]
fn the_times_do_not_depend_on_the_owners_zone() {
    let mut search = Invented::of(2);
    let (text, _) = calendar(&search);
    search.policy.owner.zone = chrono_tz::Tz::Asia__Tokyo;
    assert_eq!(calendar(&search).0, text);
    assert!(text.contains(&format!(
        "DTSTAMP:{}",
        time(crate::search::NOW).format("%Y%m%dT%H%M%SZ")
    )));
}
