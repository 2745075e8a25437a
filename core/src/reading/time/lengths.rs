//! Reads a length of time ("2-3 weeks", "half an hour", "five business days") at a position of the text.

use super::cursor::Cursor;
use super::lexicon::{Sense, Unit};

/// A length as written, with both ends where it is a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    /// In units, or in minutes for hours and minutes.
    pub low: u32,
    pub high: u32,
    pub unit: Unit,
    /// "About", "or so", "a few": takes grace.
    pub approximate: bool,
    /// "A few", which are business days by habit.
    pub vague_count: bool,
    pub calendar: bool,
    /// Written as a range ("2-3 weeks").
    pub range: bool,
}

impl Length {
    /// Minutes, for a length in hours or minutes that is one number.
    pub fn minutes(&self) -> Option<u32> {
        (self.unit == Unit::Minute && self.low == self.high).then_some(self.high)
    }
}

/// The length at a position, and the position after it.
pub(super) fn parse(text: Cursor<'_>, at: usize) -> Option<(Length, usize)> {
    if text.is_tail(at) && !text.mark(at.wrapping_sub(1), '-') {
        return None;
    }
    let mut about = false;
    let mut next = at;
    while text.is(next, Sense::About) {
        (about, next) = (true, next + 1);
    }
    if let Some((length, after)) = half(text, next) {
        return Some((
            Length {
                approximate: about,
                ..length
            },
            after,
        ));
    }
    let (low, high, vague, range, next) = amount(text, next)?;
    let (unit, calendar, mut after) = unit(text, next)?;
    let mut high = scaled(high, unit);
    let mut low = scaled(low, unit);
    // "An hour and a half", "1 hour 30 minutes", "2 h 30".
    if unit == Unit::Hour {
        let more = text.skip(after, &[Sense::And]);
        if text.is(more, Sense::Half) && more > after {
            (low, high, after) = (low + 30, high + 30, more + 1);
        } else if let Some(minutes) = text
            .number(more)
            .filter(|minutes| *minutes < 60 && text.unit(more + 1) == Some(Unit::Minute))
        {
            (low, high, after) = (low + minutes, high + minutes, more + 2);
        }
    }
    let or_so = text.is(after, Sense::OrSo);
    let unit = if unit == Unit::Hour {
        Unit::Minute
    } else {
        unit
    };
    Some((
        Length {
            low,
            high,
            unit,
            approximate: about || or_so || vague,
            vague_count: vague && low != high,
            calendar,
            range,
        },
        after + usize::from(or_so),
    ))
}

fn scaled(count: u32, unit: Unit) -> u32 {
    if unit == Unit::Hour {
        count.saturating_mul(60)
    } else {
        count
    }
}

/// "Half an hour", "eine halbe Stunde", "une demi-heure", "media hora", "half hour".
fn half(text: Cursor<'_>, at: usize) -> Option<(Length, usize)> {
    let start = text.skip(at, &[Sense::Article]);
    if !text.is(start, Sense::Half) {
        return None;
    }
    let low = text.get(start)?.low.as_str();
    let (minutes, after) = if low.ends_with("heure") {
        (30, start + 1)
    } else if text.unit(start + 1) == Some(Unit::Hour) {
        (if low == "anderthalb" { 90 } else { 30 }, start + 2)
    } else if text.mark(start + 1, '-') && text.unit(start + 2) == Some(Unit::Hour) {
        (30, start + 3)
    } else {
        return None;
    };
    Some((
        Length {
            low: minutes,
            high: minutes,
            unit: Unit::Minute,
            approximate: false,
            vague_count: false,
            calendar: false,
            range: false,
        },
        after,
    ))
}

/// Lowest, highest, vague, range, position after.
fn amount(text: Cursor<'_>, at: usize) -> Option<(u32, u32, bool, bool, usize)> {
    let some = text.find(at, |sense| {
        if let Sense::Some(low, high) = sense {
            Some((low, high))
        } else {
            None
        }
    });
    if let Some((low, high)) = some {
        return Some((low, high, true, false, at + 1));
    }
    let Some(low) = number(text, at) else {
        // "A week", "one to two weeks" is a number above.
        return (text.is(at, Sense::Article)).then_some((1, 1, false, false, at + 1));
    };
    let after = parenthesised(text, at + 1, low);
    let joint = text.mark(after, '-')
        || text.any(after, &[Sense::To, Sense::Or, Sense::And])
        || (text.is(after, Sense::At));
    if joint {
        let next = if text.mark(after, '-') && text.mark(after + 1, '-') {
            after + 2
        } else {
            after + 1
        };
        if let Some(high) = number(text, next).filter(|high| *high > low) {
            let after = parenthesised(text, next + 1, high);
            return Some((low, high, false, true, after));
        }
    }
    Some((low, low, false, false, after))
}

fn number(text: Cursor<'_>, at: usize) -> Option<u32> {
    text.number(at).filter(|count| (1..=999).contains(count))
}

/// Steps over "(5)" after "five", and over "five" after "(5)".
fn parenthesised(text: Cursor<'_>, at: usize, count: u32) -> usize {
    if text.mark(at, '(') && text.number(at + 1) == Some(count) && text.mark(at + 2, ')') {
        at + 3
    } else {
        at
    }
}

/// The unit, whether it is said to be calendar time, and the position after.
fn unit(text: Cursor<'_>, at: usize) -> Option<(Unit, bool, usize)> {
    let mut next = at;
    let (mut business, mut calendar) = (false, false);
    while next < at + 5 {
        if text.mark(next, '-')
            || text.any(next, &[Sense::Next, Sense::Coming, Sense::Of])
            || text.word(
                next,
                &[
                    "full",
                    "short",
                    "more",
                    "further",
                    "additional",
                    "ganze",
                    "weitere",
                    "guten",
                    "gute",
                    "prochains",
                    "prochaines",
                    "proximos",
                    "petits",
                    "bons",
                ],
            )
        {
            next += 1;
        } else if text.is(next, Sense::BusinessMark) {
            (business, next) = (true, next + 1);
        } else if text.is(next, Sense::CalendarMark) {
            (calendar, next) = (true, next + 1);
        } else {
            break;
        }
    }
    // "Within one week of that meeting": no "week of the 16th".
    let week_of = text.word(next, &["week of"]).then_some(Unit::Week);
    let unit = text.unit(next).or(week_of)?;
    // "4 h." is a length, "14h30" and "14 h 30" are a time.
    let mut after = next + 1;
    if text.mark(after, '\'') && text.glued(after) {
        after += if text.glued(after + 1) && text.word(after + 1, &["s"]) {
            2
        } else {
            1
        };
        after += usize::from(text.word(after, &["time"]));
    }
    // "dix jours ouvrés" and "10 días hábiles" are phrases of the table; "days (business)" is not.
    let unit = if business && matches!(unit, Unit::Day) {
        Unit::Business
    } else {
        unit
    };
    Some((unit, calendar, after))
}
