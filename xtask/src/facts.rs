//! `facts`: what is read of labelled mail beside its labelled facts, field by field and writer by writer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use heardback_core::mail::parse;
use heardback_core::matching::names::normal_requisition;
use heardback_core::matching::{same_company, same_role};
use heardback_core::reading::{By, Facts, Reader, facts};
use serde_json::Value;

use crate::corpus;

/// Found right, found in all, labelled in all.
#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    found: usize,
    labelled: usize,
}

/// One value of one field: what names it, and whether a label and a reading agree is decided by the field.
type Values = Vec<String>;

/// Measures a folder or file; `--errors FIELD` shows every disagreement of a field.
pub fn measure(path: &Path, words: &[&str]) -> anyhow::Result<()> {
    let labels = labels(path)?;
    let shown = words
        .iter()
        .position(|w| *w == "--errors")
        .and_then(|at| words.get(at + 1))
        .copied();
    let only = words
        .iter()
        .position(|w| *w == "--writer")
        .and_then(|at| words.get(at + 1))
        .copied();
    let mut counts: BTreeMap<(String, &'static str), Count> = BTreeMap::new();
    let mut out = String::new();
    for row in corpus::read(path)? {
        let Some((truth, zone, to)) = labels.get(&row.id) else {
            continue;
        };
        if only.is_some_and(|o| !row.writer.starts_with(o)) {
            continue;
        }
        let reader = Reader::new(
            BTreeSet::new(),
            to,
            zone.parse().unwrap_or(chrono_tz::UTC),
            BTreeSet::new(),
        );
        let (read, _) = facts::extract(&row.mail, &reader, row.class);
        for field in FIELDS {
            let (wanted, got) = (values(truth, field), values(&read, field));
            let right = matched(field, &wanted, &got);
            let group = row.writer.chars().next().unwrap_or('?').to_string();
            for group in [group, "all".to_owned()] {
                let count = counts.entry((group, field)).or_default();
                count.right += right;
                count.found += got.len();
                count.labelled += wanted.len();
            }
            if shown == Some(field) && (right < got.len() || right < wanted.len()) {
                out.push_str(&format!(
                    "{} {} wanted {wanted:?} got {got:?}\n",
                    row.id, row.class
                ));
            }
        }
    }
    let groups: BTreeSet<String> = counts.keys().map(|(g, _)| g.clone()).collect();
    out.push_str(&format!("{:<20}", "field"));
    for group in &groups {
        out.push_str(&format!("{group:>22}"));
    }
    out.push('\n');
    for field in FIELDS {
        out.push_str(&format!("{field:<20}"));
        for group in &groups {
            let count = counts
                .get(&(group.clone(), *field))
                .copied()
                .unwrap_or_default();
            let share = |a: usize, b: usize| if b == 0 { 1.0 } else { a as f64 / b as f64 };
            out.push_str(&format!(
                "  {:.2} {:.2} {:>4}/{:<4}",
                share(count.right, count.found),
                share(count.right, count.labelled),
                count.found,
                count.labelled
            ));
        }
        out.push('\n');
    }
    crate::measure::say(&out);
    Ok(())
}

/// Reads raw messages and prints what they state.
pub fn show(paths: &[&str]) -> anyhow::Result<()> {
    for path in paths {
        let mail = parse(&std::fs::read(path).with_context(|| format!("Failed to read {path}"))?);
        let to = mail
            .to
            .first()
            .and_then(|p| p.name.clone())
            .unwrap_or_default();
        let zone = std::env::var("OWNER_ZONE")
            .ok()
            .and_then(|z| z.parse().ok())
            .unwrap_or(chrono_tz::UTC);
        let owner = mail.to.iter().filter_map(|p| p.email.clone()).collect();
        let reader = Reader::new(owner, &to, zone, BTreeSet::new());
        let reading = reader.read(&mail);
        crate::measure::say(&format!(
            "=== {path}\n{} {:.2} {}\n{}",
            reading.class,
            reading.confidence,
            mail.subject,
            serde_json::to_string(&reading.facts)?
        ));
    }
    Ok(())
}

fn labels(path: &Path) -> anyhow::Result<BTreeMap<String, (Facts, String, String)>> {
    let mut files: Vec<PathBuf> = Vec::new();
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            files.push(entry?.path());
        }
    } else {
        files.push(path.to_owned());
    }
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let mut out = BTreeMap::new();
    for file in files {
        for line in std::fs::read_to_string(&file)?
            .lines()
            .filter(|l| !l.trim().is_empty())
        {
            let row: Value = serde_json::from_str(line)?;
            let Some(labelled) = row.get("facts").filter(|f| f.is_object()) else {
                continue;
            };
            let Some(facts) = lenient(labelled) else {
                continue;
            };
            let text = |key: &str| {
                row.get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let to = text("to")
                .split('<')
                .next()
                .unwrap_or_default()
                .trim()
                .trim_matches('"')
                .to_owned();
            out.insert(text("id"), (facts, text("owner_zone"), to));
        }
    }
    Ok(out)
}

