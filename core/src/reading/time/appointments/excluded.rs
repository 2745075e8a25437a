//! Which times are no appointments: limits, habits, the same instant told twice.

use super::*;

impl Reader<'_> {
    /// Times of duties, promises, offices and quoted mail are no appointments.
    pub(super) fn is_excluded(&self, at: usize, item: &Item) -> bool {
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

    /// "Morning" beside a day is a time; elsewhere it is a word.
    pub(super) fn part_is_time(&self, at: usize) -> bool {
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
    pub(super) fn is_other_rendering(&self, at: usize) -> bool {
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
}
