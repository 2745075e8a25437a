//! The one loop: whatever comes in, the brain decides, one transaction makes it true, and only then do hands move.

mod add;
mod errands;
mod first_look;
mod inbound;
pub mod offline;
mod reload;
mod remove;
mod service;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use heardback_core::book::{Book, Change, DraftState, Note, Outgoing, OutgoingState};
use heardback_core::command::Command;
use heardback_core::id::OutboxId;
use heardback_core::moment::Time;
use heardback_core::outbox::Report;
use heardback_core::policy::Policy;
use heardback_core::reading::Reader;
use heardback_core::step::{Input, Local, Step, Target, handle, next_wakeup};
use tokio::sync::mpsc;
use tracing::{debug, error, info, warn};

use crate::clock::Clock;
use crate::config::Account;
use crate::connect::{Dial, Login, Server};
use crate::control::{self, Answer, Asked};
use crate::imap::{self, ImapAccount, MailboxRole, Watch};
use crate::kill_switch;
use crate::log::{tell, tell_letters};
use crate::secrets::Configured;
use crate::smtp::SmtpAccount;
use crate::store::{Cursor, Store, Unreadable};

pub use add::ADD;
pub use first_look::{FIRST_LOOK, numbers};
use offline::answered;
use reload::WatchMaker;
pub use reload::{Reload, Reread};
pub use remove::{FORGET, PURGE, remove};
pub use service::Shutdown;

/// What a daemon runs on.
pub struct Setup {
    /// Of the configuration, with the owner's letters and files read.
    pub policy: Policy,
    pub account: Account,
    /// `$XDG_STATE_HOME/heardback`.
    pub state: PathBuf,
    pub socket: PathBuf,
    pub clock: Clock,
    /// Hears every note of every step, after it is true: the demo and the tests look on.
    pub onlooker: Option<mpsc::UnboundedSender<Seen>>,
    pub seams: Seams,
}

/// What a test puts in the place of the world; in the world itself, nothing.
#[derive(Clone, Default)]
pub struct Seams {
    /// Reaches the servers.
    pub dial: Option<Arc<dyn Dial>>,
    /// Looks on at every commit.
    pub commits: Option<Arc<dyn Commits>>,
    /// How long an IDLE lives, instead of [`imap::IDLE_LIFE`].
    pub idle_life: Option<Duration>,
}

/// Looks on at every commit, and may end the daemon there, as a power cut does. Its book is the one before or after.
pub trait Commits: Send + Sync {
    /// Nothing of it is on disk yet.
    ///
    /// # Errors
    /// To end the daemon here.
    fn before(&self, book: &Book, changes: &[Change]) -> Result<()>;
    /// All of it is on disk, and no hand has moved.
    ///
    /// # Errors
    /// To end the daemon here.
    fn after(&self, book: &Book, changes: &[Change]) -> Result<()>;
}

/// What an onlooker sees.
#[derive(Debug, Clone)]
pub struct Seen {
    pub note: Note,
    pub book: Book,
}

struct Daemon {
    store: Store,
    book: Book,
    policy: Policy,
    reader: Reader,
    clock: Clock,
    watch: Arc<Watch>,
    smtp: SmtpAccount,
    account: Account,
    state: PathBuf,
    reports: mpsc::Sender<(OutboxId, errands::Outcome)>,
    onlooker: Option<mpsc::UnboundedSender<Seen>>,
    commits: Option<Arc<dyn Commits>>,
    maker: WatchMaker,
    /// The file has changed, and could not be taken.
    refused_configuration: bool,
    /// Mailboxes of the first scan that are not read through yet; `None` until it is known which there are.
    scanning: Option<Vec<MailboxRole>>,
    caught_up: Vec<MailboxRole>,
    first_look: first_look::FirstLook,
    watched: usize,
    /// Reasons why a link is down, for the status text.
    down: BTreeMap<String, String>,
    /// Rows whose copy in Sent is being filed right now.
    copying: BTreeSet<OutboxId>,
    /// The last tick changed nothing: not before.
    idle_until: Option<Time>,
}

/// Runs until `shutdown` asks for the end.
///
/// # Errors
/// Where the store cannot be opened or written: heardback stops rather than act on what it cannot remember.
pub async fn run(setup: Setup, shutdown: Shutdown) -> Result<()> {
    run_with(setup, shutdown, Reload::never()).await
}

