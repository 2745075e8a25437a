//! How fast ordinary mail is read: `cargo bench -p heardback-core`. Beside it mail-parser alone on the same bytes, and with
//! `-- --growth` what the process' memory grows by over a hundred thousand messages.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures and prints"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use heardback_core::id::Address;
use heardback_core::mail::parse;
use heardback_core::reading::Reader;
use heardback_core::reading::clauses::{fold, split};
use heardback_core::reading::facts::extract;
use heardback_core::reading::features::features;
use heardback_core::reading::language::language_of;
use heardback_core::reading::rules::Where;
use heardback_core::reading::structure::Structure;
use heardback_core::reading::suspicion::suspicions;

/// Bytes of an ordinary mail with its header.
const SIZE: usize = 5_000;

fn main() {
    let mails = ordinary();
    let hiring = hiring();
    let owner = Address::new("sam.okafor@mailbox.example").unwrap();
    let reader = Reader::new(
        BTreeSet::from([owner]),
        "Sam Okafor",
        chrono_tz::Europe::London,
        BTreeSet::new(),
    );
    println!(
        "{} ordinary mails, {} bytes in the mean",
        mails.len(),
        mails.iter().map(Vec::len).sum::<usize>() / mails.len()
    );
    let asked = |argument: &str| std::env::args().any(|given| given == argument);
    if asked("--phases") {
        phases(&mails, &reader);
        phases(&hiring, &reader);
        return;
    }
    if asked("--parse") {
        show("parse", &times(&mails, |bytes| spend(parse(bytes))));
        return;
    }
    for (name, set) in [("ordinary", &mails), ("hiring", &hiring)] {
        let parsed = times(set, |bytes| {
            spend(mail_parser::MessageParser::default().parse(bytes))
        });
        let taken_apart = times(set, |bytes| spend(parse(bytes)));
        let read = times(set, |bytes| spend(reader.read(&parse(bytes))));
        show(&format!("{name}: mail-parser alone"), &parsed);
        show(&format!("{name}: mail::parse"), &taken_apart);
        show(&format!("{name}: parse and read"), &read);
        println!(
            "{name}: {:.1} times mail-parser",
            mean(&read) / mean(&parsed)
        );
    }
    if asked("--growth") {
        growth(&mails, &reader);
    }
}

/// Uses a result, so that its making is not left out.
fn spend<T>(value: T) {
    black_box(value);
}

/// The best of five times of each message.
fn times(mails: &[Vec<u8>], mut work: impl FnMut(&[u8])) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; mails.len()];
    for _ in 0..5 {
        for (bytes, best) in mails.iter().zip(&mut best) {
            let start = Instant::now();
            work(bytes);
            *best = start.elapsed().min(*best);
        }
    }
    best
}

fn mean(times: &[Duration]) -> f64 {
    times.iter().sum::<Duration>().as_secs_f64() / times.len() as f64
}

