//! The promises of SAFETY.md, as the brain alone keeps them: a search of one application, told by events, so that no
//! reading stands between a test and what it shows.

mod bad_input;
mod calendar;
mod catch_up;
mod digest;
mod doors;
mod first_writer;
mod leaving;
mod strangers;
mod why;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::{Arrived, Input, Local, Step, Target, handle, leaving, next_wakeup};
use crate::approval::Mailbox;
use crate::book::{Book, Change, Note, Outgoing, OutgoingKind, OutgoingState, Settings};
use crate::command::{Command, Send};
use crate::event::{Event, EventKind, Heard, Source};
use crate::id::{Address, ApplicationId, EventId, MessageId, Person, ReminderId, Sha256};
use crate::mail::parse;
use crate::moment::{Moment, Time};
use crate::outbox::Report;
use crate::policy::{ApprovalPolicy, Etiquette, Owner, Policy, Profile};
use crate::reading::{Class, Facts, InterviewFact, Language, Part, PersonFact, Reader};
use crate::rule::{Action, Rule};

fn time(text: &str) -> Time {
    DateTime::parse_from_rfc3339(text)
        .unwrap()
        .with_timezone(&Utc)
}

fn person(name: &str, email: &str) -> Person {
    Person {
        name: Some(name.to_owned()),
        email: Address::new(email),
    }
}

/// A search in which the interview of 10 March, 14:00 to 14:45 in New York, with Ana Ruiz is booked.
struct Search {
    book: Book,
    policy: Policy,
    reader: Reader,
    now: Time,
    steps: u64,
    notes: Vec<Note>,
    /// What the server accepted: to whom, and the text.
    accepted: Vec<(Address, String)>,
    /// What the next delivery comes to.
    next_report: Option<Report>,
}

impl Search {
    /// Nobody has written yet.
    fn bare() -> Self {
        let owner = Owner {
            name: "Sam Okafor".to_owned(),
            address: Address::new("sam@mailbox.example").unwrap(),
            aliases: BTreeSet::new(),
            zone: Tz::America__New_York,
        };
        let own = BTreeSet::from([owner.address.clone()]);
        let mut search = Self {
            book: Book::default(),
            reader: Reader::new(own, &owner.name, owner.zone, BTreeSet::new()),
            policy: Policy {
                owner,
                holidays: BTreeSet::new(),
                profile: Profile {
                    strengths: vec!["six years of SQL in logistics".to_owned()],
                    ..Profile::default()
                },
                materials: BTreeMap::new(),
                etiquette: Etiquette::default(),
                approval: ApprovalPolicy::default(),
                letters: BTreeMap::new(),
            },
            now: time("2026-03-02T09:00:00-05:00"),
            steps: 0,
            notes: Vec::new(),
            accepted: Vec::new(),
            next_report: None,
        };
        search.book.apply(&Change::Settings(Settings {
            live_since: Some(search.now),
            ..Settings::default()
        }));
        search
    }

    /// Dana has fixed an interview.
    fn new() -> Self {
        let mut search = Self::bare();
        let zone = time("2026-03-10T14:00:00-04:00").fixed_offset();
        search.hears(
            "2026-03-05T09:05:00-05:00",
            Class::InterviewConfirmation,
            Facts {
                company: Some("Juniper Freight".to_owned()),
                role: Some("Data Analyst".to_owned()),
                people: vec![PersonFact {
                    name: Some("Ana Ruiz".to_owned()),
                    email: Address::new("ana.ruiz@juniperfreight.example"),
                    part: Some(Part::Interviewer),
                }],
                interview: Some(InterviewFact {
                    start: Some(zone),
                    end: Some(zone + Duration::minutes(45)),
                    ..InterviewFact::default()
                }),
                ..Facts::default()
            },
        );
        search
    }

