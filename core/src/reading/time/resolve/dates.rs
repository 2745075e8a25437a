//! Dates without a year, a month or an order of their figures.

use super::*;

pub(super) fn date(
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
pub(super) fn upcoming(
    month: u32,
    day: u32,
    weekday: Option<u32>,
    from: NaiveDate,
) -> Option<NaiveDate> {
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
pub(super) fn numeric(
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

pub(super) fn day_of_month(
    day: u32,
    weekday: Option<u32>,
    setting: Setting<'_>,
) -> Option<Resolved> {
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

pub(super) fn next_day_of_month(day: u32, from: NaiveDate) -> Option<NaiveDate> {
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
