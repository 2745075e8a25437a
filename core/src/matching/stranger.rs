//! Who writes about a known application without having any part in it: a stranger, or a look-alike of its people.

use super::{Authentication, Link, Match, same_company, shared};
use crate::application::Application;
use crate::id::Address;
use crate::mail::Mail;
use crate::reading::{Reading, suspicion::looks_like};

/// Why a mail that would end or decide something must be asked about: its sender took no part in this application, where
/// others have. `None` where it may act.
#[must_use]
pub fn stranger(
    application: &Application,
    mail: &Mail,
    reading: &Reading,
    by: Link,
    authentication: Authentication,
) -> Option<String> {
    let held_by_key = match by {
        // Threads hold what strangers wrote, too: an answer must be one to somebody who has standing.
        Link::Thread => application.is_answered_by(mail.in_reply_to.iter().chain(&mail.references)),
        // Whoever is invited knows the UID, and may forward it: only its organiser, through a calendar that vouches.
        Link::Calendar => {
            authentication == Authentication::Pass
                && senders(mail).all(shared::is_calendar_service)
                && is_organised_by_known(application, mail)
        }
        // Strangers' addresses are noted, too: only one that was let in speaks for itself.
        Link::Relay => application
            .people
            .iter()
            .filter(|c| c.allowed)
            .any(|c| senders(mail).any(|s| c.email.as_ref() == Some(s))),
        Link::Requisition | Link::Person | Link::Domain | Link::Company | Link::Agency => false,
    };
    if held_by_key || !application.is_decided_by(reading.class, &reading.also, &reading.facts) {
        return None;
    }
    if senders(mail).next().is_none() {
        let others_are_known = application.knows_its_own();
        return others_are_known.then(|| "it names no address of a sender".to_owned());
    }
    let address = senders(mail).find(|address| {
        application.is_stranger(address)
            || !application.may_decide(address, reading.class, authentication)
    })?;
    let home: Vec<String> = application.home().into_iter().take(3).collect();
    let theirs = if home.is_empty() {
        String::new()
    } else {
        format!(" (its mail comes from {})", home.join(", "))
    };
    Some(format!(
        "it comes from {address}, an address that took no part in this application{theirs}"
    ))
}

/// A domain of a sender's that is made to look like the house of an application that the mail belongs to or names: the
/// sender's address, and the domain that it resembles.
#[must_use]
pub fn look_alike<'a>(
    applications: impl IntoIterator<Item = &'a Application>,
    mail: &Mail,
    reading: &Reading,
    found: &Match,
) -> Option<(Address, String)> {
    let applications: Vec<&Application> = applications.into_iter().collect();
    let is_home = |domain: &String| applications.iter().any(|a| a.home().contains(domain));
    let foreign: Vec<(&Address, String)> = senders(mail)
        .chain(mail.reply_to.iter().filter_map(|p| p.email.as_ref()))
        .filter_map(|address| Some((address, shared::own_domain(address)?)))
        .filter(|(_, domain)| !is_home(domain))
        .collect();
    if foreign.is_empty() {
        return None;
    }
    let mut concerned = applications.iter().filter(|a| match found {
        Match::Existing { application, .. } => a.id == *application,
        Match::Ask { candidates, .. } if candidates.contains(&a.id) => true,
        Match::Ask { .. } | Match::New { .. } | Match::None { .. } => {
            let named = reading.facts.company.as_deref().zip(a.company.as_deref());
            named.is_some_and(|(x, y)| same_company(x, y))
        }
    });
    concerned.find_map(|a| {
        let home = a.home();
        let (address, home) = foreign.iter().find_map(|(address, domain)| {
            let home = home.iter().find(|home| looks_like(domain, home))?;
            Some((*address, home))
        })?;
        let known =
            |c: &crate::application::Contact| c.allowed && c.email.as_ref() == Some(address);
        (!a.people.iter().any(known)).then(|| (address.clone(), home.clone()))
    })
}

/// Every organiser of its calendar entries has standing, and there is one.
fn is_organised_by_known(application: &Application, mail: &Mail) -> bool {
    let mut organizers = mail
        .calendars
        .iter()
        .flat_map(|c| &c.events)
        .map(|e| e.organizer.as_ref().and_then(|o| o.email.as_ref()))
        .peekable();
    organizers.peek().is_some()
        && organizers.all(|o| o.is_some_and(|o| !application.is_stranger(o)))
}

fn senders(mail: &Mail) -> impl Iterator<Item = &Address> {
    mail.from.iter().filter_map(|p| p.email.as_ref())
}
