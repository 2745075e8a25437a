//! Who takes part in an application, and to whom a letter may go (SAFETY.md, the gate's allow-list; R3).

use super::{Application, Contact, Interview};
use crate::event::{Author, Heard, Wrote};
use crate::id::{Address, Person};
use crate::matching::shared;
use crate::moment::Time;
use crate::reading::{Part, PersonFact};

/// Whether an address is one that nobody reads: its name says so.
#[must_use]
pub fn is_no_reply(address: &Address) -> bool {
    let plain: String = address
        .local()
        .split('+')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    const ANYWHERE: &[&str] = &[
        "noreply",
        "donotreply",
        "dontreply",
        "noresponder",
        "nichtantworten",
        "keineantwort",
        "nepasrepondre",
        "unattended",
        "mailerdaemon",
    ];
    const WHOLE: &[&str] = &[
        "autoreply",
        "automailer",
        "bounce",
        "bounces",
        "postmaster",
        "notification",
        "notifications",
        "notify",
        "alerts",
        "sendonly",
    ];
    ANYWHERE.iter().any(|word| plain.contains(word)) || WHOLE.contains(&plain.as_str())
}

/// Whether an address is made for one candidate by a hiring system: what is sent there reaches its person.
#[must_use]
pub fn is_relay(address: &Address) -> bool {
    if !shared::is_hiring_system(address.domain()) || is_no_reply(address) {
        return false;
    }
    let token = |text: &str, least: usize| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(char::is_ascii_alphabetic).count();
        text.len() >= least && digits > 0 && (letters > 0 || digits >= 6)
    };
    match address.local().split_once('+') {
        Some((_, after)) => token(after, 4),
        None => address
            .local()
            .split(['-', '_', '.'])
            .any(|piece| token(piece, 5)),
    }
}

impl Application {
    /// Takes in everybody whom a mail shows. Where its writer has no standing nobody of it gets any.
    pub(super) fn meet(&mut self, heard: &Heard, at: Time, has_standing: bool, is_affirmed: bool) {
        // Of itself a hiring system's address shows nothing: its mail is vouched for, in this thread, or the first.
        let relay_may_join = is_affirmed
            || heard.authenticated
            || self.words.len() <= 1
            || self.is_answered_by(&heard.references);
        let trusted = has_standing && heard.suspicions.is_empty();
        let unread = heard.reply_to.is_none();
        if trusted {
            self.learn_domain(heard);
        }
        let part = heard
            .facts
            .people
            .iter()
            .find(|p| names(p, &heard.from))
            .and_then(|p| p.part);
        self.add(
            &heard.from,
            part,
            at,
            Standing {
                unread,
                wrote: heard.by_person,
            },
        );
        if let Some(reply_to) = &heard.reply_to
            && reply_to.email != heard.from.email
        {
            self.add(reply_to, part, at, Standing::default());
        }
        for person in heard.copied.iter().filter(|p| p.email.is_some()) {
            self.add(person, None, at, Standing::default());
        }
        let owner = heard.to.as_ref();
        let named = heard
            .facts
            .people
            .iter()
            .chain(heard.facts.contact_person.as_ref());
        for fact in named {
            let person = Person {
                name: fact.name.clone(),
                email: fact.email.clone(),
            };
            if !owner.is_some_and(|o| same_person(o, &person)) {
                self.add(&person, fact.part, at, Standing::default());
            }
        }
        if let Some(organizer) = heard
            .facts
            .calendar
            .as_ref()
            .and_then(|c| c.organizer.as_ref())
        {
            self.add(organizer, None, at, Standing::default());
        }
        if trusted {
            self.allow(heard, relay_may_join);
        }
        if let (true, Some(writer)) = (has_standing && heard.by_person, &heard.from.email)
            && !self.writers.contains(writer)
        {
            self.writers.push(writer.clone());
        }
        self.fill_in_addresses();
    }

    /// A person that the owner added: letters may go there.
    pub(super) fn add_by_owner(&mut self, person: &Person, at: Time) {
        self.add(person, None, at, Standing::default());
        if let Some(known) = self
            .people
            .iter_mut()
            .find(|c| c.email.is_some() && c.email == person.email)
        {
            known.allowed = true;
            known.no_reply = false;
        }
        self.fill_in_addresses();
    }

