//! A day without its month: the 17th, am 17., el 20.

use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::super::tokens::Kind;
use super::dates::day_number;
use super::{Days, Lang};

/// "The 17th", "am 17.", "le 17", "el 20": a day without its month.
pub(super) fn ordinal_day(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Days, usize)> {
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
        token.kind == Kind::Word && token.senses.is_empty() && token.breaks == 0
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
