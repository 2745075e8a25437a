//! `text/calendar` parts (RFC 5545, RFC 5546) → events, as far as they are used; recurrence is never expanded.

pub mod lines;
mod reply;
mod zone;

use std::collections::BTreeSet;

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarEntry,
    ICalendarParameterName, ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::{Duration, FixedOffset, NaiveDate, NaiveDateTime, TimeZone};

pub use self::reply::{PartStat, calendar_reply};
use self::zone::Zones;
use super::{Attendee, Calendar, CalendarEvent, CalendarTime, Method, Problem, clean};
use crate::id::{Address, Person};
use crate::moment::Time;

/// Events that are read of one calendar; an invitation has a handful.
const MAX_EVENTS: usize = 50;
/// Attendees that are read of one event.
const MAX_ATTENDEES: usize = 200;
/// Bytes of one calendar that are read.
const MAX_LENGTH: usize = 256 * 1024;
/// Characters of a description that are kept.
const MAX_TEXT: usize = 20_000;

/// The calendars of a mail: its `text/calendar` parts, or where there is none its attached calendar files.
#[must_use]
pub fn read(
    parts: &[(Option<String>, String)],
    files: &[String],
    problems: &mut BTreeSet<Problem>,
) -> Vec<Calendar> {
    let mut found: Vec<Calendar> = Vec::new();
    for (method, text) in parts {
        found.extend(one(method.as_deref(), text, problems));
    }
    if found.iter().all(|c| c.events.is_empty()) {
        found.extend(files.iter().filter_map(|text| one(None, text, problems)));
    }
    // The same calendar stands in the alternative part and in the attachment of one mail.
    let mut distinct: Vec<Calendar> = Vec::new();
    for calendar in found {
        if !distinct.contains(&calendar) {
            distinct.push(calendar);
        }
    }
    distinct
}

/// One calendar; one without events and without a known method is a problem and none.
fn one(parameter: Option<&str>, text: &str, problems: &mut BTreeSet<Problem>) -> Option<Calendar> {
    let text = zone::bounded(text, MAX_LENGTH);
    let mut parser = Parser::new(text);
    let mut calendar = Calendar {
        method: Method::Other,
        events: Vec::new(),
    };
    let mut broken = text.len() >= MAX_LENGTH;
    // An entry takes at least a line, so this ends; the bound is for a parser that would not.
    for _ in 0..10_000 {
        match parser.entry() {
            Entry::ICalendar(read) => add(&mut calendar, &read, &mut broken),
            Entry::Eof => break,
            Entry::VCard(_)
            | Entry::InvalidLine(_)
            | Entry::UnexpectedComponentEnd { .. }
            | Entry::UnterminatedComponent(_)
            | Entry::TooManyComponents => broken = true,
            _ => broken = true,
        }
    }
    if let Some(named) = parameter.map(method).filter(|m| *m != Method::Other) {
        calendar.method = named;
    }
    if broken || calendar.events.is_empty() {
        problems.insert(Problem::BadCalendar);
    }
    (!calendar.events.is_empty()).then_some(calendar)
}

fn add(calendar: &mut Calendar, read: &ICalendar, broken: &mut bool) {
    let zones = Zones::of(read);
    for component in &read.components {
        let kind = &component.component_type;
        if *kind == ICalendarComponentType::VCalendar {
            let named = component
                .property(&ICalendarProperty::Method)
                .and_then(first_text)
                .map(method);
            calendar.method = named.unwrap_or(calendar.method);
        } else if *kind == ICalendarComponentType::VEvent && calendar.events.len() < MAX_EVENTS {
            let event = event(component, &zones);
            *broken |= event.start.is_none() && event.uid.is_empty();
            calendar.events.push(event);
        }
    }
}

fn method(name: &str) -> Method {
    match name.trim().to_ascii_uppercase().as_str() {
        "REQUEST" => Method::Request,
        "CANCEL" => Method::Cancel,
        "REPLY" => Method::Reply,
        "COUNTER" => Method::Counter,
        "DECLINECOUNTER" => Method::DeclineCounter,
        "PUBLISH" => Method::Publish,
        _ => Method::Other,
    }
}

