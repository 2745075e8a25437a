//! The order in which a mail is read: limits, fields, parts, text, calendars, report.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::part::{PART_LIMIT, Parts, Plain};
use super::{
    Body, Header, Link, Mail, Problem, calendar, clean, flowed, header, html, quotes, report,
};
use crate::id::{MessageId, Person, Sha256};

/// Stack that [`parse`] needs at most, in bytes; what nests is bounded, so an ordinary thread has it.
pub const STACK: usize = 2 * 1024 * 1024;

/// Bytes of one mail that are looked at; the rest is left out ([`Problem::Truncated`]).
pub const LIMIT: usize = 2 * 1024 * 1024;

/// Reads a mail, with LF or CRLF, with or without the `From ` line of an mbox. Never fails: what is odd stands in
/// [`Mail::problems`]. Linear in the length of `bytes`.
#[must_use]
pub fn parse(bytes: &[u8]) -> Mail {
    let digest = Sha256::of(bytes);
    let mut problems = BTreeSet::new();
    let read = bytes.get(..LIMIT).unwrap_or(bytes);
    if read.len() < bytes.len() {
        problems.insert(Problem::Truncated);
    }
    let read = with_line_feeds(read);
    let (headers, rest, cut) = header::split(without_envelope_line(&read));
    if cut {
        problems.insert(Problem::HeadersTooLong);
    }
    if !is_message(&headers) {
        problems.insert(Problem::NotAMessage);
    }
    let parts = Parts::read(&headers, rest);
    problems.extend(parts.problems.iter().copied());
    let body = body(&parts);
    let calendars = calendar::read(&parts.calendars, &parts.calendar_files, &mut problems);
    let mut mail = fields(headers, digest, &mut problems);
    mail.body = body;
    mail.body.forwarded |= !mail.body.quoted.is_empty() && is_forward(&mail.subject);
    mail.calendars = calendars;
    mail.report = report::read(&mail, &parts);
    mail.attachments = parts.attachments;
    mail.problems = problems.into_iter().collect();
    mail
}

/// A file that has only carriage returns has them for line ends.
fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(
        bytes
            .iter()
            .map(|b| if *b == b'\r' { b'\n' } else { *b })
            .collect(),
    )
}

fn without_envelope_line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes
        .iter()
        .position(|b| !matches!(b, b'\r' | b'\n'))
        .unwrap_or(0);
    let bytes = bytes.get(start..).unwrap_or_default();
    if !bytes.starts_with(b"From ") && !bytes.starts_with(b">From ") {
        return bytes;
    }
    let end = bytes
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |at| at + 1);
    bytes.get(end..).unwrap_or_default()
}

/// A message has at least one of the fields that tell who, when or what.
fn is_message(headers: &[Header]) -> bool {
    const TELLING: [&str; 9] = [
        "From",
        "Date",
        "Subject",
        "Message-ID",
        "To",
        "Received",
        "Return-Path",
        "MIME-Version",
        "Content-Type",
    ];
    headers
        .iter()
        .any(|h| TELLING.iter().any(|name| h.name.eq_ignore_ascii_case(name)))
}

fn fields(headers: Vec<Header>, digest: Sha256, problems: &mut BTreeSet<Problem>) -> Mail {
    let first = |name: &str| {
        headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name))
            .map(|h| h.value.as_str())
    };
    let people = |name: &str| -> Vec<Person> {
        let fields = headers.iter().filter(|h| h.name.eq_ignore_ascii_case(name));
        fields.flat_map(|h| header::people(&h.value)).collect()
    };
    let ids = |name: &str| first(name).map(header::message_ids).unwrap_or_default();
    let from = people("From");
    if from.is_empty() {
        problems.insert(Problem::NoFrom);
    }
    if from.len() > 1
        || headers
            .iter()
            .filter(|h| h.name.eq_ignore_ascii_case("From"))
            .count()
            > 1
    {
        problems.insert(Problem::SeveralFrom);
    }
    let date = first("Date").and_then(header::date);
    if date.is_none() {
        problems.insert(Problem::NoDate);
    }
    let message_id = first("Message-ID").and_then(message_id).unwrap_or_else(|| {
        problems.insert(Problem::NoMessageId);
        made_id(&digest)
    });
    Mail {
        digest,
        message_id,
        in_reply_to: ids("In-Reply-To"),
        references: ids("References"),
        date,
        received_at: first("Received").and_then(header::received),
        from,
        sender: people("Sender").into_iter().next(),
        reply_to: people("Reply-To"),
        to: people("To"),
        cc: people("Cc"),
        subject: first("Subject")
            .map(header::unstructured)
            .unwrap_or_default(),
        headers,
        body: Body::default(),
        calendars: Vec::new(),
        attachments: Vec::new(),
        report: None,
        problems: Vec::new(),
    }
}

fn message_id(value: &str) -> Option<MessageId> {
    MessageId::new(value).or_else(|| header::message_ids(value).into_iter().next())
}

/// The id of a mail that has none: the same bytes give the same id.
fn made_id(digest: &Sha256) -> MessageId {
    let name: String = digest.to_string().chars().take(32).collect();
    MessageId::new(&format!("{name}@no-message-id.invalid"))
        .expect("hexadecimal digits and a domain are an id")
}

/// "Fwd: …" in the languages of mail programs.
fn is_forward(subject: &str) -> bool {
    const PREFIXES: [&str; 13] = [
        "fw:", "fwd:", "wg:", "tr:", "tr :", "rv:", "i:", "enc:", "doorst:", "vs:", "vb:", "vl:",
        "pd:",
    ];
    let lower: String = subject.chars().take(12).collect::<String>().to_lowercase();
    PREFIXES.iter().any(|prefix| lower.starts_with(prefix))
}

