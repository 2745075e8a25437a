//! What heardback did, in plain sentences.

use anyhow::Result;
use heardback_core::book::Note;
use heardback_core::id::{ApplicationId, MessageId, ReminderId};
use heardback_core::moment::Time;
use heardback_core::notice::name_of;
use heardback_core::reading::Class;
use heardback_core::rule::Action;

use super::Story;

impl Story<'_> {
    /// Tells one note; `self.book` stands as of it.
    pub(super) fn narrate(&mut self, note: &Note) -> Result<()> {
        match note {
            Note::Message {
                message_id,
                class,
                confidence,
                application,
                ..
            } => self.read(message_id, *class, *confidence, *application),
            Note::Transition {
                application,
                to,
                because,
                ..
            } => {
                let name = self.named(*application);
                self.teller.say(&format!(
                    "{name} is now “{}”: {because}.",
                    to.name().replace('_', " ")
                ))
            }
            Note::Reminder { at, reminder, text } => self.reminded(*at, *reminder, text),
            Note::Sent { at, outgoing } => {
                let Some(row) = self.book.outbox.get(outgoing).cloned() else {
                    return Ok(());
                };
                let draft = row.draft.and_then(|id| self.book.drafts.get(&id)).cloned();
                let to = draft.map(|d| name_of(&d.to)).unwrap_or_default();
                self.teller
                    .heading(*at, &format!("The letter to {to} leaves."))
            }
            Note::Held { rule, why, .. } => self.teller.say(&format!(
                "heardback holds a letter back (rule {rule}): {why}"
            )),
            Note::Answer { text, .. } => self.answered(text),
        }
    }

    fn read(
        &mut self,
        id: &MessageId,
        class: Class,
        confidence: f64,
        application: Option<ApplicationId>,
    ) -> Result<()> {
        // The owner's own mail and heardback's notices come by, too: nobody delivered those.
        let Some(delivered) = self.delivered.get(id) else {
            return Ok(());
        };
        let class = class.name().replace('_', " ");
        let percent = (confidence * 100.0).floor();
        let (subject, words) = (delivered.subject.clone(), delivered.words.clone());
        let Some(application) = application else {
            return self
                .teller
                .aside(&format!("“{subject}” is read as {class} and left alone."));
        };
        let name = self.named(application);
        self.teller.say(&format!(
            "“{subject}” is read as {class}, {percent} % sure, for {name}."
        ))?;
        if words.is_empty() {
            return Ok(());
        }
        let words: Vec<String> = words.iter().map(|w| format!("“{w}”")).collect();
        self.teller
            .aside(&format!("It rests on the words {}.", words.join(", ")))
    }

    /// What was said back to the owner; what was only noted is no answer.
    fn answered(&mut self, text: &str) -> Result<()> {
        let answers = self.book.reminders.values().filter(|r| r.is_answer).count();
        if answers == std::mem::replace(&mut self.answers, answers) {
            return Ok(());
        }
        let first = text.split("\n\n").next().unwrap_or_default();
        self.teller.say("heardback answers:")?;
        for line in first.lines() {
            self.teller.say(&format!("  {line}"))?;
        }
        Ok(())
    }

    fn reminded(&mut self, at: Time, reminder: ReminderId, text: &str) -> Result<()> {
        let Some(row) = self.book.reminders.get(&reminder).cloned() else {
            return Ok(());
        };
        let subject = row.subject.clone();
        match row.action {
            Action::AnswerInvitation
            | Action::Debrief
            | Action::ThankYou
            | Action::FollowUp
            | Action::RejectionReply
            | Action::Question => {
                self.teller.heading(at, "heardback writes to Sam.")?;
                self.teller.mail(&[("Subject", &subject)], text)
            }
            Action::Prepare
            | Action::Connect
            | Action::Material
            | Action::Promise
            | Action::StayInTouch
            | Action::Offer
            | Action::WithdrawOthers
            | Action::Digest => {
                let subject = subject.split(" [hb-").next().unwrap_or_default().to_owned();
                self.teller
                    .heading(at, &format!("heardback writes to Sam: {subject}"))
            }
        }
    }
}
