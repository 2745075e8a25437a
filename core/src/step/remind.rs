//! From duties to mails: what is due is reminded of once, and what the world has overtaken is taken back (F3).

mod drafts;
mod overtaken;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::Desk;
use crate::book::{
    Book, Change, Draft, DraftState, Note, OutgoingState, Reminder, Task, TaskKey, TaskState,
};
use crate::etiquette::{Days, Duty, Nudge, Order, plan};
use crate::id::{Address, ApplicationId, DraftId, ReminderId, Sha256};
use crate::moment::Time;
use crate::notice;
use crate::policy::Policy;
use crate::rule::{Action, Rule};
use drafts::is_of;
pub(super) use drafts::{drafts_for, reword};
use overtaken::{lapse, withdraw};

/// What was due so long before the first start is history, not a duty.
const LONG_PAST: Duration = Duration::days(7);

/// So near to a reminder its nudge is the same.
const SOON: Duration = Duration::hours(3);

/// Tasks whose duty is in the plan no more are done or withdrawn, and their letters with them.
pub(super) fn reconcile(desk: &mut Desk<'_>, duties: &[Duty]) {
    let duties: BTreeMap<&TaskKey, &Duty> = duties.iter().map(|d| (&d.key, d)).collect();
    let open: Vec<Task> = desk
        .book
        .tasks
        .values()
        .filter(|t| t.state == TaskState::Open)
        .map(|t| t.as_ref().clone())
        .collect();
    for task in open {
        match duties.get(&task.key) {
            None => withdraw(desk, task),
            Some(duty) => {
                let wanted: BTreeSet<(ApplicationId, &Address)> = duty
                    .orders
                    .iter()
                    .filter_map(|o| Some((o.application, o.to.email.as_ref()?)))
                    .collect();
                for draft in pending(&desk.book, &task.key) {
                    let theirs = |a| wanted.contains(&(draft.application, a));
                    if !draft.to.email.as_ref().is_some_and(theirs) {
                        take_back(desk, &draft, Rule::F3, "You have written to them yourself.");
                    }
                }
                if duty.lapses_at.is_some_and(|at| at <= desk.now()) {
                    lapse(desk, task);
                }
            }
        }
    }
}

/// Drafts of a task that may still leave.
pub(super) fn pending(book: &Book, key: &TaskKey) -> Vec<Draft> {
    let alive =
        |d: &Draft| d.task == *key && matches!(d.state, DraftState::Open | DraftState::Approved);
    book.drafts
        .values()
        .filter(|d| alive(d))
        .map(|d| d.as_ref().clone())
        .collect()
}

/// A draft, approved or not, that must not leave any more; a row on the wire is past taking back.
pub(super) fn take_back(desk: &mut Desk<'_>, draft: &Draft, rule: Rule, why: &str) {
    let row = desk
        .book
        .outbox
        .values()
        .find(|r| r.draft == Some(draft.id) && r.state != OutgoingState::Cancelled)
        .cloned();
    if let Some(row) = row {
        match row.cancel(why, desk.now()) {
            Ok(cancelled) => desk.put(Change::Outgoing(cancelled)),
            Err(_) => return,
        }
    }
    desk.put(Change::Draft(Draft {
        state: DraftState::Withdrawn,
        why: Some(why.to_owned()),
        ..draft.clone()
    }));
    let note = Note::Held {
        at: desk.now(),
        application: Some(draft.application),
        action: draft.action,
        rule,
        why: why.to_owned(),
    };
    desk.note(note);
}

pub(super) fn revoke(desk: &mut Desk<'_>, key: &TaskKey, why: &str) {
    let live: Vec<Reminder> = desk
        .book
        .reminders
        .values()
        .filter(|r| r.task == *key && r.revoked.is_none())
        .map(|r| r.as_ref().clone())
        .collect();
    for reminder in live {
        desk.put(Change::Reminder(Reminder {
            revoked: Some(why.to_owned()),
            ..reminder
        }));
    }
}

