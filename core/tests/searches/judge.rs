//! Judges a search by the mail that left and by what is true: nothing here has seen the engine.

mod after;
mod letters;
mod silence;
mod times;
mod wait;

use std::cell::RefCell;

use chrono::Duration;
use chrono_tz::Tz;

use super::calendar::{self, At};
use super::mail::OWNER;
use super::notice::{self, About, Notice, Shown};
use super::truth::{Left, Meeting, Says, Truth, Word};

/// A letter to somebody else, and the reminder that had shown it.
pub struct Letter {
    pub at: At,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Of the newest reminder that showed these words.
    pub reminder: Option<usize>,
    pub about: Option<About>,
    pub post: Option<usize>,
}

pub struct Case<'a> {
    pub truth: &'a Truth,
    pub start: At,
    pub until: At,
    pub notices: Vec<(At, Notice)>,
    pub letters: Vec<Letter>,
    breaches: RefCell<Vec<String>>,
}

/// Every breach, with its rule, in words.
pub fn judge(truth: &Truth, left: &[Left], start: At, until: At) -> Vec<String> {
    let mut case = Case {
        truth,
        start,
        until,
        notices: Vec::new(),
        letters: Vec::new(),
        breaches: RefCell::default(),
    };
    for mail in left {
        if mail.to == OWNER {
            case.notices.push((mail.at, notice::read(&mail.bytes)));
        } else {
            let letter = case.letter(mail);
            case.letters.push(letter);
        }
    }
    let case = case;
    case.letters();
    case.waits();
    case.times();
    case.after();
    case.silence();
    case.breaches.into_inner()
}

impl Case<'_> {
    fn letter(&self, mail: &Left) -> Letter {
        let (subject, text) = notice::letter_text(&mail.bytes);
        let shows = |s: &Shown| s.to == mail.to && same(&s.text, &text);
        let reminder = self
            .notices
            .iter()
            .rposition(|(at, n)| *at <= mail.at && n.shows.iter().any(shows));
        // An answer shows a letter again; what it is about stands in the reminder.
        let first = self
            .notices
            .iter()
            .rposition(|(at, n)| {
                *at <= mail.at && n.about != About::Answer && n.shows.iter().any(shows)
            })
            .or(reminder);
        let about = first.map(|i| self.notices[i].1.about);
        let post = match about {
            Some(About::WithdrawOthers) => self.truth.posts.iter().position(|p| {
                p.recruiter.email == mail.to || p.interviewers.iter().any(|i| i.email == mail.to)
            }),
            _ => first.and_then(|i| self.post(&self.notices[i].1)),
        };
        Letter {
            at: mail.at,
            to: mail.to.clone(),
            subject,
            text,
            reminder,
            about,
            post,
        }
    }

    pub fn breach(&self, rule: &str, at: At, what: String) {
        let local = at
            .with_timezone(&self.truth.zone(at))
            .format("%a %Y-%m-%d %H:%M");
        self.breaches
            .borrow_mut()
            .push(format!("{rule} {local}: {what}"));
    }

    pub fn post(&self, notice: &Notice) -> Option<usize> {
        let head = notice
            .subject
            .trim_start_matches("Again: ")
            .trim_start_matches("New version: ");
        self.truth
            .posts
            .iter()
            .position(|p| head.starts_with(&format!("{}, {}:", p.company, p.role)))
    }

    pub fn zone(&self, at: At) -> Tz {
        self.truth.zone(at)
    }

    /// Reminders of a kind for a post, without answers.
    pub fn reminders(&self, about: About, post: usize) -> Vec<(At, Notice)> {
        self.notices
            .iter()
            .filter(|(_, n)| n.about == about && self.post(n) == Some(post))
            .cloned()
            .collect()
    }

    /// Mails of theirs that the owner could know by then; machines' answers are none.
    pub fn words(&self, post: usize, by: At) -> impl Iterator<Item = &Word> {
        self.truth
            .words
            .iter()
            .filter(move |w| w.post == post && w.delivered <= by && w.says != Says::Automatic)
    }

    /// Interviews of a post that were over by then.
    pub fn over(&self, post: usize, by: At) -> Vec<Meeting> {
        let mut out: Vec<Meeting> = self
            .truth
            .meetings
            .iter()
            .filter(|m| {
                m.post == post
                    && m.end <= by
                    && m.known < m.end
                    && m.off.is_none_or(|off| off >= m.end)
            })
            .cloned()
            .collect();
        out.sort_by_key(|m| m.end);
        out
    }

    /// Since when it is over for the owner: a no, a closing, an offer taken (here or elsewhere).
    pub fn ended(&self, post: usize) -> Option<At> {
        self.truth
            .ends
            .iter()
            .filter(|e| e.post == post)
            .map(|e| e.known)
            .min()
    }

    /// The owner's `pause` counts once it was understood.
    pub fn paused(&self, at: At) -> bool {
        self.truth.pauses.iter().any(|(from, until)| {
            let understood = self.notices.iter().any(|(t, n)| {
                n.about == About::Answer
                    && *t >= *from
                    && *t <= *from + Duration::minutes(5)
                    && n.text.starts_with("Paused")
            });
            understood && at > *from && at < *until
        })
    }

    pub fn paused_between(&self, from: At, until: At) -> bool {
        let mut pauses = self.truth.pauses.iter();
        pauses.any(|(begin, end)| *begin < until && *end > from)
    }

    pub fn company(&self, post: usize) -> &str {
        &self.truth.posts[post].company
    }

    pub fn name(&self, post: usize) -> String {
        format!(
            "post {post} ({}, {})",
            self.truth.posts[post].company, self.truth.posts[post].role
        )
    }

    /// An owner's word to any reminder of a kind for that post, between two times.
    pub fn answered(&self, about: About, post: usize, from: At, until: At, word: &str) -> bool {
        self.truth.answers.iter().any(|a| {
            a.at >= from
                && a.at <= until
                && a.text.starts_with(word)
                && self.notices.iter().any(|(_, n)| {
                    n.message_id == a.message_id && n.about == about && self.post(n) == Some(post)
                })
        })
    }

    pub fn any_answer(&self, from: At, until: At, word: &str) -> bool {
        self.truth
            .answers
            .iter()
            .any(|a| a.at >= from && a.at <= until && a.text.starts_with(word))
    }
}

pub fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// The first waking instant then, with a quarter of an hour for the engine.
pub fn soon(from: At, zone: Tz) -> At {
    calendar::when_awake(from, zone) + Duration::minutes(15)
}
