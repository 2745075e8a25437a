//! Counts written days from the message's date.

use chrono::{Datelike, Days as Calendar, Months, NaiveDate, Weekday};

use super::anchor::{Anchor, Country, Lang};
use super::days::{Days, MonthRef, Share, Which};
use super::lengths::Length;
use super::lexicon::{Feast, Unit};
use super::types::{Flag, Purpose};

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

/// The next such feast.
fn feast_day(feast: Feast, today: NaiveDate) -> Option<NaiveDate> {
    let of = |year: i32| match feast {
        Feast::Christmas => NaiveDate::from_ymd_opt(year, 12, 25),
        Feast::Holidays => NaiveDate::from_ymd_opt(year, 1, 2),
        Feast::Easter => easter(year),
        Feast::Thanksgiving => NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4),
    };
    [today.year(), today.year() + 1]
        .into_iter()
        .filter_map(of)
        .find(|day| *day >= today)
}

/// Easter Sunday by the Gregorian rule (Butcher's form).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let skipped = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - skipped + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * week) / 451;
    let days = moon + week - 7 * late + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )
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

fn date(
    year: Option<i32>,
    month: u32,
    day: u32,
    weekday: Option<u32>,
    setting: Setting<'_>,
) -> Option<Resolved> {
    let today = setting.anchor.today();
    if let Some(year) = year {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        return Some(agreeing(date, weekday, setting));
    }
    let found = if setting.past {
        latest(month, day, weekday, today)?
    } else {
        upcoming(month, day, weekday, today)?
    };
    Some(agreeing(found, weekday, setting))
}

/// A weekday and a date that disagree leave the choice to a person.
fn agreeing(date: NaiveDate, weekday: Option<u32>, setting: Setting<'_>) -> Resolved {
    let past = date < setting.anchor.today();
    let resolved = match weekday {
        Some(weekday) if date.weekday().num_days_from_monday() != weekday => {
            let start = shifted(date, -3).unwrap_or(date);
            Resolved {
                candidates: vec![date, next_weekday(weekday, start, true)],
                ..Resolved::default()
            }
            .flagged(Flag::WeekdayDisagrees)
        }
        _ => Resolved::day(date),
    };
    if past {
        resolved.flagged(Flag::InThePast)
    } else {
        resolved
    }
}

/// The nearest future such day; a year in which the weekday agrees is better, and a day of the last two months better than one ten months off.
fn upcoming(month: u32, day: u32, weekday: Option<u32>, from: NaiveDate) -> Option<NaiveDate> {
    let year = from.year();
    let all: Vec<NaiveDate> = (year - 1..=year + 4)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .collect();
    let agrees = |date: &&NaiveDate| {
        weekday.is_none_or(|weekday| date.weekday().num_days_from_monday() == weekday)
    };
    let near = |date: &&NaiveDate| (-62..=300).contains(&(**date - from).num_days());
    let future = |date: &&NaiveDate| **date >= from;
    all.iter()
        .filter(near)
        .find(|date| agrees(date) && future(date))
        .or_else(|| weekday.and_then(|_| all.iter().filter(near).find(agrees)))
        .or_else(|| all.iter().filter(near).find(future))
        .or_else(|| all.iter().rev().find(near))
        .or_else(|| all.iter().find(future))
        .copied()
}

/// The nearest such day that has passed.
fn latest(month: u32, day: u32, weekday: Option<u32>, from: NaiveDate) -> Option<NaiveDate> {
    let year = from.year();
    let all: Vec<NaiveDate> = (year - 1..=year)
        .rev()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .filter(|date| *date <= from)
        .collect();
    let agrees = |date: &&NaiveDate| {
        weekday.is_none_or(|weekday| date.weekday().num_days_from_monday() == weekday)
    };
    all.iter().find(agrees).or(all.first()).copied()
}

