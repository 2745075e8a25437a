//! What the owner's letters and time do to an interview: answered, asked to move, ended, expired.

use chrono::TimeDelta;

use super::find::{AGREES, near};
use super::start_of;
use crate::application::{Application, Effect, Interview, InterviewState};
use crate::event::Wrote;
use crate::moment::Time;
use crate::reading::SlotFact;

impl Application {
    /// The owner's answer to an invitation: the time in it, or the only one that was offered.
    pub(in crate::application) fn answered_invitation(
        &mut self,
        wrote: &Wrote,
        at: Time,
    ) -> Effect {
        let Some(index) = self.answered_by(wrote) else {
            return Effect::unchanged("no invitation waited for an answer");
        };
        let taken = wrote.facts.interview.as_ref().and_then(start_of);
        self.edit(index, |i| {
            i.wants_answer = false;
            i.answered_at = Some(at);
            i.fixed_at = i.fixed_at.max(Some(at));
            if !i.is_being_arranged() {
                return;
            }
            let only: Option<SlotFact> = match i.slots.as_slice() {
                [slot] => Some(slot.clone()),
                [] | [_, ..] => None,
            };
            let asked = i
                .start
                .filter(|_| i.slots.is_empty() && i.state != InterviewState::RescheduleRequested);
            let fixed = asked.or(only.as_ref().map(|s| s.start.to_utc()));
            // Whoever says yes to a time that is over has met nobody.
            if taken.or(fixed).is_some_and(|start| start < at) {
                return;
            }
            match (fixed, taken) {
                (Some(offered), None) => take_time(i, offered, only.as_ref(), at, true),
                (Some(offered), Some(taken)) if near(offered, taken, AGREES) => {
                    take_time(i, offered, only.as_ref(), at, true);
                }
                (_, Some(taken)) => {
                    let slot = i
                        .slots
                        .iter()
                        .find(|s| near(s.start.to_utc(), taken, AGREES))
                        .cloned();
                    take_time(i, taken, slot.as_ref(), at, false);
                }
                (None, None) => i.state = InterviewState::AwaitingConfirmation,
            }
        });
        Effect::advanced("you answered the invitation")
    }

    /// The owner asks for another time.
    pub(in crate::application) fn asked_to_move(&mut self, wrote: &Wrote, at: Time) -> Effect {
        let Some(index) = self.answered_by(wrote) else {
            return Effect::unchanged("no interview is known that could move");
        };
        self.edit(index, |i| {
            i.state = InterviewState::RescheduleRequested;
            i.wants_answer = false;
            i.answered_at = Some(at);
        });
        Effect::advanced("you asked for another time")
    }

    /// The clock: the interview with this start is over, if it still stands at that time.
    pub(in crate::application) fn interview_ended(&mut self, start: Time) -> Effect {
        let Some(index) = self
            .interviews
            .iter()
            .position(|i| i.start == Some(start) && i.is_fixed())
        else {
            return Effect::unchanged("no interview stands at that time");
        };
        self.edit(index, |i| {
            i.state = InterviewState::Ended;
            i.wants_answer = false;
        });
        if let Some(end) = self.interviews.get(index).and_then(Interview::ends_at) {
            self.forget_promise_before(end);
        }
        Effect::advanced("the interview has taken place")
    }

    /// Invitations whose offered times have all gone by without an answer.
    pub(in crate::application) fn expire_proposals(&mut self, now: Time) {
        for i in &mut self.interviews {
            let last = i
                .slots
                .iter()
                .map(|s| s.end.unwrap_or(s.start).to_utc())
                .chain(i.start.filter(|_| i.slots.is_empty()))
                .max();
            let unanswered = i.answered_at.is_none()
                && matches!(
                    i.state,
                    InterviewState::Proposed | InterviewState::RescheduleRequested
                );
            if unanswered && last.is_some_and(|l| l < now) {
                i.state = InterviewState::Expired;
                i.wants_answer = false;
            }
        }
    }
}

fn take_time(i: &mut Interview, start: Time, slot: Option<&SlotFact>, at: Time, agreed: bool) {
    if let Some(end) = slot.and_then(|s| s.end).map(|e| e.to_utc())
        && end - start <= TimeDelta::hours(2)
    {
        i.end = Some(end);
    } else if i.start != Some(start) {
        i.end = None;
    }
    i.start = Some(start);
    i.known_at = at;
    i.state = if agreed {
        InterviewState::Booked
    } else {
        InterviewState::AwaitingConfirmation
    };
}
