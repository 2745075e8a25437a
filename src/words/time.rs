//! Times as people say them: "tomorrow 09:00", "Fri 13 Mar 14:00"; the year only where it is another one.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use heardback_core::moment::Time;
use heardback_core::reading::By;

/// An instant, in the owner's zone.
#[must_use]
pub fn instant(at: Time, now: Time, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!(
        "{} {}",
        day(local.date_naive(), now, zone),
        local.format("%H:%M")
    )
}

/// A day.
#[must_use]
pub fn day(day: NaiveDate, now: Time, zone: Tz) -> String {
    let today = now.with_timezone(&zone).date_naive();
    match day.signed_duration_since(today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        _ if day.year() == today.year() => day.format("%a %-d %b").to_string(),
        _ => day.format("%a %-d %b %Y").to_string(),
    }
}

/// A day, or an instant where an hour is given.
#[must_use]
pub fn by(by: &By, now: Time, zone: Tz) -> String {
    match by {
        By::Instant(at) => instant(at.to_utc(), now, zone),
        By::Day(date) => day(*date, now, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(at: &str, expected: &str) {
        let now: Time = "2026-03-09T22:30:00Z".parse().unwrap();
        let at: Time = at.parse().unwrap();
        assert_eq!(instant(at, now, Tz::Europe__Berlin), expected);
    }

    #[test]
    fn near_days_have_names_and_far_ones_a_year() {
        check("2026-03-09T08:05:00Z", "today 09:05");
        check("2026-03-10T08:00:00Z", "tomorrow 09:00");
        check("2026-03-08T08:00:00Z", "yesterday 09:00");
        check("2026-03-13T13:00:00Z", "Fri 13 Mar 14:00");
        check("2027-01-04T13:00:00Z", "Mon 4 Jan 2027 14:00");
    }

    #[test]
    fn a_day_is_one_of_the_owners_zone() {
        // Half past eleven in the evening in Berlin: half an hour later is tomorrow there, not in London.
        check("2026-03-09T23:00:00Z", "tomorrow 00:00");
    }
}