/// The same, and reads its configuration again when it is asked.
///
/// # Errors
/// As [`run`].
pub async fn run_with(setup: Setup, mut shutdown: Shutdown, mut reload: Reload) -> Result<()> {
    let store = Store::open(&setup.state)?;
    let book = store.load()?;
    let (to_loop, mut commands) = mpsc::channel(16);
    let (reports, mut reported) = mpsc::channel(16);
    let socket = control::listen(&setup.socket, to_loop)?;
    let maker = WatchMaker { seams: setup.seams };
    let settings = watch_settings(&setup.account, &setup.clock, &maker.seams, &store)?;
    let (watch, mut from_imap) = maker.watch(&setup.account, settings);
    let policy = setup.policy;
    let reader = reader(&policy);
    let mut daemon = Daemon {
        store,
        book,
        reader,
        policy,
        clock: setup.clock,
        watch,
        smtp: maker.smtp(&setup.account),
        account: setup.account,
        state: setup.state,
        reports,
        onlooker: setup.onlooker,
        commits: maker.seams.commits.clone(),
        maker,
        refused_configuration: false,
        scanning: None,
        caught_up: Vec::new(),
        first_look: first_look::FirstLook::default(),
        watched: 0,
        down: BTreeMap::new(),
        copying: BTreeSet::new(),
        idle_until: None,
    };
    info!("heardback watches the mailbox");
    daemon.decide(Input::Started, &[])?;
    daemon.finish_copies();
    service::ready();
    let mut watchdog = service::watchdog();
    let mut jumps = daemon.clock.jumps();
    loop {
        daemon.show_status();
        let wake = daemon.next_wakeup();
        if let Some((at, why)) = &wake {
            debug!("Next: {why} at {}", crate::clock::shown(*at));
        }
        let clock = daemon.clock.clone();
        tokio::select! {
            biased;
            () = shutdown.asked() => break,
            read = reload.asked() => {
                // What the old watch still had to tell is read again by the new one.
                if let Some(fresh) = daemon.reload(read)? {
                    from_imap = fresh;
                }
            }
            Some(asked) = commands.recv() => daemon.command(asked)?,
            Some((row, outcome)) = reported.recv() => daemon.outcome(row, outcome)?,
            Some(news) = from_imap.recv() => daemon.news(news).await?,
            () = watchdog.tick() => service::alive(),
            slept = jumps.next() => daemon.time_jumped(slept),
            () = clock.sleep_until(wake.map(|(at, _)| at)) => {
                daemon.tick()?;
            }
        }
    }
    info!("heardback stops");
    service::stopping();
    socket.abort();
    // A letter that is being handed over is waited for: its answer is worth a minute.
    let _ = tokio::time::timeout(Duration::from_secs(60), daemon.drain(&mut reported)).await;
    Ok(())
}

fn watch_settings(
    account: &Account,
    clock: &Clock,
    seams: &Seams,
    store: &Store,
) -> Result<imap::Settings> {
    let clock = clock.clone();
    let days = account.first_days;
    Ok(imap::Settings {
        named: Vec::new(),
        cursors: store
            .cursors()?
            .into_iter()
            .map(|c| {
                (
                    c.mailbox,
                    imap::Cursor {
                        uid_validity: c.uid_validity,
                        last_uid: c.last_uid,
                    },
                )
            })
            .collect(),
        since: Arc::new(move || clock.days_ago(days)),
        inbox_poll: Duration::from_secs(account.poll_seconds),
        others_poll: Duration::from_secs(account.sent_poll_seconds),
        idle_life: seams.idle_life.unwrap_or(imap::IDLE_LIFE),
    })
}

impl Seams {
    fn reach(&self, server: &Server) -> Server {
        match &self.dial {
            Some(dial) => server.clone().with_dial(dial.clone()),
            None => server.clone(),
        }
    }
}

/// Logs call the account this: they carry no address.
const LOG_NAME: &str = "main";

/// The account as `imap` wants it.
#[must_use]
pub fn imap_account(account: &Account) -> ImapAccount {
    ImapAccount {
        name: LOG_NAME.to_owned(),
        server: server(account, &account.imap),
        login: login(account),
    }
}

/// The account as `smtp` wants it.
#[must_use]
pub fn smtp_account(account: &Account) -> SmtpAccount {
    SmtpAccount {
        name: LOG_NAME.to_owned(),
        server: server(account, &account.smtp),
        login: Some(login(account)),
    }
}

