//! What the owner wrote, by hand or through us, as it stands in the mailbox.

use super::identity::date_of;
use super::{is_from_owner, see, tell};
use crate::application::Application;
use crate::approval;
use crate::book::{OutgoingKind, OutgoingState};
use crate::event::{Author, EventKind, LetterKind, Source, Wrote};
use crate::id::MessageId;
use crate::mail::Mail;
use crate::matching::{self, Match};
use crate::outbox::Report;
use crate::reading::{Class, Facts, InterviewFact, SlotFact};
use crate::step::{Arrived, Desk, answer, deliver};

/// A letter of ours, found where the server filed it: the proof that an uncertain one was sent.
pub(super) fn own_letter(desk: &mut Desk<'_>, mail: &Mail) -> bool {
    let own = desk.book.outbox.values().find(|row| {
        let is_it = |id: &MessageId| row.kind == OutgoingKind::Letter && row.message_id == *id;
        is_it(&mail.message_id)
            || mail
                .header("X-Microsoft-Original-Message-ID")
                .and_then(MessageId::new)
                .is_some_and(|id| is_it(&id))
    });
    let Some(row) = own.cloned() else {
        return false;
    };
    if row.state == OutgoingState::Uncertain {
        deliver::report(desk, row.id, &Report::Found);
    }
    true
}

/// A mail of ours to the owner, as it came in; also one from before a purge. Its Message-ID is its code and is kept nowhere
/// (SAFETY.md A1).
pub(super) fn own_notice(desk: &mut Desk<'_>, mail: &Mail) -> bool {
    if !is_from_owner(desk, mail) || approval::code_in(&mail.message_id).is_none() {
        return false;
    }
    let mut rows = desk.book.outbox.values();
    let row =
        rows.find(|row| row.state == OutgoingState::Uncertain && row.message_id == mail.message_id);
    if let Some(id) = row.map(|row| row.id) {
        deliver::report(desk, id, &Report::Found);
    }
    true
}

/// What the owner wrote by hand counts for everything.
pub(super) fn owners_own(desk: &mut Desk<'_>, arrived: &Arrived) {
    let mail = &arrived.mail;
    let at = date_of(mail, desk.now());
    let application =
        match matching::decide_own(desk.book.states(), mail, answers_outreach(desk, mail)) {
            Match::Existing { application, .. } => Some(application),
            Match::New { .. } => Some(answer::new_application(desk)),
            Match::Ask { .. } | Match::None { .. } => None,
        };
    see(desk, mail, Some(Class::Other), application, (None, None));
    tell(desk, arrived, Class::Other, 1.0, application);
    let Some(id) = application else { return };
    let (kind, facts) = match desk.book.state(id) {
        Some(app) => {
            let kind = matching::letter_kind(mail, app, at);
            (kind, own_facts(desk, mail, app, kind))
        }
        None => (LetterKind::Application, desk.reader.read(mail).facts),
    };
    let wrote = Wrote {
        message_id: mail.message_id.clone(),
        to: mail.to.iter().chain(mail.cc.iter()).cloned().collect(),
        kind,
        by: Author::Owner,
        subject: mail.subject.clone(),
        in_reply_to: mail.in_reply_to.first().cloned(),
        facts,
    };
    desk.happen(
        id,
        at,
        Source::Mail(mail.message_id.clone()),
        EventKind::Wrote(Box::new(wrote)),
    );
}

/// Does the owner answer a recruiter's approach? Then a lead begins.
fn answers_outreach(desk: &Desk<'_>, mail: &Mail) -> bool {
    let seen = |id: &MessageId| desk.book.seen.get(id).and_then(|s| s.class);
    mail.in_reply_to
        .iter()
        .any(|id| seen(id) == Some(Class::RecruiterOutreach))
}

/// The time that the owner's own answer takes.
fn own_facts(desk: &Desk<'_>, mail: &Mail, app: &Application, kind: LetterKind) -> Facts {
    if kind != LetterKind::Availability {
        return Facts::default();
    }
    let offered = app.interviews.iter().filter(|i| i.is_being_arranged());
    let slots: Vec<SlotFact> = offered
        .flat_map(|i| {
            i.slots.iter().cloned().chain(i.start.map(|s| SlotFact {
                start: s.fixed_offset(),
                end: i.end.map(|e| e.fixed_offset()),
            }))
        })
        .collect();
    let taken = matching::chosen_slot(&mail.body.newest, &slots, desk.policy.owner.zone);
    Facts {
        interview: taken.map(|slot| InterviewFact {
            start: Some(slot.start),
            end: slot.end,
            ..InterviewFact::default()
        }),
        ..Facts::default()
    }
}
