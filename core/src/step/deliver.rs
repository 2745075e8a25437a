//! Rows of the outbox: made, gated, begun, and what a delivery attempt makes of them.

mod gate;

use chrono::Duration;

use super::{Desk, answer, remind};
use crate::approval::{id_of, plus_address};
use crate::book::{
    Change, Draft, DraftState, Note, Outgoing, OutgoingKind, OutgoingState, SentCopy,
};
use crate::compose::{self, File, Message};
use crate::etiquette::Days;
use crate::event::{Author, EventKind, Source, Wrote};
use crate::id::{ApplicationId, MessageId, OutboxId, Person, ReminderId, Sha256};
use crate::moment::Time;
use crate::notice::Notice;
use crate::outbox::Report;
use crate::policy::Policy;
use crate::reading::{Facts, InterviewFact};
use crate::rule::Rule;
pub use gate::leaving;
use gate::{Gate, gate};

/// Queues a mail to the owner.
pub(super) fn notice(
    desk: &mut Desk<'_>,
    code: &str,
    reminder: ReminderId,
    application: Option<ApplicationId>,
    subject: &str,
    notice: &Notice,
) {
    let owner = &desk.policy.owner;
    let Some(message_id) = id_of(code, owner.address.domain()) else {
        return;
    };
    let person = |name: &str| Person {
        name: Some(name.to_owned()),
        email: Some(owner.address.clone()),
    };
    let mut headers = vec![
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("X-Auto-Response-Suppress", "All".to_owned()),
        ("List-Id", "heardback <heardback.localhost>".to_owned()),
    ];
    // A2: a third way to name the reminder. Gmail ignores it on mail from oneself.
    let plus = desk
        .policy
        .approval
        .plus_address
        .then(|| plus_address(&owner.address, code));
    if let Some(plus) = plus.flatten() {
        headers.push(("Reply-To", format!("heardback <{plus}>")));
    }
    let message = Message {
        from: person("heardback"),
        to: person(&owner.name),
        subject,
        message_id: Some(&message_id),
        headers,
        text: &notice.text,
        attachments: notice
            .picture
            .iter()
            .map(|png| File {
                name: "search.png",
                media_type: "image/png",
                content: png,
                inline: true,
            })
            .collect(),
        ..Message::default()
    };
    let mime = compose::mime(&message, desk.moment.now, owner.zone);
    let (from, to) = (owner.address.clone(), owner.address.clone());
    let hash = compose::hash(&from, &to, &mime);
    let now = desk.now();
    let row = Outgoing {
        id: next_row(desk),
        kind: OutgoingKind::Notice,
        application,
        draft: None,
        reminder: Some(reminder),
        from,
        to,
        message_id,
        mime,
        hash,
        approved_hash: None,
        state: OutgoingState::Queued,
        not_before: now,
        attempts: 0,
        next_attempt_at: now,
        words: String::new(),
        queued_at: now,
        changed_at: now,
        sent_copy: SentCopy::NotWanted,
        now: true,
    };
    desk.put(Change::Outgoing(row));
}

fn next_row(desk: &Desk<'_>) -> OutboxId {
    desk.book.next_outbox()
}

/// A letter as it will leave.
pub(super) fn letter_mime(policy: &Policy, draft: &Draft, date: Time) -> String {
    let empty: &[u8] = &[];
    let content = |key: &str| {
        policy.materials.get(key).and_then(|m| {
            m.content
                .as_ref()
                .ok()
                .map(|c| (c.as_ref(), m.media_type.as_str()))
        })
    };
    let files = draft.attachments.iter().map(|a| {
        let (content, media_type) =
            content(&a.material).unwrap_or((empty, "application/octet-stream"));
        File {
            name: &a.file_name,
            media_type,
            content,
            inline: false,
        }
    });
    let message = Message {
        from: Person {
            name: Some(policy.owner.name.clone()),
            email: Some(policy.owner.address.clone()),
        },
        to: draft.to.clone(),
        subject: &draft.subject,
        message_id: Some(&draft.message_id),
        in_reply_to: draft.in_reply_to.as_ref(),
        references: &draft.references,
        headers: Vec::new(),
        text: &draft.text,
        calendar: draft.calendar_reply.as_deref().map(|text| (text, "REPLY")),
        attachments: files.collect(),
    };
    compose::mime(&message, date, policy.owner.zone)
}

