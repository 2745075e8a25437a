//! Zones by a long name, by Windows' names and by a place.

use chrono_tz::Tz;

use super::super::anchor::{Anchor, Lang, Zone};
use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::super::tokens::Kind;
use super::Named;
use super::letters::{eastern, mountain};
use super::places::city;

/// Eastern, Central, Mountain, Pacific, with or without "Time"; Windows' names.
pub(super) fn long_name(
    text: Cursor<'_>,
    at: usize,
    anchor: &Anchor<'_>,
) -> Option<(Named, usize)> {
    if let Some(found) = windows_name(text, at) {
        return Some(found);
    }
    let at = if text.word(at, &["us", "u"]) {
        at + 1
    } else {
        at
    };
    let token = text.get(at).filter(|token| token.kind == Kind::Word)?;
    let zone = match token.low.as_str() {
        "eastern" => eastern(anchor),
        "central" => Tz::America__Chicago,
        "mountain" => mountain(text, at),
        "pacific" => Tz::America__Los_Angeles,
        "atlantic" => Tz::America__Halifax,
        "arizona" => Tz::America__Phoenix,
        _ => return romance_name(text, at, anchor),
    };
    let (kind, after) = match text.get(at + 1).map(|next| next.low.as_str()) {
        Some("time") => (None, at + 2),
        Some("standard") if text.word(at + 2, &["time"]) => (Some(false), at + 3),
        Some("daylight") if text.word(at + 2, &["time"]) => (Some(true), at + 3),
        _ => (None, at + 1),
    };
    let named = after > at + 1;
    // "Central" is also a district and "Pacific" a firm: alone it follows a time or stands between brackets.
    let placed = at.checked_sub(1).is_some_and(|before| {
        text.mark(before, '(')
            || text.digits(before).is_some()
            || text.any(
                before,
                &[Sense::Am, Sense::Pm, Sense::Noon, Sense::EndOfDay],
            )
            || text.word(before, &["us", "are", "in"])
    });
    (named || placed).then_some((
        Named {
            zone: Zone::Region(zone),
            daylight: kind,
            by_offset: false,
            personal: false,
        },
        after,
    ))
}

/// "Heure de Paris", "hora de Madrid", "heure de l'Est", "hora del Este".
fn romance_name(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    if !text.word(at, &["heure", "hora", "horario", "heures", "ora", "tijd"]) {
        return None;
    }
    let mut next = at + 1;
    while next < at + 5
        && (text.mark(next, '\'')
            || text.word(
                next,
                &[
                    "de",
                    "del",
                    "di",
                    "du",
                    "l",
                    "d",
                    "la",
                    "l '",
                    "d '",
                    "normale",
                    "avancee",
                    "peninsular",
                ],
            ))
    {
        if text.word(next, &["peninsular"]) {
            return Some((Named::region(Tz::Europe__Madrid), next + 1));
        }
        next += 1;
    }
    let zone = match text.get(next)?.low.as_str() {
        "est" | "este" => eastern(anchor),
        "centre" | "centro" => {
            if anchor.language == Lang::Es {
                Tz::America__Mexico_City
            } else {
                Tz::America__Chicago
            }
        }
        "pacifique" | "pacifico" => Tz::America__Los_Angeles,
        "francaise" => Tz::Europe__Paris,
        "espanola" => Tz::Europe__Madrid,
        "locale" | "local" => {
            return Some((
                Named {
                    zone: anchor.sender(),
                    daylight: None,
                    by_offset: false,
                    personal: true,
                },
                next + 1,
            ));
        }
        _ => return city(text, next).map(|(zone, after)| (Named::region(zone), after)),
    };
    Some((Named::region(zone), next + 1))
}

