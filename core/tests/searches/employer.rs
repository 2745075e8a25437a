//! The employers of a generated search: what they write, when, and what is true by it.

use chrono::{Duration, NaiveDate, Timelike};

use super::calendar::{self, At, said, said_with_hour};
use super::mail::{Event, Writing, owner};
use super::run::{Happening, Search};
use super::truth::{Ask, End, Firmness, Meeting, Promise, Quiet, Says, Someone, Word};

/// Where an employer's process stands.
#[derive(Debug, Clone, Default)]
pub struct Course {
    pub thread: Vec<String>,
    pub subject: String,
    pub round: u32,
    /// Times that wait for the owner's choice.
    pub offered: Vec<(At, At)>,
    pub uid: u32,
    pub sequence: u32,
    /// The meeting that the newest calendar object is about.
    pub in_calendar: Option<usize>,
    pub ended: bool,
}

/// What an employer does next.
#[derive(Debug, Clone)]
pub enum Act {
    Receive,
    Invite,
    Book(At, At),
    Move(usize),
    CallOff(usize),
    Promise,
    Ask,
    Decide,
    Refuse,
    RefuseAgain,
    Close,
    OutOfOffice,
}

/// One mail of theirs before it has its id and times.
struct Saying {
    says: Says,
    text: String,
    calendar: Option<(String, &'static str)>,
    by_machine: bool,
}

impl Saying {
    fn new(says: Says, text: String) -> Self {
        Self {
            says,
            text,
            calendar: None,
            by_machine: false,
        }
    }
}

impl Search {
    pub fn employer(&mut self, post: usize, act: Act) {
        if self.courses[post].ended && !matches!(act, Act::RefuseAgain | Act::OutOfOffice) {
            return;
        }
        match act {
            Act::Receive => self.receive(post),
            Act::Invite => self.invite(post),
            Act::Book(start, end) => self.book_in_words(post, start, end),
            Act::Move(meeting) => self.move_it(post, meeting),
            Act::CallOff(meeting) => self.call_off(post, meeting),
            Act::Promise => self.promise(post),
            Act::Ask => self.ask(post),
            Act::Decide => self.decide(post),
            Act::Refuse => self.refuse(post),
            Act::RefuseAgain => self.refuse_again(post),
            Act::Close => self.close(post),
            Act::OutOfOffice => self.out_of_office(post),
        }
    }

    /// Working hours, so many days from now.
    fn in_days(&mut self, low: i64, high: i64) -> At {
        let mut day =
            calendar::day_of(self.now, self.home) + Duration::days(self.dice.between(low, high));
        if !self.dice.chance(6) {
            while !calendar::works(day, &self.truth.holidays) {
                day += Duration::days(1);
            }
        }
        let hour = u32::try_from(self.dice.between(8, 18)).unwrap();
        let minute = u32::try_from(self.dice.between(0, 59)).unwrap();
        calendar::at(day, hour, minute, self.home).max(self.now + Duration::minutes(20))
    }

    pub fn later(&mut self, post: usize, act: Act, low: i64, high: i64) {
        let at = self.in_days(low, high);
        self.push(at, Happening::Employer(post, act));
    }

    /// Writes a mail of theirs; mostly it is there within the minute, sometimes much later, sometimes twice.
    fn say(&mut self, post: usize, saying: Saying) -> At {
        let place = self.truth.posts[post].clone();
        let from = if saying.by_machine {
            Someone {
                name: format!("{} Careers", place.company),
                email: format!("no-reply@{}", place.domain),
            }
        } else {
            place.recruiter.clone()
        };
        self.count += 1;
        let message_id = format!("{}.{post}@{}", self.count, place.domain);
        let course = &mut self.courses[post];
        let references = if saying.by_machine {
            Vec::new()
        } else {
            course.thread.clone()
        };
        let subject = if references.is_empty() {
            course.subject.clone()
        } else {
            format!("Re: {}", course.subject)
        };
        if !saying.by_machine {
            course.thread.push(message_id.clone());
        }
        let bytes = Writing {
            from: &from,
            to: &owner(),
            subject: &subject,
            at: self.now,
            zone: self.home,
            message_id: &message_id,
            references: &references,
            text: &saying.text,
            calendar: saying.calendar.as_ref().map(|(t, m)| (t.as_str(), *m)),
        }
        .bytes();
        let delay = if self.dice.chance(6) {
            self.dice.between(20, 600)
        } else {
            self.dice.between(0, 1)
        };
        let delivered = self.now + Duration::minutes(delay);
        self.truth.words.push(Word {
            post,
            at: self.now,
            delivered,
            says: saying.says,
            by_person: !saying.by_machine,
            message_id,
        });
        if self.dice.chance(6) {
            let again = delivered + Duration::minutes(self.dice.between(1, 3000));
            self.push(again, Happening::Arrives(bytes.clone(), false));
        }
        self.push(delivered, Happening::Arrives(bytes, false));
        delivered
    }

