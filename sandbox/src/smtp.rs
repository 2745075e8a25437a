//! The SMTP side: a submission server that takes mail from whoever has logged in.

mod command;

use crate::host::Hop;
use crate::listen::Channel;
use crate::sasl::{self, Claim, Mechanism, Proof};
use crate::wire::{Gone, Protocol, Wire};
use crate::{Envelope, Host};
use command::{Command, Rejected};

/// Holds one conversation to its end.
pub(crate) async fn converse(host: Host, wire: Wire, channel: Channel) {
    let session = Session {
        host,
        wire,
        channel,
        client: String::new(),
        account: None,
        envelope: None,
    };
    // Either side may end it at any time, and neither has to say why.
    let _ = session.run().await;
}

struct Session {
    host: Host,
    wire: Wire,
    channel: Channel,
    /// The name given in EHLO.
    client: String,
    account: Option<String>,
    envelope: Option<Envelope>,
}

/// What follows an answered command.
enum Next {
    Command,
    StartTls,
    Close,
}

impl Session {
    async fn run(mut self) -> Result<(), Gone> {
        if let Some(refusal) = self.wire.step(None).await? {
            return self.reply(&refusal).await;
        }
        let name = self.host.settings().name;
        self.reply(&format!("220 {name} ESMTP ready")).await?;
        loop {
            let line = self.wire.line().await?;
            match self.obey(&line).await? {
                Next::Command => {}
                Next::StartTls => self.start_tls().await?,
                Next::Close => {
                    self.wire.close().await;
                    return Ok(());
                }
            }
        }
    }

    async fn obey(&mut self, line: &[u8]) -> Result<Next, Gone> {
        let command = match Command::read(line) {
            Ok(command) => command,
            Err(rejected) => {
                self.reply(match rejected {
                    Rejected::Unknown => "502 5.5.2 command not recognised",
                    Rejected::Malformed => "501 5.5.4 syntax error in arguments",
                })
                .await?;
                return Ok(Next::Command);
            }
        };
        if let Some(refusal) = self.wire.step(Some(command.name())).await? {
            self.reply(&refusal).await?;
            return Ok(Next::Command);
        }
        self.carry_out(command).await
    }

    async fn carry_out(&mut self, command: Command) -> Result<Next, Gone> {
        let answer = match command {
            Command::Ehlo(client) => self.greet(client),
            Command::Helo(client) => {
                self.client = client;
                format!("250 {}", self.host.settings().name)
            }
            Command::StartTls if self.channel == Channel::StartTls => {
                self.reply("220 2.0.0 ready to start TLS").await?;
                return Ok(Next::StartTls);
            }
            Command::StartTls => "503 5.5.1 TLS is already there or not offered".to_owned(),
            Command::Auth { mechanism, initial } => self.authenticate(&mechanism, initial).await?,
            Command::Mail { from, size } => self.mail(from, size),
            Command::Rcpt { to } => self.rcpt(to),
            Command::Data => return self.data().await,
            Command::Rset => {
                self.envelope = None;
                "250 2.0.0 ok".to_owned()
            }
            Command::Noop => "250 2.0.0 ok".to_owned(),
            Command::Quit => {
                self.reply("221 2.0.0 bye").await?;
                return Ok(Next::Close);
            }
        };
        self.reply(&answer).await?;
        Ok(Next::Command)
    }

    fn greet(&mut self, client: String) -> String {
        self.client = client;
        self.envelope = None;
        let settings = self.host.settings();
        let mut offers = vec![
            settings.name,
            format!("SIZE {}", settings.size_limit),
            "8BITMIME".to_owned(),
        ];
        offers.push("ENHANCEDSTATUSCODES".to_owned());
        match self.channel {
            Channel::StartTls => offers.push("STARTTLS".to_owned()),
            Channel::Secure | Channel::Plain => {
                offers.push("AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER".to_owned())
            }
        }
        let last = offers.len() - 1;
        let lines = offers
            .iter()
            .enumerate()
            .map(|(i, offer)| format!("250{}{offer}", if i == last { ' ' } else { '-' }));
        lines.collect::<Vec<_>>().join("\r\n")
    }

    fn mail(&mut self, from: String, size: Option<usize>) -> String {
        let settings = self.host.settings();
        let Some(account) = &self.account else {
            return "530 5.7.0 authentication required".to_owned();
        };
        if self.envelope.is_some() {
            return "503 5.5.1 a transaction is open already".to_owned();
        }
        if size.is_some_and(|size| size > settings.size_limit) {
            return "552 5.3.4 message too big".to_owned();
        }
        let own = self.host.read(|state| {
            state
                .account(account)
                .is_some_and(|account| account.owns(&from))
        });
        if settings.checks_sender && !own {
            return "553 5.7.1 that sender address is not yours".to_owned();
        }
        self.envelope = Some(Envelope {
            from,
            to: Vec::new(),
        });
        "250 2.1.0 ok".to_owned()
    }

