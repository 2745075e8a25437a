//! Which interview a mail means: by calendar UID first, else by time, thread, and what is being arranged.

use chrono::TimeDelta;

use crate::application::people::same_person;
use crate::application::{Application, Interview, InterviewState};
use crate::event::{Heard, Wrote};
use crate::moment::Time;
use crate::reading::InterviewFact;

/// Text and calendar agree within this.
pub(super) const AGREES: TimeDelta = TimeDelta::minutes(15);
/// Within this it is the same interview.
pub(super) const SAME: TimeDelta = TimeDelta::minutes(90);
/// A new invitation this soon after a cancellation moves the interview.
const REPLACES: TimeDelta = TimeDelta::hours(24);

pub(super) fn near(a: Time, b: Time, within: TimeDelta) -> bool {
    (a - b).abs() <= within
}

impl Application {
    /// One that stands, or stood, within `within` of that time: the nearest, one that lives before one that is over.
    pub(super) fn known_at_time(&self, start: Time, within: TimeDelta) -> Option<usize> {
        self.interviews
            .iter()
            .enumerate()
            .filter(|(_, i)| {
                i.is_fixed() || matches!(i.state, InterviewState::Ended | InterviewState::NoShow)
            })
            .filter_map(|(n, i)| Some((n, i, i.start?)))
            .filter(|(_, _, known)| near(*known, start, within))
            .min_by_key(|(_, i, known)| (!i.is_alive(), (*known - start).abs()))
            .map(|(n, ..)| n)
    }

    /// What is being arranged and a mail continues: the one with that time among its own, that of the thread, the only
    /// one.
    pub(super) fn arrangement(&self, heard: &Heard, start: Option<Time>) -> Option<usize> {
        let open: Vec<(usize, &Interview)> = self
            .interviews
            .iter()
            .enumerate()
            .filter(|(_, i)| i.is_being_arranged())
            .collect();
        let offers = |i: &Interview| {
            start.is_some_and(|s| {
                i.slots.iter().any(|slot| {
                    let from = slot.start.to_utc();
                    near(from, s, AGREES) || slot.end.is_some_and(|to| from <= s && s < to.to_utc())
                }) || i.start.is_some_and(|known| near(known, s, AGREES))
            })
        };
        open.iter()
            .rev()
            .find(|(_, i)| offers(i))
            .or_else(|| open.iter().rev().find(|(_, i)| self.in_thread(i, heard)))
            .or(match open.as_slice() {
                [only] => Some(only),
                [] | [_, ..] => None,
            })
            .map(|(n, _)| *n)
    }

