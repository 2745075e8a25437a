//! The calendar's own reply that goes with a letter which takes the time of a calendar invitation (P2, RFC 5546 §3.2.3).

use crate::application::{Application, Interview};
use crate::etiquette::{Order, Purpose};
use crate::id::Person;
use crate::mail::{CalendarEvent, CalendarTime, Method, PartStat, calendar_reply};
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::CalendarFact;

/// The iTIP REPLY of this order; `None` where no calendar asked, where the letter does not take the calendar's time, or
/// where it goes to somebody else than the organiser.
pub(super) fn reply(
    order: &Order,
    app: &Application,
    policy: &Policy,
    now: Time,
) -> Option<String> {
    let (interview, calendar) = asked(order, app)?;
    let organizer = calendar.organizer.clone()?;
    if organizer.email.is_none() || organizer.email != order.to.email {
        return None;
    }
    let attendee = Person {
        name: Some(policy.owner.name.clone()),
        email: calendar
            .attendee
            .as_ref()
            .and_then(|a| a.email.clone())
            .filter(|a| policy.is_owner(a))
            .or_else(|| Some(policy.owner.address.clone())),
    };
    let instant = |at: Time| CalendarTime::Instant(at.fixed_offset());
    let event = CalendarEvent {
        uid: calendar.uid.clone(),
        sequence: calendar.sequence,
        start: interview.start.map(instant),
        end: interview.end.map(instant),
        summary: calendar.summary.clone(),
        organizer: Some(organizer),
        recurrence_id: calendar.recurrence_id,
        ..CalendarEvent::default()
    };
    let text = calendar_reply(&event, &attendee, PartStat::Accepted, now);
    (!text.is_empty()).then_some(text)
}

/// Whether the letter that is ordered takes the time of a calendar's invitation.
#[must_use]
pub fn answers_calendar(order: &Order, app: &Application) -> bool {
    asked(order, app).is_some()
}

fn asked<'a>(order: &Order, app: &'a Application) -> Option<(&'a Interview, &'a CalendarFact)> {
    let Purpose::AcceptTime { interview, slot } = &order.purpose else {
        return None;
    };
    let interview = app.interviews.iter().find(|i| i.number == *interview)?;
    let calendar = interview
        .calendar
        .as_ref()
        .filter(|c| c.method == Method::Request)?;
    (interview.start == Some(slot.start.to_utc())).then_some((interview, calendar))
}

/// Whether two replies say the same: all but when they were written (DTSTAMP).
#[must_use]
pub fn same_reply(one: Option<&str>, other: Option<&str>) -> bool {
    fn said(text: &str) -> Vec<&str> {
        text.lines()
            .filter(|line| !line.starts_with("DTSTAMP:"))
            .collect()
    }
    one.map(said) == other.map(said)
}
