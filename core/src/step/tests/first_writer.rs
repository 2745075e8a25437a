//! Whoever writes first may open an application in an employer's name; what is answered to somebody whom nothing ties to
//! that employer leaves by `send anyway` alone.

use super::*;
use crate::book::Draft;

const RECEIPT: &str = "Dear Sam,\n\nThank you for applying for the Data Analyst position at Fernhill. We have received \
                       your application and will be in touch.\n\nKind regards,\nEve Moss\nFernhill\n";
const INVITATION: &str = "Dear Sam,\n\nWe would like to invite you to an interview for the Data Analyst position at \
                          Fernhill. Could you come on Thursday, 19 March 2026 at 10:00 am?\n\nKind regards,\nEve Moss\nFernhill\n";

/// A receipt, then an invitation, both of `from`.
fn invited_by(from: &str) -> Search {
    let mut search = Search::bare();
    search.run("2026-03-09T10:00:00-04:00");
    receives(
        &mut search,
        from,
        "Your application: Data Analyst at Fernhill",
        RECEIPT,
    );
    search.run("2026-03-10T10:00:00-04:00");
    receives(
        &mut search,
        from,
        "Interview: Data Analyst at Fernhill",
        INVITATION,
    );
    search.run("2026-03-10T12:00:00-04:00");
    search
}

fn receives(search: &mut Search, from: &str, subject: &str, text: &str) {
    let id = search.steps;
    search.receives(&format!(
        "From: {from}\nTo: sam@mailbox.example\nSubject: {subject}\nDate: {}\n\
         Message-ID: <first{id}@elsewhere.example>\n\n{text}",
        search.now.to_rfc2822()
    ));
}

fn answer_of(search: &Search) -> Draft {
    let mut drafts = search.book.drafts.values();
    let found = drafts.find(|d| d.action == Action::AnswerInvitation);
    found.expect("the invitation's answer").as_ref().clone()
}

/// The answer to an invitation of `from`: whether it wants a second word, which the reminder names.
fn check(from: &str, wants_anyway: bool) {
    let mut search = invited_by(from);
    let to = answer_of(&search).to.email.unwrap();
    let told =
        search.told("`send anyway` does.") && search.told(&format!("<{to}>, and nothing ties"));
    assert_eq!(told, wants_anyway, "{from}");
    search.says(Action::AnswerInvitation, "send");
    search.run("2026-03-10T14:00:00-04:00");
    assert_eq!(search.accepted.is_empty(), wants_anyway, "{from}");
}

#[test]
fn a_strangers_receipt_and_invitation_are_answered_by_send_anyway_alone() {
    check("Eve Moss <eve@quick-careers.test>", true);
    let mut search = invited_by("Eve Moss <eve@quick-careers.test>");
    assert!(search.told(
        "Look at the address first. The letter goes to Eve Moss <eve@quick-careers.test>, and nothing ties \
         quick-careers.test to Fernhill. `send` alone does not send it; `send anyway` does."
    ));
    search.says(Action::AnswerInvitation, "send anyway");
    search.run("2026-03-10T14:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
    // What the owner sent there knowingly ties it.
    let app = search.book.applications[&ApplicationId(1)].as_ref();
    let to = Address::new("eve@quick-careers.test").unwrap();
    assert_eq!(app.state.untied(&app.events, &to), None);
}

#[test]
fn an_employer_at_its_own_domain_is_answered_by_send() {
    check("Eve Moss <eve@fernhill.example>", false);
    check("Eve Moss <eve@mail.fernhill-careers.example>", false);
}

/// What each tie alone is worth, for the same mail of Eve's.
#[test]
fn a_yes_a_letter_of_the_owners_and_a_person_that_the_owner_adds_are_ties() {
    let eve = Address::new("eve@quick-careers.test").unwrap();
    let search = invited_by("Eve Moss <eve@quick-careers.test>");
    let record = search.book.applications[&ApplicationId(1)].as_ref().clone();
    let untied = |state: &crate::application::Application, events: &[Event]| {
        state.untied(events, &eve).is_some()
    };
    assert!(untied(&record.state, &record.events));
    let mut said_yes = record.clone();
    said_yes.events[0].source = Source::Owner;
    assert!(!untied(&said_yes.state, &said_yes.events));
    let mut added = record.clone();
    added.events.push(Event {
        id: EventId(99),
        source: Source::Owner,
        kind: EventKind::PersonAdded(person("Eve Moss", "eve@quick-careers.test")),
        ..record.events[0].clone()
    });
    assert!(!untied(&added.state, &added.events));
    let mut agency = record.clone();
    agency
        .state
        .agency_domains
        .insert("quick-careers.test".to_owned());
    assert!(!untied(&agency.state, &agency.events));
    let mut nameless = record.clone();
    nameless.state.company = None;
    assert!(!untied(&nameless.state, &nameless.events));
}

#[test]
fn only_somebody_with_a_tie_brings_in_others() {
    let max = Address::new("max@consulting.test").unwrap();
    let check = |from: &str, authenticated: bool, tied: bool| {
        let mut search = invited_by("Eve Moss <eve@quick-careers.test>");
        let mut record = search.book.applications[&ApplicationId(1)].as_ref().clone();
        let EventKind::Heard(heard) = &mut record.events[1].kind else {
            panic!("the invitation");
        };
        heard.from.email = Address::new(from);
        heard.authenticated = authenticated;
        heard
            .copied
            .push(person("Max Stone", "max@consulting.test"));
        search.steps += 1;
        assert_eq!(
            record.state.untied(&record.events, &max).is_none(),
            tied,
            "{from}"
        );
    };
    check("dana@fernhill.example", false, true);
    check("no-reply@us.greenhouse-mail.io", true, true);
    check("no-reply@us.greenhouse-mail.io", false, false);
    check("eve@quick-careers.test", true, false);
}
