//! Whom the owner's notes add: people who were there, and addresses that may now be written to.

use super::people::same_person;
use super::{Application, Interview};
use crate::event::Event;
use crate::id::Person;
use crate::notes::{Notes, read};

impl Application {
    /// Reads whom notes about the interview at that position are about, and takes in those who are new.
    pub(super) fn meet_noted(
        &mut self,
        text: &str,
        interview: Option<usize>,
        event: &Event,
    ) -> Notes {
        let known = interview
            .and_then(|n| self.interviews.get(n))
            .map(interviewers)
            .unwrap_or_default();
        let notes = read(text, event.at, self.place(), &known);
        for about in notes.about.iter().filter(|a| a.is_new) {
            let mut person = about.person.clone();
            if person.email.is_some() {
                // The owner wrote the address down: letters may go there.
                self.add_by_owner(&person, event.at);
            } else if let Some(known) = self.people.iter().find(|c| c.is(&person)) {
                person.email.clone_from(&known.email);
            } else {
                self.add_recipients(std::slice::from_ref(&person), event.at);
            }
            if let Some(interview) = interview.and_then(|n| self.interviews.get_mut(n)) {
                attends(interview, person, &notes);
            }
        }
        notes
    }
}

/// Those who were met, as far as is known: else whoever invited.
fn interviewers(interview: &Interview) -> Vec<Person> {
    if interview.people.is_empty() {
        interview.invited_by.iter().cloned().collect()
    } else {
        interview.people.clone()
    }
}

fn attends(interview: &mut Interview, person: Person, notes: &Notes) {
    if interview.people.is_empty() {
        // Whoever invited was there as well, as far as the notes speak of them.
        let spoken_of = |p: &Person| {
            notes
                .about
                .iter()
                .any(|a| !a.remarks.is_empty() && same_person(&a.person, p))
        };
        let inviter = interview.invited_by.clone().filter(spoken_of);
        interview.people.extend(inviter);
    }
    match interview
        .people
        .iter_mut()
        .find(|p| same_person(p, &person))
    {
        Some(known) => known.email = known.email.take().or(person.email),
        None => interview.people.push(person),
    }
}
