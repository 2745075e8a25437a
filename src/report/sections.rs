//! The page's lists: figures, what waits, what comes, interviews, debts, each application, the ends.

use heardback_core::application::{Application, Interview, InterviewState, Outcome, Side};
use heardback_core::event::{Author, Event, EventKind};
use heardback_core::notice::name_of;

use super::Desk;
use super::html::{escape, escape_whole, section};
use super::pictures;
use crate::standing::{Standing, ahead, is_ahead, standing, waiting};
use crate::words;

/// The page of a search that has not begun.
pub(super) fn nothing_yet() -> String {
    "<section class=\"empty\">\n<h2>Nothing yet</h2>\n<p>heardback knows of no application. The first receipt, invitation or \
     answer that reaches your mailbox begins the picture; <code>heardback add \"Company\" \"Role\"</code> begins it by hand.</p>\n\
     </section>\n"
        .to_owned()
}

/// Four numbers.
pub(super) fn figures(desk: &Desk<'_>) -> String {
    let apps = || desk.book.states();
    let open = apps().filter(|a| is_running(a)).count();
    let waits = waiting(desk.book, desk.now).len();
    let ahead: usize = apps().map(|a| interviews_ahead(desk, a).count()).sum();
    let ended = apps().filter(|a| !is_running(a)).count();
    let tile = |number: usize, one: &str, many: &str, kind: &str| {
        let label = if number == 1 { one } else { many };
        format!("<li class=\"{kind}\"><b>{number}</b> <span>{label}</span></li>\n")
    };
    format!(
        "<ul class=\"figures\">\n{}{}{}{}</ul>\n",
        tile(
            waits,
            "thing waits for you",
            "things wait for you",
            if waits > 0 { "ours" } else { "plain" }
        ),
        tile(ahead, "interview ahead", "interviews ahead", "plain"),
        tile(open, "application runs", "applications run", "plain"),
        tile(ended, "is quiet or closed", "are quiet or closed", "plain"),
    )
}

/// Still worth waiting for or working on.
pub(super) fn is_running(app: &Application) -> bool {
    matches!(app.outcome, Outcome::Open | Outcome::OnHold)
}

/// Reminders that can be answered.
pub(super) fn waits(desk: &Desk<'_>) -> String {
    let open = waiting(desk.book, desk.now);
    let items: Vec<String> = open
        .iter()
        .map(|r| {
            let whom = r.application.and_then(|id| desk.book.state(id)).map(linked);
            let id = r.id;
            let state = match standing(desk.book, r) {
                Standing::Approved => "approved".to_owned(),
                Standing::Task => format!("<code>heardback done {id}</code>"),
                Standing::Asks => format!("<code>heardback yes {id}</code> or <code>no {id}</code>"),
                Standing::Drafts(1) => format!("a draft is ready: <code>heardback approve {id}</code>"),
                Standing::Drafts(n) => format!("{n} drafts are ready: <code>heardback approve {id}</code>"),
                Standing::Uncertain => format!("sent or not? <code>heardback resend {id}</code> or <code>leave {id}</code>"),
            };
            format!(
                "<li><span class=\"when\">since {}</span><b>{}</b> {}<br/><span class=\"quiet\">{} <span class=\"rule\">{}</span> · {state}</span></li>\n",
                desk.when(r.at),
                capital(words::action(r.action)),
                whom.unwrap_or_default(),
                escape(r.rule.sentence()),
                r.rule,
            )
        })
        .collect();
    if items.is_empty() {
        return section("waits", "Waits for you", "<p>Nothing. You may rest.</p>\n");
    }
    section(
        "waits",
        "Waits for you",
        &format!("<ul class=\"cards ours\">\n{}</ul>\n", items.concat()),
    )
}

/// Duties to come, with the reason.
pub(super) fn next(desk: &Desk<'_>) -> String {
    let items: Vec<String> = ahead(desk.book, desk.policy, desk.now)
        .iter()
        .take(20)
        .map(|d| {
            let whom = d.application.and_then(|id| desk.book.state(id)).map(linked);
            let because = escape(&words::because(d, desk.now));
            let because = if because.is_empty() { escape(d.rule.sentence()) } else { because };
            format!(
                "<li><span class=\"when\">{}</span><b>{}</b> {}<br/><span class=\"quiet\">{because} <span class=\"rule\">{}</span></span></li>\n",
                if d.due_at <= desk.now { "now".to_owned() } else { desk.when(d.due_at) },
                capital(words::action(d.action)),
                whom.unwrap_or_default(),
                d.rule,
            )
        })
        .collect();
    if items.is_empty() {
        return String::new();
    }
    section(
        "next",
        "Comes next",
        &format!("<ul class=\"cards\">\n{}</ul>\n", items.concat()),
    )
}

fn interviews_ahead<'a>(
    desk: &Desk<'_>,
    app: &'a Application,
) -> impl Iterator<Item = &'a Interview> {
    let now = desk.now;
    // Nobody meets where they have said no, or the owner has.
    let counts = is_running(app) || app.outcome == Outcome::Accepted;
    let all = app.interviews.iter();
    all.filter(move |i| counts && is_ahead(i, now))
}

