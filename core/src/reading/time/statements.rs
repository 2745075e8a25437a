//! What a sentence promises, demands, or asks to wait for.

use std::ops::Range;

use super::anchor::Anchor;
use super::lexicon::Unit;
use super::mentions::{Due, Mention, mentions, same_time_later};
use super::scan::{Relation, Scanned};
use super::talk::Talk;
use super::tokens::bounded;
use super::types::{Deadline, Flag, Found, Point, Promise, Purpose, Quiet, TimeReading};
use crate::reading::{By, Strength};

mod words;

/// The first word in a text by which the employer binds itself to be heard from.
#[must_use]
pub fn promise(text: &str, anchor: &Anchor<'_>) -> Option<Promise> {
    let scanned = Scanned::new(bounded(text), anchor);
    let all = mentions(&scanned);
    sentences_of(&all)
        .into_iter()
        .find_map(|sentence| promise_in(&scanned, &all, sentence, anchor))
}

/// The first day by which the owner is asked to do something.
#[must_use]
pub fn deadline(text: &str, anchor: &Anchor<'_>) -> Option<Deadline> {
    let scanned = Scanned::new(bounded(text), anchor);
    let all = mentions(&scanned);
    sentences_of(&all)
        .into_iter()
        .find_map(|sentence| deadline_in(&scanned, &all, sentence, anchor))
}

/// The day before which the employer asks not to be asked.
#[must_use]
pub fn quiet_until(text: &str, anchor: &Anchor<'_>) -> Option<Quiet> {
    let scanned = Scanned::new(bounded(text), anchor);
    let all = mentions(&scanned);
    sentences_of(&all)
        .into_iter()
        .find_map(|sentence| quiet_in(&scanned, &all, sentence, anchor))
}

/// Every expression of time in a text, read for a purpose.
#[must_use]
pub fn find(text: &str, anchor: &Anchor<'_>, purpose: Purpose) -> Vec<Found> {
    let text = bounded(text);
    let scanned = Scanned::new(text, anchor);
    mentions(&scanned)
        .into_iter()
        .filter_map(|mention| {
            let talk = Talk::of(&scanned, mention.sentence);
            let span = scanned.span(mention.first, mention.after);
            let due = mention.due(anchor, purpose, talk.is_past())?;
            let reading = reading(&mention, &due, &talk)?;
            let alternative = due
                .alternative_at
                .map(|at| Point {
                    date: at.date_naive(),
                    at: Some(at),
                    end: None,
                    zone: None,
                })
                .or(due.resolved.alternative.map(Point::day));
            Some(Found {
                words: text.get(span.clone()).unwrap_or_default().to_owned(),
                span,
                reading,
                alternative,
                earliest: due.resolved.earliest,
                grace_days: due.resolved.grace_days,
                flags: due.flags,
            })
        })
        .collect()
}

fn reading(mention: &Mention, due: &Due, talk: &Talk) -> Option<TimeReading> {
    if let Some(minutes) = before_interview(mention, talk) {
        return Some(TimeReading::RelativeToInterview { minutes });
    }
    if let Some(day) = due.not_before {
        return Some(TimeReading::LowerBound(day));
    }
    if !due.resolved.candidates.is_empty() {
        return Some(TimeReading::Candidates(
            due.resolved
                .candidates
                .iter()
                .copied()
                .map(Point::day)
                .collect(),
        ));
    }
    if let (Some((first, last)), None) = (due.resolved.window, due.at) {
        return Some(TimeReading::Window { first, last });
    }
    let point = Point {
        date: due.date?,
        at: due.at,
        end: None,
        zone: mention.zone.and_then(|named| named.zone.region()),
    };
    Some(match words::strength_of_condition(talk) {
        Some(strength) => TimeReading::Conditional {
            by: Some(point),
            strength,
        },
        None => TimeReading::Resolved(point),
    })
}

/// "24 hours before the interview": an offset from something else.
fn before_interview(mention: &Mention, talk: &Talk) -> Option<i64> {
    let length = mention.length?;
    let minutes = match length.unit {
        Unit::Minute | Unit::Hour => i64::from(length.high),
        Unit::Day | Unit::Business => i64::from(length.high) * 1440,
        Unit::Week | Unit::Fortnight | Unit::Month | Unit::Year => return None,
    };
    words::before_meeting(talk).then_some(-minutes)
}

fn sentences_of(all: &[Mention]) -> Vec<usize> {
    let mut sentences: Vec<usize> = all.iter().map(|mention| mention.sentence).collect();
    sentences.dedup();
    sentences
}

fn of_sentence(all: &[Mention], sentence: usize) -> impl Iterator<Item = &Mention> {
    let first = all.partition_point(|mention| mention.sentence < sentence);
    all.iter()
        .skip(first)
        .take_while(move |mention| mention.sentence == sentence)
}

