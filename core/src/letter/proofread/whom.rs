//! Right person, right company (L4), and nothing from other threads (L9).

use std::sync::LazyLock;

use regex::Regex;

use super::Sheet;
use crate::application::Application;
use crate::book::Finding;
use crate::letter::greeting::turned;
use crate::matching::names::domain_names_company;
use crate::matching::same_company;
use crate::matching::shared::is_webmail;
use crate::notice::clean;
use crate::rule::Rule;

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    address(sheet, found);
    greeting(sheet, found);
    let Some(app) = sheet.app else { return };
    for other in sheet.book.states().filter(|other| other.id != app.id) {
        elsewhere(sheet, app, other, found);
    }
}

/// The address took part in this application's mail.
fn address(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    let known = |app: &Application| {
        app.people
            .iter()
            .any(|c| c.email.is_some() && c.email == sheet.draft.to.email)
    };
    if !sheet.app.is_some_and(known) {
        let address = sheet
            .draft
            .to
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        sheet.block(
            Rule::L4,
            format!("{address} took no part in the mail of this application."),
            found,
        );
    }
}

/// The greeting fits the recipient.
fn greeting(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    static GREETED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:(?i:dear|hi|hello|hallo|guten (?:tag|morgen)|sehr geehrter?|liebe[r]?|bonjour|cher|chère|madame|monsieur|hola|estimad[oa]|querid[oa]|buenos días|buenas tardes))[\s,]+(.*?)[,:!.]?\s*$").expect("the pattern is constant")
    });
    const NOBODY: &[&str] = &[
        "Sir",
        "Madam",
        "Team",
        "Hiring",
        "Manager",
        "Recruiting",
        "All",
        "Everyone",
        "Committee",
        "Frau",
        "Herr",
        "Damen",
        "Herren",
        "Madame",
        "Monsieur",
        "Sra",
        "Sr",
        "Dr",
        "Prof",
        "Mr",
        "Ms",
        "Mrs",
        "Mme",
        "Human",
        "Resources",
        "HR",
        "Equipo",
    ];
    let first = sheet
        .text
        .lines()
        .find(|l| !l.trim().is_empty())
        .unwrap_or_default();
    let (Some(name), Some(greeted)) = (
        sheet.draft.to.name.as_deref(),
        GREETED.captures(first).and_then(|c| c.get(1)),
    ) else {
        return;
    };
    let name = turned(name).to_lowercase();
    let mine: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c == '-' || c == '.')
        .filter(|p| !p.is_empty())
        .collect();
    let company = sheet
        .app
        .and_then(|a| a.company.as_deref())
        .unwrap_or_default()
        .to_lowercase();
    let words: Vec<&str> = greeted
        .as_str()
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .filter(|w| w.starts_with(char::is_uppercase) && !NOBODY.contains(w))
        .collect();
    let fits = |word: &&str| {
        word.to_lowercase()
            .split('-')
            .any(|part| mine.contains(&part))
            || company.contains(&word.to_lowercase())
    };
    if !words.is_empty() && !words.iter().any(fits) {
        let to = sheet
            .draft
            .to
            .name
            .as_deref()
            .map(clean)
            .unwrap_or_default();
        sheet.block(
            Rule::L4,
            format!(
                "The letter goes to {to}, and greets “{}”.",
                clean(greeted.as_str())
            ),
            found,
        );
    }
}