    /// Dana Lee of Juniper Freight writes.
    fn hears(&mut self, at: &str, class: Class, facts: Facts) {
        let id = EventId(self.book.last_event.0 + 1);
        let message_id = MessageId::new(&format!("{}@juniperfreight.example", id.0)).unwrap();
        let from = person("Dana Lee", "dana.lee@juniperfreight.example");
        let at = time(at);
        self.run_until(at);
        let heard = Heard {
            message_id: message_id.clone(),
            class,
            also: Vec::new(),
            confidence: 0.99,
            facts,
            reply_to: Some(from.clone()),
            from,
            by_person: true,
            subject: "Data Analyst".to_owned(),
            references: Vec::new(),
            language: Language::English,
            suspicions: Vec::new(),
            to: None,
            copied: Vec::new(),
            familiar: None,
            authenticated: false,
        };
        self.book.apply(&Change::Event(Event {
            id,
            application: ApplicationId(1),
            at,
            recorded_at: at,
            source: Source::Mail(message_id),
            kind: EventKind::Heard(Box::new(heard)),
        }));
        self.step(Input::Tick);
    }

    fn step(&mut self, input: Input) -> Step {
        self.steps += 1;
        let moment = Moment {
            now: self.now,
            nonce: Sha256::of(&self.steps.to_be_bytes()).0,
        };
        let step = handle(&self.book, &self.policy, &self.reader, input, moment);
        for change in &step.changes {
            self.book.apply(change);
        }
        self.notes.extend(step.notes.clone());
        for id in &step.deliver {
            let row = self.book.outbox[id].clone();
            assert_eq!(
                row.state,
                OutgoingState::Sending,
                "committed before the hands move"
            );
            let letter = row.kind == OutgoingKind::Letter;
            let report = if letter {
                self.next_report.take()
            } else {
                None
            };
            let report = report.unwrap_or(Report::Accepted {
                words: "250 ok".to_owned(),
            });
            if letter && matches!(report, Report::Accepted { .. }) {
                self.accepted.push((row.to.clone(), row.mime.clone()));
            }
            self.step(Input::Delivery { row: *id, report });
        }
        step
    }

    /// Lets time pass, tick by tick, as the daemon would.
    fn run_until(&mut self, until: Time) {
        for _ in 0..500 {
            let Some((at, _)) = next_wakeup(&self.book, &self.policy, self.now) else {
                break;
            };
            if at > until {
                break;
            }
            self.now = self.now.max(at);
            self.step(Input::Tick);
        }
        self.now = self.now.max(until);
        self.step(Input::Tick);
    }

    fn run(&mut self, until: &str) {
        self.run_until(time(until));
    }

    /// The newest reminder of that action, and its Message-ID as the owner's mail program sees it.
    fn reminder(&self, action: Action) -> ReminderId {
        let found = self
            .book
            .reminders
            .values()
            .rev()
            .find(|r| r.action == action && !r.is_answer);
        found
            .unwrap_or_else(|| panic!("no reminder of {action}"))
            .id
    }

    /// The id is scrubbed once the notice is sent; the test makes the code again from the step's nonce, as the mail shows it.
    fn code(&self, reminder: ReminderId) -> String {
        let wanted = self.book.reminders[&reminder].code_hash;
        (0..=self.steps)
            .flat_map(|step| {
                let moment = Moment {
                    now: self.now,
                    nonce: Sha256::of(&step.to_be_bytes()).0,
                };
                (1..40).map(move |label: u32| moment.random_hex(&label.to_string()))
            })
            .find(|code| Sha256::of(code.as_bytes()) == wanted)
            .expect("every code comes from a step's nonce")
    }

    fn answer(&mut self, reminder: ReminderId, from: &str, mailbox: Mailbox, text: &str) {
        let code = self.code(reminder);
        let id = self.steps;
        let raw = format!(
            "From: Sam Okafor <{from}>\r\nTo: sam@mailbox.example\r\nSubject: Re: heardback\r\nDate: {}\r\nMessage-ID: <{id}@mailbox.example>\r\nIn-Reply-To: <hb.{code}@mailbox.example>\r\n\r\n{text}\r\n\r\nOn Tue heardback wrote:\r\n> send\r\n",
            self.now.to_rfc2822()
        );
        let mail = parse(raw.as_bytes());
        self.step(Input::Mail(Box::new(Arrived {
            mail,
            mailbox,
            is_draft: false,
        })));
    }

    /// The owner answers, as most mail programs file it: a copy in Sent.
    fn says(&mut self, action: Action, text: &str) {
        let reminder = self.reminder(action);
        self.answer(reminder, "sam@mailbox.example", Mailbox::Sent, text);
    }

