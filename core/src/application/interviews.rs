//! The machine of one interview: `proposed → awaiting_confirmation → booked → ended`, and what calendars and letters
//! do to it. Which interview a mail means is decided in [`find`].

mod calendar;
mod course;
mod details;
mod find;

use chrono::TimeDelta;

use super::endings::is_affirmed;
use super::{Application, Interview, InterviewState};
use crate::event::{Event, Heard};
use crate::id::Person;
use crate::mail::Method;
use crate::moment::Time;
use crate::reading::{Class, InterviewFact};
use find::{AGREES, SAME, near};

/// How long an interview is taken to last where only its start is known (ETIQUETTE.md, "interview end").
pub const ASSUMED_LENGTH: TimeDelta = TimeDelta::minutes(60);

impl Interview {
    /// The stated end, else the start plus [`ASSUMED_LENGTH`]; `None` where no start is known.
    #[must_use]
    pub fn ends_at(&self) -> Option<Time> {
        let start = self.start?;
        match self.end {
            Some(end) if end > start => Some(end),
            _ => start.checked_add_signed(ASSUMED_LENGTH),
        }
    }

    /// No time is fixed yet, or the fixed one is to change.
    #[must_use]
    pub fn is_being_arranged(&self) -> bool {
        match self.state {
            InterviewState::Proposed
            | InterviewState::AwaitingConfirmation
            | InterviewState::RescheduleRequested => true,
            InterviewState::Booked
            | InterviewState::Ended
            | InterviewState::Cancelled
            | InterviewState::Expired
            | InterviewState::NoShow => false,
        }
    }

    /// Both sides count on its time: booked, or the owner took an offered time and no word came against it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.start.is_some()
            && match self.state {
                InterviewState::Booked => true,
                InterviewState::AwaitingConfirmation => self.answered_at.is_some(),
                InterviewState::Proposed
                | InterviewState::Ended
                | InterviewState::RescheduleRequested
                | InterviewState::Cancelled
                | InterviewState::Expired
                | InterviewState::NoShow => false,
            }
    }

    /// Still to come or still to be arranged.
    fn is_alive(&self) -> bool {
        self.is_being_arranged() || self.state == InterviewState::Booked
    }
}

impl Application {
    /// What a mail says about interviews. The question, where it contradicts what is known.
    pub(super) fn hear_interview(&mut self, heard: &Heard, event: &Event) -> Option<String> {
        let word = word_of(heard);
        let first = heard.facts.interview.clone().unwrap_or_default();
        let question = match heard.facts.calendar.as_ref().map(|c| c.method) {
            Some(Method::Cancel) => self.calendar_cancel(heard, &first, event),
            Some(Method::Reply | Method::Counter | Method::DeclineCounter) => None,
            Some(Method::Request | Method::Publish | Method::Other)
                if first.start.is_some() && word != Spoken::Cancels =>
            {
                self.calendar_request(heard, &first, event, word)
            }
            Some(Method::Request | Method::Publish | Method::Other) | None => {
                self.hear_in_words(word, heard, &first, event)
            }
        };
        let mut questions: Vec<String> = question.into_iter().collect();
        for fact in &heard.facts.further_interviews {
            questions.extend(match word {
                Spoken::Cancels => self.cancel(heard, fact, event),
                Spoken::Invites if heard.facts.calendar.is_none() => None,
                Spoken::Invites | Spoken::Fixes | Spoken::Moves => self.book(heard, fact, event),
            });
        }
        (!questions.is_empty()).then(|| questions.join(" "))
    }

    fn hear_in_words(
        &mut self,
        word: Spoken,
        heard: &Heard,
        fact: &InterviewFact,
        event: &Event,
    ) -> Option<String> {
        match word {
            Spoken::Fixes => self.book(heard, fact, event),
            Spoken::Moves => self.reschedule(heard, fact, event),
            Spoken::Cancels => self.cancel(heard, fact, event),
            Spoken::Invites => {
                self.propose(heard, fact, event);
                None
            }
        }
    }

    /// An invitation that wants an answer: a time, several, a link, or only the wish.
    fn propose(&mut self, heard: &Heard, fact: &InterviewFact, event: &Event) {
        let start = start_of(fact);
        let fixed_already = start.is_some_and(|s| {
            self.interviews
                .iter()
                .any(|i| i.is_fixed() && i.start.is_some_and(|known| near(known, s, SAME)))
        });
        if fixed_already {
            self.book(heard, fact, event);
            return;
        }
        let index = self
            .arrangement(heard, start)
            .unwrap_or_else(|| self.open_interview(heard, event));
        self.edit(index, |i| {
            i.state = InterviewState::Proposed;
            i.slots.clone_from(&heard.facts.slots);
            i.start = start;
            i.end = fact.end.map(|e| e.to_utc());
            i.booking_link = heard.facts.booking_link.clone().or(i.booking_link.take());
            i.wants_answer = true;
            i.answered_at = None;
            i.asked_at = event.at;
            i.answer_by = heard.facts.deadline.as_ref().map(|d| d.by);
            i.invited_in = heard.message_id.clone();
            i.invited_by = inviter(heard);
        });
        self.take_details(index, heard, fact);
    }

