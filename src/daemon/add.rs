//! `heardback add`: an application opened by hand; `offline` does it where no daemon runs.

use anyhow::Result;
use heardback_core::step::{Input, NewApplication};

use super::Daemon;
use super::offline::answered;
use crate::control::{Answer, Request, Target};

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
