//! Ends, pauses, offers, and what opens an application again (APPLICATION.md): no outcome is final, and none changes
//! against the owner's word.

use super::phrases::{article, because, capital};
use super::{Application, Closed, Effect, Offer, Outcome, Phase};
use crate::event::{Event, Heard, LetterKind, Source};
use crate::reading::Class;

/// Whether a word opens again what had ended.
pub(super) enum Reopening {
    NotNeeded,
    ByItself { flagged: bool },
    Asked,
    Stays(String),
}

/// The owner has said `yes` to this mail: it counts, whatever it contradicts.
pub(super) fn is_affirmed(event: &Event) -> bool {
    event.source == Source::Owner
}

impl Application {
    /// Whether a word reopens what had ended (APPLICATION.md). Silence was our own guess: any word ends it.
    pub(super) fn reopening(&self, heard: &Heard, linked: bool, event: &Event) -> Reopening {
        if self.is_farewell(heard) {
            return Reopening::Stays("they answered your reply to their no".to_owned());
        }
        match self.reopening_by_word(heard.class, linked) {
            Reopening::Asked | Reopening::ByItself { .. } if is_affirmed(event) => {
                Reopening::ByItself { flagged: false }
            }
            decided @ (Reopening::NotNeeded
            | Reopening::ByItself { .. }
            | Reopening::Asked
            | Reopening::Stays(_)) => decided,
        }
    }

    /// "Thank you for your kind words": an answer to the owner's reply to a no, which announces nothing.
    fn is_farewell(&self, heard: &Heard) -> bool {
        let ended = matches!(self.outcome, Outcome::Rejected | Outcome::PositionClosed);
        let answers_farewell = self
            .letters
            .iter()
            .filter(|l| l.kind == LetterKind::RejectionReply)
            .any(|l| heard.references.contains(&l.message_id));
        ended
            && answers_farewell
            && heard.class == Class::StatusUpdate
            && heard.also.is_empty()
            && heard.facts.promise.is_none()
    }

    fn reopening_by_word(&self, class: Class, linked: bool) -> Reopening {
        let invites = matches!(
            class,
            Class::InterviewInvitation | Class::InterviewConfirmation | Class::InterviewReschedule
        );
        match self.outcome {
            Outcome::Open => Reopening::NotNeeded,
            Outcome::Quiet if class == Class::RecruiterOutreach => {
                Reopening::Stays("an approach of theirs decides nothing".to_owned())
            }
            Outcome::Quiet => self.unless_settled(Reopening::ByItself { flagged: false }),
            Outcome::OnHold if linked && (invites || class == Class::StatusUpdate) => {
                self.unless_settled(Reopening::ByItself { flagged: false })
            }
            Outcome::Rejected | Outcome::PositionClosed
                if linked && (invites || class == Class::StatusUpdate) =>
            {
                self.unless_settled(Reopening::ByItself { flagged: invites })
            }
            Outcome::OnHold | Outcome::Rejected | Outcome::PositionClosed
                if matches!(
                    class,
                    Class::Confirmation
                        | Class::ApplicationAdmin
                        | Class::RecruiterOutreach
                        | Class::InterviewCancellation
                ) =>
            {
                Reopening::Stays(format!("the application had ended ({})", self.outcome))
            }
            Outcome::OnHold | Outcome::Rejected | Outcome::PositionClosed => Reopening::Asked,
            Outcome::OfferExpired
                if matches!(
                    class,
                    Class::Confirmation
                        | Class::ApplicationAdmin
                        | Class::RecruiterOutreach
                        | Class::InterviewCancellation
                ) =>
            {
                Reopening::Stays("the offer had expired".to_owned())
            }
            Outcome::Accepted | Outcome::Withdrawn | Outcome::OfferDeclined
                if matches!(
                    class,
                    Class::Confirmation
                        | Class::ApplicationAdmin
                        | Class::StatusUpdate
                        | Class::InterviewCancellation
                        | Class::InformationRequest
                        | Class::RecruiterOutreach
                ) =>
            {
                Reopening::Stays(format!("the application had ended ({})", self.outcome))
            }
            Outcome::Accepted
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired => Reopening::Asked,
        }
    }

    /// What the owner settled is only ever proposed to be otherwise.
    fn unless_settled(&self, reopening: Reopening) -> Reopening {
        if self.owner_said.outcome.is_some() {
            Reopening::Asked
        } else {
            reopening
        }
    }

