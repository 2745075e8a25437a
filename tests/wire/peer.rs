//! Ways to a server inside this process.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use heardback::connect::{BoxedFuture, Dial, Dialed, Error, Login, Server, Tls};
use heardback::imap::ImapAccount;
use heardback::smtp::{Envelope, SmtpAccount};
use heardback_sandbox::{Account, Host, Protocol, Script, Settings};

pub const OWNER: &str = "owner@home.test";
pub const PASSWORD: &str = "secret";

/// A sandbox with the owner's account.
pub fn sandbox(settings: Settings) -> Host {
    let host = Host::new(
        settings,
        Arc::new(|| "2026-03-02T09:00:00Z".parse().unwrap()),
    );
    host.add(Account::new(OWNER, PASSWORD));
    host
}

/// The owner's mailbox there.
pub fn imap(host: &Host) -> ImapAccount {
    ImapAccount {
        name: "sandbox".to_owned(),
        server: server(Pipe::to(host, Protocol::Imap)),
        login: Login::with_password(OWNER, PASSWORD),
    }
}

/// The owner's way to send there.
pub fn smtp(host: &Host) -> SmtpAccount {
    SmtpAccount {
        name: "sandbox".to_owned(),
        server: server(Pipe::to(host, Protocol::Smtp)),
        login: Some(Login::with_password(OWNER, PASSWORD)),
    }
}

/// A server that plays these scripts, one a connection.
pub fn scripted(protocol: Protocol, tls: Tls, scripts: &[&str]) -> Server {
    let scripts = scripts
        .iter()
        .map(|script| Script::parse(script).unwrap())
        .collect();
    let mut server = server(Pipe {
        host: sandbox(Settings::default()),
        protocol,
        scripts: Some(Mutex::new(scripts)),
    });
    server.tls = tls;
    server
}

pub fn envelope() -> Envelope {
    Envelope {
        from: OWNER.to_owned(),
        to: vec!["hr@fernhill.test".to_owned()],
    }
}

pub fn mail(number: u32) -> Vec<u8> {
    format!("From: hr@fernhill.test\r\nSubject: Mail {number}\r\nMessage-ID: <{number}@fernhill.test>\r\n\r\nText.\r\n")
        .into_bytes()
}

fn server(pipe: Pipe) -> Server {
    Server::new("mail.home.test", 993, Tls::PlainLoopback).with_dial(Arc::new(pipe))
}

/// In place of the kernel's TCP.
struct Pipe {
    host: Host,
    protocol: Protocol,
    scripts: Option<Mutex<VecDeque<Script>>>,
}

impl Pipe {
    fn to(host: &Host, protocol: Protocol) -> Pipe {
        Pipe {
            host: host.clone(),
            protocol,
            scripts: None,
        }
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pipe")
    }
}

impl Dial for Pipe {
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> BoxedFuture<'a, Result<Dialed, Error>> {
        let stream = match &self.scripts {
            None => Some(self.host.connect(self.protocol)),
            Some(scripts) => {
                let script = scripts.lock().unwrap().pop_front();
                script.map(|script| self.host.connect_script(self.protocol, script).0)
            }
        };
        let dialed = match stream {
            Some(stream) => Ok(Dialed {
                stream: Box::new(stream),
                loopback: true,
            }),
            None => Err(Error::Refused {
                place: format!("{host}:{port}"),
            }),
        };
        Box::pin(std::future::ready(dialed))
    }
}
