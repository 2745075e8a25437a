//! The facts of a mail, in words.

use chrono::{DateTime, FixedOffset};
use heardback_core::id::Person;
use heardback_core::notice::{clean, name_of};
use heardback_core::reading::{By, Facts, InterviewFact, PersonFact, Strength};

/// One line a fact: "interview: Tue 10 Mar 2026 14:00 to 14:45 (-04:00), by video".
pub(super) fn told(facts: &Facts) -> Vec<String> {
    let mut lines = Vec::new();
    let mut tell = |key: &str, value: Option<String>| {
        lines.extend(
            value
                .filter(|v| !v.is_empty())
                .map(|v| format!("{key}: {v}")),
        );
    };
    tell("company", facts.company.as_deref().map(clean));
    tell("through", facts.agency.as_deref().map(clean));
    tell("role", facts.role.as_deref().map(clean));
    tell("requisition", facts.requisition.as_deref().map(clean));
    for person in &facts.people {
        tell("person", Some(this(person)));
    }
    for interview in facts.interview.iter().chain(&facts.further_interviews) {
        tell("interview", Some(meeting(interview)));
    }
    for (n, slot) in (1..).zip(&facts.slots) {
        tell(&format!("time {n}"), Some(span(slot.start, slot.end)));
    }
    let promise = facts.promise.map(|p| {
        let how = match p.strength {
            Strength::Hard => "",
            Strength::Soft => " (roughly)",
            Strength::Conditional => " (if things go as planned)",
            Strength::ImplicitRejection => "; silence after that means no",
        };
        format!("{}{how}", p.by.format("%a %-d %b %Y"))
    });
    tell("they will write by", promise);
    let quiet = facts
        .quiet_until
        .map(|d| d.format("%a %-d %b %Y").to_string());
    let quiet = quiet.or_else(|| {
        facts
            .quiet_until_word
            .then(|| "until they write".to_owned())
    });
    tell("asks you to wait", quiet);
    let deadline = facts.deadline.as_ref().map(|d| {
        let what = d
            .what
            .as_deref()
            .map(|w| format!("{}, ", clean(w)))
            .unwrap_or_default();
        format!("{what}by {}", by(&d.by))
    });
    tell("due", deadline);
    let requested: Vec<String> = facts.requested.iter().map(|r| clean(r)).collect();
    tell("they ask for", Some(requested.join(", ")));
    tell(
        "prefers",
        facts.contact_preference.map(|p| p.name().to_owned()),
    );
    tell("contact", facts.contact_person.as_ref().map(this));
    tell("book a time at", facts.booking_link.as_deref().map(clean));
    tell("telephone", facts.phone.as_deref().map(clean));
    tell(
        "calendar entry",
        facts.calendar.as_ref().map(|c| clean(&c.summary)),
    );
    tell("on hold", facts.on_hold.then(|| "yes".to_owned()));
    tell(
        "offers another role",
        facts.other_role.as_deref().map(clean),
    );
    lines
}

fn this(person: &PersonFact) -> String {
    let (name, email) = (person.name.clone(), person.email.clone());
    let address = email
        .as_ref()
        .filter(|_| name.is_some())
        .map(|e| format!(" <{e}>"));
    let part = person
        .part
        .map(|p| format!(", {}", p.name().replace('_', " ")));
    let name = name_of(&Person { name, email });
    format!(
        "{name}{}{}",
        address.unwrap_or_default(),
        part.unwrap_or_default()
    )
}

fn meeting(interview: &InterviewFact) -> String {
    let mut parts = Vec::new();
    parts.extend(interview.start.map(|start| span(start, interview.end)));
    parts.extend(interview.zone.as_deref().map(clean));
    parts.extend(interview.medium.map(|m| m.name().to_owned()));
    parts.extend(interview.place.as_deref().map(clean));
    parts.extend(interview.was.map(|was| format!("was {}", span(was, None))));
    if parts.is_empty() {
        parts.push("no time yet".to_owned());
    }
    parts.join(", ")
}

fn span(start: DateTime<FixedOffset>, end: Option<DateTime<FixedOffset>>) -> String {
    let end = end.map(|e| {
        let form = if e.date_naive() == start.date_naive() {
            " to %H:%M"
        } else {
            " to %a %-d %b %H:%M"
        };
        e.format(form).to_string()
    });
    format!(
        "{}{} ({})",
        start.format("%a %-d %b %Y %H:%M"),
        end.unwrap_or_default(),
        start.format("UTC%:z")
    )
}

fn by(by: &By) -> String {
    match by {
        By::Instant(at) => span(*at, None),
        By::Day(day) => day.format("%a %-d %b %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_told_in_words() {
        let json = r#"{"company":"Juniper Freight","people":[{"name":"Ana Ruiz","email":"ana@juniper.example","part":"hiring_manager"}],
            "interview":{"start":"2026-03-10T14:00:00-04:00","end":"2026-03-10T14:45:00-04:00","medium":"video"},
            "promise":{"by":"2026-03-20","strength":"soft"},"requested":["references","work samples"]}"#;
        let facts: Facts = serde_json::from_str(json).unwrap();
        assert_eq!(
            told(&facts),
            [
                "company: Juniper Freight",
                "person: Ana Ruiz <ana@juniper.example>, hiring manager",
                "interview: Tue 10 Mar 2026 14:00 to 14:45 (UTC-04:00), video",
                "they will write by: Fri 20 Mar 2026 (roughly)",
                "they ask for: references, work samples",
            ]
        );
    }
}
