//! The machine of one interview, by calendar and in words.

use super::main_path::calendar;
use super::*;
use InterviewState as I;

const TUESDAY: &str = "2026-03-10T14:00:00Z";
const WEDNESDAY: &str = "2026-03-11T14:00:00Z";

impl Life {
    fn request(&mut self, at: &str, message_id: &str, uid: &str, sequence: i64, start: &str) {
        let class = if sequence == 0 {
            Class::InterviewConfirmation
        } else {
            Class::InterviewReschedule
        };
        self.hears(at, message_id, class, |m| {
            m.facts.interview = fixed_at(start);
            m.facts.calendar = Some(calendar(uid, sequence, at, Method::Request));
        });
    }

    fn cancels(&mut self, at: &str, message_id: &str, uid: &str, sequence: i64) {
        self.hears(at, message_id, Class::InterviewCancellation, |m| {
            m.facts.calendar = Some(calendar(uid, sequence, at, Method::Cancel));
        });
    }

    fn says(&mut self, at: &str, message_id: &str, class: Class, start: Option<&str>) {
        self.hears(at, message_id, class, |m| {
            m.facts.interview = start.and_then(fixed_at);
        });
    }

    /// State and start of each interview.
    #[track_caller]
    fn stands(&self, expected: &[(InterviewState, Option<&str>)]) {
        let state = self.state();
        let found: Vec<_> = state
            .interviews
            .iter()
            .map(|i| (i.state, i.start))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(s, t)| (*s, t.map(time))).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_higher_sequence_moves_an_interview_and_a_lower_one_does_not() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 0, TUESDAY);
    life.request("2026-03-06T09:00:00Z", "b", "u1", 2, WEDNESDAY);
    life.stands(&[(I::Booked, Some(WEDNESDAY))]);
    life.request("2026-03-07T09:00:00Z", "c", "u1", 1, TUESDAY);
    life.stands(&[(I::Booked, Some(WEDNESDAY))]);
}

#[test]
fn the_same_sequence_with_a_later_stamp_moves_too() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 0, TUESDAY);
    life.request("2026-03-06T09:00:00Z", "b", "u1", 0, WEDNESDAY);
    life.stands(&[(I::Booked, Some(WEDNESDAY))]);
}

#[test]
fn a_cancel_with_the_same_sequence_counts() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 1, TUESDAY);
    life.cancels("2026-03-06T09:00:00Z", "b", "u1", 1);
    life.stands(&[(I::Cancelled, Some(TUESDAY))]);
    assert_eq!(life.status(), Status::Scheduling);
}

#[test]
fn an_older_cancel_does_not_count() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 3, TUESDAY);
    life.cancels("2026-03-06T09:00:00Z", "b", "u1", 2);
    life.stands(&[(I::Booked, Some(TUESDAY))]);
}

#[test]
fn a_cancel_may_come_before_its_request() {
    let mut life = Life::default();
    life.cancels("2026-03-05T09:00:00Z", "b", "u1", 1);
    life.request("2026-03-05T10:00:00Z", "a", "u1", 0, TUESDAY);
    life.stands(&[(I::Cancelled, None)]);
}

#[test]
fn a_new_uid_within_a_day_of_a_cancel_moves_the_interview() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 0, TUESDAY);
    life.cancels("2026-03-06T09:00:00Z", "b", "u1", 0);
    life.request("2026-03-06T15:00:00Z", "c", "u2", 0, WEDNESDAY);
    life.stands(&[(I::Booked, Some(WEDNESDAY))]);
    assert_eq!(life.state().interviews[0].round, 1);
}

#[test]
fn a_new_uid_days_after_a_cancel_is_another_interview() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 0, TUESDAY);
    life.cancels("2026-03-06T09:00:00Z", "b", "u1", 0);
    life.request("2026-03-08T15:00:00Z", "c", "u2", 0, WEDNESDAY);
    life.stands(&[(I::Cancelled, Some(TUESDAY)), (I::Booked, Some(WEDNESDAY))]);
}

#[test]
fn text_and_calendar_that_agree_are_one_interview() {
    let mut life = Life::default();
    life.says(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        Some("2026-03-10T14:10:00Z"),
    );
    life.request("2026-03-05T09:05:00Z", "b", "u1", 0, TUESDAY);
    life.says(
        "2026-03-09T09:05:00Z",
        "c",
        Class::InterviewConfirmation,
        Some("2026-03-10T14:00:00Z"),
    );
    life.stands(&[(I::Booked, Some(TUESDAY))]);
    assert!(life.state().conflicts.is_empty());
}