fn server(account: &Account, at: &crate::config::Server) -> Server {
    let server = Server::new(&at.host, at.port, at.tls);
    match &account.ca_file {
        Some(path) => server.with_ca_file(path),
        None => server,
    }
}

fn login(account: &Account) -> Login {
    Login {
        user: account.login.clone(),
        secret: Arc::new(Configured(account.secret.clone())),
    }
}

impl Daemon {
    /// The file that pauses counts before every step, so before anything can be sent.
    fn honour_kill_switch(&mut self) -> Result<()> {
        if self.book.settings.paused || !kill_switch::is_on(&self.state) {
            return Ok(());
        }
        info!("Paused by the file in the state folder");
        let pause = Input::Command(Local {
            target: Target::Everything,
            command: Command::Pause,
        });
        let moment = self.clock.moment();
        let step = handle(&self.book, &self.policy, &self.reader, pause, moment);
        self.make_true(step, &[]).map(drop)
    }

    /// After a sleep every connection is dead, and knows nothing of it.
    fn time_jumped(&mut self, slept: Option<Duration>) {
        self.idle_until = None;
        if let Some(slept) = slept {
            info!(
                "The machine slept for {} s: all connections are made anew",
                slept.as_secs()
            );
            self.watch.drop_connections();
        }
    }

    /// When to look again. A tick that changed nothing is not repeated at once, whatever the plan says.
    fn next_wakeup(&self) -> Option<(Time, String)> {
        let (at, why) = next_wakeup(&self.book, &self.policy, self.clock.now())?;
        Some((self.idle_until.map_or(at, |until| at.max(until)), why))
    }

    fn tick(&mut self) -> Result<()> {
        self.honour_kill_switch()?;
        let now = self.clock.now();
        let moment = self.clock.moment();
        let step = handle(&self.book, &self.policy, &self.reader, Input::Tick, moment);
        self.idle_until = step
            .changes
            .is_empty()
            .then(|| now + chrono::Duration::seconds(30));
        self.make_true(step, &[])?;
        Ok(())
    }

    /// One step: decide, commit, move. The cursors move in the same transaction.
    fn decide(
        &mut self,
        input: Input,
        cursors: &[Cursor],
    ) -> Result<Option<Result<String, String>>> {
        self.honour_kill_switch()?;
        let step = handle(
            &self.book,
            &self.policy,
            &self.reader,
            input,
            self.clock.moment(),
        );
        if !step.changes.is_empty() {
            self.idle_until = None;
        }
        self.make_true(step, cursors)
    }

    fn make_true(
        &mut self,
        step: Step,
        cursors: &[Cursor],
    ) -> Result<Option<Result<String, String>>> {
        self.make_all_true(step, cursors, None)
    }

    fn make_all_true(
        &mut self,
        step: Step,
        cursors: &[Cursor],
        unreadable: Option<&Unreadable>,
    ) -> Result<Option<Result<String, String>>> {
        let mut next = self.book.clone();
        for change in &step.changes {
            next.apply(change);
        }
        if !step.changes.is_empty() || !cursors.is_empty() {
            if let Some(commits) = &self.commits {
                commits.before(&self.book, &step.changes)?;
            }
            self.store
                .commit_unreadable(&next, &step.changes, cursors, unreadable)?;
            if let Some(commits) = &self.commits {
                commits.after(&next, &step.changes)?;
            }
        }
        let resumed = self.book.settings.paused && !next.settings.paused;
        tell_letters(&self.book, &step.changes);
        self.book = next;
        if resumed && let Err(error) = kill_switch::turn_off(&self.state) {
            error!("{error:#}");
        }
        for note in &step.notes {
            tell(note, &self.book);
            if let Some(onlooker) = &self.onlooker {
                let _ = onlooker.send(Seen {
                    note: note.clone(),
                    book: self.book.clone(),
                });
            }
        }
        if step.changes.iter().any(waits_for_its_twin) {
            self.look_for_twin();
        }
        for row in step.deliver {
            self.hand_over(row);
        }
        for row in step.look_for {
            self.look_for(row);
        }
        Ok(step.reply)
    }

