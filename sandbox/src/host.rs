//! The mail host itself: accounts, mailboxes and messages in memory, and what happens to mail that arrives or leaves.

mod account;
mod bounce;
mod event;
mod labels;
mod mail;
mod mailbox;
mod settings;
mod stamp;

pub use account::{Account, NoSuchMailbox, Place};
pub use event::Event;
pub use mail::{Accepted, Arrival, Envelope, Outside, Verdict};
pub(crate) use mailbox::Mailbox;
pub use mailbox::{Message, SpecialUse};
pub use settings::Settings;

use crate::faults::Faults;
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

/// The host. Clones share one state.
#[derive(Clone)]
pub struct Host {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    state: Mutex<State>,
    faults: Faults,
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
            next_queue_id: 1,
        };
        Self {
            inner: Arc::new(Inner {
                clock,
                state: Mutex::new(state),
                faults: Faults::default(),
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

    /// Changes an account's password, and its bearer token. Those who are logged in stay so.
    pub fn set_secrets(&self, address: &str, password: &str, token: Option<&str>) {
        self.change(|state| {
            if let Some(account) = state.account_mut(address) {
                password.clone_into(&mut account.password);
                account.token = token.map(str::to_owned);
            }
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

/// Waiting for what happens, and causing it.
impl Host {
    /// Waits until `look` finds what it looks for. It is asked at once, and again after every change and event;
    /// it must not change the host itself.
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

    /// What goes wrong, now and later.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
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

    pub fn new_uid_validity(&mut self) -> u32 {
        self.next_uid_validity += 1;
        self.next_uid_validity
    }

    fn new_queue_id(&mut self) -> String {
        self.next_queue_id += 1;
        format!("{:08X}", self.next_queue_id)
    }
}
