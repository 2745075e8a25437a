//! What must hold of notes.

use super::*;
use crate::id::Address;

fn person(name: &str) -> Person {
    Person {
        name: Some(name.to_owned()),
        email: Address::new(&format!(
            "{}@x.example",
            name.to_lowercase().replace(' ', ".")
        )),
    }
}

/// Tuesday, 10 March 2026, four in the afternoon in New York.
fn at() -> Time {
    chrono::DateTime::parse_from_rfc3339("2026-03-10T16:00:00-04:00")
        .unwrap()
        .to_utc()
}

fn of(text: &str, people: &[&str]) -> Notes {
    let people: Vec<Person> = people.iter().map(|p| person(p)).collect();
    read(
        text,
        at(),
        Where {
            zone: Some("America/New_York"),
            offset: None,
        },
        &people,
    )
}

fn remarks(notes: &Notes) -> Vec<(String, Vec<&str>)> {
    notes
        .about
        .iter()
        .map(|a| {
            (
                a.person.name.clone().unwrap_or_default(),
                a.remarks.iter().map(String::as_str).collect(),
            )
        })
        .collect()
}

fn check(text: &str, people: &[&str], expected: &[(&str, &[&str])]) {
    let notes = of(text, people);
    let expected: Vec<(String, Vec<&str>)> = expected
        .iter()
        .map(|(n, r)| ((*n).to_owned(), r.to_vec()))
        .collect();
    assert_eq!(remarks(&notes), expected, "{text}");
}

#[test]
fn the_only_interviewer_gets_all_that_is_about_the_work() {
    check(
        "Ana Ruiz: we talked about the late-arrival dashboard. She has three analysts.\nThey will let me know by Friday, March 20.\nPrefers e-mail.",
        &["Ana Ruiz"],
        &[(
            "Ana Ruiz",
            &[
                "we talked about the late-arrival dashboard",
                "She has three analysts",
            ],
        )],
    );
}

#[test]
fn two_names_in_one_line_part_what_was_said() {
    check(
        "Yusuf Demir: long talk about the scour damage, he liked my sonar photographs. Claire Ouellet: fall protection, and their near-miss register.\nNo word about when they decide.",
        &["Yusuf Demir", "Claire Ouellet"],
        &[
            (
                "Yusuf Demir",
                &["long talk about the scour damage, he liked my sonar photographs"],
            ),
            (
                "Claire Ouellet",
                &["fall protection, and their near-miss register"],
            ),
        ],
    );
}

#[test]
fn a_first_name_is_enough_where_only_one_bears_it() {
    check(
        "Talked with Ana about the depot.\nJoel showed me the mill. He is proud of it.",
        &["Ana Ruiz", "Joel Brandt"],
        &[
            ("Ana Ruiz", &["Talked with Ana about the depot"]),
            (
                "Joel Brandt",
                &["Joel showed me the mill", "He is proud of it"],
            ),
        ],
    );
}

#[test]
fn a_name_on_its_own_line_heads_a_list() {
    check(
        "Ana Ruiz\n- the depot dashboard\n- carrier scorecards\n\nJoel Brandt:\n- weekly pay",
        &["Ana Ruiz", "Joel Brandt"],
        &[
            ("Ana Ruiz", &["the depot dashboard", "carrier scorecards"]),
            ("Joel Brandt", &["weekly pay"]),
        ],
    );
}

#[test]
fn somebody_unexpected_is_added_with_the_address() {
    let notes = of(
        "Petra Klein (petra.klein@x.example): the new warehouse software.",
        &["Ana Ruiz"],
    );
    let petra = notes.about.iter().find(|a| a.is_new).unwrap();
    assert_eq!(petra.person.name.as_deref(), Some("Petra Klein"));
    assert_eq!(petra.person.email, Address::new("petra.klein@x.example"));
    assert_eq!(petra.remarks, ["the new warehouse software"]);
}

#[test]
fn words_before_a_colon_are_not_always_names() {
    for text in [
        "Topics: dashboards",
        "Next steps: they write",
        "Themen: Lagersoftware",
        "Timeline: no idea",
        "SQL: they use it a lot",
    ] {
        assert!(
            of(text, &["Ana Ruiz", "Joel Brandt"])
                .about
                .iter()
                .all(|a| !a.is_new),
            "{text}"
        );
    }
}

#[test]
fn dates_duties_and_wishes_are_no_remarks() {
    for text in [
        "They will let me know by Friday, March 20.",
        "He said I will have an answer by the end of next week.",
        "I promised to send her the slides by Monday.",
        "She asked me to wait a week before following up.",
        "Prefers e-mail.",
        "Call her on +1 (612) 555-0172.",
        "Nothing was said about when they decide.",
        "ana.ruiz@x.example",
        "No word about when they decide.",
    ] {
        check(text, &["Ana Ruiz"], &[("Ana Ruiz", &[])]);
    }
}

#[test]
fn a_promise_is_owed_to_the_person_concerned() {
    let notes = of(
        "Ana: dashboards. I will send her my case study.\nJoel: pay",
        &["Ana Ruiz", "Joel Brandt"],
    );
    let [(what, to)] = notes.promised_to.as_slice() else {
        panic!("{:?}", notes.promised_to)
    };
    assert!(what.contains("case study"), "{what}");
    assert_eq!(to.name.as_deref(), Some("Ana Ruiz"));
}

#[test]
fn fixes_go_to_the_person_concerned() {
    let notes = of(
        "Ana: dashboards\nfix: I said that Python 2 was fine, I meant 3.\nJoel: pay\nfix: Joel: the year was 2019",
        &["Ana Ruiz", "Joel Brandt"],
    );
    assert_eq!(
        notes.about[0].fixes,
        ["I said that Python 2 was fine, I meant 3."]
    );
    assert_eq!(notes.about[1].fixes, ["the year was 2019"]);
}
