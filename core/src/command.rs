//! What the owner may say, by reply and on the command line: one grammar.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveTime, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::etiquette::days::instant;
use crate::moment::Time;
use crate::reading::Class;

/// The owner's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Send(Send),
    /// The new text of the draft (of the `which`th, where there are several).
    Edit {
        which: Option<usize>,
        text: String,
    },
    /// Words for the marked gap.
    Fill {
        which: Option<usize>,
        words: String,
    },
    /// The marked gap goes.
    Strike {
        which: Option<usize>,
    },
    /// Another of the offered times, counted from 1.
    Slot(usize),
    Skip,
    /// A thing that only the owner can do is done.
    Done,
    Snooze {
        until: Time,
    },
    Undo,
    Why,
    /// To a proposal; the number picks one where several applications fit.
    Yes {
        which: Option<usize>,
    },
    No,
    /// The mail was something else.
    Wrong(Class),
    Notes(String),
    Withdraw,
    Accept,
    /// An uncertain letter: once more, or leave it.
    Resend,
    Leave,
    Pause,
    Resume,
    Help,
}

/// `send` with its variations.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Send {
    /// Counted from 1; empty: all.
    pub which: Vec<usize>,
    pub all: bool,
    /// No undo window, no waking hours.
    pub now: bool,
    pub at: Option<Time>,
    /// In spite of a suspicious sender.
    pub anyway: bool,
}

/// Why a line is no command: a sentence for the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUnderstood(pub String);

/// The command on `line`; `rest` is what follows it in the mail. `now` and `zone` give a meaning to "monday 9am".
///
/// # Errors
/// A sentence that says what was not understood and what would be.
pub fn parse(line: &str, rest: &str, now: Time, zone: Tz) -> Result<Command, NotUnderstood> {
    let line = line.trim();
    let line = line.strip_suffix('.').unwrap_or(line).trim();
    let lower = line.to_ascii_lowercase();
    let (word, tail) = lower
        .split_once(|c: char| c.is_whitespace() || c == ':')
        .map_or((lower.as_str(), ""), |(w, t)| {
            (w, t.trim_start_matches(':').trim())
        });
    let original_tail = line
        .get(word.len()..)
        .unwrap_or("")
        .trim_start_matches(':')
        .trim()
        .trim_start_matches(':')
        .trim();
    let alone = |command: Command| {
        if tail.is_empty() {
            Ok(command)
        } else {
            Err(unknown(line))
        }
    };
    match word {
        "send" => send(tail, now, zone).map(Command::Send).ok_or_else(|| unknown(line)),
        "edit" => edit(tail, rest),
        "fill" => fill(original_tail, rest),
        "strike" => number(tail).map(|which| Command::Strike { which }).ok_or_else(|| unknown(line)),
        "slot" => tail.parse().ok().filter(|n| (1..100).contains(n)).map(Command::Slot).ok_or_else(|| NotUnderstood("Which time? Write for instance “slot 2”.".to_owned())),
        "skip" => alone(Command::Skip),
        "done" => alone(Command::Done),
        "snooze" => snooze(tail, now, zone).map(|until| Command::Snooze { until }).ok_or_else(|| NotUnderstood("Until when? Write for instance “snooze 3d”, “snooze 4h” or “snooze monday 9am”.".to_owned())),
        "undo" => alone(Command::Undo),
        "why" => alone(Command::Why),
        "yes" => number(tail).map(|which| Command::Yes { which }).ok_or_else(|| unknown(line)),
        "no" => alone(Command::No),
        "wrong" => class(tail).map(Command::Wrong).ok_or_else(|| NotUnderstood(format!("What was it then? Write “wrong: ” and one of: {}.", names()))),
        "notes" | "note" => Ok(Command::Notes([original_tail, rest].join("\n").trim().to_owned())),
        "withdraw" => alone(Command::Withdraw),
        "accept" => alone(Command::Accept),
        "resend" => alone(Command::Resend),
        "leave" => alone(Command::Leave),
        "pause" => alone(Command::Pause),
        "resume" => alone(Command::Resume),
        "help" => alone(Command::Help),
        _ => Err(unknown(line)),
    }
}

/// Is that line one of the command words alone (COMMANDS.md: only then a reply to the debrief is no note)?
#[must_use]
pub fn is_bare_word(line: &str) -> bool {
    let line = line.trim().trim_end_matches('.').to_ascii_lowercase();
    matches!(
        line.as_str(),
        "send"
            | "edit"
            | "strike"
            | "skip"
            | "done"
            | "snooze"
            | "undo"
            | "why"
            | "yes"
            | "no"
            | "withdraw"
            | "accept"
            | "resend"
            | "leave"
            | "pause"
            | "resume"
            | "help"
    ) || line
        .strip_prefix("snooze ")
        .is_some_and(|t| t.split_whitespace().count() == 1)
}

