//! The place: a mail host behind pipes, the owner's configuration, the state folder, and who looks on at commits.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

use anyhow::{Result, bail};
use heardback::clock::{Clock, Source};
use heardback::config::Config;
use heardback::connect::{BoxedFuture, BoxedStream, Dial, Dialed, Error};
use heardback::daemon::{Commits, Seams, Setup};
use heardback::demo::letters::{self, OWNER};
use heardback_core::book::{Book, Change};
use heardback_core::moment::Time;
use heardback_core::policy::Policy;
use heardback_sandbox::{Account, Host, Protocol, Settings};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::clock::Virtual;

/// The owner's at the host.
pub const PASSWORD: &str = "tr0ub4dor-canary-9f";

/// One town with its history; the daemon lives in it as often as it is started.
pub struct Town {
    pub host: Host,
    pub time: Arc<Virtual>,
    pub policy: Policy,
    pub book: Arc<Commitments>,
    /// What passed between heardback and its host, in both directions.
    pub bytes: Arc<AtomicU64>,
    wire_cuts: Mutex<Vec<(Protocol, u64)>>,
    config: Config,
    folder: tempfile::TempDir,
    idle_life: Duration,
}

/// How a town differs from the ordinary one.
#[derive(Clone)]
pub struct Kind {
    pub seed: u64,
    pub begins: Time,
    pub host: Settings,
    /// How long an IDLE lives, and how often the inbox is polled.
    pub quiet: Duration,
    /// How often Sent and the rest are.
    pub others: Duration,
}

impl Kind {
    pub fn ordinary() -> Kind {
        Kind {
            seed: 1,
            begins: letters::begins(),
            host: Settings {
                name: "mail.mailbox.example".to_owned(),
                authserv_id: Some("mail.mailbox.example".to_owned()),
                ..Settings::default()
            },
            quiet: Duration::from_secs(12 * 3600),
            others: Duration::from_secs(12 * 3600),
        }
    }
}

impl Town {
    pub fn new(kind: &Kind) -> Town {
        let time = Arc::new(Virtual::new(kind.begins, kind.seed));
        let clock = time.clone();
        let host = Host::new(kind.host.clone(), Arc::new(move || clock.now()));
        host.add(Account::new(OWNER.address, PASSWORD));
        // In memory where there is such a place: what is tested is the order of things, not the disk.
        let shared = Path::new("/dev/shm");
        let folder = match shared.is_dir() {
            true => tempfile::tempdir_in(shared),
            false => tempfile::tempdir(),
        }
        .unwrap();
        let password = folder.path().join("password");
        std::fs::write(&password, PASSWORD).unwrap();
        std::fs::set_permissions(
            &password,
            std::os::unix::fs::PermissionsExt::from_mode(0o600),
        )
        .unwrap();
        let text = configuration(kind);
        let config = Config::parse(&text, folder.path(), folder.path()).unwrap();
        Town {
            host,
            time,
            policy: config.policy(false),
            book: Arc::default(),
            bytes: Arc::default(),
            wire_cuts: Mutex::default(),
            config,
            folder,
            idle_life: kind.quiet,
        }
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub fn now(&self) -> Time {
        self.time.now()
    }

    /// The power goes when this step on the wire is reached.
    pub fn cut_at(&self, protocol: Protocol, step: u64) {
        self.wire_cuts.lock().unwrap().push((protocol, step));
    }

    /// No cut is left.
    pub fn disarm(&self) {
        self.wire_cuts.lock().unwrap().clear();
    }

    /// Whether such a step was reached; each counts once.
    pub fn is_cut(&self) -> bool {
        let mut cuts = self.wire_cuts.lock().unwrap();
        let reached =
            |(protocol, step): &(Protocol, u64)| self.host.faults().steps(*protocol) >= *step;
        let before = cuts.len();
        cuts.retain(|cut| !reached(cut));
        cuts.len() < before
    }

    pub fn setup(&self) -> Setup {
        Setup {
            policy: self.config.policy(false),
            account: self.config.account.clone().unwrap(),
            state: self.state(),
            socket: self.state().join("control.sock"),
            clock: Clock::of(self.time.clone()),
            onlooker: None,
            seams: Seams {
                dial: Some(Arc::new(Pipes(self.host.clone(), self.bytes.clone()))),
                commits: Some(self.book.clone()),
                idle_life: Some(self.idle_life),
            },
        }
    }
}

/// Counts the commits of all lives, knows the book as of the last one, and switches the power off at one of them.
#[derive(Default)]
pub struct Commitments {
    count: AtomicU64,
    cut: Mutex<Vec<(u64, Side)>>,
    book: Mutex<Book>,
    check: Mutex<Option<Check>>,
}

/// Asked after every commit; says what is wrong.
pub type Check = Box<dyn FnMut(&Book, &[Change]) -> Result<(), String> + Send>;

/// On which side of a moment the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

/// The words of the error that ends a life.
pub const CUT: &str = "the power is off";

impl Commitments {
    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Switches the power off at the commit of that number, from 1.
    pub fn cut_at(&self, number: u64, side: Side) {
        self.cut.lock().unwrap().push((number, side));
    }

