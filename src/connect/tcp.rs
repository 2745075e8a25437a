//! TCP with the socket options that let a dead link be noticed.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{BoxedFuture, Dial, Dialed, Error, is_loopback};

/// How long one address may take before the next is tried.
const ADDRESS_LIMIT: Duration = Duration::from_secs(15);

/// The kernel's TCP, addresses tried in the resolver's order.
#[derive(Debug, Clone, Copy)]
pub struct Tcp;

impl Dial for Tcp {
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> BoxedFuture<'a, Result<Dialed, Error>> {
        Box::pin(connect(host, port))
    }
}

async fn connect(host: &str, port: u16) -> Result<Dialed, Error> {
    let place = format!("{host}:{port}");
    let mut last = Error::UnknownHost {
        host: host.to_owned(),
    };
    let Ok(addresses) = lookup_host((host, port)).await else {
        return Err(last);
    };
    for address in addresses {
        match timeout(ADDRESS_LIMIT, connect_to(address)).await {
            Ok(Ok(stream)) => {
                let loopback = is_loopback(stream.peer_addr());
                return Ok(Dialed {
                    stream: Box::new(stream),
                    loopback,
                });
            }
            Ok(Err(failure)) => last = Error::from_connect(&place, &failure),
            Err(_) => {
                last = Error::TimedOut {
                    place: place.clone(),
                }
            }
        }
    }
    Err(last)
}

async fn connect_to(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    // A dead link shows within two minutes when idle (60 s, then four probes 15 s apart), and within 90 s when bytes
    // wait to be acknowledged.
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(60))
        .with_interval(Duration::from_secs(15))
        .with_retries(4);
    let socket = SockRef::from(&stream);
    socket.set_tcp_keepalive(&keepalive)?;
    socket.set_tcp_user_timeout(Some(Duration::from_secs(90)))?;
    Ok(stream)
}
