//! Reads a day, several days or a stretch of days at a position of the text, without yet counting from the message's date.

use super::anchor::Lang;
use super::cursor::Cursor;
use super::lengths::Length;
use super::lexicon::{Feast, Sense, Unit};

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

/// "16-Feb-2026 (Monday)", "6/4 (Thu)".
fn weekday_behind(text: Cursor<'_>, days: Days, after: usize) -> (Days, usize) {
    let named = text
        .weekday(after + 1)
        .or_else(|| text.short_weekday(after + 1));
    let Some(named) = named.filter(|_| text.mark(after, '(') && text.mark(after + 2, ')')) else {
        return (days, after);
    };
    let mut days = days;
    if let Days::Date { weekday, .. }
    | Days::Numeric { weekday, .. }
    | Days::DayOfMonth { weekday, .. } = &mut days
    {
        *weekday = weekday.or(Some(named));
        return (days, after + 3);
    }
    (days, after)
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

/// 2026-03-10, with or without a time glued behind.
fn iso(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    let year = text
        .digits(at)
        .filter(|token| token.digits == 4)
        .and_then(|token| year_of(token.value, 4))?;
    let mark = ['-', '/', '.']
        .into_iter()
        .find(|mark| text.mark(at + 1, *mark) && text.glued(at + 1))?;
    let month = text
        .glued_digits(at + 2)
        .filter(|token| (1..=12).contains(&token.value))?
        .value;
    if !(text.mark(at + 3, mark) && text.glued(at + 3)) {
        return None;
    }
    let day = text
        .glued_digits(at + 4)
        .filter(|token| (1..=31).contains(&token.value))?
        .value;
    let after = at + 5;
    if text.mark(after, mark) && text.glued_digits(after + 1).is_some() {
        return None;
    }
    Some((
        Days::Date {
            year: Some(year),
            month,
            day,
            weekday: None,
        },
        if text.word(after, &["t"]) && text.glued(after) {
            after + 1
        } else {
            after
        },
    ))
}

/// A date or an hour may follow the name of a day, or a word that says which.
fn with_weekday(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
    let full = text.weekday(at);
    let weekday = full.or_else(|| text.short_weekday(at))?;
    let mut next = text.skip_mark(at + 1, &['.']);
    next = text.skip_mark(next, &[',']);
    next = text.skip(next, &[Sense::On]);
    while text.any(next, &[Sense::The, Sense::Article]) && !text.is(next, Sense::On) {
        next += 1;
    }
    if let Some(found) = plain_date(text, next, lang, Some(weekday))
        .or_else(|| numeric(text, next, lang, Some(weekday)))
    {
        return Some(found);
    }
    if let Some(found) = parenthesised_date(text, at + 1, lang, weekday) {
        return Some(found);
    }
    if let Some((day, ordinal, after)) = day_number(text, next, lang) {
        let glued_time = text.mark(after, ':')
            || text.any(after, &[Sense::Am, Sense::Pm, Sense::Clock])
            || (text.mark(after, '-') && text.digits(after + 1).is_some())
            || text.unit(after).is_some();
        let comma = text.mark(at + 1, ',');
        if ordinal || !(glued_time || comma) {
            return Some((
                Days::DayOfMonth {
                    day,
                    weekday: Some(weekday),
                    ordinal,
                },
                after,
            ));
        }
    }
    // An abbreviation that is also a word counts only beside a number, a comma or at the start of a list's line.
    if full.is_none() && !short_is_day(text, at) {
        return None;
    }
    let which = week_after_weekday(text, at + 1);
    Some(which.map_or(
        (
            Days::Weekday(weekday, Which::Bare),
            text.skip_mark(at + 1, &['.']).min(at + 1),
        ),
        |(which, after)| (Days::Weekday(weekday, which), after),
    ))
}

fn short_is_day(text: Cursor<'_>, at: usize) -> bool {
    let Some(token) = text.get(at) else {
        return false;
    };
    if token.low.len() == 2 && !token.capital {
        return false;
    }
    if text.mark(at.wrapping_sub(1), '(') && text.mark(at + 1, ')') {
        return true;
    }
    let clockish = |next: usize| {
        text.digits(next).is_some()
            || text.any(next, &[Sense::At, Sense::Noon])
            || text.part(next).is_some()
    };
    let week = text.mark(at + 1, '-')
        && (text.weekday(at + 2).is_some() || text.short_weekday(at + 2).is_some());
    let behind = week
        || clockish(at + 1)
        || ((text.mark(at + 1, '.')
            || text.mark(at + 1, ',')
            || text.mark(at + 1, '-')
            || text.mark(at + 1, ':'))
            && clockish(at + 2));
    let ahead = at.checked_sub(1).is_some_and(|before| {
        text.any(
            before,
            &[
                Sense::On,
                Sense::By,
                Sense::This,
                Sense::Next,
                Sense::Until,
                Sense::Before,
            ],
        )
    });
    let relation = text.any(
        at + 1,
        &[
            Sense::After,
            Sense::Before,
            Sense::From,
            Sense::Between,
            Sense::Or,
        ],
    ) && token.low.len() == 3;
    behind || relation || (ahead && token.low.len() >= 3)
}

/// "Thursday (March 12)", "Friday (3/13)".
fn parenthesised_date(
    text: Cursor<'_>,
    at: usize,
    lang: Lang,
    weekday: u32,
) -> Option<(Days, usize)> {
    if !text.mark(at, '(') {
        return None;
    }
    let next = text.skip(at + 1, &[Sense::The]);
    let (days, after) = plain_date(text, next, lang, Some(weekday))
        .or_else(|| numeric(text, next, lang, Some(weekday)))
        .or_else(|| {
            let (day, ordinal, after) = day_number(text, next, lang)?;
            ordinal.then_some((
                Days::DayOfMonth {
                    day,
                    weekday: Some(weekday),
                    ordinal,
                },
                after,
            ))
        })?;
    text.mark(after, ')').then_some((days, after + 1))
}

/// "Next week", "week" and "a week on" around a weekday's name.
fn week_after_weekday(text: Cursor<'_>, at: usize) -> Option<(Which, usize)> {
    let next = if text.mark(at, ',') { at + 1 } else { at };
    let next = text.skip(next, &[Sense::Of]);
    let next = if text.word(next, &["in", "of", "der", "de"])
        && text
            .find(next + 1, |sense| {
                matches!(sense, Sense::WeekOffset(_)).then_some(())
            })
            .is_some()
    {
        next + 1
    } else {
        next
    };
    if let Some(weeks) = text.find(next, |sense| {
        if let Sense::WeekOffset(weeks) = sense {
            Some(weeks)
        } else {
            None
        }
    }) {
        return Some((Which::Week(weeks), next + 1));
    }
    if text.any(next, &[Sense::This, Sense::Next, Sense::Coming])
        && text.unit(next + 1) == Some(Unit::Week)
    {
        let weeks = i64::from(!text.is(next, Sense::This));
        return Some((Which::Week(weeks), next + 2));
    }
    // "Montag in einer Woche".
    if text.is(at, Sense::In)
        && text.is(at + 1, Sense::Article)
        && text.unit(at + 2) == Some(Unit::Week)
    {
        return Some((Which::Later(1), at + 3));
    }
    if text.word(next, &["week"]) && next == at {
        return Some((Which::Later(1), next + 1));
    }
    // "lundi prochain", "el lunes que viene".
    if next == at
        && text.is(next, Sense::Next)
        && !text.word(
            next,
            &["next", "nachsten", "nachster", "nachste", "following"],
        )
    {
        return Some((Which::Coming, next + 1));
    }
    if next == at && text.word(next, &["dernier", "passe", "pasado"]) {
        return Some((Which::Last, next + 1));
    }
    if next == at && text.word(next, &["coming", "upcoming"]) {
        return Some((Which::Coming, next + 1));
    }
    None
}

/// Day, whether it is written as an ordinal, and the position after.
fn day_number(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(u32, bool, usize)> {
    if let Some(day) = text.find(at, |sense| {
        if let Sense::Ordinal(day) = sense {
            Some(day)
        } else {
            None
        }
    }) {
        return Some((day, true, at + 1));
    }
    let token = text
        .digits(at)
        .filter(|token| token.digits <= 2 && (1..=31).contains(&token.value))?;
    let day = token.value;
    if text.is(at + 1, Sense::OrdinalMark) && text.glued(at + 1) {
        return Some((day, true, at + 2));
    }
    if matches!(text.get(at + 1), Some(mark) if mark.low == "º" || mark.low == "°" || mark.low == "o" && text.glued(at + 1))
    {
        return Some((day, true, at + 2));
    }
    // "am 17." is an ordinal in German.
    if lang == Lang::De
        && text.mark(at + 1, '.')
        && text.glued(at + 1)
        && text.glued_digits(at + 2).is_none()
    {
        return Some((day, true, at + 2));
    }
    if text.is_head(at + 1) && !text.mark(at + 1, '-') {
        return None;
    }
    Some((day, false, at + 1))
}

/// A date whose month has a name, without its weekday.
fn plain_date(
    text: Cursor<'_>,
    at: usize,
    lang: Lang,
    weekday: Option<u32>,
) -> Option<(Days, usize)> {
    day_then_month(text, at, lang, weekday).or_else(|| month_then_day(text, at, lang, weekday))
}

/// "10 March 2026", "10. März", "18, 19 and 20 February", "16-20 March", "16-Feb-2026".
fn day_then_month(
    text: Cursor<'_>,
    at: usize,
    lang: Lang,
    weekday: Option<u32>,
) -> Option<(Days, usize)> {
    let (day, _, after) = day_number(text, at, lang)?;
    let mut list = vec![day];
    let mut range = false;
    let mut next = after;
    for _ in 0..6 {
        if let Some(month) = month_name(text, next) {
            let (year, after) = year(text, month.1);
            return Some((dates(&list, range, month.0, year, weekday), after));
        }
        let dash = text.mark(next, '-') && text.digits(next + 1).is_some();
        if dash || text.any(next, &[Sense::To, Sense::Through, Sense::Until]) {
            range = true;
        } else if !(text.mark(next, ',')
            || text.mark(next, '/')
            || text.any(next, &[Sense::And, Sense::Or]))
        {
            return None;
        }
        let mut joint = next + 1;
        while text.any(joint, &[Sense::And, Sense::Or, Sense::The]) {
            joint += 1;
        }
        let (other, _, after) = day_number(text, joint, lang)?;
        list.push(other);
        next = after;
    }
    None
}

/// The month at a position that may open with "of", "de" or a dash, and the position after it.
fn month_name(text: Cursor<'_>, at: usize) -> Option<(u32, usize)> {
    let mut next = at;
    while text.any(next, &[Sense::Of, Sense::The]) && next < at + 2 {
        next += 1;
    }
    next = text.skip_mark(next, &['-', ',', '.']);
    let month = text.month_by_number(next)?;
    Some((
        month,
        text.skip_mark(next + 1, if text.glued(next + 1) { &['.'] } else { &[] }),
    ))
}

/// "March 10, 2026", "Mar. 10th", "February 18, 19 and 20", "March 16-20", "October-30-25".
fn month_then_day(
    text: Cursor<'_>,
    at: usize,
    lang: Lang,
    weekday: Option<u32>,
) -> Option<(Days, usize)> {
    let month = text.month_by_number(at)?;
    let mut next = text.skip_mark(at + 1, &['.', '-']);
    next = text.skip(next, &[Sense::The]);
    let (day, ordinal, after) =
        day_number(text, next, if lang == Lang::De { Lang::En } else { lang })?;
    if text.mark(after, ':') || (!ordinal && text.any(after, &[Sense::Am, Sense::Pm])) {
        return None;
    }
    let mut list = vec![day];
    let mut range = false;
    let mut next = after;
    for _ in 0..6 {
        let dash = text.mark(next, '-') || text.any(next, &[Sense::To, Sense::Through]);
        let comma = text.mark(next, ',') || text.any(next, &[Sense::And, Sense::Or]);
        if !(dash || comma) {
            break;
        }
        let mut joint = next + 1;
        while text.any(joint, &[Sense::And, Sense::Or, Sense::The]) {
            joint += 1;
        }
        let Some((other, _, after)) = day_number(text, joint, Lang::En) else {
            break;
        };
        let hour = text.mark(after, ':')
            || text.mark(after, '.') && text.glued_digits(after + 1).is_some()
            || text.any(after, &[Sense::Am, Sense::Pm, Sense::Clock, Sense::Noon]);
        let other_month = text.month_by_number(after).is_some() || (text.mark(after, '-') && comma);
        if hour
            || other_month
            || (text.mark(after, '-') && text.digits(after + 1).is_some())
            || (dash && other <= list.last().copied().unwrap_or(0))
        {
            break;
        }
        // "March 10, 2" is a time without its sign more often than a second day; a second day is linked by "and", or by a third.
        if text.mark(next, ',')
            && joint == next + 1
            && !text.mark(after, ',')
            && !text.any(after, &[Sense::And, Sense::Or])
        {
            break;
        }
        range = range || dash;
        list.push(other);
        next = after;
    }
    let (year, after) = year(text, next);
    Some((dates(&list, range, month, year, weekday), after))
}

fn dates(list: &[u32], range: bool, month: u32, year: Option<i32>, weekday: Option<u32>) -> Days {
    let date = |day: u32, weekday: Option<u32>| Days::Date {
        year,
        month,
        day,
        weekday,
    };
    match list {
        [only] => date(*only, weekday),
        [first, last] if range => {
            Days::Range(Box::new(date(*first, weekday)), Box::new(date(*last, None)))
        }
        many => Days::Several(many.iter().map(|day| date(*day, None)).collect()),
    }
}

/// A year that may open with a comma, "of" or a dash, and the position after it.
fn year(text: Cursor<'_>, at: usize) -> (Option<i32>, usize) {
    let mut next = text.skip_mark(at, &[',', '.', '-', '/']);
    while text.any(next, &[Sense::Of, Sense::From]) && next < at + 2 && !text.word(next, &["from"])
    {
        next += 1;
    }
    let found = text
        .digits(next)
        .filter(|token| {
            token.digits == 4 && !text.mark(next + 1, ':') && text.unit(next + 1).is_none()
        })
        .and_then(|token| year_of(token.value, 4));
    if let Some(year) = found {
        return (Some(year), next + 1);
    }
    // "30-Oct-25" and "Oct. '25".
    let short = text.digits(next).filter(|token| {
        token.digits == 2
            && (text.mark(at, '-') || text.mark(at, '/'))
            && text.glued(at)
            && text.glued(next)
    });
    match short.and_then(|token| year_of(token.value, 2)) {
        Some(year) => (Some(year), next + 1),
        None => (None, at),
    }
}

fn year_of(value: u32, digits: u8) -> Option<i32> {
    match digits {
        4 if (1990..=2100).contains(&value) => i32::try_from(value).ok(),
        2 => i32::try_from(value + 2000).ok(),
        _ => None,
    }
}

/// 3/10/2026, 10.03.2026, 10-03-2026, 3/10, 10.3.
fn numeric(text: Cursor<'_>, at: usize, lang: Lang, weekday: Option<u32>) -> Option<(Days, usize)> {
    let first = text
        .digits(at)
        .filter(|token| token.digits <= 2 && (1..=31).contains(&token.value))?
        .value;
    let mark = ['/', '.', '-']
        .into_iter()
        .find(|mark| text.mark(at + 1, *mark) && text.glued(at + 1))?;
    // "12. 03." is written with a space by some.
    let second_at = at + 2;
    let second = text
        .digits(second_at)
        .filter(|token| {
            token.digits <= 2
                && (1..=31).contains(&token.value)
                && (!token.gap
                    || (mark == '.'
                        && matches!(lang, Lang::De | Lang::Pl)
                        && text.mark(second_at + 1, '.')))
        })?
        .value;
    if first > 12 && second > 12 {
        return None;
    }
    let after = at + 3;
    let dotted = mark == '.';
    let day_first = dotted.then_some(true);
    let days = |year| Days::Numeric {
        first,
        second,
        year,
        day_first,
        weekday,
    };
    let year_token = text.digits(after + 1).filter(|token| {
        text.mark(after, mark)
            && text.glued(after)
            && (token.digits == 4 || token.digits == 2)
            && (!token.gap || (mark == '.' && token.digits == 4))
    });
    if let Some(token) = year_token {
        if token.gap && text.mark(after + 2, ':') {
            return Some((days(None), after + 1));
        }
        let year = year_of(token.value, token.digits)?;
        return (!text.is_head(after + 2) || text.word(after + 2, &["t"]))
            .then(|| (days(Some(year)), after + 2));
    }
    if dotted && second > 12 {
        return None;
    }
    let trailing = mark == '.'
        && text.mark(after, '.')
        && text.glued(after)
        && text.glued_digits(after + 1).is_none();
    let opened = at.checked_sub(1).is_some_and(|before| {
        text.any(
            before,
            &[
                Sense::On,
                Sense::By,
                Sense::Until,
                Sense::Before,
                Sense::To,
                Sense::After,
                Sense::From,
                Sense::The,
                Sense::WeekOf,
                Sense::Between,
                Sense::NotBefore,
            ],
        )
    });
    let head = text.is_head(after) && !(text.mark(after, '-'));
    match mark {
        '.' if trailing && (lang != Lang::En || weekday.is_some()) => Some((days(None), after + 1)),
        '.' if weekday.is_some() && lang != Lang::En && !head && !text.is(after, Sense::Clock) => {
            Some((days(None), after))
        }
        '.' if matches!(lang, Lang::De | Lang::Pl)
            && opened
            && !head
            && !text.any(after, &[Sense::Clock, Sense::Pm, Sense::Am])
            && !at
                .checked_sub(1)
                .is_some_and(|before| text.is(before, Sense::At)) =>
        {
            Some((days(None), after))
        }
        '/' if !head
            && (first, second) != (24, 7)
            && (weekday.is_some()
                || opened
                || follows_clock(text, after)
                || text.mark(after, '(') && text.mark(after + 2, ')')
                || starts_line(text, at)) =>
        {
            Some((days(None), after))
        }
        '-' if weekday.is_some()
            && !head
            && !text.any(after, &[Sense::Am, Sense::Pm, Sense::Clock])
            && !text.mark(after, ':')
            && first > 12 =>
        {
            Some((days(None), after))
        }
        _ => None,
    }
}

fn follows_clock(text: Cursor<'_>, after: usize) -> bool {
    let next = text.skip_mark(after, &[',']);
    text.any(next, &[Sense::At, Sense::Noon])
        || (text.digits(next).is_some()
            && (text.mark(next + 1, ':') || text.any(next + 1, &[Sense::Am, Sense::Pm])))
}

fn starts_line(text: Cursor<'_>, at: usize) -> bool {
    text.get(at).is_some_and(|token| token.breaks > 0)
        || at == 0
        || at.checked_sub(1).is_some_and(|before| {
            (text.mark(before, '-') || text.mark(before, '*') || text.mark(before, '\u{2022}'))
                && text.get(before).is_some_and(|token| token.breaks > 0)
        })
}

/// Today, this Thursday, next Friday, in two weeks, a week from Monday.
fn relative(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
    if let Some(days) = text.find(at, |sense| {
        if let Sense::Offset(days) = sense {
            Some(days)
        } else {
            None
        }
    }) {
        return today_or_tomorrow(text, at, lang, days);
    }
    let modifier = if text.is(at, Sense::This) {
        Some(Which::This)
    } else if text.is(at, Sense::Coming) {
        Some(Which::Coming)
    } else if text.is(at, Sense::Next) {
        Some(Which::Next)
    } else if text.word(at, &["ubernachsten", "ubernachster", "ubernachste"]) {
        Some(Which::Week(2))
    } else if text.is(at, Sense::Last) {
        Some(Which::Last)
    } else {
        None
    };
    if let Some(which) = modifier {
        let named = text.weekday(at + 1).or_else(|| text.short_weekday(at + 1));
        if let Some(weekday) = named {
            // "This Thursday, March 12": the date beats the phrase.
            if let Some((days, after)) = with_weekday(text, at + 1, lang).filter(|(days, _)| {
                matches!(
                    days,
                    Days::Date { .. }
                        | Days::Numeric { .. }
                        | Days::DayOfMonth { ordinal: true, .. }
                ) || lang != Lang::En && matches!(days, Days::DayOfMonth { day: 13.., .. })
            }) {
                return Some((days, after));
            }
            return Some((Days::Weekday(weekday, which), at + 2));
        }
    }
    // "A week from Monday", "a week on Friday", "a week today".
    if text.is(at, Sense::Article)
        && text.unit(at + 1) == Some(Unit::Week)
        && text.any(at + 2, &[Sense::From, Sense::On, Sense::After])
    {
        let weekday = text.weekday(at + 3)?;
        return Some((Days::Weekday(weekday, Which::Later(1)), at + 4));
    }
    None
}

/// "Tomorrow, Thursday 11 December": the date that follows says the same and decides.
fn today_or_tomorrow(text: Cursor<'_>, at: usize, lang: Lang, days: i64) -> Option<(Days, usize)> {
    // "a week from tomorrow" is rare; "morgen" after "guten" is a phrase of the table.
    let next = text.skip_mark(at + 1, &[',', '(']);
    if next > at + 1 || text.weekday(next).is_some() {
        let open = text.mark(at + 1, '(');
        let next = text.skip(next, &[Sense::The]);
        if let Some((date, after)) =
            with_weekday(text, next, lang).or_else(|| plain_date(text, next, lang, None))
        {
            let explicit = matches!(
                date,
                Days::Date { .. }
                    | Days::Numeric { .. }
                    | Days::DayOfMonth {
                        weekday: Some(_),
                        ..
                    }
            );
            if explicit {
                return Some((date, after + usize::from(open && text.mark(after, ')'))));
            }
            if matches!(date, Days::Weekday(_, Which::Bare)) {
                return Some((
                    Days::Offset(days),
                    after + usize::from(open && text.mark(after, ')')),
                ));
            }
        }
    }
    Some((Days::Offset(days), at + 1))
}

fn share(text: Cursor<'_>, at: usize) -> (Share, usize) {
    let shares = [
        (Sense::Early, Share::Early),
        (Sense::Start, Share::Start),
        (Sense::Middle, Share::Middle),
        (Sense::Late, Share::Late),
        (Sense::End, Share::End),
    ];
    let found = shares
        .into_iter()
        .find(|(sense, _)| text.is(at, *sense))
        .map(|(_, share)| share);
    match found {
        None => (Share::Whole, at),
        Some(share) => {
            let mut next = at + 1;
            while text.mark(next, '-')
                || text.any(next, &[Sense::The, Sense::Of, Sense::In, Sense::From]) && next < at + 4
            {
                next += 1;
            }
            (share, next)
        }
    }
}

/// End of next week, the week of March 16, KW 12, mid-March, Q2, the new year.
fn week_or_month(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
    if text.is(at, Sense::WeekOf) {
        let next = text.skip(at + 1, &[Sense::The]);
        let (day, after) = with_weekday(text, next, lang)
            .or_else(|| plain_date(text, next, lang, None))
            .or_else(|| numeric(text, next, lang, None).or_else(|| loose_numeric(text, next)))
            .or_else(|| {
                let (day, ordinal, after) = day_number(text, next, lang)?;
                Some((
                    Days::DayOfMonth {
                        day,
                        weekday: None,
                        ordinal,
                    },
                    after,
                ))
            })?;
        return Some((Days::WeekOf(Box::new(day)), after));
    }
    if text.is(at, Sense::CalendarWeek) {
        let next = text.skip_mark(at + 1, &['.', '-']);
        let week = text
            .digits(next)
            .filter(|token| (1..=53).contains(&token.value))?
            .value;
        return Some((Days::IsoWeek(week), next + 1));
    }
    if let Some(week) = text
        .digits(at)
        .filter(|token| (1..=53).contains(&token.value))
        .map(|token| token.value)
    {
        let next = text.skip_mark(at + 1, &['.']);
        if text.word(next, &["kw", "kalenderwoche"]) {
            return Some((Days::IsoWeek(week), next + 1));
        }
    }
    if let Some(feast) = text.find(at, |sense| {
        if let Sense::Feast(feast) = sense {
            Some(feast)
        } else {
            None
        }
    }) {
        let told = at.checked_sub(1).is_some_and(|before| {
            text.any(
                before,
                &[
                    Sense::By,
                    Sense::Before,
                    Sense::After,
                    Sense::Until,
                    Sense::In,
                    Sense::At,
                ],
            )
        });
        return told.then_some((Days::Feast(feast), at + 1));
    }
    if text.is(at, Sense::NewYear) {
        return Some((Days::NewYear, at + 1));
    }
    if let Some(found) = quarter(text, at) {
        return Some(found);
    }
    if let Some(found) = by_word(text, at) {
        return Some(found);
    }
    if let Some(found) = after_that(text, at) {
        return Some(found);
    }
    let (share, next) = share(text, at);
    let next = text.skip(next, &[Sense::The]);
    if let Some(weeks) = text.find(next, |sense| {
        if let Sense::WeekOffset(weeks) = sense {
            Some(weeks)
        } else {
            None
        }
    }) {
        return Some((Days::Week(weeks, share), next + 1));
    }
    // "The end of Thursday".
    if share == Share::End && text.weekday(next).is_some() {
        return with_weekday(text, next, lang);
    }
    if text.word(
        next,
        &["that", "jener", "derselben", "cette meme", "esa", "same"],
    ) {
        let week = text.skip(next + 1, &[Sense::This]);
        let week = if text.word(week, &["same", "very", "misma"]) {
            week + 1
        } else {
            week
        };
        return (text.unit(week) == Some(Unit::Week)).then_some((Days::ThatWeek(share), week + 1));
    }
    let (offset, unit_at) = if text.is(next, Sense::This) {
        (Some(0), next + 1)
    } else if text.any(next, &[Sense::Next, Sense::Coming]) {
        (Some(1), next + 1)
    } else {
        (None, next)
    };
    if let Some(offset) = offset.or((share != Share::Whole).then_some(0)) {
        match text.unit(unit_at) {
            Some(Unit::Week) => {
                return Some((
                    Days::Week(weeks_named(text, unit_at, offset), share),
                    unit_at + 1 + usize::from(text.is(unit_at + 1, Sense::Next)),
                ));
            }
            Some(Unit::Month) if offset == 0 || text.number(next).is_none() => {
                return Some((
                    Days::Month(MonthRef::Offset(i32::try_from(offset).unwrap_or(0)), share),
                    unit_at + 1,
                ));
            }
            Some(Unit::Year) if share == Share::End => return Some((Days::YearEnd, unit_at + 1)),
            _ => {}
        }
        if share != Share::Whole && text.weekday(unit_at).is_none() && unit_at == next {
            // "End of February 20" is nobody's phrase; a month stands alone here.
            let month = text.month_by_number(next)?;
            let (year, after) = year(text, next + 1);
            return Some((Days::Month(MonthRef::Named(month, year), share), after));
        }
    }
    month_alone(text, at)
}

/// "La semaine prochaine", "el mes que viene": the word that says which follows.
fn weeks_named(text: Cursor<'_>, unit_at: usize, offset: i64) -> i64 {
    if text.is(unit_at + 1, Sense::Next) {
        1
    } else {
        offset
    }
}

/// "The day after", "the Monday after", at the end of their clause.
fn after_that(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    if !at
        .checked_sub(1)
        .is_some_and(|before| text.is(before, Sense::The))
        || !text.word(at + 1, &["after", "following"])
    {
        return None;
    }
    let ends = text.get(at + 2).is_none_or(|token| {
        matches!(token.kind, super::tokens::Kind::Mark(_))
            || text.word(at + 2, &["whether", "if", "at", "with", "and"])
    });
    let day = text.unit(at) == Some(Unit::Day);
    let weekday = text.weekday(at);
    (ends && (day || weekday.is_some())).then_some((Days::DayAfterThat(weekday), at + 2))
}

/// One word that is a whole stretch: "eow", "midweek", "Monatsende", "eom".
fn by_word(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    let days = match text.get(at)?.low.as_str() {
        "eow" => Days::Week(0, Share::End),
        "midweek" => Days::Week(0, Share::Middle),
        "eom" | "monatsende" => Days::Month(MonthRef::Offset(0), Share::End),
        _ => return None,
    };
    Some((days, at + 1))
}

/// "In May", "by April": a month without a day.
fn month_alone(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    let month = text.month(at)?;
    let opened = at.checked_sub(1).is_some_and(|before| {
        text.any(
            before,
            &[
                Sense::In,
                Sense::By,
                Sense::Until,
                Sense::Before,
                Sense::After,
                Sense::Of,
                Sense::Through,
                Sense::To,
                Sense::On,
            ],
        )
    });
    if !opened {
        return None;
    }
    let (year, after) = year(text, at + 1);
    Some((
        Days::Month(MonthRef::Named(month, year), Share::Whole),
        after,
    ))
}

fn quarter(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    let (quarter, after) = if text.is(at, Sense::YearQuarter)
        && text.get(at).is_some_and(|token| token.low.len() == 1)
    {
        (text.glued_digits(at + 1)?.value, at + 2)
    } else if let Some(token) = text.digits(at) {
        let next = text.skip_mark(at + 1, &['.']);
        let next = text.skip(next, &[Sense::OrdinalMark]);
        (text.is(next, Sense::YearQuarter)
            && text.get(next).is_some_and(|token| token.low.len() > 1))
        .then_some((token.value, next + 1))?
    } else {
        let order = text.find(at, |sense| {
            if let Sense::Ordinal(order) = sense {
                Some(order)
            } else {
                None
            }
        })?;
        (text.word(at + 1, &["quarter", "quartal", "trimestre"])).then_some((order, at + 2))?
    };
    if !(1..=4).contains(&quarter) {
        return None;
    }
    let (year, after) = year(text, after);
    Some((Days::Quarter(quarter, year), after))
}

/// d/m or m/d where the words around leave no doubt that it is a date.
fn loose_numeric(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    let first = text
        .digits(at)
        .filter(|token| (1..=31).contains(&token.value))?
        .value;
    if !(text.mark(at + 1, '/') && text.glued(at + 1)) {
        return None;
    }
    let second = text
        .glued_digits(at + 2)
        .filter(|token| (1..=31).contains(&token.value))?
        .value;
    Some((
        Days::Numeric {
            first,
            second,
            year: None,
            day_first: None,
            weekday: None,
        },
        at + 3,
    ))
}

/// "The 22nd and 23rd".
fn more_ordinals(text: Cursor<'_>, day: u32, after: usize) -> Option<(Days, usize)> {
    let mut list = vec![Days::DayOfMonth {
        day,
        weekday: None,
        ordinal: true,
    }];
    let mut next = after;
    while list.len() < 6 {
        let mut joint = text.skip_mark(next, &[',']);
        joint = text.skip(joint, &[Sense::And, Sense::Or]);
        joint = text.skip(joint, &[Sense::On]);
        joint = text.skip(joint, &[Sense::The]);
        let Some((day, true, end)) = day_number(text, joint, Lang::En)
            .filter(|_| joint > next && text.is(joint + 1, Sense::OrdinalMark))
        else {
            break;
        };
        if text.month_by_number(end).is_some() {
            return None;
        }
        list.push(Days::DayOfMonth {
            day,
            weekday: None,
            ordinal: true,
        });
        next = end;
    }
    (list.len() > 1).then_some((Days::Several(list), next))
}

/// "The 17th", "am 17.", "le 17", "el 20": a day without its month.
fn ordinal_day(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
    let (day, ordinal, after) = day_number(text, at, lang)?;
    let before = at.checked_sub(1)?;
    let preposition = text.any(
        before,
        &[
            Sense::On,
            Sense::The,
            Sense::By,
            Sense::Until,
            Sense::Before,
            Sense::After,
            Sense::NotBefore,
        ],
    ) || (text.is(before, Sense::To) && lang == Lang::De);
    let unit_behind = text.unit(after).is_some()
        || text.any(
            after,
            &[Sense::BusinessMark, Sense::Clock, Sense::ClockOrHours],
        )
        || text.mark(after, ':');
    let noun = text.get(after).is_some_and(|token| {
        token.kind == super::tokens::Kind::Word && token.senses.is_empty() && token.breaks == 0
    });
    let suffix = text.is(after.wrapping_sub(1), Sense::OrdinalMark);
    let place = text.word(
        after,
        &[
            "floor",
            "street",
            "st",
            "avenue",
            "ave",
            "round",
            "interview",
            "stage",
            "stock",
            "etage",
            "obergeschoss",
            "og",
            "grade",
            "year",
            "time",
            "century",
            "step",
            "page",
            "party",
        ],
    );
    let german = lang == Lang::De
        && ordinal
        && text.any(
            before,
            &[
                Sense::On,
                Sense::The,
                Sense::By,
                Sense::Before,
                Sense::NotBefore,
                Sense::To,
            ],
        )
        && !noun;
    let romance = matches!(lang, Lang::Fr | Lang::Es)
        && text.is(before, Sense::The)
        && !text.word(before, &["las", "los", "les", "la"])
        && text.digits(at).is_some()
        && !noun;
    let english = suffix && preposition && !place && text.digits(at).is_some();
    if unit_behind || !(english || german || romance) || (romance && day > 31) {
        return None;
    }
    if let Some(found) = more_ordinals(text, day, after) {
        return Some(found);
    }
    Some((
        Days::DayOfMonth {
            day,
            weekday: None,
            ordinal: true,
        },
        after,
    ))
}
