//! What people see of an application, and whose move it is: both derived, neither stored as such.

use super::{
    Application, Interview, InterviewState, ObligationKind, Outcome, Phase, Side, Status, Turn,
};
use crate::reading::By;

impl Status {
    /// Whether something may still come of it: neither at an end nor gone quiet.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Status::Lead
            | Status::Applied
            | Status::Confirmed
            | Status::InReview
            | Status::Assessment
            | Status::Scheduling
            | Status::InterviewBooked
            | Status::Waiting
            | Status::Offer
            | Status::OnHold => true,
            Status::Quiet
            | Status::Rejected
            | Status::PositionClosed
            | Status::Withdrawn
            | Status::OfferDeclined
            | Status::OfferExpired
            | Status::Accepted => false,
        }
    }
}

impl Application {
    /// The status, the first that holds: an outcome other than open; an offer; an interview booked; one being arranged;
    /// an assessment owed; waiting after an interview; then the phase.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.outcome {
            Outcome::Open => self.status_while_open(),
            Outcome::OnHold => Status::OnHold,
            Outcome::Rejected => Status::Rejected,
            Outcome::PositionClosed => Status::PositionClosed,
            Outcome::Withdrawn => Status::Withdrawn,
            Outcome::OfferDeclined => Status::OfferDeclined,
            Outcome::OfferExpired => Status::OfferExpired,
            Outcome::Accepted => Status::Accepted,
            Outcome::Quiet => Status::Quiet,
        }
    }

    fn status_while_open(&self) -> Status {
        let any = |state| self.interviews.iter().any(|i| i.state == state);
        let arranging = self.interviews.iter().any(Interview::is_being_arranged);
        if self.phase == Phase::Hired {
            Status::Accepted
        } else if self.phase == Phase::Offer {
            Status::Offer
        } else if any(InterviewState::Booked) {
            Status::InterviewBooked
        } else if arranging {
            Status::Scheduling
        } else if self.owes(ObligationKind::Assessment) {
            Status::Assessment
        } else if any(InterviewState::Ended) || any(InterviewState::NoShow) {
            Status::Waiting
        } else {
            self.status_of_phase()
        }
    }

    /// In the phase `interview` with none ahead and none behind, one fell away and another has to be arranged.
    fn status_of_phase(&self) -> Status {
        match self.phase {
            Phase::Lead => Status::Lead,
            Phase::Applied => Status::Applied,
            Phase::Confirmed => Status::Confirmed,
            Phase::InReview => Status::InReview,
            Phase::Assessment => Status::Assessment,
            Phase::Interview => Status::Scheduling,
            Phase::Offer => Status::Offer,
            Phase::Hired => Status::Accepted,
        }
    }

    /// Whether anything more is expected of either side.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.outcome.is_end()
    }

    /// Whether the owner owes something of that kind.
    #[must_use]
    pub fn owes(&self, kind: ObligationKind) -> bool {
        self.obligations
            .iter()
            .any(|o| o.by == Side::Owner && o.kind == kind && o.closed_at.is_none())
    }

    /// Whose move it is, from the other facets.
    pub(super) fn whose_turn(&self) -> Turn {
        let theirs = Turn::Theirs {
            by: self.promise.as_ref().map(|p| p.by),
            quiet_until: self.quiet.as_ref().and_then(|q| q.until),
        };
        match self.outcome {
            Outcome::Open => self.our_move().unwrap_or(theirs),
            Outcome::OnHold => theirs,
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired
            | Outcome::Accepted
            | Outcome::Quiet => Turn::Nobody,
        }
    }

    fn our_move(&self) -> Option<Turn> {
        let ours = |what: &str, due: Option<By>| {
            Some(Turn::Ours {
                what: what.to_owned(),
                due,
            })
        };
        if self.phase == Phase::Offer {
            return ours(
                "answer the offer",
                self.offer.as_ref().and_then(|o| o.deadline),
            );
        }
        if let Some(asked) = self.interviews.iter().find(|i| i.wants_answer) {
            return ours("answer the invitation", asked.answer_by);
        }
        if let Some(owed) = self
            .obligations
            .iter()
            .find(|o| o.by == Side::Owner && o.closed_at.is_none())
        {
            return ours(&owed.what.join(", "), owed.due);
        }
        let ahead = self
            .interviews
            .iter()
            .any(|i| i.state == InterviewState::Booked);
        if ahead {
            return Some(Turn::Nobody);
        }
        (self.phase == Phase::Lead)
            .then(|| ours("decide whether to apply", None))
            .flatten()
    }
}

impl Outcome {
    /// Nothing more is expected. `on_hold` and `quiet` are pauses.
    #[must_use]
    pub fn is_end(self) -> bool {
        match self {
            Outcome::Open | Outcome::OnHold | Outcome::Quiet => false,
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired
            | Outcome::Accepted => true,
        }
    }
}
