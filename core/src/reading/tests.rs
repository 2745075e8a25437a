use std::collections::BTreeSet;

use chrono_tz::UTC;

use super::calibration::{ABOUT, TRUST};
use super::{Class, Language, PACKS, Reader, SENDERS, Suspicion, rules::Pack, senders::Senders};
use crate::mail::parse;

#[test]
fn what_is_shipped_can_be_read() {
    Senders::parse(SENDERS).unwrap();
    for text in PACKS {
        Pack::parse(text).unwrap();
    }
    let calibration = &super::Tools::shipped().calibration;
    for (names, logistic) in [
        (&ABOUT[..], &calibration.about),
        (&TRUST[..], &calibration.trust),
    ] {
        let read: BTreeSet<&str> = names.iter().copied().collect();
        let shipped: BTreeSet<&str> = logistic.weights.keys().map(String::as_str).collect();
        assert_eq!(read, shipped);
    }
    for class in Class::ALL {
        assert_eq!(
            class.acts(),
            calibration.acts_from.contains_key(class),
            "{class}"
        );
    }
}

#[test]
fn more_trust_is_never_less_confidence() {
    let calibration = &super::Tools::shipped().calibration;
    for knots in [&calibration.plain, &calibration.acting] {
        assert!(
            knots.is_sorted_by(|a, b| a[0] < b[0] && a[1] <= b[1]),
            "{knots:?}"
        );
    }
}

#[test]
fn a_refusal_behind_thanks_is_a_rejection() {
    check(
        "Your application",
        "Thank you for applying to Northwind. We enjoyed reading your application. After careful thought we have decided \
         not to move forward with your application. We wish you every success.",
        Class::Rejection,
    );
}

#[test]
fn an_if_is_no_event() {
    check(
        "Thank you for applying",
        "We have received your application for Data Analyst. If you are not selected, we will let you know. If your \
         background matches, we will invite you to an interview.",
        Class::Confirmation,
    );
}

#[test]
fn a_flat_is_no_job() {
    check(
        "Rental application update",
        "Unfortunately we have moved forward with another applicant for the apartment.",
        Class::Other,
    );
}

#[test]
fn a_calendar_part_needs_no_sentence() {
    let invitation = |method: &str, sequence: u32| {
        format!(
            "From: Dana <dana@northwind.example>\r\nTo: Sam <sam@mailbox.example>\r\nSubject: Interview Sam / Northwind\r\n\
             Date: Wed, 4 Mar 2026 10:12:00 -0500\r\nMessage-ID: <1@northwind.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
             PRODID:-//x//x//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:1\r\nSEQUENCE:{sequence}\r\n\
             DTSTAMP:20260304T100000Z\r\nDTSTART:20260310T140000Z\r\nSUMMARY:Interview Sam / Northwind\r\nEND:VEVENT\r\n\
             END:VCALENDAR\r\n"
        )
    };
    let read = |text: String| reader().read(&parse(text.as_bytes())).class;
    assert_eq!(read(invitation("REQUEST", 0)), Class::InterviewConfirmation);
    assert_eq!(read(invitation("REQUEST", 1)), Class::InterviewReschedule);
    assert_eq!(read(invitation("CANCEL", 1)), Class::InterviewCancellation);
}

#[test]
fn evidence_names_the_very_words_and_their_place() {
    let mail = parse(&message(
        "x@northwind.example",
        "News",
        "Hello Sam.\nWe will not be moving forward with your application.",
    ));
    let reading = reader().read(&mail);
    let evidence = reading.evidence.first().unwrap();
    assert_eq!(evidence.part, "text");
    assert_eq!(
        mail.body.newest.get(evidence.span[0]..evidence.span[1]),
        Some(evidence.text.as_str())
    );
    assert!(evidence.text.contains("not be moving forward"));
}

#[test]
fn an_offer_for_a_fee_over_a_messenger_is_no_offer() {
    let mail = parse(&message(
        "hr.amazon@gmail.example",
        "Job Offer",
        "Congratulations! You have been selected without interview. Contact our hiring manager on Telegram and deposit the check to buy equipment.",
    ));
    let reading = reader().read(&mail);
    assert_eq!(reading.class, Class::Other);
    assert!(reading.confidence < 0.9);
    assert!(reading.suspicions.contains(&Suspicion::MessengerInterview));
}

#[test]
fn a_language_without_a_pack_is_proposed() {
    let mail = parse(&message(
        "hr@voorbeeld.example",
        "Uw sollicitatie",
        "Bedankt voor uw sollicitatie. Helaas hebben wij gekozen voor een andere kandidaat die beter bij het profiel past.",
    ));
    let reading = reader().read(&mail);
    assert_eq!(reading.language, Language::Other);
    assert!(reading.confidence < 0.9);
}

#[test]
fn an_owners_pack_adds_to_the_shipped_ones() {
    let pack = "language = \"en\"\n[[rule]]\nclass = \"rejection\"\nstrength = 5\npatterns = ['blue envelope']\n";
    let reader = reader().with_packs([pack]).unwrap();
    let mail = parse(&message(
        "x@northwind.example",
        "Your application for Buyer",
        "You get the blue envelope.",
    ));
    assert!(reader.vote(&mail).votes.rules_say == Some(Class::Rejection));
    let wrong = super::Reader::with_packs(
        self::reader(),
        [
            "language = \"en\"\n[[rule]]\nclass = \"offer\"\nstrength = 5\npatterns = ['<nothing>']\n",
        ],
    );
    assert!(wrong.is_err());
}

#[test]
fn nothing_is_forgotten_that_speaks_of_an_application() {
    let mail = parse(&message(
        "no-reply@us.greenhouse-mail.io",
        "Hello",
        "See below.",
    ));
    assert!(!reader().read(&mail).may_discard);
}

fn check(subject: &str, text: &str, expected: Class) {
    let reading = reader().read(&parse(&message("careers@northwind.example", subject, text)));
    assert_eq!(reading.class, expected, "{reading:#?}");
}

fn message(from: &str, subject: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: sam@mailbox.example\r\nSubject: {subject}\r\nDate: Wed, 4 Mar 2026 10:12:00 -0500\r\n\
         Message-ID: <1@northwind.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

fn reader() -> Reader {
    Reader::new(BTreeSet::new(), "Sam Okafor", UTC, BTreeSet::new())
}
