//! The employer: voted by cue words, display name, sign-off, subject and calendar; the sender's domain confirms words of the
//! mail but never speaks alone.

use super::cues::{Cue, Hit};
use super::names::{
    has_organisation_word, is_connector, is_honorific, is_nameish, is_person, phrase_after,
    phrase_before, squeezed, without_furniture, words_from,
};
use super::role::{has_head, is_head};
use super::sign::{Line, Sign, domain_label, domain_matches};
use super::text::{Found, Part, Piece};
use super::{Look, Stated};
use crate::matching::{normal_company, same_company};
use crate::reading::Class;
use crate::reading::senders::Kind;

/// Candidates that are weighed; a mail names a handful.
const MOST: usize = 80;

struct Candidate {
    name: String,
    /// The name as it is compared.
    normal: String,
    weight: u32,
    /// How good this way of writing the name is.
    form: u32,
    found: Found,
}

/// The employer's name, with its place.
pub fn read(look: &Look, sign: &Sign, role: Option<&str>, agency: Option<&str>) -> Option<Stated> {
    let mut votes = Votes {
        look,
        sign,
        role,
        agency,
        label: label(look, sign),
        found: Vec::new(),
    };
    votes.display();
    for piece in look.pieces.all() {
        for hit in &piece.hits {
            votes.beside(piece, hit);
        }
        votes.by_domain(piece);
    }
    for line in &sign.lines {
        votes.line(line);
    }
    votes.calendar();
    votes.best()
}

/// The sender's own name on the net, squeezed: the registrable domain, or a tenant's name at a hiring system.
fn label(look: &Look, sign: &Sign) -> Option<String> {
    let address = look.mail.from.first()?.email.as_ref()?;
    let senders = &look.reader.tools().senders;
    let Some(row) = senders.of_address(address.as_str()) else {
        return (!sign.foreign_domain)
            .then(|| domain_label(address.domain()))
            .filter(|l| l.len() >= 4);
    };
    let tenant = |kind: &str| row.company.iter().any(|c| c == kind);
    let name = if tenant("local") {
        address.local()
    } else if tenant("local_plus") {
        address.local().split('+').next().unwrap_or_default()
    } else if tenant("local_dash") {
        address.local().split("-jobs").next().unwrap_or_default()
    } else if tenant("subdomain") {
        address
            .domain()
            .strip_suffix(row.pattern.as_str())?
            .trim_end_matches('.')
            .rsplit('.')
            .next()?
    } else {
        return None;
    };
    let name = squeezed(name);
    (name.len() >= 4 && name != "noreply" && name != "donotreply").then_some(name)
}

struct Votes<'a> {
    look: &'a Look<'a>,
    sign: &'a Sign,
    role: Option<&'a str>,
    agency: Option<&'a str>,
    label: Option<String>,
    found: Vec<Candidate>,
}

