//! A letter or notice as the bytes that leave: RFC 5322 and MIME, ASCII only, canonical CRLF, the same for the same input.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono_tz::Tz;

use crate::id::{Address, MessageId, Person, Sha256};
use crate::moment::Time;

/// Everything that a message consists of.
#[derive(Debug, Clone, Default)]
pub struct Message<'a> {
    pub from: Person,
    pub to: Person,
    pub subject: &'a str,
    pub message_id: Option<&'a MessageId>,
    pub in_reply_to: Option<&'a MessageId>,
    pub references: &'a [MessageId],
    /// Further header fields: names of our own code, values of any origin.
    pub headers: Vec<(&'a str, String)>,
    pub text: &'a str,
    /// An iTIP part (RFC 5546) and its METHOD.
    pub calendar: Option<(&'a str, &'a str)>,
    pub attachments: Vec<File<'a>>,
}

/// An attached file.
#[derive(Debug, Clone)]
pub struct File<'a> {
    pub name: &'a str,
    pub media_type: &'a str,
    pub content: &'a [u8],
    /// Shown with the text, where a mail program can (RFC 2183 §2.1).
    pub inline: bool,
}

const LINE: usize = 76;

/// The whole message, its Date header at `date` in `zone`.
#[must_use]
pub fn mime(message: &Message<'_>, date: Time, zone: Tz) -> String {
    let mut out = String::new();
    field(&mut out, "From", &mailbox(&message.from));
    field(&mut out, "To", &mailbox(&message.to));
    field(&mut out, "Subject", &encoded(message.subject));
    field(&mut out, "Date", &date.with_timezone(&zone).to_rfc2822());
    if let Some(id) = message.message_id {
        field(&mut out, "Message-ID", &format!("<{id}>"));
    }
    if let Some(id) = message.in_reply_to {
        field(&mut out, "In-Reply-To", &format!("<{id}>"));
    }
    if !message.references.is_empty() {
        // The first and the newest ids say enough, and keep the header short (RFC 5322 §3.6.4).
        let skip = message.references.len().saturating_sub(19);
        let kept = message
            .references
            .iter()
            .take(1)
            .chain(message.references.iter().skip(1.max(skip)));
        field(
            &mut out,
            "References",
            &kept
                .map(|id| format!("<{id}>"))
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    for (name, value) in &message.headers {
        field(&mut out, name, &encoded(value));
    }
    out.push_str("MIME-Version: 1.0\r\n");
    body(&mut out, message);
    out
}

/// What an approval binds: sender, recipient and every byte but the Date (SAFETY.md A4).
#[must_use]
pub fn hash(from: &Address, to: &Address, mime: &str) -> Sha256 {
    let (head, body) = mime.split_once("\r\n\r\n").unwrap_or((mime, ""));
    let kept: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.starts_with("Date: "))
        .collect();
    Sha256::of(format!("{from}\n{to}\n{}\r\n\r\n{body}", kept.join("\r\n")).as_bytes())
}

fn body(out: &mut String, message: &Message<'_>) {
    // The boundary must stand in no part: it is made of the content's digest, which no content can hold.
    let seed = Sha256::of(
        format!(
            "{}{}{:?}",
            message.subject, message.text, message.message_id
        )
        .as_bytes(),
    )
    .to_string();
    let boundary = format!("=_{}", &seed[..24]);
    let alternative = format!("=_a{}", &seed[24..48]);
    match (message.calendar, message.attachments.is_empty()) {
        (None, true) => text_part(out, message.text),
        (Some(calendar), true) => alternatives(out, &alternative, message.text, calendar),
        (calendar, false) => {
            out.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
            ));
            match calendar {
                None => text_part(out, message.text),
                Some(calendar) => alternatives(out, &alternative, message.text, calendar),
            }
            for file in &message.attachments {
                out.push_str(&format!("\r\n--{boundary}\r\n"));
                file_part(out, file);
            }
            out.push_str(&format!("\r\n--{boundary}--\r\n"));
        }
    }
}

