//! The wind tunnel of heardback: an in-process mail host that speaks IMAP and SMTP, with faults on demand.
//!
//! A [`Host`] holds accounts, their mailboxes and everything that SMTP accepted. It serves real sockets over TLS
//! ([`Host::serve_imap`], [`Host::serve_smtp`]) and any in-memory stream ([`Host::connect`]), takes its time from the
//! clock that it is given, and tells whoever waits what has happened ([`Host::until`]).
//!
//! ```
//! # use heardback_sandbox::{Account, Host, Settings};
//! # use std::sync::Arc;
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
//! let clock = Arc::new(|| "2026-03-02T09:00:00Z".parse().expect("an instant"));
//! let host = Host::new(Settings::default(), clock);
//! host.add(Account::new("sam@mailbox.example", "a password"));
//! host.deliver("sam@mailbox.example", b"Subject: Your application\r\n\r\nWe read it.\r\n").expect("a local address");
//! let inbox = host.until(|host| Some(host.messages("sam@mailbox.example", "INBOX")).filter(|found| found.len() == 1)).await;
//! assert_eq!(inbox[0].uid, 1);
//! # });
//! ```

mod faults;
mod header;
mod host;
mod imap;
mod listen;
mod sasl;
mod script;
mod smtp;
mod tls;
mod wire;

pub use faults::{Effect, Fault, Faults, Point, Weather};
pub use host::{
    Accepted, Account, Arrival, Clock, Envelope, Event, Host, Message, NoSuchMailbox, Outside,
    Place, Settings, SpecialUse, Verdict,
};
pub use listen::{Channel, Ports, Serving};
pub use script::{Broken, NoStep, Played, Script, Step};
pub use wire::{Protocol, Stream};
