//! Looking at tokens by position. Every question is total: beyond the end the answer is no.

use super::lexicon::{Part, Sense, Unit};
use super::tokens::{Kind, Token};

#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub tokens: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub fn get(self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at)
    }

    pub fn is(self, at: usize, sense: Sense) -> bool {
        self.get(at)
            .is_some_and(|token| token.senses.contains(&sense))
    }

    pub fn any(self, at: usize, senses: &[Sense]) -> bool {
        senses.iter().any(|sense| self.is(at, *sense))
    }

    pub fn word(self, at: usize, words: &[&str]) -> bool {
        self.get(at)
            .is_some_and(|token| words.contains(&token.low.as_str()))
    }

    pub fn mark(self, at: usize, mark: char) -> bool {
        self.get(at)
            .is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    /// Glued to the token before it.
    pub fn glued(self, at: usize) -> bool {
        at > 0 && self.get(at).is_some_and(|token| !token.gap)
    }

    /// A number in digits.
    pub fn digits(self, at: usize) -> Option<&'a Token> {
        self.get(at).filter(|token| token.kind == Kind::Number)
    }

    /// A number glued to the token before it.
    pub fn glued_digits(self, at: usize) -> Option<&'a Token> {
        if self.glued(at) {
            self.digits(at)
        } else {
            None
        }
    }

    pub fn find<T>(self, at: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<T> {
        self.get(at)?.senses.iter().find_map(|sense| pick(*sense))
    }

    /// A number in digits or letters.
    pub fn number(self, at: usize) -> Option<u32> {
        match self.digits(at) {
            Some(token) => Some(token.value),
            None => self.find(at, |sense| {
                if let Sense::Number(value) = sense {
                    Some(value)
                } else {
                    None
                }
            }),
        }
    }

    pub fn weekday(self, at: usize) -> Option<u32> {
        self.find(at, |sense| {
            if let Sense::Weekday(day) = sense {
                Some(day)
            } else {
                None
            }
        })
    }

    pub fn short_weekday(self, at: usize) -> Option<u32> {
        self.find(at, |sense| {
            if let Sense::ShortWeekday(day) = sense {
                Some(day)
            } else {
                None
            }
        })
    }

    /// A month's name. A common word counts only where the writer's capital says that it is a name.
    pub fn month(self, at: usize) -> Option<u32> {
        let capital = self.get(at)?.capital;
        self.find(at, |sense| {
            if let Sense::Month(month) = sense {
                Some(month)
            } else if let Sense::MonthLike(month) = sense {
                capital.then_some(month)
            } else {
                None
            }
        })
    }

    /// A month's name next to a number, where a capital is not needed.
    pub fn month_by_number(self, at: usize) -> Option<u32> {
        self.find(at, |sense| {
            if let Sense::Month(month) | Sense::MonthLike(month) = sense {
                Some(month)
            } else {
                None
            }
        })
    }

    pub fn unit(self, at: usize) -> Option<Unit> {
        self.find(at, |sense| {
            if let Sense::Unit(unit) = sense {
                Some(unit)
            } else {
                None
            }
        })
    }

    pub fn part(self, at: usize) -> Option<Part> {
        self.find(at, |sense| {
            if let Sense::Part(part) = sense {
                Some(part)
            } else {
                None
            }
        })
    }

    /// Whether a word, sign or digit is glued in front, so that this is a part of something longer (R-1187, $25, 1.4.30).
    pub fn is_tail(self, at: usize) -> bool {
        if !self.glued(at) {
            return false;
        }
        let Some(before) = at.checked_sub(1).and_then(|before| self.get(before)) else {
            return false;
        };
        match before.kind {
            // The T of 2026-03-12T19:00.
            Kind::Word => {
                !(before.low == "t"
                    && at
                        .checked_sub(2)
                        .is_some_and(|digits| self.digits(digits).is_some()))
            }
            Kind::Number => true,
            Kind::Mark(mark) => {
                let opens = "([\"'*@~|\u{2022}>;¿=".contains(mark);
                let parts = matches!(mark, '-' | ':' | '/' | ',');
                !(opens || mark == ':' && before.gap || parts && !self.tail_before(at))
            }
        }
    }

    /// For a dash, colon or slash in front: whether a word or digit is glued before that.
    fn tail_before(self, at: usize) -> bool {
        let Some(mark) = at.checked_sub(1) else {
            return false;
        };
        self.glued(mark)
            && mark
                .checked_sub(1)
                .and_then(|before| self.get(before))
                .is_some_and(|token| {
                    token.kind == Kind::Number
                        || !token.senses.is_empty()
                        || token.kind == Kind::Word
                })
    }

    /// Whether something is glued behind that makes this a part of something longer (4.30.1, 10%, 3rd-party).
    pub fn is_head(self, after: usize) -> bool {
        if !self.glued(after) {
            return false;
        }
        match self.get(after).map(|token| token.kind) {
            Some(Kind::Word | Kind::Number) => true,
            Some(Kind::Mark(mark @ ('.' | ',' | ':' | '/' | '-'))) => {
                self.glued_digits(after + 1).is_some() && mark != ','
                    || (mark == ',' && self.glued_digits(after + 1).is_some())
            }
            Some(Kind::Mark('%' | '€' | '$' | '£' | '+' | '_' | '#')) => true,
            Some(Kind::Mark(_)) | None => false,
        }
    }

    /// Steps over an opening word of these senses, if there is one.
    pub fn skip(self, at: usize, senses: &[Sense]) -> usize {
        if self.any(at, senses) { at + 1 } else { at }
    }

    pub fn skip_mark(self, at: usize, marks: &[char]) -> usize {
        if marks.iter().any(|mark| self.mark(at, *mark)) {
            at + 1
        } else {
            at
        }
    }
}
