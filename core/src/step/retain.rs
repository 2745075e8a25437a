//! What is kept for how long: after 90 days the text of a letter that is done with goes; its ids, its hash and every event
//! stay, and an application's state, which is a fold of events, does not change.

use chrono::Duration;

use super::Desk;
use crate::book::{Change, Draft, DraftState, Outgoing, OutgoingState, SentCopy};
use crate::moment::Time;

/// For how long text is kept.
const KEPT: Duration = Duration::days(90);

pub(super) fn retain(desk: &mut Desk<'_>) {
    let before = desk.now() - KEPT;
    let rows = desk.book.outbox.values();
    let rows: Vec<Outgoing> = rows
        .filter(|row| row.changed_at < before && !row.mime.is_empty() && is_over(row))
        .map(|row| Outgoing {
            mime: String::new(),
            ..row.as_ref().clone()
        })
        .collect();
    for row in rows {
        desk.put(Change::Outgoing(row));
    }
    let drafts = desk.book.drafts.values();
    let drafts: Vec<Draft> = drafts
        .filter(|draft| is_spent(desk, draft, before))
        .map(|draft| Draft {
            text: String::new(),
            calendar_reply: None,
            findings: Vec::new(),
            ..draft.as_ref().clone()
        })
        .collect();
    for draft in drafts {
        desk.put(Change::Draft(draft));
    }
}

fn is_over(row: &Outgoing) -> bool {
    match row.state {
        OutgoingState::Sent => row.sent_copy != SentCopy::Wanted,
        OutgoingState::Refused | OutgoingState::Cancelled => true,
        OutgoingState::Held
        | OutgoingState::Queued
        | OutgoingState::Sending
        | OutgoingState::Deferred
        | OutgoingState::Uncertain => false,
    }
}

fn is_spent(desk: &Desk<'_>, draft: &Draft, before: Time) -> bool {
    let is_over = match draft.state {
        DraftState::Open | DraftState::Approved => false,
        DraftState::Superseded
        | DraftState::Withdrawn
        | DraftState::Skipped
        | DraftState::Lapsed
        | DraftState::Sent
        | DraftState::Refused => true,
    };
    let mut rows = desk.book.outbox.values();
    let is_kept = |row: &Outgoing| row.draft == Some(draft.id) && !row.mime.is_empty();
    let has_text = !draft.text.is_empty() || draft.calendar_reply.is_some();
    is_over && draft.made_at < before && has_text && !rows.any(|row| is_kept(row))
}
