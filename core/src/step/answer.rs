//! What the owner said, done, and answered with what was understood.

mod drafts;
mod known;
mod tell;

use chrono::Duration;

use self::drafts::{approve, changed, close, one, settle_obligation, slot, uncertain, undo};
use self::known::{
    agree, disagree, for_application, leave_open, notes, open_proposal, switch, wrong,
};
use super::remind::{Issue, issue, pending};
use super::{Desk, Local, Target, catch_up};
use crate::approval::{Verdict, needs_a_live_reminder};
use crate::book::{Change, Draft, Note, Reminder, Task, TaskState};
use crate::command::Command;
use crate::id::{ApplicationId, ReminderId};
use crate::letter;
use crate::notice::{self, Notice};
use crate::rule::{Action, Rule};

pub(super) use self::tell::{ask_uncertain, tell_bounce, tell_deferred, tell_held, tell_refused};

/// Answers about what was refused, in a day at most: anybody who has seen a code can cause them.
const REFUSALS_A_DAY: usize = 4;
/// With those about what the owner wrote and was not understood: a forger must not use up the owner's own.
const UNCLEAR_A_DAY: usize = 12;
/// Answers of all kinds in a day: a responder at the owner's own address must not talk to heardback for ever.
const ANSWERS_A_DAY: usize = 60;

/// A letter that was accepted and came back (RFC 3464).
pub(super) const RETURNED: &str = "Their mail server sent it back.";

const SKIPPED: &str = "Skipped. Nothing is sent, and you will not be reminded of it again.";
const DONE: &str = "Good. It is marked as done.";
const ON_THE_WIRE: &str = "It is closed. But its letter is being sent at this moment, or may have left already; if their server puts it off, it is stopped.";

/// An answer by mail.
pub(super) fn by_reply(desk: &mut Desk<'_>, verdict: Verdict) {
    match verdict {
        Verdict::NotAnAnswer | Verdict::Waits { .. } => {}
        Verdict::Ignored(why) => {
            let note = Note::Answer {
                at: desk.now(),
                text: format!("Ignored: {why}."),
            };
            desk.note(note);
        }
        Verdict::Refused { reminder, why } => refuse(desk, reminder, &why),
        Verdict::Unclear { reminder, why } => unclear(desk, reminder, &why),
        Verdict::Command { reminder, command } => {
            if let Err(why) = obey(desk, reminder, &command, true) {
                unclear(desk, reminder, &why);
            }
        }
    }
}

/// A command on the command line (B3).
pub(super) fn local(desk: &mut Desk<'_>, local: Local) {
    let outcome = match local.target {
        Target::Reminder(id) => match live(desk, id, &local.command) {
            Ok(()) => obey(desk, id, &local.command, false),
            Err(why) => Err(why),
        },
        Target::Application(id) => for_application(desk, id, &local.command),
        Target::Everything => switch(desk, &local.command),
    };
    desk.step.reply = Some(outcome);
}

