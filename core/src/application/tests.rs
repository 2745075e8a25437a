//! What must hold (APPLICATION.md).

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::*;
use crate::application::due::ClockRules;
use crate::event::*;
use crate::id::{Address, ApplicationId, EventId, MessageId, Person};
use crate::mail::Method;
use crate::reading::{
    By, CalendarFact, Class, DeadlineFact, Facts, InterviewFact, PersonFact, PromiseFact, SlotFact,
    Strength,
};

mod interviews;
mod main_path;
mod orders;
mod table;

/// A life, event by event, in the order in which it is told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Life {
    pub events: Vec<Event>,
}

pub(crate) const OWN: ApplicationId = ApplicationId(1);

pub(crate) fn time(text: &str) -> Time {
    zoned(text).to_utc()
}

pub(crate) fn zoned(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn id(text: &str) -> MessageId {
    MessageId::new(text).unwrap()
}

pub(crate) fn address(text: &str) -> Address {
    Address::new(text).unwrap()
}

pub(crate) fn person(name: &str, email: &str) -> Person {
    Person {
        name: Some(name.to_owned()),
        email: Some(address(email)),
    }
}

pub(crate) fn dana() -> Person {
    person("Dana Lee", "dana.lee@juniperfreight.example")
}

/// A mail of Dana's of that class, named after it, in no thread.
pub(crate) fn heard(message_id: &str, class: Class) -> Heard {
    Heard {
        message_id: id(message_id),
        class,
        also: Vec::new(),
        confidence: 0.99,
        facts: Facts::default(),
        from: dana(),
        reply_to: Some(dana()),
        by_person: true,
        subject: "Your application".to_owned(),
        references: Vec::new(),
        language: Language::English,
        suspicions: Vec::new(),
        to: Some(person("Sam Okafor", "sam.okafor@mailbox.example")),
        copied: Vec::new(),
        familiar: None,
        authenticated: false,
    }
}

pub(crate) fn fixed_at(start: &str) -> Option<InterviewFact> {
    Some(InterviewFact {
        start: Some(zoned(start)),
        ..InterviewFact::default()
    })
}

pub(crate) fn slot(start: &str) -> SlotFact {
    SlotFact {
        start: zoned(start),
        end: None,
    }
}

impl Life {
    pub fn tell(&mut self, at: &str, source: Source, kind: EventKind) -> EventId {
        let event = EventId(u32::try_from(self.events.len()).unwrap() + 1);
        self.events.push(Event {
            id: event,
            application: OWN,
            at: time(at),
            recorded_at: time(at),
            source,
            kind,
        });
        event
    }

    pub fn hears(
        &mut self,
        at: &str,
        message_id: &str,
        class: Class,
        change: impl FnOnce(&mut Heard),
    ) -> EventId {
        let mut mail = heard(message_id, class);
        change(&mut mail);
        let source = Source::Mail(mail.message_id.clone());
        self.tell(at, source, EventKind::Heard(Box::new(mail)))
    }

    pub fn writes(
        &mut self,
        at: &str,
        message_id: &str,
        kind: LetterKind,
        in_reply_to: Option<&str>,
    ) -> EventId {
        let wrote = Wrote {
            message_id: id(message_id),
            to: vec![dana()],
            kind,
            by: Author::Owner,
            subject: "Re: Your application".to_owned(),
            in_reply_to: in_reply_to.map(id),
            facts: Facts::default(),
        };
        let source = Source::Mail(wrote.message_id.clone());
        self.tell(at, source, EventKind::Wrote(Box::new(wrote)))
    }

    pub fn owner(&mut self, at: &str, kind: EventKind) -> EventId {
        self.tell(at, Source::Owner, kind)
    }

    pub fn state(&self) -> Application {
        fold(OWN, &self.events).unwrap()
    }

    pub fn status(&self) -> Status {
        self.state().status()
    }

    /// The statuses that it went through.
    pub fn path(&self) -> Vec<Status> {
        self.state().transitions.iter().map(|t| t.to).collect()
    }

    /// Lets the clock speak until `now`, as the daemon would.
    pub fn let_time_pass(&mut self, now: &str) {
        let limit = self.events.len() + 100;
        while let Some((at, kind)) = clock_events(&self.state(), &rules(), time(now))
            .into_iter()
            .next()
        {
            let event = EventId(u32::try_from(self.events.len()).unwrap() + 1);
            self.events.push(Event {
                id: event,
                application: OWN,
                at,
                recorded_at: time(now),
                source: Source::Clock,
                kind,
            });
            assert!(
                self.events.len() < limit,
                "the clock says {:?} again and again",
                self.events.last()
            );
        }
    }
}

/// One day of grace, at nine in the morning, in UTC.
pub(crate) fn rules() -> ClockRules<'static> {
    ClockRules {
        quiet_days: 30,
        quiet_days_after_follow_up: 21,
        missed_at: &|by, _| {
            (by + TimeDelta::days(2))
                .and_hms_opt(9, 0, 0)
                .unwrap()
                .and_utc()
        },
        zone: chrono_tz::UTC,
    }
}
