//! What an answer does to the drafts that a reminder shows: approve, change, close, stop.

use super::super::remind::{Issue, issue, pending, revoke, reword};
use super::super::{Desk, catch_up, deliver};
use super::Acted;
use crate::book::{
    Change, Draft, DraftState, Note, OutgoingState, Reminder, Task, TaskKey, TaskState,
};
use crate::command::Send;
use crate::event::{EventKind, Source};
use crate::id::DraftId;
use crate::letter;
use crate::notice;
use crate::rule::Rule;

/// The drafts that a reminder shows, as they stand now.
pub(super) fn shown(desk: &Desk<'_>, reminder: &Reminder) -> Vec<Draft> {
    reminder
        .shows
        .iter()
        .filter_map(|(id, hash)| desk.book.drafts.get(id).filter(|d| d.hash == *hash))
        .map(|d| d.as_ref().clone())
        .collect()
}

pub(super) fn one(
    desk: &Desk<'_>,
    reminder: &Reminder,
    which: Option<usize>,
) -> Result<Draft, String> {
    let drafts = shown(desk, reminder);
    let draft = match (which, drafts.as_slice()) {
        (_, []) => return Err("There is no draft with that reminder.".to_owned()),
        (None, [only]) => only.clone(),
        (None, many) => {
            return Err(format!(
                "There are {} drafts: say which, for instance “edit 1”.",
                many.len()
            ));
        }
        (Some(n), many) => many
            .get(n.wrapping_sub(1))
            .cloned()
            .ok_or_else(|| format!("There is no draft {n}; there are {}.", many.len()))?,
    };
    match draft.state {
        DraftState::Open => Ok(draft),
        DraftState::Approved => {
            Err("That draft is already approved; answer “undo” first.".to_owned())
        }
        DraftState::Superseded => {
            Err("There is a newer version of that draft; answer its reminder.".to_owned())
        }
        DraftState::Withdrawn
        | DraftState::Skipped
        | DraftState::Lapsed
        | DraftState::Sent
        | DraftState::Refused => Err(gone(&draft)),
    }
}

fn gone(draft: &Draft) -> String {
    let why = draft.why.as_deref().unwrap_or("");
    match draft.state {
        DraftState::Sent => "That letter has left already.".to_owned(),
        DraftState::Skipped => "That draft was skipped.".to_owned(),
        DraftState::Superseded => {
            "There is a newer version of that draft; answer its reminder.".to_owned()
        }
        DraftState::Open
        | DraftState::Approved
        | DraftState::Withdrawn
        | DraftState::Lapsed
        | DraftState::Refused => format!("That draft no longer stands. {why}")
            .trim()
            .to_owned(),
    }
}

pub(super) fn approve(desk: &mut Desk<'_>, reminder: &Reminder, send: &Send) -> Acted {
    let all = shown(desk, reminder);
    if all.is_empty() {
        return Err(if reminder.shows.is_empty() {
            "There is nothing to send with that reminder.".to_owned()
        } else {
            "There is a newer version of that draft; answer its reminder.".to_owned()
        });
    }
    let picked: Vec<Draft> = if send.which.is_empty() {
        all.clone()
    } else {
        let picked: Result<Vec<Draft>, String> = send
            .which
            .iter()
            .map(|n| {
                all.get(n - 1)
                    .cloned()
                    .ok_or_else(|| format!("There is no draft {n}; there are {}.", all.len()))
            })
            .collect();
        picked?
    };
    let mut lines = Vec::new();
    let mut queued = Vec::new();
    let mut current = reminder.clone();
    for draft in picked {
        let name = notice::name_of(&draft.to);
        if draft.state == DraftState::Approved
            && send.now
            && let Some((at, because)) = deliver::hasten(desk, &draft)
        {
            let leaves = notice::leaves(at, because.as_deref(), desk.policy, desk.now());
            let sooner = if at <= desk.now() {
                "Your word lifts the delay. "
            } else {
                "Your word cannot hasten it further. "
            };
            lines.push(format!("To {name}: {sooner}It {leaves}"));
            queued.push(draft.id);
            continue;
        }
        if draft.state != DraftState::Open || current.spent.contains(&draft.id) {
            lines.push(format!(
                "To {name}: not sent. {}",
                if draft.state == DraftState::Approved {
                    approved_already(desk, &draft)
                } else {
                    gone(&draft)
                }
            ));
            continue;
        }
        if let Some(finding) = draft.findings.iter().find(|f| f.blocks) {
            let why = finding.what.clone();
            let note = Note::Held {
                at: desk.now(),
                application: Some(draft.application),
                action: draft.action,
                rule: finding.rule,
                why: why.clone(),
            };
            desk.note(note);
            lines.push(format!("To {name}: not sent. {why} ({})", finding.rule));
            continue;
        }
        let wants_anyway = if draft.needs_anyway {
            Some("The sender looks suspicious; answer “send anyway” if you are sure.".to_owned())
        } else {
            notice::untied(&desk.book, &draft)
                .map(|why| format!("{why} Answer “send anyway” if you are sure."))
        };
        if let Some(why) = wants_anyway.filter(|_| !send.anyway) {
            let note = Note::Held {
                at: desk.now(),
                application: Some(draft.application),
                action: draft.action,
                rule: Rule::Safety,
                why: why.clone(),
            };
            desk.note(note);
            lines.push(format!("To {name}: not sent. {why}"));
            continue;
        }
        match deliver::queue(desk, &draft, send.at, send.now) {
            Ok(at) => {
                current.spent.insert(draft.id);
                let now = desk.now();
                let (at, because) = deliver::waiting_row(desk, &draft).map_or((at, None), |row| {
                    deliver::leaving(&desk.book, desk.policy, &row, now)
                });
                let leaves = notice::leaves(at, because.as_deref(), desk.policy, now);
                lines.push(format!("To {name}: {leaves}"));
                queued.push(draft.id);
            }
            Err(why) => lines.push(format!("To {name}: not sent. {why}")),
        }
    }
    desk.put(Change::Reminder(current));
    if desk.book.settings.paused {
        lines.push("heardback is paused: nothing leaves until you answer “resume”.".to_owned());
    }
    let approved = queued
        .iter()
        .filter_map(|id| desk.book.drafts.get(id))
        .map(|d| d.as_ref().clone())
        .collect();
    Ok((lines.join("\n"), approved))
}

