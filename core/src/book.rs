//! All that is known, as it stands in the store, in memory: the rows, and the changes that a step makes to them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::application::{Application, Status, fold, with_newest};
use crate::event::{Event, Heard, LetterKind};
use crate::id::{
    Address, ApplicationId, DraftId, EventId, MessageId, OutboxId, Person, ReminderId, Sha256,
};
use crate::moment::Time;
use crate::reading::{Class, names};
use crate::rule::{Action, Rule};

/// Everything that decisions rest on. Cloning is cheap: the tables are shared until changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    pub applications: Table<ApplicationId, Record>,
    /// Every message that was ever handled, by its id: nothing acts twice.
    pub seen: Table<MessageId, Seen>,
    pub tasks: Table<TaskKey, Task>,
    pub drafts: Table<DraftId, Draft>,
    pub reminders: Table<ReminderId, Reminder>,
    pub outbox: Table<OutboxId, Outgoing>,
    pub proposals: Table<u32, Proposal>,
    pub settings: Settings,
    /// The highest number of an event so far.
    pub last_event: EventId,
}

/// A table whose rows and whole are shared between copies.
pub type Table<K, V> = Arc<BTreeMap<K, Arc<V>>>;

/// One application: its history and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub events: Vec<Event>,
    pub state: Application,
}

/// A message that was handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Of the bytes; for an answer of the owner's that was accepted, its identity ([`crate::approval::identity`]).
    pub digest: Sha256,
    /// Of its sender and its newest words; another mail may bear the same Message-ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Sha256>,
    pub class: Option<Class>,
    pub application: Option<ApplicationId>,
    /// The message's own date.
    pub at: Time,
    /// For an answer of the owner's that waits for its proof: until when.
    #[serde(default)]
    pub waits_until: Option<Time>,
    /// The reminder that it answers, as long as nothing has proven it: a copy with proof may still come (A6).
    #[serde(default)]
    pub waits_for: Option<ReminderId>,
}

/// Names one duty for good: the same duty gets the same key in every plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskKey(pub String);

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What became of a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub key: TaskKey,
    pub application: Option<ApplicationId>,
    pub action: Action,
    pub rule: Rule,
    pub state: TaskState,
    /// Reminders that went out, the first and the nudges; the count of nudges that were due by then.
    pub reminded_at: Vec<Time>,
    pub nudges: u32,
    /// `snooze`: not before.
    pub snoozed_until: Option<Time>,
    /// When it was first due.
    pub due_at: Time,
    /// When the state last changed.
    pub changed_at: Time,
    /// Of the duty, when it was last reminded of ([`crate::etiquette::Duty::revision`]).
    pub revision: String,
}

names! {
    /// Where a duty stands.
    TaskState {
        Open = "open",
        Done = "done",
        Skipped = "skipped",
        Lapsed = "lapsed",
        /// No longer a duty (F3): the world moved on.
        Withdrawn = "withdrawn",
    }
}

/// A letter for somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    pub application: ApplicationId,
    pub task: TaskKey,
    pub action: Action,
    pub rule: Rule,
    pub kind: LetterKind,
    /// 1 for the first; an edit or a refill makes the next.
    pub version: u32,
    /// Exactly one.
    pub to: Person,
    pub subject: String,
    pub text: String,
    pub in_reply_to: Option<MessageId>,
    pub references: Vec<MessageId>,
    pub attachments: Vec<Attached>,
    /// An iTIP REPLY that goes with it (RFC 5546 §3.2.3).
    pub calendar_reply: Option<String>,
    pub findings: Vec<Finding>,
    pub message_id: MessageId,
    /// Over the envelope and the whole MIME text but its Date (SAFETY.md A4).
    pub hash: Sha256,
    pub state: DraftState,
    /// Why it is withdrawn, held or lapsed.
    pub why: Option<String>,
    pub made_at: Time,
    /// Facts that come true when it is sent (an accepted slot).
    #[serde(default)]
    pub accepts: Option<crate::reading::SlotFact>,
    /// `send anyway` is needed: the sender is suspicious.
    #[serde(default)]
    pub needs_anyway: bool,
    /// The owner's own words: never replaced by ours.
    #[serde(default)]
    pub edited: bool,
}

/// A file that goes with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Key of the material in the configuration.
    pub material: String,
    pub file_name: String,
    pub size: usize,
    pub digest: Sha256,
}

/// What proofreading found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: Rule,
    pub blocks: bool,
    /// One sentence that names the words and what to do.
    pub what: String,
}

names! {
    /// Where a draft stands.
    DraftState {
        Open = "open",
        Approved = "approved",
        Superseded = "superseded",
        Withdrawn = "withdrawn",
        Skipped = "skipped",
        Lapsed = "lapsed",
        Sent = "sent",
        /// The server refused it for good.
        Refused = "refused",
    }
}

