//! `heardback demo` as a person runs it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The demo, in a home of its own.
fn demo(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heardback"));
    for name in [
        "HOME",
        "TMPDIR",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
    ] {
        command.env(name, home);
    }
    command
        .arg("demo")
        .timeout(std::time::Duration::from_secs(300));
    command
}

#[test]
fn the_whole_story_is_told_and_the_owners_own_files_are_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let told = demo(home.path()).assert().success();
    let text = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    let unbroken = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "is read as interview invitation",
        "In Dana's mailbox, once, as an answer to her mail; a copy in Sam's Sent, once.",
        "One letter for each interviewer, each with what was said to that one alone.",
        "In Priya's and in Tom's mailbox, once each; copies in Sam's Sent.",
        "there is nobody to thank",
        "Tuesday morning, and not a day too early.",
        "Juniper Freight, Data Analyst: rejected",
        "Alder Energy, Reporting Analyst: rejected",
        "you wrote: rejection reply to Dana Reyes",
    ] {
        assert!(
            unbroken.contains(sentence),
            "“{sentence}” is missing:\n{text}"
        );
    }
    assert!(
        !text.contains('\x1b'),
        "colours without a terminal:\n{text}"
    );

    let entries: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    let [folder] = entries.as_slice() else {
        panic!("more than its own folder: {entries:?}");
    };
    let received =
        fs::read_dir(folder.join("mail/dana.reyes@juniperfreight.example/INBOX")).unwrap();
    assert_eq!(received.count(), 3, "acceptance, follow-up and last reply");
    assert!(
        text.contains(&folder.join("mail").display().to_string()),
        "{text}"
    );
}
