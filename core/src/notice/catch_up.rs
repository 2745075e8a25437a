//! What came due while nothing ran, in one mail.

use std::ops::RangeInclusive;

use super::body::receivers;
use super::drafts::{drafts_text, options};
use super::{Notice, join, place, subject, when};
use crate::book::{Book, Draft, Task};
use crate::etiquette::Duty;
use crate::moment::Time;
use crate::policy::Policy;
use crate::rule::Action;

/// The time in which nothing ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Off {
    pub since: Time,
    pub until: Time,
}

/// What became of what was due meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct CatchUp<'a> {
    /// Told here, with the numbers of their drafts.
    pub joined: &'a [(Duty, RangeInclusive<usize>)],
    /// Each gets a mail of its own.
    pub later: &'a [Duty],
    pub missed: &'a [Task],
    pub drafts: &'a [Draft],
}

/// The one mail after days without power.
#[must_use]
pub fn catch_up(book: &Book, policy: &Policy, off: Off, told: &CatchUp<'_>) -> Notice {
    let mut text = vec![format!(
        "heardback did not run from {} until {}. What came due meanwhile is in this one mail.",
        when(off.since, policy),
        when(off.until, policy)
    )];
    let joined = told.joined.iter().map(|(duty, numbers)| {
        let mine = told
            .drafts
            .get(numbers.start() - 1..*numbers.end())
            .unwrap_or_default();
        format!("- {}{}", name(book, duty, mine), numbered(numbers))
    });
    text.push(titled("What still makes sense:", joined));
    let later = told
        .later
        .iter()
        .map(|d| format!("- {}", name(book, d, &[])));
    text.push(titled("What follows in mails of its own:", later));
    let missed = told.missed.iter().map(|task| {
        let app = task.application.and_then(|id| book.state(id));
        format!(
            "- {} (it was due {})",
            named(task.action, &place(app)),
            when(task.due_at, policy)
        )
    });
    text.push(titled(
        "What was missed, and is better left alone now:",
        missed,
    ));
    let look_at = receivers(book, told.drafts);
    text.push(look_at.clone());
    text.push(drafts_text(told.drafts));
    if !told.drafts.is_empty() {
        text.push(options(Action::Digest, None, told.drafts, &look_at));
    }
    Notice {
        subject: "While heardback was off: what was missed, what still makes sense".to_owned(),
        text: join(&text),
        picture: None,
    }
}

fn titled(title: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        String::new()
    } else {
        format!("{title}\n{}", lines.join("\n"))
    }
}

fn name(book: &Book, duty: &Duty, drafts: &[Draft]) -> String {
    let app = duty.application.and_then(|id| book.state(id));
    subject(duty.action, app, drafts)
}

fn numbered(numbers: &RangeInclusive<usize>) -> String {
    match (*numbers.start(), *numbers.end()) {
        (first, last) if first > last => String::new(),
        (first, last) if first == last => format!(" (draft {first})"),
        (first, last) => format!(" (drafts {first} to {last})"),
    }
}

fn named(action: Action, place: &str) -> String {
    let what = match action {
        Action::Prepare => "get ready for the interview",
        Action::AnswerInvitation => "answer the invitation",
        Action::Debrief => "write down how the interview went",
        Action::ThankYou => "thank the people you met",
        Action::Connect => "stay in contact with the people you met",
        Action::FollowUp => "ask where they are",
        Action::Material => "send what they asked for",
        Action::Promise => "keep a promise",
        Action::RejectionReply => "answer the rejection with grace",
        Action::StayInTouch => "get in touch again",
        Action::Offer => "answer the offer",
        Action::WithdrawOthers => "tell the others",
        Action::Digest => "the weekly look",
        Action::Question => "a question",
    };
    format!("{place}: {what}")
}
