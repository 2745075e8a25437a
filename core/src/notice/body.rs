//! What a reminder says about its duty, before the drafts: one paragraph an action.

use chrono_tz::Tz;

use super::{clean, clean_to, firm, name_of, named, place, when, when_in};
use crate::application::{Application, Interview, InterviewState, Obligation};
use crate::book::{Book, Draft, Proposal, TaskKey};
use crate::etiquette::{Days, Duty, Order, end_of};
use crate::id::{ApplicationId, MessageId, Person};
use crate::letter;
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::{By, Medium};
use crate::rule::{Action, Rule};

/// The paragraph that says what a duty is about.
pub(super) fn body(
    book: &Book,
    policy: &Policy,
    duty: &Duty,
    app: Option<&Application>,
    rule: Rule,
    now: Time,
) -> String {
    if duty.action == Action::Question {
        return question(book, policy, duty);
    }
    let Some(app) = app else {
        return duty.because.words.clone();
    };
    let mut text = of_application(book, policy, duty, app, rule, now);
    if duty.action != Action::AnswerInvitation
        && let Some(mail) = &duty.because.message_id
        && let Some(reasons) = suspicions_of(book, app.id, mail)
    {
        text.push_str(&format!(
            "\n\nBe careful: something about this mail looks wrong ({reasons})."
        ));
        if !duty.orders.is_empty() {
            text.push_str(" `send` alone does not send it; `send anyway` does.");
        }
    }
    text
}

/// What looked wrong about a mail of that application, in words, whatever the owner has said to it since.
pub(crate) fn suspicions_of(book: &Book, id: ApplicationId, mail: &MessageId) -> Option<String> {
    let events = &book.applications.get(&id)?.events;
    let mut heard = events.iter().filter_map(|e| e.kind.heard());
    let suspicions = &heard.find(|h| h.message_id == *mail)?.suspicions;
    let reasons: Vec<&str> = suspicions.iter().map(|s| s.name()).collect();
    (!reasons.is_empty()).then(|| reasons.join(", ").replace('_', " "))
}

/// Why a letter to that address wants a second look, in a sentence: nothing ties its receiver to the employer.
pub(crate) fn untied(book: &Book, draft: &Draft) -> Option<String> {
    let record = book.applications.get(&draft.application)?;
    let to = draft.to.email.as_ref()?;
    let domain = record.state.untied(&record.events, to)?;
    Some(format!(
        "The letter goes to {}, and nothing ties {domain} to {}.",
        with_address(&draft.to),
        firm(&record.state)
    ))
}

/// The same before the drafts of a reminder, with what sends them.
pub(super) fn receivers(book: &Book, drafts: &[Draft]) -> String {
    let mut lines: Vec<String> = drafts.iter().filter_map(|d| untied(book, d)).collect();
    if lines.is_empty() {
        return String::new();
    }
    lines.push("`send` alone does not send it; `send anyway` does.".to_owned());
    format!("Look at the address first. {}", lines.join(" "))
}

fn of_application(
    book: &Book,
    policy: &Policy,
    duty: &Duty,
    app: &Application,
    rule: Rule,
    now: Time,
) -> String {
    match duty.action {
        Action::Prepare => prepare(policy, app, now),
        Action::AnswerInvitation => invitation(book, policy, app, duty),
        Action::Debrief => debrief(policy, app, duty),
        Action::ThankYou => thanks(policy, app, rule),
        Action::Connect => connect(app, duty, policy),
        Action::FollowUp => follow_up(app, duty),
        Action::Material | Action::Promise => owed(policy, app, duty),
        Action::RejectionReply => format!("{} has said no. A few warm lines keep the door open; nothing needs to be explained.", firm(app)),
        Action::StayInTouch => format!("It is three months since {} said no after an interview. If you would still like to work there, this is a good week to write a line or to look at their openings. heardback drafts nothing.", firm(app)),
        Action::Offer => offer(policy, app, !duty.orders.is_empty()),
        Action::WithdrawOthers => "You have taken an offer. These people still think that you are waiting for them; a short word from you is kind and is remembered.".to_owned(),
        Action::Digest | Action::Question => question(book, policy, duty),
    }
}

/// So many of the times that they offer are listed.
const SLOTS: usize = 12;

fn people(interview: &Interview) -> String {
    let names: Vec<String> = interview.people.iter().map(name_of).collect();
    if names.is_empty() {
        interview
            .invited_by
            .as_ref()
            .map(name_of)
            .unwrap_or_default()
    } else {
        super::list(&names)
    }
}

