//! Weeks, months, quarters, feasts and lengths.

use super::*;

/// End of week: Friday. Early, mid, late: Mon-Tue, Tue-Thu, Thu-Fri.
pub(super) fn week(weeks: i64, share: Share, setting: Setting<'_>) -> Option<Resolved> {
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

pub(super) fn iso_week(week: u32, today: NaiveDate) -> Option<Resolved> {
    let year = today.iso_week().year();
    let monday = [year, year + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_isoywd_opt(year, week, Weekday::Mon))
        .find(|day| (*day - today).num_days() > -14)?;
    Some(Resolved::window(monday, shifted(monday, 4)?))
}

/// End of month: its last business day. Mid-month: the 11th to the 20th, due on the 15th.
pub(super) fn month_share(month: MonthRef, share: Share, setting: Setting<'_>) -> Option<Resolved> {
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

pub(super) fn quarter_window(
    quarter: u32,
    year: Option<i32>,
    today: NaiveDate,
) -> Option<Resolved> {
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

/// The next such feast.
pub(super) fn feast_day(feast: Feast, today: NaiveDate) -> Option<NaiveDate> {
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

pub(super) fn after(length: &Length, setting: Setting<'_>) -> Option<Resolved> {
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
