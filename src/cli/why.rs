//! `heardback why`: the evidence, the rule and the words behind an application, a reminder or a message.

use anyhow::{Result, bail};
use heardback_core::application::Application;
use heardback_core::event::Heard;
use heardback_core::id::{ApplicationId, MessageId, ReminderId};
use heardback_core::notice::{clean, example};
use heardback_core::rule::Rule;
use serde_json::json;

use super::common::WrongUse;
use super::show::print;
use super::terminal::Paint;
use super::view::{Common, View, find};
use crate::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback why 3              application 3\n  heardback why r12            reminder 12\n  heardback why W3             a rule\n  heardback why MESSAGE-ID     a mail"
)]
pub struct Why {
    /// An application's number or name, a reminder's number with an r before it (r12), a rule's id (W3), or a Message-ID
    id: String,
    #[command(flatten)]
    common: Common,
}

/// `heardback why ID`
pub fn why(args: &Why) -> Result<()> {
    let rule = Rule::from_name(&args.id.to_ascii_uppercase());
    let view = match (args.common.source.view(), rule) {
        (Err(_), Some(rule)) => return print([sentence(rule)]),
        (view, _) => view?,
    };
    // "R1" is the rule, "r1" the reminder, where there is one.
    if let (Some(rule), false) = (rule, args.id.starts_with('r')) {
        return shown(&view, args, rule);
    }
    let number = args
        .id
        .strip_prefix(['r', 'R'])
        .and_then(|n| n.parse().ok());
    let reminder = match number.map(ReminderId) {
        Some(id) => match view.book.reminders.get(&id) {
            Some(reminder) => Some(reminder),
            None if rule.is_some() => return print(rule.map(sentence)),
            None => bail!(WrongUse(format!(
                "There is no reminder {id}; `heardback status` lists those that wait."
            ))),
        },
        None => None,
    };
    if let Some(reminder) = reminder {
        let text = heardback_core::notice::why(&view.book, &view.policy, reminder);
        if args.common.json {
            return print([json!({"reminder": reminder.id, "rule": reminder.rule, "application": reminder.application, "why": text}).to_string()]);
        }
        return print(text.lines().flat_map(|l| view.terminal.wrap(l, 0)));
    }
    if args.id.contains('@') {
        return message(&view, args);
    }
    let app = find(&view.book, &args.id)?;
    if args.common.json {
        return print([
            json!({"application": app.id, "status": app.status(), "transitions": app.transitions})
                .to_string(),
        ]);
    }
    print(application(&view, app))
}

fn sentence(rule: Rule) -> String {
    format!("Rule {rule}: {}", rule.sentence())
}

/// The rule, and where it shows in this search.
fn shown(view: &View, args: &Why, rule: Rule) -> Result<()> {
    let sentence = sentence(rule);
    let found = example(&view.book, &view.policy, rule, view.now);
    if args.common.json {
        let words = found.as_ref().map(|f| &f.words);
        let message = found.as_ref().and_then(|f| f.message_id.as_ref());
        let application = found.as_ref().and_then(|f| f.application);
        return print([json!({"rule": rule, "why": sentence, "application": application, "message_id": message, "words": words}).to_string()]);
    }
    let mut lines = vec![sentence];
    let Some(found) = found else {
        lines.push("Nothing in your search shows it yet.".to_owned());
        return print(lines);
    };
    let name = view.name(found.application);
    let name = if name.is_empty() {
        "For example".to_owned()
    } else {
        name
    };
    lines.extend(view.terminal.wrap(&format!("{name}: {}", found.words), 0));
    lines.extend(
        found
            .message_id
            .map(|id| format!("It rests on the message {id}.")),
    );
    print(lines)
}

fn application(view: &View, app: &Application) -> Vec<String> {
    let heading = format!("{} is “{}”", words::name(app), words::status(app));
    let mut lines = vec![view.terminal.paint(&heading, Paint::Bold)];
    let events = words::history(&view.book, app.id);
    for transition in &app.transitions {
        let event = events.iter().find(|e| e.id == transition.event);
        let from = event.map(|e| words::source(&e.source)).unwrap_or_default();
        let to = transition.to.name().replace('_', " ");
        lines.push(format!("  {}  {to}", view.when(transition.at)));
        let because = format!("{}{from}", clean(&transition.because));
        lines.extend(view.terminal.wrap(&because, 6));
    }
    lines
}

fn message(view: &View, args: &Why) -> Result<()> {
    let wanted = MessageId::new(&args.id);
    let found = heard(view, wanted.as_ref());
    if let Some((id, h)) = found {
        if args.common.json {
            return print([json!({"message_id": h.message_id, "class": h.class, "confidence": h.confidence, "application": id}).to_string()]);
        }
        return print([format!(
            "Read as {} ({:.0} %), for application {id}: {}.",
            h.class.name().replace('_', " "),
            (h.confidence * 100.0).floor(),
            view.name(Some(id))
        )]);
    }
    match wanted.and_then(|id| view.book.seen.get(&id).cloned()) {
        Some(seen) => print([format!(
            "Read as {}; it concerns no application.",
            seen.class.map_or("nothing", |c| c.name()).replace('_', " ")
        )]),
        None => bail!(WrongUse(format!(
            "No message “{}” was seen. Give an application's number (3), a reminder's (r12), a rule's id (W3), or a Message-ID.",
            args.id
        ))),
    }
}

fn heard<'a>(view: &'a View, wanted: Option<&MessageId>) -> Option<(ApplicationId, &'a Heard)> {
    let events = view
        .book
        .applications
        .values()
        .flat_map(|r| r.events.iter());
    events
        .filter_map(|e| Some((e.application, e.kind.heard()?)))
        .find(|(_, h)| Some(&h.message_id) == wanted)
}
