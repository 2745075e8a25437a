//! The real watch of an account whose server breaks: no cursor over a message that was not read, none read twice, and once
//! the server is honest again everything that lies in the mailboxes has come.
//!
//! The first byte says what the server can do, the second how many messages there are and what was read before, the third
//! how many batches are not stored. The rest is the script of [`super::faults`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use heardback::connect::{Login, Tls};
use heardback::imap::{
    Batch, Cursor, Fetched, FromImap, IDLE_LIFE, ImapAccount, News, Settings, TEXT_LIMIT, Watch,
};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use super::super::pipe::{Pipe, in_virtual_time};
use super::faults::{Host, Inner};
use super::mailbox::Mailbox;

/// A script is no longer: each byte may cost an hour of virtual time.
const SCRIPT: usize = 96;
/// Within that of virtual time after the last fault all is read: three refused logins put off the next for an hour.
const QUIET: Duration = Duration::from_secs(12 * 3600);
/// How often it is looked whether all is read.
const LOOK: Duration = Duration::from_secs(300);
const LIMIT: Duration = Duration::from_secs(60 * 24 * 3600);

pub fn body(bytes: &[u8]) {
    let [abilities, contents, not_stored, script @ ..] = bytes else {
        return;
    };
    let mut mailboxes = BTreeMap::from([
        (
            "INBOX".to_owned(),
            Mailbox::new(7, u32::from(contents % 24)),
        ),
        (
            "Sent".to_owned(),
            Mailbox::new(9, u32::from(contents / 128)),
        ),
    ]);
    let mut seen = Seen {
        not_stored: not_stored % 4,
        ..Seen::default()
    };
    let cursors = seen.begin(&mut mailboxes, contents & 64 != 0);
    let host = Host::new(
        mailboxes,
        capabilities(*abilities),
        &script[..script.len().min(SCRIPT)],
    );
    in_virtual_time(LIMIT, watch(host, cursors, seen));
}

fn capabilities(abilities: u8) -> String {
    let mut words = "IMAP4rev1 AUTH=PLAIN".to_owned();
    for (bit, word) in [
        (1, " IDLE"),
        (2, " SASL-IR"),
        (4, " ID"),
        (8, " X-GM-EXT-1"),
    ] {
        if abilities & bit != 0 {
            words.push_str(word);
        }
    }
    words
}

async fn watch(host: Host, cursors: BTreeMap<String, Cursor>, mut seen: Seen) {
    let served = host.clone();
    let account = ImapAccount {
        name: "fuzz".to_owned(),
        server: Pipe::server(Tls::PlainLoopback, move |stream| {
            served.clone().serve(stream)
        }),
        login: Login::with_password("sam@mailbox.example", "secret"),
    };
    let day = "2026-03-02".parse().expect("a fixed day");
    let settings = Settings {
        named: Vec::new(),
        cursors,
        since: Arc::new(move || day),
        inbox_poll: Duration::from_secs(600),
        others_poll: Duration::from_secs(300),
        idle_life: IDLE_LIFE,
    };
    let (to, mut from) = mpsc::channel(4);
    let watch = Watch::start(account, settings, to);
    let mut quiet_since = Instant::now();
    loop {
        if !host.lock().is_honest() {
            quiet_since = Instant::now();
        } else if seen.is_complete(&host.lock()) {
            break;
        }
        match timeout(LOOK, from.recv()).await {
            Ok(Some(news)) => seen.take(news, &host.lock()),
            Ok(None) => panic!("the watch has ended"),
            Err(_) if quiet_since.elapsed() < QUIET => {}
            // What the server lied about may have been passed over for good.
            Err(_) if host.lock().lied => break,
            Err(_) => panic!("not read: {seen:?}, of {:?}", host.lock()),
        }
    }
    drop(watch);
}

/// What was handed over and stored.
#[derive(Debug, Default)]
struct Seen {
    /// By mailbox, numbering and UID.
    accounted: BTreeSet<(String, u32, u32)>,
    cursors: BTreeMap<String, Cursor>,
    /// Batches that will not be stored.
    not_stored: u8,
}

