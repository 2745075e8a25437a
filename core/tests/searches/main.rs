//! Generated searches of sixty days each, and a judge that reads nothing but the mail that left.
//!
//! `HEARDBACK_SEARCHES=N` runs so many, `HEARDBACK_FROM=S` from another seed on; `HEARDBACK_SEED=S` runs one and prints what
//! happened in it.

#![expect(
    clippy::unwrap_used,
    reason = "a search that cannot go on may stop the test"
)]

mod calendar;
mod dice;
mod employer;
mod judge;
mod mail;
mod notice;
mod owner;
mod run;
mod truth;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use run::Search;

/// A quarter of a minute of two cores. A thousand are two minutes and a half, by `HEARDBACK_SEARCHES`.
const SEARCHES: u64 = 100;

#[test]
fn no_search_breaks_a_rule() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let only = number("HEARDBACK_SEED");
    let from = only.or(number("HEARDBACK_FROM")).unwrap_or(1);
    let count = only.map_or(number("HEARDBACK_SEARCHES").unwrap_or(SEARCHES), |_| 1);
    let breaches = if only.is_some() {
        breaches_of(from, true)
    } else {
        of_many(from, count)
    };
    assert!(
        breaches.is_empty(),
        "{} breaches\n{}",
        breaches.len(),
        breaches.join("\n")
    );
}

/// Every core takes the next seed; the breaches come in the order of the seeds.
fn of_many(from: u64, count: u64) -> Vec<String> {
    let next = AtomicU64::new(from);
    let found = Mutex::new(BTreeMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        return;
                    }
                    let breaches = breaches_of(seed, false);
                    found.lock().unwrap().insert(seed, breaches);
                }
            });
        }
    });
    found
        .into_inner()
        .unwrap()
        .into_values()
        .flatten()
        .collect()
}

fn breaches_of(seed: u64, tell: bool) -> Vec<String> {
    let mut search = Search::new(seed);
    search.run();
    if tell {
        use std::io::Write as _;
        let mut told = std::io::stderr().lock();
        writeln!(told, "{}", search.journal.join("\n")).unwrap();
    }
    let found = judge::judge(&search.truth, &search.left, search.start, search.until);
    let misread = search.misread.iter().map(|m| format!("misread: {m}"));
    let awake = search.awake_for_nothing.iter();
    found
        .into_iter()
        .chain(misread)
        .chain(awake.map(|w| format!("awake for nothing: {w}")))
        .map(|b| format!("HEARDBACK_SEED={seed}: {b}"))
        .collect()
}

/// The judge itself can say no: of a search in which it finds nothing, one letter is left out, doubled, or sent too soon.
#[test]
fn the_judge_sees_a_letter_that_nobody_approved_and_one_that_left_twice() {
    let mut search = Search::new(1);
    search.run();
    let letter = search
        .left
        .iter()
        .position(|l| l.to != mail::OWNER)
        .expect("a letter left");
    let says = |left: &[truth::Left], rule: &str| {
        judge::judge(&search.truth, left, search.start, search.until)
            .iter()
            .any(|b| b.starts_with(rule))
    };
    assert!(!says(&search.left, "SAFETY"));
    let mut twice = search.left.clone();
    twice.insert(letter + 1, search.left[letter].clone());
    assert!(says(&twice, "SAFETY"));
    let mut other = search.left.clone();
    other[letter].bytes = other[letter]
        .bytes
        .replace("Sam Okafor", "Sam, who wants it now");
    assert!(says(&other, "SAFETY"));
    let silent: Vec<_> = search
        .left
        .iter()
        .filter(|l| !l.bytes.contains("how did it go"))
        .cloned()
        .collect();
    assert!(says(&silent, "T1"));
}

/// A promise of the owner's, a door after a no, and silence are missed where they are left out.
#[test]
fn the_judge_misses_a_promise_a_door_and_a_silence_that_nobody_tells() {
    let without = |words: &'static str| move |l: &truth::Left| !l.bytes.contains(words);
    check_missed("M2", &|left| {
        left.retain(without("you promised something"));
    });
    check_missed("R4", &|left| {
        left.retain(without("the door may be open again"));
    });
    check_missed("W7", &|left| {
        for mail in left {
            mail.bytes = mail.bytes.replace("Quiet:", "Left out:");
        }
    });
}

/// Of the first searches one shows it: whole it breaks no such rule, and with that left out it does.
fn check_missed(rule: &str, leave_out: &dyn Fn(&mut Vec<truth::Left>)) {
    let missed = (1..=60).any(|seed| {
        let mut search = Search::new(seed);
        search.run();
        let says = |left: &[truth::Left]| {
            judge::judge(&search.truth, left, search.start, search.until)
                .iter()
                .any(|b| b.starts_with(rule))
        };
        let mut left = search.left.clone();
        leave_out(&mut left);
        !says(&search.left) && says(&left)
    });
    assert!(missed, "{rule} is never missed");
}
