//! Who signs a mail: the name in the header and under the text, the title and house beside it.

use super::Look;
use super::names::{
    has_organisation_word, has_person_form, is_honorific, is_person, squeezed, without_furniture,
};
use super::text::{Found, Part, Piece};
use crate::id::Address;
use crate::reading::senders::Kind;

/// The sender, as header and sign-off show it.
#[derive(Debug, Default)]
pub struct Sign {
    /// The person who writes.
    pub person: Option<String>,
    pub person_found: Option<Found>,
    /// Their address; none where it is shared or a relay.
    pub email: Option<Address>,
    /// The organisation in the display name.
    pub house: Option<String>,
    /// The lines under the text, with their place.
    pub lines: Vec<Line>,
    /// The display name holds a person beside the house.
    pub beside: bool,
    /// The sign-off follows closing words.
    pub closed: bool,
    /// The sender's domain names a hiring system, webmail or the like.
    pub foreign_domain: bool,
}

/// A line of the sign-off.
#[derive(Debug, Clone)]
pub struct Line {
    pub part: Part,
    pub from: usize,
    pub to: usize,
    pub text: String,
}

#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "best", "regards", "kind regards", "best regards", "warm regards", "warmly", "sincerely", "yours sincerely",
    "yours faithfully", "yours truly", "cheers", "thanks", "many thanks", "thank you", "all the best", "best wishes",
    "with best wishes", "with kind regards", "warmest regards", "respectfully", "cordially", "talk soon",
    "speak soon", "see you then", "see you soon", "with thanks", "thanks again", "thanks so much",
    "thanks a million", "kindest regards", "with warm regards", "with every good wish", "looking forward",
    "take care", "ta", "yours", "very best", "br", "rgds", "kind rgds", "have a great day", "have a great weekend",
    "thank you again", "with regards", "many thanks and best wishes", "best of luck", "thanks and regards",
    "thanks & regards", "with respect", "faithfully", "mit freundlichen grüßen", "mit freundlichen grüssen",
    "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße", "viele grüsse", "liebe grüße",
    "beste grüße", "beste grüsse", "herzliche grüße", "herzlich", "mit besten grüßen", "schöne grüße", "mfg", "lg",
    "vg", "gruß", "grüße", "mit herzlichen grüßen", "bis dann", "i. a.", "i.a.", "im auftrag", "hochachtungsvoll",
    "mit den besten grüßen", "mit kollegialen grüßen", "dein", "deine", "ihre", "ihr", "bis bald",
    "freundlicher gruss", "freundlicher gruß", "cordialement", "bien cordialement", "bien à vous", "salutations",
    "sincères salutations", "meilleures salutations", "à bientôt", "respectueusement", "bonne journée", "cdlt",
    "bien sincèrement", "à très vite", "amicalement", "belle journée", "sincèrement", "bonne continuation",
    "saludos", "un saludo", "saludos cordiales", "atentamente", "un cordial saludo", "reciba un cordial saludo",
    "cordialmente", "gracias", "muchas gracias", "un abrazo", "abrazo", "un saludo cordial", "hasta pronto", "atte",
    "quedo atenta", "quedo atento", "saludos,",
];

