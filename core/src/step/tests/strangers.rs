//! Who has no part in an application decides nothing in it: a stranger, a look-alike, a clock that stands still.

use super::*;
use crate::application::{Outcome, Status};
use crate::reading::Suspicion;

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
        search.reminders(Action::AnswerInvitation).is_empty(),
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
    check(
        "Juniper Freight <no-reply@us.greenhouse-mail.io>",
        "Authentication-Results: mx.mailbox.example; dkim=pass header.d=us.greenhouse-mail.io\n",
    );
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
fn an_invitation_from_a_clock_in_1970_or_2100_is_counted_from_its_delivery_and_told() {
    let stamp = "Received: from mx.juniperfreight.example by mx.mailbox.example with ESMTPS; Wed, 11 Mar 2026 09:00:05 -0400\n";
    for (received, date, words) in [
        (stamp, "Thu, 1 Jan 1970", "1 January 1970"),
        ("", "Thu, 1 Jan 1970", "1 January 1970"),
        (stamp, "Fri, 1 Jan 2100", "1 January 2100"),
        ("", "Fri, 1 Jan 2100", "1 January 2100"),
    ] {
        let mut search = thankful();
        search.run("2026-03-11T09:00:10-04:00");
        search.receives(&format!(
            "{received}From: Dana Lee <dana.lee@juniperfreight.example>\nTo: sam@mailbox.example\n\
             Subject: Second interview: Data Analyst at Juniper Freight\nDate: {date} 00:00:00 +0000\n\
             Message-ID: <clock@juniperfreight.example>\n\nDear Sam,\n\nWe would like to invite you to a second interview for \
             the Data Analyst position at Juniper Freight, next Thursday at 10:00 am. Please let me know whether this time \
             works for you.\n\nKind regards,\nDana Lee\n"
        ));
        let app = search.book.state(ApplicationId(1)).unwrap();
        assert_eq!(app.status(), Status::Scheduling, "{:?}", search.questions());
        search.run("2026-03-11T12:00:00-04:00");
        assert!(
            search.told(&format!("bears the date {words}")),
            "{received:?} {date}"
        );
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
fn a_question_names_sender_subject_and_time_and_quotes_what_it_turns_on() {
    let mut search = thankful();
    let from = "Max Stone <max@freight-group.example>";
    search.gets(from, "Data Analyst at Juniper Freight", INVITATION, "");
    search.run("2026-03-11T12:00:00-04:00");
    for words in [
        "From:    Max Stone <max@freight-group.example>\nSubject: Data Analyst at Juniper Freight\nWritten: ",
        " March at ",
        "\n> ",
    ] {
        assert!(search.told(words), "{words}");
    }
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

const RECEIPT: &str = "Dear Sam,\n\nThank you for applying for the Data Analyst position at Juniper Freight. We have \
                       received your application.\n\nKind regards,\nJuniper Freight\n";
const PAPERS: &str = "Dear Sam,\n\nThank you for your application for the Data Analyst position at Juniper Freight. To \
                      continue with your application, please send us your references by Friday, 13 March.\n\nEve Moss\n";
const SIGNED: &str = "Authentication-Results: mx.mailbox.example; dkim=pass header.d=";

/// The employer's own no counts.
fn is_refused_by_dana(mut search: Search) {
    let dana = "Dana Lee <dana.lee@juniperfreight.example>";
    search.gets(dana, "Data Analyst at Juniper Freight", NO, "");
    let asked = search.questions();
    assert_eq!(search.outcome(), Outcome::Rejected, "{asked:?}");
}

/// Nothing is known but a hiring system's receipt.
fn applied() -> Search {
    let mut search = Search::bare();
    search.gets(
        "Juniper Freight <no-reply@us.greenhouse-mail.io>",
        "Thank you for applying to Juniper Freight",
        RECEIPT,
        "",
    );
    assert!(search.book.state(ApplicationId(1)).is_some());
    search
}

#[test]
fn after_a_hiring_systems_receipt_a_stranger_decides_nothing_and_takes_no_house() {
    let subject = "Your application: Data Analyst at Juniper Freight";
    for from in [
        "Eve Moss <e@elsewhere.example>",
        "Eve Moss <eve.moss@gmail.com>",
    ] {
        for text in [NO, INVITATION, PAPERS] {
            let mut search = applied();
            let before = search.book.state(ApplicationId(1)).unwrap().status();
            search.gets(from, subject, text, "");
            assert!(!search.questions().is_empty(), "{from} {text}");
            search.gets(from, subject, RECEIPT, "");
            let app = search.book.state(ApplicationId(1)).unwrap();
            assert_eq!(app.status(), before, "{from} {text}");
            assert!(!app.has_house(), "{from}");
            assert!(app.people.iter().all(|c| !c.allowed), "{from}");
        }
    }
    let mut search = applied();
    search.gets("Eve Moss <e@elsewhere.example>", subject, RECEIPT, "");
    is_refused_by_dana(search);
}

#[test]
fn a_domain_that_bears_the_employers_name_is_at_home_though_another_wrote_first() {
    let mut search = Search::bare();
    let subject = "Data Analyst at Juniper Freight";
    search.gets("Eve Moss <e@elsewhere.example>", subject, RECEIPT, "");
    is_refused_by_dana(search);
}

#[test]
fn a_service_that_anybody_can_use_decides_nothing() {
    let check = |from: &str, signer: &str, decides: bool| {
        let mut search = thankful();
        let more = if signer.is_empty() {
            String::new()
        } else {
            format!("{SIGNED}{signer}\n")
        };
        search.gets(
            &format!("Juniper Freight <{from}>"),
            "Data Analyst at Juniper Freight",
            NO,
            &more,
        );
        let rejected = search.outcome() == Outcome::Rejected;
        assert_eq!(rejected, decides, "{from} {signer}");
        assert_eq!(search.questions().is_empty(), decides, "{from} {signer}");
    };
    check("no-reply@hire.lever.co", "", false);
    check("no-reply@hire.lever.co", "evil.example", false);
    check("no-reply@hire.lever.co", "hire.lever.co", true);
    check("juniperfreight@myworkday.com", "", true);
    check("other@myworkday.com", "", false);
    check("evil@zoom.us", "zoom.us", false);
    check("dse@docusign.net", "docusign.net", false);
    check("jobs-noreply@linkedin.com", "linkedin.com", false);
}

#[test]
fn a_relay_address_is_written_to_only_where_its_mail_is_vouched_for() {
    let relay = "dana-a8f3k2@us.greenhouse-mail.io";
    let check = |more: &str, allowed: bool| {
        let mut search = thankful();
        search.gets(
            &format!("Dana Lee <{relay}>"),
            "Data Analyst at Juniper Freight",
            RECEIPT,
            more,
        );
        let app = search.book.state(ApplicationId(1)).unwrap();
        let known = app
            .people
            .iter()
            .find(|c| c.email.as_ref().is_some_and(|a| a.as_str() == relay));
        assert!(known.is_some(), "{more} {:?}", search.questions());
        assert_eq!(known.unwrap().allowed, allowed, "{more}");
    };
    check("", false);
    check(&format!("{SIGNED}us.greenhouse-mail.io\n"), true);
    check("References: <1@juniperfreight.example>\n", true);
}

#[test]
fn a_calendar_entrys_uid_gives_its_sender_no_standing() {
    let check = |from: &str, method: &str, organizer: &str, stamped: &str, applies: bool| {
        let mut search = thankful();
        let entry = |method: &str, sequence: u8, start: &str, organizer: &str| {
            format!(
                "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\nBEGIN:VEVENT\nUID:known@calendar.example\n\
                 DTSTAMP:20260309T140500Z\nDTSTART:{start}\nDTEND:{start}\nSUMMARY:Juniper Freight - Sam Okafor\n\
                 ORGANIZER;CN=Dana Lee:mailto:{organizer}\nATTENDEE:mailto:sam@mailbox.example\n\
                 SEQUENCE:{sequence}\nEND:VEVENT\nEND:VCALENDAR\n"
            )
        };
        let kind = |method: &str| {
            format!(
                "MIME-Version: 1.0\nContent-Type: text/calendar; method={method}; charset=utf-8\n"
            )
        };
        let dana = "dana.lee@juniperfreight.example";
        search.gets(
            &format!("Dana Lee <{dana}>"),
            "Invitation: second interview, Data Analyst at Juniper Freight",
            &entry("REQUEST", 0, "20260317T180000Z", dana),
            &kind("REQUEST"),
        );
        let before = search
            .book
            .state(ApplicationId(1))
            .unwrap()
            .interviews
            .clone();
        assert_eq!(before.len(), 2, "{:?}", search.questions());
        search.gets(
            from,
            "Interview",
            &entry(method, 1, "20260318T180000Z", organizer),
            &format!("{stamped}{}", kind(method)),
        );
        let after = &search.book.state(ApplicationId(1)).unwrap().interviews;
        let asked = search.questions();
        assert_eq!(
            *after != before,
            applies,
            "{from} {method} {stamped} {asked:?}"
        );
        assert_eq!(asked.is_empty(), applies, "{from} {method} {stamped}");
    };
    let dana = "dana.lee@juniperfreight.example";
    let google = "Google Calendar <calendar-notification@google.com>";
    let signed = format!("{SIGNED}google.com\n");
    for method in ["CANCEL", "REQUEST"] {
        check("Eve <e@elsewhere.example>", method, dana, "", false);
        check(
            "Eve <e@elsewhere.example>",
            method,
            "e@elsewhere.example",
            "",
            false,
        );
        check(google, method, dana, "", false);
        check(google, method, "e@elsewhere.example", &signed, false);
        let failed = "Authentication-Results: mx.mailbox.example; dmarc=fail\n";
        check(&format!("Dana <{dana}>"), method, dana, failed, false);
    }
    check(google, "REQUEST", dana, &signed, true);
    check(&format!("Dana <{dana}>"), "REQUEST", dana, "", true);
}

#[test]
fn a_mail_in_sent_that_came_in_from_outside_withdraws_nothing() {
    let check = |trace: &str, withdrawn: bool| {
        let mut search = thankful();
        let raw = format!(
            "{trace}From: Sam Okafor <sam@mailbox.example>\nTo: dana.lee@juniperfreight.example\n\
             Subject: Re: Data Analyst\nDate: {}\nMessage-ID: <w@mailbox.example>\n\
             In-Reply-To: <1@juniperfreight.example>\n\nDear Dana,\n\nI would like to withdraw my application for the \
             Data Analyst position. Thank you for your time.\n\nSam\n",
            search.now.to_rfc2822()
        );
        let mail = parse(raw.replace('\n', "\r\n").as_bytes());
        search.step(Input::Mail(Box::new(Arrived {
            mail,
            mailbox: Mailbox::Sent,
            is_draft: false,
        })));
        assert_eq!(search.outcome() == Outcome::Withdrawn, withdrawn, "{trace}");
    };
    check("", true);
    check(
        "Received: from mx.evil.example by mx.mailbox.example with ESMTPS\n",
        false,
    );
    check("Delivered-To: sam@mailbox.example\n", false);
}

#[test]
fn another_mail_under_a_known_message_id_counts_and_the_same_one_does_not() {
    let check = |second: &str, text: &str, rejected: bool| {
        let mut search = thankful();
        let mut gets = |from: &str, text: &str| {
            search.receives(&format!(
                "From: {from}\nTo: sam@mailbox.example\nSubject: Data Analyst at Juniper Freight\nDate: Tue, 10 Mar 2026 \
                 15:59:00 -0400\nMessage-ID: <taken@juniperfreight.example>\n\n{text}\n"
            ));
        };
        gets(
            "Eve Moss <eve@elsewhere.example>",
            "Hello Sam, see you on Sunday.",
        );
        gets(second, text);
        gets(second, text);
        assert_eq!(search.outcome() == Outcome::Rejected, rejected, "{second}");
    };
    check("Dana Lee <dana.lee@juniperfreight.example>", NO, true);
    check(
        "Eve Moss <eve@elsewhere.example>",
        "Hello  Sam,\nsee you on Sunday.",
        false,
    );
}

#[test]
fn strangers_ask_a_few_questions_a_day_and_the_digest_lists_the_others() {
    let mut search = thankful();
    for n in 0..20 {
        let from = format!("Juniper Freight <hr{n}@elsewhere{n}.example>");
        search.gets(&from, "Data Analyst at Juniper Freight", NO, "");
    }
    let loud = |search: &Search| search.book.proposals.values().filter(|p| !p.quiet).count();
    assert_eq!(search.book.proposals.len(), 20);
    assert_eq!(loud(&search), 6);
    // What the employer's own house writes is asked about all the same.
    let failed = "Authentication-Results: mx.mailbox.example; dmarc=fail\n";
    let dana = "Dana Lee <dana.lee@juniperfreight.example>";
    search.gets(dana, "Data Analyst at Juniper Freight", NO, failed);
    assert_eq!(loud(&search), 7, "{:?}", search.questions());
    search.run("2026-03-20T12:00:00-04:00");
    assert!(search.reminders(Action::Question).len() <= 8);
}

#[test]
fn a_calendar_entry_that_moves_an_interview_out_of_reach_is_asked_about() {
    let check = |start: &str, asked: bool| {
        let mut search = thankful();
        let dana = "dana.lee@juniperfreight.example";
        let entry = |sequence: u8, start: &str| {
            format!(
                "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:known@calendar.example\n\
                 DTSTAMP:20260309T140500Z\nDTSTART:{start}\nDTEND:{start}\nSUMMARY:Juniper Freight - Sam Okafor\n\
                 ORGANIZER;CN=Dana Lee:mailto:{dana}\nATTENDEE:mailto:sam@mailbox.example\n\
                 SEQUENCE:{sequence}\nEND:VEVENT\nEND:VCALENDAR\n"
            )
        };
        let kind =
            "MIME-Version: 1.0\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n";
        let from = format!("Dana Lee <{dana}>");
        let subject = "Invitation: second interview, Data Analyst at Juniper Freight";
        search.gets(&from, subject, &entry(0, "20260317T180000Z"), kind);
        search.gets(&from, subject, &entry(1, start), kind);
        assert_eq!(!search.questions().is_empty(), asked, "{start}");
        let kept = time("2026-03-17T14:00:00-04:00");
        let app = search.book.state(ApplicationId(1)).unwrap();
        let stands = app.interviews.iter().any(|i| i.start == Some(kept));
        assert_eq!(stands, asked, "{start}");
    };
    check("20260318T180000Z", false);
    check("20260301T180000Z", true);
    check("20270601T180000Z", true);
}

#[test]
fn a_request_under_suspicion_is_told_so_after_a_yes_and_its_letter_needs_anyway() {
    let mut search = thankful();
    let heard = |suspicions: Vec<Suspicion>| Heard {
        message_id: MessageId::new("fee@juniperfreight.example").unwrap(),
        class: Class::InformationRequest,
        also: Vec::new(),
        confidence: 0.99,
        facts: Facts {
            requested: vec!["references".to_owned()],
            ..Facts::default()
        },
        reply_to: Some(person("Dana Lee", "dana.lee@juniperfreight.example")),
        from: person("Dana Lee", "dana.lee@juniperfreight.example"),
        by_person: true,
        subject: "Your papers".to_owned(),
        references: Vec::new(),
        language: Language::English,
        suspicions,
        to: None,
        copied: Vec::new(),
        familiar: None,
        authenticated: false,
    };
    search.book.apply(&Change::Event(Event {
        id: EventId(search.book.last_event.0 + 1),
        application: ApplicationId(1),
        at: search.now,
        recorded_at: search.now,
        source: Source::Owner,
        kind: EventKind::Heard(Box::new(heard(vec![Suspicion::MoneyAsked]))),
    }));
    search.run("2026-03-11T12:00:00-04:00");
    assert!(search.told("Be careful: something about this mail looks wrong"));
    let draft = search
        .book
        .drafts
        .values()
        .find(|d| d.action == Action::Material);
    assert!(draft.is_some_and(|d| d.needs_anyway));
}
