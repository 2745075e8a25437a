//! What may leave at all: approved, once, whole, in waking hours, one person a letter (SAFETY; L2, R3, T2, T3, L10).

use std::collections::BTreeMap;

use chrono::Duration;

use super::{Case, same};
use crate::calendar::{awake, day_of};
use crate::notice::About;
use crate::truth::Manner;

impl Case<'_> {
    pub fn letters(&self) {
        self.approved();
        self.whole();
        self.one_a_day();
        self.thanked_once();
        self.thanked_apart();
    }

    /// Nothing unapproved, nothing after an undo, nothing while paused, nothing twice.
    fn approved(&self) {
        let mut out = Vec::new();
        let mut spent: Vec<(String, String, String)> = Vec::new();
        for letter in &self.letters {
            let mut now = false;
            // The newest word counts: "send now" after a "send" that was overtaken is a word for the night.
            let approved = self.truth.answers.iter().rev().any(|a| {
                let Some((_, n)) = self
                    .notices
                    .iter()
                    .find(|(_, n)| n.message_id == a.message_id)
                else {
                    return false;
                };
                let Some(index) = n.shows.iter().position(|s| {
                    s.to == letter.to && s.subject == letter.subject && same(&s.text, &letter.text)
                }) else {
                    return false;
                };
                let covers = match a.text.as_str() {
                    "send" | "send all" | "slot 2" => true,
                    "send now" => {
                        now = true;
                        true
                    }
                    "send 1" => index == 0,
                    _ => false,
                };
                let undone = self.truth.answers.iter().any(|u| {
                    u.message_id == a.message_id
                        && u.text == "undo"
                        && u.at >= a.at
                        && u.at < letter.at
                });
                // One reminder may hold two letters to one person, for two roles.
                let use_up = (
                    a.message_id.clone(),
                    letter.to.clone(),
                    letter.subject.clone(),
                );
                if covers && a.at <= letter.at && !undone && !spent.contains(&use_up) {
                    spent.push(use_up);
                    return true;
                }
                false
            });
            if !approved {
                out.push((
                    "SAFETY",
                    letter.at,
                    format!(
                        "a letter to {} was never approved: {}",
                        letter.to, letter.subject
                    ),
                ));
            }
            if self.paused(letter.at) {
                out.push((
                    "SAFETY",
                    letter.at,
                    format!("a letter to {} left while paused", letter.to),
                ));
            }
            if !awake(letter.at, self.zone(letter.at)) && !now {
                out.push((
                    "waking",
                    letter.at,
                    format!("a letter to {} left in the night", letter.to),
                ));
            }
        }
        self.tell(out);
    }

    fn tell(&self, found: Vec<(&str, crate::calendar::At, String)>) {
        for (rule, at, what) in found {
            self.breach(rule, at, what);
        }
    }

    fn whole(&self) {
        let mut out = Vec::new();
        for letter in &self.letters {
            if letter.text.contains('[')
                || letter.text.contains("{{")
                || letter.text.contains("TODO")
            {
                out.push((
                    "L2",
                    letter.at,
                    format!("a gap left with the letter to {}", letter.to),
                ));
            }
            if letter.to.starts_with("no-reply") {
                out.push(("R3", letter.at, format!("a letter to {}", letter.to)));
            }
            let first = letter.text.lines().next().unwrap_or("");
            let known = self
                .truth
                .posts
                .iter()
                .flat_map(|p| p.interviewers.iter().chain([&p.recruiter]));
            if let Some(person) = known.into_iter().find(|p| p.email == letter.to)
                && !person.name.split(' ').any(|part| first.contains(part))
            {
                out.push((
                    "L4",
                    letter.at,
                    format!("the letter to {} greets “{first}”", letter.to),
                ));
            }
            if let Some(post) = letter.post {
                let others = self
                    .truth
                    .posts
                    .iter()
                    .filter(|p| p.company != self.truth.posts[post].company);
                for other in others {
                    if letter.text.contains(&other.company) {
                        out.push((
                            "L4",
                            letter.at,
                            format!("the letter to {} names {}", letter.to, other.company),
                        ));
                    }
                }
            } else {
                out.push((
                    "L4",
                    letter.at,
                    format!("the letter to {} belongs to no application", letter.to),
                ));
            }
        }
        for (at, notice) in &self.notices {
            if notice.shows.iter().any(|s| s.to.starts_with("no-reply")) {
                out.push(("R3", *at, format!("a draft to nobody: {}", notice.subject)));
            }
        }
        self.tell(out);
    }

    /// W4: never two unsolicited mails to one person on one day.
    fn one_a_day(&self) {
        let mut out = Vec::new();
        for (n, letter) in self.letters.iter().enumerate() {
            let unasked = matches!(
                letter.about,
                Some(
                    About::ThankYou
                        | About::FollowUp
                        | About::RejectionReply
                        | About::WithdrawOthers
                )
            );
            if !unasked {
                continue;
            }
            let zone = self.zone(letter.at);
            let day = day_of(letter.at, zone);
            let before = self.letters[..n]
                .iter()
                .any(|o| o.to == letter.to && day_of(o.at, zone) == day)
                || self.truth.by_hand.iter().any(|h| {
                    h.to == letter.to && h.delivered < letter.at && day_of(h.at, zone) == day
                });
            if before {
                out.push((
                    "W4",
                    letter.at,
                    format!("a second mail to {} on one day", letter.to),
                ));
            }
        }
        self.tell(out);
    }

    /// T2: one thank-you a person and round, whoever wrote it.
    fn thanked_once(&self) {
        let mut out = Vec::new();
        let round = |post: usize, at| self.over(post, at).iter().map(|m| m.end).max();
        let mut seen = BTreeMap::new();
        let mut all: Vec<_> = self
            .letters
            .iter()
            .filter(|l| l.about == Some(About::ThankYou))
            .filter_map(|l| Some((l.at, l.at, l.post?, l.to.clone(), true)))
            .collect();
        let by_hand = self
            .truth
            .by_hand
            .iter()
            .filter(|h| h.manner == Manner::ThankYou);
        all.extend(by_hand.map(|h| (h.at, h.delivered, h.post, h.to.clone(), false)));
        all.sort();
        for (at, known, post, to, ours) in all {
            let Some(end) = round(post, at) else {
                if ours {
                    out.push((
                        "T2",
                        at,
                        format!("a thank-you to {to} before any interview"),
                    ));
                }
                continue;
            };
            let key = (post, end, to.clone());
            if ours && seen.get(&key).is_some_and(|before| *before < at) {
                out.push((
                    "T2",
                    at,
                    format!("a second thank-you to {to} for one round"),
                ));
            }
            let met = self
                .truth
                .meetings
                .iter()
                .any(|m| m.post == post && m.people.iter().any(|p| p.email == to));
            if ours && !met && self.truth.posts[post].recruiter.email != to {
                out.push(("T2", at, format!("a thank-you to {to}, who was not there")));
            }
            if ours && at > end + Duration::days(5) + Duration::minutes(11) {
                out.push((
                    "T7",
                    at,
                    format!("a thank-you to {to} more than five days late"),
                ));
            }
            seen.entry(key).or_insert(known);
        }
        self.tell(out);
    }

    /// T3, L10: two interviewers never get the same words.
    fn thanked_apart(&self) {
        let mut out = Vec::new();
        for (at, notice) in self
            .notices
            .iter()
            .filter(|(_, n)| n.about == About::ThankYou)
        {
            let body = |text: &str| {
                text.split_once("\n\n")
                    .map(|(_, b)| b.to_owned())
                    .unwrap_or_default()
            };
            for (n, shown) in notice.shows.iter().enumerate() {
                if notice.shows[..n]
                    .iter()
                    .any(|o| same(&body(&o.text), &body(&shown.text)))
                {
                    out.push((
                        "L10",
                        *at,
                        format!("two thank-yous with the same words: {}", notice.subject),
                    ));
                }
            }
        }
        self.tell(out);
    }
}