    /// Has a reminder said so?
    fn told(&self, words: &str) -> bool {
        self.notes
            .iter()
            .any(|n| matches!(n, Note::Reminder { text, .. } if text.contains(words)))
    }

    fn letters(&self) -> Vec<Outgoing> {
        let rows = self
            .book
            .outbox
            .values()
            .filter(|r| r.kind == OutgoingKind::Letter);
        rows.map(|r| r.as_ref().clone()).collect()
    }

    fn reminders(&self, action: Action) -> Vec<Time> {
        let rows = self
            .book
            .reminders
            .values()
            .filter(|r| r.action == action && !r.is_answer);
        rows.map(|r| r.at).collect()
    }

    fn held(&self, rule: Rule) -> bool {
        self.notes
            .iter()
            .any(|n| matches!(n, Note::Held { rule: r, .. } if *r == rule))
    }
}

/// The interview is over, the notes are in, the thank-you waits for a word.
fn thankful() -> Search {
    let mut search = Search::new();
    search.run("2026-03-10T15:20:00-04:00");
    search.says(Action::Debrief, "notes\nAna Ruiz: we talked about the late-arrival dashboard for the Newark depot.\nThey will let me know by Friday, March 20.");
    search.run("2026-03-10T16:00:00-04:00");
    search
}

#[test]
fn an_approved_letter_leaves_once_after_the_undo_window() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    assert!(search.accepted.is_empty());
    search.run("2026-03-10T16:09:00-04:00");
    assert!(search.accepted.is_empty());
    search.run("2026-03-12T16:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
    assert_eq!(
        search.accepted[0].0.as_str(),
        "ana.ruiz@juniperfreight.example"
    );
    assert!(search.accepted[0].1.contains("Newark"));
}

#[test]
fn nothing_leaves_without_a_word() {
    let mut search = thankful();
    search.run("2026-05-10T16:00:00-04:00");
    assert!(search.accepted.is_empty());
}

#[test]
fn a_reply_from_another_address_does_not_approve() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    search.answer(reminder, "eve@elsewhere.example", Mailbox::Inbox, "send");
    search.run("2026-03-11T16:00:00-04:00");
    assert!(search.accepted.is_empty());
}

#[test]
fn an_answer_that_nothing_proves_waits_for_its_twin_and_is_then_refused() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    search.answer(reminder, "sam@mailbox.example", Mailbox::Inbox, "send");
    search.run("2026-03-10T16:11:00-04:00");
    assert!(search.held(Rule::Safety), "the refusal is told");
    search.run("2026-03-11T16:00:00-04:00");
    assert!(search.accepted.is_empty());
}

