//! Counts written days from the message's date.

mod dates;
mod stretches;

use chrono::{Datelike, Days as Calendar, Months, NaiveDate, Weekday};

use super::anchor::{Anchor, Country, Lang};
use super::days::{Days, MonthRef, Share, Which};
use super::lengths::Length;
use super::lexicon::{Feast, Unit};
use super::types::{Flag, Purpose};
use dates::{date, day_of_month, next_day_of_month, numeric, upcoming};
use stretches::{after, feast_day, iso_week, month_share, quarter_window, week};

/// What days come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Resolved {
    /// The day itself, or the last day of a stretch. `None`: only a person can tell.
    pub day: Option<NaiveDate>,
    /// The first and last day of a stretch.
    pub window: Option<(NaiveDate, NaiveDate)>,
    /// The day within the stretch by which a promise is due, where it is not the last.
    pub due: Option<NaiveDate>,
    pub earliest: Option<NaiveDate>,
    pub candidates: Vec<NaiveDate>,
    pub alternative: Option<NaiveDate>,
    pub grace_days: u32,
    pub soft: bool,
    pub flags: Vec<Flag>,
}

impl Resolved {
    fn day(day: NaiveDate) -> Self {
        Self {
            day: Some(day),
            ..Self::default()
        }
    }

    fn window(first: NaiveDate, last: NaiveDate) -> Self {
        Self {
            day: Some(last),
            window: Some((first, last)),
            ..Self::default()
        }
    }

    fn flagged(mut self, flag: Flag) -> Self {
        self.flags.push(flag);
        self
    }

    /// The day by which something is due.
    pub fn due(&self) -> Option<NaiveDate> {
        self.due.or(self.day)
    }
}

/// The circumstances of a reading.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub anchor: &'a Anchor<'a>,
    pub purpose: Purpose,
    /// The sentence speaks of what has happened.
    pub past: bool,
}

/// The days, counted.
pub(super) fn resolve(days: &Days, setting: Setting<'_>) -> Option<Resolved> {
    let anchor = setting.anchor;
    let today = anchor.today();
    match days {
        Days::Date {
            year,
            month,
            day,
            weekday,
        } => date(*year, *month, *day, *weekday, setting),
        Days::Numeric {
            first,
            second,
            year,
            day_first,
            weekday,
        } => numeric(*first, *second, *year, *day_first, *weekday, setting),
        Days::DayOfMonth { day, weekday, .. } => day_of_month(*day, *weekday, setting),
        Days::Weekday(weekday, which) => named_day(*weekday, *which, setting),
        Days::Offset(days) => shifted(today, *days).map(Resolved::day),
        Days::Week(weeks, share) => week(*weeks, *share, setting),
        Days::WeekOf(day) => {
            let monday = monday(resolve(day, setting)?.day?);
            Some(Resolved::window(monday, shifted(monday, 4)?))
        }
        Days::IsoWeek(week) => iso_week(*week, today),
        Days::Month(month, share) => month_share(*month, *share, setting),
        Days::Quarter(quarter, year) => quarter_window(*quarter, *year, today),
        Days::NewYear => NaiveDate::from_ymd_opt(today.year() + 1, 1, 1).map(|day| Resolved {
            soft: true,
            earliest: Some(day),
            ..Resolved::default()
        }),
        Days::Feast(feast) => feast_day(*feast, today).map(Resolved::day),
        Days::YearEnd => NaiveDate::from_ymd_opt(today.year(), 12, 31)
            .map(|day| Resolved::day(business_day_before(day, anchor))),
        Days::After(length) => after(length, setting),
        Days::Range(first, last) => {
            let first = resolve(first, setting)?;
            let start = first.window.map_or(first.day, |window| Some(window.0))?;
            // The last day is the first such one from the start on.
            let from = Anchor {
                at: anchor.at,
                ..*anchor
            };
            let end = match last.as_ref() {
                Days::Date {
                    year: None,
                    month,
                    day,
                    weekday,
                } => upcoming(*month, *day, *weekday, start)?,
                Days::DayOfMonth { day, .. } => next_day_of_month(*day, start)?,
                Days::Weekday(weekday, _) => next_weekday(*weekday, start, true),
                Days::Numeric { .. }
                | Days::Offset(_)
                | Days::Date { .. }
                | Days::Week(..)
                | Days::WeekOf(_)
                | Days::IsoWeek(_)
                | Days::Month(..)
                | Days::Quarter(..)
                | Days::NewYear
                | Days::Feast(_)
                | Days::YearEnd
                | Days::After(_)
                | Days::ThatWeek(_)
                | Days::DayAfterThat(_)
                | Days::Range(..)
                | Days::Several(_) => {
                    resolve(
                        last,
                        Setting {
                            anchor: &from,
                            ..setting
                        },
                    )?
                    .day?
                }
            };
            (start <= end).then(|| Resolved {
                flags: first.flags,
                ..Resolved::window(start, end)
            })
        }
        Days::ThatWeek(_) | Days::DayAfterThat(_) => None,
        Days::Several(list) => list.last().and_then(|last| resolve(last, setting)),
    }
}

