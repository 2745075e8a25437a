//! The book on disk: one SQLite file, one transaction a step.

mod forget;
mod rows;

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use forget::Forgotten;
use heardback_core::book::{Book, Change, OutgoingKind, OutgoingState};
use heardback_core::id::{ApplicationId, MessageId};
use rusqlite::{Connection, Transaction};
use rustix::fs::FlockOperation;
use tracing::warn;

/// Numbered, never edited; `schema.sql` shows what they come to.
const MIGRATIONS: &[&str] = &[
    include_str!("store/migrations/0001.sql"),
    include_str!("store/migrations/0002.sql"),
    include_str!("store/migrations/0003.sql"),
];

const FILE: &str = "heardback.db";
/// How long another program's reading or writing is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Marks the file as ours (`PRAGMA application_id`): "hbk1".
const APPLICATION_ID: i32 = 0x6862_6b31;

/// The open store; its lock is held as long as it lives.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    folder: PathBuf,
    forgotten: Forgotten,
    _lock: File,
}

/// A message that could not be read: the owner must look himself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub mailbox: String,
    pub uid_validity: u32,
    pub uid: u32,
    /// A sentence.
    pub why: String,
}

/// How far a mailbox is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub mailbox: String,
    pub uid_validity: u32,
    pub last_uid: u32,
}

impl Store {
    /// Opens the store in `folder`, makes it where there is none, and locks it against a second daemon.
    ///
    /// # Errors
    /// Where another heardback holds it, it is damaged, or a newer heardback made it: one sentence each.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("Cannot make the state folder {}", folder.display()))?;
        let lock = lock(folder)?;
        let path = folder.join(FILE);
        let fresh = !path.exists();
        if fresh {
            OpenOptions::new()
                .create(true)
                .append(true)
                .mode(0o600)
                .open(&path)
                .with_context(|| format!("Cannot make {}", path.display()))?;
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
            .with_context(|| format!("Cannot protect {}", path.display()))?;
        let mut connection =
            Connection::open(&path).with_context(|| format!("Cannot open {}", path.display()))?;
        prepare(&mut connection, &path)?;
        let forgotten = Forgotten::load(&connection).with_context(|| damaged(&path))?;
        Ok(Self {
            connection,
            folder: folder.to_owned(),
            forgotten,
            _lock: lock,
        })
    }

    /// Whether a daemon has ever kept anything in `folder`.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// Everything that is known.
    ///
    /// # Errors
    /// Where a row cannot be read: the store is damaged then, and nothing may be sent.
    pub fn load(&self) -> Result<Book> {
        rows::load(&self.connection).context("The store is damaged: a row cannot be read. heardback sends nothing until that is mended; its file is kept as it is")
    }

    /// Makes a step true: all of it or nothing.
    ///
    /// # Errors
    /// Where the disk is full or the database refuses: nothing is changed then.
    pub fn commit(&mut self, book: &Book, changes: &[Change], cursors: &[Cursor]) -> Result<()> {
        self.commit_unreadable(book, changes, cursors, None)
    }

