//! Reads a time of day, or a stretch of one, at a position of the text.

use super::anchor::Lang;
use super::cursor::Cursor;
use super::lexicon::{Part, Sense};
use super::tokens::Kind;

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

/// Times in figures, and hours in letters ("three o'clock").
fn written(text: Cursor<'_>, at: usize, lang: Lang) -> Option<(Clock, usize)> {
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
