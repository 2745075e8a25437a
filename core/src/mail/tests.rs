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
fn a_clear_signed_text_is_read_without_its_armour() {
    let text = "From: a@x.example\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- - one\n- -- \nSam\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
    let body = parse(text.as_bytes()).body;
    assert_eq!(
        (body.newest.as_str(), body.signature.as_str()),
        ("Hello\n- one", "-- \nSam")
    );
}

#[test]
fn a_mail_forwarded_as_an_attachment_is_quoted() {
    let text = "From: a@x.example\nSubject: FW: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nFrom: c@x.example\nSubject: inner\n\nold words\n--b--\n";
    let body = parse(text.as_bytes()).body;
    assert_eq!(
        (body.newest.as_str(), body.quoted.as_str(), body.forwarded),
        ("See below.", "old words", true)
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
    fn odd_fields_never_panic(fields in proptest::collection::vec((field_name(), field_value()), 0..6)) {
        let head: String = fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let _ = parse(format!("{head}\nbody\n--b\n\npart").as_bytes());
    }

    #[test]
    fn odd_parts_never_panic(kind in part_kind(), body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut bytes = format!("From: a@x.example\n{kind}\n\n").into_bytes();
        bytes.extend(body);
        let _ = parse(&bytes);
    }

    #[test]
    fn odd_calendars_never_panic(lines in proptest::collection::vec(calendar_line(), 0..30)) {
        let _ = parse(format!("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n{}", lines.join("\n")).as_bytes());
    }

    #[test]
    fn odd_bodies_never_panic_and_lose_nothing(lines in proptest::collection::vec(body_line(), 0..25)) {
        let text = lines.join("\n");
        let mail = parse(format!("From: a@x.example\nContent-Type: text/plain; charset=utf-8\n\n{text}").as_bytes());
        let whole = clean::text(&text).replace(">From", "");
        let kept = format!("{}{}{}", mail.body.newest, mail.body.signature, mail.body.quoted);
        for word in whole.split_whitespace().filter(|w| w.len() > 3) {
            prop_assert!(kept.contains(word), "{word:?} of {text:?}");
        }
    }

    #[test]
    fn odd_pages_never_panic(pieces in proptest::collection::vec(page_piece(), 0..40)) {
        let _ = html::read(&pieces.concat());
    }

    #[test]
    fn a_damaged_mail_never_panics(at in 0..INVITATION.len(), length in 0usize..60, with in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut bytes = INVITATION.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = parse(&bytes);
    }
}

fn field_name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("From"),
        Just("To"),
        Just("Subject"),
        Just("Date"),
        Just("Message-ID"),
        Just("References"),
        Just("Received"),
        Just("Content-Type"),
        Just("Content-Disposition"),
        Just("Content-Transfer-Encoding"),
        Just("Return-Path")
    ]
}

fn field_value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("=?utf-8?q?".to_owned()),
        Just("=?iso-2022-jp?b?GyRC".to_owned()),
        Just("?=".to_owned()),
        Just("<a@b.example>".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just(";".to_owned()),
        Just("multipart/mixed; boundary=b".to_owned()),
        Just("boundary*0*=utf-8''%".to_owned()),
        Just("charset=utf-7".to_owned()),
        Just("Wed, 4 Mar 2026 10:12:00 +9959".to_owned()),
        Just("32 Foo 99999".to_owned()),
        Just("base64".to_owned()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat().replace('\n', " "))
}

fn part_kind() -> impl Strategy<Value = String> {
    let charset = prop_oneof![
        Just("utf-8"),
        Just("utf-7"),
        Just("utf-16"),
        Just("utf-16le"),
        Just("iso-2022-jp"),
        Just("shift_jis"),
        Just("big5"),
        Just("gb18030"),
        Just("euc-kr"),
        Just("euc-jp"),
        Just("windows-1251"),
        Just("ibm850"),
        Just("macintosh"),
        Just("iso-8859-8-i"),
        Just("x")
    ];
    let encoding = prop_oneof![Just("base64"), Just("quoted-printable"), Just("8bit")];
    let kind = prop_oneof![
        Just("text/plain; format=flowed"),
        Just("text/html"),
        Just("text/calendar"),
        Just("message/rfc822"),
        Just("message/delivery-status"),
        Just("multipart/report; boundary=b")
    ];
    (kind, charset, encoding).prop_map(|(k, c, e)| {
        format!("Content-Type: {k}; charset={c}\nContent-Transfer-Encoding: {e}")
    })
}