fn show(name: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort();
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{name}: {:.0} messages a second; median {:.3} ms, 99 of 100 {:.3} ms, longest {:.3} ms",
        1.0 / mean(times),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Where the time goes.
fn phases(mails: &[Vec<u8>], reader: &Reader) {
    let tools = reader.tools();
    let read: Vec<_> = mails
        .iter()
        .map(|bytes| {
            let mail = parse(bytes);
            let structure = Structure::of(&mail, &tools.senders);
            let features = features(&mail, &structure);
            let folded = fold(&mail.body.newest);
            let spans = split(&folded);
            let class = reader.read(&mail).class;
            (mail, structure, features, folded, spans, class)
        })
        .collect();
    let time = |name: &str, work: &dyn Fn(usize)| {
        let mut best = vec![Duration::MAX; read.len()];
        for _ in 0..5 {
            for (i, best) in best.iter_mut().enumerate() {
                let start = Instant::now();
                work(i);
                *best = start.elapsed().min(*best);
            }
        }
        println!("{name}: {:.1} µs", mean(&best) * 1e6);
    };
    time("parse", &|i| spend(parse(&mails[i])));
    time("structure", &|i| {
        spend(Structure::of(&read[i].0, &tools.senders))
    });
    time("features", &|i| spend(features(&read[i].0, &read[i].1)));
    time("model", &|i| spend(tools.model.probabilities(&read[i].2)));
    time("fold", &|i| spend(fold(&read[i].0.body.newest)));
    time("language", &|i| spend(language_of(&read[i].0.body.newest)));
    time("split", &|i| spend(split(&read[i].3)));
    for pack in &tools.packs {
        time(&format!("pack {:?}", pack.language), &|i| {
            let mut out = Vec::new();
            pack.read(&read[i].3, &read[i].4, Where::Text, &mut out);
            spend(out);
        });
    }
    time("suspicions", &|i| {
        spend(suspicions(
            &read[i].0,
            &read[i].3,
            read[i].5,
            &tools.senders,
        ))
    });
    time("vote", &|i| spend(reader.vote(&read[i].0)));
    time("facts", &|i| spend(extract(&read[i].0, reader, read[i].5)));
    time("read", &|i| spend(reader.read(&read[i].0)));
}

/// Reads a hundred thousand messages, and says by how much the process has grown since the first tenth.
fn growth(mails: &[Vec<u8>], reader: &Reader) {
    const ALL: usize = 100_000;
    let mut early = 0;
    let start = Instant::now();
    for (i, bytes) in mails.iter().cycle().take(ALL).enumerate() {
        spend(reader.read(&parse(bytes)));
        if i == ALL / 10 {
            early = resident();
        }
    }
    println!(
        "{ALL} messages in {:.1} s; resident {} KiB after a tenth, {} KiB at the end",
        start.elapsed().as_secs_f64(),
        early,
        resident()
    );
}

/// KiB of memory that the process holds (Linux; 0 elsewhere).
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

/// Rows of the corpora that are about no application, each brought to the size of an ordinary mail with the text of newsletters.
fn ordinary() -> Vec<Vec<u8>> {
    let rows = rows();
    let about = |row: &serde_json::Value| {
        ["job_alert", "network_notification", "newsletter", "other"]
            .contains(&row["class"].as_str().unwrap_or_default())
    };
    let others: Vec<_> = rows
        .iter()
        .filter(|row| about(row) && row["text"].is_string())
        .collect();
    let bodies: Vec<&str> = others
        .iter()
        .filter_map(|row| row["text"].as_str())
        .collect();
    let letters: Vec<&str> = others
        .iter()
        .filter(|row| row["class"] == "newsletter")
        .filter_map(|row| row["text"].as_str())
        .collect();
    let mail = |(i, row): (usize, &&serde_json::Value)| {
        let mut text = bodies[i].to_owned();
        for other in letters.iter().cycle().skip(i * 7 + 1).take(letters.len()) {
            if text.len() >= SIZE - 600 {
                break;
            }
            text.push_str("\n\n");
            text.push_str(other);
        }
        let mut end = text.len().min(SIZE - 600);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        message(row, &text[..end])
    };
    others.iter().enumerate().map(mail).collect()
}

/// Rows about an application, as they stand.
fn hiring() -> Vec<Vec<u8>> {
    let rows = rows();
    let about = |row: &&serde_json::Value| {
        [
            "rejection",
            "confirmation",
            "interview_invitation",
            "interview_confirmation",
            "information_request",
            "offer",
            "assessment",
        ]
        .contains(&row["class"].as_str().unwrap_or_default())
    };
    rows.iter()
        .filter(about)
        .filter_map(|row| Some(message(row, row["text"].as_str()?)))
        .collect()
}

fn rows() -> Vec<serde_json::Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/written");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            std::fs::read_to_string(file)
                .unwrap()
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect::<Vec<serde_json::Value>>()
        })
        .collect()
}

fn message(row: &serde_json::Value, text: &str) -> Vec<u8> {
    let field = |name: &str| {
        row[name]
            .as_str()
            .unwrap_or_default()
            .replace(['\r', '\n'], " ")
    };
    let date = chrono::DateTime::parse_from_rfc3339(&field("date"))
        .map(|d| d.to_rfc2822())
        .unwrap_or_default();
    let id = field("id");
    let head = format!(
        "Return-Path: <bounce-{id}@relay.example>\r\nReceived: from relay.example (relay.example [192.0.2.7]) by mx.mailbox.example with ESMTPS id {id}; {date}\r\n\
        Authentication-Results: mx.mailbox.example; dkim=pass header.d=relay.example; spf=pass smtp.mailfrom=relay.example\r\n\
        From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{id}@relay.example>\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
        field("from"),
        field("to"),
        field("subject")
    );
    (head + &text.replace("\r\n", "\n").replace('\n', "\r\n")).into_bytes()
}
