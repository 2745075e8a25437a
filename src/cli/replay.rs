//! `heardback replay`: what heardback would have done with past mail.

use std::path::PathBuf;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use super::common::{StandIn, line, no_messages, reader};
use crate::replay::Replay;
use crate::sources;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: heardback replay --me sam@mailbox.example --owner-zone Europe/London ~/Mail/last-search.mbox"
)]
pub struct Args {
    /// One JSON object a line, in order of time
    #[arg(long)]
    json: bool,
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
        messages.extend(sources::messages(path)?);
    }
    let mut out = std::io::stdout().lock();
    let mut failed = None;
    let replay = Replay::new(&policy, &reader, &messages);
    no_messages(replay.unfit(), messages.len())?;
    replay.run(args.until, |object| {
        let text = if args.json {
            object.to_string()
        } else {
            told(object)
        };
        if failed.is_none() {
            failed = line(&mut out, &text).err();
        }
    });
    failed.map_or(Ok(()), Err)
}

/// One line of the replay for people.
fn told(line: &Value) -> String {
    let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or("");
    let at = DateTime::parse_from_rfc3339(text("at"))
        .map(|t| t.format("%a %-d %b %Y %H:%M").to_string())
        .unwrap_or_default();
    let what = match text("kind") {
        "message" => format!(
            "read      {} in {} ({})",
            text("class").replace('_', " "),
            text("mailbox"),
            text("message_id")
        ),
        "transition" => format!(
            "now       {} ({})",
            text("to").replace('_', " "),
            text("because")
        ),
        "reminder" => format!("remind    {} [{}]", text("subject"), text("rule")),
        "sent" => format!(
            "send      {} to {}",
            text("action").replace('_', " "),
            line.pointer("/to/0").and_then(Value::as_str).unwrap_or("")
        ),
        _ => format!(
            "hold back {}: {}",
            text("action").replace('_', " "),
            text("why")
        ),
    };
    let company = text("company");
    format!(
        "{at}  {what}{}",
        if company.is_empty() {
            String::new()
        } else {
            format!("  · {company}")
        }
    )
}
