//! Delivery reports (RFC 3464, and the prose of servers that do not write it), told apart from mail and from automatic
//! replies.
//!
//! No single header tells: of real bounces a third are no multipart/report, a third have a return path, a third call
//! themselves auto-replied. So structure decides alone, and everything else is weighed.

use super::header;
use super::part::Parts;
use super::{DeliveryReport, Mail, clean};
use crate::id::{Address, MessageId};

/// Lines of prose that are looked at.
const MAX_LINES: usize = 80;
/// Recipients that are kept.
const MAX_RECIPIENTS: usize = 50;

/// What a delivery report says; `None` where the mail is none.
#[must_use]
pub fn read(mail: &Mail, parts: &Parts) -> Option<DeliveryReport> {
    let status = parts.statuses.iter().find(|s| is_delivery_status(s));
    // An abuse report or a read receipt is a multipart/report, too (RFC 5965, RFC 8098).
    let other = parts
        .report_type
        .as_deref()
        .is_some_and(|kind| !kind.is_empty() && kind != "delivery-status");
    let reported = status.is_some() || parts.report_type.as_deref() == Some("delivery-status");
    if (other && status.is_none()) || !(reported || is_prose_bounce(mail, parts)) {
        return None;
    }
    let mut report = DeliveryReport {
        failed: true,
        ..DeliveryReport::default()
    };
    let text = clean::text(&mail.body.whole);
    if let Some(status) = status {
        from_status(status, &mut report);
    }
    from_prose(mail, &text, status.is_none(), &mut report);
    report.original = original(mail, parts, &text);
    Some(report)
}

/// `message/delivery-status` has at least one of these fields for a recipient (RFC 3464 §2.3).
fn is_delivery_status(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [
        "final-recipient:",
        "original-recipient:",
        "action:",
        "reporting-mta:",
    ]
    .iter()
    .any(|name| lower.contains(name))
}

fn from_status(text: &str, report: &mut DeliveryReport) {
    let mut originals = Vec::new();
    for line in text.lines().take(2000) {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        let address = || Address::new(value.rsplit(';').next().unwrap_or_default());
        match name.trim().to_ascii_lowercase().as_str() {
            "final-recipient" => add(&mut report.recipients, address()),
            "original-recipient" => originals.extend(address()),
            "status" if report.status.is_none() => report.status = status_code(value),
            "action" => {
                report.failed = !matches!(
                    value.to_ascii_lowercase().split(' ').next(),
                    Some("delayed" | "delivered" | "relayed" | "expanded")
                )
            }
            _ => {}
        }
    }
    // The address that was written to is the one the owner knows; a final one may be that of a forwarding.
    originals
        .into_iter()
        .for_each(|address| add(&mut report.recipients, Some(address)));
}

fn add(recipients: &mut Vec<Address>, address: Option<Address>) {
    if let Some(address) = address
        && recipients.len() < MAX_RECIPIENTS
        && !recipients.contains(&address)
    {
        recipients.push(address);
    }
}

fn from_prose(mail: &Mail, text: &str, alone: bool, report: &mut DeliveryReport) {
    for value in mail.headers("X-Failed-Recipients") {
        value
            .split(',')
            .for_each(|one| add(&mut report.recipients, Address::new(one)));
    }
    if report.recipients.is_empty() {
        let own: Vec<&Address> = mail
            .from
            .iter()
            .chain(&mail.to)
            .filter_map(|p| p.email.as_ref())
            .collect();
        let found = text
            .lines()
            .take(MAX_LINES)
            .flat_map(addresses)
            .find(|a| !own.contains(&a) && !is_machine(a));
        add(&mut report.recipients, found);
    }
    if report.status.is_none() {
        report.status = text.lines().take(MAX_LINES).find_map(status_code);
    }
    if alone {
        let subject = mail.subject.to_lowercase();
        let start: String = text.chars().take(1500).collect::<String>().to_lowercase();
        let waits = DELAYS
            .iter()
            .any(|phrase| subject.contains(phrase) || start.contains(phrase));
        let temporary = report.status.as_ref().is_none_or(|s| s.starts_with('4'));
        report.failed = !(waits && temporary);
    }
}

/// The addresses on a line of prose.
fn addresses(line: &str) -> impl Iterator<Item = Address> + '_ {
    line.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '(' | ')' | '"' | ',' | ';' | '\'' | '[' | ']'
            )
    })
    .filter(|word| word.contains('@'))
    .filter_map(|word| {
        Address::new(
            word.trim_end_matches(['.', ':'])
                .trim_start_matches("mailto:"),
        )
    })
    .filter(|address| address.domain().contains('.'))
}

