//! Reads a mailbox over IMAP (RFC 3501, 9051) without changing it, and files sent mail.
//!
//! `session` is one connection and the one checked way to run a command; `fetch` reads new mail and accounts for every
//! message asked for; `mailboxes` finds out which mailbox is for what; `sent` looks mail up and files copies; `look` is for
//! `doctor`; `watch` keeps
//! two connections at it for as long as the program runs.

mod error;
mod fetch;
mod look;
mod mailboxes;
mod response;
mod sent;
mod session;
mod watch;
mod wire;

pub use error::{Error, ErrorKind};
pub use fetch::{Fetched, Fetcher, Progress, RANGE_LIMIT, TEXT_LIMIT, Window, fetch_more};
pub use look::{Quota, messages_from, newest, quota};
pub use mailboxes::{Mailbox, MailboxRole, Mailboxes};
pub use sent::{Filed, Lookup, append, find_message_id};
pub use session::{Examined, Session};
pub use watch::{Batch, FromImap, IDLE_LIFE, Link, News, Settings, Watch};

use crate::connect::{Login, Server};

/// An account at an IMAP server.
#[derive(Debug, Clone)]
pub struct ImapAccount {
    /// What the configuration calls it.
    pub name: String,
    /// Where it is.
    pub server: Server,
    /// Who logs in.
    pub login: Login,
}

/// How far a mailbox has been read: everything up to `last_uid` is stored, in quarantine or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The numbering it belongs to (RFC 3501 section 2.3.1.1).
    pub uid_validity: u32,
    /// The highest UID that is done with; 0 where nothing has been read.
    pub last_uid: u32,
}
