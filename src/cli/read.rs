//! `heardback read`: what each message is and says.

mod facts;

use std::path::PathBuf;

use anyhow::Result;
use heardback_core::mail::{Mail, Problem, parse};
use heardback_core::reading::Reading;
use serde_json::{Value, json};

use super::common::{StandIn, line, no_messages, reader};
use super::progress;
use crate::sources;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback read --me sam@mailbox.example ~/Mail/archive.mbox")]
pub struct Args {
    /// One JSON object a message
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    stand_in: StandIn,
    /// .eml, mbox, Maildir or a folder of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    let policy = args.stand_in.policy()?;
    let reader = reader(&policy);
    let mut out = std::io::stdout().lock();
    let mut unfit = Vec::new();
    let mut count = 0;
    for path in &args.paths {
        let sources = sources::messages(path)?;
        let bar = progress::bar(sources.len());
        for source in sources {
            bar.inc(1);
            let mail = parse(&source.bytes);
            count += 1;
            if mail.problems.contains(&Problem::NotAMessage) {
                unfit.push(source.name.clone());
                if !args.json {
                    continue;
                }
            }
            let reading = reader.read(&mail);
            let text = if args.json {
                object(&source.name, &mail, &reading).to_string()
            } else {
                described(&source.name, &mail, &reading)
            };
            line(&mut out, &text)?;
        }
        bar.finish_and_clear();
    }
    no_messages(&unfit, count)
}

fn object(source: &str, mail: &Mail, reading: &Reading) -> Value {
    json!({
        "source": source,
        "message_id": mail.message_id,
        "class": reading.class,
        "also": reading.also,
        "confidence": (reading.confidence * 1000.0).round() / 1000.0,
        "facts": reading.facts,
        "evidence": reading.evidence,
        "suspicions": reading.suspicions,
        "problems": mail.problems,
    })
}

fn described(source: &str, mail: &Mail, reading: &Reading) -> String {
    let mut lines = vec![format!(
        "{source}\n  {} ({:.0} %)  {}",
        reading.class.name().replace('_', " "),
        reading.confidence * 100.0,
        mail.subject
    )];
    lines.extend(
        facts::told(&reading.facts)
            .iter()
            .map(|fact| format!("  {fact}")),
    );
    lines.extend(
        reading
            .evidence
            .iter()
            .filter(|e| e.supports == "class")
            .map(|e| format!("  because “{}”", heardback_core::notice::clean(&e.text))),
    );
    lines.extend(
        reading
            .suspicions
            .iter()
            .map(|s| format!("  careful: {}", s.name().replace('_', " "))),
    );
    lines.extend(mail.problems.iter().map(|p| format!("  odd: {p:?}")));
    lines.join("\n")
}
