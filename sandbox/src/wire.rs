//! One connection seen from the server: bytes in and out, counted, and broken where a fault says so.

use crate::faults::{Blow, Ending};
use crate::{Event, Host};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::watch;

/// Anything a session can run over: a TCP stream, a TLS stream, one end of `tokio::io::duplex`.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The two protocols that the host speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    Imap,
    Smtp,
}

/// The connection is over, by whichever side: there is nobody left to tell why.
#[derive(Debug)]
pub(crate) struct Gone;

impl From<io::Error> for Gone {
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// The server's end of a connection.
pub(crate) struct Wire {
    host: Host,
    protocol: Protocol,
    stream: Box<dyn Stream>,
    /// What was read and not yet used.
    pub buffer: Vec<u8>,
    hang_up: watch::Receiver<u64>,
    /// How many bytes may still come in and go out before the connection breaks.
    left_in: Option<u64>,
    left_out: Option<u64>,
    /// What befalls the next answer.
    blow: Blow,
}

impl Wire {
    pub fn new(host: &Host, protocol: Protocol, stream: impl Stream + 'static) -> Self {
        let (left_in, left_out) = host.faults().cuts(protocol);
        Self {
            host: host.clone(),
            protocol,
            stream: Box::new(stream),
            buffer: Vec::new(),
            hang_up: host.hang_ups(protocol),
            left_in,
            left_out,
            blow: Blow::default(),
        }
    }

    /// Passes a step, and suffers what strikes there. `Some` is an answer to give instead of carrying the command out.
    /// `command` is `None` where a greeting is to be sent.
    pub async fn step(&mut self, command: Option<&str>) -> Result<Option<String>, Gone> {
        self.host.note(match command {
            Some(command) => Event::Command {
                protocol: self.protocol,
                name: command.to_owned(),
            },
            None => Event::Connected(self.protocol),
        });
        let effects = self.host.faults().step(self.protocol, command);
        for effect in &effects {
            let command = command.unwrap_or_default().to_owned();
            self.host.note(Event::Struck {
                protocol: self.protocol,
                command,
                effect: effect.clone(),
            });
        }
        self.suffer(Blow::of(effects)).await
    }

    /// Suffers a blow as far as it comes before the answer.
    pub async fn suffer(&mut self, blow: Blow) -> Result<Option<String>, Gone> {
        if !blow.delay.is_zero() {
            tokio::time::sleep(blow.delay).await;
        }
        self.blow = blow;
        match self.blow.ending.take() {
            None => Ok(None),
            Some(Ending::Drop) => Err(Gone),
            Some(Ending::Stall) => Err(self.stall().await),
            Some(Ending::Answer(answer)) => Ok(Some(answer)),
            Some(Ending::Bye(text)) => {
                self.send(match self.protocol {
                    Protocol::Imap => format!("* BYE {text}\r\n"),
                    Protocol::Smtp => format!("421 4.3.2 {text}\r\n"),
                })
                .await?;
                Err(Gone)
            }
            Some(after @ (Ending::DropAfter | Ending::StallAfter)) => {
                self.blow.ending = Some(after);
                Ok(None)
            }
        }
    }

    /// Sends the answer of the step that was passed, with what befalls it.
    pub async fn answer(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Gone> {
        let Blow {
            before,
            after,
            ending,
            ..
        } = std::mem::take(&mut self.blow);
        match ending {
            Some(Ending::DropAfter) => Err(Gone),
            Some(Ending::StallAfter) => Err(self.stall().await),
            Some(Ending::Drop | Ending::Stall | Ending::Answer(_) | Ending::Bye(_)) | None => {
                self.send([&before, bytes.as_ref(), &after].concat()).await
            }
        }
    }

    /// Says nothing more, and waits until the client goes.
    pub async fn stall(&mut self) -> Gone {
        loop {
            self.buffer.clear();
            if let Err(gone) = self.fill().await {
                return gone;
            }
        }
    }

    /// Reads some more bytes into the buffer. Can be dropped half-way without losing any.
    pub async fn fill(&mut self) -> Result<(), Gone> {
        let mut chunk = [0; 4096];
        let room = allowed(self.left_in, chunk.len());
        if room == 0 {
            return Err(Gone);
        }
        tokio::select! {
            biased;
            _ = self.hang_up.changed() => Err(Gone),
            read = self.stream.read(&mut chunk[..room]) => match read? {
                0 => Err(Gone),
                length => {
                    self.buffer.extend_from_slice(&chunk[..length]);
                    spend(&mut self.left_in, length);
                    Ok(())
                }
            },
        }
    }

    /// Takes one line with its line end, waiting for it.
    pub async fn line(&mut self) -> Result<Vec<u8>, Gone> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                return Ok(self.buffer.drain(..=end).collect());
            }
            self.fill().await?;
        }
    }

    /// Sends bytes at once, up to where the connection is to break.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Gone> {
        let bytes = bytes.as_ref();
        let length = allowed(self.left_out, bytes.len());
        self.stream.write_all(&bytes[..length]).await?;
        self.stream.flush().await?;
        spend(&mut self.left_out, length);
        if self.left_out == Some(0) {
            Err(Gone)
        } else {
            Ok(())
        }
    }

    /// Ends the connection politely: what was sent arrives, then end of stream.
    pub async fn close(mut self) {
        // The peer may have gone first, and then there is nobody to be polite to.
        let _ = self.stream.shutdown().await;
    }

    /// Answers a TLS handshake on the same stream. Plaintext that came early is thrown away (RFC 3207 section 4.2).
    pub async fn start_tls(&mut self) -> Result<(), Gone> {
        let authority = self.host.authority()?;
        let stream = std::mem::replace(&mut self.stream, Box::new(tokio::io::empty()));
        self.stream = Box::new(authority.acceptor.accept(stream).await?);
        self.buffer.clear();
        Ok(())
    }
}

fn allowed(left: Option<u64>, wanted: usize) -> usize {
    left.and_then(|left| usize::try_from(left).ok())
        .map_or(wanted, |left| left.min(wanted))
}

fn spend(left: &mut Option<u64>, length: usize) {
    *left = left.map(|left| left.saturating_sub(length as u64));
}
