//! The `[etiquette]` section: any number of `config/etiquette.toml`.

use chrono::{NaiveTime, Weekday};
use heardback_core::policy::Etiquette;

use super::reader::Section;

/// The defaults, with whatever the file says otherwise.
pub(super) fn read(top: &mut Section<'_, '_>) -> Etiquette {
    let mut e = Etiquette::default();
    let Some(mut section) = top.section("etiquette", false) else {
        return e;
    };
    let s = &mut section;
    clock(s, "waking_from", &mut e.waking_from);
    clock(s, "waking_until", &mut e.waking_until);
    clock(s, "prepare_at", &mut e.prepare_at);
    s.number("answer_nudge_hours", 1..=240, &mut e.answer_nudge_hours);
    s.number(
        "answer_nudge_before_hours",
        1..=72,
        &mut e.answer_nudge_before_hours,
    );
    s.number("debrief_minutes", 0..=1_440, &mut e.debrief_minutes);
    s.number("thank_hours", 0..=48, &mut e.thank_hours);
    s.number("thank_nudge_hours", 1..=48, &mut e.thank_nudge_hours);
    s.number("thank_latest_hours", 24..=96, &mut e.thank_latest_hours);
    s.number("thank_drop_days", 2..=14, &mut e.thank_drop_days);
    if s.has("traditional") {
        e.traditional = s.list("traditional", |t| Ok(t.to_owned()));
    }
    s.number("connect_days", 1..=14, &mut e.connect_days);
    s.number("grace_business_days", 1..=30, &mut e.grace_business_days);
    s.number(
        "grace_soft_business_days",
        1..=30,
        &mut e.grace_soft_business_days,
    );
    s.number("no_promise_days", 7..=90, &mut e.no_promise_days);
    s.number("spacing_days", 7..=90, &mut e.spacing_days);
    s.number("follow_ups", 0..=3, &mut e.follow_ups);
    s.number("quiet_days", 7..=365, &mut e.quiet_days);
    s.number(
        "quiet_without_person_days",
        7..=365,
        &mut e.quiet_without_person_days,
    );
    clock(s, "follow_up_at", &mut e.follow_up_at);
    clock(s, "material_due_at", &mut e.material_due_at);
    s.number(
        "rejection_reply_hours",
        1..=48,
        &mut e.rejection_reply_hours,
    );
    s.number(
        "rejection_reply_business_days",
        1..=10,
        &mut e.rejection_reply_business_days,
    );
    s.boolean("ask_advice", &mut e.ask_advice);
    s.number("stay_in_touch_days", 30..=730, &mut e.stay_in_touch_days);
    if let Some(day) = s.checked("digest_weekday", false, |d| {
        d.parse::<Weekday>()
            .map_err(|_| format!("“{d}” is no day of the week."))
    }) {
        e.digest_weekday = day;
    }
    clock(s, "digest_at", &mut e.digest_at);
    s.number("thank_you_words", 30..=1_000, &mut e.thank_you_words);
    s.number("follow_up_words", 30..=1_000, &mut e.follow_up_words);
    s.number(
        "rejection_reply_words",
        30..=1_000,
        &mut e.rejection_reply_words,
    );
    section.finish();
    e
}

fn clock(section: &mut Section<'_, '_>, key: &str, into: &mut NaiveTime) {
    let parse = |t: &str| {
        NaiveTime::parse_from_str(t, "%H:%M")
            .map_err(|_| format!("“{t}” is no time of day; write it like “08:30”."))
    };
    if let Some(time) = section.checked(key, false, parse) {
        *into = time;
    }
}