/// A number above 12, then an agreeing weekday, then the sender's country, else ask.
fn numeric(
    first: u32,
    second: u32,
    year: Option<i32>,
    order: Option<bool>,
    weekday: Option<u32>,
    setting: Setting<'_>,
) -> Option<Resolved> {
    let as_day_first = date(year, second, first, weekday, setting).filter(|_| second <= 12);
    let as_month_first = date(year, first, second, weekday, setting).filter(|_| first <= 12);
    let day_first_always = order == Some(true) || setting.anchor.language != Lang::En;
    let (by_day, by_month) = match (as_day_first, as_month_first) {
        (Some(by_day), Some(by_month)) if first != second => (by_day, by_month),
        (Some(by_day), _) => return Some(by_day),
        (None, by_month) => return by_month,
    };
    if weekday.is_some() {
        match (by_day.day.is_some(), by_month.day.is_some()) {
            (true, false) => return Some(by_day),
            (false, true) => return Some(by_month),
            (true, true) | (false, false) => {}
        }
    }
    if day_first_always {
        return Some(by_day);
    }
    if order == Some(false) {
        return Some(by_month);
    }
    let (day, month) = (by_day.day?, by_month.day?);
    let today = setting.anchor.today();
    if let Some(country) = likely_country(setting.anchor) {
        let (likely, other) = if country.month_first() {
            (month, day)
        } else {
            (day, month)
        };
        let rest = matches!(likely.weekday(), Weekday::Sat | Weekday::Sun)
            && !matches!(other.weekday(), Weekday::Sat | Weekday::Sun);
        if setting.purpose != Purpose::Appointment || !rest {
            return Some(Resolved::day(likely));
        }
    }
    // One of the two may be out of the question: long past, or months away while the other is at hand.
    let away = |date: NaiveDate| (date - today).num_days();
    let at_hand = |date: NaiveDate| (0..=45).contains(&away(date));
    let remote = |date: NaiveDate, other: NaiveDate| {
        !(-1..=100).contains(&away(date)) || away(other) <= 14 && away(date) >= 50
    };
    if at_hand(month) && remote(day, month) {
        return Some(Resolved {
            alternative: Some(day),
            ..by_month
        });
    }
    if at_hand(day) && remote(month, day) {
        return Some(Resolved {
            alternative: Some(month),
            ..by_day
        });
    }
    Some(
        Resolved {
            candidates: vec![month, day],
            ..Resolved::default()
        }
        .flagged(Flag::DayOrMonthUnknown),
    )
}

/// The sender's country, or what the Date's offset all but proves: Britain's summer, or a European one.
fn likely_country(anchor: &Anchor<'_>) -> Option<Country> {
    anchor.country.or_else(|| {
        let hours = anchor.at.offset().local_minus_utc() / 3600;
        (hours >= 1).then_some(Country::GB)
    })
}

fn day_of_month(day: u32, weekday: Option<u32>, setting: Setting<'_>) -> Option<Resolved> {
    let today = setting.anchor.today();
    let found = if setting.past {
        last_day_of_month(day, today)?
    } else {
        next_day_of_month(day, today)?
    };
    let Some(weekday) = weekday else {
        return Some(Resolved::day(found));
    };
    if found.weekday().num_days_from_monday() == weekday {
        return Some(Resolved::day(found));
    }
    let later = (1..=3)
        .filter_map(|months| {
            today
                .with_day(1)?
                .checked_add_months(Months::new(months))?
                .with_day(day)
        })
        .find(|date| date.weekday().num_days_from_monday() == weekday);
    let earlier = last_day_of_month(day, today).filter(|date| {
        date.weekday().num_days_from_monday() == weekday && (today - *date).num_days() < 14
    });
    match earlier.or(later.filter(|date| (*date - today).num_days() < 70)) {
        Some(date) => Some(Resolved::day(date)),
        None => Some(agreeing(found, Some(weekday), setting)),
    }
}

fn next_day_of_month(day: u32, from: NaiveDate) -> Option<NaiveDate> {
    (0..=12)
        .filter_map(|months| {
            from.with_day(1)?
                .checked_add_months(Months::new(months))?
                .with_day(day)
        })
        .find(|date| *date >= from)
}

fn last_day_of_month(day: u32, from: NaiveDate) -> Option<NaiveDate> {
    (0..=12)
        .filter_map(|months| {
            from.with_day(1)?
                .checked_sub_months(Months::new(months))?
                .with_day(day)
        })
        .find(|date| *date <= from)
}

