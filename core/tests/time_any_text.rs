//! Whatever a text holds, it is read without a panic and with spans that lie in it.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use heardback_core::reading::time::{
    Anchor, Lang, Purpose, appointments, deadline, find, promise, quiet_until,
};
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "Tuesday",
    "tue",
    "10",
    "March",
    "march",
    "may",
    "3",
    "3pm",
    "14:30",
    "14h30",
    "-",
    "–",
    "to",
    "from",
    "between",
    "and",
    "or",
    ",",
    ".",
    ":",
    "/",
    "(",
    ")",
    "ET",
    "EST",
    "(UTC-05:00)",
    "Eastern Time",
    "next",
    "this",
    "week",
    "weeks",
    "of",
    "the",
    "th",
    "by",
    "before",
    "within",
    "2-3",
    "business days",
    "99999999999",
    "2026-02-30",
    "31/02/2026",
    "00:00",
    "24:00",
    "0",
    "half",
    "past",
    "noon",
    "midnight",
    "tomorrow",
    "end of",
    "EOD",
    "Q5",
    "KW 60",
    "30 February",
    "29 Feb",
    "\n",
    "\n\n",
    "- ",
    "instead",
    "moved",
    "please",
    "we'll",
    "let you know",
    "if",
    "hear",
    "not",
    "Uhr",
    "halb",
    "heures",
    "mañana",
    "décembre",
    "ß",
    "\u{200b}",
    "🗓",
    "+99:99",
    "UTC+25",
    "America/New_York",
    "a",
    "few",
    "couple",
    "999",
    "years",
    "months",
    "hours",
    "ago",
    "that",
    "after",
    "then",
    "|",
    "To",
    "same time",
    "yours",
];

fn any_text() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec(proptest::sample::select(WORDS), 0..40);
    prop_oneof![
        any::<String>(),
        (words, any::<bool>()).prop_map(|(words, spaced)| words.join(if spaced {
            " "
        } else {
            ""
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_read_without_a_panic_and_spans_lie_on_characters(text in any_text(), seconds in -62_000_000_000i64..250_000_000_000, lang in 0..8usize) {
        let lang = [Lang::En, Lang::De, Lang::Fr, Lang::Es, Lang::Nl, Lang::It, Lang::Pt, Lang::Pl][lang];
        let offset = FixedOffset::east_opt(19_800).unwrap();
        let at: DateTime<FixedOffset> = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&offset);
        let anchor = Anchor::new(at, Tz::America__New_York, lang);
        for purpose in [Purpose::Appointment, Purpose::Promise, Purpose::Duty, Purpose::Quiet] {
            for found in find(&text, &anchor, purpose) {
                prop_assert_eq!(text.get(found.span), Some(found.words.as_str()));
            }
        }
        let times = appointments(&text, &anchor);
        for span in times.slots.iter().map(|slot| slot.span.clone()).chain(times.unsure.iter().map(|found| found.span.clone())).chain(times.undated.iter().map(|hour| hour.span.clone())) {
            prop_assert!(text.get(span).is_some());
        }
        for span in [promise(&text, &anchor).map(|found| found.span), deadline(&text, &anchor).map(|found| found.span), quiet_until(&text, &anchor).map(|found| found.span)].into_iter().flatten() {
            prop_assert!(text.get(span).is_some());
        }
        let _ = Lang::guess(&text);
    }
}

#[test]
fn a_long_text_is_read_up_to_its_limit() {
    let anchor = Anchor::new(
        "2026-03-04T10:12:00-05:00".parse().unwrap(),
        Tz::America__New_York,
        Lang::En,
    );
    for piece in [
        "Tuesday or ",
        "3pm - ",
        "in 2 ",
        "| 10:00 ",
        "ééé ",
        "before then ",
        "10:00 ET, ",
        "please by Friday ",
        "from ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let _ = appointments(&text, &anchor);
        let _ = promise(&text, &anchor);
        let _ = deadline(&text, &anchor);
        let _ = quiet_until(&text, &anchor);
    }
}
