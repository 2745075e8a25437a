//! Any text as one that speaks of time, in every language: what is found stands in the text, in order, and ends after it
//! begins.

use std::ops::Range;

use chrono::DateTime;
use heardback_core::reading::time::{Anchor, Lang, Purpose, TimeReading, Times};

const LANGUAGES: [Lang; 8] = [
    Lang::En,
    Lang::De,
    Lang::Fr,
    Lang::Es,
    Lang::Nl,
    Lang::It,
    Lang::Pt,
    Lang::Pl,
];

/// The first byte chooses the language.
pub fn body(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let at = DateTime::parse_from_rfc3339("2026-03-04T10:12:00-05:00").expect("a fixed instant");
    let language = LANGUAGES[usize::from(*first) % LANGUAGES.len()];
    let anchor = Anchor::new(at, chrono_tz::Europe::London, language);
    let times = Times::of(text, &anchor);
    let appointments = times.appointments();
    for slot in appointments.slots.iter().chain(&appointments.was) {
        stands(text, &slot.span);
        assert!(slot.end.is_none_or(|end| end > slot.start), "{slot:?}");
    }
    for undated in &appointments.undated {
        stands(text, &undated.span);
    }
    assert!(
        appointments.slots.is_sorted_by_key(|slot| slot.span.start),
        "{:?}",
        appointments.slots
    );
    for purpose in [
        Purpose::Appointment,
        Purpose::Promise,
        Purpose::Duty,
        Purpose::Quiet,
    ] {
        for found in times.find(purpose) {
            assert_eq!(
                text.get(found.span.clone()),
                Some(found.words.as_str()),
                "{found:?}"
            );
            if let TimeReading::Window { first, last } = found.reading {
                assert!(first <= last, "{found:?}");
            }
            if let TimeReading::Candidates(points) = &found.reading {
                assert!(points.len() > 1, "{found:?}");
            }
        }
    }
    if let Some(promise) = times.promise() {
        stands(text, &promise.span);
        assert!(
            promise
                .earliest
                .is_none_or(|earliest| earliest <= promise.by),
            "{promise:?}"
        );
    }
    if let Some(deadline) = times.deadline() {
        stands(text, &deadline.span);
    }
    if let Some(quiet) = times.quiet_until() {
        stands(text, &quiet.span);
    }
}

fn stands(text: &str, span: &Range<usize>) {
    assert!(
        text.get(span.clone())
            .is_some_and(|words| !words.is_empty()),
        "{span:?} of {text:?}"
    );
}