    pub(super) fn put_on_hold(&mut self, event: &Event) -> Effect {
        match self.outcome {
            Outcome::Open | Outcome::Quiet | Outcome::Accepted if is_affirmed(event) => {
                self.outcome = Outcome::OnHold;
                Effect::advanced("they put the process on hold")
            }
            Outcome::Open | Outcome::Quiet if self.phase >= Phase::Offer => {
                Effect::ask("They put the process on hold after an offer.")
            }
            Outcome::Open | Outcome::Quiet if self.owner_said.outcome.is_some() => {
                Effect::ask("They put the application on hold, which you had settled otherwise.")
            }
            Outcome::Open | Outcome::Quiet => {
                self.phase = self.phase.max(Phase::InReview);
                self.outcome = Outcome::OnHold;
                Effect::advanced("they put the process on hold")
            }
            Outcome::OnHold => Effect::unchanged("it was on hold already"),
            Outcome::Accepted => Effect::ask(format!(
                "They wrote on {} that the process is on hold, after you had accepted.",
                event.at.format("%-d %B %Y")
            )),
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired => {
                Effect::unchanged(format!("the application had ended ({})", self.outcome))
            }
        }
    }

    /// The details of an offer are kept even where the owner has to decide what it means.
    pub(super) fn offered(&mut self, heard: &Heard, event: &Event) -> Effect {
        let known = self.offer.is_some();
        let deadline = heard.facts.deadline.as_ref().map(|d| d.by);
        let earlier = self.offer.take();
        self.offer = Some(Offer {
            at: event.at,
            message_id: heard.message_id.clone(),
            deadline: deadline.or(earlier.and_then(|o| o.deadline)),
            from: heard.from.clone(),
            reply_to: heard.reply_to.clone(),
        });
        self.note_details(heard, event);
        let settled_otherwise = self.owner_said.outcome.is_some_and(|o| o != Outcome::Open);
        match self.outcome {
            Outcome::Accepted => Effect::unchanged("you have accepted already"),
            Outcome::Open | Outcome::Quiet | Outcome::OfferExpired if !settled_otherwise => {
                self.take_offer(event, known)
            }
            Outcome::Open
            | Outcome::Quiet
            | Outcome::OfferExpired
            | Outcome::OnHold
            | Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
                if is_affirmed(event) =>
            {
                self.take_offer(event, known)
            }
            Outcome::Open
            | Outcome::Quiet
            | Outcome::OfferExpired
            | Outcome::OnHold
            | Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined => Effect::ask(format!(
                "An offer came although this application had ended ({}). Is it open again?",
                self.outcome
            )),
        }
    }

    fn take_offer(&mut self, event: &Event, known: bool) -> Effect {
        self.outcome = Outcome::Open;
        self.closed = None;
        self.phase = self.phase.max(Phase::Offer);
        self.close_assessments(event.at);
        Effect::advanced(if known {
            "they changed or repeated their offer"
        } else {
            "they offer you the job"
        })
    }

    pub(super) fn closed_by(&mut self, how: Outcome, heard: &Heard, event: &Event) -> Effect {
        let what = article(heard.class);
        match self.outcome {
            Outcome::Open | Outcome::OnHold | Outcome::Quiet | Outcome::Accepted
                if is_affirmed(event) =>
            {
                self.end(how, event, Some(heard), because(heard.class))
            }
            Outcome::Accepted => Effect::ask(format!(
                "{} came after you had accepted the offer.",
                capital(&what)
            )),
            Outcome::Open | Outcome::OnHold | Outcome::Quiet if self.phase >= Phase::Offer => {
                Effect::ask(format!("{} came after their offer.", capital(&what)))
            }
            Outcome::Open | Outcome::OnHold | Outcome::Quiet
                if self.owner_said.outcome.is_some() =>
            {
                Effect::ask(format!(
                    "{} came although you had settled how this application stands.",
                    capital(&what)
                ))
            }
            Outcome::Open | Outcome::OnHold | Outcome::Quiet => {
                self.phase = self.phase.max(Phase::Applied);
                self.end(how, event, Some(heard), because(heard.class))
            }
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired => {
                Effect::unchanged(format!("the application had ended ({})", self.outcome))
            }
        }
    }

    /// Ends the application. One that was accepted ends only by the owner's own word.
    pub(super) fn end(
        &mut self,
        how: Outcome,
        event: &Event,
        heard: Option<&Heard>,
        because: &str,
    ) -> Effect {
        if self.outcome == how {
            return Effect::unchanged(format!("it had ended already ({how})"));
        }
        self.outcome = how;
        self.closed = Some(Closed {
            at: event.at,
            learned_at: event.recorded_at,
            message_id: event.kind.message_id().cloned(),
            from: heard.map(|h| h.from.clone()),
            reply_to: heard.and_then(|h| h.reply_to.clone()),
            by_person: heard.is_some_and(|h| h.by_person),
        });
        Effect::advanced(because)
    }

    pub(super) fn accepted(&mut self, because: &str) -> Effect {
        if self.outcome == Outcome::Accepted {
            return Effect::unchanged("it was accepted already");
        }
        self.outcome = Outcome::Accepted;
        self.phase = Phase::Hired;
        self.closed = None;
        Effect::advanced(because)
    }
}
