//! What a text promises, demands, or asks to wait for.

use chrono::NaiveDate;

use super::anchor::Anchor;
use super::days::{Days, Share};
use super::hours::Hours;
use super::lexicon::{Sense, Unit};
use super::mentions::{Due, Mention, mentions, same_time_later};
use super::scan::{Relation, Scanned};
use super::talk::Talk;
use super::tokens::bounded;
use super::types::{Deadline, Flag, Found, Point, Promise, Purpose, Quiet, TimeReading};
use crate::reading::{By, Strength};

mod commitment;
mod demand;
mod patience;

use demand::Manner;

/// The first word in a text by which the employer binds itself to be heard from.
#[must_use]
pub fn promise(text: &str, anchor: &Anchor<'_>) -> Option<Promise> {
    let book = Book::open(text, anchor);
    book.sentences()
        .into_iter()
        .find_map(|sentence| book.promise(sentence))
}

/// The first day by which the owner is asked to do something.
#[must_use]
pub fn deadline(text: &str, anchor: &Anchor<'_>) -> Option<Deadline> {
    let book = Book::open(text, anchor);
    let all: Vec<Deadline> = book
        .sentences()
        .into_iter()
        .filter_map(|sentence| book.deadline(sentence))
        .collect();
    if all.is_empty() {
        let weak = book
            .sentences()
            .into_iter()
            .find_map(|sentence| book.weak_deadline(sentence));
        return book.deadline_before_then().or(weak);
    }
    let asked = all
        .iter()
        .position(|deadline| !deadline.closing)
        .unwrap_or(0);
    all.into_iter().nth(asked)
}

/// The day before which the employer asks not to be asked.
#[must_use]
pub fn quiet_until(text: &str, anchor: &Anchor<'_>) -> Option<Quiet> {
    let book = Book::open(text, anchor);
    book.sentences()
        .into_iter()
        .find_map(|sentence| book.quiet(sentence))
        .or_else(|| book.quiet_before_then())
}

