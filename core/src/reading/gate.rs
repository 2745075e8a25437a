//! What may be forgotten. Agreement may raise a mail to an event, it never discards one: a mail stays in view as long as
//! any voter, the sender table or a calendar part speaks for job mail.

use super::Class;
use super::classify::{Scores, Votes, top};
use super::model::class_at;
use super::senders::{Kind, Prior};
use super::structure::Structure;

/// A mail of which the model gives the application classes less than this in sum is none to it; more where no word of
/// the mail is one of work.
const DOUBT: f32 = 0.15;

/// True where nothing at all speaks for a mail about an application.
#[must_use]
pub fn may_discard(class: Class, votes: &Votes, structure: &Structure, known: bool) -> bool {
    let ours = |class: Class| class.is_about_application();
    let model_doubts = share_of_applications(&votes.model) >= DOUBT + votes.foreign.min(1.0) * 0.4
        || (votes.foreign < 0.4 && ours(class_at(top(&votes.model))));
    let rules_speak =
        votes.rules_say.is_some_and(ours) || strongest_of_applications(&votes.rules) >= 3.0;
    let sender_speaks = match (structure.kind, structure.prior) {
        (
            Some(Kind::Ats | Kind::Assessment | Kind::Scheduling | Kind::Background | Kind::Esign),
            Some(Prior::Noise),
        ) => false,
        (
            Some(Kind::Ats | Kind::Assessment | Kind::Scheduling | Kind::Background | Kind::Esign),
            _,
        ) => true,
        (Some(Kind::Board | Kind::Calendar | Kind::Marketing | Kind::Staffing) | None, _) => false,
    };
    !(ours(class)
        || model_doubts
        || rules_speak
        || sender_speaks
        || structure.has_calendar
        || known
        || class == Class::Bounce
        || class == Class::AutomaticReply)
}

fn share_of_applications(scores: &Scores) -> f32 {
    scores.iter().take(Class::PositionClosed as usize + 1).sum()
}

fn strongest_of_applications(scores: &Scores) -> f32 {
    scores
        .iter()
        .take(Class::PositionClosed as usize + 1)
        .fold(0.0, |m, s| m.max(*s))
}