/// Sends the reminders that are due.
pub(super) fn remind(desk: &mut Desk<'_>, duties: &[Duty]) {
    let now = desk.now();
    let live_since = desk.book.settings.live_since.unwrap_or(now);
    let catch_up = super::catch_up::wanted(desk);
    let mut caught: Vec<(Duty, Option<Task>)> = Vec::new();
    for duty in duties {
        if duty.due_at > now {
            break;
        }
        let lapsed = duty.lapses_at.is_some_and(|at| at <= now);
        let task = standing(&desk.book, duty, lapsed).cloned();
        match due(duty, task.as_ref(), &desk.book, desk.policy, now) {
            Due::No => {}
            Due::TooLate => {
                let task = new_task(duty, TaskState::Lapsed, now);
                desk.put(Change::Task(task));
            }
            Due::First if duty.due_at < live_since - LONG_PAST => {
                let task = new_task(duty, TaskState::Lapsed, now);
                desk.put(Change::Task(task));
            }
            Due::First | Due::Again(_) | Due::Renewed(_) if catch_up.is_some() => {
                caught.push((duty.clone(), task));
            }
            Due::First => {
                let task = new_task(duty, TaskState::Open, now);
                send_reminder(desk, duty, task, duty.rule);
            }
            Due::Again(rule) => {
                if let Some(task) = task {
                    send_reminder(desk, duty, task, rule);
                }
            }
            Due::Renewed(rule) => {
                if let Some(task) = task {
                    renew(desk, duty, task, rule);
                }
            }
        }
    }
    if let Some(since) = catch_up {
        super::catch_up::tell(desk, since, caught);
    }
}

/// What became of a duty so far. What was taken back and is due again is told again, unless its time is over.
fn standing<'a>(book: &'a Book, duty: &Duty, lapsed: bool) -> Option<&'a Task> {
    book.tasks
        .get(&duty.key)
        .map(AsRef::as_ref)
        .filter(|t| t.state != TaskState::Withdrawn || lapsed)
}

pub(super) enum Due {
    No,
    /// It came and went while nobody looked.
    TooLate,
    First,
    Again(Rule),
    /// What its drafts rest on has changed.
    Renewed(Rule),
}

impl Due {
    /// A reminder goes out.
    pub(super) fn is_told(&self) -> bool {
        match self {
            Due::No | Due::TooLate => false,
            Due::First | Due::Again(_) | Due::Renewed(_) => true,
        }
    }
}

pub(super) fn due(
    duty: &Duty,
    task: Option<&Task>,
    book: &Book,
    policy: &Policy,
    now: Time,
) -> Due {
    let lapsed = duty.lapses_at.is_some_and(|at| at <= now);
    let may = |at: Time| is_time(duty, policy, at, now);
    let Some(task) = task else {
        return if lapsed {
            Due::TooLate
        } else if may(duty.due_at) {
            Due::First
        } else {
            Due::No
        };
    };
    if task.state != TaskState::Open || lapsed {
        return Due::No;
    }
    if let Some(until) = task.snoozed_until {
        return if may(until) {
            Due::Again(duty.rule)
        } else {
            Due::No
        };
    }
    let approved = |o: &Order| {
        pending(book, &duty.key)
            .iter()
            .any(|d| is_of(d, o) && d.state == DraftState::Approved)
    };
    if !duty.orders.is_empty() && duty.orders.iter().all(approved) {
        return Due::No;
    }
    let passed = duty
        .nudges
        .iter()
        .filter(|n| n.at <= now)
        .collect::<Vec<_>>();
    match passed.last() {
        Some(nudge) if passed.len() > task.nudges as usize && may(nudge.at) => {
            Due::Again(nudge.rule)
        }
        Some(_) | None if task.revision != duty.revision && Days::of(policy).is_waking(now) => {
            Due::Renewed(duty.rule)
        }
        Some(_) | None => Due::No,
    }
}

/// What would be missed by sleeping; elsewhere the lapse is only the end of the good time for it.
fn deadline_of(duty: &Duty) -> Option<Time> {
    match duty.action {
        Action::Prepare | Action::AnswerInvitation | Action::Offer => duty.lapses_at,
        Action::Debrief
        | Action::ThankYou
        | Action::Connect
        | Action::FollowUp
        | Action::Material
        | Action::Promise
        | Action::RejectionReply
        | Action::StayInTouch
        | Action::WithdrawOthers
        | Action::Digest
        | Action::Question => None,
    }
}

