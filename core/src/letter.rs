//! Drafts for others: written from what is known, never with a fact that is not there; and proofread.

use chrono::Utc;

use crate::application::{Application, Interview, NoteText};
use crate::book::{Attached, Book, Draft, Finding};
use crate::etiquette::{Order, Purpose};
use crate::id::Person;
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::SlotFact;
use crate::rule::Rule;

/// A letter before it becomes a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Attached>,
    pub calendar_reply: Option<String>,
    pub accepts: Option<SlotFact>,
}

/// What stands for words that only the owner has (T3); it blocks until it is filled or struck out (L2).
pub const GAP: &str = "[one thing that was said between you]";

/// The letter that is ordered.
#[must_use]
pub fn write(
    order: &Order,
    app: &Application,
    _book: &Book,
    policy: &Policy,
    _now: Time,
) -> Letter {
    let first = order
        .to
        .name
        .as_deref()
        .and_then(|n| n.split_whitespace().next())
        .unwrap_or("all");
    let subject = order.answers.as_ref().map_or_else(
        || "Thank you".to_owned(),
        |a| {
            if a.subject.to_lowercase().starts_with("re:") {
                a.subject.clone()
            } else {
                format!("Re: {}", a.subject)
            }
        },
    );
    let role = app.role.as_deref().map_or_else(
        || "the position".to_owned(),
        |r| format!("the {r} position"),
    );
    let mut letter = Letter {
        subject,
        ..Letter::default()
    };
    let body = match &order.purpose {
        Purpose::AcceptTime { slot, .. } => {
            letter.accepts = Some(slot.clone());
            format!("Thank you for the invitation. {} suits me well, and I look forward to it.", slot.start.format("%A, %-d %B at %H:%M"))
        }
        Purpose::OfferTimes { .. } => format!("Thank you for the invitation. I would be glad to talk. These times would suit me: {GAP}"),
        Purpose::ThankYou { late, .. } => {
            let strengths = policy.profile.strengths.first().cloned().unwrap_or_default();
            let late = if *late { "This comes a little later than I meant, and no less warmly. " } else { "" };
            format!("{late}Thank you for your time and for the conversation about {role}. I keep thinking of {GAP}. I believe that I could help there: I bring {strengths}.")
        }
        Purpose::FollowUp { .. } => format!("Thank you again for the conversation about {role}. I enjoyed it and am still very interested. May I ask where you are in the process?"),
        Purpose::Material { obligation } => {
            let what = app.obligations.iter().find(|o| o.number == *obligation).map(|o| o.what.clone()).unwrap_or_default();
            for (key, material) in &policy.materials {
                if what.iter().any(|w| w.contains(key.trim_end_matches('s')) || key.contains(w.trim_end_matches('s'))) {
                    letter.attachments.push(Attached { material: key.clone(), file_name: material.file_name.clone(), size: material.content.as_ref().map_or(0, |c| c.len()), digest: material.digest });
                }
            }
            format!("Thank you for your message. You will find what you asked for ({}) with this mail.", what.join(", "))
        }
        Purpose::OwnPromise { .. } => format!("As promised: {GAP}"),
        Purpose::RejectionReply { .. } => format!("Thank you for letting me know, and for the time that you gave me. I was glad to learn about {role}. Please keep me in mind for the future, and my papers on file."),
        Purpose::OfferThanks => "Thank you very much for the offer; I am delighted. I will read everything carefully and come back to you in good time.".to_owned(),
        Purpose::Withdrawal => format!("Thank you for considering me for {role}. I have taken another position and would like to withdraw my application. I appreciate your time and wish you well."),
    };
    letter.text = format!(
        "Dear {first},\n\n{body}\n\nKind regards,\n{}\n",
        policy.owner.name
    );
    letter
}

/// The draft that accepts another of the offered times.
#[must_use]
pub fn accept_time(
    _app: &Application,
    _interview: &Interview,
    slot: &SlotFact,
    policy: &Policy,
    to: &Person,
) -> String {
    let first = to
        .name
        .as_deref()
        .and_then(|n| n.split_whitespace().next())
        .unwrap_or("all");
    format!(
        "Dear {first},\n\nThank you for the invitation. {} suits me well, and I look forward to it.\n\nKind regards,\n{}\n",
        slot.start
            .with_timezone(&Utc)
            .with_timezone(&policy.owner.zone)
            .format("%A, %-d %B at %H:%M"),
        policy.owner.name
    )
}

/// What proofreading finds (L1 to L10).
#[must_use]
pub fn proofread(draft: &Draft, _book: &Book, _policy: &Policy) -> Vec<Finding> {
    let gap = draft.text.contains('[');
    gap.then(|| Finding {
        rule: Rule::L2,
        blocks: true,
        what: "A gap is left: fill it with “fill: your words”, or take it out with “strike”."
            .to_owned(),
    })
    .into_iter()
    .collect()
}

/// Puts words into the first marked gap.
#[must_use]
pub fn fill(text: &str, words: &str) -> Option<String> {
    text.contains(GAP).then(|| text.replacen(GAP, words, 1))
}

/// Takes the sentence with the marked gap out.
#[must_use]
pub fn strike(text: &str) -> Option<String> {
    text.contains(GAP).then(|| text.replacen(GAP, "", 1))
}

/// What heardback takes from a debrief note, a line each.
#[must_use]
pub fn notes_summary(_app: &Application, note: &NoteText, _policy: &Policy) -> Vec<String> {
    note.text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| format!("- {}", crate::notice::clean(l)))
        .collect()
}
