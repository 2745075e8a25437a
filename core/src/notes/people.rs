//! Who is meant: "Ana Ruiz:", "with Ana", "Petra Klein (petra@…) joined".

use std::sync::LazyLock;

use regex::Regex;

use super::About;
use crate::id::{Address, Person};

/// What stands before a colon, cut into people.
pub(super) struct Header {
    names: Vec<(String, Option<Address>)>,
}

const NAME: &str = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Mme|Sr|Sra|Frau|Herr|M)\.?\s+){0,2}\p{Lu}[\p{L}'’.-]*(?:\s+(?:(?:von|van|de|der|den|del|di|da|la|le|el|al|bin|ten|zu|zum)\s+){0,2}\p{Lu}[\p{L}'’.-]*){0,3}";

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    let person = format!(
        r"{NAME}(?:\s*[<(]\s*(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+\s*[>)])?(?:\s*\([^()@]{{1,60}}\))?(?:,?\s*[^\s<>()@,:]+@[^\s<>()@,:]+)?"
    );
    Regex::new(&format!(r"^(?:(?i:with|mit|avec|con)\s+)?({person}(?:\s*(?:,|&|\+|/|\band\b|\bund\b|\bet\b|\by\b)\s*{person}){{0,4}})\s*(:|\s[–—-]|[–—])(?:\s+|$)")).expect("the pattern is constant")
});

static ONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^\s*({NAME})(.*)$")).expect("the pattern is constant"));

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\d._%+'-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+").expect("the pattern is constant")
});

static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:\b(?:[Aa]lso met|[Aa]lso (?:there|present) (?:was|were)|[Mm]et also)\s+({NAME}))|(?:({NAME})(?:\s*[<(][^\s<>()@]+@[^\s<>()@]+[>)])?,?\s+(?:(?:also\s+)?(?:joined|sat in|was (?:also )?(?:there|present|in the room))|war (?:auch )?dabei|kam dazu|était (?:aussi )?là|también estaba))"
    ))
    .expect("the pattern is constant")
});

/// Words that stand before a colon and are no names.
const NO_NAMES: &[&str] = &[
    "notes",
    "note",
    "fix",
    "topics",
    "topic",
    "promise",
    "promises",
    "promised",
    "next",
    "contact",
    "todo",
    "questions",
    "question",
    "they",
    "people",
    "who",
    "what",
    "when",
    "how",
    "role",
    "team",
    "tech",
    "salary",
    "pay",
    "dates",
    "date",
    "time",
    "timeline",
    "process",
    "decision",
    "email",
    "mail",
    "phone",
    "tel",
    "address",
    "impression",
    "general",
    "other",
    "also",
    "plus",
    "summary",
    "good",
    "bad",
    "pros",
    "cons",
    "me",
    "my",
    "we",
    "i",
    "he",
    "she",
    "it",
    "follow",
    "interview",
    "company",
    "product",
    "work",
    "stack",
    "office",
    "themen",
    "thema",
    "notizen",
    "notiz",
    "fragen",
    "frage",
    "gehalt",
    "termin",
    "kontakt",
    "wir",
    "ich",
    "er",
    "sie",
    "telefon",
    "weiteres",
    "nächste",
    "allgemein",
    "sujets",
    "sujet",
    "questions",
    "contact",
    "remarques",
    "notas",
    "temas",
    "tema",
    "preguntas",
    "contacto",
    "teléfono",
    "talked",
    "discussed",
    "mentioned",
    "everyone",
    "both",
    "all",
    "panel",
    "alle",
    "beide",
    "tous",
    "todos",
    "ps",
    "nb",
    "ok",
    "yes",
    "no",
    "deadline",
    "important",
    "wichtig",
];

/// The people before a colon or dash, what follows, and whether it was a colon.
pub(super) fn header(sentence: &str) -> Option<(Header, &str, bool)> {
    let found = HEADER.captures(sentence)?;
    let names = found.get(1)?.as_str();
    let rest = sentence.get(found.get(0)?.end()..)?;
    Some((cut(names)?, rest, found.get(2)?.as_str() == ":"))
}

/// A line that is nothing but a name, perhaps with its address.
pub(super) fn heading(line: &str) -> Option<Header> {
    let with_colon = format!("{}: ", line.trim_end_matches(':'));
    let found = HEADER.captures(&with_colon)?;
    let whole = found.get(0)?.as_str().len() == with_colon.len();
    whole.then(|| cut(found.get(1)?.as_str())).flatten()
}

fn cut(names: &str) -> Option<Header> {
    static AND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s*(?:,|&|\+|/|\band\b|\bund\b|\bet\b|\by\b)\s+")
            .expect("the pattern is constant")
    });
    let mut out: Vec<(String, Option<Address>)> = Vec::new();
    for piece in AND.split(names) {
        let address = ADDRESS.find(piece).and_then(|m| Address::new(m.as_str()));
        match ONE.captures(piece).and_then(|c| c.get(1)) {
            Some(name) => out.push((
                name.as_str().trim_end_matches(['.', ',']).to_owned(),
                address,
            )),
            None => {
                if let (Some(last), Some(address)) = (out.last_mut(), address) {
                    last.1 = Some(address);
                }
            }
        }
    }
    (!out.is_empty()).then_some(Header { names: out })
}

