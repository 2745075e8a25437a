//! Everything at once against Dovecot: a wire that is cut every second or so, mailboxes numbered anew, files that cannot be
//! read, mail that goes while it is being read. Every message must be accounted for.
//!
//! `CHAOS_MESSAGES`, `CHAOS_RESETS` and `CHAOS_SEED` make it larger, or another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use heardback::imap::{Batch, Fetched, FromImap, News, Settings, Watch};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::host::{Host, OWNER};
use crate::proxy::Proxy;

#[test]
fn no_message_is_missed_whatever_breaks() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut chaos = Chaos::start().await;
        let (messages, resets) = (setting("CHAOS_MESSAGES", 300), setting("CHAOS_RESETS", 3).max(1));
        let began = now();
        for round in 0..resets {
            chaos.deliver(messages * round / resets, messages * (round + 1) / resets);
            chaos.until_accounted_for().await;
            chaos.heal_and_number_anew();
        }
        chaos.until_accounted_for().await;
        eprintln!(
            "messages {messages}, of them gone early {}; unreadable {}; numbered anew {resets} times; cut {} times; \
             connections {}; read {} times in {:?}; missed 0",
            chaos.gone.len(),
            chaos.unreadable_so_far,
            chaos.cuts,
            chaos.proxy.connections(),
            chaos.times_read,
            began.elapsed(),
        );
    });
}

struct Chaos {
    host: Host,
    proxy: Proxy,
    from: mpsc::Receiver<FromImap>,
    _watch: Watch,
    random: Random,
    /// Where each message lies that is there to be read, by its number.
    readable: BTreeMap<u64, PathBuf>,
    unreadable: BTreeMap<u64, PathBuf>,
    gone: BTreeSet<u64>,
    read: BTreeSet<u64>,
    /// UIDs under the present numbering.
    quarantined: BTreeSet<u32>,
    uid_validity: u32,
    times_read: usize,
    unreadable_so_far: usize,
    cuts: usize,
}

impl Chaos {
    async fn start() -> Chaos {
        let host = Host::start();
        let proxy = Proxy::start(host.port("IMAPS")).await;
        let mut account = host.imap(OWNER);
        account.server.port = proxy.port;
        let settings = Settings {
            named: Vec::new(),
            cursors: BTreeMap::new(),
            since: Arc::new(|| "2020-01-01".parse().unwrap()),
            inbox_poll: Duration::from_secs(20),
            idle_life: heardback::imap::IDLE_LIFE,
            others_poll: Duration::from_secs(3600),
        };
        let (to, from) = mpsc::channel(2);
        let watch = Watch::start(account, settings, to);
        let mut chaos = Chaos {
            host,
            proxy,
            from,
            _watch: watch,
            random: Random(setting("CHAOS_SEED", 1)),
            readable: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            gone: BTreeSet::new(),
            read: BTreeSet::new(),
            quarantined: BTreeSet::new(),
            uid_validity: 0,
            times_read: 0,
            unreadable_so_far: 0,
            cuts: 0,
        };
        // The mailbox is there once it has been opened.
        while !chaos.maildir().join("new").exists() {
            chaos.listen(Duration::from_millis(50)).await;
        }
        chaos
    }

    /// Puts messages into the mailbox, one in a hundred unreadable.
    fn deliver(&mut self, from: u64, to: u64) {
        for number in from..to {
            let text = format!(
                "Message-ID: <{number}@chaos.test>\r\nSubject: Mail {number}\r\n\r\nText.\r\n"
            );
            let file = self.host.place(
                OWNER,
                "",
                &format!("{number:06}.chaos.test"),
                text.as_bytes(),
            );
            if self.random.below(100) == 0 {
                fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
                self.unreadable.insert(number, file);
                self.unreadable_so_far += 1;
            } else {
                self.readable.insert(number, file);
            }
        }
    }

    /// Listens, cuts and removes until each message has been read, is known to be unreadable, or has gone.
    async fn until_accounted_for(&mut self) {
        let limit = now();
        while self.missing() > 0 || self.quarantined.len() < self.unreadable.len() {
            let pause = Duration::from_millis(300 + self.random.below(2000));
            self.listen(pause).await;
            self.proxy.cut();
            self.cuts += 1;
            if let Some(number) = self.pick_unread() {
                let file = self.readable.remove(&number).unwrap();
                let _ = fs::remove_file(&file);
                self.gone.insert(number);
            }
            assert!(
                limit.elapsed() < Duration::from_secs(600),
                "{} messages missing, {} of {} in quarantine",
                self.missing(),
                self.quarantined.len(),
                self.unreadable.len()
            );
        }
    }

    /// The files can be read again, and the mailbox is numbered anew, as after a restored backup.
    fn heal_and_number_anew(&mut self) {
        for (number, file) in std::mem::take(&mut self.unreadable) {
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            self.readable.insert(number, file);
        }
        for entry in fs::read_dir(self.maildir()).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") && entry.path().is_file()
            {
                let _ = fs::remove_file(entry.path());
            }
        }
        self.quarantined.clear();
        self.proxy.cut();
    }

    async fn listen(&mut self, pause: Duration) {
        let until = now() + pause;
        loop {
            let left = until.saturating_duration_since(now());
            let Ok(told) = timeout(left, self.from.recv()).await else {
                return;
            };
            if let News::Batch(batch) = told.unwrap().news {
                self.store(batch);
            }
        }
    }

    fn store(&mut self, batch: Batch) {
        if batch.name == "INBOX" && batch.uid_validity != self.uid_validity {
            self.uid_validity = batch.uid_validity;
            self.quarantined.clear();
        }
        for item in &batch.items {
            match item {
                Fetched::Mail { bytes, .. } => {
                    self.read.insert(number_in(bytes));
                    self.times_read += 1;
                }
                Fetched::Quarantined { uid, .. } => {
                    self.quarantined.insert(*uid);
                }
                Fetched::Gone(_) => {}
            }
        }
        // Whoever asked may have been cut off while it waited.
        let _ = batch.done.send(());
    }

    fn missing(&self) -> usize {
        self.readable
            .keys()
            .filter(|number| !self.read.contains(number))
            .count()
    }

    /// Now and then, a message that has not been read yet.
    fn pick_unread(&mut self) -> Option<u64> {
        if self.random.below(4) != 0 {
            return None;
        }
        self.readable
            .keys()
            .copied()
            .find(|number| !self.read.contains(number))
    }

    fn maildir(&self) -> PathBuf {
        self.host.folder().join("mail").join(OWNER).join("Maildir")
    }
}

fn number_in(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let (_, rest) = text.split_once("Message-ID: <").unwrap();
    rest.split_once('@').unwrap().0.parse().unwrap()
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// A small linear congruential generator: what matters is that a seed repeats a run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[expect(clippy::disallowed_methods, reason = "the servers run in real time")]
fn now() -> Instant {
    Instant::now()
}
