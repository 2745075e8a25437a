//! What a letter of the owner's does, read from its words in four languages and from where the application stands.

mod words;

use chrono::{Datelike, TimeDelta, Timelike};
use chrono_tz::Tz;

use crate::application::{
    Application, Interview, InterviewState, ObligationKind, Outcome, Phase, Side,
};
use crate::event::LetterKind;
use crate::mail::Mail;
use crate::moment::Time;
use crate::reading::SlotFact;
use words::{Meaning, says};

/// What a letter that the owner wrote by hand at `at` does for `application`.
#[must_use]
pub fn letter_kind(mail: &Mail, application: &Application, at: Time) -> LetterKind {
    let text = text_of(mail);
    ending(&text, application)
        .or_else(|| about_interview(&text, mail, application))
        .or_else(|| about_request(&text, mail, application))
        .or_else(|| after_interview(&text, application, at))
        .unwrap_or_else(|| anything_else(&text, mail, application, at))
}

/// Whether a letter applies for a job: it says so, and carries papers or says so in its subject.
#[must_use]
pub fn reads_like_application(mail: &Mail) -> bool {
    let subject = plain(&mail.subject);
    let body = plain(&mail.body.newest);
    let papers = mail.attachments.iter().any(|a| {
        let name = plain(&a.name);
        says(Meaning::Papers, &name)
    });
    let applies = says(Meaning::Applies, &body) || says(Meaning::AppliesInSubject, &subject);
    applies && (papers || says(Meaning::AppliesInSubject, &subject)) && mail.in_reply_to.is_empty()
}

/// The offered time that a letter takes, where it names one and only one of them.
#[must_use]
pub fn chosen_slot(text: &str, slots: &[SlotFact], zone: Tz) -> Option<SlotFact> {
    let text = plain(text);
    let scores: Vec<u32> = slots
        .iter()
        .map(|slot| words::mentions(&text, &slot.start.with_timezone(&zone).naive_local()))
        .collect();
    let best = scores.iter().copied().max().filter(|s| *s > 0)?;
    let mut chosen = slots
        .iter()
        .zip(&scores)
        .filter(|(_, s)| **s == best)
        .map(|(slot, _)| slot);
    let first = chosen.next()?;
    chosen.next().is_none().then(|| first.clone())
}

fn ending(text: &str, app: &Application) -> Option<LetterKind> {
    if app.phase == Phase::Offer && app.outcome == Outcome::Open {
        return Some(if says(Meaning::RefusesOffer, text) {
            LetterKind::OfferRefusal
        } else if says(Meaning::AcceptsOffer, text) {
            LetterKind::OfferAcceptance
        } else if says(Meaning::Withdraws, text) {
            LetterKind::Withdrawal
        } else {
            LetterKind::OfferThanks
        });
    }
    says(Meaning::Withdraws, text).then_some(LetterKind::Withdrawal)
}

fn about_interview(text: &str, mail: &Mail, app: &Application) -> Option<LetterKind> {
    let answers = |i: &Interview| {
        mail.in_reply_to
            .iter()
            .any(|id| *id == i.invited_in || *id == i.latest_mail)
    };
    let asked = app.interviews.iter().any(|i| i.wants_answer);
    let asked_here = app.interviews.iter().any(|i| i.wants_answer && answers(i));
    let ahead = app
        .interviews
        .iter()
        .any(|i| i.is_being_arranged() || i.state == InterviewState::Booked);
    if ahead && says(Meaning::Moves, text) {
        return Some(LetterKind::RescheduleRequest);
    }
    let available = says(Meaning::Available, text);
    let asks_for_news = says(Meaning::AsksForNews, text) && !available;
    if (asked_here && !asks_for_news) || (asked && available) {
        return Some(LetterKind::Availability);
    }
    let booked_here = app
        .interviews
        .iter()
        .any(|i| i.state == InterviewState::Booked && answers(i));
    (booked_here && says(Meaning::Available, text)).then_some(LetterKind::Availability)
}