    /// A time that is fixed, or repeated.
    fn book(&mut self, heard: &Heard, fact: &InterviewFact, event: &Event) -> Option<String> {
        let Some(start) = start_of(fact) else {
            self.confirm_without_time(heard, fact, event);
            return None;
        };
        // The sessions of a schedule follow one another within the hour.
        let within = if heard.facts.further_interviews.is_empty() {
            SAME
        } else {
            AGREES
        };
        if let Some(index) = self.known_at_time(start, within) {
            let disagreement = self
                .disagreement(index, start, heard)
                .filter(|_| !is_affirmed(event));
            let keeps = self
                .interviews
                .get(index)
                .is_some_and(|i| i.calendar.is_some() && disagreement.is_some());
            if !keeps {
                self.fix(index, start, fact, event);
            }
            self.take_details(index, heard, fact);
            return disagreement;
        }
        if let Some(index) = self
            .arrangement(heard, Some(start))
            .or_else(|| self.replaced(heard, event.at))
        {
            self.fix(index, start, fact, event);
            self.take_details(index, heard, fact);
            return None;
        }
        let rival = self
            .rival_in_thread(heard, start)
            .filter(|_| !is_affirmed(event));
        let index = self.open_interview(heard, event);
        self.fix(index, start, fact, event);
        self.take_details(index, heard, fact);
        rival
    }

    /// "See you then": the time that the owner took stands.
    fn confirm_without_time(&mut self, heard: &Heard, fact: &InterviewFact, event: &Event) {
        let index = match self.arrangement(heard, None) {
            Some(index) => index,
            None if self
                .interviews
                .iter()
                .any(|i| i.state == InterviewState::Booked) =>
            {
                return;
            }
            None => self.open_interview(heard, event),
        };
        self.edit(index, |i| {
            i.wants_answer = false;
            i.fixed_at = i.fixed_at.or(Some(event.at));
            i.state = match (i.state, i.start) {
                (InterviewState::RescheduleRequested, _) => InterviewState::RescheduleRequested,
                (_, Some(_)) => InterviewState::Booked,
                (_, None) => InterviewState::AwaitingConfirmation,
            };
        });
        self.take_details(index, heard, fact);
    }

    /// A fixed time that changes: decided, or asked for.
    fn reschedule(&mut self, heard: &Heard, fact: &InterviewFact, event: &Event) -> Option<String> {
        let found = self.moved(heard, fact, event.at);
        let Some(start) = start_of(fact) else {
            let index = found.unwrap_or_else(|| self.open_interview(heard, event));
            self.ask_to_move(index, heard, event);
            self.take_details(index, heard, fact);
            return None;
        };
        let known = self.known_at_time(start, AGREES);
        let index = known
            .filter(|n| found.is_none() || found == Some(*n))
            .or(found)
            .unwrap_or_else(|| self.open_interview(heard, event));
        self.fix(index, start, fact, event);
        self.take_details(index, heard, fact);
        None
    }

    fn ask_to_move(&mut self, index: usize, heard: &Heard, event: &Event) {
        self.edit(index, |i| {
            i.state = InterviewState::RescheduleRequested;
            i.slots.clone_from(&heard.facts.slots);
            if heard.facts.booking_link.is_some() {
                i.booking_link.clone_from(&heard.facts.booking_link);
            }
            i.wants_answer = true;
            i.answered_at = None;
            i.asked_at = event.at;
            i.answer_by = heard.facts.deadline.as_ref().map(|d| d.by);
            i.invited_in = heard.message_id.clone();
            i.invited_by = inviter(heard);
        });
    }

    /// A fixed time falls away; with new times offered it is a move that is asked for.
    fn cancel(&mut self, heard: &Heard, fact: &InterviewFact, event: &Event) -> Option<String> {
        let falls = self.cancelled_by(heard, fact);
        let days: std::collections::BTreeSet<_> = falls
            .iter()
            .filter_map(|n| self.interviews.get(*n)?.start)
            .map(|s| self.local_day(s))
            .collect();
        if days.len() > 1 {
            return Some(
                "They cancel an interview, but do not say which of those that are booked."
                    .to_owned(),
            );
        }
        for index in falls {
            self.let_fall(index, heard, event);
        }
        None
    }

    fn let_fall(&mut self, index: usize, heard: &Heard, event: &Event) {
        let asks = !heard.facts.slots.is_empty()
            || heard.facts.booking_link.is_some()
            || heard.also.contains(&Class::InterviewInvitation);
        if asks {
            self.ask_to_move(index, heard, event);
        } else {
            self.edit(index, |i| {
                i.state = InterviewState::Cancelled;
                i.wants_answer = false;
            });
        }
        self.edit(index, |i| {
            i.cancelled_at = Some(event.at);
            i.latest_mail = heard.message_id.clone();
        });
    }