fn alternatives(out: &mut String, boundary: &str, text: &str, (calendar, method): (&str, &str)) {
    out.push_str(&format!(
        "Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
    ));
    text_part(out, text);
    out.push_str(&format!(
        "\r\n--{boundary}\r\nContent-Type: text/calendar; charset=utf-8; method={method}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ));
    base64_lines(out, calendar.as_bytes());
    out.push_str(&format!("\r\n--{boundary}--\r\n"));
}

fn text_part(out: &mut String, text: &str) {
    let plain = text.is_ascii()
        && text
            .lines()
            .all(|line| line.len() <= LINE && !line.starts_with("From "));
    if plain {
        out.push_str(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
        );
        for line in text.lines() {
            out.push_str(line);
            out.push_str("\r\n");
        }
    } else {
        out.push_str("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        for line in text.lines() {
            quoted_printable(out, line);
            out.push_str("\r\n");
        }
    }
}

fn file_part(out: &mut String, file: &File<'_>) {
    let media_type: String = file
        .media_type
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.' | '+'))
        .collect();
    let ascii: String = file
        .name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let shown = if file.inline { "inline" } else { "attachment" };
    out.push_str(&format!("Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: {shown}; filename=\"{ascii}\""));
    if ascii != file.name {
        // RFC 2231 §4
        let percent: String = file
            .name
            .bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b".-_".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect();
        out.push_str(&format!(";\r\n filename*=utf-8''{percent}"));
    }
    out.push_str("\r\n\r\n");
    base64_lines(out, file.content);
}

fn base64_lines(out: &mut String, bytes: &[u8]) {
    for chunk in bytes.chunks(57) {
        out.push_str(&STANDARD.encode(chunk));
        out.push_str("\r\n");
    }
}

/// One line of text (RFC 2045 §6.7).
fn quoted_printable(out: &mut String, line: &str) {
    let bytes = line.as_bytes();
    let mut width = 0;
    for (i, &byte) in bytes.iter().enumerate() {
        let last = i + 1 == bytes.len();
        let from_line = i == 0 && line.starts_with("From ");
        let plain = (byte == b' ' && !last)
            || (byte.is_ascii_graphic()
                && byte != b'='
                && !(byte == b'.' && width == 0)
                && !from_line);
        let size = if plain { 1 } else { 3 };
        if width + size > LINE - 1 {
            out.push_str("=\r\n");
            width = 0;
        }
        if plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("={byte:02X}"));
        }
        width += size;
    }
}

