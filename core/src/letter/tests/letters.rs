//! Every letter in every language, whole.

use super::*;

const LANGUAGES: [Language; 4] = [
    Language::English,
    Language::German,
    Language::French,
    Language::Spanish,
];

fn notes(language: Language) -> &'static str {
    match language {
        Language::English | Language::Other => {
            "Ana Ruiz: we talked about the late-arrival dashboard for the Newark depot and how the dispatchers ignore it today.\nJoel: showed me the carrier scorecards, he is proud of them.\nfix: I said that a left join drops rows; it keeps them."
        }
        Language::German => {
            "Ana Ruiz: wir haben lange über die Verspätungsauswertung für das Lager in Newark gesprochen.\nJoel: hat mir die neuen Kennzahlen gezeigt.\nfix: Ich habe gesagt, ein Left Join verliere Zeilen. Er behält sie."
        }
        Language::French => {
            "Ana Ruiz : nous avons longuement parlé du tableau de bord des retards du dépôt de Newark.\nJoel : il m'a montré les nouveaux indicateurs.\nfix: J'ai dit qu'une jointure gauche perdait des lignes. Elle les garde."
        }
        Language::Spanish => {
            "Ana Ruiz: hablamos mucho del panel de retrasos del almacén de Newark.\nJoel: me enseñó los nuevos indicadores.\nfix: Dije que un left join pierde filas. Las conserva."
        }
    }
}

fn all(purpose: &Purpose, people: &[Person], to: &[Person]) -> String {
    let mut out = Vec::new();
    for language in LANGUAGES {
        for to in to {
            let letter = write_to(
                &life(language, people, notes(language)),
                to.clone(),
                purpose.clone(),
                &policy(),
            );
            let files: Vec<&str> = letter
                .attachments
                .iter()
                .map(|a| a.file_name.as_str())
                .collect();
            let attached = if files.is_empty() {
                String::new()
            } else {
                format!("Attached: {}\n", files.join(", "))
            };
            out.push(format!(
                "=== {language}, to {}\nSubject: {}\n{attached}\n{}",
                to.name.clone().unwrap_or_default(),
                letter.subject,
                letter.text
            ));
        }
    }
    out.join("\n")
}

#[test]
fn thank_you() {
    insta::assert_snapshot!(all(&thanks(), &[ana(), joel()], &[ana(), joel()]));
}

#[test]
fn thank_you_without_notes_keeps_a_gap() {
    let bare = life(Language::English, &[ana()], "");
    let letter = write_to(&bare, ana(), thanks(), &policy());
    assert!(letter.text.contains(GAP), "{}", letter.text);
    insta::assert_snapshot!(letter.text);
}

#[test]
fn thank_you_late() {
    insta::assert_snapshot!(all(
        &Purpose::ThankYou {
            day: day("2026-03-10"),
            again: false,
            late: true,
            pass_on: Vec::new()
        },
        &[ana()],
        &[ana()]
    ));
}

#[test]
fn thank_you_again() {
    insta::assert_snapshot!(all(
        &Purpose::ThankYou {
            day: day("2026-03-10"),
            again: true,
            late: false,
            pass_on: Vec::new()
        },
        &[ana(), joel()],
        &[ana(), joel()]
    ));
}

#[test]
fn thank_you_pass_on() {
    let joel = Person {
        name: Some("Joel Brandt".to_owned()),
        email: None,
    };
    insta::assert_snapshot!(all(
        &Purpose::ThankYou {
            day: day("2026-03-10"),
            again: false,
            late: false,
            pass_on: vec!["Joel Brandt".to_owned()]
        },
        &[ana(), joel],
        &[dana()]
    ));
}

#[test]
fn follow_up_to_the_interviewer() {
    insta::assert_snapshot!(all(
        &Purpose::FollowUp {
            since: Since::Interview
        },
        &[ana()],
        &[ana()]
    ));
}

