//! FETCH and UID FETCH.

use super::view::{Numbered, View};
use super::write::{literal, string};
use super::{Answer, section, structure};
use crate::faults::Blow;
use crate::host::{Message, State};
use crate::wire::Protocol;
use crate::{Event, Host};
use imap_codec::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Section};
use std::collections::{BTreeSet, HashSet};
use std::io::Write as _;

/// What is asked of each message.
pub(super) struct Fetch<'a> {
    pub items: &'a MacroOrMessageDataItemNames<'a>,
    /// X-GM-LABELS too.
    pub labels: bool,
    pub by_uid: bool,
}

/// Writes the wanted items of each message, and marks as seen what was read without PEEK.
pub(super) fn fetch(
    host: &Host,
    account: &str,
    view: &mut View,
    wanted: &[Numbered],
    fetch: &Fetch<'_>,
) -> Answer {
    let by_uid = fetch.by_uid;
    let mut items = match fetch.items {
        MacroOrMessageDataItemNames::Macro(all) => all.expand(),
        MacroOrMessageDataItemNames::MessageDataItemNames(names) => names.clone(),
    };
    let mut asked = HashSet::new();
    items.retain(|item| asked.insert(item.clone()));
    let marks = !view.read_only && items.iter().any(marks_as_seen);
    let found = if marks {
        host.change(|state| mark(state, account, view, wanted))
    } else {
        host.read(|state| look(state, account, view, wanted))
    };
    let mut answer = Answer {
        holds_expunges: !by_uid,
        ..Answer::ok()
    };
    let reads = items.iter().any(reads_content);
    for (number, message, marked) in &found {
        let blow = if reads {
            strike(host, message.uid)
        } else {
            Blow::default()
        };
        answer.untagged.extend_from_slice(&blow.before);
        if blow.ending.is_some() {
            answer.interrupted = Some(Blow {
                before: Vec::new(),
                ..blow
            });
            break;
        }
        if !blow.before.is_empty() {
            continue;
        }
        let labels = fetch
            .labels
            .then(|| host.read(|state| state.labels(account, &view.mailbox, message)));
        write_message(&mut answer.untagged, *number, message, &items, by_uid);
        if let Some(labels) = labels {
            write_labels(&mut answer.untagged, &labels);
        }
        if *marked && !items.contains(&MessageDataItemName::Flags) {
            write_flags(&mut answer.untagged, *number, message, by_uid);
        }
    }
    answer
}

/// A message, and whether it was just marked as seen.
type Found = (Numbered, Message, bool);

fn look(state: &State, account: &str, view: &View, wanted: &[Numbered]) -> Vec<Found> {
    let Some(mailbox) = state.mailbox(account, &view.mailbox) else {
        return Vec::new();
    };
    let found = wanted.iter().filter_map(|number| {
        let message = mailbox.message(number.uid)?;
        Some((*number, message.clone(), false))
    });
    found.collect()
}

fn mark(state: &mut State, account: &str, view: &mut View, wanted: &[Numbered]) -> Vec<Found> {
    let mut found = look(state, account, view, wanted);
    let Ok(mailbox) = state.mailbox_mut(account, &view.mailbox) else {
        return found;
    };
    for (number, message, marked) in &mut found {
        if !message.flags.contains("\\Seen") {
            let seen = |flags: &mut BTreeSet<String>| flags.extend(["\\Seen".to_owned()]);
            let now = mailbox.flag(number.uid, seen).cloned();
            (*message, *marked) = (now.unwrap_or_else(|| message.clone()), true);
        }
    }
    view.has_seen_flags(mailbox);
    found
}

fn strike(host: &Host, uid: u32) -> Blow {
    let effects = host.faults().message(uid);
    for effect in &effects {
        let command = "FETCH".to_owned();
        host.note(Event::Struck {
            protocol: Protocol::Imap,
            command,
            effect: effect.clone(),
        });
    }
    Blow::of(effects)
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

/// Adds Gmail's labels to the line that was just written.
fn write_labels(out: &mut Vec<u8>, labels: &[String]) {
    out.truncate(out.len() - b")\r\n".len());
    out.extend_from_slice(b" X-GM-LABELS (");
    for (index, label) in labels.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        string(out, label);
    }
    out.extend_from_slice(b"))\r\n");
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

/// Whether the server has to read the message's text for it.
fn reads_content(item: &MessageDataItemName<'_>) -> bool {
    match item {
        MessageDataItemName::BodyExt { .. }
        | MessageDataItemName::Binary { .. }
        | MessageDataItemName::Rfc822
        | MessageDataItemName::Rfc822Header
        | MessageDataItemName::Rfc822Text => true,
        MessageDataItemName::Body
        | MessageDataItemName::BodyStructure
        | MessageDataItemName::Envelope
        | MessageDataItemName::Flags
        | MessageDataItemName::InternalDate
        | MessageDataItemName::Rfc822Size
        | MessageDataItemName::Uid
        | MessageDataItemName::BinarySize { .. } => false,
    }
}
