//! Days and hours as the judge counts them: written anew, so that a slip of the planner's is not repeated here.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

pub type At = DateTime<Utc>;

pub fn day_of(at: At, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

pub fn minute_of_day(at: At, zone: Tz) -> i64 {
    let wall = at.with_timezone(&zone).time();
    (wall - NaiveTime::MIN).num_minutes()
}

/// A wall-clock time as an instant; where the clock jumps over it, an hour later.
pub fn at(day: NaiveDate, hour: u32, minute: u32, zone: Tz) -> At {
    let wall = day.and_hms_opt(hour, minute, 0).unwrap();
    zone.from_local_datetime(&wall)
        .earliest()
        .or_else(|| {
            zone.from_local_datetime(&(wall + Duration::hours(1)))
                .earliest()
        })
        .unwrap()
        .to_utc()
}

pub fn works(day: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> bool {
    day.weekday().number_from_monday() <= 5 && !holidays.contains(&day)
}

/// So many working days later.
pub fn working_days_after(
    mut day: NaiveDate,
    mut count: u32,
    holidays: &BTreeSet<NaiveDate>,
) -> NaiveDate {
    while count > 0 {
        day += Duration::days(1);
        if works(day, holidays) {
            count -= 1;
        }
    }
    day
}

/// Between eight and nine in the evening, ends included.
pub fn awake(at: At, zone: Tz) -> bool {
    (8 * 60..=21 * 60).contains(&minute_of_day(at, zone))
}

/// The first instant from then on at which nobody is woken.
pub fn when_awake(from: At, zone: Tz) -> At {
    if awake(from, zone) {
        return from;
    }
    let day = day_of(from, zone);
    let morning = at(day, 8, 0, zone);
    if morning >= from {
        morning
    } else {
        at(day + Duration::days(1), 8, 0, zone)
    }
}

/// "Tuesday, 10 March"
pub fn said(day: NaiveDate) -> String {
    day.format("%A, %-d %B").to_string()
}

/// "Tuesday, 10 March at 14:00"
pub fn said_with_hour(at: At, zone: Tz) -> String {
    at.with_timezone(&zone)
        .format("%A, %-d %B at %H:%M")
        .to_string()
}
