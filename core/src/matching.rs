//! `Reading` → this application, a new one, a question, or none (APPLICATION.md, matching a mail to an application).
//!
//! In this order: In-Reply-To and References; calendar UID; relay address; requisition; then the employer, known by
//! domain, tenant, person or name, with the role. An equal best is a question.

mod context;
mod employer;
pub mod letters;
pub mod names;
mod own;
mod roles;
mod sender;
pub mod shared;
mod stranger;
#[cfg(test)]
mod tests;
pub mod verdict;

use std::collections::BTreeSet;

use crate::application::{Application, Outcome, is_relay};
use crate::id::{Address, ApplicationId, MessageId, Person};
use crate::mail::{Mail, Method};
use crate::moment::Time;
use crate::reading::{Class, Reading, Suspicion};
pub use context::confidence_in_context;
pub use letters::{chosen_slot, letter_kind};
pub use names::{normal_company, same_company};
pub use own::decide_own;
pub use roles::{same_role, similar_role};
pub use sender::is_by_person;
pub use stranger::{look_alike, stranger};
pub use verdict::{Authentication, Verdict, verdict};

/// Which application a mail belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Match {
    Existing {
        application: ApplicationId,
        by: Link,
        why: String,
    },
    /// It opens an application of its own.
    New {
        why: String,
    },
    /// Several fit equally, or it is doubtful whether one does; without candidates: is it an application at all?
    Ask {
        candidates: Vec<ApplicationId>,
        why: String,
    },
    None {
        why: String,
    },
}

/// By what a mail was matched, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    Thread,
    Calendar,
    Relay,
    Requisition,
    /// The very address of somebody who took part.
    Person,
    /// The employer's own domain, or its corner of a hiring system.
    Domain,
    Company,
    Agency,
}

impl Link {
    /// The sender could only know it from this application's own mail. A calendar's UID goes to all who are invited.
    #[must_use]
    pub fn proves_sender(self) -> bool {
        matches!(self, Link::Thread | Link::Relay)
    }

    fn words(self) -> &'static str {
        match self {
            Link::Thread => "it answers a mail of this application",
            Link::Calendar => "its calendar entry is this application's",
            Link::Relay => "its relay address is this application's",
            Link::Requisition => "it names this application's requisition",
            Link::Person => "its sender took part in this application",
            Link::Domain => "it comes from this employer",
            Link::Company => "it names this employer",
            Link::Agency => "it comes from this application's agency",
        }
    }
}

/// What of a mail and its reading counts for matching.
struct Query<'a> {
    mail: &'a Mail,
    reading: &'a Reading,
    at: Time,
    references: BTreeSet<&'a MessageId>,
    senders: Vec<&'a Address>,
    /// The employer that it names; never a service that carries others' mail.
    company: Option<&'a str>,
    /// Registrable domains of the senders, where they can be one employer's.
    domains: Vec<String>,
    /// Their corners of hiring systems.
    tenants: Vec<String>,
}

/// Decides for a mail of the world's, dated `at`. The owner's own goes to [`decide_own`].
pub fn decide<'a>(
    applications: impl IntoIterator<Item = &'a Application>,
    mail: &Mail,
    reading: &Reading,
    at: Time,
) -> Match {
    let applications: Vec<&Application> = applications.into_iter().collect();
    let query = Query::new(mail, reading, at);
    match reading.class {
        Class::JobAlert | Class::NetworkNotification | Class::Newsletter => none(format!(
            "{} is about no application",
            reading.class.name().replace('_', " ")
        )),
        Class::AutomaticReply | Class::Bounce => machinery(&applications, &query),
        Class::Other => unclear(&applications, &query),
        Class::RecruiterOutreach => by_key(&applications, &query).unwrap_or_else(|| {
            none("an approach becomes a lead only when you answer it".to_owned())
        }),
        Class::Confirmation
        | Class::ApplicationAdmin
        | Class::StatusUpdate
        | Class::InterviewInvitation
        | Class::InterviewConfirmation
        | Class::InterviewReschedule
        | Class::InterviewCancellation
        | Class::Assessment
        | Class::InformationRequest
        | Class::Offer
        | Class::Rejection
        | Class::PositionClosed => by_key(&applications, &query)
            .or_else(|| employer::by_requisition(&applications, &query))
            .or_else(|| employer::by_employer(&applications, &query))
            .or_else(|| employer::by_role_alone(&applications, &query))
            .unwrap_or_else(|| open_new(&query, "no application of this employer is known")),
    }
}

/// What a mail is once it is known where it belongs: a bare meeting invitation with no word of a job, linked by
/// organiser, attendees or thread, fixes an interview.
#[must_use]
pub fn class_in_context(reading: &Reading, found: &Match) -> Class {
    let invites = reading
        .facts
        .calendar
        .as_ref()
        .map(|c| c.method)
        .filter(|_| matches!(found, Match::Existing { .. }));
    match (reading.class, invites) {
        (Class::Other, Some(Method::Request)) => Class::InterviewConfirmation,
        (Class::Other, Some(Method::Cancel)) => Class::InterviewCancellation,
        (class, _) => class,
    }
}

