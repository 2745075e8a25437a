//! Reading without losing and without touching.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use chrono::NaiveDate;
use heardback::imap::{
    Fetched, Fetcher, Session, TEXT_LIMIT, Window, append, fetch_more, find_message_id,
};

use super::{as_stored, mail, runtime};
use crate::host::{Host, OWNER};

#[test]
fn every_message_is_accounted_for() {
    let host = Host::start();
    open_once(&host);
    for number in 1..=60 {
        host.place(
            OWNER,
            "",
            &format!("{number:04}.m.test"),
            mail(number, 500).as_bytes(),
        );
    }
    runtime().block_on(async {
        let mut session = Session::open(&host.imap(OWNER)).await.unwrap();
        session.examine("INBOX").await.unwrap();
        // Three that the server cannot read, two that go before they are fetched.
        for number in [7, 8, 41] {
            fs::set_permissions(find(&host, number), fs::Permissions::from_mode(0o000)).unwrap();
        }
        let (items, highest) = read_all(&host, Window::After(0), |part| {
            if part == 1 {
                fs::remove_file(find(&host, 50)).unwrap();
                fs::remove_file(find(&host, 60)).unwrap();
            }
        })
        .await;
        assert!(highest >= 59);
        // A message that went is told as gone if it had been listed in that session, and else not listed any more.
        let accounted: Vec<_> = items
            .iter()
            .filter(|item| !matches!(item, Fetched::Gone(50 | 60)))
            .collect();
        let expected: Vec<u32> = (1..=60).filter(|uid| ![50, 60].contains(uid)).collect();
        assert_eq!(
            accounted.iter().map(|item| item.uid()).collect::<Vec<_>>(),
            expected
        );
        for item in accounted {
            let expected = if [7, 8, 41].contains(&item.uid()) {
                "quarantined"
            } else {
                "mail"
            };
            assert_eq!(kind(item), expected, "{}", item.uid());
        }
    });
}

#[test]
fn reading_leaves_no_trace() {
    let host = Host::start();
    open_once(&host);
    let file = host.place(OWNER, "", "1.m.test", mail(1, 500).as_bytes());
    let (items, _) = runtime().block_on(read_all(&host, Window::After(0), |_| {}));
    assert_eq!(items.len(), 1);
    // Still in `new`, without a flag in its name.
    assert!(file.exists());
}

#[test]
fn a_long_mail_is_read_in_ranges() {
    let host = Host::start();
    open_once(&host);
    let text = mail(1, 600_000);
    host.place(OWNER, "", "1.m.test", text.as_bytes());
    runtime().block_on(async {
        let (items, _) = read_all(&host, Window::After(0), |_| {}).await;
        let [
            Fetched::Mail {
                truncated: true,
                bytes,
                size,
                ..
            },
        ] = items.as_slice()
        else {
            panic!("{}", items.len());
        };
        assert_eq!(*size, text.len() as u64);
        assert_eq!(bytes, &text.as_bytes()[..TEXT_LIMIT as usize]);
        let mut session = Session::open(&host.imap(OWNER)).await.unwrap();
        session.examine("INBOX").await.unwrap();
        let rest = fetch_more(&mut session, 1, TEXT_LIMIT, u32::MAX)
            .await
            .unwrap();
        assert_eq!(rest.unwrap(), &text.as_bytes()[TEXT_LIMIT as usize..]);
        assert_eq!(fetch_more(&mut session, 9, 0, 100).await.unwrap(), None);
    });
}

#[test]
fn only_the_window_is_read_at_first() {
    let host = Host::start();
    open_once(&host);
    // Maildir takes the day of arrival from the file's time.
    let old = host.place(OWNER, "", "1.m.test", mail(1, 500).as_bytes());
    let day = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    fs::File::options()
        .write(true)
        .open(old)
        .unwrap()
        .set_modified(day)
        .unwrap();
    host.place(OWNER, "", "2.m.test", mail(2, 500).as_bytes());
    let since = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let (items, highest) = runtime().block_on(read_all(&host, Window::Since(since), |_| {}));
    assert_eq!(items.iter().map(Fetched::uid).collect::<Vec<_>>(), [2]);
    assert_eq!(highest, 2);
}

#[test]
fn a_filed_copy_is_found_and_an_absent_one_is_absent_beside_a_control() {
    for (server, host) in Host::each() {
        runtime().block_on(async {
            let mut session = Session::open(&host.imap(OWNER)).await.unwrap();
            for number in 1..=3 {
                let filed = append(&mut session, "Sent", mail(number, 500).as_bytes())
                    .await
                    .unwrap();
                assert_eq!(filed.place.map(|(_, uid)| uid), Some(number as u32));
            }
            let control = Some("mail-1@fernhill.test");
            let found = find_message_id(&mut session, "Sent", "mail-2@fernhill.test", control)
                .await
                .unwrap();
            assert_eq!(
                (found.uid, found.copies, found.control_found),
                (Some(2), 1, Some(true))
            );
            let absent = find_message_id(&mut session, "Sent", "ail-2@fernhill.test", control)
                .await
                .unwrap();
            assert_eq!(
                (absent.uid, absent.copies, absent.control_found),
                (None, 0, Some(true))
            );
            let hostile = find_message_id(&mut session, "Sent", "x\"\r\nH9 LOGOUT", None)
                .await
                .unwrap();
            assert_eq!(hostile.uid, None);
            session.noop().await.unwrap();
        });
        if server == "dovecot.sh" {
            let expected = [1, 2, 3].map(|number| as_stored(&mail(number, 500)));
            assert_eq!(host.mails(OWNER, "Sent"), expected);
        }
    }
}

/// Dovecot makes the mailbox when it is first opened.
fn open_once(host: &Host) {
    runtime().block_on(async {
        let mut session = Session::open(&host.imap(OWNER)).await.unwrap();
        session.examine("INBOX").await.unwrap();
    });
}

/// Reads a window of the inbox to its end, with a new session whenever one breaks. `between` is told of each part.
async fn read_all(
    host: &Host,
    window: Window,
    mut between: impl FnMut(usize),
) -> (Vec<Fetched>, u32) {
    let mut fetcher = Fetcher::default();
    let mut items = Vec::new();
    let mut window = window;
    let mut part = 0;
    for _ in 0..40 {
        let mut session = Session::open(&host.imap(OWNER)).await.unwrap();
        let examined = session.examine("INBOX").await.unwrap();
        fetcher.list(&mut session, &examined, window).await.unwrap();
        while !fetcher.is_done() {
            let progress = fetcher.next(&mut session).await;
            items.extend(progress.items);
            window = Window::After(progress.highest_uid);
            part += 1;
            between(part);
            if progress.failure.is_some() {
                break;
            }
        }
        if fetcher.is_done() {
            return (items, fetcher.end());
        }
    }
    panic!("no end in sight after {} messages", items.len());
}

fn kind(item: &Fetched) -> &'static str {
    match item {
        Fetched::Mail { .. } => "mail",
        Fetched::Gone(_) => "gone",
        Fetched::Quarantined { .. } => "quarantined",
    }
}

fn find(host: &Host, number: usize) -> std::path::PathBuf {
    let maildir = host.folder().join("mail").join(OWNER).join("Maildir");
    let files = ["new", "cur"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(maildir.join(folder)).unwrap());
    let prefix = format!("{number:04}.m.test");
    let mut files = files.map(|entry| entry.unwrap().path());
    files
        .find(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with(&prefix)
        })
        .unwrap()
}
