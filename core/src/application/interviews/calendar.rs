//! What calendar parts do (RFC 5546): UID is the key, SEQUENCE and then DTSTAMP tell old from new.

use super::find::{AGREES, SAME, near};
use super::{Spoken, start_of};
use crate::application::{Application, Interview, InterviewState};
use crate::event::{Event, Heard};
use crate::reading::{CalendarFact, InterviewFact};

impl Application {
    /// A REQUEST: a first-seen UID books, a known one moves or updates, an older one is passed over.
    pub(super) fn calendar_request(
        &mut self,
        heard: &Heard,
        fact: &InterviewFact,
        event: &Event,
        word: Spoken,
    ) -> Option<String> {
        let calendar = heard.facts.calendar.as_ref()?;
        let start = start_of(fact)?;
        if let Some(index) = self.of_uid(&calendar.uid) {
            let known = self.interviews.get(index)?;
            if is_older(calendar, known) {
                return None;
            }
            self.take_calendar(index, heard, fact, event);
            return None;
        }
        let same = self
            .known_at_time(start, SAME)
            .filter(|n| self.could_be(*n, start));
        let disagreement = same.and_then(|n| self.disagreement(n, start, heard));
        let found = same
            .or_else(|| self.arrangement(heard, Some(start)))
            .or_else(|| self.replaced(heard, event.at))
            .or_else(|| {
                // A known one moves under a new UID where the mail says that it moves.
                (word == Spoken::Moves)
                    .then(|| self.moved(heard, fact, event.at))
                    .flatten()
            });
        // The calendar's entry may follow its letter before the owner has answered either.
        let unanswered = found
            .and_then(|n| self.interviews.get(n))
            .is_none_or(|i| i.wants_answer && i.answered_at.is_none());
        let index = found.unwrap_or_else(|| self.open_interview(heard, event));
        self.take_calendar(index, heard, fact, event);
        if word == Spoken::Invites && unanswered {
            self.edit(index, |i| i.wants_answer = true);
        }
        disagreement
    }

    /// A CANCEL, which may come before its REQUEST; one with the same SEQUENCE counts.
    pub(super) fn calendar_cancel(
        &mut self,
        heard: &Heard,
        fact: &InterviewFact,
        event: &Event,
    ) -> Option<String> {
        let calendar = heard.facts.calendar.as_ref()?;
        if let Some(index) = self.of_uid(&calendar.uid) {
            let known = self.interviews.get(index)?;
            let older = known
                .calendar
                .as_ref()
                .is_some_and(|k| calendar.sequence < k.sequence);
            if older || !known.is_alive() {
                return None;
            }
            self.let_fall(index, heard, event);
            self.edit(index, |i| i.calendar = Some(calendar.clone()));
            return None;
        }
        let start = fact.start.or(fact.was).map(|s| s.to_utc());
        let told_in_words = self.interviews.iter().position(|i| {
            i.is_alive()
                && i.calendar.is_none()
                && i.start.zip(start).is_some_and(|(a, b)| near(a, b, SAME))
        });
        match told_in_words {
            Some(index) => {
                self.let_fall(index, heard, event);
                self.edit(index, |i| i.calendar = Some(calendar.clone()));
            }
            None => {
                let index = self.open_interview(heard, event);
                self.edit(index, |i| {
                    i.state = InterviewState::Cancelled;
                    i.cancelled_at = Some(event.at);
                    i.start = start;
                    i.calendar = Some(calendar.clone());
                });
            }
        }
        None
    }

    fn take_calendar(&mut self, index: usize, heard: &Heard, fact: &InterviewFact, event: &Event) {
        if let Some(start) = start_of(fact) {
            self.fix(index, start, fact, event);
        }
        self.edit(index, |i| i.calendar.clone_from(&heard.facts.calendar));
        self.take_details(index, heard, fact);
    }

    fn of_uid(&self, uid: &str) -> Option<usize> {
        self.interviews
            .iter()
            .position(|i| i.calendar.as_ref().is_some_and(|c| c.uid == uid))
    }

    /// Another UID for nearly the same time is the same interview only where the times agree: a panel's sessions follow
    /// one another within the hour.
    fn could_be(&self, index: usize, start: crate::moment::Time) -> bool {
        self.interviews.get(index).is_some_and(|i| {
            i.calendar.is_none() || i.start.is_some_and(|known| near(known, start, AGREES))
        })
    }
}

/// Lower SEQUENCE, or the same with an earlier DTSTAMP. After a CANCEL only what is newer counts.
fn is_older(calendar: &CalendarFact, known: &Interview) -> bool {
    let Some(last) = &known.calendar else {
        return false;
    };
    let order = calendar
        .sequence
        .cmp(&last.sequence)
        .then(calendar.stamp.cmp(&last.stamp));
    match known.state {
        InterviewState::Cancelled => order.is_le(),
        InterviewState::Proposed
        | InterviewState::AwaitingConfirmation
        | InterviewState::Booked
        | InterviewState::Ended
        | InterviewState::RescheduleRequested
        | InterviewState::Expired
        | InterviewState::NoShow => order.is_lt(),
    }
}