/// Interviews ahead, soonest first.
pub(super) fn interviews(desk: &Desk<'_>) -> String {
    let mut all: Vec<(&Application, &Interview)> = desk
        .book
        .states()
        .flat_map(|a| interviews_ahead(desk, a).map(move |i| (a, i)))
        .collect();
    all.sort_by_key(|(_, i)| i.start);
    let items: Vec<String> = all
        .iter()
        .map(|(app, i)| {
            let people: Vec<String> = i.people.iter().map(|p| escape(&name_of(p))).collect();
            let medium = i.medium.map(|m| m.name().to_owned());
            let place = i.place.as_deref().map(escape);
            let with = (!people.is_empty()).then(|| format!("with {}", people.join(", ")));
            let unsure = (i.state == InterviewState::AwaitingConfirmation)
                .then(|| "not confirmed yet".to_owned());
            let details: Vec<String> = [medium, with, place, unsure]
                .into_iter()
                .flatten()
                .collect();
            format!(
                "<li><span class=\"when\">{}</span>{}<br/><span class=\"quiet\">{}</span></li>\n",
                i.start.map(|at| desk.when(at)).unwrap_or_default(),
                linked(app),
                details.join(" · "),
            )
        })
        .collect();
    if items.is_empty() {
        return String::new();
    }
    section(
        "interviews",
        "Interviews",
        &format!("<ul class=\"cards\">\n{}</ul>\n", items.concat()),
    )
}

/// Who owes whom.
pub(super) fn debts(desk: &Desk<'_>) -> String {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for app in desk.book.states().filter(|a| is_running(a)) {
        for debt in words::debts(app, desk.now, desk.policy.owner.zone) {
            let item = format!(
                "<li>{}<br/><span class=\"quiet\">{}</span></li>\n",
                linked(app),
                escape(&debt.text)
            );
            match debt.by {
                Side::Owner => ours.push(item),
                Side::Employer => theirs.push(item),
            }
        }
    }
    if ours.is_empty() && theirs.is_empty() {
        return String::new();
    }
    let column = |heading: &str, kind: &str, items: &[String]| {
        let list = if items.is_empty() {
            "<p class=\"quiet\">Nothing.</p>\n".to_owned()
        } else {
            format!("<ul class=\"cards {kind}\">\n{}</ul>\n", items.concat())
        };
        format!("<div><h3>{heading}</h3>\n{list}</div>\n")
    };
    let columns = [
        column("You", "ours", &ours),
        column("They", "theirs", &theirs),
    ];
    section(
        "debts",
        "Who owes whom",
        &format!("<div class=\"two\">\n{}</div>\n", columns.concat()),
    )
}

/// Each application that runs, with its line and its events.
pub(super) fn applications(desk: &Desk<'_>) -> String {
    let all: Vec<String> = desk
        .book
        .states()
        .map(|app| application(desk, app))
        .collect();
    section("applications", "Each application", &all.concat())
}

fn application(desk: &Desk<'_>, app: &Application) -> String {
    let turn = escape(&words::turn(app, desk.now, desk.policy.owner.zone));
    let rows: Vec<String> = words::history(desk.book, app.id)
        .iter()
        .map(|e| {
            let local = e.at.with_timezone(&desk.policy.owner.zone);
            format!(
                "<tr class=\"{}\"><td>{}</td><td>{}</td></tr>\n",
                side(e),
                local.format("%a %-d %b %Y %H:%M"),
                escape_whole(&words::told(e))
            )
        })
        .collect();
    let open = if desk.book.applications.len() <= 5 {
        " open=\"open\""
    } else {
        ""
    };
    let conflicts: Vec<String> = app
        .conflicts
        .iter()
        .map(|c| format!("<p class=\"doubt\">{}</p>\n", escape(&c.what)))
        .collect();
    format!(
        "<details{open}>\n<summary><b>{}</b> <span class=\"status {}\">{}</span> <span class=\"quiet\">{turn}</span></summary>\n\
         <div id=\"a{}\">{}{}<table>\n{}</table></div>\n</details>\n",
        escape(&words::name(app)),
        pictures::colour(app),
        escape(&words::status(app)),
        app.id,
        pictures::line(desk, app),
        conflicts.concat(),
        rows.concat(),
    )
}

/// Whose doing an event was, as a class of the style.
pub(super) fn side(event: &Event) -> &'static str {
    match &event.kind {
        EventKind::Heard(_) => "theirs",
        EventKind::Wrote(w) if w.by == Author::Heardback => "ours sent",
        EventKind::Wrote(_)
        | EventKind::Notes { .. }
        | EventKind::Added { .. }
        | EventKind::OwnerSet(_)
        | EventKind::PersonAdded(_)
        | EventKind::OfferAccepted
        | EventKind::OfferDeclined
        | EventKind::Withdrawn
        | EventKind::ObligationMet { .. }
        | EventKind::Retracted { .. } => "ours",
        EventKind::InterviewEnded { .. } => "met",
        EventKind::PromiseMissed { .. }
        | EventKind::WentQuiet
        | EventKind::OfferExpired
        | EventKind::Noted { .. } => "clock",
    }
}

/// What runs no more.
pub(super) fn quiet_and_closed(desk: &Desk<'_>) -> String {
    let mut ended: Vec<&Application> = desk.book.states().filter(|a| !is_running(a)).collect();
    ended.sort_by_key(|a| std::cmp::Reverse(a.transitions.last().map(|t| t.at)));
    if ended.is_empty() {
        return String::new();
    }
    let rows: Vec<String> = ended
        .iter()
        .map(|app| {
            let last = app.transitions.last();
            format!(
                "<tr><td>{}</td><td><span class=\"status {}\">{}</span></td><td>{}</td></tr>\n",
                linked(app),
                pictures::colour(app),
                escape(&words::status(app)),
                last.map(|t| desk.day(t.at)).unwrap_or_default(),
            )
        })
        .collect();
    let table = format!(
        "<table class=\"ends\">\n<tr><th>Application</th><th>How it stands</th><th>Since</th></tr>\n{}</table>\n",
        rows.concat()
    );
    section("ends", "Quiet and closed", &table)
}

/// The application's name, leading to its own place on the page.
pub(super) fn linked(app: &Application) -> String {
    format!("<a href=\"#a{}\">{}</a>", app.id, escape(&words::name(app)))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
