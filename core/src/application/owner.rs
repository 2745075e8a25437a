//! What the owner says and what time does: the owner's word wins over every earlier event.

use super::{
    Application, Conflict, Effect, Interview, InterviewState, NoteText, ObligationKind, Outcome,
    Phase, notes,
};
use crate::application::obligations::Owed;
use crate::event::{Event, EventKind, Heard, OwnerSet, Wrote};
use crate::matching::same_role;
use crate::moment::Time;
use crate::reading::{By, Class, PromiseFact};

impl Application {
    /// The lead that begins where a rejection offers another role by name: an application of its own.
    #[must_use]
    pub fn lead_begun_by(&self, heard: &Heard) -> Option<EventKind> {
        let role = heard
            .facts
            .other_role
            .as_deref()
            .filter(|role| self.role.as_deref().is_none_or(|own| !same_role(own, role)))?;
        (heard.class == Class::Rejection).then(|| EventKind::Added {
            company: self.company.clone().or(heard.facts.company.clone()),
            role: Some(role.to_owned()),
            phase: Phase::Lead,
        })
    }

    pub(super) fn added(
        &mut self,
        company: Option<&str>,
        role: Option<&str>,
        phase: Phase,
    ) -> Effect {
        if self.company.is_none() {
            self.company = company.map(str::to_owned);
        }
        if self.role.is_none() {
            self.role = role.map(str::to_owned);
        }
        self.phase = self.phase.max(phase);
        Effect::advanced("you added it")
    }

    /// Every value that is there wins, and settles what was asked until now. An empty one settles that and no more.
    pub(super) fn owner_set(&mut self, set: &OwnerSet, at: Time) -> Effect {
        self.conflicts.clear();
        if let Some(company) = &set.company {
            self.company = Some(company.clone());
            self.owner_said.company = set.company.clone();
        }
        if let Some(role) = &set.role {
            self.role = Some(role.clone());
            self.owner_said.role = set.role.clone();
        }
        if let Some(outcome) = set.outcome {
            self.set_outcome(outcome);
        }
        if let Some(phase) = set.phase {
            self.phase = phase;
            self.owner_said.phase = set.phase;
        }
        if let Some(day) = set.quiet_until {
            self.set_quiet(Some(day), at, None);
            self.owner_said.quiet_until = set.quiet_until;
        }
        if let Some(start) = set.no_show {
            self.no_show(start);
        }
        Effect::advanced("you said so")
    }

    fn set_outcome(&mut self, outcome: Outcome) {
        self.outcome = outcome;
        self.owner_said.outcome = Some(outcome);
        match outcome {
            Outcome::Open => {
                self.closed = None;
                if self.offer.is_some() {
                    self.phase = self.phase.max(Phase::Offer);
                }
            }
            Outcome::Accepted => self.phase = Phase::Hired,
            Outcome::OnHold
            | Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired
            | Outcome::Quiet => {}
        }
    }

    fn no_show(&mut self, start: Time) {
        if let Some(interview) = self.interviews.iter_mut().find(|i| i.start == Some(start)) {
            interview.state = InterviewState::NoShow;
        }
    }

    /// A letter by which the owner ends it. What it means was read from its words, so an accepted job is asked about.
    pub(super) fn owner_ends(&mut self, how: Outcome, event: &Event, because: &str) -> Effect {
        match self.outcome {
            Outcome::Accepted => {
                Effect::ask("Your letter reads like a withdrawal, but you had accepted this offer.")
            }
            Outcome::Open | Outcome::OnHold | Outcome::Quiet
                if how == Outcome::OfferDeclined && self.offer.is_none() =>
            {
                Effect::ask("Your letter reads like declining an offer, but no offer is known.")
            }
            Outcome::Open | Outcome::OnHold | Outcome::Quiet => self.end(how, event, None, because),
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired => {
                Effect::unchanged(format!("the application had ended ({})", self.outcome))
            }
        }
    }

