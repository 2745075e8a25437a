//! Sentences with the reading that a careful person gives them: at least 97 of 100 must come out right.

#![expect(clippy::unwrap_used, reason = "a broken test file is to fail loudly")]

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use heardback_core::reading::time::{
    Anchor, Found, Lang, Point, Purpose, TimeReading, appointments, deadline, find, promise,
    quiet_until,
};
use heardback_core::reading::{By, Strength};
use serde_json::Value;

#[test]
fn the_written_patterns_are_read_as_people_mean_them() {
    let rows: Vec<Value> = include_str!("data/time_patterns.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| wrong(row).map(|why| format!("{} {} {why}", row["id"], row["text"])))
        .collect();
    let right = rows.len() - wrong.len();
    assert!(
        right * 100 >= rows.len() * 97,
        "{right} of {} right\n{}",
        rows.len(),
        wrong.join("\n")
    );
}

/// Why a row is wrong, if it is.
fn wrong(row: &Value) -> Option<String> {
    let text = row["text"].as_str().unwrap();
    let at: DateTime<FixedOffset> = row["anchor"].as_str().unwrap().parse().unwrap();
    let zone = row["user_tz"].as_str().unwrap().parse().unwrap();
    let anchor = Anchor::new(at, zone, Lang::guess(text));
    let expect = &row["expect"];
    let mut case = Case {
        text,
        anchor,
        problems: Vec::new(),
    };
    match row["kind"].as_str().unwrap() {
        "promise" => case.promise(expect),
        "quiet_period" => case.quiet(expect),
        "deadline" => case.deadline(expect),
        "interview" => case.interview(expect),
        other => panic!("unknown kind {other}"),
    }
    (!case.problems.is_empty()).then(|| case.problems.join("; "))
}

struct Case<'a> {
    text: &'a str,
    anchor: Anchor<'a>,
    problems: Vec<String>,
}

