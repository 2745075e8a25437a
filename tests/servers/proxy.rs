//! A wire between heardback and a server that can be cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes bytes on between a port of its own and a server's.
pub struct Proxy {
    pub port: u16,
    cuts: watch::Sender<usize>,
    frozen: watch::Sender<usize>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Listens on loopback.
    pub async fn start(server: u16) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = watch::Sender::new(0);
        let frozen = watch::Sender::new(0);
        let connections = Arc::new(AtomicUsize::new(0));
        let (changes, counter) = (cuts.subscribe(), connections.clone());
        let freezes = frozen.subscribe();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(pass(client, server, changes.clone(), freezes.clone()));
            }
        });
        Proxy {
            port,
            cuts,
            frozen,
            connections,
            task,
        }
    }

    /// Closes all connections.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Lets no byte pass any more on the connections there are, and closes none: a link that is dead and does not know it.
    pub fn freeze(&self) {
        self.frozen.send_modify(|count| *count += 1);
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(
    mut client: TcpStream,
    server: u16,
    mut cuts: watch::Receiver<usize>,
    mut frozen: watch::Receiver<usize>,
) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)).await else {
        return;
    };
    cuts.mark_unchanged();
    frozen.mark_unchanged();
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => return,
        _ = cuts.changed() => return,
        _ = frozen.changed() => {}
    }
    let _ = cuts.changed().await;
}
