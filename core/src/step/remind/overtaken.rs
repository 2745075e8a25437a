//! What the world or the clock has overtaken (F3): its duty ends, and the letters with it.

use chrono::Duration;

use super::super::Desk;
use super::{pending, revoke, take_back};
use crate::application::{Application, Outcome};
use crate::book::{Change, Draft, DraftState, Task, TaskState};
use crate::etiquette::Days;
use crate::moment::Time;
use crate::policy::Policy;
use crate::rule::{Action, Rule};

pub(super) fn withdraw(desk: &mut Desk<'_>, task: Task) {
    let app = task.application.and_then(|id| desk.book.state(id));
    let (rule, why) = overtaken_by(desk, app, &task);
    let drafts = pending(&desk.book, &task.key);
    let any_sent = desk
        .book
        .drafts
        .values()
        .any(|d| d.task == task.key && d.state == DraftState::Sent);
    for draft in &drafts {
        take_back(desk, draft, rule, why);
    }
    let done = drafts.is_empty() && any_sent;
    revoke(
        desk,
        &task.key,
        if done { "its letter has left." } else { why },
    );
    let state = if drafts.is_empty() || any_sent {
        TaskState::Done
    } else {
        TaskState::Withdrawn
    };
    let changed_at = desk.now();
    desk.put(Change::Task(Task {
        state,
        changed_at,
        ..task
    }));
}

fn overtaken_by(desk: &Desk<'_>, app: Option<&Application>, task: &Task) -> (Rule, &'static str) {
    let now = desk.now();
    let Some(app) = app else {
        return (Rule::F3, "It is no longer due.");
    };
    let since = task.reminded_at.first().copied().unwrap_or(task.due_at);
    match app.outcome {
        Outcome::Rejected | Outcome::PositionClosed => {
            return (Rule::F3, "They have said no since.");
        }
        Outcome::Withdrawn => return (Rule::F3, "You have withdrawn this application."),
        Outcome::Accepted | Outcome::OfferDeclined | Outcome::OfferExpired => {
            return (Rule::F3, "This application has ended.");
        }
        Outcome::Open | Outcome::OnHold | Outcome::Quiet => {}
    }
    if app
        .letters
        .iter()
        .any(|l| l.by == crate::event::Author::Owner && l.at >= since && l.at <= now)
    {
        return (Rule::F3, "You have written to them yourself.");
    }
    if task.action == Action::AnswerInvitation && crate::etiquette::is_leaving(&desk.book, app.id) {
        return (Rule::O1, "You have taken another offer.");
    }
    if let Some(passed) = time_has_passed(app, task, desk.policy, now) {
        return (task.rule, passed);
    }
    // The mail that led to the reminder is no news, though it bears the same instant.
    if app.words.iter().any(|w| w.at > since) {
        return (Rule::F3, "They have written since this draft was made.");
    }
    (Rule::F3, "It is no longer due.")
}

/// Where the clock alone has overtaken a duty, and no word of theirs.
fn time_has_passed(
    app: &Application,
    task: &Task,
    policy: &Policy,
    now: Time,
) -> Option<&'static str> {
    let mut parts = task.key.0.split('/').skip(2);
    let which = parts.next()?;
    match task.action {
        Action::AnswerInvitation => {
            let number: u32 = which.parse().ok()?;
            let interview = app.interviews.iter().find(|i| i.number == number)?;
            let slots = interview.slots.iter().map(|s| s.start.to_utc());
            let last = slots.max().or(interview.start)?;
            (last <= now).then_some("The last time they offered has passed.")
        }
        Action::ThankYou => {
            let days = Days::of(policy);
            let dropped = Duration::days(policy.etiquette.thank_drop_days);
            let of_it = |at: &Time| days.day(*at).to_string() == which;
            let met = app.interviews.iter().filter_map(|i| i.start).filter(of_it);
            let last = met.max()?;
            (last + dropped <= now).then_some("Its time has passed.")
        }
        Action::Prepare
        | Action::Debrief
        | Action::Connect
        | Action::FollowUp
        | Action::Material
        | Action::Promise
        | Action::RejectionReply
        | Action::StayInTouch
        | Action::Offer
        | Action::WithdrawOthers
        | Action::Digest
        | Action::Question => None,
    }
}

pub(super) fn lapse(desk: &mut Desk<'_>, task: Task) {
    for draft in pending(&desk.book, &task.key) {
        if draft.state == DraftState::Open {
            let lapsed = Draft {
                state: DraftState::Lapsed,
                why: Some("Its time has passed.".to_owned()),
                ..draft
            };
            desk.put(Change::Draft(lapsed));
        }
    }
    revoke(desk, &task.key, "its time has passed.");
    let changed_at = desk.now();
    desk.put(Change::Task(Task {
        state: TaskState::Lapsed,
        changed_at,
        ..task
    }));
}
