//! What a careful person would warn of (SAFETY.md, hostile mail): scams that dress as hiring mail.

use std::sync::LazyLock;

use unicode_security::skeleton;

use super::senders::Senders;
use super::sieve::{Scratch, Sieve};
use super::{Class, Suspicion};
use crate::authentication::authentication_of;
use crate::id::Person;
use crate::mail::{Link, Mail};
use crate::matching::Authentication;

/// Reasons to be careful, in the order of [`Suspicion::ALL`], each once.
#[must_use]
pub fn suspicions(mail: &Mail, folded: &str, class: Class, senders: &Senders) -> Vec<Suspicion> {
    let hits = WORDS.matches(folded, &mut Scratch::default());
    let said = |suspicion: Suspicion| {
        PATTERNS
            .iter()
            .enumerate()
            .any(|(i, (s, _))| *s == suspicion && hits.contains(&i))
    };
    let mut found = Vec::new();
    for &suspicion in Suspicion::ALL {
        let holds = match suspicion {
            Suspicion::LookAlikeDomain => domains(mail).any(|domain| looks_alike(&domain, senders)),
            Suspicion::LinkTarget => mail.body.links.iter().any(misleads),
            Suspicion::MoneyAsked
            | Suspicion::IdentityDocuments
            | Suspicion::MessengerInterview
            | Suspicion::OfferWithoutInterview => said(suspicion),
            Suspicion::DisplayName => mail.from.iter().any(|person| poses(person, senders)),
            Suspicion::AuthenticationFailed => failed(mail),
            Suspicion::WebmailEmployer => {
                class.acts()
                    && mail
                        .from
                        .iter()
                        .any(|p| p.email.as_ref().is_some_and(|a| is_webmail(a.domain())))
                    && names_employer(mail)
            }
        };
        if holds {
            found.push(suspicion);
        }
    }
    found
}

/// Whether the suspicions make it a scam rather than hiring mail.
#[must_use]
pub fn is_scam(found: &[Suspicion]) -> bool {
    let has = |s| found.contains(&s);
    let weight: u32 = found
        .iter()
        .map(|suspicion| match suspicion {
            Suspicion::MoneyAsked => 3,
            Suspicion::MessengerInterview => 2,
            Suspicion::OfferWithoutInterview => 2,
            Suspicion::LookAlikeDomain => 2,
            Suspicion::IdentityDocuments
            | Suspicion::AuthenticationFailed
            | Suspicion::DisplayName
            | Suspicion::WebmailEmployer => 1,
            Suspicion::LinkTarget => 1,
        })
        .sum();
    weight >= 4 || (weight >= 3 && (has(Suspicion::MoneyAsked) || has(Suspicion::WebmailEmployer)))
}

