//! The zones of a calendar: IANA names, Windows names, long Outlook names, and what a VTIMEZONE says about itself.

use std::collections::BTreeMap;
use std::str::FromStr;

use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameterName,
    ICalendarProperty, ICalendarValue,
};
use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, Offset, TimeZone};

/// Zones by the name that a calendar uses for them.
pub struct Zones {
    named: BTreeMap<String, Zone>,
}

/// A zone with rules, or an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Named(chrono_tz::Tz),
    Fixed(FixedOffset),
}

impl Zone {
    /// The instant of a wall-clock time: the earlier of two, and after the gap where it does not exist.
    #[must_use]
    pub fn instant(self, wall: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Fixed(offset) => offset.from_local_datetime(&wall).single(),
            Self::Named(zone) => match zone.from_local_datetime(&wall) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.fixed_offset()),
                LocalResult::None => {
                    let before = wall.checked_sub_signed(chrono::Duration::hours(3))?;
                    let offset = zone.offset_from_local_datetime(&before).earliest()?.fix();
                    offset.from_local_datetime(&wall).single()
                }
            },
        }
    }
}

impl Zones {
    /// The VTIMEZONE components of a calendar.
    #[must_use]
    pub fn of(calendar: &ICalendar) -> Self {
        let mut named = BTreeMap::new();
        for component in calendar
            .components
            .iter()
            .filter(|c| c.component_type == ICalendarComponentType::VTimezone)
        {
            let Some(id) = text(component, &ICalendarProperty::Tzid) else {
                continue;
            };
            let zone = zone_of(id)
                .or_else(|| component.timezone().and_then(|(_, tz)| from_calcard(tz)))
                .or_else(|| by_rules(calendar, component));
            if let Some(zone) = zone {
                named.insert(id.to_owned(), zone);
            }
        }
        Self { named }
    }

    /// The zone that a DTSTART or DTEND names.
    #[must_use]
    pub fn of_entry(&self, entry: &ICalendarEntry) -> Option<Zone> {
        let id = entry.parameter(&ICalendarParameterName::Tzid)?.as_text()?;
        self.named.get(id).copied().or_else(|| zone_of(id))
    }

    /// Its IANA name, where it has one.
    #[must_use]
    pub fn name(&self, entry: &ICalendarEntry) -> Option<String> {
        match self.of_entry(entry)? {
            Zone::Named(zone) => Some(zone.name().to_owned()),
            Zone::Fixed(_) => None,
        }
    }
}

fn text<'a>(component: &'a ICalendarComponent, name: &ICalendarProperty) -> Option<&'a str> {
    component.property(name)?.values.first()?.as_text()
}

fn from_calcard(zone: Tz) -> Option<Zone> {
    match zone {
        Tz::Tz(named) => Some(Zone::Named(named)),
        Tz::Fixed(offset) => Some(Zone::Fixed(offset)),
        Tz::Floating => None,
    }
}

/// The zone that a name stands for: IANA, Windows (CLDR's windowsZones), Outlook's long form, Mozilla's and libical's
/// paths, a bare offset.
#[must_use]
pub fn zone_of(id: &str) -> Option<Zone> {
    let id = id.trim().trim_matches(['"', '\'']).trim();
    if id.is_empty() || id.len() > 200 {
        return None;
    }
    if matches!(
        id.to_ascii_uppercase().as_str(),
        "Z" | "UTC" | "GMT" | "ETC/UTC" | "COORDINATED UNIVERSAL TIME" | "TZONE://MICROSOFT/UTC"
    ) {
        return Some(Zone::Named(chrono_tz::UTC));
    }
    if let Ok(zone) = chrono_tz::Tz::from_str(id) {
        return Some(Zone::Named(zone));
    }
    if id.contains('/') {
        // "/mozilla.org/20070129_1/Europe/Berlin", "/freeassociation.sourceforge.net/America/New_York".
        let parts: Vec<&str> = id.split('/').filter(|p| !p.is_empty()).collect();
        for from in 1..parts.len() {
            let tail = parts.get(from..).unwrap_or_default().join("/");
            if let Ok(zone) = chrono_tz::Tz::from_str(&tail) {
                return Some(Zone::Named(zone));
            }
        }
    }
    let without_offset = id
        .split_once(')')
        .filter(|_| id.starts_with('('))
        .map_or(id, |(_, name)| name.trim());
    for name in [id, without_offset] {
        if let Some(zone) = Tz::from_str(name)
            .ok()
            .and_then(from_calcard)
            .or_else(|| windows(name))
        {
            return Some(zone);
        }
    }
    offset(id)
}

