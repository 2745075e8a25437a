//! What is decided where no daemon runs: the same step, made true in the store; what would leave waits for the daemon.

use std::path::Path;

use anyhow::{Context, Result};
use heardback_core::policy::Policy;
use heardback_core::step::{Input, handle};

use super::without_new_deliveries;
use crate::clock::Clock;
use crate::control::Answer;
use crate::store::Store;

/// Makes a step in the store of `state`, which nobody else may hold meanwhile.
///
/// # Errors
/// Where the store cannot be opened or written.
pub fn decide(state: &Path, policy: &Policy, input: Input) -> Result<Answer> {
    let mut store = Store::open(state)?;
    let mut book = store.load()?;
    let reader = super::reader(policy);
    let step = handle(&book, policy, &reader, input, Clock::system().moment());
    let step = without_new_deliveries(step);
    for change in &step.changes {
        book.apply(change);
    }
    store
        .commit(&book, &step.changes, &[])
        .context("Your word is not kept")?;
    Ok(answered(step.reply))
}

/// What a step answers.
pub(super) fn answered(reply: Option<Result<String, String>>) -> Answer {
    match reply {
        Some(Ok(text)) => Answer::Done(text),
        Some(Err(why)) => Answer::Failed(why),
        None => Answer::Done(String::new()),
    }
}
