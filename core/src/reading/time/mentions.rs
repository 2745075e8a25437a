//! Joins days, hours and zone of one expression to a point in time, or says how far it falls short of one.

mod base;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use super::anchor::{Anchor, Zone};
use super::days::{Days, Share};
use super::hours::Hours;
use super::lengths::Length;
use super::lexicon::{Sense, Unit};
use super::resolve::{Resolved, Setting, add, business_day_before, resolve, shifted};
use super::scan::{Item, Relation, Scanned, What};
use super::types::{Flag, Purpose};
use super::zones::{Named, Placing};
use base::rebase;

/// One expression of time with all its parts.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub days: Option<Days>,
    pub hours: Option<Hours>,
    pub zone: Option<Named>,
    pub length: Option<Length>,
    pub relation: Relation,
    pub first: usize,
    pub after: usize,
    pub sentence: usize,
    /// What a length is counted from.
    pub base: Base,
}

/// What a length is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Message,
    /// The message, in whole days ("within seven days of the date of this letter").
    Letter,
    /// A day named before ("within three weeks of the closing date").
    Day(NaiveDate),
    /// Something that the text does not date ("of your interview").
    Unknown,
}

/// A mention counted from the message.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub resolved: Resolved,
    /// The last day, or the day itself.
    pub date: Option<NaiveDate>,
    pub at: Option<DateTime<FixedOffset>>,
    /// The literal reading of a zone out of season, or the other week.
    pub alternative_at: Option<DateTime<FixedOffset>>,
    /// Nothing happens before this day; there is no last one.
    pub not_before: Option<NaiveDate>,
    pub flags: Vec<Flag>,
}

/// The expressions of a text in order.
pub(super) fn mentions(scanned: &Scanned, anchor: &Anchor<'_>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for item in &scanned.items {
        let joined = joins(scanned, found_after(&found), item)
            && found.last_mut().is_some_and(|last| last.take(item));
        if joined {
            continue;
        }
        let mut mention = Mention {
            days: None,
            hours: None,
            zone: None,
            length: None,
            relation: item.relation,
            first: item.first,
            after: item.after,
            sentence: item.sentence,
            base: Base::Message,
        };
        if mention.take(item) {
            found.push(mention);
        }
    }
    rebase(scanned, &mut found, anchor);
    found
}

fn found_after(found: &[Mention]) -> Option<(usize, usize)> {
    found
        .last()
        .map(|mention| (mention.after, mention.sentence))
}

/// Whether an item carries on the expression that ended at a position.
fn joins(scanned: &Scanned, last: Option<(usize, usize)>, item: &Item) -> bool {
    let Some((after, sentence)) = last else {
        return false;
    };
    let text = scanned.cursor();
    let small = |at: usize| {
        text.any(
            at,
            &[
                Sense::On,
                Sense::At,
                Sense::The,
                Sense::Of,
                Sense::About,
                Sense::AtLatest,
                Sense::To,
                Sense::By,
            ],
        ) && !text.word(at, &["to", "by"])
            || text.mark(at, ',')
            || text.mark(at, '(')
            || text.mark(at, ')')
            || text.mark(at, '-')
    };
    item.sentence == sentence && item.first <= after + 3 && (after..item.first).all(small)
}

impl Mention {
    /// Takes an item in as a part, where that part is not there yet.
    fn take(&mut self, item: &Item) -> bool {
        match &item.what {
            What::Days(days) if self.days.is_none() && self.length.is_none() => {
                self.days = Some(days.clone())
            }
            What::Hours(hours) if self.hours.is_none() && self.length.is_none() => {
                self.hours = Some(*hours)
            }
            What::Zone(named) if self.zone.is_none() && self.hours.is_some() => {
                self.zone = Some(*named)
            }
            What::Length(length)
                if self.days.is_none() && self.hours.is_none() && self.length.is_none() =>
            {
                self.length = Some(*length)
            }
            What::Days(_) | What::Hours(_) | What::Zone(_) | What::Length(_) | What::SameHours => {
                return false;
            }
        }
        if self.relation == Relation::None {
            let limit = matches!(item.what, What::Hours(Hours::Until(_)));
            self.relation = if limit {
                Relation::Before
            } else {
                item.relation
            };
        }
        self.first = self.first.min(item.first);
        self.after = self.after.max(item.after);
        true
    }

    /// What it comes to for a purpose.
    pub fn due(&self, anchor: &Anchor<'_>, purpose: Purpose, past: bool) -> Option<Due> {
        let setting = Setting {
            anchor,
            purpose,
            past,
        };
        if let Some(length) = &self.length {
            return self.counted(length, setting);
        }
        let resolved = match &self.days {
            Some(days) => resolve(days, setting)?,
            None => Resolved {
                day: Some(self.day_of_bare_hours(anchor)?),
                ..Resolved::default()
            },
        };
        let mut due = Due {
            date: resolved.due(),
            at: None,
            alternative_at: None,
            not_before: None,
            flags: resolved.flags.clone(),
            resolved,
        };
        self.bound(&mut due, setting);
        if let (Some(date), Some(hours)) = (due.date, self.hours) {
            self.hang(&mut due, date, hours, anchor);
        }
        Some(due)
    }

    /// "By 5pm", "by EOD": today.
    fn day_of_bare_hours(&self, anchor: &Anchor<'_>) -> Option<NaiveDate> {
        let bounded = matches!(
            self.relation,
            Relation::By | Relation::Before | Relation::Until
        ) || matches!(self.hours, Some(Hours::EndOfDay | Hours::Until(_)));
        bounded.then(|| anchor.today())
    }