/// Reads who signs.
pub fn read(look: &Look) -> Sign {
    let (lines, closed) = lines(look);
    let mut sign = Sign {
        lines,
        closed,
        ..Sign::default()
    };
    let Some(from) = look.mail.from.first() else {
        return sign;
    };
    let address = from.email.as_ref();
    let row = address.and_then(|a| look.reader.tools().senders.of_address(a.as_str()));
    let relay = row.is_some_and(|row| row.kind != Kind::Staffing && row.kind != Kind::Board)
        || row.is_some();
    sign.foreign_domain = relay || address.is_some_and(|a| is_webmail(a.domain()));
    let shared = address.is_none_or(|a| is_shared(a.local()));
    let name = from.name.clone().unwrap_or_default();
    let (left, right) = split_display(&name, address.map_or("", Address::local));
    let beside = right.is_some() || name.contains(" via ");
    sign.house = right.and_then(|r| without_furniture(&r));
    let person = person_of(&left, address, &sign, shared, relay).or_else(|| {
        (beside && is_person(&left) && left.split_whitespace().count() <= 3)
            .then(|| tidy_person(&left))
    });
    sign.beside = beside && person.is_some();
    if let Some(person) = person {
        sign.person_found = Some(Found {
            part: Part::From,
            from: 0,
            to: left.len(),
            words: left.clone(),
        });
        sign.person = Some(person);
        if !shared && !relay {
            sign.email = address.cloned();
        }
    } else {
        if sign.house.is_none() {
            sign.house = without_furniture(&left)
                .filter(|h| h.chars().any(char::is_alphabetic) && !h.contains('@'));
        }
        signer(look, &mut sign);
        if sign.person.is_some() && !shared && !relay {
            // The address is the person's where it says so: "a.brosig@" under "Sekretariat".
            let named = sign
                .person
                .as_deref()
                .zip(address)
                .is_some_and(|(p, a)| local_names(a.local(), p));
            if named {
                sign.email = address.cloned();
            }
        }
    }
    sign
}

/// Shared mailboxes are nobody's address.
pub fn is_shared(local: &str) -> bool {
    #[rustfmt::skip]
    const SHARED: &[&str] = &[
        "noreply", "donotreply", "careers", "career", "jobs", "job", "hr", "info", "hello", "talent", "recruiting",
        "recruitment", "hiring", "notifications", "notification", "office", "admin", "contact", "support", "people",
        "team", "apply", "applications", "interviews", "interview", "scheduling", "schedule", "bewerbung",
        "bewerbungen", "personal", "karriere", "recrutement", "rh", "rrhh", "empleo", "seleccion", "kontakt", "mail",
        "reply", "automailer", "system", "alerts", "news", "invitations", "messages", "dse", "staffing", "vacancies",
        "humanresources", "talentacquisition", "onboarding", "post", "buero", "enquiries", "resourcing",
        "candidates", "kanzlei", "verwaltung", "stellen", "ausbildung", "secretariat", "secretaria", "accueil",
        "emploi", "candidature", "candidatures", "personalabteilung", "poststelle", "service", "employment",
        "welcome", "hola", "reception", "manager", "shop", "kitchen", "talents", "assessment", "rekrutierung",
        "jobsuche", "personnel", "workday", "notify", "peopleandculture", "peopleteam", "bookings", "hiringteam",
        "talentteam", "do-not-reply", "offers", "university", "campus", "einstellung", "sekretariat", "termine",
        "termin", "gemeinde", "rathaus", "administracion", "contacto", "direction", "mairie",
    ];
    let low: String = local.to_lowercase();
    let head = low.split(['+']).next().unwrap_or_default();
    let plain: String = head.chars().filter(char::is_ascii_alphabetic).collect();
    SHARED.contains(&plain.as_str())
        || plain.contains("noreply")
        || plain.contains("donotreply")
        || head.split(['.', '-', '_']).any(|p| {
            matches!(
                p,
                "jobs"
                    | "careers"
                    | "hr"
                    | "recruiting"
                    | "recruitment"
                    | "noreply"
                    | "notifications"
                    | "bewerbung"
                    | "recrutement"
                    | "talent"
                    | "team"
                    | "rrhh"
                    | "reply"
                    | "karriere"
                    | "seleccion"
            )
        })
}

/// Webmail says nothing about an employer.
pub fn is_webmail(domain: &str) -> bool {
    #[rustfmt::skip]
    const WEBMAIL: &[&str] = &[
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "live.com", "gmx.de", "gmx.net",
        "web.de", "icloud.com", "aol.com", "proton.me", "protonmail.com", "t-online.de", "orange.fr", "free.fr",
        "hotmail.es", "yahoo.es", "mailbox.org",
    ];
    WEBMAIL.contains(&domain)
        || domain.starts_with("mailbox.")
        || domain.starts_with("freemail")
        || domain.starts_with("webmail")
}

