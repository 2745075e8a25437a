//! The validated settings that the brain needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use crate::id::{Address, Sha256};

/// What the brain may know of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub owner: Owner,
    /// Days on which nobody works, besides Saturdays and Sundays.
    pub holidays: BTreeSet<NaiveDate>,
    pub profile: Profile,
    /// By what employers ask for ("references").
    pub materials: BTreeMap<String, Material>,
    pub etiquette: Etiquette,
    pub approval: ApprovalPolicy,
    /// Templates of the owner's that replace ours, by name ("thank_you.en").
    pub letters: BTreeMap<String, String>,
}

/// Whom all this is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    pub name: String,
    pub address: Address,
    pub aliases: BTreeSet<Address>,
    pub zone: Tz,
}

/// What letters may say about the owner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Strengths for any role, most important first.
    pub strengths: Vec<String>,
    /// Strengths by a word of the role ("analyst").
    pub strengths_by_role: BTreeMap<String, Vec<String>>,
    /// Why this company, by company; "default" for all others.
    pub why: BTreeMap<String, String>,
    /// What stands beneath the name.
    pub signature: Option<String>,
    pub phone: Option<String>,
}

/// A file that employers ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// As the recipient will see it.
    pub file_name: String,
    pub media_type: String,
    /// The content, or why it cannot be read (one sentence that names the file).
    pub content: Result<Arc<[u8]>, String>,
    pub digest: Sha256,
}

/// Which proofs of approval count (SAFETY.md).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalPolicy {
    /// B3 only: replies are acknowledged but never approve.
    pub local_only: bool,
    /// B2: the authserv-id of the owner's own server (RFC 8601 §2.5); off where `None`.
    pub authserv_id: Option<String>,
    /// Minutes between an approval and its leaving.
    pub undo_minutes: i64,
    /// Days after which a reminder's code is worth nothing.
    pub expires_days: i64,
    /// Letters in an hour and in a day, at most.
    pub per_hour: u32,
    pub per_day: u32,
    /// Hosts of the owner's own provider: a Received line from elsewhere voids a Sent proof (B1).
    pub plus_address: bool,
}

/// The numbers of ETIQUETTE.md; `config/etiquette.toml` is the same with comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etiquette {
    /// Reminders go out from this hour …
    pub waking_from: NaiveTime,
    /// … until this one, the owner's zone.
    pub waking_until: NaiveTime,
    /// P1: on the evening before.
    pub prepare_at: NaiveTime,
    /// P2: hours after the first reminder.
    pub answer_nudge_hours: i64,
    /// P2: hours before the proposed time.
    pub answer_nudge_before_hours: i64,
    /// T1: minutes after the interview's end.
    pub debrief_minutes: i64,
    /// T2: hours after the interview's end, where no notes came before.
    pub thank_hours: i64,
    /// T2: hours after the end.
    pub thank_nudge_hours: i64,
    /// T2, T7: hours after the end from which a thank-you is late.
    pub thank_latest_hours: i64,
    /// T7: days after the end from which there is none.
    pub thank_drop_days: i64,
    /// T8: companies that get a card.
    pub traditional: Vec<String>,
    /// C1: days after the thank-you.
    pub connect_days: i64,
    /// W1: whole business days after the promised one.
    pub grace_business_days: u32,
    /// W1: the same where they only hoped or said "about".
    pub grace_soft_business_days: u32,
    /// W2: days from the interview's end, or their last word.
    pub no_promise_days: i64,
    /// W4: calendar days between unsolicited contacts.
    pub spacing_days: i64,
    /// W5: per round of silence, 0 to 3.
    pub follow_ups: u32,
    /// W7: days after the last follow-up.
    pub quiet_days: i64,
    /// W7: days after their last word, where there is nobody to follow up with.
    pub quiet_without_person_days: i64,
    /// F1: on a business day.
    pub follow_up_at: NaiveTime,
    /// M1: the next morning, where no deadline is given.
    pub material_due_at: NaiveTime,
    /// R1: hours after the rejection.
    pub rejection_reply_hours: i64,
    /// R1: business days after the rejection, at most.
    pub rejection_reply_business_days: u32,
    /// R2: ask for advice for the future.
    pub ask_advice: bool,
    /// R4: days after a rejection that followed an interview.
    pub stay_in_touch_days: i64,
    /// S1.
    pub digest_weekday: Weekday,
    pub digest_at: NaiveTime,
    /// L3: words.
    pub thank_you_words: usize,
    pub follow_up_words: usize,
    pub rejection_reply_words: usize,
}

const fn at(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

impl Default for Etiquette {
    fn default() -> Self {
        Self {
            waking_from: at(8, 0),
            waking_until: at(21, 0),
            prepare_at: at(18, 0),
            answer_nudge_hours: 24,
            answer_nudge_before_hours: 4,
            debrief_minutes: 30,
            thank_hours: 3,
            thank_nudge_hours: 20,
            thank_latest_hours: 48,
            thank_drop_days: 5,
            traditional: Vec::new(),
            connect_days: 1,
            grace_business_days: 1,
            grace_soft_business_days: 3,
            no_promise_days: 7,
            spacing_days: 7,
            follow_ups: 1,
            quiet_days: 21,
            quiet_without_person_days: 30,
            follow_up_at: at(9, 0),
            material_due_at: at(10, 0),
            rejection_reply_hours: 4,
            rejection_reply_business_days: 2,
            ask_advice: false,
            stay_in_touch_days: 90,
            digest_weekday: Weekday::Mon,
            digest_at: at(8, 30),
            thank_you_words: 150,
            follow_up_words: 120,
            rejection_reply_words: 110,
        }
    }
}

impl Default for ApprovalPolicy {
    fn default() -> Self {
        Self {
            local_only: false,
            authserv_id: None,
            undo_minutes: 10,
            expires_days: 7,
            per_hour: 3,
            per_day: 10,
            plus_address: false,
        }
    }
}

impl Policy {
    /// Is that one of the owner's addresses?
    #[must_use]
    pub fn is_owner(&self, address: &Address) -> bool {
        *address == self.owner.address || self.owner.aliases.contains(address)
    }
}
