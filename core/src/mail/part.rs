//! MIME structure (RFC 2045, RFC 2046): bytes → the parts that are read, in bounded time and depth.
//!
//! Our own walk over mail-parser's field parsers: its message parser takes seconds on a megabyte of unclosed multiparts
//! and overflows the stack on thousands of nested messages (measured with 0.11.9). Here each level looks at its bytes
//! once, and the depth is bounded.

use std::collections::BTreeSet;

use mail_parser::ContentType;

use super::{Attachment, Header, Problem, clean, decode, header};

/// Multiparts within multiparts that are followed.
const MAX_DEPTH: usize = 16;
/// Messages within messages that are followed.
const MAX_MESSAGES: usize = 8;
/// Multiparts that are opened in one mail.
const MAX_MULTIPARTS: usize = 64;
/// Parts that are looked at in one mail.
const MAX_PARTS: usize = 256;
/// Bytes of one part that are decoded.
pub const PART_LIMIT: usize = 256 * 1024;

/// What was found in a mail.
#[derive(Debug, Default)]
pub struct Parts {
    /// What a reader sees, in order.
    pub segments: Vec<Segment>,
    /// `text/calendar`: the METHOD parameter and the text.
    pub calendars: Vec<(Option<String>, String)>,
    /// Calendar files that were attached as something else.
    pub calendar_files: Vec<String>,
    pub attachments: Vec<Attachment>,
    /// `message/delivery-status` and its like (RFC 3464), as text.
    pub statuses: Vec<String>,
    /// The header fields of messages within (a returned message, `text/rfc822-headers`).
    pub inner: Vec<Vec<Header>>,
    /// `multipart/report`, and its report-type.
    pub report_type: Option<String>,
    /// Text of messages within.
    pub inner_text: String,
    pub problems: BTreeSet<Problem>,
    opened: usize,
    looked_at: usize,
}

/// One stretch of the body, as plain text, as HTML, or as both.
#[derive(Debug, Default, Clone)]
pub struct Segment {
    pub plain: Option<Plain>,
    pub html: Option<String>,
}

/// A `text/plain` part.
#[derive(Debug, Default, Clone)]
pub struct Plain {
    pub text: String,
    /// `format=flowed` (RFC 3676).
    pub flowed: bool,
    /// `delsp=yes`.
    pub delete_space: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Depth {
    multiparts: usize,
    messages: usize,
}

/// What the header of a part says about it.
struct Entity<'a> {
    kind: String,
    content: Option<ContentType<'static>>,
    name: String,
    attached: bool,
    encoding: &'a str,
    body: &'a [u8],
}

impl Parts {
    /// Walks the part that has these fields and this body.
    #[must_use]
    pub fn read(fields: &[Header], body: &[u8]) -> Self {
        let mut parts = Self::default();
        let segments = parts.walk(&Entity::of(fields, body, "text/plain"), Depth::default());
        parts.segments = segments;
        parts
    }

    fn walk(&mut self, entity: &Entity, depth: Depth) -> Vec<Segment> {
        self.looked_at += 1;
        if self.looked_at > MAX_PARTS {
            self.problems.insert(Problem::TooManyParts);
            return Vec::new();
        }
        if entity.kind.starts_with("multipart/")
            && let Some(boundary) = entity.parameter("boundary")
        {
            return self.multipart(entity, boundary.as_bytes(), depth);
        }
        match entity.kind.as_str() {
            "message/rfc822" | "message/global" | "message/partial" => self.message(entity, depth),
            "message/delivery-status"
            | "message/global-delivery-status"
            | "message/feedback-report"
            | "message/disposition-notification" => {
                let text = self.text(entity);
                self.statuses.push(text);
                Vec::new()
            }
            "text/rfc822-headers" | "message/global-headers" => {
                let text = decode::transfer(entity.encoding, entity.bounded());
                self.inner.push(header::split(&text).0);
                Vec::new()
            }
            "text/calendar" => {
                let text = self.text(entity);
                self.calendars.push((entity.parameter("method"), text));
                if !entity.name.is_empty() {
                    self.attach(entity);
                }
                Vec::new()
            }
            "text/plain" | "text/html" | "text/enriched" | "text/x-amp-html"
            | "text/watch-html"
                if !entity.attached =>
            {
                self.readable(entity)
            }
            _ => {
                if entity.is_calendar_file() {
                    let text = self.text(entity);
                    self.calendar_files.push(text);
                }
                self.attach(entity);
                Vec::new()
            }
        }
    }

