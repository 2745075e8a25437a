-- The store of heardback: one SQLite file, mode 0600. This file is for reading; the migrations make the same, and a
-- test compares the two. Times are RFC 3339 in UTC; digests are hexadecimal.

-- Ground truth: what has happened. Append-only.
CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    application INTEGER NOT NULL,
    at          TEXT NOT NULL,                 -- when it happened; the fold orders by it
    body        TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX events_by_application ON events (application);
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
WHEN (SELECT value FROM meta WHERE key = 'forgetting') IS NULL
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- What follows from the events, for people with a SQL prompt; rebuilt from them at any time.
CREATE TABLE applications (
    id      INTEGER PRIMARY KEY,
    company TEXT,
    role    TEXT,
    status  TEXT NOT NULL,
    body    TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- Every message that was ever handled: nothing acts twice, whatever the server renumbers.
CREATE TABLE seen (
    message_id TEXT PRIMARY KEY,
    body       TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- Duties and what became of them.
CREATE TABLE tasks (
    key   TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    body  TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- Letters for others, every version.
CREATE TABLE drafts (
    id    INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    hash  TEXT NOT NULL,                       -- over the envelope and the MIME text but its Date
    body  TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- Mails to the owner that can be answered; of their codes only a digest.
CREATE TABLE reminders (
    id        INTEGER PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    body      TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- What leaves. The second guard of "never unapproved, never twice": the brain is the first.
CREATE TABLE outbox (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind IN ('notice', 'letter')),
    state         TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'refused', 'deferred', 'uncertain', 'cancelled')),
    draft         INTEGER REFERENCES drafts (id),
    message_id    TEXT NOT NULL UNIQUE,
    hash          TEXT NOT NULL,
    approved_hash TEXT,
    body          TEXT NOT NULL CHECK (json_valid(body)),
    CHECK (kind = 'notice' OR draft IS NOT NULL),
    -- IS, not =: a comparison with NULL is NULL, and a CHECK lets that pass.
    CHECK (kind = 'notice' OR state IN ('held', 'cancelled') OR approved_hash IS hash)
) STRICT;
CREATE TRIGGER outbox_moves_as_it_may BEFORE UPDATE OF state ON outbox
WHEN old.state <> new.state AND (old.state || '>' || new.state) NOT IN (
    'held>queued', 'held>cancelled',
    'queued>sending', 'queued>cancelled',
    'deferred>sending', 'deferred>cancelled',
    'sending>sent', 'sending>refused', 'sending>deferred', 'sending>uncertain',
    'uncertain>sent', 'uncertain>queued')
BEGIN SELECT RAISE(ABORT, 'no such move of an outbox row'); END;
CREATE TRIGGER outbox_letters_keep_their_bytes BEFORE UPDATE ON outbox
WHEN old.kind = 'letter' AND (old.hash <> new.hash OR old.message_id <> new.message_id OR old.kind <> new.kind)
BEGIN SELECT RAISE(ABORT, 'a letter keeps its bytes'); END;

-- Readings that wait for the owner's word.
CREATE TABLE proposals (
    number INTEGER PRIMARY KEY,
    body   TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- How far each mailbox is read.
CREATE TABLE cursors (
    mailbox      TEXT PRIMARY KEY,
    uid_validity INTEGER NOT NULL,
    last_uid     INTEGER NOT NULL
) STRICT;

-- Messages that could not be read: shown to the owner.
CREATE TABLE quarantine (
    mailbox      TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid          INTEGER NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (mailbox, uid_validity, uid)
) STRICT;

-- Messages of applications that the owner had removed, as keyed hashes of their ids: a rescan brings nothing back.
CREATE TABLE forgotten (
    hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The few things that belong to no row.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
