//! The whole engine over past mail under a virtual clock: what heardback would have done. Nothing leaves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Duration, Utc};
use heardback_core::approval::Mailbox;
use heardback_core::book::{Book, Note};
use heardback_core::id::{ApplicationId, MessageId, Person, Sha256};
use heardback_core::mail::{Mail, Problem, parse};
use heardback_core::moment::{Moment, Time};
use heardback_core::outbox::Report;
use heardback_core::policy::Policy;
use heardback_core::reading::Reader;
use heardback_core::rule::Action;
use heardback_core::step::{Arrived, Input, handle, next_wakeup};
use serde_json::{Map, Value, json};

use crate::sources::Source;

/// A run over past mail.
pub struct Replay<'a> {
    policy: &'a Policy,
    reader: &'a Reader,
    book: Book,
    now: Time,
    steps: u64,
    queue: BinaryHeap<Reverse<(Time, usize)>>,
    mail: Vec<Arrived>,
    answers: Vec<Answer>,
    /// How many reminders of each action went out.
    counts: BTreeMap<Action, usize>,
    lines: Vec<Value>,
    unfit: Vec<String>,
}

/// The owner's answer to the `nth` reminder of `action`, so long after it.
struct Answer {
    action: Action,
    nth: usize,
    after: Duration,
    arrived: Arrived,
}

impl<'a> Replay<'a> {
    /// Sorts the messages into deliveries and answers.
    #[must_use]
    pub fn new(policy: &'a Policy, reader: &'a Reader, sources: &[Source]) -> Self {
        let mut replay = Self {
            policy,
            reader,
            book: Book::default(),
            now: DateTime::<Utc>::UNIX_EPOCH,
            steps: 0,
            queue: BinaryHeap::new(),
            mail: Vec::new(),
            answers: Vec::new(),
            counts: BTreeMap::new(),
            lines: Vec::new(),
            unfit: Vec::new(),
        };
        for source in sources {
            let mail = parse(&source.bytes);
            if mail.problems.contains(&Problem::NotAMessage) {
                replay.unfit.push(source.name.clone());
            }
            replay.take(mail);
        }
        replay
    }

    /// Names of sources that hold no message at all. They are replayed like mail, and come to nothing.
    #[must_use]
    pub fn unfit(&self) -> &[String] {
        &self.unfit
    }

    /// The subjects of the messages, by their ids: what a person knows them by.
    #[must_use]
    pub fn subjects(&self) -> BTreeMap<String, String> {
        let answers = self.answers.iter().map(|a| &a.arrived);
        self.mail
            .iter()
            .chain(answers)
            .map(|a| (a.mail.message_id.to_string(), a.mail.subject.clone()))
            .collect()
    }

    fn take(&mut self, mail: Mail) {
        let own = |p: &Person| p.email.as_ref().is_some_and(|a| self.policy.is_owner(a));
        let mailbox = match mail.header("X-Replay-Mailbox").map(str::trim) {
            Some("Sent") => Mailbox::Sent,
            Some("Junk") => Mailbox::Junk,
            // A real archive says nothing: what the owner wrote lay in Sent.
            None if mail.from.first().is_some_and(own) => Mailbox::Sent,
            Some(_) | None => Mailbox::Inbox,
        };
        let answer = mail.header("X-Replay-Answers").and_then(|value| {
            let mut words = value.split_whitespace();
            Some((
                Action::from_name(words.next()?)?,
                words.next()?.parse::<usize>().ok()?,
            ))
        });
        let after = mail
            .header("X-Replay-After")
            .and_then(iso_duration)
            .unwrap_or_else(Duration::zero);
        let at = mail
            .header("X-Replay-Delivered")
            .and_then(|d| DateTime::parse_from_rfc3339(d.trim()).ok())
            .map(|d| d.to_utc());
        let at = at
            .or(mail.received_at)
            .or_else(|| mail.date.map(|d| d.to_utc()));
        let arrived = Arrived {
            mail,
            mailbox,
            is_draft: false,
        };
        match (answer, at) {
            (Some((action, nth)), _) => self.answers.push(Answer {
                action,
                nth,
                after,
                arrived,
            }),
            (None, Some(at)) => {
                self.queue.push(Reverse((at, self.mail.len())));
                self.mail.push(arrived);
            }
            // Without any date it cannot be placed in time: it comes first.
            (None, None) => {
                self.queue
                    .push(Reverse((DateTime::<Utc>::UNIX_EPOCH, self.mail.len())));
                self.mail.push(arrived);
            }
        }
    }