fn event(component: &ICalendarComponent, zones: &Zones) -> CalendarEvent {
    let text = |name| {
        component
            .property(&name)
            .and_then(first_text)
            .map(long_text)
            .unwrap_or_default()
    };
    let start_entry = component.property(&ICalendarProperty::Dtstart);
    let start = start_entry.and_then(|entry| time(entry, zones));
    let end = component
        .property(&ICalendarProperty::Dtend)
        .and_then(|entry| time(entry, zones));
    let end = end.or_else(|| {
        let length = component
            .property(&ICalendarProperty::Duration)?
            .values
            .iter()
            .find_map(duration)?;
        later(start?, length)
    });
    CalendarEvent {
        uid: text(ICalendarProperty::Uid),
        sequence: component
            .property(&ICalendarProperty::Sequence)
            .and_then(integer)
            .unwrap_or(0),
        stamp: component
            .property(&ICalendarProperty::Dtstamp)
            .and_then(|e| time(e, zones))
            .and_then(instant),
        start,
        end,
        zone: start_entry.and_then(|entry| zones.name(entry)),
        summary: clean::line(&text(ICalendarProperty::Summary)),
        description: text(ICalendarProperty::Description),
        location: clean::line(&text(ICalendarProperty::Location)),
        organizer: component
            .property(&ICalendarProperty::Organizer)
            .map(person),
        attendees: component
            .properties(&ICalendarProperty::Attendee)
            .take(MAX_ATTENDEES)
            .map(attendee)
            .collect(),
        cancelled: matches!(component.status(), Some(ICalendarStatus::Cancelled)),
        recurs: component.has_property(&ICalendarProperty::Rrule)
            || component.has_property(&ICalendarProperty::Rdate),
        recurrence_id: component
            .property(&ICalendarProperty::RecurrenceId)
            .and_then(|entry| time(entry, zones)),
    }
}

fn first_text(entry: &ICalendarEntry) -> Option<&str> {
    entry.values.first().and_then(ICalendarValue::as_text)
}

fn long_text(text: &str) -> String {
    clean::text(&text.chars().take(MAX_TEXT).collect::<String>())
        .trim()
        .to_owned()
}

fn integer(entry: &ICalendarEntry) -> Option<i64> {
    let value = entry.values.first()?;
    value
        .as_integer()
        .or_else(|| value.as_text()?.trim().parse().ok())
}

fn instant(time: CalendarTime) -> Option<Time> {
    match time {
        CalendarTime::Instant(at) => Some(at.to_utc()),
        CalendarTime::Floating(at) => Some(at.and_utc()),
        CalendarTime::Day(_) => None,
    }
}

/// A DATE, a DATE-TIME in UTC, in a zone, or without one.
fn time(entry: &ICalendarEntry, zones: &Zones) -> Option<CalendarTime> {
    let value = entry.values.first()?;
    let (date, clock, offset) = match value.as_partial_date_time() {
        Some(partial) => {
            let date = NaiveDate::from_ymd_opt(
                i32::from(partial.year?),
                u32::from(partial.month?),
                u32::from(partial.day?),
            )?;
            let clock = partial.hour.map(|hour| {
                (
                    hour,
                    partial.minute.unwrap_or(0),
                    partial.second.unwrap_or(0),
                )
            });
            let seconds = partial.tz_hour.map(|hour| {
                i32::from(hour) * 3600 + i32::from(partial.tz_minute.unwrap_or(0)) * 60
            });
            (
                date,
                clock,
                seconds.and_then(|s| FixedOffset::east_opt(if partial.tz_minus { -s } else { s })),
            )
        }
        // Dates that the parser takes for text ("2026-03-10T14:00:00", blanks around them).
        None => loose(value.as_text()?)?,
    };
    let Some((hour, minute, second)) = clock else {
        return Some(CalendarTime::Day(date));
    };
    let wall = date.and_hms_opt(
        u32::from(hour),
        u32::from(minute),
        u32::from(second.min(59)),
    )?;
    if let Some(offset) = offset {
        return offset
            .from_local_datetime(&wall)
            .single()
            .map(CalendarTime::Instant);
    }
    Some(
        zones
            .of_entry(entry)
            .map_or(CalendarTime::Floating(wall), |zone| {
                zone.instant(wall)
                    .map_or(CalendarTime::Floating(wall), CalendarTime::Instant)
            }),
    )
}

