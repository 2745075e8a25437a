//! Who writes for the employer, and which other role a rejection names.

use super::cues::Cue;
use super::names::{phrase_after, without_furniture};
use super::sign::{Sign, domain_label};
use super::text::Found;
use super::{Look, Stated};
use crate::reading::Class;
use crate::reading::senders::Kind;

/// The agency's name, where the sender is one.
pub fn read(look: &Look, sign: &Sign) -> Option<Stated> {
    let address = look.mail.from.first()?.email.as_ref()?;
    let row = look.reader.tools().senders.of_address(address.as_str());
    let label = domain_label(address.domain());
    #[rustfmt::skip]
    const MARKS: &[&str] = &[
        "staffing", "staffwell", "recruit", "talent", "personnel", "personal", "headhunt", "search", "interim",
        "intérim", "hiring", "manpower", "randstad", "adecco", "hays", "zeitarbeit", "consult",
    ];
    let by_domain = row.is_some_and(|r| r.kind == Kind::Staffing)
        || (row.is_none() && MARKS.iter().any(|m| label.contains(m)));
    let by_words = look.pieces.text.hits_of(Cue::Client).any(|hit| {
        look.pieces.text.low_at((hit.from, hit.to)) != "client"
            && look.pieces.text.low_at((hit.from, hit.to)) != "on behalf of"
    });
    if !by_words && !by_domain {
        return None;
    }
    let named = sign.house.clone().map(|house| {
        (
            house.clone(),
            Found {
                part: super::text::Part::From,
                from: 0,
                to: house.len(),
                words: house,
            },
        )
    });
    let signed = || {
        sign.lines.iter().skip(1).take(4).find_map(|line| {
            let part = line
                .text
                .split([',', '|', '·', '•'])
                .map(str::trim)
                .find(|p| {
                    let low = p.to_lowercase();
                    MARKS.iter().any(|m| low.contains(m))
                        && p.chars().next().is_some_and(char::is_uppercase)
                        && !p.contains('@')
                        && !super::role::has_head(p)
                        && p.split_whitespace().count() >= 2
                })?;
            Some((
                part.to_owned(),
                Found {
                    part: line.part,
                    from: line.from,
                    to: line.to,
                    words: line.text.clone(),
                },
            ))
        })
    };
    let (value, found) = named.or_else(signed)?;
    Some(Stated {
        value: without_furniture(&value).unwrap_or(value),
        found,
    })
}

/// The other role that a rejection offers by name.
pub fn other_role(look: &Look, role: Option<&str>) -> Option<Stated> {
    if !matches!(look.class, Class::Rejection | Class::PositionClosed) {
        return None;
    }
    #[rustfmt::skip]
    const CUES: &[&str] = &[
        "considered for our ", "considered for the ", "consider you for our ", "consider you for the ",
        "consider you for ", "apply for our ", "apply for the ", "open to our ", "interested in our ",
        "interest you: ", "good fit for our ", "better fit for our ", "better fit for the ", "fit for our ",
        "suited to our ", "suited to the ", "opening for a ", "opening for an ", "hiring a ", "hiring an ",
        "instead for the ", "für die stelle als ", "pour le poste de ", "para el puesto de ",
    ];
    let text = &look.pieces.text;
    CUES.iter().find_map(|cue| {
        let at = text.low.find(cue)?;
        let (from, to) = phrase_after(text.text, at + cue.len())?;
        let name = text.text.get(from..to)?;
        let other = role.is_some_and(|role| !crate::matching::same_role(role, name));
        let low = text.low_at(text.sentence_at(at));
        let offered = [
            "would you",
            "may we",
            "could",
            "can we",
            "encourage",
            "invite",
            "if you",
            "would be",
            "let me know",
            "like to",
            "better",
            "möchten",
            "aimeriez",
            "le gustaría",
            "te gustaría",
        ]
        .iter()
        .any(|w| low.contains(w));
        (other && offered && super::role::has_head(name)).then(|| Stated {
            value: name.to_owned(),
            found: text.found(from, to),
        })
    })
}
