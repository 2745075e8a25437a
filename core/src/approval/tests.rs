//! A1 to A6 and B1, B2 of SAFETY.md, one header field at a time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::*;
use crate::book::{Change, TaskKey};
use crate::mail::parse as mail_of;
use crate::policy::{ApprovalPolicy, Etiquette, Owner, Profile};
use crate::rule::Rule;

const CODE: &str = "00112233445566778899aabbccddeeff";

fn now() -> Time {
    DateTime::parse_from_rfc3339("2026-03-10T16:00:00-04:00")
        .unwrap()
        .with_timezone(&Utc)
}

fn policy() -> Policy {
    Policy {
        owner: Owner {
            name: "Sam Okafor".to_owned(),
            address: Address::new("sam@mailbox.example").unwrap(),
            aliases: BTreeSet::from([Address::new("s.okafor@post.example").unwrap()]),
            zone: Tz::America__New_York,
        },
        holidays: BTreeSet::new(),
        profile: Profile::default(),
        materials: BTreeMap::new(),
        etiquette: Etiquette::default(),
        approval: ApprovalPolicy {
            authserv_id: Some("mx.mailbox.example".to_owned()),
            ..ApprovalPolicy::default()
        },
        letters: BTreeMap::new(),
    }
}

fn reminder() -> Reminder {
    Reminder {
        id: ReminderId(7),
        application: None,
        task: TaskKey("follow_up/1/2026-03-10".to_owned()),
        action: Action::FollowUp,
        rule: Rule::F1,
        code_hash: Sha256::of(CODE.as_bytes()),
        tag: "k7qd".to_owned(),
        aliases: vec![MessageId::new("renamed@outlook.example").unwrap()],
        shows: Vec::new(),
        spent: BTreeSet::new(),
        proposal: None,
        at: now() - Duration::hours(1),
        expires_at: now() + Duration::days(7),
        revoked: None,
        subject: "Time to ask".to_owned(),
        is_answer: false,
    }
}

/// A mail of the owner's as a mail program files it: each line of `fields` comes before the usual ones and stands in for one.
fn mail(fields: &str, body: &str) -> Mail {
    let usual = [
        "From: Sam Okafor <sam@mailbox.example>".to_owned(),
        "To: sam@mailbox.example".to_owned(),
        "Subject: Re: Time to ask".to_owned(),
        format!("In-Reply-To: <hb.{CODE}@mailbox.example>"),
        "Message-ID: <answer@mailbox.example>".to_owned(),
    ];
    let own: Vec<&str> = fields
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let name = |line: &str| line.split(':').next().unwrap_or("").to_ascii_lowercase();
    let kept = usual
        .iter()
        .map(String::as_str)
        .filter(|u| !own.iter().any(|o| name(o) == name(u)));
    let lines: Vec<&str> = own.iter().copied().chain(kept).collect();
    mail_of(format!("{}\r\n\r\n{body}\r\n", lines.join("\r\n")).as_bytes())
}

fn judged(reminder: Reminder, mail: &Mail, mailbox: Mailbox, waited: bool) -> &'static str {
    let mut book = Book::default();
    book.apply(&Change::Reminder(reminder));
    match judge(&book, &policy(), mail, mailbox, false, waited, now()) {
        Verdict::NotAnAnswer => "not an answer",
        Verdict::Ignored(_) => "ignored",
        Verdict::Command { .. } => "command",
        Verdict::Unclear { .. } => "unclear",
        Verdict::Refused { .. } => "refused",
        Verdict::Waits { .. } => "waits",
    }
}

fn in_sent(fields: &str, expected: &str) {
    let found = judged(reminder(), &mail(fields, "send"), Mailbox::Sent, false);
    assert_eq!(found, expected, "in Sent: {fields}");
}

fn in_inbox(fields: &str, expected: &str) {
    let found = judged(reminder(), &mail(fields, "send"), Mailbox::Inbox, false);
    assert_eq!(found, expected, "in INBOX: {fields}");
}

