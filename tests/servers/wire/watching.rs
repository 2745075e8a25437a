//! The watch of an account, and how soon it sees things.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use heardback::connect::Login;
use heardback::imap::{
    Batch, Cursor, ErrorKind, Fetched, FromImap, Link, MailboxRole, News, Session, Settings, Watch,
};
use tokio::sync::mpsc;

use super::{mail, runtime};
use crate::host::{FERNHILL, Host, OWNER};
use crate::proxy::Proxy;

#[test]
fn new_mail_is_seen_within_two_seconds_without_polling() {
    for (server, host) in Host::each() {
        runtime().block_on(async {
            let mut watched = Watched::start(&host, BTreeMap::new());
            watched.caught_up("INBOX").await;
            let mut waits = Vec::new();
            for number in 1..=5 {
                let sent = now();
                host.send(FERNHILL, OWNER, &mail(number, 500));
                let batch = watched.batch().await;
                waits.push(sent.elapsed());
                assert_eq!(
                    (batch.role, batch.items.len(), batch.highest_uid),
                    (MailboxRole::Inbox, 1, number as u32)
                );
                batch.done.send(()).unwrap();
            }
            eprintln!("{server}: from handing over to having read: {waits:?}");
            assert!(
                waits.iter().all(|wait| *wait < Duration::from_secs(2)),
                "{waits:?}"
            );
        });
    }
}

#[test]
fn after_a_wake_up_everything_is_looked_at_within_fifteen_seconds() {
    for (server, host) in Host::each() {
        runtime().block_on(async {
            // Cyrus makes the mailboxes at the first login, and one that comes too late is looked for an hour later.
            Session::open(&host.imap(OWNER))
                .await
                .unwrap()
                .log_out()
                .await;
            let mut watched = Watched::start(&host, BTreeMap::new());
            watched.caught_up("INBOX").await;
            watched.caught_up("Junk").await;
            watched.caught_up.clear();
            let woken = now();
            watched.watch.drop_connections();
            watched.caught_up("INBOX").await;
            watched.caught_up("Junk").await;
            let synced = woken.elapsed();
            eprintln!("{server}: from the wake-up to having looked at everything: {synced:?}");
            assert!(synced < Duration::from_secs(15), "{synced:?}");
        });
    }
}

#[test]
fn a_link_that_is_dead_is_noticed_by_the_end_of_its_idle() {
    for (server, host) in Host::each() {
        runtime().block_on(async {
            let proxy = Proxy::start(host.port("IMAPS")).await;
            let mut account = host.imap(OWNER);
            account.server.port = proxy.port;
            let life = Duration::from_secs(3);
            let (to, from) = mpsc::channel(8);
            let settings = Settings {
                idle_life: life,
                ..settings(BTreeMap::new())
            };
            let mut watched = Watched {
                watch: Watch::start(account, settings, to),
                from,
                seen: Vec::new(),
                caught_up: Vec::new(),
            };
            watched.caught_up("INBOX").await;
            proxy.freeze();
            let frozen = now();
            let down = async {
                loop {
                    let told = watched.from.recv().await.unwrap();
                    if let News::Down {
                        link: Link::Inbox, ..
                    } = told.news
                    {
                        return;
                    }
                }
            };
            // An IDLE's life, and a minute for the answer to its end: with the real 4 minutes that is 5.
            let limit = life + Duration::from_secs(75);
            tokio::time::timeout(limit, down)
                .await
                .expect("it was not noticed");
            eprintln!(
                "{server}: a frozen link was noticed after {:?}, with IDLEs of {life:?}",
                frozen.elapsed()
            );
        });
    }
}

#[test]
fn what_was_not_stored_comes_again_and_what_was_does_not() {
    for (_, host) in Host::each() {
        runtime().block_on(async {
            let mut watched = Watched::start(&host, BTreeMap::new());
            watched.caught_up("INBOX").await;
            host.send(FERNHILL, OWNER, &mail(1, 500));
            let batch = watched.batch().await;
            let cursor = Cursor {
                uid_validity: batch.uid_validity,
                last_uid: batch.highest_uid,
            };
            // Not answered: the daemon died before its commit.
            drop((batch, watched));
            let mut watched = Watched::start(&host, BTreeMap::new());
            let again = watched.batch().await;
            assert_eq!(again.items.len(), 1);
            again.done.send(()).unwrap();
            drop(watched);
            let mut watched = Watched::start(&host, BTreeMap::from([("INBOX".to_owned(), cursor)]));
            watched.caught_up("INBOX").await;
            assert!(
                watched.seen.iter().all(|name| name != "INBOX"),
                "{:?}",
                watched.seen
            );
        });
    }
}

