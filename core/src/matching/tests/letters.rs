//! What the owner's own letters do.

use super::*;
use crate::application::tests::{Life, fixed_at, slot};
use crate::reading::{By, DeadlineFact};

fn letter(subject: &str, body: &str, answers: Option<&str>, file: Option<&str>) -> Mail {
    let thread = answers.map_or(String::new(), |id| {
        format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n")
    });
    let head = format!(
        "From: Sam Okafor <sam.okafor@mailbox.example>\r\nTo: Dana Lee <dana.lee@juniperfreight.example>\r\nSubject: {subject}\r\nMessage-ID: <own@mailbox.example>\r\nMIME-Version: 1.0\r\n{thread}"
    );
    let text = match file {
        None => format!("{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"),
        Some(name) => format!(
            "{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\nx\r\n--b--\r\n"
        ),
    };
    parse(text.as_bytes())
}

#[track_caller]
fn check(life: &Life, at: &str, mail: &Mail, expected: LetterKind) {
    assert_eq!(
        letter_kind(mail, &life.state(), time(at)),
        expected,
        "{} / {}",
        mail.subject,
        mail.body.newest
    );
}

fn invited() -> Life {
    let mut life = Life::default();
    life.hears("2026-03-02T09:00:00Z", "receipt", C::Confirmation, |_| {});
    life.hears(
        "2026-03-04T09:00:00Z",
        "invitation",
        C::InterviewInvitation,
        |m| {
            m.facts.slots = vec![
                slot("2026-03-10T14:00:00-04:00"),
                slot("2026-03-11T10:30:00-04:00"),
            ];
        },
    );
    life
}

fn interviewed() -> Life {
    let mut life = Life::default();
    life.hears(
        "2026-03-04T09:00:00Z",
        "fixed",
        C::InterviewConfirmation,
        |m| {
            m.facts.interview = fixed_at("2026-03-10T14:00:00Z");
        },
    );
    life.let_time_pass("2026-03-10T15:00:00Z");
    life
}

#[test]
fn an_answer_to_an_invitation_is_told_from_the_wish_for_another_time() {
    let life = invited();
    let at = "2026-03-04T12:00:00Z";
    let answer = |body: &str| letter("Re: Interview", body, Some("invitation"), None);
    for body in [
        "Hi Dana, Tuesday at 2 works well for me. Best, Sam",
        "Thank you, I would be glad to take the first one.",
        "Der Dienstag passt mir sehr gut. Viele Grüße",
        "Le mardi me convient parfaitement.",
        "El martes me viene bien.",
    ] {
        check(&life, at, &answer(body), LetterKind::Availability);
    }
    for body in [
        "Unfortunately I can't make either. Could we find another time?",
        "Leider passt beides nicht, könnten wir den Termin verschieben?",
        "Serait-il possible de trouver un autre créneau ?",
        "¿Sería posible otro día?",
    ] {
        check(&life, at, &answer(body), LetterKind::RescheduleRequest);
    }
}

#[test]
fn thanks_after_an_interview_are_no_follow_up() {
    let life = interviewed();
    let write = |body: &str| letter("Our conversation", body, Some("fixed"), None);
    check(
        &life,
        "2026-03-10T18:00:00Z",
        &write(
            "Thank you for your time today. I enjoyed hearing about the depots and hope to hear about next steps.",
        ),
        LetterKind::ThankYou,
    );
    check(
        &life,
        "2026-03-10T18:00:00Z",
        &write("Vielen Dank für das freundliche Gespräch."),
        LetterKind::ThankYou,
    );
    check(
        &life,
        "2026-03-24T09:00:00Z",
        &write(
            "Thank you again for the interview. May I ask where you are in the process? Is there any news?",
        ),
        LetterKind::FollowUp,
    );
    check(
        &life,
        "2026-03-14T09:00:00Z",
        &write("Thanks again. Do you have any update on the role?"),
        LetterKind::FollowUp,
    );
    check(
        &life,
        "2026-03-24T09:00:00Z",
        &write("Ich wollte nachfragen, ob es Neuigkeiten gibt."),
        LetterKind::FollowUp,
    );
    check(
        &life,
        "2026-03-24T09:00:00Z",
        &write("Je me permets de vous relancer au sujet de ma candidature."),
        LetterKind::FollowUp,
    );
    check(
        &life,
        "2026-03-24T09:00:00Z",
        &write("Quería saber si hay alguna novedad."),
        LetterKind::FollowUp,
    );
}