    /// Before, after and until move the day or leave it open.
    fn bound(&self, due: &mut Due, setting: Setting<'_>) {
        let timed = self
            .hours
            .is_some_and(|hours| !matches!(hours, Hours::Part(_)));
        let window_start = due.resolved.window.map(|window| window.0);
        match self.relation {
            Relation::Before if !timed => {
                let named = window_start.or(due.date);
                let before = named.and_then(|day| shifted(day, -1));
                due.date = if setting.purpose == Purpose::Promise {
                    before.map(|day| business_day_before(day, setting.anchor))
                } else {
                    before
                };
                due.flags.push(Flag::Exclusive);
            }
            Relation::After | Relation::Since => {
                due.not_before = due.date.and_then(|day| shifted(day, 1));
                due.date = None;
            }
            Relation::NotBefore => {
                due.not_before = window_start.or(due.date);
                due.date = None;
            }
            Relation::From if due.resolved.window.is_none() => {
                due.not_before = due.date;
                due.date = None;
            }
            Relation::Until | Relation::Through if setting.purpose == Purpose::Promise => {
                due.not_before = due.date.and_then(|day| {
                    if self.relation == Relation::Through {
                        shifted(day, 1)
                    } else {
                        Some(day)
                    }
                });
                due.date = None;
            }
            Relation::None
            | Relation::By
            | Relation::Before
            | Relation::Until
            | Relation::Through
            | Relation::Within
            | Relation::In
            | Relation::From
            | Relation::Between
            | Relation::Ago => {}
        }
        if let Some(earliest) = due.resolved.earliest.filter(|_| due.resolved.day.is_none()) {
            due.not_before = Some(earliest);
        }
    }

    fn zone(&self, anchor: &Anchor<'_>) -> Named {
        self.zone.unwrap_or(Named {
            zone: anchor.sender(),
            daylight: None,
            by_offset: false,
            personal: true,
        })
    }

    /// The instant of a day's hours as a limit.
    fn hang(&self, due: &mut Due, date: NaiveDate, hours: Hours, anchor: &Anchor<'_>) {
        let minutes = match hours {
            Hours::At(clock)
            | Hours::Until(clock)
            | Hours::From(clock)
            | Hours::Range(_, clock) => {
                let minutes = clock.readings().first().copied().unwrap_or(0);
                let midnight =
                    clock.exact && clock.hour == 0 && clock.minute == 0 && clock.meridiem.is_none();
                // "Midnight on X" as a deadline is the end of X, its last minute; "12 AM X" is its start.
                if midnight { 1439 } else { minutes }
            }
            Hours::EndOfDay => 17 * 60,
            Hours::FirstThing => 12 * 60,
            Hours::Part(_) => return,
        };
        let Some(placed) = instant(date, minutes, self.zone(anchor)) else {
            return;
        };
        due.at = Some(placed.0);
        due.flags.extend(placed.1);
        due.alternative_at = placed.2;
    }

    /// Counted from the Date: hours and days keep its time of day, business days are whole days.
    fn counted(&self, length: &Length, setting: Setting<'_>) -> Option<Due> {
        let anchor = setting.anchor;
        let mut resolved = resolve(&Days::After(*length), setting)?;
        match self.base {
            Base::Message | Base::Letter => {}
            Base::Day(day) => {
                resolved.day = add(day, length.high, length.unit, anchor);
                resolved.earliest = None;
            }
            Base::Unknown => return None,
        }
        let mut due = Due {
            date: resolved.day,
            at: None,
            alternative_at: None,
            not_before: None,
            flags: Vec::new(),
            resolved,
        };
        if length.unit == Unit::Minute {
            let at = anchor
                .at
                .checked_add_signed(TimeDelta::minutes(i64::from(length.high)))?;
            let local = anchor.sender().local(at);
            due.at = anchor.sender().instant(local);
            due.date = Some(local.date());
        } else if self.base == Base::Message
            && setting.purpose == Purpose::Duty
            && matches!(length.unit, Unit::Day | Unit::Week | Unit::Fortnight)
            && !length.calendar
        {
            due.at = due
                .date
                .and_then(|date| anchor.sender().instant(date.and_time(anchor.at.time())));
        }
        match self.relation {
            // "The link dies after 72 hours".
            Relation::After if setting.purpose == Purpose::Duty => {}
            Relation::After | Relation::Since | Relation::NotBefore => {
                due.not_before = due.date;
                due.date = None;
            }
            Relation::None
            | Relation::By
            | Relation::Before
            | Relation::Until
            | Relation::Through
            | Relation::Within
            | Relation::In
            | Relation::From
            | Relation::Between
            | Relation::Ago => {}
        }
        Some(due)
    }
}

fn instant(date: NaiveDate, minutes: u32, named: Named) -> Option<Placing> {
    let (date, minutes) = if minutes >= 1440 {
        (date.succ_opt()?, minutes - 1440)
    } else {
        (date, minutes)
    };
    named.place(date.and_time(NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?))
}

/// The same time of day a week on.
pub(super) fn same_time_later(anchor: &Anchor<'_>, days: i64) -> Option<DateTime<FixedOffset>> {
    let zone: Zone = anchor.sender();
    zone.instant(shifted(anchor.today(), days)?.and_time(anchor.at.time()))
}
