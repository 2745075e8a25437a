//! How a reminder shows its drafts, and what it says can be answered.

use super::{clean, name_of};
use crate::application::Application;
use crate::book::Draft;
use crate::rule::{Action, Rule};

const RULER: &str = "------------------------------------------------------------";

/// The drafts, each whole between two rulers, with what proofreading found.
pub(super) fn drafts_text(drafts: &[Draft]) -> String {
    let mut out = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let number = if drafts.len() > 1 {
            format!("Draft {}, to", i + 1)
        } else {
            "Draft, to".to_owned()
        };
        let address = draft
            .to
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let mut lines = vec![
            RULER.to_owned(),
            format!("{number} {} <{address}>", name_of(&draft.to)),
            format!("Subject: {}", clean(&draft.subject)),
        ];
        for file in &draft.attachments {
            lines.push(format!(
                "Attached: {} ({})",
                clean(&file.file_name),
                size(file.size)
            ));
        }
        if draft.calendar_reply.is_some() {
            lines.push("With it goes your calendar's reply to theirs: accepted.".to_owned());
        }
        lines.push(String::new());
        lines.push(draft.text.trim_end().to_owned());
        lines.push(RULER.to_owned());
        for finding in &draft.findings {
            lines.push(format!(
                "{} {}: {}",
                if finding.blocks { "!" } else { "?" },
                finding.rule,
                finding.what
            ));
        }
        out.push(lines.join("\n"));
    }
    out.join("\n\n")
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => format!("{} KiB", bytes / 1_024),
        _ => format!(
            "{}.{} MiB",
            bytes / 1_048_576,
            bytes % 1_048_576 * 10 / 1_048_576
        ),
    }
}

/// What can be answered; `look_at` is what the owner is to look at first ([`super::body::receivers`]).
pub(super) fn options(
    action: Action,
    app: Option<&Application>,
    drafts: &[Draft],
    look_at: &str,
) -> String {
    if drafts.is_empty() {
        return match action {
            Action::Debrief => "Answer with your notes, or skip, or snooze 2h.".to_owned(),
            Action::Question => {
                "Answer yes or no, or wrong: and what the mail was (for instance wrong: rejection)."
                    .to_owned()
            }
            Action::Digest => String::new(),
            Action::Prepare => {
                "Nothing needs to be answered; snooze 2h reminds you again.".to_owned()
            }
            Action::AnswerInvitation
            | Action::ThankYou
            | Action::Connect
            | Action::FollowUp
            | Action::Material
            | Action::Promise
            | Action::RejectionReply
            | Action::StayInTouch
            | Action::Offer
            | Action::WithdrawOthers => "Answer done, skip, or snooze 1d.".to_owned(),
        };
    }
    let gap = drafts
        .iter()
        .any(|d| d.findings.iter().any(|f| f.blocks && f.rule == Rule::L2));
    let mut words = vec![if drafts.iter().any(|d| d.needs_anyway) {
        "send anyway (the sender looks suspicious)"
    } else if !look_at.is_empty() {
        "send anyway (if that is where it shall go)"
    } else if drafts.len() > 1 {
        "send 1 (or send all)"
    } else {
        "send"
    }];
    if gap {
        words.insert(0, "fill: your words");
        words.insert(1, "strike");
    }
    let several_times = app.is_some_and(|a| a.interviews.iter().any(|i| i.slots.len() > 1));
    if action == Action::AnswerInvitation && several_times {
        words.push("slot 2");
    }
    if action == Action::Offer {
        words.push("accept");
    }
    words.extend(["edit", "skip", "snooze 1d", "why", "help"]);
    format!(
        "Nothing leaves without your word. Answer this mail, on its first line, with\n  {}",
        words.join("  |  ")
    )
}
