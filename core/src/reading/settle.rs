//! What the facts say about the class: words and times are read apart, so that each can speak for the other.

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset};
use regex::Regex;

use super::classify::Votes;
use super::{Class, Facts};
use crate::mail::Mail;

/// Words by which an invitation asks whether a time suits; without any of them the one time it names is fixed.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\?|let (?:me|us) know|suits? you|works? for you|convenient|(?:please|kindly|to) (?:confirm|reply|respond|choose|pick|tell)|are you (?:free|available)|your availability|would you|could you|can you|if (?:that|this|it) |passt|bescheid|bestätigen sie|rückmeldung|convien|disponib|confirmer|conviene|confirmar|avísame|indíque",
    )
    .expect("a fixed expression")
});

/// Whether the words leave it open if an interview is offered or fixed: no voter is sure that they invite.
#[must_use]
pub fn is_open(votes: &Votes) -> bool {
    let invites = votes.model[Class::InterviewInvitation as usize];
    let fixes = votes.model[Class::InterviewConfirmation as usize];
    match votes.rules_say {
        Some(said) => said == Class::InterviewConfirmation && invites < 0.6,
        None => fixes >= 0.6 * invites,
    }
}

/// The class that the facts settle: an invitation that names one time and asks nothing has fixed it, where its words
/// leave that open.
#[must_use]
pub fn class(class: Class, facts: &Facts, mail: &Mail, open: bool) -> Class {
    if !open {
        return class;
    }
    let one_time = facts.slots.len() == 1 && facts.booking_link.is_none();
    let fixed = class == Class::InterviewInvitation && one_time && facts.calendar.is_none();
    if fixed && !ASKS.is_match(&mail.body.newest) && !mail.body.newest.is_empty() {
        Class::InterviewConfirmation
    } else {
        class
    }
}

/// How much likelier an interview is where both voters hear of one and a time ahead is told with it.
const TIME_SPEAKS: f32 = 4.0;

/// And where the job or the employer is named besides.
const JOB_SPEAKS: f32 = 1.5;

/// Where one start is told, which of the interview classes it is hardly matters: no less than this.
const FIXED: f32 = 0.7;

/// No opinion grows beyond that by a time alone.
const AT_MOST: f32 = 0.97;

/// The confidence in an interview whose time is ahead.
#[must_use]
pub fn confidence(confidence: f32, facts: &Facts) -> f32 {
    if confidence >= AT_MOST {
        return confidence;
    }
    let names_the_job = facts.role.is_some() || facts.company.is_some();
    let job = if names_the_job { JOB_SPEAKS } else { 1.0 };
    let fixed = facts.interview.as_ref().is_some_and(|i| i.start.is_some());
    let before = if fixed {
        confidence.max(FIXED)
    } else {
        confidence
    };
    let odds = before * TIME_SPEAKS * job;
    (odds / (odds + 1.0 - before)).min(AT_MOST)
}

/// Arranges, fixes or moves an interview.
#[must_use]
pub fn is_interview(class: Class) -> bool {
    matches!(
        class,
        Class::InterviewInvitation | Class::InterviewConfirmation | Class::InterviewReschedule
    )
}

/// Whether an interview's time or an offered one lies after the mail's date.
#[must_use]
pub fn names_a_time_ahead(facts: &Facts, date: Option<DateTime<FixedOffset>>) -> bool {
    let ahead = |at: DateTime<FixedOffset>| date.is_none_or(|date| at > date);
    facts
        .interview
        .as_ref()
        .and_then(|i| i.start)
        .is_some_and(ahead)
        || facts.slots.iter().any(|slot| ahead(slot.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse;
    use crate::reading::SlotFact;

    fn check(text: &str, expected: Class) {
        let mail = parse(format!("From: a@b.example\r\n\r\n{text}\r\n").as_bytes());
        let start = DateTime::parse_from_rfc3339("2026-05-04T11:00:00+10:00").unwrap();
        let facts = Facts {
            slots: vec![SlotFact { start, end: None }],
            ..Facts::default()
        };
        assert_eq!(
            class(Class::InterviewInvitation, &facts, &mail, true),
            expected,
            "{text}"
        );
    }

    #[test]
    fn one_time_that_nobody_asks_about_is_fixed() {
        check(
            "So: Monday 4 May at 11:00 in our office, about an hour.",
            Class::InterviewConfirmation,
        );
        check(
            "Monday 4 May at 11:00. Please let me know whether that suits you.",
            Class::InterviewInvitation,
        );
        check(
            "Would Monday 4 May at 11:00 be all right?",
            Class::InterviewInvitation,
        );
        check(
            "Montag, 4. Mai um 11 Uhr. Bitte geben Sie kurz Bescheid.",
            Class::InterviewInvitation,
        );
    }
}
