//! `status`, `list`, `show`: what is known, without touching the running daemon.

use anyhow::Result;
use heardback_core::application::{Application, Outcome, Turn};
use heardback_core::book::Reminder;
use heardback_core::etiquette::Duty;
use heardback_core::id::ApplicationId;
use heardback_core::notice::{clean, name_of};
use heardback_core::reading::Part;
use serde_json::json;

use super::common::{line, state_folder};
use super::terminal::{Cell, Column, Paint, table};
use super::view::{Common, View, find};
use crate::daemon::{FIRST_LOOK, numbers};
use crate::standing::{Standing, standing};
use crate::words;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback status")]
pub struct Status {
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  heardback list\n  heardback list --json | jq .company")]
pub struct List {
    /// Only those that are still open
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  heardback show 3\n  heardback show juniper")]
pub struct Show {
    /// The application's number, as `list` shows it, or a name that only one has
    id: String,
    #[command(flatten)]
    common: Common,
}

/// At most so many things to come.
const AHEAD: usize = 10;

/// `heardback status`
pub fn status(args: &Status) -> Result<()> {
    let view = args.common.source.view()?;
    let open = view.waiting();
    let mut ahead = view.ahead();
    ahead.truncate(AHEAD);
    let lines = if args.common.json {
        status_objects(&view, &open, &ahead)
    } else {
        status_lines(&view, &open, &ahead)
    };
    print(lines)
}

pub(super) fn print(lines: impl IntoIterator<Item = String>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    lines.into_iter().try_for_each(|text| line(&mut out, &text))
}

fn is_running() -> bool {
    crate::control::answers(&crate::place::control_socket())
}

/// By a command, or by the file that `heardback pause` lays down where no daemon runs.
fn is_paused(view: &View) -> bool {
    view.book.settings.paused || crate::kill_switch::is_on(&state_folder())
}

fn status_objects(view: &View, open: &[&Reminder], ahead: &[Duty]) -> Vec<String> {
    let waits = open.iter().map(|r| json!({"kind": "waits", "id": r.id, "application": r.application, "action": r.action, "rule": r.rule, "since": r.at, "drafts": r.shows.len()}));
    let due = ahead.iter().map(|d| json!({"kind": "due", "at": d.due_at, "application": d.application, "action": d.action, "rule": d.rule, "because": d.because.words}));
    let unreadable = view
        .unreadable
        .iter()
        .map(|m| json!({"kind": "unreadable", "mailbox": m.mailbox, "uid": m.uid, "why": m.why}));
    let queued = view.queued();
    let queued = queued.iter().map(|q| json!({"kind": "leaves", "at": q.at, "application": q.draft.application, "action": q.draft.action, "to": q.draft.to.email, "because": q.because}));
    let state = json!({"kind": "state", "paused": is_paused(view), "running": is_running(), "applications": view.book.applications.len()});
    waits
        .chain(due)
        .chain(queued)
        .chain(unreadable)
        .chain([state])
        .map(|object| object.to_string())
        .collect()
}

fn status_lines(view: &View, open: &[&Reminder], ahead: &[Duty]) -> Vec<String> {
    let paint = |text: &str, paint| view.terminal.paint(text, paint);
    let mut lines = Vec::new();
    if is_paused(view) {
        let text = "PAUSED: nothing leaves for anybody but you. `heardback resume` ends it.";
        lines.extend([paint(text, Paint::Bad), String::new()]);
    }
    match crate::control::health(&crate::place::control_socket()) {
        None => {
            let text = "heardback is not running: this is how things stood when it stopped.";
            lines.extend([paint(text, Paint::Waits), String::new()]);
        }
        Some(health) if health.starts_with(FIRST_LOOK) => {
            lines.push(paint(&format!("{health}."), Paint::Waits));
            lines.extend(first_look_bar(view, &health));
            lines.push(String::new());
        }
        // A login that is refused, a network that is down, a changed configuration that is not taken.
        Some(health) if !health.starts_with("Watching") || health.contains("not taken") => {
            let text = format!("{health} `heardback doctor` says more.");
            lines.extend([paint(&text, Paint::Bad), String::new()]);
        }
        Some(_) => {}
    }
    let heading = if open.is_empty() {
        "Nothing waits for you."
    } else {
        "Waits for you"
    };
    lines.push(paint(heading, Paint::Bold));
    lines.extend(waiting_table(view, open));
    // A letter that waits is worth more words than a digest.
    let (letters, others): (Vec<&Reminder>, Vec<&Reminder>) =
        open.iter().partition(|r| !r.shows.is_empty());
    let mut in_order = letters.into_iter().chain(others);
    let first = in_order.find_map(|r| Some((r.id, advice(view, r)?)));
    if let Some((id, advice)) = first {
        let how = format!("{advice}, `heardback why r{id}` says why.");
        lines.extend(
            view.terminal
                .wrap(&how, 2)
                .iter()
                .map(|l| paint(l, Paint::Dim)),
        );
    }
    let queued = view.queued();
    if !queued.is_empty() {
        lines.extend([String::new(), paint("On their way", Paint::Bold)]);
    }
    for letter in &queued {
        lines.extend(view.terminal.wrap(&view.leaves(letter), 2));
    }
    if !ahead.is_empty() {
        lines.extend([String::new(), paint("Comes next", Paint::Bold)]);
        lines.extend(ahead_table(view, ahead));
    }
    if !view.unreadable.is_empty() {
        let text = "Could not be read; look with your mail program";
        lines.extend([String::new(), paint(text, Paint::Bold)]);
    }
    for mail in &view.unreadable {
        let (mailbox, why) = (clean(&mail.mailbox), clean(&mail.why));
        let text = format!("{mailbox}, number {}: {why}", mail.uid);
        lines.extend(view.terminal.wrap(&text, 6));
    }
    lines
}

/// "  [██████░░░░]", where somebody looks.
fn first_look_bar(view: &View, health: &str) -> Option<String> {
    const CELLS: usize = 40;
    view.terminal.width?;
    let (read, total) = numbers(health)?;
    let full = (CELLS * read).checked_div(total)?.min(CELLS);
    Some(format!(
        "  [{}{}]",
        "█".repeat(full),
        "░".repeat(CELLS - full)
    ))
}

/// What to do about a reminder; nothing where its letter is on the way.
fn advice(view: &View, reminder: &Reminder) -> Option<String> {
    let id = reminder.id;
    match standing(&view.book, reminder) {
        Standing::Task => Some(format!("`heardback done {id}` says that it is done")),
        Standing::Asks => Some(format!(
            "`heardback yes {id}` or `heardback no {id}` answers"
        )),
        Standing::Drafts(1) => Some(format!("`heardback approve {id}` sends that draft")),
        Standing::Drafts(_) => Some(format!("`heardback approve {id}` sends those drafts")),
        Standing::Uncertain => Some(format!(
            "`heardback resend {id}` sends it once more, `heardback leave {id}` lets it be"
        )),
        Standing::Approved => None,
    }
}

fn waiting_table(view: &View, open: &[&Reminder]) -> Vec<String> {
    let rows: Vec<Vec<Cell>> = open
        .iter()
        .map(|r| {
            let (note, paint) = match standing(&view.book, r) {
                Standing::Approved => ("approved".to_owned(), Paint::Good),
                Standing::Uncertain => ("sent or not?".to_owned(), Paint::Bad),
                Standing::Asks => ("yes or no?".to_owned(), Paint::Plain),
                Standing::Task => (String::new(), Paint::Plain),
                Standing::Drafts(1) => ("1 draft".to_owned(), Paint::Plain),
                Standing::Drafts(n) => (format!("{n} drafts"), Paint::Plain),
            };
            vec![
                Cell::painted(format!("{:>4}", r.id), Paint::Waits),
                Cell::new(view.when(r.at)),
                Cell::new(words::action(r.action)),
                Cell::new(view.name(r.application)),
                Cell::painted(note, paint),
            ]
        })
        .collect();
    let columns = [
        Column::Number,
        Column::Whole,
        Column::Cut(24),
        Column::Cut(16),
        Column::Whole,
    ];
    table(&columns, &rows, view.terminal)
}

fn ahead_table(view: &View, ahead: &[Duty]) -> Vec<String> {
    let rows: Vec<Vec<Cell>> = ahead
        .iter()
        .map(|d| {
            vec![
                Cell::new("    "),
                Cell::new(view.due(d.due_at)),
                Cell::new(words::action(d.action)),
                Cell::new(view.name(d.application)),
                Cell::painted(format!("[{}]", d.rule), Paint::Dim),
            ]
        })
        .collect();
    let columns = [
        Column::Number,
        Column::Whole,
        Column::Cut(24),
        Column::Cut(16),
        Column::Whole,
    ];
    table(&columns, &rows, view.terminal)
}

/// `heardback list`
pub fn list(args: &List) -> Result<()> {
    let view = args.common.source.view()?;
    let apps: Vec<&Application> = view
        .book
        .states()
        .filter(|a| !args.open || !a.is_closed())
        .collect();
    if args.common.json {
        return print(apps.into_iter().map(|app| json!({"application": app.id, "company": app.company, "role": app.role, "status": app.status(), "since": app.transitions.last().map(|t| t.at), "turn": app.turn}).to_string()));
    }
    if apps.is_empty() {
        let closed = view.book.states().count();
        return print([match (args.open, closed) {
            (true, 1..) => format!("Nothing is open; `heardback list` shows all {closed}."),
            (true | false, _) => "No application is known yet.".to_owned(),
        }]);
    }
    let rows: Vec<Vec<Cell>> = apps
        .into_iter()
        .map(|app| {
            vec![
                Cell::new(format!("{:>4}", app.id)),
                Cell::painted(words::status(app), stage(app)),
                Cell::new(words::name(app)),
                Cell::painted(words::turn(app, view.now, view.zone()), move_of(app)),
            ]
        })
        .collect();
    let columns = [
        Column::Number,
        Column::Whole,
        Column::Cut(16),
        Column::Cut(16),
    ];
    print(table(&columns, &rows, view.terminal))
}

fn stage(app: &Application) -> Paint {
    match app.outcome {
        Outcome::Accepted => Paint::Good,
        Outcome::Open => Paint::Plain,
        Outcome::OnHold
        | Outcome::Rejected
        | Outcome::PositionClosed
        | Outcome::Withdrawn
        | Outcome::OfferDeclined
        | Outcome::OfferExpired
        | Outcome::Quiet => Paint::Dim,
    }
}

fn move_of(app: &Application) -> Paint {
    match app.turn {
        Turn::Ours { .. } => Paint::Waits,
        Turn::Theirs { .. } | Turn::Nobody => Paint::Plain,
    }
}

/// `heardback show ID`
pub fn show(args: &Show) -> Result<()> {
    let view = args.common.source.view()?;
    let app = find(&view.book, &args.id)?;
    if args.common.json {
        return print([serde_json::to_string(app)?]);
    }
    print(shown(&view, app))
}

fn shown(view: &View, app: &Application) -> Vec<String> {
    let terminal = view.terminal;
    let mut lines = terminal.wrap(&format!("{} (application {})", words::name(app), app.id), 0);
    for heading in &mut lines {
        *heading = terminal.paint(heading, Paint::Bold);
    }
    let turn = words::turn(app, view.now, view.zone());
    let turn = terminal.paint(&turn, move_of(app));
    let status = terminal.paint(&words::status(app), stage(app));
    lines.push(format!("{status}   {turn}").trim_end().to_owned());
    if let Some(requisition) = &app.requisition {
        lines.push(format!("requisition {}", clean(requisition)));
    }
    let people = people(app);
    if !people.is_empty() {
        lines.extend(terminal.wrap(&format!("people: {}", people.join(", ")), 0));
    }
    let debts = words::debts(app, view.now, view.zone());
    lines.extend(debts.iter().map(words::Debt::sentence));
    lines.push(String::new());
    lines.extend(events(view, app.id));
    for conflict in &app.conflicts {
        lines.push(terminal.paint(&format!("? {}", clean(&conflict.what)), Paint::Bad));
    }
    let queued = view.queued();
    let theirs: Vec<_> = queued
        .iter()
        .filter(|q| q.draft.application == app.id)
        .collect();
    if !theirs.is_empty() {
        lines.extend([String::new(), terminal.paint("On their way", Paint::Bold)]);
    }
    for letter in theirs {
        lines.extend(terminal.wrap(&view.leaves(letter), 2));
    }
    let next: Vec<Duty> = view
        .ahead()
        .into_iter()
        .filter(|d| d.application == Some(app.id))
        .collect();
    if !next.is_empty() {
        lines.extend([String::new(), terminal.paint("Comes next", Paint::Bold)]);
        for duty in next {
            let what = words::action(duty.action);
            let line = format!("{}  {what} [{}]", view.due(duty.due_at), duty.rule);
            lines.push(line);
            lines.extend(terminal.wrap(&words::because(&duty, view.now), 4));
        }
    }
    lines
}

fn people(app: &Application) -> Vec<String> {
    app.people
        .iter()
        .filter(|c| !c.no_reply)
        .map(|c| {
            let person = heardback_core::id::Person {
                name: c.name.clone(),
                email: c.email.clone(),
            };
            let name = name_of(&person);
            match c.part {
                Part::Unknown => name,
                Part::Recruiter | Part::HiringManager | Part::Interviewer | Part::Coordinator => {
                    format!("{name} ({})", c.part.name().replace('_', " "))
                }
            }
        })
        .collect()
}

/// The history: what does not fit on a line goes on beneath it, and nothing is cut.
fn events(view: &View, id: ApplicationId) -> Vec<String> {
    let stamped: Vec<(String, String)> = words::history(&view.book, id)
        .iter()
        .map(|e| {
            let stamp = e.at.with_timezone(&view.zone());
            let stamp = stamp.format("%a %-d %b %Y %H:%M").to_string();
            (stamp, words::told(e))
        })
        .collect();
    let longest = stamped.iter().map(|(stamp, _)| stamp.len()).max();
    let hang = longest.unwrap_or(0) + 2;
    let mut lines = Vec::new();
    for (stamp, text) in &stamped {
        let told = view.terminal.wrap(text, hang);
        for (nth, line) in told.iter().enumerate() {
            let margin = if nth == 0 { stamp.as_str() } else { "" };
            let margin = view.terminal.paint(&format!("{margin:<hang$}"), Paint::Dim);
            lines.push(format!("{margin}{}", line.trim_start()));
        }
    }
    lines
}
