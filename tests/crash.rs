//! Stopped anywhere, heardback goes on where it was: every commit and every step on the wire of the demo's story is a
//! place where the power goes, and the end is that of the story told without a break.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

mod tunnel;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use heardback::demo::letters::OWNER;
use heardback::store::Store;
use heardback_core::book::{Book, Outgoing, OutgoingKind, OutgoingState};
use heardback_core::id::DraftId;
use heardback_core::mail;
use heardback_core::moment::Time;
use heardback_core::rule::Action;
use heardback_sandbox::{Effect, Fault, Protocol};

use tunnel::clock::Virtual;
use tunnel::life::{End, Moment, live};
use tunnel::people::{self, People};
use tunnel::town::{Kind, Side, Town};

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

/// The day on which the story is over.
fn ends() -> Time {
    at("2026-03-21T12:00:00Z")
}

/// What is compared: how the story came out for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outcome {
    /// Letters that the host accepted for others: to whom, subject, text; how many times.
    accepted: BTreeMap<(String, String, String), usize>,
    /// Subjects of what lies in Sent; how many times.
    sent: BTreeMap<String, usize>,
    /// Company, and where the application stands.
    states: Vec<(String, String)>,
    /// Letters by state.
    letters: BTreeMap<&'static str, usize>,
}

fn outcome(town: &Town) -> Outcome {
    let book = Store::peek(&town.state()).unwrap();
    let mut accepted = BTreeMap::new();
    for message in town.host.accepted() {
        let to = message.envelope.to.join(",");
        if to == OWNER.address {
            continue;
        }
        let mail = mail::parse(&message.raw);
        let key = (to, mail.subject.clone(), mail.body.whole.clone());
        *accepted.entry(key).or_default() += 1;
    }
    let mut sent = BTreeMap::new();
    for message in town.host.messages(OWNER.address, "Sent") {
        let subject = mail::parse(&message.raw).subject;
        // A reminder's tag is drawn by chance.
        let subject = subject.split(" [hb-").next().unwrap().to_owned();
        // What was asked because of the cut.
        if subject.contains("Sent or not?") {
            continue;
        }
        *sent.entry(subject).or_default() += 1;
    }
    Outcome {
        accepted,
        sent,
        states: states(&book),
        letters: letters(&book),
    }
}

fn states(book: &Book) -> Vec<(String, String)> {
    let shown = book.states().map(|app| {
        let company = app.company.clone().unwrap_or_default();
        (company, app.status().to_string())
    });
    shown.collect()
}

fn letters(book: &Book) -> BTreeMap<&'static str, usize> {
    let mut by_state = BTreeMap::new();
    for row in book.outbox.values() {
        if row.draft.is_some() {
            *by_state.entry(row.state.name()).or_default() += 1;
        }
    }
    by_state
}

/// The story without a break: its outcome, and how many commits and steps it has.
struct Told {
    outcome: Outcome,
    commits: u64,
    imap: u64,
    smtp: u64,
}

fn told(kind: &Kind) -> Told {
    let town = Town::new(kind);
    let mut people = People::of_the_demo(&town);
    let end = live(&town, &mut people, ends(), chrono::Duration::zero());
    assert_eq!(end, End::Quiet);
    Told {
        outcome: outcome(&town),
        commits: town.book.count(),
        imap: town.host.faults().steps(Protocol::Imap),
        smtp: town.host.faults().steps(Protocol::Smtp),
    }
}

/// The power goes at these moments; the end is the same.
fn check(kind: &Kind, moments: &[Moment], expected: &Outcome) -> Result<(), String> {
    let town = Town::new(kind);
    let mut people = People::of_the_demo(&town);
    for moment in moments {
        moment.arm(&town);
    }
    let off = chrono::Duration::seconds(90);
    for life in 0.. {
        if live(&town, &mut people, ends(), off) == End::Quiet {
            break;
        }
        assert!(life < 4, "more cuts than were asked for");
    }
    let ended = outcome(&town);
    if ended != *expected {
        return Err(difference(&ended, expected));
    }
    // Another attempt, which only the owner's word begins, may be in doubt anew.
    let is_again = |(at, (draft, _)): (usize, &(DraftId, bool))| {
        let before = people.asked.iter().take(at);
        before
            .rev()
            .find(|(earlier, _)| earlier == draft)
            .is_some_and(|(_, resent)| !resent)
    };
    if people.asked.iter().enumerate().any(is_again) {
        return Err(format!("the owner was asked twice: {:?}", people.asked));
    }
    settled(&town)?;
    // Once more: nothing changes.
    let (accepted, notices) = (town.host.accepted().len(), inbox(&town));
    let later = ends() + chrono::Duration::hours(1);
    assert_eq!(live(&town, &mut people, later, off), End::Quiet);
    if outcome(&town) != ended || town.host.accepted().len() != accepted || inbox(&town) != notices
    {
        return Err("a second start changed something".to_owned());
    }
    Ok(())
}

