//! heardback, the hands: command line, configuration, IMAP, SMTP, store, the one loop.

pub mod bounded;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connect;
pub mod control;
pub mod daemon;
pub mod demo;
pub mod export;
pub mod imap;
pub mod kill_switch;
pub mod log;
pub mod place;
pub mod replay;
pub mod report;
pub mod secrets;
pub mod smtp;
pub mod sources;
pub mod standing;
pub mod store;
pub mod wording;
pub mod words;
