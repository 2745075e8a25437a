//! What is known beside the mail makes a reading surer, never another one (READING.md, layer 4: context).

use super::{Link, Match, same_role};
use crate::application::Application;
use crate::reading::settle::is_interview;
use crate::reading::{Class, Reading};

/// Below this a reading is a guess, and no context makes a fact of it.
const A_GUESS: f64 = 0.7;

/// A day and an hour that somebody tells who is known to decide on this application are an interview, in however few
/// words they come; only which of the interview's mails it is stays unsure.
const AN_HOUR_TOLD: f64 = 0.35;

/// So is a day by which they want to write.
const A_DAY_PROMISED: f64 = 0.35;

/// The confidence once it is known where the mail belongs: the odds that it is right, times what the link tells.
///
/// A mail in the thread of an open application, or of its hiring system about the same role, is what it seems to be far
/// more often than one that came out of nowhere.
#[must_use]
pub fn confidence_in_context(
    reading: &Reading,
    found: &Match,
    application: Option<&Application>,
) -> f64 {
    let (Match::Existing { by, .. }, Some(app)) = (found, application) else {
        return reading.confidence;
    };
    let facts = &reading.facts;
    let tells_an_hour = is_interview(reading.class)
        && (facts.interview.as_ref().is_some_and(|i| i.start.is_some()) || !facts.slots.is_empty())
        && matches!(
            by,
            Link::Thread | Link::Calendar | Link::Relay | Link::Person
        );
    // "We will be in touch by Friday", in answer or from somebody known: what it asks for is patience.
    let asks_for_patience = reading.class == Class::StatusUpdate
        && facts.promise.is_some()
        && matches!(by, Link::Thread | Link::Person);
    let enough = if tells_an_hour {
        AN_HOUR_TOLD
    } else if asks_for_patience {
        A_DAY_PROMISED
    } else {
        A_GUESS
    };
    let knows = reading.confidence >= enough && reading.suspicions.is_empty() && !app.is_closed();
    if !knows || !reading.class.is_about_application() {
        return reading.confidence;
    }
    let names_the_role = reading
        .facts
        .role
        .as_deref()
        .zip(app.role.as_deref())
        .is_some_and(|(a, b)| same_role(a, b));
    let factor = match by {
        _ if tells_an_hour => 20.0,
        Link::Thread | Link::Calendar | Link::Relay => 8.0,
        Link::Requisition => 8.0,
        Link::Person | Link::Domain | Link::Company | Link::Agency if names_the_role => 8.0,
        Link::Person => 4.0,
        Link::Domain => 2.0,
        Link::Company | Link::Agency => 1.5,
    };
    let odds = reading.confidence * factor;
    odds / (odds + 1.0 - reading.confidence)
}
