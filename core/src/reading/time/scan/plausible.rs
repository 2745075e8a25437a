//! Whether a number is a time of day where it stands.

use super::*;

impl Scanned {
    /// Whether a written number is a time of day here.
    pub(super) fn plausible(&self, at: usize, after: usize, hours: &Hours) -> bool {
        let text = self.cursor();
        match hours.grade() {
            Grade::Sure if text.word(at, &["midday"]) => !noun(text, after),
            Grade::Sure => {
                !(matches!(hours, Hours::Part(_))
                    && at.checked_sub(1).is_some_and(|before| {
                        text.word(before, &["good", "buenas", "bon", "bonne"])
                    }))
            }
            Grade::Dotted => self.dotted_plausible(at, after, hours),
            Grade::Bare => self.bare_plausible(at, after, hours),
        }
    }

    /// "4.30": a time beside a day, a preposition, a zone or another such time; not a room, a price or a rating.
    fn dotted_plausible(&self, at: usize, after: usize, hours: &Hours) -> bool {
        let text = self.cursor();
        let before = at.checked_sub(1);
        let priced = before
            .and_then(|before| text.get(before))
            .is_some_and(|token| {
                matches!(token.kind, Kind::Mark('$' | '€' | '£' | '#'))
                    || NUMBERED.contains(&token.low.as_str())
            });
        let opened = before.is_some_and(|before| {
            text.any(before, PLACES)
                || text.word(
                    before,
                    &[
                        "for", "is", "start", "starts", "starting", "was", "do", "then", "auf",
                        "got", "oder", "now", "in", "than", "of", "statt",
                    ],
                )
        });
        let neighbour = self.neighbour(at).is_some_and(|item| {
            matches!(item.what, What::Days(_) | What::Hours(_) | What::SameHours)
        });
        let range = matches!(hours, Hours::Range(..));
        let opens_line = self.tokens.get(at).is_some_and(|token| token.breaks > 0)
            && self
                .items
                .iter()
                .rev()
                .take(8)
                .any(|item| matches!(item.what, What::Days(_)));
        let opened = opened || opens_line && !text.mark(after, '.');
        !priced
            && !text.word(after, COUNTED)
            && (opened || neighbour || range || self.leads_on(after))
    }

    /// "3": a time after "at", beside a day, or where the sentence asks for one.
    fn bare_plausible(&self, at: usize, after: usize, hours: &Hours) -> bool {
        let text = self.cursor();
        let sentence = self.sentences.get(at).copied().unwrap_or(0);
        let figure = text.digits(at).is_some();
        let before = at.checked_sub(1);
        let neighbour = figure
            && self.tokens.get(at).is_some_and(|token| token.breaks == 0)
            && self.neighbour(at).is_some_and(|item| {
                matches!(item.what, What::Days(_) | What::Hours(_) | What::SameHours)
                    && item.sentence == sentence
            });
        let replaced = figure
            && before.is_some_and(|before| {
                let of = before.checked_sub(1).is_some_and(|verb| {
                    text.word(verb, &["instead", "rather", "au lieu", "lieu", "lugar"])
                });
                of && text.word(before, &["of", "than", "de"])
                    || text.word(before, &["statt", "anstatt"])
            });
        let asking = before.is_some_and(|before| {
            text.word(
                before,
                &[
                    "does", "would", "will", "about", "is", "say", "maybe", "do", "make", "either",
                    "around", "of", "than",
                ],
            ) || text.any(before, &[Sense::Or, Sense::About])
        });
        let answered = text.any(after, &[Sense::On, Sense::Or])
            || text.word(
                after,
                &[
                    "work", "works", "suit", "suits", "be", "ok", "okay", "good", "instead", "the",
                    "same",
                ],
            )
            || text.weekday(after).is_some()
            || text
                .find(after, |sense| {
                    matches!(sense, Sense::Offset(0 | 1)).then_some(())
                })
                .is_some();
        let opens = before.is_none_or(|_| text.get(at).is_some_and(|token| token.breaks > 0));
        let day_follows = text.is(after, Sense::On) && text.weekday(after + 1).is_some();
        let asked = figure && answered && (asking || opens && day_follows);
        let opened = before.is_some_and(|before| text.is(before, Sense::At))
            || matches!(hours, Hours::From(_) | Hours::Until(_));
        // "Thursday at 11 before we open", "a las seis entonces": the day and the preposition leave no doubt.
        let sure = opened
            && (self.day_close(at)
                || before.is_some_and(|before| {
                    text.word(
                        before,
                        &["a las", "a la", "um", "alle", "as", "o godz", "om"],
                    )
                }));
        (sure || replaced || !noun(text, after))
            && text.digits(after).is_none()
            && (opened || neighbour || asked || replaced)
    }

