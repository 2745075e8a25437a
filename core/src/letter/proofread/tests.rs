//! What must hold of proofreading.

use super::*;
use crate::book::{Change, TaskKey};
use crate::id::{DraftId, MessageId, Person, Sha256};
use crate::letter::tests::{ana, book as book_of, joel, life, policy};
use crate::reading::{Class, Language};
use crate::rule::Action;

const FINE: &str = "Dear Ana,\n\nThank you for our conversation on Tuesday. I keep coming back to the late-arrival dashboard, and I am very interested in the role.\n\nKind regards,\nSam Okafor\n";

fn draft(kind: LetterKind, to: Person, text: &str) -> Draft {
    Draft {
        id: DraftId(1),
        application: crate::application::tests::OWN,
        task: TaskKey("thank_you/1/2026-03-10".to_owned()),
        action: Action::ThankYou,
        rule: Rule::T2,
        kind,
        version: 1,
        to,
        subject: "Thank you for our conversation".to_owned(),
        text: text.to_owned(),
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
        calendar_reply: None,
        findings: Vec::new(),
        message_id: MessageId::new("draft@mailbox.example").unwrap(),
        hash: Sha256::default(),
        state: DraftState::Open,
        why: None,
        made_at: crate::application::tests::time("2026-03-10T16:00:00-04:00"),
        accepts: None,
        needs_anyway: false,
        edited: false,
    }
}

/// Two applications: Juniper Freight (Ana, Joel), and Northwind Traders with Priya Shah for a Payroll Specialist.
fn book() -> Book {
    let mut book = book_of(&life(Language::English, &[ana(), joel()], ""));
    let mut other = life(Language::English, &[], "");
    for event in &mut other.events {
        event.application = crate::id::ApplicationId(2);
        event.id = crate::id::EventId(90);
        if let crate::event::EventKind::Heard(heard) = &mut event.kind {
            heard.facts.company = Some("Northwind Traders".to_owned());
            heard.facts.role = Some("Payroll Specialist".to_owned());
            heard.from =
                crate::application::tests::person("Priya Shah", "priya@northwindtraders.example");
            heard.reply_to = Some(heard.from.clone());
            heard.message_id = MessageId::new("other@northwindtraders.example").unwrap();
        }
    }
    for event in other.events {
        book.apply(&Change::Event(event));
    }
    book
}

fn found(kind: LetterKind, text: &str) -> Vec<(Rule, bool)> {
    proofread(&draft(kind, ana(), text), &book(), &policy())
        .iter()
        .map(|f| (f.rule, f.blocks))
        .collect()
}

fn check(kind: LetterKind, instead: (&str, &str), expected: (Rule, bool)) {
    let text = FINE.replace(instead.0, instead.1);
    assert_ne!(text, FINE, "{instead:?} changes nothing");
    let findings = found(kind, &text);
    assert!(findings.contains(&expected), "{instead:?}: {findings:?}");
}

#[test]
fn a_good_letter_has_no_findings() {
    let findings = proofread(
        &draft(LetterKind::ThankYou, ana(), FINE),
        &book(),
        &policy(),
    );
    assert_eq!(findings, [], "{findings:?}");
}

#[test]
fn l1_slips_and_misspellings_are_shown() {
    for (good, bad) in [
        ("conversation on", "conversaton on"),
        ("the role", "the the role"),
        ("I am very", "Its a good team, and I am very"),
        ("the role", "you're team"),
        ("I am very", "i am very"),
        ("the role", "there team"),
        ("the role", "the role. it is good"),
        ("the role", "a interview"),
        (
            "I am very",
            "I look forward to hear from you, and I am very",
        ),
        ("I am very", "I would not want to loose this, and I am very"),
    ] {
        check(LetterKind::ThankYou, (good, bad), (Rule::L1, false));
    }
}

#[test]
fn l1_names_of_the_thread_and_british_forms_are_right() {
    let text = FINE.replace("the role", "Juniper Freight, Okafor's colour, our organisation, programme and catalogues, travelling and PostgreSQL");
    assert_eq!(found(LetterKind::ThankYou, &text), []);
}

