//! By when the owner is to do something.

use super::*;

impl Book<'_> {
    pub(super) fn deadline(&self, sentence: usize) -> Option<Deadline> {
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
            .filter(|(_, _, _, mention)| !dated || mention.length.is_none())
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
    pub(super) fn weak_deadline(&self, sentence: usize) -> Option<Deadline> {
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
            let text = self.scanned.cursor();
            let for_a_day = (mention.first.saturating_sub(2)..mention.first)
                .any(|at| text.word(at, &["pour", "pour le", "para", "para el"]));
            if for_a_day {
                return None;
            }
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

    /// "Would you let me know before then?": before the day named last.
    pub(super) fn deadline_before_then(&self) -> Option<Deadline> {
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
}
