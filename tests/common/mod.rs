//! A search of one application for tests of the brain from outside: told by events, with a mail server that accepts all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use heardback_core::approval::{Mailbox, code_in};
use heardback_core::book::{Book, Change, Note, Outgoing, OutgoingKind, Settings};
use heardback_core::event::{Event, EventKind, Heard, Source};
use heardback_core::id::{Address, ApplicationId, EventId, MessageId, Person, ReminderId, Sha256};
use heardback_core::mail::parse;
use heardback_core::moment::{Moment, Time};
use heardback_core::outbox::Report;
use heardback_core::policy::{ApprovalPolicy, Etiquette, Owner, Policy, Profile};
use heardback_core::reading::{Class, Facts, InterviewFact, Language, Part, PersonFact, Reader};
use heardback_core::rule::Action;
use heardback_core::step::{Arrived, Input, Step, handle, next_wakeup};

pub const OWNER: &str = "sam@mailbox.example";

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let own = BTreeSet::from([Address::new(OWNER).unwrap()]);
    Reader::new(own, "Sam Okafor", Tz::America__New_York, BTreeSet::new())
});

pub fn time(text: &str) -> Time {
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

/// The interview of 10 March, 14:00 to 14:45 in New York, with Ana Ruiz of Juniper Freight is booked.
#[derive(Clone)]
pub struct Search {
    pub book: Book,
    pub policy: Policy,
    pub now: Time,
    pub steps: u64,
    pub notes: Vec<Note>,
    /// What the server accepted for others: to whom, and the text.
    pub accepted: Vec<(Address, String)>,
    /// What the next delivery of a letter comes to.
    pub next_report: Option<Report>,
    /// The code of each reminder, as it stands in the mail that the owner got.
    pub codes: BTreeMap<ReminderId, String>,
    /// Reminders and answers as they left.
    pub notices: BTreeMap<ReminderId, String>,
}

impl Search {
    pub fn new() -> Self {
        let owner = Owner {
            name: "Sam Okafor".to_owned(),
            address: Address::new(OWNER).unwrap(),
            aliases: BTreeSet::new(),
            zone: Tz::America__New_York,
        };
        let mut search = Self {
            book: Book::default(),
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
            codes: BTreeMap::new(),
            notices: BTreeMap::new(),
        };
        search.book.apply(&Change::Settings(Settings {
            live_since: Some(search.now),
            ..Settings::default()
        }));
        let start = time("2026-03-10T14:00:00-04:00").fixed_offset();
        let facts = Facts {
            company: Some("Juniper Freight".to_owned()),
            role: Some("Data Analyst".to_owned()),
            people: vec![PersonFact {
                name: Some("Ana Ruiz".to_owned()),
                email: Address::new("ana.ruiz@juniperfreight.example"),
                part: Some(Part::Interviewer),
            }],
            interview: Some(InterviewFact {
                start: Some(start),
                end: Some(start + Duration::minutes(45)),
                ..InterviewFact::default()
            }),
            ..Facts::default()
        };
        let at = time("2026-03-05T09:05:00-05:00");
        search.hears(at, Class::InterviewConfirmation, facts);
        search
    }

    /// The interview is over, the notes are in, the thank-you waits for a word.
    pub fn thankful() -> Self {
        static MADE: LazyLock<Search> = LazyLock::new(|| {
            let mut search = Search::new();
            search.run_until(time("2026-03-10T15:20:00-04:00"));
            search.says(Action::Debrief, "notes\nAna Ruiz: we talked about the late-arrival dashboard for the Newark depot.\nThey will let me know by Friday, March 20.");
            search.run_until(time("2026-03-10T16:00:00-04:00"));
            search
        });
        MADE.clone()
    }

    /// Dana Lee of Juniper Freight writes.
    pub fn hears(&mut self, at: Time, class: Class, facts: Facts) {
        let id = EventId(self.book.last_event.0 + 1);
        let message_id = MessageId::new(&format!("{}@juniperfreight.example", id.0)).unwrap();
        self.now = self.now.max(at);
        let heard = Heard {
            message_id: message_id.clone(),
            class,
            also: Vec::new(),
            confidence: 0.97,
            facts,
            by_person: true,
            from: person("Dana Lee", "dana.lee@juniperfreight.example"),
            reply_to: Some(person("Dana Lee", "dana.lee@juniperfreight.example")),
            subject: "Data Analyst at Juniper Freight".to_owned(),
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
            recorded_at: self.now,
            source: Source::Mail(message_id),
            kind: EventKind::Heard(Box::new(heard)),
        }));
        self.step(Input::Tick);
    }

    /// One step without the hands: what is to be delivered lies in `sending`.
    pub fn decide(&mut self, input: Input) -> Step {
        self.steps += 1;
        let moment = Moment {
            now: self.now,
            nonce: Sha256::of(&self.steps.to_be_bytes()).0,
        };
        let step = handle(&self.book, &self.policy, &READER, input, moment);
        for change in &step.changes {
            self.book.apply(change);
        }
        self.notes.extend(step.notes.clone());
        step
    }

    pub fn step(&mut self, input: Input) -> Step {
        let step = self.decide(input);
        for id in &step.deliver {
            let row = self.book.outbox[id].clone();
            if let (Some(code), Some(reminder)) = (code_in(&row.message_id), row.reminder) {
                self.codes.insert(reminder, code.to_owned());
                self.notices.insert(reminder, row.mime.clone());
            }
            let is_letter = row.kind == OutgoingKind::Letter;
            let report = is_letter.then(|| self.next_report.take()).flatten();
            let report = report.unwrap_or(Report::Accepted {
                words: "250 ok".to_owned(),
            });
            if is_letter && matches!(report, Report::Accepted { .. }) {
                self.accepted.push((row.to.clone(), row.mime.clone()));
            }
            self.step(Input::Delivery { row: *id, report });
        }
        step
    }

    /// Lets time pass, tick by tick, as the daemon would.
    pub fn run_until(&mut self, until: Time) {
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

    pub fn run_for(&mut self, minutes: i64) {
        self.run_until(self.now + Duration::minutes(minutes));
    }

    /// The newest reminder of that action.
    pub fn reminder(&self, action: Action) -> ReminderId {
        let mut of = self.book.reminders.values().rev();
        of.find(|r| r.action == action && !r.is_answer)
            .unwrap_or_else(|| panic!("no reminder of {action}"))
            .id
    }

    pub fn arrives(&mut self, raw: &[u8], mailbox: Mailbox, is_draft: bool) -> Step {
        self.step(Input::Mail(Box::new(Arrived {
            mail: parse(raw),
            mailbox,
            is_draft,
        })))
    }

    /// The owner answers, as most mail programs file it: a copy in Sent.
    pub fn says(&mut self, action: Action, text: &str) {
        let code = &self.codes[&self.reminder(action)];
        let raw = format!(
            "From: Sam Okafor <{OWNER}>\r\nTo: {OWNER}\r\nSubject: Re: heardback\r\nDate: {}\r\nMessage-ID: <{}@mailbox.example>\r\nIn-Reply-To: <hb.{code}@mailbox.example>\r\n\r\n{text}\r\n",
            self.now.to_rfc2822(),
            self.steps
        );
        self.arrives(raw.as_bytes(), Mailbox::Sent, false);
    }

    /// Letters to others, in whatever state.
    pub fn letters(&self) -> Vec<Outgoing> {
        let rows = self.book.outbox.values();
        rows.filter(|r| r.kind == OutgoingKind::Letter)
            .map(|r| r.as_ref().clone())
            .collect()
    }

    /// What heardback answered since the `from`th note.
    pub fn answers_since(&self, from: usize) -> Vec<&str> {
        let notes = self.notes.get(from..).unwrap_or_default();
        notes
            .iter()
            .filter_map(|n| match n {
                Note::Answer { text, .. } => Some(text.as_str()),
                Note::Message { .. }
                | Note::Transition { .. }
                | Note::Reminder { .. }
                | Note::Sent { .. }
                | Note::Held { .. } => None,
            })
            .collect()
    }
}