#[test]
fn a_question_for_news_in_the_thread_of_a_request_does_not_answer_the_request() {
    let mut life = interviewed();
    life.hears(
        "2026-03-17T09:00:00Z",
        "request",
        C::InformationRequest,
        |m| m.facts.requested = vec!["the contact details of two referees".to_owned()],
    );
    let at = "2026-03-17T15:00:00Z";
    let write = |body: &str| {
        letter(
            "Re: An update on your application",
            body,
            Some("request"),
            None,
        )
    };
    check(
        &life,
        at,
        &write("I wanted to ask where you are in the process. I am still very interested."),
        LetterKind::FollowUp,
    );
    for answer in [
        "Of course: Ada Brook and Jon Field will gladly speak with you.",
        "Ada Brook, +44 20 7946 0011. May I ask where you are in the process?",
        "Here are the contact details of two referees. Is there any news?",
    ] {
        check(&life, at, &write(answer), LetterKind::Answer);
    }
}

#[test]
fn withdrawing_is_read_in_four_languages() {
    let life = interviewed();
    for body in [
        "I am writing to withdraw my application for the Data Analyst role.",
        "Please take me out of the process.",
        "Hiermit ziehe ich meine Bewerbung zurück.",
        "Je retire ma candidature.",
        "Quiero retirar mi candidatura.",
    ] {
        check(
            &life,
            "2026-03-12T09:00:00Z",
            &letter("Re: Interview", body, Some("fixed"), None),
            LetterKind::Withdrawal,
        );
    }
}

#[test]
fn an_offer_is_accepted_refused_or_thanked_for() {
    let mut life = interviewed();
    life.hears("2026-03-12T09:00:00Z", "offer", C::Offer, |m| {
        m.facts.deadline = Some(DeadlineFact {
            what: None,
            by: By::Day("2026-03-19".parse().unwrap()),
        });
    });
    let at = "2026-03-13T09:00:00Z";
    let answer = |body: &str| letter("Re: Offer", body, Some("offer"), None);
    check(
        &life,
        at,
        &answer("I am delighted to accept your offer."),
        LetterKind::OfferAcceptance,
    );
    check(
        &life,
        at,
        &answer("I gladly accept."),
        LetterKind::OfferAcceptance,
    );
    check(
        &life,
        at,
        &answer("Ich nehme Ihr Angebot sehr gerne an."),
        LetterKind::OfferAcceptance,
    );
    check(
        &life,
        at,
        &answer("After much thought I have to decline."),
        LetterKind::OfferRefusal,
    );
    check(
        &life,
        at,
        &answer("I am afraid I cannot accept."),
        LetterKind::OfferRefusal,
    );
    check(
        &life,
        at,
        &answer("Thank you so much! I will let you know by Thursday."),
        LetterKind::OfferThanks,
    );
}

#[test]
fn what_was_asked_for_is_sent_or_answered() {
    let mut life = Life::default();
    life.hears("2026-03-04T09:00:00Z", "ask", C::InformationRequest, |m| {
        m.facts.requested = vec!["references".to_owned()];
    });
    let at = "2026-03-05T09:00:00Z";
    check(
        &life,
        at,
        &letter(
            "Re: References",
            "Please find them attached.",
            Some("ask"),
            Some("references.pdf"),
        ),
        LetterKind::Material,
    );
    check(
        &life,
        at,
        &letter(
            "Re: References",
            "They are Jo and Kim, both at Oakline.",
            Some("ask"),
            None,
        ),
        LetterKind::Answer,
    );

    let mut test = Life::default();
    test.hears("2026-03-04T09:00:00Z", "task", C::Assessment, |_| {});
    check(
        &test,
        at,
        &letter(
            "Re: Task",
            "Here is my solution.",
            Some("task"),
            Some("solution.zip"),
        ),
        LetterKind::Assessment,
    );
}

#[test]
fn an_application_by_mail_opens_one() {
    let opens = |mail: &Mail| matches!(decide_own([], mail, false), Match::New { .. });
    assert!(opens(&letter(
        "Application for Data Analyst",
        "Please find my CV attached.",
        None,
        Some("CV Sam Okafor.pdf")
    )));
    assert!(opens(&letter(
        "Bewerbung als Einkäufer",
        "Anbei meine Bewerbungsunterlagen.",
        None,
        Some("Lebenslauf.pdf")
    )));
    assert!(!opens(&letter(
        "Holiday pictures",
        "See you on Sunday.",
        None,
        Some("beach.pdf")
    )));
    assert!(!opens(&letter(
        "Re: the flat",
        "My application for the flat is with you.",
        Some("flat"),
        None
    )));
    assert!(matches!(
        decide_own(
            [],
            &letter("Re: a role", "Happy to talk.", Some("x"), None),
            true
        ),
        Match::New { .. }
    ));
}

