//! An invented search of as many applications as wanted, told by events, with the reminders that follow from them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate};
use chrono_tz::Tz;
use heardback_core::book::{Book, Change, Settings};
use heardback_core::event::{Event, EventKind, Heard, Source};
use heardback_core::id::{Address, ApplicationId, EventId, MessageId, Person, Sha256};
use heardback_core::moment::{Moment, Time};
use heardback_core::outbox::Report;
use heardback_core::policy::{ApprovalPolicy, Etiquette, Owner, Policy, Profile};
use heardback_core::reading::{
    By, Class, DeadlineFact, Facts, InterviewFact, Language, Medium, Part, PersonFact, PromiseFact,
    Reader, SlotFact, Strength,
};
use heardback_core::step::{Input, handle};

pub const NOW: &str = "2026-03-12T16:05:00-04:00";

const COMPANIES: [&str; 12] = [
    "Juniper Freight",
    "Aster Analytics",
    "Northwind Rail",
    "Lumen & Sons",
    "Kestrel Maps",
    "Fjordlys Energi",
    "株式会社ジュニパー・フレイト",
    "Brücke Verlagsgesellschaft für Wissenschaft und Technik",
    "Oakline",
    "Société Générale de Cartographie",
    "Pelican Health",
    "Quarry Street Labs",
];
const ROLES: [&str; 6] = [
    "Data Analyst",
    "Senior Data Analyst, Network Operations",
    "Reporting Engineer",
    "Logistics Planner",
    "データアナリスト",
    "BI Developer",
];

pub struct Invented {
    pub book: Book,
    pub policy: Policy,
    pub now: Time,
    pub changes: Vec<Change>,
}

