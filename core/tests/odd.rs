//! Messages named by what is odd in them (`tests/corpus/odd`), each with LF and with CRLF: one snapshot a message, beside it.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use heardback_core::id::Address;
use heardback_core::mail::parse;
use heardback_core::reading::Reader;
use serde_json::{Value, json};

#[test]
fn every_odd_message_reads_as_its_snapshot_with_either_line_end() {
    let reader = reader();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in messages() {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let bytes = std::fs::read(&file).unwrap();
            let read = reading(&reader, &bytes);
            // One of them is about its line ends.
            if name != "mixed-line-endings" {
                assert_eq!(
                    read,
                    reading(&reader, &with_carriage_returns(&bytes)),
                    "{name}"
                );
            }
            insta::assert_snapshot!(name, serde_json::to_string_pretty(&read).unwrap());
        }
    });
}

fn reading(reader: &Reader, bytes: &[u8]) -> Value {
    let mail = parse(bytes);
    let reading = reader.read(&mail);
    json!({
        "subject": mail.subject,
        "newest": mail.body.newest.lines().collect::<Vec<_>>(),
        "class": reading.class,
        "also": reading.also,
        "facts": reading.facts,
        "suspicions": reading.suspicions,
        "problems": mail.problems,
    })
}

fn with_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| {
            if *byte == b'\n' {
                vec![b'\r', b'\n']
            } else {
                vec![*byte]
            }
        })
        .collect()
}

fn reader() -> Reader {
    let owner = Address::new("sam@mailbox.example").unwrap();
    Reader::new(
        BTreeSet::from([owner]),
        "Sam Okafor",
        chrono_tz::Europe::London,
        BTreeSet::new(),
    )
}

fn messages() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "eml"))
        .collect();
    files.sort();
    files
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/odd")
}
