//! `approve`, `edit`, `skip` and the rest: the words of a reply, over the control socket (B3).

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use heardback_core::step::{Input, Local, handle};

use super::common::{config_path, line, load, state_folder, with_letters};
use crate::clock::Clock;
use crate::control::{self, Answer, Request, Target};
use crate::store::Store;
use crate::{kill_switch, place};

#[derive(Debug, clap::Args)]
pub struct Reminder {
    /// The reminder's number, as `heardback status` shows it
    id: u32,
    /// What would follow on the first line of a reply ("1 3", "now", "monday 9am", "3d", the words for a gap)
    #[arg(trailing_var_arg = true)]
    words: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Application {
    /// The application's number, as `heardback list` shows it
    id: u32,
    /// For `correct` the class ("rejection"), for `note` the note
    #[arg(trailing_var_arg = true)]
    words: Vec<String>,
}

/// A command about a reminder; `verb` as in a reply.
pub fn reminder(verb: &str, args: &Reminder) -> Result<()> {
    let tail = args.words.join(" ");
    let rest = if verb == "edit" {
        read_text()?
    } else {
        String::new()
    };
    let first = if verb == "fill" {
        format!("fill: {tail}")
    } else {
        format!("{verb} {tail}")
    };
    ask(Target::Reminder(args.id), first.trim(), rest)
}

/// A command about an application.
pub fn application(verb: &str, args: &Application) -> Result<()> {
    let tail = args.words.join(" ");
    let first = match verb {
        "correct" => format!("wrong: {tail}"),
        "note" => format!("notes {tail}"),
        other => other.to_owned(),
    };
    ask(Target::Application(args.id), &first, String::new())
}

/// `heardback pause`: to the daemon, else by a file that it finds when it starts.
pub fn pause() -> Result<()> {
    let state = state_folder();
    if control::answers(&place::control_socket()) {
        return ask(Target::Everything, "pause", String::new());
    }
    kill_switch::turn_on(&state)?;
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
    let path = config_path();
    let policy = with_letters(load(&path)?.policy(true), &path)?;
    let mut store = Store::open(state)?;
    let mut book = store.load()?;
    let reader = super::common::reader(&policy);
    let command = Input::Command(Local {
        target: heardback_core::step::Target::Everything,
        command: heardback_core::command::Command::Resume,
    });
    let step = handle(&book, &policy, &reader, command, Clock::system().moment());
    // What would be handed over now is left for the daemon: it stays queued.
    let step = crate::daemon::without_new_deliveries(step);
    for change in &step.changes {
        book.apply(change);
    }
    store.commit(&book, &step.changes, &[])?;
    line(
        &mut std::io::stdout().lock(),
        "Resumed: approved letters leave again once heardback runs.",
    )
}

fn read_text() -> Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(256 * 1024)
        .read_to_string(&mut text)
        .context("Cannot read the new text from standard input")?;
    if text.trim().is_empty() {
        bail!(
            "There is no new text: give it on standard input, for instance `heardback edit 12 < letter.txt`."
        );
    }
    Ok(text)
}

fn ask(target: Target, first: &str, rest: String) -> Result<()> {
    let request = Request {
        target,
        line: first.to_owned(),
        rest,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("Cannot start")?;
    match runtime.block_on(control::ask(&place::control_socket(), &request))? {
        Answer::Done(text) => line(&mut std::io::stdout().lock(), &text),
        Answer::Failed(why) => bail!("{why}"),
    }
}
