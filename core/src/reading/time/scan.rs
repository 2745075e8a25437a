//! Goes through a text once and lists the days, hours, lengths and zones that it names, with what the words before them say.

mod order;
mod plausible;
mod relation;
mod sentences;

use super::anchor::Anchor;
use super::cursor::Cursor;
use super::days::{self, Days, Which};
use super::hours::{self, Clock, Grade, Hours};
use super::lengths::{self, Length};
use super::lexicon::{self, Sense};
use super::resolve::{Setting, resolve};
use super::tokens::{self, Kind, Token};
use super::types::Purpose;
use super::zones::{self, Named};
use relation::relation;
use sentences::sentences;

/// A mail that names more times than this is a calendar, and is not read further.
const MOST_ITEMS: usize = 300;

/// No sentence is longer, in tokens: a text without a full stop is cut, so that reading it stays linear.
const LONGEST_SENTENCE: usize = 200;

/// What the words before an expression say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    None,
    By,
    Before,
    Until,
    Through,
    After,
    NotBefore,
    Within,
    In,
    From,
    Since,
    Between,
    Ago,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Days(Days),
    Hours(Hours),
    Zone(Named),
    Length(Length),
    /// "Same time": the hours named before.
    SameHours,
}

/// One expression, by its tokens.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub what: What,
    pub first: usize,
    pub after: usize,
    pub relation: Relation,
    pub sentence: usize,
}

/// A text, cut and scanned.
pub(super) struct Scanned {
    pub tokens: Vec<Token>,
    /// The sentence of each token.
    pub sentences: Vec<usize>,
    pub items: Vec<Item>,
}

impl Scanned {
    pub fn new(text: &str, anchor: &Anchor<'_>) -> Self {
        let tokens = tokens::read(text, lexicon::index(anchor.language));
        let sentences = sentences(&tokens);
        let mut scanned = Self {
            tokens,
            sentences,
            items: Vec::new(),
        };
        scanned.scan(anchor);
        scanned.settle_order();
        scanned.drop_lonely();
        scanned
    }

