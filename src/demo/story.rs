//! The story itself: what people do, what heardback does about it, and what must be true after every step.

mod aftermath;
mod narrate;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use heardback_core::application::{Outcome, Status};
use heardback_core::book::{Book, Draft, DraftState, Note, Reminder};
use heardback_core::etiquette::earliest_follow_up;
use heardback_core::id::{ApplicationId, MessageId};
use heardback_core::mail::Mail;
use heardback_core::moment::Time;
use heardback_core::reading::Reader;
use heardback_core::rule::Action;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::at;
use super::letters::{self, DANA, Letter, OWNER, PRIYA, Somebody, TOM};
use super::stage::Stage;
use super::teller::Teller;
use crate::daemon::Seen;

/// How long a step may take, in the world's time.
const STEP: Duration = Duration::from_secs(20);

/// An hour of the story passes in this part of a second while nothing happens.
const HOUR: Duration = Duration::from_millis(30);

pub(super) struct Story<'a> {
    stage: &'a Stage,
    seen: mpsc::UnboundedReceiver<Seen>,
    teller: Teller<'a>,
    reader: Reader,
    /// The newest note, and the book as of it.
    latest: Option<Seen>,
    book: Book,
    /// What was delivered to the owner, by id: its subject and the words that its reading rests on.
    delivered: BTreeMap<MessageId, Delivered>,
    /// How many of the owner's commands were answered so far.
    answers: usize,
}

