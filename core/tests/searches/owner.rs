//! The owner of a generated search: answers at once, late, or never, edits, or writes by hand.

use chrono::{Duration, NaiveDate};

use super::calendar::{self, At, said, said_with_hour};
use super::employer::Act;
use super::mail::{Writing, owner};
use super::notice::{About, Notice, Shown};
use super::run::{Happening, Search};
use super::truth::{Answer, ByHand, Firmness, Left, Manner, OwnPromise, Promise, Someone};

/// How an owner mostly behaves.
#[derive(Debug, Clone, Copy)]
pub struct Temper {
    /// Of a hundred reminders, how many are answered at once, and how many late; the rest never.
    pub at_once: i64,
    pub late: i64,
    /// Of a hundred answers, how many are letters written by hand instead.
    pub by_hand: i64,
}

pub const TEMPERS: &[Temper] = &[
    Temper {
        at_once: 95,
        late: 3,
        by_hand: 0,
    },
    Temper {
        at_once: 60,
        late: 25,
        by_hand: 15,
    },
    Temper {
        at_once: 20,
        late: 70,
        by_hand: 10,
    },
    Temper {
        at_once: 30,
        late: 30,
        by_hand: 50,
    },
    Temper {
        at_once: 5,
        late: 5,
        by_hand: 5,
    },
];

const TOPICS: &[&str] = &[
    "the night shift rota",
    "the new depot in the north",
    "the old booking system",
    "how the team plans its weeks",
    "the training of new colleagues",
    "the reports for the board",
    "the move to the harbour",
];

impl Search {
    /// A mail came to the owner's inbox.
    pub fn owner_reads(&mut self, notice: &Notice) {
        if matches!(
            notice.about,
            About::Answer | About::Digest | About::Prepare | About::StayInTouch
        ) {
            return;
        }
        let temper = self.temper;
        let delay = match self.dice.between(0, 99) {
            n if n < temper.at_once => self.dice.between(2, 50),
            n if n < temper.at_once + temper.late => self.dice.between(400, 5_000),
            _ => return,
        };
        let at = self.now + Duration::minutes(delay);
        if self.dice.chance(temper.by_hand) && !notice.new_version {
            if let Some(post) = self.post_of(notice) {
                self.by_hand(post, notice, at);
            }
            return;
        }
        for (wait, text) in self.words_for(notice) {
            self.answer(notice, at + Duration::minutes(wait), text);
        }
    }

    /// What the owner answers, in order.
    fn words_for(&mut self, notice: &Notice) -> Vec<(i64, String)> {
        let send = |text: &str| vec![(0, text.to_owned())];
        match notice.about {
            About::Invitation => {
                if notice.shows.is_empty() {
                    return Vec::new();
                }
                send(if self.dice.chance(20) && notice.text.contains("slot 2") {
                    "slot 2"
                } else {
                    "send"
                })
            }
            About::Debrief => match self.dice.between(0, 9) {
                0 => send("skip"),
                1..=2 => Vec::new(),
                _ => {
                    let notes = self.notes(notice);
                    send(&notes)
                }
            },
            About::Connect => send(if self.dice.chance(50) {
                "done"
            } else {
                "snooze 2d"
            }),
            About::Question => send("yes"),
            About::Offer if self.dice.chance(40) => {
                self.accepted = true;
                vec![(0, "send".to_owned()), (30, "accept".to_owned())]
            }
            About::ThankYou
            | About::FollowUp
            | About::Material
            | About::Promise
            | About::RejectionReply
            | About::Offer
            | About::WithdrawOthers => self.send_words(notice),
            About::Prepare | About::StayInTouch | About::Digest | About::Answer => Vec::new(),
        }
    }

    fn send_words(&mut self, notice: &Notice) -> Vec<(i64, String)> {
        if notice.shows.is_empty() {
            return vec![(
                0,
                if self.dice.chance(60) {
                    "done"
                } else {
                    "snooze 1d"
                }
                .to_owned(),
            )];
        }
        if let Some(gap) = notice.shows.iter().position(|s| s.text.contains('[')) {
            let number = if notice.shows.len() > 1 {
                format!(" {}", gap + 1)
            } else {
                String::new()
            };
            let topic = *self.dice.pick(TOPICS);
            return vec![(
                0,
                if self.dice.chance(60) {
                    format!("fill{number}: {topic}")
                } else {
                    format!("strike{number}")
                },
            )];
        }
        let many = notice.shows.len() > 1;
        match self.dice.between(0, 99) {
            0..=69 => vec![(0, if many { "send all" } else { "send" }.to_owned())],
            70..=77 => vec![(0, if many { "send 1" } else { "send now" }.to_owned())],
            78..=83 => vec![
                (0, if many { "send all" } else { "send" }.to_owned()),
                (6, "undo".to_owned()),
            ],
            84..=89 if !many && !notice.new_version => {
                let text = format!("edit\n{}", edited(&notice.shows[0]));
                vec![(0, text)]
            }
            84..=92 => vec![(0, "snooze 1d".to_owned())],
            93..=95 => vec![(0, "skip".to_owned())],
            _ => vec![
                (0, if many { "send all" } else { "send" }.to_owned()),
                (1, "pause".to_owned()),
                (self.dice.between(30, 4000), "resume".to_owned()),
            ],
        }
    }