    pub(super) fn went_quiet(&mut self, at: Time) -> Effect {
        if self.outcome != Outcome::Open || self.phase >= Phase::Offer {
            return Effect::unchanged("it was not waiting for a word");
        }
        if self.interviews.iter().any(super::Interview::is_fixed) {
            return Effect::unchanged("an interview is still to come");
        }
        self.outcome = Outcome::Quiet;
        let day = self.local_day(at);
        let implied = self.silence_means_no.as_ref().is_some_and(|p| p.by <= day);
        Effect::advanced(if implied {
            "they had said that silence by now would mean no"
        } else {
            "nothing was heard for a long time; that is not a no"
        })
    }

    pub(super) fn offer_expired(&mut self) -> Effect {
        if self.outcome == Outcome::Open && self.phase == Phase::Offer {
            self.outcome = Outcome::OfferExpired;
            Effect::advanced("the offer's deadline has passed")
        } else {
            Effect::unchanged("no offer was waiting for an answer")
        }
    }

    /// What was said in an interview is older than what they wrote after it, whenever the notes come in: a mail that has
    /// kept the promise since leaves nothing of it, and one that names another day counts.
    fn take_noted_promise(&mut self, noted: PromiseFact, interview: Option<usize>, at: Time) {
        let end = interview
            .and_then(|n| self.interviews.get(n))
            .and_then(Interview::ends_at);
        let spoken_at = end.filter(|end| *end <= at).unwrap_or(at);
        if self.decided_since(spoken_at, noted.by) {
            return;
        }
        let written = self
            .promise
            .as_ref()
            .filter(|p| p.message_id.is_some() && p.stated_at > spoken_at);
        match written {
            Some(written) if written.by != noted.by => {
                let what = format!(
                    "Your notes say that you will hear by {}, their mail after the interview says {}; the mail counts.",
                    noted.by, written.by
                );
                let message_id = written.message_id.clone();
                self.conflicts.push(Conflict {
                    at,
                    what,
                    message_id,
                });
            }
            Some(_) => {}
            None => self.set_promise(noted, at, None),
        }
    }

    /// Keeps the debrief with its interview, and lets what it says move the dates.
    pub(super) fn take_notes(&mut self, start: Option<Time>, text: &str, event: &Event) -> Effect {
        let of_start = self
            .interviews
            .iter()
            .position(|i| start.is_some() && i.start == start);
        let newest = self
            .interviews
            .iter()
            .enumerate()
            .filter(|(_, i)| i.start.is_some_and(|s| s <= event.at))
            .max_by_key(|(_, i)| i.start)
            .map(|(n, _)| n);
        let found = of_start.or(newest);
        if let Some(interview) = found.and_then(|n| self.interviews.get_mut(n)) {
            interview.notes.push(NoteText {
                at: event.at,
                text: text.to_owned(),
            });
        }
        let noted = self.meet_noted(text, found, event);
        let said = notes::read_notes(text, event.at, self.place());
        if let Some(promise) = said.promise {
            self.take_noted_promise(promise, found, event.at);
        }
        if let Some(day) = said.quiet_until {
            self.set_quiet(Some(day), event.at, None);
        } else if said.quiet_until_word {
            self.set_quiet(None, event.at, None);
        }
        if said.preference.is_some() {
            self.preference = said.preference;
        }
        if said.phone.is_some() {
            self.phone = said.phone;
        }
        for own in said.own_promises {
            let to = noted
                .promised_to
                .iter()
                .find(|(what, _)| *what == own.what)
                .map(|(_, to)| to.clone());
            self.owe(Owed {
                kind: ObligationKind::OwnPromise,
                what: vec![own.what],
                due: own.due,
                at: event.at,
                opened_in: None,
                to,
                opened_by: event.id,
            });
        }
        Effect::unchanged("your notes are kept with the interview")
    }

    /// "I will send you …" in a letter of the owner's (M2).
    pub(super) fn promises_of_owner(&mut self, wrote: &Wrote, event: &Event) {
        if wrote.facts.requested.is_empty() {
            return;
        }
        let due = wrote
            .facts
            .deadline
            .as_ref()
            .map(|d| d.by)
            .or(wrote.facts.promise.map(|p| By::Day(p.by)));
        self.owe(Owed {
            kind: ObligationKind::OwnPromise,
            what: wrote.facts.requested.clone(),
            due,
            at: event.at,
            opened_in: Some(wrote.message_id.clone()),
            to: wrote.to.first().cloned(),
            opened_by: event.id,
        });
    }
}