/// Positions of those people; those who are not known yet are added where `add` says so or an address stands beside.
pub(super) fn resolve(about: &mut Vec<About>, header: &Header, add: bool) -> Vec<usize> {
    let mut out = Vec::new();
    for (name, address) in &header.names {
        let known = position(about, name);
        match known {
            Some(n) => {
                out.push(n);
                if let Some(found) = about
                    .get_mut(n)
                    .filter(|a| a.person.email.is_none() && address.is_some())
                {
                    found.person.email.clone_from(address);
                    found.is_new = true;
                }
            }
            None if (add || address.is_some()) && is_name(name) => {
                out.push(about.len());
                about.push(About {
                    person: Person {
                        name: Some(name.clone()),
                        email: address.clone(),
                    },
                    is_new: true,
                    ..About::default()
                });
            }
            None => return Vec::new(),
        }
    }
    out.dedup();
    out
}

fn is_name(name: &str) -> bool {
    let words: Vec<String> = words(name);
    let plain = !words.iter().any(|w| NO_NAMES.contains(&w.as_str()))
        && name.chars().all(|c| !c.is_numeric());
    plain
        && !words.is_empty()
        && name.chars().count() >= 3
        && !name.chars().all(|c| !c.is_lowercase())
}

fn words(name: &str) -> Vec<String> {
    const TITLES: &[&str] = &[
        "dr", "prof", "mr", "mrs", "ms", "mme", "m", "sr", "sra", "frau", "herr",
    ];
    name.split(|c: char| c.is_whitespace() || matches!(c, '.' | ','))
        .map(str::to_lowercase)
        .filter(|w| !w.is_empty() && !TITLES.contains(&w.as_str()))
        .collect()
}

/// By the whole name, else by one part that only one of them bears.
fn position(about: &[About], name: &str) -> Option<usize> {
    let wanted = words(name);
    let parts = |a: &About| a.person.name.as_deref().map(words).unwrap_or_default();
    if wanted.is_empty() {
        return None;
    }
    let whole = about.iter().position(|a| parts(a) == wanted);
    let among = || {
        let mut fitting = about.iter().enumerate().filter(|(_, a)| {
            let parts = parts(a);
            wanted.iter().all(|w| parts.contains(w))
                || parts.iter().all(|p| wanted.contains(p)) && !parts.is_empty()
        });
        let first = fitting.next().map(|(n, _)| n);
        first.filter(|_| fitting.next().is_none())
    };
    let by_address = || {
        // "Ana" of ana.ruiz@… whose name is not known.
        let local = |a: &About| {
            a.person.email.as_ref().is_some_and(|e| {
                e.local()
                    .split(['.', '_', '-'])
                    .any(|p| wanted.iter().any(|w| w == p))
            })
        };
        about
            .iter()
            .position(|a| a.person.name.is_none() && local(a))
    };
    whole.or_else(among).or_else(by_address)
}

/// Positions of the people whom a sentence names.
pub(super) fn mentioned(about: &[About], sentence: &str) -> Vec<usize> {
    let tokens: Vec<&str> = sentence
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
        .map(|w| w.trim_end_matches("'s").trim_end_matches("’s"))
        .collect();
    let names = |a: &About| {
        let parts: Vec<String> = a.person.name.as_deref().map(words).unwrap_or_default();
        parts.iter().any(|part| {
            part.chars().count() > 2
                && tokens
                    .iter()
                    .any(|t| t.to_lowercase() == *part && t.starts_with(char::is_uppercase))
        })
    };
    about
        .iter()
        .enumerate()
        .filter(|(_, a)| names(a))
        .map(|(n, _)| n)
        .collect()
}

/// Those who, the sentence says, were there as well; and addresses that it gives.
pub(super) fn newcomers(about: &mut Vec<About>, sentence: &str) {
    for found in JOINED.captures_iter(sentence) {
        let Some(name) = found.get(1).or(found.get(2)).map(|m| m.as_str()) else {
            continue;
        };
        if position(about, name).is_none() && is_name(name) {
            about.push(About {
                person: Person {
                    name: Some(name.to_owned()),
                    email: None,
                },
                is_new: true,
                ..About::default()
            });
        }
    }
    for found in ADDRESS.find_iter(sentence) {
        let Some(address) = Address::new(found.as_str()) else {
            continue;
        };
        let named = mentioned(about, sentence.get(..found.start()).unwrap_or_default());
        let by_local = about.iter().position(|a| {
            let parts = a.person.name.as_deref().map(words).unwrap_or_default();
            a.person.email.is_none()
                && parts
                    .iter()
                    .any(|p| p.chars().count() > 2 && address.local().contains(p.as_str()))
        });
        let whom = by_local.or_else(|| named.last().copied());
        if let Some(found) = whom
            .and_then(|n| about.get_mut(n))
            .filter(|a| a.person.email.is_none())
        {
            found.person.email = Some(address);
            found.is_new = true;
        }
    }
}

/// "ana@…" and no more: nothing that was talked about.
pub(super) fn is_address_only(sentence: &str) -> bool {
    ADDRESS.is_match(sentence) && ADDRESS.replace_all(sentence, "").split_whitespace().count() <= 5
}
