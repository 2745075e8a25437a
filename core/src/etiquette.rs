//! The planner: all that is known, the settings and the time → what is due, when, until when, each with its rule.
//!
//! A plan is made anew from the book each time: a [`Duty`] that the world has overtaken is simply not in the next plan,
//! and the step withdraws what it had led to (F3).

mod after;
mod before;
pub mod days;
mod search;
mod wait;

use chrono::Duration;

use crate::application::{Application, ClockRules, Interview, InterviewState, Outcome, Word};
use crate::book::{Book, DraftState, TaskKey};
use crate::event::{EventKind, LetterKind};
use crate::id::{Address, ApplicationId, MessageId, Person};
use crate::moment::Time;
use crate::policy::Policy;
use crate::reading::{SlotFact, Strength};
use crate::rule::{Action, Rule};

pub use days::Days;
pub use wait::{Wait, earliest_follow_up, waits};

/// Something that good manners ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    pub key: TaskKey,
    /// `None` for what concerns the search as a whole.
    pub application: Option<ApplicationId>,
    pub action: Action,
    pub rule: Rule,
    /// The first reminder; waking hours are already minded.
    pub due_at: Time,
    /// Later reminders of the same thing, in order.
    pub nudges: Vec<Nudge>,
    /// From then on it makes no sense any more.
    pub lapses_at: Option<Time>,
    /// Letters to draft; may be none.
    pub orders: Vec<Order>,
    /// Changes when the drafts should be made anew (notes that came later, a letter that is now late).
    pub revision: String,
    pub because: Because,
}

/// A later reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nudge {
    pub at: Time,
    pub rule: Rule,
}

/// What a duty rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Because {
    pub message_id: Option<MessageId>,
    /// One sentence.
    pub words: String,
}

/// A letter to draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub application: ApplicationId,
    pub kind: LetterKind,
    pub to: Person,
    pub purpose: Purpose,
    /// The mail that it answers.
    pub answers: Option<Answers>,
}

/// What a letter has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Accepts an interview's time; the slot is the first free one, or the only one.
    AcceptTime {
        interview: u32,
        slot: SlotFact,
    },
    /// They ask when: offers to say so (a gap for the owner's times).
    OfferTimes {
        interview: u32,
    },
    /// Thanks an interviewer. `pass_on`: those whom it should reach through its recipient.
    ThankYou {
        day: chrono::NaiveDate,
        again: bool,
        late: bool,
        pass_on: Vec<String>,
    },
    /// Asks where they are in the process.
    FollowUp {
        since: Since,
    },
    /// Sends what was asked for.
    Material {
        obligation: u32,
    },
    /// Keeps a promise of the owner's.
    OwnPromise {
        obligation: u32,
    },
    RejectionReply {
        met: bool,
    },
    OfferThanks,
    Withdrawal,
}

/// What a follow-up follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    Interview,
    Availability,
    Assessment,
}

/// The mail that a letter answers (RFC 5322 §3.6.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub message_id: MessageId,
    pub references: Vec<MessageId>,
    pub subject: String,
}

/// Everything that is or will be due, in order of time.
#[must_use]
pub fn plan(book: &Book, policy: &Policy, now: Time) -> Vec<Duty> {
    let days = Days::of(policy);
    let mut duties = Vec::new();
    for app in book.states() {
        let desk = Desk {
            book,
            policy,
            days,
            now,
            app,
        };
        before::plan(&desk, &mut duties);
        after::plan(&desk, &mut duties);
        wait::plan(&desk, &mut duties);
    }
    search::plan(book, policy, &days, now, &mut duties);
    duties.sort_by(|a, b| (a.due_at, &a.key).cmp(&(b.due_at, &b.key)));
    duties
}

/// What the clock has to say about an application, now or later, with the time at which it is due.
#[must_use]
pub fn clock_events(app: &Application, policy: &Policy) -> Vec<(Time, EventKind)> {
    let days = Days::of(policy);
    let grace = |strength: Strength| match strength {
        Strength::Soft => policy.etiquette.grace_soft_business_days,
        Strength::Hard | Strength::Conditional | Strength::ImplicitRejection => {
            policy.etiquette.grace_business_days
        }
    };
    let rules = ClockRules {
        quiet_days: policy.etiquette.quiet_without_person_days,
        quiet_days_after_follow_up: policy.etiquette.quiet_days,
        missed_at: &|by, strength| days.end_of(days.business_after(by, grace(strength))),
        zone: policy.owner.zone,
    };
    crate::application::clock_events(app, &rules, Time::MAX_UTC)
}

/// The owner has taken an offer elsewhere, and a withdrawal from this application is drafted, approved or sent (O1).
#[must_use]
pub fn is_leaving(book: &Book, id: ApplicationId) -> bool {
    let accepted = book.states().any(|a| a.outcome == Outcome::Accepted);
    accepted
        && book.drafts.values().any(|d| {
            d.kind == LetterKind::Withdrawal
                && d.application == id
                && matches!(
                    d.state,
                    DraftState::Open | DraftState::Approved | DraftState::Sent
                )
        })
}

/// One application on the planner's desk.
pub(crate) struct Desk<'a> {
    pub book: &'a Book,
    pub policy: &'a Policy,
    pub days: Days<'a>,
    pub now: Time,
    pub app: &'a Application,
}

