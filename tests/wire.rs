//! IMAP and SMTP against servers that break, lie and fall silent: the sandbox with faults, and byte scripts.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

#[path = "wire/cuts.rs"]
mod cuts;
#[path = "wire/fetching.rs"]
mod fetching;
#[path = "wire/peer.rs"]
mod peer;
#[path = "wire/scripts.rs"]
mod scripts;
#[path = "wire/watching.rs"]
mod watching;
