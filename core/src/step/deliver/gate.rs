//! The gate before a letter leaves (SAFETY.md), and when it will open: decided here, done in [`super`].

use chrono::Duration;

use crate::application::Application;
use crate::book::{Book, Draft, DraftState, Outgoing, OutgoingKind, OutgoingState, TaskState};
use crate::compose;
use crate::etiquette::{Days, earliest_follow_up};
use crate::event::LetterKind;
use crate::moment::Time;
use crate::policy::Policy;
use crate::rule::Rule;

pub(super) enum Gate {
    Pass,
    Later { at: Time, rule: Rule, why: String },
    Never { rule: Rule, why: String },
}

/// The gate before `sending` (SAFETY.md): bytes, revocation, recipient, caps, W rules, kill switch.
pub(super) fn gate(book: &Book, policy: &Policy, row: &Outgoing, now: Time) -> Gate {
    if row.kind == OutgoingKind::Notice {
        return Gate::Pass;
    }
    let never = |rule, why: &str| Gate::Never {
        rule,
        why: why.to_owned(),
    };
    let Some(draft) = row.draft.and_then(|id| book.drafts.get(&id)) else {
        return never(Rule::Safety, "Its draft is gone.");
    };
    if draft.state != DraftState::Approved
        || row.approved_hash != Some(row.hash)
        || row.hash != draft.hash
        || compose::hash(&row.from, &row.to, &row.mime) != draft.hash
    {
        return never(Rule::Safety, "Its bytes are not those that you approved.");
    }
    if book.settings.paused {
        return Gate::Later {
            at: now + Duration::hours(1),
            rule: Rule::Safety,
            why: "heardback is paused; answer “resume” or run `heardback resume`.".to_owned(),
        };
    }
    let days = Days::of(policy);
    if !row.now && !days.is_waking(now) {
        return Gate::Later {
            at: days.waking(now),
            rule: Rule::Safety,
            why: "Nobody gets a letter of yours in the night; it leaves in the morning.".to_owned(),
        };
    }
    let Some(app) = book.state(draft.application) else {
        return never(Rule::Safety, "Its application is gone.");
    };
    if let Some(why) = overtaken(book, draft, app) {
        return never(Rule::F3, why);
    }
    if draft.accepts.as_ref().is_some_and(|slot| slot.start <= now) {
        return never(Rule::P2, "The time that it accepts has passed.");
    }
    let allowed = app
        .people
        .iter()
        .any(|c| c.email.as_ref() == Some(&row.to) && c.allowed && !c.no_reply);
    if !allowed {
        return never(
            Rule::L4,
            "The address took no part in this application's mail.",
        );
    }
    if draft.kind == LetterKind::FollowUp {
        match earliest_follow_up(book, policy, app, now) {
            None => {
                return never(
                    Rule::W5,
                    "One follow-up has gone already, and they have not written since.",
                );
            }
            Some(wait) => match wait.until {
                None => return never(wait.rule, &wait.because),
                Some(at) if at > now => {
                    return Gate::Later {
                        at,
                        rule: wait.rule,
                        why: wait.because,
                    };
                }
                Some(_) => {}
            },
        }
    }
    pace(book, policy, row, draft, now).unwrap_or(Gate::Pass)
}

/// F3 at the gate: what reconciling took back or closed while the letter was on the wire, or after its duty had lapsed.
fn overtaken(book: &Book, draft: &Draft, app: &Application) -> Option<&'static str> {
    let task = book.tasks.get(&draft.task)?;
    match task.state {
        TaskState::Open => None,
        TaskState::Withdrawn => Some("It was taken back: the world has moved on."),
        TaskState::Skipped => Some("You chose to skip it."),
        TaskState::Done | TaskState::Lapsed => app
            .outcome
            .is_end()
            .then_some("This application has ended since."),
    }
}

