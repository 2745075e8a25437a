//! Rows of the written corpora (JSON, one a line) → the bytes of a message → `mail::parse`: training, measuring and the
//! program see the same thing.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use heardback_core::mail::{Mail, parse};
use heardback_core::reading::Class;
use serde::Deserialize;
use serde_json::{Map, Value};

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

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    writer: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    reply_to: Option<String>,
    #[serde(default)]
    cc: Option<String>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default, alias = "body")]
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    calendar: Option<String>,
    class: Class,
    #[serde(default)]
    also: Vec<Class>,
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
            let line: Line = serde_json::from_str(line).with_context(|| {
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

fn row(line: Line, stem: &str) -> Row {
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

/// The message as RFC 5322 has it; what the row does not say is left out.
fn bytes_of(line: &Line) -> Vec<u8> {
    let mut out = String::new();
    let mut field = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            let value = value.replace(['\r', '\n'], " ");
            let _ = write!(out, "{name}: {value}\r\n");
        }
    };
    field("From", &line.from);
    field("To", &line.to);
    field("Reply-To", &line.reply_to);
    field("Cc", &line.cc);
    field("Subject", &line.subject);
    field("Date", &line.date.as_deref().and_then(rfc2822));
    for (name, value) in &line.headers {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        field(name, &Some(value));
    }
    let _ = write!(
        out,
        "Message-ID: <{}@corpus.example>\r\nMIME-Version: 1.0\r\n",
        line.id
    );
    let mut parts = Vec::new();
    if let Some(text) = &line.text {
        parts.push(("text/plain; charset=utf-8".to_owned(), text));
    }
    if let Some(html) = &line.html {
        parts.push(("text/html; charset=utf-8".to_owned(), html));
    }
    if let Some(calendar) = &line.calendar {
        let method = calendar
            .lines()
            .find_map(|l| l.trim().strip_prefix("METHOD:"))
            .unwrap_or("PUBLISH");
        parts.push((
            format!("text/calendar; charset=utf-8; method={method}"),
            calendar,
        ));
    }
    if let [(media_type, body)] = parts.as_slice() {
        let _ = write!(
            out,
            "Content-Type: {media_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
            crlf(body)
        );
        return out.into_bytes();
    }
    out.push_str("Content-Type: multipart/alternative; boundary=\"=_corpus\"\r\n\r\n");
    for (media_type, body) in parts {
        let _ = write!(
            out,
            "--=_corpus\r\nContent-Type: {media_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            crlf(body)
        );
    }
    out.push_str("--=_corpus--\r\n");
    out.into_bytes()
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

fn rfc2822(date: &str) -> Option<String> {
    chrono::DateTime::parse_from_rfc3339(date)
        .ok()
        .map(|d| d.to_rfc2822())
}

/// A raw message of a file.
pub fn raw(path: &Path) -> anyhow::Result<Mail> {
    Ok(parse::parse(&std::fs::read(path)?))
}
