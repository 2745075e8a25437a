//! Brings days and hours together that belong together.

use super::*;
use crate::reading::time::hours::Clock;

impl Reader<'_> {
    pub(super) fn hear_days(&mut self, at: usize, item: &Item, days: &Days, excluded: bool) {
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

    fn listed_with(&self, first: usize, second: usize) -> bool {
        self.listed(first, second)
    }

    pub(super) fn hear_hours(&mut self, at: usize, item: &Item, hours: Hours, excluded: bool) {
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
                let within = |clock: Clock| clock.readings().first().copied();
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
    pub(super) fn day_follows(&self, at: usize) -> bool {
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

    pub(super) fn hear_same(&mut self, at: usize, item: &Item) {
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

    /// "9am to 3.30pm. Pick your date: Tuesday 18 or Thursday 20 November.": the only hours are of all days.
    pub(super) fn meet_idle_days(&mut self) {
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
}
