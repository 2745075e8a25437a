//! ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501 section 7.4.2).

use super::parse::{parse, parse_header};
use super::write::{header_text, optional, string};
use crate::header;
use mail_parser::{Address, ContentType, Message, MessagePart, MimeHeaders as _, PartType};

/// Messages within messages are described down to this depth, and as plain attachments below it.
const DEPTH: u32 = 5;

pub(super) fn envelope(out: &mut Vec<u8>, raw: &[u8]) {
    let message = parse_header(raw);
    let value = |name: &str| header::value(raw, name);
    let from = message.from();
    out.push(b'(');
    optional(out, value("Date").as_deref());
    out.push(b' ');
    optional(out, value("Subject").as_deref());
    let senders = [from, message.sender().or(from), message.reply_to().or(from)];
    for list in senders
        .into_iter()
        .chain([message.to(), message.cc(), message.bcc()])
    {
        out.push(b' ');
        addresses(out, list);
    }
    out.push(b' ');
    optional(out, value("In-Reply-To").as_deref());
    out.push(b' ');
    optional(out, value("Message-ID").as_deref());
    out.push(b')');
}

/// Writes BODYSTRUCTURE, or BODY without the extension data.
pub(super) fn body(out: &mut Vec<u8>, raw: &[u8], extended: bool) {
    whole(out, raw, extended, DEPTH);
}

fn whole(out: &mut Vec<u8>, raw: &[u8], extended: bool, depth: u32) {
    let message = parse(raw);
    Describer {
        message: &message,
        raw,
        extended,
        depth,
    }
    .part(out, 0);
}

struct Describer<'a> {
    message: &'a Message<'a>,
    raw: &'a [u8],
    extended: bool,
    depth: u32,
}

impl Describer<'_> {
    fn part(&self, out: &mut Vec<u8>, index: usize) {
        let Some(part) = self.message.parts.get(index) else {
            out.extend_from_slice(br#"("text" "plain" NIL NIL NIL "7bit" 0 0)"#);
            return;
        };
        out.push(b'(');
        match &part.body {
            PartType::Multipart(children) if !children.is_empty() => {
                self.multipart(out, part, children)
            }
            PartType::Message(_) if self.depth > 0 => self.single(out, part, true),
            PartType::Multipart(_)
            | PartType::Message(_)
            | PartType::Text(_)
            | PartType::Html(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_) => self.single(out, part, false),
        }
        out.push(b')');
    }

    fn multipart(&self, out: &mut Vec<u8>, part: &MessagePart<'_>, children: &[u32]) {
        for child in children {
            self.part(out, *child as usize);
        }
        let kind = part.content_type();
        out.push(b' ');
        string(out, kind.and_then(ContentType::subtype).unwrap_or("mixed"));
        if self.extended {
            out.push(b' ');
            parameters(out, kind);
            out.push(b' ');
            disposition(out, part);
            out.extend_from_slice(b" NIL NIL");
        }
    }

    fn single(&self, out: &mut Vec<u8>, part: &MessagePart<'_>, nested: bool) {
        let kind = part.content_type();
        let main = kind.map_or("text", ContentType::ctype);
        let bytes = self
            .raw
            .get(part.offset_body as usize..part.offset_end as usize)
            .unwrap_or_default();
        string(out, main);
        out.push(b' ');
        string(out, kind.and_then(ContentType::subtype).unwrap_or("plain"));
        out.push(b' ');
        parameters(out, kind);
        for text in [part.content_id(), part.content_description()] {
            out.push(b' ');
            optional(out, text);
        }
        out.push(b' ');
        string(out, part.content_transfer_encoding().unwrap_or("7bit"));
        out.extend_from_slice(format!(" {}", bytes.len()).as_bytes());
        if nested {
            out.push(b' ');
            envelope(out, bytes);
            out.push(b' ');
            whole(out, bytes, self.extended, self.depth - 1);
        }
        if nested || main.eq_ignore_ascii_case("text") {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
            out.extend_from_slice(format!(" {lines}").as_bytes());
        }
        if self.extended {
            out.extend_from_slice(b" NIL ");
            disposition(out, part);
            out.extend_from_slice(b" NIL NIL");
        }
    }
}

fn parameters(out: &mut Vec<u8>, kind: Option<&ContentType<'_>>) {
    let attributes = kind.and_then(ContentType::attributes).unwrap_or_default();
    if attributes.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    for (index, attribute) in attributes.iter().enumerate() {
        out.push(if index == 0 { b'(' } else { b' ' });
        string(out, &attribute.name);
        out.push(b' ');
        string(out, &header_text(&attribute.value));
    }
    out.push(b')');
}

fn disposition(out: &mut Vec<u8>, part: &MessagePart<'_>) {
    let Some(disposition) = part.content_disposition() else {
        out.extend_from_slice(b"NIL");
        return;
    };
    out.push(b'(');
    string(out, disposition.ctype());
    out.push(b' ');
    parameters(out, Some(disposition));
    out.push(b')');
}

fn addresses(out: &mut Vec<u8>, list: Option<&Address<'_>>) {
    let list: Vec<_> = list.map(|list| list.iter().collect()).unwrap_or_default();
    if list.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    out.push(b'(');
    for address in list {
        let (local, domain) = address
            .address()
            .and_then(|address| address.rsplit_once('@'))
            .unwrap_or_default();
        out.push(b'(');
        optional(out, address.name().map(header_text).as_deref());
        out.extend_from_slice(b" NIL ");
        string(out, local);
        out.push(b' ');
        string(out, domain);
        out.push(b')');
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        let mut out = Vec::new();
        body(&mut out, raw.as_bytes(), false);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_plain_message_has_one_part() {
        check(
            "Subject: a\r\n\r\nbody\r\n",
            r#"("text" "plain" NIL NIL NIL "7bit" 6 1)"#,
        );
    }

    #[test]
    fn a_multipart_lists_its_parts() {
        check(
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\na\r\n--b\r\n\
             Content-Type: text/html\r\n\r\n<p>a\r\n--b--\r\n",
            r#"(("text" "plain" NIL NIL NIL "7bit" 1 0)("text" "html" NIL NIL NIL "7bit" 4 0) "alternative")"#,
        );
    }

    #[test]
    fn an_empty_message_still_has_a_structure() {
        let mut out = Vec::new();
        body(&mut out, b"", true);
        assert!(out.starts_with(b"(\"text\" \"plain\""));
    }

    #[test]
    fn an_envelope_names_the_sender_thrice() {
        let mut out = Vec::new();
        envelope(
            &mut out,
            b"From: Ann <ann@firm.example>\r\nSubject: Hi\r\nMessage-ID: <1@firm.example>\r\n\r\n",
        );
        let ann = r#"(("Ann" NIL "ann" "firm.example"))"#;
        let expected =
            format!(r#"(NIL "Hi" {ann} {ann} {ann} NIL NIL NIL NIL "<1@firm.example>")"#);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