/// Every expression of time in a text, read for a purpose.
#[must_use]
pub fn find(text: &str, anchor: &Anchor<'_>, purpose: Purpose) -> Vec<Found> {
    let text = bounded(text);
    let book = Book::open(text, anchor);
    let found = |mention: &Mention| {
        let talk = book.talk(mention.sentence);
        let span = book.scanned.span(mention.first, mention.after);
        let due = mention.due(anchor, purpose, talk.is_past())?;
        let reading = reading(mention, &due, &talk)?;
        let instant = |at: chrono::DateTime<chrono::FixedOffset>| Point {
            date: at.date_naive(),
            at: Some(at),
            end: None,
            zone: None,
        };
        let alternative = due
            .alternative_at
            .map(instant)
            .or(due.resolved.alternative.map(Point::day));
        let words = text.get(span.clone()).unwrap_or_default().to_owned();
        Some(Found {
            span,
            words,
            reading,
            alternative,
            earliest: due.resolved.earliest,
            grace_days: due.resolved.grace_days,
            flags: due.flags,
        })
    };
    book.mentions.iter().filter_map(found).collect()
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
    Some(match commitment::condition(talk) {
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
    demand::before_meeting(talk).then_some(-minutes)
}

/// A text with its expressions of time.
struct Book<'a> {
    scanned: Scanned,
    mentions: Vec<Mention>,
    anchor: &'a Anchor<'a>,
}

impl<'a> Book<'a> {
    fn open(text: &str, anchor: &'a Anchor<'a>) -> Self {
        let scanned = Scanned::new(bounded(text), anchor);
        let mentions = mentions(&scanned, anchor);
        Self {
            scanned,
            mentions,
            anchor,
        }
    }

    fn talk(&self, sentence: usize) -> Talk {
        Talk::of(&self.scanned, sentence)
    }

    fn talk_at(&self, token: usize) -> Talk {
        self.talk(self.scanned.sentences.get(token).copied().unwrap_or(0))
    }

    /// The sentences that name a time, in order.
    fn sentences(&self) -> Vec<usize> {
        let mut sentences: Vec<usize> = self
            .mentions
            .iter()
            .map(|mention| mention.sentence)
            .collect();
        sentences.dedup();
        sentences
    }

    fn of(&self, sentence: usize) -> impl Iterator<Item = &Mention> {
        let first = self
            .mentions
            .partition_point(|mention| mention.sentence < sentence);
        self.mentions
            .iter()
            .skip(first)
            .take_while(move |mention| mention.sentence == sentence)
    }

    fn promise(&self, sentence: usize) -> Option<Promise> {
        let talk = self.talk(sentence);
        if talk.is_attribution() {
            return None;
        }
        let silence = commitment::silence(&talk);
        if silence && patience::permission(&talk) {
            return None;
        }
        let waits = patience::promises(&talk);
        let heads = commitment::heads(&self.scanned, &talk, sentence, self.anchor.language);
        let kept = |mention: &'_ Mention| {
            let due = mention.due(self.anchor, Purpose::Promise, false)?;
            let due = self.this_time(due, &talk);
            let distance = if silence || waits && mention.length.is_some() {
                Some(0)
            } else {
                heads
                    .iter()
                    .filter_map(|head| self.distance(*head, mention))
                    .min()
            };
            let by = self.binding_day(mention, &due)?;
            Some((distance?, by, due, mention.clone()))
        };
        let (_, mut by, due, mention) = self
            .of(sentence)
            .filter_map(kept)
            .min_by_key(|(distance, ..)| *distance)?;
        // "Tonight or tomorrow": the later of the two.
        let other = self.or_else_by(&mention).filter(|other| *other > by);
        let either = other.is_some();
        by = other.unwrap_or(by);
        let strength = match commitment::strength(&talk) {
            // "Get them to me by Friday and I'll have an answer on Monday".
            Strength::Hard | Strength::Soft if self.is_order_with_reward(&talk, sentence) => {
                Strength::Conditional
            }
            Strength::Hard => Strength::Hard,
            Strength::Soft => Strength::Soft,
            Strength::Conditional => Strength::Conditional,
            Strength::ImplicitRejection => Strength::ImplicitRejection,
        };
        let soft = strength == Strength::Hard && (either || waits || is_soft(&mention, &due));
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
            span: self.scanned.span(mention.first, mention.after),
        })
    }

    fn is_order_with_reward(&self, talk: &Talk, sentence: usize) -> bool {
        let first = self
            .scanned
            .sentences
            .partition_point(|known| *known < sentence);
        talk.says("and i ll|and we ll|and i will|and we will")
            && self.scanned.cursor().word(
                first,
                &[
                    "get", "send", "give", "submit", "return", "let", "please", "complete",
                ],
            )
    }

    /// The day of the mention that "or" links to this one.
    fn or_else_by(&self, mention: &Mention) -> Option<NaiveDate> {
        let text = self.scanned.cursor();
        let next = self
            .of(mention.sentence)
            .find(|next| next.first > mention.first)?;
        if !(next.first <= mention.after + 3 && text.is(mention.after, Sense::Or)) {
            return None;
        }
        next.due(self.anchor, Purpose::Promise, false)?.date
    }

    /// "By this time next week".
    fn this_time(&self, due: Due, talk: &Talk) -> Due {
        let days = if talk.says("this time next week|same time next week") {
            7
        } else if talk.says("this time tomorrow") {
            1
        } else {
            return due;
        };
        let at = same_time_later(self.anchor, days);
        Due {
            at,
            date: at.map(|at| at.date_naive()),
            ..due
        }
    }

    /// How far a mention stands from a verb, or nothing where another clause or topic lies between.
    fn distance(&self, head: usize, mention: &Mention) -> Option<usize> {
        let text = self.scanned.cursor();
        let (from, to) = if mention.first > head {
            (head, mention.first)
        } else {
            (mention.after, head)
        };
        let gap = to.saturating_sub(from);
        let parted = (from..to).any(|at| text.mark(at, ';') || text.word(at, PARTING))
            || (from..to.saturating_sub(3)).any(|at| {
                text.is(at, Sense::After)
                    || text.word(
                        at,
                        &["once", "when", "until", "sobald", "des que", "cuando"],
                    )
            });
        // "Your interview on Tuesday", "an invite for Thursday", "the panel on Monday".
        let topic = mention.relation == Relation::None
            && mention.first.checked_sub(1).is_some_and(|before| {
                text.word(
                    before,
                    &[
                        "for", "of", "about", "since", "pour", "para", "fur", "der", "dated",
                    ],
                ) || text.word(before, &["on", "am"])
                    && before.checked_sub(1).is_some_and(|noun| {
                        text.word(
                            noun,
                            &[
                                "interview",
                                "call",
                                "meeting",
                                "panel",
                                "interviews",
                                "chat",
                                "session",
                                "conversation",
                                "gesprach",
                            ],
                        )
                    })
            });
        let limit = if mention.first > head { 22 } else { 16 };
        let behind = if mention.first > head { gap } else { gap + 6 };
        // A day before the verb is said right before it ("Tuesday I will call you").
        let early = mention.first < head
            && mention.relation == Relation::None
            && gap > 6
            && mention.length.is_none();
        (!parted && !topic && !early && gap <= limit).then_some(behind)
    }

    /// The day that keeps a promise, for mentions that bind.
    fn binding_day(&self, mention: &Mention, due: &Due) -> Option<NaiveDate> {
        if due.not_before.is_some() || due.flags.contains(&Flag::InThePast) {
            return None;
        }
        let brief = mention
            .length
            .is_some_and(|length| length.unit == Unit::Minute && length.high < 12 * 60);
        let vague = matches!(mention.days, Some(Days::Quarter(..) | Days::NewYear))
            || matches!(mention.days, Some(Days::Month(_, Share::Whole)) if mention.relation == Relation::In);
        let gone = matches!(mention.relation, Relation::Ago | Relation::Since);
        // A call at an hour is an appointment, a word at an hour by which it is given a promise.
        let met = mention.relation == Relation::None
            && matches!(mention.hours, Some(Hours::At(_) | Hours::Range(..)));
        // "Three years" in a promise's sentence is experience.
        let long = mention.length.is_some_and(|length| {
            length.unit == Unit::Year || length.unit == Unit::Month && length.high > 3
        });
        // "We reply to everybody in three weeks", yet not "three rounds over three weeks".
        let counted = mention.length.is_none()
            || mention.relation != Relation::None
            || self.starts_or_ends(mention);
        // "In the next few weeks" is no date.
        let vague = vague
            || mention.length.is_some_and(|length| {
                length.vague_count
                    && matches!(length.unit, Unit::Week | Unit::Fortnight | Unit::Month)
            });
        // "No decision before April".
        let refused = mention.relation == Relation::Before
            && self
                .talk(mention.sentence)
                .says("no|not|nothing|nobody|won t|don t|kein|keine|nicht|pas|aucune|no habra");
        let vague = vague || refused;
        if brief || vague || gone || met || long || !counted {
            return None;
        }
        due.date.filter(|date| *date >= self.anchor.today())
    }

    /// A bare length binds at either end of its sentence, or where patience is asked.
    fn starts_or_ends(&self, mention: &Mention) -> bool {
        let sentence = |at: usize| self.scanned.sentences.get(at).copied();
        let opens = mention.first.checked_sub(2).and_then(sentence) != Some(mention.sentence);
        let talk = self.talk(mention.sentence);
        opens
            || patience::promises(&talk)
            || commitment::silence(&talk)
            || talk.says(
                "takes|take|takes them|time frame|timeline|up to|wait|expect|over the next|next",
            )
    }

    fn deadline(&self, sentence: usize) -> Option<Deadline> {
        let talk = self.talk(sentence);
        if talk.is_attribution() || commitment::silence(&talk) {
            return None;
        }
        if demand::before_meeting(&talk)
            && self.of(sentence).all(|mention| mention.length.is_some())
        {
            return None;
        }
        let heads = demand::heads(self.scanned.cursor(), &talk);
        let promised = commitment::heads(&self.scanned, &talk, sentence, self.anchor.language);
        if !promised.is_empty() && !demand::is_plain_order(&talk) {
            return None;
        }
        let bound = |mention: &'_ Mention| {
            let due = mention.due(self.anchor, Purpose::Duty, false)?;
            if due.not_before.is_some()
                || due.date.is_none()
                || due.flags.contains(&Flag::InThePast)
            {
                return None;
            }
            let past = due.at.is_some_and(|at| at < self.anchor.at);
            let stretch = mention.length.is_some() || due.resolved.window.is_some();
            if past
                || (stretch || mention.relation == Relation::Between)
                    && demand::is_availability(&talk)
            {
                return None;
            }
            let (rank, manner) = heads
                .iter()
                .filter_map(|(head, manner)| Some((self.reach(*head, *manner, mention)?, *manner)))
                .min_by_key(|(rank, _)| *rank)?;
            // "We'll send it within a week": the employer's own.
            let theirs = promised
                .iter()
                .filter_map(|head| self.distance(*head, mention))
                .min()
                .is_some_and(|distance| distance <= rank % 100 && manner == Manner::Ask);
            (!theirs).then(|| (rank, manner, due, mention.clone()))
        };
        let found: Vec<_> = self.of(sentence).filter_map(bound).collect();
        // An explicit date beats a phrase beside it.
        let dated = found
            .iter()
            .any(|(_, _, _, mention)| mention.days.is_some());
        let (_, manner, due, mention) = found
            .into_iter()
            .filter(|(_, _, _, mention)| !dated || mention.days.is_some())
            .min_by_key(|(rank, ..)| *rank)?;
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
            flags: due.flags,
            alternative,
            closing: manner == Manner::Closing,
            weak: false,
            span: self.scanned.span(mention.first, mention.after),
        })
    }

    /// "By noon on Thursday?", "Rücksendung bis Sonntagabend": a limit without a word that demands.
    fn weak_deadline(&self, sentence: usize) -> Option<Deadline> {
        let talk = self.talk(sentence);
        let promised = commitment::heads(&self.scanned, &talk, sentence, self.anchor.language);
        if talk.is_attribution()
            || commitment::silence(&talk)
            || !promised.is_empty()
            || demand::is_no_limit(&talk)
        {
            return None;
        }
        self.of(sentence).find_map(|mention| {
            let bound = matches!(mention.relation, Relation::By | Relation::Until)
                && (mention.days.is_some() || mention.relation == Relation::By);
            let bound = bound && !patience::patience(&talk);
            let due = mention
                .due(self.anchor, Purpose::Duty, false)
                .filter(|_| bound && mention.length.is_none())?;
            let past = due.at.is_some_and(|at| at < self.anchor.at)
                || due.date.is_none_or(|day| day < self.anchor.today());
            if past
                || due.not_before.is_some()
                || matches!(
                    mention.days,
                    Some(Days::Month(..) | Days::Quarter(..) | Days::NewYear | Days::YearEnd)
                )
            {
                return None;
            }
            let by = due.at.map(By::Instant).or(due.date.map(By::Day))?;
            let span = self.scanned.span(mention.first, mention.after);
            Some(Deadline {
                by,
                flags: due.flags,
                alternative: due.resolved.alternative.map(By::Day),
                closing: false,
                weak: true,
                span,
            })
        })
    }

    /// How near a demand's opening a time stands that it can have as its limit.
    fn reach(&self, head: usize, manner: Manner, mention: &Mention) -> Option<usize> {
        let text = self.scanned.cursor();
        let ahead = mention.first >= head;
        let gap = if ahead {
            mention.first - head
        } else {
            head.saturating_sub(mention.after)
        };
        let latest =
            text.is(mention.after, Sense::AtLatest) || text.word(mention.after, &["latest"]);
        let placed = match mention.relation {
            Relation::By | Relation::Before | Relation::Within => true,
            Relation::Until | Relation::Through => {
                manner != Manner::Ask || demand::until_limits(&self.talk(mention.sentence))
            }
            Relation::After => manner == Manner::Limit && mention.length.is_some(),
            Relation::Ago | Relation::Since | Relation::NotBefore => false,
            Relation::None | Relation::In | Relation::From | Relation::Between
                if manner == Manner::Have =>
            {
                mention.length.is_some() || latest
            }
            Relation::None | Relation::In | Relation::From | Relation::Between => {
                (ahead
                    && gap <= 2
                    && self
                        .talk(mention.sentence)
                        .says("tell me|dis-moi|call me|ring me|let me know|sag mir|dime|dites-moi")
                    && mention.days.is_some())
                    || latest
                    || manner != Manner::Ask
                    || mention.hours == Some(Hours::EndOfDay)
                    || self.today_asked(head, mention)
            }
        };
        let brief = mention
            .length
            .is_some_and(|length| length.unit == Unit::Minute && length.high < 12 * 60);
        let long = mention.length.is_some_and(|length| {
            length.unit == Unit::Year || length.unit == Unit::Month && length.high > 2
        });
        let counted = mention.length.is_none() || manner != Manner::Closing;
        let near = match manner {
            Manner::Ask => gap <= 60,
            Manner::Limit | Manner::Have => {
                ahead && gap <= 14
                    || !ahead
                        && gap <= 4
                        && (mention.relation != Relation::None || mention.length.is_some())
            }
            Manner::Closing => ahead && gap <= 8,
        };
        let behind = if ahead { 0 } else { 20 };
        (placed && near && counted && !brief && !long)
            .then_some(gap.min(60) + behind + if manner == Manner::Closing { 100 } else { 0 })
    }

    /// "They'd love an answer from you today": today needs no preposition right behind the request.
    fn today_asked(&self, head: usize, mention: &Mention) -> bool {
        let alone = self
            .of(mention.sentence)
            .all(|other| other.first < head || other.first >= mention.first);
        let near = mention.first >= head && mention.first - head <= 9;
        mention.days == Some(Days::Offset(0))
            && mention.hours.is_none()
            && near
            && alone
            && !self
                .talk(mention.sentence)
                .says("nothing|can you be|not|cancelled|canceled|consider|cancel")
    }

    fn quiet(&self, sentence: usize) -> Option<Quiet> {
        let talk = self.talk(sentence);
        let silent = commitment::silence(&talk);
        let permission = patience::permission(&talk) && silent || patience::invites(&talk);
        if talk.is_attribution()
            || patience::is_about_the_day(&talk)
            || !(patience::patience(&talk) || permission)
        {
            return None;
        }
        self.of(sentence).find_map(|mention| {
            let due = mention.due(self.anchor, Purpose::Quiet, false)?;
            let brief = mention
                .length
                .is_some_and(|length| length.unit == Unit::Minute && length.high < 12 * 60);
            if brief || matches!(mention.relation, Relation::Ago | Relation::Since) {
                return None;
            }
            let exclusive = due.flags.contains(&Flag::Exclusive);
            let forgiven = (silent && patience::permission(&talk))
                .then_some(due.date)
                .flatten();
            let day = if exclusive || (forgiven.is_some() && mention.relation != Relation::None) {
                due.date.and_then(|day| day.succ_opt())
            } else {
                due.date.or(due.not_before)
            }?;
            (day > self.anchor.today()).then(|| Quiet {
                until: day,
                silent_until: forgiven,
                span: self.scanned.span(mention.first, mention.after),
            })
        })
    }
}

