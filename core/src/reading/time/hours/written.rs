//! Times of day in figures and letters.

use super::*;

/// Times in figures, and hours in letters ("three o'clock").
pub(super) fn written(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Clock, usize)> {
    let Some(token) = text.digits(at) else {
        return lettered(text, at, lang);
    };
    if token.digits == 4 {
        return military(text, at, token.value);
    }
    if token.digits == 3 {
        return unpunctuated(text, at, token.value);
    }
    if token.digits > 2 || token.value > 24 {
        return None;
    }
    let hour = token.value;
    let padded = token.digits == 2 && token.value < 10;
    if let Some(found) = with_minutes(text, at, hour, padded, lang) {
        return Some(found);
    }
    let next = at + 1;
    if let Some(pm) = meridiem(text, next) {
        return (1..=12).contains(&hour).then_some((
            Clock {
                hour,
                minute: 0,
                meridiem: Some(pm),
                exact: false,
                grade: Grade::Sure,
                idiom: false,
            },
            next + 1,
        ));
    }
    if text.glued(next) && text.word(next, &["ish"]) && hour <= 12 {
        let clock = Clock {
            hour,
            minute: 0,
            meridiem: None,
            exact: false,
            grade: Grade::Sure,
            idiom: false,
        };
        return Some((clock, next + 1));
    }
    if let Some(found) = with_mark(text, at, hour, lang) {
        return Some(found);
    }
    if text.unit(next).is_some()
        || (text.is_head(next) && !text.mark(next, '-'))
        || text.is(next, Sense::OrdinalMark)
        || hour > 23
    {
        return None;
    }
    // "Las 2 y media".
    let extra = [("y media", 30), ("y cuarto", 15)]
        .into_iter()
        .find(|(words, _)| text.word(next, &[words]));
    if let Some((_, minute)) = extra.filter(|_| hour <= 12) {
        let spoken = meridiem(text, next + 1);
        let clock = Clock {
            hour,
            minute,
            meridiem: spoken,
            exact: false,
            grade: Grade::Sure,
            idiom: false,
        };
        return Some((clock, next + 1 + usize::from(spoken.is_some())));
    }
    // "12 noon" is noon, not 12 and noon.
    if text.any(next, &[Sense::Noon, Sense::Midnight]) && hour == 12 {
        return Some((
            Clock::fixed(if text.is(next, Sense::Noon) { 12 } else { 0 }, 0),
            next + 1,
        ));
    }
    Some((
        Clock {
            hour,
            minute: 0,
            meridiem: None,
            exact: padded || hour > 12,
            grade: Grade::Bare,
            idiom: false,
        },
        next,
    ))
}

/// "14:30", "2.30 pm", "10.30 Uhr", "14:30:00".
fn with_minutes(
    text: Cursor<'_>,
    at: usize,
    hour: u32,
    padded: bool,
    lang: Lang,
) -> Option<(Clock, usize)> {
    let colon = text.mark(at + 1, ':');
    if !(colon || text.mark(at + 1, '.')) || !text.glued(at + 1) {
        return None;
    }
    let minutes = text
        .glued_digits(at + 2)
        .filter(|token| token.digits == 2 && token.value < 60)?;
    let mut after = at + 3;
    if colon
        && text.mark(after, ':')
        && text
            .glued_digits(after + 1)
            .is_some_and(|token| token.digits == 2)
    {
        after += 2;
    }
    let spoken = meridiem(text, after).filter(|_| (1..=12).contains(&hour));
    let marked = text.any(after, &[Sense::Clock, Sense::ClockOrHours])
        || text.word(after, &["hrs", "hours"]);
    let roughly = text.glued(after) && text.word(after, &["ish"]);
    if spoken.is_none()
        && !marked
        && !roughly
        && text.is_head(after)
        && !text.mark(after, '-')
        && !text.word(after, &["z"])
    {
        return None;
    }
    let exact = padded
        || hour > 12
        || hour == 0
        || (marked && lang != Lang::En)
        || (colon
            && matches!(
                lang,
                Lang::De | Lang::Fr | Lang::Nl | Lang::It | Lang::Pl | Lang::Pt
            ));
    let grade = if colon || spoken.is_some() || marked {
        Grade::Sure
    } else {
        Grade::Dotted
    };
    let taken = usize::from(spoken.is_some() || marked || roughly);
    Some((
        Clock {
            hour,
            minute: minutes.value,
            meridiem: spoken,
            exact,
            grade,
            idiom: false,
        },
        after + taken,
    ))
}