impl Desk<'_> {
    fn key(&self, action: Action, rest: &str) -> TaskKey {
        TaskKey(format!("{action}/{}/{rest}", self.app.id))
    }

    fn duty(&self, action: Action, rule: Rule, key: &str, due_at: Time) -> Duty {
        Duty {
            key: self.key(action, key),
            application: Some(self.app.id),
            action,
            rule,
            due_at,
            nudges: Vec::new(),
            lapses_at: None,
            orders: Vec::new(),
            revision: String::new(),
            because: Because::default(),
        }
    }

    fn order(&self, kind: LetterKind, to: Person, purpose: Purpose) -> Order {
        let answers = to.email.as_ref().and_then(|email| self.answers(email));
        Order {
            application: self.app.id,
            kind,
            to,
            purpose,
            answers,
        }
    }

    /// The newest mail of theirs that this person wrote.
    fn answers(&self, email: &Address) -> Option<Answers> {
        let written = |w: &&Word| {
            w.from.email.as_ref() == Some(email)
                || w.reply_to.as_ref().and_then(|p| p.email.as_ref()) == Some(email)
        };
        self.app.words.iter().rev().find(written).map(answer_to)
    }

    /// Still worth any effort of the owner's.
    fn is_open(&self) -> bool {
        matches!(
            self.app.outcome,
            Outcome::Open | Outcome::OnHold | Outcome::Quiet
        )
    }

    /// May a letter of ours go to that person?
    fn is_reachable(&self, person: &Person) -> bool {
        let Some(email) = &person.email else {
            return false;
        };
        self.app
            .people
            .iter()
            .any(|c| c.email.as_ref() == Some(email) && c.allowed && !c.no_reply)
    }

    /// When a letter of one of these kinds first went to that person after `since`.
    fn written(&self, email: &Address, kinds: &[LetterKind], since: Time) -> Option<Time> {
        self.app
            .letters
            .iter()
            .find(|l| l.at >= since && kinds.contains(&l.kind) && l.to.contains(email))
            .map(|l| l.at)
    }

    /// Rounds that have taken place, oldest first.
    fn rounds(&self) -> Vec<Round<'_>> {
        let mut rounds: Vec<Round<'_>> = Vec::new();
        let mut held: Vec<&Interview> = self
            .app
            .interviews
            .iter()
            .filter(|i| has_taken_place(i, self.now))
            .collect();
        held.sort_by_key(|i| i.start);
        for interview in held {
            let Some(start) = interview.start else {
                continue;
            };
            let day = self.days.day(start);
            match rounds.last_mut() {
                Some(round) if round.day == day => round.sessions.push(interview),
                Some(_) | None => rounds.push(Round {
                    day,
                    sessions: vec![interview],
                }),
            }
        }
        rounds
    }

    /// Who runs the process: wrote the newest invitation, else the newest person who wrote.
    fn process_owner(&self) -> Option<Person> {
        let inviter = self
            .app
            .interviews
            .iter()
            .rev()
            .filter_map(|i| i.invited_by.clone())
            .find(|p| self.is_reachable(p));
        inviter.or_else(|| self.newest_person())
    }

    /// The newest person who wrote and can be answered.
    fn newest_person(&self) -> Option<Person> {
        let person = |w: &Word| {
            w.reply_to
                .clone()
                .or_else(|| Some(w.from.clone()))
                .filter(|p| self.is_reachable(p))
        };
        self.app
            .words
            .iter()
            .rev()
            .filter(|w| w.by_person)
            .find_map(person)
    }
}

/// The sessions of one day.
pub(crate) struct Round<'a> {
    day: chrono::NaiveDate,
    sessions: Vec<&'a Interview>,
}

impl Round<'_> {
    fn start(&self) -> Time {
        self.sessions
            .iter()
            .filter_map(|i| i.start)
            .min()
            .unwrap_or_default()
    }

    fn end(&self) -> Time {
        self.sessions
            .iter()
            .filter_map(|i| end_of(i))
            .max()
            .unwrap_or_default()
    }

    fn notes_at(&self) -> Option<Time> {
        self.sessions
            .iter()
            .flat_map(|i| i.notes.iter())
            .map(|n| n.at)
            .max()
    }
}

/// The interview's end: as stated, else an hour after its start (ETIQUETTE.md).
#[must_use]
pub fn end_of(interview: &Interview) -> Option<Time> {
    let start = interview.start?;
    Some(
        interview
            .end
            .filter(|end| *end > start)
            .unwrap_or(start + Duration::minutes(60)),
    )
}

fn has_taken_place(interview: &Interview, now: Time) -> bool {
    match interview.state {
        InterviewState::Ended => true,
        InterviewState::Booked => end_of(interview).is_some_and(|end| end <= now),
        InterviewState::AwaitingConfirmation => {
            interview.answered_at.is_some() && end_of(interview).is_some_and(|end| end <= now)
        }
        InterviewState::Proposed
        | InterviewState::RescheduleRequested
        | InterviewState::Cancelled
        | InterviewState::Expired
        | InterviewState::NoShow => false,
    }
}

/// Is that interview ahead, at a known time?
fn is_ahead(interview: &Interview, now: Time) -> bool {
    is_fixed(interview) && interview.start.is_some_and(|start| start > now)
}

/// Is it ahead, or under way?
fn is_not_over(interview: &Interview, now: Time) -> bool {
    is_fixed(interview) && end_of(interview).is_some_and(|end| end > now)
}

fn is_fixed(interview: &Interview) -> bool {
    match interview.state {
        InterviewState::Booked => true,
        InterviewState::AwaitingConfirmation => interview.answered_at.is_some(),
        InterviewState::Proposed
        | InterviewState::RescheduleRequested
        | InterviewState::Ended
        | InterviewState::Cancelled
        | InterviewState::Expired
        | InterviewState::NoShow => false,
    }
}

fn answer_to(word: &Word) -> Answers {
    Answers {
        message_id: word.message_id.clone(),
        references: word.references.clone(),
        subject: word.subject.clone(),
    }
}
