//! Hostile mail by class: each a change to an answer that would otherwise be the owner's.

use heardback_core::approval::Mailbox;
use heardback_core::id::Sha256;

use crate::common::OWNER;

/// Where a hostile mail ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Of no consequence: names no reminder, or comes from a machine.
    Ignored,
    /// Told to the owner, with these words among others.
    Refused(&'static str),
    /// Waits for its twin among the sent mail, and is then refused.
    Waits,
    /// The owner's, and no command: answered with what would be one.
    Unclear,
    /// No answer at all, read as any mail.
    NoAnswer,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub class: &'static str,
    pub raw: String,
    pub mailbox: Mailbox,
    pub is_draft: bool,
    /// The authserv-id that proof B2 is set to.
    pub authserv: Option<&'static str>,
    pub end: End,
}

/// A mail that can be bent.
#[derive(Debug, Clone)]
pub struct Letter {
    fields: Vec<(String, String)>,
    body: String,
}

impl Letter {
    /// What the owner's own mail program would file in Sent; approves there.
    pub fn genuine(code: &str) -> Self {
        let fields = [
            ("From", format!("Sam Okafor <{OWNER}>")),
            ("To", format!("Sam Okafor <{OWNER}>")),
            ("Subject", "Re: Thank Ana Ruiz".to_owned()),
            ("Date", "Tue, 10 Mar 2026 16:00:10 -0400".to_owned()),
            ("Message-ID", "<a1@mailbox.example>".to_owned()),
            ("In-Reply-To", format!("<hb.{code}@mailbox.example>")),
        ];
        Self {
            fields: fields.map(|(n, v)| (n.to_owned(), v)).into(),
            body: "send\r\n".to_owned(),
        }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// One more field, on top.
    pub fn top(mut self, name: &str, value: &str) -> Self {
        self.fields.insert(0, (name.to_owned(), value.to_owned()));
        self
    }

    /// One more field, at the end.
    pub fn add(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self
    }

    pub fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub fn raw(&self) -> String {
        let head: String = self
            .fields
            .iter()
            .map(|(n, v)| format!("{n}: {v}\r\n"))
            .collect();
        format!("{head}\r\n{}", self.body)
    }
}

const FROM: End = End::Refused("not come from one of your addresses");
const SEVERAL: End = End::Refused("not exactly one sender");
const SENDER: End = End::Refused("Sender");
const OWN: &str = "mx.mailbox.example";
const PASS: &str = "mx.mailbox.example; dmarc=pass header.from=mailbox.example";

/// Adds cases of one class.
struct Table<'a> {
    out: &'a mut Vec<Case>,
    class: &'static str,
}

impl Table<'_> {
    fn put(&mut self, letter: &Letter, mailbox: Mailbox, authserv: Option<&'static str>, end: End) {
        // A Message-ID for each, unless the class plays with it.
        let number = self.out.len();
        let raw = letter.raw().replace(
            "<a1@mailbox.example>",
            &format!("<a{number}@mailbox.example>"),
        );
        self.out.push(Case {
            class: self.class,
            raw,
            mailbox,
            is_draft: false,
            authserv,
            end,
        });
    }

    /// In the inbox with the server's word for it, and in Sent: the best that a forger could hope for.
    fn both(&mut self, letter: &Letter, end: End) {
        let vouched = letter.clone().top("Authentication-Results", PASS);
        self.put(&vouched, Mailbox::Inbox, Some(OWN), end);
        self.put(letter, Mailbox::Sent, None, end);
    }
}

pub fn all(code: &str, tag: &str, reminder: &str) -> Vec<Case> {
    let mut out = Vec::new();
    let genuine = Letter::genuine(code);
    senders(&mut out, &genuine);
    results(&mut out, &genuine);
    traces(&mut out, &genuine);
    machines(&mut out, &genuine);
    codes(&mut out, &genuine, code, tag);
    words(&mut out, &genuine);
    own_mail(&mut out, &genuine, reminder, tag);
    out
}

fn of<'a>(out: &'a mut Vec<Case>, class: &'static str) -> Table<'a> {
    Table { out, class }
}

