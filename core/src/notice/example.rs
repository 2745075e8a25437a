//! `why RULE`: where a rule shows in this search, the message that it rests on there, and the words.

use crate::application::{Application, Outcome, Status};
use crate::book::{Book, Draft, DraftState, TaskState};
use crate::etiquette::{plan, waits};
use crate::event::LetterKind;
use crate::id::{ApplicationId, MessageId};
use crate::moment::Time;
use crate::notes::sentences;
use crate::policy::Policy;
use crate::rule::{Action, Rule};

use super::name_of;

/// A rule at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// `None` for what concerns the search as a whole.
    pub application: Option<ApplicationId>,
    /// The mail that it rests on.
    pub message_id: Option<MessageId>,
    /// What the rule says there, in sentences.
    pub words: String,
}

/// The newest place in the book at which the rule shows; `None` where it does not.
#[must_use]
pub fn example(book: &Book, policy: &Policy, rule: Rule, now: Time) -> Option<Example> {
    match rule {
        Rule::T3 | Rule::T4 | Rule::T5 | Rule::R2 => drafted(book, policy, rule),
        Rule::T8 => of_apps(book, |app| traditional(book, policy, app)),
        Rule::W1 | Rule::W2 | Rule::W3 | Rule::W4 | Rule::W5 => {
            of_apps(book, |app| waiting(book, policy, app, rule, now))
        }
        Rule::W6 => of_apps(book, |app| moved(book, app)),
        Rule::W7 => of_apps(book, quiet),
        Rule::R3 => of_apps(book, nobody_there),
        Rule::F3 => stopped(book),
        Rule::S2 => habit(book),
        Rule::L1
        | Rule::L2
        | Rule::L3
        | Rule::L4
        | Rule::L5
        | Rule::L6
        | Rule::L7
        | Rule::L8
        | Rule::L9
        | Rule::L10 => found(book, rule),
        Rule::P1
        | Rule::P2
        | Rule::T1
        | Rule::T2
        | Rule::T6
        | Rule::T7
        | Rule::C1
        | Rule::F1
        | Rule::F2
        | Rule::M1
        | Rule::M2
        | Rule::R1
        | Rule::R4
        | Rule::O1
        | Rule::S1
        | Rule::Safety => reminded(book, policy, rule),
    }
}

fn of_apps(book: &Book, of: impl Fn(&Application) -> Option<Example>) -> Option<Example> {
    let mut apps: Vec<&Application> = book.states().collect();
    apps.sort_by_key(|app| (app.words.last().map(|w| w.at), app.id));
    apps.into_iter().rev().find_map(of)
}

/// A reminder that was sent for the rule, with what its duty rested on.
fn reminded(book: &Book, policy: &Policy, rule: Rule) -> Option<Example> {
    let mut reminders = book.reminders.values().rev();
    let reminder = reminders.find(|r| r.rule == rule && !r.is_answer)?;
    let duty = plan(book, policy, reminder.at)
        .into_iter()
        .find(|d| d.key == reminder.task);
    let app = reminder.application.and_then(|id| book.state(id));
    let because = duty.map(|d| d.because).unwrap_or_default();
    let when = super::when(reminder.at, policy);
    let words = format!(
        "{} You were reminded on {when}: “{}”.",
        because.words,
        super::clean(&reminder.subject)
    );
    Some(Example {
        application: reminder.application,
        message_id: because.message_id.or_else(|| last_word(app?, reminder.at)),
        words: words.trim_start().to_owned(),
    })
}

fn last_word(app: &Application, by: Time) -> Option<MessageId> {
    let mut words = app.words.iter().rev();
    words.find(|w| w.at <= by).map(|w| w.message_id.clone())
}