/// What is asked or promised, over the whole lower-case text.
const PATTERNS: &[(Suspicion, &str)] = &[
    (
        Suspicion::MoneyAsked,
        r"(?:pay|deposit|transfer|send|remit|refundable|processing|registration|training|visa|activation|equipment|administrative|clearance|security)\s+(?:\w+\s+){0,4}(?:fee|deposit|charge)s?\b",
    ),
    (
        Suspicion::MoneyAsked,
        r"gift\s+cards?|western\s+union|moneygram|bitcoin|\bbtc\b|\busdt\b|cashier'?s?\s+che(?:ck|que)|(?:cash|zelle|venmo)\s*app|wire\s+transfer|money\s+order",
    ),
    (
        Suspicion::MoneyAsked,
        r"(?:deposit|cash|print|receive|mail(?:ed)?\s+you|send\s+you|issue)\s+(?:\w+\s+){0,5}che(?:ck|que)\b",
    ),
    (
        Suspicion::MoneyAsked,
        r"che(?:ck|que)\s+(?:\w+\s+){0,6}(?:to\s+(?:buy|purchase)|for\s+(?:your\s+)?(?:equipment|supplies|office|laptop))",
    ),
    (
        Suspicion::MoneyAsked,
        r"(?:approved|our|preferred|certified)\s+vendor\b.{0,80}(?:equipment|laptop|software)|(?:equipment|laptop|software).{0,80}(?:approved|our|preferred|certified)\s+vendor",
    ),
    (
        Suspicion::MoneyAsked,
        r"(?:vorkasse|kaution\s+überweisen|bearbeitungsgebühr|gebühr\s+(?:von|in\s+höhe)|frais\s+de\s+(?:dossier|traitement)|gastos\s+de\s+(?:gestión|tramitación)|pago\s+previo)",
    ),
    (
        Suspicion::IdentityDocuments,
        r"(?:send|scan|copy|photo|picture|upload|provide|reply\s+with|submit)\s+(?:\w+\s+){0,6}(?:passport|id\s+card|identity\s+card|driver'?s?\s+licen[cs]e|national\s+id|both\s+sides)",
    ),
    (
        Suspicion::IdentityDocuments,
        r"\bssn\b|social\s+security\s+(?:number|card)|(?:bank|banking)\s+(?:account|details|information|login|statement)|account\s+number|routing\s+number|\biban\b|credit\s+card\s+(?:number|details)|mother'?s?\s+maiden|ausweiskopie|kopie\s+(?:ihres|deines)\s+(?:personal)?ausweis|kontoverbindung|postident|online-?banking",
    ),
    (
        Suspicion::MoneyAsked,
        r"(?:apple|itunes|steam|amazon|google\s+play)\s+(?:gift\s+)?cards?\s+(?:of|worth|for)|pay\s+(?:us\s+)?[$€£]\s?\d+\s+for|(?:receive|accept)\s+(?:\w+\s+){0,3}(?:parcels?|packages?)\b.{0,80}(?:send|forward|post|ship)|reshipp",
    ),
    (
        Suspicion::IdentityDocuments,
        r"copy\s+of\s+your\s+(?:id\b|driving)|driving\s+licen[cs]e|voided\s+che(?:ck|que)|national\s+insurance\s+number|mailbox\s+password|e-?mail\s+password|\bcode\s+(?:that\s+)?you\s+(?:get|receive|will\s+get)\s+by\s+(?:sms|text)",
    ),
    (
        Suspicion::MessengerInterview,
        r"\b(?:discord|any\s?desk|team\s?viewer)\b",
    ),
    (
        Suspicion::MessengerInterview,
        r"\b(?:telegram|whats\s?app|signal|wechat|skype\s+chat|google\s+(?:chat|hangouts?)|hangouts?|viber|wire\s+app|microsoft\s+teams\s+chat|text[- ](?:based\s+)?interview|chat\s+interview|interview\s+(?:via|by|over|through)\s+(?:chat|text|messenger))\b",
    ),
    (
        Suspicion::OfferWithoutInterview,
        r"without\s+(?:an?\s+|any\s+|further\s+)?interview|no\s+(?:further\s+|formal\s+)?interview\s+(?:is\s+)?(?:required|needed|necessary)|no\s+experience\s+(?:is\s+)?(?:required|needed|necessary)|ohne\s+(?:ein\s+)?(?:vorstellungs|bewerbungs)gespräch|sans\s+entretien|sin\s+(?:necesidad\s+de\s+)?entrevista|hired\s+(?:immediately|on\s+the\s+spot)",
    ),
    (
        Suspicion::OfferWithoutInterview,
        r"(?:\$|usd|eur|€|£)\s?\d[\d,.]*\s*(?:/|per|an?|each)\s*(?:hr|hour|week|day|task).{0,160}(?:from\s+home|no\s+experience|start\s+(?:immediately|today)|flexible)|(?:kindly|urgently)\s+(?:contact|text|message|add|reach)\s+(?:\w+\s+){0,6}(?:on|via|at)\s",
    ),
];

/// What `\w` stands for.
const LETTER: &str = "[a-z0-9_à-ÿ]";

static WORDS: LazyLock<Sieve> = LazyLock::new(|| {
    let sources: Vec<String> = PATTERNS
        .iter()
        .map(|(_, pattern)| {
            // The automaton gives up on Unicode boundaries at the first umlaut, and outgrows its memory with Unicode's letters.
            let pattern = pattern.replace(r"\b", r"(?-u:\b)").replace(r"\w", LETTER);
            format!("(?s){pattern}")
        })
        .collect();
    Sieve::new(&sources).expect("the expressions are fixed")
});

const WEBMAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "icloud.com",
    "mail.com",
    "zoho.com",
    "yandex.com",
    "mail.ru",
    "live.com",
    "gmx.com",
    "outlook.de",
    "hotmail.fr",
    "gmail.example",
    "yahoo.example",
    "outlook.example",
    "hotmail.example",
];

/// A domain at which anybody may have an address.
#[must_use]
pub fn is_webmail(domain: &str) -> bool {
    WEBMAIL.contains(&domain)
}

/// An employer's name, or a hiring title, before a webmail address.
fn names_employer(mail: &Mail) -> bool {
    mail.from
        .iter()
        .filter_map(|p| p.name.as_deref())
        .any(|name| {
            let lower = name.to_lowercase();
            [
                "hr",
                "human",
                "recruit",
                "hiring",
                "career",
                "talent",
                "inc",
                "ltd",
                "gmbh",
                "llc",
                "corp",
                "company",
                "jobs",
                "department",
                "manager",
            ]
            .iter()
            .any(|word| {
                lower
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|w| w.starts_with(word))
            })
        })
}

