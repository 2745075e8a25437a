//! Whose word counts for an application: once an employer, an agency or the owner has shown where its people write from,
//! what somebody else writes is at most a question.

use std::collections::BTreeSet;

use super::{Application, Outcome};
use crate::event::Heard;
use crate::id::{Address, MessageId};
use crate::matching::Authentication;
use crate::matching::names::domain_names_company;
use crate::matching::shared::{self, Service};
use crate::reading::{Class, Facts, Strength};

impl Application {
    /// Registrable domains that the employer has shown to be its own: one that bears its name, one from which a person
    /// wrote, one to which the owner wrote. The agency's are not among them.
    #[must_use]
    pub fn home(&self) -> BTreeSet<String> {
        let people = self.correspondents().filter_map(shared::own_domain);
        let named = self.domains.iter().filter(|d| self.names_employer(d));
        let mut home: BTreeSet<String> = people.chain(named.cloned()).collect();
        home.retain(|d| !self.agency_domains.contains(d));
        home
    }

    /// Whether an address has no standing here: neither of the employer's house or its agency's, nor a hiring system's,
    /// nor of somebody whom the owner knows. A domain that bears the employer's name is at home, whoever wrote first.
    /// Where neither a house nor a name is known, nobody is a stranger.
    #[must_use]
    pub fn is_stranger(&self, address: &Address) -> bool {
        if !self.knows_its_own() {
            return false;
        }
        let home = self.home();
        let known = self
            .people
            .iter()
            .any(|c| c.allowed && c.email.as_ref() == Some(address));
        if known {
            return false;
        }
        match shared::own_domain(address) {
            Some(domain) => {
                // A second domain of that name may be a look-alike of the first.
                let bears_the_name =
                    self.names_employer(&domain) && !home.iter().any(|d| self.names_employer(d));
                !self.domains.contains(&domain) && !bears_the_name && !self.is_agencys(&domain)
            }
            None => !shared::is_hiring_system(address.domain()),
        }
    }

    /// Whether anybody has shown where this application's people write from.
    #[must_use]
    pub fn has_house(&self) -> bool {
        self.correspondents().next().is_some() || !self.home().is_empty()
    }

    /// Whether it can be told who belongs here: by a house, or by the employer's name.
    #[must_use]
    pub fn knows_its_own(&self) -> bool {
        self.has_house() || self.company.is_some()
    }

    /// Whether a hiring system's, board's or meeting service's address may decide here: the one through which the
    /// application came or that was let in, the employer's corner of a system, and a hiring system whose mail is
    /// authenticated. Anybody can have an account at a board, or write a meeting service's address into a From header.
    #[must_use]
    pub fn may_decide(
        &self,
        address: &Address,
        class: Class,
        authentication: Authentication,
    ) -> bool {
        let first = self.words.first();
        let came_through = first.iter().filter_map(|w| w.from.email.as_ref()).chain(
            first
                .iter()
                .filter_map(|w| w.reply_to.as_ref()?.email.as_ref()),
        );
        let let_in = self
            .people
            .iter()
            .filter(|c| c.allowed)
            .filter_map(|c| c.email.as_ref());
        let tenant = shared::tenant(address);
        let known = came_through
            .chain(let_in)
            .any(|a| a == address || (tenant.is_some() && shared::tenant(a) == tenant));
        match shared::service(address.domain()) {
            None => true,
            Some(Service::HiringSystem) => {
                let of_employer = tenant
                    .as_deref()
                    .and_then(|t| t.rsplit('/').next())
                    .is_some_and(|slug| self.names_employer(slug));
                known || of_employer || authentication == Authentication::Pass
            }
            Some(Service::Board) => known,
            Some(Service::MeetingOrSigning) => known && super::hear::is_interview(class),
        }
    }

    /// Whether a mail answers a letter of the owner's, or a mail of somebody who has standing.
    #[must_use]
    pub fn is_answered_by<'a>(&self, references: impl IntoIterator<Item = &'a MessageId>) -> bool {
        references.into_iter().any(|id| {
            self.answers_a_letter([id])
                || self
                    .words
                    .iter()
                    .filter(|w| w.message_id == *id)
                    .filter_map(|w| w.from.email.as_ref())
                    .any(|from| !self.is_stranger(from))
        })
    }

    /// Whether a mail answers a letter of the owner's.
    pub(super) fn answers_a_letter<'a>(
        &self,
        references: impl IntoIterator<Item = &'a MessageId>,
    ) -> bool {
        let mut references = references.into_iter();
        references.any(|id| self.letters.iter().any(|l| l.message_id == *id))
    }

    /// Whether a domain is the agency's: by its mail, or by its name.
    pub(super) fn is_agencys(&self, domain: &str) -> bool {
        let bears_its_name = |name: &str| domain_names_company(domain, name);
        self.agency_domains.contains(domain) || self.agency.as_deref().is_some_and(bears_its_name)
    }

    /// Whether a mail's writer has no standing here, and it answers nobody who has.
    pub(super) fn is_foreign(&self, heard: &Heard) -> bool {
        let unknown = match &heard.from.email {
            Some(address) => self.is_stranger(address),
            None => self.knows_its_own(),
        };
        unknown && !self.is_answered_by(&heard.references)
    }

    /// Whether a mail would end, decide, ask or delay something here, or open again what has ended.
    #[must_use]
    pub fn is_decided_by(&self, class: Class, also: &[Class], facts: &Facts) -> bool {
        let ended = self.outcome != Outcome::Open;
        let ends_in_silence = facts
            .promise
            .is_some_and(|p| p.strength == Strength::ImplicitRejection);
        let waits = facts.on_hold
            || facts.quiet_until.is_some()
            || facts.quiet_until_word
            || ends_in_silence;
        std::iter::once(&class).chain(also).any(|class| {
            class.acts()
                || (*class == Class::StatusUpdate && (ended || waits || facts.promise.is_some()))
                || (matches!(class, Class::Confirmation | Class::ApplicationAdmin)
                    && (ended || waits))
        })
    }

    /// People who wrote and have standing, and whom the owner wrote to.
    fn correspondents(&self) -> impl Iterator<Item = &Address> {
        let writers = self.writers.iter().filter(|writer| {
            self.people
                .iter()
                .any(|c| c.allowed && c.email.as_ref() == Some(*writer))
        });
        writers.chain(self.letters.iter().flat_map(|l| l.to.iter()))
    }

    fn names_employer(&self, domain: &str) -> bool {
        self.company
            .iter()
            .chain(&self.aliases)
            .any(|name| domain_names_company(domain, name))
    }
}
