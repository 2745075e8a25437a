//! One SMTP connection up to the point where mail can be handed over: greeting, encryption, extensions, login.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::{self, Display};
use std::future::Future;
use std::net::Ipv4Addr;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::turns::{OutOfTurn, Turns};
use super::{NotSent, Outcome, SmtpAccount, starttls};
use crate::connect::{self, Login, Mechanism, Secret, Server, Tls, presentable};

/// The limit of RFC 5321 section 4.5.3.2 for greeting, MAIL and RCPT.
pub(super) const COMMAND_LIMIT: Duration = Duration::from_secs(300);
/// What a client without a name of its own calls itself (RFC 5321 section 4.1.3). Our host's name is nobody's business.
const HELLO: ClientId = ClientId::Ipv4(Ipv4Addr::LOCALHOST);

const OUT_OF_TURN: &str = "the server answers before it is asked";

/// A connection that is logged in.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    out_of_turn: OutOfTurn,
    pub(super) extensions: Extensions,
}

/// What a server said it can do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// The largest message in bytes (RFC 1870). 0 is no limit.
    pub size: Option<u64>,
    pub eight_bit: bool,
    pub utf8: bool,
    pub mechanisms: BTreeSet<String>,
}

/// A reply that was not the one wished for, or none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// 4xx, 5xx, or a positive code that does not fit.
    Reply { code: u16, words: String },
    /// No reply that could be read, in a few words.
    Lost(&'static str),
}

impl Session {
    /// Connects, encrypts, greets.
    pub(super) async fn open(server: &Server) -> Result<Session, Outcome> {
        let stream = connect::open(server)
            .await
            .map_err(|error| unreachable(&error))?;
        let stream = match server.tls {
            Tls::StartTls => Turns::greeted_by_us(
                starttls::encrypt(stream, server)
                    .await
                    .map_err(|error| unreachable(&error))?,
            ),
            Tls::Implicit | Tls::PlainLoopback => Turns::greeted_by_server(stream),
        };
        let out_of_turn = stream.out_of_turn();
        let greeting = within(
            COMMAND_LIMIT,
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &HELLO),
        );
        let connection = greeting.await.map_err(|fault| unwelcome(server, fault))?;
        let mut session = Session {
            connection,
            out_of_turn,
            extensions: Extensions::default(),
        };
        // lettre keeps neither SIZE nor OAUTHBEARER. EHLO may be said again at any time (RFC 5321 section 4.1.4).
        let reply = session.say(&format!("EHLO {HELLO}"), COMMAND_LIMIT).await;
        session.extensions = Extensions::parse(&reply.map_err(|fault| unwelcome(server, fault))?);
        Ok(session)
    }

    /// Logs in.
    pub(super) async fn log_in(
        &mut self,
        account: &SmtpAccount,
        login: &Login,
    ) -> Result<(), Outcome> {
        let secret = login
            .secret
            .fetch()
            .await
            .map_err(|why| not_sent(NotSent::Auth, why))?;
        let offered = &self.extensions.mechanisms;
        let mechanism = Mechanism::choose(&secret, |name| offered.contains(name));
        if !offered.contains(mechanism.name()) {
            let why = format!(
                "{} offers no login of the kind that is configured. Check host, port and tls, and whether it wants a \
                 password or a token.",
                account.server.place()
            );
            return Err(not_sent(NotSent::Setup, why));
        }
        self.authenticate(mechanism, &account.server, login, &secret)
            .await
            .map_err(|fault| refused_login(login, &secret, fault))
    }

    async fn authenticate(
        &mut self,
        mechanism: Mechanism,
        server: &Server,
        login: &Login,
        secret: &Secret,
    ) -> Result<(), Fault> {
        let first = mechanism.first_response(&login.user, secret, server);
        let name = mechanism.name();
        // LOGIN asks for the user by itself; the others bring all at once (RFC 4954 section 4).
        let (opening, mut next) = match mechanism {
            Mechanism::Login => (Zeroizing::new(format!("AUTH {name}")), Some(first)),
            Mechanism::Plain | Mechanism::OAuthBearer | Mechanism::XOAuth2 => (
                Zeroizing::new(format!("AUTH {name} {}", first.as_str())),
                None,
            ),
        };
        let mut reply = self.say(&opening, COMMAND_LIMIT).await?;
        for _ in 0..3 {
            match u16::from(reply.code()) {
                235 => return Ok(()),
                334 => {
                    let line = next
                        .take()
                        .unwrap_or_else(|| mechanism.next_response(secret));
                    reply = self.say(&line, COMMAND_LIMIT).await?;
                }
                _ => break,
            }
        }
        match u16::from(reply.code()) {
            235 => Ok(()),
            code => Err(Fault::Reply {
                code,
                words: words(&reply),
            }),
        }
    }

    /// Says one line and reads its reply; only a positive one is `Ok`. A server that has said more than that is not believed
    /// any further: its surplus would be taken for the answer to what comes next, the text at last.
    pub(super) async fn say(&mut self, line: &str, limit: Duration) -> Result<Response, Fault> {
        let reply = within(limit, self.connection.command(Line(line))).await;
        if self.out_of_turn.was_heard() {
            return Err(Fault::Lost(OUT_OF_TURN));
        }
        reply
    }

    /// Sends the text that DATA announced, its end, and reads the reply. `text` ends with a line end.
    pub(super) async fn send_text(
        &mut self,
        text: &[u8],
        limit: Duration,
    ) -> Result<Response, Fault> {
        // lettre ends every text with a line end of its own.
        let text = text.strip_suffix(b"\r\n").unwrap_or(text);
        let reply = within(limit, self.connection.message(text)).await;
        match reply {
            Err(_) if self.out_of_turn.was_heard() => Err(Fault::Lost(OUT_OF_TURN)),
            reply => reply,
        }
    }
}

