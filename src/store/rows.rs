//! Changes → rows, and rows → the book. The whole of a row stands in its `body`; what the database guards or people look
//! for stands in columns beside it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow};
use heardback_core::book::{
    Book, Change, Draft, Outgoing, Proposal, Reminder, Seen, Settings, Task,
};
use heardback_core::event::Event;
use heardback_core::id::{ApplicationId, MessageId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;

use super::{Cursor, Unreadable};

/// Writes one change.
pub(super) fn write(to: &Transaction<'_>, change: &Change) -> Result<()> {
    match change {
        Change::Event(event) => {
            let sql = "INSERT INTO events (id, application, at, body) VALUES (?1, ?2, ?3, ?4)";
            to.execute(sql, params![event.id.0, event.application.0, event.at.to_rfc3339(), json(event)?])
        }
        Change::Seen(id, seen) => {
            let sql = "INSERT INTO seen (message_id, body) VALUES (?1, ?2) ON CONFLICT (message_id) DO UPDATE SET body = excluded.body";
            to.execute(sql, params![id.as_str(), json(seen)?])
        }
        Change::Task(task) => {
            let sql = "INSERT INTO tasks (key, state, body) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET state = excluded.state, body = excluded.body";
            to.execute(sql, params![task.key.0, task.state.name(), json(task)?])
        }
        Change::Draft(draft) => {
            let sql = "INSERT INTO drafts (id, state, hash, body) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, hash = excluded.hash, body = excluded.body";
            to.execute(sql, params![draft.id.0, draft.state.name(), draft.hash.to_string(), json(draft)?])
        }
        Change::Reminder(reminder) => {
            let sql = "INSERT INTO reminders (id, code_hash, body) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
            to.execute(sql, params![reminder.id.0, reminder.code_hash.to_string(), json(reminder)?])
        }
        Change::Outgoing(row) => {
            let sql = "INSERT INTO outbox (id, kind, state, draft, message_id, hash, approved_hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, message_id = excluded.message_id, hash = excluded.hash,
                approved_hash = excluded.approved_hash, body = excluded.body";
            let approved = row.approved_hash.map(|h| h.to_string());
            to.execute(sql, params![row.id.0, row.kind.name(), row.state.name(), row.draft.map(|d| d.0), row.message_id.as_str(), row.hash.to_string(), approved, json(row)?])
        }
        Change::Proposal(proposal) => {
            let sql = "INSERT INTO proposals (number, body) VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE SET body = excluded.body";
            to.execute(sql, params![proposal.number, json(proposal)?])
        }
        Change::Settings(settings) => {
            let sql = "INSERT INTO meta (key, value) VALUES ('settings', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            to.execute(sql, params![json(settings)?])
        }
    }
    .context("Cannot write to the store")?;
    Ok(())
}

/// Brings the derived table in line for every application that an event touched.
pub(super) fn applications(to: &Transaction<'_>, book: &Book, changes: &[Change]) -> Result<()> {
    let touched: BTreeSet<ApplicationId> = changes
        .iter()
        .filter_map(|c| {
            if let Change::Event(e) = c {
                Some(e.application)
            } else {
                None
            }
        })
        .collect();
    for id in touched {
        let Some(app) = book.state(id) else { continue };
        let sql = "INSERT INTO applications (id, company, role, status, body) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET company = excluded.company, role = excluded.role, status = excluded.status, body = excluded.body";
        to.execute(
            sql,
            params![id.0, app.company, app.role, app.status().name(), json(app)?],
        )
        .context("Cannot write to the store")?;
    }
    Ok(())
}

/// Moves a cursor.
pub(super) fn cursor(to: &Transaction<'_>, cursor: &Cursor) -> Result<()> {
    let sql = "INSERT INTO cursors (mailbox, uid_validity, last_uid) VALUES (?1, ?2, ?3)
        ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid";
    to.execute(
        sql,
        params![cursor.mailbox, cursor.uid_validity, cursor.last_uid],
    )
    .context("Cannot write to the store")?;
    Ok(())
}

/// Remembers a message that could not be read.
pub(super) fn unreadable(to: &Transaction<'_>, message: &Unreadable) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO quarantine (mailbox, uid_validity, uid, why) VALUES (?1, ?2, ?3, ?4)";
    to.execute(
        sql,
        params![
            message.mailbox,
            message.uid_validity,
            message.uid,
            message.why
        ],
    )
    .context("Cannot write to the store")?;
    Ok(())
}

pub(super) fn quarantined(from: &Connection) -> Result<Vec<Unreadable>> {
    let mut statement = from.prepare(
        "SELECT mailbox, uid_validity, uid, why FROM quarantine ORDER BY mailbox, uid_validity, uid",
    )?;
    let rows = statement.query_map([], |r| {
        Ok(Unreadable {
            mailbox: r.get(0)?,
            uid_validity: r.get(1)?,
            uid: r.get(2)?,
            why: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads everything.
pub(super) fn load(from: &Connection) -> Result<Book> {
    let mut book = Book::default();
    let settings: Option<String> = from
        .query_row("SELECT value FROM meta WHERE key = 'settings'", [], |r| {
            r.get(0)
        })
        .optional()?;
    if let Some(text) = settings {
        book.apply(&Change::Settings(parsed::<Settings>(&text)?));
    }
    let events = all::<Event>(from, "SELECT body FROM events ORDER BY id")?;
    book.hear_all(events);
    for (id, seen) in keyed::<Seen>(from, "SELECT message_id, body FROM seen")? {
        let id = MessageId::new(&id).context("A key of the table seen is no message id")?;
        book.apply(&Change::Seen(id, seen));
    }
    for task in all::<Task>(from, "SELECT body FROM tasks")? {
        book.apply(&Change::Task(task));
    }
    for draft in all::<Draft>(from, "SELECT body FROM drafts")? {
        book.apply(&Change::Draft(draft));
    }
    for reminder in all::<Reminder>(from, "SELECT body FROM reminders")? {
        book.apply(&Change::Reminder(reminder));
    }
    for row in all::<Outgoing>(from, "SELECT body FROM outbox")? {
        book.apply(&Change::Outgoing(row));
    }
    for proposal in all::<Proposal>(from, "SELECT body FROM proposals")? {
        book.apply(&Change::Proposal(proposal));
    }
    Ok(book)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).context("Cannot write a row as JSON")
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    // serde's own words quote what they stumble over: mail, which an error must not carry into the journal.
    serde_json::from_str(text).map_err(|error| {
        anyhow!(
            "A row's JSON cannot be read ({:?} at column {})",
            error.classify(),
            error.column()
        )
    })
}

fn all<T: DeserializeOwned>(from: &Connection, sql: &str) -> Result<Vec<T>> {
    let mut statement = from.prepare(sql)?;
    let texts = statement.query_map([], |r| r.get::<_, String>(0))?;
    texts.map(|text| parsed(&text?)).collect()
}

fn keyed<T: DeserializeOwned>(from: &Connection, sql: &str) -> Result<Vec<(String, T)>> {
    let mut statement = from.prepare(sql)?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    rows.map(|row| {
        row.map_err(Into::into)
            .and_then(|(key, text)| Ok((key, parsed(&text)?)))
    })
    .collect()
}
