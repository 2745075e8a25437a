//! Material that is missing or too large: a clear sentence, nothing sent, nothing lost.

use std::sync::Arc;

use super::*;
use crate::policy::Material;
use crate::reading::{PromiseFact, Strength};

/// They ask for references, and the owner says "send" to whatever is drafted.
fn asked_for_references(content: Option<Result<Arc<[u8]>, String>>) -> Search {
    let mut search = Search::new();
    if let Some(content) = content {
        let material = Material {
            file_name: "references.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            digest: Sha256::of(b"references"),
            content,
        };
        search
            .policy
            .materials
            .insert("references".to_owned(), material);
    }
    let facts = Facts {
        requested: vec!["references".to_owned()],
        ..Facts::default()
    };
    search.hears(
        "2026-03-06T10:00:00-05:00",
        Class::InformationRequest,
        facts,
    );
    search.says(Action::Material, "send");
    search.run("2026-03-06T20:00:00-05:00");
    search
}

#[test]
fn material_that_is_there_leaves_with_the_letter() {
    let content: Arc<[u8]> = Arc::from(&b"Ada Brook, Jon Field"[..]);
    let search = asked_for_references(Some(Ok(content)));
    assert_eq!(search.accepted.len(), 1);
    assert!(search.accepted[0].1.contains("references.pdf"));
}

#[test]
fn material_that_is_not_configured_leaves_a_gap_that_nothing_passes() {
    let search = asked_for_references(None);
    assert!(search.accepted.is_empty());
    assert!(search.told("no file is configured for it"));
    assert!(
        search.held(Rule::L2) || search.told("L2"),
        "the block is said"
    );
}

#[test]
fn material_whose_file_is_gone_is_told_and_not_sent() {
    let why = "references.pdf is not there.".to_owned();
    let search = asked_for_references(Some(Err(why)));
    assert!(search.accepted.is_empty());
    assert!(search.told("its file cannot be read, or is too large for mail"));
}

#[test]
fn material_larger_than_mail_servers_take_is_told_and_not_sent() {
    let content: Arc<[u8]> = Arc::from(vec![0_u8; 21 * 1_048_576]);
    let search = asked_for_references(Some(Ok(content)));
    assert!(search.accepted.is_empty());
    assert!(search.told("its file cannot be read, or is too large for mail"));
}

/// What the newest answers to the owner say.
fn answered(search: &Search, words: &str) -> bool {
    let said = |n: &Note| matches!(n, Note::Answer { text, .. } if text.contains(words));
    search.notes.iter().any(said)
}

#[test]
fn empty_notes_are_told_and_the_debrief_stays_open() {
    let mut search = Search::new();
    search.run("2026-03-10T15:20:00-04:00");
    search.says(Action::Debrief, "notes\n \n");
    let words = "There were no notes in that mail. Write them below the line “notes”.";
    assert!(answered(&search, words), "{:?}", search.notes);
    assert!(search.reminders(Action::ThankYou).is_empty());
    search.says(
        Action::Debrief,
        "notes\nAna Ruiz: the late-arrival dashboard.",
    );
    assert!(answered(&search, "Ana Ruiz: the late-arrival dashboard"));
    assert_eq!(search.reminders(Action::ThankYou).len(), 1);
    assert!(search.accepted.is_empty());
}

#[test]
fn notes_that_contradict_their_mail_are_told_and_the_mail_counts() {
    let mut search = Search::new();
    search.run("2026-03-10T15:10:00-04:00");
    let facts = Facts {
        promise: Some(PromiseFact {
            by: "2026-03-27".parse().unwrap(),
            strength: Strength::Hard,
        }),
        ..Facts::default()
    };
    search.hears("2026-03-10T15:20:00-04:00", Class::StatusUpdate, facts);
    search.says(
        Action::Debrief,
        "notes\nAna Ruiz: the late-arrival dashboard.\nThey will let me know by Friday, March 13.",
    );
    let words = "Your notes say that you will hear by Friday, 13 March, but they have written Friday, 27 March: what they wrote counts.";
    assert!(answered(&search, words), "{:?}", search.notes);
    search.run("2026-03-30T20:00:00-04:00");
    assert!(search.reminders(Action::FollowUp).is_empty());
    search.run("2026-03-31T09:00:00-04:00");
    assert_eq!(search.reminders(Action::FollowUp).len(), 1);
}