#[test]
fn own_mail_goes_to_the_application_of_its_recipient() {
    let life = interviewed();
    let state = life.state();
    let found = decide_own([&state], &letter("Hello", "Thank you.", None, None), false);
    assert!(
        matches!(
            found,
            Match::Existing {
                application: OWN,
                ..
            }
        ),
        "{found:?}"
    );
}

#[test]
fn thanks_to_who_arranged_an_interview_go_to_that_role_and_not_to_the_one_written_about_since() {
    let mut met = interviewed().state();
    met.id = ApplicationId(1);
    let mut life = Life::default();
    life.hears(
        "2026-03-10T16:00:00Z",
        "another",
        C::InterviewInvitation,
        |m| {
            m.facts.slots = vec![slot("2026-03-17T14:00:00-04:00")];
        },
    );
    let mut asked = life.state();
    asked.id = ApplicationId(2);
    let goes =
        |body: &str| match decide_own([&met, &asked], &letter("Hello", body, None, None), false) {
            Match::Existing { application, .. } => Some(application.0),
            Match::New { .. } | Match::Ask { .. } | Match::None { .. } => None,
        };
    assert_eq!(
        goes("Thank you for taking the time to talk with me."),
        Some(1)
    );
    assert_eq!(
        goes("Thank you. Tuesday suits me well. I look forward to our conversation."),
        Some(2)
    );
}

#[test]
fn the_slot_that_a_letter_names_is_chosen() {
    let slots = [
        slot("2026-03-10T14:00:00-04:00"),
        slot("2026-03-11T10:30:00-04:00"),
    ];
    let zone = chrono_tz::America::New_York;
    let chosen = |text: &str| chosen_slot(text, &slots, zone).map(|s| s.start);
    assert_eq!(chosen("Tuesday works for me."), Some(slots[0].start));
    assert_eq!(chosen("The 11th at 10:30 suits me."), Some(slots[1].start));
    assert_eq!(chosen("2pm is fine"), Some(slots[0].start));
    assert_eq!(chosen("Mittwoch passt gut"), Some(slots[1].start));
    assert_eq!(chosen("Both work."), None);
    assert_eq!(chosen("Tuesday or Wednesday"), None);
}

#[test]
fn of_two_applications_the_letter_goes_to_the_one_it_names_or_the_last_word_was_about() {
    let about = |role: &str, at: &str, number: u32| {
        let mut life = Life::default();
        life.hears(at, &format!("m{number}"), C::StatusUpdate, |m| {
            m.facts.role = Some(role.to_owned());
        });
        let mut state = life.state();
        state.id = ApplicationId(number);
        state
    };
    let both = [
        about("Data Analyst", "2026-03-02T09:00:00Z", 1),
        about("Data Engineer", "2026-03-05T09:00:00Z", 2),
    ];
    let goes =
        |subject: &str| match decide_own(&both, &letter(subject, "Hello.", None, None), false) {
            Match::Existing { application, .. } => application.0,
            other @ (Match::New { .. } | Match::Ask { .. } | Match::None { .. }) => {
                panic!("{other:?}")
            }
        };
    assert_eq!(goes("Data Analyst: thank you"), 1);
    assert_eq!(goes("Thank you"), 2);
    assert_eq!(goes("To the Data Analysts: thank you"), 2);
}

#[test]
fn the_employers_answer_to_an_application_by_mail_is_linked_to_it() {
    let mut life = Life::default();
    life.writes(
        "2026-03-02T09:00:00Z",
        "applied",
        LetterKind::Application,
        None,
    );
    let state = life.state();
    let answer = mail_of(
        "2026-03-03T09:00:00Z",
        "r",
        "HR <hr@juniperfreight.example>",
        C::Confirmation,
    );
    let found = decide(
        [&state],
        &answer.raw(),
        &answer.reading(),
        time("2026-03-03T09:00:00Z"),
    );
    assert!(
        matches!(
            found,
            Match::Existing {
                application: OWN,
                ..
            }
        ),
        "{found:?}"
    );
    assert!(state.people.iter().all(|c| c.allowed));
    assert_eq!(state.shown_company().as_deref(), Some("Juniperfreight"));
}