    /// Runs until `until` (or until a month after the last mail), and hands every line to `print` as it comes.
    pub fn run(mut self, until: Option<Time>, mut print: impl FnMut(&Value)) {
        let Some(first) = self
            .queue
            .iter()
            .map(|Reverse((at, _))| *at)
            .filter(|at| *at > DateTime::<Utc>::UNIX_EPOCH)
            .min()
        else {
            return;
        };
        let last = self
            .queue
            .iter()
            .map(|Reverse((at, _))| *at)
            .max()
            .unwrap_or(first);
        let until = until.unwrap_or(last + Duration::days(30));
        self.now = first - Duration::seconds(1);
        self.step(Input::ScanDone);
        // More steps than any real search needs: a planner that never rests must not hang the replay.
        for _ in 0..2_000_000 {
            self.flush(&mut print);
            let mail = self
                .queue
                .peek()
                .map(|Reverse((at, _))| (*at).max(self.now));
            let wake = next_wakeup(&self.book, self.policy, self.now).map(|(at, _)| at);
            let Some(next) = [mail, wake]
                .into_iter()
                .flatten()
                .min()
                .filter(|at| *at <= until)
            else {
                break;
            };
            let stuck = next <= self.now
                && mail != Some(next)
                && self.lines.is_empty()
                && wake == Some(next);
            self.now = if stuck {
                self.now + Duration::seconds(60)
            } else {
                next
            };
            if mail.is_some_and(|at| at <= self.now) {
                if let Some(Reverse((_, index))) = self.queue.pop() {
                    let arrived = self.mail[index].clone();
                    self.step(Input::Mail(Box::new(arrived)));
                }
            } else {
                self.step(Input::Tick);
            }
        }
        self.flush(&mut print);
    }

    fn flush(&mut self, print: &mut impl FnMut(&Value)) {
        for line in self.lines.drain(..) {
            print(&line);
        }
    }

