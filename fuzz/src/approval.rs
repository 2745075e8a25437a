//! Any bytes as a message while a draft waits for the owner's word: in the inbox nothing approves it, and in Sent only what
//! names the reminder by its code or its tag, and says a command that approves.

use heardback_core::approval::Mailbox;
use heardback_core::book::{OutgoingState, Reminder};
use heardback_core::mail::parse;
use heardback_core::reply::own_words;
use heardback_core::rule::Action;

use super::search::Search;

/// The first byte chooses where it lies. In the rest `{code}` and `{tag}` stand for those of the reminder.
pub fn body(bytes: &[u8]) {
    let Some((first, raw)) = bytes.split_first() else {
        return;
    };
    let mailbox = match first % 4 {
        0 => Mailbox::Inbox,
        1 => Mailbox::Junk,
        2 => Mailbox::Other,
        _ => Mailbox::Sent,
    };
    let is_draft = first & 4 != 0;
    let mut search = Search::thankful();
    let reminder: Reminder = search.book.reminders[&search.reminder(Action::ThankYou)]
        .as_ref()
        .clone();
    let code = search.codes[&reminder.id].clone();
    let raw = filled(&filled(raw, b"{code}", &code), b"{tag}", &reminder.tag);
    search.arrives(&raw, mailbox, is_draft);
    search.run_for(60);
    let leaves = search
        .letters()
        .iter()
        .any(|row| !matches!(row.state, OutgoingState::Held | OutgoingState::Cancelled));
    if !leaves && search.accepted.is_empty() {
        return;
    }
    let shown = String::from_utf8_lossy(&raw).into_owned();
    assert_eq!(mailbox, Mailbox::Sent, "{shown}");
    assert!(!is_draft, "{shown}");
    let mail = parse(&raw);
    let names = |text: &str| text.contains(&code) || text.contains(&reminder.tag);
    assert!(
        mail.headers.iter().any(|header| names(&header.value)) || names(&mail.subject),
        "it names no reminder: {shown}"
    );
    let line = own_words(&mail).first_line.to_lowercase();
    assert!(line.trim_start().starts_with("send"), "{line:?}: {shown}");
    for trace in [
        "Authentication-Results",
        "Received-SPF",
        "ARC-Seal",
        "Delivered-To",
    ] {
        assert!(
            mail.header(trace).is_none(),
            "it came in from outside: {shown}"
        );
    }
}

/// The bytes with the first `name` in them replaced.
fn filled(bytes: &[u8], name: &[u8], value: &str) -> Vec<u8> {
    match bytes.windows(name.len()).position(|part| part == name) {
        Some(at) => [&bytes[..at], value.as_bytes(), &bytes[at + name.len()..]].concat(),
        None => bytes.to_vec(),
    }
}
