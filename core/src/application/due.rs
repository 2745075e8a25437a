//! What the clock will say about an application, and when: interviews that end, promises that pass, silence, offers
//! that lapse. Each is an event with the time at which it fell due, however late it is recorded.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::{Application, Interview, InterviewState, Outcome, Phase};
use crate::event::{EventKind, LetterKind};
use crate::moment::Time;
use crate::reading::{By, Strength};

/// The numbers that the clock goes by; the etiquette gives them.
pub struct ClockRules<'a> {
    /// Days without a word after which an application is quiet. APPLICATION.md: 30.
    pub quiet_days: i64,
    /// Days after the last follow-up (W7): 21.
    pub quiet_days_after_follow_up: i64,
    /// When a promised day and its grace have passed (W1).
    pub missed_at: &'a dyn Fn(NaiveDate, Strength) -> Time,
    /// The zone in which a day ends: the owner's.
    pub zone: Tz,
}

/// What has fallen due by `now` and is not yet told, oldest first.
#[must_use]
pub fn clock_events(
    application: &Application,
    rules: &ClockRules<'_>,
    now: Time,
) -> Vec<(Time, EventKind)> {
    let mut due: Vec<_> = pending(application, rules)
        .into_iter()
        .filter(|(at, _)| *at <= now)
        .collect();
    due.sort_by_key(|(at, _)| *at);
    due
}

/// When the clock has something to say next; in the past where it should have been said already.
#[must_use]
pub fn next_clock_event(application: &Application, rules: &ClockRules<'_>) -> Option<Time> {
    pending(application, rules)
        .into_iter()
        .map(|(at, _)| at)
        .min()
}

fn pending(app: &Application, rules: &ClockRules<'_>) -> Vec<(Time, EventKind)> {
    if app.is_closed() {
        return Vec::new();
    }
    let mut out: Vec<(Time, EventKind)> = app
        .interviews
        .iter()
        .filter(|i| i.is_fixed())
        .filter_map(|i| {
            let at = i.ends_at()?.max(i.fixed_at?);
            Some((at, EventKind::InterviewEnded { start: i.start? }))
        })
        .collect();
    if app.outcome != Outcome::Open {
        return out;
    }
    out.extend(promise_missed(app, rules));
    out.extend(offer_expired(app, rules));
    out.extend(quiet(app, rules));
    out
}

/// Never before a quiet period's end, never for a condition.
fn promise_missed(app: &Application, rules: &ClockRules<'_>) -> Option<(Time, EventKind)> {
    let promise = app.promise.as_ref().filter(|p| !p.missed)?;
    let firm = match promise.strength {
        Strength::Hard | Strength::Soft => true,
        Strength::Conditional | Strength::ImplicitRejection => false,
    };
    let at = (rules.missed_at)(promise.by, promise.strength)
        .max(quiet_over(app, rules)?)
        .max(promise.stated_at);
    firm.then_some((at, EventKind::PromiseMissed { by: promise.by }))
}

fn offer_expired(app: &Application, rules: &ClockRules<'_>) -> Option<(Time, EventKind)> {
    // The owner who opened it again knows better than the date in the mail.
    let settled = app.owner_said.outcome == Some(Outcome::Open);
    let deadline = app
        .offer
        .as_ref()
        .filter(|_| app.phase == Phase::Offer && !settled)?
        .deadline?;
    let at = match deadline {
        By::Instant(at) => at.to_utc(),
        By::Day(day) => end_of_day(day, rules.zone),
    };
    Some((at.max(last_move(app)), EventKind::OfferExpired))
}

/// Silence: 21 days after the last follow-up, else 30 days after anything that happened, or as they said themselves.
fn quiet(app: &Application, rules: &ClockRules<'_>) -> Option<(Time, EventKind)> {
    let ahead = app.interviews.iter().any(Interview::is_fixed);
    if app.phase >= Phase::Offer || ahead {
        return None;
    }
    // Asked to wait for their word, the owner does; that none came is still told.
    let over = quiet_over(app, rules).unwrap_or(app.opened_at);
    if let Some(implied) = &app.silence_means_no {
        let at = end_of_day(implied.by, rules.zone)
            .max(over)
            .max(last_move(app));
        return Some((at, EventKind::WentQuiet));
    }
    let last_word = app.words.iter().map(|w| w.at).max();
    let follow_up = app
        .letters
        .iter()
        .filter(|l| l.kind == LetterKind::FollowUp)
        .map(|l| l.at)
        .max()
        .filter(|at| last_word.is_none_or(|word| word < *at));
    let days = match follow_up {
        Some(_) => rules.quiet_days_after_follow_up,
        None => rules.quiet_days,
    };
    let since = follow_up
        .or_else(|| last_happening(app))
        .unwrap_or(app.opened_at);
    let held_interview = last_interview_end(app).unwrap_or(since);
    let promised = app
        .promise
        .as_ref()
        .map(|p| end_of_day(p.by, rules.zone))
        .unwrap_or(since);
    let at = since
        .max(held_interview)
        .max(promised)
        .checked_add_signed(TimeDelta::days(days))?
        .max(over);
    Some((at, EventKind::WentQuiet))
}

/// What the clock says comes after what made it true: else it would be told again and again.
fn last_move(app: &Application) -> Time {
    app.transitions.last().map_or(app.opened_at, |t| t.at)
}

fn last_happening(app: &Application) -> Option<Time> {
    let words = app.words.iter().map(|w| w.at);
    let letters = app.letters.iter().map(|l| l.at);
    let moves = app.transitions.iter().map(|t| t.at);
    words.chain(letters).chain(moves).max()
}

fn last_interview_end(app: &Application) -> Option<Time> {
    app.interviews
        .iter()
        .filter(|i| i.state == InterviewState::Ended)
        .filter_map(Interview::ends_at)
        .max()
}

/// When they may be reminded of anything: the end of the quiet day; `None` where they asked to wait for their word.
fn quiet_over(app: &Application, rules: &ClockRules<'_>) -> Option<Time> {
    match &app.quiet {
        None => Some(app.opened_at),
        Some(quiet) => Some(end_of_day(quiet.until?, rules.zone)),
    }
}

/// The instant at which `day` is over in `zone`. Where midnight does not exist there, an hour later.
fn end_of_day(day: NaiveDate, zone: Tz) -> Time {
    let midnight = day
        .succ_opt()
        .and_then(|next| next.and_hms_opt(0, 0, 0))
        .unwrap_or(day.and_time(chrono::NaiveTime::MIN));
    midnight
        .and_local_timezone(zone)
        .earliest()
        .or_else(|| {
            (midnight + TimeDelta::hours(1))
                .and_local_timezone(zone)
                .earliest()
        })
        .map_or_else(|| midnight.and_utc(), |t| t.to_utc())
}
