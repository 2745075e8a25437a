//! Whole letters, as their readers get them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::*;
use crate::application::tests::{Life, OWN, address, dana, day, fixed_at, person, slot, time};
use crate::event::{EventKind, LetterKind};
use crate::id::Sha256;
use crate::policy::{ApprovalPolicy, Etiquette, Material, Owner, Profile};
use crate::reading::{Class, Language, Part, PersonFact};

mod letters;

pub(super) fn ana() -> Person {
    person("Ana Ruiz", "ana.ruiz@juniperfreight.example")
}

pub(super) fn joel() -> Person {
    person("Joel Brandt", "joel.brandt@juniperfreight.example")
}

pub(super) fn policy() -> Policy {
    Policy {
        owner: Owner {
            name: "Sam Okafor".to_owned(),
            address: address("sam.okafor@mailbox.example"),
            aliases: BTreeSet::new(),
            zone: chrono_tz::America::New_York,
        },
        holidays: BTreeSet::new(),
        profile: Profile {
            strengths: vec![
                "six years of SQL and Python in logistics".to_owned(),
                "dashboards that dispatchers really use".to_owned(),
            ],
            strengths_by_role: BTreeMap::from([
                (
                    "de".to_owned(),
                    vec![
                        "sechs Jahre SQL und Python in der Logistik".to_owned(),
                        "Auswertungen, mit denen Disponenten wirklich arbeiten".to_owned(),
                    ],
                ),
                (
                    "fr".to_owned(),
                    vec![
                        "six ans de SQL et de Python dans la logistique".to_owned(),
                        "des tableaux de bord dont les équipes se servent vraiment".to_owned(),
                    ],
                ),
                (
                    "es".to_owned(),
                    vec![
                        "seis años de SQL y Python en logística".to_owned(),
                        "cuadros de mando que la gente usa de verdad".to_owned(),
                    ],
                ),
            ]),
            why: BTreeMap::from([(
                "Juniper Freight".to_owned(),
                "freight that runs on time because somebody looked at the data".to_owned(),
            )]),
            signature: None,
            phone: None,
        },
        materials: BTreeMap::from([
            material("references", "references-2026.pdf"),
            material("portfolio", "portfolio.pdf"),
        ]),
        etiquette: Etiquette::default(),
        approval: ApprovalPolicy::default(),
        letters: BTreeMap::new(),
    }
}

fn material(key: &str, file: &str) -> (String, Material) {
    let content: Arc<[u8]> = Arc::from(b"%PDF".as_slice());
    (
        key.to_owned(),
        Material {
            file_name: file.to_owned(),
            media_type: "application/pdf".to_owned(),
            content: Ok(content),
            digest: Sha256::of(b"%PDF"),
        },
    )
}

/// As [`life`], with a recruiter who says "du".
pub(super) fn familiar_life(language: Language, people: &[Person], notes: &str) -> Life {
    let mut life = life(language, people, notes);
    for event in &mut life.events {
        if let EventKind::Heard(heard) = &mut event.kind {
            heard.familiar = Some(true);
        }
    }
    life
}

/// An application at Juniper Freight with an interview on Tuesday, 10 March 2026, and the notes of it.
pub(super) fn life(language: Language, people: &[Person], notes: &str) -> Life {
    let mut life = Life::default();
    life.hears(
        "2026-03-04T10:00:00-05:00",
        "invitation@juniperfreight.example",
        Class::InterviewConfirmation,
        |mail| {
            mail.language = language;
            mail.facts.company = Some("Juniper Freight".to_owned());
            mail.facts.role = Some(
                if language == Language::German {
                    "Datenanalystin"
                } else {
                    "Data Analyst"
                }
                .to_owned(),
            );
            let mut fact = fixed_at("2026-03-10T14:00:00-04:00").unwrap();
            fact.zone = Some("America/New_York".to_owned());
            mail.facts.interview = Some(fact);
            mail.facts.people = people
                .iter()
                .map(|p| PersonFact {
                    name: p.name.clone(),
                    email: p.email.clone(),
                    part: Some(Part::Interviewer),
                })
                .collect();
        },
    );
    if !notes.is_empty() {
        life.owner(
            "2026-03-10T15:30:00-04:00",
            EventKind::Notes {
                start: Some(time("2026-03-10T14:00:00-04:00")),
                text: notes.to_owned(),
            },
        );
    }
    life
}

pub(super) fn book(life: &Life) -> Book {
    let mut book = Book::default();
    book.hear_all(life.events.clone());
    book
}

pub(super) fn write_to(life: &Life, to: Person, purpose: Purpose, policy: &Policy) -> Letter {
    let book = book(life);
    let app = book.state(OWN).unwrap();
    let kind = LetterKind::ThankYou;
    let order = Order {
        application: OWN,
        kind,
        to,
        purpose,
        answers: None,
    };
    write(
        &order,
        app,
        &book,
        policy,
        time("2026-03-24T09:00:00-04:00"),
    )
}

