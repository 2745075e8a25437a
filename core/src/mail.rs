//! Bytes → [`Mail`]: headers, newest unquoted text, calendar parts, problems. Never fails.

pub mod automatic;
pub mod calendar;
pub mod clean;
pub mod decode;
pub mod flowed;
pub mod header;
pub mod html;
pub mod parse;
pub mod part;
pub mod quotes;
pub mod report;
pub mod word;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

pub use self::automatic::is_automatic_reply;
pub use self::calendar::{PartStat, calendar_reply};
pub use self::parse::{STACK, parse};
use crate::id::{MessageId, Person, Sha256};
use crate::moment::Time;

/// A message that came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// Digest of all bytes that were read.
    pub digest: Sha256,
    /// The header's id, else one made of the digest (and a [`Problem::NoMessageId`]).
    pub message_id: MessageId,
    pub in_reply_to: Vec<MessageId>,
    pub references: Vec<MessageId>,
    /// The Date header, in the sender's own offset.
    pub date: Option<DateTime<FixedOffset>>,
    /// The topmost Received header's instant.
    pub received_at: Option<Time>,
    /// Every mailbox of every From header: more than one is a problem that the caller must see.
    pub from: Vec<Person>,
    pub sender: Option<Person>,
    pub reply_to: Vec<Person>,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    /// Decoded, on one line, without control, zero-width and direction characters.
    pub subject: String,
    /// All header fields in order, unfolded, undecoded, bounded to 64 KiB.
    pub headers: Vec<Header>,
    pub body: Body,
    pub calendars: Vec<Calendar>,
    pub attachments: Vec<Attachment>,
    /// What a delivery report (RFC 3464, or one in prose) says.
    pub report: Option<DeliveryReport>,
    pub problems: Vec<Problem>,
}

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// As written.
    pub name: String,
    /// Unfolded, trimmed.
    pub value: String,
}

/// The text of a mail, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// What the sender newly wrote: without quotes, signature and client furniture; wrapped lines joined into
    /// paragraphs, lists kept line by line; NFKC, straight quotes, no zero-width or direction characters.
    pub newest: String,
    /// What of it is surely the sender's own, line by line as typed and not normalised; see [`crate::reply`].
    pub typed: String,
    /// The signature block, if one was told apart.
    pub signature: String,
    /// Quoted or forwarded history.
    pub quoted: String,
    /// The whole text part (or the HTML part as text), before it was taken apart.
    pub whole: String,
    /// True where the text comes from the HTML part.
    pub from_html: bool,
    pub links: Vec<Link>,
    /// A forward: `newest` then holds the covering note, `quoted` the forwarded mail.
    pub forwarded: bool,
}

/// A link of the HTML part (or a bare URL of the text: then `text` is empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub text: String,
    pub target: String,
}

/// An attachment: never opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub size: usize,
}

/// A `text/calendar` part (RFC 5545, RFC 5546).
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    pub method: Method,
    pub events: Vec<CalendarEvent>,
}

/// The METHOD of RFC 5546 §1.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Request,
    Cancel,
    Reply,
    Counter,
    DeclineCounter,
    Publish,
    /// Another one, or none.
    Other,
}

/// A VEVENT, as much of it as is used.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CalendarEvent {
    pub uid: String,
    pub sequence: i64,
    pub stamp: Option<Time>,
    pub start: Option<CalendarTime>,
    pub end: Option<CalendarTime>,
    /// IANA name of the start's zone, where there is one.
    pub zone: Option<String>,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub organizer: Option<Person>,
    pub attendees: Vec<Attendee>,
    /// STATUS:CANCELLED.
    pub cancelled: bool,
    pub recurs: bool,
    /// RECURRENCE-ID: which of a series it is.
    pub recurrence_id: Option<CalendarTime>,
}

/// An ATTENDEE.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attendee {
    pub person: Person,
    /// PARTSTAT, lower case ("accepted", "needs-action" …).
    pub partstat: String,
    /// Resources and rooms are no people.
    pub is_person: bool,
}

/// A DTSTART or DTEND.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarTime {
    Instant(DateTime<FixedOffset>),
    /// Without a zone.
    Floating(NaiveDateTime),
    /// A date without a time.
    Day(NaiveDate),
}

/// A delivery report, told apart from mail and from automatic replies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeliveryReport {
    /// The message that could not be delivered, where the report carries its id.
    pub original: Option<MessageId>,
    /// Whom it did not reach.
    pub recipients: Vec<crate::id::Address>,
    /// The status code ("5.1.1"), if any.
    pub status: Option<String>,
    /// False for a delay or success notice.
    pub failed: bool,
}

/// What was odd about the bytes; shown, never fatal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    NotAMessage,
    NoMessageId,
    NoDate,
    SeveralFrom,
    NoFrom,
    HeadersTooLong,
    TooManyParts,
    NestedTooDeep,
    PartTooLong,
    Truncated,
    UnknownCharset,
    BadCalendar,
    OverBudget,
}

impl Mail {
    /// The first field of that name, any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name))
            .map(|h| h.value.as_str())
    }

    /// All fields of that name, topmost first.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |h| h.name.eq_ignore_ascii_case(name))
            .map(|h| h.value.as_str())
    }
}

#[cfg(test)]
mod tests;