/// Nobody is woken by what was planned for the day and is only found out at night, unless it would be too late by then.
fn is_time(duty: &Duty, policy: &Policy, planned: Time, now: Time) -> bool {
    first_time(duty, policy, planned, now) <= now
}

/// The first instant from `now` on at which a reminder planned for `planned` may go out.
fn first_time(duty: &Duty, policy: &Policy, planned: Time, now: Time) -> Time {
    let days = Days::of(policy);
    days.waking_before(planned.max(now), deadline_of(duty))
}

pub(super) fn new_task(duty: &Duty, state: TaskState, now: Time) -> Task {
    Task {
        key: duty.key.clone(),
        application: duty.application,
        action: duty.action,
        rule: duty.rule,
        state,
        reminded_at: Vec::new(),
        nudges: 0,
        snoozed_until: None,
        due_at: duty.due_at,
        changed_at: now,
        revision: duty.revision.clone(),
    }
}

/// New notes are worth a second mail only where they change a letter.
fn renew(desk: &mut Desk<'_>, duty: &Duty, task: Task, rule: Rule) {
    let shown: BTreeSet<DraftId> = pending(&desk.book, &duty.key)
        .iter()
        .map(|d| d.id)
        .collect();
    let drafts = drafts_for(desk, duty, &task);
    if drafts.iter().all(|d| shown.contains(&d.id)) {
        desk.put(Change::Task(Task {
            revision: duty.revision.clone(),
            ..task
        }));
    } else {
        remind_of(desk, duty, task, rule, drafts);
    }
}

fn send_reminder(desk: &mut Desk<'_>, duty: &Duty, task: Task, rule: Rule) {
    let drafts = drafts_for(desk, duty, &task);
    remind_of(desk, duty, task, rule, drafts);
}

fn remind_of(desk: &mut Desk<'_>, duty: &Duty, task: Task, rule: Rule, drafts: Vec<Draft>) {
    let now = desk.now();
    // A nudge soon after another reminder of the same thing would say it twice; that it is late now is news (T7).
    let told = |n: &&Nudge| n.at <= now || (n.rule != Rule::T7 && n.at <= now + SOON);
    let nudges = u32::try_from(duty.nudges.iter().take_while(told).count()).unwrap_or(u32::MAX);
    let mut reminded_at = task.reminded_at.clone();
    reminded_at.push(now);
    let again = reminded_at.len() > 1;
    let snoozed_until = None;
    desk.put(Change::Task(Task {
        reminded_at,
        nudges,
        snoozed_until,
        revision: duty.revision.clone(),
        changed_at: now,
        ..task
    }));
    if duty.action == Action::Question {
        mark_asked(desk, duty);
    }
    let text = notice::reminder(&desk.book, desk.policy, duty, rule, &drafts, again, now);
    issue(
        desk,
        Issue {
            duty_key: &duty.key,
            application: duty.application,
            action: duty.action,
            rule,
            drafts: &drafts,
            notice: text,
            is_answer: false,
        },
    );
}

fn mark_asked(desk: &mut Desk<'_>, duty: &Duty) {
    let number = duty
        .key
        .0
        .strip_prefix("question/")
        .and_then(|n| n.parse::<u32>().ok());
    let proposal = number
        .and_then(|n| desk.book.proposals.get(&n))
        .map(|p| p.as_ref().clone());
    if let Some(proposal) = proposal {
        desk.put(Change::Proposal(crate::book::Proposal {
            asked: true,
            ..proposal
        }));
    }
}

/// A mail to the owner that can be answered.
pub(super) struct Issue<'a> {
    pub duty_key: &'a TaskKey,
    pub application: Option<crate::id::ApplicationId>,
    pub action: Action,
    pub rule: Rule,
    pub drafts: &'a [Draft],
    pub notice: notice::Notice,
    /// An answer to a command: no reminder of its own.
    pub is_answer: bool,
}

