//! Prints what the reader makes of labelled sets.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use heardback_core::mail::Mail;
use heardback_core::reading::ballot::Ballot;
use heardback_core::reading::classify::{decide, top};
use heardback_core::reading::eval::{Pair, Report, report};
use heardback_core::reading::model::{Model, class_at};
use heardback_core::reading::{Class, Reader};

use crate::corpus::{self, Row};
use crate::joint::{self, Held};
use crate::trainer;

/// Every written row, read with its own writer held out of the model and of the calibration.
pub fn crossvalidate(path: &Path, show_errors: bool) -> anyhow::Result<()> {
    let rows = corpus::read(path)?;
    let tools = crate::untrained()?;
    let examples = trainer::examples(&rows, &tools.senders);
    let held = joint::hold_out(&rows, &examples, &tools)?;
    let reader = reader().with_tools(Arc::new(tools));
    let pairs = joint::unseen(&rows, &held)?;
    held_out(&rows, &held, &pairs, &reader, show_errors);
    Ok(())
}

/// Prints what was made of the rows held out.
pub fn held_out(
    rows: &[Row],
    held: &[Held],
    [whole, bodies]: &[Vec<(usize, Pair, bool)>; 2],
    reader: &Reader,
    show_errors: bool,
) {
    say(&joint::summary(rows, held, &reader.tools().calibration));
    let groups: BTreeSet<String> = rows.iter().map(|row| trainer::group(&row.writer)).collect();
    for group in groups {
        let pairs: Vec<Pair> = whole
            .iter()
            .filter(|(row, ..)| trainer::group(&rows[*row].writer) == group)
            .map(|(_, pair, _)| *pair)
            .collect();
        say(&format!("{group}: {}", line(&report(&pairs))));
    }
    let pairs = |all: &[(usize, Pair, bool)]| all.iter().map(|(_, p, _)| *p).collect::<Vec<_>>();
    print_report(&report(&pairs(whole)));
    say(&format!("bodies alone: {}", line(&report(&pairs(bodies)))));
    let ours = |p: &Pair| p.truth.is_about_application();
    let unasked = whole
        .iter()
        .map(|(_, p, _)| p)
        .filter(|p| ours(p) && (!p.read.is_about_application() || p.confidence < 0.5))
        .count();
    say(&format!(
        "{unasked} about applications of which the owner would hear nothing (taken for something else, or below 0.5)"
    ));
    let lost: Vec<&str> = whole
        .iter()
        .filter(|(_, p, gone)| ours(p) && *gone)
        .map(|(row, ..)| rows[*row].id.as_str())
        .collect();
    let others = whole.iter().filter(|(_, p, _)| !ours(p)).count();
    let kept = whole
        .iter()
        .filter(|(_, p, gone)| !ours(p) && !gone)
        .count();
    say(&format!(
        "the gate: {} about applications forgotten ({}); of {others} others {kept} kept in view",
        lost.len(),
        lost.join(" ")
    ));
    if show_errors {
        let mut ballots: Vec<&Held> = held.iter().filter(|h| h.whole).collect();
        ballots.sort_by_key(|one| one.row);
        for (one, (row, pair, _)) in ballots.into_iter().zip(whole) {
            if !pair.right() {
                let also = if rows[*row].also.contains(&pair.read) {
                    " (also)"
                } else {
                    ""
                };
                say(&format!(
                    "{} {}{also} {}",
                    rows[*row].id,
                    pair.truth,
                    brief(&rows[*row].mail, &one.ballot, reader, pair)
                ));
            }
        }
    }
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
    let votes: Vec<_> = rows
        .iter()
        .map(|row| (row.class, reader.vote(&row.mail).votes))
        .collect();
    say(&format!(
        "rules {} model {} of {}",
        votes
            .iter()
            .filter(|(c, v)| v.rules_say == Some(*c))
            .count(),
        votes
            .iter()
            .filter(|(c, v)| class_at(top(&v.model)) == *c)
            .count(),
        votes.len()
    ));
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
                brief(
                    &mail,
                    &reader.vote(&mail),
                    reader,
                    &Pair::of_classes(Class::Other, reading.class, reading.confidence)
                )
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
                    brief(
                        &row.mail,
                        &reader.vote(&row.mail),
                        reader,
                        &Pair::of_classes(row.class, reading.class, reading.confidence)
                    )
                ));
            }
            Pair::of_classes(row.class, reading.class, reading.confidence)
        })
        .collect()
}

/// A line on how the voters came to a reading.
fn brief(mail: &Mail, ballot: &Ballot, reader: &Reader, pair: &Pair) -> String {
    let decision = decide(&ballot.votes, &reader.tools().calibration);
    let model = &ballot.votes.model;
    let first = top(model);
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
        "-> {} {:.2} [{} {:.2}; rules {says}; model {} {:.2}; {}; about {:.2}] | {}\n      {}",
        pair.read,
        pair.confidence,
        decision.standing.name(),
        decision.share,
        class_at(first),
        model[first],
        ballot.language,
        decision.about,
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
