//! iCalendar (RFC 5545): interviews as events, days on which something is due as all-day events. Not as VTODO, which several
//! calendars throw away. Identities are stable: a second import moves what has moved and doubles nothing.

use chrono::{Duration, NaiveDate};
use heardback_core::application::{Application, Interview, InterviewState, Side};
use heardback_core::book::Book;
use heardback_core::etiquette::end_of;
use heardback_core::id::Sha256;
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
        lines: String::new(),
    };
    maker.calendar(book)
}

struct Maker {
    /// Tells the events of two owners of one calendar apart.
    owner: String,
    now: Time,
    lines: String,
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
            self.put(line);
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
        self.put("END:VCALENDAR");
        self.lines
    }

    fn entry(&mut self, entry: Entry<'_>) {
        let stamp = utc(self.now);
        self.put("BEGIN:VEVENT");
        self.put(&format!(
            "UID:{}-{}@heardback.invalid",
            entry.key, self.owner
        ));
        self.put(&format!("DTSTAMP:{stamp}"));
        match entry.when {
            When::From(start, end) => {
                self.put(&format!("DTSTART:{}", utc(start)));
                self.put(&format!("DTEND:{}", utc(end)));
            }
            When::Day(day) => {
                self.put(&format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
                let next = day.succ_opt().unwrap_or(day);
                self.put(&format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")));
            }
        }
        self.put(&format!("SUMMARY:{}", escape(&entry.summary)));
        if !entry.description.is_empty() {
            let lines: Vec<String> = entry.description.iter().map(|l| escape(l)).collect();
            self.put(&format!("DESCRIPTION:{}", lines.join("\\n")));
        }
        if let Some(place) = entry.place {
            self.put(&format!("LOCATION:{}", escape(&clean(place))));
        }
        self.put(&format!("STATUS:{}", entry.status));
        self.put(if entry.busy {
            "TRANSP:OPAQUE"
        } else {
            "TRANSP:TRANSPARENT"
        });
        self.put("CLASS:PRIVATE");
        self.put("END:VEVENT");
    }

    /// One content line, folded after 75 octets and never within a character (§3.1).
    fn put(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > 75 {
                self.lines.push_str("\r\n ");
                used = 1;
            }
            self.lines.push(c);
            used += c.len_utf8();
        }
        self.lines.push_str("\r\n");
    }
}

fn meeting<'a>(app: &'a Application, interview: &'a Interview) -> Option<Entry<'a>> {
    let status = match interview.state {
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
        busy: interview.state != InterviewState::Cancelled,
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

/// TEXT (§3.3.11).
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
