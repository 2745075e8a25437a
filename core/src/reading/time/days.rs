//! Reads a day, several days or a stretch of days at a position of the text, without yet counting from the message's date.

mod dates;
mod named;
mod numeric;
mod ordinal;
mod stretches;

use super::anchor::Lang;
use super::cursor::Cursor;
use super::lengths::Length;
use super::lexicon::{Feast, Sense};
use dates::{iso, plain_date};
use named::{relative, week_after_weekday, weekday_behind, with_weekday};
use numeric::numeric;
use ordinal::ordinal_day;
use stretches::{after_that, week_or_month};

/// Which week a weekday is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Bare,
    This,
    Next,
    Coming,
    Last,
    /// Of the week this many weeks after the message's.
    Week(i64),
    /// This many weeks after the next such day ("Monday week").
    Later(i64),
}

/// A part of a week, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    Whole,
    Early,
    Start,
    Middle,
    Late,
    End,
}

/// A month by name or by distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthRef {
    Named(u32, Option<i32>),
    Offset(i32),
}

/// Days as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Days {
    Date {
        year: Option<i32>,
        month: u32,
        day: u32,
        weekday: Option<u32>,
    },
    /// 03/04: day and month in either order, unless something tells.
    Numeric {
        first: u32,
        second: u32,
        year: Option<i32>,
        day_first: Option<bool>,
        weekday: Option<u32>,
    },
    DayOfMonth {
        day: u32,
        weekday: Option<u32>,
        ordinal: bool,
    },
    Weekday(u32, Which),
    Offset(i64),
    Week(i64, Share),
    WeekOf(Box<Days>),
    IsoWeek(u32),
    Month(MonthRef, Share),
    Quarter(u32, Option<i32>),
    NewYear,
    Feast(Feast),
    YearEnd,
    /// A length counted from the message.
    After(Length),
    /// From the first to the second, both inclusive.
    Range(Box<Days>, Box<Days>),
    /// The week of the day named before ("by the end of that week").
    ThatWeek(Share),
    /// The day, or such a weekday, after the one named before ("the Monday after").
    DayAfterThat(Option<u32>),
    /// "18, 19 and 20 February".
    Several(Vec<Days>),
}

/// The days at a position, and the position after them.
pub(super) fn parse(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
    if text.is_tail(at) {
        return None;
    }
    let (days, after) = single(text, at, lang)?;
    let (days, after) = weekday_behind(text, days, after);
    let between = at.checked_sub(1).is_some_and(|before| {
        text.is(before, Sense::Between)
            || text.is(before, Sense::The)
                && before
                    .checked_sub(1)
                    .is_some_and(|before| text.is(before, Sense::Between))
    });
    if let Some(found) = range(text, &days, after, between, lang) {
        return Some(found);
    }
    if let Some(found) = spread_weekdays(text, &days, after) {
        return Some(found);
    }
    Some((days, after))
}

fn single(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
    iso(text, at)
        .or_else(|| after_that(text, at))
        .or_else(|| with_weekday(text, at, lang))
        .or_else(|| plain_date(text, at, lang, None))
        .or_else(|| numeric(text, at, lang, None))
        .or_else(|| relative(text, at, lang))
        .or_else(|| week_or_month(text, at, lang))
        .or_else(|| ordinal_day(text, at, lang))
}

/// "March 16 to March 20", "Monday - Friday"; "March 16-20" is read with the date itself.
fn range(
    text: Cursor<'_>,
    first: &Days,
    at: usize,
    between: bool,
    lang: Lang,
) -> Option<(Days, usize)> {
    let joint = text.mark(at, '-')
        || text.any(
            at,
            &[
                Sense::To,
                Sense::Through,
                Sense::Until,
                Sense::And,
                Sense::By,
            ],
        );
    let and = text.is(at, Sense::And);
    if !joint
        || matches!(first, Days::Several(_) | Days::Range(..) | Days::After(_))
        || text.word(at, &["by"])
    {
        return None;
    }
    let next = text.skip(at + 1, &[Sense::The, Sense::On]);
    let (last, after) = single(text, next, lang)?;
    match (first, &last) {
        // "Between March 16 and March 20" is a stretch, "Monday and Friday" are two days.
        _ if and && !between => None,
        // "From Tuesday 2 to Wednesday 3" moves one time to another.
        (
            Days::DayOfMonth {
                ordinal: false,
                weekday: Some(_),
                ..
            },
            Days::DayOfMonth {
                ordinal: false,
                weekday: Some(_),
                ..
            },
        ) if !text.mark(at, '-') => None,
        (Days::Weekday(..), Days::Weekday(_, Which::Bare))
            if !text.mark(at, '-')
                && !text.is(at, Sense::Through)
                && !text.is(at, Sense::To)
                && !and =>
        {
            None
        }
        (Days::Weekday(..), Days::Weekday(..))
        | (
            Days::Date { .. } | Days::Numeric { .. } | Days::DayOfMonth { .. } | Days::Month(..),
            Days::Date { .. } | Days::Numeric { .. } | Days::DayOfMonth { .. } | Days::Month(..),
        ) => Some((Days::Range(Box::new(first.clone()), Box::new(last)), after)),
        _ => None,
    }
}

/// "Tuesday or Wednesday next week": the week is said of both.
fn spread_weekdays(text: Cursor<'_>, first: &Days, at: usize) -> Option<(Days, usize)> {
    let Days::Weekday(day, Which::Bare) = first else {
        return None;
    };
    let mut list = vec![*day];
    let mut next = at;
    while list.len() < 5 {
        let mut joint = text.skip_mark(next, &[',', '/']);
        joint = text.skip(joint, &[Sense::And, Sense::Or]);
        if joint == next {
            break;
        }
        joint = text.skip(joint, &[Sense::On, Sense::The]);
        let Some(other) = text.weekday(joint).or_else(|| text.short_weekday(joint)) else {
            break;
        };
        list.push(other);
        next = joint + 1;
    }
    if list.len() < 2 {
        return None;
    }
    let (week, after) = week_after_weekday(text, next)?;
    Some((
        Days::Several(
            list.into_iter()
                .map(|day| Days::Weekday(day, week))
                .collect(),
        ),
        after,
    ))
}
