//! `heardback run`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::common::{WrongUse, config_path, load, state_folder, with_letters};
use crate::clock::Clock;
use crate::config::{Account, Config};
use crate::daemon::{self, Reload, Reread, Setup, Shutdown};
use crate::imap::ErrorKind;
use crate::store::Store;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback run --config ~/.config/heardback/config.toml")]
pub struct Args {
    /// The configuration; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

fn configured(args: &Args) -> Result<(PathBuf, Config, Account)> {
    let path = args.config.clone().unwrap_or_else(config_path);
    let config = load(&path)?;
    match config.account.clone() {
        Some(account) => Ok((path, config, account)),
        None => bail!(WrongUse(format!(
            "The configuration {} has no [[account]]: add one with imap, smtp and password_command.",
            path.display()
        ))),
    }
}

/// `heardback run`
pub fn run(args: &Args) -> Result<()> {
    let (path, config, account) = configured(args)?;
    let policy = with_letters(config.policy(false), &path)?;
    crate::log::start();
    install_crypto();
    let state = state_folder();
    let socket = crate::place::control_socket();
    runtime()?.block_on(async {
        // Before anything that takes time: a signal that comes then must not end us otherwise.
        let (shutdown, reload) = if std::env::var_os("NOTIFY_SOCKET").is_some() {
            (Shutdown::on_signals(), Reload::on_hangup(reread(path)))
        } else {
            (Shutdown::on_signals().or_hangup(), Reload::never())
        };
        let first = probe(&account, &state).await;
        if let Some(sentence) = first {
            bail!("{sentence}");
        }
        daemon::run_with(
            Setup {
                policy,
                account,
                state,
                socket,
                clock: Clock::system(),
                onlooker: None,
                seams: daemon::Seams::default(),
            },
            shutdown,
            reload,
        )
        .await
    })
}

/// Reads the configuration as at the start. The log gets line numbers: keys and values may be the owner's words.
fn reread(path: PathBuf) -> Reread {
    Box::new(move || {
        let (config, account) = match super::check::examine(&path) {
            Ok(Ok(good)) => good,
            Ok(Err(mistakes)) => {
                let lines: Vec<String> = mistakes.iter().map(|m| m.line.to_string()).collect();
                return Err(format!("it has mistakes in lines {}.", lines.join(", ")));
            }
            Err(_) => return Err("it cannot be read.".to_owned()),
        };
        with_letters(config.policy(false), &path)
            .map(|policy| (policy, account))
            .map_err(|_| "a letter beside it is broken.".to_owned())
    })
}

/// What is surely wrong with the account at the start is said at once. A network that is down comes back; but where heardback
/// has never run yet, a server that cannot be reached is a mistake in the configuration, most likely.
async fn probe(account: &Account, state: &Path) -> Option<String> {
    match crate::imap::Session::open(&daemon::imap_account(account)).await {
        Ok(session) => {
            session.log_out().await;
            None
        }
        Err(error) => match error.kind() {
            // A service does not end over it: it would be started again every half minute, and each time be refused. It
            // goes on, tries more and more rarely, and the journal and the status text say why.
            ErrorKind::Auth | ErrorKind::Setup if crate::log::is_journal() => {
                tracing::error!("{}", error.for_log());
                None
            }
            ErrorKind::Auth | ErrorKind::Setup => Some(error.to_string()),
            ErrorKind::Network if !Store::exists(state) => Some(error.to_string()),
            ErrorKind::Network | ErrorKind::Busy | ErrorKind::Protocol | ErrorKind::Refused => {
                tracing::warn!("{}", error.for_log());
                None
            }
        },
    }
}

pub(super) fn install_crypto() {
    // Installed once a process; a second installation is no fault.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// One thread, with timers and sockets.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("Cannot start")
}