impl Votes<'_> {
    fn add(&mut self, name: &str, weight: u32, form: u32, found: Found) {
        let Some(name) = self.acceptable(name) else {
            return;
        };
        if self.found.len() >= MOST {
            return;
        }
        self.found.push(Candidate {
            normal: normal_company(&name),
            name,
            weight,
            form,
            found,
        });
    }

    fn acceptable(&self, name: &str) -> Option<String> {
        let mut name = without_furniture(name)?;
        while let Some((head, last)) = name.rsplit_once(' ') {
            if !is_connector(&last.to_lowercase()) {
                break;
            }
            name = head.trim_end().to_owned();
        }
        let low = name.to_lowercase();
        let numbered = name
            .split_whitespace()
            .skip(1)
            .any(|w| w.chars().all(|c| c.is_ascii_digit()))
            || name.chars().filter(char::is_ascii_digit).count() >= 3;
        let titled = name.split_whitespace().next().is_some_and(is_honorific)
            && name.split_whitespace().count() <= 3;
        let agency = self
            .agency
            .is_some_and(|a| normal_company(a) == normal_company(&name));
        if numbered || titled || agency {
            return None;
        }
        let normal = normal_company(&name);
        if normal.len() < 3 || name.len() > 80 || name.contains('@') || name.contains("://") {
            return None;
        }
        if self
            .role
            .is_some_and(|role| squeezed(role) == squeezed(&name))
        {
            return None;
        }
        let owner = squeezed(&self.look.reader.owner_name);
        let own = |name: &str| !name.is_empty() && squeezed(name) == owner;
        if own(&name)
            || self
                .sign
                .person
                .as_deref()
                .is_some_and(|p| squeezed(p) == squeezed(&name))
        {
            return None;
        }
        let first = self
            .look
            .mail
            .to
            .first()
            .and_then(|p| p.name.clone())
            .unwrap_or_default();
        if !first.is_empty()
            && (squeezed(&first) == squeezed(&name) || first.split_whitespace().any(|w| w == name))
        {
            return None;
        }
        #[rustfmt::skip]
        const NOTHING: &[&str] = &[
            "zoom", "teams", "microsoft teams", "google", "google meet", "skype", "webex", "linkedin", "indeed",
            "google calendar", "docusign", "dropbox", "outlook", "eastern", "pacific", "central", "mountain", "cet",
            "monday", "hr", "human resources", "team", "hiring", "talent", "dear", "applicant tracking system",
            "candidate", "candidates", "applicant", "careers", "jobs", "stepstone", "xing", "infojobs", "glassdoor",
            "calendly", "hirevue", "codesignal", "hackerrank", "slack", "whatsapp", "adobe sign", "checkr",
            "sterling", "workday", "greenhouse", "france travail", "pôle emploi", "apec", "arbeitsagentur", "excel",
            "sql", "python", "java", "zoom meeting", "bring", "monster", "seek", "gumtree",
        ];
        if NOTHING.contains(&low.as_str())
            || self
                .look
                .reader
                .tools()
                .senders
                .display_names
                .never_company
                .iter()
                .any(|n| n.eq_ignore_ascii_case(&name))
        {
            return None;
        }
        let last = name.split_whitespace().next_back().unwrap_or_default();
        if is_head(last)
            && !has_organisation_word(&name)
            && self
                .label
                .as_deref()
                .is_none_or(|l| !l.contains(&squeezed(&name)))
        {
            return None;
        }
        #[rustfmt::skip]
        const PLACES: &[&str] = &[
            "street", "lane", "road", "avenue", "straße", "strasse", "platz", "level", "floor", "suite", "gasse",
            "allee", "boulevard",
        ];
        if PLACES.iter().any(|p| low.ends_with(p)) || name.chars().all(|c| !c.is_alphabetic()) {
            return None;
        }
        Some(name)
    }

    fn display(&mut self) {
        let name = self
            .look
            .mail
            .from
            .first()
            .and_then(|p| p.name.clone())
            .unwrap_or_default();
        if let Some(house) = &self.sign.house {
            let from = name.find(house.as_str()).unwrap_or(0);
            let found = Found {
                part: Part::From,
                from,
                to: from + house.len(),
                words: house.clone(),
            };
            let address = self.look.mail.from.first().and_then(|p| p.email.as_ref());
            let row = address.and_then(|a| self.look.reader.tools().senders.of_address(a.as_str()));
            let weight = match row.map(|r| r.kind) {
                Some(Kind::Ats | Kind::Marketing | Kind::Staffing) => 5,
                Some(
                    Kind::Board
                    | Kind::Assessment
                    | Kind::Scheduling
                    | Kind::Calendar
                    | Kind::Esign
                    | Kind::Background,
                ) => 2,
                None if self.sign.beside => 4,
                None if is_service(house) => 2,
                None if address.is_some_and(|a| shares_word(a.domain(), house)) => 4,
                None => 3,
            };
            self.add(house, weight, 3, found);
        }
    }

    fn beside(&mut self, piece: &Piece, hit: &Hit) {
        match hit.cue {
            Cue::CompanyAfter => self.after(piece, hit, 4),
            Cue::CompanyMaybe => self.after(piece, hit, 1),
            Cue::CompanyField => self.after(piece, hit, 5),
            Cue::CompanyBefore => self.before(piece, hit),
            Cue::RoleBefore
            | Cue::RoleAfter
            | Cue::RoleField
            | Cue::RoleMark
            | Cue::Client
            | Cue::Meeting
            | Cue::OnlyMe
            | Cue::Met
            | Cue::Video
            | Cue::Phone
            | Cue::Onsite
            | Cue::Booking
            | Cue::Decline => {}
        }
    }

    fn after(&mut self, piece: &Piece, hit: &Hit, weight: u32) {
        let mut at = hit.to;
        for word in words_from(piece.text, at).take(2) {
            if matches!(
                word.text.to_lowercase().as_str(),
                "the"
                    | "our"
                    | "der"
                    | "die"
                    | "dem"
                    | "den"
                    | "la"
                    | "le"
                    | "el"
                    | "les"
                    | "l"
                    | "team"
                    | "us"
                    | "all"
            ) && !word.closes
            {
                at = word.to;
            }
        }
        let Some((from, to)) = phrase_after(piece.text, at) else {
            return;
        };
        let Some(name) = piece.text.get(from..to) else {
            return;
        };
        let cue = piece.low_at((hit.from, hit.to));
        let next = words_from(piece.text, to).next();
        let then_role = next.is_some_and(|w| {
            matches!(
                w.text.to_lowercase().as_str(),
                "position"
                    | "role"
                    | "job"
                    | "post"
                    | "opening"
                    | "vacancy"
                    | "opportunity"
                    | "stelle"
            ) && !w.opens
        });
        let titled = has_head(name) && !has_organisation_word(name);
        if then_role || titled {
            return;
        }
        let mut weight = weight;
        let small = cue.split(' ').next_back().unwrap_or_default();
        if matches!(
            small,
            "with"
                | "from"
                | "mit"
                | "con"
                | "avec"
                | "de"
                | "von"
                | "en"
                | "chez"
                | "in"
                | "an"
                | "am"
        ) && is_person(name)
            && !self.known(name)
        {
            // "Interview with Ana Ruiz", "an interest in Rome".
            weight = weight.min(
                if weight >= 4
                    && matches!(small, "in" | "chez" | "with" | "from")
                    && !cue.starts_with("interview")
                {
                    3
                } else {
                    1
                },
            );
        }
        if weight == 1 {
            let before =
                phrase_before(piece.text, hit.from).and_then(|(a, b)| piece.text.get(a..b));
            if before.is_some_and(has_head)
                && matches!(small, "at" | "with" | "bei" | "chez" | "@" | "en")
            {
                weight = 4;
            } else if before.is_some_and(|b| {
                b.split_whitespace()
                    .any(|w| matches!(w.to_lowercase().as_str(), "team" | "role" | "position"))
            }) {
                weight = 3;
            }
        }
        self.add(name, weight, 4, piece.found(from, to));
    }

    fn before(&mut self, piece: &Piece, hit: &Hit) {
        let Some((from, to)) = phrase_before(piece.text, hit.from) else {
            return;
        };
        let Some(name) = piece.text.get(from..to) else {
            return;
        };
        let cue = piece.low_at((hit.from, hit.to));
        let capital = piece.text.get(hit.from..hit.to).is_some_and(|w| {
            w.trim_start_matches('-')
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
        });
        if !capital && !cue.starts_with("has ") && !cue.starts_with("is ") && !cue.contains("team")
        {
            return;
        }
        if has_head(name) || name.split_whitespace().count() > 5 {
            return;
        }
        let person = is_person(name)
            && !self.known(name)
            && (cue.starts_with("has ") || !cue.contains("team"));
        let weight = if person {
            1
        } else if cue == "team" || cue == "people" || cue == "talent" {
            3
        } else {
            4
        };
        self.add(name, weight, 2, piece.found(from, to));
    }

    /// Named by the sender's domain.
    fn known(&self, name: &str) -> bool {
        let squeezed = squeezed(name);
        self.label.as_deref().is_some_and(|label| {
            squeezed.len() >= 4 && (label.starts_with(&squeezed) || squeezed.starts_with(label))
        }) || self
            .sign
            .house
            .as_deref()
            .is_some_and(|house| same_company(house, name))
    }

    /// Words of the mail that, written together, are the sender's domain or its beginning.
    fn by_domain(&mut self, piece: &Piece) {
        let Some(label) = self.label.clone() else {
            return;
        };
        let mut at = 0;
        let mut budget = 4;
        for line in piece.text.split('\n') {
            let words: Vec<_> = words_from(line, 0).collect();
            for first in 0..words.len() {
                let Some((count, exact)) = run(&words, first, &label) else {
                    continue;
                };
                let (Some(start), Some(end)) = (words.get(first), words.get(first + count - 1))
                else {
                    continue;
                };
                let capital = start.text.chars().next().is_some_and(char::is_uppercase);
                let address = line
                    .get(..start.from)
                    .is_some_and(|b| b.ends_with(['@', '/', '.']));
                if !capital || address || budget == 0 {
                    continue;
                }
                budget -= 1;
                let mut to = at + end.to;
                if !end.closes
                    && let Some((_, further)) = phrase_after(piece.text, at + start.from)
                    && further > to
                    && piece
                        .text
                        .get(to..further)
                        .is_some_and(|more| has_organisation_word(more) && !has_head(more))
                {
                    to = further;
                }
                let mut from = at + start.from;
                if !start.opens
                    && let Some((earlier, _)) = phrase_before(piece.text, from)
                    && piece.text.get(earlier..from).is_some_and(|more| {
                        more.split_whitespace().count() <= 3
                            && !has_head(more)
                            && !is_person_here(self.look, more)
                    })
                {
                    from = earlier;
                }
                if let Some(name) = piece.text.get(from..to) {
                    self.add(name, if exact { 4 } else { 2 }, 3, piece.found(from, to));
                }
            }
            at += line.len() + 1;
        }
    }

    /// "Recruiting, Juniper Freight", "Joel Brandt | HR | Halvorsen Mills", or a line with the house alone.
    fn line(&mut self, line: &Line) {
        if line.text.contains('@') || line.text.contains("://") || line.text.len() > 110 {
            return;
        }
        let parts: Vec<&str> = line
            .text
            .split([',', '|', '·', '•', '–', '—'])
            .flat_map(|p| p.split(" - "))
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .collect();
        let titled = parts
            .iter()
            .any(|p| has_head(p) || super::names::has_furniture_word(p));
        let holds_person = self
            .sign
            .person
            .as_deref()
            .is_some_and(|p| line.text.contains(p));
        for (at, part) in parts.iter().enumerate() {
            let words: Vec<&str> = part.split_whitespace().collect();
            let Some(first) = words.first() else { continue };
            let shaped = words.len() <= 6
                && is_nameish(first)
                && words
                    .iter()
                    .all(|w| is_nameish(w) || is_connector(&w.to_lowercase()))
                && !part.chars().any(|c| c.is_ascii_digit());
            if !shaped || (has_head(part) && !has_organisation_word(part)) {
                continue;
            }
            let offset = line.text.find(part).unwrap_or(0);
            let found = Found {
                part: line.part,
                from: line.from + offset,
                to: line.from + offset + part.len(),
                words: (*part).to_owned(),
            };
            let organised = has_organisation_word(part);
            let weight = match (parts.len() > 1, titled || holds_person, organised) {
                (true, true, _) if at > 0 => 3,
                (_, _, true) => 3,
                (false, false, false) if !is_person(part) => 2,
                _ => 1,
            };
            self.add(part, weight, 1, found);
        }
    }

    fn calendar(&mut self) {
        let events: Vec<_> = self
            .look
            .mail
            .calendars
            .iter()
            .flat_map(|c| &c.events)
            .take(3)
            .collect();
        for event in events {
            if let Some(name) = event
                .organizer
                .as_ref()
                .and_then(|o| o.name.as_deref())
                .filter(|n| !is_person(n))
            {
                let found = Found {
                    part: Part::Calendar,
                    from: 0,
                    to: name.len(),
                    words: name.to_owned(),
                };
                self.add(name, 3, 2, found);
            }
            let summary = Piece::new(Part::Calendar, &event.summary, 300);
            for hit in &summary.hits {
                self.beside(&summary, hit);
            }
            self.by_domain(&summary);
        }
    }

    fn best(mut self) -> Option<Stated> {
        let outreach = self.look.class == Class::RecruiterOutreach;
        // A board or test house writes for an employer that its words name.
        let carried = matches!(
            self.look.class,
            Class::Assessment
                | Class::ApplicationAdmin
                | Class::Confirmation
                | Class::InformationRequest
        ) && !self.sign.beside
            && self.sign.email.is_none();
        let own: Vec<bool> = self.found.iter().map(|c| self.known(&c.name)).collect();
        let spoken = |part: Part| matches!(part, Part::Text | Part::Subject);
        let named = self
            .found
            .iter()
            .zip(&own)
            .any(|(c, own)| *own && c.form == 4 && spoken(c.found.part));
        let other = self
            .found
            .iter()
            .zip(&own)
            .any(|(c, own)| !*own && c.form == 4 && c.weight >= 4 && spoken(c.found.part));
        if outreach || (carried && other && !named) {
            let mut keep = own.iter().map(|own| !own);
            self.found.retain(|c| {
                keep.next().unwrap_or(true)
                    && !(outreach && matches!(c.found.part, Part::From | Part::Signature))
            });
        }
        let mut best: Option<(u32, usize)> = None;
        for (at, candidate) in self.found.iter().enumerate() {
            let sum = self.sum(candidate);
            let better = best.is_none_or(|(weight, other)| {
                sum > weight
                    || (sum == weight
                        && self
                            .found
                            .get(other)
                            .is_some_and(|o| candidate.form > o.form))
            });
            if better {
                best = Some((sum, at));
            }
        }
        let (sum, at) = best?;
        if sum < 4 {
            return None;
        }
        let chosen = self.found.get(at)?;
        Some(Stated {
            value: chosen.name.clone(),
            found: chosen.found.clone(),
        })
    }

    /// What all ways of writing this name weigh together; each kind of place counts once.
    fn sum(&self, candidate: &Candidate) -> u32 {
        let mut by_place = [0u32; 6];
        for other in self
            .found
            .iter()
            .filter(|o| same(&o.normal, &candidate.normal))
        {
            let slot = match (other.found.part, other.form) {
                (Part::From, _) => 0,
                (Part::Subject, _) => 1,
                (Part::Text, 1) => 2,
                (Part::Text, _) => 3,
                (Part::Signature, _) => 4,
                (Part::Calendar, _) => 5,
            };
            if let Some(place) = by_place.get_mut(slot) {
                *place = (*place).max(other.weight);
            }
        }
        let domain = self
            .look
            .mail
            .from
            .first()
            .and_then(|p| p.email.as_ref())
            .is_some_and(|a| {
                !self.sign.foreign_domain && domain_matches(a.domain(), &candidate.name)
            });
        by_place.iter().sum::<u32>() + if domain { 3 } else { 0 }
    }
}

