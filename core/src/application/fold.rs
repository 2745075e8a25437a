//! Events → application: their order, what is retracted or doubled, and how the status moved with each of them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Application, Conflict, Transition};
use crate::event::{Event, EventKind, LetterKind, Source};
use crate::id::{ApplicationId, EventId, MessageId};
use crate::reading::Class;

/// What an event did to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Effect {
    /// It moved on; the sentence says by what.
    Advanced(String),
    /// Nothing changed, because …
    Unchanged(String),
    /// It contradicts what is known: the owner decides.
    AskOwner(String),
}

impl Effect {
    pub(super) fn advanced(because: impl Into<String>) -> Self {
        Effect::Advanced(because.into())
    }

    pub(super) fn unchanged(because: impl Into<String>) -> Self {
        Effect::Unchanged(because.into())
    }

    pub(super) fn ask(because: impl Into<String>) -> Self {
        Effect::AskOwner(because.into())
    }
}

/// The application that `events` tell of, in any order; `None` where none of them opens one.
///
/// Events of other applications are passed over. The result depends on what happened and when, never on the order of
/// `events`.
#[must_use]
pub fn fold(id: ApplicationId, events: &[Event]) -> Option<Application> {
    history(id, events).0
}

/// As [`fold`], with what each event that counted did, oldest first.
#[must_use]
pub fn history(
    id: ApplicationId,
    events: &[Event],
) -> (Option<Application>, Vec<(EventId, Effect)>) {
    let standing = standing(id, events);
    let Some(opening) = standing.iter().find(|e| opens(&e.kind)) else {
        return (None, Vec::new());
    };
    let mut application = Application::new(id, opening.at);
    let effects = standing
        .iter()
        .map(|event| (event.id, step(&mut application, event)))
        .collect();
    (Some(application), effects)
}

/// `known`, folded from `events`, with one event more, and what that did: the same as folding all of them, without the
/// work. `None` where the event is not plainly the newest, so that everything must be folded again.
#[must_use]
pub fn with_newest(
    known: &Application,
    events: &[Event],
    newest: &Event,
) -> Option<(Application, Effect)> {
    let stands_last = |e: &Event| {
        e.id < newest.id
            && (e.at < newest.at || chronological(e, newest) == Ordering::Less)
            && (newest.kind.message_id().is_none()
                || e.kind.message_id() != newest.kind.message_id())
    };
    let takes_back = matches!(newest.kind, EventKind::Retracted { .. });
    if takes_back || newest.application != known.id || !events.iter().all(stands_last) {
        return None;
    }
    let mut application = known.clone();
    let effect = step(&mut application, newest);
    Some((application, effect))
}

fn step(application: &mut Application, event: &Event) -> Effect {
    let before = application.transitions.last().map(|_| application.status());
    let effect = application.hear(event);
    if let Effect::AskOwner(what) = &effect {
        application.conflicts.push(Conflict {
            at: event.at,
            what: what.clone(),
            message_id: event.kind.message_id().cloned(),
        });
    }
    let after = application.status();
    if before != Some(after) {
        let because = match &effect {
            Effect::Advanced(why) | Effect::Unchanged(why) | Effect::AskOwner(why) => why.clone(),
        };
        application.transitions.push(Transition {
            at: event.at,
            from: before,
            to: after,
            because,
            event: event.id,
        });
    }
    effect
}

/// The events of one application that count, in the order in which they happened.
pub(super) fn standing(id: ApplicationId, events: &[Event]) -> Vec<&Event> {
    let retracted = retracted(events);
    let mut standing: Vec<&Event> = events
        .iter()
        .filter(|e| e.application == id && !retracted.contains(&e.id))
        .filter(|e| !matches!(e.kind, EventKind::Retracted { .. }))
        .collect();
    standing.sort_by(|a, b| chronological(a, b));
    once(standing)
}

