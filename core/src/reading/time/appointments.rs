//! Puts days, hours and zones together to appointments: one is an appointment, several are an offer.

mod excluded;
mod joining;
mod length;
mod slots;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::anchor::{Anchor, Lang};
use super::cursor::Cursor;
use super::days::{Days, Which};
use super::hours::{Grade, Hours, bounds};
use super::lexicon::{Part, Sense};
use super::limits;
use super::moves;
use super::resolve::{Resolved, Setting, resolve, shifted};
use super::scan::{Item, Relation, Scanned, What};
use super::talk::{Talk, between};
use super::tokens::{Kind, bounded};
use super::types::{Appointments, Flag, Found, Point, Purpose, Slot, TimeReading, Undated};
use super::zones::{Named, Placing};
use slots::Outcome;

/// The times that a text fixes, offers or moves. Deadlines, opening hours and the job's own dates are left out.
#[must_use]
pub fn appointments(text: &str, anchor: &Anchor<'_>) -> Appointments {
    let text = bounded(text);
    of_scanned(text, &Scanned::new(text, anchor), anchor)
}

/// The same of a text that was scanned already.
pub(super) fn of_scanned(text: &str, scanned: &Scanned, anchor: &Anchor<'_>) -> Appointments {
    let mut reader = Reader::new(scanned, anchor);
    reader.read();
    let found = reader.finish(text);
    moves::apart(scanned, found)
}

/// A day with hours, before its zone is known.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub day: Resolved,
    pub hours: Hours,
    /// The positions of both in the list of items.
    pub day_item: usize,
    pub hours_item: usize,
    part: Option<Part>,
    /// The first of two hours between which a move is told ("from 11.20 to 9.40").
    pub old: bool,
}

/// Times with where they stand, for telling old from new.
pub(super) struct Placed {
    pub result: Appointments,
    /// The draft that each slot was made of.
    pub drafts: Vec<Draft>,
    /// Days that were named and got no hours, with their first token.
    pub idle: Vec<(NaiveDate, usize)>,
    /// Times of the last days, with the item of their hours.
    pub past: Vec<(Slot, usize)>,
    /// The item of each undated hour.
    pub undated_items: Vec<usize>,
}

/// The days to which the next hours belong.
struct Group {
    days: Vec<Resolved>,
    item: usize,
    sentence: usize,
    used: bool,
    excluded: bool,
    /// Hours that were said before the day.
    ahead: Option<usize>,
}

struct Reader<'a> {
    scanned: &'a Scanned,
    anchor: &'a Anchor<'a>,
    group: Option<Group>,
    loose: Vec<usize>,
    /// Hours told before that the next day has as well ("same time Tuesday").
    same: Option<usize>,
    /// "End:" stood before the day just heard.
    ending: bool,
    /// Days that were named and got no hours.
    idle: Vec<(NaiveDate, usize)>,
    drafts: Vec<Draft>,
    excluded: Vec<bool>,
    /// "Next week" said before, which later weekdays are of.
    week: Option<i64>,
    talks: BTreeMap<usize, Context>,
}

/// What the sentence is, once looked up.
#[derive(Clone, Copy, Default)]
struct Context {
    silent: bool,
    offers: bool,
}

impl<'a> Reader<'a> {
    fn new(scanned: &'a Scanned, anchor: &'a Anchor<'a>) -> Self {
        let mut talks = BTreeMap::new();
        for item in &scanned.items {
            talks.entry(item.sentence).or_insert_with(|| {
                let talk = Talk::of(scanned, item.sentence);
                Context {
                    silent: talk.is_attribution()
                        || talk.is_opening_hours()
                        || talk.is_start_of_job(),

                    offers: talk.offers(),
                }
            });
        }
        Self {
            scanned,
            anchor,
            group: None,
            loose: Vec::new(),
            same: None,
            ending: false,
            idle: Vec::new(),
            drafts: Vec::new(),
            excluded: vec![false; scanned.items.len()],
            week: None,
            talks,
        }
    }