#[test]
fn a_mailbox_that_is_numbered_anew_is_read_anew() {
    let host = Host::start();
    runtime().block_on(async {
        let mut watched = Watched::start(&host, BTreeMap::new());
        watched.caught_up("INBOX").await;
        for number in 1..=3 {
            host.send(FERNHILL, OWNER, &mail(number, 500));
            watched.batch().await.done.send(()).unwrap();
        }
        let maildir = host.folder().join("mail").join(OWNER).join("Maildir");
        for file in fs::read_dir(&maildir).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("dovecot") {
                let _ = fs::remove_file(file.path());
            }
        }
        tokio::time::sleep(Duration::from_millis(1100)).await;
        watched.watch.drop_connections();
        let batch = watched.batch().await;
        assert!(batch.rescan);
        assert_eq!(batch.items.len(), 3);
    });
}

#[test]
fn sent_is_looked_at_when_asked_and_errands_are_run() {
    for (_, host) in Host::each() {
        runtime().block_on(async {
            // Cyrus makes the mailboxes at the first login.
            Session::open(&host.imap(OWNER)).await.unwrap().log_out().await;
            let mut watched = Watched::start(&host, BTreeMap::new());
            watched.caught_up("Sent").await;
            watched.caught_up("Junk").await;
            let filed = watched.watch.append_sent(mail(1, 500).into_bytes()).await.unwrap();
            assert!(filed.place.is_some());
            let found = watched.watch.find_message_id(MailboxRole::Sent, "mail-1@fernhill.test", None).await.unwrap();
            assert_eq!(found.uid, Some(1));
            watched.watch.look_at_others();
            let batch = watched.batch().await;
            assert_eq!((batch.role, batch.items.len()), (MailboxRole::Sent, 1));
            assert!(matches!(&batch.items[0], Fetched::Mail { flags, .. } if flags.contains(&"\\Seen".to_owned())));
            let validity = batch.uid_validity;
            batch.done.send(()).unwrap();
            let more = watched.watch.fetch_more("Sent", validity, 1, 0..10).await.unwrap();
            assert_eq!(more.as_deref(), Some(&b"From: Hana"[..]));
            let of_another_time = watched.watch.fetch_more("Sent", validity ^ 1, 1, 0..10).await.unwrap();
            assert_eq!(of_another_time, None);
        });
    }
}

#[test]
fn a_refused_login_is_reported_and_not_hammered() {
    let host = Host::start();
    runtime().block_on(async {
        let mut account = host.imap(OWNER);
        account.login = Login::with_password(OWNER, "wrong");
        let (to, mut from) = mpsc::channel(8);
        let watch = Watch::start(account, settings(BTreeMap::new()), to);
        let mut waits = Vec::new();
        while waits.len() < 4 {
            let told = from.recv().await.unwrap();
            if let News::Down { kind, retry_in, .. } = told.news {
                assert_eq!(kind, ErrorKind::Auth);
                waits.push(retry_in.as_secs());
            }
        }
        assert_eq!(waits, [1, 1, 3600, 3600]);
        let errand = watch
            .find_message_id(MailboxRole::Sent, "a@b.test", None)
            .await;
        assert_eq!(errand.unwrap_err().kind(), ErrorKind::Auth);
    });
}

/// A watch, and the daemon's side of it.
struct Watched {
    watch: Watch,
    from: mpsc::Receiver<FromImap>,
    /// Mailboxes of batches that were stored while waiting for something else.
    seen: Vec<String>,
    caught_up: Vec<String>,
}

impl Watched {
    fn start(host: &Host, cursors: BTreeMap<String, Cursor>) -> Watched {
        let (to, from) = mpsc::channel(8);
        Watched {
            watch: Watch::start(host.imap(OWNER), settings(cursors), to),
            from,
            seen: Vec::new(),
            caught_up: Vec::new(),
        }
    }

    /// The next batch with something in it.
    async fn batch(&mut self) -> Batch {
        loop {
            if let News::Batch(batch) = self.next().await {
                if !batch.items.is_empty() {
                    return batch;
                }
                batch.done.send(()).unwrap();
            }
        }
    }

    /// Stores batches until a mailbox is caught up with.
    async fn caught_up(&mut self, wanted: &str) {
        while !self.caught_up.iter().any(|name| name == wanted) {
            if let News::Batch(batch) = self.next().await {
                if !batch.items.is_empty() {
                    self.seen.push(batch.name);
                }
                batch.done.send(()).unwrap();
            }
        }
    }

    async fn next(&mut self) -> News {
        let told = tokio::time::timeout(Duration::from_secs(10), self.from.recv());
        let news = told.await.expect("no news in 10 seconds").unwrap().news;
        if let News::CaughtUp { name, .. } = &news {
            self.caught_up.push(name.clone());
        }
        news
    }
}

fn settings(cursors: BTreeMap<String, Cursor>) -> Settings {
    Settings {
        named: Vec::new(),
        cursors,
        since: Arc::new(|| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap()),
        inbox_poll: Duration::from_secs(3600),
        idle_life: heardback::imap::IDLE_LIFE,
        others_poll: Duration::from_secs(3600),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is measured here is real time"
)]
fn now() -> Instant {
    Instant::now()
}
