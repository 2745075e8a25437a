//! When an approved letter really leaves, and what is told of it; what its time or an offer elsewhere has overtaken.

use super::*;
use crate::book::{Draft, DraftState, TaskState};
use crate::reading::{By, DeadlineFact, SlotFact};

/// What the newest answer to the owner says.
fn answered(search: &Search) -> String {
    let said = search.notes.iter().rev().find_map(|n| {
        if let Note::Answer { text, .. } = n {
            Some(text.clone())
        } else {
            None
        }
    });
    said.expect("an answer")
}

/// Ana had a mail of the owner's by hand today; her thank-you waits for a word.
fn written_to_today() -> Search {
    let mut search = thankful();
    let wrote = crate::event::Wrote {
        message_id: MessageId::new("by-hand@mailbox.example").unwrap(),
        to: vec![person("Ana Ruiz", "ana.ruiz@juniperfreight.example")],
        kind: crate::event::LetterKind::Material,
        by: crate::event::Author::Owner,
        subject: "Slides".to_owned(),
        in_reply_to: None,
        facts: Facts::default(),
    };
    let at = search.now;
    let id = EventId(search.book.last_event.0 + 1);
    search.book.apply(&Change::Event(Event {
        id,
        application: ApplicationId(1),
        at,
        recorded_at: at,
        source: Source::Mail(wrote.message_id.clone()),
        kind: EventKind::Wrote(Box::new(wrote)),
    }));
    search.step(Input::Tick);
    search
}