/// What one has and the other has not, line by line.
fn difference(ended: &Outcome, expected: &Outcome) -> String {
    let (ended, expected) = (format!("{ended:#?}"), format!("{expected:#?}"));
    let missing = expected
        .lines()
        .filter(|line| !ended.contains(line))
        .map(|line| format!("- {line}"));
    let added = ended
        .lines()
        .filter(|line| !expected.contains(line))
        .map(|line| format!("+ {line}"));
    missing.chain(added).collect::<Vec<_>>().join("\n")
}

fn inbox(town: &Town) -> usize {
    town.host.messages(OWNER.address, "INBOX").len()
}

/// Nothing is left half done.
fn settled(town: &Town) -> Result<(), String> {
    let book = Store::peek(&town.state()).unwrap();
    for row in book.outbox.values() {
        match row.state {
            OutgoingState::Sent | OutgoingState::Cancelled => {}
            OutgoingState::Held
            | OutgoingState::Queued
            | OutgoingState::Sending
            | OutgoingState::Refused
            | OutgoingState::Deferred
            | OutgoingState::Uncertain => {
                return Err(format!("row {} rests {}: {}", row.id, row.state, row.words));
            }
        }
    }
    Ok(())
}

fn is_all() -> bool {
    std::env::var("HEARDBACK_CRASH").is_ok_and(|wish| wish == "all")
}

/// All of them, or as many as fit.
fn sampled(mut moments: Vec<Vec<Moment>>, count: usize) -> Vec<Vec<Moment>> {
    if is_all() || moments.len() <= count {
        return moments;
    }
    let step = moments.len() / count + 1;
    // Other places each day would not be repeatable; a stride that meets every kind is.
    let mut kept = Vec::new();
    for (index, moment) in moments.drain(..).enumerate() {
        if index % step == 0 {
            kept.push(moment);
        }
    }
    kept
}

fn check_all(kind: &Kind, moments: &[Vec<Moment>], expected: &Outcome) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failures = Vec::new();
        while let Some(moments) = moments.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(why) = check(kind, moments, expected) {
                failures.push(format!("{moments:?}: {why}"));
            }
        }
        failures
    };
    let failures: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        failures.is_empty(),
        "{} of {} places:\n{}",
        failures.len(),
        moments.len(),
        failures
            .iter()
            .take(5)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

/// Every commit and every step on the wire, on both sides of it.
fn singles(told: &Told) -> Vec<Vec<Moment>> {
    let mut moments = Vec::new();
    for side in [Side::Before, Side::After] {
        moments.extend((1..=told.commits).map(|n| vec![Moment::Commit(n, side)]));
        moments.extend((1..=told.smtp).map(|n| vec![Moment::Wire(Protocol::Smtp, n, side)]));
        moments.extend((1..=told.imap).map(|n| vec![Moment::Wire(Protocol::Imap, n, side)]));
    }
    moments
}

/// The power goes twice, the second time soon after the first.
fn pairs(told: &Told, count: usize, seed: u64) -> Vec<Vec<Moment>> {
    let chance = Virtual::new(ends(), seed);
    let side = |drawn: u64| {
        if drawn.is_multiple_of(2) {
            Side::Before
        } else {
            Side::After
        }
    };
    let moment = |near: u64| {
        let (which, side) = (chance.draw("kind") % 3, side(chance.draw("side")));
        let place = |steps: u64| (near * steps / 1_000 + chance.draw("place") % 9).clamp(1, steps);
        match which {
            0 => Moment::Commit(place(told.commits), side),
            1 => Moment::Wire(Protocol::Smtp, place(told.smtp), side),
            _ => Moment::Wire(Protocol::Imap, place(told.imap), side),
        }
    };
    let drawn = (0..count).map(|_| {
        let near = chance.draw("near") % 1_000;
        vec![moment(near), moment(near)]
    });
    drawn.collect()
}

#[test]
fn wherever_it_is_stopped_it_goes_on_and_ends_the_same() {
    let kind = Kind::ordinary();
    let told = told(&kind);
    assert_eq!(
        told.outcome.accepted.values().sum::<usize>(),
        5,
        "{:#?}",
        told.outcome
    );
    assert!(told.outcome.accepted.values().all(|copies| *copies == 1));
    let moments = sampled(singles(&told), 40);
    check_all(&kind, &moments, &told.outcome);
}

#[test]
fn where_the_server_files_what_it_sends_nobody_need_be_asked_about_what_it_took() {
    let mut kind = Kind::ordinary();
    kind.host.files_sent = true;
    let told = told(&kind);
    let dots = (1..=told.smtp).map(|n| vec![Moment::Wire(Protocol::Smtp, n, Side::After)]);
    check_all(&kind, &sampled(dots.collect(), 12), &told.outcome);
}

