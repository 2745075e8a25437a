//! The commands about mailboxes as such: LIST, STATUS, SELECT, CREATE and their kin.

use super::view::View;
use super::write::{mailbox_name, string};
use super::{Answer, Session};
use crate::Host;
use crate::host::Mailbox as Kept;
use imap_codec::imap_types::mailbox::{ListMailbox, Mailbox};
use imap_codec::imap_types::status::StatusDataItemName;
use std::fmt::Write as _;

/// Answers LIST and LSUB. `%` matches within a level, `*` across levels.
pub(super) fn list(
    host: &Host,
    account: &str,
    reference: &Mailbox<'_>,
    wildcard: &ListMailbox<'_>,
    command: &str,
) -> Answer {
    let wildcard = match wildcard {
        ListMailbox::Token(token) => String::from_utf8_lossy(token.as_ref()).into_owned(),
        ListMailbox::String(string) => String::from_utf8_lossy(string.as_ref()).into_owned(),
    };
    if wildcard.is_empty() {
        return Answer::with(format!("* {command} (\\Noselect) \"/\" \"\"\r\n").into_bytes());
    }
    let reference = match reference {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(_) => mailbox_name(reference),
    };
    let pattern = format!("{reference}{wildcard}");
    let untagged = host.read(|state| {
        let mut out = Vec::new();
        for (name, mailbox) in state
            .account(account)
            .iter()
            .flat_map(|account| &account.mailboxes)
        {
            if matches(&pattern, name) && (command == "LIST" || mailbox.subscribed) {
                let special_use = mailbox.special_use.filter(|_| state.settings.special_use);
                let attributes = format!(
                    "\\HasNoChildren {}",
                    special_use.map(|it| it.attribute()).unwrap_or_default()
                );
                out.extend_from_slice(
                    format!("* {command} ({}) \"/\" ", attributes.trim_end()).as_bytes(),
                );
                string(&mut out, name);
                out.extend_from_slice(b"\r\n");
            }
        }
        out
    });
    Answer::with(untagged)
}

/// Turns LIST with selection or return options (RFC 5258) into a plain one, which gets all attributes anyhow.
/// `None` if the line is no such LIST.
pub(super) fn without_list_options(line: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(line).ok()?.trim_end();
    let (tag, rest) = text.split_once(' ')?;
    let (verb, rest) = rest.split_once(' ')?;
    if !verb.eq_ignore_ascii_case("LIST") || !text.contains('(') {
        return None;
    }
    let rest = match rest.strip_prefix('(') {
        Some(selection) => selection.split_once(") ")?.1,
        None => rest,
    };
    let upper = rest.to_ascii_uppercase();
    let rest = upper
        .find(" RETURN (")
        .and_then(|at| rest.get(..at))
        .unwrap_or(rest);
    (!rest.contains('(')).then(|| format!("{tag} LIST {rest}\r\n").into_bytes())
}

pub(super) fn status(
    host: &Host,
    account: &str,
    mailbox: &Mailbox<'_>,
    items: &[StatusDataItemName],
) -> Answer {
    let name = mailbox_name(mailbox);
    let counted = host.read(|state| {
        let mailbox = state.mailbox(account, &name)?;
        Some(
            items
                .iter()
                .map(|item| count(mailbox, item))
                .collect::<Vec<_>>()
                .join(" "),
        )
    });
    let Some(counted) = counted else {
        return nonexistent();
    };
    let mut untagged = b"* STATUS ".to_vec();
    string(&mut untagged, &name);
    untagged.extend_from_slice(format!(" ({counted})\r\n").as_bytes());
    Answer::with(untagged)
}

pub(super) fn create(host: &Host, account: &str, mailbox: &Mailbox<'_>) -> Answer {
    let name = mailbox_name(mailbox).trim_end_matches('/').to_owned();
    host.change(|state| {
        let uid_validity = state.new_uid_validity();
        let Some(account) = state.account_mut(account) else {
            return nonexistent();
        };
        if account.mailboxes.contains_key(&name) {
            return Answer::status("NO [ALREADYEXISTS] it is there already");
        }
        let mut mailbox = Kept::new(None);
        mailbox.uid_validity = uid_validity;
        account.mailboxes.insert(name, mailbox);
        Answer::ok()
    })
}

pub(super) fn delete(host: &Host, account: &str, mailbox: &Mailbox<'_>) -> Answer {
    let name = mailbox_name(mailbox);
    if name == "INBOX" {
        return Answer::status("NO [CANNOT] INBOX stays");
    }
    let removed = host.change(|state| state.account_mut(account)?.mailboxes.remove(&name));
    removed.map_or_else(nonexistent, |_| Answer::ok())
}

