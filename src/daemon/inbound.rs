//! What the mailbox's watch tells: links that come and go, and batches of mail, each a step with its cursor.

use anyhow::Result;
use heardback_core::approval::Mailbox;
use heardback_core::step::{Arrived, Input, Step, handle};
use tracing::{error, info, warn};

use super::{Daemon, errands};
use crate::imap::{Batch, ErrorKind, Fetched, FromImap, MailboxRole, News};
use crate::store::{Cursor, Unreadable};

impl Daemon {
    /// What a link of the watch tells.
    pub(super) async fn news(&mut self, from: FromImap) -> Result<()> {
        match from.news {
            News::Connected { link, .. } => {
                self.down.remove(&format!("{link:?}"));
                info!("Connected to the mailbox ({link:?})");
                self.finish_copies();
            }
            News::Mailboxes(mailboxes) => {
                self.watched = mailboxes.watched.len();
                let roles = mailboxes.watched.iter().map(|m| m.role).collect();
                self.scanning = Some(roles);
                for name in mailboxes.missing {
                    warn!("The mailbox has no folder “{name}”; check the configuration");
                }
                self.scan_done()?;
            }
            News::CaughtUp { role, .. } => {
                if !self.caught_up.contains(&role) {
                    self.caught_up.push(role);
                }
                self.scan_done()?;
            }
            News::Down {
                link,
                kind,
                reason,
                failures,
                retry_in,
            } => {
                self.down.insert(format!("{link:?}"), reason.clone());
                match kind {
                    ErrorKind::Auth | ErrorKind::Setup => {
                        error!("{reason} Trying again in {} s", retry_in.as_secs())
                    }
                    ErrorKind::Network
                    | ErrorKind::Busy
                    | ErrorKind::Protocol
                    | ErrorKind::Refused
                        if failures > 2 =>
                    {
                        warn!("{reason} Trying again in {} s", retry_in.as_secs())
                    }
                    ErrorKind::Network
                    | ErrorKind::Busy
                    | ErrorKind::Protocol
                    | ErrorKind::Refused => {
                        info!("{reason} Trying again in {} s", retry_in.as_secs())
                    }
                }
            }
            News::Batch(batch) => self.batch(batch).await?,
        }
        Ok(())
    }

    /// The first scan is over once every mailbox was read through: from then on reminders go out.
    fn scan_done(&mut self) -> Result<()> {
        let done = self
            .scanning
            .as_ref()
            .is_some_and(|roles| roles.iter().all(|r| self.caught_up.contains(r)));
        if done && self.book.settings.live_since.is_none() {
            info!(
                "The picture is complete: {} applications",
                self.book.applications.len()
            );
            crate::log::progress_ends();
            self.decide(Input::ScanDone, &[])?;
        }
        Ok(())
    }

    async fn batch(&mut self, batch: Batch) -> Result<()> {
        let mailbox = match batch.role {
            MailboxRole::Inbox => Mailbox::Inbox,
            MailboxRole::Sent => Mailbox::Sent,
            MailboxRole::Junk => Mailbox::Junk,
            MailboxRole::All | MailboxRole::Named => Mailbox::Other,
        };
        let cursor = |last_uid| Cursor {
            mailbox: batch.name.clone(),
            uid_validity: batch.uid_validity,
            last_uid,
        };
        let first = self.is_first_look();
        if first {
            let count = batch.items.len();
            self.first_look.batch(&batch.name, count, batch.left);
        }
        for item in &batch.items {
            if first {
                self.first_look.message(&batch.name);
                self.show_status();
            }
            match item {
                Fetched::Mail {
                    uid,
                    flags,
                    labels,
                    bytes,
                    ..
                } => {
                    let Some(mail) = errands::parse_bounded(bytes.clone()).await else {
                        self.quarantine(&batch, *uid, "It could not be read within a second.")?;
                        continue;
                    };
                    if self.store.is_forgotten(&mail.message_id) {
                        continue;
                    }
                    let sent = labels.iter().any(|l| l.eq_ignore_ascii_case("\\Sent"));
                    let mailbox = if sent { Mailbox::Sent } else { mailbox };
                    let is_draft = flags
                        .iter()
                        .chain(labels)
                        .any(|f| f.eq_ignore_ascii_case("\\Draft"));
                    let arrived = Arrived {
                        mail,
                        mailbox,
                        is_draft,
                    };
                    self.decide(Input::Mail(Box::new(arrived)), &[cursor(*uid)])?;
                }
                Fetched::Gone(_) => {}
                Fetched::Quarantined { uid, reason } => self.quarantine(&batch, *uid, reason)?,
            }
        }
        self.make_true(Step::default(), &[cursor(batch.highest_uid)])?;
        let _ = batch.done.send(());
        Ok(())
    }

    /// The owner is told, once, and the cursor passes it.
    fn quarantine(&mut self, batch: &Batch, uid: u32, why: &str) -> Result<()> {
        self.honour_kill_switch()?;
        error!(
            uid,
            "A message could not be read ({:?}, UID {uid}); look at it yourself", batch.role
        );
        let unreadable = Unreadable {
            mailbox: batch.name.clone(),
            uid_validity: batch.uid_validity,
            uid,
            why: why.to_owned(),
        };
        let cursor = Cursor {
            mailbox: batch.name.clone(),
            uid_validity: batch.uid_validity,
            last_uid: uid,
        };
        let step = if self.store.quarantined()?.contains(&unreadable) {
            Step::default()
        } else {
            let input = Input::Unreadable {
                mailbox: batch.name.clone(),
                uid,
                why: why.to_owned(),
            };
            let moment = self.clock.moment();
            handle(&self.book, &self.policy, &self.reader, input, moment)
        };
        self.make_all_true(step, &[cursor], Some(&unreadable))?;
        Ok(())
    }
}
