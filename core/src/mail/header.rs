//! Header fields (RFC 5322 §2.2): split, unfolded, decoded into what they stand for.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use mail_parser::ContentType;
use mail_parser::parsers::MessageStream;

use super::{Header, clean, decode, word};
use crate::id::{Address, MessageId, Person};
use crate::moment::Time;

/// Header bytes that are read; what follows is left out (`HeadersTooLong`).
pub const LIMIT: usize = 64 * 1024;
/// Mailboxes that are read of one kind of field.
const MAX_PEOPLE: usize = 200;

/// The fields at the start of `bytes`, the rest after the empty line, and whether the fields were cut at [`LIMIT`].
///
/// A line that is no field and no continuation ends the block, as a missing empty line does in real mail.
#[must_use]
pub fn split(bytes: &[u8]) -> (Vec<Header>, &[u8], bool) {
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    let mut rest = bytes;
    let mut cut = false;
    loop {
        let end = rest
            .iter()
            .position(|b| *b == b'\n')
            .map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        let bare = line.trim_ascii_end();
        if line.is_empty() || bare.is_empty() {
            rest = after;
            break;
        }
        if bytes.len() - after.len() > LIMIT {
            cut = true;
            rest = body_after(rest);
            break;
        }
        if line.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(b' ');
                value.extend_from_slice(bare.trim_ascii());
            }
        } else if let Some((name, value)) = field(bare) {
            fields.push((name, value.to_vec()));
        } else if let Some((_, value)) = fields.last_mut()
            && value.ends_with(b";")
            && bare.contains(&b'=')
        {
            // Old Java mailers break a line before `boundary=` and forget the space.
            value.push(b' ');
            value.extend_from_slice(bare.trim_ascii());
        } else {
            break;
        }
        rest = after;
    }
    let fields = fields
        .into_iter()
        .map(|(name, value)| Header {
            name,
            value: decode::charset(None, value.trim_ascii()).0,
        })
        .collect();
    (fields, rest, cut)
}

/// What follows the first empty line.
fn body_after(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| *b == b'\n') {
        let (line, after) = rest.split_at(at + 1);
        rest = after;
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    rest
}

fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let at = line.iter().position(|b| *b == b':')?;
    let (name, value) = line.split_at(at);
    let name = name.trim_ascii_end();
    let fits = !name.is_empty() && name.len() <= 128 && name.iter().all(u8::is_ascii_graphic);
    fits.then(|| {
        (
            String::from_utf8_lossy(name).into_owned(),
            value.get(1..).unwrap_or_default(),
        )
    })
}

/// An unstructured field (RFC 2047 words decoded) on one clean line.
#[must_use]
pub fn unstructured(value: &str) -> String {
    let with_end = format!("{}\n", word::joined(value));
    let read = MessageStream::new(with_end.as_bytes()).parse_unstructured();
    let text = read.as_text().unwrap_or(value);
    // Some tools escape a subject as if it were HTML.
    if text.contains('&') && text.contains(';') {
        clean::line(&super::html::unescape(text))
    } else {
        clean::line(text)
    }
}

/// Every mailbox of an address list, members of groups included. A mailbox whose address is unusable has none, but
/// counts.
#[must_use]
pub fn people(value: &str) -> Vec<Person> {
    let with_end = format!("{}\n", word::joined(value));
    let read = MessageStream::new(with_end.as_bytes()).parse_address();
    let Some(list) = read.as_address() else {
        return Vec::new();
    };
    let people: Vec<Person> = list.iter().take(MAX_PEOPLE).filter_map(person).collect();
    // "Talent Acquisition, Northwind <jobs@…>": an unquoted comma within one name, where only one address stands.
    if people.len() > 1
        && value.matches('@').count() == 1
        && people.iter().rev().skip(1).all(|p| p.email.is_none())
    {
        let names: Vec<&str> = people.iter().filter_map(|p| p.name.as_deref()).collect();
        let email = people.last().and_then(|p| p.email.clone());
        return vec![Person {
            name: Some(names.join(", ")),
            email,
        }];
    }
    people
}

fn person(mailbox: &mail_parser::Addr) -> Option<Person> {
    let address = mailbox.address().map(str::trim).filter(|a| !a.is_empty());
    let name = mailbox.name().map(clean::line).unwrap_or_default();
    let name = name.trim_matches(['"', '\'']).trim();
    let name = (!name.is_empty()).then(|| name.to_owned());
    (address.is_some() || name.is_some()).then(|| Person {
        name,
        email: address.and_then(Address::new),
    })
}

/// The ids of In-Reply-To or References, in order; a bare id without brackets is taken where nothing else stands.
#[must_use]
pub fn message_ids(value: &str) -> Vec<MessageId> {
    let bracketed: Vec<MessageId> = value
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .filter_map(|(id, _)| MessageId::new(&id.split_whitespace().collect::<String>()))
        .take(200)
        .collect();
    if bracketed.is_empty() && !value.contains(['<', '>']) && value.contains('@') {
        return MessageId::new(value).into_iter().collect();
    }
    bracketed
}

/// A date and time of RFC 5322 §3.3 (or of RFC 3339, which some tools write) in its own offset.
#[must_use]
pub fn date(value: &str) -> Option<DateTime<FixedOffset>> {
    let value = value.trim();
    if let Some(parsed) = mail_parser::DateTime::parse_rfc822(value)
        && let Some(date) = instant(&parsed)
    {
        return Some(date);
    }
    DateTime::parse_from_rfc3339(value)
        .ok()
        .filter(|d| (1970..=2200).contains(&d.year()))
}