/// A mail to the owner that asks for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    pub id: ReminderId,
    pub application: Option<ApplicationId>,
    pub task: TaskKey,
    pub action: Action,
    pub rule: Rule,
    /// Of the 128 bits in its Message-ID (A1): the code itself is kept nowhere.
    pub code_hash: Sha256,
    /// Four letters in the subject that name the reminder (A2); worth nothing alone but with proof B1.
    pub tag: String,
    /// Ids under which the server files it, where it rewrites them.
    pub aliases: Vec<MessageId>,
    /// What it shows: a draft, its version and hash, in the order of the mail.
    pub shows: Vec<(DraftId, Sha256)>,
    /// Drafts whose one approval is used up (A1).
    pub spent: BTreeSet<DraftId>,
    pub proposal: Option<u32>,
    pub at: Time,
    pub expires_at: Time,
    /// Why it is worth nothing any more.
    pub revoked: Option<String>,
    pub subject: String,
    /// An answer to a command, no reminder of its own.
    #[serde(default)]
    pub is_answer: bool,
}

/// One row of the outbox: a notice to the owner or a letter to somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    pub id: OutboxId,
    pub kind: OutgoingKind,
    pub application: Option<ApplicationId>,
    pub draft: Option<DraftId>,
    pub reminder: Option<ReminderId>,
    pub from: Address,
    pub to: Address,
    pub message_id: MessageId,
    /// The whole text (RFC 5322), canonical CRLF; emptied of notices once they are sent.
    pub mime: String,
    pub hash: Sha256,
    /// Outside `held` it must equal `hash` for a letter.
    pub approved_hash: Option<Sha256>,
    pub state: OutgoingState,
    /// Not before: the undo window, waking hours, caps.
    pub not_before: Time,
    pub attempts: u32,
    pub next_attempt_at: Time,
    /// The server's words, or what went wrong.
    pub words: String,
    pub queued_at: Time,
    pub changed_at: Time,
    pub sent_copy: SentCopy,
    /// `send now` was said.
    pub now: bool,
}

names! {
    /// Whom a row of the outbox is for.
    OutgoingKind {
        Notice = "notice",
        Letter = "letter",
    }
}

names! {
    /// Outbox states, in Postfix's sense (ARCHITECTURE.md).
    OutgoingState {
        Held = "held",
        Queued = "queued",
        Sending = "sending",
        Sent = "sent",
        Refused = "refused",
        Deferred = "deferred",
        Uncertain = "uncertain",
        /// Taken back before it left.
        Cancelled = "cancelled",
    }
}

names! {
    /// The copy in Sent.
    SentCopy {
        NotWanted = "not_wanted",
        Wanted = "wanted",
        Filed = "filed",
    }
}

/// A reading that waits for the owner's word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub number: u32,
    /// The applications that it may belong to; none: a new one.
    pub candidates: Vec<ApplicationId>,
    pub heard: Heard,
    pub at: Time,
    pub question: String,
    /// Too unlikely for a mail of its own: only the digest asks.
    #[serde(default)]
    pub quiet: bool,
    /// The very words on which the reading rests, a few at most.
    #[serde(default)]
    pub words: Vec<String>,
    /// `Some(true)`: yes.
    pub answer: Option<bool>,
    /// Answered by `skip`: nothing is changed by it, and nobody has said what it was.
    #[serde(default)]
    pub skipped: bool,
    pub asked: bool,
}

impl Proposal {
    /// What it says, if it counts, is that they go on without the owner.
    #[must_use]
    pub fn may_be_their_no(&self) -> bool {
        matches!(self.heard.class, Class::Rejection | Class::PositionClosed)
    }
}

/// The few things that belong to no row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The kill switch.
    pub paused: bool,
    /// The first scan is done; nothing that was due long before is reminded of.
    pub live_since: Option<Time>,
    /// Answers about refused or misunderstood replies, lately: at most a few a day.
    pub refusals_at: Vec<Time>,
    /// Nothing ran since then, and the owner has not been told yet what was missed.
    #[serde(default)]
    pub off_since: Option<Time>,
    /// Numbers that were given out and whose rows the owner had removed: they are never given again.
    #[serde(default)]
    pub spent: Spent,
}

/// The highest numbers given out before something was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Spent {
    pub application: u32,
    pub draft: u32,
    pub reminder: u32,
    pub outbox: u32,
    pub proposal: u32,
    pub event: u32,
}

/// One change of the book; the store writes the same.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a step makes a handful; boxes would hide the rows"
)]
pub enum Change {
    Event(Event),
    Seen(MessageId, Seen),
    Task(Task),
    Draft(Draft),
    Reminder(Reminder),
    Outgoing(Outgoing),
    Proposal(Proposal),
    Settings(Settings),
}

