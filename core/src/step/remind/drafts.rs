//! The drafts of a reminder: written, kept where nothing changed, reworded by the owner, proofread and bound to their bytes.

use super::super::Desk;
use super::pending;
use crate::book::{Change, Draft, DraftState, Task, TaskKey};
use crate::compose;
use crate::etiquette::{Duty, Order};
use crate::event::LetterKind;
use crate::id::{ApplicationId, MessageId, Sha256};
use crate::letter::{self, Letter};
use crate::notice;
use crate::rule::{Action, Rule};

/// An agency's recruiter may be the recipient for several applications.
pub(super) fn is_of(draft: &Draft, order: &Order) -> bool {
    draft.to.email == order.to.email && draft.application == order.application
}

/// The drafts that a reminder shows: kept where nothing changed, else a new version.
pub fn drafts_for(desk: &mut Desk<'_>, duty: &Duty, task: &Task) -> Vec<Draft> {
    let mut out = Vec::new();
    let old = pending(&desk.book, &duty.key);
    for order in &duty.orders {
        let earlier = old.iter().find(|d| is_of(d, order));
        if earlier.is_some_and(|d| d.state == DraftState::Approved) {
            continue;
        }
        let Some(app) = desk.book.state(order.application) else {
            continue;
        };
        let letter = letter::write(order, app, &desk.book, desk.policy, desk.now());
        let same = |d: &&Draft| {
            let (old, new) = (
                d.calendar_reply.as_deref(),
                letter.calendar_reply.as_deref(),
            );
            d.text == letter.text && d.subject == letter.subject && letter::same_reply(old, new)
        };
        if let Some(kept) = earlier.filter(|d| d.edited || same(d)) {
            out.push(kept.clone());
            continue;
        }
        let application = order.application;
        let made = make_draft(
            desk,
            Making {
                application,
                task: &duty.key,
                action: duty.action,
                rule: task.rule,
                order,
                letter,
                earlier,
            },
        );
        out.extend(made);
    }
    out
}

/// What a draft is made of.
struct Making<'a> {
    application: ApplicationId,
    task: &'a TaskKey,
    action: Action,
    rule: Rule,
    order: &'a Order,
    letter: Letter,
    earlier: Option<&'a Draft>,
}

fn make_draft(desk: &mut Desk<'_>, making: Making<'_>) -> Option<Draft> {
    let domain = desk.policy.owner.address.domain().to_owned();
    let message_id = MessageId::new(&format!("{}@{domain}", desk.random_hex()))?;
    let now = desk.now();
    let app = desk.book.state(making.application)?;
    let order = making.order;
    let suspicious = app.interviews.iter().any(|i| !i.suspicions.is_empty())
        || order.answers.as_ref().is_some_and(|a| {
            notice::suspicions_of(&desk.book, making.application, &a.message_id).is_some()
        });
    let draft = Draft {
        id: desk.book.next_draft(),
        application: making.application,
        task: making.task.clone(),
        action: making.action,
        rule: making.rule,
        kind: order.kind,
        version: making.earlier.map_or(1, |d| d.version + 1),
        to: order.to.clone(),
        subject: making.letter.subject,
        text: making.letter.text,
        in_reply_to: order.answers.as_ref().map(|a| a.message_id.clone()),
        references: order
            .answers
            .as_ref()
            .map(|a| thread(&a.references, &a.message_id))
            .unwrap_or_default(),
        attachments: making.letter.attachments,
        calendar_reply: making.letter.calendar_reply,
        findings: Vec::new(),
        message_id,
        hash: Sha256::default(),
        state: DraftState::Open,
        why: None,
        made_at: now,
        accepts: making.letter.accepts,
        needs_anyway: suspicious,
        edited: false,
    };
    let draft = finish(desk, draft);
    if let Some(earlier) = making.earlier {
        desk.put(Change::Draft(Draft {
            state: DraftState::Superseded,
            ..earlier.clone()
        }));
    }
    desk.put(Change::Draft(draft.clone()));
    Some(draft)
}

/// A new version of a draft with other words.
pub fn reword(desk: &mut Desk<'_>, earlier: &Draft, text: String) -> Option<Draft> {
    let domain = desk.policy.owner.address.domain().to_owned();
    let message_id = MessageId::new(&format!("{}@{domain}", desk.random_hex()))?;
    let id = desk.book.next_draft();
    let made_at = desk.now();
    let means = meaning(desk, earlier, &text);
    let takes_it = means == earlier.kind;
    let draft = Draft {
        id,
        version: earlier.version + 1,
        kind: means,
        accepts: earlier.accepts.clone().filter(|_| takes_it),
        calendar_reply: earlier.calendar_reply.clone().filter(|_| takes_it),
        text,
        message_id,
        made_at,
        edited: true,
        state: DraftState::Open,
        why: None,
        ..earlier.clone()
    };
    let draft = finish(desk, draft);
    desk.put(Change::Draft(Draft {
        state: DraftState::Superseded,
        ..earlier.clone()
    }));
    desk.put(Change::Draft(draft.clone()));
    Some(draft)
}

/// An answer to an invitation that the owner rewords into a no, or into the wish for another time, accepts nothing: a
/// calendar's "accepted" must not go with it.
fn meaning(desk: &Desk<'_>, earlier: &Draft, text: &str) -> LetterKind {
    if earlier.kind != LetterKind::Availability {
        return earlier.kind;
    }
    let mail = crate::mail::parse(
        format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").as_bytes(),
    );
    let says = desk
        .book
        .state(earlier.application)
        .map(|app| crate::matching::letter_kind(&mail, app, desk.now()));
    says.filter(|k| matches!(k, LetterKind::RescheduleRequest | LetterKind::Withdrawal))
        .unwrap_or(earlier.kind)
}

/// Proofread, and bound to its bytes.
fn finish(desk: &Desk<'_>, mut draft: Draft) -> Draft {
    draft.findings = letter::proofread(&draft, &desk.book, desk.policy);
    let mime = super::super::deliver::letter_mime(desk.policy, &draft, draft.made_at);
    if let Some(to) = &draft.to.email {
        draft.hash = compose::hash(&desk.policy.owner.address, to, &mime);
    }
    draft
}

fn thread(references: &[MessageId], parent: &MessageId) -> Vec<MessageId> {
    let mut out: Vec<MessageId> = references
        .iter()
        .filter(|id| *id != parent)
        .cloned()
        .collect();
    out.push(parent.clone());
    out
}
