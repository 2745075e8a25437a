//! Reads a time of day, or a stretch of one, at a position of the text.

mod written;

use super::anchor::Lang;
use super::cursor::Cursor;
use super::lexicon::{Part, Sense};
use super::tokens::Kind;
use written::written;

/// How surely the written form is a time of day when nothing around it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// "3": only beside "at" or a day.
    Bare,
    /// "4.30": a room, a rating, or a time.
    Dotted,
    Sure,
}

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub meridiem: Option<bool>,
    /// Needs no am or pm: 24-hour writing, noon, "Uhr".
    pub exact: bool,
    pub grade: Grade,
    pub idiom: bool,
}

impl Clock {
    fn fixed(hour: u32, minute: u32) -> Self {
        Self {
            hour,
            minute,
            meridiem: None,
            exact: true,
            grade: Grade::Sure,
            idiom: false,
        }
    }

    /// Minutes since midnight; two where 7 may be morning or evening. Without am or pm: 8 to 18 o'clock.
    pub fn readings(&self) -> Vec<u32> {
        let minutes = self.hour * 60 + self.minute;
        match self.meridiem {
            Some(pm) => vec![(self.hour % 12 + if pm { 12 } else { 0 }) * 60 + self.minute],
            None if self.exact || self.hour == 0 || self.hour > 12 => vec![minutes],
            None if self.hour == 7 => vec![minutes, minutes + 720],
            None if self.hour < 7 => vec![minutes + 720],
            None => vec![minutes],
        }
    }
}

/// What the words say of the time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hours {
    At(Clock),
    Range(Clock, Clock),
    /// "After 3", "from 3 on": an open end.
    From(Clock),
    /// "Before noon": an open start.
    Until(Clock),
    Part(Part),
    EndOfDay,
    FirstThing,
}

impl Hours {
    /// The time at which it starts, where one is told.
    pub fn first(&self) -> Option<Clock> {
        match self {
            Self::At(clock) | Self::From(clock) | Self::Range(clock, _) => Some(*clock),
            Self::Until(_) | Self::Part(_) | Self::EndOfDay | Self::FirstThing => None,
        }
    }

    /// The weaker of its times' grades.
    pub fn grade(&self) -> Grade {
        match self {
            Self::At(clock) | Self::From(clock) | Self::Until(clock) => clock.grade,
            Self::Range(start, end) => start.grade.max(end.grade),
            Self::Part(_) | Self::EndOfDay | Self::FirstThing => Grade::Sure,
        }
    }
}

/// Start and end in minutes since midnight, am and pm shared as people mean it.
pub(super) fn bounds(start: Clock, end: Clock) -> Option<(u32, u32)> {
    let last = *end.readings().first()?;
    let first = match (start.meridiem, end.meridiem) {
        // "1-2pm" gives its pm to both, "11:30-12:30 PM" does not.
        (None, Some(pm)) if !start.exact => {
            let shared = Clock {
                meridiem: Some(pm),
                ..start
            }
            .readings();
            let other = Clock {
                meridiem: Some(!pm),
                ..start
            }
            .readings();
            shared
                .into_iter()
                .chain(other)
                .find(|minutes| *minutes < last)?
        }
        _ => *start.readings().first()?,
    };
    if first < last {
        return Some((first, last));
    }
    // "10:30am - 1" and "7 to 8": the end is the next such hour.
    if end.meridiem.is_none() && !end.exact && last + 720 > first && last + 720 <= 1440 {
        return Some((first, last + 720));
    }
    if start.meridiem.is_none() && !start.exact && first >= 720 && first - 720 < last {
        return Some((first - 720, last));
    }
    None
}

/// The hours at a position, and the position after them.
pub(super) fn parse(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Hours, usize)> {
    let opening = opening(text, at);
    let from = if opening == Opening::None {
        at
    } else {
        text.skip(at + 1, &[Sense::At, Sense::About, Sense::The])
    };
    if let Some((clock, after)) = clock(text, from, lang) {
        // 2026-03-12T15:00:00-07:00 ends with an offset.
        let stamp = from
            .checked_sub(1)
            .is_some_and(|before| text.word(before, &["t"]) && text.glued(from));
        if let Some((end, after)) = range_end(text, after, opening, lang).filter(|_| !stamp) {
            let sure = matches!(opening, Opening::From | Opening::Between);
            if sure
                || clock.grade != Grade::Bare
                || end.grade != Grade::Bare
                || opening == Opening::None
            {
                let lift = |clock: Clock| {
                    if clock.grade == Grade::Bare && sure {
                        Clock {
                            grade: Grade::Dotted,
                            ..clock
                        }
                    } else {
                        clock
                    }
                };
                return Some((Hours::Range(lift(clock), lift(end)), after));
            }
        }
        let onwards = text.is(after, Sense::Onwards);
        let hours = match opening {
            Opening::From | Opening::After => Hours::From(clock),
            Opening::Before => Hours::Until(clock),
            Opening::Between => return None,
            Opening::None if onwards => Hours::From(clock),
            Opening::None => Hours::At(clock),
        };
        return Some((hours, after + usize::from(onwards)));
    }
    if text.is(at, Sense::EndOfDay) {
        return Some((Hours::EndOfDay, at + 1));
    }
    if text.is(at, Sense::FirstThing) {
        return Some((Hours::FirstThing, at + 1));
    }
    text.part(at).map(|part| (Hours::Part(part), at + 1))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    None,
    From,
    Between,
    After,
    Before,
}

