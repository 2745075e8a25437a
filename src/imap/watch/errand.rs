//! What the daemon asks the second connection to do between two polls.

use std::ops::Range;

use tokio::sync::oneshot;

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