impl Case<'_> {
    fn want<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, got: T, wanted: T) {
        if got != wanted {
            self.problems
                .push(format!("{what}: got {got:?}, wanted {wanted:?}"));
        }
    }

    fn found(&self, purpose: Purpose) -> Vec<Found> {
        find(self.text, &self.anchor, purpose)
    }

    fn window(&self, purpose: Purpose) -> Option<(NaiveDate, NaiveDate)> {
        self.found(purpose).into_iter().find_map(|found| {
            if let TimeReading::Window { first, last } = found.reading {
                Some((first, last))
            } else {
                None
            }
        })
    }

    fn lower_bound(&self) -> Option<NaiveDate> {
        self.found(Purpose::Promise).into_iter().find_map(|found| {
            if let TimeReading::LowerBound(day) = found.reading {
                Some(day)
            } else {
                None
            }
        })
    }

    fn promise(&mut self, expect: &Value) {
        let got = promise(self.text, &self.anchor);
        let strength = got.as_ref().map(|promise| promise.strength);
        if let Some(by) = expect.get("implicit_rejection_after") {
            self.want("by", got.as_ref().map(|promise| promise.by), day(by));
            let wanted = if expect.get("conditional").is_some() {
                Strength::Conditional
            } else {
                Strength::ImplicitRejection
            };
            self.want("strength", strength, Some(wanted));
            return;
        }
        let Some(due) = expect["due"].as_str() else {
            self.want("promise", got.map(|promise| promise.by), None);
            if let Some(earliest) = expect.get("earliest") {
                let got = self.lower_bound();
                self.want("earliest", got, day(earliest));
            }
            if let Some(window) = expect.get("soft_window") {
                let got = self.window(Purpose::Promise);
                self.want("window", got, days(window));
            }
            return;
        };
        if due.len() > 10 {
            self.want(
                "at",
                got.as_ref().and_then(|promise| promise.at),
                instant(&expect["due"]),
            );
        } else {
            self.want(
                "by",
                got.as_ref().map(|promise| promise.by),
                day(&expect["due"]),
            );
        }
        if let Some(earliest) = expect.get("earliest") {
            self.want(
                "earliest",
                got.as_ref().and_then(|promise| promise.earliest),
                day(earliest),
            );
        }
        if let Some(alternative) = expect.get("alt") {
            self.want(
                "alternative",
                got.as_ref().and_then(|promise| promise.alternative),
                day(alternative),
            );
        }
        if let Some(grace) = expect["grace_days"].as_u64() {
            self.want(
                "grace",
                got.as_ref().map(|promise| u64::from(promise.grace_days)),
                Some(grace),
            );
        }
        if let Some(window) = expect.get("window") {
            let got = self.window(Purpose::Promise);
            self.want("window", got, days(window));
        }
        if expect["strength"] == "soft" {
            self.want("strength", strength, Some(Strength::Soft));
        }
    }

    fn quiet(&mut self, expect: &Value) {
        let got = quiet_until(self.text, &self.anchor);
        let until = expect
            .get("no_follow_up_before")
            .or(expect.get("follow_up_allowed_from"));
        self.want(
            "until",
            got.as_ref().map(|quiet| quiet.until),
            until.and_then(day),
        );
        if let Some(due) = expect.get("due") {
            self.want(
                "silent until",
                got.and_then(|quiet| quiet.silent_until),
                day(due),
            );
        }
    }

    fn deadline(&mut self, expect: &Value) {
        let got = deadline(self.text, &self.anchor);
        if expect.get("relative_to").is_some() {
            let hours = expect["offset_hours"].as_i64().unwrap();
            let offset = self.found(Purpose::Duty).into_iter().find_map(|found| {
                if let TimeReading::RelativeToInterview { minutes } = found.reading {
                    Some(minutes)
                } else {
                    None
                }
            });
            self.want("offset", offset, Some(hours * 60));
            self.want("deadline", got.is_none(), true);
            return;
        }
        let by = got.as_ref().map(|deadline| deadline.by);
        match expect["due"].as_str() {
            None => self.want("deadline", by, None),
            Some(due) if due.len() == 10 => self.want("by", by, day(&expect["due"]).map(By::Day)),
            // A day without an hour is handed on as the day; whoever needs an hour takes 17:00 of it.
            Some(due) if due.contains("T17:00:00") && matches!(by, Some(By::Day(_))) => self.want(
                "by",
                by,
                due.get(..10)
                    .and_then(|date| date.parse().ok())
                    .map(By::Day),
            ),
            Some(_) => self.want("by", by, instant(&expect["due"]).map(By::Instant)),
        }
        if let Some(alternative) = expect.get("alt") {
            self.want(
                "alternative",
                got.and_then(|deadline| deadline.alternative),
                instant(alternative).map(By::Instant),
            );
        }
    }

    fn interview(&mut self, expect: &Value) {
        let got = appointments(self.text, &self.anchor);
        let starts: Vec<DateTime<FixedOffset>> = got.slots.iter().map(|slot| slot.start).collect();
        let first = got.slots.first();
        if expect["event"].is_null() && expect.get("event").is_some() {
            self.want("slots", starts, Vec::new());
            return;
        }
        if let Some(candidates) = expect["candidates"].as_array() {
            self.want("slots", starts, Vec::new());
            let points: Vec<Point> = got
                .unsure
                .into_iter()
                .flat_map(|found| {
                    if let TimeReading::Candidates(points) = found.reading {
                        points
                    } else {
                        Vec::new()
                    }
                })
                .collect();
            for wanted in candidates {
                let text = wanted.as_str().unwrap();
                let known = points
                    .iter()
                    .any(|point| point.at.is_some_and(|at| at.to_rfc3339().starts_with(text)));
                self.want(text, known, true);
            }
            self.want("candidates", points.len(), candidates.len());
            return;
        }
        if let Some(start) = expect["start"].as_str() {
            self.want(
                "start",
                first.map(|slot| slot.start),
                instant(&expect["start"]),
            );
            self.want("one", starts.len(), 1);
            let _ = start;
            if let Some(end) = instant(&expect["end"]) {
                // An hour is assumed where nothing is said; what is said must come out.
                let assumed = first.is_some_and(|slot| {
                    slot.end.is_none() && end - slot.start == TimeDelta::hours(1)
                });
                if !assumed {
                    self.want("end", first.and_then(|slot| slot.end), Some(end));
                }
            }
            if let Some(zone) = expect["tz"].as_str() {
                self.want(
                    "zone",
                    first.and_then(|slot| slot.zone).map(|zone| zone.name()),
                    Some(zone),
                );
            }
            if let Some(alternative) = expect.get("alt_start") {
                self.want(
                    "alternative",
                    first.and_then(|slot| slot.alternative),
                    instant(alternative),
                );
            }
        } else {
            self.want("slots", starts, Vec::new());
        }
        if let Some(time) = expect["time"].as_str() {
            self.want(
                "time",
                got.undated
                    .first()
                    .map(|undated| undated.start.format("%H:%M").to_string()),
                Some(time.to_owned()),
            );
            self.want(
                "zone",
                got.undated
                    .first()
                    .and_then(|undated| undated.zone)
                    .map(|zone| zone.name()),
                expect["tz"].as_str(),
            );
        }
        if let Some(old) = expect["old_time"].as_str() {
            self.want(
                "old",
                got.undated
                    .iter()
                    .find(|undated| undated.was)
                    .map(|undated| undated.start.format("%H:%M").to_string()),
                Some(old.to_owned()),
            );
            let new = expect["new_time"].as_str().unwrap().to_owned();
            self.want(
                "new",
                got.undated
                    .iter()
                    .find(|undated| !undated.was)
                    .map(|undated| undated.start.format("%H:%M").to_string()),
                Some(new),
            );
        }
        if let Some(window) = expect.get("window") {
            let got = self.window(Purpose::Appointment);
            self.want("window", got, days(window));
        }
        if expect.get("deadline").is_some() {
            let exclusive = expect["exclusive"] == true;
            let wanted = day(&expect["deadline"]).map(|day| {
                if exclusive {
                    day.pred_opt().unwrap()
                } else {
                    day
                }
            });
            self.want(
                "deadline",
                deadline(self.text, &self.anchor).map(|deadline| deadline.by),
                wanted.map(By::Day),
            );
        }
    }
}

fn day(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

fn days(value: &Value) -> Option<(NaiveDate, NaiveDate)> {
    Some((day(&value[0])?, day(&value[1])?))
}

fn instant(value: &Value) -> Option<DateTime<FixedOffset>> {
    value.as_str()?.parse().ok()
}