#[test]
fn l1_a_language_without_a_dictionary_is_said() {
    let check = |text: &str, said: &str| {
        let letter = draft(LetterKind::ThankYou, ana(), text);
        let findings = proofread(&letter, &book(), &policy());
        let found = findings
            .iter()
            .filter(|f| f.rule == Rule::L1 && !f.blocks && f.what.contains(said));
        assert_eq!(found.count(), 1, "{findings:?}");
    };
    check(
        "Guten Tag Ana Ruiz,\n\nvielen Dank für das Gespräch. Ich bin sehr interessiert und freue mich auf die Arbeit mit Ihnen und dem Team.\n\nMit freundlichen Grüßen\nSam Okafor\n",
        "no German dictionary",
    );
    check(
        "Bonjour Ana Ruiz,\n\nMerci pour notre entretien de mardi. Mon intérêt pour ce poste reste très vif, et j'aurai plaisir à travailler avec vous et votre équipe.\n\nBien cordialement,\nSam Okafor\n",
        "no French dictionary",
    );
    check(
        "Buenos días, Ana Ruiz:\n\nMuchas gracias por nuestra conversación del martes. Mantengo todo mi interés por el puesto y espero con ilusión sus noticias.\n\nUn cordial saludo,\nSam Okafor\n",
        "no Spanish dictionary",
    );
}

#[test]
fn l2_gaps_and_placeholders_block() {
    for bad in [
        "[one thing that was said between you]",
        "{{ company }}",
        "TODO",
        "{name}",
        "____",
        "XXX",
        "<<role>>",
        "INSERT",
    ] {
        check(
            LetterKind::ThankYou,
            ("the late-arrival dashboard", bad),
            (Rule::L2, true),
        );
    }
}

#[test]
fn l3_long_letters_are_told() {
    let long = "I liked the work that you showed me. ".repeat(25);
    check(
        LetterKind::ThankYou,
        ("I keep coming", &format!("{long}I keep coming")),
        (Rule::L3, false),
    );
}

#[test]
fn l4_the_wrong_person_or_company_blocks() {
    check(
        LetterKind::ThankYou,
        ("Dear Ana,", "Dear Joel,"),
        (Rule::L4, true),
    );
    check(
        LetterKind::ThankYou,
        ("Dear Ana,", "Dear Priya,"),
        (Rule::L4, true),
    );
    check(
        LetterKind::ThankYou,
        ("the role", "Northwind Traders"),
        (Rule::L4, true),
    );
    check(
        LetterKind::ThankYou,
        ("the role", "the role that Priya Shah described"),
        (Rule::L4, true),
    );
    let stranger = crate::application::tests::person("Ana Ruiz", "ana@elsewhere.example");
    let findings = proofread(
        &draft(LetterKind::ThankYou, stranger, FINE),
        &book(),
        &policy(),
    );
    assert!(
        findings.iter().any(|f| f.rule == Rule::L4 && f.blocks),
        "{findings:?}"
    );
}

/// What a stranger calls his company, or himself, holds no letter back.
#[test]
fn l4_a_strangers_junk_name_blocks_nothing() {
    let with = |company: &str, sender: &str| {
        let mut book = book();
        let mut other = life(Language::English, &[], "");
        for event in &mut other.events {
            event.application = crate::id::ApplicationId(3);
            event.id = crate::id::EventId(95);
            if let crate::event::EventKind::Heard(heard) = &mut event.kind {
                heard.facts.company = Some(company.to_owned());
                heard.facts.role = None;
                heard.from = crate::application::tests::person(sender, "junk@elsewhere.example");
                heard.reply_to = Some(heard.from.clone());
                heard.message_id = MessageId::new("junk@elsewhere.example").unwrap();
            }
        }
        for event in other.events {
            book.apply(&Change::Event(event));
        }
        let findings = proofread(&draft(LetterKind::ThankYou, ana(), FINE), &book, &policy());
        findings.iter().any(|f| f.blocks)
    };
    for (company, sender) in [
        ("Ana", "Eve Moss"),
        ("Dear Ana", "Eve Moss"),
        ("Thank you", "Kind regards"),
        ("Tuesday", "Sam Okafor"),
        ("Okafor", "Dear Ana"),
        ("Kind regards", "Eve Moss"),
    ] {
        assert!(!with(company, sender), "{company}, {sender}");
    }
}

