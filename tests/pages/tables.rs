//! `heardback export csv` and `json`.

use heardback::export::{Form, export};
use serde_json::Value;

use crate::search::{Invented, hostile};

/// A reader of RFC 4180 of our own, strict: what it refuses a spreadsheet may read in its own way.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let record = records.last_mut().unwrap();
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => {
                record.last_mut().unwrap().push(chars.next().unwrap())
            }
            (true, '"') => quoted = false,
            (true, c) => record.last_mut().unwrap().push(c),
            (false, '"') => {
                assert!(record.last().unwrap().is_empty(), "a quote within a field");
                quoted = true;
            }
            (false, ',') => record.push(String::new()),
            (false, '\r') => {
                assert_eq!(chars.next(), Some('\n'));
                records.push(vec![String::new()]);
            }
            (false, c) => record.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(
        records.pop(),
        Some(vec![String::new()]),
        "the last line has an end"
    );
    records
}

#[test]
fn a_line_an_application_with_a_header() {
    let search = Invented::of(40);
    let records = records(&export(Form::Csv, &search.book, &search.policy, search.now));
    assert_eq!(records.len(), 41);
    assert!(records.iter().all(|r| r.len() == records[0].len()));
    assert_eq!(records[0][..3], ["application", "company", "role"]);
    assert_eq!(records[2][1], "Aster Analytics");
    assert_eq!(records[2][13], "2026-03-17 16:05");
}

#[test]
fn no_field_is_a_formula() {
    let search = hostile();
    let text = export(Form::Csv, &search.book, &search.policy, search.now);
    let records = records(&text);
    for field in records.iter().flatten() {
        assert!(!field.starts_with(['=', '+', '-', '@', '\t']), "{field}");
    }
    assert!(text.contains("'=HYPERLINK"));
}

#[test]
fn json_is_one_object_that_names_its_version() {
    let search = Invented::of(9);
    let all: Value = serde_json::from_str(&export(
        Form::Json,
        &search.book,
        &search.policy,
        search.now,
    ))
    .unwrap();
    assert_eq!(all["heardback_export"], 1);
    assert_eq!(all["applications"].as_array().unwrap().len(), 9);
    assert_eq!(all["applications"][1]["company"], "Aster Analytics");
    assert!(!all["waits"].as_array().unwrap().is_empty());
    assert!(
        !all["applications"][0]["history"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn every_key_of_the_json_stands_in_the_documentation() {
    let search = Invented::of(9);
    let all: Value = serde_json::from_str(&export(
        Form::Json,
        &search.book,
        &search.policy,
        search.now,
    ))
    .unwrap();
    let document = include_str!("../../docs/export.md");
    let mut keys = std::collections::BTreeSet::new();
    let rows = |v: &Value| v.as_array().cloned().unwrap_or_default();
    for object in [
        vec![all.clone()],
        rows(&all["applications"]),
        rows(&all["waits"]),
        rows(&all["next"]),
    ]
    .concat()
    {
        keys.extend(object.as_object().unwrap().keys().cloned());
    }
    for key in keys {
        assert!(
            document.contains(&format!("`{key}`")),
            "{key} is not documented"
        );
    }
}
