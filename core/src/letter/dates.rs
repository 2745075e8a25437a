//! Days and hours as a letter of each language writes them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Offset, TimeZone, Timelike};
use chrono_tz::Tz;

use super::tongue::Tongue;

const DAYS: [[&str; 4]; 7] = [
    ["Monday", "Montag", "lundi", "lunes"],
    ["Tuesday", "Dienstag", "mardi", "martes"],
    ["Wednesday", "Mittwoch", "mercredi", "miércoles"],
    ["Thursday", "Donnerstag", "jeudi", "jueves"],
    ["Friday", "Freitag", "vendredi", "viernes"],
    ["Saturday", "Samstag", "samedi", "sábado"],
    ["Sunday", "Sonntag", "dimanche", "domingo"],
];

const MONTHS: [[&str; 4]; 12] = [
    ["January", "Januar", "janvier", "enero"],
    ["February", "Februar", "février", "febrero"],
    ["March", "März", "mars", "marzo"],
    ["April", "April", "avril", "abril"],
    ["May", "Mai", "mai", "mayo"],
    ["June", "Juni", "juin", "junio"],
    ["July", "Juli", "juillet", "julio"],
    ["August", "August", "août", "agosto"],
    ["September", "September", "septembre", "septiembre"],
    ["October", "Oktober", "octobre", "octubre"],
    ["November", "November", "novembre", "noviembre"],
    ["December", "Dezember", "décembre", "diciembre"],
];

fn column(tongue: Tongue) -> usize {
    match tongue {
        Tongue::English => 0,
        Tongue::German => 1,
        Tongue::French => 2,
        Tongue::Spanish => 3,
    }
}

fn entry<const N: usize>(table: &[[&'static str; 4]; N], row: u32, tongue: Tongue) -> &'static str {
    table
        .get(row as usize)
        .map_or("", |names| names[column(tongue)])
}

/// "Tuesday".
pub(super) fn weekday(day: NaiveDate, tongue: Tongue) -> &'static str {
    entry(&DAYS, day.weekday().num_days_from_monday(), tongue)
}

fn month(day: NaiveDate, tongue: Tongue) -> &'static str {
    entry(&MONTHS, day.month0(), tongue)
}

/// "March 10", "10 March", "10. März", "10 mars", "10 de marzo".
pub(super) fn date(day: NaiveDate, tongue: Tongue, american: bool) -> String {
    let (number, month) = (day.day(), month(day, tongue));
    match tongue {
        Tongue::English if american => format!("{month} {number}"),
        Tongue::English => format!("{number} {month}"),
        Tongue::German => format!("{number}. {month}"),
        Tongue::French if number == 1 => format!("1er {month}"),
        Tongue::French => format!("{number} {month}"),
        Tongue::Spanish => format!("{number} de {month}"),
    }
}

/// "Tuesday, March 10", "Dienstag, 10. März", "mardi 10 mars", "martes 10 de marzo".
pub(super) fn full_date(day: NaiveDate, tongue: Tongue, american: bool) -> String {
    let comma = match tongue {
        Tongue::English if american => ",",
        Tongue::German => ",",
        Tongue::English | Tongue::French | Tongue::Spanish => "",
    };
    format!(
        "{}{comma} {}",
        weekday(day, tongue),
        date(day, tongue, american)
    )
}

fn hour(at: chrono::NaiveTime, tongue: Tongue, american: bool) -> String {
    let (h, m) = (at.hour(), at.minute());
    match tongue {
        Tongue::English if american => format!(
            "{}:{m:02} {}",
            if h % 12 == 0 { 12 } else { h % 12 },
            if h < 12 { "AM" } else { "PM" }
        ),
        Tongue::English | Tongue::Spanish => format!("{h}:{m:02}"),
        Tongue::German => format!("{h}:{m:02} Uhr"),
        Tongue::French if m == 0 => format!("{h} h"),
        Tongue::French => format!("{h} h {m:02}"),
    }
}

/// An instant as the invitation's zone sees it; the zone is named where the owner's clock shows something else.
pub(super) fn instant(
    at: DateTime<FixedOffset>,
    zone: Option<Tz>,
    owner: Tz,
    tongue: Tongue,
) -> String {
    let local = zone.map_or(at, |z| at.with_timezone(&z).fixed_offset());
    let american = is_american(zone.unwrap_or(owner));
    let day = full_date(local.date_naive(), tongue, american);
    let hour = hour(local.time(), tongue, american);
    let same_clock = at.with_timezone(&owner).naive_local() == local.naive_local();
    let label = if same_clock {
        String::new()
    } else {
        format!(" ({})", zone_name(local, zone, tongue))
    };
    match tongue {
        Tongue::English => format!("{day} at {hour}{label}"),
        Tongue::German => format!("{day}, um {hour}{label}"),
        Tongue::French => format!("{day} à {hour}{label}"),
        Tongue::Spanish => format!(
            "{day} a {} {hour}{label}",
            if local.hour() % 12 == 1 { "la" } else { "las" }
        ),
    }
}

/// "EDT", else "Berlin time", else "UTC+2".
fn zone_name(local: DateTime<FixedOffset>, zone: Option<Tz>, tongue: Tongue) -> String {
    if let Some(zone) = zone {
        let short = zone
            .from_utc_datetime(&local.naive_utc())
            .format("%Z")
            .to_string();
        if short.chars().all(char::is_alphabetic) && (2..=5).contains(&short.len()) {
            return short;
        }
        let city = zone
            .name()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace('_', " ");
        return match tongue {
            Tongue::English => format!("{city} time"),
            Tongue::German => format!("Ortszeit {city}"),
            Tongue::French => format!("heure de {city}"),
            Tongue::Spanish => format!("hora de {city}"),
        };
    }
    let minutes = local.offset().fix().local_minus_utc() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    if rest == 0 {
        format!("UTC{sign}{hours}")
    } else {
        format!("UTC{sign}{hours}:{rest:02}")
    }
}

/// Whether people there write the month first and count hours to twelve.
pub(super) fn is_american(zone: Tz) -> bool {
    const ELSEWHERE: &[&str] = &[
        "Mexico",
        "Argentina",
        "Bogota",
        "Lima",
        "Santiago",
        "Sao_Paulo",
        "Caracas",
        "Montevideo",
        "Monterrey",
        "Tijuana",
        "Guatemala",
        "Panama",
        "Havana",
    ];
    let name = zone.name();
    name.starts_with("US/")
        || name == "Pacific/Honolulu"
        || (name.starts_with("America/") && !ELSEWHERE.iter().any(|e| name.contains(e)))
}