/// Letters that nobody asked for.
fn unasked(kind: LetterKind) -> bool {
    match kind {
        LetterKind::ThankYou
        | LetterKind::FollowUp
        | LetterKind::Unsolicited
        | LetterKind::RejectionReply
        | LetterKind::Withdrawal => true,
        LetterKind::Application
        | LetterKind::Availability
        | LetterKind::RescheduleRequest
        | LetterKind::Material
        | LetterKind::Assessment
        | LetterKind::OfferThanks
        | LetterKind::OfferAcceptance
        | LetterKind::OfferRefusal
        | LetterKind::Answer => false,
    }
}

fn next_morning(policy: &Policy, now: Time) -> Time {
    let days = Days::of(policy);
    let tomorrow = crate::etiquette::days::next(days.day(now));
    days.at(tomorrow, policy.etiquette.follow_up_at)
}

/// When an approved letter will really leave, as far as is known now, and the sentence that says why that is later than its
/// row has it. What waits for the same person before it counts as sent by then (W4).
#[must_use]
pub fn leaving(book: &Book, policy: &Policy, row: &Outgoing, now: Time) -> (Time, Option<String>) {
    let days = Days::of(policy);
    let mut at = row.not_before.max(row.next_attempt_at).max(now);
    let mut because = (!row.words.is_empty() && row.attempts == 0).then(|| row.words.clone());
    let is_unasked = row
        .draft
        .and_then(|id| book.drafts.get(&id))
        .is_some_and(|d| unasked(d.kind));
    for _ in 0..7 {
        let goes_first = |other: &Outgoing| {
            let waits = other.kind == OutgoingKind::Letter
                && other.id != row.id
                && other.to == row.to
                && matches!(
                    other.state,
                    OutgoingState::Queued | OutgoingState::Deferred | OutgoingState::Sending
                );
            let theirs = other.not_before.max(now);
            waits && days.day(theirs) == days.day(at) && (theirs, other.id) < (at, row.id)
        };
        let (later, why) = match gate(book, policy, row, at) {
            Gate::Later { at, why, .. } if !book.settings.paused => (at, why),
            Gate::Pass if is_unasked && book.outbox.values().any(|other| goes_first(other)) => {
                let why = "A mail of yours to them leaves that day already.".to_owned();
                (next_morning(policy, at), why)
            }
            Gate::Pass | Gate::Later { .. } | Gate::Never { .. } => break,
        };
        at = later;
        because.get_or_insert(why);
    }
    (at, because)
}

/// Caps, and never two unsolicited mails to one person on one day (W4).
fn pace(book: &Book, policy: &Policy, row: &Outgoing, draft: &Draft, now: Time) -> Option<Gate> {
    let days = Days::of(policy);
    if !unasked(draft.kind) {
        return None;
    }
    let today = days.day(now);
    let wrote_today = book
        .states()
        .flat_map(|a| a.letters.iter())
        .any(|l| l.to.contains(&row.to) && days.day(l.at) == today);
    if wrote_today {
        return Some(Gate::Later {
            at: next_morning(policy, now),
            rule: Rule::W4,
            why: "They have a mail of yours today already; this one leaves tomorrow morning."
                .to_owned(),
        });
    }
    // The thank-yous of one round count as one.
    let sent = |since: Time| {
        let letters = book.outbox.values().filter(|r| {
            r.kind == OutgoingKind::Letter && r.state == OutgoingState::Sent && r.changed_at > since
        });
        let drafts = letters
            .filter_map(|r| r.draft.and_then(|id| book.drafts.get(&id)))
            .filter(|d| unasked(d.kind) && d.task != draft.task);
        drafts
            .map(|d| &d.task)
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    };
    let caps = [
        (Duration::hours(1), policy.approval.per_hour),
        (Duration::days(1), policy.approval.per_day),
    ];
    let full = caps
        .into_iter()
        .find(|(span, cap)| sent(now - *span) >= *cap as usize)?;
    let at = days.waking(now + full.0 / 4);
    Some(Gate::Later {
        at,
        rule: Rule::Safety,
        why: "Enough letters have left for now; this one follows a little later.".to_owned(),
    })
}