    fn text(&self) -> Cursor<'a> {
        self.scanned.cursor()
    }

    fn context(&self, item: &Item) -> Context {
        self.talks.get(&item.sentence).copied().unwrap_or_default()
    }

    fn read(&mut self) {
        let scanned = self.scanned;
        for (at, item) in scanned.items.iter().enumerate() {
            let out = self.is_excluded(at, item);
            if let Some(slot) = self.excluded.get_mut(at) {
                *slot = out;
            }
            match &item.what {
                What::Days(days) => self.hear_days(at, item, days, out),
                What::Hours(hours) => self.hear_hours(at, item, *hours, out),
                What::SameHours => self.hear_same(at, item),
                What::Zone(_) | What::Length(_) => {}
            }
        }
    }

    /// Nothing but small words and marks between two neighbouring items of one sentence.
    fn adjacent(&self, first: usize, second: usize) -> bool {
        let (Some(first), Some(second)) = (
            self.scanned.items.get(first),
            self.scanned.items.get(second),
        ) else {
            return false;
        };
        let text = self.text();
        first.sentence == second.sentence
            && (first.after..second.first).all(|at| {
                text.any(
                    at,
                    &[Sense::On, Sense::At, Sense::The, Sense::Of, Sense::About],
                ) || text.mark(at, ',')
                    || text.mark(at, '(')
            })
    }

    /// The days an expression names, each counted; none for stretches too long to hold one time.
    fn resolve_all(&self, days: &Days, item: &Item) -> Vec<Resolved> {
        let setting = Setting {
            anchor: self.anchor,
            purpose: Purpose::Appointment,
            past: Talk::of(self.scanned, item.sentence).is_past(self.scanned, item.first),
        };
        let one = |days: &Days| match (days, self.week) {
            (Days::Weekday(weekday, Which::Bare), Some(weeks)) => {
                resolve(&Days::Weekday(*weekday, Which::Week(weeks)), setting)
            }
            _ => resolve(days, setting),
        };
        match days {
            Days::Date { .. }
            | Days::Numeric { .. }
            | Days::DayOfMonth { .. }
            | Days::Weekday(..)
            | Days::Offset(_) => one(days).into_iter().collect(),
            Days::Several(list) => list.iter().filter_map(one).collect(),
            Days::Range(first, _) if !matches!(**first, Days::Weekday(..)) => one(days)
                .and_then(|resolved| resolved.window)
                .map(|(first, last)| self.each_day(first, last))
                .unwrap_or_default(),
            Days::Range(..)
            | Days::Week(..)
            | Days::WeekOf(_)
            | Days::IsoWeek(_)
            | Days::Month(..)
            | Days::Quarter(..)
            | Days::NewYear
            | Days::Feast(_)
            | Days::YearEnd
            | Days::After(_)
            | Days::ThatWeek(_)
            | Days::DayAfterThat(_) => Vec::new(),
        }
    }

    fn each_day(&self, first: NaiveDate, last: NaiveDate) -> Vec<Resolved> {
        (0..7)
            .filter_map(|days| shifted(first, days))
            .filter(|day| *day <= last && self.anchor.is_business_day(*day))
            .map(|day| Resolved {
                day: Some(day),
                ..Resolved::default()
            })
            .collect()
    }

    /// The zone written right behind an item.
    fn own_zone(&self, at: usize) -> Option<Named> {
        let (item, next) = (self.scanned.items.get(at)?, self.scanned.items.get(at + 1)?);
        let What::Zone(named) = next.what else {
            return None;
        };
        let text = self.text();
        let close = next.first <= item.after + 2
            && (item.after..next.first).all(|at| {
                text.get(at).is_some_and(|token| {
                    matches!(token.kind, Kind::Mark(',' | '(' | '.' | '-' | ')'))
                })
            });
        (close && next.sentence == item.sentence).then_some(named)
    }

    fn finish(mut self, text: &str) -> Placed {
        self.meet_idle_days();
        let mut placed = Placed {
            result: Appointments {
                minutes: self.length(),
                ..Appointments::default()
            },
            drafts: Vec::new(),
            undated_items: Vec::new(),
            idle: self.idle.clone(),
            past: Vec::new(),
        };
        let shared = self.shared_zone();
        for draft in &self.drafts {
            let zone = self.zone_of(draft).or(shared);
            match self.slot(draft, zone, placed.result.minutes) {
                Outcome::Slot(slot) if (slot.start - self.anchor.at).num_minutes() < -60 => {
                    if (slot.start - self.anchor.at).num_days() > -10 {
                        placed.past.push((slot, draft.hours_item));
                    }
                }
                Outcome::Slot(slot) => {
                    placed.result.slots.push(slot);
                    placed.drafts.push(draft.clone());
                }
                Outcome::Ask(found) => placed.result.unsure.push(Found {
                    words: text.get(found.span.clone()).unwrap_or_default().to_owned(),
                    ..found
                }),
                Outcome::Nothing => {}
            }
        }
        self.countdown(&mut placed);
        self.undated(&mut placed, shared);
        placed
    }
}
