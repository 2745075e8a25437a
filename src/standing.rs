//! How things stand: what waits for the owner's word, and what comes next.

use heardback_core::application::{Interview, InterviewState};
use heardback_core::book::{Book, DraftState, Reminder, TaskKey, TaskState};
use heardback_core::etiquette::Duty;
use heardback_core::moment::Time;
use heardback_core::policy::Policy;

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
    reminders()
        .filter(|r| counts(r) && r.revoked.is_none() && r.expires_at > now)
        .filter(|r| is_open(r) && !is_overtaken(r))
        .collect()
}

fn shows_an_open_draft(book: &Book, reminder: &Reminder) -> bool {
    let mut shown = reminder.shows.iter();
    shown.any(|(id, hash)| {
        let draft = book.drafts.get(id);
        draft.is_some_and(|d| d.state == DraftState::Open && d.hash == *hash)
    })
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

/// Approved, and on its way as soon as its time comes.
#[must_use]
pub fn is_approved(book: &Book, reminder: &Reminder) -> bool {
    let drafts: Vec<_> = reminder
        .shows
        .iter()
        .filter_map(|(id, _)| book.drafts.get(id))
        .collect();
    !drafts.is_empty() && drafts.iter().all(|d| d.state == DraftState::Approved)
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