pub(super) fn issue(desk: &mut Desk<'_>, issue: Issue<'_>) -> ReminderId {
    let now = desk.now();
    let id = desk.book.next_reminder();
    let code = desk.random_hex();
    let tag = tag_of(&desk.random_hex());
    let proposal = issue
        .duty_key
        .0
        .strip_prefix("question/")
        .and_then(|n| n.parse().ok());
    let subject = format!("{} [hb-{tag}]", issue.notice.subject);
    let reminder = Reminder {
        id,
        application: issue.application,
        task: issue.duty_key.clone(),
        action: issue.action,
        rule: issue.rule,
        code_hash: Sha256::of(code.as_bytes()),
        tag,
        aliases: Vec::new(),
        shows: issue.drafts.iter().map(|d| (d.id, d.hash)).collect(),
        spent: BTreeSet::new(),
        proposal,
        at: now,
        expires_at: now + Duration::days(desk.policy.approval.expires_days),
        revoked: None,
        subject: subject.clone(),
        is_answer: issue.is_answer,
    };
    desk.put(Change::Reminder(reminder));
    super::deliver::notice(desk, &code, id, issue.application, &subject, &issue.notice);
    let text = issue.notice.text;
    desk.note(if issue.is_answer {
        Note::Answer { at: now, text }
    } else {
        Note::Reminder {
            at: now,
            reminder: id,
            text,
        }
    });
    id
}

/// As many mails about unreadable messages go out in a day; `status` lists all.
const UNREADABLE_A_DAY: usize = 5;

/// A message could not be read: the owner looks himself.
pub(super) fn unreadable(desk: &mut Desk<'_>, mailbox: &str, uid: u32, why: &str) {
    let now = desk.now();
    let about_one = |key: &TaskKey| key.0.starts_with("unreadable/");
    let told = desk.book.reminders.values();
    let told = told.filter(|r| about_one(&r.task) && now - r.at < Duration::days(1));
    // What lay there before heardback was first started is no news.
    if desk.book.settings.live_since.is_none() || told.count() >= UNREADABLE_A_DAY {
        return;
    }
    let key = TaskKey(format!("unreadable/{mailbox}/{uid}"));
    issue(
        desk,
        Issue {
            duty_key: &key,
            application: None,
            action: Action::Question,
            rule: Rule::Safety,
            drafts: &[],
            notice: notice::unreadable(mailbox, uid, why),
            is_answer: true,
        },
    );
}

/// Four letters and digits that are hard to confuse.
fn tag_of(hex: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = hex.as_bytes();
    let pick = |i: usize| {
        let value = bytes
            .get(2 * i..2 * i + 2)
            .and_then(|b| std::str::from_utf8(b).ok())
            .and_then(|h| usize::from_str_radix(h, 16).ok())
            .unwrap_or(0);
        char::from(LETTERS[value % 32])
    };
    (0..4).map(pick).collect()
}

/// When the next reminder, nudge or lapse falls due.
pub(super) fn next(book: &Book, policy: &Policy, now: Time) -> Vec<(Time, String)> {
    if book.settings.live_since.is_none() {
        return Vec::new();
    }
    let mut out = Vec::new();
    if book.settings.off_since.is_some() {
        let why = "what was missed while nothing ran".to_owned();
        out.push((Days::of(policy).waking(now), why));
    }
    for duty in plan(book, policy, now) {
        let why = || format!("{} ({})", duty.key, duty.rule);
        let lapsed = duty.lapses_at.is_some_and(|at| at <= now);
        let task = standing(book, &duty, lapsed);
        match task {
            None => out.push((first_time(&duty, policy, duty.due_at, now), why())),
            Some(task) if task.state == TaskState::Open => {
                let snoozed = task
                    .snoozed_until
                    .map(|until| first_time(&duty, policy, until.max(duty.due_at), now))
                    .filter(|at| *at > now);
                let nudge = duty
                    .nudges
                    .iter()
                    .skip(task.nudges as usize)
                    .map(|n| first_time(&duty, policy, n.at, now))
                    .filter(|at| *at > now)
                    .min();
                let lapse = duty.lapses_at.filter(|at| *at > now);
                let renewed = (task.revision != duty.revision)
                    .then(|| Days::of(policy).waking(now))
                    .filter(|at| *at > now);
                out.extend(
                    [snoozed, nudge, lapse, renewed]
                        .into_iter()
                        .flatten()
                        .map(|at| (at, why())),
                );
            }
            Some(_) => {}
        }
    }
    out
}
