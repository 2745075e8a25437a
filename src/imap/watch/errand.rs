//! What the daemon asks the second connection to do between two polls.

use std::ops::Range;

use tokio::sync::{mpsc, oneshot};

use crate::imap::{
    Error, Filed, Lookup, MailboxRole, Mailboxes, Session, append, fetch_more, find_message_id,
};

type Reply<T> = oneshot::Sender<Result<T, Error>>;

/// A thing to do, and whom to tell.
#[derive(Debug)]
pub(super) enum Errand {
    Find {
        role: MailboxRole,
        message_id: String,
        control: Option<String>,
        reply: Reply<Lookup>,
    },
    Append {
        message: Vec<u8>,
        reply: Reply<Filed>,
    },
    FetchMore {
        name: String,
        uid_validity: u32,
        uid: u32,
        range: Range<u32>,
        reply: Reply<Option<Vec<u8>>>,
    },
}

impl Errand {
    /// Does it. The error, if it spoils the session, is returned too.
    pub(super) async fn run(
        self,
        session: &mut Session,
        mailboxes: &Mailboxes,
    ) -> Result<(), Error> {
        match self {
            Errand::Find {
                role,
                message_id,
                control,
                reply,
            } => {
                let outcome = find(session, mailboxes, role, &message_id, control.as_deref()).await;
                answer(reply, outcome)
            }
            Errand::Append { message, reply } => {
                let outcome = match mailboxes.find(MailboxRole::Sent) {
                    Some(sent) => append(session, &sent.name, &message).await,
                    None => Err(Error::NoMailbox {
                        wanted: "sent mail",
                    }),
                };
                answer(reply, outcome)
            }
            Errand::FetchMore {
                name,
                uid_validity,
                uid,
                range,
                reply,
            } => {
                let outcome = more(session, &name, uid_validity, uid, range).await;
                answer(reply, outcome)
            }
        }
    }

    /// Tells that it cannot be done.
    pub(super) fn fail(self, error: Error) {
        match self {
            Errand::Find { reply, .. } => drop(reply.send(Err(error))),
            Errand::Append { reply, .. } => drop(reply.send(Err(error))),
            Errand::FetchMore { reply, .. } => drop(reply.send(Err(error))),
        }
    }
}

/// The errands of the second link. The first has none.
pub(super) struct Errands {
    waiting: Option<mpsc::Receiver<Errand>>,
    /// Taken, and not begun when the connection turned out to be dead.
    taken: Option<Errand>,
}

impl Errands {
    pub(super) fn new(waiting: Option<mpsc::Receiver<Errand>>) -> Errands {
        Errands {
            waiting,
            taken: None,
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.taken.is_some()
            || self
                .waiting
                .as_ref()
                .is_some_and(|waiting| !waiting.is_empty())
    }

    /// Waits for an errand. Loses none if it is dropped.
    pub(super) async fn take(&mut self) {
        if self.taken.is_some() {
            return;
        }
        let next = match &mut self.waiting {
            Some(waiting) => waiting.recv().await,
            None => None,
        };
        match next {
            Some(errand) => self.taken = Some(errand),
            None => std::future::pending().await,
        }
    }

    pub(super) async fn run_taken(
        &mut self,
        session: &mut Session,
        mailboxes: &Mailboxes,
    ) -> Result<(), Error> {
        match self.taken.take() {
            Some(errand) => errand.run(session, mailboxes).await,
            None => Ok(()),
        }
    }

    /// While there is no connection: whoever asks learns why. Never ends.
    pub(super) async fn turn_away(&mut self, error: &Error) {
        loop {
            self.take().await;
            if let Some(errand) = self.taken.take() {
                errand.fail(error.clone());
            }
        }
    }
}

async fn find(
    session: &mut Session,
    mailboxes: &Mailboxes,
    role: MailboxRole,
    message_id: &str,
    control: Option<&str>,
) -> Result<Lookup, Error> {
    let mailbox = mailboxes.find(role).ok_or(Error::NoMailbox {
        wanted: match role {
            MailboxRole::Inbox => "incoming mail",
            MailboxRole::Sent => "sent mail",
            MailboxRole::Junk => "junk",
            MailboxRole::All => "all mail",
            MailboxRole::Named => "this name",
        },
    })?;
    find_message_id(session, &mailbox.name, message_id, control).await
}

async fn more(
    session: &mut Session,
    name: &str,
    uid_validity: u32,
    uid: u32,
    range: Range<u32>,
) -> Result<Option<Vec<u8>>, Error> {
    let examined = session.examine(name).await?;
    if examined.uid_validity != uid_validity {
        return Ok(None);
    }
    fetch_more(session, uid, range.start, range.end).await
}

fn answer<T>(reply: Reply<T>, outcome: Result<T, Error>) -> Result<(), Error> {
    let spoiled = match &outcome {
        Ok(_) | Err(Error::Refused { .. } | Error::NoMailbox { .. }) => None,
        Err(error) => Some(error.clone()),
    };
    // Whoever asked may have given up waiting.
    let _ = reply.send(outcome);
    spoiled.map_or(Ok(()), Err)
}
