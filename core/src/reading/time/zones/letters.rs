//! ET, EST, CET, IST and their like.

use chrono_tz::Tz;

use super::super::anchor::{Anchor, Country, Lang, Zone};
use super::super::cursor::Cursor;
use super::super::lexicon::Sense;
use super::super::tokens::Kind;
use super::Named;

/// ET, EST, CET, IST and their like.
pub(super) fn letters(text: Cursor<'_>, at: usize, anchor: &Anchor<'_>) -> Option<(Named, usize)> {
    let token = text
        .get(at)
        .filter(|token| token.kind == Kind::Word && (1..=5).contains(&token.low.len()))?;
    // "est" and "ist" are verbs of French and German.
    let lower_ok = anchor.language == Lang::En
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

pub(super) fn eastern(anchor: &Anchor<'_>) -> Tz {
    let canadian = anchor.country == Some(Country::CA) || anchor.language == Lang::Fr;
    if canadian {
        Tz::America__Toronto
    } else {
        Tz::America__New_York
    }
}

/// A place beats a table: Arizona keeps its clocks.
pub(super) fn mountain(text: Cursor<'_>, at: usize) -> Tz {
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