impl Extensions {
    fn parse(reply: &Response) -> Extensions {
        let mut extensions = Extensions::default();
        for line in reply.message().skip(1) {
            let mut words = line
                .split([' ', '='])
                .filter(|word| !word.is_empty())
                .map(str::to_ascii_uppercase);
            match words.next().as_deref() {
                Some("SIZE") => extensions.size = words.next().and_then(|size| size.parse().ok()),
                Some("8BITMIME") => extensions.eight_bit = true,
                Some("SMTPUTF8") => extensions.utf8 = true,
                Some("AUTH") => extensions.mechanisms.extend(words),
                _ => {}
            }
        }
        extensions
    }
}

/// What a server said, on one line.
pub(super) fn words(reply: &Response) -> String {
    presentable(&reply.message().collect::<Vec<_>>().join(" "), None)
}

pub(super) fn not_sent(kind: NotSent, why: String) -> Outcome {
    Outcome::NotSent { kind, why }
}

async fn within<T>(
    limit: Duration,
    exchange: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Fault> {
    match timeout(limit, exchange).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => Err(Fault::from_library(&error)),
        Err(_) => Err(Fault::Lost("no answer in time")),
    }
}

impl Fault {
    /// Takes the code and the server's words, and nothing else of what the library says.
    fn from_library(error: &smtp::Error) -> Fault {
        match error.status() {
            Some(code) => Fault::Reply {
                code: code.into(),
                words: presentable(
                    &error.source().map(ToString::to_string).unwrap_or_default(),
                    None,
                ),
            },
            None if error.is_response() => {
                Fault::Lost("an answer that makes no sense, or half of one")
            }
            None => Fault::Lost("the connection broke"),
        }
    }
}

fn unreachable(error: &connect::Error) -> Outcome {
    let kind = if error.may_pass() {
        NotSent::Network
    } else {
        NotSent::Setup
    };
    not_sent(kind, error.to_string())
}

fn unwelcome(server: &Server, fault: Fault) -> Outcome {
    let place = server.place();
    match fault {
        Fault::Reply { code, words } if code < 500 => not_sent(
            NotSent::Busy,
            format!("{place} takes no mail at the moment: \"{words}\" ({code})."),
        ),
        Fault::Reply { code, words } => not_sent(
            NotSent::Setup,
            format!("{place} will not talk to us: \"{words}\" ({code}). Check host and port."),
        ),
        Fault::Lost(why) => not_sent(
            NotSent::Network,
            format!("{place} gave no greeting ({why})."),
        ),
    }
}

fn refused_login(login: &Login, secret: &Secret, fault: Fault) -> Outcome {
    let user = &login.user;
    match fault {
        // 454 is a temporary failure (RFC 4954 section 6), 421 a goodbye.
        Fault::Reply { code, words } if (400..500).contains(&code) => not_sent(
            NotSent::Busy,
            format!(
                "The server does not let {user} log in now: \"{}\" ({code}).",
                presentable(&words, Some(secret))
            ),
        ),
        Fault::Reply { code, words } => not_sent(
            NotSent::Auth,
            format!(
                "The server refused the login of {user}: \"{}\" ({code}). Check user and password_command; many \
                 providers want an application password.",
                presentable(&words, Some(secret))
            ),
        ),
        Fault::Lost(why) => not_sent(
            NotSent::Network,
            format!("The connection was lost at the login of {user} ({why})."),
        ),
    }
}

/// A command, with its line end.
struct Line<'a>(&'a str);

impl Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\r\n", self.0)
    }
}
