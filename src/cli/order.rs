//! `approve`, `edit`, `skip` and the rest: the words of a reply, over the control socket (B3).

mod phrase;

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use heardback_core::book::{Book, DraftState, Reminder as Reminded};
use heardback_core::command::{self, Command};
use heardback_core::id::ReminderId;
use heardback_core::step::{Input, Local};

use super::common::{WrongUse, config_path, errorline, line, load, state_folder, with_letters};
use super::view::find;
use crate::clock::Clock;
use crate::control::{self, Answer, Request, Target};
use crate::store::Store;
use crate::{kill_switch, place};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback approve 12                 all its drafts, ten minutes from now\n  heardback approve 12 1 3             the first and the third\n  heardback approve 12 monday 9am\n  heardback approve 12 now"
)]
pub struct Approve {
    #[command(flatten)]
    reminder: Reminder,
    /// Which drafts ("1 3"), and when ("now", "monday 9am"); "anyway" in spite of a suspicious sender
    #[arg(trailing_var_arg = true, value_name = "WHICH OR WHEN")]
    words: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Reminder {
    /// The reminder's number, as `heardback status` shows it
    #[arg(value_parser = reminder_number)]
    id: u32,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  heardback skip 12\n  heardback done 12\n  heardback undo 12")]
pub struct Alone {
    #[command(flatten)]
    reminder: Reminder,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback edit 12 < letter.txt\n  heardback yes 12\n  heardback strike 12 2"
)]
pub struct Which {
    #[command(flatten)]
    reminder: Reminder,
    /// Which one, counted from 1, where there are several
    which: Option<u8>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback fill 12 how you plan the spring catalogue")]
pub struct Fill {
    #[command(flatten)]
    reminder: Reminder,
    /// What stands in the gap
    #[arg(required = true, trailing_var_arg = true)]
    words: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback slot 12 2")]
pub struct Slot {
    #[command(flatten)]
    reminder: Reminder,
    /// Which of the offered times, counted from 1
    nth: u8,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback snooze 12              until tomorrow\n  heardback snooze 12 3d\n  heardback snooze 12 monday 9am"
)]
pub struct Snooze {
    #[command(flatten)]
    reminder: Reminder,
    /// How long ("4h", "3d", "1w"), or until when ("monday 9am")
    #[arg(trailing_var_arg = true)]
    until: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  heardback withdraw 3\n  heardback accept 3")]
pub struct Application {
    /// The application's number, as `heardback list` shows it, or a name that only one has
    id: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback correct 3 rejection\n  heardback correct 3 other          the mail had nothing to do with it"
)]
pub struct Correct {
    #[command(flatten)]
    application: Application,
    /// What its last mail was: rejection, offer, invitation, cancellation, confirmation, other …
    #[arg(required = true, trailing_var_arg = true)]
    class: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback note 3 They use dbt and Airflow\n  heardback note 3 < notes.txt"
)]
pub struct Note {
    #[command(flatten)]
    application: Application,
    /// The note; without it, standard input
    #[arg(trailing_var_arg = true)]
    words: Vec<String>,
}

fn reminder_number(text: &str) -> Result<u32, String> {
    let digits = text.trim_start_matches(['r', 'R', '#']);
    digits
        .parse()
        .map_err(|_| "reminders go by their number; `heardback status` shows them".to_owned())
}

/// A command about a reminder that needs no more words.
pub fn alone(verb: &str, args: &Alone) -> Result<()> {
    about_reminder(&args.reminder, verb, String::new())
}

/// `heardback approve`
pub fn approve(args: &Approve) -> Result<()> {
    let line = format!("send {}", args.words.join(" "));
    let id = ReminderId(args.reminder.id);
    about_reminder(&args.reminder, line.trim(), String::new())?;
    let book = Store::peek(&state_folder())?;
    if leaves(&book, id) {
        Ok(())
    } else {
        bail!("No letter of reminder {id} leaves.")
    }
}

/// Whether a letter of that reminder is approved or has left: what the daemon has answered says why not.
fn leaves(book: &Book, id: ReminderId) -> bool {
    let shown = book.reminders.get(&id).into_iter().flat_map(|r| &r.shows);
    let mut drafts = shown.filter_map(|(id, _)| book.drafts.get(id));
    drafts.any(|d| matches!(d.state, DraftState::Approved | DraftState::Sent))
}

/// `heardback yes`, `heardback strike`
pub fn which(verb: &str, args: &Which) -> Result<()> {
    about_reminder(&args.reminder, &numbered(verb, args.which), String::new())
}

/// `heardback edit`
pub fn edit(args: &Which) -> Result<()> {
    let example = format!("heardback edit {} < letter.txt", args.reminder.id);
    let text = standard_input("the new text", &example)?;
    about_reminder(&args.reminder, &numbered("edit", args.which), text)
}

/// `heardback fill`
pub fn fill(args: &Fill) -> Result<()> {
    let line = format!("fill: {}", args.words.join(" "));
    about_reminder(&args.reminder, &line, String::new())
}

/// `heardback slot`
pub fn slot(args: &Slot) -> Result<()> {
    about_reminder(&args.reminder, &format!("slot {}", args.nth), String::new())
}

/// `heardback snooze`
pub fn snooze(args: &Snooze) -> Result<()> {
    let line = format!("snooze {}", args.until.join(" "));
    about_reminder(&args.reminder, line.trim(), String::new())
}

/// `heardback withdraw`, `heardback accept`
pub fn application(verb: &str, args: &Application) -> Result<()> {
    about_application(args, verb, String::new())
}

/// `heardback correct`
pub fn correct(args: &Correct) -> Result<()> {
    let line = format!("wrong: {}", args.class.join(" "));
    about_application(&args.application, &line, String::new())
}

/// `heardback note`
pub fn note(args: &Note) -> Result<()> {
    let text = if args.words.is_empty() {
        let example = format!("heardback note {} They use dbt", args.application.id);
        standard_input("the note", &example)?
    } else {
        args.words.join(" ")
    };
    about_application(&args.application, "notes", text)
}

fn numbered(verb: &str, which: Option<u8>) -> String {
    which.map_or_else(|| verb.to_owned(), |n| format!("{verb} {n}"))
}

fn about_reminder(reminder: &Reminder, line: &str, rest: String) -> Result<()> {
    ask(Target::Reminder(reminder.id), line, rest)
}

fn about_application(application: &Application, line: &str, rest: String) -> Result<()> {
    let id = match application.id.parse::<u32>() {
        Ok(id) => id,
        Err(_) => find(&Store::peek(&state_folder())?, &application.id)?.id.0,
    };
    ask(Target::Application(id), line, rest)
}

/// `heardback pause`: a file that counts before every step, whatever the daemon is busy with; then the daemon is told.
pub fn pause() -> Result<()> {
    let state = state_folder();
    kill_switch::turn_on(&state)?;
    if control::answers(&place::control_socket()) {
        return ask(Target::Everything, "pause", String::new());
    }
    line(
        &mut std::io::stdout().lock(),
        &format!(
            "Paused: heardback is not running, and once it runs nothing leaves for anybody but you until `heardback resume` \
             ({}).",
            kill_switch::path(&state).display()
        ),
    )
}

/// `heardback resume`: takes the file away, and tells the daemon.
pub fn resume() -> Result<()> {
    let state = state_folder();
    let was_there = kill_switch::turn_off(&state)?;
    if control::answers(&place::control_socket()) {
        return ask(Target::Everything, "resume", String::new());
    }
    if Store::exists(&state) && Store::peek(&state)?.settings.paused {
        return resume_in_store(&state);
    }
    let text = if was_there {
        "Resumed: approved letters leave again once heardback runs."
    } else {
        "Nothing was paused. heardback is not running."
    };
    line(&mut std::io::stdout().lock(), text)
}

/// The pause was a reply's, or that of a daemon that has ended: it stands in the store, which nobody holds now.
fn resume_in_store(state: &Path) -> Result<()> {
    in_store(state, Target::Everything, Command::Resume)?;
    said("Resumed: approved letters leave again once heardback runs.")
}

/// Makes a command true without a daemon.
fn in_store(state: &Path, target: Target, command: Command) -> Result<Answer> {
    let path = config_path();
    let policy = with_letters(load(&path)?.policy(false), &path)?;
    let target = target.into();
    let input = Input::Command(Local { target, command });
    crate::daemon::offline::decide(state, &policy, input)
}

/// What sends nothing need not wait for the daemon: the command, where it is such a one.
fn needs_no_daemon(request: &Request) -> Result<Option<Command>> {
    let zone = load(&config_path())?.policy(false).owner.zone;
    let now = Clock::system().now();
    let command = command::parse(&request.line, &request.rest, now, zone)
        .map_err(|why| WrongUse(phrase::for_terminal(&why.0, request.target)))?;
    Ok(match command {
        Command::Skip
        | Command::Done
        | Command::Snooze { .. }
        | Command::Undo
        | Command::Yes { .. }
        | Command::No
        | Command::Wrong(_)
        | Command::Notes(_)
        | Command::Withdraw
        | Command::Accept
        | Command::Leave => Some(command),
        Command::Send(_)
        | Command::Edit { .. }
        | Command::Fill { .. }
        | Command::Strike { .. }
        | Command::Slot(_)
        | Command::Resend
        | Command::Why
        | Command::Pause
        | Command::Resume
        | Command::Help => None,
    })
}

/// What a person types ends with Ctrl-D; nothing is wrong use.
fn standard_input(what: &str, example: &str) -> Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let _ = writeln!(
            std::io::stderr(),
            "Write {what}, then press Ctrl-D on a line of its own:"
        );
    }
    let mut text = String::new();
    stdin
        .lock()
        .take(256 * 1024)
        .read_to_string(&mut text)
        .with_context(|| format!("Cannot read {what} from standard input"))?;
    if text.trim().is_empty() {
        bail!(WrongUse(format!(
            "Nothing was said: give {what}, for instance `{example}`."
        )));
    }
    Ok(text)
}