/// The owner's or the sender's name, which may stand before the house's.
fn is_person_here(look: &Look, words: &str) -> bool {
    let names = look
        .mail
        .from
        .iter()
        .chain(&look.mail.to)
        .filter_map(|p| p.name.as_deref());
    std::iter::once(look.reader.owner_name.as_str())
        .chain(names)
        .flat_map(str::split_whitespace)
        .any(|name| {
            words
                .split_whitespace()
                .any(|word| word.trim_matches(',') == name)
        })
}

/// Portals, boards and test houses are nobody's employer.
fn is_service(name: &str) -> bool {
    const SERVICES: &[&str] = &[
        "portal",
        "-like",
        "tests",
        "screening",
        "bookings",
        "jobbörse",
        "job board",
        "-ish",
        "placement",
        "calendar",
        "kalender",
        "scheduler",
        "e-recruit",
        "recruit",
        "campaign",
        "posts online",
        "checks",
        "verification",
        "evaluaciones",
        "testing",
        "proctor",
        "rendez-vous",
        "rappel",
        "search",
    ];
    let low = name.to_lowercase();
    SERVICES.iter().any(|w| low.contains(w))
}

/// A word of the name stands in the domain: "Centre de tri Papyrus" at papyrus-tri.
fn shares_word(domain: &str, name: &str) -> bool {
    let domain = squeezed(domain);
    name.split(|c: char| c.is_whitespace() || c == '-')
        .map(squeezed)
        .any(|word| word.len() >= 4 && domain.contains(&word))
}

/// One normal name is the other, or its beginning by whole words.
fn same(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short)
        .is_some_and(|rest| rest.is_empty() || (short.len() > 3 && rest.starts_with(' ')))
}

/// How many words from here on make the label; whether all of it.
fn run(words: &[super::names::Word], first: usize, label: &str) -> Option<(usize, bool)> {
    let mut joined = String::new();
    let mut partial = None;
    for (count, word) in words.iter().skip(first).take(5).enumerate() {
        let low = word.text.to_lowercase();
        let part = squeezed(word.text);
        if part.is_empty()
            || (count > 0
                && is_connector(&low)
                && !label
                    .get(joined.len()..)
                    .is_some_and(|r| r.starts_with(&part)))
        {
            if count == 0 {
                return None;
            }
            continue;
        }
        joined.push_str(&part);
        if joined == label {
            return Some((count + 1, true));
        }
        if !label.starts_with(&joined) {
            break;
        }
        if joined.len() >= 5 && joined.len() * 5 >= label.len() * 2 {
            partial = Some((count + 1, false));
        }
        if word.closes {
            break;
        }
    }
    partial
}