fn domains(mail: &Mail) -> impl Iterator<Item = String> + '_ {
    mail.from
        .iter()
        .chain(&mail.reply_to)
        .filter_map(|p| p.email.as_ref())
        .map(|a| a.domain().to_owned())
}

/// Punycode, letters of several scripts, or a name one confusable away from a hiring system's.
fn looks_alike(domain: &str, senders: &Senders) -> bool {
    let encoded = domain.split('.').any(|label| label.starts_with("xn--"));
    if encoded
        || (!domain.is_ascii()
            && skeleton(domain).any(|c| c.is_ascii_alphabetic())
            && mixed(domain))
    {
        return true;
    }
    let Some(registrable) = registrable(domain) else {
        return false;
    };
    if senders.of_address(&format!("x@{registrable}")).is_some() {
        return false;
    }
    let bare = registrable.split('.').next().unwrap_or("");
    let plain: String = bare
        .replace("rn", "m")
        .replace("vv", "w")
        .chars()
        .filter(|c| *c != '-')
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'l',
            '3' => 'e',
            '5' => 's',
            _ => c,
        })
        .collect();
    plain != bare.replace('-', "") && senders.has_name(&plain)
}

fn mixed(domain: &str) -> bool {
    let folded: String = skeleton(domain).collect();
    folded.is_ascii() && folded != domain
}

/// The registrable domain (public suffix and one label).
#[must_use]
pub fn registrable(domain: &str) -> Option<&str> {
    psl::domain_str(domain)
}

/// Words that stand beside a company's name in a domain of its own, or of somebody who wants to be taken for it.
const BESIDE: &[&str] = &[
    "apply",
    "career",
    "careers",
    "co",
    "company",
    "corp",
    "email",
    "global",
    "gmbh",
    "group",
    "hire",
    "hiring",
    "hr",
    "inc",
    "interview",
    "interviews",
    "job",
    "jobs",
    "karriere",
    "llc",
    "ltd",
    "mail",
    "online",
    "office",
    "offers",
    "onboarding",
    "people",
    "recruit",
    "recruiting",
    "recruitment",
    "staff",
    "talent",
    "team",
    "us",
    "uk",
    "eu",
    "hq",
];

/// Whether a registrable domain looks like another, `home`, and is not it: the same name under another ending, with
/// other letters of the same look, one or two letters changed, or a word added.
#[must_use]
pub fn looks_like(domain: &str, home: &str) -> bool {
    let (domain, home) = (domain.to_lowercase(), home.to_lowercase());
    let (Some(label), Some(own)) = (domain.split('.').next(), home.split('.').next()) else {
        return false;
    };
    if domain == home || label.is_empty() || own.is_empty() {
        return false;
    }
    let (shown, shown_own) = (shape(label), shape(own));
    let letters = shown_own.chars().count();
    // Short names are near to too many others.
    if shown == shown_own {
        return letters > 2;
    }
    let near = match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    };
    if within(&shown, &shown_own, near) {
        return true;
    }
    if letters < 4 {
        return false;
    }
    let hyphenated = label
        .strip_prefix(own)
        .is_some_and(|rest| rest.starts_with('-'))
        || label
            .strip_suffix(own)
            .is_some_and(|rest| rest.ends_with('-'));
    let beside = shown
        .strip_prefix(shown_own.as_str())
        .or_else(|| shown.strip_suffix(shown_own.as_str()))
        .is_some_and(|rest| BESIDE.contains(&rest));
    hyphenated || beside
}

/// A label as the eye takes it: without hyphens, one letter for all that look like it.
fn shape(label: &str) -> String {
    let plain: String = skeleton(label)
        .filter(|c| *c != '-')
        .collect::<String>()
        .to_lowercase();
    plain
        .replace("rn", "m")
        .replace("vv", "w")
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' | '|' | 'i' => 'l',
            '3' => 'e',
            '5' => 's',
            other => other,
        })
        .collect()
}

/// Whether two words are at most `most` insertions, deletions, changes or swaps of neighbours apart.
fn within(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    // Optimal string alignment over three rows.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], n: usize| row.get(n).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, j) + usize::from(x != y))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().is_some_and(|cost| *cost <= most)
}

/// The link's text is an address of one site and its target another's.
fn misleads(link: &Link) -> bool {
    let Some(shown) = host_of(&link.text) else {
        return false;
    };
    let Some(real) = host_of(&link.target) else {
        return false;
    };
    match (registrable(shown), registrable(real)) {
        (Some(a), Some(b)) => !a.eq_ignore_ascii_case(b),
        _ => false,
    }
}