    /// No cut is left.
    pub fn disarm(&self) {
        self.cut.lock().unwrap().clear();
    }

    /// As of the last commit.
    pub fn book(&self) -> Book {
        self.book.lock().unwrap().clone()
    }

    pub fn check(&self, check: Check) {
        *self.check.lock().unwrap() = Some(check);
    }

    fn pass(&self, number: u64, side: Side) -> Result<()> {
        match self.cut.lock().unwrap().contains(&(number, side)) {
            true => bail!(CUT),
            false => Ok(()),
        }
    }
}

impl Commits for Commitments {
    fn before(&self, _: &Book, _: &[Change]) -> Result<()> {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        self.pass(number, Side::Before)
    }

    fn after(&self, book: &Book, changes: &[Change]) -> Result<()> {
        *self.book.lock().unwrap() = book.clone();
        if let Some(check) = self.check.lock().unwrap().as_mut()
            && let Err(what) = check(book, changes)
        {
            bail!("an invariant is broken: {what}");
        }
        self.pass(self.count(), Side::After)
    }
}

struct Pipes(Host, Arc<AtomicU64>);

impl fmt::Debug for Pipes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pipes")
    }
}

impl Dial for Pipes {
    fn dial<'a>(&'a self, _: &'a str, port: u16) -> BoxedFuture<'a, Result<Dialed, Error>> {
        let protocol = match port {
            143 => Protocol::Imap,
            _ => Protocol::Smtp,
        };
        Box::pin(std::future::ready(Ok(Dialed {
            stream: Box::new(Counted {
                inner: Box::new(self.0.connect(protocol)),
                bytes: self.1.clone(),
            }),
            loopback: true,
        })))
    }
}

/// Counts what passes in both directions.
#[derive(Debug)]
struct Counted {
    inner: BoxedStream,
    bytes: Arc<AtomicU64>,
}

impl Counted {
    fn count(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, into);
        self.count(into.filled().len() - before);
        read
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if let Poll::Ready(Ok(length)) = &written {
            self.count(*length);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

fn configuration(kind: &Kind) -> String {
    let (seconds, others) = (kind.quiet.as_secs(), kind.others.as_secs());
    format!(
        "[owner]\nname = \"{}\"\naddress = \"{}\"\nzone = \"Europe/London\"\n\n\
         [profile]\nstrengths = [\"six years of SQL in logistics\", \"dashboards that dispatchers use\"]\n\n\
         [profile.why]\n\"Juniper Freight\" = \"freight that runs on time because somebody looked at the data\"\n\n\
         [[account]]\nimap = {{ host = \"localhost\", port = 143, tls = \"none\" }}\n\
         smtp = {{ host = \"localhost\", port = 587, tls = \"none\" }}\n\
         password_file = \"password\"\npoll_seconds = {seconds}\nsent_poll_seconds = {others}\n\
         server_files_sent = {}\n",
        OWNER.name, OWNER.address, kind.host.files_sent
    )
}
