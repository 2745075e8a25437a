//! `forget` and `purge`: on the command line only, never by reply.

use anyhow::Result;
use heardback_core::book::{Book, OutgoingState};
use heardback_core::id::ApplicationId;
use tracing::info;

use super::Daemon;
use crate::control::{Answer, Request, Target};
use crate::store::Store;

/// The words of a request that removes.
pub const FORGET: &str = "forget";
pub const PURGE: &str = "purge";

impl Daemon {
    /// `None` where the request is another.
    pub(super) fn remove(&mut self, request: &Request) -> Option<Result<Answer>> {
        let id = match (request.line.as_str(), request.target) {
            (FORGET, Target::Application(id)) => Some(ApplicationId(id)),
            (PURGE, Target::Everything) => None,
            (_, Target::Application(_) | Target::Everything | Target::Reminder(_)) => return None,
        };
        let removed = remove(&mut self.store, &self.book, id);
        if matches!(removed, Ok(Answer::Done(_))) {
            info!("Removed what the owner wants gone");
            match self.store.load() {
                Ok(book) => self.book = book,
                Err(error) => return Some(Err(error)),
            }
        }
        Some(removed)
    }
}

/// Removes one application, or everything.
///
/// # Errors
/// Where the store cannot be written.
pub fn remove(store: &mut Store, book: &Book, id: Option<ApplicationId>) -> Result<Answer> {
    let on_its_way = book
        .outbox
        .values()
        .any(|row| row.state == OutgoingState::Sending && (id.is_none() || row.application == id));
    if on_its_way {
        return Ok(Answer::Failed(
            "A letter of it is being handed over at this moment. Try again in a minute.".to_owned(),
        ));
    }
    let Some(id) = id else {
        store.purge(book)?;
        return Ok(Answer::Done(
            "Everything is removed. What lies in your mailbox stays there, and heardback does not read it again.".to_owned(),
        ));
    };
    if !book.applications.contains_key(&id) {
        return Ok(Answer::Failed(format!(
            "There is no application {id}; `heardback list` shows them."
        )));
    }
    store.forget(book, id)?;
    Ok(Answer::Done(format!(
        "Application {id} is forgotten, with its letters and reminders. The mail about it stays in your mailbox, and heardback does not read it again."
    )))
}
