//! Where connections come from: TCP listeners with or without TLS, and in-memory pipes.

use crate::wire::{Protocol, Stream, Wire};
use crate::{Host, Script, imap, script, smtp};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::DuplexStream;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Protected from the first byte. A listener answers a TLS handshake first; any other stream is taken to be safe.
    Secure,
    /// In the clear until the client asks for TLS; nobody may log in before.
    StartTls,
    /// In the clear, and logging in is allowed.
    Plain,
}

/// A listener at work. It stops, and its connections with it, when this is dropped.
#[derive(Debug)]
pub struct Serving {
    pub address: SocketAddr,
    task: AbortHandle,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The four listeners of [`Host::serve`], each on a random port of 127.0.0.1.
#[derive(Debug)]
pub struct Ports {
    /// IMAP over TLS, as on port 993.
    pub imaps: Serving,
    /// IMAP with STARTTLS, as on port 143.
    pub imap: Serving,
    /// Submission over TLS, as on port 465.
    pub smtps: Serving,
    /// Submission with STARTTLS, as on port 587.
    pub submission: Serving,
}

impl Host {
    /// Serves IMAP on a bound listener until the result is dropped. Must be called within a tokio runtime.
    pub fn serve_imap(&self, listener: TcpListener, channel: Channel) -> io::Result<Serving> {
        self.listen(Protocol::Imap, listener, channel, None)
    }

    /// Serves SMTP submission on a bound listener until the result is dropped. Must be called within a tokio runtime.
    pub fn serve_smtp(&self, listener: TcpListener, channel: Channel) -> io::Result<Serving> {
        self.listen(Protocol::Smtp, listener, channel, None)
    }

    /// Binds and serves everything on loopback.
    pub async fn serve(&self) -> io::Result<Ports> {
        Ok(Ports {
            imaps: self.serve_imap(loopback().await?, Channel::Secure)?,
            imap: self.serve_imap(loopback().await?, Channel::StartTls)?,
            smtps: self.serve_smtp(loopback().await?, Channel::Secure)?,
            submission: self.serve_smtp(loopback().await?, Channel::StartTls)?,
        })
    }

    /// Opens an in-memory connection that is taken to be protected, and returns the client's end.
    /// Must be called within a tokio runtime.
    pub fn connect(&self, protocol: Protocol) -> DuplexStream {
        let (client, server) = tokio::io::duplex(64 * 1024);
        let host = self.clone();
        tokio::spawn(async move { host.converse(protocol, server, Channel::Secure).await });
        client
    }

    /// Holds one IMAP or SMTP conversation over a stream, to its end. No TLS handshake is made first.
    pub async fn converse(
        &self,
        protocol: Protocol,
        stream: impl Stream + 'static,
        channel: Channel,
    ) {
        let wire = Wire::new(self, protocol, stream);
        match protocol {
            Protocol::Imap => imap::converse(self.clone(), wire, channel).await,
            Protocol::Smtp => smtp::converse(self.clone(), wire, channel).await,
        }
    }

    pub(crate) fn listen(
        &self,
        protocol: Protocol,
        listener: TcpListener,
        channel: Channel,
        script: Option<Script>,
    ) -> io::Result<Serving> {
        // Made here, so that a failure is seen by whoever starts the host and not by a client.
        self.authority()?;
        let address = listener.local_addr()?;
        let door = Door {
            host: self.clone(),
            protocol,
            channel,
            script,
        };
        let task = tokio::spawn(door.accept(listener));
        Ok(Serving {
            address,
            task: task.abort_handle(),
        })
    }
}

/// What a listener does with those who come.
#[derive(Clone)]
struct Door {
    host: Host,
    protocol: Protocol,
    channel: Channel,
    script: Option<Script>,
}

impl Door {
    async fn accept(self, listener: TcpListener) {
        let mut conversations = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => drop(conversations.spawn(self.clone().welcome(stream))),
                    // Out of file descriptors, most likely: some come free when a conversation ends.
                    Err(_) => tokio::task::yield_now().await,
                },
                Some(_) = conversations.join_next() => {}
            }
        }
    }

    async fn welcome(self, stream: TcpStream) {
        if self.channel != Channel::Secure {
            return self.converse(stream).await;
        }
        let Ok(authority) = self.host.authority() else {
            return;
        };
        // A client that breaks off the handshake does not trust us, and that is its affair.
        if let Ok(stream) = authority.acceptor.accept(stream).await {
            self.converse(stream).await;
        }
    }

    async fn converse(self, stream: impl Stream + 'static) {
        match self.script {
            Some(script) => {
                drop(script::play(script, Wire::new(&self.host, self.protocol, stream)).await)
            }
            None => {
                self.host
                    .converse(self.protocol, stream, self.channel)
                    .await
            }
        }
    }
}

async fn loopback() -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}
