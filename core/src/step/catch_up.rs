//! After days without power: one mail says what was missed and what still makes sense, in place of a flood (ETIQUETTE.md).

use chrono::Duration;

use super::Desk;
use super::remind::{Issue, drafts_for, due, issue, new_task};
use crate::book::{Book, Change, Draft, Settings, Task, TaskKey, TaskState};
use crate::etiquette::{Days, Duty, plan};
use crate::moment::Time;
use crate::notice;
use crate::policy::Policy;
use crate::rule::{Action, Rule};

/// What is later than that was not late: nothing ran.
const OFF: Duration = Duration::hours(24);
/// Half days that are looked back over.
const PROBES: i32 = 60;
/// Between the mails that have to come by themselves.
const APART: Duration = Duration::hours(1);
const KEY: &str = "catch_up/";

/// Since when nothing ran: the last sign of life, where a day or more ago a reminder was due that was never written. What is approved,
/// put off or told is not due, so a quiet week makes nobody late; nor does a mail that itself came late.
pub(super) fn off_since(book: &Book, policy: &Policy, now: Time) -> Option<Time> {
    book.settings.live_since?;
    let alive = last_sign(book)?;
    // A night is shorter than half a day: of two neighbours, one is in waking hours.
    let probes = (0..PROBES).map(|n| now - OFF - OFF / 2 * n);
    let was_missed = |at: Time| {
        plan(book, policy, at).iter().any(|duty| {
            let task = book.tasks.get(&duty.key).map(AsRef::as_ref);
            // What was put off to a Sunday is due on Monday, as any other (F1).
            counts(duty) && duty.due_at <= at && due(duty, task, book, policy, at).is_told()
        })
    };
    let missed = probes.take_while(|at| *at > alive).any(was_missed);
    missed.then_some(alive)
}

fn counts(duty: &Duty) -> bool {
    duty.application.is_some() && duty.action != Action::Question
}

/// Whether that duty was still one when its time came.
fn stood(book: &Book, policy: &Policy, duty: &Duty, at: Time) -> bool {
    let then = plan(book, policy, at);
    then.iter().any(|d| d.key == duty.key && d.due_at <= at)
}

/// Duties that came and went while nothing ran, and left no trace.
fn passed_by(book: &Book, policy: &Policy, since: Time, now: Time) -> Vec<Task> {
    let still: Vec<TaskKey> = plan(book, policy, now).into_iter().map(|d| d.key).collect();
    let gone = |duty: &Duty| {
        counts(duty)
            && duty.due_at > since
            && duty.due_at <= now
            && !book.tasks.contains_key(&duty.key)
            && !still.contains(&duty.key)
            && stood(book, policy, duty, duty.due_at)
    };
    plan(book, policy, since)
        .into_iter()
        .filter(gone)
        .map(|duty| new_task(&duty, TaskState::Lapsed, now))
        .collect()
}

fn last_sign(book: &Book) -> Option<Time> {
    let events = book
        .applications
        .values()
        .flat_map(|r| r.events.iter().map(|e| e.recorded_at));
    let tasks = book.tasks.values().map(|t| t.changed_at);
    let reminders = book.reminders.values().map(|r| r.at);
    let rows = book.outbox.values().map(|r| r.changed_at);
    events.chain(tasks).chain(reminders).chain(rows).max()
}

/// Kept until it can be told: nobody is woken for it.
pub(super) fn mark(desk: &mut Desk<'_>, since: Option<Time>) {
    if desk.book.settings.off_since.is_none() && since.is_some() {
        set(desk, since);
    }
}

fn set(desk: &mut Desk<'_>, off_since: Option<Time>) {
    let settings = Settings {
        off_since,
        ..desk.book.settings.clone()
    };
    desk.put(Change::Settings(settings));
}

/// Since when there is to catch up, where now is the time for it.
pub(super) fn wanted(desk: &Desk<'_>) -> Option<Time> {
    let awake = Days::of(desk.policy).is_waking(desk.now());
    desk.book.settings.off_since.filter(|_| awake)
}

