//! Labelled messages: a line of JSON → the bytes of the message, so that what is measured is what the program sees.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::reading::Class;

/// A labelled message as the corpora have it, one JSON object a line (`tests/corpus/README.md`).
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    #[serde(default)]
    pub id: String,
    /// The file of a message that lies elsewhere.
    #[serde(default)]
    pub source: Option<String>,
    /// The Message-ID of a message that lies elsewhere.
    #[serde(default)]
    pub message_id: Option<String>,
    #[serde(default)]
    pub writer: Option<String>,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub reply_to: Option<String>,
    #[serde(default)]
    pub cc: Option<String>,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub headers: Map<String, Value>,
    #[serde(default, alias = "body")]
    pub text: Option<String>,
    #[serde(default)]
    pub html: Option<String>,
    #[serde(default)]
    pub calendar: Option<String>,
    pub class: Class,
    #[serde(default)]
    pub also: Vec<Class>,
    /// The job seeker's time zone, an IANA name.
    #[serde(default)]
    pub owner_zone: Option<String>,
    #[serde(default)]
    pub facts: Option<Value>,
}

impl Labelled {
    /// Holds a message of its own, not only the label of one.
    #[must_use]
    pub fn has_message(&self) -> bool {
        self.text.is_some() || self.html.is_some() || self.calendar.is_some()
    }
}

/// The message as RFC 5322 has it; what the row does not say is left out.
#[must_use]
pub fn bytes_of(line: &Labelled) -> Vec<u8> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    #[test]
    fn a_line_becomes_the_message_it_tells_of() {
        let line: Labelled = serde_json::from_str(
            r#"{"id":"X-1","from":"Dana <dana@northwind.example>","subject":"Hello","date":"2026-03-04T10:12:00-05:00","text":"Hi Sam.\nBye.","class":"other"}"#,
        )
        .unwrap();
        assert!(line.has_message());
        let mail = parse(&bytes_of(&line));
        assert_eq!(mail.subject, "Hello");
        assert!(mail.body.newest.starts_with("Hi Sam."));
    }
}