#[test]
fn a_code_is_carried_by_in_reply_to_references_and_a_plus_address_and_by_nothing_else() {
    assert_eq!(
        id_of(CODE, "mailbox.example").as_ref().and_then(code_in),
        Some(CODE)
    );
    in_sent("", "command");
    let without = "In-Reply-To: <other@mailbox.example>";
    in_sent(without, "not an answer");
    in_sent(
        &format!("{without}\nReferences: <a@b.example> <hb.{CODE}@mailbox.example>"),
        "command",
    );
    in_sent(
        &format!("{without}\nTo: sam+hb.{CODE}@mailbox.example"),
        "command",
    );
    in_sent(
        &format!("{without}\nTo: sam+{CODE}@mailbox.example"),
        "command",
    );
    for of_others in [
        format!("kim+hb.{CODE}@mailbox.example"),
        format!("sam+hb.{CODE}@elsewhere.example"),
    ] {
        in_sent(
            &format!("{without}\nTo: {of_others}, sam@mailbox.example"),
            "not an answer",
        );
    }
    in_sent(&format!("{without}\nSubject: {CODE}"), "not an answer");
    in_sent(
        &format!("{without}\nX-Code: <hb.{CODE}@mailbox.example>"),
        "not an answer",
    );
    in_sent(
        &format!("In-Reply-To: <hb.{}@mailbox.example>", &CODE[1..]),
        "not an answer",
    );
    in_sent(
        &format!("In-Reply-To: <hb.{}@mailbox.example>", CODE.to_uppercase()),
        "not an answer",
    );
    in_sent("In-Reply-To: <renamed@outlook.example>", "command");
}

#[test]
fn the_plus_address_of_a_reminder_names_it() {
    let owner = Address::new("sam@mailbox.example").unwrap();
    let plus = plus_address(&owner, CODE).unwrap();
    in_sent(
        &format!("In-Reply-To: <x@y.example>\nTo: {plus}"),
        "command",
    );
    let long = Address::new(&format!("{}@mailbox.example", "s".repeat(29))).unwrap();
    assert_eq!(plus_address(&long, CODE), None);
}

#[test]
fn a_subject_tag_needs_the_proof_of_sent() {
    let tagged = |tag: &str| format!("In-Reply-To: <x@y.example>\nSubject: Re: Time to ask {tag}");
    in_sent(&tagged("[hb-k7qd]"), "command");
    in_sent(&tagged("[hb-k7qd] [hb-zzzz]"), "not an answer");
    for wrong in [
        "[hb-k7qe]",
        "[hb-K7QD]",
        "[hb-k7qdx]",
        "[hb-k7q]",
        "hb-k7qd",
    ] {
        in_sent(&tagged(wrong), "not an answer");
    }
    let vouched =
        "Authentication-Results: mx.mailbox.example; dmarc=pass header.from=mailbox.example";
    in_inbox(&format!("{vouched}\n{}", tagged("[hb-k7qd]")), "waits");
    in_inbox(vouched, "command");
}

#[test]
fn what_a_machine_wrote_is_ignored_whichever_mark_it_bears() {
    for mark in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "List-Id: <jobs.list.example>",
        "List-Unsubscribe: <https://list.example/>",
        "Precedence: bulk",
        "Precedence: list",
        "Precedence: Junk",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "X-Autoreply: yes",
    ] {
        in_sent(mark, "ignored");
    }
    for harmless in [
        "Auto-Submitted: no",
        "Precedence: normal",
        "Return-Path: <sam@mailbox.example>",
    ] {
        in_sent(harmless, "command");
    }
    let mut book = Book::default();
    book.apply(&Change::Reminder(reminder()));
    let draft = judge(
        &book,
        &policy(),
        &mail("", "send"),
        Mailbox::Sent,
        true,
        false,
        now(),
    );
    assert!(matches!(draft, Verdict::Ignored(_)));
    in_sent(
        &format!("Message-ID: <hb.{CODE}@mailbox.example>"),
        "ignored",
    );
}

#[test]
fn one_sender_who_is_the_owner_and_nobody_else() {
    in_sent("From: s.okafor@post.example", "command");
    in_sent("From: eve@elsewhere.example", "refused");
    in_sent(
        "From: sam@mailbox.example, eve@elsewhere.example",
        "refused",
    );
    in_sent(
        "From: sam@mailbox.example\nFrom: sam@mailbox.example",
        "refused",
    );
    in_sent("Sender: eve@elsewhere.example", "refused");
    in_sent("Sender: s.okafor@post.example", "command");
    in_sent(
        "Sender: sam@mailbox.example\nSender: sam@mailbox.example",
        "refused",
    );
    in_sent("To: dana@employer.example", "not an answer");
    in_sent("To: sam+hb.1f@mailbox.example", "command");
}

#[test]
fn a_command_that_went_to_others_too_is_refused_and_a_letter_to_them_is_none() {
    let both = "To: dana@employer.example\nCc: sam@mailbox.example";
    in_sent(both, "refused");
    in_sent("To: sam@mailbox.example, eve@elsewhere.example", "refused");
    in_sent("To: s.okafor@post.example, sam@mailbox.example", "command");
    let letter = mail(both, "Dear Dana,");
    let found = judged(reminder(), &letter, Mailbox::Sent, false);
    assert_eq!(found, "not an answer");
}

