//! What invented mails state, fact by fact.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::extract;
use crate::id::Address;
use crate::mail::parse;
use crate::reading::{By, Class, Evidence, Facts, Medium, Part, Preference, Reader};

#[test]
fn a_receipt_names_company_role_and_number() {
    let facts = read(
        Class::Confirmation,
        "Lanternfish Hiring Team <no-reply@ashbyhq.com>",
        "Thanks for applying to Lanternfish!",
        "Hi Noor,\n\nthank you for applying for the Field Botanist position (R-20418) at Lanternfish. We read everything.\n\nLanternfish Hiring Team\n",
    );
    check(facts.company, Some("Lanternfish"));
    check(facts.role, Some("Field Botanist"));
    check(facts.requisition, Some("R-20418"));
    assert!(facts.people.is_empty());
}

#[test]
fn a_title_under_the_name_tells_the_part_and_the_house() {
    let facts = read(
        Class::StatusUpdate,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "Your application: Harbour Pilot",
        "Dear Noor,\n\nwe are still reading.\n\nBest regards,\n\nInes Okoro\nTalent, Copperbeech Shipping\n+49 40 5550 1234\n",
    );
    check(facts.company, Some("Copperbeech Shipping"));
    check(facts.phone, Some("+49 40 5550 1234"));
    let sender = &facts.people[0];
    assert_eq!(sender.part, Some(Part::Recruiter));
    assert_eq!(
        sender.email.as_ref().map(Address::as_str),
        Some("ines.okoro@copperbeech.example")
    );
}

#[test]
fn an_invitation_offers_its_times_and_names_who_will_be_met() {
    let facts = read(
        Class::InterviewInvitation,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "Interview",
        "Dear Noor,\n\nwe would like to invite you to a 30-minute video call with Tomas Lind, who runs the tugs, and Bea Roth (safety).\n\n- Tuesday, March 10, 2:00 PM\n- Wednesday, March 11, 10:30 AM\n\nBest,\nInes Okoro\nRecruiting, Copperbeech Shipping\n",
    );
    let met: Vec<_> = facts
        .people
        .iter()
        .filter(|p| p.part == Some(Part::Interviewer))
        .filter_map(|p| p.name.as_deref())
        .collect();
    assert_eq!(met, ["Tomas Lind", "Bea Roth"]);
    assert_eq!(facts.slots.len(), 2);
    let interview = facts.interview.unwrap();
    assert_eq!(
        (interview.medium, interview.start),
        (Some(Medium::Video), None)
    );
}

#[test]
fn a_meeting_of_two_is_with_the_sender_at_the_address() {
    let facts = read(
        Class::InterviewConfirmation,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "Coffee",
        "Dear Noor,\n\nso: Monday 9 March at 11:00 at our office, 14 Quayside Lane, for an hour, only me.\n\nInes\n",
    );
    assert_eq!(facts.people[0].part, Some(Part::Interviewer));
    let interview = facts.interview.unwrap();
    assert_eq!(interview.medium, Some(Medium::Onsite));
    check(interview.place, Some("14 Quayside Lane"));
    check(
        interview.start.map(|at| at.to_rfc3339()),
        Some("2026-03-09T11:00:00-04:00"),
    );
    check(
        interview.end.map(|at| at.to_rfc3339()),
        Some("2026-03-09T12:00:00-04:00"),
    );
}

#[test]
fn a_move_that_is_told_keeps_the_old_time_and_sets_the_new() {
    let facts = read(
        Class::InterviewReschedule,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "New time",
        "Noor, your talk has been moved from Tuesday, March 10, 2:00 PM to Thursday, March 12, 9:00 AM.\n\nInes\n",
    );
    let interview = facts.interview.unwrap();
    check(
        interview.was.map(|at| at.to_rfc3339()),
        Some("2026-03-10T14:00:00-04:00"),
    );
    check(
        interview.start.map(|at| at.to_rfc3339()),
        Some("2026-03-12T09:00:00-04:00"),
    );
}

#[test]
fn a_move_that_is_asked_for_sets_nothing() {
    let facts = read(
        Class::InterviewReschedule,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "Can we move?",
        "Noor, I can't make Tuesday, March 10, 2:00 PM after all. Would Thursday, March 12, 9:00 AM work for you?\n\nInes\n",
    );
    let interview = facts.interview.unwrap();
    assert_eq!(interview.start, None);
    check(
        interview.was.map(|at| at.to_rfc3339()),
        Some("2026-03-10T14:00:00-04:00"),
    );
    assert_eq!(facts.slots.len(), 1);
}