/// The host of a text that is a URL, or looks like one.
fn host_of(text: &str) -> Option<&str> {
    let text = text.trim();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .or_else(|| text.starts_with("www.").then_some(text))?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.rsplit('@').next()?;
    (host.contains('.') && !host.contains(char::is_whitespace)).then_some(host)
}

/// The display name is an address of another domain, or a hiring system's name before a domain that is not its own.
fn poses(person: &Person, senders: &Senders) -> bool {
    let (Some(name), Some(address)) = (&person.name, &person.email) else {
        return false;
    };
    if let Some((_, domain)) = name.rsplit_once('@') {
        let domain = domain.trim_end_matches(['>', ')', '"']).to_lowercase();
        if let (Some(a), Some(b)) = (registrable(&domain), registrable(address.domain()))
            && domain.contains('.')
        {
            return a != b;
        }
    }
    is_webmail(address.domain()) && names_company(name, senders)
}

fn names_company(name: &str, senders: &Senders) -> bool {
    let lower = name.to_lowercase();
    let known = [
        "amazon",
        "google",
        "microsoft",
        "apple",
        "meta",
        "linkedin",
        "indeed",
        "tesla",
        "netflix",
        "walmart",
        "fedex",
        "ups",
        "dhl",
        "unicef",
        "who",
    ];
    lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| known.contains(&word) || (word.len() > 4 && senders.has_name(word)))
}

/// DMARC, or both SPF and DKIM, say fail: in the topmost verdict, or in any that its server stamped beside it.
fn failed(mail: &Mail) -> bool {
    if authentication_of(mail) == Authentication::Fail {
        return true;
    }
    mail.header("Authentication-Results").is_some_and(|value| {
        let value = value.to_lowercase();
        let says = |method: &str, verdict: &str| value.contains(&format!("{method}={verdict}"));
        says("dmarc", "fail")
            || (says("spf", "fail") && !says("dkim", "pass"))
            || (says("dkim", "fail") && !says("spf", "pass"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_shows_one_site_and_opens_another_misleads() {
        let check = |text: &str, target: &str, expected| {
            assert_eq!(
                misleads(&Link {
                    text: text.into(),
                    target: target.into()
                }),
                expected,
                "{text} {target}"
            );
        };
        check("https://myworkday.com/verify", "https://evil.test/x", true);
        check(
            "https://myworkday.com/verify",
            "https://wd1.myworkday.com/x",
            false,
        );
        check("Click here", "https://evil.test/x", false);
    }

    #[test]
    fn a_failed_dmarc_is_seen_in_whichever_field_the_server_stamped_it() {
        let check = |fields: &str, expected| {
            let raw = format!("{fields}From: Dana <dana@kettle.example>\n\nHello\n");
            assert_eq!(
                failed(&crate::mail::parse(raw.as_bytes())),
                expected,
                "{fields}"
            );
        };
        let field = |results: &str| format!("Authentication-Results: mx1; {results}\n");
        check(&field("dmarc=fail"), true);
        check(&field("dmarc = fail"), true);
        check(&(field("spf=pass") + &field("dmarc=fail")), true);
        check(&(field("spf=pass") + &field("dmarc=pass")), false);
        check("", false);
    }

    #[test]
    fn a_domain_one_confusable_from_a_hiring_system_is_shown() {
        let senders = Senders::parse(super::super::SENDERS).unwrap();
        let check = |domain: &str, expected| {
            assert_eq!(looks_alike(domain, &senders), expected, "{domain}")
        };
        check("greenh0use.example", true);
        check("myw0rkday.com", true);
        check("myworkday.com", false);
        check("xn--grenhouse-9za.example", true);
        check("northwind.example", false);
    }

    #[test]
    fn a_domain_that_resembles_an_employers_own_is_a_look_alike() {
        let check = |domain: &str, home: &str, expected| {
            assert_eq!(looks_like(domain, home), expected, "{domain} {home}");
        };
        for domain in [
            "alder-energy.test",
            "alderenergy.example",
            "alder-energy-careers.example",
            "careers-alder-energy.example",
            "alderenergyjobs.example",
            "a1der-energy.example",
            "aIder-energy.example",
            "alder-enegry.example",
            "alder-energi.example",
            "alder-emergi.example",
            "a\u{217c}der-energy.example",
            "\u{430}lder-energy.example",
        ] {
            check(domain, "alder-energy.example", true);
        }
        for domain in [
            "alder-energy.example",
            "northwind.example",
            "alderney.example",
            "older-synergy.example",
            "energy.example",
        ] {
            check(domain, "alder-energy.example", false);
        }
        check("nwf.example", "nwe.example", false);
        check("nwf.test", "nwf.example", true);
        check("delta.example", "delta-dental.example", false);
    }
}
