//! SIGHUP: the configuration is read again, and the loop goes on with the new one; a broken one changes nothing.

use std::sync::Arc;

use anyhow::Result;
use heardback_core::policy::Policy;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tracing::{error, info};

use super::{Daemon, ImapAccount, Seams, SmtpAccount, imap_account, smtp_account};
use crate::config::Account;
use crate::imap::{self, FromImap, Watch};

/// Reads the configuration again. An error is fit for the log: line numbers, none of the owner's words.
pub type Reread = Box<dyn Fn() -> Result<(Policy, Account), String>>;

/// What a reload is asked by, and what it reads.
pub struct Reload {
    hangup: Option<Signal>,
    reread: Reread,
}

impl Reload {
    /// On SIGHUP. The signal's usual end of the process is gone from here on.
    #[must_use]
    pub fn on_hangup(reread: Reread) -> Self {
        Self {
            hangup: signal(SignalKind::hangup()).ok(),
            reread,
        }
    }

    /// Never: the demo and the tests.
    #[must_use]
    pub fn never() -> Self {
        Self {
            hangup: None,
            reread: Box::new(|| Err(String::new())),
        }
    }

    /// Waits until it is asked, and reads.
    pub(super) async fn asked(&mut self) -> Result<(Policy, Account), String> {
        match &mut self.hangup {
            Some(hangup) => {
                hangup.recv().await;
                (self.reread)()
            }
            None => std::future::pending().await,
        }
    }
}

/// What a new watch is made with.
pub(super) struct WatchMaker {
    pub seams: Seams,
}

/// What a watch tells. Each watch has a channel of its own: nothing that an older one says is taken for the new one's.
type Heard = mpsc::Receiver<FromImap>;

impl WatchMaker {
    pub(super) fn watch(&self, account: &Account, settings: imap::Settings) -> (Arc<Watch>, Heard) {
        let imap = imap_account(account);
        let reached = ImapAccount {
            server: self.seams.reach(&imap.server),
            ..imap
        };
        let (to_daemon, heard) = mpsc::channel(16);
        (Arc::new(Watch::start(reached, settings, to_daemon)), heard)
    }

    pub(super) fn smtp(&self, account: &Account) -> SmtpAccount {
        let smtp = smtp_account(account);
        SmtpAccount {
            server: self.seams.reach(&smtp.server),
            ..smtp
        }
    }
}

impl Daemon {
    /// Goes on with what was read; the old configuration stays where it cannot. What a new watch tells, where there is one.
    pub(super) fn reload(
        &mut self,
        read: Result<(Policy, Account), String>,
    ) -> Result<Option<Heard>> {
        let (refused, heard) = match read {
            Err(why) => (Some(why), None),
            Ok((policy, account)) if self.is_another_mailbox(&policy, &account) => {
                let why = "it is another mailbox's, which wants a restart.";
                (Some(why.to_owned()), None)
            }
            Ok((policy, account)) => (None, self.take(policy, account)?),
        };
        match &refused {
            None => info!("The configuration was read again"),
            Some(why) => error!(
                "The changed configuration is not taken, the old one stays: {why} `heardback check` tells all"
            ),
        }
        self.refused_configuration = refused.is_some();
        Ok(heard)
    }

    fn is_another_mailbox(&self, policy: &Policy, account: &Account) -> bool {
        account.address != self.account.address || policy.owner.address != self.policy.owner.address
    }

    fn take(&mut self, policy: Policy, account: Account) -> Result<Option<Heard>> {
        let mut fresh = None;
        if account != self.account {
            let settings =
                super::watch_settings(&account, &self.clock, &self.maker.seams, &self.store)?;
            self.smtp = self.maker.smtp(&account);
            let (watch, heard) = self.maker.watch(&account, settings);
            self.watch = watch;
            fresh = Some(heard);
            self.down.clear();
            self.account = account;
        }
        self.reader = super::reader(&policy);
        self.policy = policy;
        self.idle_until = None;
        self.tick()?;
        Ok(fresh)
    }
}