    fn letter(&self, post: usize, words: &str) -> String {
        let place = &self.truth.posts[post];
        let of = place
            .agency
            .clone()
            .unwrap_or_else(|| format!("Recruiting, {}", place.company));
        format!(
            "Dear Sam,\n\n{words}\n\nKind regards,\n\n{}\n{of}",
            place.recruiter.name
        )
    }

    fn receive(&mut self, post: usize) {
        let place = self.truth.posts[post].clone();
        self.courses[post].subject =
            format!("Your application: {} at {}", place.role, place.company);
        let by_machine = place.agency.is_none() && self.dice.chance(35);
        let text = if by_machine {
            format!(
                "Dear Sam,\n\nThank you for applying to the {} role at {}. We have received your application and will read it soon.\n\n\
                 The {} recruiting team\n\nPlease do not reply to this email. This mailbox is not monitored.",
                place.role, place.company, place.company
            )
        } else if place.agency.is_some() {
            self.letter(post, &format!(
                "Thank you for your application. I have received your papers for the {} position at our client, {}, and have passed them on.",
                place.role, place.company
            ))
        } else {
            self.letter(post, &format!(
                "Thank you for applying for the {} position at {}. I confirm that I have received your application.",
                place.role, place.company
            ))
        };
        self.say(
            post,
            Saying {
                by_machine,
                ..Saying::new(Says::Received, text)
            },
        );
        match self.dice.between(0, 99) {
            0..=67 => self.later(post, Act::Invite, 1, 8),
            68..=79 => self.later(post, Act::Refuse, 2, 20),
            80..=84 => self.later(post, Act::Close, 2, 15),
            85..=92 => {
                self.later(post, Act::Ask, 1, 4);
                self.later(post, Act::Invite, 6, 12);
            }
            _ => {}
        }
    }

    fn interviewers(&mut self, post: usize) -> Vec<Someone> {
        let all = self.truth.posts[post].interviewers.clone();
        let count = usize::try_from(self.dice.between(1, 3)).unwrap();
        let from = usize::try_from(self.dice.between(0, 2)).unwrap();
        (0..count)
            .map(|n| all[(from + n) % all.len()].clone())
            .collect()
    }

    fn a_time(&mut self, low: i64, high: i64) -> (At, At) {
        let day = self.in_days(low, high);
        let minute = *self.dice.pick(&[0, 15, 30]);
        let hour = u32::try_from(self.dice.between(9, 16)).unwrap();
        let start = calendar::at(calendar::day_of(day, self.home), hour, minute, self.home);
        (start, start + Duration::minutes(*self.dice.pick(&[45, 60])))
    }

