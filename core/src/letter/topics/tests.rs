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

fn check(notes: &str, tongue: Tongue) -> String {
    let lines = notes.lines().filter(|l| !l.trim().is_empty());
    lines
        .map(|note| format!("{note}\n    {}", sentence_of(note, tongue)))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn english_notes_become_sentences() {
    insta::assert_snapshot!(check(include_str!("tests/english.txt"), Tongue::English));
}

#[test]
fn german_notes_become_sentences() {
    insta::assert_snapshot!(check(include_str!("tests/german.txt"), Tongue::German));
}

#[test]
fn french_notes_become_sentences() {
    insta::assert_snapshot!(check(include_str!("tests/french.txt"), Tongue::French));
}

#[test]
fn spanish_notes_become_sentences() {
    insta::assert_snapshot!(check(include_str!("tests/spanish.txt"), Tongue::Spanish));
}

#[test]
fn notes_of_another_language_than_the_letters_yield_nothing() {
    assert_eq!(
        sentence_of(
            "we talked about the alarm wall with the team",
            Tongue::German
        ),
        "-"
    );
    assert_eq!(
        sentence_of("wir haben über die Alarmwand gesprochen", Tongue::English),
        "-"
    );
}

#[test]
fn every_wording_ends_in_one_full_stop() {
    let topic = |form| Topic {
        form,
        words: "the alarm wall".to_owned(),
        score: 0,
    };
    for tongue in [
        Tongue::English,
        Tongue::German,
        Tongue::French,
        Tongue::Spanish,
    ] {
        for form in [
            Form::Talk,
            Form::Shown,
            Form::Told,
            Form::Explained,
            Form::Given,
            Form::Asked,
            Form::AskedMuch,
            Form::Interest,
            Form::Liked,
            Form::Answered,
            Form::ITold,
            Form::IShowed,
            Form::Work,
            Form::Shared,
        ] {
            for variant in 0..5 {
                let said = sentence(&topic(form), tongue, variant);
                assert!(
                    said.ends_with('.') && !said.ends_with("..") && said.contains("alarm wall"),
                    "{said}"
                );
            }
        }
    }
}
