//! Tests against real servers and real mail programs: `tests/servers/install.sh`, then
//! `cargo test --features real-servers --test servers`. Nothing here is skipped: what is not installed is a failure.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "every function here is part of a test"
)]

mod browser;
mod chaos;
mod doctor;
mod host;
mod keyring;
mod main_job;
mod package;
mod programs;
mod proxy;
mod service;
mod wire;