    /// Whether a day, a zone or another time follows as in a list.
    fn leads_on(&self, after: usize) -> bool {
        let text = self.cursor();
        let day = text.any(after, &[Sense::On]) && text.weekday(after + 1).is_some();
        let zone = text.get(after).is_some_and(|token| token.capital)
            && (text.word(after + 1, &["time"])
                || text.word(
                    after,
                    &[
                        "et", "est", "edt", "ct", "cst", "pt", "pst", "gmt", "bst", "cet", "utc",
                        "ist",
                    ],
                ));
        let next = text.skip_mark(after, &[',']);
        let next = text.skip(next, &[Sense::Or, Sense::And]);
        let listed = next > after
            && text.digits(next).is_some()
            && (text.mark(next + 1, '.') || text.mark(next + 1, ':'))
            && text
                .glued_digits(next + 2)
                .is_some_and(|token| token.digits == 2);
        let near_day = text
            .find(after, |sense| {
                matches!(sense, Sense::Offset(0..=2)).then_some(())
            })
            .is_some();
        let meeting = text.word(
            after,
            &[
                "call",
                "interview",
                "meeting",
                "chat",
                "slot",
                "appointment",
                "session",
                "same",
                "termin",
                "gesprach",
                "works",
                "suits",
            ],
        );
        let named_zone = text.word(after + 1, &["time", "zeit"]);
        day || zone || listed || near_day || meeting || named_zone || text.weekday(after).is_some()
    }

    /// The item right before a position, with nothing but marks and small words between.
    fn neighbour(&self, at: usize) -> Option<&Item> {
        let text = self.cursor();
        let last = self.items.last()?;
        let small = |between: usize| {
            text.get(between).is_some_and(|token| {
                matches!(
                    token.kind,
                    Kind::Mark(
                        ',' | ';'
                            | ':'
                            | '-'
                            | '/'
                            | '('
                            | '|'
                            | '.'
                            | '\u{2022}'
                            | '*'
                            | ')'
                            | '@'
                    )
                )
            }) || text.word(
                between,
                &[
                    "either", "say", "hours", "hour", "time", "uhrzeit", "heure", "hora", "start",
                    "beginn",
                ],
            ) || text.any(
                between,
                &[
                    Sense::And,
                    Sense::Or,
                    Sense::At,
                    Sense::On,
                    Sense::From,
                    Sense::Between,
                    Sense::To,
                    Sense::About,
                    Sense::Until,
                    Sense::The,
                ],
            )
        };
        (last.after + 4 > at && (last.after..at).all(small)).then_some(last)
    }

    /// Whether a day stands right before a position.
    fn day_close(&self, at: usize) -> bool {
        self.items.last().is_some_and(|item| {
            matches!(item.what, What::Days(_))
                && item.after + 2 >= at
                && item.sentence == self.sentences.get(at).copied().unwrap_or(0)
        })
    }

    pub(super) fn zone_placed(&self, at: usize, zone: &Named) -> bool {
        let text = self.cursor();
        let near = self.items.last().is_some_and(|item| {
            item.after + 3 > at
                && matches!(item.what, What::Hours(_) | What::Zone(_) | What::Days(_))
        });
        let word = at.checked_sub(1).is_some_and(|before| {
            text.word(
                before,
                &[
                    "are", "in", "is", "times", "zone", "timezone", "all", ":", "(", "sind",
                    "sont", "en", "horario", "fuseau", "zeitzone",
                ],
            ) || text.any(before, &[Sense::In])
        });
        let named = text.get(at).is_some_and(|token| token.low.len() > 5)
            || zone.personal
            || text.word(at + 1, &["time", "zeit", "de"])
            || text.mark(at, '(');
        near || word || named
    }
}

/// A noun behind a number says that it counts something ("at 3 locations").
fn noun(text: Cursor<'_>, after: usize) -> bool {
    const FUNCTION: &[&str] = &[
        "for", "with", "if", "work", "works", "would", "is", "instead", "then", "so", "please",
        "via", "over", "my", "your", "okay", "ok", "suit", "suits", "but", "pour", "avec", "per",
        "mit", "fur", "bei", "be", "rather", "pacific", "we", "i", "when", "where", "because",
        "as", "good", "best", "are", "will", "can", "could", "it", "he", "she", "they", "though",
        "again", "sharp", "et", "ct", "pt", "mt", "est", "edt", "cst", "pst", "gmt", "cet", "bst",
        "ist", "utc", "im", "auf", "ist", "passt", "per", "via", "statt", "que", "si", "para",
        "con", "por", "en", "dans", "chez", "sur", "no", "yes", "eastern", "central", "pacific",
        "mountain", "london", "uk", "any", "which", "who", "that", "just", "local", "free",
        "today", "there", "here",
    ];
    let Some(token) = text.get(after) else {
        return false;
    };
    // "At 10 Finnish time" counts nothing.
    if text.word(after + 1, &["time", "zeit"]) {
        return false;
    }
    token.kind == Kind::Word
        && token.senses.is_empty()
        && token.breaks == 0
        && !FUNCTION.contains(&token.low.as_str())
}

/// Words after which a number with a full stop is a time of day.
const PLACES: &[Sense] = &[
    Sense::At,
    Sense::On,
    Sense::From,
    Sense::Between,
    Sense::By,
    Sense::Before,
    Sense::Until,
    Sense::Or,
    Sense::And,
    Sense::To,
    Sense::About,
];

/// What a number with a full stop counts.
const COUNTED: &[&str] = &[
    "stars", "star", "million", "billion", "mio", "mrd", "k", "euro", "euros", "eur", "gbp", "usd",
    "per", "percent", "prozent", "points", "km", "miles", "kg", "release", "version", "die", "pro",
    "x", "%", "am", "fte",
];

/// Words after which a number is a name.
const NUMBERED: &[&str] = &[
    "room", "raum", "salle", "v", "version", "eur", "level", "section", "sala", "zimmer", "option",
    "step", "chapter",
];
