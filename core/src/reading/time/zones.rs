//! Reads the name of a zone at a position, and hangs wall clocks on it.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{OffsetComponents, Tz};

use super::anchor::{Anchor, Country, Zone};
use super::cursor::Cursor;
use super::lexicon::Sense;
use super::tokens::Kind;
use super::types::Flag;

/// A zone as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub zone: Zone,
    /// Some(true): the name says daylight saving ("EDT"), Some(false): it says standard time ("EST", "GMT").
    pub daylight: Option<bool>,
    /// One of several zones with these letters, chosen by the sender's offset.
    pub by_offset: bool,
    /// "Your time", "my time": no zone's own name.
    pub personal: bool,
}

/// An instant, what is odd about it, and the literal reading where it differs.
pub(super) type Placing = (
    DateTime<FixedOffset>,
    Vec<Flag>,
    Option<DateTime<FixedOffset>>,
);

impl Named {
    fn region(zone: Tz) -> Self {
        Self {
            zone: Zone::Region(zone),
            daylight: None,
            by_offset: false,
            personal: false,
        }
    }

    /// Whether the month comes first in dates where this zone's name is used; nothing for a person's own.
    pub fn month_first(&self) -> Option<bool> {
        let Zone::Region(zone) = self.zone else {
            return None;
        };
        let american = matches!(
            zone,
            Tz::America__New_York
                | Tz::America__Chicago
                | Tz::America__Denver
                | Tz::America__Phoenix
                | Tz::America__Los_Angeles
                | Tz::America__Anchorage
                | Tz::Pacific__Honolulu
        );
        (!self.personal && zone != Tz::UTC && zone != Tz::America__Toronto).then_some(american)
    }

    /// The instant of a wall clock here, what is odd about it, and the literal reading where it differs.
    pub fn place(&self, local: NaiveDateTime) -> Option<Placing> {
        let at = self.zone.instant(local)?;
        let mut flags = Vec::new();
        if self.by_offset {
            flags.push(Flag::ZoneByOffset);
        }
        let (Some(says), Zone::Region(zone)) = (self.daylight, self.zone) else {
            return Some((at, flags, None));
        };
        let offset = zone.offset_from_utc_datetime(&at.naive_utc());
        let saving = i32::try_from(offset.dst_offset().num_seconds()).unwrap_or(0);
        // Ireland's law calls its winter time the saved one; the tables follow it.
        if (saving > 0) == says || zone == Tz::Europe__Dublin {
            return Some((at, flags, None));
        }
        flags.push(Flag::ZoneOutOfSeason);
        let shift = if says { 3600 } else { -saving };
        let literal = FixedOffset::east_opt(offset.fix().local_minus_utc() + shift)?
            .from_local_datetime(&local)
            .single();
        Some((at, flags, literal))
    }
}

/// The zone at a position, and the position after it.
pub(super) fn parse(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    let token = text.get(at)?;
    if token.kind == Kind::Mark('(') {
        let (zone, after) = inside(text, at + 1, anchor)?;
        return Some((zone, text.skip_mark(after, &[')'])));
    }
    inside(text, at, anchor)
}

fn inside(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    iana(text, at)
        .or_else(|| offset(text, at))
        .or_else(|| personal(text, at, anchor))
        .or_else(|| long_name(text, at, anchor))
        .or_else(|| letters(text, at, anchor))
        .or_else(|| place(text, at, anchor))
}

/// America/New_York.
fn iana(text: Cursor<'_>, at: usize) -> Option<(Named, usize)> {
    if !(text.mark(at + 1, '/')
        && text.glued(at + 1)
        && text.glued(at + 2)
        && text.get(at)?.kind == Kind::Word)
    {
        return None;
    }
    let mut name = String::new();
    let mut after = at;
    while after < at + 9
        && text.get(after).is_some_and(|token| {
            (after == at || !token.gap)
                && (token.kind == Kind::Word || matches!(token.kind, Kind::Mark('/' | '_')))
        })
    {
        let low = &text.get(after)?.low;
        let small = matches!(low.as_str(), "of" | "au" | "es");
        let mut letters = low.chars();
        name.extend(letters.next().map(|first| {
            if small {
                first
            } else {
                first.to_ascii_uppercase()
            }
        }));
        name.push_str(letters.as_str());
        after += 1;
    }
    let zone: Tz = name.parse().ok()?;
    Some((Named::region(zone), after))
}

