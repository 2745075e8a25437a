//! Is a sender a person, whom a letter may reach, or a machine?

use super::shared::is_hiring_system;
use crate::application::{is_no_reply, is_relay};
use crate::mail::Mail;

/// Mailboxes that belong to an office, not to a person.
const OFFICES: [&str; 34] = [
    "jobs",
    "job",
    "careers",
    "career",
    "recruiting",
    "recruitment",
    "recruiter",
    "hiring",
    "talent",
    "hr",
    "humanresources",
    "people",
    "apply",
    "applications",
    "application",
    "bewerbung",
    "bewerbungen",
    "karriere",
    "personal",
    "personalabteilung",
    "emploi",
    "recrutement",
    "rh",
    "candidature",
    "candidatures",
    "empleo",
    "rrhh",
    "seleccion",
    "info",
    "contact",
    "office",
    "hello",
    "team",
    "mail",
];

/// A person wrote it: an address that is read, no machine's marks, and no office without a person's name before it.
#[must_use]
pub fn is_by_person(mail: &Mail) -> bool {
    let Some(from) = mail.from.first() else {
        return false;
    };
    let Some(address) = &from.email else {
        return false;
    };
    let relayed = mail
        .reply_to
        .iter()
        .filter_map(|p| p.email.as_ref())
        .chain([address])
        .any(is_relay);
    if !relayed && (is_no_reply(address) || is_hiring_system(address.domain())) {
        return false;
    }
    if mail
        .header("Auto-Submitted")
        .is_some_and(|v| !v.trim().eq_ignore_ascii_case("no"))
    {
        return false;
    }
    let local = address
        .local()
        .split(['+', '.', '-', '_'])
        .next()
        .unwrap_or("");
    !OFFICES.contains(&local) || from.name.as_deref().is_some_and(is_persons_name)
}

/// Two to four capitalised words, none of them an office's.
fn is_persons_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let furniture = [
        "team",
        "hr",
        "careers",
        "jobs",
        "recruiting",
        "recruitment",
        "talent",
        "hiring",
        "human",
        "people",
        "group",
        "gmbh",
        "ltd",
        "inc",
        "press",
        "services",
        "office",
    ];
    (2..=4).contains(&words.len())
        && words.iter().all(|w| {
            w.chars().next().is_some_and(char::is_uppercase)
                && w.chars().skip(1).any(char::is_lowercase)
        })
        && !words
            .iter()
            .any(|w| furniture.contains(&w.to_lowercase().as_str()))
}