/// No other application's company or person is named; no other role (L9).
fn elsewhere(sheet: &Sheet<'_>, app: &Application, other: &Application, found: &mut Vec<Finding>) {
    let text = format!("{}\n{}", sheet.draft.subject, sheet.text);
    let ours = |name: &str| {
        app.company
            .iter()
            .chain(&app.aliases)
            .chain(&app.agency)
            .any(|c| same_company(c, name) || c.contains(name))
    };
    let companies = other
        .company
        .iter()
        .chain(&other.aliases)
        .filter(|name| name.chars().count() > 2 && !ours(name))
        .filter(|name| bare(name).is_some_and(|bare| !belongs_here(sheet, app, &bare)));
    if let Some(name) = companies.into_iter().find(|name| names(&text, name)) {
        let what = format!("“{}” is named, another application's company.", clean(name));
        if is_backed(other, name) {
            sheet.block(Rule::L4, what, found);
        } else {
            sheet.warn(Rule::L4, what, found);
        }
    }
    let here = |name: &str| {
        app.people
            .iter()
            .filter_map(|c| c.name.as_deref())
            .any(|n| turned(n).eq_ignore_ascii_case(&turned(name)))
    };
    let people = other
        .people
        .iter()
        .filter_map(|c| c.name.as_deref())
        .map(turned)
        .filter(|n| {
            n.contains(' ') && !here(n) && !n.eq_ignore_ascii_case(&sheet.policy.owner.name)
        })
        .filter(|n| bare(n).is_some_and(|bare| !belongs_here(sheet, app, &bare)));
    if let Some(name) = people.into_iter().find(|name| names(&text, name)) {
        sheet.block(
            Rule::L4,
            format!(
                "“{}” is named, a person of another application.",
                clean(&name)
            ),
            found,
        );
    }
    let own_role = app.role.as_deref().unwrap_or_default().to_lowercase();
    let role = other.role.as_deref().filter(|r| {
        r.contains(' ') && !own_role.contains(&r.to_lowercase()) && !own_role.is_empty()
    });
    if let Some(role) = role.filter(|r| names(&text, r)) {
        sheet.warn(
            Rule::L9,
            format!(
                "“{}” is the role of another application. Does it belong here?",
                clean(role)
            ),
            found,
        );
    }
}

/// Whether anything but a mail's own words says that the application's employer bears that name: its domain, a hiring
/// system, a letter of the owner's. What a stranger calls himself must not keep letters back, nor what anybody does with an
/// address that anybody can have.
fn is_backed(other: &Application, name: &str) -> bool {
    let addresses = other.people.iter().filter_map(|p| p.email.as_ref());
    let (webmail, others): (Vec<_>, Vec<_>) = addresses.partition(|a| is_webmail(a.domain()));
    let only_webmail = others.is_empty() && !webmail.is_empty();
    let own = other.domains.iter().chain(&other.agency_domains);
    let mut own = own.peekable();
    (own.peek().is_none() && !only_webmail)
        || other.agency.is_some()
        || !other.letters.is_empty()
        || own.any(|domain| domain_names_company(domain, name))
}

/// Whether those words stand in this letter for a reason of its own: they are of the names of the person that it goes to, of
/// others of this application, of the owner, or of the role.
fn belongs_here(sheet: &Sheet<'_>, app: &Application, name: &str) -> bool {
    let people = app.people.iter().filter_map(|c| c.name.as_deref());
    people
        .chain(sheet.draft.to.name.as_deref())
        .map(turned)
        .chain([sheet.policy.owner.name.clone()])
        .chain(app.role.clone())
        .chain(app.company.clone())
        .any(|own| names(&own.to_lowercase(), &name.to_lowercase()))
}

/// What makes it the name of a company or a person: without the words that every letter is made of; nothing where there is
/// nothing else.
fn bare(name: &str) -> Option<String> {
    const EVERYDAY: &[&str] = &[
        "all",
        "and",
        "application",
        "april",
        "as",
        "at",
        "august",
        "beste",
        "best",
        "bonjour",
        "cher",
        "chère",
        "cordialement",
        "dank",
        "dear",
        "december",
        "estimada",
        "estimado",
        "february",
        "for",
        "freundlichen",
        "friday",
        "from",
        "geehrte",
        "geehrter",
        "good",
        "gracias",
        "grüße",
        "grüßen",
        "hallo",
        "hello",
        "hi",
        "hola",
        "in",
        "interview",
        "january",
        "july",
        "june",
        "kind",
        "liebe",
        "lieber",
        "looking",
        "many",
        "march",
        "may",
        "merci",
        "mit",
        "monday",
        "my",
        "november",
        "october",
        "of",
        "on",
        "our",
        "please",
        "position",
        "regards",
        "role",
        "saludos",
        "saturday",
        "sehr",
        "september",
        "sincerely",
        "sunday",
        "team",
        "thank",
        "thanks",
        "that",
        "the",
        "this",
        "thursday",
        "to",
        "tuesday",
        "viele",
        "vielen",
        "warm",
        "we",
        "wednesday",
        "wishes",
        "with",
        "would",
        "you",
        "your",
        "yours",
    ];
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !EVERYDAY.contains(&w.to_lowercase().as_str()))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Whether a text has these words, whole and with their capitals.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
