//! What has happened in an application's life: append-only, each with its date and where it comes from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::application::{ObligationKind, Outcome, Phase};
use crate::id::{ApplicationId, EventId, MessageId, Person};
use crate::moment::Time;
use crate::reading::{Class, Facts, Language, Suspicion};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    pub application: ApplicationId,
    /// When it happened: a message's own date, the clock's due time, when the owner said so. The fold orders by this.
    pub at: Time,
    /// When heardback learned of it.
    pub recorded_at: Time,
    pub source: Source,
    pub kind: EventKind,
}

/// Where an event comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A mail of the world's, or of the owner's in Sent.
    Mail(MessageId),
    /// The owner, by reply or on the command line.
    Owner,
    /// Time that has passed.
    Clock,
    /// A letter that heardback sent.
    Outbox(MessageId),
}

/// What happened. The JSON of a variant is the form of the store: version it by adding variants and optional fields only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum EventKind {
    /// An employer wrote; the class says what (Confirmed, InterviewRequested, Rejected …).
    Heard(Box<Heard>),
    /// The owner wrote, by hand or through heardback (AvailabilitySent, ThankYouSent, FollowUpSent, Withdrawn …).
    Wrote(Box<Wrote>),
    /// The clock: the interview with this start has ended.
    InterviewEnded {
        start: Time,
    },
    /// The clock: the promised day and its grace have passed without a word.
    PromiseMissed {
        by: NaiveDate,
    },
    /// The clock: so long after the last follow-up that nothing more is expected (W7).
    WentQuiet,
    /// The clock: the offer's deadline has passed.
    OfferExpired,
    /// The owner's debrief of the interview with this start (T1), free text.
    Notes {
        start: Option<Time>,
        text: String,
    },
    /// The owner opened an application by hand.
    Added {
        company: Option<String>,
        role: Option<String>,
        phase: Phase,
    },
    /// The owner knows better: every value that is there wins over every earlier event.
    OwnerSet(Box<OwnerSet>),
    /// A person that the owner added: letters may go there.
    PersonAdded(Person),
    OfferAccepted,
    OfferDeclined,
    Withdrawn,
    /// The owner did what the mail asked for (or what was promised in it), beside heardback: the portal, the telephone.
    ObligationMet {
        kind: ObligationKind,
        opened_in: Option<MessageId>,
    },
    /// An earlier event is taken back; the fold runs as if it had never been.
    Retracted {
        event: EventId,
    },
    /// A word that changes no state: a mail under doubt, an automatic reply, a bounce.
    Noted {
        class: Class,
        why: String,
    },
}

/// A mail from the world, as far as an application's life is concerned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    pub message_id: MessageId,
    pub class: Class,
    #[serde(default)]
    pub also: Vec<Class>,
    pub confidence: f64,
    pub facts: Facts,
    /// Who wrote, as the From header says.
    pub from: Person,
    /// Where an answer goes: Reply-To, else From; absent where nobody reads it (R3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Person>,
    /// A person wrote, not a machine.
    pub by_person: bool,
    pub subject: String,
    /// For the References header of an answer (RFC 5322 §3.6.4).
    #[serde(default)]
    pub references: Vec<MessageId>,
    pub language: Language,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspicions: Vec<Suspicion>,
    /// The address that it was written to, where it is one of the owner's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Person>,
    /// Others in To and Cc.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copied: Vec<Person>,
    /// Whether it addresses the owner as "du", "tu" or "tú"; `None` where that does not show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub familiar: Option<bool>,
    /// The receiving server vouched for its sender (RFC 8601).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authenticated: bool,
}

/// A letter of the owner's that left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wrote {
    pub message_id: MessageId,
    pub to: Vec<Person>,
    pub kind: LetterKind,
    pub by: Author,
    pub subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<MessageId>,
    /// What it states: promises of the owner's, an accepted time …
    #[serde(default)]
    pub facts: Facts,
}

