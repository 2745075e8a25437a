//! Goes through a text once and lists the days, hours, lengths and zones that it names, with what the words before them say.

use super::anchor::Anchor;
use super::cursor::Cursor;
use super::days::{self, Days, Which};
use super::hours::{self, Clock, Grade, Hours};
use super::lengths::{self, Length};
use super::lexicon::{self, Sense};
use super::resolve::{Setting, resolve};
use super::tokens::{self, Kind, Token};
use super::types::Purpose;
use super::zones::{self, Named};

/// A mail that names more times than this is a calendar, and is not read further.
const MOST_ITEMS: usize = 300;

/// No sentence is longer, in tokens: a text without a full stop is cut, so that reading it stays linear.
const LONGEST_SENTENCE: usize = 200;

/// What the words before an expression say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    None,
    By,
    Before,
    Until,
    Through,
    After,
    NotBefore,
    Within,
    In,
    From,
    Since,
    Between,
    Ago,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Days(Days),
    Hours(Hours),
    Zone(Named),
    Length(Length),
    /// "Same time": the hours named before.
    SameHours,
}

/// One expression, by its tokens.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub what: What,
    pub first: usize,
    pub after: usize,
    pub relation: Relation,
    pub sentence: usize,
}

/// A text, cut and scanned.
pub(super) struct Scanned {
    pub tokens: Vec<Token>,
    /// The sentence of each token.
    pub sentences: Vec<usize>,
    pub items: Vec<Item>,
}

impl Scanned {
    pub fn new(text: &str, anchor: &Anchor<'_>) -> Self {
        let tokens = tokens::read(text, lexicon::index(anchor.language));
        let sentences = sentences(&tokens);
        let mut scanned = Self {
            tokens,
            sentences,
            items: Vec::new(),
        };
        scanned.scan(anchor);
        scanned.settle_order();
        scanned.drop_lonely();
        scanned
    }

    /// Whether this text writes the day or the month first, where another date, a zone or a pound sign tells.
    fn settle_order(&mut self) {
        let Some(order) = self.order() else { return };
        for item in &mut self.items {
            if let What::Days(days) = &mut item.what {
                settle(days, order);
            }
        }
    }

    fn order(&self) -> Option<bool> {
        let told = |days: &Days| {
            let Days::Numeric {
                first,
                second,
                day_first,
                ..
            } = days
            else {
                return None;
            };
            let open = day_first.is_none() && (*first > 12) != (*second > 12);
            open.then_some(*first > 12)
        };
        let written = self.items.iter().find_map(|item| {
            if let What::Days(days) = &item.what {
                told(days)
            } else {
                None
            }
        });
        let pounds = || {
            self.tokens
                .iter()
                .any(|token| token.low == "£" || token.low == "nhs")
                .then_some(true)
        };
        let zone = || {
            self.items.iter().find_map(|item| {
                if let What::Zone(named) = item.what {
                    named.month_first().map(|month_first| !month_first)
                } else {
                    None
                }
            })
        };
        written.or_else(zone).or_else(pounds)
    }

