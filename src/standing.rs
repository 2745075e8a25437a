//! How things stand: what waits for the owner's word, and what comes next.

use heardback_core::application::{Interview, InterviewState};
use heardback_core::book::{
    Book, Draft, DraftState, Outgoing, OutgoingState, Reminder, TaskKey, TaskState,
};
use heardback_core::etiquette::Duty;
use heardback_core::moment::Time;
use heardback_core::policy::Policy;
use heardback_core::rule::Action;

/// Reminders that can still be answered: of each duty that is open, the newest.
#[must_use]
pub fn waiting(book: &Book, now: Time) -> Vec<&Reminder> {
    let reminders = || book.reminders.values().map(AsRef::as_ref);
    let open = |key: &TaskKey| {
        book.tasks
            .get(key)
            .is_some_and(|t| t.state == TaskState::Open)
    };
    // The one mail after days without power stands for the duties of its drafts.
    let is_open = |r: &Reminder| {
        let shown = || r.shows.iter().filter_map(|(id, _)| book.drafts.get(id));
        open(&r.task) || shown().any(|d| d.task != r.task && open(&d.task))
    };
    // The answer to an undo shows the draft that stands open again.
    let counts = |r: &Reminder| !r.is_answer || shows_an_open_draft(book, r);
    let is_overtaken = |r: &Reminder| {
        let later = |l: &Reminder| l.task == r.task && l.id > r.id && counts(l);
        reminders().any(later)
    };
    let waits = |r: &Reminder| match standing(book, r) {
        // The question, not the reminder whose letter it is about.
        Standing::Uncertain => r.is_answer && r.action == Action::Question,
        Standing::Task | Standing::Asks | Standing::Drafts(_) | Standing::Approved => {
            counts(r) && is_open(r) && !is_overtaken(r)
        }
    };
    reminders()
        .filter(|r| r.revoked.is_none() && r.expires_at > now && waits(r))
        .collect()
}

fn shows_an_open_draft(book: &Book, reminder: &Reminder) -> bool {
    let mut shown = reminder.shows.iter();
    shown.any(|(id, hash)| {
        let draft = book.drafts.get(id);
        draft.is_some_and(|d| d.state == DraftState::Open && d.hash == *hash)
    })
}

/// What a reminder wants of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something to do: `done`.
    Task,
    /// A question about a mail: `yes`, `no`.
    Asks,
    /// So many drafts to approve.
    Drafts(usize),
    /// Approved, and on its way as soon as its time comes.
    Approved,
    /// A letter of it may or may not have left: `resend`, `leave`.
    Uncertain,
}

/// What that reminder wants.
#[must_use]
pub fn standing(book: &Book, reminder: &Reminder) -> Standing {
    let drafts: Vec<_> = reminder
        .shows
        .iter()
        .filter_map(|(id, _)| book.drafts.get(id))
        .collect();
    let of_it = |row: &Outgoing| drafts.iter().any(|d| row.draft == Some(d.id));
    let is_in_doubt = |row: &Outgoing| row.state == OutgoingState::Uncertain && of_it(row);
    let still_open = drafts
        .iter()
        .filter(|d| d.state == DraftState::Open)
        .count();
    if drafts.is_empty() {
        match reminder.proposal {
            Some(_) => Standing::Asks,
            None => Standing::Task,
        }
    } else if still_open > 0 {
        // One letter in doubt must not hide the others.
        Standing::Drafts(still_open)
    } else if book.outbox.values().any(|row| is_in_doubt(row)) {
        Standing::Uncertain
    } else if drafts.iter().any(|d| d.state == DraftState::Approved) {
        Standing::Approved
    } else {
        // Sent, or gone some other way: there is nothing to approve.
        Standing::Task
    }
}

/// An approved letter that waits for its time.
#[derive(Debug, Clone)]
pub struct Queued<'a> {
    pub draft: &'a Draft,
    /// When it will really leave, as far as is known now.
    pub at: Time,
    /// Why that is later than was asked for.
    pub because: Option<String>,
}

/// Approved letters that have not left, those that leave first at the beginning.
#[must_use]
pub fn queued<'a>(book: &'a Book, policy: &Policy, now: Time) -> Vec<Queued<'a>> {
    let waits = |row: &&Outgoing| {
        matches!(
            row.state,
            OutgoingState::Queued | OutgoingState::Deferred | OutgoingState::Sending
        )
    };
    let rows = book.outbox.values().map(AsRef::as_ref).filter(waits);
    let mut queued: Vec<Queued<'a>> = rows
        .filter_map(|row| {
            let draft = book.drafts.get(&row.draft?)?;
            let (at, because) = heardback_core::step::leaving(book, policy, row, now);
            Some(Queued { draft, at, because })
        })
        .collect();
    queued.sort_by_key(|q| q.at);
    queued
}

