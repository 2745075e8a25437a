//! Who has no part in an application decides nothing in it: a stranger, a look-alike, a clock that stands still.

use super::*;
use crate::application::{Outcome, Status};

const NO: &str = "Dear Sam,\n\nThank you for your interest in the Data Analyst position at Juniper Freight. We regret to inform \
                  you that we have decided not to move forward with your application.\n\nKind regards,\nDana Lee\n";
const INVITATION: &str = "Dear Sam,\n\nWe would like to invite you to a second interview for the Data Analyst position at \
                          Juniper Freight. Could you come on Thursday, 19 March 2026 at 10:00 am?\n\nKind regards,\nEve Moss\n";

impl Search {
    /// A mail of this minute.
    fn gets(&mut self, from: &str, subject: &str, text: &str, more: &str) {
        let id = self.steps;
        let raw = format!(
            "From: {from}\nTo: sam@mailbox.example\nSubject: {subject}\nDate: {}\n\
             Message-ID: <strange{id}@elsewhere.example>\n{more}\n{text}",
            self.now.to_rfc2822()
        );
        self.receives(&raw);
    }

    fn questions(&self) -> Vec<String> {
        let open = self.book.proposals.values().filter(|p| p.answer.is_none());
        open.map(|p| p.question.clone()).collect()
    }

    fn outcome(&self) -> Outcome {
        self.book.state(ApplicationId(1)).unwrap().outcome
    }
}

/// Ends as a question that names the sender, and changes nothing.
fn asks(from: &str, text: &str, named: &str) {
    let mut search = thankful();
    let before = search.book.state(ApplicationId(1)).unwrap().clone();
    search.gets(from, "Data Analyst at Juniper Freight", text, "");
    let asked = search.questions();
    assert!(asked.iter().any(|q| q.contains(named)), "{from}: {asked:?}");
    let after = search.book.state(ApplicationId(1)).unwrap();
    assert_eq!(after.outcome, before.outcome, "{from}");
    assert_eq!(after.interviews.len(), before.interviews.len(), "{from}");
    assert_eq!(after.domains, before.domains, "{from}");
    search.run("2026-03-12T12:00:00-04:00");
    assert!(search.told(named), "{from}");
    assert!(
        !search
            .reminders(Action::AnswerInvitation)
            .iter()
            .any(|_| true),
        "{from}"
    );
}

#[test]
fn a_strangers_no_or_invitation_is_a_question_where_the_employer_has_written() {
    for from in [
        "Juniper Freight <hr@elsewhere.example>",
        "Dana Lee <dana.lee@freight-people.test>",
        "Dana Lee <dana.lee.juniper@gmail.com>",
        "Dana Lee <dana.lee@juniperfreight.example>, Eve Moss <eve@elsewhere.example>",
    ] {
        let address = from.rsplit(['<', '>']).nth(1).unwrap();
        asks(from, NO, address);
        asks(from, INVITATION, address);
    }
}

#[test]
fn a_look_alike_of_the_employers_own_domain_is_named_and_never_acts() {
    for domain in [
        "juniperfreight.test",
        "juniper-freight.example",
        "juniperfreight-careers.example",
        "juniperfrieght.example",
        "junlperfreight.example",
        "juniperfreightjobs.example",
    ] {
        let from = format!("Dana Lee <dana.lee@{domain}>");
        asks(
            &from,
            NO,
            &format!("dana.lee@{domain}, a domain that looks like juniperfreight.example"),
        );
        asks(&from, INVITATION, "looks like juniperfreight.example");
    }
}

#[test]
fn the_employer_the_thread_and_a_hiring_system_still_decide() {
    let check = |from: &str, more: &str| {
        let mut search = thankful();
        search.gets(
            from,
            "Your application: Data Analyst at Juniper Freight",
            NO,
            more,
        );
        assert_eq!(
            search.outcome(),
            Outcome::Rejected,
            "{from} {:?}",
            search.questions()
        );
    };
    check("Dana Lee <dana.lee@juniperfreight.example>", "");
    check("Jobs <jobs@mail.juniperfreight.example>", "");
    check("Juniper Freight <no-reply@us.greenhouse-mail.io>", "");
    check(
        "Max Stone <max@freight-group.example>",
        "In-Reply-To: <1@juniperfreight.example>\nReferences: <1@juniperfreight.example>\n",
    );
}

/// A harmless word first, then the blow in its thread: the first gives no standing.
#[test]
fn a_strangers_first_word_opens_no_door_for_the_second() {
    let mut search = thankful();
    let from = "Juniper Freight <hr@elsewhere.example>";
    let first = search.steps;
    search.gets(
        from,
        "Your application for Data Analyst at Juniper Freight",
        "Dear Sam,\n\nThank you for applying for the Data Analyst position at Juniper Freight. We have received your \
         application.\n\nKind regards,\nHR\n",
        "",
    );
    let id = format!("strange{first}@elsewhere.example");
    search.gets(
        from,
        "Re: Your application for Data Analyst at Juniper Freight",
        NO,
        &format!("In-Reply-To: <{id}>\nReferences: <{id}>\n"),
    );
    assert_ne!(search.outcome(), Outcome::Rejected);
    assert!(!search.questions().is_empty());
    let app = search.book.state(ApplicationId(1)).unwrap();
    assert!(!app.domains.contains("elsewhere.example"));
    assert!(!app.people.iter().any(|c| {
        c.allowed
            && c.email
                .as_ref()
                .is_some_and(|a| a.domain() == "elsewhere.example")
    }));
}

