//! How a letter addresses its reader: by name, never by a guess at what is not known.

use std::sync::LazyLock;

use regex::Regex;

use super::tongue::Tongue;
use crate::id::Person;

/// The greeting of a letter, with its comma or colon.
pub(super) fn greeting(
    to: &Person,
    company: Option<&str>,
    tongue: Tongue,
    familiar: bool,
) -> String {
    let name = to
        .name
        .as_deref()
        .map(turned)
        .filter(|n| is_person(n, company));
    let Some(name) = name else {
        return to_nobody(company, tongue);
    };
    let title = title(&name);
    let plain = without_title(&name);
    let first = plain
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let last = plain
        .split_whitespace()
        .last()
        .unwrap_or_default()
        .to_owned();
    if familiar {
        match tongue {
            Tongue::English => {}
            Tongue::German => return format!("Hallo {first},"),
            Tongue::French => return format!("Bonjour {first},"),
            Tongue::Spanish => return format!("Hola, {first}:"),
        }
    }
    match (tongue, title.as_deref()) {
        (Tongue::English, Some(title)) if title.starts_with("Dr") || title.starts_with("Prof") => {
            format!("Dear {title} {last},")
        }
        (Tongue::English, Some(title @ ("Mr." | "Ms." | "Mrs." | "Mr" | "Ms" | "Mrs")))
            if first == last =>
        {
            format!("Dear {title} {last},")
        }
        (Tongue::English, _) => format!("Dear {first},"),
        (Tongue::German, Some("Frau")) => format!("Sehr geehrte Frau {last},"),
        (Tongue::German, Some("Herr")) => format!("Sehr geehrter Herr {last},"),
        (Tongue::German, Some(title)) if title.starts_with("Dr") || title.starts_with("Prof") => {
            format!("Guten Tag {title} {last},")
        }
        (Tongue::German, _) => format!("Guten Tag {plain},"),
        (Tongue::French, Some("Mme" | "Madame")) => "Madame,".to_owned(),
        (Tongue::French, Some("M." | "Monsieur")) => "Monsieur,".to_owned(),
        (Tongue::French, _) => format!("Bonjour {plain},"),
        (Tongue::Spanish, Some("Sra." | "Sra")) => format!("Estimada Sra. {last}:"),
        (Tongue::Spanish, Some("Sr." | "Sr")) => format!("Estimado Sr. {last}:"),
        (Tongue::Spanish, _) => format!("Buenos días, {plain}:"),
    }
}

fn to_nobody(company: Option<&str>, tongue: Tongue) -> String {
    match (tongue, company) {
        (Tongue::English, Some(company)) => format!("Dear {company} team,"),
        (Tongue::English, None) => "Hello,".to_owned(),
        (Tongue::German, _) => "Sehr geehrte Damen und Herren,".to_owned(),
        (Tongue::French, _) => "Madame, Monsieur,".to_owned(),
        (Tongue::Spanish, Some(company)) => format!("Estimado equipo de {company}:"),
        (Tongue::Spanish, None) => "Buenos días:".to_owned(),
    }
}

/// The words of thanks at the end, with their comma.
pub(super) fn closing(tongue: Tongue, familiar: bool) -> &'static str {
    match (tongue, familiar) {
        (Tongue::English, _) => "Kind regards,",
        (Tongue::German, false) => "Mit freundlichen Grüßen",
        (Tongue::German, true) => "Viele Grüße",
        (Tongue::French, false) => "Bien cordialement,",
        (Tongue::French, true) => "Bien à toi,",
        (Tongue::Spanish, false) => "Un cordial saludo,",
        (Tongue::Spanish, true) => "Un saludo,",
    }
}

/// "Lee, Dana" is Dana Lee; what stands in brackets or after a bar is no name.
pub(super) fn turned(name: &str) -> String {
    let name = name
        .split(['(', '|', '[', '<'])
        .next()
        .unwrap_or_default()
        .trim()
        .trim_matches('"');
    match name.split_once(',') {
        Some((last, first))
            if !last.trim().contains(' ')
                && !first.trim().is_empty()
                && first.split_whitespace().count() <= 3 =>
        {
            format!("{} {}", first.trim(), last.trim())
        }
        Some((name, _)) => name.trim().to_owned(),
        None => name.to_owned(),
    }
}

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^((?:(?:Prof|Dr|Mr|Mrs|Ms|Mme|M|Sra|Sr)\.?(?:\s|$)|(?:Frau|Herr|Madame|Monsieur)\s)+)",
    )
    .expect("the pattern is constant")
});

fn title(name: &str) -> Option<String> {
    TITLE
        .captures(name)
        .and_then(|c| c.get(1))
        .map(|m| m.as_str().trim().to_owned())
}

fn without_title(name: &str) -> String {
    let rest = TITLE.replace(name, "").trim().to_owned();
    if rest.is_empty() {
        name.to_owned()
    } else {
        rest
    }
}

/// "Recruiting Team" and "Northwind Careers" are no people.
pub(super) fn is_person(name: &str, company: Option<&str>) -> bool {
    const OFFICES: &[&str] = &[
        "team",
        "recruiting",
        "recruitment",
        "careers",
        "career",
        "hr",
        "talent",
        "jobs",
        "hiring",
        "human",
        "resources",
        "people",
        "staffing",
        "office",
        "department",
        "info",
        "personal",
        "personalabteilung",
        "bewerbung",
        "bewerbungen",
        "karriere",
        "recrutement",
        "ressources",
        "rh",
        "seleccion",
        "selección",
        "rrhh",
        "empleo",
        "support",
        "acquisition",
        "notifications",
        "group",
        "gmbh",
        "inc",
        "ltd",
        "llc",
        "ag",
        "sa",
        "press",
        "university",
        "museum",
    ];
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    let named_like_company = company.is_some_and(|c| crate::matching::same_company(c, name));
    !words.is_empty()
        && !named_like_company
        && !name.contains('@')
        && !words.iter().any(|w| OFFICES.contains(&w.as_str()))
        && !name.chars().any(|c| c.is_ascii_digit())
}
