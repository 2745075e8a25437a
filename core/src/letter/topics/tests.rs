//! What must hold of personal sentences: many notes, each with the sentence that its reader would get.

use super::*;

fn discretion() -> Discretion {
    Discretion {
        others: vec![
            "Joel".to_owned(),
            "Brandt".to_owned(),
            "Northwind".to_owned(),
        ],
        reader: vec!["Ana".to_owned(), "Ruiz".to_owned()],
    }
}

fn sentence_of(note: &str, tongue: Tongue) -> String {
    let remarks: Vec<String> = crate::notes::sentences(note)
        .into_iter()
        .map(str::to_owned)
        .collect();
    topics(&remarks, &discretion(), tongue)
        .first()
        .map_or_else(|| "-".to_owned(), |t| sentence(t, tongue, 0))
}

#[test]
fn english_notes_become_sentences() {
    let notes = include_str!("tests/english.txt");
    let out: Vec<String> = notes
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|n| format!("{n}\n    {}", sentence_of(n, Tongue::English)))
        .collect();
    insta::assert_snapshot!(out.join("\n"));
}
