//! `heardback add`: an application opened by hand, with a running daemon or without one.

use std::path::Path;

use anyhow::{Context, Result};
use heardback_core::policy::Policy;
use heardback_core::step::{Input, NewApplication, handle};

use super::{Daemon, without_new_deliveries};
use crate::clock::Clock;
use crate::control::{Answer, Request, Target};
use crate::store::Store;

/// The word of a request that adds; what is added follows as JSON.
pub const ADD: &str = "add";

impl Daemon {
    /// `None` where the request is another.
    pub(super) fn add(&mut self, request: &Request) -> Option<Result<Answer>> {
        if (request.line.as_str(), request.target) != (ADD, Target::Everything) {
            return None;
        }
        let new = match serde_json::from_str::<NewApplication>(&request.rest) {
            Ok(new) => new,
            Err(error) => {
                return Some(Ok(Answer::Failed(format!(
                    "That is no application: {error}."
                ))));
            }
        };
        Some(self.decide(Input::Added(new), &[]).map(answered))
    }
}

fn answered(reply: Option<Result<String, String>>) -> Answer {
    match reply {
        Some(Ok(text)) => Answer::Done(text),
        Some(Err(why)) => Answer::Failed(why),
        None => Answer::Done(String::new()),
    }
}

/// Adds to the store of `state` where no daemon holds it.
///
/// # Errors
/// Where the store cannot be opened or written.
pub fn add(state: &Path, policy: &Policy, new: NewApplication) -> Result<Answer> {
    let mut store = Store::open(state)?;
    let mut book = store.load()?;
    let reader = crate::cli::reader(policy);
    let step = handle(
        &book,
        policy,
        &reader,
        Input::Added(new),
        Clock::system().moment(),
    );
    // What would be handed over now is left for the daemon: it stays queued.
    let step = without_new_deliveries(step);
    for change in &step.changes {
        book.apply(change);
    }
    store
        .commit(&book, &step.changes, &[])
        .context("The application is not kept")?;
    Ok(answered(step.reply))
}