/// An enhanced status code (RFC 3463) of a failure or delay.
fn status_code(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|word| word.trim_end_matches('.'))
        .find_map(|word| {
            let parts: Vec<&str> = word.split('.').collect();
            let [class, subject, detail] = parts.as_slice() else {
                return None;
            };
            let fits = matches!(*class, "2" | "4" | "5")
                && [subject, detail].iter().all(|p| {
                    (1..=3).contains(&p.len()) && p.len() < 3 + usize::from(p.starts_with('1'))
                });
            fits.then(|| word.to_owned())
        })
}

/// The id of the mail that did not arrive: of the returned mail or its header, of the report's own thread fields, or of
/// a header that was copied into the prose.
fn original(mail: &Mail, parts: &Parts, text: &str) -> Option<MessageId> {
    let returned = parts
        .inner
        .iter()
        .flatten()
        .find(|h| h.name.eq_ignore_ascii_case("Message-ID"));
    returned
        .and_then(|h| header::message_ids(&h.value).into_iter().next())
        .or_else(|| {
            let copied = text.lines().find_map(|line| {
                let (name, value) = line
                    .trim_start_matches(['>', ' ', '|', '\t'])
                    .split_once(':')?;
                name.trim()
                    .eq_ignore_ascii_case("message-id")
                    .then_some(value)
            })?;
            header::message_ids(copied).into_iter().next()
        })
        .or_else(|| mail.in_reply_to.first().cloned())
        .or_else(|| mail.references.last().cloned())
}

fn is_machine(address: &Address) -> bool {
    let local = address.local();
    ["mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon"].contains(&local)
}

/// Weighs what is no structure: who sends it, what subject and text say.
fn is_prose_bounce(mail: &Mail, parts: &Parts) -> bool {
    let sender = sender_weight(mail);
    let failed_recipients = mail.header("X-Failed-Recipients").is_some();
    // Telephone networks bounce from a no-reply address, but give the mail back.
    let machine = mail
        .from
        .iter()
        .filter_map(|p| p.email.as_ref())
        .any(|a| a.local().contains("reply"));
    let gives_back = machine && !parts.inner.is_empty();
    // Nearly all mail ends here, before its text is looked at.
    if sender == 0 && !failed_recipients && !gives_back {
        return false;
    }
    let subject = mail.subject.to_lowercase();
    let says_subject = SUBJECTS.iter().any(|phrase| subject.contains(phrase));
    let text: String = mail
        .body
        .whole
        .lines()
        .take(MAX_LINES)
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let sayings = SAYINGS
        .iter()
        .filter(|phrase| text.contains(**phrase))
        .count()
        .min(3);
    let coded = has_smtp_code(&text);
    let returned = !parts.inner.is_empty() || text.contains("message-id:");
    let content =
        2 * usize::from(says_subject) + sayings + usize::from(coded) + usize::from(returned);
    let sender = sender + usize::from(gives_back && sayings >= 2);
    // A person who asks about a bounce quotes all of it, but is no postmaster and has a return path.
    (sender >= 1 || failed_recipients)
        && sender + content + 3 * usize::from(failed_recipients) >= 4
        && content > usize::from(sender < 2)
}

fn sender_weight(mail: &Mail) -> usize {
    let null_path = mail
        .header("Return-Path")
        .is_some_and(|path| path.trim_matches(['<', '>', ' ']).is_empty());
    let from = mail.header("From").unwrap_or_default().to_lowercase();
    let machine = MACHINES.iter().any(|name| from.contains(name));
    let path = mail
        .header("Return-Path")
        .is_some_and(|p| p.to_ascii_lowercase().contains("mailer-daemon"));
    let master = from.contains("postmaster")
        || from.contains("post_master")
        || from.contains("administrator")
        || from.contains("content-filter");
    2 * usize::from(machine) + usize::from(master) + usize::from(null_path || path)
}

/// "550 ", "5.1.1", "(#5.1.1)": an SMTP server's answer.
fn has_smtp_code(text: &str) -> bool {
    status_code(text).is_some_and(|code| !code.starts_with('2'))
        || text.split_whitespace().any(|word| {
            matches!(
                word.trim_matches(['<', '>', ':', '(', ')', '#', '-', '"', '\'']),
                "550" | "551" | "552" | "553" | "554" | "450" | "451" | "452" | "421"
            )
        })
}

