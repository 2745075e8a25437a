use proptest::prelude::*;

use super::*;

const INVITATION: &str = "Return-Path: <dana@northwind.example>
Received: from mx.northwind.example by mx.mailbox.example; Wed, 4 Mar 2026 15:12:05 +0000
Received: from inside by mx.northwind.example; Wed, 4 Mar 2026 15:00:00 +0000
From: =?utf-8?Q?Dana_L=C3=A9e?= <dana@northwind.example>
To: Sam Okafor <sam@mailbox.example>
Subject: =?utf-8?B?SW50ZXJ2aWV3?= with
 Northwind
Date: Wed, 4 Mar 2026 10:12:00 -0500
Message-ID: <1@northwind.example>
In-Reply-To: <0@mailbox.example>
References: <a@mailbox.example>
 <0@mailbox.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"out\"

--out
Content-Type: multipart/alternative; boundary=in

--in
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hi Sam,=20

could we talk on Tuesday=3F

> old
--in
Content-Type: text/html; charset=utf-8

<p>Hi Sam,</p><p>could we talk on <a href=\"https://book.example/x\">Tuesday</a>?</p>
--in
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
BEGIN:VEVENT
UID:u1
DTSTART;TZID=America/New_York:20260310T140000
END:VEVENT
END:VCALENDAR
--in--
--out
Content-Type: application/pdf; name=\"job.pdf\"
Content-Disposition: attachment; filename=\"job.pdf\"
Content-Transfer-Encoding: base64

aGVsbG8=
--out--
";

#[test]
fn an_invitation_is_read_the_same_with_lf_and_with_crlf() {
    let lf = parse(INVITATION.as_bytes());
    let crlf = parse(INVITATION.replace('\n', "\r\n").as_bytes());
    for mail in [&lf, &crlf] {
        assert_eq!(mail.subject, "Interview with Northwind");
        assert_eq!(mail.from[0].name.as_deref(), Some("Dana L\u{e9}e"));
        assert_eq!(mail.message_id.as_str(), "1@northwind.example");
        assert_eq!(mail.references.len(), 2);
        assert_eq!(mail.date.unwrap().to_rfc3339(), "2026-03-04T10:12:00-05:00");
        assert_eq!(
            mail.received_at.unwrap().to_rfc3339(),
            "2026-03-04T15:12:05+00:00"
        );
        assert_eq!(mail.body.newest, "Hi Sam,\n\ncould we talk on Tuesday?");
        assert_eq!(mail.body.quoted, "> old");
        assert_eq!(
            mail.body.links,
            [Link {
                text: "Tuesday".into(),
                target: "https://book.example/x".into()
            }]
        );
        assert_eq!(mail.calendars[0].method, Method::Request);
        assert_eq!(
            mail.calendars[0].events[0].zone.as_deref(),
            Some("America/New_York")
        );
        assert_eq!(
            mail.attachments,
            [Attachment {
                name: "job.pdf".into(),
                media_type: "application/pdf".into(),
                size: 6
            }]
        );
        assert_eq!(mail.problems, []);
    }
}

#[test]
fn oddities_are_problems_and_not_failures() {
    let check = |text: &str, expected: &[Problem]| {
        assert_eq!(parse(text.as_bytes()).problems, expected, "{text:?}")
    };
    check(
        "",
        &[
            Problem::NotAMessage,
            Problem::NoMessageId,
            Problem::NoDate,
            Problem::NoFrom,
        ],
    );
    check(
        "Just some words.\nNo mail at all.",
        &[
            Problem::NotAMessage,
            Problem::NoMessageId,
            Problem::NoDate,
            Problem::NoFrom,
        ],
    );
    check(
        "From x Mon Jan 1 00:00:00 2026\nFrom: a@x.example\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <a@b>\n\nhi",
        &[],
    );
    check(
        "From: a@x.example, b@x.example\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <a@b>\n\nhi",
        &[Problem::SeveralFrom],
    );
    check(
        "From: a@x.example\nFrom: a@x.example\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <a@b>\n\nhi",
        &[Problem::SeveralFrom],
    );
    check(
        "From: a@x.example\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <a@b>\nContent-Type: text/plain; charset=klingon\n\nhi",
        &[Problem::UnknownCharset],
    );
}

#[test]
fn html_is_read_where_the_plain_part_says_nothing() {
    let check = |plain: &str, html: &str, expected: &str| {
        let text = format!(
            "From: a@x.example\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
        );
        assert_eq!(parse(text.as_bytes()).body.newest, expected, "{plain:?}");
    };
    check("plain words", "<p>html words</p>", "plain words");
    check("", "<p>html words</p>", "html words");
    check(
        "Your email client does not support HTML.",
        "<p>We would like to invite you to an interview on Tuesday at ten.</p>",
        "We would like to invite you to an interview on Tuesday at ten.",
    );
}

#[test]
fn nesting_is_bounded() {
    let mut text = String::from("From: a@x.example\n");
    for i in 0..3000 {
        text.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"
        ));
    }
    assert!(
        parse(text.as_bytes())
            .problems
            .contains(&Problem::NestedTooDeep)
    );
    let text = format!(
        "From: a@x.example\n{}",
        "Content-Type: message/rfc822\n\n".repeat(5000)
    );
    assert!(
        parse(text.as_bytes())
            .problems
            .contains(&Problem::NestedTooDeep)
    );
    let text = format!(
        "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(5000)
    );
    assert!(
        parse(text.as_bytes())
            .problems
            .contains(&Problem::TooManyParts)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn a_damaged_mail_never_panics(at in 0..INVITATION.len(), length in 0usize..60, with in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut bytes = INVITATION.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = parse(&bytes);
    }
}
