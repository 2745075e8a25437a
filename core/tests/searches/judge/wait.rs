//! While waiting: W1 to W5, F1, F3.

use std::collections::BTreeSet;

use chrono::Duration;

use super::Case;
use crate::calendar::{self, At, day_of, working_days_after};
use crate::notice::About;
use crate::truth::{Firmness, Manner, Meeting, Says};

impl Case<'_> {
    pub fn waits(&self) {
        self.not_too_early();
        self.seven_days_apart();
        self.one_a_silence();
        self.stopped_by_their_word();
        self.asked_in_the_end();
    }

    /// The first instant at which a follow-up may be thought of, by what is known at `at`.
    pub fn earliest(&self, post: usize, at: At) -> Option<(At, &'static str)> {
        let zone = self.zone(at);
        let end = self.over(post, at).iter().map(|m| m.end).max();
        let last_word = self.words(post, at).map(|w| w.at).max();
        let decided = self
            .words(post, at)
            .filter(|w| matches!(w.says, Says::Invites | Says::Books | Says::Offers))
            .map(|w| w.at)
            .max();
        let promise = self
            .truth
            .promises
            .iter()
            .filter(|p| p.post == post && p.known <= at && p.firmness != Firmness::Condition)
            .filter(|p| decided.is_none_or(|d| p.stated > d))
            .max_by_key(|p| p.stated)
            .filter(|p| end.is_none_or(|e| p.by >= day_of(e, zone)))
            // What they write on the day or later keeps it.
            .filter(|p| {
                !self
                    .words(post, at)
                    .any(|w| w.at > p.stated && day_of(w.at, zone) >= p.by)
            });
        let mut bound = match promise {
            Some(promise) => {
                let grace = if promise.firmness == Firmness::Soft {
                    3
                } else {
                    1
                };
                let day = working_days_after(promise.by, grace, &self.truth.holidays);
                Some((calendar::at(day + Duration::days(1), 0, 0, zone), "W1"))
            }
            None => end
                .max(last_word)
                .map(|from| (from + Duration::days(7), "W2")),
        };
        // W6: of several days that they named, the newest counts.
        let quiets = self.truth.quiets.iter();
        if let Some(quiet) = quiets
            .filter(|q| q.post == post && q.known <= at)
            .max_by_key(|q| q.stated)
        {
            let until = calendar::at(quiet.until, 0, 0, zone);
            if bound.is_none_or(|(b, _)| until > b) {
                bound = Some((until, "W3"));
            }
        }
        bound
    }

    fn not_too_early(&self) {
        let mut out = Vec::new();
        for (at, notice) in self
            .notices
            .iter()
            .filter(|(_, n)| n.about == About::FollowUp)
        {
            let Some(post) = self.post(notice) else {
                continue;
            };
            let near = |m: &&Meeting| {
                m.post == post
                    && m.known <= *at
                    && m.end >= *at
                    && m.off.is_none_or(|off| off > *at)
            };
            if self.truth.meetings.iter().any(|m| near(&m)) {
                out.push((
                    "F1",
                    *at,
                    format!(
                        "a follow-up is drafted for {} with an interview ahead",
                        self.name(post)
                    ),
                ));
            }
            let zone = self.zone(*at);
            let morning = calendar::works(day_of(*at, zone), &self.truth.holidays)
                && calendar::minute_of_day(*at, zone) >= 9 * 60;
            if !morning && !notice.again && !notice.new_version {
                out.push((
                    "F1",
                    *at,
                    format!(
                        "a follow-up is drafted for {} on no business morning",
                        self.name(post)
                    ),
                ));
            }
            if let Some((bound, rule)) = self.earliest(post, *at)
                && *at < bound
            {
                out.push((
                    rule,
                    *at,
                    format!(
                        "a follow-up is drafted for {}, not before {bound}",
                        self.name(post)
                    ),
                ));
            }
        }
        for letter in self
            .letters
            .iter()
            .filter(|l| l.about == Some(About::FollowUp))
        {
            let Some(post) = letter.post else { continue };
            if let Some((bound, rule)) = self.earliest(post, letter.at)
                && letter.at < bound
            {
                out.push((
                    rule,
                    letter.at,
                    format!(
                        "a follow-up leaves for {}, not before {bound}",
                        self.name(post)
                    ),
                ));
            }
        }
        for (rule, at, what) in out {
            self.breach(rule, at, what);
        }
    }

    /// Unsolicited contacts with an employer, whoever wrote them: when, which post, by heardback, a thank-you.
    fn contacts(&self, company: &str, by: At) -> Vec<(At, usize, bool, bool)> {
        let ours = self.letters.iter().filter_map(|l| {
            let about = l.about?;
            let thanks = about == About::ThankYou;
            if !thanks && about != About::FollowUp {
                return None;
            }
            Some((l.at, l.post?, true, thanks))
        });
        let by_hand = self
            .truth
            .by_hand
            .iter()
            .filter(|h| h.delivered <= by)
            .filter_map(|h| match h.manner {
                Manner::ThankYou => Some((h.at, h.post, false, true)),
                Manner::FollowUp => Some((h.at, h.post, false, false)),
                Manner::Availability | Manner::Material => None,
            });
        let mut all: Vec<_> = ours
            .chain(by_hand)
            .filter(|(at, post, _, _)| *at <= by && self.company(*post) == company)
            .collect();
        all.sort();
        all
    }

    fn seven_days_apart(&self) {
        let mut out = Vec::new();
        for letter in self
            .letters
            .iter()
            .filter(|l| l.about == Some(About::FollowUp))
        {
            let Some(post) = letter.post else { continue };
            let zone = self.zone(letter.at);
            let day = day_of(letter.at, zone);
            for (at, _, _, _) in self.contacts(self.company(post), letter.at) {
                if at < letter.at && (day - day_of(at, zone)).num_days() < 7 {
                    out.push((
                        letter.at,
                        format!("a follow-up to {} only after {at}", letter.to),
                    ));
                }
            }
        }
        for (at, what) in out {
            self.breach("W4", at, what);
        }
    }

    fn one_a_silence(&self) {
        let mut out = Vec::new();
        for letter in self
            .letters
            .iter()
            .filter(|l| l.about == Some(About::FollowUp))
        {
            let Some(post) = letter.post else { continue };
            let broken = self
                .words(post, letter.at)
                .map(|w| w.at)
                .chain(self.over(post, letter.at).iter().map(|m| m.end))
                .max();
            let before = self
                .contacts(self.company(post), letter.at)
                .into_iter()
                .filter(|(at, p, _, thanks)| {
                    *p == post && !thanks && *at < letter.at && broken.is_none_or(|b| *at > b)
                })
                .count();
            if before > 0 {
                out.push((
                    letter.at,
                    format!("a second follow-up in one silence to {}", letter.to),
                ));
            }
        }
        for (at, what) in out {
            self.breach("W5", at, what);
        }
    }

    /// F3: what was drafted before their newest word never leaves.
    fn stopped_by_their_word(&self) {
        let mut out = Vec::new();
        for letter in self
            .letters
            .iter()
            .filter(|l| l.about == Some(About::FollowUp))
        {
            let (Some(post), Some(reminder)) = (letter.post, letter.reminder) else {
                continue;
            };
            let made = self.notices[reminder].0;
            if self
                .words(post, letter.at)
                .any(|w| w.delivered > made && w.delivered < letter.at)
            {
                out.push((
                    letter.at,
                    format!("a follow-up to {} left after they had written", letter.to),
                ));
            }
        }
        for letter in &self.letters {
            let Some(post) = letter.post else { continue };
            let may = matches!(
                letter.about,
                Some(About::RejectionReply | About::WithdrawOthers | About::Offer)
            );
            if !may && self.ended(post).is_some_and(|at| at < letter.at) {
                out.push((
                    letter.at,
                    format!("a letter to {} left after the end", letter.to),
                ));
            }
        }
        for (at, what) in out {
            self.breach("F3", at, what);
        }
    }

    /// F1: once all waits are over and nothing else is going on, the question is drafted.
    fn asked_in_the_end(&self) {
        let mut out = Vec::new();
        let posts = 0..self.truth.posts.len();
        let taken: BTreeSet<usize> = self.truth.offers.iter().map(|o| o.0).collect();
        for post in posts {
            if taken.contains(&post) || self.truth.asks.iter().any(|a| a.post == post) {
                continue;
            }
            let Some(end) = self.over(post, self.until).last().map(|m| m.end) else {
                continue;
            };
            let anchor = self
                .words(post, self.until)
                .map(|w| w.delivered)
                .max()
                .unwrap_or(end)
                .max(end);
            let Some((bound, _)) = self.earliest(post, anchor) else {
                continue;
            };
            let mut bound = bound.max(anchor);
            for _ in 0..4 {
                bound = bound.max(self.earliest(post, bound).map_or(bound, |(b, _)| b));
                let last = self.contacts(self.company(post), bound).last().map(|c| c.0);
                let free = last.map_or(bound, |at| at + Duration::days(8));
                bound = bound.max(free);
            }
            let zone = self.zone(bound);
            let latest = calendar::at(
                working_days_after(day_of(bound, zone), 2, &self.truth.holidays),
                12,
                0,
                zone,
            );
            let invited = self
                .words(post, self.until)
                .max_by_key(|w| w.at)
                .is_some_and(|w| w.says == Says::Invites);
            let busy = latest > self.until
                || invited
                || self.ended(post).is_some()
                || self
                    .truth
                    .meetings
                    .iter()
                    .any(|m| m.post == post && m.end > anchor)
                || self
                    .contacts(self.company(post), latest)
                    .iter()
                    .any(|c| c.0 > anchor && !c.3)
                || self
                    .contacts(self.company(post), latest)
                    .iter()
                    .any(|c| c.0 + Duration::days(9) > latest)
                || self.any_answer(self.start, latest, "accept");
            let asked = self
                .reminders(About::FollowUp, post)
                .iter()
                .any(|(at, _)| *at >= anchor && *at <= latest);
            if !busy && !asked {
                out.push((
                    latest,
                    format!("no follow-up for {} since {bound}", self.name(post)),
                ));
            }
        }
        for (at, what) in out {
            self.breach("F1", at, what);
        }
    }
}
