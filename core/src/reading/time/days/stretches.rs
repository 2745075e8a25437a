//! Weeks, months, quarters and feasts, and their parts.

use super::super::cursor::Cursor;
use super::super::lexicon::{Sense, Unit};
use super::super::tokens::Kind;
use super::dates::{day_number, plain_date, year};
use super::named::with_weekday;
use super::numeric::{loose_numeric, numeric};
use super::{Days, Lang, MonthRef, Share};

/// End of next week, the week of March 16, KW 12, mid-March, Q2, the new year.
pub(super) fn week_or_month(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
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

/// "La semaine prochaine", "el mes que viene": the word that says which follows.
fn weeks_named(text: Cursor<'_>, unit_at: usize, offset: i64) -> i64 {
    if text.is(unit_at + 1, Sense::Next) {
        1
    } else {
        offset
    }
}

/// "The day after", "the Monday after", at the end of their clause.
pub(super) fn after_that(text: Cursor<'_>, at: usize) -> Option<(Days, usize)> {
    if !at
        .checked_sub(1)
        .is_some_and(|before| text.is(before, Sense::The))
        || !text.word(at + 1, &["after", "following"])
    {
        return None;
    }
    let ends = text.get(at + 2).is_none_or(|token| {
        matches!(token.kind, Kind::Mark(_))
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
