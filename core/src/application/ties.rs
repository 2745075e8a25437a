//! What ties the receiver of a letter to the employer that it is meant for: without a tie, whoever wrote first could have
//! opened the application in a strange company's name, to be answered.

use super::Application;
use super::endings::is_affirmed;
use super::fold::standing;
use crate::event::{Event, EventKind, Heard};
use crate::id::{Address, Person};
use crate::matching::names::{domain_names_company, same_company};
use crate::matching::shared::{self, Service};

impl Application {
    /// The domain of a receiver that nothing ties to the employer: it does not bear the employer's name, is no hiring
    /// system's and no agency's; the owner has neither written there by hand or by `send anyway`, nor said `yes` to a mail
    /// from there, nor added the person; and nobody who is tied named, copied or invited the person. `None` where a tie is
    /// known, and where no employer is. Webmail has a suspicion of its own.
    #[must_use]
    pub fn untied(&self, events: &[Event], to: &Address) -> Option<String> {
        self.company.as_ref()?;
        let domain = shared::own_domain(to)?;
        let standing = standing(self.id, events);
        let is_tied = self.bears_a_tie(to, &standing)
            || standing.iter().filter_map(|e| e.kind.heard()).any(|heard| {
                mentions(heard, to) && heard.suspicions.is_empty() && self.vouches(heard, &standing)
            });
        (!is_tied).then_some(domain)
    }

    /// Whoever is tied vouches for others; a hiring system where its mail is authenticated: anybody writes its address
    /// into a From header.
    fn vouches(&self, heard: &Heard, events: &[&Event]) -> bool {
        heard.from.email.as_ref().is_some_and(|from| {
            let is_system = shared::service(from.domain()) == Some(Service::HiringSystem);
            (is_system && heard.authenticated) || self.bears_a_tie(from, events)
        })
    }

    fn bears_a_tie(&self, address: &Address, events: &[&Event]) -> bool {
        let domain = shared::own_domain(address);
        let is_there = |other: &Address| {
            other == address || (domain.is_some() && shared::own_domain(other) == domain)
        };
        let is_named = domain.as_deref().is_some_and(|domain| {
            let label = domain.split('.').next().unwrap_or_default();
            self.is_agencys(domain)
                || self.company.as_deref().is_some_and(|name| {
                    domain_names_company(domain, name) || same_company(label, name)
                })
        });
        // Only who got a letter of the owner's, or who was told of it, knows its id.
        let counts = |heard: &Heard, event: &Event| {
            heard.from.email.as_ref().is_some_and(is_there)
                && (is_affirmed(event) || self.answers_a_letter(&heard.references))
        };
        is_named
            || self.letters.iter().flat_map(|l| &l.to).any(is_there)
            || events.iter().any(|event| match event.kind.heard() {
                Some(heard) => counts(heard, event),
                None => matches!(&event.kind, EventKind::PersonAdded(person)
                    if person.email.as_ref() == Some(address)),
            })
    }
}

/// Whether a mail of somebody else's names, copies or invites an address, or asks that answers go there.
fn mentions(heard: &Heard, address: &Address) -> bool {
    let is_it = |person: &Person| person.email.as_ref() == Some(address);
    let organizer = heard
        .facts
        .calendar
        .as_ref()
        .and_then(|c| c.organizer.as_ref());
    heard
        .reply_to
        .iter()
        .chain(&heard.copied)
        .chain(organizer)
        .any(is_it)
        || heard
            .facts
            .people
            .iter()
            .chain(&heard.facts.contact_person)
            .any(|p| p.email.as_ref() == Some(address))
}
