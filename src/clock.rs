//! The one place where clocks are read: the wall clock for decisions, CLOCK_BOOTTIME for waking, randomness beside it.

mod jump;

pub use jump::Jumps;

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
    /// Fresh randomness. A test's own may be drawn from a seed.
    fn nonce(&self) -> [u8; 32] {
        let mut nonce = [0; 32];
        // Without randomness no code may be made: better to stop than to send a code that can be guessed.
        getrandom::fill(&mut nonce)
            .unwrap_or_else(|error| panic!("the system gives no randomness: {error}"));
        nonce
    }
    /// Real time counts while the machine sleeps; a test's own time does not.
    fn sleeps_on_boottime(&self) -> bool {
        false
    }
    /// How long the machine has slept since it was started: by how much CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC.
    fn asleep(&self) -> Duration {
        Duration::ZERO
    }
    /// Counts up when time has jumped, where the kernel does not tell.
    fn jumps(&self) -> Option<watch::Receiver<u64>> {
        None
    }
    /// The daemon sleeps until then.
    fn sleeps(&self, _until: Option<Time>) {}
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

    fn asleep(&self) -> Duration {
        jump::asleep()
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

/// Time in a story: it runs like the world's, and at the teller's word rushes on to a given instant. It never rushes past
/// the instant for which the daemon sleeps: what is due then is done then.
pub struct Led {
    leg: Mutex<Leg>,
    changes: watch::Sender<u64>,
}

/// One stretch of a led clock: from `from`, `factor` times as fast as the world's, until `goal` or `wake`; then as fast as it.
#[derive(Clone, Copy)]
struct Leg {
    began: std::time::Instant,
    from: Time,
    factor: u32,
    goal: Time,
    wake: Option<Time>,
}

impl Leg {
    fn until(&self) -> Time {
        self.wake.map_or(self.goal, |wake| wake.min(self.goal))
    }

    fn rush(&self) -> Duration {
        (self.until() - self.from)
            .to_std()
            .unwrap_or(Duration::ZERO)
            / self.factor
    }

    fn now(&self) -> Time {
        let passed = self.began.elapsed();
        let story = match passed.checked_sub(self.rush()) {
            None => passed * self.factor,
            // The whole way, and not the rush times the factor, which is some nanoseconds short.
            Some(after) => (self.until() - self.from).to_std().unwrap_or_default() + after,
        };
        self.from + chrono::Duration::from_std(story).unwrap_or_default()
    }

    fn left(&self, at: Time) -> Duration {
        let left = |from: Time| (at - from).to_std().unwrap_or(Duration::ZERO);
        let now = self.now();
        if now >= self.until() {
            left(now)
        } else if at <= self.until() {
            left(now) / self.factor
        } else {
            self.rush().saturating_sub(self.began.elapsed()) + left(self.until())
        }
    }
}

impl Led {
    /// One that starts at `from`.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn new(from: Time) -> Self {
        let began = std::time::Instant::now();
        let leg = Leg {
            began,
            from,
            factor: 1,
            goal: from,
            wake: None,
        };
        Self {
            leg: Mutex::new(leg),
            changes: watch::Sender::new(0),
        }
    }

    /// Rushes on, `factor` times as fast as the world's time, until that instant.
    pub fn rush(&self, until: Time, factor: u32) {
        self.change(|leg| {
            leg.goal = until;
            leg.factor = factor.max(1);
        });
    }

    /// Goes on as fast as the world's time.
    pub fn still(&self) {
        self.rush(self.now(), 1);
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn change(&self, change: impl FnOnce(&mut Leg)) {
        let mut leg = self.leg.lock().unwrap_or_else(PoisonError::into_inner);
        leg.from = leg.now();
        leg.began = std::time::Instant::now();
        change(&mut leg);
        drop(leg);
        self.changes.send_modify(|count| *count += 1);
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
        self.leg().left(at)
    }

    fn sleeps(&self, until: Option<Time>) {
        if self.leg().wake != until {
            self.change(|leg| leg.wake = until);
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
        Moment {
            now: self.now(),
            nonce: self.0.nonce(),
        }
    }

    /// Waits for jumps of time: wake-ups, and a wall clock that is set. To be called within a runtime.
    #[must_use]
    pub fn jumps(&self) -> Jumps {
        Jumps::of(self.0.clone())
    }

    /// How long, in real time, until that instant.
    #[must_use]
    pub fn until(&self, at: Time) -> Duration {
        self.0.until(at)
    }

    /// Sleeps until that instant, through a sleep of the machine, too: what fell due meanwhile fires at the wake-up.
    /// Wakes after an hour in any case, since the wall clock may have been set.
    pub async fn sleep_until(&self, at: Option<Time>) {
        self.0.sleeps(at);
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
                biased;
                () = tokio::time::sleep(left) => return,
                // The clock lives as long as this handle, so that this cannot fail.
                _ = pace.changed() => {}
            }
        }
    }

    /// Waits for that instant without being the one for whom a led clock pauses.
    pub async fn look_on_until(&self, at: Time) {
        let mut pace = self.0.pace();
        while self.now() < at {
            let changed = async {
                match &mut pace {
                    Some(pace) => drop(pace.changed().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = tokio::time::sleep(self.until(at)) => {}
                () = changed => {}
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_led_clock_rushes_and_never_past_the_sleeper() {
        let (start, goal) = (at("2026-03-02T08:00:00Z"), at("2026-03-09T08:00:00Z"));
        let wake = at("2026-03-05T15:30:00Z");
        let led = Arc::new(Led::new(start));
        let clock = Clock::of(led.clone());
        // The daemon sleeps already when the story rushes on.
        led.sleeps(Some(wake));
        led.rush(goal, 10_000_000);
        clock.sleep_until(Some(wake)).await;
        let woken = clock.now();
        assert!(woken >= wake && woken < wake + chrono::Duration::minutes(1));
        let sleeper = clock.clone();
        let sleep = sleeper.sleep_until(None);
        tokio::select! {
            () = sleep => panic!("it has an hour to sleep"),
            () = clock.look_on_until(goal) => {}
        }
        assert!(clock.now() >= goal && clock.now() < goal + chrono::Duration::minutes(1));
    }
}
