//! The only door by which time and randomness come into the brain.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256 as Hasher};

/// An instant; everything in the brain is kept in UTC and shown in a zone.
pub type Time = DateTime<Utc>;

/// When a step happens, and the randomness it may use.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The instant of the step.
    pub now: Time,
    /// 32 random bytes of the shell's; every random thing of the step is derived from them.
    pub nonce: [u8; 32],
}

impl Moment {
    /// 128 bits for the thing named `label`, different for every label of one step.
    #[must_use]
    pub fn random(&self, label: &str) -> [u8; 16] {
        let mut hasher = Hasher::new();
        hasher.update(self.nonce);
        hasher.update(label.as_bytes());
        let digest = hasher.finalize();
        let mut out = [0; 16];
        out.copy_from_slice(&digest[..16]);
        out
    }

    /// Those bits as 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn random_hex(&self, label: &str) -> String {
        crate::id::hex(&self.random(label))
    }
}