#[test]
fn follow_up_to_the_coordinator() {
    insta::assert_snapshot!(all(
        &Purpose::FollowUp {
            since: Since::Interview
        },
        &[ana(), joel()],
        &[dana()]
    ));
}

#[test]
fn follow_up_after_availability() {
    insta::assert_snapshot!(all(
        &Purpose::FollowUp {
            since: Since::Availability
        },
        &[ana()],
        &[dana()]
    ));
}

#[test]
fn follow_up_after_an_assessment() {
    insta::assert_snapshot!(all(
        &Purpose::FollowUp {
            since: Since::Assessment
        },
        &[ana()],
        &[dana()]
    ));
}

#[test]
fn accept_a_time() {
    insta::assert_snapshot!(all(
        &Purpose::AcceptTime {
            interview: 0,
            slot: slot("2026-03-12T10:30:00-04:00")
        },
        &[ana()],
        &[dana()]
    ));
}

#[test]
fn a_time_in_another_zone_is_named_as_they_see_it() {
    let life = life(Language::English, &[ana()], "");
    let mut policy = policy();
    policy.owner.zone = chrono_tz::Europe::London;
    insta::assert_snapshot!(
        write_to(
            &life,
            dana(),
            Purpose::AcceptTime {
                interview: 0,
                slot: slot("2026-03-12T14:30:00Z")
            },
            &policy
        )
        .text
    );
}

#[test]
fn offer_times() {
    insta::assert_snapshot!(all(
        &Purpose::OfferTimes { interview: 0 },
        &[ana()],
        &[dana()]
    ));
}

#[test]
fn rejection_reply_after_meeting() {
    insta::assert_snapshot!(all(
        &Purpose::RejectionReply { met: true },
        &[ana()],
        &[dana()]
    ));
}

#[test]
fn rejection_reply_without_meeting() {
    insta::assert_snapshot!(all(
        &Purpose::RejectionReply { met: false },
        &[ana()],
        &[dana()]
    ));
}

#[test]
fn offer_thanks() {
    insta::assert_snapshot!(all(&Purpose::OfferThanks, &[ana()], &[dana()]));
}

#[test]
fn withdrawal() {
    insta::assert_snapshot!(all(&Purpose::Withdrawal, &[ana()], &[dana()]));
}

fn owing(language: Language, what: &[&str]) -> Life {
    let mut life = life(language, &[ana()], "");
    life.hears(
        "2026-03-11T10:00:00-04:00",
        "wanted@juniperfreight.example",
        Class::InformationRequest,
        |mail| {
            mail.language = language;
            mail.facts.requested = what.iter().map(|w| (*w).to_owned()).collect();
        },
    );
    life
}

fn sends(what: &[&str], purpose: &Purpose) -> String {
    let mut out = Vec::new();
    for language in LANGUAGES {
        let letter = write_to(&owing(language, what), dana(), purpose.clone(), &policy());
        let files: Vec<&str> = letter
            .attachments
            .iter()
            .map(|a| a.file_name.as_str())
            .collect();
        out.push(format!(
            "=== {language}\nSubject: {}\nAttached: {}\n\n{}",
            letter.subject,
            files.join(", "),
            letter.text
        ));
    }
    out.join("\n")
}

#[test]
fn material() {
    let wanted = Purpose::Material {
        obligation: number(&["references"]),
    };
    insta::assert_snapshot!(sends(&["references"], &wanted));
}

#[test]
fn material_of_which_a_part_is_missing() {
    let wanted = Purpose::Material {
        obligation: number(&["references"]),
    };
    insta::assert_snapshot!(sends(
        &["references", "work samples", "transcript"],
        &wanted
    ));
}

#[test]
fn a_promise_kept() {
    let wanted = Purpose::OwnPromise {
        obligation: number(&["references"]),
    };
    insta::assert_snapshot!(sends(&["portfolio"], &wanted));
}

