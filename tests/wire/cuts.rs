//! Dialogues cut after every byte.

use heardback::imap::{Fetched, Fetcher, Session, Window};
use heardback::smtp::{NotSent, Outcome, deliver};
use heardback_sandbox::{Effect, Fault, Host, Point, Protocol, Settings};

use crate::peer::{OWNER, envelope, imap, mail, sandbox, smtp};

const MAILS: u32 = 5;

#[tokio::test(start_paused = true)]
async fn no_cut_of_an_imap_dialogue_loses_or_doubles_a_message() {
    let mut cut = 0;
    loop {
        let host = sandbox(Settings::default());
        for number in 1..=MAILS {
            host.deliver(OWNER, &mail(number)).unwrap();
        }
        host.faults().add(Fault::once(
            Point::BytesOut(Protocol::Imap, cut),
            Effect::Drop,
        ));
        let sessions = read_to_the_end(&host, cut).await;
        if sessions == 1 {
            break;
        }
        cut += 1;
    }
    // The dialogue is longer than its mails: the loop did not end early.
    assert!(cut > 500, "{cut}");
}

/// Reads the inbox as the watch does, and checks after each part that the cursor stands over read mail only. How many
/// sessions it took.
async fn read_to_the_end(host: &Host, cut: u64) -> usize {
    let account = imap(host);
    let mut fetcher = Fetcher::default();
    let mut read: Vec<u32> = Vec::new();
    let mut cursor = 0;
    for session in 1..=3 {
        if read_in_one_session(&account, &mut fetcher, &mut read, &mut cursor)
            .await
            .is_ok()
        {
            assert_eq!(read, (1..=MAILS).collect::<Vec<_>>(), "cut after {cut}");
            return session;
        }
    }
    panic!("cut after {cut}: not read in three sessions");
}

async fn read_in_one_session(
    account: &heardback::imap::ImapAccount,
    fetcher: &mut Fetcher,
    read: &mut Vec<u32>,
    cursor: &mut u32,
) -> Result<(), heardback::imap::Error> {
    let mut session = Session::open(account).await?;
    let examined = session.examine("INBOX").await?;
    fetcher
        .list(&mut session, &examined, Window::After(*cursor))
        .await?;
    while !fetcher.is_done() {
        let progress = fetcher.next(&mut session).await;
        for item in &progress.items {
            assert!(
                matches!(item, Fetched::Mail { bytes, .. } if *bytes == mail(item.uid())),
                "{item:?}"
            );
            read.push(item.uid());
        }
        *cursor = progress.highest_uid;
        assert_eq!(read.last().copied().unwrap_or(0), *cursor);
        if let Some(failure) = progress.failure {
            return Err(failure);
        }
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn no_cut_of_an_smtp_dialogue_is_taken_for_what_it_is_not() {
    for direction in [Point::BytesOut, Point::BytesIn] {
        let mut kinds = [0, 0, 0];
        for cut in 0..2000 {
            let host = sandbox(Settings::default());
            host.faults()
                .add(Fault::once(direction(Protocol::Smtp, cut), Effect::Drop));
            let outcome = deliver(&smtp(&host), &envelope(), &mail(1)).await;
            let accepted = host.accepted().len();
            match outcome {
                Outcome::NotSent { kind, why } => {
                    assert_eq!(
                        (kind, accepted),
                        (NotSent::Network, 0),
                        "cut after {cut}: {why}"
                    );
                    kinds[0] += 1;
                }
                Outcome::Uncertain { .. } => kinds[1] += 1,
                Outcome::Accepted { .. } => {
                    assert_eq!(accepted, 1, "cut after {cut}");
                    kinds[2] += 1;
                }
                other @ (Outcome::Refused { .. } | Outcome::Deferred { .. }) => {
                    panic!("cut after {cut}: {other:?}")
                }
            }
            if kinds[2] > 40 {
                break;
            }
        }
        assert!(kinds.iter().all(|&count| count > 0), "{kinds:?}");
    }
}