/// One line of a body as it will be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Without control, zero-width and direction characters.
    pub text: String,
    pub part: Part,
    /// Its end may be no end of a sentence: the line was wrapped by a program.
    pub wrapped: bool,
}

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Own,
    Quoted,
    Signature,
}

fn body(parts: &Parts) -> Body {
    let mut lines = Vec::new();
    let mut links = Vec::new();
    let (mut from_html, mut from_plain, mut balanced) = (false, false, true);
    let mut length = 0;
    for segment in &parts.segments {
        length += segment.plain.as_ref().map_or(0, |p| p.text.len())
            + segment.html.as_ref().map_or(0, String::len);
        if length > 2 * PART_LIMIT {
            break;
        }
        let page = segment.html.as_deref().map(html::read);
        balanced &= page.as_ref().is_none_or(|p| p.balanced);
        match (&segment.plain, page) {
            (Some(plain), Some(page)) => {
                if is_stub(plain, &page) {
                    from_html = true;
                    lines.extend(page.lines);
                } else {
                    from_plain = true;
                    lines.extend(plain_lines(plain));
                }
                links.extend(page.links);
            }
            (Some(plain), None) => {
                from_plain |= !plain.text.trim().is_empty();
                lines.extend(plain_lines(plain));
            }
            (None, Some(page)) => {
                from_html = true;
                lines.extend(page.lines);
                links.extend(page.links);
            }
            (None, None) => {}
        }
    }
    let from_html = from_html && !from_plain;
    let mut body = quotes::take_apart(lines, balanced || !from_html);
    body.from_html = from_html;
    if links.is_empty() {
        links = bare_links(&body.newest);
    }
    body.links = links;
    // A mail that was forwarded as an attachment; in a report it is the returned one.
    if parts.report_type.is_none() && !parts.inner_text.trim().is_empty() {
        let inner = clean::text(&parts.inner_text);
        body.quoted = format!("{}\n\n{inner}", body.quoted).trim().to_owned();
        body.forwarded = true;
    }
    body
}

fn plain_lines(plain: &Plain) -> Vec<Line> {
    let text = clean::visible(&with_whole_quotes(&plain.text));
    if text.trim_start().starts_with(CLEAR_SIGNED) {
        return clear_signed(text.trim_start());
    }
    if looks_like_html(&text) {
        return html::read(&plain.text).lines;
    }
    if plain.flowed {
        return flowed::unfold(&text, plain.delete_space);
    }
    let line = |text: &str| Line {
        text: if text == "-- " { text } else { text.trim_end() }.to_owned(),
        part: Part::Own,
        wrapped: true,
    };
    text.lines().map(line).collect()
}

/// A quote mark counts for its whole line: what only Unicode, a form feed or a bare CR would break there is no end of it.
fn with_whole_quotes(text: &str) -> Cow<'_, str> {
    const BREAKS: [char; 6] = ['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let is_broken =
        |line: &str| line.trim_end().contains(BREAKS) && line.trim_start().starts_with(['>', '|']);
    if !text.split('\n').any(is_broken) {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| {
        if is_broken(line) {
            line.trim_end().replace(BREAKS, " ")
        } else {
            line.to_owned()
        }
    });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

const CLEAR_SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";

/// The lines of a clear-signed text (RFC 9580 §7) without its header, dash escapes and signature.
fn clear_signed(text: &str) -> Vec<Line> {
    let body = text.lines().skip_while(|l| !l.trim().is_empty()).skip(1);
    body.take_while(|l| !l.starts_with("-----BEGIN PGP SIGNATURE"))
        .map(|l| l.strip_prefix("- ").unwrap_or(l))
        .map(|text| Line {
            text: if text == "-- " { text } else { text.trim_end() }.to_owned(),
            part: Part::Own,
            wrapped: true,
        })
        .collect()
}

/// Some tools put the same HTML into both parts.
fn looks_like_html(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(200)
        .collect::<String>()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with("<body")
        || start.starts_with("<div")
        || start.starts_with("<table")
}

/// A plain part that only says that there is an HTML part, or that holds next to nothing of it.
fn is_stub(plain: &Plain, page: &html::Page) -> bool {
    const SAYINGS: [&str; 18] = [
        "html version",
        "html format",
        "html-format",
        "support html",
        "supports html",
        "html email",
        "html e-mail",
        "html-mail",
        "html mail",
        "view this email",
        "view this message",
        "view in browser",
        "view it in your browser",
        "html-ansicht",
        "im browser",
        "dans votre navigateur",
        "en su navegador",
        "html-compatible",
    ];
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|w| w.chars().any(char::is_alphabetic))
            .count()
    };
    let here = words(&plain.text);
    let there: usize = page.lines.iter().map(|l| words(&l.text)).sum();
    if here == 0 {
        return there > 0;
    }
    let says = || {
        let lower = plain.text.to_lowercase();
        SAYINGS.iter().any(|saying| lower.contains(saying))
    };
    there > here && ((here < 60 && says()) || (there >= 30 && here * 5 < there))
}

fn bare_links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    if !text.contains("http") {
        return links;
    }
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '|')) {
        let place = |start: &[u8]| {
            let mut windows = word.as_bytes().windows(start.len());
            windows.position(|window| window == start)
        };
        let Some(at) = place(b"https://").or_else(|| place(b"http://")) else {
            continue;
        };
        let target = word.get(at..).unwrap_or_default();
        let target = target.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']);
        if links.len() < 500 {
            links.push(Link {
                text: String::new(),
                target: target.to_owned(),
            });
        }
    }
    links
}
