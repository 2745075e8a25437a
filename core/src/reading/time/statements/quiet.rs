//! Until when the employer asks not to be asked.

use super::*;

impl Book<'_> {
    pub(super) fn quiet(&self, sentence: usize) -> Option<Quiet> {
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

    /// "Please don't chase me before then": the day named last.
    pub(super) fn quiet_before_then(&self) -> Option<Quiet> {
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
