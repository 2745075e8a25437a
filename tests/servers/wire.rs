//! Connecting, reading and sending against Dovecot and Exim.

mod connecting;
mod reading;
mod sending;
mod watching;

use tokio::runtime::{Builder, Runtime};

/// The runtime that the program has, too.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A mail of `size` bytes at least.
fn mail(number: usize, size: usize) -> String {
    let mut mail = format!(
        "From: Hana Reed <hr@fernhill.test>\r\nTo: owner@home.test\r\nSubject: Mail {number}\r\n\
         Message-ID: <mail-{number}@fernhill.test>\r\n\r\n"
    );
    while mail.len() < size {
        mail.push_str("All work and no play makes a dull letter of application.\r\n");
    }
    mail.push_str("The end.\r\n");
    mail
}

/// As Dovecot stores what it is given.
fn as_stored(text: &str) -> String {
    text.replace("\r\n", "\n")
}
