//! One month: what happens in it, drawn from its seed, and the lives of the daemon through it.

use std::time::Duration;

use heardback::demo::letters::{self, Letter, OWNER};
use heardback::store::Store;
use heardback_core::moment::Time;
use heardback_sandbox::{Protocol, Weather};

use crate::truth::{Truth, Watched};
use crate::tunnel::clock::Virtual;
use crate::tunnel::life::{End, Moment, live};
use crate::tunnel::people::{Act, People, at_employer, kept};
use crate::tunnel::town::{Kind, Side, Town};

const DAYS: i64 = 30;
/// The last of them are calm: what waits must come to rest.
const CALM: i64 = 4;

/// How much happened.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Sums {
    pub commits: u64,
    pub steps: u64,
    pub cuts: u64,
    pub letters: usize,
    pub uncertain: usize,
    pub reminders: usize,
    pub unread: usize,
}

impl Sums {
    pub fn add(&mut self, other: &Sums) {
        self.commits += other.commits;
        self.steps += other.steps;
        self.cuts += other.cuts;
        self.letters += other.letters;
        self.uncertain += other.uncertain;
        self.reminders += other.reminders;
        self.unread += other.unread;
    }
}

/// Lives through the month of that seed. The error says what does not hold.
pub fn run(seed: u64) -> Result<Sums, String> {
    let (town, truth) = lived(seed)?;
    truth.of_the_whole_month(&town)
}

/// Everything that left, in order.
pub fn bytes(seed: u64) -> Vec<(String, Vec<u8>)> {
    let (town, _) = lived(seed).unwrap();
    let accepted = town.host.accepted().into_iter();
    accepted
        .map(|m| (m.at.to_rfc3339(), m.raw.to_vec()))
        .collect()
}

fn lived(seed: u64) -> Result<(Town, Truth), String> {
    let chance = Virtual::new(letters::begins(), seed ^ 0x5eed);
    let mut kind = Kind::ordinary();
    kind.seed = seed;
    kind.quiet = Duration::from_secs([1, 3, 6][pick(&chance, 3)] * 3_600);
    kind.others = kind.quiet;
    kind.host.files_sent = chance.draw("files sent").is_multiple_of(3);
    kind.host.idle = !chance.draw("idle").is_multiple_of(5);
    kind.host.uid_next = !chance.draw("uid next").is_multiple_of(7);
    let town = Town::new(&kind);
    let mut truth = Truth::new(seed);
    let acts = acts(&chance, &mut truth);
    for (at, act) in &acts {
        if let Act::Letter(letter) | Act::Junk(letter) = act {
            truth.wrote(letter.from.address, *at);
        }
    }
    let mut people = People::living(acts);
    let watched = Watched::of(&town);
    let ends = letters::begins() + chrono::Duration::days(DAYS);
    let calm = ends - chrono::Duration::days(CALM);
    loop {
        let off = chrono::Duration::minutes([1, 20, 400][pick(&chance, 3)]);
        let until = if town.now() < calm {
            arm(&chance, &town);
            let hours = 6 + chance.draw("life") % 150;
            calm.min(town.now() + chrono::Duration::hours(hours as i64))
        } else {
            town.book.disarm();
            town.disarm();
            ends
        };
        let end = live(&town, &mut people, until, off);
        truth.cuts += u64::from(end == End::Cut);
        watched.verdict()?;
        truth.after_a_life(&town, &people)?;
        if end == End::Quiet && until == ends {
            break;
        }
    }
    if std::env::var_os("HEARDBACK_SEED").is_some() {
        tell(&town);
    }
    truth.at_the_end(&town, &people)?;
    Ok((town, truth))
}

/// What lies in the mailboxes, what left, and what became of each application.
#[expect(
    clippy::print_stdout,
    reason = "the story is told to whoever asked for one month"
)]
fn tell(town: &Town) {
    let show = |at: Time, place: &str, to: &str, raw: &[u8]| {
        let mail = heardback_core::mail::parse(raw);
        let from = mail.from.iter().filter_map(|p| p.email.as_ref());
        let from: Vec<&str> = from.map(|a| a.as_str()).collect();
        let first = mail.body.whole.lines().next().unwrap_or_default();
        println!(
            "{at} {place} {}: {} {to} “{first}”",
            from.join(" "),
            mail.subject
        );
    };
    for mailbox in ["INBOX", "Archive", "Junk"] {
        for m in town.host.messages(OWNER.address, mailbox) {
            show(m.internal_date, mailbox, "", &m.raw);
        }
    }
    for m in town.host.accepted() {
        show(m.at, "left", &m.envelope.to.join(","), &m.raw);
    }
    for (id, record) in store(town).applications.iter() {
        println!("application {id}: {:?}", record.state.company);
        for event in &record.events {
            let kind = format!("{:?}", event.kind);
            let kind: String = kind.chars().take(220).collect();
            println!("  {} {:?} {kind}", event.at, event.source);
        }
        for transition in &record.state.transitions {
            println!("  {transition:?}");
        }
    }
}

