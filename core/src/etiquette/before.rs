//! Before the interview: P1 (arrive prepared) and P2 (an invitation wants an answer).

use chrono::{DateTime, Duration, FixedOffset, Offset, Utc};

use super::days::lived_in;
use super::{Because, Desk, Duty, Nudge, Order, Purpose, answer_to, end_of, is_ahead};
use crate::application::{Interview, InterviewState, Word};
use crate::event::LetterKind;
use crate::id::Person;
use crate::mail::Method;
use crate::moment::Time;
use crate::reading::SlotFact;
use crate::rule::{Action, Rule};

pub(super) fn plan(desk: &Desk<'_>, duties: &mut Vec<Duty>) {
    if !desk.is_open() {
        return;
    }
    duties.extend(
        desk.app
            .interviews
            .iter()
            .filter_map(|interview| answer(desk, interview)),
    );
    duties.extend(prepare(desk));
}

/// P2: at once, nudged after a day and some hours before the proposed time.
fn answer(desk: &Desk<'_>, interview: &Interview) -> Option<Duty> {
    let open = match interview.state {
        InterviewState::Proposed
        | InterviewState::AwaitingConfirmation
        | InterviewState::RescheduleRequested
        | InterviewState::Booked => true,
        InterviewState::Ended
        | InterviewState::Cancelled
        | InterviewState::Expired
        | InterviewState::NoShow => false,
    };
    if !open
        || !interview.wants_answer
        || super::is_leaving(desk.book, desk.app.id)
        || interview
            .answered_at
            .is_some_and(|at| at >= interview.asked_at)
    {
        return None;
    }
    let times = times(desk, interview);
    let last = times.iter().map(|t| t.start.with_timezone(&Utc)).max();
    let first = times
        .iter()
        .map(|t| t.start.with_timezone(&Utc))
        .filter(|t| *t > interview.asked_at)
        .min();
    if last.is_some_and(|last| last <= desk.now) {
        return None;
    }
    let rules = &desk.policy.etiquette;
    let due_at = desk.days.waking_before(interview.asked_at, first);
    let mut duty = desk.duty(
        Action::AnswerInvitation,
        Rule::P2,
        &format!("{}/{}", interview.number, interview.asked_at.timestamp()),
        due_at,
    );
    let after_a_day = desk
        .days
        .waking_before(due_at + Duration::hours(rules.answer_nudge_hours), first);
    let before_it = first.map(|first| {
        desk.days.waking_before(
            first - Duration::hours(rules.answer_nudge_before_hours),
            Some(first),
        )
    });
    let in_time = |at: &Time| *at > due_at && last.is_none_or(|last| *at < last);
    let mut nudges: Vec<Time> = [Some(after_a_day), before_it]
        .into_iter()
        .flatten()
        .filter(in_time)
        .collect();
    nudges.sort();
    nudges.dedup();
    duty.nudges = nudges
        .into_iter()
        .map(|at| Nudge { at, rule: Rule::P2 })
        .collect();
    duty.lapses_at = last.or(Some(interview.asked_at + Duration::days(14)));
    duty.orders = order(desk, interview, &times).into_iter().collect();
    duty.because = Because {
        message_id: Some(interview.latest_mail.clone()),
        words: "They invited you and wait for your answer.".to_owned(),
    };
    Some(duty)
}

fn order(desk: &Desk<'_>, interview: &Interview, times: &[SlotFact]) -> Option<Order> {
    if interview.booking_link.is_some() && times.is_empty() {
        return None;
    }
    let latest = desk
        .app
        .words
        .iter()
        .rev()
        .find(|w| w.message_id == interview.latest_mail);
    // A calendar's reply belongs to its organiser (RFC 5546 §3.2.3), where that is who wrote the invitation.
    let organizer = interview
        .calendar
        .as_ref()
        .filter(|c| c.method == Method::Request)
        .and_then(|c| c.organizer.clone())
        .filter(|o| latest.is_some_and(|w| written_by(w, o)));
    let to = organizer
        .or_else(|| interview.invited_by.clone())
        .filter(|p| desk.is_reachable(p))
        .or_else(|| desk.newest_person())?;
    let purpose = match first_free(desk, interview, times) {
        Some(slot) => Purpose::AcceptTime {
            interview: interview.number,
            slot,
        },
        None => Purpose::OfferTimes {
            interview: interview.number,
        },
    };
    let mut order = desk.order(LetterKind::Availability, to, purpose);
    if let Some(word) = latest {
        order.answers = Some(answer_to(word));
    }
    Some(order)
}

