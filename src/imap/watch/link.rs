//! One of the two connections: connects, catches up, waits, and does so again.

mod catch_up;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{debug, warn};

use super::errand::{Errand, Errands};
use super::retry::Retry;
use super::{FromImap, Look, News, Settings};
use crate::imap::{Cursor, Error, Fetcher, ImapAccount, Mailbox, MailboxRole, Mailboxes, Session};

/// How long to wait when the daemon could not store a batch.
const STORE_PAUSE: Duration = Duration::from_secs(10);
/// How often in a row the inbox is looked at because the server announced something during the last look.
const HURRIES: u32 = 5;
/// How long to wait then.
const BREATH: Duration = Duration::from_secs(10);
/// How long the list of mailboxes is believed; one that lacks something is asked for at each look.
const DISCOVERY_LIFE: Duration = Duration::from_secs(3600);
/// Which of an account's two connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The inbox, by IDLE.
    Inbox,
    /// Sent, junk and the rest, by polling.
    Others,
}

/// Why a connection is given up.
#[derive(Debug)]
enum Stop {
    /// The server, or the way to it.
    Failed(Error),
    /// A batch was not stored.
    NotStored,
    /// Nobody listens any more.
    Deaf,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

pub(super) struct Watcher {
    link: Link,
    account: ImapAccount,
    settings: Settings,
    to: mpsc::Sender<FromImap>,
    look: Arc<Look>,
    cursors: BTreeMap<String, Cursor>,
    fetchers: BTreeMap<String, Fetcher>,
    retry: Retry,
    /// The last connection was logged in before it went.
    was_up: bool,
}

impl Watcher {
    pub(super) fn new(
        link: Link,
        account: ImapAccount,
        settings: Settings,
        to: mpsc::Sender<FromImap>,
        look: Arc<Look>,
    ) -> Watcher {
        Watcher {
            link,
            account,
            cursors: settings.cursors.clone(),
            settings,
            to,
            look,
            fetchers: BTreeMap::new(),
            retry: Retry::default(),
            was_up: false,
        }
    }

    /// Runs until nobody listens any more.
    pub(super) async fn run(mut self, waiting: Option<mpsc::Receiver<Errand>>) {
        let mut reset = self.look.reset.subscribe();
        let mut errands = Errands::new(waiting);
        loop {
            let stop = tokio::select! {
                biased;
                stop = self.connection(&mut errands) => stop,
                true = was_reset(&mut reset) => {
                    debug!(account = %self.account.name, link = ?self.link, "Connection dropped on request");
                    self.retry.progressed();
                    continue;
                }
            };
            let (pause, error) = match stop {
                Stop::Deaf => return,
                Stop::NotStored => (STORE_PAUSE, not_stored()),
                Stop::Failed(error) => match self.report(&error).await {
                    Ok(pause) => (pause, error),
                    Err(_) => return,
                },
            };
            tokio::select! {
                biased;
                () = sleep(pause) => {}
                true = was_reset(&mut reset) => self.retry.progressed(),
                // An errand that came when the connection died may be done on the next one.
                () = errands.turn_away(&error), if !self.was_up => {}
            }
        }
    }

    async fn report(&mut self, error: &Error) -> Result<Duration, Stop> {
        let retry_in = self.retry.after(error, &self.look.refused_logins);
        let failures = self.retry.failures();
        debug!(link = ?self.link, kind = ?error.kind(), failures,
            "Link {:?} is down, next try in {} s: {}", self.link, retry_in.as_secs(), error.for_log());
        self.tell(News::Down {
            link: self.link,
            kind: error.kind(),
            reason: error.for_log(),
            failures,
            retry_in,
        })
        .await?;
        Ok(retry_in)
    }

    /// One connection, from its beginning to its end.
    async fn connection(&mut self, errands: &mut Errands) -> Stop {
        let outcome = match self.link {
            Link::Inbox => self.watch_inbox().await,
            Link::Others => self.watch_others(errands).await,
        };
        match outcome {
            Ok(never) => match never {},
            Err(stop) => stop,
        }
    }

    async fn connect(&mut self) -> Result<Session, Stop> {
        self.was_up = false;
        let session = Session::open(&self.account).await?;
        self.was_up = true;
        self.look.refused_logins.forget();
        self.tell(News::Connected {
            link: self.link,
            is_gmail: session.is_gmail(),
            can_idle: session.can("IDLE"),
        })
        .await?;
        Ok(session)
    }

