//! Tells in one line what is read in a text, for tables of sentences.

use chrono::{DateTime, FixedOffset};
use heardback_core::reading::By;
use heardback_core::reading::time::{
    Anchor, Appointments, Lang, TimeReading, Zone, appointments, deadline, promise, quiet_until,
};

/// Asserts what is read in a text that was written at a time by somebody in the owner's zone.
#[track_caller]
pub fn check(at: &str, language: Lang, text: &str, expected: &str) {
    let at: DateTime<FixedOffset> = at.parse().expect("a time of RFC 3339");
    let owner = match (language, at.offset().local_minus_utc()) {
        (Lang::En, 0 | 3600) => chrono_tz::Europe::London,
        (Lang::En, _) => chrono_tz::America::New_York,
        (Lang::De | Lang::Fr | Lang::Es | Lang::Nl | Lang::It | Lang::Pt | Lang::Pl, _) => {
            chrono_tz::Europe::Berlin
        }
    };
    assert_eq!(
        told(text, &Anchor::new(at, owner, language)),
        expected,
        "{text}"
    );
}

/// Everything that a text says of time.
pub fn told(text: &str, anchor: &Anchor<'_>) -> String {
    let mut parts = times(&appointments(text, anchor));
    if let Some(promise) = promise(text, anchor) {
        parts.push(format!("promise {} {}", promise.by, promise.strength));
    }
    if let Some(deadline) = deadline(text, anchor) {
        parts.push(match deadline.by {
            By::Day(day) => format!("due {day}"),
            By::Instant(at) => format!("due {}", short(at)),
        });
    }
    if let Some(quiet) = quiet_until(text, anchor) {
        parts.push(format!("quiet {}", quiet.until));
    }
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join("; ")
    }
}

fn times(found: &Appointments) -> Vec<String> {
    let mut parts = Vec::new();
    for slot in &found.slots {
        let end = slot
            .end
            .map(|end| format!("/{}", end.format("%H:%M")))
            .unwrap_or_default();
        parts.push(format!("slot {}{end}", short(slot.start)));
    }
    if let Some(was) = &found.was {
        parts.push(format!("was {}", short(was.start)));
    }
    for hour in &found.undated {
        let end = hour
            .end
            .map(|end| format!("/{}", end.format("%H:%M")))
            .unwrap_or_default();
        parts.push(format!(
            "{} {}{end}",
            if hour.was { "old" } else { "hour" },
            hour.start.format("%H:%M")
        ));
    }
    for asked in &found.unsure {
        if let TimeReading::Candidates(points) = &asked.reading {
            let points: Vec<String> = points
                .iter()
                .map(|point| point.at.map_or(point.date.to_string(), short))
                .collect();
            parts.push(format!("ask {}", points.join(" or ")));
        }
    }
    parts
}

fn short(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M%:z").to_string()
}

/// The same with a zone for the sender, for rules about places.
#[allow(dead_code, reason = "not every test file needs it")]
pub fn sender_of(at: &str, language: Lang) -> Zone {
    Anchor::new(
        at.parse().expect("a time of RFC 3339"),
        chrono_tz::America::New_York,
        language,
    )
    .sender()
}
