//! Parts of a message by their section names (RFC 3501 section 6.4.5).

use super::parse::parse;
use crate::header::{self, Field};
use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::fetch::{Part, Section};
use mail_parser::PartType;

/// Cuts a section out of a message. What is not there is empty.
pub(super) fn extract(raw: &[u8], section: Option<&Section<'_>>) -> Vec<u8> {
    let whole = |part: Option<&Part>| match part {
        Some(part) => piece(raw, &numbers(part))
            .map(|piece| piece.body)
            .unwrap_or_default(),
        None => raw,
    };
    match section {
        None => raw.to_vec(),
        Some(Section::Header(part)) => header::split(whole(part.as_ref())).0.to_vec(),
        Some(Section::Text(part)) => header::split(whole(part.as_ref())).1.to_vec(),
        Some(Section::HeaderFields(part, names)) => pick(whole(part.as_ref()), |field| {
            names.as_ref().iter().any(|name| named(field, name))
        }),
        Some(Section::HeaderFieldsNot(part, names)) => pick(whole(part.as_ref()), |field| {
            !names.as_ref().iter().any(|name| named(field, name))
        }),
        Some(Section::Part(part)) => whole(Some(part)).to_vec(),
        Some(Section::Mime(part)) => piece(raw, &numbers(part))
            .map(|piece| piece.header.to_vec())
            .unwrap_or_default(),
    }
}

/// The section's name as the answer repeats it.
pub(super) fn label(section: Option<&Section<'_>>) -> String {
    let prefix = |part: &Option<Part>| {
        part.as_ref()
            .map(|part| format!("{}.", path(part)))
            .unwrap_or_default()
    };
    match section {
        None => String::new(),
        Some(Section::Part(part)) => path(part),
        Some(Section::Mime(part)) => format!("{}.MIME", path(part)),
        Some(Section::Header(part)) => format!("{}HEADER", prefix(part)),
        Some(Section::Text(part)) => format!("{}TEXT", prefix(part)),
        Some(Section::HeaderFields(part, names)) => {
            format!("{}HEADER.FIELDS ({})", prefix(part), list(names.as_ref()))
        }
        Some(Section::HeaderFieldsNot(part, names)) => {
            format!(
                "{}HEADER.FIELDS.NOT ({})",
                prefix(part),
                list(names.as_ref())
            )
        }
    }
}

/// A part's MIME header and its content.
struct Piece<'a> {
    header: &'a [u8],
    body: &'a [u8],
}

/// Finds a part by its numbers. Part 1 of a message that is not multipart is its body; a message within a message is
/// entered as if it were the whole.
fn piece<'a>(raw: &'a [u8], path: &[u32]) -> Option<Piece<'a>> {
    let message = parse(raw);
    let mut index = 0;
    for (depth, number) in path.iter().enumerate() {
        let part = message.parts.get(index)?;
        match &part.body {
            PartType::Multipart(children) => {
                let child = usize::try_from(*number).ok()?.checked_sub(1)?;
                index = usize::try_from(*children.get(child)?).ok()?;
            }
            PartType::Message(_) if depth > 0 => {
                let nested = raw.get(part.offset_body as usize..part.offset_end as usize)?;
                return piece(nested, &path[depth..]);
            }
            PartType::Message(_)
            | PartType::Text(_)
            | PartType::Html(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_) => {
                if depth > 0 || *number != 1 {
                    return None;
                }
            }
        }
    }
    let part = message.parts.get(index)?;
    Some(Piece {
        header: raw.get(part.offset_header as usize..part.offset_body as usize)?,
        body: raw.get(part.offset_body as usize..part.offset_end as usize)?,
    })
}

fn pick(raw: &[u8], mut wanted: impl FnMut(&Field<'_>) -> bool) -> Vec<u8> {
    let fields = header::fields(raw);
    let mut picked: Vec<u8> = fields
        .iter()
        .filter(|field| wanted(field))
        .flat_map(|field| field.whole.to_vec())
        .collect();
    picked.extend_from_slice(b"\r\n");
    picked
}

fn named(field: &Field<'_>, name: &AString<'_>) -> bool {
    field.name.eq_ignore_ascii_case(name.as_ref())
}

fn list(names: &[AString<'_>]) -> String {
    names
        .iter()
        .map(|name| String::from_utf8_lossy(name.as_ref()).into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn numbers(part: &Part) -> Vec<u32> {
    part.0.as_ref().iter().map(|number| number.get()).collect()
}

fn path(part: &Part) -> String {
    numbers(part)
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"Subject: two\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
        Content-Type: text/plain\r\n\r\nfirst\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
        Subject: inner\r\n\r\nwithin\r\n--b--\r\n";

    fn check(path: &[u32], expected: Option<&str>) {
        let found = piece(MAIL, path)
            .map(|piece| String::from_utf8_lossy(piece.body).trim_end().to_owned());
        assert_eq!(found.as_deref(), expected, "{path:?}");
    }

    #[test]
    fn parts_are_found_by_their_numbers() {
        check(&[1], Some("first"));
        check(&[2], Some("Subject: inner\r\n\r\nwithin"));
        check(&[2, 1], Some("within"));
        check(&[3], None);
        check(&[1, 1], None);
        check(&[0], None);
    }

    #[test]
    fn part_one_of_a_plain_message_is_its_body() {
        assert_eq!(
            piece(b"Subject: a\r\n\r\nbody\r\n", &[1]).unwrap().body,
            b"body\r\n"
        );
    }
}