fn written_by(word: &Word, person: &Person) -> bool {
    let answers_go_to = word.reply_to.as_ref().unwrap_or(&word.from);
    person.email.is_some()
        && (answers_go_to.email == person.email || word.from.email == person.email)
}

/// The times that are offered: slots, else the one time that is proposed.
fn times(desk: &Desk<'_>, interview: &Interview) -> Vec<SlotFact> {
    if !interview.slots.is_empty() {
        let slots = interview.slots.iter().cloned();
        let in_utc = |s: &SlotFact| s.start.offset().local_minus_utc() == 0;
        return slots
            .map(|s| {
                if in_utc(&s) {
                    SlotFact {
                        start: on_their_clock(desk, interview, s.start.to_utc()),
                        ..s
                    }
                } else {
                    s
                }
            })
            .collect();
    }
    let fixed = |at: Time| on_their_clock(desk, interview, at);
    interview
        .start
        .map(|start| SlotFact {
            start: fixed(start),
            end: interview.end.map(fixed),
        })
        .into_iter()
        .collect()
}

/// In the zone that their mail names, else by the clock that wrote it, where that was not the owner's own.
fn on_their_clock(desk: &Desk<'_>, interview: &Interview, at: Time) -> DateTime<FixedOffset> {
    let of_it = interview.zone.as_deref().and_then(lived_in);
    if let Some(zone) = of_it.or_else(|| desk.app.zone.as_deref().and_then(lived_in)) {
        return at.with_timezone(&zone).fixed_offset();
    }
    let owner = desk.policy.owner.zone;
    let asked_at = interview.asked_at.with_timezone(&owner);
    let owners = asked_at.offset().fix().local_minus_utc();
    let theirs = desk.app.offset.filter(|offset| *offset != owners);
    match theirs.and_then(FixedOffset::east_opt) {
        Some(theirs) => at.with_timezone(&theirs),
        None => at.with_timezone(&owner).fixed_offset(),
    }
}

/// The first offered time ahead that clashes with no other interview, else the first ahead.
fn first_free(desk: &Desk<'_>, interview: &Interview, times: &[SlotFact]) -> Option<SlotFact> {
    let ahead: Vec<&SlotFact> = times
        .iter()
        .filter(|t| t.start.with_timezone(&Utc) > desk.now)
        .collect();
    let free = |t: &&&SlotFact| {
        !clashes(
            desk,
            interview,
            t.start.with_timezone(&Utc),
            t.end.map(|e| e.with_timezone(&Utc)),
        )
    };
    ahead
        .iter()
        .find(free)
        .or(ahead.first())
        .map(|t| (**t).clone())
}

/// Does another interview of any application overlap that time?
pub(crate) fn clashes(
    desk: &Desk<'_>,
    interview: &Interview,
    start: Time,
    end: Option<Time>,
) -> bool {
    let end = end.unwrap_or(start + Duration::minutes(60));
    desk.book.states().any(|app| {
        app.interviews.iter().any(|other| {
            let same = app.id == desk.app.id && other.number == interview.number;
            let taken = other
                .start
                .zip(end_of(other))
                .is_some_and(|(s, e)| s < end && start < e);
            !same && taken && is_ahead(other, desk.now)
        })
    })
}

/// P1: the evening before, at once where the time became known later; one for the sessions of a day.
fn prepare(desk: &Desk<'_>) -> Vec<Duty> {
    let mut ahead: Vec<&Interview> = desk
        .app
        .interviews
        .iter()
        .filter(|i| is_ahead(i, desk.now))
        .collect();
    ahead.sort_by_key(|i| i.start);
    ahead.dedup_by_key(|i| i.start.map(|start| desk.days.day(start)));
    ahead
        .into_iter()
        .filter_map(|interview| prepare_for(desk, interview))
        .collect()
}

fn prepare_for(desk: &Desk<'_>, interview: &Interview) -> Option<Duty> {
    let start = interview.start?;
    let eve = desk.days.day(start).pred_opt()?;
    let evening = desk.days.at(eve, desk.policy.etiquette.prepare_at);
    let due_at = desk
        .days
        .waking_before(evening.max(interview.known_at), Some(start));
    let mut duty = desk.duty(
        Action::Prepare,
        Rule::P1,
        &start.timestamp().to_string(),
        due_at,
    );
    duty.lapses_at = Some(start);
    duty.because = Because {
        message_id: Some(interview.latest_mail.clone()),
        words: "The interview is near.".to_owned(),
    };
    Some(duty)
}
