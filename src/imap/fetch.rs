//! Reads new mail and accounts for every message asked for: read, gone, or in quarantine. Nothing else lets the cursor
//! move.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::NaiveDate;

use super::response::{Data, Fetch};
use super::session::{Answer, Examined};
use super::{Cursor, Error, Session};

/// How much of a message is read at first, in bytes. What matters stands in front; attachments come behind.
pub const TEXT_LIMIT: u32 = 256 << 10;
/// How much of a message is ever read, in bytes.
pub const RANGE_LIMIT: u32 = 2 << 20;

/// How many messages are asked for at once.
const BATCH_LIMIT: usize = 16;
/// How often one message may fail before it is tried a last time beside another that can be read.
const TRIES: u32 = 2;
/// How long one batch may take: 4 MiB over 300 kbit/s.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// A message that was asked for, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It was read.
    Mail {
        /// Its number in the mailbox.
        uid: u32,
        /// Its flags, as the server writes them (`\Seen`, `$Forwarded`).
        flags: Vec<String>,
        /// Gmail's labels; empty elsewhere.
        labels: Vec<String>,
        /// Its whole size in bytes, as the server counts.
        size: u64,
        /// Whether `bytes` is only its beginning.
        truncated: bool,
        /// The message, [`TEXT_LIMIT`] bytes at most.
        bytes: Vec<u8>,
    },
    /// It was there and was expunged or moved before it could be read.
    Gone(u32),
    /// The server cannot give it: the owner must look himself.
    Quarantined {
        /// Its number in the mailbox.
        uid: u32,
        /// A sentence for the owner.
        reason: String,
    },
}

impl Fetched {
    /// The message's number in its mailbox.
    #[must_use]
    pub fn uid(&self) -> u32 {
        match self {
            Fetched::Mail { uid, .. } | Fetched::Gone(uid) | Fetched::Quarantined { uid, .. } => {
                *uid
            }
        }
    }
}

/// Which messages of a mailbox are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Those with a UID above this.
    After(u32),
    /// Those that came in on this day or later (the server's day): a first start, or a mailbox numbered anew.
    Since(NaiveDate),
}

impl Window {
    /// What to read of a mailbox, given what was read before. A numbering that changed, or that runs backwards (a server
    /// restored from a backup), is read again over the whole window: effects are keyed on identity, not on UIDs.
    #[must_use]
    pub fn choose(cursor: Option<Cursor>, examined: &Examined, since: NaiveDate) -> Window {
        let Some(cursor) = cursor else {
            return Window::Since(since);
        };
        let backwards = examined
            .uid_next
            .is_some_and(|next| next <= cursor.last_uid);
        if cursor.uid_validity != examined.uid_validity || backwards {
            Window::Since(since)
        } else {
            Window::After(cursor.last_uid)
        }
    }
}

/// A part of a [`Window`] that is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// In ascending order of UID.
    pub items: Vec<Fetched>,
    /// Everything wanted up to this UID is accounted for in this and earlier parts.
    pub highest_uid: u32,
    /// Messages still to come.
    pub left: usize,
    /// What ended this part early. The messages above came before it, and came whole.
    pub failure: Option<Error>,
}

/// Reads one mailbox part by part, and remembers between sessions which messages made trouble.
#[derive(Debug)]
pub struct Fetcher {
    /// Listed, and not yet accounted for.
    wanted: BTreeSet<u32>,
    /// Where the cursor goes once nothing is wanted any more.
    end: u32,
    /// UIDVALIDITY and UIDNEXT when it was listed last.
    numbering: Option<(u32, Option<u32>)>,
    failures: BTreeMap<u32, u32>,
    /// Messages that could not be read when another was to be judged by them.
    poor_controls: BTreeSet<u32>,
    batch: usize,
}

impl Default for Fetcher {
    fn default() -> Fetcher {
        Fetcher {
            wanted: BTreeSet::new(),
            end: 0,
            numbering: None,
            failures: BTreeMap::new(),
            poor_controls: BTreeSet::new(),
            batch: BATCH_LIMIT,
        }
    }
}

impl Fetcher {
    /// Lists what is wanted of the open mailbox. To be called in each session, and after each wake-up.
    pub async fn list(
        &mut self,
        session: &mut Session,
        examined: &Examined,
        window: Window,
    ) -> Result<(), Error> {
        session.forget_news();
        let numbering = (examined.uid_validity, examined.uid_next);
        let goes_on = self
            .numbering
            .replace(numbering)
            .is_some_and(|last| last.0 == numbering.0 && last.1 <= numbering.1);
        // Else these may be other messages under the same numbers. While nothing at all is stored the window is the same in
        // each session, and what made trouble in the last one must be known in this.
        if matches!(window, Window::Since(_)) && !goes_on {
            self.failures.clear();
            self.poor_controls.clear();
        }
        let (criteria, floor) = match window {
            // "n:*" names the last message even where that is below n (RFC 3501 section 9).
            Window::After(last) => (format!("UID {}:*", last.saturating_add(1)), last),
            Window::Since(day) => (format!("SINCE {}", day.format("%-d-%b-%Y")), 0),
        };
        let found = session.uid_search(&criteria).await?;
        self.wanted = found.into_iter().filter(|&uid| uid > floor).collect();
        let highest = self.wanted.last().copied().unwrap_or(0);
        self.end = match window {
            Window::After(last) => highest.max(last),
            // Older messages of the mailbox are left out on purpose, so that the cursor may pass them.
            Window::Since(_) => {
                highest.max(examined.uid_next.map_or(0, |next| next.saturating_sub(1)))
            }
        };
        Ok(())
    }

