//! Answers as mail programs write them, each a real command to a real reminder.

use std::fs;
use std::path::Path;

use heardback_core::approval::{Mailbox, Verdict, judge};
use heardback_core::command::{Command, parse as command};
use heardback_core::mail::parse;
use heardback_core::rule::Action;

use crate::common::Search;

/// What the first line means; `None` where it is no command.
fn expected(search: &Search, first_line: &str, rest: &str) -> Option<Command> {
    command(first_line, rest, search.now, search.policy.owner.zone).ok()
}

#[test]
fn genuine_answers_of_all_programs_are_accepted_as_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replies");
    let search = Search::thankful();
    let code = &search.codes[&search.reminder(Action::ThankYou)];
    let (mut count, mut accepted, mut wrong) = (0, 0, Vec::new());
    let list = fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    for line in list.lines().filter(|l| !l.trim().is_empty()) {
        let truth: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| truth[key].as_str().unwrap_or("").to_owned();
        let raw = fs::read(folder.join(text("file"))).unwrap();
        let raw = String::from_utf8_lossy(&raw).replace(
            "heardback.2f6b1c9d0e7a45b8a1c3d5e7f9012b4c",
            &format!("hb.{code}"),
        );
        let verdict = judge(
            &search.book,
            &search.policy,
            &parse(raw.as_bytes()),
            Mailbox::Sent,
            false,
            false,
            search.now,
        );
        let wanted = expected(&search, &text("first_line"), &text("rest"));
        let got = match &verdict {
            Verdict::Command { command, .. } => Some(command.clone()),
            Verdict::NotAnAnswer
            | Verdict::Ignored(_)
            | Verdict::Unclear { .. }
            | Verdict::Refused { .. }
            | Verdict::Waits { .. } => None,
        };
        assert!(
            got.is_none() || got == wanted,
            "{} is read as another command: {got:?} instead of {wanted:?}",
            text("file")
        );
        if wanted.is_some() {
            count += 1;
            if got == wanted {
                accepted += 1;
            } else {
                wrong.push((text("file"), verdict));
            }
        }
    }
    assert!(count >= 150, "only {count} genuine answers");
    assert!(
        accepted * 100 >= count * 98,
        "{accepted} of {count} accepted; not these: {wrong:#?}"
    );
}
