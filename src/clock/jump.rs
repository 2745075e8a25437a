//! Notices that the machine has slept: CLOCK_BOOTTIME goes on meanwhile, CLOCK_MONOTONIC does not. No ticking: the kernel
//! tells.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
};
use tokio::io::unix::AsyncFd;
use tokio::sync::watch;

use super::Source;

/// Reading two clocks one after the other makes some microseconds between them; a sleep is longer than this.
const A_SLEEP: Duration = Duration::from_secs(2);

/// Waits for jumps of time.
pub struct Jumps {
    source: Arc<dyn Source>,
    asleep: Duration,
    kernel: Option<AsyncFd<OwnedFd>>,
    told: Option<watch::Receiver<u64>>,
}

/// How long the machine has slept since it was started.
pub(super) fn asleep() -> Duration {
    let read = |id| {
        let at = clock_gettime(id);
        let seconds = u64::try_from(at.tv_sec).unwrap_or(0);
        Duration::new(seconds, u32::try_from(at.tv_nsec).unwrap_or(0))
    };
    read(ClockId::Boottime).saturating_sub(read(ClockId::Monotonic))
}

impl Jumps {
    pub(super) fn of(source: Arc<dyn Source>) -> Self {
        let kernel = source.sleeps_on_boottime().then(|| timer().ok()).flatten();
        Self {
            asleep: source.asleep(),
            told: source.jumps(),
            source,
            kernel,
        }
    }

    /// Returns after a wake-up, with how long the machine slept, and with nothing where only the wall clock was set.
    pub async fn next(&mut self) -> Option<Duration> {
        if let Some(slept) = self.slept() {
            return Some(slept);
        }
        match (&mut self.kernel, &mut self.told) {
            (Some(timer), _) => cancelled(timer).await,
            (None, Some(told)) => drop(told.changed().await),
            (None, None) => std::future::pending().await,
        }
        self.slept()
    }

    fn slept(&mut self) -> Option<Duration> {
        let asleep = self.source.asleep();
        let slept = asleep.saturating_sub(self.asleep);
        self.asleep = asleep;
        (slept >= A_SLEEP).then_some(slept)
    }
}

/// A timer on the wall clock that never comes due. The kernel cancels it when that clock is set or the machine wakes
/// (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET).
#[expect(
    deprecated,
    reason = "sound for an OwnedFd; its successor is an unsafe function"
)]
fn timer() -> io::Result<AsyncFd<OwnedFd>> {
    let timer = rustix::time::timerfd_create(
        TimerfdClockId::Realtime,
        TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC,
    )?;
    arm(&timer)?;
    AsyncFd::new(timer)
}

fn arm(timer: &OwnedFd) -> io::Result<()> {
    let at = |tv_sec| Timespec { tv_sec, tv_nsec: 0 };
    rustix::time::timerfd_settime(
        timer,
        TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET,
        &Itimerspec {
            it_interval: at(0),
            // The year 2200.
            it_value: at(7_258_118_400),
        },
    )?;
    Ok(())
}

async fn cancelled(timer: &AsyncFd<OwnedFd>) {
    let Ok(mut ready) = timer.readable().await else {
        return std::future::pending().await;
    };
    ready.clear_ready();
    if arm(timer.get_ref()).is_err() {
        // Nothing will be told any more; the polls and the limits of IDLE still find out.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Asleep(std::sync::atomic::AtomicU64, watch::Sender<u64>);

    impl Source for Asleep {
        fn now(&self) -> heardback_core::moment::Time {
            "2026-03-02T09:00:00Z".parse().unwrap()
        }

        fn until(&self, _: heardback_core::moment::Time) -> Duration {
            Duration::ZERO
        }

        fn asleep(&self) -> Duration {
            Duration::from_secs(self.0.load(std::sync::atomic::Ordering::Relaxed))
        }

        fn jumps(&self) -> Option<watch::Receiver<u64>> {
            Some(self.1.subscribe())
        }
    }

    #[tokio::test]
    async fn a_sleep_is_told_once_with_its_length_and_a_clock_that_was_set_is_no_sleep() {
        let source = Arc::new(Asleep(0.into(), watch::Sender::new(0)));
        let mut jumps = Jumps::of(source.clone());
        source.1.send_modify(|count| *count += 1);
        assert_eq!(jumps.next().await, None);
        source.0.store(3_600, std::sync::atomic::Ordering::Relaxed);
        source.1.send_modify(|count| *count += 1);
        assert_eq!(jumps.next().await, Some(Duration::from_secs(3_600)));
        source.1.send_modify(|count| *count += 1);
        assert_eq!(jumps.next().await, None);
    }

    #[tokio::test]
    async fn the_kernel_gives_such_a_timer_and_two_clocks() {
        assert!(timer().is_ok());
        assert_eq!(asleep().as_secs(), asleep().as_secs());
    }
}
