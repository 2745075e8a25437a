//! The watch in virtual time: how soon it sees things when servers do not tell.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use heardback::connect::Login;
use heardback::imap::{Cursor, Error, ErrorKind, FromImap, MailboxRole, News, Settings, Watch};
use heardback_sandbox::{Account, Effect, Event, Fault, Host, Point, Protocol, Settings as Kind};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::peer::{OWNER, PASSWORD, imap, mail, sandbox};

#[tokio::test(start_paused = true)]
async fn a_server_that_tells_is_heard_at_once() {
    check_seen_within(Kind::default(), Duration::from_secs(1)).await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_that_tells_nothing_is_not_believed_for_long() {
    let deaf = Kind {
        idle_is_deaf: true,
        ..Kind::default()
    };
    check_seen_within(deaf, Duration::from_secs(241)).await;
}

#[tokio::test(start_paused = true)]
async fn keep_alives_do_not_put_off_the_end_of_an_idle() {
    let lively = Kind {
        idle_is_deaf: true,
        idle_keep_alive: Some(Duration::from_secs(30)),
        ..Kind::default()
    };
    check_seen_within(lively, Duration::from_secs(241)).await;
}

#[tokio::test(start_paused = true)]
async fn without_idle_the_inbox_is_polled() {
    let old = Kind {
        idle: false,
        ..Kind::default()
    };
    check_seen_within(old, Duration::from_secs(601)).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_is_made_anew_and_nothing_is_missed() {
    let host = sandbox(Kind::default());
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("INBOX").await;
    for number in 1..=20 {
        host.hang_up(Protocol::Imap);
        host.deliver(OWNER, &mail(number)).unwrap();
        assert_eq!(watched.next_uids("INBOX").await, [number]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_first_message_that_breaks_the_connection_hides_no_other_from_a_new_watch() {
    let host = sandbox(Kind::default());
    for number in 1..=5 {
        host.deliver(OWNER, &mail(number)).unwrap();
    }
    host.faults()
        .add(Fault::always(Point::Message(1), Effect::Drop));
    let mut watched = Watched::start(&host, BTreeMap::new());
    let reading = async {
        let mut read = Vec::new();
        while read.len() < 5 {
            read.extend(watched.next_uids("INBOX").await);
        }
        read
    };
    let read = tokio::time::timeout(Duration::from_secs(3600), reading).await;
    assert_eq!(read.expect("nothing was read in an hour"), [1, 2, 3, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_link_is_given_up() {
    let host = sandbox(Kind::default());
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("INBOX").await;
    host.faults()
        .add(Fault::on(Protocol::Imap, "EXAMINE", Effect::Stall));
    host.faults()
        .add(Fault::on(Protocol::Imap, "DONE", Effect::Stall));
    let began = Instant::now();
    host.deliver(OWNER, &mail(1)).unwrap();
    assert_eq!(watched.next_uids("INBOX").await, [1]);
    assert!(
        began.elapsed() < Duration::from_secs(300),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn the_cursor_does_not_move_before_the_batch_is_stored() {
    let host = sandbox(Kind::default());
    host.deliver(OWNER, &mail(1)).unwrap();
    let mut watched = Watched::start(&host, BTreeMap::new());
    for _ in 0..3 {
        // Dropped, as by a daemon that could not commit.
        let batch = watched.next_batch("INBOX").await;
        assert_eq!((batch.items.len(), batch.highest_uid), (1, 1));
    }
    assert_eq!(watched.next_uids("INBOX").await, [1]);
    watched.until_caught_up("INBOX").await;
    host.deliver(OWNER, &mail(2)).unwrap();
    assert_eq!(watched.next_uids("INBOX").await, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_restart_goes_on_where_it_was_left() {
    let host = sandbox(Kind::default());
    for number in 1..=3 {
        host.deliver(OWNER, &mail(number)).unwrap();
    }
    let mut watched = Watched::start(&host, BTreeMap::new());
    let batch = watched.next_batch("INBOX").await;
    assert!(batch.rescan);
    let cursor = |last_uid| Cursor {
        uid_validity: batch.uid_validity,
        last_uid,
    };
    let mut watched = Watched::start(&host, BTreeMap::from([("INBOX".to_owned(), cursor(2))]));
    let batch = watched.next_batch("INBOX").await;
    assert!(!batch.rescan);
    assert_eq!(batch.items[0].uid(), 3);
}

#[tokio::test(start_paused = true)]
async fn other_mailboxes_are_looked_at_by_the_clock_and_on_request() {
    let host = sandbox(Kind::default());
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("Sent").await;
    host.append(OWNER, "Sent", &["\\Seen"], &mail(1)).unwrap();
    let began = Instant::now();
    assert_eq!(watched.next_uids("Sent").await, [1]);
    assert!(began.elapsed() <= Duration::from_secs(601));
    host.append(OWNER, "Sent", &["\\Seen"], &mail(2)).unwrap();
    watched.watch.look_at_others();
    let began = Instant::now();
    assert_eq!(watched.next_uids("Sent").await, [2]);
    assert!(began.elapsed() <= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn an_errand_on_a_dead_connection_is_done_on_the_next() {
    let host = sandbox(Kind::default());
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("Sent").await;
    watched.until_caught_up("Junk").await;
    host.hang_up(Protocol::Imap);
    let (filed, ()) = tokio::join!(watched.watch.append_sent(mail(1)), drain(&mut watched.from));
    assert!(filed.is_ok(), "{filed:?}");
    assert_eq!(host.messages(OWNER, "Sent").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_sent_mailbox_that_is_made_later_is_used() {
    let host = sandbox(Kind::default());
    host.add(Account::new(OWNER, PASSWORD).without_mailbox("Sent"));
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("Junk").await;
    let filed = watched.watch.append_sent(mail(1)).await;
    assert!(matches!(filed, Err(Error::NoMailbox { .. })), "{filed:?}");
    host.add(Account::new(OWNER, PASSWORD));
    let (filed, ()) = tokio::join!(watched.watch.append_sent(mail(1)), drain(&mut watched.from));
    assert!(filed.is_ok(), "{filed:?}");
    assert_eq!(host.messages(OWNER, "Sent").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn three_refused_logins_end_the_hammering() {
    let host = sandbox(Kind::default());
    let mut account = imap(&host);
    account.login = Login::with_password(OWNER, "wrong");
    let (to, mut from) = mpsc::channel(4);
    let _watch = Watch::start(account, settings(BTreeMap::new()), to);
    let refused = || host.count(|event| matches!(event, Event::LoginRefused { .. }));
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(3500) {
        let told = tokio::time::timeout(Duration::from_secs(60), from.recv()).await;
        if let Ok(Some(FromImap {
            news: News::Down { kind, .. },
            ..
        })) = told
        {
            assert_eq!(kind, ErrorKind::Auth);
        }
    }
    // The third tells one link to stop, and the other link learns it with the fourth.
    assert_eq!(refused(), 4);
    while began.elapsed() < Duration::from_secs(6 * 3600) {
        let _ = tokio::time::timeout(Duration::from_secs(60), from.recv()).await;
    }
    assert!(refused() <= 4 + 2 * 6, "{}", refused());
}

#[tokio::test(start_paused = true)]
async fn at_most_two_connections_are_open() {
    let host = sandbox(Kind::default());
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("INBOX").await;
    watched.until_caught_up("Sent").await;
    let connections = || host.count(|event| matches!(event, Event::Connected(Protocol::Imap)));
    assert_eq!(connections(), 2);
    watched.watch.drop_connections();
    watched.until_caught_up_again("INBOX").await;
    watched.until_caught_up("Sent").await;
    assert_eq!(connections(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_that_refuses_does_not_close_the_others() {
    let host = sandbox(Kind::default());
    host.faults().add(
        Fault::always(
            Point::Command(Protocol::Imap, "EXAMINE".to_owned()),
            Effect::Answer("NO [NONEXISTENT] it went".to_owned()),
        )
        .after(1)
        .times(1),
    );
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("Junk").await;
}

async fn check_seen_within(kind: Kind, limit: Duration) {
    let host = sandbox(kind.clone());
    let mut watched = Watched::start(&host, BTreeMap::new());
    watched.until_caught_up("INBOX").await;
    for number in 1..=3 {
        if kind.idle {
            let idling = |event: &&Event| matches!(event, Event::Idling { .. });
            host.until(|host| (host.count(idling) >= number as usize).then_some(()))
                .await;
        }
        let began = Instant::now();
        host.deliver(OWNER, &mail(number)).unwrap();
        assert_eq!(watched.next_uids("INBOX").await, [number]);
        assert!(
            began.elapsed() <= limit,
            "{:?} {number} {:#?}",
            began.elapsed(),
            host.events()
        );
    }
}

/// A watch, and the daemon's side of it.
struct Watched {
    watch: Watch,
    from: mpsc::Receiver<FromImap>,
    caught_up: Vec<String>,
}

impl Watched {
    fn start(host: &Host, cursors: BTreeMap<String, Cursor>) -> Watched {
        let (to, from) = mpsc::channel(4);
        Watched {
            watch: Watch::start(imap(host), settings(cursors), to),
            from,
            caught_up: Vec::new(),
        }
    }

    /// The UIDs of the next batch of a mailbox that has any, stored.
    async fn next_uids(&mut self, name: &str) -> Vec<u32> {
        let batch = self.next_batch(name).await;
        let uids = batch
            .items
            .iter()
            .map(heardback::imap::Fetched::uid)
            .collect();
        batch.done.send(()).unwrap();
        uids
    }

    async fn next_batch(&mut self, name: &str) -> heardback::imap::Batch {
        loop {
            if let News::Batch(batch) = self.next().await {
                if batch.name == name && !batch.items.is_empty() {
                    return batch;
                }
                batch.done.send(()).unwrap();
            }
        }
    }

    async fn until_caught_up(&mut self, name: &str) {
        while !self.caught_up.iter().any(|seen| seen == name) {
            if let News::Batch(batch) = self.next().await {
                batch.done.send(()).unwrap();
            }
        }
    }

    async fn until_caught_up_again(&mut self, name: &str) {
        self.caught_up.clear();
        self.until_caught_up(name).await;
    }

    async fn next(&mut self) -> News {
        let told = tokio::time::timeout(Duration::from_secs(3600), self.from.recv()).await;
        let news = told.expect("an hour without news").unwrap().news;
        if let News::CaughtUp { name, role } = &news {
            assert_eq!(*role == MailboxRole::Inbox, name == "INBOX");
            self.caught_up.push(name.clone());
        }
        news
    }
}

/// Stores everything for a minute.
async fn drain(from: &mut mpsc::Receiver<FromImap>) {
    let minute = tokio::time::sleep(Duration::from_secs(60));
    tokio::pin!(minute);
    loop {
        tokio::select! {
            () = &mut minute => return,
            Some(told) = from.recv() => if let News::Batch(batch) = told.news {
                batch.done.send(()).unwrap();
            },
        }
    }
}

fn settings(cursors: BTreeMap<String, Cursor>) -> Settings {
    Settings {
        named: Vec::new(),
        cursors,
        since: Arc::new(|| "2026-01-01".parse().unwrap()),
        inbox_poll: Duration::from_secs(600),
        idle_life: heardback::imap::IDLE_LIFE,
        others_poll: Duration::from_secs(600),
    }
}