#[test]
fn l4_a_company_known_from_webmail_alone_warns() {
    let check = |address: &str, blocks: bool| {
        let mut book = book();
        for mut event in life(Language::English, &[], "").events {
            event.application = crate::id::ApplicationId(3);
            event.id = crate::id::EventId(95);
            if let crate::event::EventKind::Heard(heard) = &mut event.kind {
                heard.facts.company = Some("Northwind".to_owned());
                heard.facts.role = None;
                heard.from = crate::application::tests::person("Eve Moss", address);
                heard.reply_to = Some(heard.from.clone());
                heard.message_id = MessageId::new("junk@elsewhere.example").unwrap();
            }
            book.apply(&Change::Event(event));
        }
        let text = FINE.replacen("\n\n", "\n\nNorthwind is near. ", 1);
        let findings = proofread(&draft(LetterKind::ThankYou, ana(), &text), &book, &policy());
        let found: Vec<bool> = findings
            .iter()
            .filter(|f| f.what.contains("“Northwind” is named"))
            .map(|f| f.blocks)
            .collect();
        assert_eq!(found, [blocks], "{address}: {findings:?}");
    };
    check("eve.moss@gmail.com", false);
    check("eve.moss@gmx.de", false);
    check("no-reply@greenhouse.io", true);
    check("no-reply@myworkday.com", true);
}

#[test]
fn l4_other_ways_to_greet_are_fine() {
    for greeting in [
        "Hello,",
        "Hi Ana,",
        "Dear Ms. Ruiz,",
        "Dear Ana Ruiz,",
        "Hello Ana!",
        "Dear hiring team,",
    ] {
        assert_eq!(
            found(LetterKind::ThankYou, &FINE.replace("Dear Ana,", greeting)),
            [],
            "{greeting}"
        );
    }
}

#[test]
fn l5_pay_is_told_unless_there_is_an_offer() {
    check(
        LetterKind::ThankYou,
        ("the role", "the salary"),
        (Rule::L5, false),
    );
    let mut life = life(Language::English, &[ana()], "");
    life.hears(
        "2026-03-12T10:00:00-04:00",
        "offer@juniperfreight.example",
        Class::Offer,
        |_| {},
    );
    let findings = proofread(
        &draft(
            LetterKind::ThankYou,
            ana(),
            &FINE.replace("the role", "the salary"),
        ),
        &book_of(&life),
        &policy(),
    );
    assert!(findings.iter().all(|f| f.rule != Rule::L5), "{findings:?}");
}

#[test]
fn l6_pushing_is_told() {
    for bad in [
        "you promised an answer",
        "I still haven't heard from you",
        "I need an answer as soon as possible",
        "I was just checking in",
    ] {
        check(
            LetterKind::FollowUp,
            ("I keep coming", &format!("{bad}. I keep coming")),
            (Rule::L6, false),
        );
    }
}

#[test]
fn l7_arguing_with_a_no_blocks() {
    for bad in [
        "Could you tell me why?",
        "I would like some feedback.",
        "Please reconsider.",
        "Give me another chance.",
    ] {
        check(
            LetterKind::RejectionReply,
            ("I keep coming", &format!("{bad} I keep coming")),
            (Rule::L7, true),
        );
    }
    assert!(
        found(
            LetterKind::ThankYou,
            &FINE.replace("the role", "the reasons behind it")
        )
        .is_empty()
    );
}

#[test]
fn l8_thanks_and_interest_are_missed() {
    check(
        LetterKind::ThankYou,
        (
            "Thank you for our conversation on Tuesday.",
            "We spoke on Tuesday.",
        ),
        (Rule::L8, false),
    );
    check(
        LetterKind::FollowUp,
        (", and I am very interested in the role", ""),
        (Rule::L8, false),
    );
}

#[test]
fn l9_another_threads_role_is_told() {
    check(
        LetterKind::ThankYou,
        ("the role", "the Payroll Specialist role"),
        (Rule::L9, false),
    );
}

#[test]
fn l10_the_same_words_for_two_are_told() {
    let mut book = book();
    let text = FINE.replace("Dear Ana,", "Dear Joel,");
    book.apply(&Change::Draft(Draft {
        id: DraftId(2),
        ..draft(LetterKind::ThankYou, joel(), &text)
    }));
    let findings = proofread(&draft(LetterKind::ThankYou, ana(), FINE), &book, &policy());
    assert!(
        findings.iter().any(|f| f.rule == Rule::L10 && !f.blocks),
        "{findings:?}"
    );
}
