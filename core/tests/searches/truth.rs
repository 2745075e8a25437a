//! What is true of a generated search: what the employers wrote and meant, and what the owner did. The judge goes by this.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::calendar::At;

#[derive(Debug, Clone)]
pub struct Someone {
    pub name: String,
    pub email: String,
}

/// A place that is applied for.
#[derive(Debug, Clone)]
pub struct Post {
    pub company: String,
    pub domain: String,
    pub role: String,
    /// Who runs the process, of the employer or of an agency.
    pub recruiter: Someone,
    pub agency: Option<String>,
    pub interviewers: Vec<Someone>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    Received,
    /// A time or several, and an answer is wanted.
    Invites,
    Books,
    Moves,
    Cancels,
    /// Tells when they will be heard from, or asks to wait.
    Promises,
    Asks,
    Offers,
    Refuses,
    Closes,
    /// A machine answered.
    Automatic,
}

/// A mail of an employer's.
#[derive(Debug, Clone)]
pub struct Word {
    pub post: usize,
    pub at: At,
    pub delivered: At,
    pub says: Says,
    pub by_person: bool,
    pub message_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firmness {
    Hard,
    Soft,
    /// Only in case …: promises nothing.
    Condition,
}

#[derive(Debug, Clone)]
pub struct Promise {
    pub post: usize,
    pub by: NaiveDate,
    pub firmness: Firmness,
    /// When it was written, and when the owner could read it.
    pub stated: At,
    pub known: At,
}

#[derive(Debug, Clone)]
pub struct Quiet {
    pub post: usize,
    pub until: NaiveDate,
    pub stated: At,
    pub known: At,
}

/// An interview; sessions of one day are one.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub post: usize,
    pub start: At,
    pub end: At,
    pub people: Vec<Someone>,
    /// When the owner could know its time.
    pub known: At,
    /// When it was moved or called off.
    pub off: Option<At>,
}

/// Something that an employer wants sent.
#[derive(Debug, Clone)]
pub struct Ask {
    pub post: usize,
    pub known: At,
    pub due: Option<At>,
}

/// Something that the owner promised in an interview, by the notes.
#[derive(Debug, Clone)]
pub struct OwnPromise {
    pub post: usize,
    pub known: At,
    pub due: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    ThankYou,
    FollowUp,
    Availability,
    Material,
}

/// A letter that the owner wrote without heardback.
#[derive(Debug, Clone)]
pub struct ByHand {
    pub post: usize,
    pub at: At,
    pub delivered: At,
    pub to: String,
    pub manner: Manner,
}

/// The owner's word to a reminder.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Of the reminder.
    pub message_id: String,
    pub at: At,
    pub text: String,
}

/// A refusal, a closing, an offer taken.
#[derive(Debug, Clone)]
pub struct End {
    pub post: usize,
    pub at: At,
    pub known: At,
    pub by_person: bool,
    /// They said no; else the place is not filled.
    pub refused: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Truth {
    pub zones: Vec<(At, Tz)>,
    pub holidays: BTreeSet<NaiveDate>,
    pub posts: Vec<Post>,
    pub words: Vec<Word>,
    pub promises: Vec<Promise>,
    pub quiets: Vec<Quiet>,
    pub meetings: Vec<Meeting>,
    pub asks: Vec<Ask>,
    pub own_promises: Vec<OwnPromise>,
    pub by_hand: Vec<ByHand>,
    pub answers: Vec<Answer>,
    pub ends: Vec<End>,
    pub offers: Vec<(usize, At)>,
    /// R4: so long after a no the door may be open again, in this search.
    pub touch_days: i64,
    /// From, until.
    pub pauses: Vec<(At, At)>,
}

/// A mail that left, as the server that accepted it saw it.
#[derive(Debug, Clone)]
pub struct Left {
    pub at: At,
    pub to: String,
    pub bytes: String,
}

impl Truth {
    pub fn zone(&self, at: At) -> Tz {
        self.zones
            .iter()
            .rev()
            .find(|(from, _)| *from <= at)
            .map_or(Tz::UTC, |(_, zone)| *zone)
    }
}