fn senders(out: &mut Vec<Case>, genuine: &Letter) {
    let mut class = |name, values: &[&str], end| {
        for value in values {
            let letter = genuine.clone().set("From", value);
            of(&mut *out, name).both(&letter, end);
        }
    };
    class(
        "another address",
        &[
            "eve@elsewhere.example",
            "Sam Okafor <eve@elsewhere.example>",
            "sam@elsewhere.example",
            "sam@mailbox.example.elsewhere.example",
            "sam@sub.mailbox.example",
            "sam@mailbox.exampl",
            "sam.okafor@mailbox.example",
            "sam+eve@mailbox.example",
            "samm@mailbox.example",
            "dana.lee@juniperfreight.example",
            "\"sam@mailbox.example\"@elsewhere.example",
            "sam%mailbox.example@elsewhere.example",
            "sam@[127.0.0.1]",
            "@elsewhere.example:sam@mailbox.example.test",
            "sam",
            "sam@",
            "postmaster@mailbox.example",
        ],
        FROM,
    );
    class(
        "display name",
        &[
            "\"sam@mailbox.example\" <eve@elsewhere.example>",
            "\"Sam Okafor <sam@mailbox.example>\" <eve@elsewhere.example>",
            "=?utf-8?q?sam=40mailbox=2Eexample?= <eve@elsewhere.example>",
            "=?utf-8?b?c2FtQG1haWxib3guZXhhbXBsZQ==?= <eve@elsewhere.example>",
            "\"heardback\" <eve@elsewhere.example>",
            "sam@mailbox.example (Sam) <eve@elsewhere.example>",
            "eve@elsewhere.example (sam@mailbox.example)",
            "\"sam@mailbox.example\\\" <x\" <eve@elsewhere.example>",
            "'sam@mailbox.example' <eve@elsewhere.example>",
        ],
        FROM,
    );
    class(
        "encoded words",
        &[
            "=?utf-8?q?Sam=0D=0AFrom=3A_sam=40mailbox=2Eexample?= <eve@elsewhere.example>",
            "=?utf-8?q?=3Csam=40mailbox=2Eexample=3E?= <eve@elsewhere.example>",
            "=?utf-8?q?a?= =?utf-8?q?b?= <eve@elsewhere.example>",
            "=?utf-8?b?PHNhbUBtYWlsYm94LmV4YW1wbGU+LA==?= <eve@elsewhere.example>",
            "=?iso-2022-jp?b?GyRC?= <eve@elsewhere.example>",
        ],
        FROM,
    );
    class(
        "homograph",
        &[
            "s\u{430}m@mailbox.example",
            "sam@m\u{430}ilbox.example",
            "sam@mailb\u{43e}x.example",
            "sam@xn--milbox-3nf.example",
            "\u{ff53}am@mailbox.example",
            "sam@mailbox\u{3002}example",
            "sam@mai\u{200b}lbox.example",
            "s\u{e1}m@mailbox.example",
            "sam@mailbox.e\u{445}ample",
            "sam@ma\u{131}lbox.example",
            "\u{17f}am@mailbox.example",
            "sam@mailbox.example\u{2024}test",
        ],
        FROM,
    );
    class(
        "two senders",
        &[
            "sam@mailbox.example, eve@elsewhere.example",
            "eve@elsewhere.example, sam@mailbox.example",
            "Sam <sam@mailbox.example>, Sam <sam@mailbox.example>",
            "us: sam@mailbox.example, eve@elsewhere.example;",
            "Sam <sam@mailbox.example> <eve@elsewhere.example>, x@y.example",
        ],
        SEVERAL,
    );
    for (first, second) in [
        (OWNER, "eve@elsewhere.example"),
        ("eve@elsewhere.example", OWNER),
        (OWNER, OWNER),
        (OWNER, ""),
    ] {
        let letter = genuine.clone().set("From", first).add("From", second);
        of(out, "two From fields").both(&letter, SEVERAL);
        let letter = genuine.clone().set("From", first).top("FROM", second);
        of(out, "two From fields").both(&letter, SEVERAL);
    }
    let far = genuine
        .clone()
        .add("X-Filler", &"x".repeat(70_000))
        .add("From", "eve@elsewhere.example");
    of(out, "two From fields").both(&far, End::Refused("too long"));
    for sender in [
        "eve@elsewhere.example",
        "\"sam@mailbox.example\" <eve@elsewhere.example>",
        "sam@elsewhere.example",
        "sam+x@mailbox.example",
        "list-owner@lists.example",
    ] {
        of(out, "another Sender").both(&genuine.clone().add("Sender", sender), SENDER);
        let twice = genuine.clone().add("Sender", OWNER).add("Sender", sender);
        of(out, "two Sender fields").both(&twice, SEVERAL);
    }
    for reply_to in [
        "eve@elsewhere.example",
        "Sam <eve@elsewhere.example>",
        OWNER,
    ] {
        for from in [
            "eve@elsewhere.example",
            "Sam Okafor <sam@elsewhere.example>",
        ] {
            let letter = genuine.clone().set("From", from).add("Reply-To", reply_to);
            of(out, "Reply-To swap").both(&letter, FROM);
        }
    }
}