/// "Dana Lee via Greenhouse", "Jackie at The Copper Kettle", "Dana Lee (Juniper Freight)", "Dana Lee | Juniper Freight".
fn split_display(name: &str, local: &str) -> (String, Option<String>) {
    let name = name.trim().trim_matches(['"', '\'']).trim();
    let name = name.split_once(" via ").map_or(name, |(left, _)| left);
    if let Some((left, right)) = name.split_once(" on behalf of ") {
        return (left.trim().to_owned(), Some(right.trim().to_owned()));
    }
    for mark in [
        " at ",
        " from ",
        " @ ",
        " bei ",
        " von ",
        " de ",
        " chez ",
        " de chez ",
        " | ",
        " - ",
        " – ",
        " — ",
        ", ",
        " / ",
        " · ",
    ] {
        if let Some((left, right)) = name.split_once(mark) {
            let (left, right) = (left.trim(), right.trim());
            // "Lee, Dana" is one person.
            if mark == ", "
                && left.split_whitespace().count() == 1
                && right.split_whitespace().count() == 1
                && is_person(left)
                && is_person(right)
            {
                return (format!("{right} {left}"), None);
            }
            // "Selin von Kaffeerösterei Doppelherz", but "Anna von Berg".
            if matches!(mark, " von " | " de ")
                && !(left.split_whitespace().count() == 1 && squeezed(left) == squeezed(local))
            {
                continue;
            }
            if !is_person(left)
                && without_furniture(left).is_some()
                && !matches!(mark, " at " | " from " | " @ " | " bei " | " chez ")
            {
                return (left.to_owned(), None);
            }
            return (left.to_owned(), Some(right.to_owned()));
        }
    }
    if let Some((left, right)) = name.split_once('(')
        && !left.trim().is_empty()
    {
        let inside = right.trim_end().trim_end_matches(')').trim();
        let house = (!is_honorific(inside) && inside.len() > 3).then(|| inside.to_owned());
        return (left.trim().to_owned(), house);
    }
    (name.to_owned(), None)
}

/// The display name where it is a person's, by its form, by the address and by the sign-off.
fn person_of(
    name: &str,
    address: Option<&Address>,
    sign: &Sign,
    shared: bool,
    relay: bool,
) -> Option<String> {
    let local = address.map_or("", Address::local);
    let certain = local_names(local, name) && !shared && !relay;
    // A surname may be a trade: the address decides.
    let spelled =
        certain && has_person_form(name) && !has_organisation_word(name) && full_name(local, name);
    if !is_person(name) && !spelled {
        return None;
    }
    let count = name.split_whitespace().filter(|w| !is_honorific(w)).count();
    let names_domain =
        !sign.foreign_domain && address.is_some_and(|a| domain_matches(a.domain(), name));
    if names_domain && !full_name(local, name) {
        return None;
    }
    let first = name
        .split_whitespace()
        .find(|w| !is_honorific(w))
        .unwrap_or_default();
    let signs = sign.lines.iter().any(|line| {
        line.text
            .split_whitespace()
            .find(|w| !is_honorific(w))
            .is_some_and(|w| w.trim_matches([',', '.', '-']) == first)
    });
    let initials: String = name
        .split_whitespace()
        .filter_map(|w| w.chars().next())
        .collect();
    let title = name.split_whitespace().next().is_some_and(is_honorific);
    let beside_house = sign.house.is_some() && count <= 3;
    // "Tarnwell Games <no-reply@…>" signs with its name, too: the title under the name tells.
    let plain = !shared && !relay && (signs || squeezed(&initials) == squeezed(local));
    (certain
        || title
        || beside_house
        || plain
        || (signs && count <= 3 && sign.has_title_under(name))
        || (relay && count == 2 && !shared && signs))
        .then(|| tidy_person(name))
}

