//! Reads what is new in one mailbox and hands it over, part by part.

use tokio::sync::oneshot;
use tracing::debug;

use super::{Stop, Watcher};
use crate::imap::watch::{Batch, News};
use crate::imap::{Cursor, Error, Fetcher, Mailbox, Progress, Session, Window};

/// How often a server may refuse in one look before the connection is given up.
const REFUSALS: u32 = 12;

/// One look at one mailbox.
struct Round<'a> {
    mailbox: &'a Mailbox,
    uid_validity: u32,
    rescan: bool,
    fetcher: Fetcher,
}

impl Watcher {
    /// Reads everything new in a mailbox. Says whether it came to the end, or was in a hurry.
    pub(super) async fn catch_up(
        &mut self,
        session: &mut Session,
        mailbox: &Mailbox,
        in_a_hurry: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool, Stop> {
        let examined = session.examine(&mailbox.name).await?;
        let cursor = self.cursors.get(&mailbox.name).copied();
        let window = Window::choose(cursor, &examined, (self.settings.since)());
        let mut round = Round {
            mailbox,
            uid_validity: examined.uid_validity,
            rescan: matches!(window, Window::Since(_)),
            // Kept between connections: it knows which messages made trouble.
            fetcher: self.fetchers.remove(&mailbox.name).unwrap_or_default(),
        };
        let outcome = match round.fetcher.list(session, &examined, window).await {
            Ok(()) => self.read(session, &mut round, in_a_hurry).await,
            Err(error) => Err(error.into()),
        };
        self.fetchers.insert(mailbox.name.clone(), round.fetcher);
        outcome
    }

    async fn read(
        &mut self,
        session: &mut Session,
        round: &mut Round<'_>,
        in_a_hurry: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool, Stop> {
        if round.fetcher.is_done() && round.rescan {
            let nothing = Progress {
                items: Vec::new(),
                highest_uid: round.fetcher.end(),
                left: 0,
                failure: None,
            };
            self.hand_over(round, nothing).await?;
        }
        let mut refusals = 0;
        while !round.fetcher.is_done() {
            if in_a_hurry() {
                return Ok(false);
            }
            let mut progress = round.fetcher.next(session).await;
            let failure = progress.failure.take();
            if !progress.items.is_empty() {
                self.hand_over(round, progress).await?;
            }
            match failure {
                None => {}
                // The session is sound, and the next call asks for less.
                Some(Error::Refused { .. }) if refusals < REFUSALS => refusals += 1,
                Some(error) => return Err(error.into()),
            }
        }
        self.retry.progressed();
        Ok(true)
    }

    /// The cursor moves when the batch is stored, and not before.
    async fn hand_over(&mut self, round: &Round<'_>, progress: Progress) -> Result<(), Stop> {
        let (done, stored) = oneshot::channel();
        let cursor = Cursor {
            uid_validity: round.uid_validity,
            last_uid: progress.highest_uid,
        };
        debug!(account = %self.account.name, role = ?round.mailbox.role, count = progress.items.len(),
            left = progress.left, "Batch of {} messages, {} left", progress.items.len(), progress.left);
        self.tell(News::Batch(Batch {
            role: round.mailbox.role,
            name: round.mailbox.name.clone(),
            uid_validity: cursor.uid_validity,
            items: progress.items,
            highest_uid: cursor.last_uid,
            left: progress.left,
            rescan: round.rescan,
            done,
        }))
        .await?;
        stored.await.map_err(|_| Stop::NotStored)?;
        self.cursors.insert(round.mailbox.name.clone(), cursor);
        self.retry.progressed();
        Ok(())
    }
}
