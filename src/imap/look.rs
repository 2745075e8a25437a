//! Looks into a mailbox for `doctor`: its newest messages, and how full the account is. Nothing is changed.

use std::collections::BTreeSet;

use super::fetch::set;
use super::response::Data;
use super::session::COMMAND_LIMIT;
use super::{Error, Session};

/// The first bytes of each message that are looked at.
const LOOKED_AT: u32 = 64 * 1024;
/// At most so many messages at once.
const AT_ONCE: usize = 20;

/// How full an account is (RFC 9208), in KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// What is used.
    pub used: u64,
    /// What there is.
    pub limit: u64,
}

/// The messages of a mailbox with a UID of at least `from`, the newest at most 20, each with its UID; and the UID that the next
/// one will have at least.
pub async fn messages_from(
    session: &mut Session,
    mailbox: &str,
    from: u32,
) -> Result<(Vec<(u32, Vec<u8>)>, u32), Error> {
    session.examine(mailbox).await?;
    // "N:*" answers with the last message even where its UID is smaller (RFC 3501 section 6.4.8).
    let all = session.uid_search("ALL").await?;
    let next = all.last().map_or(1, |last| last.saturating_add(1));
    let wanted: BTreeSet<u32> = all.range(from..).rev().take(AT_ONCE).copied().collect();
    if wanted.is_empty() {
        return Ok((Vec::new(), next));
    }
    let command = format!(
        "UID FETCH {} (UID BODY.PEEK[]<0.{LOOKED_AT}>)",
        set(&wanted)
    );
    let answer = session.command("FETCH", &command, COMMAND_LIMIT).await?;
    let mut found: Vec<(u32, Vec<u8>)> = answer
        .data
        .into_iter()
        .filter_map(|data| match data {
            Data::Fetch(fetch) => fetch.uid.zip(fetch.body),
            Data::Capability(_)
            | Data::List(_)
            | Data::Search(_)
            | Data::Exists(_)
            | Data::Expunge
            | Data::Quota(_)
            | Data::Other => None,
        })
        .filter(|(uid, _)| wanted.contains(uid))
        .collect();
    found.sort_by_key(|(uid, _)| *uid);
    Ok((found, next))
}

/// The newest message of a mailbox.
pub async fn newest(session: &mut Session, mailbox: &str) -> Result<Option<Vec<u8>>, Error> {
    session.examine(mailbox).await?;
    let Some(last) = session.uid_search("ALL").await?.last().copied() else {
        return Ok(None);
    };
    let (mut found, _) = messages_from(session, mailbox, last).await?;
    Ok(found.pop().map(|(_, bytes)| bytes))
}

/// How full the account is; nothing where the server does not say.
pub async fn quota(session: &mut Session) -> Result<Option<Quota>, Error> {
    if !session.can("QUOTA") {
        return Ok(None);
    }
    let command = "GETQUOTAROOT \"INBOX\"";
    let answer = match session
        .command("GETQUOTAROOT", command, COMMAND_LIMIT)
        .await
    {
        Err(Error::Refused { .. }) => return Ok(None),
        answer => answer?,
    };
    let storage = answer.data.into_iter().find_map(|data| match data {
        Data::Quota(quota) => Some(quota),
        Data::Capability(_)
        | Data::List(_)
        | Data::Search(_)
        | Data::Exists(_)
        | Data::Expunge
        | Data::Fetch(_)
        | Data::Other => None,
    });
    Ok(storage.filter(|q| q.limit > 0))
}