#[test]
fn text_that_disagrees_with_the_calendar_is_shown_with_both_times() {
    let mut life = Life::default();
    life.request("2026-03-05T09:05:00Z", "a", "u1", 0, TUESDAY);
    life.says(
        "2026-03-09T09:05:00Z",
        "b",
        Class::InterviewConfirmation,
        Some("2026-03-10T15:00:00Z"),
    );
    life.stands(&[(I::Booked, Some(TUESDAY))]);
    let conflicts = life.state().conflicts;
    assert_eq!(conflicts.len(), 1);
    for shown in ["14:00", "15:00", "calendar"] {
        assert!(conflicts[0].what.contains(shown), "{}", conflicts[0].what);
    }
}

#[test]
fn sessions_of_one_day_are_one_round() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 0, "2026-03-10T14:00:00Z");
    life.request("2026-03-05T09:01:00Z", "b", "u2", 0, "2026-03-10T15:00:00Z");
    life.request("2026-03-05T09:02:00Z", "c", "u3", 0, "2026-03-17T14:00:00Z");
    let rounds: Vec<u32> = life.state().interviews.iter().map(|i| i.round).collect();
    assert_eq!(rounds, [1, 1, 2]);
    assert!(life.state().conflicts.is_empty());
}

#[test]
fn sessions_in_one_mail_are_all_booked() {
    let mut life = Life::default();
    life.hears(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        |m| {
            m.facts.interview = fixed_at("2026-03-10T14:00:00Z");
            m.facts.further_interviews = ["2026-03-10T15:00:00Z", "2026-03-10T16:00:00Z"]
                .into_iter()
                .filter_map(fixed_at)
                .collect();
        },
    );
    life.stands(&[
        (I::Booked, Some("2026-03-10T14:00:00Z")),
        (I::Booked, Some("2026-03-10T15:00:00Z")),
        (I::Booked, Some("2026-03-10T16:00:00Z")),
    ]);
}

#[test]
fn a_move_that_is_decided_keeps_the_length() {
    let mut life = Life::default();
    life.hears(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        |m| {
            m.facts.interview = fixed_at(TUESDAY).map(|i| InterviewFact {
                end: Some(zoned("2026-03-10T14:45:00Z")),
                ..i
            });
        },
    );
    life.says(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewReschedule,
        Some(WEDNESDAY),
    );
    life.stands(&[(I::Booked, Some(WEDNESDAY))]);
    assert_eq!(
        life.state().interviews[0].ends_at(),
        Some(time("2026-03-11T14:45:00Z"))
    );
}

#[test]
fn a_move_that_is_asked_for_waits_for_the_owner() {
    let mut life = Life::default();
    life.says(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        Some(TUESDAY),
    );
    life.hears(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewReschedule,
        |m| {
            m.references = vec![id("a")];
            m.facts.slots = vec![slot(WEDNESDAY)];
        },
    );
    life.stands(&[(I::RescheduleRequested, Some(TUESDAY))]);
    assert_eq!(life.status(), Status::Scheduling);
    // The old time passes: it did not take place.
    life.let_time_pass("2026-03-10T20:00:00Z");
    assert_eq!(life.status(), Status::Scheduling);
    let mut answered = life.clone();
    answered.writes(
        "2026-03-06T12:00:00Z",
        "yes",
        LetterKind::Availability,
        Some("b"),
    );
    answered.stands(&[(I::Booked, Some(WEDNESDAY))]);
}

#[test]
fn the_owners_wish_for_another_time_is_met_by_the_next_confirmation() {
    let mut life = Life::default();
    life.says(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        Some(TUESDAY),
    );
    life.writes(
        "2026-03-05T12:00:00Z",
        "please",
        LetterKind::RescheduleRequest,
        Some("a"),
    );
    life.stands(&[(I::RescheduleRequested, Some(TUESDAY))]);
    life.says(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewConfirmation,
        Some(WEDNESDAY),
    );
    life.stands(&[(I::Booked, Some(WEDNESDAY))]);
}

#[test]
fn a_cancellation_with_new_times_asks_for_a_move() {
    let mut life = Life::default();
    life.says(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        Some(TUESDAY),
    );
    life.hears(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewCancellation,
        |m| {
            m.also = vec![Class::InterviewInvitation];
            m.facts.slots = vec![slot(WEDNESDAY)];
            m.facts.interview = Some(InterviewFact {
                was: Some(zoned(TUESDAY)),
                ..InterviewFact::default()
            });
        },
    );
    life.stands(&[(I::RescheduleRequested, Some(TUESDAY))]);
    assert!(life.state().interviews[0].wants_answer);
}

#[test]
fn a_cancellation_that_may_mean_either_of_two_is_a_question() {
    let mut life = Life::default();
    life.request("2026-03-05T09:00:00Z", "a", "u1", 0, TUESDAY);
    life.request("2026-03-05T09:01:00Z", "b", "u2", 0, "2026-03-17T14:00:00Z");
    life.says(
        "2026-03-06T09:00:00Z",
        "c",
        Class::InterviewCancellation,
        None,
    );
    life.stands(&[
        (I::Booked, Some(TUESDAY)),
        (I::Booked, Some("2026-03-17T14:00:00Z")),
    ]);
    assert_eq!(life.state().conflicts.len(), 1);
    life.hears(
        "2026-03-06T10:00:00Z",
        "d",
        Class::InterviewCancellation,
        |m| {
            m.references = vec![id("b")];
        },
    );
    life.stands(&[
        (I::Booked, Some(TUESDAY)),
        (I::Cancelled, Some("2026-03-17T14:00:00Z")),
    ]);
}