#[test]
fn a_second_stop_soon_after_the_first_changes_nothing_either() {
    let kind = Kind::ordinary();
    let told = told(&kind);
    let mut moments = sampled(pairs(&told, 400, 2026), 12);
    // A letter in doubt, and its second attempt in doubt again (found by all 400 pairs).
    moments.push(vec![
        Moment::Commit(104, Side::After),
        Moment::Wire(Protocol::Smtp, 150, Side::Before),
    ]);
    check_all(&kind, &moments, &told.outcome);
}

/// Letters whose answer after the final dot is lost: 1,000 of them, in towns of 25 employers each.
const LOST: usize = 1_000;
const EMPLOYERS: usize = 25;

#[test]
fn a_thousand_lost_answers_make_no_second_copy_and_all_are_shown() {
    let towns = if is_all() { LOST / EMPLOYERS } else { 4 };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut counts = [0; 3];
        loop {
            let town = next.fetch_add(1, Ordering::Relaxed);
            if town >= towns {
                return counts;
            }
            for (sum, count) in counts.iter_mut().zip(lost_answers(town as u64)) {
                *sum += count;
            }
        }
    };
    let counts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        let counts = threads.into_iter().map(|thread| thread.join().unwrap());
        counts.fold([0; 3], |sum, count| {
            [sum[0] + count[0], sum[1] + count[1], sum[2] + count[2]]
        })
    });
    let [letters, accepted, uncertain] = counts;
    println!(
        "{letters} answers lost, {accepted} letters accepted all the same, {uncertain} rest uncertain"
    );
    assert_eq!(letters, towns * EMPLOYERS);
    assert!(
        accepted * 3 > letters && accepted * 3 < letters * 2,
        "{counts:?}"
    );
}

/// One town in which no answer after the dot is ever heard; a coin says whether the host had taken the letter. Every other
/// town's host files what it sends by itself.
fn lost_answers(seed: u64) -> [usize; 3] {
    let mut kind = Kind::ordinary();
    kind.seed = seed;
    kind.host.files_sent = seed.is_multiple_of(2);
    let town = Town::new(&kind);
    for _ in 0..2_000 {
        let what = match town.time.draw("coin").is_multiple_of(2) {
            true => Effect::Drop,
            false => Effect::DropAfter,
        };
        town.host
            .faults()
            .add(Fault::on(Protocol::Smtp, "DOT", what));
    }
    let mut people = People::inviting(&town, EMPLOYERS);
    // A reminder whose answers are lost again and again is sent ever more slowly.
    let until = town.now() + chrono::Duration::hours(48);
    assert_eq!(
        live(&town, &mut people, until, chrono::Duration::zero()),
        End::Quiet
    );
    let book = Store::peek(&town.state()).unwrap();
    let mut counts = [0; 3];
    for row in book
        .outbox
        .values()
        .filter(|row| row.kind == OutgoingKind::Letter)
    {
        let copies = town
            .host
            .accepted()
            .iter()
            .filter(|message| mail::parse(&message.raw).message_id == row.message_id)
            .count();
        let questions = questions(&town, &book, row);
        assert!(
            copies <= 1,
            "seed {seed}: row {} was accepted {copies} times",
            row.id
        );
        assert_eq!(
            row.attempts, 1,
            "seed {seed}: row {} was sent again: {}",
            row.id, row.words
        );
        match row.state {
            OutgoingState::Sent => {
                assert_eq!(
                    (copies, questions),
                    (1, 0),
                    "seed {seed}: row {} counts as sent",
                    row.id
                );
                assert!(kind.host.files_sent, "nothing proves it");
            }
            OutgoingState::Uncertain => {
                assert_eq!(
                    questions, 1,
                    "seed {seed}: of row {} the owner was told {questions} times",
                    row.id
                );
                assert!(
                    !kind.host.files_sent || copies == 0,
                    "seed {seed}: the copy of row {} was overlooked",
                    row.id
                );
                counts[2] += 1;
            }
            OutgoingState::Held
            | OutgoingState::Queued
            | OutgoingState::Sending
            | OutgoingState::Refused
            | OutgoingState::Deferred
            | OutgoingState::Cancelled => {
                panic!("seed {seed}: row {} rests {}", row.id, row.state);
            }
        }
        counts[0] += 1;
        counts[1] += copies;
    }
    counts
}

/// How many different questions about a letter lie in the owner's inbox.
fn questions(town: &Town, book: &Book, row: &Outgoing) -> usize {
    let about = |tag: &str| {
        let reminder = book.reminders.values().find(|r| r.tag == tag);
        reminder.is_some_and(|r| {
            r.action == Action::Question && r.shows.iter().any(|(id, _)| Some(*id) == row.draft)
        })
    };
    let subjects = town
        .host
        .messages(OWNER.address, "INBOX")
        .into_iter()
        .map(|m| mail::parse(&m.raw).subject);
    let tags = subjects.filter_map(|subject| people::tag(&subject));
    tags.filter(|tag| about(tag)).count()
}
