//! Rows of the written corpora (JSON, one a line) → the bytes of a message → `mail::parse`: training, measuring and the
//! program see the same thing.

use std::path::Path;

use anyhow::Context;
use heardback_core::mail::{Mail, parse};
use heardback_core::reading::Class;
use heardback_core::reading::eval::labelled::{Labelled, bytes_of};

/// A labelled message.
pub struct Row {
    pub id: String,
    /// Who wrote it: what is held out together.
    pub writer: String,
    pub class: Class,
    pub also: Vec<Class>,
    pub bytes: Vec<u8>,
    pub mail: Mail,
    /// Written as the body alone: no sender, no subject.
    pub bare: bool,
}

/// All rows of a file, or of every `.jsonl` file of a folder in the order of their names.
pub fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let mut files = Vec::new();
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            let file = entry?.path();
            if file.extension().is_some_and(|e| e == "jsonl") {
                files.push(file);
            }
        }
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    let mut rows = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("Failed to read {}", file.display()))?;
        let stem = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for (number, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let line: Labelled = serde_json::from_str(line).with_context(|| {
                format!(
                    "{}, line {}: not a labelled message",
                    file.display(),
                    number + 1
                )
            })?;
            rows.push(row(line, &stem));
        }
    }
    Ok(rows)
}

fn row(line: Labelled, stem: &str) -> Row {
    let bytes = bytes_of(&line);
    let writer = line
        .writer
        .clone()
        .unwrap_or_else(|| stem.split('-').next().unwrap_or(stem).to_owned());
    Row {
        id: line.id,
        writer,
        class: line.class,
        also: line.also,
        mail: parse::parse(&bytes),
        bare: line.from.is_none() && line.subject.is_none(),
        bytes,
    }
}

/// A raw message of a file.
pub fn raw(path: &Path) -> anyhow::Result<Mail> {
    Ok(parse::parse(&std::fs::read(path)?))
}
