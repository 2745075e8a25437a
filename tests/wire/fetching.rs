//! What counts as success, and what does not, when mail is fetched and filed.

use std::time::Duration;

use heardback::imap::{
    Cursor, Error, ErrorKind, Fetched, Fetcher, MailboxRole, Mailboxes, Session, Window, append,
    find_message_id,
};
use heardback_sandbox::{Effect, Fault, Host, Point, Protocol, Settings};
use tokio::time::Instant;

use crate::peer::{OWNER, imap, mail, sandbox};

#[tokio::test(start_paused = true)]
async fn a_search_that_fails_is_not_an_empty_mailbox() {
    for (effect, expected) in [
        (
            Effect::Answer("NO [UNAVAILABLE] later".to_owned()),
            ErrorKind::Busy,
        ),
        (Effect::Answer("NO not now".to_owned()), ErrorKind::Refused),
        (Effect::Answer("BAD what".to_owned()), ErrorKind::Refused),
        (
            Effect::Answer("OK and no list".to_owned()),
            ErrorKind::Protocol,
        ),
        (Effect::Bye("shutting down".to_owned()), ErrorKind::Network),
        (Effect::Drop, ErrorKind::Network),
        (Effect::DropAfter, ErrorKind::Network),
        (Effect::Stall, ErrorKind::Network),
        (Effect::StallAfter, ErrorKind::Network),
    ] {
        let host = with_mails(3);
        host.faults()
            .add(Fault::on(Protocol::Imap, "UID SEARCH", effect.clone()));
        let mut session = Session::open(&imap(&host)).await.unwrap();
        let examined = session.examine("INBOX").await.unwrap();
        let mut fetcher = Fetcher::default();
        let listed = fetcher
            .list(&mut session, &examined, Window::After(0))
            .await;
        assert_eq!(
            listed.map_err(|error| error.kind()),
            Err(expected),
            "{effect:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn every_command_has_a_time_limit_and_what_it_broke_off_is_not_used_again() {
    for command in [
        "LOGIN",
        "AUTHENTICATE",
        "CAPABILITY",
        "EXAMINE",
        "UID SEARCH",
        "UID FETCH",
    ] {
        let host = with_mails(3);
        host.faults()
            .add(Fault::on(Protocol::Imap, command, Effect::StallAfter));
        let began = Instant::now();
        let outcome = read_once(&host, &mut Fetcher::default()).await;
        let Err(error) = outcome else {
            assert!(
                ["LOGIN", "AUTHENTICATE"].contains(&command),
                "{command} has no limit"
            );
            continue;
        };
        assert_eq!(error.kind(), ErrorKind::Network, "{command}");
        assert!(began.elapsed() <= Duration::from_secs(120), "{command}");
    }
    let host = with_mails(3);
    let mut session = Session::open(&imap(&host)).await.unwrap();
    host.faults().add(Fault::on(
        Protocol::Imap,
        "EXAMINE",
        Effect::Delay(Duration::from_secs(5)),
    ));
    let early = tokio::time::timeout(Duration::from_secs(1), session.examine("Sent")).await;
    assert!(early.is_err());
    // The answer about Sent is still to come, and must not be taken for one about the inbox.
    assert_eq!(
        session.examine("INBOX").await.unwrap_err().kind(),
        ErrorKind::Network
    );
}

#[tokio::test(start_paused = true)]
async fn a_message_that_cannot_be_read_hides_no_other() {
    // As Dovecot does it: a goodbye in the middle of the answer; and as others do: a refusal, or silence about it.
    for effect in [
        Effect::Drop,
        Effect::Answer("NO unreadable".to_owned()),
        Effect::Stall,
    ] {
        let host = with_mails(40);
        for uid in [1, 17, 18, 40] {
            host.faults()
                .add(Fault::always(Point::Message(uid), effect.clone()));
        }
        let items = read_all(&host).await;
        let uids: Vec<u32> = items.iter().map(Fetched::uid).collect();
        assert_eq!(uids, (1..=40).collect::<Vec<_>>(), "{effect:?}");
        let quarantined: Vec<u32> = items
            .iter()
            .filter(|item| matches!(item, Fetched::Quarantined { .. }))
            .map(Fetched::uid)
            .collect();
        assert_eq!(quarantined, [1, 17, 18, 40], "{effect:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_can_read_nothing_has_no_message_in_quarantine() {
    let host = with_mails(3);
    host.faults().add(Fault::always(
        Point::Command(Protocol::Imap, "UID FETCH".to_owned()),
        Effect::Answer("NO [SERVERBUG] disk".to_owned()),
    ));
    let mut fetcher = Fetcher::default();
    for _ in 0..30 {
        assert!(read_once(&host, &mut fetcher).await.is_err());
    }
    host.faults().clear();
    let first = read_once(&host, &mut fetcher).await;
    let items = match first {
        Ok(items) => items,
        // The controls had just been found wanting.
        Err(_) => read_once(&host, &mut fetcher).await.unwrap(),
    };
    assert!(
        items
            .iter()
            .all(|item| matches!(item, Fetched::Mail { .. }))
    );
    assert_eq!(items.len(), 3);
}

/// Each message had failed at some time, so that none was left to judge the others by: for good, once.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_well_again_is_read_whatever_failed_before() {
    let host = with_mails(2);
    let mut fetcher = Fetcher::default();
    let refusal = Effect::Answer("NO [SERVERBUG] disk".to_owned());
    host.faults()
        .add(Fault::always(Point::Message(2), refusal.clone()));
    for _ in 0..2 {
        assert!(read_once(&host, &mut fetcher).await.is_err());
    }
    host.faults().clear();
    host.faults().add(Fault::always(
        Point::Command(Protocol::Imap, "UID FETCH".to_owned()),
        refusal,
    ));
    for _ in 0..10 {
        assert!(read_once(&host, &mut fetcher).await.is_err());
    }
    host.faults().clear();
    let mut read = read_once(&host, &mut fetcher).await;
    if read.is_err() {
        read = read_once(&host, &mut fetcher).await;
    }
    let uids: Vec<u32> = read.unwrap().iter().map(Fetched::uid).collect();
    assert_eq!(uids, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_breaks_now_and_then_puts_nothing_in_quarantine() {
    let host = with_mails(100);
    let fault = Fault::on(Protocol::Imap, "UID FETCH", Effect::DropAfter);
    host.faults().add(fault.clone().after(1).times(2));
    host.faults().add(fault.after(5).times(2));
    let items = read_all(&host).await;
    assert_eq!(items.len(), 100);
    assert!(
        items
            .iter()
            .all(|item| matches!(item, Fetched::Mail { .. }))
    );
}

#[tokio::test(start_paused = true)]
async fn a_message_that_went_between_listing_and_fetching_is_gone() {
    let host = with_mails(3);
    let mut session = Session::open(&imap(&host)).await.unwrap();
    let examined = session.examine("INBOX").await.unwrap();
    let mut fetcher = Fetcher::default();
    fetcher
        .list(&mut session, &examined, Window::After(0))
        .await
        .unwrap();
    host.expunge(OWNER, "INBOX", &[2]).unwrap();
    let mut items = Vec::new();
    while !fetcher.is_done() {
        items.extend(fetcher.next(&mut session).await.items);
    }
    assert_eq!(items.len(), 3);
    assert_eq!(items[1], Fetched::Gone(2));
}

#[tokio::test(start_paused = true)]
async fn numbering_that_changed_or_ran_backwards_is_read_anew() {
    let host = with_mails(3);
    let since = "2026-01-01".parse().unwrap();
    let mut session = Session::open(&imap(&host)).await.unwrap();
    let examined = session.examine("INBOX").await.unwrap();
    let cursor = |uid_validity, last_uid| {
        Some(Cursor {
            uid_validity,
            last_uid,
        })
    };
    for (cursor, expected) in [
        (None, Window::Since(since)),
        (cursor(examined.uid_validity, 2), Window::After(2)),
        (cursor(examined.uid_validity, 3), Window::After(3)),
        (cursor(examined.uid_validity, 4), Window::Since(since)),
        (cursor(examined.uid_validity ^ 1, 2), Window::Since(since)),
    ] {
        assert_eq!(
            Window::choose(cursor, &examined, since),
            expected,
            "{cursor:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_uidnext_and_special_use_will_do() {
    let host = sandbox(Settings {
        uid_next: false,
        special_use: false,
        ..Settings::default()
    });
    for number in 1..=3 {
        host.deliver(OWNER, &mail(number)).unwrap();
    }
    let mut session = Session::open(&imap(&host)).await.unwrap();
    assert_eq!(session.examine("INBOX").await.unwrap().uid_next, None);
    let mailboxes = Mailboxes::discover(&mut session, &[]).await.unwrap();
    assert!(mailboxes.find(MailboxRole::Sent).is_some());
    assert_eq!(read_all(&host).await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_outlook_renamed_is_found() {
    let host = sandbox(Settings::like_outlook());
    let renamed = b"Message-ID: <new@outlook.test>\r\nX-Microsoft-Original-Message-ID: <7@fernhill.test>\r\n\r\nText.\r\n";
    host.append(OWNER, "Sent", &[], renamed).unwrap();
    let mut session = Session::open(&imap(&host)).await.unwrap();
    let found = find_message_id(
        &mut session,
        "Sent",
        "7@fernhill.test",
        Some("8@fernhill.test"),
    )
    .await
    .unwrap();
    assert_eq!((found.uid, found.control_found), (Some(1), Some(false)));
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_filed_whether_or_not_the_server_waits_for_it() {
    for literal_plus in [true, false] {
        let host = sandbox(Settings {
            literal_plus,
            uid_plus: literal_plus,
            ..Settings::default()
        });
        let mut session = Session::open(&imap(&host)).await.unwrap();
        let filed = append(&mut session, "Sent", &mail(1)).await.unwrap();
        assert_eq!(filed.place.is_some(), literal_plus);
        let sent = host.messages(OWNER, "Sent");
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].text().as_bytes(), mail(1));
        let refused = append(&mut session, "Nowhere", &mail(1)).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Refused);
        session.noop().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_shows_no_secret() {
    let host = sandbox(Settings::default());
    let mut account = imap(&host);
    account.login = heardback::connect::Login::with_password(OWNER, "hunter2");
    host.faults().add(Fault::always(
        Point::Command(Protocol::Imap, "AUTHENTICATE".to_owned()),
        Effect::Answer("NO [AUTHENTICATIONFAILED] hunter2 is wrong".to_owned()),
    ));
    let error = Session::open(&account).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}

fn with_mails(count: u32) -> Host {
    let host = sandbox(Settings::default());
    for number in 1..=count {
        host.deliver(OWNER, &mail(number)).unwrap();
    }
    host
}

/// Reads the inbox to its end, with a new session whenever one breaks.
async fn read_all(host: &Host) -> Vec<Fetched> {
    let mut fetcher = Fetcher::default();
    let mut items = Vec::new();
    let mut cursor = 0;
    for _ in 0..100 {
        let Ok(mut session) = Session::open(&imap(host)).await else {
            continue;
        };
        let Ok(examined) = session.examine("INBOX").await else {
            continue;
        };
        if fetcher
            .list(&mut session, &examined, Window::After(cursor))
            .await
            .is_err()
        {
            continue;
        }
        while !fetcher.is_done() {
            let progress = fetcher.next(&mut session).await;
            items.extend(progress.items);
            cursor = progress.highest_uid;
            if progress.failure.is_some() {
                break;
            }
        }
        if fetcher.is_done() {
            return items;
        }
    }
    panic!("no end in sight after {} messages", items.len());
}

/// Reads what one session gives.
async fn read_once(host: &Host, fetcher: &mut Fetcher) -> Result<Vec<Fetched>, Error> {
    let mut session = Session::open(&imap(host)).await?;
    let examined = session.examine("INBOX").await?;
    fetcher
        .list(&mut session, &examined, Window::After(0))
        .await?;
    let mut items = Vec::new();
    while !fetcher.is_done() {
        let progress = fetcher.next(&mut session).await;
        items.extend(progress.items);
        if let Some(failure) = progress.failure {
            return Err(failure);
        }
    }
    Ok(items)
}