fn unknown(line: &str) -> NotUnderstood {
    let shown: String = line.chars().filter(|c| !c.is_control()).take(60).collect();
    NotUnderstood(format!(
        "“{shown}” is none of the commands: send, edit, fill: words, strike, slot 2, skip, done, snooze 3d, undo, why, yes, no, wrong: class, notes, withdraw, accept, pause, resume, help."
    ))
}

fn names() -> String {
    Class::ALL
        .iter()
        .map(|c| c.name().replace('_', " "))
        .collect::<Vec<_>>()
        .join(", ")
}

fn class(text: &str) -> Option<Class> {
    let name = text
        .trim()
        .trim_end_matches('.')
        .to_lowercase()
        .split([' ', '-', '_'])
        .filter(|w| !w.is_empty() && *w != "a" && *w != "an")
        .collect::<Vec<_>>()
        .join("_");
    Class::from_name(&name).or(match name.as_str() {
        "invitation" => Some(Class::InterviewInvitation),
        "reschedule" | "rescheduling" => Some(Class::InterviewReschedule),
        "cancellation" => Some(Class::InterviewCancellation),
        "status" | "update" => Some(Class::StatusUpdate),
        "closed" => Some(Class::PositionClosed),
        "scam" | "spam" | "nothing" => Some(Class::Other),
        _ => None,
    })
}

fn send(tail: &str, now: Time, zone: Tz) -> Option<Send> {
    let mut send = Send::default();
    let tail = tail.replace(',', " ");
    let words: Vec<&str> = tail.split_whitespace().filter(|w| *w != "and").collect();
    let mut rest = words.as_slice();
    while let Some((first, after)) = rest.split_first() {
        match *first {
            "all" => send.all = true,
            "now" => send.now = true,
            "anyway" => send.anyway = true,
            digits
                if digits.len() <= 2
                    && after.first().is_none_or(|w| !matches!(*w, "am" | "pm"))
                    && digits.parse::<usize>().is_ok_and(|n| n > 0) =>
            {
                let number = digits.parse().ok()?;
                if !send.which.contains(&number) {
                    send.which.push(number);
                }
            }
            _ => {
                send.at = Some(when(&rest.join(" "), now, zone)?);
                break;
            }
        }
        rest = after;
    }
    let contradicts = (send.all && !send.which.is_empty()) || (send.now && send.at.is_some());
    (!contradicts).then_some(send)
}

fn number(tail: &str) -> Option<Option<usize>> {
    if tail.is_empty() {
        Some(None)
    } else {
        tail.parse().ok().filter(|n| (1..100).contains(n)).map(Some)
    }
}

fn edit(tail: &str, rest: &str) -> Result<Command, NotUnderstood> {
    let text = rest.trim();
    let Some(which) = number(tail) else {
        return Err(NotUnderstood("Write “edit” alone on the first line (or “edit 2” for the second draft) and the whole new text below it.".to_owned()));
    };
    if text.is_empty() {
        return Err(NotUnderstood("There was no new text below “edit”. Write “edit” on the first line and the whole new text below it.".to_owned()));
    }
    Ok(Command::Edit {
        which,
        text: text.to_owned(),
    })
}

fn fill(tail: &str, rest: &str) -> Result<Command, NotUnderstood> {
    let (which, words) = match tail.split_once(':') {
        // "2: words" is the second draft's gap; "2:30 pm" are words.
        Some((n, words)) if n.parse::<usize>().is_ok() && words.starts_with(' ') => {
            (n.parse().ok(), words)
        }
        Some(_) | None => (None, tail),
    };
    let words = [words.trim(), rest.trim()].join(" ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err(NotUnderstood(
            "Which words? Write for instance “fill: how you plan the spring catalogue”.".to_owned(),
        ));
    }
    Ok(Command::Fill { which, words })
}

fn snooze(tail: &str, now: Time, zone: Tz) -> Option<Time> {
    if tail.is_empty() {
        return now.checked_add_signed(Duration::days(1));
    }
    span(tail)
        .and_then(|span| now.checked_add_signed(span))
        .or_else(|| when(tail, now, zone))
}

