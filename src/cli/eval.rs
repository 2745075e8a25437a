//! `heardback eval`: what is read of a labelled set, in figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use heardback_core::mail::{Mail, parse};
use heardback_core::reading::eval::facts::{Count, compare, lenient};
use heardback_core::reading::eval::labelled::{Labelled, bytes_of};
use heardback_core::reading::eval::{Pair, Report, Share, report};
use heardback_core::reading::{Class, Reader};
use serde_json::{Value, json};

use super::common::{self, StandIn, line, reader};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each line of TRUTH is an object with a class, facts if known, and either the message itself (from, subject, date, text, …) \
                  or the source or message_id of one in PATH.\n\nExample: heardback eval --me sam@mailbox.example labels.jsonl ~/Mail/archive.mbox"
)]
pub struct Args {
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    stand_in: StandIn,
    /// The labels, one JSON object a line
    truth: PathBuf,
    /// .eml, mbox, Maildir or a folder of them; not needed where TRUTH holds the messages
    path: Option<PathBuf>,
}

/// What was measured.
struct Measured {
    report: Report,
    facts: BTreeMap<&'static str, Count>,
    /// Labels without a message.
    missing: usize,
}

pub fn run(args: &Args) -> Result<()> {
    let policy = args.stand_in.policy()?;
    let labels = labels(&args.truth)?;
    let messages = match &args.path {
        Some(path) => messages(path)?,
        None => BTreeMap::new(),
    };
    let measured = measure(&reader(&policy), &labels, &messages);
    if measured.report.accuracy.of == 0 {
        bail!(
            "None of the {} labels of {} has a message: give the folder that holds them, with their file names as source or their Message-ID as message_id.",
            labels.len(),
            args.truth.display()
        );
    }
    let mut out = std::io::stdout().lock();
    let text = if args.json {
        object(&measured).to_string()
    } else {
        described(&measured)
    };
    line(&mut out, &text)
}

fn labels(path: &Path) -> Result<Vec<Labelled>> {
    let text =
        crate::bounded::text(path).with_context(|| format!("Cannot open {}", path.display()))?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| {
                format!(
                    "{}, line {}: no label (an object with at least a class)",
                    path.display(),
                    number + 1
                )
            })
        })
        .collect()
}

/// Messages by every name that a label may give them: the source as printed, the file's name, the Message-ID.
fn messages(path: &Path) -> Result<BTreeMap<String, Mail>> {
    let mut out = BTreeMap::new();
    for source in common::messages(path)? {
        let mail = parse(&source.bytes);
        out.insert(mail.message_id.to_string(), mail.clone());
        if let Some(name) = Path::new(&source.name).file_name() {
            out.insert(name.to_string_lossy().into_owned(), mail.clone());
        }
        out.insert(source.name, mail);
    }
    Ok(out)
}

fn measure(reader: &Reader, labels: &[Labelled], messages: &BTreeMap<String, Mail>) -> Measured {
    let mut pairs = Vec::new();
    let mut facts: BTreeMap<&'static str, Count> = BTreeMap::new();
    let mut missing = 0;
    for label in labels {
        let mail = if label.has_message() {
            parse(&bytes_of(label))
        } else if let Some(mail) = found(label, messages) {
            mail.clone()
        } else {
            missing += 1;
            continue;
        };
        let reading = local(reader, label).read(&mail);
        pairs.push(Pair::of_classes(
            label.class,
            reading.class,
            reading.confidence,
        ));
        let Some(truth) = label.facts.as_ref().and_then(lenient) else {
            continue;
        };
        for (field, count) in compare(&truth, &reading.facts) {
            let sum = facts.entry(field).or_default();
            sum.right += count.right;
            sum.found += count.found;
            sum.labelled += count.labelled;
        }
    }
    facts.retain(|_, count| count.found + count.labelled > 0);
    Measured {
        report: report(&pairs),
        facts,
        missing,
    }
}

fn found<'a>(label: &Labelled, messages: &'a BTreeMap<String, Mail>) -> Option<&'a Mail> {
    let names = [
        label.source.as_deref(),
        label.message_id.as_deref(),
        Some(label.id.as_str()),
    ];
    names.into_iter().flatten().find_map(|name| {
        let file = Path::new(name).file_name().map(|f| f.to_string_lossy());
        messages
            .get(name.trim().trim_matches(['<', '>']))
            .or_else(|| messages.get(file?.as_ref()))
    })
}

