//! Reminders at their set times: waking hours, P1, P2, T1, T2, T7, C1, S1, and nothing twice.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, Weekday};

use super::{Case, same, soon};
use crate::calendar::{self, At, awake, day_of, minute_of_day, when_awake};
use crate::notice::{About, Notice};
use crate::truth::{Meeting, Says};

impl Case<'_> {
    pub fn times(&self) {
        self.nobody_is_woken();
        self.nothing_twice();
        self.digests();
        for post in 0..self.truth.posts.len() {
            self.invitations(post);
            for day in self.rounds(post) {
                self.prepared(post, &day);
                self.round(post, &day);
            }
        }
    }

    /// Interviews that took place, those of one day together.
    fn rounds(&self, post: usize) -> Vec<Meeting> {
        let mut days: BTreeMap<_, Meeting> = BTreeMap::new();
        for meeting in self.over(post, At::MAX_UTC) {
            let day = day_of(meeting.start, self.zone(meeting.start));
            let known = days.entry(day).or_insert_with(|| meeting.clone());
            known.end = known.end.max(meeting.end);
            known.start = known.start.min(meeting.start);
        }
        days.into_values().collect()
    }

    fn nobody_is_woken(&self) {
        let mut out = Vec::new();
        for (at, notice) in &self.notices {
            let zone = self.zone(*at);
            if awake(*at, zone) || notice.about == About::Answer || notice.new_version {
                continue;
            }
            let morning = when_awake(*at, zone) + Duration::hours(2);
            let near = |t: At| t >= *at && t <= morning;
            let deadline = self.truth.meetings.iter().any(|m| near(m.start))
                || self.truth.asks.iter().any(|a| a.due.is_some_and(near))
                || notice.about == About::Invitation;
            if !deadline {
                out.push((*at, notice.subject.clone()));
            }
        }
        for (at, what) in out {
            self.breach("waking", at, what);
        }
    }

    fn nothing_twice(&self) {
        let mut out = Vec::new();
        let asked: Vec<&(At, Notice)> = self
            .notices
            .iter()
            .filter(|(_, n)| n.about != About::Answer && !n.new_version)
            .collect();
        for (n, (at, notice)) in asked.iter().enumerate() {
            let again = asked[..n].iter().any(|(before, o)| {
                *at - *before < Duration::hours(3)
                    && o.about == notice.about
                    && o.subject == notice.subject
                    && same(&o.text, &notice.text)
            });
            if again
                && !self.any_answer(*at - Duration::hours(24), *at, "undo")
                && !self.any_answer(*at - Duration::hours(60), *at, "snooze")
            {
                out.push((*at, notice.subject.clone()));
            }
        }
        for (at, what) in out {
            self.breach("twice", at, what);
        }
    }

    /// S1: one on each Monday morning on which there is something to tell.
    fn digests(&self) {
        let mut out = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (at, _) in self
            .notices
            .iter()
            .filter(|(_, n)| n.about == About::Digest)
        {
            let zone = self.zone(*at);
            let day = day_of(*at, zone);
            let minute = minute_of_day(*at, zone);
            // Who moves on that Monday may have had no half past eight.
            let travelled = self
                .truth
                .zones
                .iter()
                .any(|(moved, _)| (*moved..*moved + Duration::hours(24)).contains(at));
            let morning = day.weekday() == Weekday::Mon && (8 * 60 + 25..=9 * 60).contains(&minute);
            if !(morning || travelled) || !seen.insert(day) {
                out.push((*at, "a digest at another time, or a second one".to_owned()));
            }
        }
        let moved = self.truth.zones.len() > 1;
        let first = self.truth.words.iter().map(|w| w.delivered).min();
        let mut day = day_of(self.start, self.zone(self.start));
        while let (Some(first), false) = (first, moved) {
            let at = calendar::at(day, 8, 30, self.zone(self.start));
            if at > self.until {
                break;
            }
            let open = (0..self.truth.posts.len()).any(|post| {
                // An offer lapses at its day without a word of anybody.
                let offered = self.truth.offers.iter().any(|o| o.0 == post);
                !offered
                    && self.words(post, at).any(|w| w.at > at - Duration::days(20))
                    && self
                        .ended(post)
                        .is_none_or(|end| end > at - Duration::days(6))
            });
            if day.weekday() == Weekday::Mon
                && first < at
                && open
                && !self.any_answer(self.start, at, "accept")
                && !seen.contains(&day)
            {
                out.push((at, "no digest".to_owned()));
            }
            day += Duration::days(1);
        }
        for (at, what) in out {
            self.breach("S1", at, what);
        }
    }

    /// P2: at once, and at most two nudges.
    fn invitations(&self, post: usize) {
        let mut out = Vec::new();
        let reminders = self.reminders(About::Invitation, post);
        let invited: Vec<_> = self
            .truth
            .words
            .iter()
            .filter(|w| w.post == post && w.says == Says::Invites)
            .collect();
        for word in &invited {
            let zone = self.zone(word.delivered);
            let latest = soon(word.delivered, zone);
            let found = reminders
                .iter()
                .any(|(at, _)| *at >= word.delivered && *at <= latest);
            let late = word.delivered - word.at > Duration::hours(2);
            let overtaken = late
                || self.ended(post).is_some_and(|e| e <= latest)
                || self.words(post, latest).any(|w| w.at > word.at);
            let taken = self.any_answer(self.start, latest, "accept");
            if !found && !overtaken && !taken && latest < self.until {
                out.push((
                    latest,
                    format!("nothing about the invitation of {}", self.name(post)),
                ));
            }
        }
        let again = reminders.iter().filter(|(_, n)| n.again).count();
        let snoozed = self
            .truth
            .answers
            .iter()
            .filter(|a| a.text.starts_with("snooze"))
            .count();
        if again > invited.len() * 2 + snoozed {
            out.push((
                self.until,
                format!(
                    "{again} nudges about {} invitations of {}",
                    invited.len(),
                    self.name(post)
                ),
            ));
        }
        for (at, what) in out {
            self.breach("P2", at, what);
        }
    }

    /// P1: the evening before, or at once.
    fn prepared(&self, post: usize, meeting: &Meeting) {
        let zone = self.zone(meeting.start);
        let eve = calendar::at(day_of(meeting.start, zone) - Duration::days(1), 18, 0, zone);
        let due = when_awake(eve.max(meeting.known), zone).min(meeting.start);
        let moved = self.truth.zones.len() > 1;
        let overtaken = self.ended(post).is_some_and(|e| e < meeting.start)
            || self.any_answer(self.start, meeting.start, "accept");
        let found: Vec<At> = self
            .reminders(About::Prepare, post)
            .iter()
            .map(|(at, _)| *at)
            .filter(|at| {
                *at < meeting.start && *at >= eve.max(meeting.known) - Duration::minutes(1)
            })
            .collect();
        if overtaken
            || moved
            || meeting.start > self.until
            || meeting.start - meeting.known < Duration::minutes(5)
        {
            return;
        }
        if found.is_empty() {
            self.breach(
                "P1",
                due,
                format!("no word before the interview of {}", self.name(post)),
            );
        } else if found.len() > 1 && !self.any_answer(self.start, self.until, "snooze") {
            self.breach(
                "P1",
                found[1],
                format!("twice before the interview of {}", self.name(post)),
            );
        }
    }

    /// T1, T2, T7, C1 for one round.
    fn round(&self, post: usize, meeting: &Meeting) {
        let end = meeting.end;
        let zone = self.zone(end);
        // What was called off in time, by a mail that came late, is not gone on with.
        if self.truth.zones.len() > 1
            || meeting.off.is_some()
            || self.any_answer(self.start, end + Duration::days(5), "accept")
        {
            return;
        }
        let ended = self.ended(post).unwrap_or(At::MAX_UTC);
        let next = self
            .rounds(post)
            .iter()
            .map(|m| m.end)
            .find(|e| *e > end)
            .unwrap_or(At::MAX_UTC);
        let within = |list: Vec<(At, Notice)>| -> Vec<(At, Notice)> {
            list.into_iter()
                .filter(|(at, _)| *at >= meeting.start && *at < next)
                .collect()
        };

        let due = when_awake(end + Duration::minutes(30), zone);
        let debriefs = within(self.reminders(About::Debrief, post));
        if debriefs.is_empty() && due + Duration::minutes(15) < ended.min(self.until) {
            self.breach("T1", due, format!("no debrief for {}", self.name(post)));
        }
        for (n, (at, _)) in debriefs.iter().enumerate() {
            if *at < end + Duration::minutes(30)
                || n > 0 && !self.any_answer(self.start, *at, "snooze")
            {
                self.breach(
                    "T1",
                    *at,
                    format!("a debrief for {} at another time", self.name(post)),
                );
            }
        }

        let thanks = within(self.reminders(About::ThankYou, post));
        let noted = |from: At, until: At| self.answered(About::Debrief, post, from, until, "notes");
        let latest = soon(end + Duration::hours(3), zone);
        let by_hand = self
            .truth
            .by_hand
            .iter()
            .any(|h| h.post == post && h.at >= end);
        if thanks.iter().all(|(at, _)| *at > latest) && latest < ended.min(self.until) && !by_hand {
            self.breach(
                "T2",
                latest,
                format!("no thank-you drafted for {}", self.name(post)),
            );
        }
        let fresh: Vec<&(At, Notice)> = thanks
            .iter()
            .filter(|(_, n)| !n.again && !n.new_version)
            .collect();
        if let [first, second, ..] = fresh.as_slice()
            && second
                .1
                .shows
                .iter()
                .any(|s| first.1.shows.iter().any(|f| f.to == s.to))
        {
            self.breach(
                "T2",
                second.0,
                format!("a second first reminder of thanks for {}", self.name(post)),
            );
        }
        let day = when_awake(end + Duration::hours(20), zone);
        let two_days = when_awake(end + Duration::hours(48), zone);
        for (at, notice) in &thanks {
            if *at < end || *at > end + Duration::days(5) + Duration::minutes(15) {
                self.breach(
                    "T7",
                    *at,
                    format!("thanks for {} at no time for it", self.name(post)),
                );
            }
            let near = |t: At| (*at - t).num_minutes().abs() <= 15;
            let on_time = near(day)
                || near(two_days)
                || noted(*at - Duration::minutes(15), *at)
                || noted(*at - Duration::hours(12), *at) && minute_of_day(*at, zone) < 8 * 60 + 15;
            if notice.again && !on_time && !self.any_answer(end, *at, "snooze") {
                self.breach(
                    "T2",
                    *at,
                    format!("thanks for {} nudged at another time", self.name(post)),
                );
            }
        }
        self.connected(post, meeting, next, ended);
    }

    fn connected(&self, post: usize, meeting: &Meeting, next: At, ended: At) {
        let first = self
            .letters
            .iter()
            .filter(|l| l.post == Some(post) && l.about == Some(About::ThankYou))
            .map(|l| l.at)
            .chain(
                self.truth
                    .by_hand
                    .iter()
                    .filter(|h| h.post == post && h.manner == crate::truth::Manner::ThankYou)
                    .map(|h| h.at),
            )
            .filter(|at| *at >= meeting.start && *at < next)
            .min();
        let of_round = self.reminders(About::Connect, post);
        let (again, found): (Vec<_>, Vec<_>) = of_round
            .into_iter()
            .filter(|(at, _)| *at >= meeting.end && *at < next)
            .partition(|(_, n)| n.again);
        let found: Vec<At> = found.into_iter().map(|(at, _)| at).collect();
        // It comes again only because the owner put it off, perhaps into the days of the next round.
        for (at, _) in again {
            if !self.answered(About::Connect, post, self.start, at, "snooze") {
                self.breach(
                    "C1",
                    at,
                    format!("nudged to connect with {}", self.name(post)),
                );
            }
        }
        let Some(first) = first else { return };
        let due = soon(first + Duration::days(1), self.zone(first));
        let shared = self
            .truth
            .posts
            .iter()
            .filter(|p| p.company == self.company(post))
            .count()
            > 1;
        // A letter by hand to the recruiter of two roles may mean either.
        let offered = self.truth.offers.iter().any(|o| o.0 == post && o.1 < first);
        if found.is_empty() && !shared && !offered && due < ended.min(self.until).min(next) {
            self.breach(
                "C1",
                due,
                format!(
                    "nothing about connecting with the people of {}",
                    self.name(post)
                ),
            );
        }
        if found
            .first()
            .is_some_and(|at| *at < first + Duration::days(1) - Duration::minutes(1))
        {
            self.breach(
                "C1",
                found[0],
                format!(
                    "too early to connect with the people of {}",
                    self.name(post)
                ),
            );
        }
    }
}