/// Approved: the letter waits for its time. Returns when it may leave.
///
/// # Errors
/// A sentence where its bytes are not those that were shown.
pub(super) fn queue(
    desk: &mut Desk<'_>,
    draft: &Draft,
    at: Option<Time>,
    now_word: bool,
) -> Result<Time, String> {
    let Some(to) = draft.to.email.clone() else {
        return Err("It has no recipient.".to_owned());
    };
    let now = desk.now();
    let days = Days::of(desk.policy);
    let not_before = if now_word {
        now
    } else {
        days.waking(at.unwrap_or(now + Duration::minutes(desk.policy.approval.undo_minutes)))
    };
    let mime = letter_mime(desk.policy, draft, not_before);
    let from = desk.policy.owner.address.clone();
    let hash = compose::hash(&from, &to, &mime);
    if hash != draft.hash {
        return Err(
            "What would leave is not what was shown any more (a file or your address has changed)."
                .to_owned(),
        );
    }
    let held = Outgoing {
        id: next_row(desk),
        kind: OutgoingKind::Letter,
        application: Some(draft.application),
        draft: Some(draft.id),
        reminder: None,
        from,
        to,
        message_id: draft.message_id.clone(),
        mime,
        hash,
        approved_hash: None,
        state: OutgoingState::Held,
        not_before,
        attempts: 0,
        next_attempt_at: not_before,
        words: String::new(),
        queued_at: now,
        changed_at: now,
        sent_copy: SentCopy::Wanted,
        now: now_word,
    };
    let queued = held
        .queue(draft.hash, not_before, now)
        .map_err(|e| e.to_string())?;
    desk.put(Change::Outgoing(held));
    desk.put(Change::Outgoing(queued));
    desk.put(Change::Draft(Draft {
        state: DraftState::Approved,
        ..draft.clone()
    }));
    Ok(not_before)
}

/// The owner's word hastens an approved letter: past the undo window, the night and a time chosen before. The gate still
/// stands before it: what W1 and W4 hold back, and the caps, no word lifts.
pub(super) fn hasten(desk: &mut Desk<'_>, draft: &Draft) -> Option<(Time, Option<String>)> {
    let now = desk.now();
    let row = waiting_row(desk, draft)?;
    let deferred = row.state == OutgoingState::Deferred;
    let row = Outgoing {
        not_before: if deferred { row.not_before } else { now },
        next_attempt_at: now,
        words: String::new(),
        changed_at: now,
        now: true,
        ..row
    };
    let leaves = leaving(&desk.book, desk.policy, &row, now);
    desk.put(Change::Outgoing(row));
    Some(leaves)
}

/// The row of an approved letter that has not left.
pub(super) fn waiting_row(desk: &Desk<'_>, draft: &Draft) -> Option<Outgoing> {
    let waits = |r: &Outgoing| {
        r.draft == Some(draft.id)
            && matches!(r.state, OutgoingState::Queued | OutgoingState::Deferred)
    };
    let row = desk.book.outbox.values().find(|r| waits(r))?;
    Some(row.as_ref().clone())
}

