//! The answer to an invitation: an iTIP REPLY (RFC 5546 §3.2.3), ready to be put into a `text/calendar` part.

use chrono::{DateTime, FixedOffset};

use super::lines::{Lines, escaped};
use crate::id::Person;
use crate::mail::{CalendarEvent, CalendarTime, clean};
use crate::moment::Time;

/// What the attendee says to the invitation (PARTSTAT of RFC 5545 §3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartStat {
    Accepted,
    Declined,
    Tentative,
}

/// The REPLY of `attendee` to `event`, in folded lines that end in CRLF (RFC 5545 §3.1). `stamp` is when it is given.
///
/// It carries the invitation's UID, SEQUENCE, RECURRENCE-ID, ORGANIZER and time, the one ATTENDEE who answers, and nothing that
/// belongs to the organiser. An event without a UID cannot be answered: the result is then empty.
#[must_use]
pub fn calendar_reply(
    event: &CalendarEvent,
    attendee: &Person,
    partstat: PartStat,
    stamp: Time,
) -> String {
    let Some(address) = attendee.email.as_ref().filter(|_| !event.uid.is_empty()) else {
        return String::new();
    };
    let said = match partstat {
        PartStat::Accepted => "ACCEPTED",
        PartStat::Declined => "DECLINED",
        PartStat::Tentative => "TENTATIVE",
    };
    let mut out = Lines::default();
    out.push("BEGIN:VCALENDAR");
    out.push("PRODID:-//heardback//heardback//EN");
    out.push("VERSION:2.0");
    out.push("METHOD:REPLY");
    out.push("BEGIN:VEVENT");
    out.push(&format!("UID:{}", escaped(&event.uid)));
    out.push(&format!("SEQUENCE:{}", event.sequence.max(0)));
    out.push(&format!("DTSTAMP:{}", stamp.format("%Y%m%dT%H%M%SZ")));
    if let Some(which) = event.recurrence_id {
        out.push(&moment("RECURRENCE-ID", which));
    }
    if let Some(start) = event.start {
        out.push(&moment("DTSTART", start));
    }
    if let Some(end) = event.end {
        out.push(&moment("DTEND", end));
    }
    if let Some(organizer) = &event.organizer
        && let Some(email) = &organizer.email
    {
        out.push(&format!(
            "ORGANIZER{}:mailto:{email}",
            name_parameter(organizer)
        ));
    }
    out.push(&format!(
        "ATTENDEE;PARTSTAT={said}{}:mailto:{address}",
        name_parameter(attendee)
    ));
    if !event.summary.is_empty() {
        out.push(&format!("SUMMARY:{}", escaped(&event.summary)));
    }
    out.push("END:VEVENT");
    out.push("END:VCALENDAR");
    out.into_text()
}

/// Instants are written in UTC, so that no VTIMEZONE has to be sent along.
fn moment(name: &str, time: CalendarTime) -> String {
    match time {
        CalendarTime::Instant(at) => format!(
            "{name}:{}",
            DateTime::<FixedOffset>::to_utc(&at).format("%Y%m%dT%H%M%SZ")
        ),
        CalendarTime::Floating(at) => format!("{name}:{}", at.format("%Y%m%dT%H%M%S")),
        CalendarTime::Day(day) => format!("{name};VALUE=DATE:{}", day.format("%Y%m%d")),
    }
}

fn name_parameter(person: &Person) -> String {
    let name: String = person
        .name
        .as_deref()
        .map(clean::line)
        .unwrap_or_default()
        .replace('"', "'");
    if name.is_empty() {
        String::new()
    } else {
        format!(";CN=\"{name}\"")
    }
}
