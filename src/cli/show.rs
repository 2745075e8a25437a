//! `status`, `list`, `show`, `why`: what is known, read from the store, beside a running daemon or without one.

use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono_tz::Tz;
use heardback_core::application::{Application, Turn};
use heardback_core::book::{Book, DraftState, Reminder, TaskState};
use heardback_core::etiquette::Duty;
use heardback_core::event::{Event, EventKind, Source};
use heardback_core::id::{ApplicationId, MessageId, ReminderId};
use heardback_core::moment::Time;
use heardback_core::notice::clean;
use heardback_core::policy::Policy;
use heardback_core::rule::Rule;
use serde_json::json;

use super::common::{WrongUse, config_path, line, load, state_folder};
use crate::clock::Clock;
use crate::store::{Store, Unreadable};

#[derive(Debug, clap::Args)]
pub struct Common {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// The configuration; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback status")]
pub struct Status {
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback list --json")]
pub struct List {
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback show 3")]
pub struct Show {
    /// The application's number, as `list` shows it
    id: u32,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples: heardback why 3 (application 3), heardback why r12 (reminder 12), heardback why MESSAGE-ID"
)]
pub struct Why {
    /// An application's number, a reminder's with an r before it (r12), or a Message-ID
    id: String,
    #[command(flatten)]
    common: Common,
}

struct View {
    book: Book,
    /// Messages that the owner must look at himself.
    unreadable: Vec<Unreadable>,
    policy: Policy,
    now: Time,
    json: bool,
}

impl Common {
    fn view(&self) -> Result<View> {
        let config = load(&self.config.clone().unwrap_or_else(config_path))?;
        let book = Store::peek(&state_folder())?;
        Ok(View {
            book,
            unreadable: Store::peek_quarantine(&state_folder())?,
            policy: config.policy(false),
            now: Clock::system().now(),
            json: self.json,
        })
    }
}

impl View {
    fn zone(&self) -> Tz {
        self.policy.owner.zone
    }

    fn when(&self, at: Time) -> String {
        at.with_timezone(&self.zone())
            .format("%a %-d %b %H:%M")
            .to_string()
    }