/// What a letter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// An application sent by mail.
    Application,
    /// Answers an invitation: accepts or offers times.
    Availability,
    /// Declines a time or asks for another.
    RescheduleRequest,
    ThankYou,
    FollowUp,
    /// Sends what was asked for.
    Material,
    /// An assessment handed in.
    Assessment,
    RejectionReply,
    OfferThanks,
    OfferAcceptance,
    OfferRefusal,
    Withdrawal,
    /// Answers a question of theirs.
    Answer,
    /// Anything else nobody asked for.
    Unsolicited,
}

/// Who wrote a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Owner,
    Heardback,
}

/// What the owner says is so.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OwnerSet {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_until: Option<NaiveDate>,
    /// The interview with this start did not take place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_show: Option<Time>,
}

impl EventKind {
    /// The employer's mail, if it is one.
    #[must_use]
    pub fn heard(&self) -> Option<&Heard> {
        if let EventKind::Heard(heard) = self {
            Some(heard)
        } else {
            None
        }
    }

    /// The event's name, as APPLICATION.md gives it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            EventKind::Heard(heard) => heard_name(heard.class),
            EventKind::Wrote(wrote) => wrote_name(wrote.kind),
            EventKind::InterviewEnded { .. } => "InterviewEnded",
            EventKind::PromiseMissed { .. } => "PromiseMissed",
            EventKind::WentQuiet => "WentQuiet",
            EventKind::OfferExpired => "OfferExpired",
            EventKind::Notes { .. } => "Notes",
            EventKind::Added { .. } => "Added",
            EventKind::OwnerSet(_) => "OwnerSet",
            EventKind::PersonAdded(_) => "PersonAdded",
            EventKind::ObligationMet { .. } => "ObligationMet",
            EventKind::OfferAccepted => "OfferAccepted",
            EventKind::OfferDeclined => "OfferDeclined",
            EventKind::Withdrawn => "Withdrawn",
            EventKind::Retracted { .. } => "Retracted",
            EventKind::Noted { .. } => "Noted",
        }
    }
}

fn heard_name(class: Class) -> &'static str {
    match class {
        Class::Confirmation => "Confirmed",
        Class::ApplicationAdmin => "ApplicationAdmin",
        Class::StatusUpdate => "StatusUpdate",
        Class::InterviewInvitation => "InterviewRequested",
        Class::InterviewConfirmation => "InterviewConfirmed",
        Class::InterviewReschedule => "InterviewRescheduled",
        Class::InterviewCancellation => "InterviewCancelled",
        Class::Assessment => "AssessmentRequested",
        Class::InformationRequest => "InformationRequested",
        Class::Offer => "OfferMade",
        Class::Rejection => "Rejected",
        Class::PositionClosed => "PositionClosed",
        Class::AutomaticReply => "AutoReply",
        Class::Bounce => "Bounce",
        Class::RecruiterOutreach
        | Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::Other => "Heard",
    }
}

fn wrote_name(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Application => "Submitted",
        LetterKind::Availability => "AvailabilitySent",
        LetterKind::RescheduleRequest => "RescheduleRequested",
        LetterKind::ThankYou => "ThankYouSent",
        LetterKind::FollowUp => "FollowUpSent",
        LetterKind::Material => "InformationSent",
        LetterKind::Assessment => "AssessmentSubmitted",
        LetterKind::RejectionReply => "RejectionReplySent",
        LetterKind::OfferThanks => "OfferThanksSent",
        LetterKind::OfferAcceptance => "OfferAccepted",
        LetterKind::OfferRefusal => "OfferDeclined",
        LetterKind::Withdrawal => "Withdrawn",
        LetterKind::Answer => "AnswerSent",
        LetterKind::Unsolicited => "LetterSent",
    }
}

impl LetterKind {
    /// Nobody asked for it: counts for W4.
    #[must_use]
    pub fn is_unsolicited(self) -> bool {
        matches!(
            self,
            LetterKind::ThankYou | LetterKind::FollowUp | LetterKind::Unsolicited
        )
    }
}
