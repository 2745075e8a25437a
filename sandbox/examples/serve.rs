//! Serves the sandbox on loopback until it is interrupted, to be tried with a real mail program.
//!
//! `cargo run -p heardback-sandbox --example serve -- ca.pem [FILE.eml …]` writes the authority's certificate, puts the
//! messages into Sam's INBOX, and prints how to log in.

use heardback_sandbox::{Account, Host, Settings};
use std::sync::Arc;
use std::time::SystemTime;

#[tokio::main(flavor = "current_thread")]
#[expect(
    clippy::print_stdout,
    reason = "a person reads it, and nothing else is said"
)]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let ca = arguments.next().unwrap_or_else(|| "ca.pem".to_owned());
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door by which time comes in here"
    )]
    let host = Host::new(Settings::default(), Arc::new(|| SystemTime::now().into()));
    host.add(Account::new("sam@mailbox.example", "secret").token("t0k"));
    host.add(Account::new("ann@firm.example", "secret"));
    for path in arguments {
        host.deliver("sam@mailbox.example", &std::fs::read(path)?)
            .map_err(std::io::Error::other)?;
    }
    std::fs::write(&ca, host.ca_pem()?)?;
    let ports = host.serve().await?;
    println!("sam@mailbox.example and ann@firm.example, password: secret, authority: {ca}");
    println!("imaps {}", ports.imaps.address);
    println!("imap {} (STARTTLS)", ports.imap.address);
    println!("smtps {}", ports.smtps.address);
    println!("submission {} (STARTTLS)", ports.submission.address);
    std::future::pending().await
}
