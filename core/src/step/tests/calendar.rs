//! The calendar's own reply goes with the letter that takes its time, and never by itself (P2).

use super::*;
use crate::mail::Method;
use crate::reading::CalendarFact;

/// Dana Lee's calendar invites to 20 March, 10:00 to 10:45 in New York.
fn invited(organizer: &str) -> Search {
    let mut search = Search::new();
    let start = time("2026-03-20T10:00:00-04:00").fixed_offset();
    search.hears(
        "2026-03-16T09:00:00-04:00",
        Class::InterviewInvitation,
        Facts {
            interview: Some(InterviewFact {
                start: Some(start),
                end: Some(start + Duration::minutes(45)),
                ..InterviewFact::default()
            }),
            calendar: Some(CalendarFact {
                uid: "040000008200E00074C5B7101A82E008@juniperfreight.example".to_owned(),
                sequence: 2,
                stamp: Some(time("2026-03-16T13:00:00Z")),
                method: Method::Request,
                organizer: Some(person("Dana Lee", organizer)),
                summary: "Interview, second round".to_owned(),
                attendee: Some(person("Sam Okafor", "sam@mailbox.example")),
                recurrence_id: Some(crate::mail::CalendarTime::Instant(start)),
            }),
            ..Facts::default()
        },
    );
    search
}

const DANA: &str = "dana.lee@juniperfreight.example";

fn draft_of(search: &Search) -> crate::book::Draft {
    let found = search
        .book
        .drafts
        .values()
        .rev()
        .find(|d| d.action == Action::AnswerInvitation);
    found.expect("a draft").as_ref().clone()
}

fn calendar_in(mime: &str) -> Option<crate::mail::Calendar> {
    parse(mime.as_bytes()).calendars.into_iter().next()
}

#[test]
fn an_approved_answer_to_a_calendar_invitation_carries_the_calendar_reply() {
    let mut search = invited(DANA);
    assert!(search.accepted.is_empty(), "nothing leaves without a word");
    assert!(search.told("With it goes your calendar's reply to theirs: accepted."));
    search.says(Action::AnswerInvitation, "send now");
    let [(to, mime)] = search.accepted.as_slice() else {
        panic!("one letter: {:?}", search.accepted.len())
    };
    assert_eq!(to.as_str(), DANA);
    assert!(mime.contains("text/calendar; charset=utf-8; method=REPLY"));
    let calendar = calendar_in(mime).unwrap();
    assert_eq!(calendar.method, Method::Reply);
    let event = &calendar.events[0];
    assert_eq!(
        (event.uid.as_str(), event.sequence),
        ("040000008200E00074C5B7101A82E008@juniperfreight.example", 2)
    );
    let said: Vec<_> = event
        .attendees
        .iter()
        .map(|a| (a.person.email.clone().unwrap(), a.partstat.as_str()))
        .collect();
    assert_eq!(
        said,
        [(Address::new("sam@mailbox.example").unwrap(), "accepted")]
    );
    assert!(event.recurrence_id.is_some() && event.stamp.is_some());
    assert_eq!(
        event.organizer.as_ref().and_then(|o| o.email.clone()),
        Address::new(DANA)
    );
}

#[test]
fn the_approval_binds_the_calendar_reply_too() {
    let search = invited(DANA);
    let draft = draft_of(&search);
    let mime = super::super::deliver::letter_mime(&search.policy, &draft, draft.made_at);
    let other = crate::book::Draft {
        calendar_reply: draft
            .calendar_reply
            .clone()
            .map(|text| text.replace("ACCEPTED", "DECLINED")),
        ..draft.clone()
    };
    let changed = super::super::deliver::letter_mime(&search.policy, &other, draft.made_at);
    let (from, to) = (
        &search.policy.owner.address,
        draft.to.email.clone().unwrap(),
    );
    assert_eq!(draft.hash, crate::compose::hash(from, &to, &mime));
    assert_ne!(draft.hash, crate::compose::hash(from, &to, &changed));
}

#[test]
fn an_answer_reworded_into_a_no_carries_no_accepting_reply() {
    let mut search = invited(DANA);
    search.says(
        Action::AnswerInvitation,
        "edit\n\nDear Dana,\n\nThank you for the invitation. Unfortunately I cannot make it on Friday. Could we reschedule to another day?\n\nKind regards,\nSam Okafor",
    );
    let draft = draft_of(&search);
    assert_eq!(draft.calendar_reply, None);
    assert_eq!(draft.accepts, None);
    let mut search = invited(DANA);
    search.says(
        Action::AnswerInvitation,
        "edit\n\nDear Dana,\n\nThank you for the invitation. Friday at ten suits me well; I look forward to it.\n\nKind regards,\nSam Okafor",
    );
    assert!(draft_of(&search).calendar_reply.is_some());
}

#[test]
fn a_calendar_of_another_organiser_is_left_to_the_owners_own() {
    let search = invited("calendar-7@group.calendar.example");
    assert_eq!(draft_of(&search).calendar_reply, None);
    assert!(search.told("accept it in your own calendar as well"));
}

#[test]
fn a_calendar_entry_for_a_time_that_the_owner_took_wants_no_second_letter() {
    let mut search = invited(DANA);
    search.says(Action::AnswerInvitation, "send now");
    let before = search.reminders(Action::AnswerInvitation).len();
    let start = time("2026-03-20T10:00:00-04:00").fixed_offset();
    search.hears(
        "2026-03-17T09:00:00-04:00",
        Class::InterviewConfirmation,
        Facts {
            interview: Some(InterviewFact {
                start: Some(start),
                ..InterviewFact::default()
            }),
            calendar: Some(CalendarFact {
                uid: "another@juniperfreight.example".to_owned(),
                sequence: 0,
                stamp: Some(time("2026-03-17T13:00:00Z")),
                method: Method::Request,
                organizer: Some(person("Dana Lee", DANA)),
                summary: "Interview".to_owned(),
                attendee: None,
                recurrence_id: None,
            }),
            ..Facts::default()
        },
    );
    search.run("2026-03-18T20:00:00-04:00");
    assert_eq!(search.reminders(Action::AnswerInvitation).len(), before);
    assert_eq!(search.accepted.len(), 1);
}
