//! Makes instants of days, hours and zones.

use super::*;

impl Reader<'_> {
    pub(super) fn slot(&self, draft: &Draft, zone: Option<Named>, minutes: Option<u32>) -> Outcome {
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

    pub(super) fn zone_of(&self, draft: &Draft) -> Option<Named> {
        self.own_zone(draft.hours_item)
            .or_else(|| self.own_zone(draft.day_item))
    }

    /// A zone that stands apart, or the only one in the text, covers all.
    pub(super) fn shared_zone(&self) -> Option<Named> {
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

    /// "Your interview starts in 1 hour": counted from the message.
    pub(super) fn countdown(&self, placed: &mut Placed) {
        if !self.drafts.is_empty() {
            return;
        }
        for item in &self.scanned.items {
            let What::Length(length) = item.what else {
                continue;
            };
            let talk = Talk::of(self.scanned, item.sentence);
            let starts = talk.says("starts|begins|start|begin|starting|beginnt|startet|commence|debute|empieza|comienza");
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
    pub(super) fn undated(&self, placed: &mut Placed, shared: Option<Named>) {
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

pub(super) enum Outcome {
    Slot(Slot),
    Ask(Found),
    Nothing,
}

/// Minutes since midnight from and to.
pub(super) struct Stretch {
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