fn promise_in(
    scanned: &Scanned,
    all: &[Mention],
    sentence: usize,
    anchor: &Anchor<'_>,
) -> Option<Promise> {
    let talk = Talk::of(scanned, sentence);
    let silence = words::silence(&talk);
    if talk.is_attribution()
        || (silence && words::permission(&talk))
        || !(silence || words::promises(&talk))
        || words::demands_only(&talk)
    {
        return None;
    }
    let strength = words::strength(&talk);
    of_sentence(all, sentence).find_map(|mention| {
        let span = scanned.span(mention.first, mention.after);
        let due = mention.due(anchor, Purpose::Promise, false)?;
        let due = if talk.has(&["this time next week"]) {
            Due {
                at: same_time_later(anchor, 7),
                date: same_time_later(anchor, 7).map(|at| at.date_naive()),
                ..due
            }
        } else {
            due
        };
        let by = kept(mention, &due, anchor)?;
        let soft = strength == Strength::Hard
            && (due.resolved.soft
                || mention
                    .length
                    .is_some_and(|length| length.range && words::ranges_are_soft(&talk)));
        Some(Promise {
            by,
            strength: if soft { Strength::Soft } else { strength },
            at: due.at,
            earliest: due
                .resolved
                .earliest
                .or(due.resolved.window.map(|window| window.0)),
            alternative: due.resolved.alternative,
            grace_days: due.resolved.grace_days,
            span,
        })
    })
}

/// The day that keeps a promise, for mentions that bind.
fn kept(mention: &Mention, due: &Due, anchor: &Anchor<'_>) -> Option<chrono::NaiveDate> {
    use super::days::Days;
    if due.not_before.is_some() || due.flags.contains(&Flag::InThePast) {
        return None;
    }
    if mention
        .length
        .is_some_and(|length| length.unit == Unit::Minute && length.high < 12 * 60)
    {
        return None;
    }
    if matches!(mention.days, Some(Days::Quarter(..) | Days::NewYear))
        || matches!(mention.relation, Relation::Ago | Relation::Since)
    {
        return None;
    }
    due.date.filter(|date| *date >= anchor.today())
}

fn deadline_in(
    scanned: &Scanned,
    all: &[Mention],
    sentence: usize,
    anchor: &Anchor<'_>,
) -> Option<Deadline> {
    let talk = Talk::of(scanned, sentence);
    if talk.is_attribution()
        || !words::demands(&talk)
        || words::silence(&talk)
        || words::before_meeting(&talk)
            && of_sentence(all, sentence).all(|mention| mention.length.is_some())
    {
        return None;
    }
    let candidates: Vec<(&Mention, Due)> = of_sentence(all, sentence)
        .filter_map(|mention| Some((mention, mention.due(anchor, Purpose::Duty, false)?)))
        .filter(|(mention, due)| binds(mention, due, &talk))
        .collect();
    // An explicit date beats a phrase beside it.
    let (mention, due) = candidates
        .iter()
        .find(|(mention, _)| mention.days.is_some())
        .or(candidates.first())?;
    let by = match due.at {
        Some(at) => By::Instant(at),
        None => By::Day(due.date?),
    };
    let alternative = due
        .alternative_at
        .map(By::Instant)
        .or(due.resolved.alternative.map(By::Day));
    Some(Deadline {
        by,
        flags: due.flags.clone(),
        alternative,
        span: scanned.span(mention.first, mention.after),
    })
}

/// Whether a mention in a demand says until when.
fn binds(mention: &Mention, due: &Due, talk: &Talk) -> bool {
    if due.not_before.is_some() || due.date.is_none() || due.flags.contains(&Flag::InThePast) {
        return false;
    }
    match mention.relation {
        Relation::By
        | Relation::Before
        | Relation::Until
        | Relation::Through
        | Relation::Within => true,
        Relation::Ago | Relation::Since | Relation::After | Relation::NotBefore => false,
        Relation::None | Relation::In | Relation::From | Relation::Between => {
            if let Some(length) = mention.length {
                return (length.unit != Unit::Minute || length.high >= 12 * 60)
                    && words::limits(talk);
            }
            words::limits(talk)
                || mention
                    .hours
                    .is_some_and(|hours| hours == super::hours::Hours::EndOfDay)
        }
    }
}

fn quiet_in(
    scanned: &Scanned,
    all: &[Mention],
    sentence: usize,
    anchor: &Anchor<'_>,
) -> Option<Quiet> {
    let talk = Talk::of(scanned, sentence);
    let permission = words::permission(&talk);
    if talk.is_attribution() || !(words::patience(&talk) || permission) {
        return None;
    }
    of_sentence(all, sentence).find_map(|mention| {
        let due = mention.due(anchor, Purpose::Quiet, false)?;
        let exclusive = due.flags.contains(&Flag::Exclusive);
        let forgiven = (permission && words::silence(&talk))
            .then_some(due.date)
            .flatten();
        let day = if exclusive || (forgiven.is_some() && mention.relation != Relation::None) {
            due.date.and_then(|day| day.succ_opt())
        } else {
            due.date.or(due.not_before)
        }?;
        let span: Range<usize> = scanned.span(mention.first, mention.after);
        (day > anchor.today()).then_some(Quiet {
            until: day,
            silent_until: forgiven,
            span,
        })
    })
}