/// "2d", "3 days", "4h", "1 week": at most a year.
fn span(text: &str) -> Option<Duration> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let count: i64 = digits.parse().ok().filter(|n| (1..=366).contains(n))?;
    match text.get(digits.len()..)?.trim() {
        "d" | "day" | "days" => Some(Duration::days(count)),
        "h" | "hour" | "hours" => Some(Duration::hours(count)),
        "w" | "week" | "weeks" => (count <= 52).then(|| Duration::weeks(count)),
        "m" | "min" | "minutes" => Some(Duration::minutes(count)),
        _ => None,
    }
}

/// "monday 9am", "tomorrow", "friday", "9am", "2026-03-12 14:00": always ahead of `now`, by a year at most.
fn when(text: &str, now: Time, zone: Tz) -> Option<Time> {
    some_day(text, now, zone).filter(|at| *at - now <= Duration::days(366))
}

fn some_day(text: &str, now: Time, zone: Tz) -> Option<Time> {
    let local = now.with_timezone(&zone);
    let today = local.date_naive();
    let mut words: Vec<&str> = text
        .split_whitespace()
        .filter(|w| !matches!(*w, "at" | "on" | "next" | "this"))
        .collect();
    let first = words.first().copied()?;
    let day = day_of(first, today);
    if day.is_some() {
        words.remove(0);
    }
    let time = match words.as_slice() {
        [] => None,
        [clock] => Some(clock_of(clock)?),
        [clock, half] => Some(clock_of(&format!("{clock}{half}"))?),
        _ => return None,
    };
    match (day, time) {
        (Some(day), time) => {
            let time = time.unwrap_or_else(|| NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default());
            let at = instant(zone, day, time);
            if at > now {
                Some(at)
            } else if day == today
                && day.weekday() == local.weekday()
                && first != "today"
                && NaiveDate::parse_from_str(first, "%Y-%m-%d").is_err()
            {
                Some(instant(zone, day.checked_add_days(Days::new(7))?, time))
            } else {
                None
            }
        }
        (None, Some(time)) => {
            let at = instant(zone, today, time);
            Some(if at > now {
                at
            } else {
                instant(zone, today.checked_add_days(Days::new(1))?, time)
            })
        }
        (None, None) => None,
    }
}

fn day_of(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    match word {
        "today" => return Some(today),
        "tomorrow" => return today.checked_add_days(Days::new(1)),
        _ => {}
    }
    if let Ok(day) = NaiveDate::parse_from_str(word, "%Y-%m-%d") {
        // Far beyond any year of ours the arithmetic of instants ends.
        return (1970..=9999).contains(&day.year()).then_some(day);
    }
    let weekday = word.parse::<chrono::Weekday>().ok()?;
    let ahead = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
    today.checked_add_days(Days::new(u64::from(ahead)))
}