impl Book<'_> {
    /// "Would you let me know before then?": before the day named last.
    fn deadline_before_then(&self) -> Option<Deadline> {
        let text = self.scanned.cursor();
        let named = |at: &usize| text.is(*at, Sense::Before) && text.word(at + 1, &["then"]);
        let asked = |at: &usize| !demand::heads(text, &self.talk_at(*at)).is_empty();
        let at = (0..text.tokens.len())
            .filter(named)
            .take(MOST_REFERENCES)
            .find(asked)?;
        let mention = self
            .mentions
            .iter()
            .rev()
            .find(|mention| mention.first < at && mention.days.is_some())?;
        let due = mention.due(self.anchor, Purpose::Duty, false)?;
        let day = due
            .resolved
            .window
            .map(|window| window.0)
            .or(due.date)?
            .pred_opt()?;
        let by = By::Day(day);
        (day >= self.anchor.today()).then(|| Deadline {
            by,
            flags: vec![Flag::Exclusive],
            alternative: None,
            closing: false,
            weak: false,
            span: self.scanned.span(at, at + 2),
        })
    }

    /// "Please don't chase me before then": the day named last.
    fn quiet_before_then(&self) -> Option<Quiet> {
        let text = self.scanned.cursor();
        let named = |at: &usize| {
            text.any(*at, &[Sense::Before, Sense::Until]) && text.word(at + 1, &["then", "that"])
                || text.word(*at, &["dahin", "entonces"])
        };
        let asked = |at: &usize| patience::patience(&self.talk_at(*at));
        let at = (0..text.tokens.len())
            .filter(named)
            .take(MOST_REFERENCES)
            .find(asked)?;
        let mention = self
            .mentions
            .iter()
            .rev()
            .find(|mention| mention.first < at)?;
        let until = mention
            .due(self.anchor, Purpose::Quiet, false)?
            .date
            .filter(|day| *day > self.anchor.today())?;
        Some(Quiet {
            until,
            silent_until: None,
            span: self.scanned.span(at, at + 2),
        })
    }
}

/// Words that part one clause from the next.
const PARTING: &[&str] = &[
    "because",
    "since",
    "but",
    "weil",
    "parce",
    "porque",
    "da",
    "danach",
    "anschliessend",
    "mais",
    "pero",
    "aber",
];

/// How many "before then" are looked at.
const MOST_REFERENCES: usize = 20;

/// Words that leave a stretch rather than a day.
fn is_soft(mention: &Mention, due: &Due) -> bool {
    let part = matches!(
        mention.days,
        Some(Days::Week(
            _,
            Share::Early | Share::Start | Share::Middle | Share::Late
        ))
    );
    let estimate =
        mention.length.is_some_and(|length| length.range) && mention.relation == Relation::None;
    due.resolved.soft || part || estimate
}
