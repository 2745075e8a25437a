//! Whom the owner's debrief notes are about: who was there, what was said with each, what is to be put right, what was promised to whom.
//!
//! What they say about dates and duties is [`crate::application::read_notes`]. Nothing is guessed: a sentence that names nobody belongs to the last person named, to the only interviewer, or to all.

mod arrangements;
mod people;
mod sentences;
#[cfg(test)]
mod tests;

use crate::application::{Said, Where, read_notes};
use crate::id::Person;
use crate::moment::Time;

pub(crate) use sentences::sentences;

/// Notes longer than this are read up to here, in bytes.
const LONGEST: usize = 32 * 1024;

/// What notes state; whatever they do not state is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// What concerns each person, in the order in which they are named.
    pub about: Vec<About>,
    /// What was said with nobody in particular.
    pub general: Vec<String>,
    /// What the owner would put right, with nobody in particular (T5).
    pub fixes: Vec<String>,
    /// What the owner promised, in the words of [`crate::application::OwnPromise::what`], and to whom.
    pub promised_to: Vec<(String, Person)>,
}

/// What notes say of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// As it was known, completed by what the notes say.
    pub person: Person,
    /// The notes name somebody who was not expected, or an address that was not known.
    pub is_new: bool,
    /// Sentences as they were written, without the name before the colon.
    pub remarks: Vec<String>,
    /// What the owner would put right with this person (T5).
    pub fixes: Vec<String>,
}

/// Reads notes written at `at` about an interview with `people`.
#[must_use]
pub fn read(text: &str, at: Time, place: Where<'_>, people: &[Person]) -> Notes {
    let mut reader = Reader {
        notes: Notes::default(),
        at,
        place,
        current: Vec::new(),
        only: (people.len() == 1).then_some(0),
    };
    reader.notes.about = people
        .iter()
        .map(|p| About {
            person: p.clone(),
            ..About::default()
        })
        .collect();
    let mut after_blank = true;
    for line in bounded(text).lines() {
        let line = sentences::bare(line);
        if line.is_empty() {
            after_blank = true;
        } else {
            reader.line(line, after_blank);
            after_blank = false;
        }
    }
    reader.notes
}

fn bounded(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

struct Reader<'a> {
    notes: Notes,
    at: Time,
    place: Where<'a>,
    /// Positions in `notes.about` of those whom the words concern.
    current: Vec<usize>,
    /// The only interviewer.
    only: Option<usize>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, after_blank: bool) {
        if let Some(fix) = sentences::fix(line) {
            self.fix(fix);
            return;
        }
        if self.is_heading(line) {
            return;
        }
        for (n, sentence) in sentences(line).into_iter().enumerate() {
            let headed = self.header(sentence);
            let body = headed.unwrap_or(sentence).trim();
            let goes_on = n > 0 || sentences::begins_with_pronoun(body);
            if headed.is_none() {
                let named = people::mentioned(&self.notes.about, body);
                if !named.is_empty() && (!goes_on || self.current.is_empty()) {
                    self.current = named;
                } else if !goes_on && (after_blank || !self.is_listed(line)) {
                    self.current = Vec::new();
                }
            }
            people::newcomers(&mut self.notes.about, body);
            self.sentence(body);
        }
    }

    /// A list under a name goes on until a line that is none.
    fn is_listed(&self, line: &str) -> bool {
        line.chars().next().is_some_and(char::is_lowercase)
    }

    /// A line that is a name and no more: what follows concerns them.
    fn is_heading(&mut self, line: &str) -> bool {
        let Some(header) = people::heading(line) else {
            return false;
        };
        let found = people::resolve(&mut self.notes.about, &header, false);
        if found.is_empty() {
            return false;
        }
        self.current = found;
        true
    }

    /// What follows "Ana Ruiz:" at the beginning of a sentence.
    fn header<'s>(&mut self, sentence: &'s str) -> Option<&'s str> {
        let (header, rest, is_colon) = people::header(sentence)?;
        let found = people::resolve(&mut self.notes.about, &header, is_colon);
        if found.is_empty() {
            return None;
        }
        self.current = found;
        Some(rest)
    }

    fn fix(&mut self, fix: &str) {
        let fix = match people::header(fix) {
            Some((header, rest, _)) => {
                let found = people::resolve(&mut self.notes.about, &header, false);
                if found.is_empty() {
                    fix
                } else {
                    self.current = found;
                    rest
                }
            }
            None => fix,
        };
        let named = people::mentioned(&self.notes.about, fix);
        let whom = named
            .first()
            .or(self.current.first())
            .copied()
            .or(self.only);
        match whom.and_then(|n| self.notes.about.get_mut(n)) {
            Some(about) => about.fixes.push(fix.to_owned()),
            None => self.notes.fixes.push(fix.to_owned()),
        }
    }

    fn sentence(&mut self, sentence: &str) {
        if sentence.is_empty() {
            return;
        }
        let whom = if self.current.is_empty() {
            self.only.into_iter().collect()
        } else {
            self.current.clone()
        };
        if self.is_arrangement(sentence, whom.first().copied()) {
            return;
        }
        for n in &whom {
            if let Some(about) = self.notes.about.get_mut(*n) {
                about.remarks.push(sentence.to_owned());
            }
        }
        if whom.is_empty() {
            self.notes.general.push(sentence.to_owned());
        }
    }

    /// Dates, duties and wishes: they move the plan, and no letter repeats them.
    fn is_arrangement(&mut self, sentence: &str, whom: Option<usize>) -> bool {
        let said = read_notes(sentence, self.at, self.place);
        let to = whom
            .and_then(|n| self.notes.about.get(n))
            .map(|a| a.person.clone());
        if let Some(to) = to {
            self.notes.promised_to.extend(
                said.own_promises
                    .iter()
                    .map(|own| (own.what.clone(), to.clone())),
            );
        }
        let is_said = said != Said::default();
        is_said || arrangements::is_about_waiting(sentence) || people::is_address_only(sentence)
    }
}