    fn readable(&mut self, entity: &Entity) -> Vec<Segment> {
        let segment = match entity.kind.as_str() {
            "text/plain" => Segment {
                plain: Some(self.plain(entity)),
                html: None,
            },
            "text/html" => Segment {
                plain: None,
                html: Some(self.text(entity)),
            },
            // Second renderings for watches and AMP repeat what the others say.
            _ => return Vec::new(),
        };
        vec![segment]
    }

    fn plain(&mut self, entity: &Entity) -> Plain {
        let is = |name, value: &str| {
            entity
                .parameter(name)
                .is_some_and(|v| v.eq_ignore_ascii_case(value))
        };
        Plain {
            text: self.text(entity),
            flowed: is("format", "flowed"),
            delete_space: is("delsp", "yes"),
        }
    }

    fn text(&mut self, entity: &Entity) -> String {
        if entity.body.len() > PART_LIMIT {
            self.problems.insert(Problem::PartTooLong);
        }
        let bytes = decode::transfer(entity.encoding, entity.bounded());
        let (text, known) = decode::charset(entity.parameter("charset").as_deref(), &bytes);
        if !known {
            self.problems.insert(Problem::UnknownCharset);
        }
        text
    }

    fn attach(&mut self, entity: &Entity) {
        let size = match entity.encoding.trim().to_ascii_lowercase().as_str() {
            "base64" => entity.body.len() / 4 * 3,
            _ => entity.body.len(),
        };
        self.attachments.push(Attachment {
            name: entity.name.clone(),
            media_type: entity.kind.clone(),
            size,
        });
    }

    fn multipart(&mut self, entity: &Entity, boundary: &[u8], depth: Depth) -> Vec<Segment> {
        self.opened += 1;
        if depth.multiparts >= MAX_DEPTH {
            self.problems.insert(Problem::NestedTooDeep);
            return Vec::new();
        }
        if self.opened > MAX_MULTIPARTS {
            self.problems.insert(Problem::TooManyParts);
            return Vec::new();
        }
        if entity.kind == "multipart/report" && depth.messages == 0 {
            self.report_type = Some(
                entity
                    .parameter("report-type")
                    .unwrap_or_default()
                    .to_ascii_lowercase(),
            );
        }
        let deeper = Depth {
            multiparts: depth.multiparts + 1,
            ..depth
        };
        let fallback = if entity.kind == "multipart/digest" {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let mut segments: Vec<Vec<Segment>> = Vec::new();
        for part in pieces(entity.body, boundary) {
            let (fields, body, _) = header::split(part);
            segments.push(self.walk(&Entity::of(&fields, body, fallback), deeper));
            if self.problems.contains(&Problem::TooManyParts) {
                break;
            }
        }
        if entity.kind == "multipart/alternative" {
            alternative(segments)
        } else {
            segments.concat()
        }
    }

    /// A message within: its fields and text are kept apart, its attachments count as this mail's.
    fn message(&mut self, entity: &Entity, depth: Depth) -> Vec<Segment> {
        if depth.messages >= MAX_MESSAGES {
            self.problems.insert(Problem::NestedTooDeep);
            return Vec::new();
        }
        let bytes = decode::transfer(entity.encoding, entity.bounded());
        let (fields, body, _) = header::split(&bytes);
        let subject = fields
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case("Subject"));
        self.attachments.push(Attachment {
            name: subject.map_or_else(|| entity.name.clone(), |h| header::unstructured(&h.value)),
            media_type: entity.kind.clone(),
            size: entity.body.len(),
        });
        let mut within = Self {
            opened: self.opened,
            looked_at: self.looked_at,
            ..Self::default()
        };
        let deeper = Depth {
            messages: depth.messages + 1,
            ..depth
        };
        let segments = within.walk(&Entity::of(&fields, body, "text/plain"), deeper);
        self.opened = within.opened;
        self.looked_at = within.looked_at;
        self.problems.append(&mut within.problems);
        for plain in segments.iter().filter_map(|s| s.plain.as_ref()) {
            if self.inner_text.len() < PART_LIMIT {
                self.inner_text.push_str(&plain.text);
                self.inner_text.push('\n');
            }
        }
        self.inner.push(fields);
        self.inner.append(&mut within.inner);
        Vec::new()
    }
}

