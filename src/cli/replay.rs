//! `heardback replay`: what heardback would have done with past mail.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use heardback_core::notice::clean;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::common::{self, StandIn, line, no_messages, reader};
use super::progress;
use super::terminal::{Paint, Terminal, fit};
use crate::replay::Replay;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback replay --me sam@mailbox.example --owner-zone Europe/London ~/Mail/last-search.mbox\n  heardback replay --letters ~/Mail/last-search.mbox     with the letters that it would have written"
)]
pub struct Args {
    /// One JSON object a line, in order of time
    #[arg(long)]
    json: bool,
    /// Shows the letters, too: those that would have waited for your word, and those that would have left
    #[arg(long)]
    letters: bool,
    #[command(flatten)]
    stand_in: StandIn,
    /// Stop the clock there (RFC 3339, or a day); without it, 30 days after the last mail
    #[arg(long, value_name = "TIME", value_parser = until)]
    until: Option<DateTime<Utc>>,
    /// .eml, mbox, Maildir or a folder of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

fn until(text: &str) -> Result<DateTime<Utc>, String> {
    let instant = DateTime::parse_from_rfc3339(text).map(|t| t.to_utc()).ok();
    let day = || {
        text.parse::<NaiveDate>()
            .ok()
            .map(|d| d.and_time(NaiveTime::MIN).and_utc())
    };
    instant.or_else(day).ok_or_else(|| {
        format!("“{text}” is no time; write it like 2026-04-06T12:00:00-04:00 or 2026-04-06")
    })
}

pub fn run(args: &Args) -> Result<()> {
    let policy = args.stand_in.policy()?;
    let reader = reader(&policy);
    let mut messages = Vec::new();
    for path in &args.paths {
        messages.extend(common::messages(path)?);
    }
    let mut out = std::io::stdout().lock();
    let mut failed = None;
    let replay = Replay::new(&policy, &reader, &messages);
    no_messages(replay.unfit(), messages.len())?;
    let teller = Teller {
        subjects: replay.subjects(),
        terminal: Terminal::stdout(),
    };
    let bar = progress::bar(messages.len());
    replay.run(args.until, |object| {
        if text(object, "kind") == "message" {
            bar.inc(1);
        }
        let mut lines = if args.json {
            vec![object.to_string()]
        } else {
            vec![teller.told(object)]
        };
        // In JSON they are there already.
        if args.letters && !args.json {
            lines.extend(teller.letters(object));
        }
        if failed.is_none() {
            failed = lines.iter().find_map(|text| line(&mut out, text).err());
        }
    });
    bar.finish_and_clear();
    failed.map_or(Ok(()), Err)
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The letters of a line: the drafts that a reminder shows, or what was sent.
fn letters_of(line: &Value) -> Vec<&Value> {
    match text(line, "kind") {
        "reminder" => line
            .get("drafts")
            .and_then(Value::as_array)
            .map_or_else(Vec::new, |drafts| drafts.iter().collect()),
        "sent" => vec![line],
        _ => Vec::new(),
    }
}

/// The replay for people.
struct Teller {
    /// By Message-ID.
    subjects: BTreeMap<String, String>,
    terminal: Terminal,
}

impl Teller {
    /// The letters of a line, each with its head, set in.
    fn letters(&self, line: &Value) -> Vec<String> {
        const MARGIN: usize = 6;
        let mut lines = Vec::new();
        for letter in letters_of(line) {
            let list = |key: &str| {
                let values = letter.get(key).and_then(Value::as_array);
                let words = values.into_iter().flatten().filter_map(Value::as_str);
                words.map(clean).collect::<Vec<_>>().join(", ")
            };
            let mut head = vec![
                format!("To: {}", list("to")),
                format!("Subject: {}", clean(text(letter, "subject"))),
            ];
            if !list("attachments").is_empty() {
                head.push(format!("Attached: {}", list("attachments")));
            }
            lines.push(String::new());
            for words in &head {
                let set_in = self.terminal.wrap(words, MARGIN);
                lines.extend(set_in.iter().map(|l| self.terminal.paint(l, Paint::Dim)));
            }
            lines.push(String::new());
            for paragraph in text(letter, "text").trim_end().lines() {
                if paragraph.is_empty() {
                    lines.push(String::new());
                } else {
                    lines.extend(self.terminal.wrap(paragraph, MARGIN));
                }
            }
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    /// One line, within the terminal.
    fn told(&self, line: &Value) -> String {
        let text = |key: &str| text(line, key);
        let spoken = |key: &str| text(key).replace('_', " ");
        let at = DateTime::parse_from_rfc3339(text("at"))
            .map(|t| t.format("%a %e %b %Y %H:%M").to_string())
            .unwrap_or_default();
        let (verb, what, paint) = match text("kind") {
            "message" => {
                let id = text("message_id");
                let subject = self.subjects.get(id).filter(|s| !s.is_empty());
                let subject = subject.map_or_else(|| id.to_owned(), |s| format!("“{}”", clean(s)));
                (
                    "read",
                    format!("{}: {subject}", spoken("class")),
                    Paint::Plain,
                )
            }
            "transition" => (
                "now",
                format!("{} ({})", spoken("to"), text("because")),
                Paint::Bold,
            ),
            "reminder" => (
                "remind",
                format!("{} [{}]", text("subject"), text("rule")),
                Paint::Waits,
            ),
            "sent" => {
                let to = line.pointer("/to/0").and_then(Value::as_str).unwrap_or("");
                ("send", format!("{} to {to}", spoken("action")), Paint::Good)
            }
            _ => (
                "hold",
                format!("{}: {}", spoken("action"), text("why")),
                Paint::Bad,
            ),
        };
        let company = text("company");
        // Reminders name the company by themselves.
        let whose = if company.is_empty() || what.contains(company) {
            String::new()
        } else {
            format!(" · {}", clean(company))
        };
        let head = format!("{at}  {verb:<7} ");
        let room = self
            .terminal
            .width
            .map(|w| w.saturating_sub(head.len()).max(20));
        let whole = format!("{what}{whose}");
        let shown = room.map_or_else(
            || whole.clone(),
            |room| {
                let room_for_what = room.saturating_sub(whose.width()).max(12);
                fit(&format!("{}{whose}", fit(&what, room_for_what)), room)
            },
        );
        format!("{head}{}", self.terminal.paint(&shown, paint))
    }
}
