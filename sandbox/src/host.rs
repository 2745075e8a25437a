//! The mail host itself: accounts, mailboxes and messages in memory, and what happens to mail that arrives or leaves.

mod account;
mod stamp;

pub(crate) use account::Mailbox;
pub use account::{Account, Message, NoSuchMailbox, Place, SpecialUse};

use crate::sasl::{Claim, Proof};
use crate::tls::Authority;
use crate::wire::Protocol;
use chrono::{DateTime, Utc};
pub(crate) use stamp::Hop;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Where the host takes the time from. It never reads a clock by itself.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How many events are remembered, the newest ones.
const EVENTS: usize = 20_000;

/// What kind of server this is. The default is a well-behaved one that can do everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The host's own name, in greetings and `Received:` lines.
    pub name: String,
    /// Offers IDLE (RFC 2177).
    pub idle: bool,
    /// Names the special mailboxes by attribute (RFC 6154).
    pub special_use: bool,
    /// Tells UIDNEXT when a mailbox is opened. RFC 3501 asks for it; some servers forget it.
    pub uid_next: bool,
    /// Accepts literals without waiting to be asked for them (RFC 7888).
    pub literal_plus: bool,
    /// Offers MOVE (RFC 6851).
    pub moves: bool,
    /// Answers APPEND and COPY with the new UIDs (RFC 4315).
    pub uid_plus: bool,
    /// Files a copy of submitted mail in the sender's Sent mailbox by itself, as Gmail does.
    pub files_sent: bool,
    /// Gives submitted mail a new Message-ID, and keeps the old one in `X-Microsoft-Original-Message-ID`, as
    /// Outlook.com does.
    pub rewrites_message_id: bool,
    /// Stamps arriving mail with Authentication-Results under this authserv-id (RFC 8601).
    pub authserv_id: Option<String>,
    /// Takes Authentication-Results with that authserv-id out of arriving mail before stamping its own.
    pub strips_forged_results: bool,
    /// Refuses MAIL FROM with an address that is not the account's own.
    pub checks_sender: bool,
    /// The largest message that is taken, in bytes.
    pub size_limit: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "mail.sandbox.test".to_owned(),
            idle: true,
            special_use: true,
            uid_next: true,
            literal_plus: true,
            moves: true,
            uid_plus: true,
            files_sent: false,
            rewrites_message_id: false,
            authserv_id: None,
            strips_forged_results: true,
            checks_sender: false,
            size_limit: 25 * 1024 * 1024,
        }
    }
}

/// MAIL FROM and RCPT TO, without angle brackets. The null return path is the empty string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub from: String,
    pub to: Vec<String>,
}

/// A message that SMTP took responsibility for, whether or not the client heard of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub at: DateTime<Utc>,
    /// The address of the account that submitted it.
    pub account: String,
    pub envelope: Envelope,
    /// Exactly what was sent, without the dot-stuffing.
    pub raw: Arc<[u8]>,
}

/// A message that left for an address which is not served here, as it would arrive there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    pub at: DateTime<Utc>,
    pub from: String,
    pub to: String,
    pub raw: Arc<[u8]>,
}

/// What the host found when it checked who sent a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    /// The sender's domain publishes nothing to check against.
    Unchecked,
}

/// A message that comes in from the world, for [`Host::arrive`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub verdict: Verdict,
    pub raw: &'a [u8],
}

/// Something that a test or the demo may want to wait for or count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Connected(Protocol),
    LoggedIn {
        protocol: Protocol,
        account: String,
    },
    LoginRefused {
        protocol: Protocol,
        login: String,
    },
    /// A command that was understood. IMAP commands by UID are named with it, such as `UID FETCH`; the end of a
    /// message after DATA is named `DOT`.
    Command {
        protocol: Protocol,
        name: String,
    },
    /// A client waits for news of a mailbox.
    Idling {
        account: String,
        mailbox: String,
    },
    /// A message came into a mailbox, by whichever way.
    Filed {
        account: String,
        place: Place,
    },
    /// SMTP accepted a message: its index in [`Host::accepted`].
    Accepted {
        index: usize,
    },
}

/// The host. Clones share one state.
#[derive(Clone)]
pub struct Host {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    state: Mutex<State>,
    authority: Mutex<Option<Arc<Authority>>>,
    changes: watch::Sender<u64>,
    hang_up_imap: watch::Sender<u64>,
    hang_up_smtp: watch::Sender<u64>,
}

pub(crate) struct State {
    pub settings: Settings,
    accounts: BTreeMap<String, Account>,
    accepted: Vec<Accepted>,
    outside: Vec<Outside>,
    events: VecDeque<Event>,
    next_uid_validity: u32,
    next_change: u64,
    next_queue_id: u64,
}