/// UTC, UTC+2, GMT-05:00, Z, +02:00. Outlook writes "(UTC-05:00) Eastern Time": the name that follows wins.
fn offset(text: Cursor<'_>, at: usize) -> Option<(Named, usize)> {
    let token = text.get(at)?;
    let utc = matches!(token.low.as_str(), "utc" | "gmt") && token.kind == Kind::Word;
    let sign_at = if utc { at + 1 } else { at };
    let spaced = utc
        && text.get(sign_at).is_some_and(|sign| sign.gap)
        && text.get(sign_at + 1).is_some_and(|digits| digits.gap);
    let after_hour = token.breaks == 0
        && at.checked_sub(1).is_some_and(|before| {
            text.digits(before).is_some() || text.any(before, &[Sense::Am, Sense::Pm])
        });
    let sign = if text.mark(sign_at, '+') { 1 } else { -1 };
    let signed = (text.mark(sign_at, '+')
        || (text.mark(sign_at, '-') && (utc || text.glued(sign_at))))
        && !spaced;
    if let Some(hours) = text.glued_digits(sign_at + 1).filter(|token| {
        signed && matches!(token.digits, 1 | 2 | 4) && (utc || token.digits > 1 && after_hour)
    }) {
        let (value, mut after) = if hours.digits == 4 {
            (hours.value / 100 * 60 + hours.value % 100, sign_at + 2)
        } else {
            (hours.value * 60, sign_at + 2)
        };
        let mut minutes = value;
        let colon = text.mark(after, ':');
        if let Some(more) = text
            .glued_digits(after + 1)
            .filter(|more| colon && more.digits == 2 && more.value < 60)
        {
            (minutes, after) = (minutes + more.value, after + 2);
        } else if !utc && hours.digits != 4 {
            return None;
        }
        if minutes <= 14 * 60 {
            let after = text.skip_mark(after, &[')']);
            if let Some((named, end)) = windows_name(text, after) {
                return Some((named, end));
            }
            let seconds = i32::try_from(minutes).ok()? * 60 * sign;
            return Some((
                Named {
                    zone: Zone::Offset(FixedOffset::east_opt(seconds)?),
                    daylight: None,
                    by_offset: false,
                    personal: false,
                },
                after,
            ));
        }
    }
    let zulu = token.low == "z"
        && text.glued(at)
        && at
            .checked_sub(1)
            .is_some_and(|before| text.digits(before).is_some());
    if token.low == "utc" || zulu {
        // "(UTC) Dublin, Edinburgh, Lisbon, London".
        let after = text.skip_mark(at + 1, &[')']);
        if let Some(found) = windows_name(text, after).filter(|_| after > at + 1) {
            return Some(found);
        }
        return Some((Named::region(Tz::UTC), at + 1));
    }
    None
}

/// "Your time", "meine Zeit", "à votre heure".
fn personal(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    let low = text.get(at)?.low.as_str();
    let time_behind = text.word(at + 1, &["time", "end", "zeit", "local", "timezone"]);
    let hour_behind = text.word(at + 1, &["heure", "hora", "horario"]);
    let owner = (low == "your" && time_behind)
        || matches!(low, "yours" | "tuyas" | "suyas")
        || (matches!(low, "ihrer" | "deiner") && time_behind)
        || (matches!(low, "votre" | "ton" | "tu" | "su") && hour_behind);
    let sender = (matches!(low, "my" | "our" | "meiner" | "unserer") && time_behind)
        || (matches!(low, "notre" | "mon" | "mi" | "nuestra") && hour_behind);
    // "2pm yours", not "Yours sincerely".
    let ends = matches!(low, "yours" | "tuyas" | "suyas");
    let after_hour = at.checked_sub(1).is_some_and(|before| {
        text.digits(before).is_some() || text.any(before, &[Sense::Am, Sense::Pm, Sense::Clock])
    });
    let with_you = matches!(low, "with" | "for") && text.word(at + 1, &["you"]) && after_hour;
    if ends && !after_hour {
        return None;
    }
    let zone = if owner || with_you {
        Zone::Region(anchor.owner_zone)
    } else if sender {
        anchor.sender()
    } else {
        return None;
    };
    let after = at
        + if matches!(low, "yours" | "tuyas" | "suyas") {
            1
        } else {
            2
        };
    let after = if text.word(after, &["time", "zone"]) {
        after + 1
    } else {
        after
    };
    Some((
        Named {
            zone,
            daylight: None,
            by_offset: false,
            personal: true,
        },
        after,
    ))
}