    /// Those whom the owner names or writes to.
    pub(super) fn add_recipients(&mut self, to: &[Person], at: Time) {
        for person in to {
            self.add(person, None, at, Standing::default());
        }
    }

    /// Whom the owner wrote to by hand, the owner knows.
    pub(super) fn trust_recipients(&mut self, wrote: &Wrote) {
        if wrote.by != Author::Owner {
            return;
        }
        for contact in &mut self.people {
            let written_to = wrote
                .to
                .iter()
                .any(|p| p.email.is_some() && p.email == contact.email);
            contact.allowed |= written_to;
        }
    }

    /// An application sent by mail goes to the employer's own domain.
    pub(super) fn learn_recipients_domain(&mut self, wrote: &Wrote) {
        let domains = wrote
            .to
            .iter()
            .filter_map(|p| p.email.as_ref())
            .filter_map(shared::own_domain);
        for domain in domains {
            if !self.agency_domains.contains(&domain) {
                self.domains.insert(domain);
            }
        }
    }

    /// A name to show where mail gives none for the employer: of its domain, else of whoever wrote.
    #[must_use]
    pub fn shown_company(&self) -> Option<String> {
        let of_domain = || {
            let label = self.domains.first()?.split('.').next()?;
            let words: Vec<String> = label.split('-').map(capitalised).collect();
            Some(words.join(" "))
        };
        let of_person = || self.people.iter().find_map(|c| c.name.clone());
        self.company.clone().or_else(of_domain).or_else(of_person)
    }

    fn add(&mut self, person: &Person, part: Option<Part>, at: Time, standing: Standing) {
        if person.name.is_none() && person.email.is_none() {
            return;
        }
        let known = self.people.iter_mut().find(|c| c.is(person));
        let no_reply = standing.unread || person.email.as_ref().is_some_and(is_no_reply);
        match known {
            Some(contact) => {
                if contact.name.is_none() || standing.wrote {
                    contact.name = person.name.clone().or(contact.name.take());
                }
                if contact.email.is_none() && person.email.is_some() {
                    contact.email = person.email.clone();
                    contact.no_reply = no_reply;
                }
                if standing.wrote && !no_reply {
                    contact.no_reply = false;
                }
                if let Some(part) = part
                    && part != Part::Unknown
                {
                    contact.part = part;
                }
            }
            None => self.people.push(Contact {
                name: person.name.clone(),
                email: person.email.clone(),
                part: part.unwrap_or(Part::Unknown),
                allowed: false,
                no_reply,
                since: at,
            }),
        }
    }

    /// The employer's own domain, or the agency's, from a mail's sender.
    fn learn_domain(&mut self, heard: &Heard) {
        let Some(domain) = heard.from.email.as_ref().and_then(shared::own_domain) else {
            return;
        };
        if heard.facts.agency.is_some() {
            self.domains.remove(&domain);
            self.agency_domains.insert(domain);
        } else if !self.agency_domains.contains(&domain) {
            self.domains.insert(domain);
        }
    }

    /// SAFETY.md: an address that took part, at the registrable domain of the first person who wrote; or invited by such
    /// a person; a relay address of this thread. Where an agency stands between, the first person of the employer's own
    /// counts beside the agency's. On shared domains the exact address counts.
    fn allow(&mut self, heard: &Heard, relay_may_join: bool) {
        let from = heard.from.email.as_ref();
        let trusted = self.trusted_domains(heard);
        let from_is_trusted = from.is_some_and(|a| {
            (is_relay(a) && (relay_may_join || self.has_written(a)))
                || (heard.by_person
                    && shared::own_domain(a).is_none()
                    && !is_no_reply(a)
                    && (trusted.is_empty() || self.has_written(a)))
                || shared::own_domain(a).is_some_and(|d| trusted.contains(&d))
        });
        let invites = heard.facts.calendar.is_some() || super::hear::is_interview(heard.class);
        let invited = |contact: &Contact| {
            invites
                && from_is_trusted
                && (heard
                    .facts
                    .people
                    .iter()
                    .any(|p| p.email.is_some() && p.email == contact.email)
                    || heard
                        .facts
                        .calendar
                        .as_ref()
                        .and_then(|c| c.organizer.as_ref())
                        .is_some_and(|o| o.email.is_some() && o.email == contact.email))
        };
        for contact in &mut self.people {
            let Some(email) = &contact.email else {
                continue;
            };
            let at_home = shared::own_domain(email).is_some_and(|d| trusted.contains(&d));
            let wrote_here = from == Some(email) && from_is_trusted;
            let is_answer_address =
                heard.reply_to.as_ref().and_then(|p| p.email.as_ref()) == Some(email);
            let answered = is_answer_address && from_is_trusted && (is_relay(email) || at_home);
            let relayed = relay_may_join && is_relay(email);
            if at_home || wrote_here || answered || relayed || invited(contact) {
                contact.allowed = true;
            }
        }
    }