fn times(interview: &Interview, policy: &Policy) -> Vec<String> {
    let Some(start) = interview.start else {
        return Vec::new();
    };
    let local = |zone: Tz| {
        let from = when_in(start, zone);
        interview.end.map_or_else(
            || from.clone(),
            |end| format!("{from} to {}", end.with_timezone(&zone).format("%H:%M")),
        )
    };
    let mut lines = vec![format!("When:   {} (your time)", local(policy.owner.zone))];
    let theirs = interview.zone.as_deref().and_then(|z| z.parse::<Tz>().ok());
    if let Some(zone) = theirs.filter(|z| {
        start.with_timezone(z).naive_local()
            != start.with_timezone(&policy.owner.zone).naive_local()
    }) {
        lines.push(format!("        {} ({})", local(zone), zone.name()));
    }
    lines
}

fn prepare(policy: &Policy, app: &Application, now: Time) -> String {
    let mut ahead: Vec<&Interview> = app
        .interviews
        .iter()
        .filter(|i| i.start.is_some_and(|s| s > now))
        .collect();
    ahead.sort_by_key(|i| i.start);
    let mut lines = vec![
        format!("Your interview with {} is near.", place(Some(app))),
        String::new(),
    ];
    let days = Days::of(policy);
    let day = ahead.first().and_then(|i| i.start).map(|s| days.day(s));
    for interview in ahead.iter().filter(|i| i.start.map(|s| days.day(s)) == day) {
        lines.extend(times(interview, policy));
        if let Some(place) = &interview.place {
            lines.push(format!("Where, in their words:\n> {}", clean(place)));
        } else if interview.medium == Some(Medium::Phone) {
            lines.push("Where:  by telephone".to_owned());
        }
        let names = people(interview);
        if !names.is_empty() {
            lines.push(format!("Whom:   {names}"));
        }
        lines.push(String::new());
    }
    lines.push("Before you leave the conversation:".to_owned());
    lines.push("- say that you want the job, if you do;".to_owned());
    lines.push("- ask when you will hear back;".to_owned());
    lines.push("- ask how they like to be contacted;".to_owned());
    lines.push("- note the names of everyone you speak with;".to_owned());
    lines.push("- ask whether connecting online is welcome.".to_owned());
    lines.join("\n")
}

fn interview_of<'a>(app: &'a Application, duty: &Duty) -> Option<&'a Interview> {
    let number = duty
        .key
        .0
        .split('/')
        .nth(2)
        .and_then(|n| n.parse::<u32>().ok());
    app.interviews.iter().find(|i| Some(i.number) == number)
}

fn invitation(book: &Book, policy: &Policy, app: &Application, duty: &Duty) -> String {
    let Some(interview) = interview_of(app, duty) else {
        return String::new();
    };
    let who = interview
        .invited_by
        .as_ref()
        .map_or_else(|| place(Some(app)), name_of);
    let mut lines = vec![format!(
        "{who} invites you to an interview: {}.",
        place(Some(app))
    )];
    if !interview.slots.is_empty() {
        lines.push(String::new());
        lines.push("The times they offer (your time):".to_owned());
        for (i, slot) in interview.slots.iter().enumerate().take(SLOTS) {
            let start = slot.start.with_timezone(&chrono::Utc);
            let clash = clash(book, app, start)
                .map(|name| format!("   clashes with {name}"))
                .unwrap_or_default();
            lines.push(format!("  {}. {}{clash}", i + 1, when(start, policy)));
        }
        let left_out = interview.slots.len().saturating_sub(SLOTS);
        if left_out > 0 {
            lines.push(format!(
                "  … and {left_out} more; their mail lists them all."
            ));
        }
    } else if let Some(start) = interview.start {
        let clash = clash(book, app, start)
            .map(|name| format!(" It clashes with your interview at {name}."))
            .unwrap_or_default();
        lines.push(format!(
            "The time: {} (your time).{clash}",
            when(start, policy)
        ));
    }
    let elsewhere = |o: &&Order| {
        letter::answers_calendar(o, app)
            && interview
                .calendar
                .as_ref()
                .and_then(|c| c.organizer.as_ref())
                .is_none_or(|organizer| organizer.email.is_none() || organizer.email != o.to.email)
    };
    if duty.orders.iter().any(|o| elsewhere(&o)) {
        lines.push("\nTheir calendar's invitation comes from another address than the letter goes to: accept it in your own calendar as well.".to_owned());
    }
    if let Some(link) = &interview.booking_link {
        lines.push(format!(
            "Book a time yourself, at the address that they give:\n> {}",
            clean(link)
        ));
    }
    lines.extend(odd_date(book, app, &interview.latest_mail));
    if !interview.suspicions.is_empty() {
        let reasons: Vec<&str> = interview.suspicions.iter().map(|s| s.name()).collect();
        lines.push(format!("\nBe careful: something about this mail looks wrong ({}). `send` alone does not send it; `send anyway` does.", reasons.join(", ").replace('_', " ")));
    }
    lines.join("\n")
}

