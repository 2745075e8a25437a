//! What the debrief notes say about dates and duties: promises of both sides, peace asked for, how to write.
//!
//! The owner is the speaker here: "they will let me know by Friday" is the employer's promise, "I will send her the
//! slides" the owner's. English, German, French and Spanish.

mod words;

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

use crate::moment::Time;
use crate::reading::time::{Anchor, Found, Lang, Purpose, TimeReading, find, quiet_until};
use crate::reading::{By, Preference, PromiseFact, Strength};
use words::Topic;

/// What notes state; whatever they do not state is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// When they said that the owner would hear.
    pub promise: Option<PromiseFact>,
    /// They asked not to be asked before this day (W3).
    pub quiet_until: Option<NaiveDate>,
    /// They asked to be left in peace until they write (W3).
    pub quiet_until_word: bool,
    /// How they like to be contacted (F2).
    pub preference: Option<Preference>,
    /// A telephone number that stands with it.
    pub phone: Option<String>,
    /// What the owner promised them (M2).
    pub own_promises: Vec<OwnPromise>,
}

/// "I will send her the slides by Monday."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPromise {
    /// In short nouns: "slides".
    pub what: String,
    pub due: Option<By>,
}

/// Where the clock of a note stands: a region, or an offset east of UTC in seconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Where<'a> {
    pub zone: Option<&'a str>,
    pub offset: Option<i32>,
}

/// Reads notes written at `at`.
#[must_use]
pub fn read_notes(text: &str, at: Time, place: Where<'_>) -> Said {
    let language = Lang::guess(text);
    let (local, zone) = place.clock(at);
    let anchor = Anchor::new(local, zone, language);
    let mut said = Said::default();
    for sentence in sentences(text) {
        read_sentence(sentence, &anchor, &mut said);
    }
    said
}

fn read_sentence(sentence: &str, anchor: &Anchor<'_>, said: &mut Said) {
    let plain = sentence.to_lowercase().replace(['’', '‘'], "'");
    if let Some(preference) = words::preference(&plain) {
        said.preference = Some(preference);
    }
    if said.phone.is_none()
        && (said.preference == Some(Preference::Phone) || words::says(Topic::Telephone, &plain))
    {
        said.phone = words::phone(sentence);
    }
    if words::says(Topic::NothingSaid, &plain) {
        return;
    }
    if words::says(Topic::Peace, &plain) {
        match quiet_day(sentence, anchor) {
            Some(day) => said.quiet_until = Some(day),
            None => said.quiet_until_word = true,
        }
        return;
    }
    if let Some(what) = words::own_promise(&plain) {
        let found = find(sentence, anchor, Purpose::Duty);
        let what = as_written(sentence, &without_times(&what, &found));
        if !what.is_empty() {
            said.own_promises.push(OwnPromise {
                what,
                due: found.first().and_then(duty),
            });
        }
        return;
    }
    if words::says(Topic::Hearing, &plain) {
        let promised = find(sentence, anchor, Purpose::Promise)
            .iter()
            .filter_map(|found| promise(found, &plain))
            .find(|promise| promise.by >= anchor.today());
        said.promise = promised.or(said.promise);
    }
}

/// The last day that keeps the promise: promises are taken late.
fn promise(found: &Found, sentence: &str) -> Option<PromiseFact> {
    let soft = found.grace_days > 0 || words::says(Topic::Doubt, sentence);
    let stated = if soft { Strength::Soft } else { Strength::Hard };
    let (by, strength) = match &found.reading {
        TimeReading::Resolved(point) => (point.date, stated),
        TimeReading::Window { last, .. } => (*last, stated),
        TimeReading::Candidates(points) => (points.iter().map(|p| p.date).max()?, Strength::Soft),
        TimeReading::Conditional {
            by: Some(point),
            strength,
        } => (point.date, *strength),
        TimeReading::Conditional { by: None, .. }
        | TimeReading::LowerBound(_)
        | TimeReading::RelativeToInterview { .. }
        | TimeReading::Vague => return None,
    };
    let by = found
        .alternative
        .as_ref()
        .map_or(by, |other| by.max(other.date));
    Some(PromiseFact { by, strength })
}