fn opening(text: Cursor<'_>, at: usize) -> Opening {
    if text.is(at, Sense::Between) {
        Opening::Between
    } else if text.any(at, &[Sense::From, Sense::NotBefore]) {
        Opening::From
    } else if text.is(at, Sense::After) {
        Opening::After
    } else if text.any(at, &[Sense::Before, Sense::Until]) {
        Opening::Before
    } else {
        Opening::None
    }
}

fn range_end(text: Cursor<'_>, at: usize, opening: Opening, lang: Lang) -> Option<(Clock, usize)> {
    let at = zone_between(text, at);
    let dash = text.mark(at, '-') || text.mark(at, '>') || text.mark(at, '|') && columns(text, at);
    let word = text.any(at, &[Sense::To, Sense::Until, Sense::Through])
        || (text.is(at, Sense::And) && opening == Opening::Between);
    let by =
        text.any(at, &[Sense::By, Sense::At]) && matches!(lang, Lang::De | Lang::Fr | Lang::Es);
    if !(dash || word || by) {
        return None;
    }
    let mut next = at + 1;
    while text.any(next, &[Sense::At, Sense::About, Sense::The])
        || (dash && text.mark(next, '-'))
        || (dash && text.mark(next, '>'))
    {
        next += 1;
    }
    clock_after(text, next, lang)
}

/// Whether a bar parts the columns "From" and "To" of a table that opens shortly above.
fn columns(text: Cursor<'_>, at: usize) -> bool {
    (at.saturating_sub(120)..at).any(|head| {
        text.mark(head, '|')
            && text.any(head + 1, &[Sense::To, Sense::Until, Sense::End])
            && text.mark(head + 2, '|')
    })
}

/// Steps over a zone's letters that stand at both ends ("2pm ET - 3pm ET").
fn zone_between(text: Cursor<'_>, at: usize) -> usize {
    let letters = text.get(at).is_some_and(|token| {
        token.kind == Kind::Word
            && (2..=4).contains(&token.low.len())
            && token.capital
            && token.senses.is_empty()
    });
    if letters
        && text.mark(at + 1, '-')
        && clock(text, at + 2, Lang::En).is_some_and(|(clock, _)| clock.grade == Grade::Sure)
    {
        at + 1
    } else {
        at
    }
}

/// A time at a position, unless it is a part of something longer.
pub(super) fn clock(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Clock, usize)> {
    if text.is_tail(at) {
        return None;
    }
    clock_after(text, at, lang)
}

fn clock_after(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Clock, usize)> {
    if text.is(at, Sense::Noon) {
        return Some((Clock::fixed(12, 0), at + 1));
    }
    if text.is(at, Sense::Midnight) {
        return Some((Clock::fixed(0, 0), at + 1));
    }
    spoken(text, at, lang).or_else(|| written(text, at, lang))
}

/// "Half past ten", "halb drei", "quarter to four".
fn spoken(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Clock, usize)> {
    let low = text.get(at)?.low.as_str();
    let (minute, earlier, idiom) = match low {
        "half past" => (30, false, false),
        "quarter past" | "viertel nach" => (15, false, false),
        "twenty past" => (20, false, false),
        "ten past" => (10, false, false),
        "five past" => (5, false, false),
        "quarter to" | "quarter of" | "a quarter to" | "viertel vor" => (45, true, false),
        "halb" if lang == Lang::De => (30, true, false),
        "half" if lang == Lang::En && !text.is(at + 1, Sense::Article) => (30, false, true),
        _ => return None,
    };
    let hour = text.number(at + 1).filter(|hour| (1..=12).contains(hour))?;
    let mut after = at + 2;
    if text.unit(after).is_some() || text.is_head(after) {
        return None;
    }
    let hour = if earlier { (hour + 11) % 12 } else { hour };
    let meridiem = meridiem(text, after).inspect(|_| after += 1);
    let hour = if hour == 0 { 12 } else { hour };
    Some((
        Clock {
            hour,
            minute,
            meridiem,
            exact: false,
            grade: Grade::Sure,
            idiom,
        },
        after,
    ))
}

fn meridiem(text: Cursor<'_>, at: usize) -> Option<bool> {
    if text.is(at, Sense::Pm) {
        Some(true)
    } else if text.is(at, Sense::Am) {
        Some(false)
    } else {
        None
    }
}