/// "10 Uhr 30", "14h30", "3 o'clock", "à 14 heures".
fn with_mark(text: Cursor<'_>, at: usize, hour: u32, lang: Lang) -> Option<(Clock, usize)> {
    let next = at + 1;
    let before = at.checked_sub(1);
    let placed = before.is_some_and(|before| {
        text.any(
            before,
            &[
                Sense::At,
                Sense::From,
                Sense::Before,
                Sense::Between,
                Sense::To,
                Sense::And,
            ],
        )
    });
    let length = before.is_some_and(|before| {
        text.any(
            before,
            &[Sense::In, Sense::Within, Sense::About, Sense::Ago],
        )
    });
    let marked =
        (text.is(next, Sense::Clock) && !length) || (text.is(next, Sense::ClockOrHours) && placed);
    if !marked || hour > 24 {
        return None;
    }
    let minutes_glued = text.glued(next)
        && text
            .glued_digits(next + 1)
            .is_some_and(|token| token.digits == 2);
    let enclosed = text.mark(at.wrapping_sub(1), '(') && text.mark(next + 1, ')');
    if enclosed || lang == Lang::En && text.word(next, &["h"]) && !(minutes_glued || placed) {
        return None;
    }
    let mut after = next + 1;
    let mut minute = 0;
    // "13 h 30" and "10 Uhr 30", yet not "10 Uhr 2 Personen".
    if let Some(token) = text
        .digits(after)
        .filter(|token| token.digits == 2 && token.value < 60 && token.breaks == 0)
    {
        if text.unit(after + 1).is_none()
            && !(text.mark(after + 1, '.') && text.glued_digits(after + 2).is_some())
        {
            minute = token.value;
            after += 1;
        }
    } else if text.is(after, Sense::Half) {
        minute = 30;
        after += 1;
    } else if text.is(after, Sense::Quarter) {
        minute = 15;
        after += 1;
    }
    let spoken = meridiem(text, after).filter(|_| hour <= 12);
    let after = after + usize::from(spoken.is_some());
    Some((
        Clock {
            hour,
            minute,
            meridiem: spoken,
            exact: lang != Lang::En || hour > 12,
            grade: Grade::Sure,
            idiom: false,
        },
        after,
    ))
}

/// "730 am".
fn unpunctuated(text: Cursor<'_>, at: usize, value: u32) -> Option<(Clock, usize)> {
    let (hour, minute) = (value / 100, value % 100);
    let meridiem = meridiem(text, at + 1)?;
    let clock = Clock {
        hour,
        minute,
        meridiem: Some(meridiem),
        exact: false,
        grade: Grade::Sure,
        idiom: false,
    };
    ((1..=12).contains(&hour) && minute < 60).then_some((clock, at + 2))
}

/// "1030hrs", "1400 hours", "1400h".
fn military(text: Cursor<'_>, at: usize, value: u32) -> Option<(Clock, usize)> {
    let (hour, minute) = (value / 100, value % 100);
    let marked = text.word(at + 1, &["hrs", "hours", "h", "hr", "uhr"]);
    (marked && hour < 24 && minute < 60).then_some((Clock::fixed(hour, minute), at + 2))
}

/// "Three o'clock", "at ten thirty", "las diez y media", "four in the afternoon".
fn lettered(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Clock, usize)> {
    let hour = text
        .number(at)
        .or_else(|| (lang == Lang::Es && text.word(at, &["una"])).then_some(1))
        .filter(|hour| (1..=12).contains(hour))?;
    let mut after = at + 1;
    let mut grade = Grade::Bare;
    let mut minute = 0;
    let mut exact = false;
    if text.any(after, &[Sense::Clock, Sense::ClockOrHours]) {
        exact = lang == Lang::De;
        grade = Grade::Sure;
        after += 1;
    }
    let half = text.is(after, Sense::Half)
        && text
            .get(after)
            .is_some_and(|token| token.kind == Kind::Word && lang != Lang::En && lang != Lang::De);
    if half {
        (minute, grade, after) = (30, Grade::Sure, after + 1);
    } else if text.is(after, Sense::Quarter) && lang != Lang::En {
        (minute, grade, after) = (15, Grade::Sure, after + 1);
    } else if let Some(token) = text.number(after).filter(|value| {
        [15, 20, 30, 40, 45, 50].contains(value)
            && text.unit(after + 1).is_none()
            && text.digits(after).is_none()
    }) {
        (minute, after) = (token, after + 1);
    }
    let meridiem = meridiem(text, after);
    if meridiem.is_some() {
        (grade, after) = (Grade::Sure, after + 1);
    }
    if text.unit(after).is_some()
        || text.any(
            after,
            &[Sense::BusinessMark, Sense::CalendarMark, Sense::OrdinalMark],
        )
    {
        return None;
    }
    Some((
        Clock {
            hour,
            minute,
            meridiem,
            exact,
            grade,
            idiom: false,
        },
        after,
    ))
}