pub fn time(text: &str) -> Time {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn policy() -> Policy {
    Policy {
        owner: Owner {
            name: "Sam Okafor".to_owned(),
            address: Address::new("sam@mailbox.example").unwrap(),
            aliases: BTreeSet::new(),
            zone: Tz::America__New_York,
        },
        holidays: BTreeSet::new(),
        profile: Profile::default(),
        materials: BTreeMap::new(),
        etiquette: Etiquette::default(),
        approval: ApprovalPolicy::default(),
        letters: BTreeMap::new(),
    }
}

impl Invented {
    pub fn of(count: u32) -> Self {
        Self::at(count, time(NOW))
    }

    pub fn at(count: u32, now: Time) -> Self {
        let mut search = Self {
            book: Book::default(),
            policy: policy(),
            now,
            changes: Vec::new(),
        };
        let live_since = Some(search.now - Duration::days(120));
        search.put(Change::Settings(Settings {
            live_since,
            ..Settings::default()
        }));
        for n in 0..count {
            search.live(n);
        }
        search.tick();
        search
    }

    pub fn put(&mut self, change: Change) {
        self.book.apply(&change);
        self.changes.push(change);
    }

    pub fn happens(&mut self, application: u32, at: Time, source: Source, kind: EventKind) {
        self.put(Change::Event(Event {
            id: EventId(self.book.last_event.0 + 1),
            application: ApplicationId(application),
            at,
            recorded_at: at,
            source,
            kind,
        }));
    }

    pub fn hears(&mut self, application: u32, at: Time, class: Class, facts: Facts) {
        let id = MessageId::new(&format!(
            "{}.{application}@employer.example",
            self.book.last_event.0 + 1
        ))
        .unwrap();
        let from = Person {
            name: Some("Dana Lee".to_owned()),
            email: Address::new(&format!("dana.lee@employer{application}.example")),
        };
        let role = facts.role.clone().unwrap_or_default();
        let heard = Heard {
            message_id: id.clone(),
            class,
            also: Vec::new(),
            confidence: 0.97,
            facts,
            from: from.clone(),
            reply_to: Some(from),
            by_person: true,
            subject: format!("Your application as {role}"),
            references: Vec::new(),
            language: Language::English,
            suspicions: Vec::new(),
            to: None,
            copied: Vec::new(),
            familiar: None,
            authenticated: false,
        };
        self.happens(
            application,
            at,
            Source::Mail(id),
            EventKind::Heard(Box::new(heard)),
        );
    }

    /// Lets the brain do what is due, with a mail server that accepts everything.
    pub fn tick(&mut self) {
        let reader = Reader::new(
            BTreeSet::new(),
            "Sam Okafor",
            self.policy.owner.zone,
            BTreeSet::new(),
        );
        let mut inputs = vec![Input::Tick];
        for n in 0..500_u32 {
            let Some(input) = inputs.pop() else { break };
            let moment = Moment {
                now: self.now,
                nonce: Sha256::of(&n.to_be_bytes()).0,
            };
            let step = handle(&self.book, &self.policy, &reader, input, moment);
            for change in step.changes {
                self.put(change);
            }
            inputs.extend(step.deliver.into_iter().map(|row| Input::Delivery {
                row,
                report: Report::Accepted {
                    words: "250 ok".to_owned(),
                },
            }));
        }
    }

    fn live(&mut self, n: u32) {
        let id = n + 1;
        let index = n as usize;
        let ago = |days: i64| self.now - Duration::days(days) - Duration::hours(3);
        let begun = 12 + i64::from(n % 9) * 9;
        let facts = Facts {
            company: Some(COMPANIES[index % COMPANIES.len()].to_owned()),
            role: Some(ROLES[index % ROLES.len()].to_owned()),
            ..Facts::default()
        };
        let dates: Vec<Time> = [begun, begun - 4, begun - 7, begun - 9]
            .into_iter()
            .map(ago)
            .collect();
        let now = self.now;
        self.hears(id, dates[0], Class::Confirmation, facts.clone());
        match n % 9 {
            0 => {
                let start = now - Duration::hours(4);
                self.hears(
                    id,
                    dates[1],
                    Class::InterviewConfirmation,
                    meeting(facts, start, "Ana Ruiz"),
                );
                self.happens(id, now - Duration::hours(1), Source::Owner, EventKind::Notes {
                    start: Some(start),
                    text: "Ana Ruiz: we talked about the late-arrival dashboard.\nThey will let me know by Friday, March 20.".to_owned(),
                });
            }
            1 => {
                let start = now + Duration::days(5);
                self.hears(id, dates[1], Class::StatusUpdate, facts.clone());
                self.hears(
                    id,
                    dates[2],
                    Class::InterviewConfirmation,
                    meeting(facts, start, "Kim Osei"),
                );
            }
            2 => {
                let slots = [2, 3].map(|d| SlotFact {
                    start: (now + Duration::days(d)).fixed_offset(),
                    end: None,
                });
                self.hears(
                    id,
                    now - Duration::hours(20),
                    Class::InterviewInvitation,
                    Facts {
                        slots: slots.to_vec(),
                        ..facts
                    },
                );
            }
            3 => self.hears(id, dates[2], Class::Rejection, facts),
            4 => {
                let by = By::Day((now + Duration::days(3)).date_naive());
                let wanted = vec!["references".to_owned(), "work samples".to_owned()];
                let deadline = Some(DeadlineFact {
                    what: Some("references".to_owned()),
                    by,
                });
                self.hears(
                    id,
                    now - Duration::days(1),
                    Class::InformationRequest,
                    Facts {
                        requested: wanted,
                        deadline,
                        ..facts
                    },
                );
            }
            5 => {
                let by: NaiveDate = (now + Duration::days(8)).date_naive();
                let promise = Some(PromiseFact {
                    by,
                    strength: Strength::Hard,
                });
                self.hears(
                    id,
                    dates[3],
                    Class::StatusUpdate,
                    Facts { promise, ..facts },
                );
            }
            6 => {
                self.hears(
                    id,
                    dates[1],
                    Class::InterviewConfirmation,
                    meeting(facts.clone(), dates[2], "Lee Wong"),
                );
                let by = By::Instant((now + Duration::days(4)).fixed_offset());
                let deadline = Some(DeadlineFact { what: None, by });
                self.hears(
                    id,
                    now - Duration::days(2),
                    Class::Offer,
                    Facts { deadline, ..facts },
                );
            }
            7 => self.hears(id, dates[2], Class::PositionClosed, facts),
            _ => self.happens(id, dates[3], Source::Owner, EventKind::Withdrawn),
        }
    }
}

pub fn meeting(facts: Facts, start: Time, with: &str) -> Facts {
    Facts {
        people: vec![PersonFact {
            name: Some(with.to_owned()),
            email: Address::new(&format!(
                "{}@employer.example",
                with.to_lowercase().replace(' ', ".")
            )),
            part: Some(Part::Interviewer),
        }],
        interview: Some(InterviewFact {
            start: Some(start.fixed_offset()),
            end: Some((start + Duration::minutes(45)).fixed_offset()),
            medium: Some(Medium::Video),
            place: Some("https://meet.employer.example/j/8841; room 2".to_owned()),
            ..InterviewFact::default()
        }),
        ..facts
    }
}

/// What a stranger may call a company.
pub const HOSTILE: [&str; 6] = [
    "</style><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "<!-- ]]> & &amp; &lt;",
    "\u{202e}tpircs\u{0} \u{1b}[31m",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
];

/// A search among such companies, with roles and subjects like them.
pub fn hostile() -> Invented {
    let mut search = Invented::of(0);
    for (n, name) in (1..).zip(HOSTILE) {
        let facts = Facts {
            company: Some(name.to_owned()),
            role: Some(name.to_owned()),
            requested: vec![name.to_owned()],
            ..Facts::default()
        };
        let at = search.now - Duration::days(3);
        search.hears(n, at, Class::Confirmation, facts.clone());
        let start = search.now + Duration::days(2);
        let meeting = meeting(facts.clone(), start, name);
        search.hears(
            n,
            at + Duration::hours(1),
            Class::InterviewConfirmation,
            meeting,
        );
        search.hears(n, at + Duration::hours(2), Class::InformationRequest, facts);
    }
    search.tick();
    search
}