fn results(out: &mut Vec<Case>, genuine: &Letter) {
    let mut class = |name, values: &[&str], own: Option<&'static str>| {
        for value in values {
            let letter = genuine.clone().top("Authentication-Results", value);
            of(&mut *out, name).put(&letter, Mailbox::Inbox, own, End::Waits);
        }
    };
    class(
        "results of another server",
        &[
            "mx.elsewhere.example; dmarc=pass header.from=mailbox.example",
            "mailbox.example; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example.elsewhere.example; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example.; dmarc=pass header.from=mailbox.example",
            "amx.mailbox.example; dmarc=pass header.from=mailbox.example",
            "mx2.mailbox.example; dmarc=pass header.from=mailbox.example",
            "; dmarc=pass header.from=mailbox.example",
            "dmarc=pass header.from=mailbox.example",
            "x mx.mailbox.example; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example x; dmarc=pass header.from=mailbox.example",
            "mx.elsewhere.example 1; dmarc=pass; mx.mailbox.example; dmarc=pass",
            "m\u{445}.mailbox.example; dmarc=pass header.from=mailbox.example",
        ],
        Some(OWN),
    );
    class(
        "comment tricks",
        &[
            "mx.elsewhere.example (mx.mailbox.example); dmarc=pass header.from=mailbox.example",
            "(mx.mailbox.example; dmarc=pass) mx.elsewhere.example; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example; (dmarc=pass header.from=mailbox.example)",
            "mx.mailbox.example; dmarc=fail (dmarc=pass) header.from=mailbox.example",
            "mx.mailbox.example; dmarc=(pass) fail header.from=mailbox.example",
            "mx.mailbox.example; spf=pass (; dmarc=pass header.from=mailbox.example) smtp.mailfrom=eve",
            "mx.mailbox.example; (never closed dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example; dmarc=fail (a(b)c\\) ; dmarc=pass header.from=mailbox.example )",
            "mx.mailbox.example; x=y ) ; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example; dkim=pass (header.d=mailbox.example) header.d=elsewhere.example",
        ],
        Some(OWN),
    );
    class(
        "quoted string tricks",
        &[
            "mx.mailbox.example; spf=fail reason=\"; dmarc=pass header.from=mailbox.example\"",
            "mx.mailbox.example; dmarc=fail reason=\"dmarc=pass\" header.from=mailbox.example",
            "mx.mailbox.example; dkim=fail reason=\"x\\\"; dkim=pass header.d=mailbox.example; y=\\\"\"",
            "\"mx.elsewhere.example; mx.mailbox.example\"; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example; \"dmarc\"=\"pass\" header.from=mailbox.example",
            "mx.mailbox.example; dmarc=\"pass\" header.from=mailbox.example",
            "mx.mailbox.example; reason=\"never closed; dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example; dkim=pass header.i=\"@mailbox.example\" header.d=elsewhere.example",
        ],
        Some(OWN),
    );
    class(
        "another domain, or no pass",
        &[
            "mx.mailbox.example; dmarc=fail header.from=mailbox.example",
            "mx.mailbox.example; dmarc=none header.from=mailbox.example",
            "mx.mailbox.example; dmarc=temperror header.from=mailbox.example",
            "mx.mailbox.example; dmarc=bestguesspass header.from=mailbox.example",
            "mx.mailbox.example; dmarc=pass.elsewhere header.from=mailbox.example",
            "mx.mailbox.example; dmarc=pass header.from=elsewhere.example",
            "mx.mailbox.example; dmarc=pass header.from=mailbox.example.elsewhere.example",
            "mx.mailbox.example; dkim=pass header.d=elsewhere.example",
            "mx.mailbox.example; dkim=pass header.d=xmailbox.example",
            "mx.mailbox.example; dkim=pass header.d=example",
            "mx.mailbox.example; dkim=pass header.i=@mailbox.example",
            "mx.mailbox.example; dkim=pass",
            "mx.mailbox.example; dkim=neutral header.d=mailbox.example",
            "mx.mailbox.example; dkim=fail header.d=mailbox.example; dkim=pass header.d=elsewhere.example",
            "mx.mailbox.example; dmarc=fail; dkim=pass header.d=mailbox.example",
            "mx.mailbox.example; dkim=pass header.d=mailbox.example; dmarc=fail (p=none) header.from=mailbox.example",
            "mx.mailbox.example; spf=pass smtp.mailfrom=sam@mailbox.example",
            "mx.mailbox.example; auth=pass smtp.auth=sam",
            "mx.mailbox.example; none",
            "mx.mailbox.example",
            "",
            "mx.mailbox.example; dmarc = = pass",
            "mx.mailbox.example; x-dmarc=pass header.from=mailbox.example",
            "mx.mailbox.example; dmarc=pass header.from=mailbox.example extra",
            "mx.mailbox.example, dmarc=pass header.from=mailbox.example",
        ],
        Some(OWN),
    );
    class(
        "forged where the server stamps nothing",
        &[
            PASS,
            "mx.mailbox.example; dkim=pass header.d=mailbox.example",
        ],
        None,
    );
    let foreign = [
        "mx.elsewhere.example; dmarc=fail header.from=mailbox.example",
        "mx.mailbox.example; dmarc=fail header.from=mailbox.example",
        "mx.mailbox.example; none",
        "rubbish ((",
    ];
    for top in foreign {
        for forged in [
            PASS,
            "mx.mailbox.example; dkim=pass header.d=mailbox.example",
            "MX.MAILBOX.EXAMPLE; dmarc=pass",
        ] {
            let letter = genuine
                .clone()
                .top("Authentication-Results", forged)
                .top("Authentication-Results", top);
            of(out, "not the topmost").put(&letter, Mailbox::Inbox, Some(OWN), End::Waits);
        }
    }
}