struct Delivered {
    subject: String,
    words: Vec<String>,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        stage: &'a Stage,
        seen: mpsc::UnboundedReceiver<Seen>,
        teller: Teller<'a>,
    ) -> Self {
        let reader = crate::wording::reader(&stage.policy).0;
        Self {
            stage,
            seen,
            teller,
            reader,
            latest: None,
            book: Book::default(),
            delivered: BTreeMap::new(),
            answers: 0,
        }
    }

    /// Said before the daemon is started.
    pub(super) fn before(&mut self) -> Result<()> {
        for message in self.stage.host.messages(OWNER.address, "INBOX") {
            self.remember(&heardback_core::mail::parse(&message.raw));
        }
        self.teller.plain("heardback demo: a mail host on this machine, invented people, and the real daemon between them.")?;
        self.teller
            .plain("Nothing leaves this machine. Weeks pass in seconds.")?;
        self.teller
            .heading(letters::begins(), "Sam starts heardback.")?;
        let count = self.delivered.len();
        self.teller.say(&format!(
            "There are {count} mails in the inbox, and one letter of Sam's own in Sent."
        ))
    }

    /// The chapters.
    pub(super) async fn tell(&mut self) -> Result<()> {
        self.begins().await?;
        let invitation = self.invitation().await?;
        self.interview().await?;
        self.thanks().await?;
        self.the_other().await?;
        self.silence().await?;
        self.rejection(&invitation).await
    }

    async fn begins(&mut self) -> Result<()> {
        let live = |seen: &Seen| seen.book.settings.live_since.map(|_| ());
        self.wait("The mail that lies in the mailbox is not read", live)
            .await?;
        ensure!(
            self.book.applications.len() == 2,
            "heardback knows {} applications instead of 2.",
            self.book.applications.len()
        );
        self.teller
            .say("From these it knows two applications. The rest is none of its business.")
    }

    /// Invited, accepted.
    async fn invitation(&mut self) -> Result<Mail> {
        self.pass(at("2026-03-03T10:12:00Z")).await?;
        let invitation = self.arrives(&letters::INVITATION, None).await?;
        let asks = |seen: &Seen| reminder_in(seen, Action::AnswerInvitation);
        let reminder = self
            .understood("No reminder comes to answer the invitation", asks)
            .await?;
        self.answers(&reminder, "send").await?;
        let drafts = self.leaves(&reminder).await?;
        let acceptance = self.is_delivered(one(&drafts)?, DANA).await?;
        ensure!(
            acceptance.in_reply_to.contains(&invitation.message_id),
            "The acceptance does not answer the invitation."
        );
        self.teller.holds(
            "In Dana's mailbox, once, as an answer to her mail; a copy in Sam's Sent, once.",
        )?;
        Ok(invitation)
    }

    /// The interview passes; Sam writes down what was said.
    async fn interview(&mut self) -> Result<()> {
        let starts = at("2026-03-05T14:00:00Z");
        let interview = self.book.states().flat_map(|app| &app.interviews).next();
        ensure!(
            interview.is_some_and(|i| i.start == Some(starts)),
            "heardback does not know when the interview is."
        );
        self.pass(starts).await?;
        self.teller.heading(starts, "Sam meets Priya and Tom.")?;
        let reminder = self
            .rush_to_reminder(Action::Debrief, at("2026-03-05T18:00:00Z"))
            .await?;
        self.answers(&reminder, letters::NOTES).await
    }

    /// A thank-you to each, with what was said to each.
    async fn thanks(&mut self) -> Result<()> {
        let reminder = self
            .rush_to_reminder(Action::ThankYou, at("2026-03-05T20:00:00Z"))
            .await?;
        let drafts = self.drafts_of(&reminder);
        ensure!(
            drafts.len() == 2,
            "There are {} thank-yous instead of one for each interviewer.",
            drafts.len()
        );
        for (somebody, said) in letters::SAID {
            let own = |d: &&Draft| d.text.contains(said);
            let with: Vec<&Draft> = drafts.iter().filter(own).collect();
            let right = with.len() == 1
                && with[0]
                    .to
                    .email
                    .as_ref()
                    .is_some_and(|a| a.as_str() == somebody.address);
            ensure!(
                right,
                "“{said}” does not stand in the thank-you to {} alone.",
                somebody.name
            );
        }
        self.teller
            .holds("One letter for each interviewer, each with what was said to that one alone.")?;
        self.answers(&reminder, "send all").await?;
        let sent = self.leaves(&reminder).await?;
        for (draft, somebody) in sent.iter().zip([PRIYA, TOM]) {
            self.is_delivered(draft, somebody).await?;
        }
        self.teller
            .holds("In Priya's and in Tom's mailbox, once each; copies in Sam's Sent.")
    }

    /// Another employer's machine says no.
    async fn the_other(&mut self) -> Result<()> {
        self.pass(at("2026-03-09T11:30:00Z")).await?;
        self.arrives(&letters::ALDER_NO, None).await?;
        let closed = |seen: &Seen| {
            let outcomes = seen.book.states().map(|app| app.outcome);
            (outcomes.filter(|o| *o == Outcome::Rejected).count() == 1).then_some(())
        };
        self.understood(
            "The rejection by Alder Energy does not close that application",
            closed,
        )
        .await?;
        self.teller.say("A machine wrote that, from an address that nobody reads: there is nobody to thank (rule R3).")
    }

    /// They let the day pass that they named; Sam asks, politely, not a day too early.
    async fn silence(&mut self) -> Result<()> {
        let earliest = at("2026-03-17T09:00:00Z");
        let now = self.stage.now();
        self.teller
            .heading(now, "Nothing comes from Juniper Freight.")?;
        let app = self
            .book
            .states()
            .find(|app| app.outcome == Outcome::Open)
            .context("No application is open.")?;
        let wait = earliest_follow_up(&self.book, &self.stage.policy, app, now)
            .context("No follow-up is planned.")?;
        let until = wait
            .until
            .map(|at| self.teller.when(at))
            .unwrap_or_default();
        self.teller.say(&format!(
            "heardback keeps still until {until} (rule {}: {})",
            wait.rule,
            wait.rule.sentence()
        ))?;
        let reminder = self
            .rush_to_reminder(Action::FollowUp, at("2026-03-18T12:00:00Z"))
            .await?;
        ensure!(
            reminder.at >= earliest && reminder.at < earliest + chrono::Duration::hours(4),
            "The follow-up is due on Tuesday 17 March at 9, and was offered on {}.",
            self.teller.when(reminder.at)
        );
        self.teller.holds("Promised by Friday, one business day of grace: Tuesday morning, and not a day too early.")?;
        self.answers(&reminder, "send").await?;
        let drafts = self.leaves(&reminder).await?;
        self.is_delivered(one(&drafts)?, DANA).await?;
        self.teller
            .holds("In Dana's mailbox, once; a copy in Sam's Sent.")
    }

    /// No, and thank you all the same.
    async fn rejection(&mut self, invitation: &Mail) -> Result<()> {
        self.pass(at("2026-03-19T10:40:00Z")).await?;
        let no = self.arrives(&letters::NO, Some(invitation)).await?;
        self.understood(
            "The rejection by Juniper Freight is not understood",
            |seen| {
                seen.book
                    .states()
                    .all(|app| app.status() == Status::Rejected)
                    .then_some(())
            },
        )
        .await?;
        let reminder = self
            .rush_to_reminder(Action::RejectionReply, at("2026-03-19T20:00:00Z"))
            .await?;
        self.answers(&reminder, "send").await?;
        let drafts = self.leaves(&reminder).await?;
        let reply = self.is_delivered(one(&drafts)?, DANA).await?;
        ensure!(
            reply.in_reply_to.contains(&no.message_id),
            "The last letter does not answer the rejection."
        );
        self.teller
            .holds("In Dana's mailbox, once, as an answer to her mail; a copy in Sam's Sent, once.")
    }
}

