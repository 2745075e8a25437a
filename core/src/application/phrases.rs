//! The short sentences that say what a mail did.

use crate::reading::Class;

/// What a mail of that class did.
pub(super) fn because(class: Class) -> &'static str {
    match class {
        Class::Confirmation => "they have your application",
        Class::ApplicationAdmin => "a word about the act of applying",
        Class::StatusUpdate => "they wrote how it stands",
        Class::InterviewInvitation => "they want to arrange an interview",
        Class::InterviewConfirmation => "an interview is fixed",
        Class::InterviewReschedule => "an interview moves",
        Class::InterviewCancellation => "an interview falls away",
        Class::Assessment => "they gave you a task",
        Class::InformationRequest => "they asked you for something",
        Class::Offer => "they offer you the job",
        Class::Rejection => "they said no",
        Class::PositionClosed => "the position is no longer open",
        Class::RecruiterOutreach => "somebody approached you",
        Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::Other
        | Class::AutomaticReply
        | Class::Bounce => "a mail that decides nothing",
    }
}

/// A mail of that class, with its article.
pub(super) fn article(class: Class) -> String {
    match class {
        Class::Confirmation => "a confirmation",
        Class::ApplicationAdmin => "a mail about the act of applying",
        Class::StatusUpdate => "a status update",
        Class::InterviewInvitation => "an interview invitation",
        Class::InterviewConfirmation => "an interview confirmation",
        Class::InterviewReschedule => "a change of an interview",
        Class::InterviewCancellation => "the cancellation of an interview",
        Class::Assessment => "an assessment",
        Class::InformationRequest => "a request for information",
        Class::Offer => "an offer",
        Class::Rejection => "a rejection",
        Class::PositionClosed => "word that the position is closed",
        Class::RecruiterOutreach => "an approach by a recruiter",
        Class::JobAlert => "a job alert",
        Class::NetworkNotification => "a notification",
        Class::Newsletter => "a newsletter",
        Class::Other => "another mail",
        Class::AutomaticReply => "an automatic reply",
        Class::Bounce => "a delivery report",
    }
    .to_owned()
}

pub(super) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