/// Names that Outlook and Exchange write and calcard 0.3 does not know.
fn windows(name: &str) -> Option<Zone> {
    let lower = name.to_ascii_lowercase();
    let found = TABLE
        .iter()
        .find(|(key, _)| *key == lower)
        .map(|(_, zone)| *zone)?;
    chrono_tz::Tz::from_str(found).ok().map(Zone::Named)
}

const TABLE: [(&str, &str); 40] = [
    ("eastern time", "America/New_York"),
    ("eastern daylight time", "America/New_York"),
    ("central time", "America/Chicago"),
    ("central daylight time", "America/Chicago"),
    ("mountain time", "America/Denver"),
    ("mountain daylight time", "America/Denver"),
    ("pacific time", "America/Los_Angeles"),
    ("pacific daylight time", "America/Los_Angeles"),
    ("arizona", "America/Phoenix"),
    ("gmt standard time", "Europe/London"),
    ("greenwich standard time", "Atlantic/Reykjavik"),
    ("dublin, edinburgh, lisbon, london", "Europe/London"),
    (
        "amsterdam, berlin, bern, rome, stockholm, vienna",
        "Europe/Berlin",
    ),
    (
        "amsterdam, berlin, bern, rom, stockholm, wien",
        "Europe/Berlin",
    ),
    (
        "amsterdam, berlin, berne, rome, stockholm, vienne",
        "Europe/Berlin",
    ),
    ("bruxelles, copenhague, madrid, paris", "Europe/Paris"),
    ("brussels, copenhagen, madrid, paris", "Europe/Paris"),
    ("br\u{fc}ssel, kopenhagen, madrid, paris", "Europe/Paris"),
    ("bruselas, copenhague, madrid, par\u{ed}s", "Europe/Paris"),
    (
        "belgrade, bratislava, budapest, ljubljana, prague",
        "Europe/Budapest",
    ),
    ("sarajevo, skopje, warsaw, zagreb", "Europe/Warsaw"),
    ("sarajevo, skopje, warschau, zagreb", "Europe/Warsaw"),
    ("athens, bucharest", "Europe/Bucharest"),
    (
        "helsinki, kyiv, riga, sofia, tallinn, vilnius",
        "Europe/Kiev",
    ),
    ("chennai, kolkata, mumbai, new delhi", "Asia/Kolkata"),
    ("beijing, chongqing, hong kong, urumqi", "Asia/Shanghai"),
    ("osaka, sapporo, tokyo", "Asia/Tokyo"),
    ("canberra, melbourne, sydney", "Australia/Sydney"),
    ("auckland, wellington", "Pacific/Auckland"),
    ("westeurop\u{e4}ische zeit", "Europe/Lisbon"),
    ("mitteleurop\u{e4}ische zeit", "Europe/Berlin"),
    ("mitteleurop\u{e4}ische sommerzeit", "Europe/Berlin"),
    ("osteurop\u{e4}ische zeit", "Europe/Bucharest"),
    ("romance", "Europe/Paris"),
    ("w. europe daylight time", "Europe/Berlin"),
    ("romance daylight time", "Europe/Paris"),
    ("gmt daylight time", "Europe/London"),
    ("india", "Asia/Kolkata"),
    ("cet/cest", "Europe/Berlin"),
    ("japan", "Asia/Tokyo"),
];