pub(super) fn thanks() -> Purpose {
    Purpose::ThankYou {
        day: day("2026-03-10"),
        again: false,
        late: false,
        pass_on: Vec::new(),
    }
}

#[test]
fn all_our_templates_are_sound() {
    for name in TEMPLATES {
        for language in ["en", "de", "fr", "es"] {
            let text = match language {
                "en" => templates::built_in(name, Tongue::English),
                "de" => templates::built_in(name, Tongue::German),
                "fr" => templates::built_in(name, Tongue::French),
                _ => templates::built_in(name, Tongue::Spanish),
            };
            assert_eq!(
                check_template(&format!("{name}.{language}"), text),
                Ok(()),
                "{name}.{language}"
            );
            assert!(text.starts_with("Subject: "), "{name}.{language}");
        }
    }
}

#[test]
fn a_template_of_the_owners_replaces_ours() {
    let mut policy = policy();
    policy.letters.insert(
        "thank_you.en".to_owned(),
        "Subject: Thanks\n{{ greeting }}\n\n{{ personal }}\n\n{{ closing }}\n{{ name }}\n"
            .to_owned(),
    );
    let letter = write_to(
        &life(Language::English, &[ana()], "Ana: the alarm wall"),
        ana(),
        thanks(),
        &policy,
    );
    assert_eq!(
        letter.text,
        "Dear Ana,\n\nI keep coming back to our conversation about the alarm wall.\n\nKind regards,\nSam Okafor\n"
    );
    assert_eq!(letter.subject, "Thanks");
}

#[test]
fn a_template_with_an_unknown_variable_is_named_and_ours_is_used() {
    let broken = "{{ greeting }} {{ salary }}";
    let said = check_template("thank_you.en", broken).unwrap_err();
    assert!(
        said.contains("thank_you.en") && said.contains("“salary”"),
        "{said}"
    );
    assert!(
        check_template("thanks.en", "")
            .unwrap_err()
            .contains("no letter template")
    );
    let mut policy = policy();
    policy
        .letters
        .insert("thank_you.en".to_owned(), broken.to_owned());
    let letter = write_to(
        &life(Language::English, &[ana()], "Ana: the alarm wall"),
        ana(),
        thanks(),
        &policy,
    );
    assert!(
        letter.text.contains("the alarm wall") && letter.text.contains("Kind regards"),
        "{}",
        letter.text
    );
}

#[test]
fn a_struck_gap_takes_its_sentence_along() {
    let text = "Dear Ana,\n\nThank you. I keep thinking of [one thing that was said between you].\n\nKind regards,\nSam\n";
    assert_eq!(
        strike(text).unwrap(),
        "Dear Ana,\n\nThank you.\n\nKind regards,\nSam\n"
    );
    assert_eq!(
        fill(text, "the alarm wall.").unwrap(),
        "Dear Ana,\n\nThank you. I keep thinking of the alarm wall.\n\nKind regards,\nSam\n"
    );
    assert_eq!(strike("no gap"), None);
}

#[test]
fn no_two_thank_yous_of_a_round_share_their_personal_sentence() {
    let life = life(
        Language::English,
        &[ana(), joel()],
        "Ana and Joel: the alarm wall, and how they route the trucks.\nJoel: weekly pay in the two plants.",
    );
    let of = |to: Person| write_to(&life, to, thanks(), &policy()).text;
    let (to_ana, to_joel) = (of(ana()), of(joel()));
    let sentences = |text: &str| -> BTreeSet<String> {
        text.lines()
            .flat_map(crate::notes::sentences)
            .map(str::to_owned)
            .filter(|s| s.split(' ').count() > 4)
            .collect()
    };
    let shared: Vec<String> = sentences(&to_ana)
        .intersection(&sentences(&to_joel))
        .cloned()
        .collect();
    assert!(shared.is_empty(), "{shared:?}");
    assert!(
        to_ana.contains("alarm wall") && to_joel.contains("weekly pay"),
        "{to_ana}\n{to_joel}"
    );
}

#[test]
fn a_file_too_large_for_mail_is_a_gap_and_not_attached() {
    let mut policy = policy();
    let large: Arc<[u8]> = Arc::from(vec![0_u8; 20 * 1_048_576 + 1]);
    if let Some(references) = policy.materials.get_mut("references") {
        references.content = Ok(large);
    }
    let choice = materials::choose(&["references".to_owned()], &policy, Tongue::English);
    assert!(choice.attached.is_empty());
    let why = choice.missing[0].unreadable.clone().unwrap();
    assert_eq!(why, "references-2026.pdf is larger than 20 MiB.");
}
