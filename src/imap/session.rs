//! One IMAP connection, logged in, and the one checked way to run a command on it.
//!
//! A command has succeeded when its own tagged OK was seen, and in no other case. Each has a time limit. A session in
//! which a command was broken off, by time or by its caller, refuses everything further: answers would be taken for those
//! of the next command.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use tokio::time::timeout;
use zeroize::Zeroizing;

use super::response::{Code, Data, Response, Status, StatusLine};
use super::wire::{Fault, Wire};
use super::{Error, ImapAccount};
use crate::connect::{self, BoxedStream, Login, Mechanism, Secret, Server, Tls};

/// How long a greeting or the answer to an ordinary command may take.
pub(super) const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// How many bytes one command may bring. The largest batch asked for is 4 MiB, and a server may add its own.
const EXCHANGE_LIMIT: u64 = 32 << 20;

/// A connection that is logged in.
#[derive(Debug)]
pub struct Session {
    wire: Wire,
    capabilities: BTreeSet<String>,
    next_tag: u32,
    /// Where `received` must end in the exchange under way.
    budget: u64,
    /// A command is under way, or was broken off.
    spoiled: bool,
    /// How many messages the open mailbox has, by what the server said.
    exists: u32,
    /// That number has changed since [`Session::forget_news`].
    news: bool,
}

/// A mailbox as EXAMINE found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examined {
    /// The numbering of this mailbox. 0 where the server gives none.
    pub uid_validity: u32,
    /// The UID the next message will get; some servers do not say.
    pub uid_next: Option<u32>,
    /// How many messages are in it.
    pub exists: u32,
}

/// What came with a tagged OK.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub data: Vec<Data>,
    /// The codes of untagged OKs, then that of the tagged one.
    pub codes: Vec<Code>,
}

/// How an IDLE ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idled {
    /// The server has something to tell.
    News,
    /// The time was up, or the caller had enough.
    Over,
}

impl Session {
    /// Connects, encrypts and logs in.
    pub async fn open(account: &ImapAccount) -> Result<Session, Error> {
        let stream = connect::open(&account.server).await?;
        let mut session = Session::greet(stream, &account.server).await?;
        session.log_in(&account.login, &account.server).await?;
        session.introduce().await?;
        Ok(session)
    }

    /// Whether the server can do a thing; `name` in capitals.
    #[must_use]
    pub fn can(&self, name: &str) -> bool {
        self.capabilities.contains(name)
    }

    /// Whether it is Google's server, with labels for mailboxes.
    #[must_use]
    pub fn is_gmail(&self) -> bool {
        self.can("X-GM-EXT-1")
    }

