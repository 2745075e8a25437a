//! What reading a time can come to, with its doubts kept.

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::reading::{By, Strength};

/// Why the words are read, which decides between two fair readings: promises are taken late, duties early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    Appointment,
    Promise,
    Duty,
    Quiet,
}

/// A day, or an instant of that day, with an end where one is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub date: NaiveDate,
    pub at: Option<DateTime<FixedOffset>>,
    pub end: Option<DateTime<FixedOffset>>,
    /// The region whose wall clock it is; `None` for a bare offset.
    pub zone: Option<Tz>,
}

impl Point {
    pub(super) fn day(date: NaiveDate) -> Self {
        Self {
            date,
            at: None,
            end: None,
            zone: None,
        }
    }
}

/// What the words come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeReading {
    Resolved(Point),
    /// Some time between the two, both inclusive.
    Window {
        first: NaiveDate,
        last: NaiveDate,
    },
    /// Fair readings between which only a person can choose, the likelier first.
    Candidates(Vec<Point>),
    /// Holds only under a condition, or by silence.
    Conditional {
        by: Option<Point>,
        strength: Strength,
    },
    /// Not before this day.
    LowerBound(NaiveDate),
    /// An offset from something that the message does not date, in minutes ("24 hours before the interview" is -1440).
    RelativeToInterview {
        minutes: i64,
    },
    /// Words of time without a date ("soon").
    Vague,
}

/// What is odd about a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// "EST" while daylight saving is on, and the like: read as the region's wall clock.
    ZoneOutOfSeason,
    /// "CST", "IST", "BST": chosen by the sender's offset.
    ZoneByOffset,
    WeekdayDisagrees,
    AmPmUnknown,
    DayOrMonthUnknown,
    /// The same weekday as the message's, or "next Thursday" with Thursday still ahead.
    OtherWeekPossible,
    /// The words exclude the day that they name ("before Monday").
    Exclusive,
    /// A manner of speaking that differs between countries ("half 3").
    Idiom,
    /// "Back an hour": earlier for some, later for others.
    DirectionUnknown,
    InThePast,
}

/// One expression of time in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text, on character boundaries.
    pub span: Range<usize>,
    pub words: String,
    pub reading: TimeReading,
    /// The other fair reading, kept beside the one that was taken.
    pub alternative: Option<Point>,
    /// The first day that the words allow ("3-5 business days").
    pub earliest: Option<NaiveDate>,
    /// Days to wait beyond an approximate date.
    pub grace_days: u32,
    pub flags: Vec<Flag>,
}

/// A time that was agreed, offered or replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub start: DateTime<FixedOffset>,
    pub end: Option<DateTime<FixedOffset>>,
    /// The region whose wall clock it is, stated or taken from the sender; `None` for a bare offset.
    pub zone: Option<Tz>,
    /// Whether the text states the zone.
    pub zone_stated: bool,
    /// Whether the start and end bound a window within which a shorter time is to be found ("between 1 and 4").
    pub window: bool,
    pub span: Range<usize>,
    pub flags: Vec<Flag>,
    /// The other fair reading of the start.
    pub alternative: Option<DateTime<FixedOffset>>,
}

/// A time of day without its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undated {
    pub start: NaiveTime,
    pub end: Option<NaiveTime>,
    pub zone: Option<Tz>,
    /// Taken away by a move ("12:30 instead of 11:00").
    pub was: bool,
    pub span: Range<usize>,
}

/// The times of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appointments {
    /// One: an appointment. Several: an offer to choose from. In order of the text.
    pub slots: Vec<Slot>,
    /// The time that a move takes away.
    pub was: Option<Slot>,
    /// Length in minutes, where one is stated.
    pub minutes: Option<u32>,
    /// Hours whose day stands elsewhere: in the calendar part, the thread or the subject.
    pub undated: Vec<Undated>,
    /// Times that only a person can decide, with their fair readings.
    pub unsure: Vec<Found>,
}

/// A word given by the employer to be heard from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The last day that keeps the promise.
    pub by: NaiveDate,
    pub strength: Strength,
    /// The instant, where an hour is stated.
    pub at: Option<DateTime<FixedOffset>>,
    pub earliest: Option<NaiveDate>,
    pub alternative: Option<NaiveDate>,
    pub grace_days: u32,
    pub span: Range<usize>,
}

/// A day by which the owner is to do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    pub by: By,
    /// Only said to close then ("closing date: 30 January"): a task where an application is unfinished, else a fact of the posting.
    pub closing: bool,
    /// A limit without a word that demands anything ("By noon on Thursday?"): a task only in a mail that asks for one.
    pub weak: bool,
    pub flags: Vec<Flag>,
    pub alternative: Option<By>,
    pub span: Range<usize>,
}

/// A wish not to be asked before a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    /// The first day on which asking is welcome again, or the last of a stated length of patience.
    pub until: NaiveDate,
    /// The last day of their silence that the sentence forgives ("if you haven't heard by Friday, ping me").
    pub silent_until: Option<NaiveDate>,
    pub span: Range<usize>,
}