/// What a step did, for the journal, for `replay` and for people.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    Message {
        at: Time,
        message_id: MessageId,
        mailbox: &'static str,
        class: Class,
        confidence: f64,
        application: Option<ApplicationId>,
    },
    Transition {
        at: Time,
        application: ApplicationId,
        from: Option<Status>,
        to: Status,
        because: String,
    },
    Reminder {
        at: Time,
        reminder: ReminderId,
        text: String,
    },
    Sent {
        at: Time,
        outgoing: OutboxId,
    },
    Held {
        at: Time,
        application: Option<ApplicationId>,
        action: Action,
        rule: Rule,
        why: String,
    },
    /// An answer to a command of the owner's; no reminder.
    Answer {
        at: Time,
        text: String,
    },
}

impl Book {
    /// Makes a change true in memory.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Event(event) => self.hear(event),
            Change::Seen(id, seen) => put(&mut self.seen, id.clone(), seen),
            Change::Task(task) => put(&mut self.tasks, task.key.clone(), task),
            Change::Draft(draft) => put(&mut self.drafts, draft.id, draft),
            Change::Reminder(reminder) => put(&mut self.reminders, reminder.id, reminder),
            Change::Outgoing(row) => put(&mut self.outbox, row.id, row),
            Change::Proposal(proposal) => put(&mut self.proposals, proposal.number, proposal),
            Change::Settings(settings) => self.settings = settings.clone(),
        }
    }

    /// Takes a whole history in, in any order: each application is folded once.
    pub fn hear_all(&mut self, events: Vec<Event>) {
        let mut by_application: BTreeMap<ApplicationId, Vec<Event>> = BTreeMap::new();
        for event in events {
            self.last_event = self.last_event.max(event.id);
            by_application
                .entry(event.application)
                .or_default()
                .push(event);
        }
        for (id, events) in by_application {
            if let Some(state) = fold(id, &events) {
                put(&mut self.applications, id, &Record { events, state });
            }
        }
    }

    fn hear(&mut self, event: &Event) {
        self.last_event = self.last_event.max(event.id);
        let record = self.applications.get(&event.application);
        let mut events = record.map(|r| r.events.clone()).unwrap_or_default();
        let grown = record.and_then(|r| with_newest(&r.state, &r.events, event));
        events.push(event.clone());
        let state = grown
            .map(|(state, _)| state)
            .or_else(|| fold(event.application, &events));
        if let Some(state) = state {
            put(
                &mut self.applications,
                event.application,
                &Record { events, state },
            );
        }
    }

    /// The applications as they stand.
    pub fn states(&self) -> impl Iterator<Item = &Application> {
        self.applications.values().map(|record| &record.state)
    }

    /// One application as it stands.
    #[must_use]
    pub fn state(&self, id: ApplicationId) -> Option<&Application> {
        self.applications.get(&id).map(|record| &record.state)
    }

    /// The next free number for an event.
    #[must_use]
    pub fn next_event(&self) -> EventId {
        EventId(self.spent_so_far().event + 1)
    }

    /// The next free number for an application.
    #[must_use]
    pub fn next_application(&self) -> ApplicationId {
        ApplicationId(self.spent_so_far().application + 1)
    }

    /// The next free number for a draft.
    #[must_use]
    pub fn next_draft(&self) -> DraftId {
        DraftId(self.spent_so_far().draft + 1)
    }

    /// The next free number for a reminder.
    #[must_use]
    pub fn next_reminder(&self) -> ReminderId {
        ReminderId(self.spent_so_far().reminder + 1)
    }

    /// The next free number for a row of the outbox.
    #[must_use]
    pub fn next_outbox(&self) -> OutboxId {
        OutboxId(self.spent_so_far().outbox + 1)
    }

    /// The next free number for a proposal.
    #[must_use]
    pub fn next_proposal(&self) -> u32 {
        self.spent_so_far().proposal + 1
    }

    /// The highest numbers given out so far.
    #[must_use]
    pub fn spent_so_far(&self) -> Spent {
        let spent = self.settings.spent;
        let application = self.applications.keys().last().map_or(0, |id| id.0);
        let draft = self.drafts.keys().last().map_or(0, |id| id.0);
        let reminder = self.reminders.keys().last().map_or(0, |id| id.0);
        let outbox = self.outbox.keys().last().map_or(0, |id| id.0);
        let proposal = self.proposals.keys().last().copied().unwrap_or(0);
        Spent {
            application: spent.application.max(application),
            draft: spent.draft.max(draft),
            reminder: spent.reminder.max(reminder),
            outbox: spent.outbox.max(outbox),
            proposal: spent.proposal.max(proposal),
            event: spent.event.max(self.last_event.0),
        }
    }
}

fn put<K: Ord + Clone, V: Clone>(table: &mut Table<K, V>, key: K, value: &V) {
    Arc::make_mut(table).insert(key, Arc::new(value.clone()));
}
