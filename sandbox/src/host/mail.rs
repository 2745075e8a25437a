//! Mail in the host, put in and looked at without a protocol.

use super::Host;
use super::account::{NoSuchMailbox, Place};
use super::mailbox::Message;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// MAIL FROM and RCPT TO, without angle brackets. The null return path is the empty string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub from: String,
    pub to: Vec<String>,
}

/// A message that SMTP took responsibility for, whether or not the client heard of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub at: DateTime<Utc>,
    /// The address of the account that submitted it.
    pub account: String,
    pub envelope: Envelope,
    /// Exactly what was sent, without the dot-stuffing.
    pub raw: Arc<[u8]>,
}

/// A message that left for an address which is not served here, as it would arrive there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    pub at: DateTime<Utc>,
    pub from: String,
    pub to: String,
    pub raw: Arc<[u8]>,
}

/// What the host found when it checked who sent a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    /// The sender's domain publishes nothing to check against.
    Unchecked,
}

/// A message that comes in from the world, for [`Host::arrive`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub verdict: Verdict,
    pub raw: &'a [u8],
}

impl Host {
    /// Puts a message into the INBOX of a local address exactly as it is, without any line of the host's own.
    pub fn deliver(&self, address: &str, raw: &[u8]) -> Result<Place, NoSuchMailbox> {
        self.append(address, "INBOX", &[], raw)
    }

    /// Puts a message into a mailbox exactly as it is, with flags such as `\Seen`, dated now.
    pub fn append(
        &self,
        address: &str,
        mailbox: &str,
        flags: &[&str],
        raw: &[u8],
    ) -> Result<Place, NoSuchMailbox> {
        self.append_at(address, mailbox, flags, self.now(), raw)
    }

    /// Puts a message into a mailbox exactly as it is, with an internal date.
    pub fn append_at(
        &self,
        address: &str,
        mailbox: &str,
        flags: &[&str],
        internal_date: DateTime<Utc>,
        raw: &[u8],
    ) -> Result<Place, NoSuchMailbox> {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        self.change(|state| state.file(address, mailbox, flags, internal_date, raw.into()))
    }

    /// Lets a message arrive from the world: stamped with Return-Path, `Received:` and, where the host does that,
    /// Authentication-Results, and put into the INBOX of its recipient.
    pub fn arrive(&self, arrival: &Arrival<'_>) -> Result<Place, NoSuchMailbox> {
        let now = self.now();
        self.change(|state| {
            let raw = state.stamp_arrival(arrival, now);
            state.file(arrival.to, "INBOX", Vec::new(), now, raw.into())
        })
    }

    /// Lists the messages of a mailbox by UID. An unknown mailbox has none.
    pub fn messages(&self, address: &str, mailbox: &str) -> Vec<Message> {
        self.read(|state| {
            state
                .mailbox(address, mailbox)
                .map(|mailbox| mailbox.messages().to_vec())
                .unwrap_or_default()
        })
    }

    /// Lists the names of an account's mailboxes.
    pub fn mailboxes(&self, address: &str) -> Vec<String> {
        self.read(|state| {
            state
                .account(address)
                .map(|account| account.mailboxes.keys().cloned().collect())
        })
        .unwrap_or_default()
    }

    /// Removes messages for good, by UID. UIDs that are not there are passed over.
    pub fn expunge(&self, address: &str, mailbox: &str, uids: &[u32]) -> Result<(), NoSuchMailbox> {
        self.change(|state| {
            state
                .mailbox_mut(address, mailbox)?
                .remove(|message| uids.contains(&message.uid));
            Ok(())
        })
    }

    /// Moves messages to another mailbox of the account, where they get new UIDs, in order.
    pub fn move_messages(
        &self,
        address: &str,
        from: &str,
        uids: &[u32],
        to: &str,
    ) -> Result<Vec<Place>, NoSuchMailbox> {
        self.change(|state| {
            let places = state.copy(address, from, uids, to)?;
            state
                .mailbox_mut(address, from)?
                .remove(|message| uids.contains(&message.uid));
            Ok(places)
        })
    }

    /// Sets the flags of a message, in the place of those it had.
    pub fn set_flags(
        &self,
        address: &str,
        mailbox: &str,
        uid: u32,
        flags: &[&str],
    ) -> Result<(), NoSuchMailbox> {
        self.change(|state| {
            let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
            let mailbox = state.mailbox_mut(address, mailbox)?;
            mailbox.flag(uid, |old| *old = flags);
            Ok(())
        })
    }

    /// Gives a mailbox a new UIDVALIDITY and numbers its messages from 1, as a server does after it lost its index.
    /// Sessions that have it open are ended with BYE.
    pub fn bump_uid_validity(&self, address: &str, mailbox: &str) -> Result<u32, NoSuchMailbox> {
        self.change(|state| {
            let uid_validity = state.new_uid_validity();
            let mailbox = state.mailbox_mut(address, mailbox)?;
            mailbox.renumber(uid_validity);
            Ok(uid_validity)
        })
    }

    /// Sets a mailbox back to an earlier UIDNEXT under the same UIDVALIDITY, as a restored backup does: later messages
    /// are gone, and their UIDs are given again. Sessions that have it open are ended with BYE.
    pub fn restore(
        &self,
        address: &str,
        mailbox: &str,
        uid_next: u32,
    ) -> Result<(), NoSuchMailbox> {
        self.change(|state| {
            state.mailbox_mut(address, mailbox)?.restore(uid_next);
            Ok(())
        })
    }

    /// Lists every message that SMTP took responsibility for, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.read(|state| state.accepted.clone())
    }

    /// Lists every message that left for addresses which are not served here, in order.
    pub fn outside(&self) -> Vec<Outside> {
        self.read(|state| state.outside.clone())
    }
}