/// A mail whose clock was wrong: its times may be, too.
fn odd_date(book: &Book, app: &Application, mail: &crate::id::MessageId) -> Option<String> {
    let events = &book.applications.get(&app.id)?.events;
    let heard = events.iter().filter_map(|e| e.kind.heard());
    let bears = heard
        .filter(|h| h.message_id == *mail)
        .find_map(|h| h.facts.odd_date)?;
    Some(format!(
        "\nTheir mail bears the date {}, days away from when it came in. heardback counts from when it came in; look whether the time is right.",
        bears.format("%-d %B %Y")
    ))
}

fn clash(book: &Book, app: &Application, start: Time) -> Option<String> {
    let taken = |i: &&Interview| {
        i.start
            .zip(end_of(i))
            .is_some_and(|(s, e)| s < start + chrono::Duration::minutes(60) && start < e)
            && i.state == InterviewState::Booked
    };
    book.states()
        .filter(|other| other.id != app.id)
        .find(|other| other.interviews.iter().any(|i| taken(&i)))
        .map(|other| place(Some(other)))
}

fn debrief(policy: &Policy, app: &Application, duty: &Duty) -> String {
    let day = duty.key.0.split('/').nth(2).unwrap_or("");
    let days = Days::of(policy);
    let of_day = |i: &&Interview| i.start.is_some_and(|s| days.day(s).to_string() == day);
    let mut names: Vec<String> = app
        .interviews
        .iter()
        .filter(of_day)
        .flat_map(|i| i.people.iter().map(name_of))
        .collect();
    names.dedup();
    let whom = if names.is_empty() {
        String::new()
    } else {
        format!(" with {}", super::list(&names))
    };
    [
        format!("Your interview at {}{whom} is over. Answer this mail with what you remember, in your own words; every line helps the thank-you letters.", firm(app)),
        String::new(),
        "- Who was there? (name, and address if you have it)".to_owned(),
        "- What did you talk about with each of them?".to_owned(),
        "- What did you promise them, what did they promise you?".to_owned(),
        "- When will you hear from them?".to_owned(),
        "- How do they like to be contacted?".to_owned(),
        "- Anything that you would put right? Begin that line with fix:".to_owned(),
    ]
    .join("\n")
}

fn thanks(policy: &Policy, app: &Application, rule: Rule) -> String {
    let mut text = if rule == Rule::T7 {
        "The interview is more than 48 hours ago. A late thank-you is better than none; it says so in half a sentence.".to_owned()
    } else {
        format!(
            "Thank the people whom you met at {}, each in a letter of their own.",
            firm(app)
        )
    };
    let traditional = app.company.as_deref().is_some_and(|c| {
        policy
            .etiquette
            .traditional
            .iter()
            .any(|t| crate::matching::same_company(t, c))
    });
    if traditional {
        text.push_str("\n\nT8: they are of the traditional kind. A handwritten card, posted tomorrow, would be a touch more.");
    }
    text
}

fn connect(app: &Application, duty: &Duty, policy: &Policy) -> String {
    let days = Days::of(policy);
    let day = duty.key.0.split('/').nth(2).unwrap_or("");
    let mut met: Vec<String> = Vec::new();
    for interview in app
        .interviews
        .iter()
        .filter(|i| i.start.is_some_and(|s| days.day(s).to_string() == day))
    {
        let people = if interview.people.is_empty() {
            interview.invited_by.iter().cloned().collect()
        } else {
            interview.people.clone()
        };
        for name in people.iter().map(name_of) {
            if !met.contains(&name) {
                met.push(name);
            }
        }
    }
    let company = app
        .shown_company()
        .map_or_else(|| "their company".to_owned(), |c| named(&c));
    let mut lines = vec!["Your thank-you is with them. If connecting was welcome, now is the time; look over your own profile first, and follow the company's page.".to_owned(), String::new()];
    lines.extend(met.iter().map(|name| format!("- {name}: “It was good to talk with you about the work at {company}. I would be glad to stay in touch.”")));
    lines.push(String::new());
    lines.push("heardback touches no such network; answer done when you have.".to_owned());
    lines.join("\n")
}

fn follow_up(app: &Application, duty: &Duty) -> String {
    let mut text = format!("{} One polite question is welcome now.", duty.because.words);
    if duty.orders.is_empty() {
        let phone = app.phone.as_deref().map(clean).unwrap_or_default();
        text = format!(
            "{} They like the telephone best, so there is no draft, but points for a call{}:\n\n- thank them for the conversation;\n- say that you are still interested;\n- ask where they are in the process;\n- ask when you may hear from them.",
            duty.because.words,
            if phone.is_empty() {
                String::new()
            } else {
                format!(" ({phone})")
            }
        );
    }
    text
}

