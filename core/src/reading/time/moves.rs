//! Tells the time that a move takes away from the one that it sets.

use super::appointments::Placed;
use super::cursor::Cursor;
use super::lexicon::Sense;
use super::scan::{Item, Relation, Scanned, What};
use super::talk::{Talk, between};
use super::types::{Appointments, Slot, Undated};

/// Sets the old time of a move apart from the new ones.
pub(super) fn apart(scanned: &Scanned, mut placed: Placed) -> Appointments {
    move_of_hours(scanned, &mut placed);
    let several = placed.result.slots.len() > 1;
    let old = old_slot(scanned, &placed)
        .filter(|old| several || labelled_old(scanned.cursor(), position(scanned, &placed, *old)));
    if let Some(old) = old.filter(|old| *old < placed.result.slots.len()) {
        placed.drafts.remove(old);
        placed.result.was = Some(placed.result.slots.remove(old));
    }
    if placed.result.was.is_none() {
        placed.result.was = old_hour_of_same_day(scanned, &placed)
            .or_else(|| idle_day(scanned, &placed))
            .or_else(|| past_time(scanned, &placed));
        let dated = placed.result.was.as_ref().map(|was| was.span.clone());
        placed
            .result
            .undated
            .retain(|undated| Some(&undated.span) != dated.as_ref());
    }
    once(&mut placed.result);
    placed.result
}

/// A time told twice is one.
fn once(result: &mut Appointments) {
    let mut seen = std::collections::BTreeSet::new();
    seen.extend(result.was.iter().map(|was| was.start.timestamp()));
    let timed = result.slots.iter().rev();
    let ends: std::collections::BTreeMap<i64, _> = timed
        .filter_map(|slot| Some((slot.start.timestamp(), slot.end?)))
        .collect();
    result
        .slots
        .retain(|slot| seen.insert(slot.start.timestamp()));
    for slot in &mut result.slots {
        slot.end = slot
            .end
            .or_else(|| ends.get(&slot.start.timestamp()).copied());
    }
}

/// The token at which a draft's own words start: of two times on one day the second starts at its hours.
fn position(scanned: &Scanned, placed: &Placed, at: usize) -> Option<usize> {
    let draft = placed.drafts.get(at)?;
    let shared = placed
        .drafts
        .iter()
        .take(at)
        .any(|before| before.day_item == draft.day_item);
    let item = if shared {
        draft.hours_item
    } else {
        draft.day_item.min(draft.hours_item)
    };
    scanned.items.get(item).map(|item| item.first)
}

fn hours_of<'a>(scanned: &'a Scanned, placed: &Placed, at: usize) -> Option<&'a Item> {
    scanned.items.get(placed.drafts.get(at)?.hours_item)
}

/// Which slot is the old time, if one is.
fn old_slot(scanned: &Scanned, placed: &Placed) -> Option<usize> {
    let text = scanned.cursor();
    let all = 0..placed.drafts.len();
    let replaced = |at: &usize| {
        let hours = hours_of(scanned, placed, *at).map(|item| item.first);
        let first = position(scanned, placed, *at);
        [first, hours]
            .into_iter()
            .flatten()
            .any(|first| is_replaced(text, first))
            || labelled_old(text, first)
    };
    let marked = |at: &usize| placed.drafts.get(*at).is_some_and(|draft| draft.old);
    all.clone()
        .find(marked)
        .or_else(|| all.clone().find(replaced))
        .or_else(|| all.clone().find(|at| moves_on(scanned, placed, *at)))
}

/// "Instead of", "rather than", "statt" right before.
fn is_replaced(text: Cursor<'_>, first: usize) -> bool {
    let opening = first.saturating_sub(4);
    let clause = (opening..first)
        .rev()
        .take_while(|at| !text.mark(*at, ',') && !text.mark(*at, '.') && !text.mark(*at, '?'))
        .last()
        .unwrap_or(first);
    // "Tomorrow 10:30 and not today at 3", "not at 14:00 but 15:30".
    let refused =
        (first.saturating_sub(2)..first).any(|at| text.word(at, &["not", "nicht", "pas"]));
    let direct = text.word(first.wrapping_sub(1), &["instead"]);
    refused
        || !direct
            && between(
                text,
                clause,
                first,
                &[
                    "statt", "anstatt", "instead", "rather", "lieu", "lugar", "vez", "invece",
                    "plutot",
                ],
            )
}

/// "From A to B", "A is moved to B", "A does not work. B?".
fn moves_on(scanned: &Scanned, placed: &Placed, at: usize) -> bool {
    let text = scanned.cursor();
    let (Some(hours), Some(next)) = (
        hours_of(scanned, placed, at),
        position(scanned, placed, at + 1),
    ) else {
        return false;
    };
    let talk = Talk::of(scanned, hours.sentence);
    if talk.is_loss() {
        return true;
    }
    let Some(first) = position(scanned, placed, at) else {
        return false;
    };
    let from = text.any(first.wrapping_sub(1), &[Sense::From])
        || hours.relation == Relation::From
        || scanned
            .items
            .iter()
            .any(|item| item.first == first && item.relation == Relation::From);
    let same = scanned.sentences.get(next) == Some(&hours.sentence);
    let to = (next.saturating_sub(4)..next).any(|at| {
        text.is(at, Sense::To)
            || text.word(
                at,
                &[
                    "auf", "au", "al", "a", "for", "becomes", "las", "now", "para el", "para",
                    "pour le",
                ],
            )
            || text.mark(at, '>')
    });
    same && to && (talk.is_move() || from)
}

