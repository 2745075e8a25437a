//! One round of interviews: what was said with whom, so that each letter has its own sentence and no other's (T3, T5, L10).

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::greeting::turned;
use super::tongue::Tongue;
use super::topics::{self, Discretion, Topic};
use crate::application::{Application, Interview};
use crate::book::Book;
use crate::id::Person;
use crate::notes::{self, About, Notes};
use crate::policy::Policy;

/// The people of one day's interviews, each with what may be said.
pub(super) struct Round<'a> {
    interviews: Vec<&'a Interview>,
    members: Vec<Member>,
    tongue: Tongue,
}

struct Member {
    person: Person,
    topic: Option<Topic>,
    fixes: Vec<String>,
}

/// Whether two mentions are of one person.
pub(super) fn same(a: &Person, b: &Person) -> bool {
    match (&a.email, &b.email) {
        (Some(x), Some(y)) => x == y,
        (Some(_), None) | (None, Some(_)) | (None, None) => match (&a.name, &b.name) {
            (Some(x), Some(y)) => turned(x).to_lowercase() == turned(y).to_lowercase(),
            (Some(_), None) | (None, Some(_)) | (None, None) => false,
        },
    }
}

impl<'a> Round<'a> {
    /// The round of that day in the owner's zone.
    pub fn of(
        app: &'a Application,
        day: NaiveDate,
        policy: &Policy,
        book: &Book,
        tongue: Tongue,
    ) -> Self {
        let on_day = |i: &&Interview| {
            i.start
                .is_some_and(|s| s.with_timezone(&policy.owner.zone).date_naive() == day)
        };
        let mut interviews: Vec<&Interview> = app.interviews.iter().filter(on_day).collect();
        interviews.sort_by_key(|i| (i.start, i.number));
        let mut people: Vec<Person> = Vec::new();
        for interview in &interviews {
            let met = if interview.people.is_empty() {
                interview.invited_by.iter().cloned().collect()
            } else {
                interview.people.clone()
            };
            for person in met {
                if !people.iter().any(|p| same(p, &person)) {
                    people.push(person);
                }
            }
        }
        let read: Vec<Notes> = interviews
            .iter()
            .flat_map(|i| {
                i.notes
                    .iter()
                    .rev()
                    .map(|n| notes::read(&n.text, n.at, app.place(), &people_of(i, &people)))
            })
            .collect();
        let mut members: Vec<Member> = Vec::new();
        for (n, person) in people.iter().enumerate() {
            let discretion = discretion(app, book, policy, person, &people);
            let about: Vec<&About> = read
                .iter()
                .flat_map(|notes| {
                    notes
                        .about
                        .iter()
                        .filter(|a| same(&a.person, person) || same_name(&a.person, person))
                })
                .collect();
            let said: Vec<String> = about
                .iter()
                .flat_map(|a| a.remarks.iter().cloned())
                .collect();
            let mut fixes: Vec<String> =
                about.iter().flat_map(|a| a.fixes.iter().cloned()).collect();
            if n == 0 {
                fixes.extend(read.iter().flat_map(|notes| notes.fixes.iter().cloned()));
            }
            let general: Vec<String> = read
                .iter()
                .flat_map(|notes| notes.general.iter().cloned())
                .collect();
            let taken: Vec<String> = members
                .iter()
                .filter_map(|m| m.topic.as_ref())
                .map(|t| t.words.clone())
                .collect();
            let free = |t: &Topic| !taken.contains(&t.words);
            // What was said with nobody in particular serves those of whom nothing else is known.
            let topic = topics::topics(&said, &discretion, tongue)
                .into_iter()
                .find(free)
                .or_else(|| {
                    topics::topics(&general, &discretion, tongue)
                        .into_iter()
                        .find(free)
                });
            members.push(Member {
                person: person.clone(),
                topic,
                fixes,
            });
        }
        Self {
            interviews,
            members,
            tongue,
        }
    }