    fn invite(&mut self, post: usize) {
        let place = self.truth.posts[post].clone();
        let people = self.interviewers(post);
        self.courses[post].round += 1;
        let round = self.courses[post].round;
        if round == 1 && !self.courses[post].subject.contains("nterview") {
            self.courses[post].subject =
                format!("Interview for {} at {}", place.role, place.company);
        }
        self.people[post] = people.clone();
        let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
        let with = names.join(" and ");
        let which = if round == 1 {
            "an interview"
        } else {
            "another interview"
        };
        let client = if place.agency.is_some() {
            format!("our client, {}, ", place.company)
        } else {
            "we ".to_owned()
        };
        match self.dice.between(0, 2) {
            0 => {
                let (start, end) = self.a_time(2, 8);
                self.book_by_calendar(post, start, end, &format!(
                    "Here is the invitation to {which} for the {} position at {} with {with} on {}.",
                    place.role, place.company, said_with_hour(start, self.home)
                ));
            }
            1 => {
                let (start, end) = self.a_time(2, 8);
                self.courses[post].offered = vec![(start, end)];
                let text = self.letter(post, &format!(
                    "Thank you for your application for the {} position. I would like to invite you to {which} with {with} on {} at our office. Please let me know whether that suits you.",
                    place.role, said_with_hour(start, self.home)
                ));
                self.say(post, Saying::new(Says::Invites, text));
            }
            _ => {
                let first = self.a_time(3, 5);
                let mut second = self.a_time(6, 9);
                if calendar::day_of(second.0, self.home) <= calendar::day_of(first.0, self.home) {
                    second = (first.0 + Duration::days(1), first.1 + Duration::days(1));
                }
                self.courses[post].offered = vec![first, second];
                let text = self.letter(post, &format!(
                    "I enjoyed reading your application for the {} position, and {client}would like to set up {which} with {with}. Would one of these times work for you?\n\n- {}\n- {}\n\nLet me know which one suits you.",
                    place.role, said_with_hour(first.0, self.home), said_with_hour(second.0, self.home)
                ));
                self.say(post, Saying::new(Says::Invites, text));
            }
        }
        // Whoever is not answered goes on without this applicant, or waits.
        if !self.courses[post].offered.is_empty() && self.dice.chance(50) {
            self.later(post, Act::Refuse, 12, 30);
        }
    }

    fn book_by_calendar(&mut self, post: usize, start: At, end: At, words: &str) {
        self.courses[post].uid += 1;
        self.courses[post].sequence = 0;
        let ics = self.calendar_text(post, start, end, "REQUEST");
        let text = self.letter(post, words);
        let saying = Saying {
            calendar: Some((ics, "REQUEST")),
            ..Saying::new(Says::Books, text)
        };
        let known = self.say(post, saying);
        self.courses[post].in_calendar = Some(self.truth.meetings.len());
        self.met(post, start, end, known);
    }

    fn calendar_text(&self, post: usize, start: At, end: At, method: &str) -> String {
        let course = &self.courses[post];
        let place = &self.truth.posts[post];
        Event {
            uid: &format!("{post}-{}@{}", course.uid, place.domain),
            sequence: course.sequence,
            method,
            stamp: self.now,
            start,
            end,
            summary: &format!("Interview: {} at {}", place.role, place.company),
            organizer: &place.recruiter,
            people: &self.people[post],
        }
        .text()
    }

    /// A time that both know: what comes before and after it.
    pub fn met(&mut self, post: usize, start: At, end: At, known: At) {
        let meeting = self.truth.meetings.len();
        self.truth.meetings.push(Meeting {
            post,
            start,
            end,
            people: self.people[post].clone(),
            known,
            off: None,
        });
        self.courses[post].offered.clear();
        let between = |dice: &mut super::dice::Dice, now: At| {
            now + Duration::minutes(dice.between(30, ((start - now).num_minutes() - 60).max(31)))
        };
        match self.dice.between(0, 99) {
            0..=9 if start - self.now > Duration::hours(20) => {
                let at = between(&mut self.dice, self.now);
                self.push(at, Happening::Employer(post, Act::Move(meeting)));
                return;
            }
            10..=15 if start - self.now > Duration::hours(20) => {
                let at = between(&mut self.dice, self.now);
                self.push(at, Happening::Employer(post, Act::CallOff(meeting)));
                return;
            }
            _ => {}
        }
        self.after(post, end);
    }

    fn after(&mut self, post: usize, end: At) {
        if self.dice.chance(45) {
            let at = end + Duration::minutes(self.dice.between(40, 2000));
            self.push(at, Happening::Employer(post, Act::Promise));
        }
        if self.dice.chance(75) {
            let days = self.dice.between(2, 26);
            let at = end + Duration::days(days) + Duration::minutes(self.dice.between(0, 500));
            self.push(at, Happening::Employer(post, Act::Decide));
        }
    }

    fn book_in_words(&mut self, post: usize, start: At, end: At) {
        let with: Vec<&str> = self.people[post].iter().map(|p| p.name.as_str()).collect();
        let text = self.letter(post, &format!(
            "Thank you, that is fixed then. Your interview with {} will take place on {} to {}.",
            with.join(" and "),
            said_with_hour(start, self.home),
            end.with_timezone(&self.home).format("%H:%M"),
        ));
        self.say(post, Saying::new(Says::Books, text));
    }

