//! A server inside the process: each connection is a pipe, time is virtual, and all that passes is written down.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use heardback::connect::{BoxedFuture, Dial, Dialed, Error, Server, Tls};
use tokio::io::DuplexStream;
use tokio::time::Instant;

/// How much a pipe holds before its writer waits.
const PIPE: usize = 1 << 20;

type Serve = dyn Fn(DuplexStream) -> BoxedFuture<'static, ()> + Send + Sync;

/// In place of the kernel's TCP: every connection is answered by `serve`.
pub struct Pipe(Box<Serve>);

impl Pipe {
    pub fn server<F>(tls: Tls, serve: impl Fn(DuplexStream) -> F + Send + Sync + 'static) -> Server
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let pipe = Pipe(Box::new(move |stream| Box::pin(serve(stream))));
        Server::new("mail.home.test", 993, tls).with_dial(Arc::new(pipe))
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pipe")
    }
}

impl Dial for Pipe {
    fn dial<'a>(&'a self, _: &'a str, _: u16) -> BoxedFuture<'a, Result<Dialed, Error>> {
        let (near, far) = tokio::io::duplex(PIPE);
        tokio::spawn((self.0)(far));
        Box::pin(std::future::ready(Ok(Dialed {
            stream: Box::new(near),
            loopback: true,
        })))
    }
}

/// Runs `work` in virtual time, which must not take longer than `limit` of it.
pub fn in_virtual_time<T>(limit: Duration, work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime of one thread needs nothing")
        .block_on(async {
            let began = Instant::now();
            let result = tokio::time::timeout(limit, work).await;
            result.unwrap_or_else(|_| panic!("it hung for {:?}", began.elapsed()))
        })
}

/// Bytes of one direction, as they were written.
#[derive(Debug, Clone, Default)]
pub struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    pub fn add(&self, bytes: &[u8]) {
        self.0.lock().expect("nobody panics with it").extend(bytes);
    }

    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("nobody panics with it").clone()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().expect("nobody panics with it").len()
    }
}
