//! One application: a fold of its events. Total: the world may write anything in any order.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::event::{Author, LetterKind, OwnerSet};
use crate::id::{Address, ApplicationId, EventId, MessageId, Person};
use crate::moment::Time;
use crate::reading::{
    By, CalendarFact, Class, Language, Medium, Part, Preference, SlotFact, Strength, Suspicion,
    names,
};

mod due;
mod endings;
mod fold;
mod hear;
mod interviews;
mod noted;
mod notes;
mod obligations;
mod owner;
mod people;
mod phrases;
mod promises;
mod status;
#[cfg(test)]
pub(crate) mod tests;
mod ties;
mod trust;

pub use due::{ClockRules, clock_events, next_clock_event};
pub use fold::{Effect, fold, history, with_newest};
pub use interviews::ASSUMED_LENGTH;
pub use notes::{OwnPromise, Said, Where, read_notes};
pub use people::{is_no_reply, is_relay};

names! {
    /// How far an application ever came: no mail lowers it.
    Phase {
        Lead = "lead",
        Applied = "applied",
        Confirmed = "confirmed",
        InReview = "in_review",
        Assessment = "assessment",
        Interview = "interview",
        Offer = "offer",
        Hired = "hired",
    }
}

names! {
    /// How it stands, or how it ended.
    Outcome {
        Open = "open",
        OnHold = "on_hold",
        Rejected = "rejected",
        PositionClosed = "position_closed",
        Withdrawn = "withdrawn",
        OfferDeclined = "offer_declined",
        OfferExpired = "offer_expired",
        Accepted = "accepted",
        Quiet = "quiet",
    }
}

names! {
    /// What people and commands see, derived from the rest (APPLICATION.md).
    Status {
        Lead = "lead",
        Applied = "applied",
        Confirmed = "confirmed",
        InReview = "in_review",
        Assessment = "assessment",
        Scheduling = "scheduling",
        InterviewBooked = "interview_booked",
        Waiting = "waiting",
        Offer = "offer",
        Accepted = "accepted",
        Rejected = "rejected",
        PositionClosed = "position_closed",
        OnHold = "on_hold",
        Quiet = "quiet",
        Withdrawn = "withdrawn",
        OfferDeclined = "offer_declined",
        OfferExpired = "offer_expired",
    }
}

/// One submission to one employer, as its events tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Application {
    pub id: ApplicationId,
    pub company: Option<String>,
    /// Other names of the employer that its mail used.
    pub aliases: BTreeSet<String>,
    pub role: Option<String>,
    pub requisition: Option<String>,
    /// The agency that stands between, if any.
    pub agency: Option<String>,
    pub language: Language,
    /// The employer's zone (IANA), as their mail told.
    pub zone: Option<String>,
    /// The offset in which their mail gave times, in seconds east of UTC: for days, where no zone is known.
    #[serde(default)]
    pub offset: Option<i32>,
    pub people: Vec<Contact>,
    /// Registrable domains of the employer's own (never shared ones).
    pub domains: BTreeSet<String>,
    /// Registrable domains of the agency: they name no employer.
    #[serde(default)]
    pub agency_domains: BTreeSet<String>,
    /// Addresses of the people who wrote, first come first: the first gives its domain standing (SAFETY.md).
    #[serde(default)]
    pub writers: Vec<Address>,
    /// Ids of every mail of this application, both ways.
    pub threads: BTreeSet<MessageId>,
    pub phase: Phase,
    pub outcome: Outcome,
    pub turn: Turn,
    pub interviews: Vec<Interview>,
    pub obligations: Vec<Obligation>,
    pub conflicts: Vec<Conflict>,
    /// The newest promise that holds.
    pub promise: Option<Promise>,
    /// "If you do not hear from us by then …": never chased; on that day the application goes quiet.
    #[serde(default)]
    pub silence_means_no: Option<Promise>,
    /// Asked to wait.
    pub quiet: Option<Quiet>,
    pub preference: Option<Preference>,
    /// A telephone number for F2.
    pub phone: Option<String>,
    pub offer: Option<Offer>,
    /// The rejection, closing or withdrawal that ended it.
    pub closed: Option<Closed>,
    pub opened_at: Time,
    /// Every mail of theirs, oldest first.
    pub words: Vec<Word>,
    /// Every letter to them, oldest first.
    pub letters: Vec<Letter>,
    /// How the status moved, oldest first.
    pub transitions: Vec<Transition>,
    /// What the owner settled: later mail may only propose.
    #[serde(default)]
    pub owner_said: OwnerSet,
}

/// A person or mailbox of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<Address>,
    pub part: Part,
    /// Wrote to us, or was invited by one who did; a letter may go there (SAFETY.md, allow-list).
    pub allowed: bool,
    /// Nobody reads it: no letter goes there (R3).
    pub no_reply: bool,
    pub since: Time,
}