/// Letters and notices whose time has come; one at a time, so that a stop never leaves two in doubt.
pub(super) fn begin(desk: &mut Desk<'_>) {
    let now = desk.now();
    if desk
        .book
        .outbox
        .values()
        .any(|r| r.state == OutgoingState::Sending)
    {
        return;
    }
    let due: Vec<Outgoing> = desk
        .book
        .outbox
        .values()
        .filter(|r| r.is_due(now))
        .map(|r| r.as_ref().clone())
        .collect();
    for row in due {
        match gate(&desk.book, desk.policy, &row, now) {
            Gate::Pass => {
                if let Ok(sending) = row.begin(now) {
                    desk.step.deliver.push(row.id);
                    desk.put(Change::Outgoing(sending));
                }
                return;
            }
            Gate::Later { at, rule, why } => {
                let told = row.not_before == at;
                desk.put(Change::Outgoing(Outgoing {
                    not_before: at,
                    changed_at: now,
                    words: why.clone(),
                    ..row.clone()
                }));
                if !told && row.words != why {
                    hold(desk, &row, rule, why);
                }
            }
            Gate::Never { rule, why } => {
                if let Some(draft) = row
                    .draft
                    .and_then(|id| desk.book.drafts.get(&id))
                    .map(|d| d.as_ref().clone())
                {
                    remind::take_back(desk, &draft, rule, &why);
                    answer::tell_held(desk, &draft, rule, &why);
                }
            }
        }
    }
}

fn hold(desk: &mut Desk<'_>, row: &Outgoing, rule: Rule, why: String) {
    let action = row
        .draft
        .and_then(|id| desk.book.drafts.get(&id))
        .map(|d| d.action);
    if let Some(action) = action {
        desk.note(Note::Held {
            at: desk.moment.now,
            application: row.application,
            action,
            rule,
            why,
        });
    }
}

/// Stands in a draft's `why` where the owner's `undo` came while it was being sent.
pub(super) const STOPPED: &str = "You stopped it.";

/// What became of a delivery.
pub(super) fn report(desk: &mut Desk<'_>, id: OutboxId, report: &Report) {
    let Some(row) = desk.book.outbox.get(&id).map(|r| r.as_ref().clone()) else {
        return;
    };
    let Ok(next) = row.hear(report, desk.now()) else {
        return;
    };
    let was = row.state;
    let mut next = next;
    if next.kind == OutgoingKind::Notice && next.state == OutgoingState::Sent {
        next.message_id = scrubbed(&next.message_id).unwrap_or_else(|| next.message_id.clone());
    }
    desk.put(Change::Outgoing(next.clone()));
    if next.kind == OutgoingKind::Notice {
        if next.state == OutgoingState::Uncertain {
            desk.step.look_for.push(id);
        }
        return;
    }
    let Some(draft) = next
        .draft
        .and_then(|id| desk.book.drafts.get(&id))
        .map(|d| d.as_ref().clone())
    else {
        return;
    };
    match next.state {
        OutgoingState::Sent => sent(desk, &next, draft),
        OutgoingState::Refused => {
            desk.put(Change::Draft(Draft {
                state: DraftState::Refused,
                why: Some(next.words.clone()),
                ..draft.clone()
            }));
            let note = Note::Held {
                at: desk.now(),
                application: next.application,
                action: draft.action,
                rule: Rule::Safety,
                why: next.words.clone(),
            };
            desk.note(note);
            answer::tell_refused(desk, &draft, &next);
        }
        OutgoingState::Uncertain if was != OutgoingState::Uncertain => desk.step.look_for.push(id),
        OutgoingState::Uncertain => {
            answer::ask_uncertain(desk, &draft, &next, *report == Report::NotFound);
        }
        OutgoingState::Deferred if draft.why.as_deref() == Some(STOPPED) => {
            // The owner's `undo` came while it was on the wire, and the server has not taken it.
            remind::take_back(desk, &draft, Rule::Safety, STOPPED);
        }
        OutgoingState::Deferred if next.has_waited_long(desk.now()) => give_up(desk, &next, &draft),
        OutgoingState::Held
        | OutgoingState::Queued
        | OutgoingState::Sending
        | OutgoingState::Deferred
        | OutgoingState::Cancelled => {}
    }
}

