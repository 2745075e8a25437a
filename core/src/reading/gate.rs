//! What may be forgotten. Agreement may raise a mail to an event, it never discards one: a mail stays in view as long as
//! any voter, the sender table or a calendar part speaks for job mail.

use super::Class;
use super::calibration::Calibration;
use super::classify::{Decision, Votes};
use super::senders::{Kind, Prior};
use super::structure::Structure;

/// True where nothing at all speaks for a mail about an application.
#[must_use]
pub fn may_discard(
    decision: &Decision,
    votes: &Votes,
    structure: &Structure,
    calibration: &Calibration,
) -> bool {
    let ours = |class: Class| class.is_about_application();
    let likely = decision.about >= calibration.doubt;
    // Clauses of a refusal stand in much mail; beside words of work they keep it in view whatever the model says.
    let rules_decide = votes.decided.is_some_and(ours) && votes.foreign == 0.0 && !structure.list;
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
    let machinery = matches!(decision.class, Class::Bounce | Class::AutomaticReply);
    !(ours(decision.class)
        || likely
        || rules_decide
        || sender_speaks
        || structure.has_calendar
        || machinery)
}
