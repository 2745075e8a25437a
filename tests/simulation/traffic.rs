//! What a day costs on the wire: the first look at a mailbox, a day without mail, and an ordinary one.

use std::sync::atomic::Ordering;
use std::time::Duration;

use heardback::demo::letters::{self, Letter, OWNER};
use heardback_core::moment::Time;

use crate::tunnel::life::{End, live};
use crate::tunnel::people::{Act, People, kept};
use crate::tunnel::town::{Kind, Town};

const MEGABYTE: u64 = 1_000_000;
/// Issue 6: at most, on an ordinary day.
const BAR: u64 = 50 * MEGABYTE;

#[test]
fn an_ordinary_day_moves_less_than_fifty_megabytes() {
    let mut kind = Kind::ordinary();
    // As the program does without a word in the configuration.
    kind.quiet = Duration::from_secs(240);
    kind.others = Duration::from_secs(60);
    let town = Town::new(&kind);
    let old = mail_of(12_000);
    for number in 0..1_500 {
        let at = town.now() - chrono::Duration::minutes(60 + 80 * number);
        let raw = format!(
            "Date: {}\r\nMessage-ID: <old-{number}@shop.example>\r\n{old}",
            at.to_rfc2822()
        );
        town.host
            .append_at(OWNER.address, "INBOX", &["\\Seen"], at, raw.as_bytes())
            .unwrap();
    }
    let mut people = People::living(Vec::new());
    let first = a_day(&town, &mut people);
    let empty = a_day(&town, &mut people);
    people.to_come = mails_from(town.now());
    let sizes: usize = people.to_come.iter().map(|(_, act)| size(act)).sum();
    let ordinary = a_day(&town, &mut people);
    println!(
        "on the wire, both directions: {} KB on the first day (1,500 mails are looked through), {} KB on a day without mail, \
         {} KB on an ordinary day (60 mails, {} KB)",
        first / 1_000,
        empty / 1_000,
        ordinary / 1_000,
        sizes / 1_000
    );
    assert!(ordinary < BAR, "{ordinary}");
    assert!(empty < BAR / 10, "{empty}");
}

/// Bytes of that day.
fn a_day(town: &Town, people: &mut People) -> u64 {
    let before = town.bytes.load(Ordering::Relaxed);
    let until = town.now() + chrono::Duration::days(1);
    assert_eq!(
        live(town, people, until, chrono::Duration::zero()),
        End::Quiet
    );
    town.bytes.load(Ordering::Relaxed) - before
}

/// Sixty mails a day: letters, newsletters, some with pictures, three with attachments; one is an invitation.
fn mails_from(begins: Time) -> Vec<(Time, Act)> {
    let text =
        |bytes: usize| kept("Pictures and words that nobody has asked for.\r\n".repeat(bytes / 47));
    let (small, middle, large) = (text(15_000), text(90_000), text(4_000_000));
    let mails = (0..60).map(|number| {
        let text = match number {
            7 => {
                return Letter {
                    ..letters::INVITATION
                };
            }
            n if n % 20 == 3 => large,
            n if n % 5 == 1 => middle,
            _ => small,
        };
        Letter {
            text,
            ..letters::NEWSLETTER
        }
    });
    let times = (1..).map(|n| begins + chrono::Duration::minutes(20 * n));
    times.zip(mails.map(Act::Letter)).collect()
}

fn size(act: &Act) -> usize {
    if let Act::Letter(letter) = act {
        letter.text.len()
    } else {
        0
    }
}

fn mail_of(bytes: usize) -> String {
    let text = "A newsletter of last month.\r\n".repeat(bytes / 29);
    format!(
        "From: Shop <news@shop.example>\r\nTo: {}\r\nSubject: News\r\n\r\n{text}",
        OWNER.address
    )
}