/// What comes next, without what has its reminder already.
#[must_use]
pub fn ahead(book: &Book, policy: &Policy, now: Time) -> Vec<Duty> {
    heardback_core::etiquette::plan(book, policy, now)
        .into_iter()
        .filter(|d| d.application.is_some() && !book.tasks.contains_key(&d.key))
        .filter(|d| d.lapses_at.is_none_or(|at| at > now))
        .collect()
}

/// Is that interview ahead, at a known time?
#[must_use]
pub fn is_ahead(interview: &Interview, now: Time) -> bool {
    let fixed = match interview.state {
        InterviewState::Booked | InterviewState::AwaitingConfirmation => true,
        InterviewState::Proposed
        | InterviewState::Ended
        | InterviewState::RescheduleRequested
        | InterviewState::Cancelled
        | InterviewState::Expired
        | InterviewState::NoShow => false,
    };
    fixed && interview.start.is_some_and(|at| at > now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use heardback_core::book::Change;
    use serde_json::json;

    /// A reminder, its draft in that state, and the row of the outbox that came of it.
    fn book(draft: &str, row: Option<&str>, proposal: Option<u32>, is_answer: bool) -> Book {
        let at = "2026-03-10T16:00:00Z";
        let hash = "0".repeat(64);
        let mut book = Book::default();
        let task = json!({"key": "thank_you/1/x", "application": 1, "action": "thank_you", "rule": "T2", "state": "open", "reminded_at": [at], "nudges": 0, "snoozed_until": null, "due_at": at, "changed_at": at, "revision": ""});
        book.apply(&Change::Task(serde_json::from_value(task).unwrap()));
        let shows = if draft.is_empty() {
            json!([])
        } else {
            json!([[1, hash]])
        };
        let action = if is_answer { "question" } else { "thank_you" };
        let reminder = json!({"id": 1, "application": 1, "task": "thank_you/1/x", "action": action, "rule": "T2", "code_hash": hash, "tag": "abcd", "aliases": [], "shows": shows, "spent": [], "proposal": proposal, "at": at, "expires_at": "2026-03-17T16:00:00Z", "revoked": null, "subject": "", "is_answer": is_answer});
        book.apply(&Change::Reminder(serde_json::from_value(reminder).unwrap()));
        if !draft.is_empty() {
            let letter = json!({"id": 1, "application": 1, "task": "thank_you/1/x", "action": "thank_you", "rule": "T2", "kind": "thank_you", "version": 1, "to": {"name": null, "email": "ana@juniper.example"}, "subject": "", "text": "", "in_reply_to": null, "references": [], "attachments": [], "calendar_reply": null, "findings": [], "message_id": "a@b", "hash": hash, "state": draft, "why": null, "made_at": at});
            book.apply(&Change::Draft(serde_json::from_value(letter).unwrap()));
        }
        if let Some(state) = row {
            let out = json!({"id": 1, "kind": "letter", "application": 1, "draft": 1, "reminder": null, "from": "sam@mailbox.example", "to": "ana@juniper.example", "message_id": "a@b", "mime": "", "hash": hash, "approved_hash": hash, "state": state, "not_before": at, "attempts": 0, "next_attempt_at": at, "words": "", "queued_at": at, "changed_at": at, "sent_copy": "wanted", "now": false});
            book.apply(&Change::Outgoing(serde_json::from_value(out).unwrap()));
        }
        book
    }

    fn check(book: &Book, expected: Standing, listed: bool) {
        let now = "2026-03-10T17:00:00Z".parse().unwrap();
        let reminder = book.reminders.values().next().unwrap();
        assert_eq!(standing(book, reminder), expected);
        assert_eq!(
            waiting(book, now).len(),
            usize::from(listed),
            "{expected:?}"
        );
    }

    #[test]
    fn a_letter_in_doubt_is_a_question_and_not_one_that_leaves_soon() {
        check(
            &book("approved", Some("queued"), None, false),
            Standing::Approved,
            true,
        );
        check(
            &book("approved", Some("uncertain"), None, false),
            Standing::Uncertain,
            false,
        );
        check(
            &book("approved", Some("uncertain"), None, true),
            Standing::Uncertain,
            true,
        );
    }

    #[test]
    fn a_question_is_told_from_a_thing_to_do() {
        check(&book("", None, Some(3), false), Standing::Asks, true);
        check(&book("", None, None, false), Standing::Task, true);
        check(&book("open", None, None, false), Standing::Drafts(1), true);
    }

    #[test]
    fn what_is_sent_is_not_offered_for_approval() {
        check(
            &book("sent", Some("sent"), None, false),
            Standing::Task,
            true,
        );
    }
}
