//! Keeps two connections at one account: one for the inbox, which waits for news, and one for everything else, which
//! polls and does errands. Whatever happens to a connection, the next one begins with a full look.

mod errand;
mod link;
mod retry;

pub use link::Link;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use self::errand::Errand;
use self::retry::RefusedLogins;
use super::{
    Cursor, Error, ErrorKind, Fetched, Filed, ImapAccount, Lookup, MailboxRole, Mailboxes,
};

/// How long an IDLE lives (RFC 2177 allows 29 minutes; routers forget connections after five).
pub const IDLE_LIFE: Duration = Duration::from_secs(240);
/// How long an errand may wait and take.
const ERRAND_LIMIT: Duration = Duration::from_secs(300);

/// What the watch of an account tells the daemon.
#[derive(Debug)]
pub struct FromImap {
    /// [`ImapAccount::name`].
    pub account: String,
    /// What happened.
    pub news: News,
}

/// What happened to an account.
#[derive(Debug)]
pub enum News {
    /// A link is up, and a full look begins.
    Connected {
        /// Which one.
        link: Link,
        /// Whether the server files a copy of what it sends by itself, and labels instead of moving (Gmail).
        is_gmail: bool,
        /// Whether it can tell of new mail (IDLE). If not, the inbox is polled.
        can_idle: bool,
    },
    /// Which mailboxes there are. Follows `Connected` of [`Link::Others`].
    Mailboxes(Mailboxes),
    /// New mail.
    Batch(Batch),
    /// Everything that was in this mailbox has been handed over, for the first time on this connection.
    CaughtUp {
        /// What it is for.
        role: MailboxRole,
        /// Its name as the server writes it.
        name: String,
    },
    /// A link is down; it is tried again by itself.
    Down {
        /// Which one.
        link: Link,
        /// What it asks for. With [`ErrorKind::Auth`] and [`ErrorKind::Setup`] the owner must act.
        kind: ErrorKind,
        /// A sentence for the owner: no secret, no mail, and fit for the log ([`Error::for_log`]).
        reason: String,
        /// How often in a row it has failed.
        failures: u32,
        /// When it is tried again.
        retry_in: Duration,
    },
}

/// A part of a mailbox, to be stored together with its cursor in one transaction.
#[derive(Debug)]
pub struct Batch {
    /// What the mailbox is for.
    pub role: MailboxRole,
    /// Its name as the server writes it; the key of its cursor.
    pub name: String,
    /// The mailbox's numbering.
    pub uid_validity: u32,
    /// Messages in ascending order of UID. May be empty where only the cursor moves.
    pub items: Vec<Fetched>,
    /// Where the cursor stands once this is stored.
    pub highest_uid: u32,
    /// Messages still to come before the mailbox is caught up with.
    pub left: usize,
    /// Whether this mailbox is read for the first time, or anew since its numbering changed: what is in it may be old, and
    /// known.
    pub rescan: bool,
    /// To be answered once it is stored. Dropped unanswered, the same messages come again later.
    pub done: oneshot::Sender<()>,
}

/// How an account is watched.
#[derive(Clone)]
pub struct Settings {
    /// Further mailboxes to watch, in the owner's spelling.
    pub named: Vec<String>,
    /// Where each mailbox was left, by [`Batch::name`].
    pub cursors: BTreeMap<String, Cursor>,
    /// The first day of the window that is read of an unknown mailbox. Asked when it is needed.
    pub since: Arc<dyn Fn() -> NaiveDate + Send + Sync>,
    /// How often the inbox is looked at even if the server tells of nothing. An IDLE ends after 4 minutes in any case.
    pub inbox_poll: Duration,
    /// How often the other mailboxes are looked at.
    pub others_poll: Duration,
    /// How long an IDLE lives, [`IDLE_LIFE`] but in tests that let weeks pass.
    pub idle_life: Duration,
}

/// The watch of one account. Ends when it is dropped, or when nobody listens any more.
#[derive(Debug)]
pub struct Watch {
    errands: mpsc::Sender<Errand>,
    look: Arc<Look>,
    tasks: Vec<JoinHandle<()>>,
}

/// What the links have in common.
#[derive(Debug)]
struct Look {
    others: Notify,
    /// Counts up when all connections are to be dropped.
    reset: watch::Sender<u64>,
    refused_logins: RefusedLogins,
}

impl Watch {
    /// Starts watching. `to` should be bounded: the links wait where the daemon is slow.
    #[must_use]
    pub fn start(account: ImapAccount, settings: Settings, to: mpsc::Sender<FromImap>) -> Watch {
        let look = Arc::new(Look {
            others: Notify::new(),
            reset: watch::Sender::new(0),
            refused_logins: RefusedLogins::default(),
        });
        let (errands, waiting) = mpsc::channel(16);
        let tasks = [(Link::Inbox, None), (Link::Others, Some(waiting))]
            .map(|(link, waiting)| {
                let watcher = link::Watcher::new(
                    link,
                    account.clone(),
                    settings.clone(),
                    to.clone(),
                    look.clone(),
                );
                tokio::spawn(watcher.run(waiting))
            })
            .into();
        Watch {
            errands,
            look,
            tasks,
        }
    }

    /// Looks at Sent and the other mailboxes now.
    pub fn look_at_others(&self) {
        self.look.others.notify_one();
    }

    /// Drops all connections and opens new ones at once: after a sleep they are dead, and do not know it.
    pub fn drop_connections(&self) {
        self.look.reset.send_modify(|count| *count += 1);
    }

    /// Looks for a Message-ID, see [`super::find_message_id`].
    pub async fn find_message_id(
        &self,
        role: MailboxRole,
        message_id: &str,
        control: Option<&str>,
    ) -> Result<Lookup, Error> {
        let message_id = message_id.to_owned();
        let control = control.map(str::to_owned);
        self.send(|reply| Errand::Find {
            role,
            message_id,
            control,
            reply,
        })
        .await
    }

    /// Files a copy in Sent, see [`super::append`].
    pub async fn append_sent(&self, message: Vec<u8>) -> Result<Filed, Error> {
        self.send(|reply| Errand::Append { message, reply }).await
    }

    /// Reads more of a message whose beginning was cut, see [`super::fetch_more`]. Nothing if it is gone.
    pub async fn fetch_more(
        &self,
        name: &str,
        uid_validity: u32,
        uid: u32,
        range: std::ops::Range<u32>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let name = name.to_owned();
        self.send(|reply| Errand::FetchMore {
            name,
            uid_validity,
            uid,
            range,
            reply,
        })
        .await
    }

    async fn send<T>(
        &self,
        errand: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Errand,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let done = async {
            self.errands.send(errand(reply)).await.ok()?;
            answer.await.ok()
        };
        timeout(ERRAND_LIMIT, done)
            .await
            .ok()
            .flatten()
            .unwrap_or(Err(Error::Network {
                during: "an errand",
                why: "no connection in time",
            }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
