//! S1, S2: the weekly look at the whole search.

use chrono::Duration;

use super::{Notice, clean, funnel, join, place, when};
use crate::application::{Application, Outcome, Status, Turn};
use crate::book::{Book, DraftState, TaskState};
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::By;

/// The digest of the week before `now`.
pub(super) fn digest(book: &Book, policy: &Policy, now: Time) -> Notice {
    let week = now - Duration::days(7);
    let today = now.with_timezone(&policy.owner.zone).date_naive();
    let open = |app: &&Application| matches!(app.outcome, Outcome::Open | Outcome::OnHold);
    let mut text = vec![format!(
        "Your search on {}.",
        now.with_timezone(&policy.owner.zone)
            .format("%A, %-d %B %Y")
    )];
    text.push(section(
        "Open",
        book.states()
            .filter(open)
            .map(|a| format!("{}: {}", place(Some(a)), stand(a, today, policy.owner.zone))),
    ));
    text.push(section(
        "Quiet",
        book.states()
            .filter(|a| a.outcome == Outcome::Quiet)
            .map(|a| place(Some(a))),
    ));
    text.push(section("Due in the week ahead", due(book, policy, now)));
    text.push(section(
        "Questions that wait for you",
        book.proposals
            .values()
            .filter(|p| p.answer.is_none())
            .map(|p| {
                format!(
                    "{} ({}?)",
                    clean(&p.question),
                    p.heard.class.name().replace('_', " ")
                )
            }),
    ));
    text.push(section(
        "Does not fit together",
        book.states().flat_map(|a| {
            let fresh = a.conflicts.iter().filter(move |c| c.at >= week);
            fresh.map(move |c| format!("{}: {}", place(Some(a)), clean(&c.what)))
        }),
    ));
    text.push(section("Done in time", sent(book, week)));
    text.push(section(
        "Lapsed",
        book.tasks
            .values()
            .filter(|t| {
                let told = !t.reminded_at.is_empty() && t.application.is_some();
                t.state == TaskState::Lapsed && t.changed_at >= week && told
            })
            .map(|t| named(book, t.application, t.action.name())),
    ));
    let new = book.states().filter(|a| a.opened_at >= week).count();
    text.push(format!("New applications this week: {new}."));
    text.push(funnel::text(book));
    if let Some(advice) = others(book) {
        text.push(advice);
    }
    Notice {
        subject: "Your search this week".to_owned(),
        text: join(&text),
        picture: funnel::picture(book),
    }
}

fn section(title: &str, lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|l| format!("- {l}")).collect();
    if lines.is_empty() {
        String::new()
    } else {
        format!("{title}:\n{}", lines.join("\n"))
    }
}

/// "Mon 30 Nov", with the hour where they named one.
fn by(due: By, zone: chrono_tz::Tz) -> String {
    match due {
        By::Day(day) => day.format("%a %-d %b").to_string(),
        By::Instant(at) => {
            let at = at.with_timezone(&zone);
            at.format("%a %-d %b, %H:%M").to_string()
        }
    }
}

fn stand(app: &Application, today: chrono::NaiveDate, zone: chrono_tz::Tz) -> String {
    let status = app.status().name().replace('_', " ");
    match &app.turn {
        Turn::Ours {
            what,
            due: Some(due),
        } => format!(
            "{status}; your turn: {}, by {}",
            clean(what),
            by(*due, zone)
        ),
        Turn::Ours { what, due: None } => format!("{status}; your turn: {}", clean(what)),
        Turn::Theirs { by: Some(by), .. } if *by < today => {
            format!(
                "{status}; they had said by {}, and that has passed",
                by.format("%-d %B")
            )
        }
        Turn::Theirs { by: Some(by), .. } => {
            format!("{status}; they said by {}", by.format("%-d %B"))
        }
        Turn::Theirs { by: None, .. } => format!("{status}; their turn"),
        Turn::Nobody => status,
    }
}

fn named(book: &Book, id: Option<crate::id::ApplicationId>, what: &str) -> String {
    let what = what.replace('_', " ");
    id.and_then(|id| book.state(id)).map_or_else(
        || what.clone(),
        |app| format!("{what}, {}", place(Some(app))),
    )
}

fn due(book: &Book, policy: &Policy, now: Time) -> Vec<String> {
    let until = now + Duration::days(7);
    let duties = crate::etiquette::plan(book, policy, now);
    let ahead = duties.iter().filter(|d| {
        d.application.is_some()
            && d.due_at >= now
            && d.due_at < until
            && !book.tasks.contains_key(&d.key)
    });
    ahead
        .map(|d| {
            format!(
                "{}: {}",
                when(d.due_at, policy),
                named(book, d.application, d.action.name())
            )
        })
        .collect()
}

fn sent(book: &Book, since: Time) -> Vec<String> {
    let rows = book
        .outbox
        .values()
        .filter(|r| r.state == crate::book::OutgoingState::Sent && r.changed_at >= since);
    let drafts = rows
        .filter_map(|r| r.draft.and_then(|id| book.drafts.get(&id)))
        .filter(|d| d.state == DraftState::Sent);
    drafts
        .map(|d| {
            format!(
                "{} to {}",
                named(book, Some(d.application), d.action.name()),
                super::name_of(&d.to)
            )
        })
        .collect()
}

/// S1: after a promising interview with nothing else open.
fn others(book: &Book) -> Option<String> {
    let open: Vec<&Application> = book
        .states()
        .filter(|a| a.outcome == Outcome::Open)
        .collect();
    let [only] = open.as_slice() else { return None };
    (only.status() == Status::Waiting).then(|| {
        format!(
            "Only {} is open now. However well it went, keep applying until a contract is signed.",
            place(Some(only))
        )
    })
}