#[test]
fn the_answer_to_send_tells_the_time_at_which_it_really_leaves_and_why() {
    let mut search = written_to_today();
    search.says(Action::ThankYou, "send");
    let said = answered(&search);
    assert!(
        said.contains(
            "leaves tomorrow, Wednesday, 11 March at 09:00, because they have a mail of yours today already."
        ),
        "{said}"
    );
    search.run("2026-03-11T08:59:00-04:00");
    assert!(search.accepted.is_empty());
    let row = search.letters().pop().unwrap();
    let (at, because) = leaving(&search.book, &search.policy, &row, search.now);
    assert_eq!(at, time("2026-03-11T09:00:00-04:00"));
    assert!(because.unwrap().starts_with("They have a mail of yours"));
    search.run("2026-03-11T09:05:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn send_now_lifts_the_delay_of_an_approved_letter() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send tomorrow 9am");
    search.run("2026-03-10T18:00:00-04:00");
    assert!(search.accepted.is_empty());
    search.says(Action::ThankYou, "send now");
    let said = answered(&search);
    assert!(said.contains("Your word lifts the delay."), "{said}");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn send_now_does_not_write_to_one_person_twice_a_day() {
    let mut search = written_to_today();
    search.says(Action::ThankYou, "send");
    search.says(Action::ThankYou, "send now");
    let said = answered(&search);
    assert!(said.contains("cannot hasten it further. It leaves tomorrow, Wednesday, 11 March at 09:00, because they have"), "{said}");
    search.run("2026-03-10T20:00:00-04:00");
    assert!(search.accepted.is_empty());
}

/// An offer of 16 March, to be answered by Monday 30 March.
fn offered() -> Search {
    let mut search = Search::new();
    let by = By::Day(chrono::NaiveDate::from_ymd_opt(2026, 3, 30).unwrap());
    search.hears(
        "2026-03-16T09:00:00-04:00",
        Class::Offer,
        Facts {
            deadline: Some(DeadlineFact { by, what: None }),
            ..Facts::default()
        },
    );
    search
}

#[test]
fn an_offer_is_brought_to_mind_two_days_before_its_deadline_and_on_that_morning() {
    let mut search = offered();
    search.run("2026-04-02T12:00:00-04:00");
    assert_eq!(
        search.reminders(Action::Offer),
        [
            time("2026-03-16T09:00:00-04:00"),
            time("2026-03-28T08:00:00-04:00"),
            time("2026-03-30T08:00:00-04:00"),
        ]
    );
    assert!(search.told("your turn: answer the offer, by Mon 30 Mar"));
}

fn why_of(search: &Search, action: Action) -> Option<String> {
    let drafts = search.book.drafts.values().rev();
    let mut drafts = drafts.filter(|d| d.action == action && d.state != DraftState::Superseded);
    drafts.next().and_then(|d| d.why.clone())
}

#[test]
fn what_the_clock_has_overtaken_is_not_laid_to_a_mail_of_theirs() {
    let mut search = thankful();
    search.run("2026-03-20T16:00:00-04:00");
    assert_eq!(
        why_of(&search, Action::ThankYou).as_deref(),
        Some("Its time has passed.")
    );
    let mut search = Search::new();
    let start = time("2026-03-20T10:00:00-04:00").fixed_offset();
    let slot = |start| SlotFact { start, end: None };
    search.hears(
        "2026-03-16T09:00:00-04:00",
        Class::InterviewInvitation,
        Facts {
            slots: vec![slot(start), slot(start + Duration::hours(3))],
            ..Facts::default()
        },
    );
    search.run("2026-03-20T14:00:00-04:00");
    assert_eq!(
        why_of(&search, Action::AnswerInvitation).as_deref(),
        Some("The last time they offered has passed.")
    );
}

#[test]
fn a_letter_of_which_nothing_is_left_to_say_does_not_leave() {
    let mut search = thankful();
    search.says(
        Action::ThankYou,
        "edit\nDear Ana,\n\nKind regards,\nSam Okafor",
    );
    search.says(Action::ThankYou, "send");
    let said = answered(&search);
    assert!(said.contains("Nothing is left to say in it"), "{said}");
    search.run("2026-03-12T16:00:00-04:00");
    assert!(search.accepted.is_empty());
}

/// A second application, at Northwind; the owner takes Juniper's offer.
fn taken_elsewhere() -> Search {
    let mut search = offered();
    northwind(&mut search, Class::Confirmation, Facts::default());
    let start = time("2026-03-25T10:00:00-04:00").fixed_offset();
    let facts = Facts {
        interview: Some(InterviewFact {
            start: Some(start),
            ..InterviewFact::default()
        }),
        ..Facts::default()
    };
    northwind(&mut search, Class::InterviewInvitation, facts);
    assert_eq!(open_drafts(&search, Action::AnswerInvitation).len(), 1);
    search.run("2026-03-17T10:00:00-04:00");
    search.says(Action::Offer, "accept");
    search.run("2026-03-17T12:00:00-04:00");
    search
}

fn open_drafts(search: &Search, action: Action) -> Vec<Draft> {
    let drafts = search.book.drafts.values();
    let open = drafts.filter(|d| d.action == action && d.state == DraftState::Open);
    open.map(|d| d.as_ref().clone()).collect()
}

/// Priya Shah of Northwind writes.
fn northwind(search: &mut Search, class: Class, facts: Facts) {
    let id = EventId(search.book.last_event.0 + 1);
    let from = person("Priya Shah", "priya.shah@northwind.example");
    let message_id = MessageId::new(&format!("{}@northwind.example", id.0)).unwrap();
    let at = search.now;
    search.book.apply(&Change::Event(Event {
        id,
        application: ApplicationId(2),
        at,
        recorded_at: at,
        source: Source::Mail(message_id.clone()),
        kind: EventKind::Heard(Box::new(Heard {
            message_id,
            class,
            also: Vec::new(),
            confidence: 0.99,
            facts: Facts {
                company: Some("Northwind Traders".to_owned()),
                ..facts
            },
            reply_to: Some(from.clone()),
            from,
            by_person: true,
            subject: "Payroll Specialist".to_owned(),
            references: Vec::new(),
            language: Language::English,
            suspicions: Vec::new(),
            to: None,
            copied: Vec::new(),
            familiar: None,
            authenticated: false,
        })),
    }));
    search.step(Input::Tick);
}

#[test]
fn whoever_gets_a_withdrawal_is_not_offered_an_answer_to_their_invitation() {
    let search = taken_elsewhere();
    assert_eq!(open_drafts(&search, Action::WithdrawOthers).len(), 1);
    assert!(open_drafts(&search, Action::AnswerInvitation).is_empty());
    assert_eq!(
        why_of(&search, Action::AnswerInvitation).as_deref(),
        Some("You have taken another offer.")
    );
    let open = search.book.tasks.values();
    let mut open =
        open.filter(|t| t.action == Action::AnswerInvitation && t.state == TaskState::Open);
    assert!(open.next().is_none());
}

/// The hashes agree by themselves in every other test; here one thing at a time is not what was approved.
#[test]
fn a_letter_leaves_only_where_its_draft_its_row_and_its_bytes_are_all_what_was_approved() {
    let check = |what: &str, tamper: fn(&mut Draft, &mut Outgoing), leaves: bool| {
        let mut search = thankful();
        search.says(Action::ThankYou, "send");
        let mut row = search.letters().remove(0);
        let id = row.draft.unwrap();
        let mut draft = search.book.drafts[&id].as_ref().clone();
        tamper(&mut draft, &mut row);
        search.book.apply(&Change::Draft(draft));
        search.book.apply(&Change::Outgoing(row));
        search.run("2026-03-12T16:00:00-04:00");
        assert_eq!(search.accepted.len(), usize::from(leaves), "{what}");
    };
    check("nothing", |_, _| {}, true);
    check("state", |draft, _| draft.state = DraftState::Open, false);
    check("approval", |_, row| row.approved_hash = None, false);
    check(
        "row",
        |_, row| {
            row.hash = Sha256::of(b"another text");
            row.approved_hash = Some(row.hash);
        },
        false,
    );
    check("bytes", |_, row| row.mime.push_str("P.S.\r\n"), false);
    check(
        "receiver",
        |_, row| row.to = Address::new("dana.lee@juniperfreight.example").unwrap(),
        false,
    );
}

#[test]
fn what_a_pause_holds_is_looked_at_again_later_and_not_at_once() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.step(Input::Command(Local {
        target: Target::Everything,
        command: Command::Pause,
    }));
    search.run("2026-03-10T16:20:00-04:00");
    let row = search.letters().remove(0);
    assert!(row.not_before > search.now, "{}", row.not_before);
}

