//! What one mail is: its words, whatever its Message-ID says, and its date, whatever its clock said.

use chrono::{DateTime, Duration, FixedOffset, Utc};

use crate::id::{Address, Sha256};
use crate::mail::Mail;
use crate::moment::Time;

/// What a mail says and who says it, without what servers on its way may change.
pub(super) fn words_of(mail: &Mail) -> Sha256 {
    let from = mail.from.first().and_then(|p| p.email.as_ref());
    let said = mail.body.newest.chars().filter(|c| c.is_alphanumeric());
    let said: String = said.collect();
    Sha256::of(format!("{}\n{said}", from.map_or("", Address::as_str)).as_bytes())
}

/// The message's own date; the topmost Received where that is missing or more than a day off (ARCHITECTURE.md).
pub(super) fn date_of(mail: &Mail, now: Time) -> Time {
    let own = mail.date.map(|d| d.with_timezone(&Utc));
    let date = match (own, mail.received_at) {
        (Some(own), Some(received)) if (own - received).abs() > Duration::days(1) => received,
        (Some(own), None) if own < now - Duration::days(365 * 20) => now,
        (Some(own), _) => own,
        (None, Some(received)) => received,
        (None, None) => now,
    };
    // Nobody writes from the future: it would be their last word for years.
    if date > now + Duration::days(1) {
        now
    } else {
        date
    }
}

/// So far off, a Date header is no slow delivery any more but a wrong clock.
const WRONG_CLOCK: Duration = Duration::days(5);

/// A mail whose Date is days away from its delivery, with the date of its delivery; and the one that it bore. "Tomorrow at
/// ten" of a clock that stands in 1970 would be long past, and its invitation lost; of one in 2100, out of reach.
pub(super) fn counted_from_delivery(
    mail: &Mail,
    now: Time,
) -> Option<(Mail, DateTime<FixedOffset>)> {
    let bears = mail.date?;
    let is_before_mail = bears.to_utc() < now - Duration::days(365 * 20);
    let is_to_come = bears.to_utc() > now + WRONG_CLOCK;
    // Where no server says when it took the mail, it came now.
    let delivered = mail
        .received_at
        .or((is_before_mail || is_to_come).then_some(now))?;
    if (bears.to_utc() - delivered).abs() <= WRONG_CLOCK {
        return None;
    }
    let date = Some(delivered.with_timezone(bears.offset()));
    Some((
        Mail {
            date,
            ..mail.clone()
        },
        bears,
    ))
}
