//! `heardback forget ID` and `heardback purge`: removes what is kept, with the daemon's help or without one.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use heardback_core::id::ApplicationId;

use super::common::{WrongUse, line, state_folder};
use crate::control::{self, Answer, Request, Target};
use crate::daemon::{self, FORGET, PURGE};
use crate::place;
use crate::store::Store;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback forget 3")]
pub struct Forget {
    /// The application's number, as `heardback list` shows it
    id: u32,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback purge --yes")]
pub struct Purge {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// `heardback forget ID`
pub fn forget(args: &Forget) -> Result<()> {
    if !args.yes && !std::io::stdin().is_terminal() {
        bail!(WrongUse(format!(
            "forget removes application {id} with its letters and notes. Say `heardback forget {id} --yes` where nobody can be asked.",
            id = args.id
        )));
    }
    let question = format!(
        "This removes application {} with its letters and notes; your mail stays. Forget it? [y/N] ",
        args.id
    );
    if !args.yes && !is_agreed(&question)? {
        bail!("Nothing is removed.");
    }
    remove(FORGET, Some(args.id))
}

/// `heardback purge`
pub fn purge(args: &Purge) -> Result<()> {
    if !args.yes && !std::io::stdin().is_terminal() {
        bail!(WrongUse(
            "purge removes everything that heardback knows. Say `heardback purge --yes` where nobody can be asked.".to_owned()
        ));
    }
    let question = "This removes every application, letter and reminder that heardback knows; your mail stays. Remove everything? [y/N] ";
    if !args.yes && !is_agreed(question)? {
        bail!("Nothing is removed.");
    }
    remove(PURGE, None)
}

fn is_agreed(question: &str) -> Result<bool> {
    let stdin = std::io::stdin();
    let mut out = std::io::stdout().lock();
    write!(out, "{question}")
        .and_then(|()| out.flush())
        .context("Cannot ask")?;
    let mut answer = String::new();
    stdin
        .lock()
        .read_line(&mut answer)
        .context("Cannot read the answer")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn remove(word: &str, id: Option<u32>) -> Result<()> {
    let socket = place::control_socket();
    let answer = if control::answers(&socket) {
        let request = Request {
            target: id.map_or(Target::Everything, Target::Application),
            line: word.to_owned(),
            rest: String::new(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("Cannot start")?;
        runtime.block_on(control::ask(&socket, &request))?
    } else {
        let state = state_folder();
        if !Store::exists(&state) {
            bail!(
                "There is nothing to remove: {} holds nothing.",
                state.display()
            );
        }
        let mut store = Store::open(&state)?;
        let book = store.load()?;
        daemon::remove(&mut store, &book, id.map(ApplicationId))?
    };
    match answer {
        Answer::Done(text) => line(&mut std::io::stdout().lock(), &text),
        Answer::Failed(why) => bail!("{why}"),
    }
}