fn ask(target: Target, first: &str, rest: String) -> Result<()> {
    let request = Request {
        target,
        line: first.to_owned(),
        rest,
    };
    let (socket, state) = (place::control_socket(), state_folder());
    let alone = !control::answers(&socket) && Store::exists(&state);
    let command = if alone {
        needs_no_daemon(&request)?
    } else {
        None
    };
    let answer = match command {
        Some(command) => {
            let answer = in_store(&state, target, command)?;
            if matches!(answer, Answer::Done(_)) {
                errorline(
                    "heardback is not running: this is kept, and counts from its next start.",
                );
            }
            answer
        }
        None => super::run::runtime()?.block_on(control::ask(&socket, &request))?,
    };
    match answer {
        Answer::Done(text) if text.is_empty() => said(&new_version(target)),
        Answer::Done(text) => said(&phrase::for_terminal(&text, target)),
        Answer::Failed(why) => bail!("{}", phrase::for_terminal(&why, target)),
    }
}

fn said(text: &str) -> Result<()> {
    line(&mut std::io::stdout().lock(), text)
}

/// A changed draft comes back as a reminder of its own, by mail and with its own number.
fn new_version(target: Target) -> String {
    let Target::Reminder(id) = target else {
        return "Done.".to_owned();
    };
    let newest = || {
        let book = Store::peek(&state_folder()).ok()?;
        let task = &book.reminders.get(&ReminderId(id))?.task;
        let of_it = |r: &&std::sync::Arc<Reminded>| r.task == *task && !r.is_answer;
        Some(book.reminders.values().rev().find(of_it)?.id)
    };
    match newest() {
        Some(new) if new.0 != id => format!(
            "The new version is reminder {new}; it comes to you by mail, too. `heardback approve {new}` sends it."
        ),
        Some(_) | None => "Done.".to_owned(),
    }
}