    /// Somebody of that very address was let in before; on webmail no domain vouches for a newcomer.
    fn has_written(&self, address: &Address) -> bool {
        let mut known = self.people.iter();
        known.any(|c| c.allowed && c.email.as_ref() == Some(address))
    }

    fn trusted_domains(&self, heard: &Heard) -> Vec<String> {
        let mut trusted: Vec<String> = Vec::new();
        // A word that was under suspicion gives its sender no standing.
        let before = self
            .writers
            .iter()
            .filter(|writer| {
                self.people
                    .iter()
                    .any(|c| c.allowed && c.email.as_ref() == Some(*writer))
            })
            .filter_map(shared::own_domain);
        let now = heard
            .by_person
            .then(|| heard.from.email.as_ref().and_then(shared::own_domain))
            .flatten();
        for domain in before.chain(now) {
            let first = trusted.is_empty();
            let only_agencies = trusted.iter().all(|d| self.agency_domains.contains(d));
            if (first || only_agencies) && !trusted.contains(&domain) {
                trusted.push(domain);
            }
        }
        trusted
    }

    /// A name that was known alone gets its address from a namesake, here and in the interviews.
    fn fill_in_addresses(&mut self) {
        for interview in &mut self.interviews {
            fill_in(interview, &self.people);
        }
    }

    /// The people of an interview, with the addresses that are known.
    pub(super) fn complete_people(&self, interview: &mut Interview) {
        fill_in(interview, &self.people);
    }
}

fn fill_in(interview: &mut Interview, contacts: &[Contact]) {
    for person in interview.people.iter_mut().filter(|p| p.email.is_none()) {
        person.email = contacts
            .iter()
            .find(|c| c.email.is_some() && same_name(c.name.as_deref(), person.name.as_deref()))
            .and_then(|c| c.email.clone());
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// How a person came into a mail.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// The mail says, or its headers say, that nobody reads answers.
    unread: bool,
    wrote: bool,
}

impl Contact {
    /// Whether it is this person: by address, else by name where one side has no address.
    #[must_use]
    pub fn is(&self, person: &Person) -> bool {
        match (&self.email, &person.email) {
            (Some(a), Some(b)) => a == b,
            _ => same_name(self.name.as_deref(), person.name.as_deref()),
        }
    }

    /// A letter may go there and somebody reads it.
    #[must_use]
    pub fn can_be_written_to(&self) -> bool {
        self.email.is_some() && self.allowed && !self.no_reply
    }
}

fn names(fact: &PersonFact, person: &Person) -> bool {
    match (&fact.email, &person.email) {
        (Some(a), Some(b)) => a == b,
        _ => same_name(fact.name.as_deref(), person.name.as_deref()),
    }
}

/// Two mentions of one person.
pub(super) fn same_person(a: &Person, b: &Person) -> bool {
    match (&a.email, &b.email) {
        (Some(x), Some(y)) => x == y,
        _ => same_name(a.name.as_deref(), b.name.as_deref()),
    }
}

/// Names agree without case, points and repeated blanks; "Lee, Dana" is Dana Lee.
pub(super) fn same_name(a: Option<&str>, b: Option<&str>) -> bool {
    let words = |name: &str| -> Vec<String> {
        let turned = match name.split_once(',') {
            Some((last, first)) => format!("{first} {last}"),
            None => name.to_owned(),
        };
        turned
            .split(|c: char| c.is_whitespace() || c == '.')
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    match (a, b) {
        (Some(a), Some(b)) => !words(a).is_empty() && words(a) == words(b),
        _ => false,
    }
}
