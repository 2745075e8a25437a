//! Opens a connection to a mail server: name, TCP, TLS, each with a time limit and an error a person can act on.
//! Knows nothing of IMAP and SMTP but that both may begin in the clear and turn to TLS.

mod error;
mod login;
mod tcp;
mod trust;

pub use error::{CertificateFault, Error};
pub(crate) use login::presentable;
pub use login::{Fixed, Login, Mechanism, Secret, SecretSource};
pub use tcp::Tcp;

use std::fmt::Debug;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long a name look-up with all its addresses may take.
const DIAL_LIMIT: Duration = Duration::from_secs(45);
/// How long a TLS handshake may take.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);

/// What bytes travel over: a socket, a TLS stream, or a pipe in a test.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug> Stream for T {}

/// A connection of any kind.
pub type BoxedStream = Box<dyn Stream>;

/// A future that a trait object can return.
pub type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Reaches a host. [`Tcp`] is the real one; simulations hand out pipes.
pub trait Dial: Send + Sync + Debug {
    /// Connects to `host` and `port`.
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> BoxedFuture<'a, Result<Dialed, Error>>;
}

/// A stream without TLS, as [`Dial`] gives it.
#[derive(Debug)]
pub struct Dialed {
    /// The bare stream.
    pub stream: BoxedStream,
    /// Whether the peer is this very machine. Plaintext goes nowhere else.
    pub loopback: bool,
}

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (IMAP 993, SMTP 465; RFC 8314).
    Implicit,
    /// After STARTTLS (IMAP 143, SMTP 587). Required: a server that does not offer it is refused.
    StartTls,
    /// Never, and only to this machine.
    PlainLoopback,
}

/// Where a mail server is and how it is trusted.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// When the connection is encrypted.
    pub tls: Tls,
    /// The name the certificate must bear, where it is not `host`.
    pub server_name: Option<String>,
    /// A PEM file of authorities to trust instead of the system's. A server's own self-signed certificate in it is
    /// trusted as it stands, whatever its name (Proton Bridge).
    pub ca_file: Option<PathBuf>,
    /// Who makes the connection.
    pub dial: Arc<dyn Dial>,
}

impl Server {
    /// A server reached over TCP, trusted by the system's authorities.
    #[must_use]
    pub fn new(host: &str, port: u16, tls: Tls) -> Server {
        Server {
            host: host.to_owned(),
            port,
            tls,
            server_name: None,
            ca_file: None,
            dial: Arc::new(Tcp),
        }
    }

    /// The same server, trusted by the authorities in a PEM file.
    #[must_use]
    pub fn with_ca_file(mut self, path: impl Into<PathBuf>) -> Server {
        self.ca_file = Some(path.into());
        self
    }

    /// The same server, reached by someone else than the kernel.
    #[must_use]
    pub fn with_dial(mut self, dial: Arc<dyn Dial>) -> Server {
        self.dial = dial;
        self
    }

    /// `host:port`, for sentences.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Connects. With [`Tls::StartTls`] the stream is still bare: the caller asks for TLS in its protocol's words and then
/// calls [`start_tls`].
pub async fn open(server: &Server) -> Result<BoxedStream, Error> {
    let dialed = timeout(DIAL_LIMIT, server.dial.dial(&server.host, server.port))
        .await
        .unwrap_or_else(|_| {
            Err(Error::TimedOut {
                place: server.place(),
            })
        })?;
    match server.tls {
        Tls::Implicit => start_tls(server, dialed.stream).await,
        Tls::StartTls => Ok(dialed.stream),
        Tls::PlainLoopback if dialed.loopback => Ok(dialed.stream),
        Tls::PlainLoopback => Err(Error::PlaintextAbroad {
            place: server.place(),
        }),
    }
}

/// Turns a bare stream into an encrypted one. The caller has made sure that no byte of it was read ahead.
pub async fn start_tls(server: &Server, bare: BoxedStream) -> Result<BoxedStream, Error> {
    let name = server.server_name.as_deref().unwrap_or(&server.host);
    let server_name = ServerName::try_from(name.to_owned()).map_err(|_| Error::BadName {
        name: name.to_owned(),
    })?;
    let connector = TlsConnector::from(trust::client_config(server)?);
    match timeout(HANDSHAKE_LIMIT, connector.connect(server_name, bare)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(failure)) => Err(Error::from_handshake(server, name, &failure)),
        Err(_) => Err(Error::TimedOut {
            place: server.place(),
        }),
    }
}

/// Whether an address is this machine.
pub(crate) fn is_loopback(address: io::Result<std::net::SocketAddr>) -> bool {
    address.is_ok_and(|address| address.ip().to_canonical().is_loopback())
}