    /// The same, together with a message that could not be read.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn commit_unreadable(
        &mut self,
        book: &Book,
        changes: &[Change],
        cursors: &[Cursor],
        unreadable: Option<&Unreadable>,
    ) -> Result<()> {
        self.transact(|transaction, _| {
            for change in changes {
                rows::write(transaction, change)?;
            }
            rows::applications(transaction, book, changes)?;
            for cursor in cursors {
                rows::cursor(transaction, cursor)?;
            }
            match unreadable {
                Some(message) => rows::unreadable(transaction, message),
                None => Ok(()),
            }
        })?;
        if changes.iter().any(is_scrubbed)
            && let Err(error) = self.empty_the_log()
        {
            // What was decided is written all the same, and the next notice tries again.
            warn!("The store's log of writes could not be emptied: {error}");
        }
        Ok(())
    }

    /// A code that was scrubbed from its row (SAFETY.md A1) would stand in the write-ahead log until that is written over. While
    /// somebody reads, it is left to the next time: the loop waits for nobody.
    fn empty_the_log(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(std::time::Duration::ZERO)?;
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let emptied = self.connection.query_row(sql, [], |_| Ok(()));
        self.connection.busy_timeout(PATIENCE)?;
        emptied
    }

    fn transact(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Forgotten) -> Result<()>,
    ) -> Result<()> {
        let transaction = self
            .connection
            .transaction()
            .context("Cannot begin a transaction")?;
        let done = work(&transaction, &mut self.forgotten);
        let done = done.and_then(|()| transaction.commit().context("Cannot write to the store"));
        done.map_err(|error| match is_full(&error) {
            true => error.context(FULL),
            false => error,
        })
    }

    /// Whether the owner had the application removed that this message was about: it counts for nothing then.
    #[must_use]
    pub fn is_forgotten(&self, id: &MessageId) -> bool {
        self.forgotten.contains(id)
    }

    /// Removes one application, its letters and its reminders. `book` is as [`Store::load`] gives it.
    ///
    /// # Errors
    /// Where the database cannot be written: nothing is removed then.
    pub fn forget(&mut self, book: &Book, id: ApplicationId) -> Result<()> {
        self.transact(|transaction, forgotten| {
            forget::application(transaction, forgotten, book, id)
        })?;
        self.wipe()
    }

    /// Removes everything but the kill switch, the cursors and the hashes of the messages that were handled.
    ///
    /// # Errors
    /// Where the database cannot be written: nothing is removed then.
    pub fn purge(&mut self, book: &Book) -> Result<()> {
        self.transact(|transaction, forgotten| forget::everything(transaction, forgotten, book))?;
        self.wipe()
    }

    /// What was removed stands in the write-ahead log, in backups and in the report, too.
    fn wipe(&mut self) -> Result<()> {
        // While somebody reads, SQLite answers with a row that begins with 1, and not with an error.
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy: i64 = self
            .connection
            .query_row(sql, [], |r| r.get(0))
            .context("Cannot wipe the write-ahead log")?;
        if is_busy != 0 {
            bail!(
                "It is removed, but another program reads the store, so that its log still holds what was removed. Close that \
                 program, and run the same command again."
            );
        }
        for entry in fs::read_dir(&self.folder).context("Cannot look for backups")? {
            let path = entry.context("Cannot look for backups")?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_backup = name.starts_with("heardback.v") && name.ends_with(".backup");
            // The page that `heardback report` makes names every employer.
            if is_backup || name == "report.html" {
                fs::remove_file(&path)
                    .with_context(|| format!("Cannot remove {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// How far each mailbox is read.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn cursors(&self) -> Result<Vec<Cursor>> {
        let mut statement = self
            .connection
            .prepare("SELECT mailbox, uid_validity, last_uid FROM cursors")
            .context("Cannot read the cursors")?;
        let rows = statement.query_map([], |r| {
            Ok(Cursor {
                mailbox: r.get(0)?,
                uid_validity: r.get(1)?,
                last_uid: r.get(2)?,
            })
        });
        rows.and_then(Iterator::collect)
            .context("Cannot read the cursors")
    }

    /// The messages that could not be read.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn quarantined(&self) -> Result<Vec<Unreadable>> {
        rows::quarantined(&self.connection).context("Cannot read the store")
    }

    /// The book of a running daemon's store, without its lock: for commands that only look.
    ///
    /// # Errors
    /// Where there is no store, or it cannot be read.
    pub fn peek(folder: &Path) -> Result<Book> {
        let (connection, path) = Self::look(folder)?;
        rows::load(&connection).with_context(|| damaged(&path))
    }

    /// The messages of a running daemon's store that could not be read, without its lock.
    ///
    /// # Errors
    /// As [`Store::peek`].
    pub fn peek_quarantine(folder: &Path) -> Result<Vec<Unreadable>> {
        let (connection, path) = Self::look(folder)?;
        rows::quarantined(&connection).with_context(|| damaged(&path))
    }

    fn look(folder: &Path) -> Result<(Connection, PathBuf)> {
        let path = folder.join(FILE);
        if !path.exists() {
            bail!(
                "There is nothing to show yet: {} does not exist. Start heardback with `heardback run`.",
                path.display()
            );
        }
        let flags =
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)
            .with_context(|| format!("Cannot open {}", path.display()))?;
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .context("Cannot wait for the store")?;
        version(&connection, &path)?;
        Ok((connection, path))
    }
}

/// Said where there is no room.
const FULL: &str = "The disk is full. heardback stops here and sends nothing: make room on it and start heardback again (its service does so by itself)";

fn is_full(error: &anyhow::Error) -> bool {
    let mut causes = error.chain();
    causes.any(|cause| {
        cause
            .downcast_ref::<rusqlite::Error>()
            .is_some_and(|error| error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull))
    })
}

fn damaged(path: &Path) -> String {
    format!(
        "The store {} is damaged or no store of heardback's. Nothing is sent until that is mended; the file is kept as it is. \
         Put a backup in its place, or move it away to start anew",
        path.display()
    )
}

