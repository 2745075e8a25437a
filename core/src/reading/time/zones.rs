//! Reads the name of a zone at a position, and hangs wall clocks on it.

mod letters;
mod names;
mod places;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{OffsetComponents, Tz};

use super::anchor::{Anchor, Zone};
use super::cursor::Cursor;
use super::lexicon::Sense;
use super::tokens::Kind;
use super::types::Flag;
use letters::letters;
use names::{long_name, place, windows_name};

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
