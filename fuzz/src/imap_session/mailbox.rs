//! Mailboxes with a truth, and the answers that an honest server gives about them.

use std::collections::{BTreeMap, BTreeSet};

/// A mailbox as it stands.
#[derive(Debug, Clone)]
pub struct Mailbox {
    pub uid_validity: u32,
    pub uid_next: u32,
    pub messages: BTreeMap<u32, Vec<u8>>,
    /// Never given out, however it is asked for.
    pub unreadable: BTreeSet<u32>,
    /// The same, and those that are given out again since.
    pub was_unreadable: BTreeSet<(u32, u32)>,
    /// Everything that was ever in it, by numbering and UID.
    pub ever: BTreeMap<(u32, u32), Vec<u8>>,
}

impl Mailbox {
    pub fn new(uid_validity: u32, count: u32) -> Mailbox {
        let mut mailbox = Mailbox {
            uid_validity,
            uid_next: 1,
            messages: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            was_unreadable: BTreeSet::new(),
            ever: BTreeMap::new(),
        };
        for _ in 0..count {
            mailbox.deliver(0);
        }
        mailbox
    }

    /// Puts a new message in, with so many bytes of text.
    pub fn deliver(&mut self, length: usize) {
        let uid = self.uid_next;
        let mut bytes = format!(
            "From: hr@fernhill.test\r\nMessage-ID: <{}.{uid}@fernhill.test>\r\n\r\n",
            self.uid_validity
        )
        .into_bytes();
        bytes.resize(bytes.len() + length, b'x');
        self.put(uid, bytes);
        self.uid_next += 1 + uid % 3;
    }

    fn put(&mut self, uid: u32, bytes: Vec<u8>) {
        self.ever.insert((self.uid_validity, uid), bytes.clone());
        self.messages.insert(uid, bytes);
    }

    /// Takes the message away that stands there, counted round and round.
    pub fn expunge(&mut self, number: usize) {
        let count = self.messages.len().max(1);
        let uid = self.messages.keys().copied().nth(number % count);
        if let Some(uid) = uid {
            self.messages.remove(&uid);
        }
    }

    /// Makes the message that stands there unreadable.
    pub fn spoil(&mut self, number: usize) {
        if let Some(uid) = self.messages.keys().copied().nth(number) {
            self.unreadable.insert(uid);
            self.was_unreadable.insert((self.uid_validity, uid));
        }
    }

    /// Nothing in it can be read, and there is more than one message: then the server ails, and all wait.
    pub fn ails(&self) -> bool {
        self.messages.len() > 1
            && self
                .messages
                .keys()
                .all(|uid| self.unreadable.contains(uid))
    }

    /// Numbers everything anew (RFC 3501 section 2.3.1.1).
    pub fn renumber(&mut self) {
        self.uid_validity += 1;
        self.uid_next = 1;
        self.unreadable.clear();
        for (_, bytes) in std::mem::take(&mut self.messages) {
            self.put(self.uid_next, bytes);
            self.uid_next += 1;
        }
    }

    pub fn examined(&self) -> Vec<Vec<u8>> {
        [
            format!("* {} EXISTS\r\n", self.messages.len()),
            format!("* OK [UIDVALIDITY {}] it is\r\n", self.uid_validity),
            format!("* OK [UIDNEXT {}] is next\r\n", self.uid_next),
        ]
        .map(String::into_bytes)
        .to_vec()
    }

    /// `ALL`, `SINCE day`, `UID set`: everything here is recent enough.
    pub fn search(&self, criteria: &str) -> Vec<Vec<u8>> {
        let found: BTreeSet<u32> = match criteria.strip_prefix("UID ") {
            None => self.messages.keys().copied().collect(),
            Some(set) => self.in_set(set),
        };
        let mut line = "* SEARCH".to_owned();
        for uid in found {
            line.push_str(&format!(" {uid}"));
        }
        vec![format!("{line}\r\n").into_bytes()]
    }

    fn in_set(&self, set: &str) -> BTreeSet<u32> {
        let last = self.messages.keys().next_back().copied();
        match set.strip_suffix(":*") {
            Some(from) => {
                let from: u32 = from.parse().expect("we write numbers");
                let above = self.messages.range(from..).map(|(uid, _)| *uid);
                above.chain(last).collect()
            }
            None => set
                .split(',')
                .map(|uid| uid.parse().expect("we write numbers"))
                .filter(|uid| self.messages.contains_key(uid))
                .collect(),
        }
    }

    /// What `UID FETCH` is answered with, and the first of it that cannot be read.
    pub fn fetch(&self, command: &str, keeps_ranges: bool) -> (Vec<Vec<u8>>, Option<u32>) {
        let (set, what) = command.split_once(' ').unwrap_or((command, ""));
        let range = what
            .split_once("[]<")
            .and_then(|(_, range)| range.split_once('>'));
        let (from, length) = range
            .and_then(|(range, _)| range.split_once('.'))
            .and_then(|(from, length)| Some((from.parse().ok()?, length.parse().ok()?)))
            .unwrap_or((0, usize::MAX));
        let mut lines = Vec::new();
        for uid in self.in_set(set) {
            if self.unreadable.contains(&uid) {
                return (lines, Some(uid));
            }
            let whole = &self.messages[&uid];
            let tail = whole.get(from..).unwrap_or_default();
            let part = match keeps_ranges {
                true => &tail[..tail.len().min(length)],
                false => tail,
            };
            let head = format!(
                "* {} FETCH (UID {uid} FLAGS (\\Seen) RFC822.SIZE {} BODY[]<{from}> {{{}}}\r\n",
                1 + self.messages.range(..uid).count(),
                whole.len(),
                part.len()
            );
            lines.push([head.as_bytes(), part, b")\r\n"].concat());
        }
        (lines, None)
    }
}
