//! Looks mail up by its Message-ID and files copies of what was sent.
//!
//! "Not found" counts for something only beside a mail that the same search does find: servers answer searches wrongly,
//! index late, and rewrite Message-IDs.

use std::collections::BTreeSet;
use std::time::Duration;

use super::fetch::set;
use super::response::Data;
use super::session::{COMMAND_LIMIT, quoted};
use super::{Error, Session};

/// How many of the newest messages are compared one by one where the search finds nothing.
const COMPARED: usize = 50;
/// How long filing one copy may take.
const APPEND_LIMIT: Duration = Duration::from_secs(180);

/// What a look-up by Message-ID found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The message's UID in that mailbox; the lowest, if there are several.
    pub uid: Option<u32>,
    /// How many messages bear it.
    pub copies: usize,
    /// Whether the control, a mail known to be there, was found by the same means. Nothing if none was given.
    pub control_found: Option<bool>,
}

/// A copy that was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// Its mailbox's numbering and its UID, where the server says so (RFC 4315).
    pub place: Option<(u32, u32)>,
}

/// Looks for a Message-ID (without brackets) in a mailbox: by the server's search, then by comparing the newest messages
/// here, where Outlook.com's record of the id it replaced counts too. `control` is the Message-ID of an earlier mail known
/// to be in that mailbox.
pub async fn find_message_id(
    session: &mut Session,
    mailbox: &str,
    message_id: &str,
    control: Option<&str>,
) -> Result<Lookup, Error> {
    session.examine(mailbox).await?;
    let found = find_in_open(session, message_id).await?;
    let control_found = match control {
        Some(control) => Some(!find_in_open(session, control).await?.is_empty()),
        None => None,
    };
    Ok(Lookup {
        uid: found.first().copied(),
        copies: found.len(),
        control_found,
    })
}

/// Appends a message to a mailbox, marked as read. The one command here that changes anything on the server. After an
/// error the copy may have been filed all the same: look it up before trying again.
pub async fn append(session: &mut Session, mailbox: &str, message: &[u8]) -> Result<Filed, Error> {
    let command = format!("APPEND {} (\\Seen)", quoted(mailbox, "APPEND")?);
    let answer = session
        .append_command(&command, message, APPEND_LIMIT)
        .await?;
    let code = answer.codes.iter().find(|code| code.name == "APPENDUID");
    let place = code.and_then(|code| {
        let (validity, uid) = code.rest.split_once(' ')?;
        Some((validity.parse().ok()?, uid.parse().ok()?))
    });
    Ok(Filed { place })
}

async fn find_in_open(session: &mut Session, message_id: &str) -> Result<BTreeSet<u32>, Error> {
    let hits = match searchable(message_id) {
        true => search(session, message_id).await?,
        false => BTreeSet::new(),
    };
    let hits = hits.into_iter().rev().take(COMPARED).collect();
    let found = compare(session, &hits, message_id).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let all = session.uid_search("ALL").await?;
    let newest = all.into_iter().rev().take(COMPARED).collect();
    compare(session, &newest, message_id).await
}

/// A server that cannot search headers refuses; then only comparing is left.
async fn search(session: &mut Session, message_id: &str) -> Result<BTreeSet<u32>, Error> {
    match session
        .uid_search(&format!("HEADER Message-ID \"{message_id}\""))
        .await
    {
        Err(Error::Refused { .. }) => Ok(BTreeSet::new()),
        found => found,
    }
}

/// Which of these messages bear the Message-ID exactly: IMAP searches for substrings, and some servers for words.
async fn compare(
    session: &mut Session,
    uids: &BTreeSet<u32>,
    message_id: &str,
) -> Result<BTreeSet<u32>, Error> {
    if uids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let command = format!(
        "UID FETCH {} (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID)])",
        set(uids)
    );
    let answer = session.command("FETCH", &command, COMMAND_LIMIT).await?;
    let bearing = answer.data.into_iter().filter_map(|data| {
        let Data::Fetch(fetch) = data else {
            return None;
        };
        let header = String::from_utf8_lossy(&fetch.body?).into_owned();
        bears(&header, message_id).then_some(fetch.uid?)
    });
    Ok(bearing.filter(|uid| uids.contains(uid)).collect())
}

fn bears(header: &str, message_id: &str) -> bool {
    header
        .split(['<', '>', ' ', '\t', '\r', '\n'])
        .any(|word| word == message_id)
}

/// Whether a Message-ID can stand in a quoted string as it is. Anything else could become a command.
fn searchable(message_id: &str) -> bool {
    !message_id.is_empty()
        && message_id.len() <= 500
        && message_id
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_cannot_become_a_command() {
        for (message_id, expected) in [
            ("a.b@c.test", true),
            ("a\r\nX LOGOUT", false),
            ("a\"b@c.test", false),
            ("a\\b@c.test", false),
            ("a\0b@c.test", false),
            ("é@c.test", false),
            ("a b@c.test", false),
            ("", false),
        ] {
            assert_eq!(searchable(message_id), expected, "{message_id:?}");
        }
    }

    #[test]
    fn a_message_id_is_compared_whole() {
        assert!(bears("Message-ID: <a@b.test>\r\n\r\n", "a@b.test"));
        assert!(bears(
            "Message-ID:\r\n <a@b.test>\r\nX-Microsoft-Original-Message-ID: <c@d.test>\r\n",
            "c@d.test"
        ));
        assert!(!bears("Message-ID: <xa@b.test>\r\n", "a@b.test"));
    }
}
