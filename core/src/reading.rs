//! `Mail` → [`Reading`]: what a mail is, what it says, how sure that is, and the very words it rests on.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::id::{Address, Person};
use crate::mail::{CalendarTime, Mail, Method};
use crate::moment::Time;

pub mod ballot;
pub mod calibration;
pub mod classify;
pub mod clauses;
pub mod eval;
pub mod facts;
pub mod features;
pub mod gate;
pub mod language;
pub mod model;
pub mod rules;
pub mod senders;
pub mod settle;
pub mod sieve;
pub mod structure;
pub mod suspicion;
pub mod time;
pub mod worlds;

use ballot::Ballot;
use calibration::Calibration;
use model::Model;
use rules::{Pack, PackError};
use senders::Senders;

macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($(#[$vdoc:meta])* $variant:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $kind { $($(#[$vdoc])* #[serde(rename = $name)] $variant),* }
        impl $kind {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [$kind] = &[$($kind::$variant),*];
            /// The name in JSON, in commands and in logs.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $($kind::$variant => $name),* } }
            /// The one of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> { match name { $($name => Some($kind::$variant),)* _ => None } }
        }
        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.name()) }
        }
    };
}
pub(crate) use names;

names! {
    /// What a mail is (COMMANDS.md).
    Class {
        Confirmation = "confirmation",
        ApplicationAdmin = "application_admin",
        StatusUpdate = "status_update",
        InterviewInvitation = "interview_invitation",
        InterviewConfirmation = "interview_confirmation",
        InterviewReschedule = "interview_reschedule",
        InterviewCancellation = "interview_cancellation",
        Assessment = "assessment",
        InformationRequest = "information_request",
        Offer = "offer",
        Rejection = "rejection",
        PositionClosed = "position_closed",
        RecruiterOutreach = "recruiter_outreach",
        JobAlert = "job_alert",
        NetworkNotification = "network_notification",
        Newsletter = "newsletter",
        Other = "other",
        AutomaticReply = "automatic_reply",
        Bounce = "bounce",
    }
}

impl Class {
    /// About an application of the owner: the first twelve.
    #[must_use]
    pub fn is_about_application(self) -> bool {
        self <= Class::PositionClosed
    }

    /// Classes on which heardback acts by itself, and so must be right 99 times of 100.
    #[must_use]
    pub fn acts(self) -> bool {
        use Class as C;
        matches!(
            self,
            C::InterviewInvitation
                | C::InterviewConfirmation
                | C::InterviewReschedule
                | C::InterviewCancellation
                | C::Assessment
                | C::InformationRequest
                | C::Offer
                | C::Rejection
                | C::PositionClosed
        )
    }
}

names! {
    /// A person's part in an application.
    Part {
        Recruiter = "recruiter",
        HiringManager = "hiring_manager",
        Interviewer = "interviewer",
        Coordinator = "coordinator",
        /// Took part, nobody said as what.
        Unknown = "unknown",
    }
}

names! {
    /// How an interview is held.
    Medium {
        Video = "video",
        Phone = "phone",
        Onsite = "onsite",
    }
}

names! {
    /// How firmly a promise was given (READING.md).
    Strength {
        Hard = "hard",
        Soft = "soft",
        Conditional = "conditional",
        ImplicitRejection = "implicit_rejection",
    }
}

names! {
    /// How they like to be contacted.
    Preference {
        Phone = "phone",
        Email = "email",
        /// Not at all, until they write.
        Nobody = "none",
        Portal = "portal",
    }
}

names! {
    /// The language of a text, as far as it matters to us.
    Language {
        English = "en",
        German = "de",
        French = "fr",
        Spanish = "es",
        /// None of ours, or not reliably told.
        Other = "other",
    }
}

/// What we think a mail says, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub class: Class,
    /// Further classes that are also true of it.
    #[serde(default)]
    pub also: Vec<Class>,
    /// Calibrated: of all readings at 0.9, nine in ten are right. 0 to 1.
    pub confidence: f64,
    pub facts: Facts,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What a careful person would warn of; any of them holds back drafts (SAFETY.md, hostile mail).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspicions: Vec<Suspicion>,
    pub language: Language,
    /// Neither voter, nor the sender table, a calendar part or anything else speaks for job mail: may be forgotten.
    pub may_discard: bool,
}

/// What a mail states. Whatever it does not state is absent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requisition: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonFact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interview: Option<InterviewFact>,
    /// Further sessions of a calendar part or a schedule, after the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_interviews: Vec<InterviewFact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<SlotFact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<PromiseFact>,
    /// Asked to wait: no follow-up before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_until: Option<NaiveDate>,
    /// Asked to wait without a date: until their next word (W3).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quiet_until_word: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineFact>,
    /// What they ask for, as short nouns ("references", "portfolio").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_preference: Option<Preference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_person: Option<PersonFact>,
    /// A link for booking a time oneself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking_link: Option<String>,
    /// A telephone number of the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Identity of the calendar part's event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarFact>,
    /// The employer has put the whole application on hold (`status_update`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_hold: bool,
    /// An agency or staffing firm that writes for the employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The Date header, where it is days away from the delivery: times are counted from the delivery then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub odd_date: Option<DateTime<FixedOffset>>,
    /// A rejection that offers another role by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_role: Option<String>,
}

/// A person that a mail names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// An interview's time and place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct InterviewFact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime<FixedOffset>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime<FixedOffset>>,
    /// IANA name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// A link or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The old start of one that moves or falls away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<DateTime<FixedOffset>>,
}