    /// Bytes received on this connection.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.wire.received()
    }

    /// Opens a mailbox for reading only. `name` as LIST gave it.
    pub async fn examine(&mut self, name: &str) -> Result<Examined, Error> {
        let command = format!("EXAMINE {}", quoted(name, "EXAMINE")?);
        let answer = self.command("EXAMINE", &command, COMMAND_LIMIT).await?;
        let number = |wanted: &str| {
            let code = answer.codes.iter().rev().find(|code| code.name == wanted)?;
            code.rest.trim().parse::<u32>().ok()
        };
        let exists = answer.data.iter().rev().find_map(|data| match data {
            Data::Exists(exists) => Some(*exists),
            Data::Capability(_)
            | Data::List(_)
            | Data::Search(_)
            | Data::Expunge
            | Data::Fetch(_)
            | Data::Other => None,
        });
        Ok(Examined {
            uid_validity: number("UIDVALIDITY").unwrap_or(0),
            uid_next: number("UIDNEXT"),
            exists: exists.unwrap_or(0),
        })
    }

    /// Asks whether the connection still works.
    pub async fn noop(&mut self) -> Result<(), Error> {
        self.command("NOOP", "NOOP", COMMAND_LIMIT).await.map(drop)
    }

    /// Ends the session politely, if the server answers soon.
    pub async fn log_out(mut self) {
        let _ = self
            .command("LOGOUT", "LOGOUT", Duration::from_secs(5))
            .await;
    }

    /// Searches the open mailbox. `criteria` must be checked text. In ascending order, each UID once.
    pub(super) async fn uid_search(&mut self, criteria: &str) -> Result<BTreeSet<u32>, Error> {
        let answer = self
            .command("SEARCH", &format!("UID SEARCH {criteria}"), COMMAND_LIMIT)
            .await?;
        let mut found = BTreeSet::new();
        let mut answered = false;
        for data in answer.data {
            if let Data::Search(uids) = data {
                answered = true;
                found.extend(uids.into_iter().filter(|&uid| uid > 0));
            }
        }
        // A tagged OK without a list is not an empty list (RFC 3501 section 6.4.4 wants the untagged SEARCH).
        if answered {
            Ok(found)
        } else {
            Err(Error::Protocol {
                during: "SEARCH",
                what: "it succeeded and gave no list",
            })
        }
    }

    /// The server has counted its messages anew since [`Session::forget_news`]: there may be more than the last search
    /// found. It need not say so again in an IDLE that begins now.
    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    /// To be called right before a search.
    pub(super) fn forget_news(&mut self) {
        self.news = false;
    }

    /// Runs a command: writes it, gathers what comes, and demands its tagged OK.
    pub(super) async fn command(
        &mut self,
        name: &'static str,
        command: &str,
        limit: Duration,
    ) -> Result<Answer, Error> {
        let mut answer = Answer::default();
        self.gather(name, command, limit, &mut answer).await?;
        Ok(answer)
    }

    /// The same, where what came before a failure is of use too.
    pub(super) async fn gather(
        &mut self,
        name: &'static str,
        command: &str,
        limit: Duration,
        answer: &mut Answer,
    ) -> Result<(), Error> {
        self.guarded(name, limit, async |session| {
            let tag = session.send(name, command).await?;
            let line = session.until_tagged(name, &tag, answer).await?;
            accept(name, answer, line)
        })
        .await
    }

    /// Runs `APPEND`, whose text follows when the server is ready for it.
    pub(super) async fn append_command(
        &mut self,
        command: &str,
        text: &[u8],
        limit: Duration,
    ) -> Result<Answer, Error> {
        let name = "APPEND";
        self.guarded(name, limit, async |session| {
            let tag = session
                .send(name, &format!("{command} {{{}}}", text.len()))
                .await?;
            let mut answer = Answer::default();
            if let Some(line) = session.until_continue(name, &tag, &mut answer).await? {
                return Err(too_early(name, line));
            }
            session.write(name, text).await?;
            session.write(name, b"\r\n").await?;
            let line = session.until_tagged(name, &tag, &mut answer).await?;
            accept(name, &mut answer, line)?;
            Ok(answer)
        })
        .await
    }

    /// Waits for the server to tell of something, for `life` at most or until `enough` is ready.
    pub(super) async fn idle(
        &mut self,
        life: Duration,
        enough: impl Future<Output = ()>,
    ) -> Result<Idled, Error> {
        let name = "IDLE";
        self.news = false;
        let tag = self
            .guarded(name, COMMAND_LIMIT, async |session| {
                let tag = session.send(name, "IDLE").await?;
                let mut early = Answer::default();
                match session.until_continue(name, &tag, &mut early).await? {
                    None => Ok(tag),
                    Some(line) => Err(too_early(name, line)),
                }
            })
            .await?;
        self.spoiled = true;
        let woken = tokio::select! {
            // Keep-alives come every two minutes or so and must not put off the end, which is why one timer is outside.
            () = tokio::time::sleep(life) => Ok(Idled::Over),
            () = enough => Ok(Idled::Over),
            news = self.until_news() => news,
        };
        let woken = woken?;
        self.spoiled = false;
        self.guarded(name, COMMAND_LIMIT, async |session| {
            session.write(name, b"DONE\r\n").await?;
            let mut answer = Answer::default();
            let line = session.until_tagged(name, &tag, &mut answer).await?;
            accept(name, &mut answer, line)
        })
        .await?;
        Ok(woken)
    }

    /// News may have come before the server said that it is idling.
    async fn until_news(&mut self) -> Result<Idled, Error> {
        while !self.news {
            let response = self.read("IDLE").await?;
            if let Response::Status(line) = response {
                if line.status == Status::Bye {
                    return Err(farewell("IDLE", &line));
                }
                if line.tag.is_some() {
                    return Err(Error::Protocol {
                        during: "IDLE",
                        what: "it ended by itself",
                    });
                }
                // Dovecot 2.3 sends "* OK Still here" every 2 minutes.
            }
        }
        Ok(Idled::News)
    }

    /// Runs one exchange under a time limit, and spoils the session unless it comes to its end.
    async fn guarded<T>(
        &mut self,
        during: &'static str,
        limit: Duration,
        exchange: impl AsyncFnOnce(&mut Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.spoiled {
            return Err(Error::Network {
                during,
                why: "an earlier command was broken off",
            });
        }
        self.spoiled = true;
        self.budget = self.wire.received().saturating_add(EXCHANGE_LIMIT);
        let outcome = timeout(limit, exchange(self))
            .await
            .unwrap_or(Err(Error::Network {
                during,
                why: "no answer in time",
            }));
        // After a tagged NO the session is sound; after anything worse nobody knows where it stands.
        self.spoiled = match &outcome {
            Ok(_) | Err(Error::Refused { .. } | Error::Auth { .. } | Error::Busy { .. }) => false,
            Err(_) => true,
        };
        outcome
    }

    async fn send(&mut self, name: &'static str, command: &str) -> Result<String, Error> {
        let tag = format!("H{}", self.next_tag);
        self.next_tag = self.next_tag.wrapping_add(1);
        // It may carry a password.
        let line = Zeroizing::new(format!("{tag} {command}\r\n"));
        self.write(name, line.as_bytes()).await?;
        Ok(tag)
    }

    async fn write(&mut self, during: &'static str, bytes: &[u8]) -> Result<(), Error> {
        self.wire
            .write(bytes)
            .await
            .map_err(|fault| lost(during, fault))
    }

    async fn read(&mut self, during: &'static str) -> Result<Response, Error> {
        let response = self
            .wire
            .read()
            .await
            .map_err(|fault| lost(during, fault))?;
        if self.wire.received() > self.budget {
            return Err(lost(during, Fault::TooLong));
        }
        match response {
            // Some servers repeat the number without need.
            Response::Data(Data::Exists(exists)) if exists != self.exists => {
                self.exists = exists;
                self.news = true;
            }
            Response::Data(Data::Expunge) => self.exists = self.exists.saturating_sub(1),
            Response::Data(_) | Response::Status(_) | Response::Continue => {}
        }
        Ok(response)
    }

    /// Gathers data until the status line with this tag.
    async fn until_tagged(
        &mut self,
        during: &'static str,
        tag: &str,
        answer: &mut Answer,
    ) -> Result<StatusLine, Error> {
        loop {
            match self.read(during).await? {
                Response::Status(line) if line.tag.as_deref() == Some(tag) => return Ok(line),
                Response::Status(line) => answer.note(during, line)?,
                Response::Data(data) => answer.data.push(data),
                Response::Continue => {
                    return Err(Error::Protocol {
                        during,
                        what: "it asks for more where nothing is left to say",
                    });
                }
            }
        }
    }

    /// Gathers data until the server says to go on, or ends the command with the line that is returned.
    async fn until_continue(
        &mut self,
        during: &'static str,
        tag: &str,
        answer: &mut Answer,
    ) -> Result<Option<StatusLine>, Error> {
        loop {
            match self.read(during).await? {
                Response::Continue => return Ok(None),
                Response::Status(line) if line.tag.as_deref() == Some(tag) => {
                    return Ok(Some(line));
                }
                Response::Status(line) => answer.note(during, line)?,
                Response::Data(data) => answer.data.push(data),
            }
        }
    }

    /// Reads the greeting and turns to TLS where that is how this server is reached.
    async fn greet(stream: BoxedStream, server: &Server) -> Result<Session, Error> {
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

    async fn log_in(&mut self, login: &Login, server: &Server) -> Result<(), Error> {
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
    async fn introduce(&mut self) -> Result<(), Error> {
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

impl Answer {
    fn note(&mut self, during: &'static str, line: StatusLine) -> Result<(), Error> {
        if line.status == Status::Bye && during != "LOGOUT" {
            return Err(farewell(during, &line));
        }
        self.codes.extend(line.code);
        Ok(())
    }
}

/// A tagged line is success only as OK.
fn accept(during: &'static str, answer: &mut Answer, line: StatusLine) -> Result<(), Error> {
    match line.status {
        Status::Ok => {
            answer.codes.extend(line.code);
            Ok(())
        }
        Status::No | Status::Bad | Status::PreAuth | Status::Bye => Err(refusal(during, line)),
    }
}

/// The command ended where the server should have asked for more.
fn too_early(during: &'static str, line: StatusLine) -> Error {
    match line.status {
        Status::No | Status::Bad => refusal(during, line),
        Status::Ok | Status::PreAuth | Status::Bye => Error::Protocol {
            during,
            what: "it ended before it began",
        },
    }
}

fn refusal(during: &'static str, line: StatusLine) -> Error {
    let words = connect::presentable(&line.words, None);
    let code = line.code.map(|code| code.name);
    if is_busy(code.as_deref()) {
        Error::Busy { words }
    } else {
        Error::Refused {
            during,
            code,
            words,
        }
    }
}

/// RFC 5530. Yahoo and others use LIMIT for too many connections; Gmail and Outlook say THROTTLED.
fn is_busy(code: Option<&str>) -> bool {
    matches!(code, Some("LIMIT" | "UNAVAILABLE" | "INUSE" | "THROTTLED"))
}

fn farewell(during: &'static str, line: &StatusLine) -> Error {
    let code = line.code.as_ref().map(|code| code.name.as_str());
    if is_busy(code) || during == "the greeting" {
        Error::Busy {
            words: connect::presentable(&line.words, None),
        }
    } else {
        Error::Network {
            during,
            why: "the server said goodbye",
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

fn lost(during: &'static str, fault: Fault) -> Error {
    match fault {
        Fault::Ended => Error::Network {
            during,
            why: "the server closed it",
        },
        Fault::Broken => Error::Network {
            during,
            why: "it broke",
        },
        Fault::TooLong => Error::Protocol {
            during,
            what: "it is longer than anything we asked for",
        },
    }
}

/// A quoted string (RFC 3501 section 4.3). What cannot stand in one is refused: a line end would begin another command.
pub(super) fn quoted(text: &str, during: &'static str) -> Result<String, Error> {
    if text.chars().any(|c| c == '\r' || c == '\n' || c == '\0') {
        return Err(Error::Protocol {
            during,
            what: "a name in it has a line end",
        });
    }
    Ok(format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"")
    ))
}
