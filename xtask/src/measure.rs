//! Prints what the reader makes of labelled sets.

use std::collections::BTreeSet;
use std::path::Path;

use heardback_core::mail::Mail;
use heardback_core::reading::ballot::Ballot;
use heardback_core::reading::classify::{decide, top};
use heardback_core::reading::eval::{Pair, Report, report};
use heardback_core::reading::model::{Model, class_at};
use heardback_core::reading::{Class, Reader, Reading, features::features, structure::Structure};

use crate::corpus::{self, Row};
use crate::trainer;

/// Every written row, read with its own writer held out of the model.
pub fn crossvalidate(path: &Path, show_errors: bool) -> anyhow::Result<()> {
    let rows = corpus::read(path)?;
    let tools = crate::untrained()?;
    let examples = trainer::examples(&rows, &tools.senders);
    let groups: BTreeSet<String> = rows.iter().map(|row| trainer::group(&row.writer)).collect();
    let mut pairs = Vec::new();
    for out in groups {
        let weights = trainer::train(&examples, |e| e.group != out);
        let tools = crate::with_model(Model::parse(&weights.to_bytes())?)?;
        let reader = reader().with_tools(tools);
        let held: Vec<&Row> = rows
            .iter()
            .filter(|row| trainer::group(&row.writer) == out)
            .collect();
        let found = read_rows(&held, &reader, show_errors);
        say(&format!("{out}: {}", line(&report(&found))));
        pairs.extend(found);
    }
    print_report(&report(&pairs));
    Ok(())
}

/// A labelled set, or a folder of ordinary raw mail; `--without GROUP` trains anew without that writer.
pub fn measure(path: &Path, options: &[&str]) -> anyhow::Result<()> {
    let mut reader = reader().with_tools(crate::trained()?);
    if let Some(at) = options.iter().position(|o| *o == "--without") {
        let out = options.get(at + 1).copied().unwrap_or_default();
        let rows = corpus::read(Path::new(crate::CORPUS))?;
        let tools = crate::untrained()?;
        let examples = trainer::examples(&rows, &tools.senders);
        let weights = trainer::train(&examples, |e| e.group != out);
        reader = reader.with_tools(crate::with_model(Model::parse(&weights.to_bytes())?)?);
    }
    let show_errors = options.contains(&"--errors");
    if path.is_dir()
        && std::fs::read_dir(path)?
            .flatten()
            .all(|e| e.path().extension().is_none_or(|x| x != "jsonl"))
    {
        return ordinary(path, &reader, show_errors);
    }
    let rows = corpus::read(path)?;
    let held: Vec<&Row> = rows.iter().collect();
    let pairs = read_rows(&held, &reader, show_errors);
    print_report(&report(&pairs));
    let swapped = pairs
        .iter()
        .filter(|p| p.confidence >= 0.9)
        .filter(|p| {
            matches!(
                (p.truth, p.read),
                (Class::Rejection, Class::Confirmation) | (Class::Confirmation, Class::Rejection)
            )
        })
        .count();
    say(&format!(
        "rejection and confirmation swapped at 0.9 or more: {swapped}"
    ));
    Ok(())
}

fn ordinary(path: &Path, reader: &Reader, show: bool) -> anyhow::Result<()> {
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?.path();
            if entry.is_dir() {
                folders.push(entry)
            } else {
                files.push(entry)
            }
        }
    }
    files.sort();
    let (mut ours, mut sure, mut kept) = (0, 0, 0);
    for file in &files {
        let mail = corpus::raw(file)?;
        let reading = reader.read(&mail);
        ours += usize::from(reading.class.is_about_application());
        sure += usize::from(reading.class.is_about_application() && reading.confidence >= 0.9);
        kept += usize::from(!reading.may_discard);
        if show && (reading.class.is_about_application() || reading.class == Class::Bounce) {
            say(&format!(
                "{} {}",
                file.display(),
                brief(&mail, reader, &reading)
            ));
        }
    }
    say(&format!(
        "{} messages: {ours} read as about an application, {sure} of them at 0.9 or more; {kept} kept in view",
        files.len()
    ));
    Ok(())
}

pub fn reader() -> Reader {
    Reader::new(BTreeSet::new(), "", chrono_tz::UTC, BTreeSet::new())
}

pub fn read_rows(rows: &[&Row], reader: &Reader, show_errors: bool) -> Vec<Pair> {
    rows.iter()
        .map(|row| {
            let reading = reader.read(&row.mail);
            if show_errors && reading.class != row.class {
                let also = if row.also.contains(&reading.class) {
                    " (also)"
                } else {
                    ""
                };
                say(&format!(
                    "{} {}{also} {}",
                    row.id,
                    row.class,
                    brief(&row.mail, reader, &reading)
                ));
            }
            Pair::of_classes(row.class, reading.class, reading.confidence)
        })
        .collect()
}

/// A line on how the voters came to a reading.
fn brief(mail: &Mail, reader: &Reader, reading: &Reading) -> String {
    let ballot: Ballot = reader.vote(mail);
    let decision = decide(&ballot.votes, &reader.tools().calibration);
    let structure = Structure::of(mail, &reader.tools().senders);
    let model = reader
        .tools()
        .model
        .probabilities(&features(mail, &structure));
    let first = top(&model);
    let says = ballot.votes.rules_say.map_or("-", Class::name);
    let strongest: Vec<String> = ballot
        .matches
        .iter()
        .filter(|m| m.strength >= 4)
        .map(|m| {
            let text = match m.place {
                heardback_core::reading::rules::Where::Subject => mail.subject.get(m.from..m.to),
                heardback_core::reading::rules::Where::Text => mail.body.newest.get(m.from..m.to),
            };
            let text: String = text.unwrap_or("").chars().take(70).collect();
            format!("{}{}«{}»", m.class, m.strength, text.replace('\n', " "))
        })
        .take(8)
        .collect();
    format!(
        "-> {} {:.2} [{} {:.2}; rules {says}; model {} {:.2}; {}] {:?} | {}\n      {}",
        reading.class,
        reading.confidence,
        decision.standing.name(),
        decision.share,
        class_at(first),
        model[first],
        ballot.language,
        reading.suspicions,
        mail.subject,
        strongest.join(" ")
    )
}

fn line(report: &Report) -> String {
    format!(
        "{} rows, accuracy {:.3}; acting at 0.9: {}/{} right, recall {:.3}",
        report.accuracy.of,
        report.accuracy.value(),
        report.acting.hits,
        report.acting.of,
        report.acting_recall.value()
    )
}

fn print_report(report: &Report) {
    say(&line(report));
    for score in &report.classes {
        say(&format!(
            "  {:24} precision {:.3} ({}/{})  recall {:.3} ({}/{})",
            score.class.name(),
            score.precision.value(),
            score.precision.hits,
            score.precision.of,
            score.recall.value(),
            score.recall.hits,
            score.recall.of
        ));
    }
    for band in &report.bands {
        say(&format!(
            "  confidence {:.2}-{:.2}: {:4} readings, mean {:.3}, right {:.3}",
            band.from,
            band.to,
            band.right.of,
            band.mean_confidence,
            band.right.value()
        ));
    }
    let mut confusion: Vec<_> = report.confusion.iter().collect();
    confusion.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let worst: Vec<String> = confusion
        .iter()
        .take(14)
        .map(|((truth, read), count)| format!("{truth}->{read} {count}"))
        .collect();
    say(&format!("  {}", worst.join(", ")));
}

#[expect(clippy::print_stdout, reason = "an errand's result goes to stdout")]
pub fn say(line: &str) {
    println!("{line}");
}