/// The obligation that a task is about.
#[must_use]
pub(crate) fn obligation_of<'a>(app: &'a Application, key: &TaskKey) -> Option<&'a Obligation> {
    let mut parts = key.0.split('/');
    let action = parts.next().and_then(Action::from_name)?;
    let number = parts.nth(1).and_then(|n| n.parse::<u32>().ok())?;
    matches!(action, Action::Material | Action::Promise)
        .then(|| app.obligations.iter().find(|o| o.number == number))
        .flatten()
}

fn owed(policy: &Policy, app: &Application, duty: &Duty) -> String {
    let Some(owed) = obligation_of(app, &duty.key) else {
        return String::new();
    };
    let what = owed
        .what
        .iter()
        .map(|w| named(w))
        .collect::<Vec<_>>()
        .join(", ");
    let due = match owed.due {
        Some(By::Instant(at)) => {
            format!(" by {}", when(at.with_timezone(&chrono::Utc), policy))
        }
        Some(By::Day(day)) => format!(" by {}", day.format("%A, %-d %B")),
        None => String::new(),
    };
    if duty.action == Action::Promise {
        format!("You promised {}: {what}{due}.", firm(app))
    } else {
        format!("{} asks for: {what}{due}.", firm(app))
    }
}

fn offer(policy: &Policy, app: &Application, thanks: bool) -> String {
    let deadline = app
        .offer
        .as_ref()
        .and_then(|o| o.deadline)
        .map(|by| match by {
            By::Instant(at) => when(at.with_timezone(&chrono::Utc), policy),
            By::Day(day) => day.format("%A, %-d %B").to_string(),
        });
    let deadline = deadline.map_or_else(
        || "They named no day by which they want your answer.".to_owned(),
        |d| format!("They want your answer by {d}."),
    );
    let draft = if thanks {
        "The draft below only thanks them. "
    } else {
        ""
    };
    format!(
        "{} offers you the job. {deadline}\n\n{draft}When you have decided, answer accept, and heardback helps you to tell the others; or withdraw.",
        firm(app)
    )
}

/// The time that a `yes` would fix, so that no two can be meant.
fn its_time(proposal: &Proposal, policy: &Policy) -> String {
    let start = proposal
        .heard
        .facts
        .interview
        .as_ref()
        .and_then(|i| i.start);
    start
        .map(|start| format!(" (its time: {})", when(start.to_utc(), policy)))
        .unwrap_or_default()
}

fn question(book: &Book, policy: &Policy, duty: &Duty) -> String {
    let number = duty
        .key
        .0
        .strip_prefix("question/")
        .and_then(|n| n.parse::<u32>().ok());
    let Some(proposal) = number.and_then(|n| book.proposals.get(&n)) else {
        return duty.because.words.clone();
    };
    let from = with_address(&proposal.heard.from);
    let mut lines = vec![
        clean_to(&proposal.question, 600),
        String::new(),
        format!("From:    {from}"),
        format!("Subject: {}", clean(&proposal.heard.subject)),
    ];
    if let Some(seen) = book.seen.get(&proposal.heard.message_id) {
        lines.push(format!("Written: {}", when(seen.at, policy)));
    }
    let grounds = proposal.words.iter().map(|w| clean(w));
    lines.extend(
        grounds
            .filter(|w| *w != clean(&proposal.heard.subject))
            .map(|w| format!("> {w}")),
    );
    match proposal.candidates.as_slice() {
        [] => {}
        [only] => lines.push(format!(
            "Yes means: it belongs to {}, and what it says counts{}. No means: nothing is changed.",
            place(book.state(*only)),
            its_time(proposal, policy)
        )),
        _ => lines.push(format!(
            "Answer yes and a number:\n{}",
            candidates(book, proposal)
        )),
    }
    lines.join("\n")
}

/// "Dana Lee <dana.lee@juniperfreight.example>": the name is whatever its writer likes, the address is not.
fn with_address(person: &Person) -> String {
    let name = name_of(person);
    match &person.email {
        Some(email) if name != email.as_str() => format!("{name} <{email}>"),
        Some(_) | None => name,
    }
}

/// The applications that a mail may belong to, numbered as `yes 2` names them.
pub fn candidates(book: &Book, proposal: &Proposal) -> String {
    let named = proposal.candidates.iter().map(|id| place(book.state(*id)));
    let lines: Vec<String> = named
        .enumerate()
        .map(|(i, name)| format!("  {}. {name}", i + 1))
        .collect();
    lines.join("\n")
}
