//! Dates whose month has a name, and ISO dates.

use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::{Days, Lang};

/// 2026-03-10, with or without a time glued behind.
pub(super) fn iso(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
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

/// A date whose month has a name, without its weekday.
pub(super) fn plain_date(
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

/// Day, whether it is written as an ordinal, and the position after.
pub(super) fn day_number(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(u32, bool, usize)> {
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
pub(super) fn year(text: Cursor<'_>, at: usize) -> (Option<i32>, usize) {
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

pub(super) fn year_of(value: u32, digits: u8) -> Option<i32> {
    match digits {
        4 if (1990..=2100).contains(&value) => i32::try_from(value).ok(),
        2 => i32::try_from(value + 2000).ok(),
        _ => None,
    }
}
