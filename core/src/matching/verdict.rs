//! When heardback may act by itself (APPLICATION.md): surely read, surely matched, from somebody who may say so, and
//! against nothing that is known. Everything else is proposed.

use super::{Link, Match};
use crate::reading::{Class, Reading};

/// Below this a reading is only proposed.
pub const SURE: f64 = 0.90;
/// Enough for what leads to no reminder and no letter.
pub const LIKELY: f64 = 0.60;
/// The same for what ends or decides: rejection, closing, offer, cancellation.
pub const VERY_SURE: f64 = 0.98;

/// What the receiving server says about the sender (RFC 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authentication {
    /// DMARC passed, or an aligned DKIM signature.
    Pass,
    /// It says nothing. Counts as passed: many servers stamp nothing, and look-alikes are a suspicion of their own.
    Silent,
    Fail,
}

/// Whether an event is applied or proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    Apply,
    /// Shown with its evidence, applied when the owner says `yes`.
    Propose(String),
}

/// Decides for a reading (its confidence already that of [`super::confidence_in_context`]), where it was matched, and whether the fold would have to ask (`conflict`: its question).
pub fn verdict(
    reading: &Reading,
    found: &Match,
    authentication: Authentication,
    conflict: Option<&str>,
) -> Verdict {
    let propose = |why: &str| Verdict::Propose(why.to_owned());
    let link = match found {
        Match::Existing { by, .. } => Some(*by),
        Match::New { .. } => None,
        Match::Ask { why, .. } | Match::None { why } => return propose(why),
    };
    if reading.confidence < threshold(reading.class) {
        return propose("it is not sure enough what this mail says");
    }
    if !reading.suspicions.is_empty() {
        return propose("something about this mail is suspicious");
    }
    let linked = link.is_some_and(Link::proves_sender);
    if !linked && authentication == Authentication::Fail {
        return propose("the sender could not be authenticated");
    }
    match conflict {
        Some(question) => propose(question),
        None => Verdict::Apply,
    }
}

/// How sure a reading of that class must be.
#[must_use]
pub fn threshold(class: Class) -> f64 {
    match class {
        Class::Rejection | Class::PositionClosed | Class::Offer | Class::InterviewCancellation => {
            VERY_SURE
        }
        // A receipt or a word of progress asks nothing of anybody: a wrong one costs a line in a list, a question about
        // each costs the owner's patience.
        Class::Confirmation | Class::ApplicationAdmin | Class::StatusUpdate => LIKELY,
        Class::InterviewInvitation
        | Class::InterviewConfirmation
        | Class::InterviewReschedule
        | Class::Assessment
        | Class::InformationRequest => SURE,
        // These change no state: nothing is risked.
        Class::RecruiterOutreach
        | Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::Other
        | Class::AutomaticReply
        | Class::Bounce => 0.0,
    }
}