    fn application(&self, id: u32) -> Result<&Application> {
        match self.book.state(ApplicationId(id)) {
            Some(app) => Ok(app),
            None => bail!(WrongUse(format!(
                "There is no application {id}; `heardback list` shows them."
            ))),
        }
    }
}

/// "Juniper Freight, Data Analyst".
fn name(app: &Application) -> String {
    let company = app
        .shown_company()
        .map_or_else(|| "(unknown employer)".to_owned(), |c| clean(&c));
    app.role.as_deref().map_or_else(
        || company.clone(),
        |role| format!("{company}, {}", clean(role)),
    )
}

fn turn(app: &Application) -> String {
    match &app.turn {
        Turn::Ours { what, .. } => format!("yours: {}", clean(what)),
        Turn::Theirs { by: Some(by), .. } => format!("theirs, by {}", by.format("%-d %b")),
        Turn::Theirs { by: None, .. } => "theirs".to_owned(),
        Turn::Nobody => String::new(),
    }
}

/// `heardback status`
pub fn status(args: &Status) -> Result<()> {
    let view = args.common.view()?;
    let open = waiting(&view);
    let duties = heardback_core::etiquette::plan(&view.book, &view.policy, view.now);
    let ahead: Vec<&Duty> = duties
        .iter()
        .filter(|d| !view.book.tasks.contains_key(&d.key) && d.application.is_some())
        .take(10)
        .collect();
    let mut out = std::io::stdout().lock();
    let lines = if view.json {
        status_objects(&view, &open, &ahead)
    } else {
        status_lines(&view, &open, &ahead)
    };
    for text in lines {
        line(&mut out, &text)?;
    }
    Ok(())
}

/// Reminders that can still be answered: of each duty that is open, the newest.
fn waiting(view: &View) -> Vec<&Reminder> {
    let reminders = || view.book.reminders.values().map(AsRef::as_ref);
    let is_open = |r: &Reminder| {
        view.book
            .tasks
            .get(&r.task)
            .is_some_and(|t| t.state == TaskState::Open)
    };
    let is_overtaken = |r: &Reminder| {
        reminders()
            .any(|later: &Reminder| later.task == r.task && later.id > r.id && !later.is_answer)
    };
    reminders()
        .filter(|r| !r.is_answer && r.revoked.is_none() && r.expires_at > view.now)
        .filter(|r| is_open(r) && !is_overtaken(r))
        .collect()
}

/// By a command, or by the file that `heardback pause` lays down where no daemon runs.
fn is_paused(view: &View) -> bool {
    view.book.settings.paused || crate::kill_switch::is_on(&state_folder())
}

fn status_objects(view: &View, open: &[&Reminder], ahead: &[&Duty]) -> Vec<String> {
    let waits = open.iter().map(|r| json!({"kind": "waits", "id": r.id, "application": r.application, "action": r.action, "rule": r.rule, "since": r.at, "drafts": r.shows.len()}));
    let due = ahead.iter().map(|d| json!({"kind": "due", "at": d.due_at, "application": d.application, "action": d.action, "rule": d.rule}));
    let unreadable = view
        .unreadable
        .iter()
        .map(|m| json!({"kind": "unreadable", "mailbox": m.mailbox, "uid": m.uid, "why": m.why}));
    let running = crate::control::answers(&crate::place::control_socket());
    let state = json!({"kind": "state", "paused": is_paused(view), "running": running, "applications": view.book.applications.len()});
    waits
        .chain(due)
        .chain(unreadable)
        .chain([state])
        .map(|object| object.to_string())
        .collect()
}

fn status_lines(view: &View, open: &[&Reminder], ahead: &[&Duty]) -> Vec<String> {
    let app = |id: Option<ApplicationId>| {
        id.and_then(|id| view.book.state(id))
            .map(name)
            .unwrap_or_default()
    };
    let mut lines = Vec::new();
    if is_paused(view) {
        lines.push(
            "PAUSED: nothing leaves for anybody but you. `heardback resume` ends it.\n".to_owned(),
        );
    }
    if !crate::control::answers(&crate::place::control_socket()) {
        lines.push(
            "heardback is not running: this is how things stood when it stopped.\n".to_owned(),
        );
    }
    let heading = if open.is_empty() {
        "Nothing waits for you."
    } else {
        "Waits for you:"
    };
    lines.push(heading.to_owned());
    lines.extend(open.iter().map(|r| {
        let note = if is_approved(view, r) {
            " (approved, leaves soon)"
        } else {
            ""
        };
        format!(
            "  {:>4}  {}  {:<18} {}{note}",
            r.id,
            view.when(r.at),
            r.action.name().replace('_', " "),
            app(r.application)
        )
    }));
    if !ahead.is_empty() {
        lines.push("\nComes next:".to_owned());
    }
    lines.extend(ahead.iter().map(|d| {
        format!(
            "        {}  {:<18} {}  [{}]",
            view.when(d.due_at),
            d.action.name().replace('_', " "),
            app(d.application),
            d.rule
        )
    }));
    if !view.unreadable.is_empty() {
        lines.push("\nCould not be read; look with your mail program:".to_owned());
    }
    lines.extend(view.unreadable.iter().map(|m| {
        format!(
            "        {}, number {}: {}",
            clean(&m.mailbox),
            m.uid,
            clean(&m.why)
        )
    }));
    lines
}

fn is_approved(view: &View, reminder: &Reminder) -> bool {
    let drafts: Vec<_> = reminder
        .shows
        .iter()
        .filter_map(|(id, _)| view.book.drafts.get(id))
        .collect();
    !drafts.is_empty() && drafts.iter().all(|d| d.state == DraftState::Approved)
}

/// `heardback list`
pub fn list(args: &List) -> Result<()> {
    let view = args.common.view()?;
    let mut out = std::io::stdout().lock();
    for app in view.book.states() {
        let text = if view.json {
            json!({"application": app.id, "company": app.company, "role": app.role, "status": app.status(), "since": app.transitions.last().map(|t| t.at), "turn": app.turn}).to_string()
        } else {
            format!(
                "{:>4}  {:<17} {:<44} {}",
                app.id,
                app.status().name().replace('_', " "),
                cut(&name(app), 44),
                turn(app)
            )
        };
        line(&mut out, text.trim_end())?;
    }
    if view.book.applications.is_empty() && !view.json {
        line(&mut out, "No application is known yet.")?;
    }
    Ok(())
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        text.to_owned()
    } else {
        text.chars().take(width - 1).chain(['…']).collect()
    }
}

/// `heardback show ID`
pub fn show(args: &Show) -> Result<()> {
    let view = args.common.view()?;
    let app = view.application(args.id)?;
    let mut out = std::io::stdout().lock();
    if view.json {
        return line(&mut out, &serde_json::to_string(app)?);
    }
    line(
        &mut out,
        &format!(
            "{}\n{}   {}",
            name(app),
            app.status().name().replace('_', " "),
            turn(app)
        ),
    )?;
    if let Some(requisition) = &app.requisition {
        line(&mut out, &format!("requisition {}", clean(requisition)))?;
    }
    let people: Vec<String> = app
        .people
        .iter()
        .filter(|c| !c.no_reply)
        .map(|c| {
            format!(
                "{} ({})",
                c.name.as_deref().map_or_else(
                    || c.email
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                    clean
                ),
                c.part.name().replace('_', " ")
            )
        })
        .collect();
    if !people.is_empty() {
        line(&mut out, &format!("people: {}", people.join(", ")))?;
    }
    line(&mut out, "")?;
    for text in timeline(&view.book, app.id, view.zone()) {
        line(&mut out, &text)?;
    }
    for conflict in &app.conflicts {
        line(&mut out, &format!("? {}", clean(&conflict.what)))?;
    }
    Ok(())
}

/// One line an event, and the letters that left.
pub fn timeline(book: &Book, id: ApplicationId, zone: Tz) -> Vec<String> {
    let Some(record) = book.applications.get(&id) else {
        return Vec::new();
    };
    let mut events: Vec<&Event> = record.events.iter().collect();
    events.sort_by_key(|e| (e.at, e.id));
    events
        .iter()
        .map(|e| {
            format!(
                "{}  {}",
                e.at.with_timezone(&zone).format("%a %-d %b %Y %H:%M"),
                told(e)
            )
        })
        .collect()
}

fn told(event: &Event) -> String {
    match &event.kind {
        EventKind::Heard(h) => format!(
            "they wrote: {} ({}, {:.0} %)",
            h.class.name().replace('_', " "),
            clean(&h.subject),
            (h.confidence * 100.0).floor()
        ),
        EventKind::Wrote(w) => {
            let to =
                w.to.first()
                    .map(heardback_core::notice::name_of)
                    .unwrap_or_default();
            let by = if w.by == heardback_core::event::Author::Owner {
                " (by hand)"
            } else {
                ""
            };
            format!(
                "you wrote: {} to {to}{by}",
                spoken(event.kind.name().trim_end_matches("Sent"))
            )
        }
        EventKind::Notes { text, .. } => format!("your notes: {}", cut(&clean(text), 90)),
        EventKind::Noted { why, .. } => clean(why),
        EventKind::InterviewEnded { .. }
        | EventKind::PromiseMissed { .. }
        | EventKind::WentQuiet
        | EventKind::OfferExpired
        | EventKind::Added { .. }
        | EventKind::OwnerSet(_)
        | EventKind::PersonAdded(_)
        | EventKind::ObligationMet { .. }
        | EventKind::OfferAccepted
        | EventKind::OfferDeclined
        | EventKind::Withdrawn
        | EventKind::Retracted { .. } => spoken(event.kind.name()),
    }
}

/// "InterviewEnded": "interview ended".
fn spoken(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// `heardback why ID`
pub fn why(args: &Why) -> Result<()> {
    if let Some(rule) = Rule::from_name(&args.id.to_ascii_uppercase()) {
        let text = format!("Rule {rule}: {}", rule.sentence());
        return line(&mut std::io::stdout().lock(), &text);
    }
    let view = args.common.view()?;
    let reminder = args
        .id
        .strip_prefix('r')
        .and_then(|n| n.parse().ok())
        .map(ReminderId);
    let lines = if let Some(reminder) = reminder.and_then(|id| view.book.reminders.get(&id)) {
        vec![heardback_core::notice::why(
            &view.book,
            &view.policy,
            reminder,
        )]
    } else if let Ok(id) = args.id.parse::<u32>() {
        why_application(&view, view.application(id)?)
    } else {
        vec![why_message(&view, &args.id)?]
    };
    let mut out = std::io::stdout().lock();
    for text in lines {
        line(&mut out, &text)?;
    }
    Ok(())
}

fn why_application(view: &View, app: &Application) -> Vec<String> {
    let record = view.book.applications.get(&app.id);
    let heading = format!(
        "{} is “{}”:",
        name(app),
        app.status().name().replace('_', " ")
    );
    let transitions = app.transitions.iter().map(|t| {
        let from = record
            .and_then(|r| r.events.iter().find(|e| e.id == t.event))
            .map(|e| source(&e.source))
            .unwrap_or_default();
        format!(
            "  {}  {}: {}{from}",
            view.when(t.at),
            t.to.name().replace('_', " "),
            clean(&t.because)
        )
    });
    [heading].into_iter().chain(transitions).collect()
}

fn why_message(view: &View, id: &str) -> Result<String> {
    let wanted = MessageId::new(id);
    let heard = view
        .book
        .applications
        .values()
        .flat_map(|r| r.events.iter())
        .filter_map(|e| {
            if let EventKind::Heard(h) = &e.kind {
                Some((e.application, h))
            } else {
                None
            }
        })
        .find(|(_, h)| Some(&h.message_id) == wanted.as_ref());
    if let Some((id, h)) = heard {
        return Ok(format!(
            "Read as {} ({:.0} %), for application {id}.",
            h.class.name().replace('_', " "),
            (h.confidence * 100.0).floor()
        ));
    }
    match wanted.and_then(|id| view.book.seen.get(&id).cloned()) {
        Some(seen) => Ok(format!(
            "Read as {}; it concerns no application.",
            seen.class.map_or("nothing", |c| c.name()).replace('_', " ")
        )),
        None => bail!(WrongUse(format!(
            "Nothing is known as “{id}”: give an application's number (3), a reminder's (r12), or a Message-ID."
        ))),
    }
}

fn source(source: &Source) -> String {
    match source {
        Source::Mail(id) => format!(" (message {id})"),
        Source::Owner => " (your word)".to_owned(),
        Source::Clock => " (time passed)".to_owned(),
        Source::Outbox(_) => " (your letter)".to_owned(),
    }
}
