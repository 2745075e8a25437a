use super::*;
use crate::mail::{is_automatic_reply, parse};

const REPORT: &str = "Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.mailbox.example>
To: sam@mailbox.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

<dana@northwind.example>: host mx.northwind.example said: 550 5.1.1 unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mailbox.example

Final-Recipient: rfc822; dana@northwind.example
Original-Recipient: rfc822;dana.lee@northwind.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b
Content-Type: text/rfc822-headers

From: sam@mailbox.example
Message-ID: <note-1@mailbox.example>
Subject: Thank you

--b--
";

fn report_of(text: &str) -> Option<DeliveryReport> {
    let mail = parse(text.as_bytes());
    assert!(!(mail.report.is_some() && is_automatic_reply(&mail)));
    mail.report
}

fn parts(report: &DeliveryReport) -> (Option<&str>, Vec<&str>, Option<&str>, bool) {
    let recipients = report.recipients.iter().map(Address::as_str).collect();
    (
        report.original.as_ref().map(MessageId::as_str),
        recipients,
        report.status.as_deref(),
        report.failed,
    )
}

#[test]
fn a_report_by_the_book_names_message_recipient_and_status() {
    for text in [
        REPORT.to_owned(),
        REPORT.replace('\n', "\r\n"),
        REPORT.replace('\n', "\r"),
    ] {
        let report = report_of(&text).unwrap();
        let expected = (
            Some("note-1@mailbox.example"),
            vec!["dana@northwind.example", "dana.lee@northwind.example"],
            Some("5.1.1"),
            true,
        );
        assert_eq!(parts(&report), expected);
    }
}

#[test]
fn a_delay_has_not_failed() {
    let report = report_of(
        &REPORT
            .replace("Action: failed", "Action: delayed")
            .replace("5.1.1", "4.4.1"),
    )
    .unwrap();
    assert!(!report.failed);
    let report = report_of("Return-Path: <>\nFrom: mailer-daemon@mailbox.example\nSubject: Warning: message still waiting (4 hours)\n\nWe have been trying to pass on your mail to\n rebecca@hatch.example\n(451 4.7.1 greylisted).\n").unwrap();
    assert_eq!(
        parts(&report),
        (None, vec!["rebecca@hatch.example"], Some("4.7.1"), false)
    );
}

#[test]
fn the_prose_of_old_servers_is_understood() {
    let report = report_of("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: sam@mailbox.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<dana@northwind.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <note-1@mailbox.example>\nSubject: Thank you\n").unwrap();
    assert_eq!(
        parts(&report),
        (
            Some("note-1@mailbox.example"),
            vec!["dana@northwind.example"],
            Some("5.1.1"),
            true
        )
    );
}

#[test]
fn talk_about_bounces_is_mail() {
    let check = |text: &str| assert_eq!(report_of(text), None, "{text}");
    check(
        "From: dana@northwind.example\nSubject: your mail bounced\n\nYour message to jobs@northwind.example could not be delivered (550 5.1.1 user unknown), so write to me.\n",
    );
    check(
        "From: Postmaster <postmaster@northwind.example>\nReturn-Path: <postmaster@northwind.example>\nSubject: Your new mailbox\n\nWelcome. Your quota is 2 GB.\n",
    );
    check(
        "From: news@shop.example\nSubject: Delivery status: your parcel\n\nYour parcel could not be delivered today.\n",
    );
    check(
        "From: dana@northwind.example\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Out of office: Thank you\n\nI am away.\n",
    );
    check(
        &REPORT
            .replace("report-type=delivery-status", "report-type=feedback-report")
            .replace("message/delivery-status", "message/feedback-report")
            .replace("Reporting-MTA", "Feedback-Type")
            .replace("Final-Recipient", "X")
            .replace("Original-Recipient", "Y")
            .replace("Action:", "Z:"),
    );
}
