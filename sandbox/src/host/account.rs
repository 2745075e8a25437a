//! Accounts, and how messages get from one mailbox to another.

use super::mailbox::{Mailbox, SpecialUse};
use super::{Event, State};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// Somebody whose mail is served here.
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) address: String,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) token: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) mailboxes: BTreeMap<String, Mailbox>,
}

impl Account {
    /// An account that logs in with its address, and has INBOX, Archive, Drafts, Junk, Sent and Trash.
    pub fn new(address: &str, password: &str) -> Self {
        let bare = Self {
            address: address.to_owned(),
            login: address.to_owned(),
            password: password.to_owned(),
            token: None,
            aliases: Vec::new(),
            mailboxes: BTreeMap::from([("INBOX".to_owned(), Mailbox::new(None))]),
        };
        bare.mailbox("Archive", Some(SpecialUse::Archive))
            .mailbox("Drafts", Some(SpecialUse::Drafts))
            .mailbox("Junk", Some(SpecialUse::Junk))
            .mailbox("Sent", Some(SpecialUse::Sent))
            .mailbox("Trash", Some(SpecialUse::Trash))
    }

    /// An account with the mailboxes of Gmail, for a host of [`super::Settings::like_gmail`].
    pub fn gmail(address: &str, password: &str) -> Self {
        let mut account = Self::new(address, password);
        account.mailboxes.retain(|name, _| name == "INBOX");
        account
            .mailbox("[Gmail]/All Mail", Some(SpecialUse::All))
            .mailbox("[Gmail]/Drafts", Some(SpecialUse::Drafts))
            .mailbox("[Gmail]/Sent Mail", Some(SpecialUse::Sent))
            .mailbox("[Gmail]/Spam", Some(SpecialUse::Junk))
            .mailbox("[Gmail]/Trash", Some(SpecialUse::Trash))
    }

    /// Logs in by another name than its address.
    #[must_use]
    pub fn login(mut self, login: &str) -> Self {
        login.clone_into(&mut self.login);
        self
    }

    /// Accepts this bearer token in XOAUTH2 and OAUTHBEARER.
    #[must_use]
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Also gets the mail of another address.
    #[must_use]
    pub fn alias(mut self, address: &str) -> Self {
        self.aliases.push(address.to_owned());
        self
    }

    /// Has one more mailbox. The name stands as on the wire, in modified UTF-7, levels parted by `/`.
    #[must_use]
    pub fn mailbox(mut self, name: &str, special_use: Option<SpecialUse>) -> Self {
        self.mailboxes
            .insert(name.to_owned(), Mailbox::new(special_use));
        self
    }

    /// Lacks a mailbox that [`Account::new`] gave it.
    #[must_use]
    pub fn without_mailbox(mut self, name: &str) -> Self {
        self.mailboxes.remove(name);
        self
    }

    pub(crate) fn answers_to(&self, login: &str) -> bool {
        self.login == login || self.address.eq_ignore_ascii_case(login)
    }

    /// Whether mail for the address comes here: its own, an alias, or either with a `+tag`.
    pub(crate) fn owns(&self, address: &str) -> bool {
        let plain = without_tag(address);
        let mut own = std::iter::once(&self.address).chain(&self.aliases);
        own.any(|own| own.eq_ignore_ascii_case(address) || own.eq_ignore_ascii_case(&plain))
    }

    fn named(&self, special_use: SpecialUse) -> Option<&String> {
        self.mailboxes
            .iter()
            .find(|(_, mailbox)| mailbox.special_use == Some(special_use))
            .map(|(name, _)| name)
    }
}

/// Where a message was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub mailbox: String,
    pub uid_validity: u32,
    pub uid: u32,
}

/// There is no such account, or it has no such mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchMailbox {
    pub address: String,
    pub mailbox: String,
}

impl fmt::Display for NoSuchMailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the sandbox has no mailbox {:?} for {}",
            self.mailbox, self.address
        )
    }
}

impl std::error::Error for NoSuchMailbox {}

impl State {
    pub fn account(&self, address: &str) -> Option<&Account> {
        self.accounts.values().find(|account| account.owns(address))
    }

    pub fn account_mut(&mut self, address: &str) -> Option<&mut Account> {
        self.accounts
            .values_mut()
            .find(|account| account.owns(address))
    }

    pub fn mailbox(&self, address: &str, mailbox: &str) -> Option<&Mailbox> {
        self.account(address)?.mailboxes.get(mailbox)
    }

    pub fn mailbox_mut(
        &mut self,
        address: &str,
        mailbox: &str,
    ) -> Result<&mut Mailbox, NoSuchMailbox> {
        let found = self
            .account_mut(address)
            .and_then(|account| account.mailboxes.get_mut(mailbox));
        found.ok_or_else(|| NoSuchMailbox {
            address: address.to_owned(),
            mailbox: mailbox.to_owned(),
        })
    }

    /// Puts a message into a mailbox under the next UID.
    pub fn file(
        &mut self,
        address: &str,
        mailbox: &str,
        flags: Vec<String>,
        internal_date: DateTime<Utc>,
        raw: Arc<[u8]>,
    ) -> Result<Place, NoSuchMailbox> {
        let flags: BTreeSet<String> = flags.into_iter().collect();
        let target = self.mailbox_mut(address, mailbox)?;
        let (uid_validity, special_use) = (target.uid_validity, target.special_use);
        let place = |uid| Place {
            mailbox: mailbox.to_owned(),
            uid_validity,
            uid,
        };
        if self.settings.gmail_labels {
            if let Some(uid) = self.same_message(address, mailbox, &raw) {
                return Ok(place(uid));
            }
            self.file_in_all_mail(address, special_use, &flags, internal_date, &raw);
        }
        let target = self.mailbox_mut(address, mailbox)?;
        let place = place(target.add(flags, internal_date, raw));
        let account = self
            .account(address)
            .map(|account| account.address.clone())
            .unwrap_or_default();
        self.note(Event::Filed {
            account,
            place: place.clone(),
        });
        Ok(place)
    }

    /// Copies messages to another mailbox of the same account, in the order of their UIDs.
    pub fn copy(
        &mut self,
        address: &str,
        from: &str,
        uids: &[u32],
        to: &str,
    ) -> Result<Vec<Place>, NoSuchMailbox> {
        self.mailbox_mut(address, to)?;
        let source = self.mailbox_mut(address, from)?;
        let copied: Vec<_> = source
            .messages()
            .iter()
            .filter(|message| uids.contains(&message.uid))
            .cloned()
            .collect();
        copied
            .into_iter()
            .map(|message| {
                let flags = message.flags.into_iter().collect();
                self.file(address, to, flags, message.internal_date, message.raw)
            })
            .collect()
    }

    pub fn special_mailbox(&self, address: &str, special_use: SpecialUse) -> Option<String> {
        self.account(address)?.named(special_use).cloned()
    }
}

/// `sam+jobs@mailbox.example` is `sam@mailbox.example`.
fn without_tag(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => address.to_owned(),
    }
}