    fn notes(&mut self, notice: &Notice) -> String {
        let mut lines = vec!["notes".to_owned()];
        let Some(post) = self.post_of(notice) else {
            return "notes\nIt went well.".to_owned();
        };
        for person in self.people[post].clone() {
            if self.dice.chance(85) {
                let topic = *self.dice.pick(TOPICS);
                lines.push(format!("{}: we talked about {topic}.", person.name));
            }
        }
        if self.dice.chance(30) {
            let by =
                calendar::day_of(self.now, self.home) + Duration::days(self.dice.between(3, 12));
            lines.push(format!("They will let me know by {}.", said(by)));
            self.noted.push((notice.message_id.clone(), post, by));
        }
        if self.dice.chance(20) {
            let by =
                calendar::day_of(self.now, self.home) + Duration::days(self.dice.between(4, 9));
            let what = *self
                .dice
                .pick(&["the slides", "my code samples", "a writing sample"]);
            lines.push(format!("I will send them {what} by {}.", said(by)));
            self.to_send.push((notice.message_id.clone(), post, by));
        }
        if self.dice.chance(10) {
            lines.push("fix: I said four years of planning, it is six.".to_owned());
        }
        if lines.len() == 1 {
            lines.push("It went well.".to_owned());
        }
        lines.join("\n")
    }

    pub fn answer(&mut self, notice: &Notice, at: At, text: String) {
        self.push(
            at,
            Happening::Answers(Answer {
                message_id: notice.message_id.clone(),
                at,
                text,
            }),
        );
    }

    /// The answer is on its way now: in Sent, sometimes in the inbox, too.
    pub fn answer_arrives(&mut self, answer: &Answer) {
        self.count += 1;
        let own = owner();
        let bytes = Writing {
            from: &own,
            to: &own,
            subject: "Re: heardback",
            at: self.now,
            zone: self.truth.zone(self.now),
            message_id: &format!("own{}@mailbox.example", self.count),
            references: std::slice::from_ref(&answer.message_id),
            text: &answer.text,
            calendar: None,
        }
        .bytes();
        if answer.text == "pause" {
            self.truth.pauses.push((self.now, At::MAX_UTC));
        } else if answer.text == "resume" {
            // One word ends them all.
            for pause in &mut self.truth.pauses {
                pause.1 = pause.1.min(self.now);
            }
        }
        if let Some((_, post, by)) = self
            .noted
            .iter()
            .find(|(id, _, _)| *id == answer.message_id)
            .cloned()
            && answer.text.starts_with("notes")
        {
            self.promised_in_notes(post, by);
        }
        let promised = self.to_send.iter().find(|p| p.0 == answer.message_id);
        if let Some((_, post, due)) = promised.cloned()
            && answer.text.starts_with("notes")
        {
            let known = self.now;
            let own = OwnPromise { post, known, due };
            self.truth.own_promises.push(own);
        }
        self.truth.answers.push(answer.clone());
        if self.dice.chance(25) {
            self.push(
                self.now + Duration::seconds(40),
                Happening::Arrives(bytes.clone(), false),
            );
        }
        self.push(self.now, Happening::Arrives(bytes, true));
    }

    fn promised_in_notes(&mut self, post: usize, by: NaiveDate) {
        // It was said in the interview, whenever the notes come in.
        let ends = self
            .truth
            .meetings
            .iter()
            .filter(|m| m.post == post && m.end <= self.now);
        let stated = ends.map(|m| m.end).max().unwrap_or(self.now);
        let known = self.now;
        self.truth.promises.push(Promise {
            post,
            by,
            firmness: Firmness::Hard,
            stated,
            known,
        });
    }

    pub fn post_of(&self, notice: &Notice) -> Option<usize> {
        let head = notice
            .subject
            .trim_start_matches("Again: ")
            .trim_start_matches("New version: ");
        self.truth
            .posts
            .iter()
            .position(|p| head.starts_with(&format!("{}, {}:", p.company, p.role)))
    }