/// After a day of trying, the owner is asked: a new version, open, under the mail that tells of it (SAFETY.md, sending
/// once: a new Message-ID, so that the old row's can never be mistaken for it).
fn give_up(desk: &mut Desk<'_>, row: &Outgoing, draft: &Draft) {
    let Ok(cancelled) = row.cancel(&row.words, desk.now()) else {
        return;
    };
    desk.put(Change::Outgoing(cancelled));
    if let Some(again) = remind::reword(desk, draft, draft.text.clone()) {
        answer::tell_deferred(desk, &again, row);
    }
}

/// A stand-in for an id that must not be kept: its digest still tells two apart.
fn scrubbed(id: &MessageId) -> Option<MessageId> {
    MessageId::new(&format!(
        "{}@scrubbed.invalid",
        &Sha256::of(id.as_str().as_bytes()).to_string()[..32]
    ))
}

fn sent(desk: &mut Desk<'_>, row: &Outgoing, draft: Draft) {
    let now = desk.now();
    desk.put(Change::Draft(Draft {
        state: DraftState::Sent,
        why: None,
        ..draft.clone()
    }));
    let facts = Facts {
        interview: draft.accepts.as_ref().map(|slot| InterviewFact {
            start: Some(slot.start),
            end: slot.end,
            ..InterviewFact::default()
        }),
        ..Facts::default()
    };
    let wrote = Wrote {
        message_id: row.message_id.clone(),
        to: vec![draft.to.clone()],
        kind: draft.kind,
        by: Author::Heardback,
        subject: draft.subject.clone(),
        in_reply_to: draft.in_reply_to.clone(),
        facts,
    };
    desk.note(Note::Sent {
        at: now,
        outgoing: row.id,
    });
    desk.happen(
        draft.application,
        now,
        Source::Outbox(row.message_id.clone()),
        EventKind::Wrote(Box::new(wrote)),
    );
}

pub(super) fn sent_copy_filed(desk: &mut Desk<'_>, id: OutboxId) {
    let Some(row) = desk.book.outbox.get(&id).map(|r| r.as_ref().clone()) else {
        return;
    };
    if row.sent_copy == SentCopy::Wanted {
        desk.put(Change::Outgoing(Outgoing {
            sent_copy: SentCopy::Filed,
            ..row
        }));
    }
}

/// After a stop in the middle of a delivery nobody knows whether it arrived.
pub(super) fn started(desk: &mut Desk<'_>) {
    let now = desk.now();
    let doubtful: Vec<Outgoing> = desk
        .book
        .outbox
        .values()
        .filter_map(|r| r.after_crash(now))
        .collect();
    for row in doubtful {
        desk.put(Change::Outgoing(row));
    }
    let uncertain: Vec<OutboxId> = desk
        .book
        .outbox
        .values()
        .filter(|r| r.state == OutgoingState::Uncertain)
        .map(|r| r.id)
        .collect();
    desk.step.look_for.extend(uncertain);
}

/// Copies that have waited long enough for their twin in Sent (SAFETY.md A6).
pub(super) fn expire_waiting(desk: &mut Desk<'_>) {
    let now = desk.now();
    let over: Vec<_> = desk
        .book
        .seen
        .iter()
        .filter(|(_, s)| s.waits_until.is_some_and(|at| at <= now))
        .map(|(id, s)| (id.clone(), s.as_ref().clone()))
        .collect();
    for (id, seen) in over {
        let reminder = seen.waits_for;
        desk.put(Change::Seen(
            id,
            crate::book::Seen {
                waits_until: None,
                ..seen
            },
        ));
        if let Some(reminder) = reminder {
            answer::refuse(
                desk,
                reminder,
                "Nothing proves that you wrote it: it is not among your sent mail, and your server did not vouch for it.",
            );
        }
    }
}

/// When a row may be tried again.
pub(super) fn next_attempt(row: &Outgoing) -> Option<Time> {
    matches!(row.state, OutgoingState::Queued | OutgoingState::Deferred)
        .then(|| row.not_before.max(row.next_attempt_at))
}
