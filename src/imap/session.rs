//! One IMAP connection, logged in, and the one checked way to run a command on it.
//!
//! A command has succeeded when its own tagged OK was seen, and in no other case. Each has a time limit. A session in
//! which a command was broken off, by time or by its caller, refuses everything further: answers would be taken for those
//! of the next command.

mod enter;
mod exchange;
mod idle;

use std::collections::BTreeSet;
use std::time::Duration;

use super::response::{Code, Data};
use super::wire::Wire;
use super::{Error, ImapAccount};
use crate::connect;

/// How long a greeting or the answer to an ordinary command may take.
pub(super) const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// A connection that is logged in.
#[derive(Debug)]
pub struct Session {
    wire: Wire,
    capabilities: BTreeSet<String>,
    next_tag: u32,
    /// Where `received` must end in the exchange under way.
    budget: u64,
    /// A command is under way, or was broken off.
    spoiled: bool,
    /// How many messages the open mailbox has, by what the server said.
    exists: u32,
    /// That number has changed since [`Session::forget_news`].
    news: bool,
}

/// A mailbox as EXAMINE found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examined {
    /// The numbering of this mailbox. 0 where the server gives none.
    pub uid_validity: u32,
    /// The UID the next message will get; some servers do not say.
    pub uid_next: Option<u32>,
    /// How many messages are in it.
    pub exists: u32,
}

/// What came with a tagged OK.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub data: Vec<Data>,
    /// The codes of untagged OKs, then that of the tagged one.
    pub codes: Vec<Code>,
}

impl Session {
    /// Connects, encrypts and logs in.
    pub async fn open(account: &ImapAccount) -> Result<Session, Error> {
        let stream = connect::open(&account.server).await?;
        let mut session = Session::greet(stream, &account.server).await?;
        session.log_in(&account.login, &account.server).await?;
        session.introduce().await?;
        Ok(session)
    }

    /// Whether the server can do a thing; `name` in capitals.
    #[must_use]
    pub fn can(&self, name: &str) -> bool {
        self.capabilities.contains(name)
    }

    /// Everything that the server says it can do, in capitals.
    #[must_use]
    pub fn capabilities(&self) -> &BTreeSet<String> {
        &self.capabilities
    }

    /// Whether it is Google's server, with labels for mailboxes.
    #[must_use]
    pub fn is_gmail(&self) -> bool {
        self.can("X-GM-EXT-1")
    }

    /// Bytes received on this connection.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.wire.received()
    }

    /// Opens a mailbox for reading only. `name` as LIST gave it.
    pub async fn examine(&mut self, name: &str) -> Result<Examined, Error> {
        let command = format!("EXAMINE {}", quoted(name, "EXAMINE")?);
        let answer = self.command("EXAMINE", &command, COMMAND_LIMIT).await?;
        let number = |wanted: &str| {
            let code = answer.codes.iter().rev().find(|code| code.name == wanted)?;
            code.rest.trim().parse::<u32>().ok()
        };
        let exists = answer.data.iter().rev().find_map(|data| match data {
            Data::Exists(exists) => Some(*exists),
            Data::Capability(_)
            | Data::List(_)
            | Data::Search(_)
            | Data::Expunge
            | Data::Fetch(_)
            | Data::Quota(_)
            | Data::Other => None,
        });
        Ok(Examined {
            uid_validity: number("UIDVALIDITY").unwrap_or(0),
            uid_next: number("UIDNEXT"),
            exists: exists.unwrap_or(0),
        })
    }

    /// Asks whether the connection still works.
    pub async fn noop(&mut self) -> Result<(), Error> {
        self.command("NOOP", "NOOP", COMMAND_LIMIT).await.map(drop)
    }

    /// Ends the session politely, if the server answers soon.
    pub async fn log_out(mut self) {
        let _ = self
            .command("LOGOUT", "LOGOUT", Duration::from_secs(5))
            .await;
    }

    /// Searches the open mailbox. `criteria` must be checked text. In ascending order, each UID once.
    pub(super) async fn uid_search(&mut self, criteria: &str) -> Result<BTreeSet<u32>, Error> {
        let answer = self
            .command("SEARCH", &format!("UID SEARCH {criteria}"), COMMAND_LIMIT)
            .await?;
        let mut found = BTreeSet::new();
        let mut answered = false;
        for data in answer.data {
            if let Data::Search(uids) = data {
                answered = true;
                found.extend(uids.into_iter().filter(|&uid| uid > 0));
            }
        }
        // A tagged OK without a list is not an empty list (RFC 3501 section 6.4.4 wants the untagged SEARCH).
        if answered {
            Ok(found)
        } else {
            Err(Error::Protocol {
                during: "SEARCH",
                what: "it succeeded and gave no list",
            })
        }
    }

    /// The server has counted its messages anew since [`Session::forget_news`]: there may be more than the last search
    /// found. It need not say so again in an IDLE that begins now.
    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    /// To be called right before a search.
    pub(super) fn forget_news(&mut self) {
        self.news = false;
    }
}

/// A quoted string (RFC 3501 section 4.3). What cannot stand in one is refused: a line end would begin another command.
pub(super) fn quoted(text: &str, during: &'static str) -> Result<String, Error> {
    if text.chars().any(|c| c == '\r' || c == '\n' || c == '\0') {
        return Err(Error::Protocol {
            during,
            what: "a name in it has a line end",
        });
    }
    Ok(format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"")
    ))
}
