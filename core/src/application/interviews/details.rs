//! Place, medium, link and people of an interview: the newest word that names them holds.

use super::inviter;
use crate::application::Application;
use crate::application::people::same_person;
use crate::event::Heard;
use crate::id::Person;
use crate::reading::{InterviewFact, Part};

impl Application {
    /// Place, people and the like: the newest word that names them holds.
    pub(super) fn take_details(&mut self, index: usize, heard: &Heard, fact: &InterviewFact) {
        let replaces = heard.facts.calendar.is_some();
        let interviewers = interviewers(heard);
        self.edit(index, |i| {
            i.latest_mail = heard.message_id.clone();
            if fact.zone.is_some() {
                i.zone.clone_from(&fact.zone);
            }
            if fact.medium.is_some() {
                i.medium = fact.medium;
            }
            if fact.place.is_some() {
                i.place.clone_from(&fact.place);
            }
            if i.invited_by.is_none() {
                i.invited_by = inviter(heard);
            }
            for suspicion in &heard.suspicions {
                if !i.suspicions.contains(suspicion) {
                    i.suspicions.push(*suspicion);
                }
            }
            i.people = merged(std::mem::take(&mut i.people), interviewers, replaces);
        });
        if let Some(mut interview) = self.interviews.get(index).cloned() {
            self.complete_people(&mut interview);
            self.edit(index, |i| i.people = interview.people);
        }
    }
}

/// Those who will be met, as a mail names them; never the owner.
fn interviewers(heard: &Heard) -> Vec<Person> {
    let owner = heard.to.as_ref();
    let met = |part| matches!(part, Some(Part::Interviewer));
    let leads = |part| matches!(part, Some(Part::HiringManager));
    let named = |wanted: &dyn Fn(Option<Part>) -> bool| -> Vec<Person> {
        heard
            .facts
            .people
            .iter()
            .filter(|p| wanted(p.part))
            .map(|p| Person {
                name: p.name.clone(),
                email: p.email.clone(),
            })
            .filter(|p| !owner.is_some_and(|o| same_person(o, p)))
            .collect()
    };
    let people = named(&met);
    if people.is_empty() {
        named(&leads)
            .into_iter()
            .filter(|p| !same_person(p, &heard.from))
            .collect()
    } else {
        people
    }
}

/// A calendar's list replaces; so do words that name others. Words that name some of those known leave the rest.
fn merged(known: Vec<Person>, named: Vec<Person>, replaces: bool) -> Vec<Person> {
    if named.is_empty() {
        return known;
    }
    let all_known = named
        .iter()
        .all(|n| known.iter().any(|k| same_person(k, n)));
    let mut people = if all_known && !replaces {
        known.clone()
    } else {
        named.clone()
    };
    for person in &mut people {
        let twins = || {
            known
                .iter()
                .chain(&named)
                .filter(|p| same_person(p, person))
        };
        let email = twins().find_map(|p| p.email.clone());
        let name = twins().find_map(|p| p.name.clone());
        *person = Person {
            name: person.name.take().or(name),
            email: person.email.take().or(email),
        };
    }
    people
}
