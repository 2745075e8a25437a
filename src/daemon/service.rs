//! The service manager's side: readiness, status, watchdog, signals (sd_notify(3)).

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Asks the loop to end: by signal, or by a handle of the demo's and the tests'.
pub struct Shutdown {
    terminate: Option<Signal>,
    interrupt: Option<Signal>,
    hangup: Option<Signal>,
    handle: watch::Receiver<bool>,
    _keep: Option<watch::Sender<bool>>,
}

impl Shutdown {
    /// SIGTERM and SIGINT.
    #[must_use]
    pub fn on_signals() -> Self {
        let (keep, handle) = watch::channel(false);
        Self {
            terminate: signal(SignalKind::terminate()).ok(),
            interrupt: signal(SignalKind::interrupt()).ok(),
            hangup: None,
            handle,
            _keep: Some(keep),
        }
    }

    /// SIGHUP, too: a terminal that is closed ends what runs in it. Under a service manager it asks for a reload instead.
    #[must_use]
    pub fn or_hangup(self) -> Self {
        Self {
            hangup: signal(SignalKind::hangup()).ok(),
            ..self
        }
    }

    /// When the sender says `true` or is dropped.
    #[must_use]
    pub fn on(handle: watch::Receiver<bool>) -> Self {
        Self {
            terminate: None,
            interrupt: None,
            hangup: None,
            handle,
            _keep: None,
        }
    }

    pub(super) async fn asked(&mut self) {
        let Self {
            terminate,
            interrupt,
            hangup,
            handle,
            ..
        } = self;
        tokio::select! {
            () = heard(terminate) => {}
            () = heard(interrupt) => {}
            () = heard(hangup) => {}
            _ = handle.wait_for(|stop| *stop) => {}
        }
    }
}

async fn heard(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}

/// Pings at half the time that the service manager allows; never where it wants none.
pub(super) struct Watchdog(Option<tokio::time::Interval>);

impl Watchdog {
    pub(super) async fn tick(&mut self) {
        match &mut self.0 {
            Some(interval) => {
                interval.tick().await;
            }
            None => std::future::pending().await,
        }
    }
}

pub(super) fn watchdog() -> Watchdog {
    Watchdog(
        sd_notify::watchdog_enabled()
            .map(|limit| tokio::time::interval(limit.max(Duration::from_secs(2)) / 2)),
    )
}

pub(super) fn ready() {
    notify(&[NotifyState::Ready]);
}

pub(super) fn alive() {
    notify(&[NotifyState::Watchdog]);
}

pub(super) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

pub(super) fn status(text: &str) {
    notify(&[NotifyState::Status(text)]);
}

/// Without a service manager there is nobody to tell.
fn notify(states: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(states);
}