/// An offered time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotFact {
    pub start: DateTime<FixedOffset>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime<FixedOffset>>,
}

/// By when they said they would be heard from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFact {
    pub by: NaiveDate,
    pub strength: Strength,
}

/// What is due and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineFact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    pub by: By,
}

/// A day, or an instant where an hour is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum By {
    Instant(DateTime<FixedOffset>),
    Day(NaiveDate),
}

/// Identity of a calendar event (RFC 5545 §3.8.4.7, §3.8.7.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFact {
    pub uid: String,
    pub sequence: i64,
    pub stamp: Option<Time>,
    pub method: Method,
    /// Whom a calendar reply goes to (RFC 5546 §3.2.3).
    pub organizer: Option<Person>,
    pub summary: String,
    /// The owner as the invitation names them: the ATTENDEE of a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<Person>,
    /// Which of a series it is (RFC 5545 §3.8.4.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence_id: Option<CalendarTime>,
}

/// The words that a class or fact rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// "class", or the fact's key ("promise", "interview.start").
    #[serde(rename = "for")]
    pub supports: String,
    /// The very words.
    pub text: String,
    /// "subject", "text", "header:NAME", "calendar".
    pub part: String,
    /// Bytes of that part, `[from, to)`; for "text" the part is [`crate::mail::Body::newest`].
    pub span: [usize; 2],
}

names! {
    /// A reason to be careful with a mail.
    Suspicion {
        LookAlikeDomain = "look_alike_domain",
        LinkTarget = "link_target",
        MoneyAsked = "money_asked",
        IdentityDocuments = "identity_documents",
        MessengerInterview = "messenger_interview",
        OfferWithoutInterview = "offer_without_interview",
        DisplayName = "display_name",
        AuthenticationFailed = "authentication_failed",
        WebmailEmployer = "webmail_employer",
    }
}

/// What the reader may know beyond the mail itself, and what it reads with.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The owner's addresses.
    pub owner: BTreeSet<Address>,
    /// The owner's name, which is nobody else's.
    pub owner_name: String,
    pub owner_zone: Tz,
    pub holidays: BTreeSet<NaiveDate>,
    tools: Arc<Tools>,
}

/// The sender table, as shipped.
pub const SENDERS: &str = include_str!("../../config/senders.toml");
/// The language packs, as shipped.
pub const PACKS: [&str; 4] = [
    include_str!("../../config/reading/en.toml"),
    include_str!("../../config/reading/de.toml"),
    include_str!("../../config/reading/fr.toml"),
    include_str!("../../config/reading/es.toml"),
];
const CALIBRATION: &str = include_str!("../../config/reading/calibration.toml");
const MODEL: &[u8] = include_bytes!("../../config/reading/model.bin");

/// What a reader reads with: costly to build, never changed, shared.
pub struct Tools {
    pub senders: Senders,
    pub packs: Vec<Pack>,
    pub model: Model,
    pub calibration: Calibration,
}

impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tools")
            .field("packs", &self.packs.len())
            .finish_non_exhaustive()
    }
}

impl Tools {
    /// The shipped ones, built once a process.
    #[must_use]
    pub fn shipped() -> Arc<Tools> {
        static SHIPPED: LazyLock<Arc<Tools>> = LazyLock::new(|| {
            let senders = Senders::parse(SENDERS).expect("a test reads the shipped sender table");
            let packs = PACKS
                .iter()
                .map(|text| Pack::parse(text).expect("a test reads the shipped packs"))
                .collect();
            let model = Model::parse(MODEL).expect("a test reads the shipped model");
            let calibration =
                toml::from_str(CALIBRATION).expect("a test reads the shipped calibration");
            Arc::new(Tools {
                senders,
                packs,
                model,
                calibration,
            })
        });
        Arc::clone(&SHIPPED)
    }
}

impl Reader {
    /// A reader with the shipped rules and model.
    #[must_use]
    pub fn new(
        owner: BTreeSet<Address>,
        owner_name: &str,
        owner_zone: Tz,
        holidays: BTreeSet<NaiveDate>,
    ) -> Self {
        Self {
            owner,
            owner_name: owner_name.to_owned(),
            owner_zone,
            holidays,
            tools: Tools::shipped(),
        }
    }

    /// The same with the owner's own language packs beside the shipped ones; a pack of a language that is there adds to it.
    ///
    /// # Errors
    /// Where a text is no pack, or a pattern does not compile.
    pub fn with_packs<'a>(
        mut self,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, PackError> {
        let mut packs = Vec::new();
        for text in PACKS.into_iter().chain(texts) {
            packs.push(Pack::parse(text)?);
        }
        self.tools = Arc::new(Tools {
            senders: self.tools.senders.clone(),
            packs,
            model: Model::parse(MODEL).expect("a test reads the shipped model"),
            calibration: self.tools.calibration.clone(),
        });
        Ok(self)
    }

    /// The same with other tools: how training measures what is not shipped yet.
    #[must_use]
    pub fn with_tools(mut self, tools: Arc<Tools>) -> Self {
        self.tools = tools;
        self
    }

    /// What it reads with.
    #[must_use]
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// Reads a mail.
    #[must_use]
    pub fn read(&self, mail: &Mail) -> Reading {
        let ballot = self.vote(mail);
        let decision = classify::decide(&ballot.votes, &self.tools.calibration);
        ballot.conclude(mail, self, decision)
    }

    /// The voters' words on a mail, before they are joined.
    #[must_use]
    pub fn vote(&self, mail: &Mail) -> Ballot {
        Ballot::of(mail, &self.tools)
    }
}

#[cfg(test)]
mod tests;
