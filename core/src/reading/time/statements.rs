//! What a text promises, demands, or asks to wait for.

mod owed;
mod promised;
mod quiet;

use chrono::NaiveDate;

use super::anchor::Anchor;
use super::appointments;
use super::days::{Days, Share};
use super::hours::Hours;
use super::lexicon::{Sense, Unit};
use super::mentions::{Due, Mention, mentions, same_time_later};
use super::scan::{Relation, Scanned};
use super::talk::Talk;
use super::tokens::bounded;
use super::types::{
    Appointments, Deadline, Flag, Found, Point, Promise, Purpose, Quiet, TimeReading,
};
use crate::reading::{By, Strength};

mod commitment;
mod demand;
mod patience;

use demand::Manner;

/// A text that was searched once for everything that it says about time.
pub struct Times<'a> {
    text: &'a str,
    book: Book<'a>,
}

impl<'a> Times<'a> {
    /// Searches a text; no more than its first 64 KiB.
    #[must_use]
    pub fn of(text: &'a str, anchor: &'a Anchor<'a>) -> Self {
        let text = bounded(text);
        Self {
            text,
            book: Book::open(text, anchor),
        }
    }

    /// The times that the text fixes, offers or moves. Deadlines, opening hours and the job's own dates are left out.
    #[must_use]
    pub fn appointments(&self) -> Appointments {
        appointments::of_scanned(self.text, &self.book.scanned, self.book.anchor)
    }

    /// The first word by which the employer binds itself to be heard from.
    #[must_use]
    pub fn promise(&self) -> Option<Promise> {
        self.book
            .sentences()
            .into_iter()
            .find_map(|sentence| self.book.promise(sentence))
    }

    /// The first day by which the owner is asked to do something.
    #[must_use]
    pub fn deadline(&self) -> Option<Deadline> {
        let book = &self.book;
        let all: Vec<Deadline> = book
            .sentences()
            .into_iter()
            .filter_map(|sentence| book.deadline(sentence))
            .collect();
        if all.is_empty() {
            let weak = book
                .sentences()
                .into_iter()
                .find_map(|sentence| book.weak_deadline(sentence));
            return book.deadline_before_then().or(weak);
        }
        let asked = all
            .iter()
            .position(|deadline| !deadline.closing)
            .unwrap_or(0);
        all.into_iter().nth(asked)
    }

    /// The day before which the employer asks not to be asked.
    #[must_use]
    pub fn quiet_until(&self) -> Option<Quiet> {
        self.book
            .sentences()
            .into_iter()
            .find_map(|sentence| self.book.quiet(sentence))
            .or_else(|| self.book.quiet_before_then())
    }

    /// Every expression of time, read for a purpose.
    #[must_use]
    pub fn find(&self, purpose: Purpose) -> Vec<Found> {
        let book = &self.book;
        let found = |mention: &Mention| {
            let talk = book.talk(mention.sentence);
            let span = book.scanned.span(mention.first, mention.after);
            let past = talk.is_past(&book.scanned, mention.first);
            let due = mention.due(book.anchor, purpose, past)?;
            let reading = reading(mention, &due, &talk)?;
            let instant = |at: chrono::DateTime<chrono::FixedOffset>| Point {
                date: at.date_naive(),
                at: Some(at),
                end: None,
                zone: None,
            };
            let alternative = due
                .alternative_at
                .map(instant)
                .or(due.resolved.alternative.map(Point::day));
            let words = self.text.get(span.clone()).unwrap_or_default().to_owned();
            Some(Found {
                span,
                words,
                reading,
                alternative,
                earliest: due.resolved.earliest,
                grace_days: due.resolved.grace_days,
                flags: due.flags,
            })
        };
        book.mentions.iter().filter_map(found).collect()
    }
}

/// [`Times::promise`] of a text.
#[must_use]
pub fn promise(text: &str, anchor: &Anchor<'_>) -> Option<Promise> {
    Times::of(text, anchor).promise()
}

/// [`Times::deadline`] of a text.
#[must_use]
pub fn deadline(text: &str, anchor: &Anchor<'_>) -> Option<Deadline> {
    Times::of(text, anchor).deadline()
}

/// [`Times::quiet_until`] of a text.
#[must_use]
pub fn quiet_until(text: &str, anchor: &Anchor<'_>) -> Option<Quiet> {
    Times::of(text, anchor).quiet_until()
}

/// [`Times::find`] of a text.
#[must_use]
pub fn find(text: &str, anchor: &Anchor<'_>, purpose: Purpose) -> Vec<Found> {
    Times::of(text, anchor).find(purpose)
}

fn reading(mention: &Mention, due: &Due, talk: &Talk) -> Option<TimeReading> {
    if let Some(minutes) = before_interview(mention, talk) {
        return Some(TimeReading::RelativeToInterview { minutes });
    }
    if let Some(day) = due.not_before {
        return Some(TimeReading::LowerBound(day));
    }
    if !due.resolved.candidates.is_empty() {
        return Some(TimeReading::Candidates(
            due.resolved
                .candidates
                .iter()
                .copied()
                .map(Point::day)
                .collect(),
        ));
    }
    if let (Some((first, last)), None) = (due.resolved.window, due.at) {
        return Some(TimeReading::Window { first, last });
    }
    let point = Point {
        date: due.date?,
        at: due.at,
        end: None,
        zone: mention.zone.and_then(|named| named.zone.region()),
    };
    Some(match commitment::condition(talk) {
        Some(strength) => TimeReading::Conditional {
            by: Some(point),
            strength,
        },
        None => TimeReading::Resolved(point),
    })
}

/// "24 hours before the interview": an offset from something else.
fn before_interview(mention: &Mention, talk: &Talk) -> Option<i64> {
    let length = mention.length?;
    let minutes = match length.unit {
        Unit::Minute | Unit::Hour => i64::from(length.high),
        Unit::Day | Unit::Business => i64::from(length.high) * 1440,
        Unit::Week | Unit::Fortnight | Unit::Month | Unit::Year => return None,
    };
    demand::before_meeting(talk).then_some(-minutes)
}

/// A text with its expressions of time.
struct Book<'a> {
    scanned: Scanned,
    mentions: Vec<Mention>,
    anchor: &'a Anchor<'a>,
}

impl<'a> Book<'a> {
    fn open(text: &str, anchor: &'a Anchor<'a>) -> Self {
        let scanned = Scanned::new(text, anchor);
        let mentions = mentions(&scanned, anchor);
        Self {
            scanned,
            mentions,
            anchor,
        }
    }

    fn talk(&self, sentence: usize) -> Talk {
        Talk::of(&self.scanned, sentence)
    }

    fn talk_at(&self, token: usize) -> Talk {
        self.talk(self.scanned.sentences.get(token).copied().unwrap_or(0))
    }

    /// The sentences that name a time, in order.
    fn sentences(&self) -> Vec<usize> {
        let mut sentences: Vec<usize> = self
            .mentions
            .iter()
            .map(|mention| mention.sentence)
            .collect();
        sentences.dedup();
        sentences
    }

    fn of(&self, sentence: usize) -> impl Iterator<Item = &Mention> {
        let first = self
            .mentions
            .partition_point(|mention| mention.sentence < sentence);
        self.mentions
            .iter()
            .skip(first)
            .take_while(move |mention| mention.sentence == sentence)
    }
}

/// How many "before then" are looked at.
const MOST_REFERENCES: usize = 20;