/// Whose move it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The owner's: what, and by when.
    Ours {
        what: String,
        due: Option<By>,
    },
    /// The employer's: promised by, quiet until.
    Theirs {
        by: Option<NaiveDate>,
        quiet_until: Option<NaiveDate>,
    },
    Nobody,
}

names! {
    /// Where an interview stands.
    InterviewState {
        Proposed = "proposed",
        AwaitingConfirmation = "awaiting_confirmation",
        Booked = "booked",
        Ended = "ended",
        RescheduleRequested = "reschedule_requested",
        Cancelled = "cancelled",
        Expired = "expired",
        NoShow = "no_show",
    }
}

/// One interview, or one session of a day of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interview {
    /// Position in the application's life, from 0; stable under the fold.
    pub number: u32,
    pub state: InterviewState,
    /// 1 for the first round; sessions of one day share it.
    pub round: u32,
    pub calendar: Option<CalendarFact>,
    pub start: Option<Time>,
    /// The stated end; [`Interview::ends_at`] supplies the missing one.
    pub end: Option<Time>,
    pub zone: Option<String>,
    pub medium: Option<Medium>,
    pub place: Option<String>,
    /// Interviewers, never the owner.
    pub people: Vec<Person>,
    pub slots: Vec<SlotFact>,
    pub booking_link: Option<String>,
    /// Answer wanted by.
    pub answer_by: Option<By>,
    /// The mail that invited, and that fixed the time: where answers go.
    pub invited_in: MessageId,
    pub latest_mail: MessageId,
    pub invited_by: Option<Person>,
    /// When the time became known to us.
    pub known_at: Time,
    /// The date of the word by which its time came to be fixed: it cannot have ended before.
    #[serde(default)]
    pub fixed_at: Option<Time>,
    /// When the newest invitation or proposal came that wants an answer.
    pub asked_at: Time,
    /// When the owner answered the invitation.
    pub answered_at: Option<Time>,
    /// The employer waits for the owner's answer.
    pub wants_answer: bool,
    /// When it fell away: a new invitation within a day moves it.
    #[serde(default)]
    pub cancelled_at: Option<Time>,
    /// The debrief, oldest first.
    pub notes: Vec<NoteText>,
    pub suspicions: Vec<Suspicion>,
}

/// A debrief note as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteText {
    pub at: Time,
    pub text: String,
}

/// Something owed by one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Obligation {
    pub number: u32,
    pub by: Side,
    pub kind: ObligationKind,
    /// In short nouns ("references").
    pub what: Vec<String>,
    pub due: Option<By>,
    pub opened_at: Time,
    /// The mail that asked, or in which it was promised.
    pub opened_in: Option<MessageId>,
    /// Whom the answer goes to.
    pub to: Option<Person>,
    pub closed_at: Option<Time>,
    pub opened_by: EventId,
}

/// Who owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Owner,
    Employer,
}

/// What kind of thing is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// Documents, references, facts (M1).
    Information,
    /// A test or task.
    Assessment,
    /// What the owner promised (M2).
    OwnPromise,
}

/// Facts that disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub at: Time,
    /// One sentence for the owner.
    pub what: String,
    pub message_id: Option<MessageId>,
}

/// A promise of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub by: NaiveDate,
    pub strength: Strength,
    pub stated_at: Time,
    /// The mail, or none where the debrief notes told it.
    pub message_id: Option<MessageId>,
    /// The clock has said that it passed.
    pub missed: bool,
}

/// A wish to be left in peace (W3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Until their next word where there is no date.
    pub until: Option<NaiveDate>,
    pub stated_at: Time,
    pub message_id: Option<MessageId>,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    pub at: Time,
    pub message_id: MessageId,
    pub deadline: Option<By>,
    pub from: Person,
    pub reply_to: Option<Person>,
}

/// What ended an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub at: Time,
    /// When heardback learned of it.
    pub learned_at: Time,
    pub message_id: Option<MessageId>,
    pub from: Option<Person>,
    /// Where an answer would go; absent where nobody reads it.
    pub reply_to: Option<Person>,
    pub by_person: bool,
}

/// One mail of theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    pub at: Time,
    pub message_id: MessageId,
    pub class: Class,
    pub from: Person,
    pub reply_to: Option<Person>,
    pub by_person: bool,
    pub subject: String,
    pub references: Vec<MessageId>,
    /// [`crate::event::Heard::familiar`]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub familiar: Option<bool>,
}

/// One letter to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    pub at: Time,
    pub message_id: MessageId,
    pub to: Vec<Address>,
    pub kind: LetterKind,
    pub by: Author,
}

/// One move of the status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    pub at: Time,
    pub from: Option<Status>,
    pub to: Status,
    /// One short sentence.
    pub because: String,
    pub event: EventId,
}
