//! One connection seen from the server: bytes in and out, counted, cut where a fault says so.

use crate::Host;
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
    stream: Box<dyn Stream>,
    /// What was read and not yet used.
    pub buffer: Vec<u8>,
    hang_up: watch::Receiver<u64>,
}

impl Wire {
    pub fn new(host: &Host, protocol: Protocol, stream: impl Stream + 'static) -> Self {
        Self {
            stream: Box::new(stream),
            buffer: Vec::new(),
            hang_up: host.hang_ups(protocol),
        }
    }

    /// Reads some more bytes into the buffer. Can be dropped half-way without losing any.
    pub async fn fill(&mut self) -> Result<(), Gone> {
        let mut chunk = [0; 4096];
        tokio::select! {
            biased;
            _ = self.hang_up.changed() => Err(Gone),
            read = self.stream.read(&mut chunk) => match read? {
                0 => Err(Gone),
                length => {
                    self.buffer.extend_from_slice(&chunk[..length]);
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

    /// Sends bytes at once.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Gone> {
        self.stream.write_all(bytes.as_ref()).await?;
        self.stream.flush().await?;
        Ok(())
    }

    /// Ends the connection politely: what was sent arrives, then end of stream.
    pub async fn close(mut self) {
        // The peer may have gone first, and then there is nobody to be polite to.
        let _ = self.stream.shutdown().await;
    }

    /// Answers a TLS handshake on the same stream. Plaintext that came early is thrown away (RFC 3207 section 4.2).
    pub async fn start_tls(self, acceptor: &tokio_rustls::TlsAcceptor) -> Result<Self, Gone> {
        let stream = acceptor.accept(self.stream).await?;
        Ok(Self {
            stream: Box::new(stream),
            buffer: Vec::new(),
            ..self
        })
    }
}