impl Seen {
    /// What was read before the watch began.
    fn begin(
        &mut self,
        mailboxes: &mut BTreeMap<String, Mailbox>,
        is_known: bool,
    ) -> BTreeMap<String, Cursor> {
        if !is_known {
            return BTreeMap::new();
        }
        for (name, mailbox) in mailboxes {
            let last_uid = mailbox.messages.keys().copied().nth(2).unwrap_or(0);
            let uid_validity = mailbox.uid_validity;
            let read = mailbox.messages.range(..=last_uid);
            self.accounted
                .extend(read.map(|(uid, _)| (name.clone(), uid_validity, *uid)));
            let cursor = Cursor {
                uid_validity,
                last_uid,
            };
            self.cursors.insert(name.clone(), cursor);
        }
        self.cursors.clone()
    }

    fn take(&mut self, told: FromImap, host: &Inner) {
        let News::Batch(batch) = told.news else {
            return;
        };
        self.check_order(&batch);
        if !host.lied {
            self.check_truth(&batch, host);
        }
        if self.not_stored > 0 {
            self.not_stored -= 1;
            return;
        }
        let numbering = batch.uid_validity;
        for item in &batch.items {
            self.accounted
                .insert((batch.name.clone(), numbering, item.uid()));
        }
        let cursor = Cursor {
            uid_validity: numbering,
            last_uid: batch.highest_uid,
        };
        self.cursors.insert(batch.name.clone(), cursor);
        if !host.lied {
            self.check_cursor(&batch, host);
        }
        let _ = batch.done.send(());
    }

    /// What holds whatever the server says.
    fn check_order(&self, batch: &Batch) {
        let uids: Vec<u32> = batch.items.iter().map(Fetched::uid).collect();
        assert!(uids.is_sorted_by(|a, b| a < b), "{uids:?}");
        assert!(
            uids.last().is_none_or(|last| *last <= batch.highest_uid),
            "{batch:?}"
        );
        for item in &batch.items {
            if let Fetched::Mail { bytes, size, .. } = item {
                assert!(bytes.len() <= TEXT_LIMIT as usize && *size >= bytes.len() as u64);
            }
        }
        if let Some(cursor) = self.cursors.get(&batch.name).filter(|_| !batch.rescan) {
            assert_eq!(cursor.uid_validity, batch.uid_validity);
            assert!(
                cursor.last_uid <= batch.highest_uid,
                "it went back: {batch:?}"
            );
            assert!(
                uids.first().is_none_or(|uid| *uid > cursor.last_uid),
                "twice: {batch:?}"
            );
        }
    }

    /// Each message is what lay there, and gone or in quarantine only with a reason.
    fn check_truth(&self, batch: &Batch, host: &Inner) {
        let mailbox = &host.mailboxes[&batch.name];
        for item in &batch.items {
            match item {
                Fetched::Mail {
                    uid,
                    bytes,
                    truncated,
                    ..
                } => {
                    let whole = &mailbox.ever[&(batch.uid_validity, *uid)];
                    assert_eq!(*truncated, whole.len() > bytes.len(), "{uid}");
                    assert!(whole.starts_with(bytes), "{uid} is another");
                    assert!(*truncated || whole.len() == bytes.len(), "{uid} was cut");
                }
                Fetched::Gone(uid) => assert!(
                    !mailbox.messages.contains_key(uid)
                        || mailbox.uid_validity != batch.uid_validity,
                    "{uid} is there"
                ),
                Fetched::Quarantined { uid, .. } => assert!(
                    mailbox.was_unreadable.contains(&(batch.uid_validity, *uid)) || host.broken > 2,
                    "{uid} can be read"
                ),
            }
        }
    }

    /// The promise: nothing that still lies there is below the cursor and was not handed over.
    fn check_cursor(&self, batch: &Batch, host: &Inner) {
        let mailbox = &host.mailboxes[&batch.name];
        if mailbox.uid_validity != batch.uid_validity {
            return;
        }
        for (uid, _) in mailbox.messages.range(..=batch.highest_uid) {
            assert!(
                self.accounted
                    .contains(&(batch.name.clone(), batch.uid_validity, *uid)),
                "{uid} of {} was passed over at {}",
                batch.name,
                batch.highest_uid
            );
        }
    }

    /// Everything that lies there was handed over.
    fn is_complete(&self, host: &Inner) -> bool {
        host.mailboxes.iter().all(|(name, mailbox)| {
            let is_accounted = |uid: &u32| {
                self.accounted
                    .contains(&(name.clone(), mailbox.uid_validity, *uid))
            };
            mailbox.ails() || mailbox.messages.keys().all(is_accounted)
        })
    }
}