    async fn watch_inbox(&mut self) -> Result<Infallible, Stop> {
        let mut session = self.connect().await?;
        let inbox = Mailbox {
            role: MailboxRole::Inbox,
            name: "INBOX".to_owned(),
            shown: "INBOX".to_owned(),
        };
        self.catch_up(&mut session, &inbox, &|| false).await?;
        self.tell_caught_up(&inbox).await?;
        let mut hurries = 0;
        loop {
            // Mail that came between the search and now has been announced and will not be announced again. A server that
            // always announces must not keep us busy, though.
            if session.has_news() && hurries < HURRIES {
                hurries += 1;
            } else {
                let life = if session.has_news() {
                    BREATH
                } else {
                    self.settings.inbox_poll
                };
                self.wait_for_news(&mut session, life).await?;
                hurries = 0;
            }
            self.catch_up(&mut session, &inbox, &|| false).await?;
        }
    }

    async fn wait_for_news(&self, session: &mut Session, life: Duration) -> Result<(), Stop> {
        if session.can("IDLE") {
            session.idle(life.min(self.settings.idle_life)).await?;
        } else {
            sleep(life).await;
        }
        Ok(())
    }

    async fn watch_others(&mut self, errands: &mut Errands) -> Result<Infallible, Stop> {
        let mut session = self.connect().await?;
        let mut mailboxes = Mailboxes::default();
        let mut discovered_at: Option<Instant> = None;
        let mut caught_up = BTreeSet::new();
        loop {
            let next_poll = Instant::now() + self.settings.others_poll;
            let is_fresh = discovered_at.is_some_and(|at| at.elapsed() < DISCOVERY_LIFE);
            if !is_fresh || mailboxes.is_wanting() {
                let found = Mailboxes::discover(&mut session, &self.settings.named).await?;
                discovered_at = Some(Instant::now());
                if found != mailboxes {
                    mailboxes = found;
                    self.tell(News::Mailboxes(mailboxes.clone())).await?;
                }
            }
            errands.run_taken(&mut session, &mailboxes).await?;
            let finished = self
                .look_at_others(&mut session, &mailboxes, errands, &mut caught_up)
                .await?;
            let deadline = if finished { next_poll } else { Instant::now() };
            self.wait_for_errands(errands, &mut session, &mailboxes, deadline)
                .await?;
        }
    }

    /// Looks at each mailbox but the inbox. Says whether it came to the end, or left off for an errand.
    async fn look_at_others(
        &mut self,
        session: &mut Session,
        mailboxes: &Mailboxes,
        errands: &Errands,
        caught_up: &mut BTreeSet<String>,
    ) -> Result<bool, Stop> {
        let in_a_hurry = || errands.is_waiting();
        for mailbox in mailboxes
            .watched
            .iter()
            .filter(|mailbox| mailbox.role != MailboxRole::Inbox)
        {
            if !self
                .catch_up_with_other(session, mailbox, &in_a_hurry)
                .await?
            {
                return Ok(false);
            }
            if caught_up.insert(mailbox.name.clone()) {
                self.tell_caught_up(mailbox).await?;
            }
        }
        Ok(true)
    }

    /// Does errands until it is time to look again.
    async fn wait_for_errands(
        &mut self,
        errands: &mut Errands,
        session: &mut Session,
        mailboxes: &Mailboxes,
        deadline: Instant,
    ) -> Result<(), Stop> {
        loop {
            tokio::select! {
                biased;
                () = errands.take() => {
                    // What has not begun can be done on another connection.
                    session.noop().await?;
                    // Perhaps there is a Sent by now.
                    if mailboxes.is_wanting() {
                        return Ok(());
                    }
                    errands.run_taken(session, mailboxes).await?;
                }
                () = self.look.others.notified() => return Ok(()),
                () = sleep_until(deadline) => return Ok(()),
            }
        }
    }

    /// A mailbox that is gone, or closed to us, does not keep the others from being watched.
    async fn catch_up_with_other(
        &mut self,
        session: &mut Session,
        mailbox: &Mailbox,
        in_a_hurry: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool, Stop> {
        match self.catch_up(session, mailbox, in_a_hurry).await {
            Err(Stop::Failed(Error::Refused { during, .. })) => {
                warn!(role = ?mailbox.role, "Mailbox {:?} refused {during}", mailbox.role);
                Ok(true)
            }
            outcome => outcome,
        }
    }

    async fn tell_caught_up(&self, mailbox: &Mailbox) -> Result<(), Stop> {
        self.tell(News::CaughtUp {
            role: mailbox.role,
            name: mailbox.name.clone(),
        })
        .await
    }

    async fn tell(&self, news: News) -> Result<(), Stop> {
        let told = FromImap {
            account: self.account.name.clone(),
            news,
        };
        self.to.send(told).await.map_err(|_| Stop::Deaf)
    }
}

async fn was_reset(reset: &mut watch::Receiver<u64>) -> bool {
    reset.changed().await.is_ok()
}

fn not_stored() -> Error {
    Error::Network {
        during: "an errand",
        why: "what was read could not be stored, and reading waits",
    }
}