    /// The day on the employer's calendar.
    pub fn local_day(&self, zone: Option<Tz>) -> Option<NaiveDate> {
        let first = self.interviews.first()?;
        let zone = first
            .zone
            .as_deref()
            .and_then(|z| z.parse().ok())
            .or(zone)?;
        first
            .start
            .map(|start| start.with_timezone(&zone).date_naive())
    }

    fn member(&self, person: &Person) -> Option<&Member> {
        self.members
            .iter()
            .find(|m| same(&m.person, person))
            .or_else(|| self.members.iter().find(|m| same_name(&m.person, person)))
    }

    /// The person's place among those of the round.
    pub fn place_of(&self, person: &Person) -> usize {
        self.members
            .iter()
            .position(|m| same(&m.person, person))
            .unwrap_or(self.members.len())
    }

    /// The sentence that only this person gets (T3).
    pub fn sentence(&self, person: &Person, variant: usize) -> Option<String> {
        let topic = self.member(person)?.topic.as_ref()?;
        Some(topics::sentence(topic, self.tongue, variant))
    }

    /// What was said with those whom the letter reaches through another, a sentence each, two at most.
    pub fn passed_on(&self, names: &[String]) -> String {
        let said = self.members.iter().filter_map(|m| {
            let name = m.person.name.as_ref().filter(|n| names.contains(n))?;
            // "your team" would be the reader's, not theirs.
            let words = m.topic.as_ref().map(|t| t.words.as_str()).filter(|w| !w.contains("you"))?;
            Some(match self.tongue {
                Tongue::English => format!("I especially enjoyed talking about {words} with {name}."),
                Tongue::German => format!("Das Gespräch mit {name} ist mir gut in Erinnerung, besonders dieses Thema: {words}."),
                Tongue::French => format!("Je garde un très bon souvenir de l'échange avec {name}, surtout de ce sujet : {words}."),
                Tongue::Spanish => format!("Guardo muy buen recuerdo de la conversación con {name}, en especial de este tema: {words}."),
            })
        });
        said.take(2).collect::<Vec<_>>().join(" ")
    }

    /// What the owner would put right with this person, in at most three sentences (T5).
    pub fn fix(&self, person: &Person) -> String {
        let Some(fix) = self.member(person).and_then(|m| m.fixes.first()) else {
            return String::new();
        };
        super::summary::put_right(fix, self.tongue)
    }
}

fn people_of(interview: &Interview, all: &[Person]) -> Vec<Person> {
    if interview.people.is_empty() {
        interview.invited_by.iter().cloned().collect()
    } else {
        all.iter()
            .filter(|p| interview.people.iter().any(|i| same(i, p)))
            .cloned()
            .collect()
    }
}

fn same_name(a: &Person, b: &Person) -> bool {
    match (&a.name, &b.name) {
        (Some(x), Some(y)) => turned(x).to_lowercase() == turned(y).to_lowercase(),
        (Some(_), None) | (None, Some(_)) | (None, None) => false,
    }
}

/// Whose names must not stand in a letter to `person`.
fn discretion(
    app: &Application,
    book: &Book,
    policy: &Policy,
    person: &Person,
    round: &[Person],
) -> Discretion {
    let mine: Vec<String> = person
        .name
        .as_deref()
        .map(turned)
        .map(|n| n.split_whitespace().map(str::to_owned).collect())
        .unwrap_or_default();
    let own = |name: &String| mine.iter().any(|m| m == name);
    let known = app
        .people
        .iter()
        .filter_map(|c| c.name.clone())
        .chain(round.iter().filter_map(|p| p.name.clone()));
    let elsewhere = book
        .states()
        .filter(|other| other.id != app.id)
        .flat_map(|other| {
            other
                .company
                .iter()
                .chain(&other.aliases)
                .cloned()
                .chain(other.people.iter().filter_map(|c| c.name.clone()))
                .collect::<Vec<_>>()
        });
    let others = known
        .chain(elsewhere)
        .flat_map(|name| {
            turned(&name)
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|part| {
            !own(part)
                && !policy.owner.name.contains(part.as_str())
                && !app
                    .company
                    .as_deref()
                    .is_some_and(|c| c.contains(part.as_str()))
        })
        .collect();
    Discretion {
        others,
        reader: mine,
    }
}