fn approved_already(desk: &Desk<'_>, draft: &Draft) -> String {
    let now = desk.now();
    let row = deliver::waiting_row(desk, draft);
    row.map_or_else(
        || "It is approved already.".to_owned(),
        |row| {
            let (at, because) = deliver::leaving(&desk.book, desk.policy, &row, now);
            let leaves = notice::leaves(at, because.as_deref(), desk.policy, now);
            format!("It is approved already, and {leaves}")
        },
    )
}

/// Other words: a new version, proofread, and a new reminder; one mail never edits and approves at once (A4).
pub(super) fn changed(
    desk: &mut Desk<'_>,
    reminder: &Reminder,
    draft: &Draft,
    text: String,
) -> Acted {
    let new = reword(desk, draft, text).ok_or("That draft could not be changed.")?;
    let mut drafts: Vec<Draft> = shown(desk, reminder)
        .into_iter()
        .filter(|d| d.state == DraftState::Open && d.id != draft.id)
        .collect();
    let place = reminder
        .shows
        .iter()
        .position(|(id, _)| *id == draft.id)
        .unwrap_or(0)
        .min(drafts.len());
    drafts.insert(place, new);
    revoke(desk, &reminder.task, "there is a newer version.");
    let text = notice::new_version(&desk.book, desk.policy, reminder, &drafts, desk.now());
    issue(
        desk,
        Issue {
            duty_key: &reminder.task,
            application: reminder.application,
            action: reminder.action,
            rule: reminder.rule,
            drafts: &drafts,
            notice: text,
            is_answer: false,
        },
    );
    Ok((String::new(), Vec::new()))
}

/// Another of the offered times.
pub(super) fn slot(desk: &mut Desk<'_>, reminder: &Reminder, nth: usize) -> Acted {
    let draft = one(desk, reminder, None)?;
    let app = desk
        .book
        .state(draft.application)
        .ok_or("That application is gone.")?;
    let interview = app
        .interviews
        .iter()
        .rev()
        .find(|i| i.slots.len() > 1)
        .ok_or("There is only one time.")?;
    let slot = interview
        .slots
        .get(nth.wrapping_sub(1))
        .cloned()
        .ok_or_else(|| {
            format!(
                "There is no time {nth}; there are {}.",
                interview.slots.len()
            )
        })?;
    let text = letter::accept_time(app, interview, &slot, desk.policy, &draft.to);
    // A calendar's reply takes the calendar's time and no other.
    let same_time = interview.start == Some(slot.start.to_utc());
    let draft = Draft {
        accepts: Some(slot),
        calendar_reply: draft.calendar_reply.filter(|_| same_time),
        ..draft
    };
    desk.put(Change::Draft(draft.clone()));
    changed(desk, reminder, &draft, text)
}

pub(super) fn close(desk: &mut Desk<'_>, reminder: &Reminder, state: TaskState, why: &str) -> bool {
    let mut may_have_left = false;
    for key in catch_up::keys_of(&desk.book, reminder) {
        may_have_left |= close_one(desk, &key, state, why);
    }
    revoke(desk, &reminder.task, why);
    may_have_left
}

