//! Drafts for others: written from what is known, never with a fact that is not there; and proofread.

mod address;
mod context;
mod dates;
mod gap;
mod greeting;
mod invitation;
mod materials;
mod personal;
mod profile;
mod proofread;
mod spelling;
mod summary;
mod templates;
#[cfg(test)]
mod tests;

mod tongue;
mod topics;

use crate::application::{Application, Interview};
use crate::book::{Attached, Book};
use crate::etiquette::{Order, Purpose, Since};
use crate::id::Person;
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::SlotFact;

use context::Writing;
use tongue::Tongue;

pub use address::is_familiar;
pub use invitation::{answers_calendar, same_reply};
pub use proofread::proofread;
pub use summary::notes_summary;
pub use templates::{NAMES as TEMPLATES, VARIABLES, check as check_template};

/// A letter before it becomes a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Attached>,
    pub calendar_reply: Option<String>,
    pub accepts: Option<SlotFact>,
}

/// What stands for words that only the owner has (T3); it blocks until it is filled or struck out (L2).
pub const GAP: &str = "[one thing that was said between you]";

/// The letter that is ordered.
#[must_use]
pub fn write(order: &Order, app: &Application, book: &Book, policy: &Policy, now: Time) -> Letter {
    let mut writing = Writing::new(app, policy, &order.to);
    writing.fit_to(order, book, now);
    let (own_subject, text) = writing.render(template_of(&order.purpose));
    let subject = order
        .answers
        .as_ref()
        .map_or(own_subject, |a| reply_subject(&a.subject));
    let accepts = match &order.purpose {
        Purpose::AcceptTime { slot, .. } => Some(slot.clone()),
        Purpose::OfferTimes { .. }
        | Purpose::ThankYou { .. }
        | Purpose::FollowUp { .. }
        | Purpose::Material { .. }
        | Purpose::OwnPromise { .. }
        | Purpose::RejectionReply { .. }
        | Purpose::OfferThanks
        | Purpose::Withdrawal => None,
    };
    Letter {
        subject,
        text,
        attachments: writing.attachments,
        calendar_reply: invitation::reply(order, app, policy, now),
        accepts,
    }
}

fn template_of(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::AcceptTime { .. } => "accept_time",
        Purpose::OfferTimes { .. } => "offer_times",
        Purpose::ThankYou { pass_on, .. } if !pass_on.is_empty() => "thank_you_pass_on",
        Purpose::ThankYou { again: true, .. } => "thank_you_again",
        Purpose::ThankYou { .. } => "thank_you",
        Purpose::FollowUp {
            since: Since::Interview,
        } => "follow_up",
        Purpose::FollowUp {
            since: Since::Availability,
        } => "follow_up_availability",
        Purpose::FollowUp {
            since: Since::Assessment,
        } => "follow_up_assessment",
        Purpose::Material { .. } => "material",
        Purpose::OwnPromise { .. } => "own_promise",
        Purpose::RejectionReply { .. } => "rejection_reply",
        Purpose::OfferThanks => "offer_thanks",
        Purpose::Withdrawal => "withdrawal",
    }
}

/// The draft that accepts another of the offered times.
#[must_use]
pub fn accept_time(
    app: &Application,
    interview: &Interview,
    slot: &SlotFact,
    policy: &Policy,
    to: &Person,
) -> String {
    let mut writing = Writing::new(app, policy, to);
    writing.accept(interview.zone.as_deref(), interview.place.as_deref(), slot);
    writing.render("accept_time").1
}

/// Puts words into the first marked gap.
#[must_use]
pub fn fill(text: &str, words: &str) -> Option<String> {
    gap::fill(text, words)
}

/// Takes the sentence with the first marked gap out.
#[must_use]
pub fn strike(text: &str) -> Option<String> {
    gap::strike(text)
}

/// "Re: …", once, on one line.
fn reply_subject(subject: &str) -> String {
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = ["re:", "aw:", "sv:", "antw:", "rép :", "rép:", "rv:"]
        .iter()
        .any(|m| subject.to_lowercase().starts_with(m));
    if marked {
        subject
    } else {
        format!("Re: {subject}")
    }
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}

fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars
        .next()
        .map(|c| c.to_lowercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}

fn position(app: &Application, tongue: Tongue) -> String {
    let role = app.role.as_deref().map(str::trim).filter(|r| !r.is_empty());
    let vowel = |r: &str| {
        r.chars()
            .next()
            .is_some_and(|c| "aeiouyéèêàâôîhAEIOUYÉÈÊÀÂÔÎH".contains(c))
    };
    match (tongue, role) {
        (Tongue::English, Some(role))
            if role.to_lowercase().ends_with("position")
                || role.to_lowercase().ends_with("role") =>
        {
            role.to_owned()
        }
        (Tongue::English, Some(role)) => format!("{role} position"),
        (Tongue::English, None) => "position".to_owned(),
        (Tongue::German, Some(role)) => format!("Stelle als {role}"),
        (Tongue::German, None) => "Stelle".to_owned(),
        (Tongue::French, Some(role)) if vowel(role) => format!("poste d'{role}"),
        (Tongue::French, Some(role)) => format!("poste de {role}"),
        (Tongue::French, None) => "poste".to_owned(),
        (Tongue::Spanish, Some(role)) => format!("puesto de {role}"),
        (Tongue::Spanish, None) => "puesto".to_owned(),
    }
}