#[test]
fn an_invitation_that_lapsed_makes_room_for_the_next() {
    let mut life = Life::default();
    life.hears(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewInvitation,
        |m| {
            m.facts.slots = vec![slot(TUESDAY)];
        },
    );
    life.hears(
        "2026-03-12T09:00:00Z",
        "b",
        Class::InterviewInvitation,
        |m| {
            m.facts.slots = vec![slot("2026-03-17T14:00:00Z")];
        },
    );
    life.stands(&[(I::Expired, None), (I::Proposed, None)]);
}

#[test]
fn new_slots_take_the_place_of_the_old() {
    let mut life = Life::default();
    life.hears(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewInvitation,
        |m| {
            m.facts.slots = vec![slot(TUESDAY)];
        },
    );
    life.hears(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewInvitation,
        |m| {
            m.references = vec![id("a")];
            m.facts.slots = vec![slot(WEDNESDAY), slot("2026-03-12T14:00:00Z")];
        },
    );
    life.stands(&[(I::Proposed, None)]);
    assert_eq!(life.state().interviews[0].slots.len(), 2);
    assert_eq!(life.state().interviews[0].invited_in, id("b"));
}

#[test]
fn a_taken_slot_waits_for_their_word_and_ends_all_the_same() {
    let mut life = Life::default();
    life.hears(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewInvitation,
        |m| {
            m.facts.slots = vec![slot(TUESDAY), slot(WEDNESDAY)];
        },
    );
    let answer = life.writes(
        "2026-03-05T12:00:00Z",
        "yes",
        LetterKind::Availability,
        Some("a"),
    );
    if let Some(EventKind::Wrote(wrote)) = life
        .events
        .iter_mut()
        .find(|e| e.id == answer)
        .map(|e| &mut e.kind)
    {
        wrote.facts.interview = fixed_at(WEDNESDAY);
    }
    life.stands(&[(I::AwaitingConfirmation, Some(WEDNESDAY))]);
    let mut confirmed = life.clone();
    confirmed.says(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewConfirmation,
        None,
    );
    confirmed.stands(&[(I::Booked, Some(WEDNESDAY))]);
    life.let_time_pass("2026-03-11T15:00:00Z");
    life.stands(&[(I::Ended, Some(WEDNESDAY))]);
}

#[test]
fn another_interviewer_takes_the_place_of_the_first() {
    let mut life = Life::default();
    let met = |name: &str| PersonFact {
        name: Some(name.to_owned()),
        email: None,
        part: Some(crate::reading::Part::Interviewer),
    };
    life.hears(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        |m| {
            m.facts.interview = fixed_at(TUESDAY);
            m.facts.people = vec![met("Ana Ruiz"), met("Yusuf Demir"), met("Sam Okafor")];
        },
    );
    let names = |life: &Life| -> Vec<String> {
        life.state().interviews[0]
            .people
            .iter()
            .filter_map(|p| p.name.clone())
            .collect()
    };
    assert_eq!(
        names(&life),
        ["Ana Ruiz", "Yusuf Demir"],
        "the owner is no interviewer"
    );
    // A reminder that names one of them leaves the other.
    life.hears(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewConfirmation,
        |m| {
            m.facts.interview = fixed_at(TUESDAY);
            m.facts.people = vec![met("Ana Ruiz")];
        },
    );
    assert_eq!(names(&life), ["Ana Ruiz", "Yusuf Demir"]);
    life.hears(
        "2026-03-07T09:00:00Z",
        "c",
        Class::InterviewConfirmation,
        |m| {
            m.facts.interview = fixed_at(TUESDAY);
            m.facts.people = vec![met("Claire Ouellet")];
        },
    );
    assert_eq!(names(&life), ["Claire Ouellet"]);
}

#[test]
fn a_change_of_zone_moves_no_interview() {
    let mut life = Life::default();
    life.says(
        "2026-03-05T09:00:00Z",
        "a",
        Class::InterviewConfirmation,
        Some("2026-03-10T10:00:00-04:00"),
    );
    life.says(
        "2026-03-06T09:00:00Z",
        "b",
        Class::InterviewConfirmation,
        Some("2026-03-10T15:00:00+01:00"),
    );
    life.stands(&[(I::Booked, Some("2026-03-10T14:00:00Z"))]);
    assert!(life.state().conflicts.is_empty());
}