#[test]
fn the_same_answer_counts_once_however_often_it_is_seen() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    let steps = search.steps;
    search.answer(reminder, "sam@mailbox.example", Mailbox::Sent, "send");
    search.run("2026-03-10T17:00:00-04:00");
    search.steps = steps;
    search.answer(reminder, "sam@mailbox.example", Mailbox::Sent, "send");
    search.answer(reminder, "sam@mailbox.example", Mailbox::Sent, "send");
    search.run("2026-03-12T17:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn undo_stops_it_and_send_sends_it_after_all() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.run("2026-03-10T16:05:00-04:00");
    search.says(Action::ThankYou, "undo");
    search.run("2026-03-10T18:00:00-04:00");
    assert!(search.accepted.is_empty());
    let answer = search
        .book
        .reminders
        .values()
        .rev()
        .find(|r| r.is_answer)
        .unwrap()
        .id;
    search.answer(answer, "sam@mailbox.example", Mailbox::Sent, "send");
    search.run("2026-03-10T19:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn an_edit_makes_a_new_version_and_the_old_word_is_worth_nothing() {
    let mut search = thankful();
    let first = search.reminder(Action::ThankYou);
    search.says(Action::ThankYou, "edit\nDear Ana,\n\nThank you for your time; the Newark dashboard stays with me.\n\nSam Okafor");
    assert_ne!(search.reminder(Action::ThankYou), first);
    search.answer(first, "sam@mailbox.example", Mailbox::Sent, "send");
    search.run("2026-03-10T18:00:00-04:00");
    assert!(search.accepted.is_empty());
    search.says(Action::ThankYou, "send");
    search.run("2026-03-10T19:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
    assert!(search.accepted[0].1.contains("stays with me"));
}

#[test]
fn a_pause_holds_everything_until_it_ends() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.step(Input::Command(Local {
        target: Target::Everything,
        command: Command::Pause,
    }));
    search.run("2026-03-11T12:00:00-04:00");
    assert!(search.accepted.is_empty());
    search.step(Input::Command(Local {
        target: Target::Everything,
        command: Command::Resume,
    }));
    search.run("2026-03-11T12:30:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn a_rejection_withdraws_what_was_approved_and_has_not_left() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.hears(
        "2026-03-10T16:03:00-04:00",
        Class::Rejection,
        Facts::default(),
    );
    search.run("2026-03-20T12:00:00-04:00");
    assert!(search.accepted.is_empty());
    assert!(search.held(Rule::F3));
}

#[test]
fn a_lost_answer_after_the_dot_is_asked_about_and_never_sent_again_by_itself() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.next_report = Some(Report::Uncertain {
        why: "the connection broke".to_owned(),
    });
    search.run("2026-03-10T17:00:00-04:00");
    let row = search.letters()[0].id;
    search.step(Input::Delivery {
        row,
        report: Report::NotFound,
    });
    search.run("2026-03-12T17:00:00-04:00");
    assert!(search.accepted.is_empty());
    assert_eq!(search.letters()[0].state, OutgoingState::Uncertain);
    let asked: Vec<_> = search
        .book
        .reminders
        .values()
        .filter(|r| r.action == Action::Question)
        .collect();
    assert_eq!(asked.len(), 1, "one question");
    let question = asked[0].id;
    search.answer(question, "sam@mailbox.example", Mailbox::Sent, "resend");
    search.run("2026-03-12T18:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn a_second_attempt_that_is_lost_as_well_is_asked_about_once_more() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    let lost = || {
        let why = "the connection broke".to_owned();
        Some(Report::Uncertain { why })
    };
    let questions = |search: &mut Search, until: &str| {
        search.run(until);
        let row = search.letters()[0].id;
        // Looked for twice, as after a restart.
        for _ in 0..2 {
            let report = Report::NotFound;
            search.step(Input::Delivery { row, report });
        }
        let reminders = search.book.reminders.values();
        let about = reminders.filter(|r| r.action == Action::Question && !r.shows.is_empty());
        about.map(|r| r.id).collect::<Vec<_>>()
    };
    search.next_report = lost();
    let asked = questions(&mut search, "2026-03-10T17:00:00-04:00");
    assert_eq!(asked.len(), 1);
    search.run("2026-03-10T17:20:00-04:00");
    search.next_report = lost();
    search.answer(asked[0], "sam@mailbox.example", Mailbox::Sent, "resend");
    let asked = questions(&mut search, "2026-03-10T18:00:00-04:00");
    assert_eq!(asked.len(), 2, "one question an attempt");
    assert!(search.accepted.is_empty());
    search.answer(asked[1], "sam@mailbox.example", Mailbox::Sent, "resend");
    search.run("2026-03-10T19:00:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn what_was_being_sent_when_everything_stopped_is_uncertain_and_a_copy_in_sent_settles_it() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.now = time("2026-03-10T16:20:00-04:00");
    let moment = Moment {
        now: search.now,
        nonce: [7; 32],
    };
    // The step is committed, and then the power fails.
    let step = handle(
        &search.book,
        &search.policy,
        &search.reader,
        Input::Tick,
        moment,
    );
    for change in &step.changes {
        search.book.apply(change);
    }
    assert_eq!(step.deliver.len(), 1);
    let started = search.step(Input::Started);
    assert_eq!(started.look_for.len(), 1);
    let row = search.letters()[0].clone();
    assert_eq!(row.state, OutgoingState::Uncertain);
    let copy = parse(row.mime.as_bytes());
    search.step(Input::Mail(Box::new(Arrived {
        mail: copy,
        mailbox: Mailbox::Sent,
        is_draft: false,
    })));
    assert_eq!(search.letters()[0].state, OutgoingState::Sent);
    search.run("2026-03-14T16:00:00-04:00");
    assert!(search.accepted.is_empty(), "it is not sent a second time");
}

#[test]
fn a_deferred_letter_is_tried_again_later_and_leaves_once() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.next_report = Some(Report::Deferred {
        words: "451 later".to_owned(),
    });
    search.run("2026-03-10T16:12:00-04:00");
    assert!(search.accepted.is_empty());
    search.run("2026-03-10T16:30:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn a_refused_letter_is_told_and_stays_where_it_is() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.next_report = Some(Report::Refused {
        words: "550 no such user".to_owned(),
    });
    search.run("2026-03-14T16:12:00-04:00");
    assert!(search.accepted.is_empty());
    assert_eq!(search.letters()[0].state, OutgoingState::Refused);
}

