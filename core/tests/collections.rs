//! Measurements over collections that are not part of the project: each runs where an environment variable names the
//! collection, and passes where none does.

#![expect(clippy::unwrap_used, reason = "a broken collection is to fail loudly")]

use std::path::{Path, PathBuf};

use heardback_core::mail::{CalendarTime, Problem, clean, is_automatic_reply, parse};

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

/// What a mail is taken for.
fn kind(bytes: &[u8]) -> &'static str {
    let mail = parse(bytes);
    match (mail.report.is_some(), is_automatic_reply(&mail)) {
        (true, _) => "bounce",
        (false, true) => "auto_reply",
        (false, false) => "mail",
    }
}

/// HEARDBACK_BOUNCES: a folder of raw messages whose file names begin with their kind.
#[test]
fn bounces_are_told_from_vacation_replies_and_mail() {
    let Some(folder) = named("HEARDBACK_BOUNCES") else {
        return;
    };
    let mut confusion = std::collections::BTreeMap::<(String, &str), u32>::new();
    for path in files(&folder)
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
    {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (expected, _) = name.split_once("--").unwrap();
        let bytes = std::fs::read(path).unwrap();
        let found = kind(&bytes);
        *confusion.entry((expected.to_owned(), found)).or_default() += 1;
        if expected != found && expected != "arf" {
            println!("{name}: {found}");
        }
        if std::env::var_os("HEARDBACK_VERBOSE").is_some() {
            println!("{name} {:?}", parse(&bytes).report);
        }
    }
    println!("{confusion:?}");
    let wrong: u32 = confusion
        .iter()
        .filter(|((e, f), _)| e != f && e != "arf")
        .map(|(_, n)| n)
        .sum();
    let all: u32 = confusion.values().sum();
    assert!(
        f64::from(wrong) <= 0.03 * f64::from(all),
        "{wrong} of {all}"
    );
}

/// HEARDBACK_ORDINARY: a folder of raw ordinary messages.
#[test]
fn ordinary_mail_is_neither_bounce_nor_automatic_reply() {
    let Some(folder) = named("HEARDBACK_ORDINARY") else {
        return;
    };
    let mut wrong = 0;
    for path in files(&folder) {
        let found = kind(&std::fs::read(&path).unwrap());
        if found != "mail" {
            println!("{}: {found}", path.display());
            wrong += 1;
        }
    }
    assert_eq!(wrong, 0);
}

/// A row of a written corpus as a raw message.
fn raw(row: &serde_json::Value) -> String {
    let mut out = String::new();
    for name in ["from", "to", "cc", "subject"] {
        if let Some(value) = row[name].as_str() {
            out.push_str(&format!("{name}: {}\n", value.replace('\n', " ")));
        }
    }
    for (name, value) in row["headers"].as_object().into_iter().flatten() {
        if !name.eq_ignore_ascii_case("content-type") {
            out.push_str(&format!("{name}: {}\n", value.as_str().unwrap_or_default()));
        }
    }
    out.push_str(&format!(
        "Content-Type: text/{}; charset=utf-8\n\n",
        if row["text"].is_string() {
            "plain"
        } else {
            "html"
        }
    ));
    out.push_str(
        row["text"]
            .as_str()
            .or(row["html"].as_str())
            .unwrap_or_default(),
    );
    out
}

/// HEARDBACK_JOB: a folder of written corpora (lines of JSON with `class`).
#[test]
fn hiring_mail_is_neither_bounce_nor_automatic_reply() {
    let Some(folder) = named("HEARDBACK_JOB") else {
        return;
    };
    let mut confusion = std::collections::BTreeMap::<(String, &str), u32>::new();
    for path in files(&folder) {
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let class = row["class"].as_str().unwrap_or("?");
            let expected = match class {
                "bounce" => "bounce",
                "automatic_reply" => "auto_reply",
                _ => "mail",
            };
            let text = raw(&row);
            let found = kind(text.as_bytes());
            *confusion.entry((expected.to_owned(), found)).or_default() += 1;
            if expected != found {
                println!("{} {class}: {found}", row["id"]);
            }
            if std::env::var_os("HEARDBACK_CUTS").is_some() {
                let body = parse(text.as_bytes()).body;
                if !body.quoted.is_empty() || !body.signature.is_empty() {
                    println!(
                        "=== {}\n{}\n--- newest\n{}\n--- signature\n{}\n--- quoted\n{}",
                        row["id"], body.whole, body.newest, body.signature, body.quoted
                    );
                }
            }
        }
    }
    println!("{confusion:?}");
}

/// HEARDBACK_SHOW: a folder of raw messages; prints how each is taken apart.
#[test]
fn messages_are_shown() {
    let Some(folder) = named("HEARDBACK_SHOW") else {
        return;
    };
    for path in files(&folder)
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
    {
        let mail = parse(&std::fs::read(path).unwrap());
        let body = &mail.body;
        println!(
            "=== {} {:?} automatic={} report={:?}",
            path.file_name().unwrap().to_str().unwrap(),
            mail.problems,
            is_automatic_reply(&mail),
            mail.report
        );
        println!(
            "{:?} {:?} {} | {}",
            mail.from, mail.date, mail.message_id, mail.subject
        );
        println!(
            "--- newest (html {}, forwarded {})\n{}",
            body.from_html, body.forwarded, body.newest
        );
        println!(
            "--- signature\n{}\n--- quoted\n{}",
            body.signature, body.quoted
        );
        println!(
            "--- {:?} {:?} {:?}",
            body.links, mail.attachments, mail.calendars
        );
    }
}
