//! A reading that does not count by itself becomes a question, and how many of them strangers may cause.

use chrono::Duration;

use crate::book::{Change, Proposal};
use crate::event::Heard;
use crate::id::ApplicationId;
use crate::matching::Match;
use crate::moment::Time;
use crate::notice;
use crate::reading::{Class, Reading};
use crate::step::Desk;

pub(super) fn propose(
    desk: &mut Desk<'_>,
    found: &Match,
    heard: Heard,
    words: Vec<String>,
    at: Time,
    question: String,
) {
    let candidates = match found {
        Match::Existing { application, .. } => vec![*application],
        Match::Ask { candidates, .. } => candidates.clone(),
        Match::New { .. } | Match::None { .. } => Vec::new(),
    };
    let because = in_the_middle(&question);
    let question = format!(
        "Is this {}? heardback asks because {because}.",
        match heard.class {
            Class::Offer
            | Class::InterviewInvitation
            | Class::InterviewConfirmation
            | Class::InterviewReschedule
            | Class::InterviewCancellation
            | Class::Assessment
            | Class::InformationRequest
            | Class::ApplicationAdmin => {
                format!("an {}", heard.class.name().replace('_', " "))
            }
            Class::Confirmation
            | Class::StatusUpdate
            | Class::Rejection
            | Class::PositionClosed
            | Class::RecruiterOutreach
            | Class::JobAlert
            | Class::NetworkNotification
            | Class::Newsletter
            | Class::Other
            | Class::AutomaticReply
            | Class::Bounce => {
                format!("a {}", heard.class.name().replace('_', " "))
            }
        }
    );
    // Half a guess about a mail of nobody known: the digest lists it, no mail asks.
    let is_half_a_guess = candidates.is_empty() && heard.confidence < 0.5;
    let quiet = is_half_a_guess || is_one_too_many(desk, &candidates, &heard, at);
    let number = desk.book.next_proposal();
    let at = at.max(desk.book.settings.live_since.unwrap_or(at));
    desk.put(Change::Proposal(Proposal {
        number,
        candidates,
        heard,
        at,
        question,
        quiet,
        words,
        answer: None,
        skipped: false,
        asked: false,
    }));
}

/// So many questions of strangers' making are asked by mail within two days, by the mails' own dates; the digest lists the
/// others.
const STRANGERS_QUESTIONS: usize = 6;

/// Whether strangers have made their fill of questions: a flood of them would hide the one that counts.
fn is_one_too_many(desk: &Desk<'_>, candidates: &[ApplicationId], heard: &Heard, at: Time) -> bool {
    let is_strangers = |candidates: &[ApplicationId], heard: &Heard| {
        let mut apps = candidates.iter().filter_map(|id| desk.book.state(*id));
        heard
            .from
            .email
            .as_ref()
            .is_none_or(|from| !apps.any(|app| app.has_house() && !app.is_stranger(from)))
    };
    is_strangers(candidates, heard)
        && desk
            .book
            .proposals
            .values()
            .filter(|p| !p.quiet && (p.at - at).abs() < Duration::days(2))
            .filter(|p| is_strangers(&p.candidates, &p.heard))
            .count()
            >= STRANGERS_QUESTIONS
}

/// The words on which the class rests, for the owner to judge by.
pub(super) fn grounds(reading: &Reading) -> Vec<String> {
    const MOST: usize = 3;
    let mut words: Vec<String> = Vec::new();
    let of_class = reading.evidence.iter().filter(|e| e.supports == "class");
    for text in of_class.map(|e| notice::clean(&e.text)) {
        if !text.is_empty() && !words.contains(&text) && words.len() < MOST {
            words.push(text);
        }
    }
    words
}

/// A sentence as it stands after "because".
fn in_the_middle(sentence: &str) -> String {
    let sentence = sentence.trim().trim_end_matches('.');
    let mut chars = sentence.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
