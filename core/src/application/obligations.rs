//! Who owes what until when (M1, M2): opened by what they ask for or the owner promises, closed by what is sent.

use super::{Application, Obligation, ObligationKind, Side};
use crate::event::{Heard, LetterKind, Wrote};
use crate::id::{EventId, MessageId, Person};
use crate::moment::Time;
use crate::reading::By;

/// Something newly asked for or promised.
pub(super) struct Owed {
    pub kind: ObligationKind,
    pub what: Vec<String>,
    pub due: Option<By>,
    pub at: Time,
    pub opened_in: Option<MessageId>,
    pub to: Option<Person>,
    pub opened_by: EventId,
}

impl Application {
    /// Opens what a mail of theirs asks for; a reminder of it moves the date of what is open already.
    pub(super) fn is_asked_for(
        &mut self,
        kind: ObligationKind,
        heard: &Heard,
        at: Time,
        event: EventId,
    ) {
        let mut what: Vec<String> = heard
            .facts
            .requested
            .iter()
            .filter(|w| !w.to_lowercase().contains("availab"))
            .cloned()
            .collect();
        if what.is_empty() {
            let named = heard.facts.deadline.as_ref().and_then(|d| d.what.clone());
            what.extend(named);
        }
        self.owe(Owed {
            kind,
            what,
            due: heard.facts.deadline.as_ref().map(|d| d.by),
            at,
            opened_in: Some(heard.message_id.clone()),
            to: heard
                .reply_to
                .clone()
                .or_else(|| heard.by_person.then(|| heard.from.clone())),
            opened_by: event,
        });
    }

    pub(super) fn owe(&mut self, owed: Owed) {
        let again = self.obligations.iter_mut().find(|o| {
            o.by == Side::Owner
                && o.kind == owed.kind
                && o.closed_at.is_none()
                && (owed.what.is_empty()
                    || o.what.is_empty()
                    || owed.what.iter().any(|w| o.what.contains(w)))
        });
        if let Some(open) = again {
            open.due = owed.due.or(open.due);
            open.to = owed.to.or(open.to.take());
            for what in owed.what {
                if !open.what.contains(&what) {
                    open.what.push(what);
                }
            }
            return;
        }
        let number = u32::try_from(self.obligations.len()).unwrap_or(u32::MAX);
        let what = if owed.what.is_empty() {
            vec![default_what(owed.kind).to_owned()]
        } else {
            owed.what
        };
        self.obligations.push(Obligation {
            number,
            by: Side::Owner,
            kind: owed.kind,
            what,
            due: owed.due,
            opened_at: owed.at,
            opened_in: owed.opened_in,
            to: owed.to,
            closed_at: None,
            opened_by: owed.opened_by,
        });
    }

    /// Closes what a letter of the owner's answers. An answer in a thread of another request leaves that one open.
    pub(super) fn is_answered(&mut self, wrote: &Wrote, at: Time) -> bool {
        let kinds: &[ObligationKind] = match wrote.kind {
            LetterKind::Material => &[ObligationKind::Information, ObligationKind::OwnPromise],
            LetterKind::Answer => &[ObligationKind::Information],
            LetterKind::Assessment => &[ObligationKind::Assessment],
            LetterKind::Application
            | LetterKind::Availability
            | LetterKind::RescheduleRequest
            | LetterKind::ThankYou
            | LetterKind::FollowUp
            | LetterKind::RejectionReply
            | LetterKind::OfferThanks
            | LetterKind::OfferAcceptance
            | LetterKind::OfferRefusal
            | LetterKind::Withdrawal
            | LetterKind::Unsolicited => &[],
        };
        let open = |o: &Obligation| {
            o.by == Side::Owner && o.closed_at.is_none() && kinds.contains(&o.kind)
        };
        let exact = self
            .obligations
            .iter()
            .any(|o| open(o) && o.opened_in.is_some() && o.opened_in == wrote.in_reply_to);
        let mut closed = false;
        for o in self.obligations.iter_mut().filter(|o| open(o)) {
            if !exact || o.opened_in == wrote.in_reply_to {
                o.closed_at = Some(at);
                closed = true;
            }
        }
        closed
    }

    /// The owner says that it is done.
    pub(super) fn is_met(
        &mut self,
        kind: ObligationKind,
        opened_in: Option<&MessageId>,
        at: Time,
    ) -> bool {
        let mut met = false;
        for o in self.obligations.iter_mut() {
            let this = o.kind == kind
                && o.closed_at.is_none()
                && (opened_in.is_none() || o.opened_in.as_ref() == opened_in);
            if this {
                o.closed_at = Some(at);
                met = true;
            }
        }
        met
    }

    /// "We have received your papers": a confirmation in the thread of what they had asked for.
    pub(super) fn close_received(&mut self, heard: &Heard, at: Time) {
        for o in self.obligations.iter_mut() {
            let answered = o
                .opened_in
                .as_ref()
                .is_some_and(|id| heard.references.contains(id));
            if o.by == Side::Owner && o.closed_at.is_none() && answered {
                o.closed_at = Some(at);
            }
        }
    }

    /// They went on without it: an assessment is behind an applicant who is invited or made an offer.
    pub(super) fn close_assessments(&mut self, at: Time) {
        self.is_met(ObligationKind::Assessment, None, at);
    }
}

fn default_what(kind: ObligationKind) -> &'static str {
    match kind {
        ObligationKind::Information => "an answer",
        ObligationKind::Assessment => "the assessment",
        ObligationKind::OwnPromise => "what you promised",
    }
}