    /// Whether everything listed is accounted for.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Where the cursor stands once everything listed is accounted for.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.end
    }

    /// Fetches the next messages. What is returned is accounted for, whatever failed then; the cursor may move to
    /// `highest_uid` once it is stored. There may be nothing in it. After a failure one message is asked for by itself, then
    /// two, four and so on: so an unreadable one is singled out in three tries and hides no other.
    pub async fn next(&mut self, session: &mut Session) -> Progress {
        let asked: BTreeSet<u32> = self.wanted.iter().copied().take(self.batch).collect();
        let mut items = BTreeMap::new();
        let failure = self.resolve(session, &asked, &mut items).await.err();
        match asked.iter().copied().find(|uid| !items.contains_key(uid)) {
            None if failure.is_none() => self.batch = (self.batch * 2).min(BATCH_LIMIT),
            None => {}
            Some(missing) => {
                // Where others came and this one did not, or none but this was asked for, this one is to blame.
                let singled_out = !items.is_empty() || asked.len() == 1;
                let is_busy = matches!(failure, Some(Error::Busy { .. }));
                if singled_out && !is_busy {
                    self.blame(missing);
                }
                self.batch = 1;
                items.split_off(&missing);
            }
        }
        self.account(items.into_values().collect(), failure)
    }

    /// Puts into `items` what came of each message; of those that came to nothing, nothing.
    async fn resolve(
        &mut self,
        session: &mut Session,
        asked: &BTreeSet<u32>,
        items: &mut BTreeMap<u32, Fetched>,
    ) -> Result<(), Error> {
        let failed = |uid: &u32| self.failures.get(uid).copied().unwrap_or(0);
        let (suspects, ordinary): (BTreeSet<u32>, BTreeSet<u32>) =
            asked.iter().partition(|uid| failed(uid) >= TRIES);
        fetch_bodies(session, &ordinary, items).await?;
        let silent = asked
            .iter()
            .copied()
            .filter(|uid| !items.contains_key(uid))
            .collect();
        items.extend(gone(session, &silent).await?);
        for uid in suspects {
            if items.contains_key(&uid) {
                continue;
            }
            // A message goes into quarantine only after another one could be read and it could not: else the server ails.
            if self
                .failures
                .get(&uid)
                .is_none_or(|&failures| failures <= TRIES)
            {
                self.check_the_others(session, uid).await?;
                self.failures.insert(uid, TRIES + 1);
                fetch_bodies(session, &BTreeSet::from([uid]), items).await?;
            }
            items.entry(uid).or_insert_with(|| quarantined(uid));
        }
        Ok(())
    }

    /// Reads a little of another message. A control that fails is not asked again, until all others have failed too; then
    /// nothing that is known of any message counts.
    async fn check_the_others(&mut self, session: &mut Session, suspect: u32) -> Result<(), Error> {
        let mut others = session.uid_search("ALL").await?;
        others.remove(&suspect);
        if others.is_empty() {
            return Ok(());
        }
        others.retain(|uid| !self.failures.contains_key(uid) && !self.poor_controls.contains(uid));
        let Some(&control) = others.last() else {
            // Every message has failed at some time: it was the server. Each begins anew, or none would be asked for again.
            self.poor_controls.clear();
            self.failures.clear();
            return Err(Error::Protocol {
                during: "FETCH",
                what: "no message at all can be read",
            });
        };
        let read = fetch_range(session, control, 0, 1024).await;
        if matches!(read, Ok(Some(_))) {
            return Ok(());
        }
        self.poor_controls.insert(control);
        Err(read.err().unwrap_or(Error::Protocol {
            during: "FETCH",
            what: "a second message cannot be read",
        }))
    }

    fn blame(&mut self, uid: u32) {
        let failures = self.failures.entry(uid).or_default();
        // Beyond this only a control takes it.
        *failures = (*failures + 1).min(TRIES.max(*failures));
    }

    fn account(&mut self, items: Vec<Fetched>, failure: Option<Error>) -> Progress {
        for item in &items {
            self.wanted.remove(&item.uid());
            self.failures.remove(&item.uid());
        }
        // Everything below the first that is still wanted is done with.
        let highest_uid = match self.wanted.first() {
            Some(&next) => next.saturating_sub(1),
            None => self.end,
        };
        Progress {
            items,
            highest_uid,
            left: self.wanted.len(),
            failure,
        }
    }
}

