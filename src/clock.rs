//! The one place where clocks are read: the wall clock for decisions, CLOCK_BOOTTIME for waking, randomness beside it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use heardback_core::moment::{Moment, Time};

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

/// Time that runs faster than the world's: an hour in a second, or whatever `factor` says.
struct Fast {
    began: std::time::Instant,
    from: Time,
    factor: u32,
}

impl Source for Fast {
    fn now(&self) -> Time {
        let passed = self.began.elapsed() * self.factor;
        self.from + chrono::Duration::from_std(passed).unwrap_or_default()
    }

    fn until(&self, at: Time) -> Duration {
        (at - self.now()).to_std().unwrap_or(Duration::ZERO) / self.factor
    }
}

impl Clock {
    /// The world's.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(System))
    }

    /// One that starts at `from` and runs `factor` times as fast.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn fast(from: Time, factor: u32) -> Self {
        Self(Arc::new(Fast {
            began: std::time::Instant::now(),
            from,
            factor,
        }))
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
        let left = at.map_or(hour, |at| self.0.until(at)).min(hour);
        if !self.0.sleeps_on_boottime() || boottime(left).await.is_err() {
            tokio::time::sleep(left).await;
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