/// Duties are taken early.
fn duty(found: &Found) -> Option<By> {
    match &found.reading {
        TimeReading::Resolved(point) => Some(point.at.map_or(By::Day(point.date), By::Instant)),
        TimeReading::Window { first, .. } => Some(By::Day(*first)),
        TimeReading::Candidates(points) => points.iter().map(|p| p.date).min().map(By::Day),
        TimeReading::Conditional { .. }
        | TimeReading::LowerBound(_)
        | TimeReading::RelativeToInterview { .. }
        | TimeReading::Vague => None,
    }
}

fn quiet_day(sentence: &str, anchor: &Anchor<'_>) -> Option<NaiveDate> {
    if let Some(quiet) = quiet_until(sentence, anchor) {
        return Some(quiet.until);
    }
    find(sentence, anchor, Purpose::Quiet)
        .iter()
        .find_map(|found| match &found.reading {
            TimeReading::Resolved(point) => Some(point.date),
            TimeReading::Window { last, .. } => Some(*last),
            TimeReading::Candidates(points) => points.iter().map(|p| p.date).max(),
            TimeReading::LowerBound(day) => Some(*day),
            TimeReading::Conditional { by, .. } => by.as_ref().map(|p| p.date),
            TimeReading::RelativeToInterview { .. } | TimeReading::Vague => None,
        })
}

/// The thing that was promised, without the words that say when.
fn without_times(what: &str, found: &[Found]) -> String {
    let mut rest = what.to_owned();
    for time in found {
        let words = time.words.to_lowercase();
        if let Some(at) = rest.find(&words) {
            rest.truncate(at);
        }
    }
    words::noun(&rest)
}

/// The words with the capitals that they have in the sentence.
fn as_written(sentence: &str, lower: &str) -> String {
    let folded: Vec<char> = lower.chars().collect();
    let plain = |c: char| if c == '’' || c == '‘' { '\'' } else { c };
    let chars: Vec<char> = sentence.chars().collect();
    let same = |window: &&[char]| {
        window
            .iter()
            .zip(&folded)
            .all(|(a, b)| plain(*a).to_lowercase().eq(b.to_lowercase()))
    };
    let found = (!folded.is_empty())
        .then(|| chars.windows(folded.len()).find(same))
        .flatten();
    found.map_or_else(|| lower.to_owned(), |window| window.iter().collect())
}

/// Lines, and within them sentences. A point after a number or a single letter ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let mut pieces = Vec::new();
        let mut rest = line;
        while let Some(end) = sentence_end(rest) {
            let (sentence, after) = rest.split_at(end);
            pieces.push(sentence);
            rest = after;
        }
        pieces.push(rest);
        pieces.into_iter().map(str::trim).filter(|s| !s.is_empty())
    })
}

fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices(['.', '!', '?', ';'])
        .find_map(|(at, mark)| {
            let after = at + mark.len();
            let rest = text.get(after..)?;
            let word = text
                .get(..at)?
                .rsplit(char::is_whitespace)
                .next()
                .unwrap_or_default();
            let short = word.chars().count() <= 1 || word.chars().all(|c| c.is_ascii_digit());
            let ends = rest.starts_with(char::is_whitespace) && !rest.trim().is_empty();
            (ends && !(mark == "." && short)).then_some(after)
        })
}

impl Where<'_> {
    /// The day of an instant by that clock.
    #[must_use]
    pub fn day(self, at: Time) -> NaiveDate {
        self.clock(at).0.date_naive()
    }

    /// The instant by that clock, and the zone: UTC where nothing is known.
    fn clock(self, at: Time) -> (DateTime<FixedOffset>, Tz) {
        if let Some(zone) = self.zone.and_then(|z| z.parse::<Tz>().ok()) {
            let local = at.with_timezone(&zone);
            let offset = local.offset().fix();
            return (at.with_timezone(&offset), zone);
        }
        let offset = self
            .offset
            .and_then(FixedOffset::east_opt)
            .unwrap_or_else(|| {
                chrono_tz::UTC
                    .offset_from_utc_datetime(&at.naive_utc())
                    .fix()
            });
        (at.with_timezone(&offset), chrono_tz::UTC)
    }
}

#[cfg(test)]
mod tests;
