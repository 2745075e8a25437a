//! What the owner wants gone goes, and keyed hashes of Message-IDs stay: what still lies in the mailbox does not come back
//! with the next scan.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow};
use heardback_core::book::{Book, Change, OutgoingKind, Proposal, Settings};
use heardback_core::event::{EventKind, Source};
use heardback_core::id::{ApplicationId, MessageId, Sha256, hex};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::rows;

/// The hashes, and the key of this store that they are made with: without it nobody can try out Message-IDs.
#[derive(Debug)]
pub(super) struct Forgotten {
    key: String,
    hashes: BTreeSet<String>,
}

impl Forgotten {
    pub(super) fn load(from: &Connection) -> Result<Self> {
        let sql = "SELECT value FROM meta WHERE key = 'forget_key'";
        let kept: Option<String> = from.query_row(sql, [], |r| r.get(0)).optional()?;
        let key = match kept {
            Some(key) => key,
            None => {
                let mut noise = [0; 32];
                getrandom::fill(&mut noise)
                    .map_err(|error| anyhow!("The system gives no randomness: {error}"))?;
                let key = hex(&noise);
                let sql = "INSERT INTO meta (key, value) VALUES ('forget_key', ?1)";
                from.execute(sql, params![key])?;
                key
            }
        };
        let mut statement = from.prepare("SELECT hash FROM forgotten")?;
        let hashes = statement
            .query_map([], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(Self { key, hashes })
    }

    pub(super) fn contains(&self, id: &MessageId) -> bool {
        !self.hashes.is_empty() && self.hashes.contains(&self.hash(id))
    }

    fn hash(&self, id: &MessageId) -> String {
        Sha256::of(format!("{}\n{id}", self.key).as_bytes()).to_string()
    }

    fn add(&mut self, to: &Transaction<'_>, ids: &BTreeSet<MessageId>) -> Result<()> {
        for id in ids {
            let hash = self.hash(id);
            let sql = "INSERT OR IGNORE INTO forgotten (hash) VALUES (?1)";
            to.execute(sql, params![hash])?;
            self.hashes.insert(hash);
        }
        Ok(())
    }
}

/// Removes one application and everything about it.
pub(super) fn application(
    to: &Transaction<'_>,
    forgotten: &mut Forgotten,
    book: &Book,
    id: ApplicationId,
) -> Result<()> {
    forgotten.add(to, &messages_of(book, id))?;
    keep_numbers(to, book)?;
    part_proposals(to, book, id)?;
    let of_it = |body: &str| format!("json_extract({body}, '$.application') = {}", id.0);
    let reminders = format!("SELECT id FROM reminders WHERE {}", of_it("body"));
    let statements = [
        "INSERT INTO meta (key, value) VALUES ('forgetting', '1')".to_owned(),
        format!(
            "DELETE FROM seen WHERE {} OR json_extract(body, '$.waits_for') IN ({reminders})",
            of_it("body")
        ),
        format!("DELETE FROM outbox WHERE {}", of_it("body")),
        format!("DELETE FROM reminders WHERE {}", of_it("body")),
        format!("DELETE FROM drafts WHERE {}", of_it("body")),
        format!("DELETE FROM tasks WHERE {}", of_it("body")),
        format!("DELETE FROM events WHERE application = {}", id.0),
        format!("DELETE FROM applications WHERE id = {}", id.0),
        "DELETE FROM meta WHERE key = 'forgetting'".to_owned(),
    ];
    run(to, &statements)
}

/// Removes everything but the kill switch, the cursors and the hashes.
pub(super) fn everything(
    to: &Transaction<'_>,
    forgotten: &mut Forgotten,
    book: &Book,
) -> Result<()> {
    let mut ids: BTreeSet<MessageId> = book.seen.keys().cloned().collect();
    for id in book.applications.keys() {
        ids.extend(messages_of(book, *id));
    }
    forgotten.add(to, &ids)?;
    keep_numbers(to, book)?;
    let statements = [
        "INSERT INTO meta (key, value) VALUES ('forgetting', '1')",
        "DELETE FROM outbox",
        "DELETE FROM seen",
        "DELETE FROM reminders",
        "DELETE FROM drafts",
        "DELETE FROM tasks",
        "DELETE FROM proposals",
        "DELETE FROM quarantine",
        "DELETE FROM events",
        "DELETE FROM applications",
        "DELETE FROM meta WHERE key = 'forgetting'",
    ];
    run(to, &statements.map(str::to_owned))
}

/// No number is given a second time: an old mail's word about application 3 must not meet another one.
fn keep_numbers(to: &Transaction<'_>, book: &Book) -> Result<()> {
    let settings = Settings {
        refusals_at: Vec::new(),
        spent: book.spent_so_far(),
        ..book.settings.clone()
    };
    rows::write(to, &Change::Settings(settings))
}

/// A question that may be about another application, too, stays one about that.
fn part_proposals(to: &Transaction<'_>, book: &Book, id: ApplicationId) -> Result<()> {
    for proposal in book.proposals.values() {
        if !proposal.candidates.contains(&id) {
            continue;
        }
        if is_about_it_alone(proposal, id) {
            let number = proposal.number;
            let sql = "DELETE FROM proposals WHERE number = ?1";
            to.execute(sql, params![number])?;
            let sql = "DELETE FROM tasks WHERE key = ?1";
            to.execute(sql, params![format!("question/{number}")])?;
            let sql = "DELETE FROM reminders WHERE json_extract(body, '$.proposal') = ?1";
            to.execute(sql, params![number])?;
        } else {
            let mut kept = proposal.as_ref().clone();
            kept.candidates.retain(|candidate| *candidate != id);
            rows::write(to, &Change::Proposal(kept))?;
        }
    }
    Ok(())
}

fn is_about_it_alone(proposal: &Proposal, id: ApplicationId) -> bool {
    proposal.candidates.iter().all(|candidate| *candidate == id)
}

fn run(to: &Transaction<'_>, statements: &[String]) -> Result<()> {
    for sql in statements {
        to.execute(sql, [])
            .context("Cannot remove it from the store")?;
    }
    Ok(())
}

/// Every message that the application rests on, that it led to, or that answers one of its reminders.
fn messages_of(book: &Book, id: ApplicationId) -> BTreeSet<MessageId> {
    let mut ids = BTreeSet::new();
    for event in book.applications.get(&id).iter().flat_map(|r| &r.events) {
        match &event.source {
            Source::Mail(id) | Source::Outbox(id) => drop(ids.insert(id.clone())),
            Source::Owner | Source::Clock => {}
        }
        if let Some(heard) = event.kind.heard() {
            ids.insert(heard.message_id.clone());
        }
        if let EventKind::Wrote(wrote) = &event.kind {
            ids.insert(wrote.message_id.clone());
        }
    }
    let reminders = book.reminders.values();
    let reminders: BTreeSet<_> = reminders
        .filter(|r| r.application == Some(id))
        .map(|r| r.id)
        .collect();
    for (message, seen) in book.seen.iter() {
        let answers = seen.waits_for.is_some_and(|r| reminders.contains(&r));
        if seen.application == Some(id) || answers {
            ids.insert(message.clone());
        }
    }
    let rows = book.outbox.values();
    let letters = rows.filter(|r| r.application == Some(id) && r.kind == OutgoingKind::Letter);
    ids.extend(letters.map(|r| r.message_id.clone()));
    let proposals = book
        .proposals
        .values()
        .filter(|p| p.candidates.contains(&id) && is_about_it_alone(p, id));
    ids.extend(proposals.map(|p| p.heard.message_id.clone()));
    ids
}
