//! What the words right before an expression of time say of it.

use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::Relation;

/// What the words right before a position say.
pub(super) fn relation(text: Cursor<'_>, at: usize) -> Relation {
    const RELATIONS: &[(Sense, Relation)] = &[
        (Sense::By, Relation::By),
        (Sense::NotBefore, Relation::NotBefore),
        (Sense::Before, Relation::Before),
        (Sense::Until, Relation::Until),
        (Sense::Through, Relation::Through),
        (Sense::After, Relation::After),
        (Sense::Within, Relation::Within),
        (Sense::In, Relation::In),
        (Sense::Since, Relation::Since),
        (Sense::Between, Relation::Between),
        (Sense::From, Relation::From),
        (Sense::Ago, Relation::Ago),
    ];
    let mut before = at;
    for _ in 0..4 {
        let Some(position) = before.checked_sub(1) else {
            return Relation::None;
        };
        // "Come by on Thursday".
        let idle = text.is(position, Sense::By)
            && (text.any(position + 1, &[Sense::On])
                || position
                    .checked_sub(1)
                    .is_some_and(|verb| text.word(verb, DROPPING)));
        if let Some((_, relation)) = RELATIONS
            .iter()
            .find(|(sense, _)| text.is(position, *sense) && !idle)
        {
            return *relation;
        }
        // "Complete by: 5pm".
        let label = text.mark(position, ':')
            && position
                .checked_sub(1)
                .is_some_and(|before| text.is(before, Sense::By));
        let filler = label
            || text.any(
                position,
                &[
                    Sense::The,
                    Sense::On,
                    Sense::At,
                    Sense::About,
                    Sense::Article,
                    Sense::AtLatest,
                ],
            )
            || text.word(
                position,
                &["close", "on", "our", "(", "no", "later", "than", "this"],
            );
        if !filler {
            return Relation::None;
        }
        before = position;
    }
    Relation::None
}

/// "Come by Monday" is a visit, not a limit.
const DROPPING: &[&str] = &[
    "come", "stop", "drop", "swing", "pop", "coming", "stopping", "dropping", "call",
];