/// Thread, calendar UID and relay address: what only this application's mail can hold.
fn by_key(applications: &[&Application], query: &Query<'_>) -> Option<Match> {
    let in_thread: Vec<&Application> = applications
        .iter()
        .copied()
        .filter(|a| query.references.iter().any(|id| a.threads.contains(*id)))
        .collect();
    let uids = query.uids();
    let of_calendar = || -> Vec<&Application> {
        applications
            .iter()
            .copied()
            .filter(|a| {
                a.interviews
                    .iter()
                    .filter_map(|i| i.calendar.as_ref())
                    .any(|c| uids.contains(c.uid.as_str()))
            })
            .collect()
    };
    let of_relay = || -> Vec<&Application> {
        applications
            .iter()
            .copied()
            .filter(|a| {
                query
                    .senders
                    .iter()
                    .any(|s| is_relay(s) && a.people.iter().any(|c| c.email.as_ref() == Some(*s)))
            })
            .collect()
    };
    unique(in_thread, query, Link::Thread)
        .or_else(|| unique(of_calendar(), query, Link::Calendar))
        .or_else(|| unique(of_relay(), query, Link::Relay))
}

/// The only one; of several the direct parent's, the one with this role, the one that is open; else a question.
fn unique(found: Vec<&Application>, query: &Query<'_>, link: Link) -> Option<Match> {
    if found.is_empty() {
        return None;
    }
    let role = query.reading.facts.role.as_deref();
    let narrowings: [&dyn Fn(&Application) -> bool; 3] = [
        &|a| {
            query
                .mail
                .in_reply_to
                .iter()
                .any(|id| a.threads.contains(id))
        },
        &|a| {
            role.zip(a.role.as_deref())
                .is_some_and(|(x, y)| same_role(x, y))
        },
        &|a| !a.is_closed(),
    ];
    let mut left = found;
    for narrowing in narrowings {
        let narrowed: Vec<&Application> = left.iter().copied().filter(|a| narrowing(a)).collect();
        if !narrowed.is_empty() {
            left = narrowed;
        }
    }
    Some(match left.as_slice() {
        [only] => existing(only, link),
        several => ask(several, "several applications share this thread or address"),
    })
}

/// An automatic reply or delivery report: to whom or what it answers, else nobody's.
fn machinery(applications: &[&Application], query: &Query<'_>) -> Match {
    let original = query.mail.report.as_ref().and_then(|r| r.original.as_ref());
    applications
        .iter()
        .find(|a| original.is_some_and(|id| a.threads.contains(id)))
        .map(|a| existing(a, Link::Thread))
        .or_else(|| by_key(applications, query))
        .unwrap_or_else(|| none("it answers no mail of an application".to_owned()))
}

/// A mail that says nothing of a job belongs to an application where thread and sender say so, or where a person of it
/// writes, or invites to a meeting.
fn unclear(applications: &[&Application], query: &Query<'_>) -> Match {
    let bulk = query.mail.header("List-Id").is_some()
        || query.mail.header("List-Unsubscribe").is_some()
        || query
            .mail
            .header("Precedence")
            .is_some_and(|p| !p.eq_ignore_ascii_case("first-class"));
    let takes_part = |a: &Application| {
        query
            .everybody()
            .iter()
            .any(|address| a.knows(address) || a.is_at_home(address))
    };
    let linked = by_key(applications, query);
    if let Some(Match::Existing { application, .. }) = &linked {
        let by_people = applications
            .iter()
            .any(|a| a.id == *application && takes_part(a));
        if by_people {
            return linked.unwrap_or_else(|| none(String::new()));
        }
    }
    let known: Vec<&Application> = applications
        .iter()
        .copied()
        .filter(|a| !a.is_closed())
        .filter(|a| query.everybody().iter().any(|address| a.knows(address)))
        .collect();
    match known.as_slice() {
        [only] if !bulk => existing(only, Link::Person),
        [_, _, ..] if !bulk => ask(&known, "its sender takes part in several applications"),
        _ => none("it says nothing of an application".to_owned()),
    }
}