/// What the chapters are made of.
impl Story<'_> {
    /// Somebody's mail arrives for Sam, and is read.
    async fn arrives(&mut self, letter: &Letter, answers: Option<&Mail>) -> Result<Mail> {
        self.teller.heading(
            self.stage.now(),
            &format!("{} writes to Sam.", letter.from.name),
        )?;
        let from = format!("{} <{}>", letter.from.name, letter.from.address);
        self.teller
            .mail(&[("From", &from), ("Subject", letter.subject)], letter.text)?;
        let mail = self.stage.write_to_owner(letter, answers).await?;
        self.remember(&mail);
        let read = |seen: &Seen| {
            matches!(&seen.note, Note::Message { message_id, .. } if *message_id == mail.message_id)
                .then_some(())
        };
        self.wait(&format!("The mail “{}” is not read", letter.subject), read)
            .await?;
        Ok(mail)
    }

    fn remember(&mut self, mail: &Mail) {
        let reading = self.reader.read(mail);
        let words = reading
            .evidence
            .iter()
            .filter(|e| e.supports == "class")
            .map(|e| e.text.trim().to_owned());
        let mut words: Vec<String> = words.filter(|w| w.contains(' ')).collect();
        words.dedup();
        words.truncate(3);
        self.delivered.insert(
            mail.message_id.clone(),
            Delivered {
                subject: mail.subject.clone(),
                words,
            },
        );
    }

    /// A reminder of that kind goes out within `limit` of the world's time.
    async fn reminder(&mut self, action: Action, limit: Duration) -> Result<Reminder> {
        let what = format!("No reminder comes ({})", action.name().replace('_', " "));
        self.wait_for(&what, limit, |seen| reminder_in(seen, action))
            .await
    }

    /// The same while time rushes on to `until`.
    async fn rush_to_reminder(&mut self, action: Action, until: Time) -> Result<Reminder> {
        let rush = self.rush(until);
        let found = self.reminder(action, rush + STEP).await;
        self.stage.time.still();
        found
    }

    /// Time passes; whatever happens meanwhile is told.
    async fn pass(&mut self, until: Time) -> Result<()> {
        let rush = self.rush(until);
        let clock = self.stage.clock();
        let mut end = std::pin::pin!(clock.look_on_until(until));
        loop {
            let seen = tokio::select! {
                biased;
                seen = self.seen.recv() => seen,
                over = timeout(rush + STEP, &mut end) => {
                    return over.context("The story's clock stands still.");
                }
            };
            self.hears(seen)?;
        }
    }

    fn rush(&self, until: Time) -> Duration {
        let factor = u32::try_from(Duration::from_secs(3_600).as_millis() / HOUR.as_millis())
            .unwrap_or(u32::MAX);
        let left = (until - self.stage.now())
            .to_std()
            .unwrap_or(Duration::ZERO)
            / factor;
        self.stage.time.rush(until, factor);
        left
    }

    /// Sam answers a reminder from a mail program.
    async fn answers(&mut self, reminder: &Reminder, words: &str) -> Result<()> {
        let tag = format!("[hb-{}]", reminder.tag);
        let mail = self
            .stage
            .arrives(OWNER, "INBOX", "The reminder", |mail| {
                mail.subject.ends_with(&tag) && !mail.subject.starts_with("Re:")
            })
            .await?;
        self.teller
            .heading(self.stage.now(), "Sam answers that mail.")?;
        let quote: String = mail
            .body
            .whole
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(64)
            .collect();
        self.teller.mail(&[], &format!("{words}\n\n> {quote} …"))?;
        self.stage.owner_answers(&mail, words).await?;
        let id = reminder.id;
        let heard = move |seen: &Seen| {
            matches!(seen.note, Note::Answer { .. })
                .then_some(())
                .filter(|()| {
                    seen.book
                        .reminders
                        .values()
                        .any(|r| r.is_answer && r.id > id)
                })
        };
        self.wait("Sam's answer is not understood", heard).await
    }

    /// The letters that a reminder shows leave after the time for second thoughts.
    async fn leaves(&mut self, reminder: &Reminder) -> Result<Vec<Draft>> {
        let ids: Vec<_> = reminder.shows.iter().map(|(id, _)| *id).collect();
        let rows = self
            .book
            .outbox
            .values()
            .filter(|row| row.draft.is_some_and(|id| ids.contains(&id)));
        let leaves_at = rows
            .map(|row| row.not_before)
            .max()
            .context("Nothing was approved.")?;
        let rush = self.rush(leaves_at);
        let sent = |seen: &Seen| {
            let drafts: Option<Vec<Draft>> = ids
                .iter()
                .map(|id| seen.book.drafts.get(id).map(|d| d.as_ref().clone()))
                .collect();
            drafts.filter(|drafts| drafts.iter().all(|d| d.state == DraftState::Sent))
        };
        let drafts = self
            .wait_for("An approved letter does not leave", rush + STEP, sent)
            .await;
        self.stage.time.still();
        drafts
    }

    /// A letter lies in its recipient's mailbox once, and in Sent once.
    async fn is_delivered(&mut self, draft: &Draft, to: Somebody) -> Result<Mail> {
        let is_it = |mail: &Mail| mail.message_id == draft.message_id;
        let mail = self.stage.arrives(to, "INBOX", "The letter", is_it).await?;
        self.stage
            .arrives(OWNER, "Sent", "The copy of the letter", is_it)
            .await?;
        let sender = format!("{} <{}>", OWNER.name, OWNER.address);
        ensure!(
            mail.from.iter().any(|p| p
                .email
                .as_ref()
                .is_some_and(|a| a.as_str() == OWNER.address)),
            "The letter is not from {sender}."
        );
        Ok(mail)
    }

    fn drafts_of(&self, reminder: &Reminder) -> Vec<Draft> {
        let drafts = reminder
            .shows
            .iter()
            .filter_map(|(id, _)| self.book.drafts.get(id));
        drafts.map(|d| d.as_ref().clone()).collect()
    }

    /// Waits for what a mail should lead to. Where heardback is not sure enough to act, it asks, and Sam says yes.
    async fn understood<T>(
        &mut self,
        otherwise: &str,
        look: impl Fn(&Seen) -> Option<T>,
    ) -> Result<T> {
        enum Came<T> {
            Found(T),
            Question(Box<Reminder>),
        }
        let either = |seen: &Seen| {
            let question =
                || reminder_in(seen, Action::Question).map(|r| Came::Question(Box::new(r)));
            look(seen).map(Came::Found).or_else(question)
        };
        match self.wait(otherwise, either).await? {
            Came::Found(found) => Ok(found),
            Came::Question(reminder) => {
                self.answers(&reminder, "yes").await?;
                match self.latest.as_ref().and_then(&look) {
                    Some(found) => Ok(found),
                    None => self.wait(otherwise, look).await,
                }
            }
        }
    }

    async fn wait<T>(&mut self, otherwise: &str, look: impl Fn(&Seen) -> Option<T>) -> Result<T> {
        self.wait_for(otherwise, STEP, look).await
    }

    /// Tells what happens until `look` finds what it looks for.
    async fn wait_for<T>(
        &mut self,
        otherwise: &str,
        limit: Duration,
        look: impl Fn(&Seen) -> Option<T>,
    ) -> Result<T> {
        let watching = async {
            loop {
                let seen = self.seen.recv().await;
                let found = seen.as_ref().and_then(&look);
                self.hears(seen)?;
                if let Some(found) = found {
                    return Ok(found);
                }
            }
        };
        match timeout(limit, watching).await {
            Ok(found) => found,
            Err(_) => bail!(
                "{otherwise}: {} seconds have passed. What there is lies in {}.",
                limit.as_secs(),
                self.stage.folder.display()
            ),
        }
    }

    fn hears(&mut self, seen: Option<Seen>) -> Result<()> {
        let seen = seen.context("The daemon has stopped.")?;
        self.book = seen.book.clone();
        self.latest = Some(seen.clone());
        self.narrate(&seen.note)
    }

    fn named(&self, id: ApplicationId) -> String {
        let Some(app) = self.book.state(id) else {
            return format!("application {id}");
        };
        let company = app.company.as_deref().unwrap_or("an employer");
        app.role
            .as_deref()
            .map_or_else(|| company.to_owned(), |role| format!("{company}, {role}"))
    }
}

fn reminder_in(seen: &Seen, action: Action) -> Option<Reminder> {
    let Note::Reminder { reminder, .. } = &seen.note else {
        return None;
    };
    let row = seen.book.reminders.get(reminder)?;
    (row.action == action).then(|| row.as_ref().clone())
}

fn one(drafts: &[Draft]) -> Result<&Draft> {
    match drafts {
        [one] => Ok(one),
        many => bail!("There are {} drafts where there should be one.", many.len()),
    }
}