/// First name (or its initial) and last name both stand in the local part.
fn full_name(local: &str, name: &str) -> bool {
    let local = squeezed(local);
    let words: Vec<String> = name
        .split_whitespace()
        .filter(|w| !is_honorific(w))
        .map(squeezed)
        .collect();
    match words.as_slice() {
        [first, .., last] => {
            let initial: String = first.chars().take(1).collect();
            (local.contains(last.as_str()) && local.contains(&initial) && local != *last)
                && (local.contains(first.as_str())
                    || local.starts_with(&initial)
                    || local.ends_with(&initial))
                && local.len() <= first.len() + last.len() + 4
        }
        [one] => local == *one,
        [] => false,
    }
}

fn tidy_person(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.len() > 1
        && words.first().is_some_and(|w| {
            is_honorific(w)
                && !matches!(
                    w.trim_end_matches('.').to_lowercase().as_str(),
                    "dr" | "prof" | "ing" | "mag" | "dipl-ing" | "dipl.-ing"
                )
        })
    {
        words.remove(0);
    }
    words.join(" ").trim_end_matches(',').to_owned()
}

impl Sign {
    /// Another line of words follows the line that holds the name.
    fn has_title_under(&self, name: &str) -> bool {
        self.lines
            .iter()
            .position(|line| line.text.starts_with(name))
            .is_some_and(|at| {
                self.lines.get(at + 1).is_some_and(|next| {
                    super::role::has_head(&next.text)
                        || super::names::has_furniture_word(&next.text)
                })
            })
    }
}

/// Whether a local part is made of a name: "dana.lee", "tdelacroix", "dana".
pub fn local_names(local: &str, name: &str) -> bool {
    let local = squeezed(local.split('+').next().unwrap_or_default());
    if local.is_empty() {
        return false;
    }
    name.split(|c: char| c.is_whitespace() || c == '-')
        .filter(|w| !is_honorific(w))
        .map(squeezed)
        .any(|w| {
            (w.chars().count() >= 3 && local.contains(&w)) || (w.chars().count() == 2 && local == w)
        })
}

/// Whether a domain's name begins with, or is, a company's name written together.
pub fn domain_matches(domain: &str, name: &str) -> bool {
    let label = domain_label(domain);
    let name = squeezed(name);
    name.len() >= 4
        && label.len() >= 4
        && (label.starts_with(&name) || (name.starts_with(&label) && label.len() >= 5))
}

/// The registrable name of a domain, letters and digits only.
pub fn domain_label(domain: &str) -> String {
    let registrable = psl::domain_str(domain).unwrap_or(domain);
    squeezed(registrable.split('.').next().unwrap_or_default())
}

/// The lines under the text: after the closing words, or from the sender's own name on.
fn lines(look: &Look) -> (Vec<Line>, bool) {
    let text = &look.pieces.text;
    let all = split_lines(text);
    let name = look
        .mail
        .from
        .first()
        .and_then(|p| p.name.clone())
        .unwrap_or_default();
    let first = name
        .split(|c: char| c.is_whitespace() || c == ',')
        .find(|w| !is_honorific(w) && !w.is_empty())
        .unwrap_or_default()
        .to_owned();
    let tail_from = all.len().saturating_sub(14);
    let mut start = None;
    for (at, line) in all.iter().enumerate().skip(tail_from).rev() {
        if is_closing(&line.text) {
            start = Some(at + 1);
            break;
        }
    }
    if start.is_none_or(|s| s >= all.len()) {
        start = all
            .iter()
            .enumerate()
            .skip(tail_from.max(1))
            .find_map(|(at, line)| {
                let short = line.text.len() <= 60;
                let named = first.len() >= 2 && line.text.starts_with(first.as_str());
                (short && named && !line.text.ends_with(['?', '.'])).then_some(at)
            });
    }
    let closed = all
        .iter()
        .take(start.unwrap_or(0))
        .next_back()
        .is_some_and(|l| is_closing(&l.text));
    let start = start.or_else(|| {
        let last = all.last()?;
        (all.len() > 1 && last.text.len() <= 60 && !last.text.ends_with(['.', '?', '!', ':']))
            .then(|| all.len() - 1)
    });
    let mut out: Vec<Line> =
        start.map_or_else(Vec::new, |s| all.iter().skip(s).take(10).cloned().collect());
    out.extend(split_lines(&look.pieces.signature).into_iter().take(10));
    (out, closed)
}

