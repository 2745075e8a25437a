//! What each fuzz target does with its bytes, and what it holds the program to. `tests/fuzz_corpora.rs` of the program
//! includes this file, too, and replays the corpora without a fuzzer.

pub mod approval;
pub mod calendar;
pub mod config;
pub mod control;
pub mod imap_session;
pub mod mail;
pub mod pipe;
pub mod reading;
pub mod reply;
pub mod smtp_session;
pub mod time;

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "../../tests/common/mod.rs"]
mod search;
