//! Byte scripts: a server that says given bytes when it hears given lines, for servers too broken for a model.

mod parse;

use crate::wire::{Gone, Protocol, Wire};
use crate::{Channel, Host, Serving};
use std::fmt;
use std::io;
use std::time::Duration;
use tokio::io::DuplexStream;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the server does, one step after the other; then it closes the connection.
///
/// As text, one step a line:
///
/// ```text
/// # a comment
/// S: * OK hello                  says a line, and CRLF; \r \n \t \\ \0 and \xFF mean bytes
/// S> * 1 FETCH (BODY[] {9}\r\n   says the bytes only
/// C: LOGIN                       waits for a line that contains this, in any case; nothing means any line
/// S: {tag} OK welcome            {tag} is the first word of the last line that was heard
/// ! read 120                     waits for so many bytes
/// ! dot                          waits for a line that is only a dot
/// ! wait 30                      does nothing for so many seconds
/// ! starttls                     answers a TLS handshake
/// ! stall                        says nothing more until the client goes
/// ! close                        breaks the connection, though there may be more steps
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub steps: Vec<Step>,
}

/// One step of a [`Script`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Says bytes, in which `{tag}` stands for the first word of the last line that was heard.
    Say(Vec<u8>),
    /// Waits for a line that contains the text in any case.
    Hear(String),
    Read(usize),
    HearDot,
    Wait(Duration),
    StartTls,
    Stall,
    Close,
}

/// Why a script was not played to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The client said something else.
    Unexpected {
        step: usize,
        expected: String,
        heard: String,
    },
    /// The client went away first.
    Gone { step: usize },
}

impl fmt::Display for Broken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected {
                step,
                expected,
                heard,
            } => {
                write!(
                    formatter,
                    "step {step} waits for {expected:?} and heard {heard:?}"
                )
            }
            Self::Gone { step } => write!(formatter, "the client left in step {step}"),
        }
    }
}

impl std::error::Error for Broken {}

/// A line of a script's text that is no step: its number from 1, and the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoStep {
    pub number: usize,
    pub line: String,
}

impl fmt::Display for NoStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "line {} of the script is no step: {}",
            self.number, self.line
        )
    }
}

impl std::error::Error for NoStep {}

/// How a script went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// Everything that the client said, in order.
    pub heard: Vec<u8>,
    pub end: Result<(), Broken>,
}

impl Script {
    /// Reads a script from its text.
    pub fn parse(text: &str) -> Result<Self, NoStep> {
        parse::parse(text)
    }
}

impl Host {
    /// Plays a script to a client over an in-memory connection. Must be called within a tokio runtime.
    pub fn connect_script(
        &self,
        protocol: Protocol,
        script: Script,
    ) -> (DuplexStream, JoinHandle<Played>) {
        let (client, server) = tokio::io::duplex(64 * 1024);
        let wire = Wire::new(self, protocol, server);
        (client, tokio::spawn(play(script, wire)))
    }

    /// Plays a script to each client of a bound listener, from its start, until the result is dropped.
    /// Must be called within a tokio runtime.
    pub fn serve_script(
        &self,
        protocol: Protocol,
        listener: TcpListener,
        channel: Channel,
        script: Script,
    ) -> io::Result<Serving> {
        self.listen(protocol, listener, channel, Some(script))
    }
}

/// Plays a script once, and closes the connection.
pub(crate) async fn play(script: Script, wire: Wire) -> Played {
    let mut player = Player {
        wire,
        heard: Vec::new(),
        tag: Vec::new(),
    };
    for (index, step) in script.steps.iter().enumerate() {
        let failure = match player.take(step).await {
            Ok(()) if *step == Step::Close => break,
            Ok(()) => continue,
            Err(failure) => failure,
        };
        let step = index + 1;
        let end = Err(match failure {
            Failure::Gone => Broken::Gone { step },
            Failure::Unexpected { expected, heard } => Broken::Unexpected {
                step,
                expected,
                heard,
            },
        });
        return Played {
            heard: player.heard,
            end,
        };
    }
    Played {
        heard: player.heard,
        end: Ok(()),
    }
}

struct Player {
    wire: Wire,
    heard: Vec<u8>,
    /// The first word of the last line that was heard.
    tag: Vec<u8>,
}

enum Failure {
    Gone,
    Unexpected { expected: String, heard: String },
}

impl From<Gone> for Failure {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl Player {
    async fn take(&mut self, step: &Step) -> Result<(), Failure> {
        match step {
            Step::Say(bytes) => self.wire.send(parse::with_tag(bytes, &self.tag)).await?,
            Step::Hear(expected) => {
                let heard = self.line().await?;
                if !heard.to_lowercase().contains(&expected.to_lowercase()) {
                    return Err(Failure::Unexpected {
                        expected: expected.clone(),
                        heard,
                    });
                }
            }
            Step::Read(length) => {
                while self.wire.buffer.len() < *length {
                    self.wire.fill().await?;
                }
                self.heard.extend(self.wire.buffer.drain(..*length));
            }
            Step::HearDot => while self.line().await?.trim_end() != "." {},
            Step::Wait(pause) => tokio::time::sleep(*pause).await,
            Step::StartTls => self.wire.start_tls().await?,
            Step::Stall => {
                // That the client goes is how this step ends.
                let _gone = self.wire.stall().await;
            }
            Step::Close => {}
        }
        Ok(())
    }

    async fn line(&mut self) -> Result<String, Failure> {
        let line = self.wire.line().await?;
        self.heard.extend_from_slice(&line);
        let first = line
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        self.tag = first.to_vec();
        Ok(String::from_utf8_lossy(&line).into_owned())
    }
}