    /// One that fell away within a day before, and that this mail replaces.
    pub(super) fn replaced(&self, heard: &Heard, at: Time) -> Option<usize> {
        self.interviews
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, i)| i.state == InterviewState::Cancelled)
            .filter(|(_, i)| i.cancelled_at.is_some_and(|gone| near(gone, at, REPLACES)))
            .find(|(_, i)| self.in_thread(i, heard) || same_inviter(i, heard))
            .map(|(n, _)| n)
    }

    /// The one that moves: that of the old start, the thread's, the only one that lives, the next.
    pub(super) fn moved(&self, heard: &Heard, fact: &InterviewFact, at: Time) -> Option<usize> {
        let was = fact.was.map(|w| w.to_utc());
        let of_old_start = was.and_then(|w| {
            self.interviews
                .iter()
                .position(|i| i.is_alive() && i.start.is_some_and(|s| near(s, w, SAME)))
        });
        let alive = || {
            self.interviews
                .iter()
                .enumerate()
                .filter(|(_, i)| i.is_alive())
        };
        of_old_start
            .or_else(|| {
                alive()
                    .filter(|(_, i)| self.in_thread(i, heard))
                    .min_by_key(|(_, i)| i.start)
                    .map(|(n, _)| n)
            })
            .or_else(|| alive().min_by_key(|(_, i)| i.start).map(|(n, _)| n))
            .or_else(|| self.replaced(heard, at))
            .or_else(|| {
                // They were held up and move it after its time has begun.
                self.interviews.iter().position(|i| {
                    i.state == InterviewState::Ended
                        && i.start.is_some_and(|s| near(s, at, TimeDelta::hours(12)))
                })
            })
    }

    /// Those that fall away: that of the named time, else the thread's, else all that live.
    pub(super) fn cancelled_by(&self, heard: &Heard, fact: &InterviewFact) -> Vec<usize> {
        let named = fact.was.or(fact.start).map(|w| w.to_utc());
        let pick = |wanted: &dyn Fn(&Interview) -> bool| -> Vec<usize> {
            self.interviews
                .iter()
                .enumerate()
                .filter(|(_, i)| i.is_alive() && wanted(i))
                .map(|(n, _)| n)
                .collect()
        };
        if let Some(named) = named {
            let exact = pick(&|i| i.start.is_some_and(|s| near(s, named, SAME)));
            if !exact.is_empty() {
                return exact;
            }
        }
        let in_thread = pick(&|i| self.in_thread(i, heard));
        if in_thread.is_empty() {
            pick(&|_| true)
        } else {
            in_thread
        }
    }

    /// The one that a letter of the owner's answers.
    pub(super) fn answered_by(&self, wrote: &Wrote) -> Option<usize> {
        let answers = |i: &Interview| {
            wrote
                .in_reply_to
                .as_ref()
                .is_some_and(|id| *id == i.invited_in || *id == i.latest_mail)
        };
        let find = |wanted: &dyn Fn(&Interview) -> bool| {
            self.interviews
                .iter()
                .rposition(|i| i.is_alive() && wanted(i))
        };
        find(&|i| i.wants_answer && answers(i))
            .or_else(|| find(&answers))
            .or_else(|| find(&|i| i.wants_answer))
            .or_else(|| find(&Interview::is_being_arranged))
            .or_else(|| find(&|_| true))
    }

    /// Whether a mail stands in the thread that arranged an interview.
    pub(super) fn in_thread(&self, interview: &Interview, heard: &Heard) -> bool {
        heard
            .references
            .iter()
            .any(|id| *id == interview.invited_in || *id == interview.latest_mail)
    }

    /// Both times, where a mail gives another one for the same interview.
    pub(super) fn disagreement(&self, index: usize, start: Time, heard: &Heard) -> Option<String> {
        let known = self.interviews.get(index)?;
        let at = known.start?;
        if near(at, start, AGREES) || known.state == InterviewState::Ended {
            return None;
        }
        let source = if known.calendar.is_some() || heard.facts.calendar.is_some() {
            "The calendar and the text disagree about an interview"
        } else {
            "Two mails disagree about an interview"
        };
        Some(format!(
            "{source}: {} was known, {} is said now.",
            self.show(at),
            self.show(start)
        ))
    }

    /// One that is booked for another day by the same thread: does it still hold?
    pub(super) fn rival_in_thread(&self, heard: &Heard, start: Time) -> Option<String> {
        let rival = self
            .interviews
            .iter()
            .find(|i| {
                i.state == InterviewState::Booked
                    && i.invited_in != heard.message_id
                    && i.latest_mail != heard.message_id
                    && self.in_thread(i, heard)
                    && i.start
                        .is_some_and(|s| self.local_day(s) != self.local_day(start))
            })?
            .start?;
        Some(format!(
            "One thread holds two interviews: {} and {}. Does the first still hold?",
            self.show(rival),
            self.show(start)
        ))
    }

    /// A time as a person reads it, where the employer is.
    fn show(&self, at: Time) -> String {
        let zone = self
            .zone
            .as_deref()
            .and_then(|z| z.parse::<chrono_tz::Tz>().ok())
            .unwrap_or(chrono_tz::UTC);
        at.with_timezone(&zone)
            .format("%-d %B %Y %H:%M %Z")
            .to_string()
    }
}

fn same_inviter(interview: &Interview, heard: &Heard) -> bool {
    let organizer = |c: &crate::reading::CalendarFact| c.organizer.clone();
    let known = interview
        .invited_by
        .iter()
        .cloned()
        .chain(interview.calendar.as_ref().and_then(organizer));
    let now: Vec<_> = std::iter::once(heard.from.clone())
        .chain(heard.facts.calendar.as_ref().and_then(organizer))
        .collect();
    known
        .into_iter()
        .any(|k| now.iter().any(|n| same_person(&k, n)))
}