/// `true` where a letter of it is on the wire, or may have left: that one keeps its state, and is stopped if the server puts it
/// off.
fn close_one(desk: &mut Desk<'_>, key: &TaskKey, state: TaskState, why: &str) -> bool {
    let mut may_have_left = false;
    for draft in pending(&desk.book, key) {
        let row = desk
            .book
            .outbox
            .values()
            .find(|r| r.draft == Some(draft.id))
            .map(|r| r.as_ref().clone());
        match row.map(|r| r.cancel(why, desk.now())) {
            Some(Ok(cancelled)) => desk.put(Change::Outgoing(cancelled)),
            Some(Err(illegal)) if is_on_the_wire(illegal.state) => {
                may_have_left = true;
                let why = Some(deliver::STOPPED.to_owned());
                desk.put(Change::Draft(Draft { why, ..draft }));
                continue;
            }
            Some(Err(_)) | None => {}
        }
        desk.put(Change::Draft(Draft {
            state: DraftState::Skipped,
            why: Some(why.to_owned()),
            ..draft
        }));
    }
    let task = desk.book.tasks.get(key).map(|t| t.as_ref().clone());
    if let Some(task) = task {
        let changed_at = desk.now();
        desk.put(Change::Task(Task {
            state,
            changed_at,
            ..task
        }));
    }
    revoke(desk, key, why);
    may_have_left
}

fn is_on_the_wire(state: OutgoingState) -> bool {
    matches!(state, OutgoingState::Sending | OutgoingState::Uncertain)
}

/// `done` to a thing that was asked for or promised closes it in the application's history, too.
pub(super) fn settle_obligation(desk: &mut Desk<'_>, reminder: &Reminder) {
    let owed = reminder
        .application
        .and_then(|id| crate::notice::obligation_of(desk.book.state(id)?, &reminder.task));
    if let (Some(owed), Some(id)) = (owed, reminder.application) {
        let kind = EventKind::ObligationMet {
            kind: owed.kind,
            opened_in: owed.opened_in.clone(),
        };
        let at = desk.now();
        desk.happen(id, at, Source::Owner, kind);
    }
}

/// Stops what has not left; the draft stands open again.
pub(super) fn undo(desk: &mut Desk<'_>, reminder: &Reminder) -> Acted {
    let approved: Vec<Draft> = catch_up::keys_of(&desk.book, reminder)
        .iter()
        .flat_map(|key| pending(&desk.book, key))
        .filter(|d| d.state == DraftState::Approved)
        .collect();
    let mut stopped = Vec::new();
    let mut lines = Vec::new();
    for draft in approved {
        let row = desk
            .book
            .outbox
            .values()
            .find(|r| r.draft == Some(draft.id) && r.state != OutgoingState::Cancelled)
            .map(|r| r.as_ref().clone());
        match row.map(|r| r.cancel("You stopped it.", desk.now())) {
            Some(Ok(cancelled)) => {
                desk.put(Change::Outgoing(cancelled));
                lines.push(format!(
                    "To {}: stopped. Nothing was sent.",
                    notice::name_of(&draft.to)
                ));
                let note = Note::Held {
                    at: desk.now(),
                    application: Some(draft.application),
                    action: draft.action,
                    rule: Rule::Safety,
                    why: "You stopped it.".to_owned(),
                };
                desk.note(note);
                // A new Message-ID, so that the cancelled row's can never be mistaken for it.
                stopped.extend(reword(desk, &draft, draft.text.clone()));
            }
            Some(Err(illegal)) if illegal.state == OutgoingState::Sending => {
                lines.push(format!(
                    "To {}: it is being sent at this moment, and most likely too late. If their server puts it off, it is stopped.",
                    notice::name_of(&draft.to)
                ));
                desk.put(Change::Draft(Draft {
                    why: Some(deliver::STOPPED.to_owned()),
                    ..draft
                }));
            }
            Some(Err(_)) | None => lines.push(format!(
                "To {}: too late, it has left already.",
                notice::name_of(&draft.to)
            )),
        }
    }
    if lines.is_empty() {
        return Err(
            "There is nothing to stop: no letter of that reminder waits to leave.".to_owned(),
        );
    }
    if !stopped.is_empty() {
        lines.push("Answer “send” to this mail if you want it to leave after all.".to_owned());
    }
    Ok((lines.join("\n"), stopped))
}

/// `resend` or `leave` an uncertain letter.
pub(super) fn uncertain(desk: &mut Desk<'_>, reminder: &Reminder, again: bool) -> Acted {
    let ids: Vec<DraftId> = reminder.shows.iter().map(|(id, _)| *id).collect();
    let row = desk
        .book
        .outbox
        .values()
        .find(|r| r.state == OutgoingState::Uncertain && r.draft.is_some_and(|d| ids.contains(&d)))
        .map(|r| r.as_ref().clone());
    let row = row.ok_or("No letter of that mail is in doubt.")?;
    let now = desk.now();
    if again {
        let queued = row.resend(now).map_err(|e| e.to_string())?;
        desk.put(Change::Outgoing(queued));
        Ok(("It is sent once more.".to_owned(), Vec::new()))
    } else {
        deliver::report(desk, row.id, &crate::outbox::Report::Found);
        Ok(("Left as it is: it counts as sent.".to_owned(), Vec::new()))
    }
}