    fn move_it(&mut self, post: usize, meeting: usize) {
        let old = self.truth.meetings[meeting].clone();
        if old.start <= self.now || self.courses[post].in_calendar != Some(meeting) {
            self.after(post, old.end);
            return;
        }
        let day = self.truth.meetings[meeting].start + Duration::days(self.dice.between(1, 4));
        let start = day.with_minute(30).unwrap_or(day);
        let end = start + (old.end - old.start);
        self.courses[post].sequence += 1;
        let ics = self.calendar_text(post, start, end, "REQUEST");
        let text = self.letter(
            post,
            &format!(
                "I am sorry, but we have to move your interview. The new time is {}.",
                said_with_hour(start, self.home)
            ),
        );
        let saying = Saying {
            calendar: Some((ics, "REQUEST")),
            ..Saying::new(Says::Moves, text)
        };
        let known = self.say(post, saying);
        self.truth.meetings[meeting].off = Some(known);
        self.courses[post].in_calendar = Some(self.truth.meetings.len());
        let people = old.people.clone();
        self.truth.meetings.push(Meeting {
            start,
            end,
            known,
            people,
            off: None,
            ..old
        });
        self.after(post, end);
    }

    fn call_off(&mut self, post: usize, meeting: usize) {
        let old = self.truth.meetings[meeting].clone();
        if old.start <= self.now || self.courses[post].in_calendar != Some(meeting) {
            self.after(post, old.end);
            return;
        }
        let ics = self.calendar_text(post, old.start, old.end, "CANCEL");
        let text = self.letter(
            post,
            &format!(
                "I am sorry, but we have to cancel your interview on {}.",
                said_with_hour(old.start, self.home)
            ),
        );
        let saying = Saying {
            calendar: Some((ics, "CANCEL")),
            ..Saying::new(Says::Cancels, text)
        };
        let known = self.say(post, saying);
        self.truth.meetings[meeting].off = Some(known);
        self.later(post, Act::Refuse, 2, 20);
    }

    fn a_day(&mut self, low: i64, high: i64) -> NaiveDate {
        let at = self.in_days(low, high);
        calendar::day_of(at, self.home)
    }

    fn promise(&mut self, post: usize) {
        let role = self.truth.posts[post].role.clone();
        let by = self.a_day(2, 14);
        let stated = self.now;
        let still = format!(
            "A quick update on your application for the {role} position: we are still interviewing other candidates."
        );
        let undecided =
            format!("A short update: we have not made a decision about the {role} position yet.");
        let day = said(by);
        let (words, firmness) = match self.dice.between(0, 19) {
            0..=4 => (
                format!("{still} You will hear from us by {day}."),
                Some(Firmness::Hard),
            ),
            5..=8 => (
                format!("{undecided} We will be in touch by {day}."),
                Some(Firmness::Hard),
            ),
            9..=11 => (
                format!("{still} We hope to get back to you by {day}."),
                Some(Firmness::Soft),
            ),
            12..=13 => (
                format!(
                    "{still} If you are selected for the next round, we will contact you by {day}."
                ),
                Some(Firmness::Condition),
            ),
            14..=16 => (
                format!("{still} Please wait until {day} before you follow up."),
                None,
            ),
            // Words that are harder to read: the owner is asked.
            17..=18 => (
                format!(
                    "I am sorry for the delay. The decision about the {role} position takes longer than we thought. You will hear from us by {day}."
                ),
                Some(Firmness::Hard),
            ),
            _ => (
                format!("{undecided} Please do not follow up before {day}."),
                None,
            ),
        };
        let text = self.letter(post, &words);
        let known = self.say(post, Saying::new(Says::Promises, text));
        match firmness {
            Some(firmness) => self.truth.promises.push(Promise {
                post,
                by,
                firmness,
                stated,
                known,
            }),
            None => self.truth.quiets.push(Quiet {
                post,
                until: by,
                stated,
                known,
            }),
        }
        if self.dice.chance(20) {
            self.later(post, Act::Promise, 1, 16);
        }
    }

    fn ask(&mut self, post: usize) {
        let due = self.dice.chance(70).then(|| {
            let day = self.a_day(2, 8);
            calendar::at(day, 17, 0, self.home)
        });
        let by = due.map_or(String::new(), |due| {
            format!(
                " Please send them by 17:00 on {}.",
                said(calendar::day_of(due, self.home))
            )
        });
        let text = self.letter(post, &format!(
            "Before the panel meets I need the contact details of two referees and a copy of your certificate.{by}"
        ));
        let known = self.say(post, Saying::new(Says::Asks, text));
        self.truth.asks.push(Ask { post, known, due });
    }

