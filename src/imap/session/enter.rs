//! From the greeting to a session that is encrypted and logged in.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::exchange::{accept, farewell};
use super::{Answer, COMMAND_LIMIT, Session, quoted};
use crate::connect::{self, BoxedStream, Login, Mechanism, Secret, Server, Tls};
use crate::imap::Error;
use crate::imap::response::{Data, Response, Status};
use crate::imap::wire::Wire;

impl Session {
    /// Reads the greeting and turns to TLS where that is how this server is reached.
    pub(super) async fn greet(stream: BoxedStream, server: &Server) -> Result<Session, Error> {
        let mut session = Session {
            wire: Wire::new(stream),
            capabilities: BTreeSet::new(),
            next_tag: 1,
            budget: 0,
            spoiled: false,
            exists: 0,
            news: false,
        };
        let greeting = session
            .guarded("the greeting", COMMAND_LIMIT, async |session| {
                session.read("the greeting").await
            })
            .await?;
        let Response::Status(greeting) = greeting else {
            return Err(no_greeting());
        };
        match (greeting.status, server.tls) {
            // A connection that is logged in already cannot be encrypted any more (RFC 3501 section 6.2.1): someone
            // between could have sent this.
            (Status::PreAuth, Tls::StartTls) => Err(connect::Error::NoStartTls {
                place: server.place(),
            }
            .into()),
            (Status::Ok, Tls::StartTls) => session.start_tls(server).await,
            (Status::Ok | Status::PreAuth, Tls::Implicit | Tls::PlainLoopback) => {
                session.learn_capabilities().await?;
                Ok(session)
            }
            (Status::Bye, _) => Err(farewell("the greeting", &greeting)),
            (Status::No | Status::Bad, _) => Err(no_greeting()),
        }
    }

    async fn start_tls(mut self, server: &Server) -> Result<Session, Error> {
        match self.command("STARTTLS", "STARTTLS", COMMAND_LIMIT).await {
            Ok(_) => {}
            Err(Error::Refused { .. }) => {
                return Err(connect::Error::NoStartTls {
                    place: server.place(),
                }
                .into());
            }
            Err(error) => return Err(error),
        }
        let bare = self.wire.into_bare().ok_or(connect::Error::EarlyBytes {
            place: server.place(),
        })?;
        self.wire = Wire::new(connect::start_tls(server, bare).await?);
        // What was said before encryption counts for nothing.
        self.capabilities.clear();
        self.learn_capabilities().await?;
        Ok(self)
    }

    async fn learn_capabilities(&mut self) -> Result<(), Error> {
        let answer = self
            .command("CAPABILITY", "CAPABILITY", COMMAND_LIMIT)
            .await?;
        for data in answer.data {
            if let Data::Capability(names) = data {
                self.capabilities.extend(names);
            }
        }
        Ok(())
    }

    pub(super) async fn log_in(&mut self, login: &Login, server: &Server) -> Result<(), Error> {
        let secret = login
            .secret
            .fetch()
            .await
            .map_err(|why| Error::NoSecret { why })?;
        let mechanism = Mechanism::choose(&secret, |name| self.can(&format!("AUTH={name}")));
        let outcome = match mechanism {
            Mechanism::Login => self.log_in_plainly(login, &secret).await,
            Mechanism::Plain | Mechanism::OAuthBearer | Mechanism::XOAuth2 => {
                self.authenticate(mechanism, login, &secret, server).await
            }
        };
        outcome.map_err(|error| refused_login(error, login, &secret))?;
        self.capabilities.clear();
        self.learn_capabilities().await
    }

    async fn log_in_plainly(&mut self, login: &Login, secret: &Secret) -> Result<(), Error> {
        let user = quoted(&login.user, "LOGIN")?;
        let password = Zeroizing::new(quoted(secret.expose(), "LOGIN")?);
        let command = Zeroizing::new(format!("LOGIN {user} {}", password.as_str()));
        self.command("LOGIN", &command, COMMAND_LIMIT)
            .await
            .map(drop)
    }

    async fn authenticate(
        &mut self,
        mechanism: Mechanism,
        login: &Login,
        secret: &Secret,
        server: &Server,
    ) -> Result<(), Error> {
        let name = "AUTHENTICATE";
        let first = mechanism.first_response(&login.user, secret, server);
        let at_once = self.can("SASL-IR");
        self.guarded(name, COMMAND_LIMIT, async |session| {
            let command = if at_once {
                Zeroizing::new(format!("{name} {} {}", mechanism.name(), first.as_str()))
            } else {
                Zeroizing::new(format!("{name} {}", mechanism.name()))
            };
            let tag = session.send(name, &command).await?;
            let mut said = at_once;
            // One challenge asks for the first response, one may carry the reason of a failure. More is no dialogue we know.
            for _ in 0..3 {
                let mut answer = Answer::default();
                if let Some(line) = session.until_continue(name, &tag, &mut answer).await? {
                    return accept(name, &mut answer, line);
                }
                let response = if said {
                    mechanism.next_response(secret)
                } else {
                    first.clone()
                };
                said = true;
                session
                    .write(name, format!("{}\r\n", response.as_str()).as_bytes())
                    .await?;
            }
            Err(Error::Protocol {
                during: name,
                what: "it goes on asking",
            })
        })
        .await
    }

    /// Says who we are (RFC 2971). Some servers open no mailbox to a client that has not.
    pub(super) async fn introduce(&mut self) -> Result<(), Error> {
        if !self.can("ID") {
            return Ok(());
        }
        let command = concat!(
            "ID (\"name\" \"heardback\" \"version\" \"",
            env!("CARGO_PKG_VERSION"),
            "\")"
        );
        match self.command("ID", command, COMMAND_LIMIT).await {
            Ok(_) | Err(Error::Refused { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn refused_login(error: Error, login: &Login, secret: &Secret) -> Error {
    match error {
        Error::Refused { words, .. } => Error::Auth {
            user: login.user.clone(),
            words: connect::presentable(&words, Some(secret)),
        },
        Error::Connect(_)
        | Error::NoSecret { .. }
        | Error::Auth { .. }
        | Error::Busy { .. }
        | Error::Network { .. }
        | Error::Protocol { .. }
        | Error::NoMailbox { .. } => error,
    }
}

fn no_greeting() -> Error {
    Error::Protocol {
        during: "the greeting",
        what: "this is no IMAP server",
    }
}
