//! When a link that went down is tried again.

use std::time::Duration;

use crate::imap::ErrorKind;

/// Refused logins after which hammering stops: many servers lock the account soon after.
const LOGINS: u32 = 3;
/// How often it is tried when only the owner can help.
const HOURLY: Duration = Duration::from_secs(3600);
/// Seconds between tries when waiting may help. One unreadable message can cost five connections before it is singled
/// out, which is why the first ones are short.
const STEPS: [u64; 10] = [1, 1, 2, 3, 5, 8, 15, 30, 60, 120];
/// Seconds, from then on.
const LAST_STEP: u64 = 300;

/// Counts failures.
#[derive(Debug, Default)]
pub(super) struct Retry {
    failures: u32,
    refused_logins: u32,
}

impl Retry {
    /// Counts a failure, and says how long to wait.
    pub(super) fn after(&mut self, kind: ErrorKind) -> Duration {
        self.failures = self.failures.saturating_add(1);
        let step = STEPS
            .get(self.failures as usize - 1)
            .copied()
            .unwrap_or(LAST_STEP);
        let step = Duration::from_secs(step);
        match kind {
            ErrorKind::Auth => {
                self.refused_logins = self.refused_logins.saturating_add(1);
                if self.refused_logins >= LOGINS {
                    HOURLY
                } else {
                    step
                }
            }
            ErrorKind::Busy => step.max(Duration::from_secs(60)),
            ErrorKind::Setup => step.max(Duration::from_secs(LAST_STEP)),
            ErrorKind::Network | ErrorKind::Protocol | ErrorKind::Refused => step,
        }
    }

    /// How often in a row it has failed.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// The login was accepted.
    pub(super) fn logged_in(&mut self) {
        self.refused_logins = 0;
    }

    /// Something was achieved.
    pub(super) fn progressed(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_refused_logins_are_enough_for_an_hour() {
        let mut retry = Retry::default();
        let waits: Vec<u64> = (0..4)
            .map(|_| retry.after(ErrorKind::Auth).as_secs())
            .collect();
        assert_eq!(waits, [1, 1, 3600, 3600]);
        retry.logged_in();
        retry.progressed();
        assert_eq!(retry.after(ErrorKind::Auth).as_secs(), 1);
    }

    #[test]
    fn a_dead_network_is_tried_ever_more_slowly_and_never_given_up() {
        let mut retry = Retry::default();
        let waits: Vec<u64> = (0..12)
            .map(|_| retry.after(ErrorKind::Network).as_secs())
            .collect();
        assert_eq!(waits, [1, 1, 2, 3, 5, 8, 15, 30, 60, 120, 300, 300]);
    }

    #[test]
    fn a_busy_server_is_left_alone_for_a_minute() {
        assert_eq!(Retry::default().after(ErrorKind::Busy).as_secs(), 60);
    }
}