    /// Sessions of one day are one round; what fell away is none.
    pub(super) fn number_rounds(&mut self) {
        let day = |i: &Interview, start: Time| {
            let zone = i
                .zone
                .as_deref()
                .and_then(|z| z.parse::<chrono_tz::Tz>().ok());
            zone.map_or_else(
                || self.local_day(start),
                |z| start.with_timezone(&z).date_naive(),
            )
        };
        let counts = |i: &Interview| {
            !matches!(
                i.state,
                InterviewState::Cancelled | InterviewState::Expired | InterviewState::NoShow
            )
        };
        let days: std::collections::BTreeSet<_> = self
            .interviews
            .iter()
            .filter(|i| counts(i))
            .filter_map(|i| i.start.map(|s| day(i, s)))
            .collect();
        let rounds: Vec<u32> = self
            .interviews
            .iter()
            .map(|i| {
                let before = match i.start {
                    Some(start) => {
                        let own = day(i, start);
                        days.iter().filter(|d| **d < own).count()
                    }
                    None => days.len(),
                };
                u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
            })
            .collect();
        for (i, round) in self.interviews.iter_mut().zip(rounds) {
            i.round = round;
        }
    }

    fn fix(&mut self, index: usize, start: Time, fact: &InterviewFact, event: &Event) {
        self.edit(index, |i| {
            let moved = i.start != Some(start);
            let length = i
                .start
                .zip(i.end)
                .map(|(s, e)| e - s)
                .filter(|l| *l > TimeDelta::zero());
            if i.state == InterviewState::Ended && !moved {
                return;
            }
            let from_slot = i
                .slots
                .iter()
                .find(|s| near(s.start.to_utc(), start, AGREES))
                .and_then(|s| s.end)
                .map(|e| e.to_utc())
                .filter(|e| *e - start <= TimeDelta::hours(2));
            i.end = fact
                .end
                .map(|e| e.to_utc())
                .or_else(|| length.and_then(|l| start.checked_add_signed(l)))
                .or(from_slot);
            if moved || i.state != InterviewState::Booked {
                i.known_at = event.recorded_at;
                i.fixed_at = Some(event.at);
            }
            i.start = Some(start);
            i.state = InterviewState::Booked;
            i.wants_answer = false;
            i.slots.clear();
            i.cancelled_at = None;
        });
    }

    fn open_interview(&mut self, heard: &Heard, event: &Event) -> usize {
        let index = self.interviews.len();
        self.interviews.push(Interview {
            number: u32::try_from(index).unwrap_or(u32::MAX),
            state: InterviewState::Proposed,
            round: 1,
            calendar: None,
            start: None,
            end: None,
            zone: None,
            medium: None,
            place: None,
            people: Vec::new(),
            slots: Vec::new(),
            booking_link: None,
            answer_by: None,
            invited_in: heard.message_id.clone(),
            latest_mail: heard.message_id.clone(),
            invited_by: inviter(heard),
            known_at: event.recorded_at,
            fixed_at: None,
            asked_at: event.at,
            answered_at: None,
            wants_answer: false,
            cancelled_at: None,
            notes: Vec::new(),
            suspicions: Vec::new(),
        });
        index
    }

    fn edit(&mut self, index: usize, change: impl FnOnce(&mut Interview)) {
        if let Some(interview) = self.interviews.get_mut(index) {
            change(interview);
        }
    }
}

/// What a mail does about an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoken {
    Invites,
    Fixes,
    Moves,
    Cancels,
}

/// The same where that is only one thing among others that the mail does.
fn word_of(heard: &Heard) -> Spoken {
    let says = |class| heard.class == class || heard.also.contains(&class);
    let main = |class| heard.class == class;
    if main(Class::InterviewCancellation) {
        Spoken::Cancels
    } else if main(Class::InterviewReschedule) {
        Spoken::Moves
    } else if main(Class::InterviewConfirmation) {
        Spoken::Fixes
    } else if main(Class::InterviewInvitation) {
        Spoken::Invites
    } else if says(Class::InterviewCancellation) {
        Spoken::Cancels
    } else if says(Class::InterviewReschedule) {
        Spoken::Moves
    } else if says(Class::InterviewConfirmation) {
        Spoken::Fixes
    } else {
        Spoken::Invites
    }
}

fn start_of(fact: &InterviewFact) -> Option<Time> {
    fact.start.map(|s| s.to_utc())
}

/// Who answers go to: a person, or the mailbox that was given for it.
fn inviter(heard: &Heard) -> Option<Person> {
    heard
        .by_person
        .then(|| heard.from.clone())
        .or_else(|| heard.reply_to.clone())
}