impl Host {
    /// Makes an empty host.
    pub fn new(settings: Settings, clock: Clock) -> Self {
        let state = State {
            settings,
            accounts: BTreeMap::new(),
            accepted: Vec::new(),
            outside: Vec::new(),
            events: VecDeque::new(),
            next_uid_validity: 1_000,
            next_change: 1,
            next_queue_id: 1,
        };
        Self {
            inner: Arc::new(Inner {
                clock,
                state: Mutex::new(state),
                authority: Mutex::new(None),
                changes: watch::Sender::new(0),
                hang_up_imap: watch::Sender::new(0),
                hang_up_smtp: watch::Sender::new(0),
            }),
        }
    }

    /// Adds an account, in the place of one with the same address.
    pub fn add(&self, mut account: Account) {
        self.change(|state| {
            for mailbox in account.mailboxes.values_mut() {
                mailbox.uid_validity = state.new_uid_validity();
            }
            state
                .accounts
                .insert(account.address.to_lowercase(), account);
        });
    }

    /// Changes what kind of server this is from now on. Sessions see it with their next command.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.change(|state| change(&mut state.settings));
    }

    /// The certificate of the authority that signed the server's certificate, in PEM, for clients to trust.
    pub fn ca_pem(&self) -> io::Result<String> {
        Ok(self.authority()?.pem.clone())
    }

    /// The time by the clock that the host was given.
    pub fn now(&self) -> DateTime<Utc> {
        (self.inner.clock)()
    }
}

/// Mail, put in and looked at without a protocol.
impl Host {
    /// Puts a message into the INBOX of a local address exactly as it is, without any line of the host's own.
    pub fn deliver(&self, address: &str, raw: &[u8]) -> Result<Place, NoSuchMailbox> {
        self.append(address, "INBOX", &[], raw)
    }

    /// Puts a message into a mailbox exactly as it is, with flags such as `\Seen`, dated now.
    pub fn append(
        &self,
        address: &str,
        mailbox: &str,
        flags: &[&str],
        raw: &[u8],
    ) -> Result<Place, NoSuchMailbox> {
        self.append_at(address, mailbox, flags, self.now(), raw)
    }

    /// Puts a message into a mailbox exactly as it is, with an internal date.
    pub fn append_at(
        &self,
        address: &str,
        mailbox: &str,
        flags: &[&str],
        internal_date: DateTime<Utc>,
        raw: &[u8],
    ) -> Result<Place, NoSuchMailbox> {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        self.change(|state| state.file(address, mailbox, flags, internal_date, raw.into()))
    }

    /// Lets a message arrive from the world: stamped with Return-Path, `Received:` and, where the host does that,
    /// Authentication-Results, and put into the INBOX of its recipient.
    pub fn arrive(&self, arrival: &Arrival<'_>) -> Result<Place, NoSuchMailbox> {
        let now = self.now();
        self.change(|state| {
            let raw = state.stamp_arrival(arrival, now);
            state.file(arrival.to, "INBOX", Vec::new(), now, raw.into())
        })
    }

    /// Lists the messages of a mailbox by UID. An unknown mailbox has none.
    pub fn messages(&self, address: &str, mailbox: &str) -> Vec<Message> {
        self.read(|state| {
            state
                .mailbox(address, mailbox)
                .map(|mailbox| mailbox.messages.clone())
                .unwrap_or_default()
        })
    }

    /// Lists the names of an account's mailboxes.
    pub fn mailboxes(&self, address: &str) -> Vec<String> {
        self.read(|state| {
            state
                .account(address)
                .map(|account| account.mailboxes.keys().cloned().collect())
        })
        .unwrap_or_default()
    }

    /// Removes messages for good, by UID. UIDs that are not there are passed over.
    pub fn expunge(&self, address: &str, mailbox: &str, uids: &[u32]) -> Result<(), NoSuchMailbox> {
        self.change(|state| {
            state
                .mailbox_mut(address, mailbox)?
                .messages
                .retain(|message| !uids.contains(&message.uid));
            Ok(())
        })
    }

    /// Moves messages to another mailbox of the account, where they get new UIDs, in order.
    pub fn move_messages(
        &self,
        address: &str,
        from: &str,
        uids: &[u32],
        to: &str,
    ) -> Result<Vec<Place>, NoSuchMailbox> {
        self.change(|state| {
            let places = state.copy(address, from, uids, to)?;
            state
                .mailbox_mut(address, from)?
                .messages
                .retain(|message| !uids.contains(&message.uid));
            Ok(places)
        })
    }

    /// Sets the flags of a message, in the place of those it had.
    pub fn set_flags(
        &self,
        address: &str,
        mailbox: &str,
        uid: u32,
        flags: &[&str],
    ) -> Result<(), NoSuchMailbox> {
        self.change(|state| {
            let change = state.new_change();
            if let Some(message) = state.mailbox_mut(address, mailbox)?.message_mut(uid) {
                message.flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
                message.changed = change;
            }
            Ok(())
        })
    }