/// The reader in the zone of the label's owner.
fn local(reader: &Reader, label: &Labelled) -> Reader {
    let mut reader = reader.clone();
    if let Some(zone) = label.owner_zone.as_ref().and_then(|zone| zone.parse().ok()) {
        reader.owner_zone = zone;
    }
    reader
}

fn object(measured: &Measured) -> Value {
    let report = &measured.report;
    let classes: BTreeMap<&str, Value> = report
        .classes
        .iter()
        .map(|c| {
            let value = json!({"precision": share(c.precision), "recall": share(c.recall)});
            (c.class.name(), value)
        })
        .collect();
    let confusion: Vec<Value> = report
        .confusion
        .iter()
        .map(|((truth, read), count)| json!({"truth": truth, "read": read, "count": count}))
        .collect();
    let bands: Vec<Value> = report
        .bands
        .iter()
        .map(|b| json!({"from": b.from, "to": b.to, "mean_confidence": b.mean_confidence, "right": share(b.right)}))
        .collect();
    let coverage: Vec<Value> = report
        .coverage
        .iter()
        .map(|(at, reached, right)| json!({"threshold": at, "coverage": share(*reached), "right": share(*right)}))
        .collect();
    let facts: BTreeMap<&str, Value> = measured
        .facts
        .iter()
        .map(|(field, count)| {
            let value =
                json!({"precision": share(precision(count)), "recall": share(recall(count))});
            (*field, value)
        })
        .collect();
    json!({
        "accuracy": share(report.accuracy),
        "missing": measured.missing,
        "classes": classes,
        "confusion": confusion,
        "calibration": bands,
        "coverage": coverage,
        "acting_at_0.9": {"precision": share(report.acting), "recall": share(report.acting_recall)},
        "facts": facts,
    })
}

fn share(share: Share) -> Value {
    let (low, high) = share.interval();
    let short = |value: f64| (value * 10_000.0).round() / 10_000.0;
    json!({"hits": share.hits, "of": share.of, "value": short(share.value()), "low": short(low), "high": short(high)})
}

fn precision(count: &Count) -> Share {
    Share {
        hits: count.right,
        of: count.found,
    }
}

fn recall(count: &Count) -> Share {
    Share {
        hits: count.right,
        of: count.labelled,
    }
}

fn described(measured: &Measured) -> String {
    let report = &measured.report;
    let mut out = vec![format!("accuracy {}", told(report.accuracy))];
    if measured.missing > 0 {
        out.push(format!("{} labels have no message", measured.missing));
    }
    out.push("\nclass                      precision                      recall".to_owned());
    for class in &report.classes {
        out.push(row(class.class.name(), class.precision, class.recall));
    }
    out.push("\nread as something else (true class, read class, count)".to_owned());
    let mut confusion: Vec<(&(Class, Class), &usize)> = report.confusion.iter().collect();
    confusion.sort_by_key(|(pair, count)| (std::cmp::Reverse(**count), **pair));
    for ((truth, read), count) in confusion {
        out.push(format!("  {truth:<24} {read:<24} {count:>5}"));
    }
    out.push("\nconfidence       messages   mean   right".to_owned());
    for band in report.bands.iter().filter(|band| band.right.of > 0) {
        out.push(format!(
            "  {:.2} to {:.2}   {:>8}   {:.2}   {}",
            band.from,
            band.to,
            band.right.of,
            band.mean_confidence,
            told(band.right)
        ));
    }
    out.push("\nat or above   of all messages               of which right".to_owned());
    for (threshold, reached, right) in &report.coverage {
        out.push(format!(
            "  {threshold:.2}        {:<29} {}",
            told(*reached),
            told(*right)
        ));
    }
    out.push(format!(
        "\nclasses acted on, at 0.90 and more: right {}, found {}",
        told(report.acting),
        told(report.acting_recall)
    ));
    if !measured.facts.is_empty() {
        out.push("\nfact                       precision                      recall".to_owned());
        for (field, count) in &measured.facts {
            out.push(row(field, precision(count), recall(count)));
        }
    }
    out.join("\n")
}

fn row(name: &str, precision: Share, recall: Share) -> String {
    format!("  {name:<24} {:<30} {}", told(precision), told(recall))
}

/// "0.93 (13 of 14, 0.69–0.99)".
fn told(share: Share) -> String {
    if share.of == 0 {
        return "–".to_owned();
    }
    let (low, high) = share.interval();
    format!(
        "{:.2} ({} of {}, {low:.2}–{high:.2})",
        share.value(),
        share.hits,
        share.of
    )
}