/// What stops, asks and listens works on a dead reminder, too, as by mail.
fn live(desk: &Desk<'_>, id: ReminderId, command: &Command) -> Result<(), String> {
    let reminder = desk
        .book
        .reminders
        .get(&id)
        .ok_or_else(|| format!("There is no reminder {id}; `heardback status` lists them."))?;
    match &reminder.revoked {
        Some(why) if needs_a_live_reminder(command) => {
            Err(format!("Reminder {id} no longer counts: {why}"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Tells the owner that an answer was not trusted; at most a few a day, to the configured address only.
pub(super) fn refuse(desk: &mut Desk<'_>, reminder: ReminderId, why: &str) {
    if let Some(r) = desk
        .book
        .reminders
        .get(&reminder)
        .map(|r| r.as_ref().clone())
    {
        if r.action != Action::Digest && !r.shows.is_empty() {
            let note = Note::Held {
                at: desk.now(),
                application: r.application,
                action: r.action,
                rule: Rule::Safety,
                why: why.to_owned(),
            };
            desk.note(note);
        }
        sparingly(desk, &r, notice::refused(&r, why), REFUSALS_A_DAY);
    }
}

fn unclear(desk: &mut Desk<'_>, reminder: ReminderId, why: &str) {
    if let Some(r) = desk
        .book
        .reminders
        .get(&reminder)
        .map(|r| r.as_ref().clone())
    {
        sparingly(desk, &r, notice::unclear(why), UNCLEAR_A_DAY);
    }
}

fn sparingly(desk: &mut Desk<'_>, reminder: &Reminder, text: Notice, most: usize) {
    let now = desk.now();
    let mut settings = desk.book.settings.clone();
    settings
        .refusals_at
        .retain(|at| now - *at < Duration::days(1));
    if settings.refusals_at.len() >= most {
        return;
    }
    settings.refusals_at.push(now);
    desk.put(Change::Settings(settings));
    reply(desk, reminder, &[], text);
}

/// An answer with a code of its own, so that `undo` works on it too.
fn reply(desk: &mut Desk<'_>, reminder: &Reminder, drafts: &[Draft], text: Notice) {
    let since = desk.now() - Duration::days(1);
    let today = |r: &Reminder| r.is_answer && r.at > since;
    if desk.book.reminders.values().filter(|r| today(r)).count() >= ANSWERS_A_DAY {
        return;
    }
    issue(
        desk,
        Issue {
            duty_key: &reminder.task,
            application: reminder.application,
            action: reminder.action,
            rule: reminder.rule,
            drafts,
            notice: text,
            is_answer: true,
        },
    );
}

/// Does what was said. By reply, an answer goes out; on the command line its text comes back.
fn obey(
    desk: &mut Desk<'_>,
    id: ReminderId,
    command: &Command,
    by_mail: bool,
) -> Result<String, String> {
    let reminder = desk
        .book
        .reminders
        .get(&id)
        .map(|r| r.as_ref().clone())
        .ok_or("That reminder is gone.")?;
    let (text, drafts) = act(desk, &reminder, command)?;
    // What was stopped stands open again in that mail, under a number of its own.
    let reopened = *command == Command::Undo && !drafts.is_empty();
    if (by_mail || reopened) && !text.is_empty() {
        let said = notice::understood(&reminder, &text, &drafts);
        reply(desk, &reminder, &drafts, said);
    }
    Ok(text)
}

type Acted = Result<(String, Vec<Draft>), String>;

fn act(desk: &mut Desk<'_>, reminder: &Reminder, command: &Command) -> Acted {
    let nothing = |text: &str| Ok((text.to_owned(), Vec::new()));
    match command {
        Command::Send(send) => approve(desk, reminder, send),
        Command::Edit { which, text } => {
            let draft = one(desk, reminder, *which)?;
            changed(desk, reminder, &draft, text.clone())
        }
        Command::Fill { which, words } => {
            let draft = one(desk, reminder, *which)?;
            let text =
                letter::fill(&draft.text, words).ok_or("There is no marked gap in that draft.")?;
            changed(desk, reminder, &draft, text)
        }
        Command::Strike { which } => {
            let draft = one(desk, reminder, *which)?;
            let text =
                letter::strike(&draft.text).ok_or("There is no marked gap in that draft.")?;
            changed(desk, reminder, &draft, text)
        }
        Command::Slot(nth) => slot(desk, reminder, *nth),
        Command::Skip if open_proposal(desk, reminder).is_ok() => leave_open(desk, reminder),
        Command::Skip | Command::Snooze { .. } if finished(desk, reminder).is_some() => {
            nothing(finished(desk, reminder).unwrap_or_default())
        }
        Command::Skip => {
            let late = close(desk, reminder, TaskState::Skipped, "You chose to skip it.");
            nothing(if late { ON_THE_WIRE } else { SKIPPED })
        }
        Command::Done if open_proposal(desk, reminder).is_ok() => {
            Err("That mail asks a question: answer “yes” or “no”.".to_owned())
        }
        Command::Done => {
            let late = close(desk, reminder, TaskState::Done, "You have done it.");
            settle_obligation(desk, reminder);
            nothing(if late { ON_THE_WIRE } else { DONE })
        }
        Command::Snooze { until } => {
            let tasks: Vec<Task> = catch_up::keys_of(&desk.book, reminder)
                .iter()
                .filter_map(|key| desk.book.tasks.get(key))
                .map(|t| t.as_ref().clone())
                .collect();
            if tasks.is_empty() {
                return Err("There is nothing to put off.".to_owned());
            }
            for task in tasks {
                desk.put(Change::Task(Task {
                    snoozed_until: Some(*until),
                    ..task
                }));
            }
            nothing(&format!(
                "You will be reminded again on {}.",
                notice::when(*until, desk.policy)
            ))
        }
        Command::Undo => undo(desk, reminder),
        Command::Why => {
            let text = notice::why(&desk.book, desk.policy, reminder);
            Ok((text, Vec::new()))
        }
        Command::Yes { which } => agree(desk, reminder, *which),
        Command::No => disagree(desk, reminder),
        Command::Wrong(class) => wrong(desk, reminder, *class),
        Command::Notes(text) => notes(desk, reminder, text),
        Command::Withdraw | Command::Accept => {
            let id = reminder
                .application
                .ok_or("That reminder is about no application.")?;
            for_application(desk, id, command).map(|text| (text, Vec::new()))
        }
        Command::Resend | Command::Leave => uncertain(desk, reminder, *command == Command::Resend),
        Command::Pause | Command::Resume => switch(desk, command).map(|text| (text, Vec::new())),
        Command::Help => nothing(notice::HELP),
    }
}

/// What became of a reminder of which nothing is open any more.
fn finished(desk: &Desk<'_>, reminder: &Reminder) -> Option<&'static str> {
    let keys = catch_up::keys_of(&desk.book, reminder);
    if keys.iter().any(|key| !pending(&desk.book, key).is_empty()) {
        return None;
    }
    let tasks = keys.iter().filter_map(|key| desk.book.tasks.get(key));
    let states: Vec<TaskState> = tasks.map(|t| t.state).collect();
    match states.first()? {
        _ if states.contains(&TaskState::Open) => None,
        TaskState::Open => None,
        TaskState::Done => Some("Nothing to do: that is finished already."),
        TaskState::Skipped => {
            Some("Nothing to do: you have skipped that already, and are not reminded of it again.")
        }
        TaskState::Lapsed => Some("Nothing to do: the time for that has passed."),
        TaskState::Withdrawn => Some("Nothing to do: that is no longer needed."),
    }
}

/// The next free number.
pub(super) fn new_application(desk: &Desk<'_>) -> ApplicationId {
    desk.book.next_application()
}