    fn command(&mut self, (request, reply): Asked) -> Result<()> {
        if let Some(done) = self.remove(&request).or_else(|| self.add(&request)) {
            let _ = reply.send(done?);
            return Ok(());
        }
        // Not a command: how it is, for `heardback status` and `doctor`.
        if request.target == control::Target::Everything && request.line == control::HEALTH {
            let _ = reply.send(Answer::Done(self.status()));
            return Ok(());
        }
        let now = self.clock.now();
        let answer = match heardback_core::command::parse(
            &request.line,
            &request.rest,
            now,
            self.policy.owner.zone,
        ) {
            Err(why) => Answer::Failed(why.0),
            Ok(command) => {
                let target = request.target.into();
                answered(self.decide(Input::Command(Local { target, command }), &[])?)
            }
        };
        let _ = reply.send(answer);
        Ok(())
    }

    fn outcome(&mut self, row: OutboxId, outcome: errands::Outcome) -> Result<()> {
        match outcome {
            errands::Outcome::Report(report) => {
                let accepted = matches!(report, Report::Accepted { .. } | Report::Found);
                self.decide(Input::Delivery { row, report }, &[])?;
                if accepted {
                    self.finish_copies();
                }
            }
            errands::Outcome::LookAgain => self.look_for(row),
            errands::Outcome::CopyFiled => {
                self.copying.remove(&row);
                self.decide(Input::SentCopyFiled { row }, &[])?;
            }
            errands::Outcome::CopyFailed(why) => {
                // Tried again at the next connection.
                self.copying.remove(&row);
                warn!(outbox.id = %row, "The copy of letter {row} is not in Sent yet: {why}");
            }
        }
        Ok(())
    }

    async fn drain(
        &mut self,
        reported: &mut mpsc::Receiver<(OutboxId, errands::Outcome)>,
    ) -> Result<()> {
        while self
            .book
            .outbox
            .values()
            .any(|r| r.state == OutgoingState::Sending)
        {
            let Some((row, outcome)) = reported.recv().await else {
                break;
            };
            if let errands::Outcome::Report(report) = outcome {
                let step = handle(
                    &self.book,
                    &self.policy,
                    &self.reader,
                    Input::Delivery { row, report },
                    self.clock.moment(),
                );
                // What would begin now is left for the next start: it stays queued.
                let step = without_new_deliveries(step);
                self.make_true(step, &[])
                    .context("Failed to keep the last delivery's outcome")?;
            }
        }
        Ok(())
    }

    fn show_status(&self) {
        service::status(&self.status());
    }

    /// The mailbox was never read through yet.
    fn is_first_look(&self) -> bool {
        self.book.settings.live_since.is_none()
    }

    /// What it does and what waits, in a line.
    fn status(&self) -> String {
        let open = self
            .book
            .drafts
            .values()
            .filter(|d| d.state == DraftState::Open)
            .count();
        let drafts = match open {
            1 => "1 draft waits for you".to_owned(),
            open => format!("{open} drafts wait for you"),
        };
        let mut text = format!("Watching {} mailboxes, {drafts}", self.watched);
        if self.is_first_look() && self.first_look.has_begun() {
            text = self.first_look.text();
        }
        if let Some(reason) = self.down.values().next() {
            text = format!("Not connected: {reason}");
        }
        if self.book.settings.paused {
            text.push_str(" (paused)");
        }
        if self.refused_configuration {
            text.push_str(" (the changed configuration is not taken: heardback check)");
        }
        text
    }
}

/// An answer of the owner's that counts once its copy in Sent is seen (SAFETY.md B1).
fn waits_for_its_twin(change: &Change) -> bool {
    matches!(change, Change::Seen(_, seen) if seen.waits_until.is_some())
}

/// The same step, but what it would hand over now stays queued.
pub(crate) fn without_new_deliveries(mut step: Step) -> Step {
    let begun: Vec<OutboxId> = std::mem::take(&mut step.deliver);
    step.changes.retain(|change| {
        let begins =
            |row: &Outgoing| begun.contains(&row.id) && row.state == OutgoingState::Sending;
        !matches!(change, Change::Outgoing(row) if begins(row))
    });
    step
}

/// The reader for that policy. Names of files stay out of the journal.
fn reader(policy: &Policy) -> Reader {
    let (reader, faults) = crate::wording::reader(policy);
    if !faults.is_empty() {
        let count = faults.len();
        warn!(
            packs = count,
            "{count} of your language packs cannot be used and are left out; `heardback check` says which and why"
        );
    }
    reader
}