/// One mail for all of it: drafts that still make sense, what follows by itself, what was missed.
pub(super) fn tell(desk: &mut Desk<'_>, since: Time, due: Vec<(Duty, Option<Task>)>) {
    let now = desk.now();
    set(desk, None);
    let lapsed = |t: &&std::sync::Arc<Task>| {
        t.state == TaskState::Lapsed && t.changed_at > since && t.application.is_some()
    };
    for task in passed_by(&desk.book, desk.policy, since, now) {
        desk.put(Change::Task(task));
    }
    let missed: Vec<Task> = desk
        .book
        .tasks
        .values()
        .filter(lapsed)
        .map(|t| t.as_ref().clone())
        .collect();
    let mut drafts: Vec<Draft> = Vec::new();
    let (mut joined, mut later) = (Vec::new(), Vec::new());
    for (duty, task) in due {
        let task = task.unwrap_or_else(|| new_task(&duty, TaskState::Open, now));
        if duty.action == Action::Digest {
            // This mail says more.
            desk.put(Change::Task(new_task(&duty, TaskState::Lapsed, now)));
        } else if needs_its_own(duty.action) {
            later.push((duty, task));
        } else {
            let made = drafts_for(desk, &duty, &task);
            let numbers = drafts.len() + 1..=drafts.len() + made.len();
            drafts.extend(made);
            take_as_told(desk, &duty, task);
            joined.push((duty, numbers));
        }
    }
    later.sort_by_key(|(duty, _)| (duty.action != Action::AnswerInvitation, duty.due_at));
    for (n, (duty, task)) in later.iter().enumerate() {
        put_off(desk, duty, task, n);
    }
    let later: Vec<Duty> = later.into_iter().map(|(duty, _)| duty).collect();
    let off = notice::Off { since, until: now };
    let text = notice::catch_up(
        &desk.book,
        desk.policy,
        off,
        &notice::CatchUp {
            joined: &joined,
            later: &later,
            missed: &missed,
            drafts: &drafts,
        },
    );
    let key = TaskKey(format!("{KEY}{}", now.timestamp()));
    issue(
        desk,
        Issue {
            duty_key: &key,
            application: None,
            action: Action::Digest,
            rule: Rule::S2,
            drafts: &drafts,
            notice: text,
            is_answer: false,
        },
    );
}

/// What is answered in words of its own, or for its application, cannot share a mail.
fn needs_its_own(action: Action) -> bool {
    match action {
        Action::AnswerInvitation | Action::Debrief | Action::Offer | Action::Question => true,
        Action::Prepare
        | Action::ThankYou
        | Action::Connect
        | Action::FollowUp
        | Action::Material
        | Action::Promise
        | Action::RejectionReply
        | Action::StayInTouch
        | Action::WithdrawOthers
        | Action::Digest => false,
    }
}

fn take_as_told(desk: &mut Desk<'_>, duty: &Duty, task: Task) {
    let now = desk.now();
    let passed = duty.nudges.iter().filter(|n| n.at <= now).count();
    let mut reminded_at = task.reminded_at.clone();
    reminded_at.push(now);
    desk.put(Change::Task(Task {
        reminded_at,
        nudges: u32::try_from(passed).unwrap_or(u32::MAX),
        snoozed_until: None,
        revision: duty.revision.clone(),
        changed_at: now,
        ..task
    }));
}

/// The first follows in a minute, the others an hour apart.
fn put_off(desk: &mut Desk<'_>, duty: &Duty, task: &Task, n: usize) {
    let now = desk.now();
    let hours = i32::try_from(n).unwrap_or(i32::MAX);
    let at = now + Duration::minutes(1) + APART * hours.min(24);
    let before_it_is_over = duty.lapses_at.map_or(at, |end| {
        at.min(end - Duration::minutes(5))
            .max(now + Duration::minutes(1))
    });
    desk.put(Change::Task(Task {
        snoozed_until: Some(before_it_is_over),
        revision: duty.revision.clone(),
        changed_at: now,
        ..task.clone()
    }));
}

/// The duties that an answer to this reminder is about: one, or all whose drafts the one mail shows.
pub(super) fn keys_of(book: &Book, reminder: &crate::book::Reminder) -> Vec<TaskKey> {
    if !reminder.task.0.starts_with(KEY) {
        return vec![reminder.task.clone()];
    }
    let shown = reminder
        .shows
        .iter()
        .filter_map(|(id, _)| book.drafts.get(id));
    let mut keys: Vec<TaskKey> = shown.map(|d| d.task.clone()).collect();
    keys.sort();
    keys.dedup();
    keys
}
