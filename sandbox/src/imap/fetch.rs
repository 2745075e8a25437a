//! FETCH and UID FETCH.

use super::view::{Numbered, View};
use super::write::literal;
use super::{Answer, section, structure};
use crate::Host;
use crate::host::Message;
use imap_codec::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Section};
use std::io::Write as _;

/// Writes the wanted items of each message, and marks as seen what was read without PEEK.
pub(super) fn fetch(
    host: &Host,
    account: &str,
    view: &mut View,
    wanted: &[Numbered],
    items: &MacroOrMessageDataItemNames<'_>,
    by_uid: bool,
) -> Answer {
    let items = match items {
        MacroOrMessageDataItemNames::Macro(all) => all.expand(),
        MacroOrMessageDataItemNames::MessageDataItemNames(names) => names.clone(),
    };
    let marks = !view.read_only && items.iter().any(marks_as_seen);
    let found: Vec<(Numbered, Message, bool)> = host.change(|state| {
        let change = state.new_change();
        let Ok(mailbox) = state.mailbox_mut(account, &view.mailbox) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for number in wanted {
            let Some(message) = mailbox.message_mut(number.uid) else {
                continue;
            };
            let marked = marks && message.flags.insert("\\Seen".to_owned());
            if marked {
                message.changed = change;
            }
            found.push((*number, message.clone(), marked));
        }
        if marks {
            view.has_seen_changes(mailbox);
        }
        found
    });
    let mut untagged = Vec::new();
    for (number, message, marked) in &found {
        write_message(&mut untagged, *number, message, &items, by_uid);
        if *marked && !items.contains(&MessageDataItemName::Flags) {
            write_flags(&mut untagged, *number, message, by_uid);
        }
    }
    Answer {
        holds_expunges: !by_uid,
        ..Answer::with(untagged)
    }
}

/// Writes a FETCH line with nothing but the flags.
pub(super) fn write_flags(out: &mut Vec<u8>, number: Numbered, message: &Message, by_uid: bool) {
    write_message(out, number, message, &[MessageDataItemName::Flags], by_uid);
}

fn write_message(
    out: &mut Vec<u8>,
    number: Numbered,
    message: &Message,
    items: &[MessageDataItemName<'_>],
    by_uid: bool,
) {
    out.extend_from_slice(format!("* {} FETCH (", number.sequence).as_bytes());
    let unasked = by_uid && !items.contains(&MessageDataItemName::Uid);
    let uid = unasked.then_some(&MessageDataItemName::Uid);
    for (index, item) in uid.into_iter().chain(items).enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        write_item(out, message, item);
    }
    out.extend_from_slice(b")\r\n");
}

fn write_item(out: &mut Vec<u8>, message: &Message, item: &MessageDataItemName<'_>) {
    let raw = &message.raw;
    // Writing into memory cannot fail.
    let _ = match item {
        MessageDataItemName::Uid => write!(out, "UID {}", message.uid),
        MessageDataItemName::Flags => {
            let flags: Vec<_> = message.flags.iter().map(String::as_str).collect();
            write!(out, "FLAGS ({})", flags.join(" "))
        }
        MessageDataItemName::InternalDate => {
            write!(
                out,
                "INTERNALDATE \"{}\"",
                message.internal_date.format("%d-%b-%Y %H:%M:%S +0000")
            )
        }
        MessageDataItemName::Rfc822Size => write!(out, "RFC822.SIZE {}", raw.len()),
        MessageDataItemName::Envelope => {
            out.extend_from_slice(b"ENVELOPE ");
            structure::envelope(out, raw);
            Ok(())
        }
        MessageDataItemName::BodyStructure => {
            out.extend_from_slice(b"BODYSTRUCTURE ");
            structure::body(out, raw, true);
            Ok(())
        }
        MessageDataItemName::Body => {
            out.extend_from_slice(b"BODY ");
            structure::body(out, raw, false);
            Ok(())
        }
        MessageDataItemName::BodyExt {
            section, partial, ..
        } => {
            write_section(
                out,
                raw,
                section.as_ref(),
                partial.map(|(start, length)| (start, length.get())),
            );
            Ok(())
        }
        MessageDataItemName::Rfc822 => write_named(out, "RFC822", raw),
        MessageDataItemName::Rfc822Header => write_named(
            out,
            "RFC822.HEADER",
            &section::extract(raw, Some(&Section::Header(None))),
        ),
        MessageDataItemName::Rfc822Text => write_named(
            out,
            "RFC822.TEXT",
            &section::extract(raw, Some(&Section::Text(None))),
        ),
        // BINARY is not offered.
        MessageDataItemName::Binary { .. } => write!(out, "BINARY[] NIL"),
        MessageDataItemName::BinarySize { .. } => write!(out, "BINARY.SIZE[] 0"),
    };
}

fn write_section(
    out: &mut Vec<u8>,
    raw: &[u8],
    section: Option<&Section<'_>>,
    partial: Option<(u32, u32)>,
) {
    let bytes = section::extract(raw, section);
    let (origin, bytes) = match partial {
        Some((start, length)) => {
            let from = (start as usize).min(bytes.len());
            let to = from.saturating_add(length as usize).min(bytes.len());
            (format!("<{start}>"), &bytes[from..to])
        }
        None => (String::new(), &bytes[..]),
    };
    out.extend_from_slice(format!("BODY[{}]{origin} ", section::label(section)).as_bytes());
    literal(out, bytes);
}

fn write_named(out: &mut Vec<u8>, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    write!(out, "{name} ")?;
    literal(out, bytes);
    Ok(())
}

/// RFC 3501 section 6.4.5: reading a body without PEEK sets \Seen.
fn marks_as_seen(item: &MessageDataItemName<'_>) -> bool {
    match item {
        MessageDataItemName::BodyExt { peek, .. } | MessageDataItemName::Binary { peek, .. } => {
            !peek
        }
        MessageDataItemName::Rfc822 | MessageDataItemName::Rfc822Text => true,
        MessageDataItemName::Body
        | MessageDataItemName::BodyStructure
        | MessageDataItemName::Envelope
        | MessageDataItemName::Flags
        | MessageDataItemName::InternalDate
        | MessageDataItemName::Rfc822Header
        | MessageDataItemName::Rfc822Size
        | MessageDataItemName::Uid
        | MessageDataItemName::BinarySize { .. } => false,
    }
}