    /// Gives a mailbox a new UIDVALIDITY and numbers its messages from 1, as a server does after it lost its index.
    /// Sessions that have it open are ended with BYE.
    pub fn bump_uid_validity(&self, address: &str, mailbox: &str) -> Result<u32, NoSuchMailbox> {
        self.change(|state| {
            let uid_validity = state.new_uid_validity();
            let mailbox = state.mailbox_mut(address, mailbox)?;
            mailbox.renumber(uid_validity);
            Ok(uid_validity)
        })
    }

    /// Lists every message that SMTP took responsibility for, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.read(|state| state.accepted.clone())
    }

    /// Lists every message that left for addresses which are not served here, in order.
    pub fn outside(&self) -> Vec<Outside> {
        self.read(|state| state.outside.clone())
    }
}

/// Waiting for what happens, and causing it.
impl Host {
    /// Waits until `look` finds what it looks for. It is asked at once, and again after every change and event.
    pub async fn until<T>(&self, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(self) {
                return found;
            }
            // The sender lives as long as this host, so that this cannot fail.
            let _ = changes.changed().await;
        }
    }

    /// Counts the changes and events so far; whoever holds the receiver is told of each.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Lists what has happened, oldest first: the last 20,000 events.
    pub fn events(&self) -> Vec<Event> {
        self.read(|state| state.events.iter().cloned().collect())
    }

    /// Counts the remembered events that `pick` picks.
    pub fn count(&self, pick: impl FnMut(&&Event) -> bool) -> usize {
        self.read(|state| state.events.iter().filter(pick).count())
    }

    /// Breaks every open connection of a protocol, without a word.
    pub fn hang_up(&self, protocol: Protocol) {
        self.hang_up_sender(protocol)
            .send_modify(|count| *count += 1);
    }
}

/// For the sessions.
impl Host {
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.inner.changes.send_modify(|count| *count += 1);
        result
    }

    pub(crate) fn settings(&self) -> Settings {
        self.read(|state| state.settings.clone())
    }

    pub(crate) fn note(&self, event: Event) {
        self.change(|state| state.note(event));
    }

    pub(crate) fn hang_ups(&self, protocol: Protocol) -> watch::Receiver<u64> {
        self.hang_up_sender(protocol).subscribe()
    }

    pub(crate) fn authority(&self) -> io::Result<Arc<Authority>> {
        let mut authority = self
            .inner
            .authority
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*authority {
            Some(made) => Ok(Arc::clone(made)),
            None => Ok(Arc::clone(authority.insert(Arc::new(Authority::new()?)))),
        }
    }

    /// Checks a login. Returns the account's address.
    pub(crate) fn log_in(&self, protocol: Protocol, claim: &Claim) -> Option<String> {
        self.change(|state| {
            let account = state
                .accounts
                .values()
                .find(|account| account.answers_to(&claim.login));
            let proven = account.filter(|account| match &claim.proof {
                Proof::Password(password) => account.password == *password,
                Proof::Token(token) => account.token.as_ref() == Some(token),
            });
            let address = proven.map(|account| account.address.clone());
            state.note(match &address {
                Some(address) => Event::LoggedIn {
                    protocol,
                    account: address.clone(),
                },
                None => Event::LoginRefused {
                    protocol,
                    login: claim.login.clone(),
                },
            });
            address
        })
    }

    /// Takes responsibility for a submitted message: files it with local recipients, keeps what goes outside, and
    /// returns the queue id.
    pub(crate) fn accept(
        &self,
        account: &str,
        hop: &Hop,
        envelope: Envelope,
        raw: Vec<u8>,
    ) -> String {
        let now = self.now();
        self.change(|state| {
            let queue_id = state.new_queue_id();
            let raw: Arc<[u8]> = raw.into();
            let accepted = Accepted {
                at: now,
                account: account.to_owned(),
                envelope,
                raw,
            };
            state.distribute(&accepted, hop, &queue_id);
            state.accepted.push(accepted);
            let index = state.accepted.len() - 1;
            state.note(Event::Accepted { index });
            queue_id
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn hang_up_sender(&self, protocol: Protocol) -> &watch::Sender<u64> {
        match protocol {
            Protocol::Imap => &self.inner.hang_up_imap,
            Protocol::Smtp => &self.inner.hang_up_smtp,
        }
    }
}

impl State {
    pub fn note(&mut self, event: Event) {
        if self.events.len() == EVENTS {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    pub fn new_change(&mut self) -> u64 {
        self.next_change += 1;
        self.next_change
    }

    pub fn new_uid_validity(&mut self) -> u32 {
        self.next_uid_validity += 1;
        self.next_uid_validity
    }

    fn new_queue_id(&mut self) -> String {
        self.next_queue_id += 1;
        format!("{:08X}", self.next_queue_id)
    }
}