    /// Instead of an answer, a letter of the owner's own.
    fn by_hand(&mut self, post: usize, notice: &Notice, at: At) {
        let recruiter = self.truth.posts[post].recruiter.clone();
        match notice.about {
            About::Invitation => {
                let offered = self.courses[post].offered.first().copied();
                if let Some((start, end)) = offered.filter(|(start, _)| *start > at) {
                    let text = format!(
                        "Thank you very much. {} suits me well, and I look forward to our conversation.",
                        said_with_hour(start, self.home)
                    );
                    self.write(post, &recruiter, at, Manner::Availability, &text);
                    self.push(at, Happening::Accepted(post, start, end));
                }
            }
            About::ThankYou => {
                for shown in &notice.shows {
                    let to = self.someone(&shown.to);
                    let topic = *self.dice.pick(TOPICS);
                    let text = format!(
                        "Thank you for taking the time to talk with me. I enjoyed our conversation about {topic} very much, and I am very interested in the position."
                    );
                    self.write(post, &to, at, Manner::ThankYou, &text);
                }
            }
            About::FollowUp => {
                let text = "I wanted to ask where you are in the process. I am still very interested in the position.";
                self.write(post, &recruiter, at, Manner::FollowUp, text);
            }
            About::Material => {
                let text = "Here are the contact details of two references: Ada Brook, +44 20 7946 0011, and Jon Field, +44 20 7946 0012.";
                self.write(post, &recruiter, at, Manner::Material, text);
            }
            About::Prepare
            | About::Debrief
            | About::Connect
            | About::Promise
            | About::RejectionReply
            | About::StayInTouch
            | About::Offer
            | About::WithdrawOthers
            | About::Digest
            | About::Question
            | About::Answer => {}
        }
    }

    fn someone(&self, email: &str) -> Someone {
        let all = self
            .truth
            .posts
            .iter()
            .flat_map(|p| p.interviewers.iter().chain([&p.recruiter]));
        all.into_iter()
            .find(|p| p.email == email)
            .cloned()
            .unwrap_or_else(|| Someone {
                name: "Somebody".to_owned(),
                email: email.to_owned(),
            })
    }

    /// A letter that lies in Sent soon after.
    pub fn write(&mut self, post: usize, to: &Someone, at: At, manner: Manner, text: &str) {
        self.count += 1;
        let course = &self.courses[post];
        let answers = matches!(
            manner,
            Manner::FollowUp | Manner::Availability | Manner::Material
        );
        let references = if answers {
            course.thread.clone()
        } else {
            Vec::new()
        };
        let subject = match manner {
            Manner::ThankYou => "Thank you".to_owned(),
            Manner::FollowUp | Manner::Availability | Manner::Material => {
                format!("Re: {}", course.subject)
            }
        };
        let first = to.name.split(' ').next().unwrap_or("");
        let bytes = Writing {
            from: &owner(),
            to,
            subject: &subject,
            at,
            zone: self.truth.zone(self.now),
            message_id: &format!("own{}@mailbox.example", self.count),
            references: &references,
            text: &format!("Dear {first},\n\n{text}\n\nKind regards,\nSam Okafor"),
            calendar: None,
        }
        .bytes();
        let delivered = at + Duration::minutes(self.dice.between(0, 2));
        self.truth.by_hand.push(ByHand {
            post,
            at,
            delivered,
            to: to.email.clone(),
            manner,
        });
        self.push(delivered, Happening::Arrives(bytes, true));
    }

    /// A letter of heardback's reached its recipient.
    pub fn employer_gets(&mut self, left: &Left, text: &str) {
        let named = |p: &super::truth::Post| {
            p.recruiter.email == left.to || p.interviewers.iter().any(|i| i.email == left.to)
        };
        let posts: Vec<usize> = (0..self.truth.posts.len())
            .filter(|n| named(&self.truth.posts[*n]))
            .collect();
        for post in posts {
            let taken = self.courses[post]
                .offered
                .iter()
                .copied()
                .find(|(start, _)| {
                    let day = start.with_timezone(&self.home);
                    let words: Vec<&str> = text
                        .split([' ', ',', '.', '\n'])
                        .filter(|w| !w.is_empty())
                        .collect();
                    let (month, number) =
                        (day.format("%B").to_string(), day.format("%-d").to_string());
                    words.windows(2).any(|w| {
                        w == [month.as_str(), number.as_str()]
                            || w == [number.as_str(), month.as_str()]
                    })
                });
            if let Some((start, end)) = taken {
                self.push(self.now, Happening::Accepted(post, start, end));
            }
        }
        if self.dice.chance(8)
            && let Some(post) = (0..self.truth.posts.len())
                .find(|n| self.truth.posts[*n].recruiter.email == left.to)
        {
            self.push(
                self.now + Duration::minutes(1),
                Happening::Employer(post, Act::OutOfOffice),
            );
        }
    }

    /// The owner took an offered time.
    pub fn accepted(&mut self, post: usize, start: At, end: At) {
        if self.courses[post].ended || !self.courses[post].offered.contains(&(start, end)) {
            return;
        }
        self.met(post, start, end, self.now);
        if self.dice.chance(75) && start - self.now > Duration::hours(2) {
            let wait = self
                .dice
                .between(20, (start - self.now).num_minutes().min(1500) - 30);
            self.push(
                self.now + Duration::minutes(wait),
                Happening::Employer(post, Act::Book(start, end)),
            );
        }
    }
}

fn edited(shown: &Shown) -> String {
    let closing = "\n\nKind regards,";
    match shown.text.rsplit_once(closing) {
        Some((before, after)) => {
            format!("{before}\n\nWith thanks again for your time.{closing}{after}")
        }
        None => shown.text.clone(),
    }
}
