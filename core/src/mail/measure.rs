//! Measurements over collections that are not part of the project: each runs where an environment variable names the
//! collection, and passes where none does.

use std::path::{Path, PathBuf};

use super::*;

/// The words of a text, brought to one form.
fn words(text: &str) -> String {
    clean::line(text)
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

/// HEARDBACK_REPLY_PAIRS: lines of JSON with `id`, `kind` (text, html, rfc822), `raw`, `expected_reply`.
#[test]
fn replies_are_cut_as_their_collectors_say() {
    let Some(path) = named("HEARDBACK_REPLY_PAIRS") else {
        return;
    };
    let mut right = std::collections::BTreeMap::<String, (u32, u32)>::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let pair: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| pair[name].as_str().unwrap().to_owned();
        let raw = match text("kind").as_str() {
            "text" => format!(
                "From: a@x.example\nContent-Type: text/plain; charset=utf-8\n\n{}",
                text("raw")
            ),
            "html" => format!(
                "From: a@x.example\nContent-Type: text/html; charset=utf-8\n\n{}",
                text("raw")
            ),
            _ => text("raw"),
        };
        let newest = parse(raw.as_bytes()).body.newest;
        let squeezed = |text: &str| words(text).split_whitespace().collect::<String>();
        let good = if text("kind") == "html" {
            squeezed(&newest) == squeezed(&text("expected_reply"))
        } else {
            words(&newest) == words(&text("expected_reply"))
        };
        let count = right.entry(text("kind")).or_default();
        count.0 += u32::from(good);
        count.1 += 1;
        if !good {
            println!(
                "--- {}\n{newest}\n--- expected\n{}",
                text("id"),
                text("expected_reply")
            );
        }
    }
    println!("{right:?}");
    let (good, all) = right["text"];
    assert!(f64::from(good) >= 0.95 * f64::from(all), "{good} of {all}");
}

/// HEARDBACK_CALENDARS: a folder of `.ics` files; each is wrapped into a mail.
#[test]
fn every_calendar_goes_through() {
    let Some(folder) = named("HEARDBACK_CALENDARS") else {
        return;
    };
    let (mut read, mut bad, mut none, mut zoneless) = (0, 0, 0, 0);
    for path in files(&folder)
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "ics"))
    {
        let mut mail =
            b"From: a@x.example\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n"
                .to_vec();
        mail.extend(std::fs::read(path).unwrap());
        let mail = parse(&mail);
        let events: Vec<_> = mail.calendars.iter().flat_map(|c| &c.events).collect();
        read += u32::from(!events.is_empty());
        bad += u32::from(mail.problems.contains(&Problem::BadCalendar));
        none += u32::from(events.iter().any(|e| e.start.is_none()));
        zoneless += u32::from(
            events
                .iter()
                .any(|e| matches!(e.start, Some(CalendarTime::Floating(_)))),
        );
        if std::env::var_os("HEARDBACK_VERBOSE").is_some() {
            println!(
                "{} events={} {:?} {:?}",
                path.display(),
                events.len(),
                mail.problems,
                events.first().map(|e| (e.start, &e.zone))
            );
        }
    }
    println!("with events {read}, problems {bad}, without a start {none}, floating {zoneless}");
    assert!(read > 0);
}