type Loose = (NaiveDate, Option<(u8, u8, u8)>, Option<FixedOffset>);

fn loose(text: &str) -> Option<Loose> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).take(14).collect();
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|d| d.parse::<u32>().ok());
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(number(0, 4)?).ok()?,
        number(4, 6)?,
        number(6, 8)?,
    )?;
    let part = |from| number(from, from + 2).and_then(|n| u8::try_from(n).ok());
    let clock = part(8)
        .zip(part(10))
        .map(|(hour, minute)| (hour, minute, part(12).unwrap_or(0)));
    let offset = text
        .ends_with(['Z', 'z'])
        .then(|| FixedOffset::east_opt(0))
        .flatten();
    Some((date, clock, offset))
}

fn duration(value: &ICalendarValue) -> Option<Duration> {
    let ICalendarValue::Duration(ICalendarDuration {
        neg: false,
        weeks,
        days,
        hours,
        minutes,
        seconds,
    }) = value
    else {
        return None;
    };
    let total = i64::from(*weeks) * 604_800
        + i64::from(*days) * 86_400
        + i64::from(*hours) * 3_600
        + i64::from(*minutes) * 60
        + i64::from(*seconds);
    (total <= 366 * 86_400).then(|| Duration::seconds(total))
}

fn later(start: CalendarTime, length: Duration) -> Option<CalendarTime> {
    match start {
        CalendarTime::Instant(at) => at.checked_add_signed(length).map(CalendarTime::Instant),
        CalendarTime::Floating(at) => {
            NaiveDateTime::checked_add_signed(at, length).map(CalendarTime::Floating)
        }
        CalendarTime::Day(day) => day.checked_add_signed(length).map(CalendarTime::Day),
    }
}

fn parameter(entry: &ICalendarEntry, name: &ICalendarParameterName) -> Option<String> {
    entry
        .parameter(name)
        .and_then(|v| v.as_text())
        .map(clean::line)
        .filter(|v| !v.is_empty())
}

/// An ORGANIZER or ATTENDEE; Exchange puts the address into EMAIL= where the value is no mailto.
fn person(entry: &ICalendarEntry) -> Person {
    let value = entry
        .values
        .first()
        .and_then(ICalendarValue::as_text)
        .unwrap_or_default()
        .trim();
    let bare = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            value.get(7..).unwrap_or_default()
        }
        _ => value,
    };
    let bare = bare.split('?').next().unwrap_or_default();
    let email = Address::new(bare).or_else(|| {
        parameter(entry, &ICalendarParameterName::Email)
            .as_deref()
            .and_then(Address::new)
    });
    let name = parameter(entry, &ICalendarParameterName::Cn)
        .map(|n| n.trim_matches(['"', '\'']).to_owned());
    // Many write the address into the name as well.
    let name = name.filter(|n| {
        !n.is_empty()
            && !email
                .as_ref()
                .is_some_and(|e| e.as_str().eq_ignore_ascii_case(n))
    });
    Person { name, email }
}

fn attendee(entry: &ICalendarEntry) -> Attendee {
    let kind = parameter(entry, &ICalendarParameterName::Cutype)
        .unwrap_or_default()
        .to_ascii_uppercase();
    let partstat = parameter(entry, &ICalendarParameterName::Partstat)
        .unwrap_or_else(|| "needs-action".into());
    Attendee {
        person: person(entry),
        partstat: partstat.to_ascii_lowercase(),
        is_person: !matches!(kind.as_str(), "RESOURCE" | "ROOM" | "GROUP"),
    }
}

#[cfg(test)]
mod tests;
