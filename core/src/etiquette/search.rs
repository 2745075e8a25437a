//! The search as a whole: S1 (the weekly digest), and questions that wait for the owner's word.

use std::borrow::Cow;

use chrono::{Datelike, Duration, NaiveDate};

use super::{Because, Days, Duty};
use crate::application::{Application, fold};
use crate::book::{Book, Record, TaskKey};
use crate::event::Event;
use crate::id::ApplicationId;
use crate::moment::Time;
use crate::policy::Policy;
use crate::rule::{Action, Rule};

pub(super) fn plan(
    book: &Book,
    policy: &Policy,
    days: &Days<'_>,
    now: Time,
    duties: &mut Vec<Duty>,
) {
    duties.extend(digest(book, policy, days, now));
    duties.extend(
        book.proposals
            .values()
            .filter(|p| p.answer.is_none() && !p.quiet)
            .map(|p| Duty {
                key: TaskKey(format!("question/{}", p.number)),
                application: p.candidates.first().copied(),
                action: Action::Question,
                rule: Rule::Safety,
                due_at: days.waking(p.at),
                nudges: Vec::new(),
                lapses_at: Some(p.at + Duration::days(30)),
                orders: Vec::new(),
                revision: String::new(),
                because: Because {
                    message_id: Some(p.heard.message_id.clone()),
                    words: p.question.clone(),
                },
            }),
    );
}

/// S1: every Monday morning on which there is something to tell: this week's, and the next.
fn digest(book: &Book, policy: &Policy, days: &Days<'_>, now: Time) -> Vec<Duty> {
    let today = days.day(now);
    let offset = (7 + today.weekday().num_days_from_monday()
        - policy.etiquette.digest_weekday.num_days_from_monday())
        % 7;
    let this = today - Duration::days(i64::from(offset));
    [this, this + Duration::days(7)]
        .into_iter()
        .filter_map(|day| digest_of(book, policy, days, day))
        .collect()
}

fn digest_of(book: &Book, policy: &Policy, days: &Days<'_>, day: NaiveDate) -> Option<Duty> {
    let due_at = days.at(day, policy.etiquette.digest_at);
    let week_before = due_at - Duration::days(7);
    // What was only learned of later that day waits for the next one; a first scan in the morning may take its time.
    let in_time = due_at + Duration::minutes(30);
    if !book.applications.iter().any(|(id, record)| {
        known_by(*id, record, in_time).is_some_and(|state| {
            state.opened_at < due_at && is_worth_telling(&state, week_before, due_at)
        })
    }) {
        return None;
    }
    Some(Duty {
        key: TaskKey(format!("digest/{day}")),
        application: None,
        action: Action::Digest,
        rule: Rule::S1,
        due_at,
        nudges: Vec::new(),
        lapses_at: Some(due_at + Duration::days(2)),
        orders: Vec::new(),
        revision: String::new(),
        because: Because {
            message_id: None,
            words: "A look at the whole search, once a week.".to_owned(),
        },
    })
}

/// The application as it was known then: what was learned since makes no digest late.
fn known_by(id: ApplicationId, record: &Record, then: Time) -> Option<Cow<'_, Application>> {
    let in_time = |e: &&Event| e.recorded_at < then;
    if record.events.iter().all(|e| in_time(&e)) {
        return Some(Cow::Borrowed(&record.state));
    }
    let events: Vec<Event> = record.events.iter().filter(in_time).cloned().collect();
    fold(id, &events).map(Cow::Owned)
}

/// Whether an application was open at that hour, or had moved in the week before it.
fn is_worth_telling(app: &Application, since: Time, at: Time) -> bool {
    let then = app.transitions.iter().rev().find(|t| t.at < at);
    then.is_none_or(|last| last.at >= since || last.to.is_open())
}