fn pick(chance: &Virtual, count: usize) -> usize {
    (chance.draw("pick") % count as u64) as usize
}

/// The power may go some commits or steps from here.
fn arm(chance: &Virtual, town: &Town) {
    let side = match chance.draw("side").is_multiple_of(2) {
        true => Side::Before,
        false => Side::After,
    };
    let ahead = 1 + chance.draw("ahead") % 60;
    match chance.draw("cut") % 4 {
        0 => Moment::Commit(town.book.count() + ahead, side).arm(town),
        1 => wire(town, Protocol::Smtp, ahead, side),
        2 => wire(town, Protocol::Imap, ahead * 4, side),
        _ => {}
    }
}

fn wire(town: &Town, protocol: Protocol, ahead: u64, side: Side) {
    let step = town.host.faults().steps(protocol) + ahead;
    Moment::Wire(protocol, step, side).arm(town);
}

/// What happens by itself, in order of nothing.
fn acts(chance: &Virtual, truth: &mut Truth) -> Vec<(Time, Act)> {
    let mut acts = Vec::new();
    let begins = letters::begins();
    for employer in 0..1 + pick(chance, 3) {
        let number = pick(chance, 10) * 10 + employer;
        story(chance, truth, number, &mut acts);
    }
    for _ in 0..4 {
        let noise = [letters::NEWSLETTER, letters::ALERT, letters::LUNCH][pick(chance, 3)];
        acts.push((sometime(chance, begins), Act::Letter(noise)));
    }
    for _ in 0..pick(chance, 4) {
        let at = sometime(chance, begins);
        let weather = Weather::rough(chance.draw("weather"), 20 + pick(chance, 150) as u32);
        acts.push((at, Act::Weather(weather)));
        let hours = 1 + pick(chance, 30) as i64;
        acts.push((at + chrono::Duration::hours(hours), Act::Calm));
    }
    for _ in 0..pick(chance, 5) {
        let act = match pick(chance, 6) {
            0 => Act::HangUp,
            1 => Act::Renumber("INBOX"),
            2 => Act::Renumber("Sent"),
            3 => Act::Tidy { delete: false },
            4 => Act::Tidy { delete: true },
            _ => Act::Nap(Duration::from_secs(3_600 * (1 + pick(chance, 12) as u64))),
        };
        acts.push((sometime(chance, begins), act));
    }
    let calm = begins + chrono::Duration::days(DAYS - CALM);
    acts.push((calm, Act::Calm));
    acts
}

/// An instant before the calm days.
fn sometime(chance: &Virtual, begins: Time) -> Time {
    let minutes = chance.draw("sometime") % ((DAYS - CALM - 2) as u64 * 1_440);
    begins + chrono::Duration::minutes(minutes as i64 + 1)
}

/// One employer's mails: a receipt, an invitation, and an end, or silence.
fn story(chance: &Virtual, truth: &mut Truth, number: usize, acts: &mut Vec<(Time, Act)>) {
    let mut at = letters::begins() + chrono::Duration::minutes(10 + pick(chance, 4_000) as i64);
    let mut send = |at: Time, letter: Letter| {
        let act = match chance.draw("junk").is_multiple_of(15) {
            true => Act::Junk(letter),
            false => Act::Letter(letter),
        };
        acts.push((at, act));
    };
    send(at, at_employer(number, letters::CONFIRMED));
    at += chrono::Duration::minutes(600 + pick(chance, 5_000) as i64);
    let day = (at + chrono::Duration::days(2 + pick(chance, 5) as i64)).date_naive();
    let when = day.format("%A, %-d %B %Y").to_string();
    let text = letters::INVITATION
        .text
        .replace("Thursday, 5 March 2026", &when);
    let invitation = Letter {
        text: kept(text),
        ..letters::INVITATION
    };
    send(at, at_employer(number, invitation));
    let interview = day.and_hms_opt(15, 0, 0).unwrap().and_utc();
    truth.interview(at_employer(number, letters::NO).from.address, interview);
    let after = interview + chrono::Duration::minutes(300 + pick(chance, 20_000) as i64);
    match pick(chance, 3) {
        0 => {
            truth.rejected(at_employer(number, letters::NO).from.address, after);
            send(after, at_employer(number, letters::NO));
        }
        1 => send(after, at_employer(number, status())),
        _ => {}
    }
}

fn status() -> Letter {
    Letter {
        subject: "Your application for Data Analyst at Juniper Freight",
        text: "Dear Sam,\n\nA short word on the Data Analyst position at Juniper Freight: your application is still under \
               review. We appreciate your patience.\n\nKind regards,\nDana Reyes\nTalent Acquisition, Juniper Freight\n",
        ..letters::CONFIRMED
    }
}

/// The store, read beside the daemon that has ended.
pub fn store(town: &Town) -> heardback_core::book::Book {
    Store::peek(&town.state()).unwrap()
}

/// Whose mailbox it is.
pub fn owner() -> &'static str {
    OWNER.address
}