    fn decide(&mut self, post: usize) {
        let round = self.courses[post].round;
        match self.dice.between(0, 99) {
            0..=34 if round < 3 => self.invite(post),
            0..=54 => self.refuse(post),
            55..=67 => self.offer(post),
            68..=75 => self.close(post),
            76..=85 => {
                self.ask(post);
                self.later(post, Act::Decide, 3, 12);
            }
            _ => {
                self.promise(post);
                self.later(post, Act::Decide, 6, 20);
            }
        }
    }

    fn end(&mut self, post: usize, known: At, by_person: bool, refused: bool) {
        self.courses[post].ended = true;
        self.truth.ends.push(End {
            post,
            at: self.now,
            known,
            by_person,
            refused,
        });
    }

    fn refuse(&mut self, post: usize) {
        let place = self.truth.posts[post].clone();
        let by_machine =
            self.courses[post].round == 0 && place.agency.is_none() && self.dice.chance(60);
        let text = if by_machine {
            format!(
                "Dear Sam,\n\nThank you for your interest in the {} role at {}. After careful consideration, we have decided not to move forward with your application.\n\n\
                 The {} recruiting team\n\nPlease do not reply to this email. This mailbox is not monitored.",
                place.role, place.company, place.company
            )
        } else {
            self.letter(post, &format!(
                "Thank you for your interest in the {} position at {}. We had a strong group of applicants, and after a lot of discussion we have decided to go ahead with another candidate. I wish you the very best with your search.",
                place.role, place.company
            ))
        };
        let known = self.say(
            post,
            Saying {
                by_machine,
                ..Saying::new(Says::Refuses, text)
            },
        );
        self.end(post, known, !by_machine, true);
        if self.dice.chance(15) && place.agency.is_none() {
            self.later(post, Act::RefuseAgain, 1, 4);
        }
    }

    fn refuse_again(&mut self, post: usize) {
        let place = self.truth.posts[post].clone();
        let text = format!(
            "Dear Sam,\n\nThank you for your interest in the {} role at {}. After careful consideration, we have decided not to move forward with your application.\n\n\
             The {} recruiting team\n\nPlease do not reply to this email. This mailbox is not monitored.",
            place.role, place.company, place.company
        );
        self.say(
            post,
            Saying {
                by_machine: true,
                ..Saying::new(Says::Refuses, text)
            },
        );
    }

    fn close(&mut self, post: usize) {
        let role = self.truth.posts[post].role.clone();
        let text = self.letter(post, &format!(
            "I am writing to let you know that the {role} position has been cancelled and will not be filled. Thank you for your interest."
        ));
        let known = self.say(post, Saying::new(Says::Closes, text));
        self.end(post, known, true, false);
    }

    fn offer(&mut self, post: usize) {
        let role = self.truth.posts[post].role.clone();
        let by = self.a_day(4, 9);
        let text = self.letter(post, &format!(
            "We are delighted to offer you the position of {role}. The contract is attached. Please let us have your answer by {}.",
            said(by)
        ));
        let known = self.say(post, Saying::new(Says::Offers, text));
        self.truth.offers.push((post, known));
        self.courses[post].ended = true;
    }

    fn out_of_office(&mut self, post: usize) {
        let place = self.truth.posts[post].clone();
        self.count += 1;
        let message_id = format!("{}.{post}@{}", self.count, place.domain);
        let bytes = Writing {
            from: &place.recruiter,
            to: &owner(),
            subject: "Automatic reply: out of office",
            at: self.now,
            zone: self.home,
            message_id: &message_id,
            references: &self.courses[post].thread.clone(),
            text: "I am out of the office and will read your mail when I am back.",
            calendar: None,
        }
        .bytes();
        let mut text = String::from_utf8(bytes).unwrap();
        text.insert_str(0, "Auto-Submitted: auto-replied\r\n");
        self.truth.words.push(Word {
            post,
            at: self.now,
            delivered: self.now,
            says: Says::Automatic,
            by_person: false,
            message_id,
        });
        self.push(self.now, Happening::Arrives(text.into_bytes(), false));
    }
}