#[test]
fn a_promise_without_a_file() {
    let wanted = Purpose::OwnPromise {
        obligation: number(&["references"]),
    };
    insta::assert_snapshot!(sends(&["case study"], &wanted));
}

fn number(what: &[&str]) -> u32 {
    owing(Language::English, what).state().obligations[0].number
}

/// Every letter to somebody who says "du", "tu" or "tú".
#[test]
fn on_familiar_terms() {
    let third = |late, again, pass_on: &[&str]| Purpose::ThankYou {
        day: day("2026-03-10"),
        again,
        late,
        pass_on: pass_on.iter().map(|n| (*n).to_owned()).collect(),
    };
    let follow_up = |since| Purpose::FollowUp { since };
    let letters = [
        (ana(), third(false, false, &[])),
        (joel(), third(false, false, &[])),
        (ana(), third(true, false, &[])),
        (ana(), third(false, true, &[])),
        (joel(), third(true, true, &[])),
        (dana(), third(false, false, &["Joel Brandt"])),
        (ana(), follow_up(Since::Interview)),
        (dana(), follow_up(Since::Interview)),
        (dana(), follow_up(Since::Availability)),
        (dana(), follow_up(Since::Assessment)),
        (dana(), Purpose::OfferTimes { interview: 1 }),
        (dana(), Purpose::RejectionReply { met: true }),
        (dana(), Purpose::RejectionReply { met: false }),
        (dana(), Purpose::OfferThanks),
        (dana(), Purpose::Withdrawal),
    ];
    for language in [Language::German, Language::French, Language::Spanish] {
        let life = familiar_life(language, &[ana(), joel()], notes(language));
        let mut all = Vec::new();
        for (to, purpose) in &letters {
            let letter = write_to(&life, to.clone(), purpose.clone(), &policy());
            let head = format!("=== {purpose:?}\nSubject: {}", letter.subject);
            all.push(format!("{head}\n\n{}", letter.text));
        }
        insta::assert_snapshot!(format!("on_familiar_terms_{language}"), all.join("\n"));
    }
}

#[test]
fn nobody_is_on_familiar_terms_by_a_guess() {
    let letter = |familiar| {
        let mut life = life(Language::German, &[ana()], "");
        for event in &mut life.events {
            if let EventKind::Heard(heard) = &mut event.kind {
                heard.familiar = familiar;
            }
        }
        write_to(&life, ana(), thanks(), &policy()).text
    };
    assert!(letter(None).contains("Guten Tag Ana Ruiz,"));
    assert!(letter(Some(false)).contains("Guten Tag Ana Ruiz,"));
    assert!(letter(Some(true)).contains("Hallo Ana,"));
}

/// Of every template the tests above keep a whole letter, in every language: who adds a template adds its letter.
#[test]
fn every_template_has_a_whole_letter_in_every_language() {
    let snapshots = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshots = snapshots.join("src/letter/tests/snapshots");
    let kept = |template: &'static str| match template {
        "accept_time" => "accept_a_time",
        "follow_up" => "follow_up_to_the_coordinator",
        "follow_up_assessment" => "follow_up_after_an_assessment",
        "follow_up_availability" => "follow_up_after_availability",
        "own_promise" => "a_promise_kept",
        "rejection_reply" => "rejection_reply_after_meeting",
        _ => template,
    };
    let mut missing = Vec::new();
    let mut templates = 0;
    for template in TEMPLATES {
        let name = kept(template);
        let name = format!("heardback_core__letter__tests__letters__{name}.snap");
        let letters = std::fs::read_to_string(snapshots.join(name)).unwrap_or_default();
        for language in ["en", "de", "fr", "es"] {
            templates += 1;
            if !letters.contains(&format!("=== {language}")) {
                missing.push(format!("{template}.{language}"));
            }
        }
    }
    assert!(templates >= 52, "{templates} templates");
    assert!(missing.is_empty(), "no whole letter from {missing:?}");
}