/// The labels as facts; a field that is written in another way than ours is left out, not the row.
fn lenient(labelled: &Value) -> Option<Facts> {
    if let Ok(facts) = serde_json::from_value(labelled.clone()) {
        return Some(facts);
    }
    let mut kept = serde_json::Map::new();
    for (key, value) in labelled.as_object()? {
        let mut alone = serde_json::Map::new();
        alone.insert(key.clone(), value.clone());
        if serde_json::from_value::<Facts>(Value::Object(alone)).is_ok() {
            kept.insert(key.clone(), value.clone());
        }
    }
    serde_json::from_value(Value::Object(kept)).ok()
}

const FIELDS: &[&str] = &[
    "company",
    "role",
    "requisition",
    "people",
    "email",
    "part",
    "interviewer",
    "start",
    "end",
    "zone",
    "medium",
    "place",
    "was",
    "slots",
    "slot_end",
    "promise",
    "strength",
    "quiet_until",
    "deadline",
    "requested",
    "preference",
    "contact_person",
];

fn values(facts: &Facts, field: &str) -> Values {
    use heardback_core::reading::Part;
    let interview = facts.interview.as_ref();
    let when = |at: Option<chrono::DateTime<chrono::FixedOffset>>| {
        at.map(|at| at.to_utc().to_rfc3339()).into_iter().collect()
    };
    match field {
        "company" => facts.company.clone().into_iter().collect(),
        "role" => facts.role.clone().into_iter().collect(),
        "requisition" => facts.requisition.clone().into_iter().collect(),
        "people" => facts.people.iter().filter_map(|p| p.name.clone()).collect(),
        "email" => facts
            .people
            .iter()
            .filter_map(|p| p.email.as_ref().map(ToString::to_string))
            .collect(),
        "part" => facts
            .people
            .iter()
            .filter_map(|p| Some(format!("{}|{}", p.name.clone()?, p.part?)))
            .collect(),
        "interviewer" => facts
            .people
            .iter()
            .filter(|p| p.part == Some(Part::Interviewer))
            .filter_map(|p| p.name.clone())
            .collect(),
        "start" => when(interview.and_then(|i| i.start)),
        "end" => when(interview.and_then(|i| i.end)),
        "was" => when(interview.and_then(|i| i.was)),
        "zone" => interview.and_then(|i| i.zone.clone()).into_iter().collect(),
        "medium" => interview
            .and_then(|i| i.medium)
            .map(|m| m.to_string())
            .into_iter()
            .collect(),
        "place" => interview
            .and_then(|i| i.place.clone())
            .into_iter()
            .collect(),
        "slots" => facts
            .slots
            .iter()
            .map(|s| s.start.to_utc().to_rfc3339())
            .collect(),
        "slot_end" => facts
            .slots
            .iter()
            .filter_map(|s| s.end.map(|e| e.to_utc().to_rfc3339()))
            .collect(),
        "promise" => facts
            .promise
            .map(|p| p.by.to_string())
            .into_iter()
            .collect(),
        "strength" => facts
            .promise
            .map(|p| format!("{} {}", p.by, p.strength))
            .into_iter()
            .collect(),
        "quiet_until" => facts
            .quiet_until
            .map(|q| q.to_string())
            .into_iter()
            .collect(),
        "deadline" => facts
            .deadline
            .as_ref()
            .map(|d| match d.by {
                By::Instant(at) => at.to_utc().to_rfc3339(),
                By::Day(day) => day.to_string(),
            })
            .into_iter()
            .collect(),
        "requested" => facts.requested.clone(),
        "preference" => facts
            .contact_preference
            .map(|p| p.to_string())
            .into_iter()
            .collect(),
        "contact_person" => facts
            .contact_person
            .iter()
            .filter_map(|p| p.name.clone())
            .collect(),
        _ => Vec::new(),
    }
}

fn matched(field: &str, wanted: &Values, got: &Values) -> usize {
    let mut left: Vec<&String> = wanted.iter().collect();
    let mut right = 0;
    for value in got {
        if let Some(at) = left.iter().position(|w| agree(field, w, value)) {
            left.remove(at);
            right += 1;
        }
    }
    right
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn agree(field: &str, a: &str, b: &str) -> bool {
    match field {
        "company" => same_company(a, b) || squeezed(a) == squeezed(b),
        "role" => same_role(a, b) || squeezed(a) == squeezed(b),
        "requisition" => normal_requisition(a) == normal_requisition(b),
        "people" | "interviewer" | "contact_person" => same_name(a, b),
        "part" => match (a.split_once('|'), b.split_once('|')) {
            (Some((a, x)), Some((b, y))) => x == y && same_name(a, b),
            _ => false,
        },
        "place" => {
            let (a, b) = (squeezed(a), squeezed(b));
            a == b || (a.len() > 5 && b.contains(&a)) || (b.len() > 5 && a.contains(&b))
        }
        "requested" => {
            let words = |t: &str| -> BTreeSet<String> {
                t.to_lowercase()
                    .split([' ', '_', '-'])
                    .map(|w| w.trim_end_matches('s').to_owned())
                    .collect()
            };
            words(a).intersection(&words(b)).next().is_some()
        }
        _ => a == b,
    }
}

fn same_name(a: &str, b: &str) -> bool {
    let words = |t: &str| -> BTreeSet<String> { t.split_whitespace().map(squeezed).collect() };
    let (a, b) = (words(a), words(b));
    a.is_subset(&b) || b.is_subset(&a)
}
