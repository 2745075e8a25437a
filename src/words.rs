//! What people read: names, stages, whose move it is, events and times in words. Everything foreign comes out cleaned.

pub mod time;

use chrono_tz::Tz;
use heardback_core::application::{Application, Outcome, Phase, Side, Turn};
use heardback_core::book::Book;
use heardback_core::etiquette::Duty;
use heardback_core::event::{Author, Event, EventKind, Source};
use heardback_core::id::ApplicationId;
use heardback_core::moment::Time;
use heardback_core::notice::{clean, clean_whole, name_of};
use heardback_core::reading::By;
use heardback_core::rule::Action;

/// "Juniper Freight, Data Analyst".
#[must_use]
pub fn name(app: &Application) -> String {
    let company = company(app);
    app.role.as_deref().map_or_else(
        || company.clone(),
        |role| format!("{company}, {}", clean(role)),
    )
}

/// "Juniper Freight".
#[must_use]
pub fn company(app: &Application) -> String {
    app.shown_company()
        .map(|c| clean(&c))
        .filter(|c| !c.is_empty())
        .unwrap_or_else(|| "(unknown employer)".to_owned())
}

/// The status in words: "interview booked".
#[must_use]
pub fn status(app: &Application) -> String {
    app.status().name().replace('_', " ")
}

/// Whose move it is: "yours: answer the invitation, by tomorrow"; empty where nobody's.
#[must_use]
pub fn turn(app: &Application, now: Time, zone: Tz) -> String {
    let day = |day| time::day(day, now, zone);
    match &app.turn {
        Turn::Ours { what, due } => {
            let due = due
                .as_ref()
                .map(|by| format!(", by {}", time::by(by, now, zone)));
            format!("yours: {}{}", clean(what), due.unwrap_or_default())
        }
        Turn::Theirs {
            quiet_until: Some(until),
            ..
        } => format!("theirs, wait until {}", day(*until)),
        Turn::Theirs { by: Some(by), .. } => format!("theirs, by {}", day(*by)),
        Turn::Theirs { .. } => "theirs".to_owned(),
        Turn::Nobody => String::new(),
    }
}

/// What a reminder or a duty asks the owner to do.
#[must_use]
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Prepare => "prepare",
        Action::AnswerInvitation => "answer the invitation",
        Action::Debrief => "write your notes",
        Action::ThankYou => "say thanks",
        Action::Connect => "connect",
        Action::FollowUp => "follow up",
        Action::Material => "send what they asked for",
        Action::Promise => "keep your promise",
        Action::RejectionReply => "answer the rejection",
        Action::StayInTouch => "stay in touch",
        Action::Offer => "answer the offer",
        Action::WithdrawOthers => "tell the others",
        Action::Digest => "weekly digest",
        Action::Question => "answer a question",
    }
}

/// Why a duty is one. What rests on silence is said as of its own day: that day may still bring a word.
#[must_use]
pub fn because(duty: &Duty, now: Time) -> String {
    let words = clean(&duty.because.words);
    if duty.action == Action::FollowUp && duty.due_at > now {
        format!(
            "If nothing comes until then. {}",
            words
                .replace(", and that time has passed", "")
                .replace("and a week has passed", "and by then a week has passed")
        )
    } else {
        words
    }
}

/// Something that one side waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    pub by: Side,
    /// "references, by Fri 13 Mar".
    pub text: String,
}

impl Debt {
    /// "you owe references, by Fri 13 Mar".
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.by {
            Side::Owner => format!("you owe {}", self.text),
            Side::Employer => format!("they owe {}", self.text),
        }
    }
}

/// Who owes what, open debts only.
#[must_use]
pub fn debts(app: &Application, now: Time, zone: Tz) -> Vec<Debt> {
    let until = |due: Option<&By>| {
        due.map_or_else(String::new, |by| {
            format!(", by {}", time::by(by, now, zone))
        })
    };
    let mut debts = Vec::new();
    let mut owe = |by, text| debts.push(Debt { by, text });
    if app.phase == Phase::Offer && app.outcome == Outcome::Open {
        let due = app.offer.as_ref().and_then(|o| o.deadline.as_ref());
        owe(Side::Owner, format!("an answer to the offer{}", until(due)));
    }
    for interview in app.interviews.iter().filter(|i| i.wants_answer) {
        let due = until(interview.answer_by.as_ref());
        owe(Side::Owner, format!("an answer to the invitation{due}"));
    }
    for debt in app.obligations.iter().filter(|o| o.closed_at.is_none()) {
        let what = clean(&debt.what.join(", "));
        owe(debt.by, format!("{what}{}", until(debt.due.as_ref())));
    }
    if let Some(promise) = app.promise.as_ref().filter(|_| !app.is_closed()) {
        let missed = if promise.missed {
            " (it has passed)"
        } else {
            ""
        };
        let by = time::day(promise.by, now, zone);
        owe(Side::Employer, format!("an answer, by {by}{missed}"));
    }
    debts
}

/// The events of an application in order of time.
#[must_use]
pub fn history(book: &Book, id: ApplicationId) -> Vec<&Event> {
    let record = book.applications.get(&id);
    let mut events: Vec<&Event> = record.iter().flat_map(|r| r.events.iter()).collect();
    events.sort_by_key(|e| (e.at, e.id));
    events
}

/// One line an event.
#[must_use]
pub fn timeline(book: &Book, id: ApplicationId, zone: Tz) -> Vec<String> {
    let stamp = |e: &Event| e.at.with_timezone(&zone).format("%a %-d %b %Y %H:%M");
    let events = history(book, id);
    events
        .iter()
        .map(|e| format!("{}  {}", stamp(e), told(e)))
        .collect()
}

/// What happened, in words.
#[must_use]
pub fn told(event: &Event) -> String {
    match &event.kind {
        EventKind::Heard(h) => format!(
            "they wrote: {} ({}, {:.0} %)",
            h.class.name().replace('_', " "),
            clean(&h.subject),
            (h.confidence * 100.0).floor()
        ),
        EventKind::Wrote(w) => {
            let to = w.to.first().map(name_of).unwrap_or_default();
            let by = if w.by == Author::Owner {
                " (by hand)"
            } else {
                ""
            };
            let what = spoken(event.kind.name().trim_end_matches("Sent"));
            format!("you wrote: {what} to {to}{by}")
        }
        EventKind::Notes { text, .. } => format!("your notes: {}", clean_whole(text)),
        EventKind::Noted { why, .. } => clean(why),
        EventKind::Added { phase, .. } => {
            format!("you added it: {}", phase.name().replace('_', " "))
        }
        EventKind::InterviewEnded { .. }
        | EventKind::PromiseMissed { .. }
        | EventKind::WentQuiet
        | EventKind::OfferExpired
        | EventKind::OwnerSet(_)
        | EventKind::PersonAdded(_)
        | EventKind::ObligationMet { .. }
        | EventKind::OfferAccepted
        | EventKind::OfferDeclined
        | EventKind::Withdrawn
        | EventKind::Retracted { .. } => spoken(event.kind.name()),
    }
}

/// Where an event comes from, in words.
#[must_use]
pub fn source(source: &Source) -> String {
    match source {
        Source::Mail(id) => format!(" (message {id})"),
        Source::Owner => " (your word)".to_owned(),
        Source::Clock => " (time passed)".to_owned(),
        Source::Outbox(_) => " (your letter)".to_owned(),
    }
}

/// "InterviewEnded": "interview ended".
fn spoken(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}
