//! Gmail's way: one message with labels, seen through several mailboxes.
//!
//! Messages with one Message-ID are one message. Each mailbox but Spam and Trash is a label, and All Mail has them all.

use super::State;
use super::mailbox::{Mailbox, Message, SpecialUse};
use crate::header;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

impl State {
    /// The labels of a message as X-GM-LABELS tells them in a mailbox: those of all others that it is in.
    pub fn labels(&self, address: &str, mailbox: &str, message: &Message) -> Vec<String> {
        let Some(account) = self.account(address) else {
            return Vec::new();
        };
        let others = account
            .mailboxes
            .iter()
            .filter(|(name, other)| *name != mailbox && other.special_use != Some(SpecialUse::All));
        let labelled = others.filter(|(_, other)| same(other, &message.raw).is_some());
        labelled
            .map(|(name, other)| label(name, other.special_use))
            .collect()
    }

    /// The UID of a message in a mailbox that already has it.
    pub(super) fn same_message(&self, address: &str, mailbox: &str, raw: &[u8]) -> Option<u32> {
        same(self.mailbox(address, mailbox)?, raw)
    }

    /// Puts a message into All Mail too, unless it is there or does not belong there.
    pub(super) fn file_in_all_mail(
        &mut self,
        address: &str,
        special_use: Option<SpecialUse>,
        flags: &BTreeSet<String>,
        internal_date: DateTime<Utc>,
        raw: &Arc<[u8]>,
    ) {
        let elsewhere = [SpecialUse::All, SpecialUse::Junk, SpecialUse::Trash];
        if special_use.is_some_and(|special_use| elsewhere.contains(&special_use)) {
            return;
        }
        let Some(all) = self.special_mailbox(address, SpecialUse::All) else {
            return;
        };
        if let Ok(mailbox) = self.mailbox_mut(address, &all)
            && same(mailbox, raw).is_none()
        {
            mailbox.add(flags.clone(), internal_date, Arc::clone(raw));
        }
    }
}

fn same(mailbox: &Mailbox, raw: &[u8]) -> Option<u32> {
    let id = header::value(raw, "Message-ID")?;
    let mut messages = mailbox.messages().iter();
    let found =
        messages.find(|other| header::value(&other.raw, "Message-ID").as_ref() == Some(&id));
    found.map(|message| message.uid)
}

fn label(name: &str, special_use: Option<SpecialUse>) -> String {
    match special_use {
        Some(SpecialUse::Drafts) => "\\Draft".to_owned(),
        Some(special_use) => special_use.attribute().to_owned(),
        None if name == "INBOX" => "\\Inbox".to_owned(),
        None => name.to_owned(),
    }
}