    fn step(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.steps += 1;
            let nonce = Sha256::of(&self.steps.to_be_bytes()).0;
            let step = handle(
                &self.book,
                self.policy,
                self.reader,
                input,
                Moment {
                    now: self.now,
                    nonce,
                },
            );
            for change in &step.changes {
                self.book.apply(change);
            }
            for note in &step.notes {
                self.note(note);
            }
            inputs.extend(step.deliver.into_iter().map(|row| Input::Delivery {
                row,
                report: Report::Accepted {
                    words: "replayed".to_owned(),
                },
            }));
        }
    }

    fn note(&mut self, note: &Note) {
        let line = match note {
            Note::Message {
                at,
                message_id,
                mailbox,
                class,
                confidence,
                application,
            } => {
                let mut line = self.line(*at, "message", *application);
                line.insert("message_id".into(), json!(message_id));
                line.insert("mailbox".into(), json!(mailbox));
                line.insert("class".into(), json!(class));
                line.insert(
                    "confidence".into(),
                    json!((confidence * 1000.0).round() / 1000.0),
                );
                line
            }
            Note::Transition {
                at,
                application,
                from,
                to,
                because,
            } => {
                let mut line = self.line(*at, "transition", Some(*application));
                line.insert("from".into(), json!(from));
                line.insert("to".into(), json!(to));
                line.insert("because".into(), json!(because));
                line
            }
            Note::Reminder { at, reminder, text } => {
                let Some(row) = self.book.reminders.get(reminder).cloned() else {
                    return;
                };
                let mut line = self.line(*at, "reminder", row.application);
                line.insert("action".into(), json!(row.action));
                line.insert("rule".into(), json!(row.rule));
                line.insert("subject".into(), json!(row.subject));
                line.insert("text".into(), json!(text));
                let drafts: Vec<Value> = row
                    .shows
                    .iter()
                    .filter_map(|(id, _)| self.book.drafts.get(id))
                    .map(|d| draft(d))
                    .collect();
                line.insert("drafts".into(), json!(drafts));
                self.answer(row.action, *reminder, *at);
                line
            }
            Note::Sent { at, outgoing } => {
                let Some(row) = self.book.outbox.get(outgoing) else {
                    return;
                };
                let Some(sent) = row.draft.and_then(|id| self.book.drafts.get(&id)).cloned() else {
                    return;
                };
                let mut line = self.line(*at, "sent", row.application);
                line.insert("action".into(), json!(sent.action));
                line.insert("rule".into(), json!(sent.rule));
                line.extend(draft(&sent).as_object().cloned().unwrap_or_default());
                line.insert("in_reply_to".into(), json!(sent.in_reply_to));
                line
            }
            Note::Held {
                at,
                application,
                action,
                rule,
                why,
            } => {
                let mut line = self.line(*at, "held", *application);
                line.insert("action".into(), json!(action));
                line.insert("rule".into(), json!(rule));
                line.insert("why".into(), json!(why));
                line
            }
            Note::Answer { .. } => return,
        };
        self.lines.push(Value::Object(line));
    }

    fn line(&self, at: Time, kind: &str, application: Option<ApplicationId>) -> Map<String, Value> {
        let app = application.and_then(|id| self.book.state(id));
        let mut line = Map::new();
        line.insert(
            "at".into(),
            json!(at.with_timezone(&self.policy.owner.zone).to_rfc3339()),
        );
        line.insert("kind".into(), json!(kind));
        line.insert("application".into(), json!(application));
        line.insert(
            "company".into(),
            json!(app.and_then(heardback_core::application::Application::shown_company)),
        );
        line.insert("role".into(), json!(app.and_then(|a| a.role.clone())));
        line
    }

    /// The owner's answer to the reminder that has just gone out, if there is one.
    fn answer(&mut self, action: Action, reminder: heardback_core::id::ReminderId, at: Time) {
        let count = self.counts.entry(action).or_default();
        *count += 1;
        let nth = *count;
        let code_id = self
            .book
            .outbox
            .values()
            .find(|row| row.reminder == Some(reminder))
            .map(|row| row.message_id.clone());
        for answer in self
            .answers
            .iter()
            .filter(|a| a.action == action && a.nth == nth)
        {
            let mut arrived = answer.arrived.clone();
            arrived.mail.in_reply_to = code_id.iter().cloned().collect::<Vec<MessageId>>();
            self.queue
                .push(Reverse((at + answer.after, self.mail.len())));
            self.mail.push(arrived);
        }
    }
}

fn draft(draft: &heardback_core::book::Draft) -> Value {
    let to: Vec<&str> = draft
        .to
        .email
        .iter()
        .map(heardback_core::id::Address::as_str)
        .collect();
    let attachments: Vec<&str> = draft
        .attachments
        .iter()
        .map(|a| a.file_name.as_str())
        .collect();
    json!({"id": draft.id, "to": to, "subject": draft.subject, "text": draft.text, "attachments": attachments})
}

/// An ISO 8601 duration of weeks, days, hours, minutes and seconds ("P1DT18H").
fn iso_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim().strip_prefix('P')?;
    let mut total = Duration::zero();
    let mut in_time = false;
    while let Some(c) = rest.chars().next() {
        if c == 'T' {
            in_time = true;
            rest = rest.get(1..)?;
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: i64 = rest.get(..digits)?.parse().ok().filter(|n| *n < 100_000)?;
        let unit = rest.get(digits..digits + 1)?;
        total += match (unit, in_time) {
            ("W", false) => Duration::weeks(count),
            ("D", false) => Duration::days(count),
            ("H", true) => Duration::hours(count),
            ("M", true) => Duration::minutes(count),
            ("S", true) => Duration::seconds(count),
            _ => return None,
        };
        rest = rest.get(digits + 1..)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_iso_8601() {
        assert_eq!(iso_duration("PT30M"), Some(Duration::minutes(30)));
        assert_eq!(iso_duration("P1DT18H"), Some(Duration::hours(42)));
        assert_eq!(iso_duration("P2W"), Some(Duration::days(14)));
        assert_eq!(iso_duration("30 minutes"), None);
    }
}