pub(super) fn subscribe(
    host: &Host,
    account: &str,
    mailbox: &Mailbox<'_>,
    subscribed: bool,
) -> Answer {
    let name = mailbox_name(mailbox);
    host.change(|state| match state.mailbox_mut(account, &name) {
        Ok(mailbox) => {
            mailbox.subscribed = subscribed;
            Answer::ok()
        }
        Err(_) => nonexistent(),
    })
}

pub(super) fn nonexistent() -> Answer {
    Answer::status("NO [NONEXISTENT] no such mailbox")
}

impl Session {
    /// Opens a mailbox. One that was open is closed first, even if this fails (RFC 3501 section 6.3.1).
    pub(super) fn select(
        &mut self,
        account: &str,
        mailbox: &Mailbox<'_>,
        read_only: bool,
    ) -> Answer {
        let name = mailbox_name(mailbox);
        self.selected = None;
        let opened = self.host.read(|state| {
            let mailbox = state.mailbox(account, &name)?;
            Some((
                View::open(&name, mailbox, read_only),
                opening_lines(mailbox, read_only, state.settings.uid_next),
            ))
        });
        let Some((view, untagged)) = opened else {
            return nonexistent();
        };
        self.selected = Some(view);
        let status = if read_only {
            "OK [READ-ONLY] opened"
        } else {
            "OK [READ-WRITE] opened"
        };
        Answer {
            untagged,
            ..Answer::status(status)
        }
    }
}

fn opening_lines(mailbox: &Kept, read_only: bool, uid_next: bool) -> Vec<u8> {
    let mut lines = String::from("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n");
    let permanent = if read_only {
        ""
    } else {
        "\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*"
    };
    let _ = write!(lines, "* OK [PERMANENTFLAGS ({permanent})] these stay\r\n");
    let _ = write!(
        lines,
        "* {} EXISTS\r\n* 0 RECENT\r\n",
        mailbox.messages().len()
    );
    let unseen = mailbox
        .messages()
        .iter()
        .position(|message| !message.flags.contains("\\Seen"));
    if let Some(first) = unseen {
        let _ = write!(lines, "* OK [UNSEEN {}] first unseen\r\n", first + 1);
    }
    let _ = write!(
        lines,
        "* OK [UIDVALIDITY {}] UIDs hold\r\n",
        mailbox.uid_validity
    );
    if uid_next {
        let _ = write!(lines, "* OK [UIDNEXT {}] is next\r\n", mailbox.uid_next);
    }
    lines.into_bytes()
}

fn count(mailbox: &Kept, item: &StatusDataItemName) -> String {
    let with = |flag: &str| {
        mailbox
            .messages()
            .iter()
            .filter(|message| message.flags.contains(flag))
            .count()
    };
    match item {
        StatusDataItemName::Messages => format!("MESSAGES {}", mailbox.messages().len()),
        StatusDataItemName::Recent => "RECENT 0".to_owned(),
        StatusDataItemName::UidNext => format!("UIDNEXT {}", mailbox.uid_next),
        StatusDataItemName::UidValidity => format!("UIDVALIDITY {}", mailbox.uid_validity),
        StatusDataItemName::Unseen => {
            format!("UNSEEN {}", mailbox.messages().len() - with("\\Seen"))
        }
        StatusDataItemName::Deleted => format!("DELETED {}", with("\\Deleted")),
        StatusDataItemName::DeletedStorage => "DELETED-STORAGE 0".to_owned(),
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    let Some(first) = pattern.chars().next() else {
        return name.is_empty();
    };
    let rest = &pattern[first.len_utf8()..];
    let mut tails = name.char_indices().map(|(at, _)| at).chain([name.len()]);
    match first {
        '*' => tails.any(|at| matches(rest, &name[at..])),
        '%' => tails
            .take_while(|at| !name[..*at].contains('/'))
            .any(|at| matches(rest, &name[at..])),
        letter => name
            .strip_prefix(letter)
            .is_some_and(|tail| matches(rest, tail)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_stays_within_its_level() {
        let check = |pattern: &str, name: &str, expected: bool| {
            assert_eq!(matches(pattern, name), expected)
        };
        check("*", "Work/Jobs", true);
        check("%", "Work/Jobs", false);
        check("%", "Work", true);
        check("Work/%", "Work/Jobs", true);
        check("In*", "INBOX", false);
    }

    #[test]
    fn list_options_are_left_out() {
        let check = |line: &str, expected: Option<&str>| {
            let plain = without_list_options(line.as_bytes());
            assert_eq!(
                plain
                    .map(|plain| String::from_utf8(plain).unwrap())
                    .as_deref(),
                expected
            );
        };
        check(
            "a1 LIST (SPECIAL-USE) \"\" \"*\"\r\n",
            Some("a1 LIST \"\" \"*\"\r\n"),
        );
        check(
            "a1 list \"\" * RETURN (SPECIAL-USE)\r\n",
            Some("a1 LIST \"\" *\r\n"),
        );
        check("a1 LIST \"\"\r\n", None);
        check("a1 FETCH (1)\r\n", None);
    }
}
