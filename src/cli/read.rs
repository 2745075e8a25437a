//! `heardback read`: what each message is and says.

mod facts;

use std::path::PathBuf;

use anyhow::Result;
use heardback_core::id::Address;
use heardback_core::mail::{Mail, Problem, parse};
use heardback_core::notice::clean;
use heardback_core::policy::Policy;
use heardback_core::reading::{Class, Facts, Reading};
use serde_json::{Value, json};

use super::common::{StandIn, line, messages, no_messages, reader};
use super::progress;
use super::terminal::{Paint, Terminal};

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
    let terminal = Terminal::stdout();
    let mut out = std::io::stdout().lock();
    let mut unfit = Vec::new();
    let mut count = 0;
    for path in &args.paths {
        let sources = messages(path)?;
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
            let is_own = is_own(&mail, &policy);
            let mut reading = reader.read(&mail);
            if is_own {
                reading = of_own(reading);
            }
            if args.json {
                let text = object(&source.name, &mail, &reading).to_string();
                line(&mut out, &text)?;
                continue;
            }
            for text in described(&source.name, &mail, &reading, is_own, terminal) {
                line(&mut out, &text)?;
            }
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

/// What the owner wrote says nothing about what an employer thinks.
fn is_own(mail: &Mail, policy: &Policy) -> bool {
    let own = |a: &Address| *a == policy.owner.address || policy.owner.aliases.contains(a);
    !mail.from.is_empty() && mail.from.iter().all(|p| p.email.as_ref().is_some_and(own))
}

fn of_own(reading: Reading) -> Reading {
    Reading {
        class: Class::Other,
        also: Vec::new(),
        confidence: 1.0,
        facts: Facts::default(),
        evidence: Vec::new(),
        suspicions: Vec::new(),
        ..reading
    }
}

fn described(
    source: &str,
    mail: &Mail,
    reading: &Reading,
    is_own: bool,
    terminal: Terminal,
) -> Vec<String> {
    let what = if is_own {
        "your own letter".to_owned()
    } else {
        format!(
            "{} ({:.0} %)",
            reading.class.name().replace('_', " "),
            reading.confidence * 100.0
        )
    };
    let mut lines = vec![
        terminal.paint(&clean(source), Paint::Bold),
        // The subject may be long, and is not wrapped: a message begins with two lines.
        terminal.fit(&format!("  {what}  {}", clean(&mail.subject))),
    ];
    let because = reading
        .evidence
        .iter()
        .filter(|e| e.supports == "class")
        .map(|e| format!("because “{}”", clean(&e.text)));
    let mut told = facts::told(&reading.facts);
    // Two voters may rest on the same words.
    for sentence in because {
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    let careful = reading.suspicions.iter();
    told.extend(careful.map(|s| format!("careful: {}", s.name().replace('_', " "))));
    told.extend(mail.problems.iter().map(|p| format!("odd: {p:?}")));
    lines.extend(told.iter().flat_map(|text| terminal.wrap(text, 2)));
    lines
}
