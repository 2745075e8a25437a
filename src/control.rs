//! The control socket: `heardback approve 12` to the running daemon, JSON lines over a socket that only the owner can open (B3).

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use heardback_core::id::{ApplicationId, ReminderId};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};

/// A request: a target and the words of a command, as by reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub target: Target,
    /// The first line, as in a reply ("send", "snooze 3d").
    pub line: String,
    /// What follows it (an edited text, notes).
    #[serde(default)]
    pub rest: String,
}

/// Asked about everything, the daemon says how it is: connected or not, and why.
pub const HEALTH: &str = "health";

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Reminder(u32),
    Application(u32),
    Everything,
}

impl From<Target> for heardback_core::step::Target {
    fn from(target: Target) -> Self {
        match target {
            Target::Reminder(id) => Self::Reminder(ReminderId(id)),
            Target::Application(id) => Self::Application(ApplicationId(id)),
            Target::Everything => Self::Everything,
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Done(String),
    Failed(String),
}

/// A request and where its answer goes.
pub type Asked = (Request, oneshot::Sender<Answer>);

/// A request is at most this long: an edited letter fits.
const LIMIT: u64 = 256 * 1024;

/// Listens at `path` (mode 0600 in a folder of mode 0700); an old socket is replaced, since the store's lock shows that
/// nobody else listens.
///
/// # Errors
/// Where the socket cannot be made.
pub fn listen(path: &Path, to: mpsc::Sender<Asked>) -> Result<tokio::task::JoinHandle<()>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("Cannot make {}", folder.display()))?;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
            .with_context(|| format!("Cannot protect {}", folder.display()))?;
    }
    let _ = std::fs::remove_file(path);
    let listener =
        UnixListener::bind(path).with_context(|| format!("Cannot listen at {}", path.display()))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .with_context(|| format!("Cannot protect {}", path.display()))?;
    Ok(tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let to = to.clone();
            tokio::spawn(async move {
                // Whoever hangs up or talks rubbish is not answered; the daemon goes on.
                let _ = serve(stream, to).await;
            });
        }
    }))
}

async fn serve(mut stream: UnixStream, to: mpsc::Sender<Asked>) -> Result<()> {
    let own = rustix::process::getuid().as_raw();
    let peer = stream.peer_cred().context("no peer credentials")?.uid();
    if peer != own && peer != 0 {
        bail!("another user");
    }
    let (read, write) = stream.split();
    converse(read, write, to).await
}

/// Answers what comes from someone who may ask, a line each, until he has no more to say.
#[doc(hidden)] // For the fuzzer.
pub async fn converse(
    read: impl AsyncRead + Unpin,
    mut write: impl AsyncWrite + Unpin,
    to: mpsc::Sender<Asked>,
) -> Result<()> {
    let mut lines = BufReader::new(tokio::io::AsyncReadExt::take(read, LIMIT)).lines();
    while let Some(line) = lines.next_line().await? {
        let answer = match serde_json::from_str::<Request>(&line) {
            Err(error) => Answer::Failed(format!("That is no request: {error}.")),
            Ok(request) => {
                let (reply, answered) = oneshot::channel();
                to.send((request, reply))
                    .await
                    .context("the daemon has gone")?;
                answered.await.context("the daemon has gone")?
            }
        };
        let mut text = serde_json::to_string(&answer)?;
        text.push('\n');
        write.write_all(text.as_bytes()).await?;
    }
    Ok(())
}

/// Asks the daemon at `path`.
///
/// # Errors
/// Where no daemon listens there.
pub async fn ask(path: &Path, request: &Request) -> Result<Answer> {
    let stream = UnixStream::connect(path).await.with_context(|| format!("heardback is not running (nothing answers at {}). Start it with `heardback run`, or `systemctl --user start {}`", path.display(), crate::place::unit_name()))?;
    let (read, mut write) = stream.into_split();
    let mut text = serde_json::to_string(request)?;
    text.push('\n');
    write
        .write_all(text.as_bytes())
        .await
        .context("Cannot ask the daemon")?;
    let mut lines = BufReader::new(read).lines();
    let line = lines
        .next_line()
        .await
        .context("The daemon gave no answer")?
        .context("The daemon gave no answer")?;
    serde_json::from_str(&line).context("The daemon's answer cannot be read")
}

/// How the daemon at `path` is; nothing where none answers within 2 s.
#[must_use]
pub fn health(path: &Path) -> Option<String> {
    let request = Request {
        target: Target::Everything,
        line: HEALTH.to_owned(),
        rest: String::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let asked = async {
        tokio::time::timeout(std::time::Duration::from_secs(2), ask(path, &request)).await
    };
    match runtime.block_on(asked) {
        Ok(Ok(Answer::Done(text))) => Some(text),
        Ok(Ok(Answer::Failed(_)) | Err(_)) | Err(_) => None,
    }
}

/// Whether a daemon listens at `path`. A socket's file outlives a daemon that was killed.
#[must_use]
pub fn answers(path: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(path).is_ok()
}