/// A new application, if a mail like that may open one.
fn open_new(query: &Query<'_>, why: &str) -> Match {
    let facts = &query.reading.facts;
    let suspicions = &query.reading.suspicions;
    let grave = suspicions.iter().any(|s| match s {
        Suspicion::LookAlikeDomain
        | Suspicion::MoneyAsked
        | Suspicion::IdentityDocuments
        | Suspicion::MessengerInterview
        | Suspicion::OfferWithoutInterview => true,
        Suspicion::LinkTarget
        | Suspicion::DisplayName
        | Suspicion::AuthenticationFailed
        | Suspicion::WebmailEmployer => false,
    });
    if grave {
        return none("it is suspicious and belongs to no known application".to_owned());
    }
    if !suspicions.is_empty() {
        return ask(
            &[],
            "it looks suspicious; is it about an application of yours?",
        );
    }
    let named = query.company.is_some() || facts.role.is_some() || facts.requisition.is_some();
    let at_home = !query.domains.is_empty() || !query.tenants.is_empty();
    let is_receipt = matches!(
        query.reading.class,
        Class::Confirmation | Class::ApplicationAdmin
    );
    // Strangers make appointments, ask for papers and say no in other matters, too.
    let enough = named
        || (is_receipt && (at_home || !query.shown_companies().is_empty()))
        || !query.tenants.is_empty();
    if !enough {
        return ask(&[], "it names no employer and no role");
    }
    Match::New {
        why: why.to_owned(),
    }
}

impl<'a> Query<'a> {
    fn new(mail: &'a Mail, reading: &'a Reading, at: Time) -> Self {
        let senders: Vec<&Address> = mail
            .from
            .iter()
            .chain(&mail.reply_to)
            .filter_map(|p| p.email.as_ref())
            .collect();
        let domains = senders.iter().filter_map(|s| shared::own_domain(s));
        let tenants = senders.iter().filter_map(|s| shared::tenant(s));
        Self {
            mail,
            reading,
            at,
            company: reading
                .facts
                .company
                .as_deref()
                .filter(|c| !normal_company(c).is_empty()),
            references: mail.in_reply_to.iter().chain(&mail.references).collect(),
            domains: domains.collect(),
            tenants: tenants.collect(),
            senders,
        }
    }

    fn uids(&self) -> BTreeSet<&str> {
        self.mail
            .calendars
            .iter()
            .flat_map(|c| &c.events)
            .map(|e| e.uid.as_str())
            .chain(self.reading.facts.calendar.iter().map(|c| c.uid.as_str()))
            .filter(|uid| !uid.is_empty())
            .collect()
    }

    /// Senders, organisers and attendees.
    fn everybody(&self) -> Vec<&Address> {
        let calendars = self.mail.calendars.iter().flat_map(|c| &c.events);
        let invited = calendars.flat_map(|e| {
            e.organizer
                .iter()
                .chain(e.attendees.iter().map(|a| &a.person))
                .filter_map(|p: &Person| p.email.as_ref())
        });
        let organizer = self
            .reading
            .facts
            .calendar
            .as_ref()
            .and_then(|c| c.organizer.as_ref())
            .and_then(|p| p.email.as_ref());
        self.senders
            .iter()
            .copied()
            .chain(invited)
            .chain(organizer)
            .collect()
    }

    /// Names of employers that the From header's display name may show: all of it, and its parts.
    fn shown_companies(&self) -> Vec<String> {
        let name = self.mail.from.first().and_then(|p| p.name.as_deref());
        let whole = name.unwrap_or_default();
        let parts = whole.split(['(', ')', ',', '|']);
        std::iter::once(whole)
            .chain(parts.flat_map(|part| part.split(" - ")))
            .map(normal_company)
            .filter(|n| !n.is_empty())
            .collect()
    }

    fn is_closing(&self) -> bool {
        matches!(
            self.reading.class,
            Class::Rejection | Class::PositionClosed | Class::Offer
        )
    }
}

impl Application {
    /// Whether that very address took part, and is somebody's.
    fn knows(&self, address: &Address) -> bool {
        self.people
            .iter()
            .any(|c| c.email.as_ref() == Some(address) && !c.no_reply)
    }

    /// Whether an address is at the employer's own domain.
    fn is_at_home(&self, address: &Address) -> bool {
        shared::own_domain(address).is_some_and(|d| self.domains.contains(&d))
    }

    /// When it ended.
    fn ended_at(&self) -> Option<Time> {
        let ended = match self.outcome {
            Outcome::Open | Outcome::OnHold | Outcome::Quiet => false,
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::OfferDeclined
            | Outcome::OfferExpired
            | Outcome::Accepted => true,
        };
        ended
            .then(|| {
                self.closed
                    .as_ref()
                    .map(|c| c.at)
                    .or_else(|| self.transitions.last().map(|t| t.at))
            })
            .flatten()
    }
}

fn existing(application: &Application, by: Link) -> Match {
    Match::Existing {
        application: application.id,
        by,
        why: by.words().to_owned(),
    }
}

fn ask(candidates: &[&Application], why: &str) -> Match {
    Match::Ask {
        candidates: candidates.iter().map(|a| a.id).collect(),
        why: why.to_owned(),
    }
}

fn none(why: String) -> Match {
    Match::None { why }
}