    pub fn cursor(&self) -> Cursor<'_> {
        Cursor {
            tokens: &self.tokens,
        }
    }

    /// The bytes of tokens from one position to before another.
    pub fn span(&self, first: usize, after: usize) -> std::ops::Range<usize> {
        let start = self.tokens.get(first).map_or(0, |token| token.span.start);
        let end = after
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.span.end);
        start..end.max(start)
    }

    fn scan(&mut self, anchor: &Anchor<'_>) {
        let mut at = 0;
        while at < self.tokens.len() && self.items.len() < MOST_ITEMS {
            if let Some(after) = self.address(at) {
                at = after;
                continue;
            }
            match self.item(at, anchor) {
                Some((items, after)) if after > at => {
                    self.items.extend(items);
                    at = after;
                }
                _ => at += 1,
            }
        }
    }

    /// Steps over a link or an address of mail.
    fn address(&self, at: usize) -> Option<usize> {
        let text = self.cursor();
        let link = text.word(at, &["http", "https", "www", "mailto", "tel"])
            && (text.mark(at + 1, ':') || text.mark(at + 1, '.'))
            && text.glued(at + 1);
        let mail = text.glued(at + 1)
            && text.mark(at + 1, '@')
            && text.glued(at + 2)
            && text.get(at)?.kind == Kind::Word;
        if !(link || mail) {
            return None;
        }
        let mut after = at + 1;
        while text.glued(after) && !text.mark(after, ')') && !text.mark(after, '>') {
            after += 1;
        }
        Some(after)
    }

    fn item(&self, at: usize, anchor: &Anchor<'_>) -> Option<(Vec<Item>, usize)> {
        let text = self.cursor();
        let lang = anchor.language;
        let sentence = self.sentences.get(at).copied().unwrap_or(0);
        let said = relation(text, at);
        // "Before the end of Thursday" still has Thursday.
        let whole = said == Relation::Before && text.any(at, &[Sense::End, Sense::EndOfDay]);
        let relation = if whole { Relation::By } else { said };
        let item = |what: What, first: usize, after: usize| Item {
            what,
            first,
            after,
            relation,
            sentence,
        };
        let placed = at
            .checked_sub(1)
            .is_some_and(|before| text.is(before, Sense::At));
        let hour_sign = text.digits(at).is_some() && text.is(at + 1, Sense::Clock)
            || placed && text.is(at + 1, Sense::ClockOrHours);
        if let (true, Some((hours, after))) = (hour_sign, hours::parse(text, at, lang)) {
            return Some((vec![item(What::Hours(hours), at, after)], after));
        }
        if let Some((days, after)) = days::parse(text, at, lang) {
            return Some((
                split_hour(
                    days,
                    anchor,
                    |what, first| item(what, first, after),
                    at,
                    after,
                ),
                after,
            ));
        }
        if let Some((length, after)) = lengths::parse(text, at) {
            return Some((vec![item(What::Length(length), at, after)], after));
        }
        if let Some((hours, after)) = hours::parse(text, at, lang).filter(|(hours, after)| {
            self.plausible(at, *after, hours)
                && !(text.any(at, OPENINGS) && days::parse(text, at + 1, lang).is_some())
        }) {
            return Some((vec![item(What::Hours(hours), at, after)], after));
        }
        if text.is(at, Sense::SameTime) {
            return Some((vec![item(What::SameHours, at, at + 1)], at + 1));
        }
        let (zone, after) =
            zones::parse(text, at, anchor).filter(|(zone, _)| self.zone_placed(at, zone))?;
        Some((vec![item(What::Zone(zone), at, after)], after))
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

    /// Whether a written number is a time of day here.
    fn plausible(&self, at: usize, after: usize, hours: &Hours) -> bool {
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

    /// Whether a day stands right before a position.
    fn day_close(&self, at: usize) -> bool {
        self.items.last().is_some_and(|item| {
            matches!(item.what, What::Days(_))
                && item.after + 2 >= at
                && item.sentence == self.sentences.get(at).copied().unwrap_or(0)
        })
    }

    fn zone_placed(&self, at: usize, zone: &Named) -> bool {
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

    /// Times without a day or a surer time in their sentence or on the line before are no times ("between 3 and 5 of us").
    fn drop_lonely(&mut self) {
        let company: std::collections::BTreeSet<usize> = self
            .items
            .iter()
            .filter(|item| match &item.what {
                What::Days(_) => true,
                What::Hours(hours) => hours.grade() == Grade::Sure,
                What::Zone(_) => true,
                What::Length(_) | What::SameHours => false,
            })
            .map(|item| item.sentence)
            .collect();
        self.items.retain(|item| match &item.what {
            What::Hours(hours) if hours.grade() != Grade::Sure => {
                company.contains(&item.sentence)
                    || item
                        .sentence
                        .checked_sub(1)
                        .is_some_and(|before| company.contains(&before))
            }
            What::Hours(_) | What::Days(_) | What::Zone(_) | What::Length(_) | What::SameHours => {
                true
            }
        });
    }
}

fn settle(days: &mut Days, order: bool) {
    if let Days::Numeric {
        day_first: day_first @ None,
        ..
    } = days
    {
        *day_first = Some(order);
    } else if let Days::Range(first, last) = days {
        settle(first, order);
        settle(last, order);
    }
}

/// Words that open a stretch of hours or of days.
const OPENINGS: &[Sense] = &[
    Sense::After,
    Sense::Before,
    Sense::Until,
    Sense::From,
    Sense::Between,
    Sense::NotBefore,
];

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

/// "Tuesday 2" is the day where the 2nd is a Tuesday, and two o'clock where it is not.
fn split_hour(
    days: Days,
    anchor: &Anchor<'_>,
    item: impl Fn(What, usize) -> Item,
    at: usize,
    after: usize,
) -> Vec<Item> {
    if let Days::DayOfMonth {
        day,
        weekday: Some(weekday),
        ordinal: false,
    } = days
    {
        let setting = Setting {
            anchor,
            purpose: Purpose::Appointment,
            past: false,
        };
        let agrees = resolve(&days, setting).is_some_and(|resolved| resolved.day.is_some());
        if !agrees && day <= 12 {
            let clock = Clock {
                hour: day,
                minute: 0,
                meridiem: None,
                exact: false,
                grade: Grade::Sure,
                idiom: false,
            };
            let mut weekday_item = item(What::Days(Days::Weekday(weekday, Which::Bare)), at);
            weekday_item.after = after.saturating_sub(1);
            return vec![
                weekday_item,
                item(What::Hours(Hours::At(clock)), after.saturating_sub(1)),
            ];
        }
    }
    vec![item(What::Days(days), at)]
}

/// "Come by Monday" is a visit, not a limit.
const DROPPING: &[&str] = &[
    "come", "stop", "drop", "swing", "pop", "coming", "stopping", "dropping", "call",
];

/// What the words right before a position say.
fn relation(text: Cursor<'_>, at: usize) -> Relation {
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

/// Numbers the sentences: full stops before a capital, blank lines and the lines of a list divide them.
fn sentences(tokens: &[Token]) -> Vec<usize> {
    let text = Cursor { tokens };
    let (mut sentence, mut first) = (0, 0);
    let mut numbers = Vec::with_capacity(tokens.len());
    for at in 0..tokens.len() {
        if at > 0 && (at - first >= LONGEST_SENTENCE || divides(text, at)) {
            sentence += 1;
            first = at;
        }
        numbers.push(sentence);
    }
    numbers
}

fn divides(text: Cursor<'_>, at: usize) -> bool {
    let Some(token) = text.get(at) else {
        return false;
    };
    let Some(before) = text.get(at - 1) else {
        return false;
    };
    if token.breaks >= 2 {
        return true;
    }
    if token.breaks == 1 {
        let bullet = matches!(token.kind, Kind::Mark('-' | '*' | '\u{2022}' | '+'))
            || (text.mark(at + 1, ')') && text.glued(at + 1))
            || (token.kind == Kind::Mark('[') && text.mark(at + 2, ']'));
        if bullet {
            return true;
        }
    }
    if !token.gap {
        return false;
    }
    match before.kind {
        Kind::Mark('!' | '?' | '\u{2026}') => true,
        Kind::Mark('.') => {
            let abbreviated = at
                .checked_sub(2)
                .and_then(|position| text.get(position))
                .is_some_and(|word| {
                    (word.kind == Kind::Number
                        && (text.month(at).is_some()
                            || token.kind == Kind::Number
                            || token.breaks > 0 && text.month_by_number(at).is_some()))
                        || matches!(
                            word.low.as_str(),
                            "mr" | "mrs"
                                | "ms"
                                | "dr"
                                | "prof"
                                | "ca"
                                | "approx"
                                | "bzw"
                                | "inc"
                                | "ltd"
                                | "co"
                                | "st"
                                | "no"
                                | "nr"
                                | "vs"
                                | "z"
                                | "b"
                                | "d"
                                | "h"
                                | "usw"
                                | "godz"
                        )
                });
            let opens = token.capital
                || matches!(token.kind, Kind::Mark(_))
                || token.breaks > 0
                || (token.kind == Kind::Number && !abbreviated);
            opens
                && !abbreviated
                && !(token.kind == Kind::Mark(',') || token.kind == Kind::Mark('-'))
        }
        Kind::Word | Kind::Number | Kind::Mark(_) => false,
    }
}