/// Windows' display and registry names, by how they open.
pub(super) fn windows_name(text: Cursor<'_>, at: usize) -> Option<(Named, usize)> {
    const NAMES: &[(&[&str], Tz)] = &[
        (&["eastern", "time", "("], Tz::America__New_York),
        (&["central", "time", "("], Tz::America__Chicago),
        (&["mountain", "time", "("], Tz::America__Denver),
        (&["pacific", "time", "("], Tz::America__Los_Angeles),
        (&["eastern", "time", "-"], Tz::America__New_York),
        (&["central", "time", "-"], Tz::America__Chicago),
        (&["mountain", "time", "-"], Tz::America__Denver),
        (&["pacific", "time", "-"], Tz::America__Los_Angeles),
        (&["atlantic", "time", "("], Tz::America__Halifax),
        (&["eastern", "time"], Tz::America__New_York),
        (&["dublin", ",", "edinburgh"], Tz::Europe__London),
        (&["amsterdam", ",", "berlin"], Tz::Europe__Berlin),
        (&["brussels", ",", "copenhagen"], Tz::Europe__Paris),
        (&["belgrade", ",", "bratislava"], Tz::Europe__Budapest),
        (&["sarajevo", ",", "skopje"], Tz::Europe__Warsaw),
        (&["athens", ",", "bucharest"], Tz::Europe__Bucharest),
        (&["helsinki", ",", "kyiv"], Tz::Europe__Helsinki),
        (&["chennai", ",", "kolkata"], Tz::Asia__Kolkata),
        (&["canberra", ",", "melbourne"], Tz::Australia__Sydney),
        (&["guadalajara", ",", "mexico"], Tz::America__Mexico_City),
        (&["kuala", "lumpur", ","], Tz::Asia__Singapore),
        (&["beijing", ",", "chongqing"], Tz::Asia__Shanghai),
        (&["osaka", ",", "sapporo"], Tz::Asia__Tokyo),
        (&["bogota", ",", "lima"], Tz::America__Bogota),
        (&["abu", "dhabi", ","], Tz::Asia__Dubai),
        (&["w", ".", "europe", "standard"], Tz::Europe__Berlin),
        (&["romance", "standard", "time"], Tz::Europe__Paris),
        (&["gmt", "standard", "time"], Tz::Europe__London),
        (&["india", "standard", "time"], Tz::Asia__Kolkata),
        (&["central", "european"], Tz::Europe__Berlin),
        (&["central", "europe", "standard"], Tz::Europe__Budapest),
        (&["indian", "standard", "time"], Tz::Asia__Kolkata),
        (&["british", "summer", "time"], Tz::Europe__London),
        (&["greenwich", "mean", "time"], Tz::Europe__London),
        (&["arizona", "time"], Tz::America__Phoenix),
        (&["mitteleuropaische"], Tz::Europe__Berlin),
    ];
    let (words, zone) = NAMES.iter().find(|(words, _)| {
        words.iter().enumerate().all(|(offset, word)| {
            text.get(at + offset)
                .is_some_and(|token| token.low == *word)
        })
    })?;
    let bracket = words.last() == Some(&"(");
    let mut after = at + words.len() - usize::from(bracket);
    if words.last() == Some(&"-") {
        // Calendly: "(Eastern Time - US & Canada)".
        while after < at + 9 && text.word(after, &["us", "canada", "&", "and"]) {
            after += 1;
        }
    } else if bracket {
        while after < at + 12 && !text.mark(after, ')') {
            after += 1;
        }
        after += 1;
    } else {
        while after < at + 16
            && (text.mark(after, ',')
                || text.word(after, &["time", "standard", "summer", "zeit", "sommerzeit"])
                || city(text, after).is_some()
                || text
                    .get(after)
                    .is_some_and(|token| token.capital && text.mark(after.wrapping_sub(1), ',')))
            && text.get(after).is_none_or(|token| token.breaks == 0)
        {
            after += 1;
        }
    }
    Some((Named::region(*zone), after))
}

/// "London time", "UK time", "Berliner Zeit", "(Perth time)".
pub(super) fn place(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    // "3pm in London".
    let after_hour = at.checked_sub(1).is_some_and(|before| {
        text.digits(before).is_some() || text.any(before, &[Sense::Am, Sense::Pm, Sense::Clock])
    });
    let inside = text.is(at, Sense::In) && after_hour;
    let at = text.skip(at, &[Sense::In]);
    if text.word(at, &["local"]) && text.word(at + 1, &["time"]) || text.word(at, &["ortszeit"]) {
        let after = if text.word(at, &["local"]) {
            at + 2
        } else {
            at + 1
        };
        return Some((
            Named {
                zone: anchor.sender(),
                daylight: None,
                by_offset: false,
                personal: true,
            },
            after,
        ));
    }
    let (zone, after) = city(text, at)?;
    let after = if text.mark(after, '\'') {
        after + 2
    } else {
        after
    };
    let said = text.word(after, &["time", "zeit", "ortszeit", "clock"]);
    // "10am ET / 3pm UK".
    let ends = text
        .get(after)
        .is_none_or(|next| matches!(next.kind, Kind::Mark(_)) || next.low == "on");
    let enclosed = text.mark(at.wrapping_sub(1), '(') && text.mark(after, ')');
    let bare = (after_hour || enclosed) && ends && text.get(at).is_some_and(|token| token.capital);
    (said || inside || bare).then_some((Named::region(zone), after + usize::from(said)))
}