    fn rcpt(&mut self, to: String) -> String {
        let Some(envelope) = &mut self.envelope else {
            return "503 5.5.1 MAIL first".to_owned();
        };
        envelope.to.push(to);
        "250 2.1.5 ok".to_owned()
    }

    async fn data(&mut self) -> Result<Next, Gone> {
        let Some(envelope) = self
            .envelope
            .clone()
            .filter(|envelope| !envelope.to.is_empty())
        else {
            self.reply("503 5.5.1 RCPT first").await?;
            return Ok(Next::Command);
        };
        self.reply("354 end with a dot on a line of its own")
            .await?;
        let raw = self.text().await?;
        self.envelope = None;
        let answer = match self.wire.step(Some("DOT")).await? {
            Some(refusal) => refusal,
            None => self.accept(envelope, raw),
        };
        self.reply(&answer).await?;
        Ok(Next::Command)
    }

    fn accept(&self, envelope: Envelope, raw: Vec<u8>) -> String {
        let Some(account) = &self.account else {
            return "530 5.7.0 authentication required".to_owned();
        };
        if raw.len() > self.host.settings().size_limit {
            return "552 5.3.4 message too big".to_owned();
        }
        let with = match self.channel {
            Channel::Secure => "ESMTPSA",
            Channel::StartTls | Channel::Plain => "ESMTPA",
        };
        let hop = Hop {
            client: self.client.clone(),
            with,
        };
        let queue_id = self.host.accept(account, &hop, envelope, raw);
        format!("250 2.0.0 queued as {queue_id}")
    }

    /// Reads the message text up to the dot, without the dot-stuffing (RFC 5321 section 4.5.2).
    async fn text(&mut self) -> Result<Vec<u8>, Gone> {
        let mut raw = Vec::new();
        loop {
            let line = self.wire.line().await?;
            match line.as_slice() {
                b".\r\n" => return Ok(raw),
                [b'.', rest @ ..] => raw.extend_from_slice(rest),
                whole => raw.extend_from_slice(whole),
            }
        }
    }

    async fn authenticate(
        &mut self,
        mechanism: &str,
        initial: Option<String>,
    ) -> Result<String, Gone> {
        match self.channel {
            Channel::StartTls => return Ok("530 5.7.0 issue STARTTLS first".to_owned()),
            Channel::Secure | Channel::Plain => {}
        }
        if self.account.is_some() {
            return Ok("503 5.5.1 already authenticated".to_owned());
        }
        let mechanism = match Mechanism::named(mechanism) {
            Some(mechanism) => mechanism,
            None if mechanism.eq_ignore_ascii_case("LOGIN") => {
                return self.auth_login(initial).await;
            }
            None => return Ok("504 5.5.4 mechanism not supported".to_owned()),
        };
        let response = match initial {
            Some(initial) => initial.into_bytes(),
            None => self.challenge("").await?,
        };
        let Some(claim) = sasl::decode(&response).and_then(|response| mechanism.read(&response))
        else {
            return Ok("501 5.5.2 that is no such response".to_owned());
        };
        self.account = self.host.log_in(Protocol::Smtp, &claim);
        if let (None, Some(error)) = (&self.account, mechanism.error_challenge()) {
            self.challenge(&error).await?;
        }
        Ok(self.verdict())
    }

    /// AUTH LOGIN, which no RFC describes: two questions in base64.
    async fn auth_login(&mut self, initial: Option<String>) -> Result<String, Gone> {
        let login = match initial {
            Some(initial) => initial.into_bytes(),
            None => self.challenge("VXNlcm5hbWU6").await?,
        };
        let password = self.challenge("UGFzc3dvcmQ6").await?;
        let (Some(login), Some(password)) = (text(&login), text(&password)) else {
            return Ok("501 5.5.2 that is no such response".to_owned());
        };
        self.account = self.host.log_in(
            Protocol::Smtp,
            &Claim {
                login,
                proof: Proof::Password(password),
            },
        );
        Ok(self.verdict())
    }

    async fn challenge(&mut self, text: &str) -> Result<Vec<u8>, Gone> {
        self.wire.send(format!("334 {text}\r\n")).await?;
        self.wire.line().await
    }

    fn verdict(&self) -> String {
        match &self.account {
            Some(_) => "235 2.7.0 welcome".to_owned(),
            None => "535 5.7.8 authentication credentials invalid".to_owned(),
        }
    }

    async fn reply(&mut self, answer: &str) -> Result<(), Gone> {
        self.wire.answer(format!("{answer}\r\n")).await
    }

    /// RFC 3207 section 4.2: nothing that was said before TLS counts.
    async fn start_tls(&mut self) -> Result<(), Gone> {
        self.wire.start_tls().await?;
        self.channel = Channel::Secure;
        self.client.clear();
        self.account = None;
        self.envelope = None;
        Ok(())
    }
}

fn text(response: &[u8]) -> Option<String> {
    sasl::decode(response).and_then(|decoded| String::from_utf8(decoded).ok())
}