/// Ids of the events that were taken back. A retraction can itself be retracted; it reaches only earlier events, so
/// that two of them never undo each other.
fn retracted(events: &[Event]) -> BTreeSet<EventId> {
    let mut retractions: Vec<(EventId, EventId)> = events
        .iter()
        .filter_map(|e| {
            if let EventKind::Retracted { event } = e.kind
                && event < e.id
            {
                Some((e.id, event))
            } else {
                None
            }
        })
        .collect();
    retractions.sort_by(|a, b| b.cmp(a));
    let mut out = BTreeSet::new();
    for (by, event) in retractions {
        if !out.contains(&by) {
            out.insert(event);
        }
    }
    out
}

/// By when it happened; within one instant by what it is, never by when we learned of it, until nothing else is left. An
/// end stands last among its like: a mail of the same second that arrives after it must not take back how far it had come.
fn chronological(a: &Event, b: &Event) -> Ordering {
    a.at.cmp(&b.at)
        .then_with(|| rank(&a.source).cmp(&rank(&b.source)))
        .then_with(|| is_end(&a.kind).cmp(&is_end(&b.kind)))
        .then_with(|| a.source.cmp(&b.source))
        .then_with(|| content(a).cmp(&content(b)))
        .then_with(|| a.id.cmp(&b.id))
}

/// Mail first, then what the owner and time make of it.
fn rank(source: &Source) -> u8 {
    match source {
        Source::Mail(_) => 0,
        Source::Outbox(_) => 1,
        Source::Owner => 2,
        Source::Clock => 3,
    }
}

/// Whether it ends an application, or lets it rest.
fn is_end(kind: &EventKind) -> bool {
    match kind {
        EventKind::Heard(heard) => matches!(heard.class, Class::Rejection | Class::PositionClosed),
        EventKind::Wrote(wrote) => matches!(
            wrote.kind,
            LetterKind::Withdrawal | LetterKind::OfferRefusal | LetterKind::OfferAcceptance
        ),
        EventKind::OfferAccepted
        | EventKind::OfferDeclined
        | EventKind::Withdrawn
        | EventKind::WentQuiet
        | EventKind::OfferExpired => true,
        EventKind::InterviewEnded { .. }
        | EventKind::PromiseMissed { .. }
        | EventKind::Notes { .. }
        | EventKind::Added { .. }
        | EventKind::OwnerSet(_)
        | EventKind::PersonAdded(_)
        | EventKind::ObligationMet { .. }
        | EventKind::Retracted { .. }
        | EventKind::Noted { .. } => false,
    }
}

fn content(event: &Event) -> String {
    serde_json::to_string(&event.kind).unwrap_or_default()
}

/// Without the second copy of a mail. What the owner said a mail is stands before what a reader thought, and what left
/// through the outbox before its copy in Sent.
fn once(standing: Vec<&Event>) -> Vec<&Event> {
    let mut best: BTreeMap<MessageId, u8> = BTreeMap::new();
    for event in &standing {
        if let Some(message_id) = event.kind.message_id() {
            let known = best.entry(message_id.clone()).or_insert(u8::MAX);
            *known = (*known).min(precedence(&event.source));
        }
    }
    let mut seen = BTreeSet::new();
    standing
        .into_iter()
        .filter(|e| {
            e.kind.message_id().is_none_or(|id| {
                best.get(id) == Some(&precedence(&e.source)) && seen.insert(id.clone())
            })
        })
        .collect()
}

fn precedence(source: &Source) -> u8 {
    match source {
        Source::Owner => 0,
        Source::Outbox(_) => 1,
        Source::Mail(_) => 2,
        Source::Clock => 3,
    }
}

/// Whether it can be the first that is known of an application.
fn opens(kind: &EventKind) -> bool {
    match kind {
        EventKind::Heard(heard) => {
            heard.class.is_about_application() || heard.class == Class::RecruiterOutreach
        }
        EventKind::Wrote(_)
        | EventKind::Added { .. }
        | EventKind::OwnerSet(_)
        | EventKind::PersonAdded(_)
        | EventKind::OfferAccepted
        | EventKind::OfferDeclined
        | EventKind::Withdrawn => true,
        EventKind::InterviewEnded { .. }
        | EventKind::PromiseMissed { .. }
        | EventKind::WentQuiet
        | EventKind::OfferExpired
        | EventKind::Notes { .. }
        | EventKind::ObligationMet { .. }
        | EventKind::Retracted { .. }
        | EventKind::Noted { .. } => false,
    }
}