fn calendar_line() -> impl Strategy<Value = String> {
    let fixed = prop_oneof![
        Just("BEGIN:VEVENT"),
        Just("END:VEVENT"),
        Just("BEGIN:VTIMEZONE"),
        Just("END:VTIMEZONE"),
        Just("BEGIN:STANDARD"),
        Just("END:STANDARD"),
        Just("BEGIN:DAYLIGHT"),
        Just("END:DAYLIGHT"),
        Just("END:VCALENDAR"),
        Just("TZID:X"),
        Just("TZOFFSETTO:-9999"),
        Just("TZOFFSETTO:+0100"),
        Just("DTSTART;TZID=X:20260310T140000"),
        Just("DTSTART:99999999T999999Z"),
        Just("DTSTART;VALUE=DATE:00000000"),
        Just("DURATION:P9999999999W"),
        Just("DURATION:PT99999H"),
        Just("SEQUENCE:99999999999999999999"),
        Just("RRULE:FREQ=SECONDLY;COUNT=999999999"),
        Just("ATTENDEE;CN=\u{e9}:MAILTO:"),
        Just(" folded"),
        Just("DTSTART:20261301T250000+9999")
    ];
    prop_oneof![
        fixed.prop_map(str::to_owned),
        "[A-Z]{1,8}[;:=\"][ -~]{0,20}",
        "\\PC{0,20}"
    ]
}

fn body_line() -> impl Strategy<Value = String> {
    let fixed = prop_oneof![
        Just(""),
        Just("> quoted words"),
        Just(">"),
        Just(">> deep"),
        Just("> wrote:"),
        Just("On Wed, 4 Mar 2026, Dana Lee <dana@x.example> wrote:"),
        Just("On 4 Mar 2026 Dana"),
        Just("<dana@x.example>"),
        Just("-----Original Message-----"),
        Just("---------- Forwarded message ---------"),
        Just("From: Dana Lee"),
        Just("Sent: 4 March 2026"),
        Just("To: Sam"),
        Just("Subject: words"),
        Just("-- "),
        Just("--"),
        Just("Sent from my iPhone"),
        Just("____________________________"),
        Just(" |barred"),
        Just("Dana wrote in"),
        Just("reply On Wed, Apr 4, 2012 at 3:59 PM, bob@x.example wrote:"),
        Just(">From here"),
        Just("- Sam"),
        Just("This email and any attachments are confidential")
    ];
    prop_oneof![fixed.prop_map(str::to_owned), "[ -~]{0,90}", "\\PC{0,12}"]
}

fn page_piece() -> impl Strategy<Value = String> {
    let fixed = prop_oneof![
        Just("<div>"),
        Just("</div>"),
        Just("<p style='display:none'>"),
        Just("</p>"),
        Just("<blockquote type=cite>"),
        Just("</blockquote>"),
        Just("<table><tr><td>"),
        Just("<td>"),
        Just("</table>"),
        Just("<br>"),
        Just("<a href='x&amp;'>"),
        Just("</a>"),
        Just("<!--"),
        Just("-->"),
        Just("<script>"),
        Just("</script"),
        Just("<ol><li>"),
        Just("<pre>\n"),
        Just("&#x1F600;"),
        Just("&nbsp"),
        Just("&#"),
        Just("<"),
        Just("='\""),
        Just("<div id=divRplyFwdMsg>"),
        Just("<\u{e9}>")
    ];
    prop_oneof![fixed.prop_map(str::to_owned), "[ -~]{0,10}", "\\PC{0,5}"]
}
