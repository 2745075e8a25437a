//! When a link that went down is tried again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::imap::{Error, ErrorKind};

/// Refused logins after which hammering stops: many servers lock the account soon after.
const LOGINS: u32 = 3;
/// How often it is tried when only the owner can help.
const HOURLY: Duration = Duration::from_secs(3600);
/// Seconds between tries when waiting may help. One unreadable message can cost five connections before it is singled
/// out, which is why the first ones are short.
const STEPS: [u64; 10] = [1, 1, 2, 3, 5, 8, 15, 30, 60, 120];
/// Seconds, from then on.
const LAST_STEP: u64 = 300;

/// Seconds between tries when the secret could not be had: it may need a keyring that is opened at login, and asking
/// again may make a window pop up.
const SECRET_STEPS: [u64; 3] = [5, 60, 300];

/// Counts the failures of one link.
#[derive(Debug, Default)]
pub(super) struct Retry {
    failures: u32,
}

/// Counts the refused logins of an account, by both of its links.
#[derive(Debug, Default)]
pub(super) struct RefusedLogins(AtomicU32);

impl Retry {
    /// Counts a failure, and says how long to wait.
    pub(super) fn after(&mut self, error: &Error, refused: &RefusedLogins) -> Duration {
        let nth = |steps: &[u64]| {
            steps
                .get(self.failures as usize)
                .copied()
                .unwrap_or(LAST_STEP)
        };
        let step = Duration::from_secs(nth(&STEPS));
        let secret_step = Duration::from_secs(nth(&SECRET_STEPS));
        self.failures = self.failures.saturating_add(1);
        match (error, error.kind()) {
            (Error::NoSecret { .. }, _) => secret_step,
            (_, ErrorKind::Auth) => {
                if refused.count() >= LOGINS {
                    HOURLY
                } else {
                    step
                }
            }
            (_, ErrorKind::Busy) => step.max(Duration::from_secs(60)),
            (_, ErrorKind::Setup) => step.max(Duration::from_secs(LAST_STEP)),
            (_, ErrorKind::Network | ErrorKind::Protocol | ErrorKind::Refused) => step,
        }
    }

    /// How often in a row it has failed.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// Something was achieved.
    pub(super) fn progressed(&mut self) {
        self.failures = 0;
    }
}

impl RefusedLogins {
    /// Counts one; how many there are now since the last login that was accepted.
    fn count(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// A login was accepted.
    pub(super) fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_refused_logins_are_enough_for_an_hour() {
        check(&refused(), &[1, 1, 3600, 3600]);
        let logins = RefusedLogins::default();
        for _ in 0..3 {
            Retry::default().after(&refused(), &logins);
        }
        // The other link of the account need not find out for itself.
        assert_eq!(Retry::default().after(&refused(), &logins).as_secs(), 3600);
        logins.forget();
        assert_eq!(Retry::default().after(&refused(), &logins).as_secs(), 1);
    }

    #[test]
    fn a_dead_network_is_tried_ever_more_slowly_and_never_given_up() {
        let lost = Error::Network {
            during: "FETCH",
            why: "it broke",
        };
        check(&lost, &[1, 1, 2, 3, 5, 8, 15, 30, 60, 120, 300, 300]);
    }

    #[test]
    fn a_busy_server_is_left_alone_for_a_minute() {
        check(
            &Error::Busy {
                words: String::new(),
            },
            &[60],
        );
    }

    #[test]
    fn a_secret_that_is_not_there_is_asked_for_now_and_then() {
        check(&Error::NoSecret { why: String::new() }, &[5, 60, 300, 300]);
    }

    fn check(error: &Error, expected: &[u64]) {
        let (mut retry, logins) = (Retry::default(), RefusedLogins::default());
        for (failure, seconds) in expected.iter().enumerate() {
            assert_eq!(
                retry.after(error, &logins).as_secs(),
                *seconds,
                "failure {failure}"
            );
        }
    }

    fn refused() -> Error {
        Error::Auth {
            user: "owner".to_owned(),
            words: "no".to_owned(),
        }
    }
}
