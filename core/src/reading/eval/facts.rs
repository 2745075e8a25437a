//! Facts that were read beside facts that are true, field by field.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::matching::names::normal_requisition;
use crate::matching::{same_company, same_role};
use crate::reading::{By, Facts, Part};

/// Of one field: found right, found in all, true in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    pub right: usize,
    pub found: usize,
    pub labelled: usize,
}

/// How many values of each of [`FIELDS`] agree.
#[must_use]
pub fn compare(truth: &Facts, read: &Facts) -> Vec<(&'static str, Count)> {
    let counted = FIELDS.iter().map(|field| {
        let (wanted, got) = (values(truth, field), values(read, field));
        let count = Count {
            right: matched(field, &wanted, &got),
            found: got.len(),
            labelled: wanted.len(),
        };
        (*field, count)
    });
    counted.collect()
}

/// Labels as facts; a field that is written in another way than ours is left out, not the whole.
#[must_use]
pub fn lenient(labelled: &Value) -> Option<Facts> {
    if let Ok(facts) = serde_json::from_value(labelled.clone()) {
        return Some(facts);
    }
    let kept: Map<String, Value> = labelled
        .as_object()?
        .iter()
        .filter(|(key, value)| {
            let alone = Map::from_iter([((*key).clone(), (*value).clone())]);
            serde_json::from_value::<Facts>(Value::Object(alone)).is_ok()
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    serde_json::from_value(Value::Object(kept)).ok()
}

/// The fields that are compared, in the order of the documentation.
pub const FIELDS: &[&str] = &[
    "company",
    "role",
    "requisition",
    "people",
    "email",
    "part",
    "interviewer",
    "start",
    "end",
    "zone",
    "medium",
    "place",
    "was",
    "slots",
    "slot_end",
    "promise",
    "strength",
    "quiet_until",
    "deadline",
    "requested",
    "preference",
    "contact_person",
];

/// The values of one of [`FIELDS`], as text.
#[must_use]
pub fn values(facts: &Facts, field: &str) -> Vec<String> {
    let interview = facts.interview.as_ref();
    let when = |at: Option<chrono::DateTime<chrono::FixedOffset>>| {
        at.map(|at| at.to_utc().to_rfc3339()).into_iter().collect()
    };
    match field {
        "company" => facts.company.clone().into_iter().collect(),
        "role" => facts.role.clone().into_iter().collect(),
        "requisition" => facts.requisition.clone().into_iter().collect(),
        "people" => facts.people.iter().filter_map(|p| p.name.clone()).collect(),
        "email" => facts
            .people
            .iter()
            .filter_map(|p| p.email.as_ref().map(ToString::to_string))
            .collect(),
        "part" => facts
            .people
            .iter()
            .filter_map(|p| Some(format!("{}|{}", p.name.clone()?, p.part?)))
            .collect(),
        "interviewer" => facts
            .people
            .iter()
            .filter(|p| p.part == Some(Part::Interviewer))
            .filter_map(|p| p.name.clone())
            .collect(),
        "start" => when(interview.and_then(|i| i.start)),
        "end" => when(interview.and_then(|i| i.end)),
        "was" => when(interview.and_then(|i| i.was)),
        "zone" => interview.and_then(|i| i.zone.clone()).into_iter().collect(),
        "medium" => interview
            .and_then(|i| i.medium)
            .map(|m| m.to_string())
            .into_iter()
            .collect(),
        "place" => interview
            .and_then(|i| i.place.clone())
            .into_iter()
            .collect(),
        "slots" => facts
            .slots
            .iter()
            .map(|s| s.start.to_utc().to_rfc3339())
            .collect(),
        "slot_end" => facts
            .slots
            .iter()
            .filter_map(|s| s.end.map(|e| e.to_utc().to_rfc3339()))
            .collect(),
        "promise" => facts
            .promise
            .map(|p| p.by.to_string())
            .into_iter()
            .collect(),
        "strength" => facts
            .promise
            .map(|p| format!("{} {}", p.by, p.strength))
            .into_iter()
            .collect(),
        "quiet_until" => facts
            .quiet_until
            .map(|q| q.to_string())
            .into_iter()
            .collect(),
        "deadline" => facts
            .deadline
            .as_ref()
            .map(|d| match d.by {
                By::Instant(at) => at.to_utc().to_rfc3339(),
                By::Day(day) => day.to_string(),
            })
            .into_iter()
            .collect(),
        "requested" => facts.requested.clone(),
        "preference" => facts
            .contact_preference
            .map(|p| p.to_string())
            .into_iter()
            .collect(),
        "contact_person" => facts
            .contact_person
            .iter()
            .filter_map(|p| p.name.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// How many of what was read agree with what is true, each with another one.
#[must_use]
pub fn matched(field: &str, wanted: &[String], got: &[String]) -> usize {
    let mut left: Vec<&String> = wanted.iter().collect();
    let mut right = 0;
    for value in got {
        if let Some(at) = left.iter().position(|w| agree(field, w, value)) {
            left.remove(at);
            right += 1;
        }
    }
    right
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn agree(field: &str, a: &str, b: &str) -> bool {
    match field {
        "company" => same_company(a, b) || squeezed(a) == squeezed(b),
        "role" => same_role(a, b) || squeezed(a) == squeezed(b),
        "requisition" => normal_requisition(a) == normal_requisition(b),
        "people" | "interviewer" | "contact_person" => same_name(a, b),
        "part" => match (a.split_once('|'), b.split_once('|')) {
            (Some((a, x)), Some((b, y))) => x == y && same_name(a, b),
            _ => false,
        },
        "place" => {
            let (a, b) = (squeezed(a), squeezed(b));
            a == b || (a.len() > 5 && b.contains(&a)) || (b.len() > 5 && a.contains(&b))
        }
        "requested" => {
            let words = |t: &str| -> BTreeSet<String> {
                t.to_lowercase()
                    .split([' ', '_', '-'])
                    .map(|w| w.trim_end_matches('s').to_owned())
                    .collect()
            };
            words(a).intersection(&words(b)).next().is_some()
        }
        _ => a == b,
    }
}

fn same_name(a: &str, b: &str) -> bool {
    let words = |t: &str| -> BTreeSet<String> { t.split_whitespace().map(squeezed).collect() };
    let (a, b) = (words(a), words(b));
    a.is_subset(&b) || b.is_subset(&a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_by_another_form_of_its_name_is_found() {
        let of = |company: &str| Facts {
            company: Some(company.to_owned()),
            ..Facts::default()
        };
        let counts = compare(&of("Northwind Traders"), &of("Northwind Traders, Inc."));
        let right = Count {
            right: 1,
            found: 1,
            labelled: 1,
        };
        assert_eq!(counts[0], ("company", right));
    }

    #[test]
    fn a_label_in_another_form_is_left_out_alone() {
        let labelled = serde_json::json!({"company": "Northwind", "slots": "whenever"});
        let facts = lenient(&labelled).unwrap();
        assert_eq!(facts.company.as_deref(), Some("Northwind"));
        assert!(facts.slots.is_empty());
    }
}