/// "Was: …", "Previous time: …", "bisher".
fn labelled_old(text: Cursor<'_>, first: Option<usize>) -> bool {
    const OLD: &[&str] = &[
        "was",
        "old",
        "previous",
        "previously",
        "originally",
        "original",
        "former",
        "formerly",
        "bisher",
        "bisheriger",
        "ursprunglich",
        "ursprunglicher",
        "alter",
        "ancien",
        "ancienne",
        "initialement",
        "anterior",
        "anteriormente",
    ];
    const NEW: &[&str] = &[
        "new", "now", "neu", "neuer", "nouveau", "nouvelle", "nueva", "nuevo", "ahora", "jetzt",
    ];
    let Some(first) = first else { return false };
    let near = first.saturating_sub(5);
    let labels = |at: usize| {
        if text.word(at, &["antes", "vorher", "avant"]) {
            return text.mark(at + 1, ':');
        }
        text.word(at, OLD)
            && (at + 1 == first
                || (at + 1..first).any(|next| text.mark(next, ':'))
                || (at + 1..=first)
                    .any(|next| text.get(next).is_some_and(|token| token.breaks > 0)))
    };
    let Some(label) = (near..first).rev().find(|at| labels(*at)) else {
        return false;
    };
    !between(text, label, first, NEW)
}

/// "6.15 is tight, could we say 6.30 on Wednesday?": an hour without a day beside the one that replaces it.
fn old_hour_of_same_day(scanned: &Scanned, placed: &Placed) -> Option<Slot> {
    let [slot] = placed.result.slots.as_slice() else {
        return None;
    };
    let new_sentence = hours_of(scanned, placed, 0)?.sentence;
    let moved = Talk::of(scanned, new_sentence).is_move();
    let (at, undated) = placed
        .result
        .undated
        .iter()
        .enumerate()
        .find(|(_, undated)| undated.end.is_none())?;
    let item = scanned.items.get(*placed.undated_items.get(at)?)?;
    let lost = undated.was
        || is_replaced(scanned.cursor(), item.first)
        || Talk::of(scanned, item.sentence).is_loss();
    let near = item.sentence.abs_diff(new_sentence) <= 2;
    let start = slot.start.date_naive().and_time(undated.start);
    let start = start.and_local_timezone(*slot.start.offset()).single()?;
    let other = start != slot.start;
    (near && other && (moved || lost)).then(|| Slot {
        start,
        end: None,
        span: undated.span.clone(),
        alternative: None,
        ..slot.clone()
    })
}

/// "He can't be in tomorrow; we'd like you on Friday at the same time": the day that got no hours of its own.
fn idle_day(scanned: &Scanned, placed: &Placed) -> Option<Slot> {
    let same = scanned
        .items
        .iter()
        .find(|item| matches!(item.what, What::SameHours))?;
    let [slot] = placed.result.slots.as_slice() else {
        return None;
    };
    let (day, span) = placed
        .idle
        .iter()
        .rev()
        .find(|(_, first)| *first < same.first)
        .map(|(day, first)| (*day, *first))?;
    let start = day
        .and_time(slot.start.naive_local().time())
        .and_local_timezone(*slot.start.offset())
        .single()?;
    let earlier = Talk::of(scanned, same.sentence);
    let moved = earlier.is_move()
        || earlier
            .says("rather than|we d like you on|could we|instead|lo pasamos|reporter|verlegen|ginge es|passt es ihnen|auch am|stattdessen|lieber|te he movido|will we say|shall we say");
    (moved && start != slot.start).then(|| Slot {
        start,
        end: None,
        span: scanned.span(span, span + 1),
        alternative: None,
        ..slot.clone()
    })
}

/// "Your call of Oct 30 (2PM) is now tomorrow": a time gone by that a move speaks of.
fn past_time(scanned: &Scanned, placed: &Placed) -> Option<Slot> {
    let (slot, hours_item) = placed.past.last()?;
    let talk = Talk::of(scanned, scanned.items.get(*hours_item)?.sentence);
    (placed.result.slots.len() == 1 && (talk.is_move() || talk.is_loss())).then(|| slot.clone())
}

/// "Push our 10am to 11:30am", "12:30 statt 11:00 Uhr": both hours without a day.
fn move_of_hours(scanned: &Scanned, placed: &mut Placed) {
    let text = scanned.cursor();
    let mut news: Vec<Undated> = Vec::new();
    for (at, undated) in placed.result.undated.iter_mut().enumerate() {
        let Some(item) = placed
            .undated_items
            .get(at)
            .and_then(|item| scanned.items.get(*item))
        else {
            continue;
        };
        if !Talk::of(scanned, item.sentence).is_move() {
            continue;
        }
        let opening = item.first.saturating_sub(3);
        let away = between(
            text,
            opening,
            item.first,
            &[
                "statt", "anstatt", "of", "lieu", "lugar", "vez", "than", "from", "von", "de",
            ],
        );
        let both = undated
            .end
            .filter(|_| (item.first..item.after).any(|at| text.is(at, Sense::To)));
        if undated.end.is_none() && away {
            undated.was = true;
        } else if let Some(end) = both {
            news.push(Undated {
                start: end,
                end: None,
                ..undated.clone()
            });
            undated.end = None;
            undated.was = true;
        }
    }
    placed.result.undated.extend(news);
}
