//! `handle(&Book, Input, Moment) -> Step`: everything that is decided, decided here and nowhere else.
//!
//! A step reads the book and says what changes; the store makes the changes true in one transaction, and only then do
//! hands move ([`Step::deliver`]).

mod add;
mod answer;
mod catch_up;
mod deliver;
mod hear;
mod remind;
mod retain;
#[cfg(test)]
mod tests;

pub use deliver::leaving;

use crate::approval::Mailbox;
use crate::book::{Book, Change, Note};
use crate::command::Command;
use crate::event::{Event, EventKind, Source};
use crate::id::{ApplicationId, OutboxId, ReminderId};
use crate::mail::Mail;
use crate::moment::{Moment, Time};
use crate::outbox::Report;
use crate::policy::Policy;
use crate::reading::Reader;

pub use add::NewApplication;

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// A message of a watched mailbox.
    Mail(Box<Arrived>),
    /// What became of a delivery.
    Delivery { row: OutboxId, report: Report },
    /// The copy in Sent is filed, or was found there.
    SentCopyFiled { row: OutboxId },
    /// A command of the owner's over the control socket (B3).
    Command(Local),
    /// An application that the owner opens by hand.
    Added(NewApplication),
    /// The first scan of the mailbox is done: from now on reminders go out.
    ScanDone,
    /// heardback has just been started: what was being sent is uncertain.
    Started,
    /// A message that could not be read (SAFETY.md, hostile mail): where it lies, and why in a sentence.
    Unreadable {
        mailbox: String,
        uid: u32,
        why: String,
    },
    /// Time has passed.
    Tick,
}

/// A message and where it lay.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub mail: Mail,
    pub mailbox: Mailbox,
    /// The `\Draft` flag.
    pub is_draft: bool,
}

/// A command on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    pub target: Target,
    pub command: Command,
}

/// What a command on the command line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Reminder(ReminderId),
    Application(ApplicationId),
    /// `pause`, `resume`.
    Everything,
}

/// What is decided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// In order; one transaction.
    pub changes: Vec<Change>,
    /// For the journal, `replay` and people.
    pub notes: Vec<Note>,
    /// Rows that are now `sending`: hand them to the server.
    pub deliver: Vec<OutboxId>,
    /// Uncertain rows to look for in the mailbox.
    pub look_for: Vec<OutboxId>,
    /// What a command on the command line is answered with.
    pub reply: Option<Result<String, String>>,
}

/// Decides what an input means.
#[must_use]
pub fn handle(book: &Book, policy: &Policy, reader: &Reader, input: Input, moment: Moment) -> Step {
    let mut desk = Desk {
        book: book.clone(),
        policy,
        reader,
        moment,
        step: Step::default(),
        labels: 0,
    };
    let off_since = catch_up::off_since(&desk.book, policy, desk.now());
    catch_up::mark(&mut desk, off_since);
    match input {
        Input::Mail(arrived) => hear::hear(&mut desk, &arrived),
        Input::Delivery { row, report } => deliver::report(&mut desk, row, &report),
        Input::SentCopyFiled { row } => deliver::sent_copy_filed(&mut desk, row),
        Input::Command(local) => answer::local(&mut desk, local),
        Input::Added(new) => add::add(&mut desk, &new),
        Input::ScanDone => desk.scan_done(),
        Input::Started => {
            deliver::started(&mut desk);
            retain::retain(&mut desk);
        }
        Input::Unreadable { mailbox, uid, why } => {
            remind::unreadable(&mut desk, &mailbox, uid, &why);
        }
        Input::Tick => retain::retain(&mut desk),
    }
    desk.settle();
    desk.step
}

/// The working copy of a step: every change is at once true here, and noted for the store.
pub(crate) struct Desk<'a> {
    pub book: Book,
    pub policy: &'a Policy,
    pub reader: &'a Reader,
    pub moment: Moment,
    pub step: Step,
    labels: u32,
}

