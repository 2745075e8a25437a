//! By when the employer binds itself to be heard from.

use super::*;

impl Book<'_> {
    pub(super) fn promise(&self, sentence: usize) -> Option<Promise> {
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
    pub(super) fn distance(&self, head: usize, mention: &Mention) -> Option<usize> {
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