#[test]
fn what_lies_in_sent_with_marks_of_having_come_in_did_not_leave_from_here() {
    let check = |fields: &str, expected: bool| {
        let letter = mail(&format!("{fields}\nTo: dana@employer.example"), "Hello");
        assert_eq!(left_from_here(&policy(), &letter), expected, "{fields}");
    };
    check("", true);
    check(
        "Received: from [10.0.0.2] by smtp.mailbox.example with ESMTPSA",
        true,
    );
    check(
        "Received: from mx.evil.example by mx.mailbox.example with ESMTPS",
        false,
    );
    check("Delivered-To: sam@mailbox.example", false);
    check("Received-SPF: pass", false);
    check(
        "Authentication-Results: mx.mailbox.example; spf=pass",
        false,
    );
    check(
        "Authentication-Results: mx.mailbox.example; dmarc=pass header.from=mailbox.example",
        true,
    );
    check(
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=mailbox.example",
        false,
    );
}

#[test]
fn a_trace_of_having_come_in_voids_the_proof_of_sent() {
    for trace in [
        "Authentication-Results: mx.elsewhere.example; none",
        "Received-SPF: pass",
        "Delivered-To: sam@mailbox.example",
        "ARC-Seal: i=1",
        "ARC-Message-Signature: i=1",
    ] {
        in_sent(trace, "waits");
        let late = judged(reminder(), &mail(trace, "send"), Mailbox::Sent, true);
        assert_eq!(late, "refused", "{trace}");
    }
}

#[test]
fn a_hop_counts_as_the_owners_own_only_where_the_host_authenticated_its_client() {
    let by = |with: &str| {
        format!(
            "Received: from laptop by mx.mailbox.example {with}; Tue, 10 Mar 2026 16:00:00 -0400"
        )
    };
    for own in [
        "ESMTPA",
        "esmtpsa",
        "UTF8SMTPA",
        "UTF8SMTPSA",
        "LMTPA",
        "HTTP",
        "HTTPS",
        "HTTPREST",
        "MAPI",
    ] {
        in_sent(&by(&format!("with {own} id 1")), "command");
        in_sent(
            &by(&format!("(using TLSv1.3 (of old)) with {own} id 1")),
            "command",
        );
    }
    for foreign in [
        "with ESMTP id 1",
        "with ESMTPS id 1",
        "with SMTP",
        "id 1",
        "with",
        "(with ESMTPSA) id 1",
        "(with (nested) with ESMTPSA) with ESMTPS",
        "(a \\) with ESMTPSA) id 1",
        "with ESMTPS with ESMTPSA",
        "(never closed with ESMTPSA",
    ] {
        in_sent(&by(foreign), "waits");
    }
    in_sent(
        &format!("{}\n{}", by("with ESMTPSA"), by("with ESMTPS")),
        "waits",
    );
}

#[test]
fn a_copy_in_the_inbox_waits_for_its_twin_unless_the_owners_server_vouches() {
    in_inbox("", "waits");
    in_inbox(
        "Authentication-Results: mx.mailbox.example; dmarc=pass header.from=mailbox.example",
        "command",
    );
    in_inbox(
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=mailbox.example",
        "waits",
    );
    let late = judged(reminder(), &mail("", "send"), Mailbox::Inbox, true);
    assert_eq!(late, "refused");
}

#[test]
fn a_dead_reminder_lets_nothing_leave_and_still_stops_asks_and_listens() {
    let revoked = Reminder {
        revoked: Some("there is a newer version.".to_owned()),
        ..reminder()
    };
    let expired = Reminder {
        expires_at: now(),
        ..reminder()
    };
    for dead in [revoked, expired] {
        for word in [
            "send",
            "edit\r\nDear Dana",
            "fill: words",
            "strike",
            "slot 2",
            "yes",
            "no",
            "resend",
            "accept",
            "withdraw",
        ] {
            let found = judged(dead.clone(), &mail("", word), Mailbox::Sent, false);
            assert_eq!(found, "refused", "{word}");
        }
        for word in [
            "skip",
            "done",
            "snooze 3d",
            "undo",
            "why",
            "wrong: offer",
            "notes\r\nwords",
            "leave",
            "pause",
            "resume",
            "help",
        ] {
            let found = judged(dead.clone(), &mail("", word), Mailbox::Sent, false);
            assert_eq!(found, "command", "{word}");
        }
        let found = judged(dead.clone(), &mail("", "perhaps"), Mailbox::Sent, false);
        assert_eq!(found, "unclear");
    }
    let last_moment = Reminder {
        expires_at: now() + Duration::seconds(1),
        ..reminder()
    };
    assert_eq!(
        judged(last_moment, &mail("", "send"), Mailbox::Sent, false),
        "command"
    );
}