fn traces(out: &mut Vec<Case>, genuine: &Letter) {
    let fields = [
        ("Authentication-Results", PASS),
        ("authentication-results", "x"),
        ("Received-SPF", "pass"),
        ("ARC-Seal", "i=1; a=rsa-sha256; cv=none"),
        ("ARC-Message-Signature", "i=1"),
        (
            "arc-authentication-results",
            "i=1; mx.mailbox.example; dmarc=pass",
        ),
        ("Delivered-To", OWNER),
        (
            "Received",
            "from mail.elsewhere.example by mx.mailbox.example with ESMTP id 1; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
        (
            "Received",
            "from x by mx.mailbox.example with ESMTPS id 1; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
        (
            "Received",
            "from x (helo=with ESMTPSA) by mx.mailbox.example with SMTP; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
        (
            "Received",
            "from with ESMTPSA by mx.mailbox.example with SMTP; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
        (
            "Received",
            "from x (with ESMTPA) by mx.mailbox.example; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
        (
            "Received",
            "by mx.mailbox.example; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
        ("Received", "rubbish"),
        ("Received", ""),
        (
            "Received",
            "from x by y with UNKNOWN-ESMTPSA; Tue, 10 Mar 2026 16:00:00 -0400",
        ),
    ];
    let mut table = Table {
        out,
        class: "traces of the outside in Sent",
    };
    for (name, value) in fields {
        table.put(
            &genuine.clone().top(name, value),
            Mailbox::Sent,
            None,
            End::Waits,
        );
        let after_a_good_hop = genuine.clone().add(name, value).top(
            "Received",
            "from phone by smtp.mailbox.example with ESMTPSA id 2; Tue, 10 Mar 2026 16:00:00 -0400",
        );
        table.put(&after_a_good_hop, Mailbox::Sent, None, End::Waits);
    }
    table.class = "no proof at all";
    for mailbox in [Mailbox::Inbox, Mailbox::Junk, Mailbox::Other] {
        table.put(genuine, mailbox, None, End::Waits);
        table.put(
            &genuine.clone().add("X-Sent", "yes"),
            mailbox,
            None,
            End::Waits,
        );
        table.put(
            &genuine.clone().add("X-GM-LABELS", "\\Sent"),
            mailbox,
            None,
            End::Waits,
        );
    }
    table.class = "draft";
    for mailbox in [Mailbox::Inbox, Mailbox::Sent, Mailbox::Other] {
        for body in ["send\r\n", "send now\r\n", "send all\r\n"] {
            table.put(&genuine.clone().body(body), mailbox, None, End::Ignored);
            if let Some(case) = table.out.last_mut() {
                case.is_draft = true;
            }
        }
    }
}

/// Subjects that responders put before the one that they answer.
const VACATIONS: [(&str, &str); 24] = [
    ("Automatic reply: Thank Ana Ruiz", "I am away until Monday."),
    ("Out of office: Thank Ana Ruiz", "send"),
    ("Automatische Antwort: Thank Ana", "Ich bin im Urlaub."),
    ("Abwesenheitsnotiz: Thank Ana", "send"),
    ("Réponse automatique : Thank Ana", "Je suis absent."),
    ("Respuesta automática: Thank Ana", "Estoy fuera."),
    ("Risposta automatica: Thank Ana", "Sono in ferie."),
    ("Automatisch antwoord: Thank Ana", "Ik ben er niet."),
    ("Resposta automática: Thank Ana", "Estou de férias."),
    ("Autosvar: Thank Ana", "Jeg er på ferie."),
    ("Automatiskt svar: Thank Ana", "Jag är ledig."),
    ("Automatisk svar: Thank Ana", "Jeg er bortreist."),
    ("Automaattinen vastaus: Thank Ana", "Olen lomalla."),
    ("Odpowiedź automatyczna: Thank Ana", "Jestem na urlopie."),
    ("Automatická odpověď: Thank Ana", "Jsem na dovolené."),
    ("Automatikus válasz: Thank Ana", "Szabadságon vagyok."),
    ("Răspuns automat: Thank Ana", "Sunt plecat."),
    ("Otomatik yanıt: Thank Ana", "Ofis dışındayım."),
    ("Автоматический ответ: Thank Ana", "Я в отпуске."),
    ("Автоматична відповідь: Thank Ana", "Я у відпустці."),
    ("自動応答: Thank Ana", "不在です。"),
    ("自动回复: Thank Ana", "我在休假。"),
    ("자동 회신: Thank Ana", "휴가 중입니다."),
    ("Αυτόματη απάντηση: Thank Ana", "Είμαι σε άδεια."),
];

fn machines(out: &mut Vec<Case>, genuine: &Letter) {
    let mut table = Table {
        out,
        class: "vacation answer",
    };
    for (subject, text) in VACATIONS {
        let letter = genuine.clone().set("Subject", subject).body(text);
        table.both(&letter, End::Ignored);
    }
    table.class = "vacation answer without a sign";
    for (_, text) in VACATIONS.iter().filter(|(_, t)| *t != "send") {
        let letter = genuine.clone().body(&format!("{text}\r\nsend\r\n"));
        table.put(&letter, Mailbox::Sent, None, End::Unclear);
    }
    table.class = "automatic header";
    for (name, value) in [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated"),
        ("Auto-Submitted", "AUTO-REPLIED; x=y"),
        ("Auto-Submitted", "no; auto-replied"),
        ("Auto-Submitted", "auto-notified"),
        ("Auto-Submitted", ""),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "vacation"),
        ("Precedence", "bulk"),
        ("Precedence", "LIST"),
        ("Precedence", "junk"),
        ("Precedence", "auto_reply"),
        ("Return-Path", "<>"),
        ("Return-Path", " <> "),
    ] {
        table.both(&genuine.clone().add(name, value), End::Ignored);
    }
    table.class = "list loop";
    for (name, value) in [
        ("List-Id", "<jobs.lists.example>"),
        ("List-Unsubscribe", "<mailto:x@lists.example>"),
        ("List-Post", "NO"),
        ("list-help", "<https://lists.example/>"),
        ("LIST-OWNER", "<mailto:o@lists.example>"),
        ("List-Archive", ""),
    ] {
        table.both(&genuine.clone().add(name, value), End::Ignored);
    }
    table.class = "delivery report";
    for action in ["failed", "delayed", "delivered"] {
        for from in [OWNER, "mailer-daemon@mailbox.example"] {
            let report = genuine
                .clone()
                .set("From", from)
                .add("Content-Type", "multipart/report; report-type=delivery-status; boundary=b")
                .body(&format!("--b\r\n\r\nsend\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ana@corp.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n--b--\r\n"));
            table.both(&report, End::Ignored);
        }
    }
}

fn codes(out: &mut Vec<Case>, genuine: &Letter, code: &str, tag: &str) {
    let mut table = Table {
        out,
        class: "leaked code",
    };
    let employer = genuine
        .clone()
        .set("From", "Dana Lee <dana.lee@juniperfreight.example>")
        .top(
            "Authentication-Results",
            "mx.mailbox.example; dmarc=pass header.from=juniperfreight.example",
        );
    let id = format!("<hb.{code}@mailbox.example>");
    let bare = employer.clone().without("In-Reply-To");
    for letter in [
        employer.clone(),
        bare.clone().add("References", &id),
        bare.clone()
            .add("References", &format!("<x@y.example> {id} <z@y.example>")),
        bare.clone()
            .set("To", &format!("sam+hb.{code}@mailbox.example")),
        bare.clone()
            .set("To", &format!("sam+{code}@mailbox.example")),
    ] {
        for body in [
            "send\r\n",
            "send now\r\n",
            "yes\r\n",
            "edit\r\nDear all,\r\n",
        ] {
            table.put(&letter.clone().body(body), Mailbox::Inbox, Some(OWN), FROM);
        }
    }
    table.class = "leaked code in a thread with somebody else";
    for to in [
        "dana.lee@juniperfreight.example",
        "friend@elsewhere.example",
        "\"sam@mailbox.example\" <eve@elsewhere.example>",
    ] {
        for body in ["send\r\n", "yes\r\n", "accept\r\n", "pause\r\n"] {
            let letter = genuine.clone().set("To", to).body(body);
            table.put(&letter, Mailbox::Sent, None, End::NoAnswer);
        }
    }
    table.class = "code in the body only";
    let unnamed = genuine.clone().without("In-Reply-To");
    for body in [
        format!("send\r\n\r\nIn-Reply-To: {id}\r\n"),
        format!("{code}\r\nsend\r\n"),
        format!("send\r\n> Message-ID: {id}\r\n> [hb-{tag}]\r\n"),
        format!("hb.{code}@mailbox.example\r\n\r\nsend\r\n"),
        format!("send [hb-{tag}]\r\n"),
    ] {
        table.both(&unnamed.clone().body(&body), End::NoAnswer);
    }
    table.class = "code in another field";
    for name in [
        "Reply-To",
        "X-Reminder",
        "Thread-Index",
        "Original-Message-ID",
        "Comments",
        "Resent-Message-ID",
        "Bcc",
    ] {
        table.both(&unnamed.clone().add(name, &id), End::NoAnswer);
    }
    table.class = "wrong code";
    let flipped: String = code.chars().rev().collect();
    let other = &Sha256::of(code.as_bytes()).to_string()[..32];
    for wrong in [
        code.to_uppercase(),
        code[..31].to_owned(),
        format!("{code}0"),
        flipped,
        other.to_owned(),
        "0".repeat(32),
        "*".to_owned(),
        String::new(),
        "' OR 1=1 --".to_owned(),
        Sha256::of(code.as_bytes()).to_string(),
    ] {
        let letter = genuine
            .clone()
            .set("In-Reply-To", &format!("<hb.{wrong}@mailbox.example>"));
        table.both(&letter, End::NoAnswer);
    }
    table.class = "tag alone";
    let tagged = unnamed
        .clone()
        .set("Subject", &format!("Re: Thank Ana [hb-{tag}]"));
    let vouched = tagged.clone().top("Authentication-Results", PASS);
    table.put(&vouched, Mailbox::Inbox, Some(OWN), End::Waits);
    table.put(&tagged, Mailbox::Inbox, None, End::Waits);
    table.put(&tagged, Mailbox::Junk, None, End::Waits);
    let delivered = tagged.clone().top("Delivered-To", OWNER);
    table.put(&delivered, Mailbox::Sent, None, End::Waits);
    for subject in [
        format!("Re: [hb-{tag}] x [hb-aaaa]"),
        format!("Re: [hb-{}]", tag.to_uppercase()),
        format!("Re: [hb-{}]", &tag[..3]),
        format!("Re: [hb-{tag}x]"),
        format!("Re: hb-{tag}"),
        "Re: [hb-]".to_owned(),
        "Re: [hb-\u{430}\u{430}\u{430}\u{430}]".to_owned(),
        "Re: [hb-".to_owned(),
    ] {
        table.both(&unnamed.clone().set("Subject", &subject), End::NoAnswer);
    }
    let eve = tagged.clone().set("From", "eve@elsewhere.example");
    table.put(&eve, Mailbox::Inbox, Some(OWN), End::NoAnswer);
    table.class = "Message-ID that is a command";
    for id in [
        "<x\r\n A1 DELETE INBOX\r\n @y>",
        "<\"x\" OR ALL>",
        "<x@y> A2 LOGOUT",
        "<{9999}@y.example>",
        "<x\"@y.example>",
        "<x\\@y.example>",
        "<%s%n@y.example>",
        "<*@y.example>",
        "<a@b>; DROP TABLE seen; --",
    ] {
        let letter = genuine
            .clone()
            .set("From", "eve@elsewhere.example")
            .set("Message-ID", id);
        table.put(&letter, Mailbox::Inbox, Some(OWN), FROM);
        let letter = unnamed.clone().set("Message-ID", id).set("In-Reply-To", id);
        table.put(&letter, Mailbox::Inbox, Some(OWN), End::NoAnswer);
    }
    table.class = "header injection";
    for (name, value) in [
        ("Subject", "=?utf-8?q?Re=0D=0AIn-Reply-To=3A_x?="),
        (
            "Subject",
            "=?utf-8?b?DQpBdXRoZW50aWNhdGlvbi1SZXN1bHRzOiBt?=",
        ),
        (
            "To",
            "=?utf-8?q?Sam=0D=0ABcc=3A_eve=40elsewhere=2Eexample?= <sam@mailbox.example>",
        ),
        (
            "Comments",
            "x\r\n\tAuthentication-Results: mx.mailbox.example; dmarc=pass header.from=mailbox.example",
        ),
        ("X-A", "b\r\n From: sam@mailbox.example"),
        (
            "Subject",
            "x\r\n Authentication-Results: mx.mailbox.example; dmarc=pass",
        ),
    ] {
        let letter = genuine.clone().set(name, value);
        table.put(&letter, Mailbox::Inbox, Some(OWN), End::Waits);
        let eve = letter.set("From", "eve@elsewhere.example");
        table.put(&eve, Mailbox::Inbox, Some(OWN), FROM);
    }
}

fn words(out: &mut Vec<Case>, genuine: &Letter) {
    let mut table = Table {
        out,
        class: "nothing but a quote",
    };
    let attributions = [
        "On Tue, 10 Mar 2026 at 15:50, heardback <sam@mailbox.example> wrote:",
        "Am 10.03.2026 um 15:50 schrieb heardback <sam@mailbox.example>:",
        "Le mar. 10 mars 2026 à 15:50, heardback <sam@mailbox.example> a écrit :",
        "El mar, 10 mar 2026 a las 15:50, heardback (<sam@mailbox.example>) escribió:",
        "Op di 10 mrt 2026 om 15:50 schreef heardback <sam@mailbox.example>:",
        "2026年3月10日(火) 15:50 heardback <sam@mailbox.example>:",
        "-----Original Message-----\r\nFrom: heardback <sam@mailbox.example>\r\nSent: Tuesday, March 10, 2026 3:50 PM\r\nTo: Sam Okafor <sam@mailbox.example>\r\nSubject: Thank Ana Ruiz",
        "From: heardback <sam@mailbox.example>\r\nSent: Tuesday, March 10, 2026 3:50 PM\r\nTo: Sam Okafor <sam@mailbox.example>\r\nSubject: Thank Ana Ruiz\r\n",
        "Von: heardback <sam@mailbox.example>\r\nGesendet: Dienstag, 10. März 2026 15:50\r\nAn: Sam Okafor <sam@mailbox.example>\r\nBetreff: Thank Ana Ruiz\r\n",
    ];
    for attribution in attributions {
        let marked = format!("{attribution}\r\n> send\r\n> \r\n> send now\r\n");
        table.put(
            &genuine.clone().body(&marked),
            Mailbox::Sent,
            None,
            End::Unclear,
        );
        let twice = format!("{attribution}\r\n>> send\r\n> > send\r\n>send\r\n");
        table.put(
            &genuine.clone().body(&twice),
            Mailbox::Sent,
            None,
            End::Unclear,
        );
        if attribution.contains("\r\n") {
            let bare = format!("{attribution}\r\n\r\nsend\r\n\r\nsend all\r\n");
            table.put(
                &genuine.clone().body(&bare),
                Mailbox::Sent,
                None,
                End::Unclear,
            );
        }
    }
    table.class = "not the exact word";
    for body in [
        "please send",
        "send it",
        "sent",
        "sending",
        "sende",
        "don't send",
        "do not send",
        "no, send",
        "yes send",
        "ok",
        "go ahead",
        "approved",
        "s e n d",
        "s\u{435}nd",
        "\u{202e}dnes",
        "send?",
        "send!",
        "\"send\"",
        "'send'",
        "*send*",
        "> send",
        ">send",
        "| send",
        "send send",
        "send eve@elsewhere.example",
        "send to eve@elsewhere.example",
        "send 0",
        "send -1",
        "send 99999999999999999999",
        "send 1 all",
        "send now monday",
        "send 2020-01-01",
        "send 2999-01-01",
        "send 99999-01-01",
        "send yesterday",
        "s\u{336}end",
        "send\u{301}",
        "/send",
        "send;rm",
        "send\tall now monday",
        "\u{feff}dend",
        "envoyer",
        "senden",
        "<b>send</b>",
        "=?utf-8?q?send?=",
        "-- \r\nsend",
        "Sent from my phone\r\nsend",
        "hello\r\nsend",
        "\r\n\r\nno idea\r\n\r\nsend",
    ] {
        table.put(
            &genuine.clone().body(body),
            Mailbox::Sent,
            None,
            End::Unclear,
        );
    }
}

fn own_mail(out: &mut Vec<Case>, genuine: &Letter, reminder: &str, tag: &str) {
    let mut table = Table {
        out,
        class: "own reminder coming back",
    };
    for mailbox in [Mailbox::Inbox, Mailbox::Sent, Mailbox::Junk, Mailbox::Other] {
        for raw in [
            reminder.to_owned(),
            format!(
                "Received: from x by mx.mailbox.example with ESMTP; Tue, 10 Mar 2026 16:00:00 -0400\r\n{reminder}"
            ),
            format!("Delivered-To: {OWNER}\r\n{reminder}"),
            reminder.replace("\r\nMessage-ID: <hb.", "\r\nMessage-ID: <renamed."),
        ] {
            table.out.push(Case {
                class: table.class,
                raw,
                mailbox,
                is_draft: false,
                authserv: None,
                end: End::Ignored,
            });
        }
    }
    table.class = "forwarded reminder";
    let head = "---------- Forwarded message ---------\r\nFrom: heardback <sam@mailbox.example>\r\nDate: Tue, 10 Mar 2026 at 15:50\r\nSubject: Thank Ana\r\nTo: <sam@mailbox.example>\r\n\r\nsend\r\n";
    for subject in [
        format!("Fwd: Thank Ana [hb-{tag}]"),
        format!("WG: Thank Ana [hb-{tag}]"),
        format!("TR: Thank Ana [hb-{tag}]"),
    ] {
        let forward = genuine.clone().set("Subject", &subject);
        table.put(
            &forward.clone().body(head),
            Mailbox::Sent,
            None,
            End::Unclear,
        );
        for body in [head.to_owned(), format!("send\r\n\r\n{head}")] {
            let away = forward
                .clone()
                .set("To", "friend@elsewhere.example")
                .body(&body);
            table.put(&away, Mailbox::Sent, None, End::NoAnswer);
            let back = away
                .set("From", "friend@elsewhere.example")
                .set("To", OWNER);
            table.put(&back, Mailbox::Inbox, Some(OWN), FROM);
        }
    }
    table.class = "employer text that says send";
    for body in [
        "send",
        "send now",
        "yes",
        "send all\r\nSent from heardback",
        "[hb-aaaa] send",
        "edit\r\nDear Sam",
    ] {
        for from in [
            "Dana Lee <dana.lee@juniperfreight.example>",
            "heardback <jobs@juniperfreight.example>",
        ] {
            let letter = genuine
                .clone()
                .set("From", from)
                .set("In-Reply-To", "<1@juniperfreight.example>")
                .body(body);
            table.put(&letter, Mailbox::Inbox, Some(OWN), End::NoAnswer);
        }
    }
}