/// End of week: Friday. Early, mid, late: Mon-Tue, Tue-Thu, Thu-Fri.
fn week(weeks: i64, share: Share, setting: Setting<'_>) -> Option<Resolved> {
    let monday = week_monday(weeks, setting.anchor)?;
    let (first, last) = match share {
        Share::Whole => (0, 4),
        Share::Early | Share::Start => (0, 1),
        Share::Middle => (1, 3),
        Share::Late => (3, 4),
        Share::End => return shifted(monday, 4).map(Resolved::day),
    };
    let today = setting.anchor.today();
    let start = shifted(monday, first)?.max(today);
    let end = shifted(monday, last)?;
    Some(if start <= end {
        Resolved::window(start, end)
    } else {
        Resolved::day(shifted(monday, last)?.max(today))
    })
}

fn iso_week(week: u32, today: NaiveDate) -> Option<Resolved> {
    let year = today.iso_week().year();
    let monday = [year, year + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_isoywd_opt(year, week, Weekday::Mon))
        .find(|day| (*day - today).num_days() > -14)?;
    Some(Resolved::window(monday, shifted(monday, 4)?))
}

/// End of month: its last business day. Mid-month: the 11th to the 20th, due on the 15th.
fn month_share(month: MonthRef, share: Share, setting: Setting<'_>) -> Option<Resolved> {
    let today = setting.anchor.today();
    let first = match month {
        MonthRef::Offset(months) => today
            .with_day(1)?
            .checked_add_months(Months::new(u32::try_from(months).ok()?))?,
        MonthRef::Named(month, Some(year)) => NaiveDate::from_ymd_opt(year, month, 1)?,
        MonthRef::Named(month, None) => {
            let this_year = NaiveDate::from_ymd_opt(today.year(), month, 1)?;
            if this_year.checked_add_months(Months::new(1))? > today {
                this_year
            } else {
                NaiveDate::from_ymd_opt(today.year() + 1, month, 1)?
            }
        }
    };
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    let day = |day: u32| first.with_day(day);
    let stretch = |from: NaiveDate, to: NaiveDate| Resolved {
        soft: true,
        ..Resolved::window(from, to)
    };
    Some(match share {
        Share::End => Resolved::day(business_day_before(last, setting.anchor)),
        Share::Whole => Resolved {
            due: Some(business_day_before(last, setting.anchor)),
            ..stretch(first.max(today), last)
        },
        Share::Early | Share::Start => stretch(first, day(10)?),
        Share::Middle => Resolved {
            due: day(15),
            ..stretch(day(11)?, day(20)?)
        },
        Share::Late => Resolved {
            due: Some(business_day_before(last, setting.anchor)),
            ..stretch(day(21)?, last)
        },
    })
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

fn quarter_window(quarter: u32, year: Option<i32>, today: NaiveDate) -> Option<Resolved> {
    let month = quarter * 3 - 2;
    let first_of = |year: i32| NaiveDate::from_ymd_opt(year, month, 1);
    let first = match year {
        Some(year) => first_of(year)?,
        None => [today.year(), today.year() + 1]
            .into_iter()
            .filter_map(first_of)
            .find(|first| {
                first
                    .checked_add_months(Months::new(3))
                    .is_some_and(|end| end > today)
            })?,
    };
    let last = first.checked_add_months(Months::new(3))?.pred_opt()?;
    Some(Resolved {
        soft: true,
        ..Resolved::window(first, last)
    })
}

fn after(length: &Length, setting: Setting<'_>) -> Option<Resolved> {
    let today = setting.anchor.today();
    let unit = if length.vague_count && length.unit == Unit::Day {
        Unit::Business
    } else {
        length.unit
    };
    let ahead = |count: u32| add(today, count, unit, setting.anchor);
    let high = ahead(length.high)?;
    // "The next few days" begin with the day after tomorrow.
    let low = ahead(if length.vague_count {
        length.low.saturating_sub(1)
    } else {
        length.low
    })?;
    let grace = if !length.approximate || length.vague_count {
        0
    } else {
        match length.unit {
            Unit::Minute | Unit::Hour | Unit::Day | Unit::Business => 1,
            Unit::Week | Unit::Fortnight => 3,
            Unit::Month | Unit::Year => 7,
        }
    };
    Some(Resolved {
        day: Some(high),
        earliest: (low < high).then_some(low),
        grace_days: grace,
        soft: length.approximate,
        ..Resolved::default()
    })
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