fn instant(parsed: &mail_parser::DateTime) -> Option<DateTime<FixedOffset>> {
    let seconds = i32::from(parsed.tz_hour) * 3600 + i32::from(parsed.tz_minute) * 60;
    let offset = FixedOffset::east_opt(if parsed.tz_before_gmt {
        -seconds
    } else {
        seconds
    })?;
    if !(1970..=2200).contains(&parsed.year) {
        return None;
    }
    NaiveDate::from_ymd_opt(
        i32::from(parsed.year),
        u32::from(parsed.month),
        u32::from(parsed.day),
    )?
    .and_hms_opt(
        u32::from(parsed.hour),
        u32::from(parsed.minute),
        u32::from(parsed.second.min(59)),
    )?
    .and_local_timezone(offset)
    .single()
}

/// The instant at which a server says it took the message: what follows the last `;` of a Received field.
#[must_use]
pub fn received(value: &str) -> Option<Time> {
    let (_, stamp) = value.rsplit_once(';')?;
    date(stamp).map(|d| d.to_utc())
}

/// A Content-Type or Content-Disposition.
#[must_use]
pub fn content(value: &str) -> Option<ContentType<'static>> {
    let with_end = format!("{value}\n");
    MessageStream::new(with_end.as_bytes())
        .parse_content_type()
        .into_owned()
        .into_content_type()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_in_order_and_a_missing_empty_line_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = ["Subject: a", " b", "\tc", "X: 1", "X: 2", "", "body", ""].join(end);
            let (fields, rest, cut) = split(text.as_bytes());
            let fields: Vec<_> = fields
                .iter()
                .map(|h| (h.name.as_str(), h.value.as_str()))
                .collect();
            assert_eq!(fields, [("Subject", "a b c"), ("X", "1"), ("X", "2")]);
            assert_eq!(rest, format!("body{end}").as_bytes());
            assert!(!cut);
        }
        let (fields, rest, _) = split(b"Content-Type: multipart/mixed;\nboundary=b\n\nx");
        assert_eq!(
            (fields[0].value.as_str(), rest),
            ("multipart/mixed; boundary=b", &b"x"[..])
        );
        let (fields, rest, _) = split(b"A: 1\nHello there\nB: 2");
        assert_eq!(fields.len(), 1);
        assert_eq!(rest, b"Hello there\nB: 2");
    }

    #[test]
    fn endless_headers_are_cut_and_the_body_found() {
        let text = format!("{}\nbody", "A: 1234567890\n".repeat(20_000));
        let (fields, rest, cut) = split(text.as_bytes());
        assert!(cut && fields.len() < 5_000);
        assert_eq!(rest, b"body");
    }

    #[test]
    fn every_mailbox_counts() {
        let check = |value: &str, expected: &[(&str, &str)]| {
            let found: Vec<_> = people(value)
                .into_iter()
                .map(|p| {
                    (
                        p.name.unwrap_or_default(),
                        p.email.map(|e| e.to_string()).unwrap_or_default(),
                    )
                })
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect();
            assert_eq!(found, expected, "{value}");
        };
        check(
            "Dana Lee <dana@northwind.example>",
            &[("Dana Lee", "dana@northwind.example")],
        );
        check(
            "a@x.example, b@x.example",
            &[("", "a@x.example"), ("", "b@x.example")],
        );
        check(
            "=?utf-8?q?J=C3=BCrg?= <J@X.example>",
            &[("J\u{fc}rg", "j@x.example")],
        );
        check(
            "\"Lee, Dana\" <d@x.example>",
            &[("Lee, Dana", "d@x.example")],
        );
        check(
            "Team: a@x.example, b@x.example;",
            &[("", "a@x.example"), ("", "b@x.example")],
        );
        check(
            "Talent Acquisition, Northwind <jobs@x.example>",
            &[("Talent Acquisition, Northwind", "jobs@x.example")],
        );
        check(
            "\"odd one\"@x.example, a@x.example",
            &[("odd one", ""), ("", "a@x.example")],
        );
        check("\"odd one\"@x.example", &[("odd one", "")]);
    }

    #[test]
    fn ids_are_taken_from_brackets() {
        let check = |value: &str, expected: &[&str]| {
            let found: Vec<_> = message_ids(value)
                .iter()
                .map(|id| id.as_str().to_owned())
                .collect();
            assert_eq!(found, expected, "{value}");
        };
        check("<a@b> <c@d>", &["a@b", "c@d"]);
        check("a@b", &["a@b"]);
        check("Your message of Monday <a@b>", &["a@b"]);
        check("<a b@c>", &["ab@c"]);
        check("rubbish", &[]);
    }

    #[test]
    fn dates_keep_their_offset() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(
                date(value).map(|d| d.to_rfc3339()).as_deref(),
                expected,
                "{value}"
            );
        };
        check(
            "Wed, 4 Mar 2026 10:12:00 -0500",
            Some("2026-03-04T10:12:00-05:00"),
        );
        check(
            "4 Mar 2026 10:12 +0530 (IST)",
            Some("2026-03-04T10:12:00+05:30"),
        );
        check(
            "Wed, 04 Mar 2026 10:12:00 GMT",
            Some("2026-03-04T10:12:00+00:00"),
        );
        check(
            "2026-03-04T10:12:00-05:00",
            Some("2026-03-04T10:12:00-05:00"),
        );
        check("yesterday", None);
        check("Wed, 99 Mar 2026 10:12:00 -0500", None);
    }
}
