//! When they said they would be heard from (W1, W6), and when they asked for peace (W3).
//!
//! The newest stated promise holds. A word of theirs that decides or asks for something (an invitation, an assessment,
//! an offer, a no) ends it; any other word ends it from the promised day on (they were heard from, W2 counts anew),
//! before that it is an acknowledgement and the promise stands. A condition ("if selected …") promises nothing.

use chrono::NaiveDate;

use super::{Application, Promise, Quiet, Where};
use crate::event::Heard;
use crate::id::MessageId;
use crate::moment::Time;
use crate::reading::{Class, PromiseFact, Strength};

impl Application {
    /// A promise from a mail or from the debrief notes.
    pub(super) fn set_promise(
        &mut self,
        fact: PromiseFact,
        stated_at: Time,
        message_id: Option<MessageId>,
    ) {
        let promise = Promise {
            by: fact.by,
            strength: fact.strength,
            stated_at,
            message_id,
            missed: false,
        };
        match fact.strength {
            Strength::Hard | Strength::Soft => self.promise = Some(promise),
            Strength::ImplicitRejection => self.silence_means_no = Some(promise),
            Strength::Conditional => {}
        }
    }

    pub(super) fn hear_promise(&mut self, heard: &Heard, at: Time) {
        if is_word(heard.class) {
            self.silence_means_no = None;
            self.end_fulfilled(heard, at);
        }
        if let Some(fact) = heard.facts.promise {
            self.set_promise(fact, at, Some(heard.message_id.clone()));
        }
    }

    fn end_fulfilled(&mut self, heard: &Heard, at: Time) {
        let Some(promise) = &self.promise else {
            return;
        };
        let is_due = promise.missed || self.local_day(at) >= promise.by;
        if keeps(heard.class, heard.by_person, is_due) {
            self.promise = None;
        }
    }

    /// Has a mail of theirs after `since` kept a promise to be heard from by that day?
    pub(super) fn decided_since(&self, since: Time, by: NaiveDate) -> bool {
        self.words.iter().any(|word| {
            let is_due = self.local_day(word.at) >= by;
            word.at > since && keeps(word.class, word.by_person, is_due)
        })
    }

    pub(super) fn hear_quiet(&mut self, heard: &Heard, at: Time) {
        if is_word(heard.class) && self.quiet.as_ref().is_some_and(|q| q.until.is_none()) {
            self.quiet = None;
        }
        let message_id = Some(heard.message_id.clone());
        if let Some(day) = heard.facts.quiet_until {
            self.set_quiet(Some(day), at, message_id);
        } else if heard.facts.quiet_until_word {
            self.set_quiet(None, at, message_id);
        }
    }

    pub(super) fn set_quiet(
        &mut self,
        until: Option<NaiveDate>,
        stated_at: Time,
        message_id: Option<MessageId>,
    ) {
        self.quiet = Some(Quiet {
            until,
            stated_at,
            message_id,
        });
    }

    /// A promise for a day before the interview was about the interview.
    pub(super) fn forget_promise_before(&mut self, end: Time) {
        let day = self.local_day(end);
        if self.promise.as_ref().is_some_and(|p| p.by < day) {
            self.promise = None;
        }
    }

    pub(super) fn promise_missed(&mut self, by: NaiveDate) -> bool {
        match &mut self.promise {
            Some(promise) if promise.by == by && !promise.missed => {
                promise.missed = true;
                true
            }
            _ => false,
        }
    }

    /// The day of an instant where the employer is, else in UTC.
    pub(super) fn local_day(&self, at: Time) -> NaiveDate {
        self.place().day(at)
    }

    /// Where the employer's clock stands, as far as their mail told.
    #[must_use]
    pub fn place(&self) -> Where<'_> {
        Where {
            zone: self.zone.as_deref(),
            offset: self.offset,
        }
    }
}

/// Whether a mail of that class is a word of theirs: machinery and advertisements are none (F3).
pub(super) fn is_word(class: Class) -> bool {
    class.is_about_application() || matches!(class, Class::Other | Class::RecruiterOutreach)
}

/// Whether a mail of that class keeps a promise, before its day or from it on.
fn keeps(class: Class, by_person: bool, is_due: bool) -> bool {
    match class {
        Class::InterviewInvitation
        | Class::InterviewConfirmation
        | Class::Assessment
        | Class::Offer
        | Class::Rejection
        | Class::PositionClosed => true,
        Class::StatusUpdate
        | Class::InformationRequest
        | Class::InterviewReschedule
        | Class::InterviewCancellation => is_due,
        Class::Other => is_due && by_person,
        Class::Confirmation
        | Class::ApplicationAdmin
        | Class::RecruiterOutreach
        | Class::JobAlert
        | Class::NetworkNotification
        | Class::Newsletter
        | Class::AutomaticReply
        | Class::Bounce => false,
    }
}
