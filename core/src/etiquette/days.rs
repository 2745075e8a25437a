//! Business days, waking hours and the clock changes of a zone.

use std::collections::BTreeSet;

use chrono::{
    DateTime, Datelike, Days as Span, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone,
    Timelike, Utc, Weekday,
};
use chrono_tz::Tz;

use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::By;

/// A zone with its holidays and waking hours.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    pub zone: Tz,
    holidays: &'a BTreeSet<NaiveDate>,
    from: NaiveTime,
    until: NaiveTime,
}

impl<'a> Days<'a> {
    /// The owner's days.
    #[must_use]
    pub fn of(policy: &'a Policy) -> Self {
        Self {
            zone: policy.owner.zone,
            holidays: &policy.holidays,
            from: policy.etiquette.waking_from,
            until: policy.etiquette.waking_until,
        }
    }

    /// The day of an instant.
    #[must_use]
    pub fn day(&self, time: Time) -> NaiveDate {
        time.with_timezone(&self.zone).date_naive()
    }

    /// The instant of a wall-clock time; in the hour that a clock change skips, the first instant after it.
    #[must_use]
    pub fn at(&self, day: NaiveDate, time: NaiveTime) -> Time {
        instant(self.zone, day, time)
    }

    /// Monday to Friday, and no holiday.
    #[must_use]
    pub fn is_business(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The first business day on or after `day`.
    #[must_use]
    pub fn business_on_or_after(&self, day: NaiveDate) -> NaiveDate {
        // A year of nothing but holidays is a slip of the configuration; stop there.
        day.iter_days()
            .take(370)
            .find(|d| self.is_business(*d))
            .unwrap_or(day)
    }

    /// The `count`th business day after `day`.
    #[must_use]
    pub fn business_after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        (0..count).fold(day, |d, _| self.business_on_or_after(next(d)))
    }

    /// Is the owner awake?
    #[must_use]
    pub fn is_waking(&self, time: Time) -> bool {
        let local = time.with_timezone(&self.zone).time();
        if self.from <= self.until {
            self.from <= local && local <= self.until
        } else {
            local >= self.from || local <= self.until
        }
    }

    /// The first waking instant at or after `time`.
    #[must_use]
    pub fn waking(&self, time: Time) -> Time {
        if self.is_waking(time) {
            return time;
        }
        let day = self.day(time);
        let this = self.at(day, self.from);
        if this >= time {
            this
        } else {
            self.at(next(day), self.from)
        }
    }

    /// The first waking instant, unless `deadline` comes before the owner could act then: then at once.
    #[must_use]
    pub fn waking_before(&self, time: Time, deadline: Option<Time>) -> Time {
        let awake = self.waking(time);
        match deadline {
            Some(deadline) if deadline >= time && deadline < awake + Duration::hours(2) => time,
            Some(_) | None => awake,
        }
    }

    /// The end of a day: the last instant before the next begins.
    #[must_use]
    pub fn end_of(&self, day: NaiveDate) -> Time {
        self.at(next(day), NaiveTime::MIN) - Duration::seconds(1)
    }

    /// A day's end, or the instant itself.
    #[must_use]
    pub fn latest(&self, by: By) -> Time {
        match by {
            By::Instant(at) => at.with_timezone(&Utc),
            By::Day(day) => self.end_of(day),
        }
    }
}

/// The day after.
#[must_use]
pub fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Span::new(1)).unwrap_or(day)
}

/// The instant of a wall-clock time in a zone: the earlier of two, the first after a gap.
#[must_use]
pub fn instant(zone: Tz, day: NaiveDate, time: NaiveTime) -> Time {
    let wall = day.and_time(time);
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => {
            let later = (1..=8)
                .filter_map(|quarter| wall.checked_add_signed(Duration::minutes(15 * quarter)));
            let found: Option<DateTime<Tz>> = later
                .filter_map(|w| zone.from_local_datetime(&w).earliest())
                .next();
            found.map_or_else(|| Utc.from_utc_datetime(&wall), |at| at.with_timezone(&Utc))
        }
    }
}

/// The longest that one event of a holiday list may last, in days.
const LONGEST_EVENT: usize = 60;
/// The most days of a holiday list that count.
const MOST_LISTED: usize = 20_000;

/// The days of an iCalendar file's events (RFC 5545 §3.6.1): a list of holidays. A DTEND is the day after. Only days from 2000
/// to 2100 count, the first 60 of an event and the first 20,000 of all; an RRULE counts for its first time alone.
#[must_use]
pub fn listed_in(calendar: &str) -> BTreeSet<NaiveDate> {
    let unfolded = calendar
        .replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "");
    let day = |value: &str| NaiveDate::parse_from_str(value.trim().get(..8)?, "%Y%m%d").ok();
    let (mut days, mut start, mut end) = (BTreeSet::new(), None, None);
    for line in unfolded.lines() {
        if days.len() >= MOST_LISTED {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        match name.split(';').next().unwrap_or("") {
            "BEGIN" if value.trim() == "VEVENT" => (start, end) = (None, None),
            "DTSTART" => start = day(value),
            "DTEND" => end = day(value),
            "END" if value.trim() == "VEVENT" => {
                if let Some(first) = start.take() {
                    let until = end.take().unwrap_or_else(|| next(first));
                    let of_event = first
                        .iter_days()
                        .take_while(|d| *d == first || *d < until)
                        .take(LONGEST_EVENT)
                        .filter(|d| (2000..=2100).contains(&d.year()));
                    days.extend(of_event.take(MOST_LISTED - days.len()));
                }
            }
            _ => {}
        }
    }
    days
}