fn about_request(text: &str, mail: &Mail, app: &Application) -> Option<LetterKind> {
    let open = |kind: ObligationKind| {
        app.obligations
            .iter()
            .filter(move |o| o.by == Side::Owner && o.kind == kind && o.closed_at.is_none())
    };
    let answers = |opened_in: &Option<crate::id::MessageId>| {
        opened_in
            .as_ref()
            .is_some_and(|id| mail.in_reply_to.contains(id) || mail.references.contains(id))
    };
    let attached = !mail.attachments.is_empty();
    let linked = !mail.body.links.is_empty();
    let hands_in = attached || linked || says(Meaning::HandsIn, text);
    if open(ObligationKind::Assessment).next().is_some()
        && hands_in
        && (says(Meaning::Task, text)
            || open(ObligationKind::Assessment).any(|o| answers(&o.opened_in)))
    {
        return Some(LetterKind::Assessment);
    }
    let named = |what: &[String]| what.iter().any(|w| text.contains(&plain(w)));
    // "Where are you in the process?", in reply to their request, hands nothing over: what they asked for is still owed.
    let only_asks = says(Meaning::AsksForNews, &plain(&mail.body.newest))
        && !hands_in
        && !mail.body.newest.contains(|c: char| c.is_ascii_digit());
    let information = open(ObligationKind::Information)
        .any(|o| named(&o.what) || (answers(&o.opened_in) && !only_asks));
    let promised = open(ObligationKind::OwnPromise).any(|o| attached || named(&o.what));
    if (information || promised) && (attached || (promised && hands_in)) {
        return Some(LetterKind::Material);
    }
    information.then_some(LetterKind::Answer)
}

fn after_interview(text: &str, app: &Application, at: Time) -> Option<LetterKind> {
    let no = matches!(app.outcome, Outcome::Rejected | Outcome::PositionClosed);
    if no {
        return Some(LetterKind::RejectionReply);
    }
    let last_end = app
        .interviews
        .iter()
        .filter(|i| i.state == InterviewState::Ended || i.is_fixed())
        .filter_map(|i| Some((i.start?, i.ends_at()?)))
        .filter(|(start, _)| *start <= at)
        .map(|(_, end)| end)
        .max()?;
    let asks = says(Meaning::AsksForNews, text);
    // "Thank you, Tuesday suits me, I look forward to our conversation": thanks for one to come.
    let for_the_next = says(Meaning::Available, text) && says(Meaning::LooksAhead, text);
    let thanks = says(Meaning::Thanks, text) && !for_the_next;
    let soon = at - last_end <= TimeDelta::hours(48);
    let thank_you_time = at - last_end <= TimeDelta::days(7);
    if thanks && thank_you_time && (soon || !asks) {
        return Some(LetterKind::ThankYou);
    }
    None
}

fn anything_else(text: &str, mail: &Mail, app: &Application, at: Time) -> LetterKind {
    if says(Meaning::AsksForNews, text) {
        return LetterKind::FollowUp;
    }
    if app.phase == Phase::Lead && (reads_like_application(mail) || says(Meaning::Applies, text)) {
        return LetterKind::Application;
    }
    // An answer to a person who wrote last is no intrusion.
    let last_word = app.words.iter().filter(|w| w.at <= at).max_by_key(|w| w.at);
    let answered = last_word.is_some_and(|word| {
        let since = app.letters.iter().any(|l| l.at > word.at && l.at < at);
        word.by_person && mail.in_reply_to.contains(&word.message_id) && !since
    });
    if answered {
        LetterKind::Answer
    } else {
        LetterKind::Unsolicited
    }
}

fn text_of(mail: &Mail) -> String {
    plain(&format!("{}\n{}", mail.subject, mail.body.newest))
}

/// Lower case, straight apostrophes, single blanks.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .replace(['’', '‘'], "'")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Day and hour of a slot, as numbers that a text may name.
fn day_and_hour(at: &chrono::NaiveDateTime) -> (u32, u32, u32) {
    (at.day(), at.hour(), at.minute())
}
