//! Puts days, hours and zones together to appointments: one is an appointment, several are an offer.

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

/// The times that a text fixes, offers or moves. Deadlines, opening hours and the job's own dates are left out.
#[must_use]
pub fn appointments(text: &str, anchor: &Anchor<'_>) -> Appointments {
    let text = bounded(text);
    let scanned = Scanned::new(text, anchor);
    let mut reader = Reader::new(&scanned, anchor);
    reader.read();
    let found = reader.finish(text);
    moves::apart(&scanned, found)
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
    past: bool,
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
                    past: talk.is_past(),
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

    /// Times of duties, promises, offices and quoted mail are no appointments.
    fn is_excluded(&self, at: usize, item: &Item) -> bool {
        if self.context(item).silent || limits::closes(self.text(), item.first) {
            return true;
        }
        let stretch = matches!(item.what, What::Hours(Hours::Range(..) | Hours::From(_)));
        // "Thursday before 10" is a stretch of that day, "before 4.30pm Monday" a limit.
        let until = matches!(item.what, What::Hours(Hours::Until(_)));
        let free = until
            && at
                .checked_sub(1)
                .is_some_and(|before| self.day_just_before(before, at));
        let duty = match item.relation {
            Relation::By => !self.is_for(item.first),
            Relation::Since | Relation::Ago | Relation::Within => true,
            Relation::Before
            | Relation::Until
            | Relation::Through
            | Relation::After
            | Relation::NotBefore => matches!(item.what, What::Days(_)),
            Relation::None | Relation::In | Relation::From | Relation::Between => false,
        };
        // "Monday to Friday" is a habit.
        let weekly = matches!(&item.what, What::Days(Days::Range(first, _)) if matches!(**first, Days::Weekday(..)));
        if weekly {
            return true;
        }
        let endless = matches!(item.what, What::Hours(Hours::EndOfDay | Hours::FirstThing));
        if duty && !stretch && !free || endless || until && !free {
            return true;
        }
        // "By noon on Tuesday": what is glued to an excluded expression goes with it; a second day stands for itself.
        at.checked_sub(1).is_some_and(|before| {
            let days = |at: usize| {
                matches!(
                    self.scanned.items.get(at).map(|item| &item.what),
                    Some(What::Days(_))
                )
            };
            let both_days = days(before) && days(at);
            self.excluded.get(before).copied().unwrap_or(false)
                && self.adjacent(before, at)
                && !both_days
        })
    }

    /// "Pour le lundi 29 à 9h", "para el viernes": for a day, not by it.
    fn is_for(&self, first: usize) -> bool {
        let text = self.text();
        (first.saturating_sub(2)..first)
            .any(|at| text.word(at, &["pour le", "para el", "pour", "para"]))
    }

    /// "Saturday any time before noon": a day that is open, right before.
    fn day_just_before(&self, first: usize, second: usize) -> bool {
        let items = &self.scanned.items;
        let (Some(day), Some(hours)) = (items.get(first), items.get(second)) else {
            return false;
        };
        matches!(day.what, What::Days(_))
            && day.sentence == hours.sentence
            && hours.first <= day.after + 3
            && !self.excluded.get(first).copied().unwrap_or(true)
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

    /// Only "or", "and" and marks of a list between.
    fn listed(&self, first: usize, second: usize) -> bool {
        let (Some(first), Some(second)) = (
            self.scanned.items.get(first),
            self.scanned.items.get(second),
        ) else {
            return false;
        };
        let text = self.text();
        first.sentence == second.sentence
            && second.first > first.after
            && (first.after..second.first).all(|at| {
                text.any(at, &[Sense::Or, Sense::And, Sense::On, Sense::The])
                    || text.mark(at, ',')
                    || text.mark(at, '/')
                    || text.mark(at, ';')
            })
            && (first.after..second.first).any(|at| {
                text.any(at, &[Sense::Or, Sense::And]) || text.mark(at, ',') || text.mark(at, '/')
            })
    }

    fn hear_days(&mut self, at: usize, item: &Item, days: &Days, excluded: bool) {
        if let Days::Week(weeks, _) = days {
            if *weeks > 0 && !excluded {
                self.week = Some(*weeks);
            }
            return;
        }
        let resolved = self.resolve_all(days, item);
        if resolved.is_empty() {
            return;
        }
        let same_day = self
            .drafts
            .last()
            .is_some_and(|draft| Some(draft.day.day) == resolved.first().map(|day| day.day));
        self.ending = same_day && self.is_labelled_end(item);
        if self.ending {
            return;
        }
        let before = at.checked_sub(1);
        if let Some(group) = self.group.as_mut().filter(|group| {
            (!group.used || group.ahead.is_some())
                && group.excluded == excluded
                && Some(group.item) == before
        }) {
            let item_before = group.item;
            if self.scanned.items.get(item_before).is_some() && self.listed_with(item_before, at) {
                if let Some(mut group) = self.group.take() {
                    match group.ahead {
                        // "Between 9 and 5 on Monday and Tuesday": the hours said before are of both.
                        Some(hours_item) => {
                            group.days = resolved;
                            group.item = at;
                            self.attach(&mut group, hours_item);
                        }
                        None => {
                            group.days.extend(resolved);
                            group.item = at;
                        }
                    }
                    self.group = Some(group);
                }
                return;
            }
        }
        let mut group = Group {
            days: resolved,
            item: at,
            sentence: item.sentence,
            used: false,
            excluded,
            ahead: None,
        };
        let loose: Vec<usize> = std::mem::take(&mut self.loose)
            .into_iter()
            .filter(|hours| {
                self.scanned
                    .items
                    .get(*hours)
                    .is_some_and(|hours| hours.sentence == item.sentence)
            })
            .collect();
        if !excluded {
            for hours_item in loose.into_iter().chain(self.same.take()) {
                self.attach(&mut group, hours_item);
                group.ahead = Some(hours_item);
            }
        }
        let old = self
            .group
            .replace(group)
            .filter(|old| !old.used && !old.excluded);
        if let Some(old) = old {
            let first = self
                .scanned
                .items
                .get(old.item)
                .map_or(0, |item| item.first);
            let days = old
                .days
                .into_iter()
                .filter_map(|day| Some((day.day?, first)));
            self.idle.extend(days);
        }
    }

    fn listed_with(&self, first: usize, second: usize) -> bool {
        self.listed(first, second)
    }

    /// The days an expression names, each counted; none for stretches too long to hold one time.
    fn resolve_all(&self, days: &Days, item: &Item) -> Vec<Resolved> {
        let setting = Setting {
            anchor: self.anchor,
            purpose: Purpose::Appointment,
            past: self.context(item).past,
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

    fn hear_hours(&mut self, at: usize, item: &Item, hours: Hours, excluded: bool) {
        if excluded || self.is_other_rendering(at) {
            return;
        }
        if matches!(hours, Hours::Part(_)) && !self.part_is_time(at) {
            return;
        }
        if self.is_end_of_last(item, hours) {
            if let Some(out) = self.excluded.get_mut(at) {
                *out = true;
            }
            return;
        }
        let next_day = self.day_follows(at);
        let usable = self.group.as_ref().is_some_and(|group| {
            let near = item.sentence.saturating_sub(group.sentence) <= 3
                || self
                    .scanned
                    .items
                    .get(at.wrapping_sub(1))
                    .is_some_and(|before| {
                        item.sentence.saturating_sub(before.sentence) <= 1
                            && matches!(before.what, What::Hours(_) | What::Zone(_))
                    });
            let same = group.sentence == item.sentence;
            !group.excluded && near && !(next_day && (group.used || !same || self.on_follows(at)))
        });
        if usable {
            if let Some(mut group) = self.group.take() {
                self.attach(&mut group, at);
                self.group = Some(group);
            }
        } else if !self
            .group
            .as_ref()
            .is_some_and(|group| group.excluded && group.sentence == item.sentence)
            || next_day
        {
            self.loose.push(at);
        }
    }

    fn is_labelled_end(&self, item: &Item) -> bool {
        const END: &[&str] = &["end", "ends", "ende", "fin", "finish", "finishes", "until"];
        let text = self.text();
        text.mark(item.first.wrapping_sub(1), ':')
            && between(text, item.first.saturating_sub(4), item.first, END)
    }

    /// "Start: 11:30, End: 12:15" gives the last time its end; an agenda's points lie within the hours told above it.
    fn is_end_of_last(&mut self, item: &Item, hours: Hours) -> bool {
        let text = self.scanned.cursor();
        let labelled = std::mem::take(&mut self.ending) || self.is_labelled_end(item);
        let here = self.group.as_ref().map(|group| group.item);
        let Some(last) = self
            .drafts
            .last_mut()
            .filter(|last| Some(last.day_item) == here || labelled)
        else {
            return false;
        };
        match (last.hours, hours) {
            (Hours::At(start), Hours::At(end)) if labelled => {
                last.hours = Hours::Range(start, end);
                true
            }
            (Hours::Range(first, last), Hours::At(_) | Hours::Range(..)) => {
                let within = |clock: super::hours::Clock| clock.readings().first().copied();
                let (Some((from, to)), Some(point)) =
                    (bounds(first, last), hours.first().and_then(within))
                else {
                    return false;
                };
                let opens_line = text.get(item.first).is_some_and(|token| token.breaks > 0);
                opens_line && to - from >= 300 && (from..to).contains(&point)
            }
            _ => false,
        }
    }

    /// Whether the next expression is the day of these hours ("at 3 on the 17th", "2pm (Eastern), Tuesday, March 10").
    fn day_follows(&self, at: usize) -> bool {
        let text = self.text();
        let mut last = at;
        let mut next = at + 1;
        while self.scanned.items.get(next).is_some_and(|item| {
            matches!(item.what, What::Zone(_))
                && self
                    .scanned
                    .items
                    .get(last)
                    .is_some_and(|before| item.first <= before.after + 2)
        }) {
            (last, next) = (next, next + 1);
        }
        let (Some(hours), Some(days)) =
            (self.scanned.items.get(last), self.scanned.items.get(next))
        else {
            return false;
        };
        matches!(days.what, What::Days(_))
            && days.sentence == hours.sentence
            && (hours.after..days.first).all(|at| {
                text.any(at, &[Sense::On, Sense::The, Sense::Of])
                    || text.mark(at, '-')
                    || text.mark(at, ',')
                    || text.mark(at, ')')
                    || text.mark(at, '(')
            })
            && text.get(days.first).is_some_and(|token| token.breaks == 0)
    }

    fn on_follows(&self, at: usize) -> bool {
        let text = self.text();
        self.scanned
            .items
            .get(at)
            .is_some_and(|item| text.any(item.after, &[Sense::On, Sense::Of]))
    }

    /// "Morning" beside a day is a time; elsewhere it is a word.
    fn part_is_time(&self, at: usize) -> bool {
        let before = at.checked_sub(1).is_some_and(|before| {
            self.adjacent(before, at)
                && matches!(
                    self.scanned.items.get(before).map(|item| &item.what),
                    Some(What::Days(_))
                )
        });
        let offered = self.scanned.items.get(at).is_some_and(|item| {
            self.talks
                .get(&item.sentence)
                .is_some_and(|context| context.offers)
        });
        offered && (before || self.day_follows(at))
    }

    /// The same instant told in another zone ("10am ET / 3pm UK", "10am my time, which should be 2pm yours").
    fn is_other_rendering(&self, at: usize) -> bool {
        if self.is_aside(at) {
            return true;
        }
        let items = &self.scanned.items;
        let (Some(item), Some(own)) = (items.get(at), self.own_zone(at)) else {
            return false;
        };
        let earlier = items.iter().enumerate().take(at).rev();
        let Some((before_at, before)) = earlier
            .into_iter()
            .find(|(_, item)| !matches!(item.what, What::Zone(_)))
        else {
            return false;
        };
        let text = self.text();
        let linked = (before.after..item.first).any(|at| text.any(at, &[Sense::Or, Sense::And]));
        let near = item.sentence.saturating_sub(before.sentence) <= usize::from(own.personal);
        // Without a zone of its own the first is the sender's.
        let first = self
            .own_zone(before_at)
            .map_or(self.anchor.sender(), |named| named.zone);
        let told = self.own_zone(before_at).is_some() || own.personal;
        matches!(before.what, What::Hours(_)) && near && told && first != own.zone && !linked
    }

    /// Hours told once more in brackets or by "which is": "11:15 Nepal time (11:00 India)", "1.45pm (please arrive for 1.30pm)".
    fn is_aside(&self, at: usize) -> bool {
        let items = &self.scanned.items;
        let Some(item) = items.get(at) else {
            return false;
        };
        let Some(before) = items
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .find(|item| !matches!(item.what, What::Zone(_)))
        else {
            return false;
        };
        let text = self.text();
        let gap = before.after..item.first;
        let told = matches!(before.what, What::Hours(_))
            && matches!(item.what, What::Hours(Hours::At(_)))
            && before.sentence == item.sentence
            && gap.len() <= 9;
        let alternative = gap.clone().any(|at| text.any(at, &[Sense::Or, Sense::And]));
        let open = gap
            .clone()
            .rev()
            .find(|at| text.mark(*at, '(') || text.mark(*at, ')'));
        let old = text.word(
            item.first.wrapping_sub(1),
            &["was", "previously", "formerly", "originally"],
        );
        let bracket = open.is_some_and(|at| text.mark(at, '(')) && !old;
        let which = gap
            .clone()
            .any(|at| text.word(at, &["which", "entspricht", "soit", "serian"]));
        let last = text.word(
            item.first.wrapping_sub(1),
            &["finishing", "ending", "ends", "finishes", "done"],
        );
        last || told && !alternative && (bracket || which)
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

    fn hear_same(&mut self, at: usize, item: &Item) {
        let known = self.drafts.last().map(|draft| draft.hours_item);
        let Some(hours_item) = known.or_else(|| self.loose.pop()) else {
            return;
        };
        let next_day = self.scanned.items.get(at + 1).is_some_and(|next| {
            matches!(next.what, What::Days(_))
                && next.sentence == item.sentence
                && next.first <= item.after + 2
        });
        if next_day {
            self.same = Some(hours_item);
            return;
        }
        match self.group.take() {
            Some(mut group)
                if group.sentence == item.sentence && !group.used && !group.excluded =>
            {
                self.attach(&mut group, hours_item);
                self.group = Some(group);
            }
            other => self.group = other,
        }
    }

    fn attach(&mut self, group: &mut Group, hours_item: usize) {
        let Some(What::Hours(hours)) = self.scanned.items.get(hours_item).map(|item| &item.what)
        else {
            return;
        };
        // "Thursday afternoon at 3": the part of the day only says which 3.
        let mut part = None;
        if !matches!(hours, Hours::Part(_)) {
            self.drafts.retain(|draft| match draft.hours {
                Hours::Part(known) if draft.day_item == group.item => {
                    part = Some(known);
                    false
                }
                Hours::Part(_)
                | Hours::At(_)
                | Hours::Range(..)
                | Hours::From(_)
                | Hours::Until(_)
                | Hours::EndOfDay
                | Hours::FirstThing => true,
            });
        } else if let (true, Hours::Part(known)) = (group.used, *hours) {
            let same = |draft: &&mut Draft| draft.day_item == group.item;
            if let Some(last) = self.drafts.last_mut().filter(same) {
                last.part = Some(known);
            }
            return;
        }
        if let (Hours::Range(first, last), true) = (*hours, self.is_moved_range(hours_item)) {
            for day in &group.days {
                for (clock, old) in [(first, true), (last, false)] {
                    self.drafts.push(Draft {
                        day: day.clone(),
                        hours: Hours::At(clock),
                        day_item: group.item,
                        hours_item,
                        part,
                        old,
                    });
                }
            }
            group.used = true;
            return;
        }
        for day in &group.days {
            self.drafts.push(Draft {
                day: day.clone(),
                hours: *hours,
                day_item: group.item,
                hours_item,
                part,
                old: false,
            });
        }
        group.used = true;
    }

    /// "We change today's 14:00 to 16:30": two times and no stretch.
    fn is_moved_range(&self, hours_item: usize) -> bool {
        const VERBS: &[&str] = &[
            "change",
            "changed",
            "move",
            "moved",
            "push",
            "pushed",
            "shift",
            "shifted",
            "bring",
            "brought",
            "nudge",
            "rescheduled",
            "reschedule",
            "verschieben",
            "verlegen",
            "decaler",
            "pasar",
            "swap",
        ];
        let text = self.text();
        let Some(item) = self.scanned.items.get(hours_item) else {
            return false;
        };
        let to = (item.first..item.after).any(|at| text.is(at, Sense::To) && !text.mark(at, '-'));
        let verb = between(text, item.first.saturating_sub(8), item.first, VERBS);
        let target = item
            .first
            .checked_sub(1)
            .is_some_and(|before| text.is(before, Sense::To))
            || between(
                text,
                item.first.saturating_sub(4),
                item.first,
                &["to", "auf"],
            );
        to && verb && !target
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

    /// "9am to 3.30pm. Pick your date: Tuesday 18 or Thursday 20 November.": the only hours are of all days.
    fn meet_idle_days(&mut self) {
        let last = self
            .group
            .take()
            .filter(|group| !group.used && !group.excluded);
        let mut days: Vec<(Resolved, usize)> = Vec::new();
        for (item, first) in self
            .scanned
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| matches!(item.what, What::Days(_)))
            .map(|(at, item)| (at, item.first))
        {
            let named = self
                .idle
                .iter()
                .filter(|(_, idle)| *idle == first)
                .map(|(day, _)| Resolved {
                    day: Some(*day),
                    ..Resolved::default()
                });
            days.extend(named.map(|day| (day, item)));
        }
        if let Some(group) = last {
            days.extend(group.days.into_iter().map(|day| (day, group.item)));
        }
        let [hours_item] = *self.loose.as_slice() else {
            return;
        };
        let hours = match self.scanned.items.get(hours_item).map(|item| &item.what) {
            Some(What::Hours(hours @ (Hours::Range(..) | Hours::At(_))))
                if hours.grade() == Grade::Sure =>
            {
                *hours
            }
            _ => return,
        };
        if self.drafts.is_empty() && !days.is_empty() {
            self.drafts
                .extend(days.into_iter().map(|(day, day_item)| Draft {
                    day,
                    hours,
                    day_item,
                    hours_item,
                    part: None,
                    old: false,
                }));
        }
    }

    fn zone_of(&self, draft: &Draft) -> Option<Named> {
        self.own_zone(draft.hours_item)
            .or_else(|| self.own_zone(draft.day_item))
    }

    /// A zone that stands apart, or the only one in the text, covers all.
    fn shared_zone(&self) -> Option<Named> {
        let zones: Vec<Named> = self
            .scanned
            .items
            .iter()
            .filter_map(|item| {
                if let What::Zone(named) = item.what {
                    Some(named)
                } else {
                    None
                }
            })
            .collect();
        let owned = |at: usize| {
            at.checked_sub(1)
                .is_some_and(|before| self.own_zone(before).is_some())
        };
        let apart = self
            .scanned
            .items
            .iter()
            .enumerate()
            .find_map(|(at, item)| match item.what {
                What::Zone(named) => {
                    let close = owned(at) || named.personal && self.has_hours(item.sentence);
                    (!close).then_some(named)
                }
                What::Days(_) | What::Hours(_) | What::Length(_) | What::SameHours => None,
            });
        let zones: Vec<Named> = zones
            .into_iter()
            .filter(|zone| !zone.personal || apart.is_some_and(|apart| apart == *zone))
            .collect();
        let first = zones.first()?;
        if zones.iter().all(|zone| zone.zone == first.zone) {
            Some(*first)
        } else {
            apart
                .filter(|zone| !zone.personal)
                .or_else(|| zones.iter().find(|zone| !zone.personal).copied())
        }
    }

    fn slot(&self, draft: &Draft, zone: Option<Named>, minutes: Option<u32>) -> Outcome {
        let items = &self.scanned.items;
        let (Some(days), Some(hours)) = (items.get(draft.day_item), items.get(draft.hours_item))
        else {
            return Outcome::Nothing;
        };
        let span = self
            .scanned
            .span(days.first.min(hours.first), days.after.max(hours.after));
        let named = zone.unwrap_or(Named {
            zone: self.anchor.sender(),
            daylight: None,
            by_offset: false,
            personal: true,
        });
        let times = stretch(draft.hours, draft.part, self.anchor.language);
        let Some(day) = draft.day.day else {
            return self.ask(draft, &times, named, span);
        };
        let times = self.told_by_part(times, hours.sentence);
        if times.len() > 1 {
            return self.ask(draft, &times, named, span);
        }
        let Some(time) = times.first() else {
            return Outcome::Nothing;
        };
        let Some((start, flags, literal)) = place(day, time.start, named) else {
            return Outcome::Nothing;
        };
        let end = match time.end {
            Some(end) => place(day, end, named).map(|(end, _, _)| end),
            None if !time.window => minutes.and_then(|minutes| {
                start.checked_add_signed(TimeDelta::minutes(i64::from(minutes)))
            }),
            None => None,
        };
        let alternative = literal.or_else(|| {
            draft
                .day
                .alternative
                .and_then(|day| place(day, time.start, named))
                .map(|(at, _, _)| at)
        });
        let mut flags: Vec<Flag> = flags
            .into_iter()
            .chain(draft.day.flags.iter().copied())
            .collect();
        if time.idiom {
            flags.push(Flag::Idiom);
        }
        let alternative = alternative.or_else(|| {
            start
                .checked_sub_signed(TimeDelta::hours(1))
                .filter(|_| time.idiom)
        });
        Outcome::Slot(Slot {
            start,
            end,
            zone: named.zone.region(),
            zone_stated: zone
                .is_some_and(|zone| !zone.personal || zone.zone != self.anchor.sender()),
            window: time.window,
            span,
            flags,
            alternative,
        })
    }

    fn has_hours(&self, sentence: usize) -> bool {
        self.scanned
            .items
            .iter()
            .any(|item| item.sentence == sentence && matches!(item.what, What::Hours(_)))
    }

    /// "Um halb acht", where the sentence speaks of a morning.
    fn told_by_part(&self, times: Vec<Stretch>, sentence: usize) -> Vec<Stretch> {
        let part = self
            .scanned
            .items
            .iter()
            .filter(|item| item.sentence == sentence)
            .find_map(|item| match item.what {
                What::Hours(Hours::Part(part)) => Some(part),
                What::Hours(_)
                | What::Days(_)
                | What::Zone(_)
                | What::Length(_)
                | What::SameHours => None,
            });
        match part {
            Some(Part::Morning) => times.into_iter().take(1).collect(),
            Some(Part::Afternoon | Part::Evening) => times.into_iter().rev().take(1).collect(),
            None => times,
        }
    }

    fn ask(
        &self,
        draft: &Draft,
        times: &[Stretch],
        named: Named,
        span: std::ops::Range<usize>,
    ) -> Outcome {
        let days: Vec<NaiveDate> = draft
            .day
            .day
            .into_iter()
            .chain(draft.day.candidates.iter().copied())
            .collect();
        let points: Vec<Point> = days
            .iter()
            .flat_map(|day| {
                times.iter().filter_map(|time| {
                    let at = place(*day, time.start, named)?.0;
                    let end = time
                        .end
                        .and_then(|end| place(*day, end, named))
                        .map(|(end, _, _)| end);
                    Some(Point {
                        date: *day,
                        at: Some(at),
                        end,
                        zone: named.zone.region(),
                    })
                })
            })
            .collect();
        if points.is_empty() {
            return Outcome::Nothing;
        }
        let mut flags = draft.day.flags.clone();
        if times.len() > 1 {
            flags.push(Flag::AmPmUnknown);
        }
        Outcome::Ask(Found {
            span,
            words: String::new(),
            reading: TimeReading::Candidates(points),
            alternative: None,
            earliest: None,
            grace_days: 0,
            flags,
        })
    }

    /// How long a meeting is, where the text says so in one number.
    fn length(&self) -> Option<u32> {
        self.scanned
            .items
            .iter()
            .find_map(|item| self.length_of_meeting(item))
    }

    fn length_of_meeting(&self, item: &Item) -> Option<u32> {
        const OTHERS: &[&str] = &[
            "early",
            "before",
            "prior",
            "advance",
            "ahead",
            "vorher",
            "fruher",
            "avant",
            "antes",
            "notice",
            "ago",
            "earlier",
            "weekly",
            "limit",
            "test",
            "assessment",
            "exercise",
            "every",
            "late",
            "drive",
            "away",
            "anticipacion",
            "anticipo",
            "antelacion",
            "prepare",
            "back",
            "challenge",
            "arrive",
            "foot",
            "walk",
            "presentation",
            "lesson",
            "fuss",
            "fussweg",
            "beforehand",
            "drove",
            "ride",
            "travel",
            "minutos antes",
            "read",
            "essay",
            "prasentation",
            "vortrag",
            "pied",
            "marche",
            "prueba",
            "break",
            "pause",
            "homework",
            "task",
        ];
        let text = self.text();
        let What::Length(length) = item.what else {
            return None;
        };
        let minutes = length
            .minutes()
            .filter(|minutes| (10..=600).contains(minutes))?;
        let counted = matches!(
            item.relation,
            Relation::Within
                | Relation::In
                | Relation::After
                | Relation::Before
                | Relation::Since
                | Relation::Ago
                | Relation::Until
                | Relation::By
        );
        let other = between(text, item.first.saturating_sub(3), item.after + 5, OTHERS);
        // "30 hours a week", "40 Std./Woche", "+0:20".
        let per = text.any(item.after, &[Sense::Article])
            || text.word(item.after, &["per", "pro", "par", "por", "each"])
            || text.mark(item.after, '/');
        let rate = per && (text.unit(item.after + 1).is_some() || text.mark(item.after, '/'));
        let offset = item.first > 0 && text.mark(item.first - 1, '+');
        (!counted && !other && !rate && !offset).then_some(minutes)
    }

    /// "Your interview starts in 1 hour": counted from the message.
    fn countdown(&self, placed: &mut Placed) {
        if !self.drafts.is_empty() {
            return;
        }
        for item in &self.scanned.items {
            let What::Length(length) = item.what else {
                continue;
            };
            let talk = Talk::of(self.scanned, item.sentence);
            let starts = talk.has(&[
                "starts", "begins", "start", "begin", "starting", "beginnt", "startet", "commence",
                "debute", "empieza", "comienza",
            ]);
            let Some(minutes) = length
                .minutes()
                .filter(|minutes| item.relation == Relation::In && starts && *minutes <= 72 * 60)
            else {
                continue;
            };
            let Some(start) = self
                .anchor
                .at
                .checked_add_signed(TimeDelta::minutes(i64::from(minutes)))
            else {
                continue;
            };
            placed.result.slots.push(Slot {
                start,
                end: None,
                zone: self.anchor.sender().region(),
                zone_stated: false,
                window: false,
                span: self.scanned.span(item.first, item.after),
                flags: Vec::new(),
                alternative: None,
            });
            placed.drafts.push(Draft {
                day: Resolved::default(),
                hours: Hours::FirstThing,
                day_item: 0,
                hours_item: 0,
                part: None,
                old: false,
            });
            return;
        }
    }

    /// Hours that found no day.
    fn undated(&self, placed: &mut Placed, shared: Option<Named>) {
        for (at, item) in self.scanned.items.iter().enumerate() {
            let What::Hours(hours) = item.what else {
                continue;
            };
            let taken = self.drafts.iter().any(|draft| draft.hours_item == at);
            let out = self.excluded.get(at).copied().unwrap_or(true) || self.is_other_rendering(at);
            let dated = self.group.is_some() && !self.loose.contains(&at);
            if taken
                || out
                || (dated && !self.loose.contains(&at)) && !placed.result.slots.is_empty()
                || matches!(hours, Hours::Part(_))
            {
                continue;
            }
            let zone = self
                .own_zone(at)
                .or(shared)
                .and_then(|named| named.zone.region());
            let span = self.scanned.span(item.first, item.after);
            for time in stretch(hours, None, self.anchor.language).iter().take(1) {
                let (Some(start), end) = (clock_time(time.start), time.end.and_then(clock_time))
                else {
                    continue;
                };
                placed.result.undated.push(Undated {
                    start,
                    end,
                    zone,
                    was: false,
                    span: span.clone(),
                });
                placed.undated_items.push(at);
            }
        }
    }
}

enum Outcome {
    Slot(Slot),
    Ask(Found),
    Nothing,
}

/// Minutes since midnight from and to.
struct Stretch {
    start: u32,
    end: Option<u32>,
    window: bool,
    idiom: bool,
}

/// The fair readings of hours.
fn stretch(hours: Hours, part: Option<Part>, lang: Lang) -> Vec<Stretch> {
    let exact = |start: u32, end: Option<u32>, window: bool| {
        vec![Stretch {
            start,
            end,
            window,
            idiom: false,
        }]
    };
    match hours {
        Hours::At(clock) => {
            let mut readings = clock.readings();
            if let Some(part) = part.filter(|_| clock.meridiem.is_none() && !clock.exact) {
                let (pm, hour) = (part != Part::Morning, clock.hour % 12);
                readings = vec![(hour + if pm { 12 } else { 0 }) * 60 + clock.minute];
            }
            readings
                .into_iter()
                .map(|start| Stretch {
                    start,
                    end: None,
                    window: false,
                    idiom: clock.idiom,
                })
                .collect()
        }
        Hours::Range(start, end) => bounds(start, end)
            .map(|(start, end)| exact(start, Some(end), false))
            .unwrap_or_default(),
        Hours::From(clock) => clock
            .readings()
            .first()
            .map(|start| exact(*start, None, true))
            .unwrap_or_default(),
        Hours::Until(clock) => clock
            .readings()
            .first()
            .filter(|end| **end > 480)
            .map(|end| exact(480, Some(*end), true))
            .unwrap_or_default(),
        Hours::Part(Part::Morning) => exact(480, Some(720), true),
        Hours::Part(Part::Afternoon) => {
            exact(720, Some(if lang == Lang::Fr { 1080 } else { 1020 }), true)
        }
        Hours::Part(Part::Evening) => exact(1020, Some(1260), true),
        Hours::EndOfDay | Hours::FirstThing => Vec::new(),
    }
}

fn place(day: NaiveDate, minutes: u32, named: Named) -> Option<Placing> {
    let (day, minutes) = if minutes >= 1440 {
        (day.succ_opt()?, minutes - 1440)
    } else {
        (day, minutes)
    };
    named.place(day.and_time(clock_time(minutes)?))
}

fn clock_time(minutes: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}