/// The version of the store; 0 where it is new.
fn version(connection: &Connection, path: &Path) -> Result<usize> {
    let number = |sql: &str| {
        connection
            .query_row(sql, [], |r| r.get::<_, i32>(0))
            .with_context(|| damaged(path))
    };
    let version = usize::try_from(number("PRAGMA user_version")?).unwrap_or(usize::MAX);
    if version > 0 && number("PRAGMA application_id")? != APPLICATION_ID {
        bail!("{}", damaged(path));
    }
    if version > MIGRATIONS.len() {
        bail!(
            "The store {} was made by a newer heardback (version {version}, this one knows {}). Nothing is sent; update heardback.",
            path.display(),
            MIGRATIONS.len()
        );
    }
    Ok(version)
}

fn lock(folder: &Path) -> Result<File> {
    let path: PathBuf = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("Cannot open {}", path.display()))?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => bail!(
            "Another heardback runs on the state folder {}. Stop it first: systemctl --user stop {}",
            folder.display(),
            crate::place::unit_name()
        ),
        Err(error) => Err(error).with_context(|| format!("Cannot lock {}", path.display())),
    }
}

/// A notice that has been sent, whose text is in its row no more.
fn is_scrubbed(change: &Change) -> bool {
    matches!(change, Change::Outgoing(row) if row.kind == OutgoingKind::Notice && row.state == OutgoingState::Sent)
}

fn prepare(connection: &mut Connection, path: &Path) -> Result<()> {
    connection
        .busy_timeout(PATIENCE)
        .context("Cannot wait for the store")?;
    let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;";
    connection
        .execute_batch(pragmas)
        .with_context(|| damaged(path))?;
    let sound: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))
        .with_context(|| damaged(path))?;
    if sound != "ok" {
        bail!("{}", damaged(path));
    }
    let version = version(connection, path)?;
    if version > 0 && version < MIGRATIONS.len() {
        let backup = path.with_extension(format!("v{version}.backup"));
        back_up(connection, &backup)
            .with_context(|| format!("Cannot back up the store to {}", backup.display()))?;
    }
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(version) {
        migrate(connection, number + 1, sql).with_context(|| {
            format!(
                "Cannot bring the store {} to version {}",
                path.display(),
                number + 1
            )
        })?;
    }
    Ok(())
}

/// By SQLite itself: a copy of the file alone would miss what still stands in the write-ahead log.
fn back_up(connection: &Connection, to: &Path) -> Result<()> {
    OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(to)?;
    Ok(connection.backup(
        rusqlite::MAIN_DB,
        to,
        None::<fn(rusqlite::backup::Progress)>,
    )?)
}

