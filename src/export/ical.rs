//! iCalendar (RFC 5545): interviews as events, days on which something is due as all-day events. Not as VTODO, which several
//! calendars throw away. Identities are stable: a second import moves what has moved and doubles nothing.

use chrono::{Duration, NaiveDate};
use heardback_core::application::{Application, Interview, InterviewState, Outcome, Side};
use heardback_core::book::Book;
use heardback_core::etiquette::end_of;
use heardback_core::id::Sha256;
use heardback_core::mail::calendar::lines::{Lines, escaped};
use heardback_core::moment::Time;
use heardback_core::notice::{clean, name_of};
use heardback_core::policy::Policy;
use heardback_core::reading::By;

use crate::words;

pub(super) fn export(book: &Book, policy: &Policy, now: Time) -> String {
    let owner = Sha256::of(policy.owner.address.as_str().as_bytes()).to_string();
    let maker = Maker {
        owner: owner.chars().take(12).collect(),
        now,
        lines: Lines::default(),
    };
    maker.calendar(book)
}

struct Maker {
    /// Tells the events of two owners of one calendar apart.
    owner: String,
    now: Time,
    lines: Lines,
}

/// When something is.
enum When {
    From(Time, Time),
    Day(NaiveDate),
}

struct Entry<'a> {
    /// Names it for good.
    key: String,
    summary: String,
    description: Vec<String>,
    place: Option<&'a str>,
    when: When,
    status: &'static str,
    /// Takes the owner's time.
    busy: bool,
}

impl Maker {
    fn calendar(mut self, book: &Book) -> String {
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//heardback//heardback//EN",
            "CALSCALE:GREGORIAN",
        ] {
            self.lines.push(line);
        }
        for app in book.states() {
            for interview in &app.interviews {
                if let Some(entry) = meeting(app, interview) {
                    self.entry(entry);
                }
            }
            for entry in deadlines(app) {
                self.entry(entry);
            }
        }
        self.lines.push("END:VCALENDAR");
        self.lines.into_text()
    }

    fn entry(&mut self, entry: Entry<'_>) {
        let stamp = utc(self.now);
        self.lines.push("BEGIN:VEVENT");
        self.lines.push(&format!(
            "UID:{}-{}@heardback.invalid",
            entry.key, self.owner
        ));
        self.lines.push(&format!("DTSTAMP:{stamp}"));
        match entry.when {
            When::From(start, end) => {
                self.lines.push(&format!("DTSTART:{}", utc(start)));
                self.lines.push(&format!("DTEND:{}", utc(end)));
            }
            When::Day(day) => {
                self.lines
                    .push(&format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
                let next = day.succ_opt().unwrap_or(day);
                self.lines
                    .push(&format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")));
            }
        }
        self.lines
            .push(&format!("SUMMARY:{}", escaped(&entry.summary)));
        if !entry.description.is_empty() {
            let lines: Vec<String> = entry.description.iter().map(|l| escaped(l)).collect();
            self.lines
                .push(&format!("DESCRIPTION:{}", lines.join("\\n")));
        }
        if let Some(place) = entry.place {
            self.lines
                .push(&format!("LOCATION:{}", escaped(&clean(place))));
        }
        self.lines.push(&format!("STATUS:{}", entry.status));
        self.lines.push(if entry.busy {
            "TRANSP:OPAQUE"
        } else {
            "TRANSP:TRANSPARENT"
        });
        self.lines.push("CLASS:PRIVATE");
        self.lines.push("END:VEVENT");
    }
}

fn meeting<'a>(app: &'a Application, interview: &'a Interview) -> Option<Entry<'a>> {
    // Nobody meets where they have said no, or the owner has.
    let is_off = app.is_closed() && app.outcome != Outcome::Accepted;
    let status = match interview.state {
        InterviewState::Booked
        | InterviewState::AwaitingConfirmation
        | InterviewState::RescheduleRequested
            if is_off =>
        {
            "CANCELLED"
        }
        InterviewState::Booked | InterviewState::Ended => "CONFIRMED",
        InterviewState::AwaitingConfirmation | InterviewState::RescheduleRequested => "TENTATIVE",
        InterviewState::Cancelled => "CANCELLED",
        InterviewState::Proposed | InterviewState::Expired | InterviewState::NoShow => return None,
    };
    let when = When::From(interview.start?, end_of(interview)?);
    let people: Vec<String> = interview.people.iter().map(name_of).collect();
    let with = (!people.is_empty()).then(|| format!("With {}", people.join(", ")));
    let medium = interview.medium.map(|m| format!("By {}", m.name()));
    let round = (interview.round > 1).then(|| format!("Round {}", interview.round));
    Some(Entry {
        key: format!("interview-{}-{}", app.id, interview.number),
        summary: format!("Interview: {}", words::name(app)),
        description: [with, medium, round].into_iter().flatten().collect(),
        place: interview.place.as_deref(),
        when,
        status,
        busy: status != "CANCELLED",
    })
}

/// The half hour before an instant, or the whole day.
fn until(by: &By) -> When {
    match by {
        By::Day(day) => When::Day(*day),
        By::Instant(at) => When::From(at.to_utc() - Duration::minutes(30), at.to_utc()),
    }
}

fn deadlines(app: &Application) -> Vec<Entry<'_>> {
    let entry = |key: String, summary: String, when: When| Entry {
        key: format!("{key}-{}", app.id),
        summary: format!("{summary}: {}", words::name(app)),
        description: Vec::new(),
        place: None,
        when,
        status: "CONFIRMED",
        busy: false,
    };
    if app.is_closed() {
        return Vec::new();
    }
    let owed = app.obligations.iter().filter(|o| o.closed_at.is_none());
    let owed = owed.filter_map(|o| {
        let what = clean(&o.what.join(", "));
        let what = match o.by {
            Side::Owner => format!("Due, {what}"),
            Side::Employer => format!("They owe {what}"),
        };
        Some(entry(
            format!("due-{}", o.number),
            what,
            until(o.due.as_ref()?),
        ))
    });
    let answers = app.interviews.iter().filter(|i| i.wants_answer);
    let answers = answers.filter_map(|i| {
        let when = until(i.answer_by.as_ref()?);
        Some(entry(
            format!("answer-{}", i.number),
            "Answer the invitation".to_owned(),
            when,
        ))
    });
    let offer = app.offer.as_ref().and_then(|o| o.deadline.as_ref());
    let offer = offer.map(|by| entry("offer".to_owned(), "Answer the offer".to_owned(), until(by)));
    let promise = app.promise.as_ref().filter(|p| !p.missed);
    let promise = promise.map(|p| {
        entry(
            "promise".to_owned(),
            "They meant to write by today".to_owned(),
            When::Day(p.by),
        )
    });
    owed.chain(answers).chain(offer).chain(promise).collect()
}

fn utc(at: Time) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}
