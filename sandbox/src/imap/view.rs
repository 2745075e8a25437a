//! One session's idea of the mailbox it has open: sequence numbers are each session's own.

use crate::Host;
use crate::host::Mailbox;
use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use std::fmt::Write as _;

/// The mailbox was renumbered or removed: nothing that the session knows of it holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stale;

/// A message as a client may name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    pub sequence: u32,
    pub uid: u32,
}

/// What the client was told.
#[derive(Debug)]
pub(super) struct View {
    pub mailbox: String,
    pub read_only: bool,
    uid_validity: u32,
    /// The UID of each message, by sequence number; with those that are gone but not yet announced as gone.
    uids: Vec<u32>,
    /// The highest UID that was ever in the list.
    last_uid: u32,
    /// The mailbox's versions up to which the client was told of removals and of changed flags.
    told_removed: u64,
    told_flags: u64,
}

impl View {
    /// Looks at a mailbox as it is now.
    pub fn open(name: &str, mailbox: &Mailbox, read_only: bool) -> Self {
        let messages = mailbox.messages().iter();
        Self {
            mailbox: name.to_owned(),
            read_only,
            uid_validity: mailbox.uid_validity,
            uids: messages.map(|message| message.uid).collect(),
            last_uid: mailbox.uid_next.saturating_sub(1),
            told_removed: mailbox.version,
            told_flags: mailbox.version,
        }
    }

    /// Lists all messages by sequence number.
    pub fn all(&self) -> impl Iterator<Item = Numbered> + '_ {
        (1..).zip(&self.uids).map(|(sequence, uid)| Numbered {
            sequence,
            uid: *uid,
        })
    }

    /// Picks the messages that a set names, by UID or by sequence number. What is not there is passed over.
    pub fn resolve(&self, set: &SequenceSet, by_uid: bool) -> Vec<Numbered> {
        let picked = self
            .all()
            .filter(|message| self.contains(set, *message, by_uid));
        picked.collect()
    }

    /// Whether a set names a message; `*` is the last one.
    pub fn contains(&self, set: &SequenceSet, message: Numbered, by_uid: bool) -> bool {
        let (number, last) = match by_uid {
            true => (message.uid, self.uids.last().copied().unwrap_or_default()),
            false => (
                message.sequence,
                u32::try_from(self.uids.len()).unwrap_or(u32::MAX),
            ),
        };
        let value = |end: &SeqOrUid| match end {
            SeqOrUid::Value(value) => value.get(),
            SeqOrUid::Asterisk => last,
        };
        set.0.as_ref().iter().any(|sequence| match sequence {
            Sequence::Single(single) => value(single) == number,
            Sequence::Range(from, to) => {
                let (from, to) = (value(from), value(to));
                (from.min(to)..=from.max(to)).contains(&number)
            }
        })
    }

    /// Writes what has changed since the client was last told.
    pub fn news(
        &mut self,
        host: &Host,
        account: &str,
        with_expunges: bool,
    ) -> Result<Vec<u8>, Stale> {
        host.read(|state| {
            let mailbox = state.mailbox(account, &self.mailbox).ok_or(Stale)?;
            if mailbox.uid_validity != self.uid_validity || mailbox.uid_next <= self.last_uid {
                return Err(Stale);
            }
            let mut news = String::new();
            if with_expunges && mailbox.removed > self.told_removed {
                self.tell_expunges(mailbox, &mut news);
            }
            if mailbox.flagged > self.told_flags {
                self.tell_flags(mailbox, &mut news);
            }
            self.tell_arrivals(mailbox, &mut news);
            Ok(news.into_bytes())
        })
    }

    /// Takes note of changes that the client made itself and was told of, or asked not to be told of.
    pub fn has_seen_flags(&mut self, mailbox: &Mailbox) {
        self.told_flags = mailbox.version;
    }

    fn tell_expunges(&mut self, mailbox: &Mailbox, news: &mut String) {
        for index in (0..self.uids.len()).rev() {
            if mailbox.message(self.uids[index]).is_none() {
                self.uids.remove(index);
                let _ = write!(news, "* {} EXPUNGE\r\n", index + 1);
            }
        }
        self.told_removed = mailbox.version;
    }

    fn tell_flags(&mut self, mailbox: &Mailbox, news: &mut String) {
        for message in self.all() {
            let changed = mailbox
                .message(message.uid)
                .filter(|found| found.changed > self.told_flags);
            if let Some(changed) = changed {
                let flags = Vec::from_iter(changed.flags.iter().map(String::as_str)).join(" ");
                let _ = write!(
                    news,
                    "* {} FETCH (UID {} FLAGS ({flags}))\r\n",
                    message.sequence, message.uid
                );
            }
        }
        self.has_seen_flags(mailbox);
    }

    fn tell_arrivals(&mut self, mailbox: &Mailbox, news: &mut String) {
        let known = mailbox
            .messages()
            .partition_point(|message| message.uid <= self.last_uid);
        let fresh = mailbox.messages().iter().skip(known);
        let before = self.uids.len();
        self.uids.extend(fresh.map(|message| message.uid));
        self.last_uid = mailbox.uid_next.saturating_sub(1);
        if self.uids.len() > before {
            let _ = write!(news, "* {} EXISTS\r\n", self.uids.len());
        }
    }
}
