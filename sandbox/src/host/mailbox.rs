//! One mailbox: its messages, their UIDs and flags.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a mailbox is for (RFC 6154).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialUse {
    All,
    Archive,
    Drafts,
    Junk,
    Sent,
    Trash,
}

impl SpecialUse {
    /// The attribute in LIST, with its backslash.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::All => "\\All",
            Self::Archive => "\\Archive",
            Self::Drafts => "\\Drafts",
            Self::Junk => "\\Junk",
            Self::Sent => "\\Sent",
            Self::Trash => "\\Trash",
        }
    }
}

/// One message of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub uid: u32,
    /// As on the wire: `\Seen`, `$Forwarded`.
    pub flags: BTreeSet<String>,
    pub internal_date: DateTime<Utc>,
    pub raw: Arc<[u8]>,
    /// The mailbox's version when the flags were last changed.
    pub(crate) changed: u64,
}

impl Message {
    /// The text as a string, for looking at in a test. Bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

/// A mailbox as the server keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Mailbox {
    pub special_use: Option<SpecialUse>,
    pub uid_validity: u32,
    pub uid_next: u32,
    pub subscribed: bool,
    /// Rises with every change.
    pub version: u64,
    /// The version at which messages were last removed.
    pub removed: u64,
    /// The version at which flags were last changed.
    pub flagged: u64,
    /// By UID, rising.
    messages: Vec<Message>,
}

impl Mailbox {
    pub fn new(special_use: Option<SpecialUse>) -> Self {
        Self {
            special_use,
            uid_validity: 0,
            uid_next: 1,
            subscribed: true,
            version: 0,
            removed: 0,
            flagged: 0,
            messages: Vec::new(),
        }
    }

    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub fn message(&self, uid: u32) -> Option<&Message> {
        self.messages.get(self.index(uid)?)
    }

    /// Adds a message and returns its UID.
    pub fn add(
        &mut self,
        flags: BTreeSet<String>,
        internal_date: DateTime<Utc>,
        raw: Arc<[u8]>,
    ) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.version += 1;
        self.messages.push(Message {
            uid,
            flags,
            internal_date,
            raw,
            changed: self.version,
        });
        uid
    }

    pub fn remove(&mut self, mut goes: impl FnMut(&Message) -> bool) {
        self.version += 1;
        self.removed = self.version;
        self.messages.retain(|message| !goes(message));
    }

    /// Changes the flags of a message. `None` if it is not there.
    pub fn flag(
        &mut self,
        uid: u32,
        change: impl FnOnce(&mut BTreeSet<String>),
    ) -> Option<&Message> {
        let index = self.index(uid)?;
        let message = self.messages.get_mut(index)?;
        self.version += 1;
        self.flagged = self.version;
        change(&mut message.flags);
        message.changed = self.version;
        Some(message)
    }

    /// Numbers the messages anew from 1.
    pub fn renumber(&mut self, uid_validity: u32) {
        self.version += 1;
        self.uid_validity = uid_validity;
        self.uid_next = 1;
        for message in &mut self.messages {
            message.uid = self.uid_next;
            self.uid_next += 1;
        }
    }

    /// Forgets all messages from a UID on, and that they ever had one.
    pub fn restore(&mut self, uid_next: u32) {
        self.remove(|message| message.uid >= uid_next);
        self.uid_next = self.uid_next.min(uid_next);
    }

    fn index(&self, uid: u32) -> Option<usize> {
        self.messages
            .binary_search_by_key(&uid, |message| message.uid)
            .ok()
    }
}