#[test]
fn a_follow_up_waits_for_the_promised_day_and_a_business_day_more() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.run("2026-03-24T08:59:00-04:00");
    assert!(search.reminders(Action::FollowUp).is_empty());
    search.run("2026-03-24T09:01:00-04:00");
    assert_eq!(
        search.reminders(Action::FollowUp),
        [time("2026-03-24T09:00:00-04:00")]
    );
}

#[test]
fn one_follow_up_is_all_that_one_silence_gets() {
    let mut search = thankful();
    search.says(Action::ThankYou, "send");
    search.run("2026-03-24T10:00:00-04:00");
    search.says(Action::FollowUp, "send");
    search.run("2026-06-24T10:00:00-04:00");
    assert_eq!(search.accepted.len(), 2);
    assert_eq!(search.reminders(Action::FollowUp).len(), 1);
}

#[test]
fn no_reminder_goes_out_at_night() {
    let mut search = thankful();
    search.run("2026-06-24T10:00:00-04:00");
    let zone = search.policy.owner.zone;
    let days = crate::etiquette::Days::of(&search.policy);
    let nightly: Vec<_> = search
        .book
        .reminders
        .values()
        .filter(|r| !r.is_answer && !days.is_waking(r.at))
        .map(|r| (r.action, r.at.with_timezone(&zone)))
        .collect();
    assert!(nightly.is_empty(), "{nightly:?}");
}

#[test]
fn a_command_on_the_command_line_does_the_same_as_a_reply() {
    let mut search = thankful();
    let reminder = search.reminder(Action::ThankYou);
    let send = Command::Send(Send {
        now: true,
        ..Send::default()
    });
    let step = search.step(Input::Command(Local {
        target: Target::Reminder(reminder),
        command: send,
    }));
    assert!(step.reply.unwrap().unwrap().contains("Ana Ruiz"));
    search.run("2026-03-10T16:01:00-04:00");
    assert_eq!(search.accepted.len(), 1);
}

#[test]
fn a_code_stays_nowhere_once_its_reminder_is_sent() {
    let search = thankful();
    for id in search.book.reminders.keys() {
        let code = search.code(*id);
        let rows = format!("{:?} {:?}", search.book.outbox, search.book.reminders);
        assert!(
            !rows.contains(&code),
            "the code of reminder {id} lies about"
        );
    }
}

/// A2: where the account has plus-addresses, an answer goes to one that names the reminder.
#[test]
fn a_reminder_asks_for_answers_at_its_plus_address_where_there_is_one() {
    for wanted in [false, true] {
        let mut search = Search::new();
        search.policy.approval.plus_address = wanted;
        search.now = time("2026-03-10T15:20:00-04:00");
        let step = search.step(Input::Tick);
        let notices: Vec<&Outgoing> = step
            .changes
            .iter()
            .filter_map(|c| {
                let Change::Outgoing(row) = c else {
                    return None;
                };
                (row.kind == OutgoingKind::Notice).then_some(row)
            })
            .collect();
        assert!(!notices.is_empty());
        for row in notices.iter().filter(|r| !r.mime.is_empty()) {
            let code = crate::approval::code_in(&row.message_id).unwrap();
            let field = format!("Reply-To: heardback <sam+hb.{code}@mailbox.example>");
            let unfolded = row.mime.replace("\r\n ", " ");
            assert_eq!(unfolded.contains(&field), wanted, "{unfolded}");
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let told = |mut search: Search| {
        search.says(Action::ThankYou, "send");
        search.run("2026-04-24T10:00:00-04:00");
        format!("{:?}", search.book)
    };
    assert_eq!(told(thankful()), told(thankful()));
}
