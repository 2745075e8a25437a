//! Material that is missing or too large: a clear sentence, nothing sent, nothing lost.

use std::sync::Arc;

use super::*;
use crate::policy::Material;

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
