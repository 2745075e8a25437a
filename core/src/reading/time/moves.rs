//! Tells the time that a move takes away from the one that it sets.

use super::appointments::Placed;
use super::lexicon::Sense;
use super::scan::{Item, Relation, Scanned, What};
use super::talk::{Talk, between};
use super::types::Appointments;

/// Sets the old time of a move apart from the new ones.
pub(super) fn apart(scanned: &Scanned, mut placed: Placed) -> Appointments {
    undated_move(scanned, &mut placed);
    let several = placed.result.slots.len() > 1;
    let old =
        old_slot(scanned, &placed).filter(|old| several || labelled_old(scanned, &placed, *old));
    if let Some(old) = old.filter(|old| *old < placed.result.slots.len()) {
        placed.drafts.remove(old);
        placed.result.was = Some(placed.result.slots.remove(old));
    }
    once(&mut placed.result);
    placed.result
}

/// A time told twice is one.
fn once(result: &mut Appointments) {
    let mut seen = std::collections::BTreeSet::new();
    if let Some(was) = &result.was {
        seen.insert(was.start.timestamp());
    }
    let ends: std::collections::BTreeMap<i64, _> = result
        .slots
        .iter()
        .rev()
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

fn first_item<'a>(scanned: &'a Scanned, placed: &Placed, at: usize) -> Option<&'a Item> {
    let draft = placed.drafts.get(at)?;
    scanned.items.get(draft.day_item.min(draft.hours_item))
}

/// Which slot is the old time, if one is.
fn old_slot(scanned: &Scanned, placed: &Placed) -> Option<usize> {
    let text = scanned.cursor();
    for at in 0..placed.drafts.len() {
        let item = first_item(scanned, placed, at)?;
        let opening = item.first.saturating_sub(5)..item.first;
        let instead = between(
            text,
            opening.start,
            opening.end,
            &[
                "statt", "anstatt", "instead", "rather", "lieu", "lugar", "vez",
            ],
        ) && !between(text, opening.start, opening.end, &["?", "."])
            && !text.word(item.first.saturating_sub(1), &["instead"]);
        if instead || labelled_old(scanned, placed, at) {
            return Some(at);
        }
    }
    for at in 0..placed.drafts.len() {
        let item = first_item(scanned, placed, at)?;
        let talk = Talk::of(scanned, item.sentence);
        let next_same =
            first_item(scanned, placed, at + 1).filter(|next| next.sentence == item.sentence);
        if let Some(next) = next_same {
            let to = text.any(
                next.first.saturating_sub(1),
                &[Sense::To, Sense::By, Sense::Until],
            ) || (next.first.saturating_sub(4)..next.first).any(|at| {
                text.any(at, &[Sense::To])
                    || text.word(at, &["auf", "au", "al", "to", "for", "becomes", "->"])
            }) || text.mark(next.first.saturating_sub(1), '>');
            if to && (talk.is_move() || item.relation == Relation::From) {
                return Some(at);
            }
        }
        if talk.is_loss()
            && placed.drafts.len() > 1
            && first_item(scanned, placed, at + 1).is_some()
        {
            return Some(at);
        }
    }
    None
}

/// "Was: …", "Previous time: …", "bisher".
fn labelled_old(scanned: &Scanned, placed: &Placed, at: usize) -> bool {
    let text = scanned.cursor();
    let Some(item) = first_item(scanned, placed, at) else {
        return false;
    };
    between(
        text,
        item.first.saturating_sub(5),
        item.first,
        &[
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
            "antes",
            "before",
        ],
    ) && !between(
        text,
        item.first.saturating_sub(5),
        item.first,
        &[
            "new", "now", "neu", "neuer", "nouveau", "nouvelle", "nueva", "nuevo",
        ],
    )
}

/// "Push our 10am to 11:30am", "12:30 statt 11:00 Uhr": both hours without a day.
fn undated_move(scanned: &Scanned, placed: &mut Placed) {
    let text = scanned.cursor();
    let mut olds = Vec::new();
    for (at, undated) in placed.result.undated.iter_mut().enumerate() {
        let Some(item) = placed
            .undated_items
            .get(at)
            .and_then(|item| scanned.items.get(*item))
        else {
            continue;
        };
        let talk = Talk::of(scanned, item.sentence);
        if !talk.is_move() {
            continue;
        }
        if between(
            text,
            item.first.saturating_sub(3),
            item.first,
            &[
                "statt", "anstatt", "of", "lieu", "lugar", "vez", "than", "from", "von", "de",
            ],
        ) && matches!(item.what, What::Hours(_))
            && undated.end.is_none()
        {
            undated.was = true;
        } else if let Some(end) = undated
            .end
            .filter(|_| (item.first..item.after).any(|at| text.is(at, Sense::To)))
        {
            let mut new = undated.clone();
            new.start = end;
            new.end = None;
            undated.end = None;
            undated.was = true;
            olds.push(new);
        }
    }
    placed.result.undated.extend(olds);
}
