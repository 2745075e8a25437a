//! Who writes about a known application without having any part in it: a stranger, or a look-alike of its people.

use super::{Link, Match, same_company, shared};
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
) -> Option<String> {
    let held_by_key = match by {
        // Threads hold what strangers wrote, too: an answer must be one to somebody who has standing.
        Link::Thread => application.is_answered_by(mail.in_reply_to.iter().chain(&mail.references)),
        Link::Calendar | Link::Relay => true,
        Link::Requisition | Link::Person | Link::Domain | Link::Company | Link::Agency => false,
    };
    if held_by_key || !application.is_decided_by(reading.class, &reading.also, &reading.facts) {
        return None;
    }
    if senders(mail).next().is_none() {
        let unsigned = application.has_house();
        return unsigned.then(|| "it names no address of a sender".to_owned());
    }
    let address = senders(mail).find(|address| application.is_stranger(address))?;
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
    let concerned = applications.iter().filter(|a| match found {
        Match::Existing { application, .. } => a.id == *application,
        Match::Ask { candidates, .. } if candidates.contains(&a.id) => true,
        Match::Ask { .. } | Match::New { .. } | Match::None { .. } => {
            let named = reading.facts.company.as_deref().zip(a.company.as_deref());
            named.is_some_and(|(x, y)| same_company(x, y))
        }
    });
    concerned
        .filter_map(|a| {
            let home = a.home();
            let (address, home) = foreign.iter().find_map(|(address, domain)| {
                let home = home.iter().find(|home| looks_like(domain, home))?;
                Some((*address, home))
            })?;
            let known =
                |c: &crate::application::Contact| c.allowed && c.email.as_ref() == Some(address);
            (!a.people.iter().any(known)).then(|| (address.clone(), home.clone()))
        })
        .next()
}

fn senders(mail: &Mail) -> impl Iterator<Item = &Address> {
    mail.from.iter().filter_map(|p| p.email.as_ref())
}
