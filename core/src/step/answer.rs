//! What the owner said, done, and answered with what was understood.

use chrono::Duration;

use super::remind::{Issue, issue, pending, revoke, reword};
use super::{Desk, Local, Target, catch_up, deliver};
use crate::approval::{Verdict, needs_a_live_reminder};
use crate::book::{
    Change, Draft, DraftState, Note, Outgoing, OutgoingState, Proposal, Reminder, Task, TaskKey,
    TaskState,
};
use crate::command::{Command, Send};
use crate::event::{EventKind, Heard, Source};
use crate::id::{ApplicationId, DraftId, EventId, ReminderId};
use crate::letter;
use crate::notice::{self, Notice};
use crate::reading::Class;
use crate::rule::{Action, Rule};

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
        Command::Skip if open_proposal(desk, reminder).is_ok() => disagree(desk, reminder),
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

/// The drafts that a reminder shows, as they stand now.
fn shown(desk: &Desk<'_>, reminder: &Reminder) -> Vec<Draft> {
    reminder
        .shows
        .iter()
        .filter_map(|(id, hash)| desk.book.drafts.get(id).filter(|d| d.hash == *hash))
        .map(|d| d.as_ref().clone())
        .collect()
}

fn one(desk: &Desk<'_>, reminder: &Reminder, which: Option<usize>) -> Result<Draft, String> {
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

fn approve(desk: &mut Desk<'_>, reminder: &Reminder, send: &Send) -> Acted {
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
        if draft.state != DraftState::Open || current.spent.contains(&draft.id) {
            lines.push(format!(
                "To {name}: not sent. {}",
                if draft.state == DraftState::Approved {
                    "It is approved already.".to_owned()
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
        if draft.needs_anyway && !send.anyway {
            let why = "The sender looks suspicious; answer “send anyway” if you are sure.";
            let note = Note::Held {
                at: desk.now(),
                application: Some(draft.application),
                action: draft.action,
                rule: Rule::Safety,
                why: why.to_owned(),
            };
            desk.note(note);
            lines.push(format!("To {name}: not sent. {why}"));
            continue;
        }
        match deliver::queue(desk, &draft, send.at, send.now) {
            Ok(at) => {
                current.spent.insert(draft.id);
                lines.push(format!(
                    "To {name}: leaves {}.",
                    notice::when(at, desk.policy)
                ));
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

/// Other words: a new version, proofread, and a new reminder; one mail never edits and approves at once (A4).
fn changed(desk: &mut Desk<'_>, reminder: &Reminder, draft: &Draft, text: String) -> Acted {
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
fn slot(desk: &mut Desk<'_>, reminder: &Reminder, nth: usize) -> Acted {
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

fn close(desk: &mut Desk<'_>, reminder: &Reminder, state: TaskState, why: &str) -> bool {
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
fn settle_obligation(desk: &mut Desk<'_>, reminder: &Reminder) {
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
fn undo(desk: &mut Desk<'_>, reminder: &Reminder) -> Acted {
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

/// `yes` to a proposal: the mail counts, for the application that was picked.
fn agree(desk: &mut Desk<'_>, reminder: &Reminder, which: Option<usize>) -> Acted {
    let proposal = open_proposal(desk, reminder)?;
    let id = match (which, proposal.candidates.as_slice()) {
        (None, [_, _, ..]) => {
            return Err(format!(
                "Several applications fit. Answer “yes” and the number of one:\n{}",
                notice::candidates(&desk.book, &proposal)
            ));
        }
        (None | Some(1), []) => new_application(desk),
        (None, [only]) => *only,
        (Some(nth), fitting) => *fitting.get(nth.wrapping_sub(1)).ok_or_else(|| {
            let count = fitting.len();
            format!("There is no application {nth} in that question; there are {count}.")
        })?,
    };
    answered(desk, reminder, &proposal, true);
    let heard = EventKind::Heard(Box::new(proposal.heard));
    desk.happen(id, proposal.at, Source::Owner, heard);
    let place = notice::place(desk.book.state(id));
    Ok((format!("Understood: it counts, for {place}."), Vec::new()))
}

/// `no` to a proposal: the mail changes nothing.
fn disagree(desk: &mut Desk<'_>, reminder: &Reminder) -> Acted {
    let proposal = open_proposal(desk, reminder)?;
    answered(desk, reminder, &proposal, false);
    let text = "Understood: nothing is changed by that mail.".to_owned();
    Ok((text, Vec::new()))
}

fn open_proposal(desk: &Desk<'_>, reminder: &Reminder) -> Result<Proposal, String> {
    let proposal = reminder
        .proposal
        .and_then(|n| desk.book.proposals.get(&n))
        .ok_or("There is no question in that mail.")?;
    match proposal.answer {
        Some(_) => Err("You have answered that question already.".to_owned()),
        None => Ok(proposal.as_ref().clone()),
    }
}

fn answered(desk: &mut Desk<'_>, reminder: &Reminder, proposal: &Proposal, yes: bool) {
    desk.put(Change::Proposal(Proposal {
        answer: Some(yes),
        ..proposal.clone()
    }));
    close(desk, reminder, TaskState::Done, "You have answered.");
}

/// The next free number.
pub(super) fn new_application(desk: &Desk<'_>) -> ApplicationId {
    desk.book.next_application()
}

/// `wrong: CLASS`: the mail behind this reminder was something else, and stays so.
fn wrong(desk: &mut Desk<'_>, reminder: &Reminder, class: Class) -> Acted {
    let id = reminder
        .application
        .ok_or("That reminder rests on no mail.")?;
    let record = desk
        .book
        .applications
        .get(&id)
        .cloned()
        .ok_or("That application is gone.")?;
    let rests_on = desk
        .book
        .tasks
        .get(&reminder.task)
        .and_then(|_| {
            crate::etiquette::plan(&desk.book, desk.policy, desk.now())
                .into_iter()
                .find(|d| d.key == reminder.task)
        })
        .and_then(|d| d.because.message_id);
    let rests = |h: &Heard| rests_on.as_ref().is_none_or(|m| *m == h.message_id);
    let heard = record.events.iter().rev().find_map(|e| {
        e.kind
            .heard()
            .filter(|h| rests(h))
            .map(|h| (e.id, e.at, h.clone()))
    });
    let (event, at, heard) = heard.ok_or("That reminder rests on no mail.")?;
    correct(desk, id, event, at, heard, class);
    Ok((
        format!(
            "Noted: that mail was “{}”. What rested on the other reading is taken back.",
            class.name().replace('_', " ")
        ),
        Vec::new(),
    ))
}

fn correct(
    desk: &mut Desk<'_>,
    id: ApplicationId,
    event: EventId,
    at: crate::moment::Time,
    heard: Heard,
    class: Class,
) {
    let now = desk.now();
    desk.happen(id, now, Source::Owner, EventKind::Retracted { event });
    if class.is_about_application() {
        let source = Source::Mail(heard.message_id.clone());
        desk.happen(
            id,
            at,
            source,
            EventKind::Heard(Box::new(Heard {
                class,
                also: Vec::new(),
                confidence: 1.0,
                ..heard
            })),
        );
    }
}

/// Debrief notes: kept with the interview; what they say moves the dates at once.
fn notes(desk: &mut Desk<'_>, reminder: &Reminder, text: &str) -> Acted {
    let id = reminder
        .application
        .ok_or("That reminder is about no interview.")?;
    if text.trim().is_empty() {
        return Err(
            "There were no notes in that mail. Write them below the line “notes”.".to_owned(),
        );
    }
    let day = reminder
        .task
        .0
        .rsplit('/')
        .next()
        .and_then(|d| d.parse::<chrono::NaiveDate>().ok());
    let days = crate::etiquette::Days::of(desk.policy);
    let app = desk.book.state(id).ok_or("That application is gone.")?;
    let start = app
        .interviews
        .iter()
        .filter(|i| i.start.is_some_and(|s| Some(days.day(s)) == day))
        .filter_map(|i| i.start)
        .max();
    let start = start.or_else(|| {
        app.interviews
            .iter()
            .filter_map(|i| i.start)
            .filter(|s| *s <= desk.now())
            .max()
    });
    let now = desk.now();
    desk.happen(
        id,
        now,
        Source::Owner,
        EventKind::Notes {
            start,
            text: text.to_owned(),
        },
    );
    let shown = notice::notes_understood(&desk.book, desk.policy, id, now);
    Ok((shown, Vec::new()))
}

fn for_application(
    desk: &mut Desk<'_>,
    id: ApplicationId,
    command: &Command,
) -> Result<String, String> {
    let app = desk
        .book
        .state(id)
        .ok_or_else(|| format!("There is no application {id}; `heardback list` shows them."))?;
    let name = app
        .company
        .clone()
        .unwrap_or_else(|| format!("application {id}"));
    let has_offer = app.offer.is_some();
    let now = desk.now();
    let last = app.words.last().map(|w| w.message_id.clone());
    match command {
        Command::Withdraw => {
            desk.happen(id, now, Source::Owner, EventKind::Withdrawn);
            Ok(format!(
                "Your application at {name} is marked as withdrawn. heardback has told them nothing."
            ))
        }
        Command::Accept if has_offer => {
            desk.happen(id, now, Source::Owner, EventKind::OfferAccepted);
            Ok(format!(
                "Congratulations! The offer of {name} is marked as accepted. Their own answer is yours to write."
            ))
        }
        Command::Accept => Err(format!("{name} has made no offer that heardback knows of.")),
        Command::Notes(text) => {
            desk.happen(
                id,
                now,
                Source::Owner,
                EventKind::Notes {
                    start: None,
                    text: text.clone(),
                },
            );
            Ok("Kept.".to_owned())
        }
        Command::Wrong(class) => {
            let record = desk.book.applications.get(&id).cloned();
            let events = record.iter().flat_map(|r| r.events.iter()).rev();
            let heard = events
                .filter_map(|e| Some((e.id, e.at, e.kind.heard()?)))
                .find(|(_, _, h)| Some(&h.message_id) == last.as_ref())
                .map(|(id, at, h)| (id, at, h.clone()));
            let (event, at, heard) = heard.ok_or("No mail of theirs is known.")?;
            correct(desk, id, event, at, heard, *class);
            Ok("Noted.".to_owned())
        }
        Command::Send(_)
        | Command::Edit { .. }
        | Command::Fill { .. }
        | Command::Strike { .. }
        | Command::Slot(_)
        | Command::Skip
        | Command::Done
        | Command::Snooze { .. }
        | Command::Undo
        | Command::Why
        | Command::Yes { .. }
        | Command::No
        | Command::Resend
        | Command::Leave
        | Command::Pause
        | Command::Resume
        | Command::Help => {
            Err("That command is about a reminder: `heardback status` lists them.".to_owned())
        }
    }
}

fn switch(desk: &mut Desk<'_>, command: &Command) -> Result<String, String> {
    let paused = *command == Command::Pause;
    if !paused && *command != Command::Resume {
        return Err("That command is about a reminder or an application.".to_owned());
    }
    let mut settings = desk.book.settings.clone();
    settings.paused = paused;
    desk.put(Change::Settings(settings));
    if !paused {
        let now = desk.now();
        let waiting: Vec<Outgoing> = desk
            .book
            .outbox
            .values()
            .filter(|r| r.state == OutgoingState::Queued && r.words.contains("paused"))
            .map(|r| r.as_ref().clone())
            .collect();
        for row in waiting {
            desk.put(Change::Outgoing(Outgoing {
                not_before: now,
                words: String::new(),
                ..row
            }));
        }
    }
    Ok(if paused {
        "Paused: nothing leaves for anybody but you until you answer “resume”.".to_owned()
    } else {
        "Resumed: approved letters leave again.".to_owned()
    })
}

/// `resend` or `leave` an uncertain letter.
fn uncertain(desk: &mut Desk<'_>, reminder: &Reminder, again: bool) -> Acted {
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

/// The gate let an approved letter not pass: the owner hears why.
pub(super) fn tell_held(desk: &mut Desk<'_>, draft: &Draft, rule: Rule, why: &str) {
    tell(desk, draft, notice::held(draft, rule, why));
}

pub(super) fn tell_refused(desk: &mut Desk<'_>, draft: &Draft, row: &Outgoing) {
    tell(desk, draft, notice::undeliverable(draft, &row.words));
}

pub(super) fn tell_deferred(desk: &mut Desk<'_>, draft: &Draft, row: &Outgoing) {
    tell(desk, draft, notice::deferred(draft, &row.words));
}

pub(super) fn tell_bounce(desk: &mut Desk<'_>, row: &Outgoing) {
    let draft = row
        .draft
        .and_then(|id| desk.book.drafts.get(&id))
        .map(|d| d.as_ref().clone());
    if let Some(draft) = draft {
        tell(desk, &draft, notice::undeliverable(&draft, RETURNED));
    }
}

/// An uncertain letter that is nowhere to be found: only the owner can know (SAFETY.md, sending once).
pub(super) fn ask_uncertain(desk: &mut Desk<'_>, draft: &Draft, row: &Outgoing, is_absent: bool) {
    let asked = desk.book.reminders.values().any(|r| {
        r.is_answer && r.action == Action::Question && r.shows.iter().any(|(id, _)| *id == draft.id)
    });
    if asked {
        return;
    }
    let text = notice::uncertain(draft, &row.words, is_absent);
    issue(
        desk,
        Issue {
            duty_key: &draft.task,
            application: Some(draft.application),
            action: Action::Question,
            rule: Rule::Safety,
            drafts: std::slice::from_ref(draft),
            notice: text,
            is_answer: true,
        },
    );
}

fn tell(desk: &mut Desk<'_>, draft: &Draft, text: Notice) {
    issue(
        desk,
        Issue {
            duty_key: &draft.task,
            application: Some(draft.application),
            action: draft.action,
            rule: draft.rule,
            drafts: std::slice::from_ref(draft),
            notice: text,
            is_answer: true,
        },
    );
}