/// A sentence of a draft that the rule has put there.
fn drafted(book: &Book, policy: &Policy, rule: Rule) -> Option<Example> {
    let kind = if rule == Rule::R2 {
        LetterKind::RejectionReply
    } else {
        LetterKind::ThankYou
    };
    let mut drafts = book.drafts.values().rev().filter(|d| d.kind == kind);
    drafts.find_map(|draft| {
        let app = book.state(draft.application)?;
        let to = name_of(&draft.to);
        let words = if rule == Rule::R2 {
            format!("The letter to {to} thanks them, asks for no reasons, and does not try to change their mind.")
        } else if rule == Rule::T4 {
            let role = policy.profile.strengths_by_role.values().flatten();
            let strengths: Vec<&String> = policy.profile.strengths.iter().chain(role).collect();
            let fits = sentence(draft, |s| strengths.iter().any(|w| s.contains(w.as_str())))?;
            format!("The letter to {to} says: “{fits}” The strengths are those of your profile.")
        } else if let Some((note, letter)) = said(app, draft, rule == Rule::T5) {
            format!("Your note says “{note}”, and the letter to {to}: “{letter}”")
        } else {
            let gap = sentence(draft, |s| s.contains('[') && rule == Rule::T3)?;
            format!("No note says what was talked about with {to}: “{gap}” The gap must be filled or struck out before the letter can go.")
        };
        Some(Example {
            application: Some(app.id),
            message_id: draft.in_reply_to.clone().or_else(|| last_word(app, draft.made_at)),
            words,
        })
    })
}

fn sentence(draft: &Draft, holds: impl Fn(&str) -> bool) -> Option<String> {
    let mut all = draft.text.lines().flat_map(sentences);
    all.find(|s| holds(s)).map(|s| super::clean(s.trim()))
}

/// A line of the notes, and the sentence of the letter that takes its words up.
fn said(app: &Application, draft: &Draft, fix: bool) -> Option<(String, String)> {
    let notes = app.interviews.iter().flat_map(|i| i.notes.iter());
    let lines = notes.flat_map(|n| n.text.lines());
    let mut lines = lines.filter(|l| l.to_lowercase().contains("fix:") == fix);
    let name = name_of(&draft.to);
    let is_word = |w: &&str| w.chars().count() > 3 && !name.contains(*w);
    lines.find_map(|line| {
        let words: Vec<&str> = line
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(is_word)
            .collect();
        let takes_up = |s: &str| words.iter().filter(|w| s.contains(**w)).count() >= 2;
        let letter = sentence(draft, takes_up)?;
        Some((super::clean(line.trim()), letter))
    })
}

fn traditional(book: &Book, policy: &Policy, app: &Application) -> Option<Example> {
    let company = app.company.as_deref()?;
    let named = &policy.etiquette.traditional;
    let name = named
        .iter()
        .find(|t| crate::matching::same_company(t, company))?;
    let mut reminders = book.reminders.values().rev();
    let reminder = reminders
        .find(|r| r.application == Some(app.id) && r.action == Action::ThankYou && !r.is_answer)?;
    Some(Example {
        application: Some(app.id),
        message_id: last_word(app, reminder.at),
        words: format!(
            "“{name}” is among the traditional employers of your configuration: the reminder to thank them suggests a card by hand."
        ),
    })
}

fn waiting(
    book: &Book,
    policy: &Policy,
    app: &Application,
    rule: Rule,
    now: Time,
) -> Option<Example> {
    if app.is_closed() {
        return None;
    }
    let wait = waits(book, policy, app, now)
        .into_iter()
        .find(|w| w.rule == rule)?;
    let words = match wait.until {
        Some(at) if at <= now => wait.over,
        Some(at) => {
            let at = super::when(at, policy);
            format!("{} No follow-up is drafted before {at}.", wait.because)
        }
        None => wait.because,
    };
    let mut letters = app.letters.iter().rev();
    let stated = if rule == Rule::W1 {
        app.promise.as_ref().and_then(|p| p.message_id.clone())
    } else if rule == Rule::W3 {
        app.quiet.as_ref().and_then(|q| q.message_id.clone())
    } else if rule == Rule::W2 {
        None
    } else {
        let unasked = letters.find(|l| l.kind.is_unsolicited());
        unasked.map(|l| l.message_id.clone())
    };
    Some(Example {
        application: Some(app.id),
        message_id: stated.or_else(|| last_word(app, now)),
        words,
    })
}

