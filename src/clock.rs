//! The one place where clocks are read: the wall clock for decisions, CLOCK_BOOTTIME for waking, randomness beside it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use heardback_core::moment::{Moment, Time};
use tokio::sync::watch;

/// Tells the time and sleeps. The demo and the tests have one of their own that runs fast.
#[derive(Clone)]
pub struct Clock(Arc<dyn Source>);

/// What a clock can do.
pub trait Source: Send + Sync {
    /// The instant.
    fn now(&self) -> Time;
    /// How long, in real time, until that instant; zero where it has passed.
    fn until(&self, at: Time) -> Duration;
    /// Real time counts while the machine sleeps; a test's own time does not.
    fn sleeps_on_boottime(&self) -> bool {
        false
    }
    /// Counts up when the pace has changed, so that whoever sleeps reckons anew.
    fn pace(&self) -> Option<watch::Receiver<u64>> {
        None
    }
}

struct System;

impl Source for System {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Time {
        Utc::now()
    }

    fn until(&self, at: Time) -> Duration {
        (at - self.now()).to_std().unwrap_or(Duration::ZERO)
    }

    fn sleeps_on_boottime(&self) -> bool {
        true
    }
}

/// Waits on CLOCK_BOOTTIME, which goes on while the machine sleeps; tokio's timers stop then.
#[expect(
    deprecated,
    reason = "sound for an OwnedFd; its successor is an unsafe function"
)]
async fn boottime(left: Duration) -> std::io::Result<()> {
    use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec};
    if left.is_zero() {
        return Ok(());
    }
    let timer = rustix::time::timerfd_create(
        TimerfdClockId::Boottime,
        TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC,
    )?;
    let zero = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let value = Timespec {
        tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(left.subsec_nanos()),
    };
    rustix::time::timerfd_settime(
        &timer,
        TimerfdTimerFlags::empty(),
        &Itimerspec {
            it_interval: zero,
            it_value: value,
        },
    )?;
    let timer = tokio::io::unix::AsyncFd::new(timer)?;
    let _ready = timer.readable().await?;
    Ok(())
}

/// Time in a story: it runs like the world's, and at the teller's word rushes on to a given instant.
pub struct Led {
    leg: Mutex<Leg>,
    changes: watch::Sender<u64>,
}

/// One stretch of a led clock: from `from`, `factor` times as fast as the world's, until `until`; then as fast as it.
#[derive(Clone, Copy)]
struct Leg {
    began: std::time::Instant,
    from: Time,
    factor: u32,
    until: Time,
}

impl Leg {
    fn rush(&self) -> Duration {
        (self.until - self.from).to_std().unwrap_or(Duration::ZERO) / self.factor
    }

    fn now(&self) -> Time {
        let passed = self.began.elapsed();
        let story = match passed.checked_sub(self.rush()) {
            None => passed * self.factor,
            Some(after) => self.rush() * self.factor + after,
        };
        self.from + chrono::Duration::from_std(story).unwrap_or_default()
    }
}

impl Led {
    /// One that starts at `from`.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn new(from: Time) -> Self {
        let leg = Leg {
            began: std::time::Instant::now(),
            from,
            factor: 1,
            until: from,
        };
        Self {
            leg: Mutex::new(leg),
            changes: watch::Sender::new(0),
        }
    }

    /// Rushes on, `factor` times as fast as the world's time, until that instant.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn rush(&self, until: Time, factor: u32) {
        let mut leg = self.leg.lock().unwrap_or_else(PoisonError::into_inner);
        let from = leg.now();
        *leg = Leg {
            began: std::time::Instant::now(),
            from,
            factor: factor.max(1),
            until,
        };
        drop(leg);
        self.changes.send_modify(|count| *count += 1);
    }

    /// Goes on as fast as the world's time.
    pub fn still(&self) {
        let now = self.now();
        self.rush(now, 1);
    }

    fn leg(&self) -> Leg {
        *self.leg.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Led {
    fn now(&self) -> Time {
        self.leg().now()
    }

    fn until(&self, at: Time) -> Duration {
        let leg = self.leg();
        let left = |from: Time| (at - from).to_std().unwrap_or(Duration::ZERO);
        let now = leg.now();
        if now >= leg.until {
            left(now)
        } else if at <= leg.until {
            left(now) / leg.factor
        } else {
            leg.rush().saturating_sub(leg.began.elapsed()) + left(leg.until)
        }
    }

    fn pace(&self) -> Option<watch::Receiver<u64>> {
        Some(self.changes.subscribe())
    }
}

impl Clock {
    /// The world's.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(System))
    }

    /// One of the caller's own.
    #[must_use]
    pub fn of(source: Arc<dyn Source>) -> Self {
        Self(source)
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Time {
        self.0.now()
    }

    /// The instant, with fresh randomness.
    #[must_use]
    pub fn moment(&self) -> Moment {
        let mut nonce = [0; 32];
        // Without randomness no code may be made: better to stop than to send a code that can be guessed.
        getrandom::fill(&mut nonce)
            .unwrap_or_else(|error| panic!("the system gives no randomness: {error}"));
        Moment {
            now: self.now(),
            nonce,
        }
    }

    /// How long, in real time, until that instant.
    #[must_use]
    pub fn until(&self, at: Time) -> Duration {
        self.0.until(at)
    }

    /// Sleeps until that instant, through a sleep of the machine, too: what fell due meanwhile fires at the wake-up.
    /// Wakes after an hour in any case, since the wall clock may have been set.
    pub async fn sleep_until(&self, at: Option<Time>) {
        let hour = Duration::from_secs(3_600);
        let mut pace = self.0.pace();
        loop {
            let left = at.map_or(hour, |at| self.0.until(at)).min(hour);
            let Some(pace) = &mut pace else {
                if !self.0.sleeps_on_boottime() || boottime(left).await.is_err() {
                    tokio::time::sleep(left).await;
                }
                return;
            };
            tokio::select! {
                () = tokio::time::sleep(left) => return,
                // The clock lives as long as this handle, so that this cannot fail.
                _ = pace.changed() => {}
            }
        }
    }

    /// Sleeps until that instant, however often the pace changes.
    pub async fn wait_until(&self, at: Time) {
        while self.now() < at {
            self.sleep_until(Some(at)).await;
        }
    }

    /// The day `days` ago.
    #[must_use]
    pub fn days_ago(&self, days: i64) -> chrono::NaiveDate {
        (self.now() - chrono::Duration::days(days)).date_naive()
    }
}

/// An instant as the logs show it.
#[must_use]
pub fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