/// "9am", "9:30am", "14:00", "noon"; a bare number is no time.
fn clock_of(word: &str) -> Option<NaiveTime> {
    if word == "noon" {
        return NaiveTime::from_hms_opt(12, 0, 0);
    }
    let (digits, half) = match word
        .strip_suffix("am")
        .map(|d| (d, Some(false)))
        .or_else(|| word.strip_suffix("pm").map(|d| (d, Some(true))))
    {
        Some(found) => found,
        None => (word, None),
    };
    let (hour, minute): (u32, u32) = match digits.split_once([':', '.']) {
        Some((h, m)) if m.len() == 2 => (h.parse().ok()?, m.parse().ok()?),
        Some(_) => return None,
        None => {
            half?;
            (digits.parse().ok()?, 0)
        }
    };
    let hour = match half {
        None => hour,
        Some(_) if hour == 0 || hour > 12 => return None,
        Some(false) => hour % 12,
        Some(true) => hour % 12 + 12,
    };
    NaiveTime::from_hms_opt(hour, minute, 0).filter(|t| t.second() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn at(text: &str) -> Time {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn check(line: &str, expected: Option<Command>) {
        // A Wednesday afternoon in New York.
        let got = parse(
            line,
            "and what follows",
            at("2026-03-04T15:00:00-05:00"),
            Tz::America__New_York,
        )
        .ok();
        assert_eq!(got, expected, "{line:?}");
    }

    #[test]
    fn the_words_of_the_table_are_understood() {
        check("send", Some(Command::Send(Send::default())));
        check(" SEND. ", Some(Command::Send(Send::default())));
        check(
            "Send now",
            Some(Command::Send(Send {
                now: true,
                ..Send::default()
            })),
        );
        check(
            "send anyway",
            Some(Command::Send(Send {
                anyway: true,
                ..Send::default()
            })),
        );
        check(
            "send 1",
            Some(Command::Send(Send {
                which: vec![1],
                ..Send::default()
            })),
        );
        check(
            "send 1 3",
            Some(Command::Send(Send {
                which: vec![1, 3],
                ..Send::default()
            })),
        );
        check(
            "send 1, 3",
            Some(Command::Send(Send {
                which: vec![1, 3],
                ..Send::default()
            })),
        );
        check(
            "send 1 1",
            Some(Command::Send(Send {
                which: vec![1],
                ..Send::default()
            })),
        );
        check(
            "send all",
            Some(Command::Send(Send {
                all: true,
                ..Send::default()
            })),
        );
        check("skip", Some(Command::Skip));
        check(
            "snooze 2d",
            Some(Command::Snooze {
                until: at("2026-03-06T15:00:00-05:00"),
            }),
        );
        check("slot 2", Some(Command::Slot(2)));
        check("wrong: rejection", Some(Command::Wrong(Class::Rejection)));
        check(
            "wrong: interview invitation",
            Some(Command::Wrong(Class::InterviewInvitation)),
        );
        check(
            "fill: the Newark depot",
            Some(Command::Fill {
                which: None,
                words: "the Newark depot and what follows".to_owned(),
            }),
        );
        check(
            "edit",
            Some(Command::Edit {
                which: None,
                text: "and what follows".to_owned(),
            }),
        );
    }

    #[test]
    fn a_time_to_send_is_the_owners_and_never_past() {
        let send_at = |t: &str| {
            Some(Command::Send(Send {
                at: Some(at(t)),
                ..Send::default()
            }))
        };
        check("send monday 9am", send_at("2026-03-09T09:00:00-04:00"));
        check(
            "send tomorrow at 9:30 am",
            send_at("2026-03-05T09:30:00-05:00"),
        );
        check("send wednesday 9am", send_at("2026-03-11T09:00:00-04:00"));
        check("send 9am", send_at("2026-03-05T09:00:00-05:00"));
        check("send today 9am", None);
        check("send 2026-03-01", None);
    }

    #[test]
    fn a_snooze_is_a_year_long_at_most_in_whatever_it_is_counted() {
        let until = |t: &str| Some(Command::Snooze { until: at(t) });
        check("snooze", until("2026-03-05T15:00:00-05:00"));
        check("snooze 4h", until("2026-03-04T19:00:00-05:00"));
        check("snooze 30 min", until("2026-03-04T15:30:00-05:00"));
        check("snooze 1 week", until("2026-03-11T16:00:00-04:00"));
        check("snooze 52w", until("2027-03-03T15:00:00-05:00"));
        check("snooze 53w", None);
        check("snooze 366d", until("2027-03-05T15:00:00-05:00"));
        check("snooze 367d", None);
        check("snooze 0d", None);
        check("snooze 3 fortnights", None);
    }

    #[test]
    fn a_class_that_is_none_is_answered_with_those_that_are() {
        let line = "wrong: nonsense";
        let refused = parse(line, "", at("2026-03-04T15:00:00-05:00"), Tz::UTC).unwrap_err();
        for class in Class::ALL {
            let name = class.name().replace('_', " ");
            assert!(refused.0.contains(&name), "{name}: {}", refused.0);
        }
        for (said, class) in [
            ("wrong: an offer", Class::Offer),
            ("wrong: cancellation", Class::InterviewCancellation),
            ("wrong: rescheduling", Class::InterviewReschedule),
            ("wrong: closed", Class::PositionClosed),
            ("wrong: update", Class::StatusUpdate),
            ("wrong: spam", Class::Other),
        ] {
            check(said, Some(Command::Wrong(class)));
        }
    }

    #[test]
    fn a_time_of_day_is_whole_and_unambiguous() {
        let send_at = |t: &str| {
            Some(Command::Send(Send {
                at: Some(at(t)),
                ..Send::default()
            }))
        };
        check("send tomorrow noon", send_at("2026-03-05T12:00:00-05:00"));
        check("send tomorrow 12pm", send_at("2026-03-05T12:00:00-05:00"));
        check("send tomorrow 12am", send_at("2026-03-05T00:00:00-05:00"));
        check("send tomorrow 13pm", None);
        check("send tomorrow 0am", None);
        check("send tomorrow 9:5", None);
        check("send tomorrow 24:00", None);
        check("send tomorrow 9", None);
        check("send 9 am", send_at("2026-03-05T09:00:00-05:00"));
        check("send now 9am", None);
    }

    #[test]
    fn what_is_not_a_command_is_none() {
        for line in [
            "yes please send it",
            "send it to my boss",
            "sending",
            "please send",
            "send, but change the date",
            "> send",
            "send now monday",
            "ok",
            "",
            "send 1 all",
        ] {
            check(line, None);
        }
    }
}