/// "GMT+0100", "UTC-05:00", "+0200", "(UTC+01:00) …" of an unknown place.
fn offset(id: &str) -> Option<Zone> {
    let id = id.trim_start_matches('(');
    let rest = id
        .strip_prefix("UTC")
        .or_else(|| id.strip_prefix("GMT"))
        .unwrap_or(id)
        .trim_start();
    let (sign, rest) = match rest.chars().next()? {
        '+' => (1, rest.get(1..)?),
        '-' => (-1, rest.get(1..)?),
        _ => return None,
    };
    let digits: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ':')
        .filter(char::is_ascii_digit)
        .collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (
            digits.get(..2)?.parse().ok()?,
            digits.get(2..)?.parse().ok()?,
        ),
        _ => return None,
    };
    (hours <= 14 && minutes < 60)
        .then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)))
        .flatten()
        .map(Zone::Fixed)
}

/// A VTIMEZONE of an unknown name ("Customized Time Zone"), by its rules: one offset, or the known zone that has the same
/// two offsets in the same halves of the year.
fn by_rules(calendar: &ICalendar, zone: &ICalendarComponent) -> Option<Zone> {
    let (mut standard, mut daylight) = (None, None);
    for id in zone.component_ids.iter().take(20) {
        let observance = calendar.component_by_id(*id)?;
        let rule = (seconds(observance)?, month(observance));
        if observance.component_type == ICalendarComponentType::Daylight {
            daylight = Some(rule);
        } else {
            standard = Some(rule);
        }
    }
    let (winter, _) = standard.or(daylight)?;
    let Some((summer, Some(begins))) = daylight.filter(|(offset, _)| *offset != winter) else {
        return FixedOffset::east_opt(winter).map(Zone::Fixed);
    };
    // South of the equator daylight saving begins in September or October.
    let southern = begins >= 8;
    let (january, july) = if southern {
        (summer, winter)
    } else {
        (winter, summer)
    };
    let has = |zone: &chrono_tz::Tz| {
        offset_on(*zone, 1) == Some(january) && offset_on(*zone, 7) == Some(july)
    };
    KNOWN
        .iter()
        .find(|zone| has(zone))
        .copied()
        .map(Zone::Named)
}

fn seconds(observance: &ICalendarComponent) -> Option<i32> {
    let to = observance
        .property(&ICalendarProperty::Tzoffsetto)?
        .values
        .first()?
        .as_partial_date_time()?;
    let seconds = i32::from(to.tz_hour?) * 3600 + i32::from(to.tz_minute.unwrap_or(0)) * 60;
    Some(if to.tz_minus { -seconds } else { seconds })
}

/// The month in which an observance begins each year.
fn month(observance: &ICalendarComponent) -> Option<u8> {
    let rule = observance
        .property(&ICalendarProperty::Rrule)?
        .values
        .first()?;
    let ICalendarValue::RecurrenceRule(rule) = rule else {
        return None;
    };
    rule.bymonth
        .first()
        .map(calcard::icalendar::ICalendarMonth::month)
}

/// The offset in the middle of a month of 2026.
fn offset_on(zone: chrono_tz::Tz, month: u32) -> Option<i32> {
    let noon = chrono::NaiveDate::from_ymd_opt(2026, month, 15)?.and_hms_opt(12, 0, 0)?;
    Some(zone.offset_from_utc_datetime(&noon).fix().local_minus_utc())
}

/// The zones with daylight saving that an unnamed set of rules may mean, the most populous first.
const KNOWN: [chrono_tz::Tz; 18] = [
    chrono_tz::America::New_York,
    chrono_tz::America::Chicago,
    chrono_tz::America::Denver,
    chrono_tz::America::Los_Angeles,
    chrono_tz::America::Halifax,
    chrono_tz::America::Anchorage,
    chrono_tz::America::St_Johns,
    chrono_tz::Europe::London,
    chrono_tz::Europe::Berlin,
    chrono_tz::Europe::Helsinki,
    chrono_tz::Europe::Chisinau,
    chrono_tz::Atlantic::Azores,
    chrono_tz::Asia::Jerusalem,
    chrono_tz::Australia::Sydney,
    chrono_tz::Australia::Adelaide,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::Pacific::Auckland,
    chrono_tz::America::Santiago,
];

/// The first `limit` bytes of `text`, cut between characters.
#[must_use]
pub fn bounded(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
