//! What became of an approved letter, told to its owner.

use super::super::Desk;
use super::super::remind::{Issue, issue};
use super::RETURNED;
use crate::book::{Draft, Outgoing};
use crate::notice::{self, Notice};
use crate::rule::{Action, Rule};

/// The gate let an approved letter not pass: the owner hears why.
pub(in crate::step) fn tell_held(desk: &mut Desk<'_>, draft: &Draft, rule: Rule, why: &str) {
    tell(desk, draft, notice::held(draft, rule, why));
}

pub(in crate::step) fn tell_refused(desk: &mut Desk<'_>, draft: &Draft, row: &Outgoing) {
    tell(desk, draft, notice::undeliverable(draft, &row.words));
}

pub(in crate::step) fn tell_deferred(desk: &mut Desk<'_>, draft: &Draft, row: &Outgoing) {
    tell(desk, draft, notice::deferred(draft, &row.words));
}

pub(in crate::step) fn tell_bounce(desk: &mut Desk<'_>, row: &Outgoing) {
    let draft = row
        .draft
        .and_then(|id| desk.book.drafts.get(&id))
        .map(|d| d.as_ref().clone());
    if let Some(draft) = draft {
        tell(desk, &draft, notice::undeliverable(&draft, RETURNED));
    }
}

/// An uncertain letter that is nowhere to be found: only the owner can know (SAFETY.md, sending once).
pub(in crate::step) fn ask_uncertain(
    desk: &mut Desk<'_>,
    draft: &Draft,
    row: &Outgoing,
    is_absent: bool,
) {
    // A question from before the owner's `resend` was about the attempt before.
    let asked = desk.book.reminders.values().any(|r| {
        r.is_answer
            && r.action == Action::Question
            && r.at >= row.not_before
            && r.shows.iter().any(|(id, _)| *id == draft.id)
    });
    if asked {
        return;
    }
    let text = notice::uncertain(draft, &row.words, is_absent);
    issue(
        desk,
        Issue {
            duty_key: &draft.task,
            application: Some(draft.application),
            action: Action::Question,
            rule: Rule::Safety,
            drafts: std::slice::from_ref(draft),
            notice: text,
            is_answer: true,
        },
    );
}

fn tell(desk: &mut Desk<'_>, draft: &Draft, text: Notice) {
    issue(
        desk,
        Issue {
            duty_key: &draft.task,
            application: Some(draft.application),
            action: draft.action,
            rule: draft.rule,
            drafts: std::slice::from_ref(draft),
            notice: text,
            is_answer: true,
        },
    );
}