/// A zone that people live in. Calendars write UTC where they name no place, so UTC tells nothing of theirs.
#[must_use]
pub fn lived_in(name: &str) -> Option<Tz> {
    const NOWHERE: &[&str] = &[
        "UTC",
        "UCT",
        "GMT",
        "GMT0",
        "Zulu",
        "Universal",
        "Greenwich",
    ];
    let zone: Tz = name.parse().ok()?;
    let last = zone.name().rsplit('/').next().unwrap_or_default();
    (!NOWHERE.contains(&last)).then_some(zone)
}

/// "14:00" in 24 hours, or "2:00 PM" where the language's readers write it so.
#[must_use]
pub fn clock(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn time(text: &str) -> Time {
        DateTime::parse_from_rfc3339(text)
            .unwrap()
            .with_timezone(&Utc)
    }

    fn days<R>(zone: Tz, holidays: &[&str], ask: impl FnOnce(Days<'_>) -> R) -> R {
        let holidays = holidays.iter().map(|d| d.parse().unwrap()).collect();
        let hour = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        ask(Days {
            zone,
            holidays: &holidays,
            from: hour(8),
            until: hour(21),
        })
    }

    #[test]
    fn a_promise_by_friday_has_its_grace_on_monday() {
        days(Tz::America__New_York, &[], |d| {
            assert_eq!(
                d.business_after("2026-03-20".parse().unwrap(), 2)
                    .to_string(),
                "2026-03-24"
            )
        });
    }

    #[test]
    fn holidays_are_no_business_days() {
        days(Tz::Europe__London, &["2026-05-04"], |d| {
            assert_eq!(
                d.business_after("2026-05-01".parse().unwrap(), 1)
                    .to_string(),
                "2026-05-05"
            )
        });
    }

    #[test]
    fn utc_is_no_place_to_live_in() {
        let check = |name, expected| assert_eq!(lived_in(name), expected, "{name}");
        check("Europe/London", Some(Tz::Europe__London));
        check("UTC", None);
        check("Etc/UTC", None);
        check("Etc/GMT", None);
        check("nowhere", None);
    }

    #[test]
    fn the_night_waits_for_the_morning() {
        days(Tz::America__New_York, &[], |d| {
            assert_eq!(
                d.waking(time("2026-03-04T02:10:00-05:00")),
                time("2026-03-04T08:00:00-05:00")
            );
            assert_eq!(
                d.waking(time("2026-03-04T22:10:00-05:00")),
                time("2026-03-05T08:00:00-05:00")
            );
            assert_eq!(
                d.waking(time("2026-03-04T12:10:00-05:00")),
                time("2026-03-04T12:10:00-05:00")
            );
        });
    }

    #[test]
    fn the_hour_that_a_clock_change_skips_is_the_first_after_it() {
        let day = "2026-03-08".parse().unwrap();
        let skipped = instant(
            Tz::America__New_York,
            day,
            NaiveTime::from_hms_opt(2, 30, 0).unwrap(),
        );
        assert_eq!(skipped, time("2026-03-08T03:00:00-04:00"));
    }

    #[test]
    fn a_holiday_calendar_names_its_days() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:X\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let days: Vec<String> = listed_in(text).iter().map(ToString::to_string).collect();
        assert_eq!(
            days,
            ["2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01"]
        );
        assert!(listed_in("no calendar").is_empty());
    }

    #[test]
    fn a_holiday_calendar_without_measure_is_cut() {
        let event = |start: &str, end: &str| {
            format!(
                "BEGIN:VEVENT\r\nDTSTART:{start}\r\nDTEND:{end}\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
            )
        };
        let check = |events: &str, expected: usize| {
            assert_eq!(listed_in(events).len(), expected, "{events:.80}");
        };
        check(&event("20260101", "99991231"), 60);
        check(&event("20260101", "20250101"), 1);
        check(&event("19991231", "20000102"), 1);
        check(&event("21001231", "21010110"), 1);
        check(&event("00010101", "00010201"), 0);
        check(&event("99991231", "99991231"), 0);
        check(&event("20260101", "20260103").repeat(3), 2);
        let first: NaiveDate = "2000-01-01".parse().unwrap();
        let all: Vec<String> = first
            .iter_days()
            .step_by(60)
            .take(700)
            .map(|d| event(&d.format("%Y%m%d").to_string(), "99991231"))
            .collect();
        check(&all.concat(), 20_000);
    }

    #[test]
    fn a_deadline_in_the_night_wakes_the_owner() {
        days(Tz::America__New_York, &[], |d| {
            let night = time("2026-03-04T23:00:00-05:00");
            assert_eq!(
                d.waking_before(night, Some(time("2026-03-05T09:00:00-05:00"))),
                night
            );
            assert_eq!(
                d.waking_before(night, Some(time("2026-03-05T15:00:00-05:00"))),
                time("2026-03-05T08:00:00-05:00")
            );
        });
    }
}