/// A group writes from its other domain: one question, and then it is known.
#[test]
fn a_yes_to_a_stranger_lets_its_house_in() {
    let mut search = thankful();
    let from = "Max Stone <max@freight-group.example>";
    search.gets(from, "Data Analyst at Juniper Freight", INVITATION, "");
    search.run("2026-03-11T12:00:00-04:00");
    search.says(Action::Question, "yes");
    let app = search.book.state(ApplicationId(1)).unwrap();
    assert!(app.domains.contains("freight-group.example"));
    search.gets(from, "Data Analyst at Juniper Freight", NO, "");
    assert_eq!(
        search.outcome(),
        Outcome::Rejected,
        "{:?}",
        search.questions()
    );
}

#[test]
fn an_invitation_from_a_clock_in_1970_is_counted_from_its_delivery_and_told() {
    for received in [
        "Received: from mx.juniperfreight.example by mx.mailbox.example with ESMTPS; Wed, 11 Mar 2026 09:00:05 -0400\n",
        "",
    ] {
        let mut search = thankful();
        search.run("2026-03-11T09:00:10-04:00");
        search.receives(&format!(
            "{received}From: Dana Lee <dana.lee@juniperfreight.example>\nTo: sam@mailbox.example\n\
             Subject: Second interview: Data Analyst at Juniper Freight\nDate: Thu, 1 Jan 1970 00:00:00 +0000\n\
             Message-ID: <clock@juniperfreight.example>\n\nDear Sam,\n\nWe would like to invite you to a second interview for \
             the Data Analyst position at Juniper Freight, next Thursday at 10:00 am. Please let me know whether this time \
             works for you.\n\nKind regards,\nDana Lee\n"
        ));
        let app = search.book.state(ApplicationId(1)).unwrap();
        assert_eq!(app.status(), Status::Scheduling, "{:?}", search.questions());
        search.run("2026-03-11T12:00:00-04:00");
        assert!(search.told("bears the date 1 January 1970"), "{received:?}");
    }
}

/// What an employer writes into a calendar stands as a quote, and a list without end is cut.
#[test]
fn the_words_of_a_calendar_stand_quoted_and_long_lists_are_cut() {
    let mut search = Search::new();
    let slot = time("2026-03-16T10:00:00-04:00").fixed_offset();
    let slots = (0..40).map(|n| crate::reading::SlotFact {
        start: slot + Duration::hours(n),
        end: None,
    });
    search.hears(
        "2026-03-06T10:00:00-05:00",
        Class::InterviewInvitation,
        Facts {
            slots: slots.collect(),
            ..Facts::default()
        },
    );
    search.run("2026-03-06T18:00:00-05:00");
    assert!(search.told("  12. "));
    assert!(!search.told("  13. "));
    assert!(search.told("… and 28 more"));

    let mut search = Search::new();
    let start = time("2026-03-10T14:00:00-04:00").fixed_offset();
    search.hears(
        "2026-03-06T10:00:00-05:00",
        Class::InterviewConfirmation,
        Facts {
            interview: Some(InterviewFact {
                start: Some(start),
                place: Some("Room 5\nAnswer send now to this mail".to_owned()),
                ..InterviewFact::default()
            }),
            ..Facts::default()
        },
    );
    search.run("2026-03-10T12:00:00-04:00");
    assert!(search.told("\n> Room 5 Answer send now to this mail\n"));
}

#[test]
fn yes_to_a_letter_is_answered_and_lets_nothing_leave() {
    for word in ["yes", "no", "yes 1"] {
        let mut search = thankful();
        search.says(Action::ThankYou, word);
        search.run("2026-03-12T16:00:00-04:00");
        assert!(search.accepted.is_empty(), "{word}");
        let told = search
            .notes
            .iter()
            .any(|n| matches!(n, Note::Answer { text, .. } if text.contains("answer “send” to let it leave")));
        assert!(told, "{word}");
    }
}

#[test]
fn a_no_without_a_senders_address_is_a_question() {
    let mut search = thankful();
    search.gets("Juniper Freight", "Data Analyst at Juniper Freight", NO, "");
    assert_ne!(search.outcome(), Outcome::Rejected);
    assert!(!search.questions().is_empty());
}

/// Whoever has seen a code makes no mail of his own the reminder's alias.
#[test]
fn only_a_copy_from_the_owners_own_address_renames_a_reminder() {
    let check = |from: &str, aliases: usize| {
        let mut search = thankful();
        let reminder = search.reminder(Action::ThankYou);
        let code = search.code(reminder);
        search.gets(
            from,
            "Thank Ana Ruiz",
            "Hello.\n",
            &format!("X-Microsoft-Original-Message-ID: <hb.{code}@mailbox.example>\n"),
        );
        assert_eq!(
            search.book.reminders[&reminder].aliases.len(),
            aliases,
            "{from}"
        );
    };
    check("Eve Moss <eve@elsewhere.example>", 0);
    check("heardback <sam@mailbox.example>", 1);
}

#[test]
fn a_question_about_a_mail_that_was_something_else_is_answered_by_what_it_was() {
    let ask = || {
        let mut search = thankful();
        let from = "Max Stone <max@freight-group.example>";
        search.gets(from, "Data Analyst at Juniper Freight", INVITATION, "");
        search.run("2026-03-11T12:00:00-04:00");
        search
    };
    let mut search = ask();
    search.says(Action::Question, "wrong: rejection");
    assert_eq!(search.outcome(), Outcome::Rejected);
    assert!(search.questions().is_empty());

    let mut search = ask();
    search.says(Action::Question, "wrong: newsletter");
    assert_eq!(search.outcome(), Outcome::Open);
    assert!(search.questions().is_empty());
}
