//! What a length or "that week" is counted from.

use super::*;

/// Counts lengths and "that week" from the day named before, where the words say so.
pub(super) fn rebase(scanned: &Scanned, found: &mut [Mention], anchor: &Anchor<'_>) {
    let mut last_day: Option<NaiveDate> = None;
    for mention in found {
        if mention.length.is_some() {
            mention.base = base(scanned, mention.after, last_day);
            continue;
        }
        if let Some(days) = mention
            .days
            .as_ref()
            .and_then(|days| after_that(days, last_day))
        {
            mention.days = Some(days);
        }
        let setting = Setting {
            anchor,
            purpose: Purpose::Promise,
            past: false,
        };
        last_day = mention
            .days
            .as_ref()
            .and_then(|days| resolve(days, setting))
            .and_then(|resolved| resolved.day)
            .or(last_day);
    }
}

/// "That week", "the Monday after", "the day after", told from the day named before.
fn after_that(days: &Days, last_day: Option<NaiveDate>) -> Option<Days> {
    let day = last_day?;
    let exact = |day: NaiveDate| Days::Date {
        year: Some(day.year()),
        month: day.month(),
        day: day.day(),
        weekday: None,
    };
    match days {
        Days::ThatWeek(Share::End) => Some(exact(shifted(
            day,
            4 - i64::from(day.weekday().num_days_from_monday()),
        )?)),
        Days::ThatWeek(_) => Some(Days::WeekOf(Box::new(exact(day)))),
        Days::DayAfterThat(None) => shifted(day, 1).map(exact),
        Days::DayAfterThat(Some(weekday)) => {
            let ahead =
                (i64::from(*weekday) + 7 - i64::from(day.weekday().num_days_from_monday())) % 7;
            shifted(day, if ahead == 0 { 7 } else { ahead }).map(exact)
        }
        Days::Date { .. }
        | Days::Numeric { .. }
        | Days::DayOfMonth { .. }
        | Days::Weekday(..)
        | Days::Offset(_)
        | Days::Week(..)
        | Days::WeekOf(_)
        | Days::IsoWeek(_)
        | Days::Month(..)
        | Days::Quarter(..)
        | Days::NewYear
        | Days::Feast(_)
        | Days::YearEnd
        | Days::After(_)
        | Days::Range(..)
        | Days::Several(_) => None,
    }
}

fn base(scanned: &Scanned, after: usize, last_day: Option<NaiveDate>) -> Base {
    let text = scanned.cursor();
    let opens = text.word(after.wrapping_sub(1), &["week of"])
        || text.any(
            after,
            &[Sense::Of, Sense::After, Sense::From, Sense::Onwards],
        )
        || text.word(
            after,
            &["following", "nach", "after", "apres", "tras", "depuis"],
        );
    if !opens || text.get(after).is_some_and(|token| token.low == "from now") {
        return Base::Message;
    }
    if (after..after + 7)
        .any(|at| text.word(at, &["this"]) && text.word(at + 1, &["letter", "notice"]))
    {
        return Base::Letter;
    }
    let near = |words: &[&str]| (after..after + 6).any(|at| text.word(at, words));
    if near(&[
        "receipt",
        "receiving",
        "notice",
        "mail",
        "email",
        "message",
        "letter",
        "today",
        "now",
        "invitation",
        "erhalt",
        "reception",
        "recibir",
        "recepcion",
        "heute",
    ]) || (after + 1..after + 4).any(|at| {
        text.find(at, |sense| matches!(sense, Sense::Offset(0)).then_some(()))
            .is_some()
    }) {
        return Base::Message;
    }
    if near(&[
        "date",
        "deadline",
        "closing",
        "meeting",
        "closes",
        "closure",
        "that",
        "frist",
        "bewerbungsschluss",
        "cloture",
        "cierre",
    ]) {
        return last_day.map_or(Base::Unknown, Base::Day);
    }
    if text.any(after, &[Sense::From]) && text.get(after).is_some_and(|token| token.low != "from") {
        return Base::Message;
    }
    let counted = near(&[
        "your",
        "the",
        "completing",
        "submitting",
        "submission",
        "completion",
        "interview",
        "applying",
        "application",
        "being",
        "you",
        "interviews",
        "signing",
    ]);
    if counted {
        Base::Unknown
    } else {
        Base::Message
    }
}
