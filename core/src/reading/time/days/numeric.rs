//! Dates in figures: 3/10/2026, 10.03., 10-03-2026.

use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::dates::year_of;
use super::{Days, Lang};

/// 3/10/2026, 10.03.2026, 10-03-2026, 3/10, 10.3.
pub(super) fn numeric(
    text: Cursor<'_>,
    at: usize,
    lang: Lang,
    weekday: Option<u32>,
) -> Option<(Days, usize)> {
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
        // "Monday 08.12 10:00".
        '.' if weekday.is_some()
            && !head
            && text.digits(after).is_some()
            && text.mark(after + 1, ':') =>
        {
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

/// d/m or m/d where the words around leave no doubt that it is a date.
pub(super) fn loose_numeric(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
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
