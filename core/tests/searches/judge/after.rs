//! Requests and ends: M1, M2, R1, R3, O1, and nothing for what is closed (F3).

use chrono::Duration;

use super::{Case, soon};
use crate::calendar::{self, At, day_of, working_days_after};
use crate::notice::About;

impl Case<'_> {
    pub fn after(&self) {
        self.nothing_for_the_closed();
        self.requests();
        self.promises();
        self.in_time();
        self.farewells();
        self.offers();
    }

    fn nothing_for_the_closed(&self) {
        let mut out = Vec::new();
        for (at, notice) in &self.notices {
            let for_open = matches!(
                notice.about,
                About::Prepare
                    | About::Invitation
                    | About::Debrief
                    | About::ThankYou
                    | About::Connect
                    | About::FollowUp
                    | About::Material
                    | About::Promise
            );
            let Some(post) = self.post(notice).filter(|_| for_open) else {
                continue;
            };
            if self
                .ended(post)
                .is_some_and(|end| *at > end + Duration::minutes(1))
                && !notice.new_version
            {
                out.push((
                    *at,
                    format!("after the end of {}: {}", self.name(post), notice.subject),
                ));
            }
        }
        for (at, what) in out {
            self.breach("closed", at, what);
        }
    }

    /// M1: at once, and two nudges at most.
    fn requests(&self) {
        for ask in self.truth.asks.clone() {
            let latest = soon(ask.known, self.zone(ask.known));
            let reminders = self.reminders(About::Material, ask.post);
            let open_before = self
                .truth
                .asks
                .iter()
                .any(|a| a.post == ask.post && a.known < ask.known);
            let over = self.ended(ask.post).is_some_and(|e| e < latest)
                || latest > self.until
                || self.any_answer(self.start, latest, "accept");
            if !over
                && !open_before
                && !reminders
                    .iter()
                    .any(|(at, _)| *at >= ask.known && *at <= latest)
            {
                self.breach(
                    "M1",
                    latest,
                    format!("nothing about what {} asks for", self.name(ask.post)),
                );
            }
            let asks = self
                .truth
                .asks
                .iter()
                .filter(|a| a.post == ask.post)
                .count();
            let snoozed = self
                .truth
                .answers
                .iter()
                .filter(|a| a.text.starts_with("snooze"))
                .count();
            let again = reminders.iter().filter(|(_, n)| n.again).count();
            if again > 2 * asks + snoozed {
                self.breach(
                    "M1",
                    latest,
                    format!("{again} nudges for {}", self.name(ask.post)),
                );
            }
        }
    }

    /// M2: at once, two nudges at most, and no word of it before it was promised or after its day.
    fn promises(&self) {
        for own in &self.truth.own_promises {
            let zone = self.zone(own.known);
            let latest = soon(own.known, zone);
            let day_ends = calendar::at(own.due + Duration::days(1), 0, 0, zone);
            // A second promise to the same people before the first is kept may share its reminder.
            let others = self
                .truth
                .own_promises
                .iter()
                .filter(|o| o.post == own.post);
            let several = others.count() > 1;
            let over = self.ended(own.post).is_some_and(|e| e < latest)
                || latest > self.until.min(day_ends)
                || several
                || self.truth.zones.len() > 1
                || self.any_answer(self.start, latest, "accept");
            if over {
                continue;
            }
            let reminders = self.reminders(About::Promise, own.post);
            let in_time = |at: At| at >= own.known && at <= latest;
            if !reminders.iter().any(|(at, _)| in_time(*at)) {
                let what = format!(
                    "nothing about the owner's promise to {}",
                    self.name(own.post)
                );
                self.breach("M2", latest, what);
            }
            let snoozed = self
                .truth
                .answers
                .iter()
                .filter(|a| a.text.starts_with("snooze"));
            let again = reminders.iter().filter(|(_, n)| n.again).count();
            if again > 2 + snoozed.count() {
                let what = format!("{again} nudges for a promise to {}", self.name(own.post));
                self.breach("M2", latest, what);
            }
            let early = reminders.iter().find(|(at, _)| *at < own.known);
            if let Some((at, _)) = early {
                self.breach(
                    "M2",
                    *at,
                    format!("a promise to {} before it was made", self.name(own.post)),
                );
            }
        }
    }

    /// M1, M2: what the owner let go in waking hours before its time never leaves after it.
    fn in_time(&self) {
        for letter in &self.letters {
            let (Some(post), Some(reminder)) = (letter.post, letter.reminder) else {
                continue;
            };
            let rule = match letter.about {
                Some(About::Material) => "M1",
                Some(About::Promise) => "M2",
                _ => continue,
            };
            let zone = self.zone(letter.at);
            let id = &self.notices[reminder].1.message_id;
            let answers = self.truth.answers.iter();
            let Some(approved) = answers
                .filter(|a| a.message_id == *id && a.text.starts_with("send") && a.at <= letter.at)
                .map(|a| a.at)
                .max()
            else {
                continue;
            };
            let asked = self
                .truth
                .asks
                .iter()
                .filter(|a| a.post == post && rule == "M1");
            let promised = self
                .truth
                .own_promises
                .iter()
                .filter(|o| o.post == post && rule == "M2");
            let dues = asked
                .filter_map(|a| a.due)
                .chain(promised.map(|o| calendar::at(o.due + Duration::days(1), 0, 0, zone)));
            for due in dues {
                let could = calendar::when_awake(approved, zone) + Duration::minutes(15);
                let late = could < due && letter.at > due;
                if late && !self.paused_between(approved, letter.at) {
                    let what = format!(
                        "{} was promised or asked for by {due} and left late",
                        letter.subject
                    );
                    self.breach(rule, letter.at, what);
                }
            }
        }
    }

    /// R1, R3: not within the first hours, within two business days, once, to a person.
    fn farewells(&self) {
        for post in 0..self.truth.posts.len() {
            let replies: Vec<_> = self
                .reminders(About::RejectionReply, post)
                .into_iter()
                .filter(|(_, n)| !n.new_version && !n.again)
                .collect();
            let Some(end) = self.truth.ends.iter().find(|e| e.post == post).cloned() else {
                if let Some((at, _)) = replies.first() {
                    self.breach(
                        "R1",
                        *at,
                        format!("a farewell to {}, who never said no", self.name(post)),
                    );
                }
                continue;
            };
            let zone = self.zone(end.known);
            if let Some((at, _)) = replies
                .iter()
                .find(|(at, _)| *at < end.known + Duration::hours(4))
            {
                self.breach(
                    "R1",
                    *at,
                    format!("a farewell to {} too soon", self.name(post)),
                );
            }
            let last = working_days_after(day_of(end.at, zone), 2, &self.truth.holidays);
            let last = calendar::at(last + Duration::days(1), 0, 0, zone);
            if let Some((at, _)) = replies.iter().find(|(at, _)| *at > last) {
                self.breach(
                    "R1",
                    *at,
                    format!("a farewell to {} too late", self.name(post)),
                );
            }
            if replies.len() > 1 {
                self.breach(
                    "R1",
                    replies[1].0,
                    format!("two farewells to {}", self.name(post)),
                );
            }
            let due = soon(end.known + Duration::hours(4), zone);
            let met = !self.over(post, end.known).is_empty();
            let written = self
                .truth
                .by_hand
                .iter()
                .any(|h| h.post == post && h.at > end.at);
            if end.by_person
                && replies.is_empty()
                && due < self.until.min(last)
                && !written
                && !self.any_answer(self.start, due, "accept")
            {
                self.breach("R1", due, format!("no farewell to {}", self.name(post)));
            }
            if !end.by_person && !met && !replies.is_empty() {
                self.breach(
                    "R3",
                    replies[0].0,
                    format!("a farewell to a machine of {}", self.name(post)),
                );
            }
        }
    }

    /// O1: an offer is told of at once; once it is taken, nobody is forgotten.
    fn offers(&self) {
        for (post, known) in self.truth.offers.clone() {
            let latest = soon(known, self.zone(known));
            let told = self
                .reminders(About::Offer, post)
                .iter()
                .any(|(at, _)| *at >= known && *at <= latest);
            if !told && latest < self.until && !self.any_answer(self.start, latest, "accept") {
                self.breach(
                    "O1",
                    latest,
                    format!("nothing about the offer of {}", self.name(post)),
                );
            }
        }
        // Who accepts after the offer's last day is told so, and has taken nothing.
        let too_late = |at: At| {
            self.notices.iter().any(|(told, n)| {
                n.about == About::Answer
                    && (at..at + Duration::minutes(2)).contains(told)
                    && n.text.contains("no longer counts")
            })
        };
        let Some(taken) = self
            .truth
            .answers
            .iter()
            .find(|a| a.text == "accept" && !too_late(a.at))
            .cloned()
        else {
            return;
        };
        let latest = soon(taken.at, self.zone(taken.at));
        let told = self
            .notices
            .iter()
            .any(|(at, n)| n.about == About::WithdrawOthers && *at >= taken.at && *at <= latest);
        let others = (0..self.truth.posts.len()).any(|post| {
            let offered = self
                .truth
                .offers
                .iter()
                .any(|(p, at)| *p == post && *at <= taken.at);
            let person = self.words(post, taken.at).any(|w| w.by_person);
            !offered
                && person
                && self.ended(post).is_none()
                && self
                    .words(post, taken.at)
                    .any(|w| w.at > taken.at - Duration::days(15))
        });
        if others && !told && latest < self.until {
            self.breach(
                "O1",
                latest,
                "an offer was taken, and the others are not told".to_owned(),
            );
        }
    }
}
