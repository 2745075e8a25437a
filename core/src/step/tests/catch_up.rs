//! Days without power, in the middle of everything.

use super::*;
use crate::book::TaskState;

/// An interview is over, its debrief is asked for, perhaps papers are: then the power goes.
fn power_goes(papers: bool) -> Search {
    let mut search = Search::new();
    search.run("2026-03-10T16:00:00-04:00");
    if papers {
        search.hears(
            "2026-03-10T16:30:00-04:00",
            Class::InformationRequest,
            Facts {
                requested: vec!["references".to_owned()],
                ..Facts::default()
            },
        );
    }
    search
}

fn back_on(search: &mut Search, at: &str) -> Vec<crate::book::Reminder> {
    let before: BTreeSet<ReminderId> = search.book.reminders.keys().copied().collect();
    search.now = time(at);
    search.step(Input::Started);
    search.step(Input::Tick);
    let new = search.book.reminders.values();
    new.filter(|r| !before.contains(&r.id))
        .map(|r| r.as_ref().clone())
        .collect()
}

#[test]
fn ten_days_without_power_end_in_one_mail() {
    let mut search = power_goes(false);
    let new = back_on(&mut search, "2026-03-20T10:00:00-04:00");
    let [mail] = new.as_slice() else {
        panic!("one mail, not {}: {new:?}", new.len())
    };
    assert!(mail.subject.starts_with("While heardback was off:"));
    let text = search
        .notes
        .iter()
        .rev()
        .find_map(|n| {
            let Note::Reminder { text, .. } = n else {
                return None;
            };
            Some(text.clone())
        })
        .unwrap();
    for said in [
        "heardback did not run from Tuesday, 10 March at 15:15 until Friday, 20 March at 10:00.",
        "What still makes sense:\n- Juniper Freight, Data Analyst: time to ask (draft 1)",
        "What was missed, and is better left alone now:\n",
        "thank the people you met (it was due Tuesday, 10 March at 17:45)",
        "Draft, to Dana Lee <dana.lee@juniperfreight.example>",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // Nothing that was due is without a word, and none of it says so again.
    assert_eq!(search.book.settings.off_since, None);
    let silent = search
        .book
        .tasks
        .values()
        .filter(|t| t.state == TaskState::Open && t.reminded_at.is_empty())
        .filter(|t| t.snoozed_until.is_none());
    assert_eq!(silent.count(), 0);
    assert!(search.accepted.is_empty(), "nothing leaves by itself");
    let again = back_on(&mut search, "2026-03-20T10:01:00-04:00");
    assert!(again.is_empty(), "{again:?}");
}

#[test]
fn drafts_of_the_one_mail_are_sent_changed_and_skipped_by_number() {
    let mut search = power_goes(true);
    let new = back_on(&mut search, "2026-03-13T10:00:00-04:00");
    let joined: Vec<_> = new.iter().filter(|r| r.action == Action::Digest).collect();
    let [mail] = joined.as_slice() else {
        panic!("{new:?}")
    };
    assert_eq!(mail.shows.len(), 2, "{:?}", search.notes.last());
    search.answer(
        mail.id,
        "sam@mailbox.example",
        Mailbox::Sent,
        "edit 1\n\nDear Dana,\n\nThank you for your message. My references will reach you tomorrow, with thanks for your patience.\n\nKind regards,\nSam Okafor",
    );
    search.says(Action::Digest, "strike 2");
    search.says(Action::Digest, "send all now");
    assert_eq!(search.accepted.len(), 2, "{:?}", search.notes.last());
    search.says(Action::Digest, "skip");
    let open = search
        .book
        .drafts
        .values()
        .filter(|d| d.state == crate::book::DraftState::Open);
    assert_eq!(open.count(), 0);
}

#[test]
fn nobody_is_woken_to_be_told_what_was_missed() {
    let mut search = power_goes(false);
    let before = search.reminders(Action::Digest).len();
    let new = back_on(&mut search, "2026-03-20T03:00:00-04:00");
    assert!(new.is_empty(), "{new:?}");
    search.run("2026-03-20T08:05:00-04:00");
    let told = search.reminders(Action::Digest);
    assert_eq!(told.len(), before + 1);
    assert_eq!(told[before], time("2026-03-20T08:00:00-04:00"));
    assert!(search.told("thank the people you met (it was due"));
}

#[test]
fn a_quiet_week_is_no_outage_and_neither_is_a_mail_that_came_late() {
    let mut search = Search::new();
    search.run("2026-03-10T16:00:00-04:00");
    search.run("2026-03-16T18:00:00-04:00");
    assert!(!search.told("heardback did not run"));
    search.hears(
        "2026-03-25T09:00:00-04:00",
        Class::StatusUpdate,
        Facts::default(),
    );
    assert!(!search.told("heardback did not run"));
}

#[test]
fn undo_stops_what_was_approved_in_the_one_mail() {
    let mut search = power_goes(true);
    back_on(&mut search, "2026-03-13T10:00:00-04:00");
    search.says(Action::Digest, "strike 2");
    search.says(Action::Digest, "send all");
    let answer = search.book.reminders.values().rev().find(|r| r.is_answer);
    let answer = answer.unwrap().id;
    search.answer(answer, "sam@mailbox.example", Mailbox::Sent, "undo");
    search.run("2026-03-13T20:00:00-04:00");
    assert!(search.accepted.is_empty());
}

#[test]
fn a_snooze_that_ends_while_nothing_runs_wakes_nobody_at_night() {
    let mut search = Search::new();
    search.run("2026-03-10T16:00:00-04:00");
    search.says(Action::Debrief, "snooze 2h");
    let new = back_on(&mut search, "2026-03-10T22:40:00-04:00");
    assert!(new.is_empty(), "{new:?}");
    let (at, why) = next_wakeup(&search.book, &search.policy, search.now).unwrap();
    assert!(at <= time("2026-03-11T08:00:00-04:00"), "{at}: {why}");
    search.run("2026-03-11T08:01:00-04:00");
    let debriefs = search
        .book
        .reminders
        .values()
        .filter(|r| r.action == Action::Debrief && !r.is_answer);
    let last = debriefs.map(|r| r.at).max().unwrap();
    assert_eq!(last, time("2026-03-11T08:00:00-04:00"));
}

#[test]
fn a_letter_put_off_over_the_weekend_and_a_snooze_are_no_outage() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send monday 9am");
    search.now = time("2026-03-15T14:00:00-04:00");
    search.step(Input::Tick);
    assert!(!search.told("heardback did not run"));
    let mut search = thankful();
    search.says(Action::ThankYou, "snooze 40h");
    search.now = time("2026-03-12T07:00:00-04:00");
    search.step(Input::Tick);
    assert!(!search.told("heardback did not run"));
}

#[test]
fn a_question_put_off_to_a_saturday_waits_for_monday_and_is_no_outage() {
    let mut search = thankful();
    search.says(Action::ThankYou, "skip");
    search.run("2026-03-24T09:05:00-04:00");
    assert_eq!(search.reminders(Action::FollowUp).len(), 1);
    search.says(Action::FollowUp, "snooze 4d");
    search.run("2026-03-30T10:00:00-04:00");
    assert!(!search.told("heardback did not run"));
    let asked = search.reminders(Action::FollowUp);
    assert_eq!(asked[1..], [time("2026-03-30T09:00:00-04:00")]);
}