#[test]
fn what_is_asked_for_has_its_deadline() {
    let facts = read(
        Class::InformationRequest,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "Papers",
        "Dear Noor,\n\nplease send the contact details of two referees and a copy of your pilotage certificate by 5 pm on Friday, March 13.\n\nInes Okoro\nHR\n",
    );
    assert_eq!(facts.requested, ["references", "certificates"]);
    let due = facts.deadline.unwrap();
    assert_eq!(
        due.by,
        By::Instant("2026-03-13T17:00:00-04:00".parse().unwrap())
    );
}

#[test]
fn an_address_alone_names_no_company() {
    let facts = read(
        Class::StatusUpdate,
        "Ines Okoro <ines.okoro@copperbeech.example>",
        "News",
        "Dear Noor, we are still reading.\n\nInes\n",
    );
    check(facts.company, None);
}

#[test]
fn a_wish_to_be_called_is_kept_and_a_polite_offer_is_none() {
    let wish = |text: &str| {
        read(
            Class::InterviewInvitation,
            "Ines Okoro <ines.okoro@copperbeech.example>",
            "Talk",
            text,
        )
        .contact_preference
    };
    assert_eq!(
        wish("Noor, ring me on 0555 0100 and we will find a day.\n\nInes\n"),
        Some(Preference::Phone)
    );
    assert_eq!(
        wish("Noor, pick a day. If you have any questions, call me.\n\nInes\n"),
        None
    );
}

#[test]
fn titles_of_other_languages_are_roles() {
    let role = |subject: &str, text: &str| {
        read(
            Class::Confirmation,
            "Personal <personal@x.example>",
            subject,
            text,
        )
        .role
    };
    check(
        role(
            "Bewerbung",
            "vielen Dank für Ihre Bewerbung als Projektleiterin (m/w/d) bei uns.\n",
        ),
        Some("Projektleiterin"),
    );
    check(
        role(
            "Candidature",
            "Nous avons bien reçu votre candidature au poste de Chargée de communication.\n",
        ),
        Some("Chargée de communication"),
    );
    check(
        role(
            "Candidatura",
            "Hemos recibido tu candidatura al puesto de Técnica de laboratorio.\n",
        ),
        Some("Técnica de laboratorio"),
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_text_is_too_odd_and_every_span_holds_its_words(
        parts in proptest::collection::vec(prop_oneof![
            "\\PC{0,24}",
            proptest::sample::select(vec![
                " at ", " with ", "Recruiting, ", "\n", ". ", "position", "applying for ", "Straße 12", "https://meet.", "R-1187 ", "(", ")", "@", "İ", "ß", "Tuesday 10 March at 3pm", "by Friday", "Dr. ", "call me", "Best,\n", "poste de ", "calendly.com/", "+44 20 7946 0000", "’s", "Interview: ", "(m/w/d)", "im Büro am ", "12 rue de ", "mit Frau ", "please send ", "references",
            ]).prop_map(str::to_owned),
        ], 0..40),
        class in proptest::sample::select(Class::ALL.to_vec()),
    ) {
        let text = parts.concat();
        let subject: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
        let mail = parse(raw("Ana B <ana.b@x.example>", &subject, &text).as_bytes());
        let (_, evidence) = extract(&mail, &reader(), class);
        for Evidence { text, part, span: [from, to], .. } in evidence {
            let whole = match part.as_str() {
                "text" => &mail.body.newest,
                "subject" => &mail.subject,
                "signature" => &mail.body.signature,
                _ => continue,
            };
            prop_assert_eq!(whole.get(from..to), Some(text.as_str()));
        }
    }
}

fn check<T: AsRef<str>>(found: Option<T>, expected: Option<&str>) {
    assert_eq!(found.as_ref().map(AsRef::as_ref), expected);
}

fn reader() -> Reader {
    let owner = BTreeSet::from([Address::new("noor.haddad@mailbox.example").unwrap()]);
    Reader::new(
        owner,
        "Noor Haddad",
        chrono_tz::America::New_York,
        BTreeSet::new(),
    )
}

fn raw(from: &str, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: Noor Haddad <noor.haddad@mailbox.example>\r\nSubject: {subject}\r\nDate: Wed, 04 Mar 2026 10:12:00 -0500\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    )
}

fn read(class: Class, from: &str, subject: &str, text: &str) -> Facts {
    extract(
        &parse(raw(from, subject, text).as_bytes()),
        &reader(),
        class,
    )
    .0
}
