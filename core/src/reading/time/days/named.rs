//! Days by their names: Tuesday the 10th, next Friday, tomorrow.

use super::super::cursor::Cursor;
use super::super::lexicon::{Sense, Unit};
use super::dates::{day_number, plain_date};
use super::numeric::numeric;
use super::{Days, Lang, Which};

/// A date or an hour may follow the name of a day, or a word that says which.
pub(super) fn with_weekday(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
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
        let glued_time = text.mark(after, ':') && text.glued_digits(after + 1).is_some()
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
pub(super) fn week_after_weekday(text: Cursor<'_>, at: usize) -> Option<(Which, usize)> {
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

/// "16-Feb-2026 (Monday)", "6/4 (Thu)".
pub(super) fn weekday_behind(text: Cursor<'_>, days: Days, after: usize) -> (Days, usize) {
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

/// Today, this Thursday, next Friday, in two weeks, a week from Monday.
pub(super) fn relative(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
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