#[test]
fn an_answer_to_the_debrief_is_notes_unless_it_is_one_of_the_words_alone() {
    let debrief = || Reminder {
        action: Action::Debrief,
        ..reminder()
    };
    let command = |body: &str| {
        let mut book = Book::default();
        book.apply(&Change::Reminder(debrief()));
        let mail = mail("", body);
        let verdict = judge(&book, &policy(), &mail, Mailbox::Sent, false, false, now());
        let Verdict::Command { command, .. } = verdict else {
            panic!("{verdict:?}");
        };
        command
    };
    assert_eq!(command("skip"), Command::Skip);
    assert_eq!(command("Done."), Command::Done);
    assert!(matches!(command("snooze 2h"), Command::Snooze { .. }));
    for notes in [
        "Send them the report\r\nby Friday",
        "yes it went well",
        "done with the first round",
        "notes\r\nSend them the report\r\nby Friday",
    ] {
        let Command::Notes(text) = command(notes) else {
            panic!("{notes}");
        };
        let last = notes.lines().last().unwrap();
        assert!(text.ends_with(last), "{text}");
        assert!(!text.starts_with("notes"), "{text}");
    }
}

#[test]
fn two_copies_are_one_answer_by_author_time_reminder_and_words() {
    let one = mail("Date: Tue, 10 Mar 2026 16:00:00 -0400", "send");
    let renamed = mail(
        "Date: Tue, 10 Mar 2026 16:00:00 -0400\nMessage-ID: <other@mailbox.example>",
        "send",
    );
    let id = ReminderId(7);
    assert_eq!(identity(&one, id), identity(&renamed, id));
    assert_ne!(identity(&one, id), identity(&one, ReminderId(8)));
    for other in [
        mail("Date: Tue, 10 Mar 2026 16:00:01 -0400", "send"),
        mail("Date: Tue, 10 Mar 2026 16:00:00 -0400", "send now"),
        mail(
            "Date: Tue, 10 Mar 2026 16:00:00 -0400",
            "send\r\n\r\nplease",
        ),
        mail(
            "Date: Tue, 10 Mar 2026 16:00:00 -0400\nFrom: s.okafor@post.example",
            "send",
        ),
    ] {
        assert_ne!(identity(&one, id), identity(&other, id));
    }
}

#[test]
fn a_code_is_32_digits_behind_our_mark_and_nothing_else() {
    let check = |id: &str, expected: Option<&str>| {
        let id = MessageId::new(id).unwrap();
        assert_eq!(code_in(&id), expected, "{id}");
    };
    check(&format!("hb.{CODE}@mailbox.example"), Some(CODE));
    check(&format!("{CODE}@mailbox.example"), None);
    check("hb.0011@mailbox.example", None);
    check(&format!("hb.{CODE}00@mailbox.example"), None);
    check(&format!("hb.{}@mailbox.example", CODE.to_uppercase()), None);
    check("hb.zz112233445566778899aabbccddeeff@mailbox.example", None);
    check("hb.00112233445566778899aabbccddeef-@mailbox.example", None);
}

#[test]
fn a_server_that_renames_a_reminder_is_followed_once() {
    let mut book = Book::default();
    book.apply(&Change::Reminder(reminder()));
    let copy = |id: &str, code: &str| {
        mail_of(
            format!("X-Microsoft-Original-Message-ID: <hb.{code}@mailbox.example>\r\nMessage-ID: <{id}>\r\n\r\n")
                .as_bytes(),
        )
    };
    let none = "ffffffffffffffffffffffffffffffff";
    assert_eq!(
        renamed(&book, &copy("new@outlook.example", CODE)),
        Some(ReminderId(7))
    );
    assert_eq!(renamed(&book, &copy("renamed@outlook.example", CODE)), None);
    assert_eq!(renamed(&book, &copy("new@outlook.example", none)), None);
}

#[test]
fn mailboxes_have_the_names_that_replay_prints() {
    let names = [Mailbox::Inbox, Mailbox::Sent, Mailbox::Junk, Mailbox::Other].map(Mailbox::name);
    assert_eq!(names, ["INBOX", "Sent", "Junk", "Other"]);
}
