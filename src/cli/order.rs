//! `approve`, `edit`, `skip` and the rest: the words of a reply, over the control socket (B3).

use std::io::Read;

use anyhow::{Context, Result, bail};

use super::common::{line, state_folder};
use crate::control::{self, Answer, Request, Target};

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

/// `pause` and `resume`.
pub fn switch(verb: &str) -> Result<()> {
    ask(Target::Everything, verb, String::new())
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
    match runtime.block_on(control::ask(&control::path(&state_folder()), &request))? {
        Answer::Done(text) => line(&mut std::io::stdout().lock(), &text),
        Answer::Failed(why) => bail!("{why}"),
    }
}