/// W6: two promised days, and the newer one counts.
fn moved(book: &Book, app: &Application) -> Option<Example> {
    let record = book.applications.get(&app.id)?;
    let mut promises: Vec<_> = record
        .events
        .iter()
        .filter_map(|e| Some((e.at, e.kind.heard()?)))
        .filter_map(|(at, heard)| Some((at, heard.facts.promise?.by, heard.message_id.clone())))
        .collect();
    promises.sort();
    let (_, by, message_id) = promises.pop()?;
    let (_, before, _) = promises.into_iter().rev().find(|p| p.1 != by)?;
    let day = |d: chrono::NaiveDate| d.format("%A, %-d %B").to_string();
    Some(Example {
        application: Some(app.id),
        message_id: Some(message_id),
        words: format!(
            "They had named {}, and then wrote that it is {}: nothing is drafted for the old date.",
            day(before),
            day(by)
        ),
    })
}

fn quiet(app: &Application) -> Option<Example> {
    let mut moves = app.transitions.iter().rev();
    let quiet = moves.find(|t| t.to == Status::Quiet)?;
    Some(Example {
        application: Some(app.id),
        message_id: last_word(app, quiet.at),
        words: format!(
            "It is quiet: {}.",
            super::clean(quiet.because.trim_end_matches('.'))
        ),
    })
}

fn nobody_there(app: &Application) -> Option<Example> {
    let closed = app.closed.as_ref()?;
    let no = matches!(app.outcome, Outcome::Rejected | Outcome::PositionClosed);
    (no && !(closed.by_person && closed.reply_to.is_some())).then(|| Example {
        application: Some(app.id),
        message_id: closed.message_id.clone(),
        words: "The no came from a machine or from an address that nobody reads: the application is closed, and no letter is drafted to it.".to_owned(),
    })
}

/// F3: a draft that the world has overtaken, and their mail after it.
fn stopped(book: &Book) -> Option<Example> {
    let mut drafts = book.drafts.values().rev();
    drafts.find_map(|draft| {
        let why = draft.why.as_deref()?;
        let app = book.state(draft.application)?;
        let word = app.words.iter().find(|w| w.at >= draft.made_at)?;
        (draft.state == DraftState::Withdrawn).then(|| Example {
            application: Some(app.id),
            message_id: Some(word.message_id.clone()),
            words: format!(
                "The draft to {} is withdrawn: {}",
                name_of(&draft.to),
                super::clean(why)
            ),
        })
    })
}

fn habit(book: &Book) -> Option<Example> {
    let mut reminders = book.reminders.values().rev();
    reminders.find(|r| r.action == Action::Digest)?;
    let count = |state: TaskState| book.tasks.values().filter(|t| t.state == state).count();
    Some(Example {
        application: None,
        message_id: None,
        words: format!(
            "The digest shows it. So far, done: {}; lapsed: {}.",
            count(TaskState::Done),
            count(TaskState::Lapsed)
        ),
    })
}

fn found(book: &Book, rule: Rule) -> Option<Example> {
    let mut drafts = book.drafts.values().rev();
    drafts.find_map(|draft| {
        let finding = draft.findings.iter().find(|f| f.rule == rule)?;
        let app = book.state(draft.application);
        let may = if finding.blocks {
            "It cannot go until that is changed."
        } else {
            "It can go all the same."
        };
        let to = name_of(&draft.to);
        let answers = draft.in_reply_to.clone();
        Some(Example {
            application: Some(draft.application),
            message_id: answers.or_else(|| last_word(app?, draft.made_at)),
            words: format!(
                "In the letter to {to}: {} {may}",
                super::clean(&finding.what)
            ),
        })
    })
}