/// Reads bytes `from..to` of a message in the open mailbox, where [`Fetched::Mail`] was cut. Nothing if it is gone.
/// Less may come than was asked for: the message has ended. Ranges end at [`RANGE_LIMIT`].
pub async fn fetch_more(
    session: &mut Session,
    uid: u32,
    from: u32,
    to: u32,
) -> Result<Option<Vec<u8>>, Error> {
    let to = to.min(RANGE_LIMIT);
    if from >= to {
        return Ok(Some(Vec::new()));
    }
    fetch_range(session, uid, from, to - from).await
}

async fn fetch_range(
    session: &mut Session,
    uid: u32,
    from: u32,
    length: u32,
) -> Result<Option<Vec<u8>>, Error> {
    let command = format!("UID FETCH {uid} (UID BODY.PEEK[]<{from}.{length}>)");
    let answer = session.command("FETCH", &command, FETCH_LIMIT).await?;
    let mut body = merge(answer.data).remove(&uid).and_then(|fetch| fetch.body);
    // A server that keeps to no ranges gives it whole.
    if let Some(body) = &mut body {
        body.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    }
    Ok(body)
}

/// Adds those that came. After a failure only those that came with everything that was asked for.
async fn fetch_bodies(
    session: &mut Session,
    asked: &BTreeSet<u32>,
    items: &mut BTreeMap<u32, Fetched>,
) -> Result<(), Error> {
    if asked.is_empty() {
        return Ok(());
    }
    let labels = if session.is_gmail() {
        " X-GM-LABELS"
    } else {
        ""
    };
    let command = format!(
        "UID FETCH {} (UID FLAGS RFC822.SIZE{labels} BODY.PEEK[]<0.{TEXT_LIMIT}>)",
        set(asked)
    );
    let mut answer = Answer::default();
    let outcome = session
        .gather("FETCH", &command, FETCH_LIMIT, &mut answer)
        .await;
    let came = merge(answer.data)
        .into_iter()
        .filter(|(uid, _)| asked.contains(uid));
    let whole =
        came.filter(|(_, fetch)| outcome.is_ok() || fetch.flags.is_some() && fetch.size.is_some());
    items.extend(whole.filter_map(|(uid, fetch)| Some((uid, mail(uid, fetch)?))));
    outcome
}

fn mail(uid: u32, fetch: Fetch) -> Option<Fetched> {
    let mut bytes = fetch.body?;
    let came = bytes.len() as u64;
    bytes.truncate(TEXT_LIMIT as usize);
    let length = bytes.len() as u64;
    Some(Fetched::Mail {
        uid,
        flags: fetch.flags.unwrap_or_default(),
        labels: fetch.labels.unwrap_or_default(),
        // Exchange counts a message's size before it has made the message: only a full range says that more follows. A
        // server that keeps to no ranges gives all of it.
        truncated: came > length
            || length >= u64::from(TEXT_LIMIT) && fetch.size.is_none_or(|size| size > length),
        size: fetch.size.unwrap_or(came).max(came),
        bytes,
    })
}

/// Which of these messages the mailbox no longer has, by a search whose success was seen.
async fn gone(
    session: &mut Session,
    uids: &BTreeSet<u32>,
) -> Result<BTreeMap<u32, Fetched>, Error> {
    if uids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = session.uid_search(&format!("UID {}", set(uids))).await?;
    Ok(uids
        .difference(&found)
        .map(|&uid| (uid, Fetched::Gone(uid)))
        .collect())
}

fn quarantined(uid: u32) -> Fetched {
    let reason = format!(
        "The server could not give this message, asked for alone and again (UID {uid}). Look at it with your mail program."
    );
    Fetched::Quarantined { uid, reason }
}

/// A server may say of one message in several responses, and unasked.
fn merge(data: Vec<Data>) -> BTreeMap<u32, Fetch> {
    let mut merged: BTreeMap<u32, Fetch> = BTreeMap::new();
    for data in data {
        let Data::Fetch(fetch) = data else { continue };
        let Some(uid) = fetch.uid else { continue };
        let known = merged.entry(uid).or_default();
        known.flags = fetch.flags.or(known.flags.take());
        known.size = fetch.size.or(known.size);
        known.labels = fetch.labels.or(known.labels.take());
        known.body = fetch.body.or(known.body.take());
    }
    merged
}

/// A sequence set (RFC 3501 section 9): `3,5,9`.
pub(super) fn set(uids: &BTreeSet<u32>) -> String {
    let uids: Vec<String> = uids.iter().map(ToString::to_string).collect();
    uids.join(",")
}