/// The same day so many days later.
pub(super) fn shifted(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let count = Calendar::new(days.unsigned_abs());
    if days < 0 {
        day.checked_sub_days(count)
    } else {
        day.checked_add_days(count)
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    shifted(day, -i64::from(day.weekday().num_days_from_monday())).unwrap_or(day)
}

/// Monday of the week that "this week" means: a mail of Saturday or Sunday means the coming one.
fn base_monday(anchor: &Anchor<'_>) -> NaiveDate {
    let monday = monday(anchor.today());
    if anchor.is_weekend() {
        shifted(monday, 7).unwrap_or(monday)
    } else {
        monday
    }
}

/// Monday of the week so many weeks from the message's. On a weekend "next week" is the coming one as well.
fn week_monday(weeks: i64, anchor: &Anchor<'_>) -> Option<NaiveDate> {
    let weeks = if anchor.is_weekend() && weeks > 0 {
        weeks - 1
    } else {
        weeks
    };
    shifted(base_monday(anchor), weeks * 7)
}

fn next_weekday(weekday: u32, from: NaiveDate, inclusive: bool) -> NaiveDate {
    let ahead = i64::from((weekday + 7 - from.weekday().num_days_from_monday()) % 7);
    let ahead = if ahead == 0 && !inclusive { 7 } else { ahead };
    shifted(from, ahead).unwrap_or(from)
}

fn named_day(weekday: u32, which: Which, setting: Setting<'_>) -> Option<Resolved> {
    let anchor = setting.anchor;
    let today = anchor.today();
    let same = today.weekday().num_days_from_monday() == weekday;
    let in_week = |monday: NaiveDate| shifted(monday, i64::from(weekday));
    match which {
        Which::Bare if setting.past => shifted(next_weekday(weekday, today, false), -7)
            .map(Resolved::day)
            .map(|day| day.flagged(Flag::InThePast)),
        Which::Bare if same && setting.purpose == Purpose::Duty => Some(
            Resolved {
                alternative: shifted(today, 7),
                ..Resolved::day(today)
            }
            .flagged(Flag::OtherWeekPossible),
        ),
        Which::Bare if same => Some(
            Resolved {
                alternative: Some(today),
                ..Resolved::day(shifted(today, 7)?)
            }
            .flagged(Flag::OtherWeekPossible),
        ),
        Which::Bare | Which::Coming => Some(Resolved::day(next_weekday(weekday, today, false))),
        Which::This => in_week(base_monday(anchor)).map(Resolved::day),
        Which::Next => {
            let day = in_week(week_monday(1, anchor)?)?;
            let ahead = next_weekday(weekday, today, false);
            let doubtful = ahead < day && !anchor.is_weekend();
            let resolved = Resolved {
                alternative: doubtful.then_some(ahead),
                ..Resolved::day(day)
            };
            Some(if doubtful {
                resolved.flagged(Flag::OtherWeekPossible)
            } else {
                resolved
            })
        }
        Which::Last => shifted(next_weekday(weekday, today, true), -7)
            .map(Resolved::day)
            .map(|day| day.flagged(Flag::InThePast)),
        Which::Week(weeks) => in_week(week_monday(weeks, anchor)?).map(Resolved::day),
        Which::Later(weeks) => {
            shifted(next_weekday(weekday, today, true), weeks * 7).map(Resolved::day)
        }
    }
}

/// The day itself if it is one of business, else the last before it.
pub(super) fn business_day_before(day: NaiveDate, anchor: &Anchor<'_>) -> NaiveDate {
    let mut day = day;
    for _ in 0..30 {
        if anchor.is_business_day(day) {
            return day;
        }
        day = day.pred_opt().unwrap_or(day);
    }
    day
}

/// So many units after a day. Business days count from the next business day; months end at most at a month's end.
pub(super) fn add(
    day: NaiveDate,
    count: u32,
    unit: Unit,
    anchor: &Anchor<'_>,
) -> Option<NaiveDate> {
    match unit {
        Unit::Minute | Unit::Hour => shifted(day, i64::from(count / 1440)),
        Unit::Day => shifted(day, i64::from(count)),
        Unit::Week => shifted(day, i64::from(count) * 7),
        Unit::Fortnight => shifted(day, i64::from(count) * 14),
        Unit::Month => day.checked_add_months(Months::new(count)),
        Unit::Year => day.checked_add_months(Months::new(count.checked_mul(12)?)),
        Unit::Business => {
            let mut day = day;
            let mut left = count.min(400);
            while left > 0 {
                day = day.succ_opt()?;
                if anchor.is_business_day(day) {
                    left -= 1;
                }
            }
            Some(day)
        }
    }
}
