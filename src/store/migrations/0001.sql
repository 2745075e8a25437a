
CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    application INTEGER NOT NULL,
    at          TEXT NOT NULL,
    body        TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX events_by_application ON events (application);
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
WHEN (SELECT value FROM meta WHERE key = 'forgetting') IS NULL
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE applications (
    id      INTEGER PRIMARY KEY,
    company TEXT,
    role    TEXT,
    status  TEXT NOT NULL,
    body    TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE seen (
    message_id TEXT PRIMARY KEY,
    body       TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE tasks (
    key   TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    body  TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE drafts (
    id    INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    hash  TEXT NOT NULL,
    body  TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE reminders (
    id        INTEGER PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    body      TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

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

CREATE TABLE proposals (
    number INTEGER PRIMARY KEY,
    body   TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE cursors (
    mailbox      TEXT PRIMARY KEY,
    uid_validity INTEGER NOT NULL,
    last_uid     INTEGER NOT NULL
) STRICT;

CREATE TABLE quarantine (
    mailbox      TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid          INTEGER NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (mailbox, uid_validity, uid)
) STRICT;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