impl Desk<'_> {
    fn now(&self) -> Time {
        self.moment.now
    }

    fn put(&mut self, change: Change) {
        self.book.apply(&change);
        self.step.changes.push(change);
    }

    fn note(&mut self, note: Note) {
        self.step.notes.push(note);
    }

    /// Randomness of its own for every call within the step.
    fn random_hex(&mut self) -> String {
        self.labels += 1;
        self.moment.random_hex(&self.labels.to_string())
    }

    /// Appends an event and tells how the status moved by it.
    fn happen(&mut self, application: ApplicationId, at: Time, source: Source, kind: EventKind) {
        let before = self
            .book
            .state(application)
            .map(crate::application::Application::status);
        let id = self.book.next_event();
        let now = self.now();
        self.put(Change::Event(Event {
            id,
            application,
            at,
            recorded_at: now,
            source,
            kind,
        }));
        let Some(app) = self.book.state(application) else {
            return;
        };
        let after = app.status();
        if before != Some(after) {
            let because = app
                .transitions
                .last()
                .map(|t| t.because.clone())
                .unwrap_or_default();
            self.note(Note::Transition {
                at: now,
                application,
                from: before,
                to: after,
                because,
            });
        }
    }

    fn scan_done(&mut self) {
        if self.book.settings.live_since.is_none() {
            let mut settings = self.book.settings.clone();
            settings.live_since = Some(self.now());
            self.put(Change::Settings(settings));
        }
    }

    /// Whatever time and the new facts ask for: clock events, reminders, withdrawals, letters that may leave.
    fn settle(&mut self) {
        self.clock_events();
        if self.book.settings.live_since.is_none() {
            return;
        }
        deliver::expire_waiting(self);
        // A plan rests on what is known of the applications, never on what was made of it: one serves both.
        let duties = crate::etiquette::plan(&self.book, self.policy, self.now());
        remind::reconcile(self, &duties);
        remind::remind(self, &duties);
        deliver::begin(self);
    }

    fn clock_events(&mut self) {
        let now = self.now();
        let ids: Vec<ApplicationId> = self.book.applications.keys().copied().collect();
        for id in ids {
            // An event may make the next one due; a handful is the most that one instant can bring.
            for _ in 0..8 {
                let Some(app) = self.book.state(id) else {
                    break;
                };
                let due = crate::etiquette::clock_events(app, self.policy)
                    .into_iter()
                    .min_by_key(|(at, _)| *at);
                let Some((at, kind)) = due.filter(|(at, _)| *at <= now) else {
                    break;
                };
                self.happen(id, at, Source::Clock, kind);
            }
        }
    }
}

/// The next instant at which a tick may change something, and why; for the timer.
#[must_use]
pub fn next_wakeup(book: &Book, policy: &Policy, now: Time) -> Option<(Time, String)> {
    let mut best: Option<(Time, String)> = None;
    let mut offer = |at: Time, why: &dyn Fn() -> String| {
        if best.as_ref().is_none_or(|(b, _)| at < *b) {
            best = Some((at, why()));
        }
    };
    for app in book.states() {
        for (at, kind) in crate::etiquette::clock_events(app, policy) {
            offer(at.max(now), &|| {
                format!("{} of application {}", kind.name(), app.id)
            });
        }
    }
    for (at, why) in remind::next(book, policy, now) {
        offer(at, &|| why.clone());
    }
    // One at a time: what is due beside a letter on the wire begins with that letter's report, not with the clock.
    let busy = book
        .outbox
        .values()
        .any(|r| r.state == crate::book::OutgoingState::Sending);
    for row in book.outbox.values().filter(|_| !busy) {
        if let Some(at) = deliver::next_attempt(row) {
            offer(at.max(now), &|| format!("outbox row {}", row.id));
        }
    }
    for seen in book.seen.values() {
        if let Some(at) = seen.waits_until {
            offer(at.max(now), &|| "an answer waits for its proof".to_owned());
        }
    }
    best
}