    pub fn cursor(&self) -> Cursor<'_> {
        Cursor {
            tokens: &self.tokens,
        }
    }

    /// The bytes of tokens from one position to before another.
    pub fn span(&self, first: usize, after: usize) -> std::ops::Range<usize> {
        let start = self.tokens.get(first).map_or(0, |token| token.span.start);
        let end = after
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.span.end);
        start..end.max(start)
    }

    fn scan(&mut self, anchor: &Anchor<'_>) {
        let mut at = 0;
        while at < self.tokens.len() && self.items.len() < MOST_ITEMS {
            if let Some(after) = self.address(at) {
                at = after;
                continue;
            }
            match self.item(at, anchor) {
                Some((items, after)) if after > at => {
                    self.items.extend(items);
                    at = after;
                }
                _ => at += 1,
            }
        }
    }

    /// Steps over a link or an address of mail.
    fn address(&self, at: usize) -> Option<usize> {
        let text = self.cursor();
        let link = text.word(at, &["http", "https", "www", "mailto", "tel"])
            && (text.mark(at + 1, ':') || text.mark(at + 1, '.'))
            && text.glued(at + 1);
        let mail = text.glued(at + 1)
            && text.mark(at + 1, '@')
            && text.glued(at + 2)
            && text.get(at)?.kind == Kind::Word;
        if !(link || mail) {
            return None;
        }
        let mut after = at + 1;
        while text.glued(after) && !text.mark(after, ')') && !text.mark(after, '>') {
            after += 1;
        }
        Some(after)
    }

    fn item(&self, at: usize, anchor: &Anchor<'_>) -> Option<(Vec<Item>, usize)> {
        let text = self.cursor();
        let lang = anchor.language;
        let sentence = self.sentences.get(at).copied().unwrap_or(0);
        let said = relation(text, at);
        // "Before the end of Thursday" still has Thursday.
        let whole = said == Relation::Before && text.any(at, &[Sense::End, Sense::EndOfDay]);
        let relation = if whole { Relation::By } else { said };
        let item = |what: What, first: usize, after: usize| Item {
            what,
            first,
            after,
            relation,
            sentence,
        };
        let placed = at
            .checked_sub(1)
            .is_some_and(|before| text.is(before, Sense::At));
        let hour_sign = text.digits(at).is_some() && text.is(at + 1, Sense::Clock)
            || placed && text.is(at + 1, Sense::ClockOrHours);
        if let (true, Some((hours, after))) = (hour_sign, hours::parse(text, at, lang)) {
            return Some((vec![item(What::Hours(hours), at, after)], after));
        }
        if let Some((days, after)) = days::parse(text, at, lang) {
            return Some((
                split_hour(
                    days,
                    anchor,
                    |what, first| item(what, first, after),
                    at,
                    after,
                ),
                after,
            ));
        }
        if let Some((length, after)) = lengths::parse(text, at) {
            return Some((vec![item(What::Length(length), at, after)], after));
        }
        if let Some((hours, after)) = hours::parse(text, at, lang).filter(|(hours, after)| {
            self.plausible(at, *after, hours)
                && !(text.any(at, OPENINGS) && days::parse(text, at + 1, lang).is_some())
        }) {
            return Some((vec![item(What::Hours(hours), at, after)], after));
        }
        if text.is(at, Sense::SameTime) {
            return Some((vec![item(What::SameHours, at, at + 1)], at + 1));
        }
        let (zone, after) =
            zones::parse(text, at, anchor).filter(|(zone, _)| self.zone_placed(at, zone))?;
        Some((vec![item(What::Zone(zone), at, after)], after))
    }

    /// Times without a day or a surer time in their sentence or on the line before are no times ("between 3 and 5 of us").
    fn drop_lonely(&mut self) {
        let company: std::collections::BTreeSet<usize> = self
            .items
            .iter()
            .filter(|item| match &item.what {
                What::Days(_) => true,
                What::Hours(hours) => hours.grade() == Grade::Sure,
                What::Zone(_) => true,
                What::Length(_) | What::SameHours => false,
            })
            .map(|item| item.sentence)
            .collect();
        self.items.retain(|item| match &item.what {
            What::Hours(hours) if hours.grade() != Grade::Sure => {
                company.contains(&item.sentence)
                    || item
                        .sentence
                        .checked_sub(1)
                        .is_some_and(|before| company.contains(&before))
            }
            What::Hours(_) | What::Days(_) | What::Zone(_) | What::Length(_) | What::SameHours => {
                true
            }
        });
    }
}

/// Words that open a stretch of hours or of days.
const OPENINGS: &[Sense] = &[
    Sense::After,
    Sense::Before,
    Sense::Until,
    Sense::From,
    Sense::Between,
    Sense::NotBefore,
];

/// "Tuesday 2" is the day where the 2nd is a Tuesday, and two o'clock where it is not.
fn split_hour(
    days: Days,
    anchor: &Anchor<'_>,
    item: impl Fn(What, usize) -> Item,
    at: usize,
    after: usize,
) -> Vec<Item> {
    if let Days::DayOfMonth {
        day,
        weekday: Some(weekday),
        ordinal: false,
    } = days
    {
        let setting = Setting {
            anchor,
            purpose: Purpose::Appointment,
            past: false,
        };
        let agrees = resolve(&days, setting).is_some_and(|resolved| resolved.day.is_some());
        if !agrees && day <= 12 {
            let clock = Clock {
                hour: day,
                minute: 0,
                meridiem: None,
                exact: false,
                grade: Grade::Sure,
                idiom: false,
            };
            let mut weekday_item = item(What::Days(Days::Weekday(weekday, Which::Bare)), at);
            weekday_item.after = after.saturating_sub(1);
            return vec![
                weekday_item,
                item(What::Hours(Hours::At(clock)), after.saturating_sub(1)),
            ];
        }
    }
    vec![item(What::Days(days), at)]
}
