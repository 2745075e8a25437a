//! The commands that change messages: APPEND, STORE, COPY, MOVE and EXPUNGE.

use super::mailboxes::nonexistent;
use super::view::{Numbered, View};
use super::write::mailbox_name;
use super::{Answer, fetch};
use crate::Host;
use crate::host::{NoSuchMailbox, Place};
use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_codec::imap_types::mailbox::Mailbox;
use std::collections::BTreeSet;

pub(super) fn append(
    host: &Host,
    account: &str,
    mailbox: &Mailbox<'_>,
    flags: &[Flag<'_>],
    date: Option<&DateTime>,
    message: &LiteralOrLiteral8<'_>,
) -> Answer {
    let raw = match message {
        LiteralOrLiteral8::Literal(literal) => literal.as_ref(),
        LiteralOrLiteral8::Literal8(literal) => &literal.data,
    };
    let date = date.map_or_else(|| host.now(), |date| date.as_ref().to_utc());
    let flags = flags.iter().map(ToString::to_string).collect();
    let name = mailbox_name(mailbox);
    match host.change(|state| state.file(account, &name, flags, date, raw.into())) {
        Ok(place) if host.settings().uid_plus => Answer::status(format!(
            "OK [APPENDUID {} {}] kept",
            place.uid_validity, place.uid
        )),
        Ok(_) => Answer::status("OK kept"),
        Err(NoSuchMailbox { .. }) => Answer::status("NO [TRYCREATE] no such mailbox"),
    }
}

/// Which flags, and what to do with them.
pub(super) struct Store<'a> {
    pub kind: StoreType,
    pub response: StoreResponse,
    pub flags: &'a [Flag<'a>],
    pub by_uid: bool,
}

pub(super) fn store(
    host: &Host,
    account: &str,
    view: &mut View,
    wanted: &[Numbered],
    store: &Store<'_>,
) -> Answer {
    if view.read_only {
        return Answer::status("NO [READ-ONLY] the mailbox was opened with EXAMINE");
    }
    let flags: BTreeSet<String> = store.flags.iter().map(ToString::to_string).collect();
    let untagged = host.change(|state| {
        let Ok(mailbox) = state.mailbox_mut(account, &view.mailbox) else {
            return Vec::new();
        };
        let mut untagged = Vec::new();
        for number in wanted {
            let message = mailbox.flag(number.uid, |old| match store.kind {
                StoreType::Replace => old.clone_from(&flags),
                StoreType::Add => old.extend(flags.iter().cloned()),
                StoreType::Remove => old.retain(|flag| !flags.contains(flag)),
            });
            if let Some(message) = message.filter(|_| store.response == StoreResponse::Answer) {
                fetch::write_flags(&mut untagged, *number, message, store.by_uid);
            }
        }
        view.has_seen_flags(mailbox);
        untagged
    });
    Answer {
        holds_expunges: !store.by_uid,
        ..Answer::with(untagged)
    }
}

/// Copies messages, and removes them where they were if `moving` (RFC 6851).
pub(super) fn copy(
    host: &Host,
    account: &str,
    view: &View,
    wanted: &[Numbered],
    mailbox: &Mailbox<'_>,
    moving: bool,
) -> Answer {
    if moving && view.read_only {
        return Answer::status("NO [READ-ONLY] the mailbox was opened with EXAMINE");
    }
    let to = mailbox_name(mailbox);
    let uids: Vec<u32> = wanted.iter().map(|number| number.uid).collect();
    let copied = host.change(|state| {
        state.mailbox(account, &to)?;
        let source = state.mailbox(account, &view.mailbox)?;
        let there: Vec<u32> = uids
            .iter()
            .copied()
            .filter(|uid| source.message(*uid).is_some())
            .collect();
        let places = state.copy(account, &view.mailbox, &there, &to).ok()?;
        if moving {
            let source = state.mailbox_mut(account, &view.mailbox).ok()?;
            source.remove(|message| there.contains(&message.uid));
        }
        Some((there, places))
    });
    let Some((from, places)) = copied else {
        return Answer::status("NO [TRYCREATE] no such mailbox");
    };
    let code = copy_uid(&from, &places).filter(|_| host.settings().uid_plus);
    match code {
        // RFC 6851 section 4.3: MOVE says it before the EXPUNGE lines.
        Some(code) if moving => Answer::with(format!("* OK [{code}] moved\r\n").into_bytes()),
        Some(code) => Answer::status(format!("OK [{code}] copied")),
        None => Answer::ok(),
    }
}

/// Removes what bears \Deleted, of all messages or of the wanted ones. CLOSE does so in silence.
pub(super) fn expunge(
    host: &Host,
    account: &str,
    view: &View,
    wanted: Option<&[Numbered]>,
    aloud: bool,
) -> Answer {
    if view.read_only {
        return if aloud {
            Answer::status("NO [READ-ONLY] the mailbox was opened with EXAMINE")
        } else {
            Answer::ok()
        };
    }
    host.change(|state| {
        let Ok(mailbox) = state.mailbox_mut(account, &view.mailbox) else {
            return nonexistent();
        };
        mailbox.remove(|message| {
            let meant =
                wanted.is_none_or(|wanted| wanted.iter().any(|number| number.uid == message.uid));
            meant && message.flags.contains("\\Deleted")
        });
        Answer::ok()
    })
}

/// RFC 4315: the UIDs there and the UIDs here, in the same order.
fn copy_uid(from: &[u32], places: &[Place]) -> Option<String> {
    let join = |uids: Vec<u32>| {
        uids.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(",")
    };
    let to = join(places.iter().map(|place| place.uid).collect());
    Some(format!(
        "COPYUID {} {} {to}",
        places.first()?.uid_validity,
        join(from.to_vec())
    ))
}