/// Eastern, Central, Mountain, Pacific, with or without "Time"; Windows' names.
fn long_name(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
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
            if anchor.language == super::anchor::Lang::Es {
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

fn eastern(anchor: &Anchor<'_>) -> Tz {
    let canadian =
        anchor.country == Some(Country::CA) || anchor.language == super::anchor::Lang::Fr;
    if canadian {
        Tz::America__Toronto
    } else {
        Tz::America__New_York
    }
}

/// A place beats a table: Arizona keeps its clocks.
fn mountain(text: Cursor<'_>, at: usize) -> Tz {
    let arizona = (at.saturating_sub(40)..at + 40).any(|near| {
        text.word(
            near,
            &[
                "phoenix",
                "arizona",
                "tucson",
                "scottsdale",
                "tempe",
                "mesa",
            ],
        )
    });
    if arizona {
        Tz::America__Phoenix
    } else {
        Tz::America__Denver
    }
}

/// Windows' display and registry names, by how they open.
fn windows_name(text: Cursor<'_>, at: usize) -> Option<(Named, usize)> {
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

/// ET, EST, CET, IST and their like.
fn letters(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    let token = text
        .get(at)
        .filter(|token| token.kind == Kind::Word && (1..=5).contains(&token.low.len()))?;
    // "est" and "ist" are verbs of French and German.
    let lower_ok = anchor.language == super::anchor::Lang::En
        && at.checked_sub(1).is_some_and(|before| {
            text.any(before, &[Sense::Am, Sense::Pm])
                || text.digits(before).is_some_and(|_| token.low.len() >= 3)
                || text.mark(before, '(')
        });
    if !(token.capital || lower_ok) {
        return None;
    }
    let hours = anchor.at.offset().local_minus_utc() / 60;
    let region = |zone: Tz, daylight: Option<bool>| Named {
        zone: Zone::Region(zone),
        daylight,
        by_offset: false,
        personal: false,
    };
    let chosen = |zone: Tz, daylight: Option<bool>| Named {
        by_offset: true,
        ..region(zone, daylight)
    };
    let central_european = || {
        let near = [
            anchor.sender_zone.or(anchor.sender().region()),
            Some(anchor.owner_zone),
        ]
        .into_iter()
        .flatten()
        .find(|zone| is_central_european(*zone));
        near.unwrap_or(Tz::Europe__Berlin)
    };
    let named = match token.low.as_str() {
        "et" if token.capital => region(eastern(anchor), None),
        "est" | "edt" if (540..=660).contains(&hours) => {
            chosen(australian_eastern(anchor), Some(token.low == "edt"))
        }
        "est" => region(eastern(anchor), Some(false)),
        "edt" => region(eastern(anchor), Some(true)),
        "ct" if token.capital => region(Tz::America__Chicago, None),
        "cst" if hours == 480 || anchor.country == Some(Country::CN) => {
            chosen(Tz::Asia__Shanghai, None)
        }
        "cst" => chosen(Tz::America__Chicago, Some(false)),
        "cdt" => region(Tz::America__Chicago, Some(true)),
        "mt" if token.capital => region(mountain(text, at), None),
        "mst" => region(
            mountain(text, at),
            (mountain(text, at) != Tz::America__Phoenix).then_some(false),
        ),
        "mdt" => region(Tz::America__Denver, Some(true)),
        "pt" if token.capital => region(Tz::America__Los_Angeles, None),
        "pst" => region(Tz::America__Los_Angeles, Some(false)),
        "pdt" => region(Tz::America__Los_Angeles, Some(true)),
        "ast" => region(Tz::America__Halifax, Some(false)),
        "adt" => region(Tz::America__Halifax, Some(true)),
        "akst" | "akdt" => region(Tz::America__Anchorage, Some(token.low == "akdt")),
        "hst" => region(Tz::Pacific__Honolulu, None),
        "gmt" => region(Tz::Europe__London, Some(false)),
        "bst" if hours == 360 => chosen(Tz::Asia__Dhaka, None),
        "bst" => chosen(Tz::Europe__London, Some(true)),
        "ist" => match hours {
            120 | 180 => chosen(Tz::Asia__Jerusalem, None),
            0 | 60 => chosen(Tz::Europe__Dublin, Some(true)),
            _ => chosen(Tz::Asia__Kolkata, None),
        },
        "cet" | "mez" => region(central_european(), Some(false)),
        "cest" | "mesz" => region(central_european(), Some(true)),
        "wet" | "west" if token.low == "wet" || lower_ok => {
            region(Tz::Europe__Lisbon, Some(token.low == "west"))
        }
        "eet" | "eest" => region(Tz::Europe__Athens, Some(token.low == "eest")),
        "aest" => region(australian_eastern(anchor), Some(false)),
        "aedt" => region(australian_eastern(anchor), Some(true)),
        "aet" => region(australian_eastern(anchor), None),
        "acst" | "acdt" => region(Tz::Australia__Adelaide, Some(token.low == "acdt")),
        "awst" => region(Tz::Australia__Perth, None),
        "nzst" | "nzdt" => region(Tz::Pacific__Auckland, Some(token.low == "nzdt")),
        "jst" => region(Tz::Asia__Tokyo, None),
        "kst" => region(Tz::Asia__Seoul, None),
        "sgt" => region(Tz::Asia__Singapore, None),
        "hkt" => region(Tz::Asia__Hong_Kong, None),
        "pkt" => region(Tz::Asia__Karachi, None),
        "msk" => region(Tz::Europe__Moscow, None),
        "sast" => region(Tz::Africa__Johannesburg, None),
        "wat" if token.capital => region(Tz::Africa__Lagos, None),
        "eat" if token.capital && lower_ok => region(Tz::Africa__Nairobi, None),
        "gst" => region(Tz::Asia__Dubai, None),
        "brt" => region(Tz::America__Sao_Paulo, None),
        _ => return None,
    };
    Some((named, at + 1))
}

fn is_central_european(zone: Tz) -> bool {
    matches!(
        zone,
        Tz::Europe__Berlin
            | Tz::Europe__Paris
            | Tz::Europe__Madrid
            | Tz::Europe__Rome
            | Tz::Europe__Vienna
            | Tz::Europe__Zurich
            | Tz::Europe__Amsterdam
            | Tz::Europe__Brussels
            | Tz::Europe__Warsaw
            | Tz::Europe__Prague
            | Tz::Europe__Budapest
            | Tz::Europe__Copenhagen
            | Tz::Europe__Stockholm
            | Tz::Europe__Oslo
            | Tz::Europe__Luxembourg
    )
}

fn australian_eastern(anchor: &Anchor<'_>) -> Tz {
    match anchor.sender_zone {
        Some(
            zone @ (Tz::Australia__Melbourne | Tz::Australia__Brisbane | Tz::Australia__Hobart),
        ) => zone,
        _ => Tz::Australia__Sydney,
    }
}

/// "London time", "UK time", "Berliner Zeit", "(Perth time)".
fn place(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
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

/// A city or country that keeps one time, in the languages of the tables.
fn city(text: Cursor<'_>, at: usize) -> Option<(Tz, usize)> {
    let two = text.get(at + 1).map(|next| {
        format!(
            "{} {}",
            text.get(at).map_or("", |token| token.low.as_str()),
            next.low
        )
    });
    if let Some(zone) = two.as_deref().and_then(two_words) {
        return Some((zone, at + 2));
    }
    let zone = match text.get(at)?.low.as_str() {
        "london" | "uk" | "british" | "londres" | "londoner" | "edinburgh" | "manchester" => {
            Tz::Europe__London
        }
        "dublin" | "irish" | "ireland" => Tz::Europe__Dublin,
        "lisbon" | "lisboa" | "lisbonne" | "portuguese" => Tz::Europe__Lisbon,
        "paris" | "french" | "france" | "pariser" | "lyon" => Tz::Europe__Paris,
        "madrid" | "spanish" | "spain" | "barcelona" => Tz::Europe__Madrid,
        "berlin" | "german" | "germany" | "berliner" | "deutscher" | "deutsche" | "munich"
        | "hamburg" | "frankfurt" => Tz::Europe__Berlin,
        "vienna" | "wien" | "wiener" => Tz::Europe__Vienna,
        "zurich" | "zuricher" | "swiss" | "schweizer" | "geneva" | "geneve" => Tz::Europe__Zurich,
        "amsterdam" | "dutch" => Tz::Europe__Amsterdam,
        "brussels" | "bruxelles" => Tz::Europe__Brussels,
        "rome" | "roma" | "milan" | "italian" => Tz::Europe__Rome,
        "warsaw" | "polish" | "krakow" => Tz::Europe__Warsaw,
        "prague" => Tz::Europe__Prague,
        "stockholm" | "swedish" => Tz::Europe__Stockholm,
        "copenhagen" | "danish" => Tz::Europe__Copenhagen,
        "oslo" => Tz::Europe__Oslo,
        "helsinki" | "finnish" => Tz::Europe__Helsinki,
        "athens" => Tz::Europe__Athens,
        "istanbul" => Tz::Europe__Istanbul,
        "toronto" | "ottawa" | "montreal" => Tz::America__Toronto,
        "vancouver" => Tz::America__Vancouver,
        "halifax" => Tz::America__Halifax,
        "boston" | "ny" | "nyc" | "atlanta" | "miami" | "philadelphia" => Tz::America__New_York,
        "chicago" | "texas" | "dallas" | "houston" | "austin" => Tz::America__Chicago,
        "denver" => Tz::America__Denver,
        "phoenix" | "arizona" => Tz::America__Phoenix,
        "seattle" | "california" | "portland" => Tz::America__Los_Angeles,
        "argentina" => Tz::America__Argentina__Buenos_Aires,
        "hermosillo" => Tz::America__Hermosillo,
        "chile" => Tz::America__Santiago,
        "mexico" | "cdmx" => Tz::America__Mexico_City,
        "brasil" | "brasilia" | "brazil" => Tz::America__Sao_Paulo,
        "nepal" => Tz::Asia__Kathmandu,
        "cairo" | "egypt" => Tz::Africa__Cairo,
        "lagos" | "nigeria" => Tz::Africa__Lagos,
        "nairobi" | "kenya" => Tz::Africa__Nairobi,
        "johannesburg" => Tz::Africa__Johannesburg,
        "colombia" | "bogota" => Tz::America__Bogota,
        "lima" | "peru" => Tz::America__Lima,
        "santiago" => Tz::America__Santiago,
        "india" | "indian" | "mumbai" | "delhi" | "bangalore" | "bengaluru" | "kolkata"
        | "chennai" | "hyderabad" | "pune" => Tz::Asia__Kolkata,
        "israel" | "jerusalem" => Tz::Asia__Jerusalem,
        "dubai" => Tz::Asia__Dubai,
        "singapore" => Tz::Asia__Singapore,
        "manila" => Tz::Asia__Manila,
        "tokyo" | "japan" => Tz::Asia__Tokyo,
        "beijing" | "shanghai" | "china" => Tz::Asia__Shanghai,
        "sydney" => Tz::Australia__Sydney,
        "melbourne" => Tz::Australia__Melbourne,
        "brisbane" => Tz::Australia__Brisbane,
        "adelaide" => Tz::Australia__Adelaide,
        "perth" => Tz::Australia__Perth,
        "auckland" | "wellington" => Tz::Pacific__Auckland,
        _ => return None,
    };
    Some((zone, at + 1))
}

fn two_words(words: &str) -> Option<Tz> {
    Some(match words {
        "new york" => Tz::America__New_York,
        "los angeles" | "san francisco" | "san diego" => Tz::America__Los_Angeles,
        "mexico city" => Tz::America__Mexico_City,
        "buenos aires" => Tz::America__Argentina__Buenos_Aires,
        "sao paulo" => Tz::America__Sao_Paulo,
        "hong kong" => Tz::Asia__Hong_Kong,
        "tel aviv" => Tz::Asia__Jerusalem,
        "new zealand" => Tz::Pacific__Auckland,
        _ => return None,
    })
}