fn split_lines(piece: &Piece) -> Vec<Line> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in piece.text.split('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let from = at + (line.len() - line.trim_start().len());
            out.push(Line {
                part: piece.part,
                from,
                to: from + trimmed.len(),
                text: trimmed.to_owned(),
            });
        }
        at += line.len() + 1;
    }
    out
}

fn is_closing(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let low = line.to_lowercase();
    let low = low.trim_end_matches(|c: char| ",.!;:-– ".contains(c));
    CLOSINGS.contains(&low)
        || low.starts_with("mit freundlichen gr")
        || low.starts_with("viele grüße")
        || low.starts_with("freundliche grüße")
        || low.starts_with("mit herzlichen gr")
        || low.starts_with("best regards")
        || low.starts_with("kind regards")
        || low.starts_with("beste grüße")
        || low.starts_with("herzliche grüße")
        || low.starts_with("un saludo")
        || low.starts_with("saludos")
        || low.ends_with("salutations")
        || low.ends_with("cordialement")
}

/// The person who signs a shared mailbox's mail: "Gözde Karaca" after "i. A.".
fn signer(look: &Look, sign: &mut Sign) {
    let house = sign.house.clone().map(|h| squeezed(&h)).unwrap_or_default();
    let display = look
        .mail
        .from
        .first()
        .and_then(|p| p.name.clone())
        .unwrap_or_default();
    for (at, line) in sign.lines.iter().take(4).enumerate() {
        let mut text = line.text.as_str();
        for mark in [
            "i. A. ",
            "i.A. ",
            "i. V. ",
            "i.V. ",
            "gez. ",
            "p.p. ",
            "pp ",
            "Im Auftrag ",
            "P.O. ",
            "Ihre ",
            "Ihr ",
            "Deine ",
            "Dein ",
        ] {
            text = text.strip_prefix(mark).unwrap_or(text);
        }
        let head = text
            .split([',', '|', '·', '•', '–', '(', '/'])
            .next()
            .unwrap_or_default()
            .trim()
            .trim_end_matches('.');
        let count = head.split_whitespace().filter(|w| !is_honorific(w)).count();
        let squeezed_head = squeezed(head);
        let is_house =
            !house.is_empty() && (house.contains(&squeezed_head) || squeezed_head.contains(&house));
        if !is_person(head)
            || is_house
            || has_organisation_word(head)
            || squeezed(&display).contains(&squeezed_head) && !display.is_empty()
        {
            continue;
        }
        // One bare word may be anything; two in capitals at this place are a name.
        let first_name = sign.closed
            && count == 1
            && at == 0
            && head == line.text.trim_end_matches('.')
            && (3..=14).contains(&head.len());
        if (2..=3).contains(&count)
            || (count == 1 && head.split_whitespace().count() == 2)
            || first_name
        {
            let domain_is = look
                .mail
                .from
                .first()
                .and_then(|p| p.email.as_ref())
                .is_some_and(|a| domain_matches(a.domain(), head));
            if domain_is {
                continue;
            }
            sign.person = Some(tidy_person(head));
            sign.person_found = Some(Found {
                part: line.part,
                from: line.from,
                to: line.to,
                words: line.text.clone(),
            });
            return;
        }
    }
}