/// A header field, folded at spaces (RFC 5322 §2.2.3); no value can begin another field.
fn field(out: &mut String, name: &str, value: &str) {
    let mut line = format!("{name}:");
    for word in value.split_ascii_whitespace() {
        if line.len() + 1 + word.len() > LINE && line.trim_end() != format!("{name}:") {
            out.push_str(&line);
            out.push_str("\r\n");
            line = String::new();
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push_str("\r\n");
}

/// A phrase and an address (RFC 5322 §3.4).
fn mailbox(person: &Person) -> String {
    let Some(email) = &person.email else {
        return String::new();
    };
    match person
        .name
        .as_deref()
        .map(str::trim)
        .filter(|n| !n.is_empty())
    {
        None => email.to_string(),
        Some(name) => {
            let clean: String = name
                .chars()
                .filter(|c| !c.is_control() && !matches!(c, '"' | '\\' | '<' | '>'))
                .collect();
            let atoms = clean.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
            let shown = if !clean.is_ascii() {
                encoded(&clean)
            } else if atoms {
                clean
            } else {
                format!("\"{clean}\"")
            };
            format!("{shown} <{email}>")
        }
    }
}

/// Text that is safe in a header: ASCII as it is, everything else in encoded words (RFC 2047).
fn encoded(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if clean.is_ascii() && !clean.contains("=?") {
        return clean;
    }
    let mut words = Vec::new();
    let mut chunk = String::new();
    for c in clean.chars() {
        if chunk.len() + c.len_utf8() > 42 {
            words.push(std::mem::take(&mut chunk));
        }
        chunk.push(c);
    }
    words.push(chunk);
    words
        .iter()
        .map(|w| format!("=?utf-8?B?{}?=", STANDARD.encode(w)))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use mail_parser::MessageParser;

    fn person(name: &str, email: &str) -> Person {
        Person {
            name: Some(name.to_owned()),
            email: Address::new(email),
        }
    }

    fn made(message: &Message<'_>) -> String {
        let date = DateTime::parse_from_rfc3339("2026-03-10T20:30:00Z")
            .unwrap()
            .to_utc();
        mime(message, date, Tz::America__New_York)
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let text = "Dear Ana,\n\nÜber die naïve Ansicht – danke.\n.a dot\nFrom here on a line that is rather longer than seventy-six characters in all, truly.\n";
        let message = Message {
            from: person("Sam Okafor", "sam@mailbox.example"),
            to: person("Ana Ruíz, PhD", "ana@corp.example"),
            subject: "Thank you – für alles",
            text,
            ..Message::default()
        };
        let out = made(&message);
        assert!(out.is_ascii());
        assert!(
            out.split("\r\n")
                .all(|line| line.len() <= 78 && !line.contains(['\r', '\n']))
        );
        let read = MessageParser::default().parse(out.as_bytes()).unwrap();
        assert_eq!(read.subject(), Some("Thank you – für alles"));
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), text);
        assert_eq!(
            read.to().unwrap().first().unwrap().name(),
            Some("Ana Ruíz, PhD")
        );
    }

    #[test]
    fn no_name_and_no_subject_can_begin_a_header() {
        let message = Message {
            from: person("Sam", "sam@mailbox.example"),
            to: person("Eve\r\nBcc: all@corp.example", "eve@corp.example"),
            subject: "Hello\r\nBcc: all@corp.example",
            text: "x",
            ..Message::default()
        };
        assert!(!made(&message).to_lowercase().contains("\r\nbcc:"));
    }

    #[test]
    fn the_hash_minds_every_byte_but_the_date() {
        let message = Message {
            from: person("Sam", "sam@mailbox.example"),
            to: person("Ana", "ana@corp.example"),
            subject: "a",
            text: "b",
            ..Message::default()
        };
        let (from, to) = (
            message.from.email.clone().unwrap(),
            message.to.email.clone().unwrap(),
        );
        let day = |d: i64| {
            mime(
                &message,
                chrono::DateTime::from_timestamp(d * 86_400, 0).unwrap(),
                Tz::UTC,
            )
        };
        assert_eq!(hash(&from, &to, &day(1)), hash(&from, &to, &day(2)));
        assert_ne!(hash(&from, &to, &day(1)), hash(&to, &to, &day(1)));
        let other = mime(
            &Message {
                text: "c",
                ..message.clone()
            },
            chrono::DateTime::from_timestamp(0, 0).unwrap(),
            Tz::UTC,
        );
        assert_ne!(hash(&from, &to, &day(1)), hash(&from, &to, &other));
    }

    #[test]
    fn files_and_calendar_replies_arrive_whole() {
        let content: Vec<u8> = (0..=255).collect();
        let message = Message {
            from: person("Sam", "sam@mailbox.example"),
            to: person("Ana", "ana@corp.example"),
            subject: "papers",
            text: "Here they are.",
            calendar: Some((
                "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n",
                "REPLY",
            )),
            attachments: vec![File {
                name: "Zeugnis März.pdf",
                media_type: "application/pdf",
                content: &content,
                inline: false,
            }],
            ..Message::default()
        };
        let out = made(&message);
        let read = MessageParser::default().parse(out.as_bytes()).unwrap();
        let file = read
            .attachments()
            .find(|a| {
                mail_parser::MimeHeaders::attachment_name(*a).is_some_and(|n| n.ends_with(".pdf"))
            })
            .unwrap();
        assert_eq!(file.contents(), content.as_slice());
        assert!(out.contains("method=REPLY"));
    }
}
