//! The parts of a mail that are searched for facts, each lower-cased byte for byte in place, with the cues that stand in it.

use super::cues::{self, Cue, Hit};
use crate::mail::Mail;
use crate::reading::clauses::fold;
use crate::reading::time::Lang;

/// Bytes of the newest text that are looked at.
const LOOKED_AT: usize = 12_000;

/// Where a fact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Subject,
    Text,
    Signature,
    From,
    Calendar,
}

impl Part {
    /// The name in [`crate::reading::Evidence`].
    pub fn name(self) -> &'static str {
        match self {
            Part::Subject => "subject",
            Part::Text => "text",
            Part::Signature => "signature",
            Part::From => "header:From",
            Part::Calendar => "calendar",
        }
    }
}

/// The very words of a fact and their place, in bytes of the part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub part: Part,
    pub from: usize,
    pub to: usize,
    pub words: String,
}

/// One searched part.
pub struct Piece<'a> {
    pub part: Part,
    pub text: &'a str,
    /// The same, lower case, byte for byte in place.
    pub low: String,
    pub hits: Vec<Hit>,
}

impl<'a> Piece<'a> {
    pub fn new(part: Part, text: &'a str, limit: usize) -> Self {
        let text = bounded(text, limit);
        let low = fold(text);
        let hits = cues::find(&low);
        Self {
            part,
            text,
            low,
            hits,
        }
    }

    pub fn found(&self, from: usize, to: usize) -> Found {
        Found {
            part: self.part,
            from,
            to,
            words: self.text.get(from..to).unwrap_or_default().to_owned(),
        }
    }

    /// The hits of one kind, in order.
    pub fn hits_of(&self, cue: Cue) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |hit| hit.cue == cue)
    }

    pub fn has(&self, cue: Cue) -> bool {
        self.hits_of(cue).next().is_some()
    }

    /// The line around a position.
    pub fn line_at(&self, at: usize) -> (usize, usize) {
        let from = self
            .text
            .get(..at)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |i| i + 1);
        let to = self
            .text
            .get(at..)
            .and_then(|t| t.find('\n'))
            .map_or(self.text.len(), |i| at + i);
        (from, to)
    }

    /// The sentence around a position: bounded by line ends and by end marks before a space.
    pub fn sentence_at(&self, at: usize) -> (usize, usize) {
        let (line_from, line_to) = self.line_at(at);
        let before = self.low.get(line_from..at).unwrap_or_default();
        let after = self.low.get(at..line_to).unwrap_or_default();
        let from = [". ", "! ", "? "]
            .iter()
            .filter_map(|mark| before.rfind(mark))
            .max()
            .map_or(line_from, |i| line_from + i + 2);
        let to = [". ", "! ", "? "]
            .iter()
            .filter_map(|mark| after.find(mark))
            .min()
            .map_or(line_to, |i| at + i + 1);
        (from, to)
    }

    pub fn low_at(&self, range: (usize, usize)) -> &str {
        self.low.get(range.0..range.1).unwrap_or_default()
    }
}

/// The searched parts of a mail.
pub struct Pieces<'a> {
    /// Of the text, or of the subject where there is hardly any text.
    pub language: Lang,
    pub subject: Piece<'a>,
    pub text: Piece<'a>,
    pub signature: Piece<'a>,
}

impl<'a> Pieces<'a> {
    pub fn of(mail: &'a Mail) -> Self {
        let few = mail.body.newest.len() <= 40;
        Self {
            language: Lang::guess(bounded(
                if few {
                    &mail.subject
                } else {
                    &mail.body.newest
                },
                2_000,
            )),
            subject: Piece::new(Part::Subject, &mail.subject, 500),
            text: Piece::new(Part::Text, &mail.body.newest, LOOKED_AT),
            signature: Piece::new(Part::Signature, &mail.body.signature, 2_000),
        }
    }

    /// Text, subject, signature: the order in which a fact is looked for.
    pub fn all(&self) -> [&Piece<'a>; 3] {
        [&self.text, &self.subject, &self.signature]
    }
}

/// The first `limit` bytes, cut between characters.
pub fn bounded(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
