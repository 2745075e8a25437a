//! `facts`: what is read of labelled mail beside its labelled facts, field by field and writer by writer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use heardback_core::mail::parse;
use heardback_core::reading::eval::facts::{Count, FIELDS, lenient, matched, values};
use heardback_core::reading::{Facts, Reader, facts};
use serde_json::Value;

use crate::corpus;

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
