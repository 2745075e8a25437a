//! What silence means, and what a no leaves: W7, R4.

use chrono::{Datelike, Duration, Weekday};

use super::{Case, soon};
use crate::calendar::{day_of, when_awake};
use crate::notice::About;

impl Case<'_> {
    pub fn silence(&self) {
        for post in 0..self.truth.posts.len() {
            self.never_a_no(post);
            self.quiet_in_the_end(post);
            self.in_touch(post);
        }
    }

    /// W7: where nobody said no, no digest counts one.
    fn never_a_no(&self, post: usize) {
        let digests = self
            .notices
            .iter()
            .filter(|(_, n)| n.about == About::Digest);
        for (at, notice) in digests {
            let noes = self
                .truth
                .ends
                .iter()
                .filter(|e| e.known <= *at && e.refused);
            let noes = noes.count();
            let told = number_before(&notice.text, " rejected");
            if post == 0 && told.is_some_and(|n| n > noes) {
                let what = format!("{told:?} rejected, where {noes} said no");
                self.breach("W7", *at, what);
            }
        }
    }

    /// W7: three weeks after the last follow-up without a word it is told as quiet, and nobody is written to any more.
    fn quiet_in_the_end(&self, post: usize) {
        let asked = self
            .letters
            .iter()
            .filter(|l| l.post == Some(post) && l.about == Some(About::FollowUp))
            .map(|l| l.at)
            .max();
        let Some(asked) = asked else { return };
        let quiet_at = asked + Duration::days(21);
        let shared = self
            .truth
            .posts
            .iter()
            .filter(|p| p.company == self.company(post))
            .count()
            > 1;
        let by_hand = self
            .truth
            .by_hand
            .iter()
            .any(|h| h.post == post && h.at > asked);
        let heard = self.words(post, self.until).any(|w| w.delivered > asked);
        let met = self
            .truth
            .meetings
            .iter()
            .any(|m| m.post == post && m.end > asked);
        let taken = self.any_answer(self.start, self.until, "accept");
        let asks_for_more = self.truth.quiets.iter().any(|q| q.post == post)
            || self
                .truth
                .promises
                .iter()
                .any(|p| p.post == post && p.known > asked);
        if shared || by_hand || heard || met || taken || self.ended(post).is_some() {
            return;
        }
        let head = format!(
            "- {}, {}",
            self.truth.posts[post].company, self.truth.posts[post].role
        );
        let digests = self
            .notices
            .iter()
            .filter(|(_, n)| n.about == About::Digest);
        for (at, notice) in digests {
            let zone = self.zone(*at);
            let weekly =
                day_of(*at, zone).weekday() == Weekday::Mon && notice.text.contains("Open:");
            let quiet = section(&notice.text, "Quiet:").any(|l| l == head);
            if weekly && *at > quiet_at && !quiet && !asks_for_more {
                self.breach(
                    "W7",
                    *at,
                    format!("{} is not shown as quiet", self.name(post)),
                );
            }
            if quiet && *at < quiet_at - Duration::hours(26) && *at > asked {
                self.breach("W7", *at, format!("{} is quiet too soon", self.name(post)));
            }
        }
        let bothers = |l: &&super::Letter| {
            l.post == Some(post) && l.at > quiet_at && l.about == Some(About::FollowUp)
        };
        if let Some(letter) = self.letters.iter().find(bothers) {
            self.breach(
                "W7",
                letter.at,
                format!("{} is written to after all", letter.to),
            );
        }
    }

    /// R4: once, so long after a no that followed an interview, and never without one.
    fn in_touch(&self, post: usize) {
        let told: Vec<_> = self
            .reminders(About::StayInTouch, post)
            .into_iter()
            .filter(|(_, n)| !n.again)
            .collect();
        let refused = self.truth.ends.iter().find(|e| e.post == post && e.refused);
        let Some(end) = refused else {
            if let Some((at, _)) = told.first() {
                let what = format!("a door of {}, which nobody shut", self.name(post));
                self.breach("R4", *at, what);
            }
            return;
        };
        let met = !self.over(post, end.at).is_empty();
        let zone = self.zone(end.known);
        let due = end.at + Duration::days(self.truth.touch_days);
        if !met && let Some((at, _)) = told.first() {
            let what = format!("the door of {}, where nobody was met", self.name(post));
            self.breach("R4", *at, what);
        }
        if let Some((at, _)) = told.first().filter(|(at, _)| *at < due) {
            self.breach(
                "R4",
                *at,
                format!("the door of {} too soon", self.name(post)),
            );
        }
        if told.len() > 1 {
            self.breach(
                "R4",
                told[1].0,
                format!("the door of {} twice", self.name(post)),
            );
        }
        // Another word of theirs, a second no among them, may move it by as much.
        let moved = self.words(post, self.until).any(|w| w.at > end.at);
        let latest = soon(when_awake(due, zone), zone);
        let zones = self.truth.zones.len() > 1;
        if met && told.is_empty() && latest < self.until && !moved && !zones {
            let what = format!("nothing about the door of {}", self.name(post));
            self.breach("R4", latest, what);
        }
    }
}

/// The lines below a heading, until the next empty one.
fn section<'a>(text: &'a str, heading: &str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().skip_while(move |l| *l != heading).skip(1);
    lines.take_while(|l| !l.is_empty())
}

/// "Of all: 1 quiet, 3 rejected." → 3.
fn number_before(text: &str, word: &str) -> Option<usize> {
    let line = text.lines().find(|l| l.starts_with("Of all: "))?;
    let before = line.split(word).next().filter(|b| b.len() < line.len())?;
    before.rsplit(' ').next()?.parse().ok()
}
