//! What the debrief notes say about dates and duties: promises of both sides, peace asked for, how to write.

use chrono::NaiveDate;

use crate::moment::Time;
use crate::reading::{By, Preference, PromiseFact};

/// What notes state; whatever they do not state is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    pub promise: Option<PromiseFact>,
    pub quiet_until: Option<NaiveDate>,
    pub quiet_until_word: bool,
    pub preference: Option<Preference>,
    pub phone: Option<String>,
    pub own_promises: Vec<OwnPromise>,
}

/// "I will send her the slides by Monday."
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnPromise {
    pub what: String,
    pub due: Option<By>,
}

/// Reads notes written at `at` about somebody in `zone` (IANA).
pub(super) fn read(_text: &str, _at: Time, _zone: Option<&str>) -> Said {
    Said::default()
}
