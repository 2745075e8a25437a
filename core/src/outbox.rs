//! The delivery state machine of one row: strict. An illegal transition is our bug and an error.

use chrono::Duration;
use thiserror::Error;

use crate::book::{Outgoing, OutgoingKind, OutgoingState, SentCopy};
use crate::moment::Time;

/// What a delivery attempt came to; the hands tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// 250 after the dot, with the server's words.
    Accepted { words: String },
    /// 5xx: for good.
    Refused { words: String },
    /// 4xx: later.
    Deferred { words: String },
    /// The answer after the dot was lost: maybe sent.
    Uncertain { why: String },
    /// The connection failed before the text: nothing was sent.
    NotSent { why: String },
    /// An uncertain one was found in Sent, in the inbox, or in a delivery report.
    Found,
    /// It was looked for where such mail is known to be found, and is not there.
    NotFound,
    /// Nobody could look, or the search finds nothing that is surely there either.
    NotLooked,
}

/// A transition that must not be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("outbox row {row}: {what} is not allowed in state {state}")]
pub struct Illegal {
    pub row: crate::id::OutboxId,
    pub state: OutgoingState,
    pub what: &'static str,
}

/// For how long a deferred letter is tried again; then the owner is asked (SAFETY.md).
const GIVE_UP_AFTER: Duration = Duration::hours(24);
const TRIES: u32 = 8;

impl Outgoing {
    /// held → queued: the approval binds these bytes (SAFETY.md A4).
    ///
    /// # Errors
    /// Where the row is not held.
    pub fn queue(
        &self,
        approved: crate::id::Sha256,
        not_before: Time,
        now: Time,
    ) -> Result<Self, Illegal> {
        self.expect(OutgoingState::Held, "to queue")?;
        Ok(Self {
            approved_hash: Some(approved),
            state: OutgoingState::Queued,
            not_before,
            next_attempt_at: not_before,
            queued_at: now,
            changed_at: now,
            ..self.clone()
        })
    }

    /// queued, deferred → sending: committed before the socket is touched.
    ///
    /// # Errors
    /// Where the row is neither, or its approval is not of these bytes.
    pub fn begin(&self, now: Time) -> Result<Self, Illegal> {
        if !matches!(self.state, OutgoingState::Queued | OutgoingState::Deferred) {
            return Err(self.illegal("to begin"));
        }
        if self.kind == OutgoingKind::Letter && self.approved_hash != Some(self.hash) {
            return Err(self.illegal("to begin without an approval of these bytes"));
        }
        Ok(Self {
            state: OutgoingState::Sending,
            attempts: self.attempts.saturating_add(1),
            changed_at: now,
            ..self.clone()
        })
    }

    /// What a report makes of the row.
    ///
    /// # Errors
    /// Where the state has no such report.
    pub fn hear(&self, report: &Report, now: Time) -> Result<Self, Illegal> {
        use OutgoingState as S;
        let state = match (self.state, report) {
            (S::Sending, Report::Accepted { .. }) | (S::Uncertain, Report::Found) => S::Sent,
            (S::Sending, Report::Refused { .. }) => S::Refused,
            (S::Sending, Report::Deferred { .. } | Report::NotSent { .. }) => S::Deferred,
            (S::Sending, Report::Uncertain { .. }) => S::Uncertain,
            // A notice to the owner may go again; a letter never by itself (SAFETY.md, sending once).
            (S::Uncertain, Report::NotFound | Report::NotLooked) => match self.kind {
                OutgoingKind::Notice => S::Queued,
                OutgoingKind::Letter => S::Uncertain,
            },
            (
                S::Held
                | S::Queued
                | S::Sending
                | S::Sent
                | S::Refused
                | S::Deferred
                | S::Uncertain
                | S::Cancelled,
                _,
            ) => return Err(self.illegal("such a report")),
        };
        let words = match report {
            Report::Accepted { words } | Report::Refused { words } | Report::Deferred { words } => {
                words.clone()
            }
            Report::Uncertain { why } | Report::NotSent { why } => why.clone(),
            Report::Found => "found in the mailbox".to_owned(),
            Report::NotFound => "not found in the mailbox".to_owned(),
            Report::NotLooked => "could not be looked for in the mailbox".to_owned(),
        };
        let mut row = Self {
            state,
            words,
            changed_at: now,
            ..self.clone()
        };
        if state == S::Deferred {
            row.next_attempt_at = now + pause_after(self.attempts);
        }
        if state == S::Queued && self.attempts > 1 {
            // Ever more slowly: a filter of the owner's may have moved it out of sight.
            row.next_attempt_at = now + pause_after(self.attempts - 1);
        }
        if state == S::Sent && row.kind == OutgoingKind::Notice {
            // Its code must not lie about (SAFETY.md A1).
            row.mime = String::new();
            row.sent_copy = SentCopy::NotWanted;
        }
        Ok(row)
    }

    /// held, queued, deferred → cancelled.
    ///
    /// # Errors
    /// Where it has left, or may have.
    pub fn cancel(&self, why: &str, now: Time) -> Result<Self, Illegal> {
        match self.state {
            OutgoingState::Held | OutgoingState::Queued | OutgoingState::Deferred => Ok(Self {
                state: OutgoingState::Cancelled,
                words: why.to_owned(),
                changed_at: now,
                ..self.clone()
            }),
            OutgoingState::Sending
            | OutgoingState::Sent
            | OutgoingState::Refused
            | OutgoingState::Uncertain
            | OutgoingState::Cancelled => Err(self.illegal("to cancel")),
        }
    }

    /// uncertain → queued, by the owner's `resend`.
    ///
    /// # Errors
    /// Where the row is not uncertain.
    pub fn resend(&self, now: Time) -> Result<Self, Illegal> {
        self.expect(OutgoingState::Uncertain, "to resend")?;
        Ok(Self {
            state: OutgoingState::Queued,
            not_before: now,
            next_attempt_at: now,
            changed_at: now,
            ..self.clone()
        })
    }

    /// sending → uncertain, after a crash: it may have left.
    #[must_use]
    pub fn after_crash(&self, now: Time) -> Option<Self> {
        (self.state == OutgoingState::Sending).then(|| Self {
            state: OutgoingState::Uncertain,
            words: "heardback was stopped while it was sending".to_owned(),
            changed_at: now,
            ..self.clone()
        })
    }

    /// It may leave at that instant, as far as the row itself knows.
    #[must_use]
    pub fn is_due(&self, now: Time) -> bool {
        matches!(self.state, OutgoingState::Queued | OutgoingState::Deferred)
            && self.not_before <= now
            && self.next_attempt_at <= now
    }

    /// A deferred letter that was tried for a day: the owner decides. A day without a network is no day of trying.
    #[must_use]
    pub fn has_waited_long(&self, now: Time) -> bool {
        self.state == OutgoingState::Deferred
            && now - self.not_before >= GIVE_UP_AFTER
            && self.attempts >= TRIES
    }

    fn expect(&self, state: OutgoingState, what: &'static str) -> Result<(), Illegal> {
        if self.state == state {
            Ok(())
        } else {
            Err(self.illegal(what))
        }
    }

    fn illegal(&self, what: &'static str) -> Illegal {
        Illegal {
            row: self.id,
            state: self.state,
            what,
        }
    }
}

/// 5, 15, 30, 60 minutes, then two hours (SAFETY.md).
fn pause_after(attempts: u32) -> Duration {
    Duration::minutes(match attempts {
        0 | 1 => 5,
        2 => 15,
        3 => 30,
        4 => 60,
        _ => 120,
    })
}