/// The gate's own list, whatever was shown and approved: an address that took no part gets nothing.
#[test]
fn an_approved_letter_to_an_address_that_took_no_part_never_leaves() {
    let check = |to: &str, leaves: bool| {
        let mut search = thankful();
        search.says(Action::ThankYou, "send");
        let mut row = search.letters().remove(0);
        let id = row.draft.unwrap();
        let mut draft = search.book.drafts[&id].as_ref().clone();
        row.to = Address::new(to).unwrap();
        row.hash = crate::compose::hash(&row.from, &row.to, &row.mime);
        row.approved_hash = Some(row.hash);
        draft.hash = row.hash;
        search.book.apply(&Change::Draft(draft));
        search.book.apply(&Change::Outgoing(row));
        search.run("2026-03-12T16:00:00-04:00");
        assert_eq!(search.accepted.len(), usize::from(leaves), "{to}");
        assert_eq!(search.held(Rule::L4), !leaves, "{to}");
    };
    check("ana.ruiz@juniperfreight.example", true);
    check("eve@elsewhere.example", false);
    check("no-reply@juniperfreight.example", false);
}

/// Whenever its row says so: the gate looks at the clock itself.
#[test]
fn a_letter_that_becomes_due_in_the_night_waits_for_the_morning_unless_now_was_said() {
    let check = |now: bool, by_night: usize| {
        let mut search = thankful();
        search.says(Action::ThankYou, "send");
        let night = time("2026-03-11T02:00:00-04:00");
        let row = search.letters().remove(0);
        search.book.apply(&Change::Outgoing(Outgoing {
            not_before: night,
            next_attempt_at: night,
            now,
            ..row
        }));
        search.run("2026-03-11T04:00:00-04:00");
        assert_eq!(search.accepted.len(), by_night, "now: {now}");
        search.run("2026-03-11T12:00:00-04:00");
        assert_eq!(search.accepted.len(), 1, "now: {now}");
    };
    check(false, 0);
    check(true, 1);
}