impl<'a> Entity<'a> {
    fn of(fields: &'a [Header], body: &'a [u8], fallback: &str) -> Self {
        let field = |name: &str| {
            fields
                .iter()
                .find(|h| h.name.eq_ignore_ascii_case(name))
                .map(|h| h.value.as_str())
        };
        let content = field("Content-Type").and_then(header::content);
        let disposition = field("Content-Disposition").and_then(header::content);
        let kind = content.as_ref().and_then(|c| {
            c.subtype()
                .map(|s| format!("{}/{}", c.ctype(), s).to_ascii_lowercase())
        });
        let name = disposition
            .as_ref()
            .and_then(|d| d.attribute("filename"))
            .or_else(|| content.as_ref().and_then(|c| c.attribute("name")))
            .map(clean::line)
            .unwrap_or_default();
        let attached = disposition.is_some_and(|d| d.ctype().eq_ignore_ascii_case("attachment"));
        Self {
            kind: kind.unwrap_or_else(|| fallback.to_owned()),
            content,
            name,
            attached,
            encoding: field("Content-Transfer-Encoding").unwrap_or_default(),
            body,
        }
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let value = self.content.as_ref()?.attribute(name)?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    fn bounded(&self) -> &'a [u8] {
        self.body.get(..PART_LIMIT).unwrap_or(self.body)
    }

    fn is_calendar_file(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "application/ics" | "application/calendar" | "text/x-vcalendar"
        ) || self.name.to_ascii_lowercase().ends_with(".ics")
    }
}

/// The parts between the delimiter lines of RFC 2046 §5.1.1; an unclosed last part reaches to the end.
fn pieces<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    while at < body.len() && pieces.len() <= MAX_PARTS {
        let rest = body.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|b| *b == b'\n')
            .map_or(rest.len(), |n| n + 1);
        let line = rest.get(..length).unwrap_or_default();
        if let Some(after) = line
            .strip_prefix(b"--")
            .and_then(|l| l.strip_prefix(boundary))
        {
            let last = after.starts_with(b"--");
            if last || after.trim_ascii().is_empty() {
                if let Some(from) = start {
                    pieces.push(without_last_break(body.get(from..at).unwrap_or_default()));
                }
                start = None;
                if last {
                    break;
                }
                start = Some(at + length);
            }
        }
        at += length;
    }
    if let Some(from) = start {
        pieces.push(body.get(from..).unwrap_or_default());
    }
    pieces
}

/// The line break before a delimiter belongs to the delimiter.
fn without_last_break(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

/// The renderings of one thing: the first plain one and the last HTML one of each child, put side by side.
fn alternative(children: Vec<Vec<Segment>>) -> Vec<Segment> {
    let mut one = Segment::default();
    let mut more = Vec::new();
    for child in children {
        let single = child.len() == 1;
        for segment in child {
            if segment.plain.is_some() && one.plain.is_none() {
                one.plain = segment.plain;
            }
            match (segment.html, &mut one.html) {
                (Some(html), None) => one.html = Some(html),
                // Apple Mail puts HTML, an attachment and HTML again into the second alternative.
                (Some(html), Some(before)) if !single => before.push_str(&html),
                (Some(html), Some(before)) => *before = html,
                (None, _) => {}
            }
        }
    }
    if one.plain.is_some() || one.html.is_some() {
        more.push(one);
    }
    more
}