fn migrate(connection: &mut Connection, version: usize, sql: &str) -> Result<()> {
    let transaction: Transaction<'_> = connection.transaction()?;
    transaction.execute_batch(sql)?;
    transaction.execute_batch(&format!(
        "PRAGMA user_version = {version}; PRAGMA application_id = {APPLICATION_ID};"
    ))?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(connection: &Connection) -> Vec<(String, String)> {
        let mut statement = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let squeeze = |sql: String| {
            let plain: Vec<&str> = sql
                .lines()
                .map(|l| l.split("--").next().unwrap_or("").trim())
                .collect();
            plain
                .join(" ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        statement
            .query_map([], |r| Ok((r.get(0)?, squeeze(r.get(1)?))))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn the_commented_schema_is_what_the_migrations_make() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let written = Connection::open_in_memory().unwrap();
        written
            .execute_batch(include_str!("store/schema.sql"))
            .unwrap();
        assert_eq!(schema(&store.connection), schema(&written));
    }

    #[test]
    fn two_daemons_on_one_folder_are_impossible() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Store::open(folder.path()).unwrap();
        let error = Store::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("Another heardback"), "{error}");
    }

    #[test]
    fn a_newer_store_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path()).unwrap());
        let path = folder.path().join(FILE);
        Connection::open(&path)
            .unwrap()
            .execute_batch("PRAGMA user_version = 99")
            .unwrap();
        let error = Store::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("newer heardback"), "{error}");
        assert!(path.exists());
    }

    #[test]
    fn rubbish_is_no_store_and_stays_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(
            &path,
            "this is no database, only a text that is long enough to look at",
        )
        .unwrap();
        let error = Store::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
        assert!(
            fs::read_to_string(&path)
                .unwrap()
                .starts_with("this is no database")
        );
    }

    #[test]
    fn a_backup_holds_what_was_just_written_and_is_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let sql = "INSERT INTO meta (key, value) VALUES ('canary', '1')";
        store.connection.execute(sql, []).unwrap();
        let copy = folder.path().join("copy");
        back_up(&store.connection, &copy).unwrap();
        let count: u32 = Connection::open(&copy)
            .unwrap()
            .query_row("SELECT count(*) FROM meta WHERE key = 'canary'", [], |r| {
                r.get(0)
            })
            .unwrap();
        assert_eq!(count, 1);
        assert_eq!(
            fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn files_are_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let _store = Store::open(&state).unwrap();
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&state), 0o700);
        assert_eq!(mode(&state.join(FILE)), 0o600);
    }

    #[test]
    fn the_database_itself_refuses_an_unapproved_letter() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let sql = |s: &str| store.connection.execute_batch(s);
        sql("INSERT INTO drafts (id, state, hash, body) VALUES (1, 'open', 'aa', '{}')").unwrap();
        sql("INSERT INTO outbox (id, kind, state, draft, message_id, hash, body) VALUES (1, 'letter', 'held', 1, 'a@b', 'aa', '{}')").unwrap();
        assert!(sql("UPDATE outbox SET state = 'queued' WHERE id = 1").is_err());
        assert!(
            sql("UPDATE outbox SET state = 'queued', approved_hash = 'bb' WHERE id = 1").is_err()
        );
        assert!(
            sql("UPDATE outbox SET state = 'sent', approved_hash = 'aa' WHERE id = 1").is_err()
        );
        sql("UPDATE outbox SET state = 'queued', approved_hash = 'aa' WHERE id = 1").unwrap();
        assert!(sql("UPDATE outbox SET hash = 'cc', approved_hash = 'cc' WHERE id = 1").is_err());
    }

    #[test]
    fn a_damaged_or_newer_store_is_not_looked_at_either() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path()).unwrap());
        let path = folder.path().join(FILE);
        let set = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        set("PRAGMA user_version = 99");
        let error = Store::peek(folder.path()).unwrap_err().to_string();
        assert!(error.contains("newer heardback"), "{error}");
        set("PRAGMA user_version = 1; PRAGMA application_id = 5");
        let error = Store::peek(folder.path()).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
        fs::write(
            &path,
            "this is no database, only a text that is long enough",
        )
        .unwrap();
        let error = Store::peek(folder.path()).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
    }

    #[test]
    fn a_page_that_was_torn_is_found_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        fill(&mut store, 400).unwrap();
        drop(store);
        let path = folder.path().join(FILE);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2 / 4096 * 4096;
        bytes[middle..middle + 4096].fill(0xa5);
        fs::write(&path, bytes).unwrap();
        let error = Store::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
    }

    #[test]
    fn a_full_disk_is_called_so_and_nothing_is_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let pages: u32 = store
            .connection
            .query_row("PRAGMA page_count", [], |r| r.get(0))
            .unwrap();
        store
            .connection
            .query_row(&format!("PRAGMA max_page_count = {}", pages + 2), [], |r| {
                r.get::<_, u32>(0)
            })
            .unwrap();
        let error = fill(&mut store, 4_000).unwrap_err();
        assert!(error.to_string().contains("disk is full"), "{error:#}");
        let left: u32 = store
            .connection
            .query_row("SELECT count(*) FROM seen", [], |r| r.get(0))
            .unwrap();
        assert_eq!(left, 0);
    }

    /// Messages that were seen, all in one commit.
    fn fill(store: &mut Store, count: u32) -> Result<()> {
        let at = "2026-03-02T09:00:00Z".parse().unwrap();
        let seen = |number: u32| {
            let id = MessageId::new(&format!("{number}@fernhill.test")).unwrap();
            let seen = heardback_core::book::Seen {
                digest: heardback_core::id::Sha256::of(&number.to_be_bytes()),
                words: None,
                class: None,
                application: None,
                at,
                waits_until: None,
                waits_for: None,
            };
            Change::Seen(id, seen)
        };
        let changes: Vec<Change> = (0..count).map(seen).collect();
        store.commit(&Book::default(), &changes, &[])
    }

    #[test]
    fn history_cannot_be_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let sql = |s: &str| store.connection.execute_batch(s);
        sql("INSERT INTO events (id, application, at, body) VALUES (1, 1, '2026-03-02T00:00:00Z', '{}')").unwrap();
        assert!(sql("UPDATE events SET application = 2").is_err());
        assert!(sql("DELETE FROM events").is_err());
    }
}