const MACHINES: [&str; 8] = [
    "mailer-daemon",
    "mailer daemon",
    "mail delivery",
    "mail deliver ",
    "mail.delivery",
    "mail system",
    "mailerdaemon",
    "delivery subsystem",
];

const DELAYS: [&str; 16] = [
    "delayed",
    "delay",
    "still being retried",
    "will be retried",
    "warning: message",
    "still waiting",
    "not yet been delivered",
    "will continue to",
    "will keep trying",
    "temporarily",
    "verz\u{f6}ger",
    "retard",
    "retraso",
    "vertraagd",
    "no action is required",
    "we go on until",
];

const SUBJECTS: [&str; 54] = [
    "undeliver",
    "returned mail",
    "returned to sender",
    "returning message",
    "delivery status",
    "delivery notification",
    "delivery fail",
    "delivery has failed",
    "delivery report",
    "delivery error",
    "delivery problem",
    "failure notice",
    "failed delivery",
    "mail failure",
    "mail delivery",
    "message delivery",
    "could not be delivered",
    "not delivered",
    "could not deliver",
    "error sending your mail",
    "mail system error",
    "non-delivery",
    "nondeliverable",
    "delayed mail",
    "message you sent blocked",
    "bounced",
    "warning: message",
    "message rejected",
    "status notification",
    "unzustellbar",
    "nicht zugestellt",
    "fehler bei der zustellung",
    "zustellung fehlgeschlagen",
    "zustellungsfehler",
    "non remis",
    "non distribu",
    "\u{e9}chec de la remise",
    "\u{e9}chec de livraison",
    "no se puede entregar",
    "no entregado",
    "correo devuelto",
    "no se ha podido entregar",
    "mancata consegna",
    "non recapitabile",
    "recapito",
    "onbestelbaar",
    "niet bezorgd",
    "n\u{e3}o entregue",
    "falha na entrega",
    "\u{43d}\u{435}\u{434}\u{43e}\u{441}\u{442}\u{430}\u{432}\u{43b}\u{435}\u{43d}",
    "\u{43d}\u{435} \u{434}\u{43e}\u{441}\u{442}\u{430}\u{432}\u{43b}\u{435}\u{43d}\u{43e}",
    "\u{914d}\u{4fe1}\u{3067}\u{304d}\u{307e}\u{305b}\u{3093}",
    "\u{30e1}\u{30fc}\u{30eb}\u{30a8}\u{30e9}\u{30fc}",
    "\u{9000}\u{4fe1}",
];

const SAYINGS: [&str; 68] = [
    "could not be delivered",
    "couldn't be delivered",
    "can't be delivered",
    "cannot be delivered",
    "was not delivered",
    "not been delivered",
    "unable to deliver",
    "wasn't able to deliver",
    "was undeliverable",
    "is undeliverable",
    "undeliverable",
    "unable to be delivered",
    "delivery failed",
    "delivery to the following",
    "delivery has failed",
    "did not reach the following",
    "permanent error",
    "permanent fatal error",
    "permanently",
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "recipient not found",
    "not listed in",
    "does not exist",
    "mailbox unavailable",
    "mailbox not found",
    "mailbox is full",
    "mailbox full",
    "over quota",
    "over its limit",
    "no mailbox here",
    "address rejected",
    "recipient rejected",
    "relaying denied",
    "returned below",
    "returned to you",
    "returning",
    "i've given up",
    "giving up",
    "transcript of session",
    "reason for failure",
    "remote server",
    "remote host",
    "mail server",
    "message you sent",
    "your message to",
    "your email to",
    "has been rejected",
    "was stopped at",
    "not accepted",
    "we have been trying to",
    "trying to pass on",
    "has not been collected",
    "konnte nicht zugestellt",
    "nicht zugestellt werden",
    "requested action not taken",
    "did not reach some or all",
    "could not be reached",
    "could not be found",
    "invalid user",
    "invalid recipient",
    "n'a pas pu \u{ea}tre",
    "no se pudo entregar",
    "no se ha podido entregar",
    "\u{43d}\u{435} \u{43c}\u{43e}\u{436}\u{435}\u{442} \u{431}\u{44b}\u{442}\u{44c} \u{434}\u{43e}\u{441}\u{442}\u{430}\u{432}\u{43b}\u{435}\u{43d}\u{43e}",
    "\u{5b9b}\u{5148}\u{4e0d}\u{660e}",
];

#[cfg(test)]
mod tests;
