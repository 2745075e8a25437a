//! What people do in mail programs: employers write on their days, and the owner answers each reminder once.

use std::collections::BTreeSet;
use std::time::Duration;

use heardback::demo::letters::{self, DANA, Letter, OWNER};
use heardback_core::book::{Book, OutgoingKind, OutgoingState};
use heardback_core::compose::{self, Message};
use heardback_core::id::{Address, DraftId, MessageId, Person, Sha256};
use heardback_core::mail::{self, Mail};
use heardback_core::moment::Time;
use heardback_core::rule::Action;
use heardback_sandbox::{Arrival, Protocol, Verdict, Weather};

use super::town::Town;

/// How long the owner takes to answer.
const MINUTES: i64 = 7;

/// What happens by itself.
#[derive(Debug, Clone)]
pub enum Act {
    /// Somebody's mail comes in.
    Letter(Letter),
    /// The same, and the server takes it for junk.
    Junk(Letter),
    /// The owner closes the laptop for that long.
    Nap(Duration),
    /// The net and the servers turn bad.
    Weather(Weather),
    /// They are well again.
    Calm,
    /// Every connection breaks.
    HangUp,
    /// The server numbers a mailbox anew.
    Renumber(&'static str),
    /// The owner puts away what lies in the inbox for more than two days: moves it, or deletes it for good.
    Tidy { delete: bool },
}

/// How the owner answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// As in the demo.
    Ready,
    /// As people do: late, not at all, with second thoughts, with words that are no command.
    Human,
}

/// A draft in a mail that the owner answered with his approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    pub at: Time,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Everybody but heardback. Lives on while heardback is switched off, and sees to it that nothing is done twice.
pub struct People {
    pub to_come: Vec<(Time, Act)>,
    pub temper: Temper,
    /// What the owner approved, as the mails showed it.
    pub approved: Vec<Approved>,
    /// Reminders by the tag in their subject, once they were answered.
    answered: BTreeSet<String>,
    /// UIDs of the inbox that need no second look.
    looked_at: BTreeSet<u32>,
    written: u64,
    files_no_copy: bool,
    /// The questions about uncertain letters that the owner was asked, and whether the answer was to send once more.
    pub asked: Vec<(DraftId, bool)>,
    /// Subjects of the questions whether a mail is a rejection that the owner, rightly or not, has answered with no.
    pub denied: Vec<(Time, String)>,
    /// What the owner answers to a question about a letter: the truth, as a rule.
    pub resolves: bool,
    /// The owner never answers anything.
    pub silent: bool,
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

impl People {
    /// The demo's story.
    pub fn of_the_demo(town: &Town) -> People {
        for (letter, mailbox, at) in letters::earlier() {
            let raw = bytes(town, &letter, at, None);
            town.host
                .append_at(OWNER.address, mailbox, &["\\Seen"], at, raw.as_bytes())
                .unwrap();
        }
        People {
            to_come: vec![
                (at("2026-03-03T10:12:00Z"), Act::Letter(letters::INVITATION)),
                (at("2026-03-09T11:30:00Z"), Act::Letter(letters::ALDER_NO)),
                (at("2026-03-19T10:40:00Z"), Act::Letter(letters::NO)),
            ],
            temper: Temper::Ready,
            approved: Vec::new(),
            answered: BTreeSet::new(),
            looked_at: BTreeSet::new(),
            written: 0,
            files_no_copy: false,
            asked: Vec::new(),
            denied: Vec::new(),
            resolves: true,
            silent: false,
        }
    }

    /// What happens is given, and the owner answers as people do.
    pub fn living(to_come: Vec<(Time, Act)>) -> People {
        People {
            to_come,
            temper: Temper::Human,
            approved: Vec::new(),
            answered: BTreeSet::new(),
            looked_at: BTreeSet::new(),
            written: 0,
            files_no_copy: false,
            asked: Vec::new(),
            denied: Vec::new(),
            resolves: true,
            silent: false,
        }
    }

    /// As many employers invite the owner, a few minutes apart, as `count` says.
    pub fn inviting(town: &Town, count: usize) -> People {
        let begins = town.now();
        let invitations = (0..count).map(|number| {
            let at = begins + chrono::Duration::minutes(3 * number as i64 + 1);
            (at, Act::Letter(at_employer(number, letters::INVITATION)))
        });
        People {
            to_come: invitations.collect(),
            temper: Temper::Ready,
            approved: Vec::new(),
            answered: BTreeSet::new(),
            looked_at: BTreeSet::new(),
            written: 0,
            files_no_copy: false,
            asked: Vec::new(),
            denied: Vec::new(),
            resolves: false,
            silent: false,
        }
    }

    /// Does what is due. Returns when there is something to do next, if nothing happens before.
    pub fn act(&mut self, town: &Town) -> Option<Time> {
        let due: Vec<(Time, Act)> = self
            .to_come
            .extract_if(.., |(at, _)| *at <= town.now())
            .collect();
        for (_, act) in due {
            self.happens(town, act);
        }
        let now = town.now();
        let next_answer = self.answer(town, now);
        let next_act = self.to_come.iter().map(|(at, _)| *at).min();
        [next_answer, next_act].into_iter().flatten().min()
    }

    fn happens(&mut self, town: &Town, act: Act) {
        let now = town.now();
        match act {
            Act::Letter(letter) => {
                let raw = bytes(town, &letter, now, None);
                arrive(town, letter.from.address, raw.as_bytes());
            }
            Act::Junk(letter) => {
                let raw = bytes(town, &letter, now, None);
                let junk = town.host.append(OWNER.address, "Junk", &[], raw.as_bytes());
                junk.unwrap();
            }
            Act::Nap(long) => town.time.sleep(long),
            Act::Weather(weather) => town.host.faults().set_weather(weather),
            Act::Calm => town.host.faults().clear(),
            Act::HangUp => {
                town.host.hang_up(Protocol::Imap);
                town.host.hang_up(Protocol::Smtp);
            }
            Act::Renumber(mailbox) => {
                town.host.bump_uid_validity(OWNER.address, mailbox).unwrap();
                self.looked_at.clear();
            }
            Act::Tidy { delete } => {
                let inbox = town.host.messages(OWNER.address, "INBOX").into_iter();
                let old = inbox.filter(|m| now - m.internal_date > chrono::Duration::days(2));
                let uids: Vec<u32> = old.map(|m| m.uid).collect();
                if delete {
                    town.host.expunge(OWNER.address, "INBOX", &uids).unwrap();
                } else {
                    let moved = town
                        .host
                        .move_messages(OWNER.address, "INBOX", &uids, "Archive");
                    moved.unwrap();
                }
            }
        }
    }

    fn answer(&mut self, town: &Town, now: Time) -> Option<Time> {
        let mut next: Option<Time> = None;
        if self.silent {
            return None;
        }
        for message in town.host.messages(OWNER.address, "INBOX") {
            if !self.looked_at.insert(message.uid) {
                continue;
            }
            let mail = mail::parse(&message.raw);
            let Some(tag) = tag(&mail.subject) else {
                continue;
            };
            if mail.subject.starts_with("Re:") || self.answered.contains(&tag) {
                continue;
            }
            let due = message.internal_date + self.pause(&tag);
            if due > now {
                next = Some(next.map_or(due, |next| next.min(due)));
                self.looked_at.remove(&message.uid);
                continue;
            }
            self.answered.insert(tag.clone());
            let words = match self.temper {
                Temper::Ready => self.words(town, &town.book.book(), &tag),
                Temper::Human => self.human_words(town, &tag, &mail),
            };
            if let Some(words) = words {
                self.reply(town, &mail, &words, now);
            }
        }
        next
    }

    fn words(&mut self, town: &Town, book: &Book, tag: &str) -> Option<String> {
        let reminder = book.reminders.values().find(|r| r.tag == tag)?;
        let words = match reminder.action {
            Action::AnswerInvitation | Action::FollowUp | Action::RejectionReply => "send",
            Action::ThankYou => "send all",
            Action::Debrief => letters::NOTES,
            Action::Question => {
                let doubtful = book.outbox.values().find(|row| {
                    row.kind == OutgoingKind::Letter
                        && row.state == OutgoingState::Uncertain
                        && reminder.shows.iter().any(|(id, _)| Some(*id) == row.draft)
                });
                match doubtful {
                    None if reminder.is_answer => return None,
                    None => "yes",
                    Some(row) => {
                        let has_left = town.host.accepted().iter().any(|accepted| {
                            String::from_utf8_lossy(&accepted.raw).contains(row.message_id.as_str())
                        });
                        let again = self.resolves && !has_left;
                        self.asked.extend(row.draft.map(|draft| (draft, again)));
                        match (self.resolves, has_left) {
                            (false, _) => return None,
                            (true, true) => "leave",
                            (true, false) => "resend",
                        }
                    }
                }
            }
            Action::Prepare
            | Action::Connect
            | Action::Material
            | Action::Promise
            | Action::StayInTouch
            | Action::Offer
            | Action::WithdrawOthers
            | Action::Digest => return None,
        };
        (!reminder.is_answer || reminder.action == Action::Question).then(|| words.to_owned())
    }

    /// The same for one mail whenever it is asked.
    fn pause(&self, tag: &str) -> chrono::Duration {
        match self.temper {
            Temper::Ready => chrono::Duration::minutes(MINUTES),
            Temper::Human => {
                let minutes = [1, 4, 12, 45, 200, 900, 1_800];
                let spread = Sha256::of(tag.as_bytes()).0[0];
                chrono::Duration::minutes(minutes[usize::from(spread) % minutes.len()])
            }
        }
    }

    /// The words of somebody who is not always ready to help.
    fn human_words(&mut self, town: &Town, tag: &str, mail: &Mail) -> Option<String> {
        if mail.subject.starts_with("Sent or not?") {
            return self.words(town, &town.book.book(), tag);
        }
        let text = &mail.body.whole;
        let drafts = drafts_in(text);
        let word = match town.time.draw("word") % 20 {
            0..10 if drafts.len() > 1 => "send all",
            0..9 if !drafts.is_empty() => "send",
            9 if !drafts.is_empty() => "send now",
            0..10 if text.contains("Answer with your notes") => {
                "We spoke about their reports and the night shift."
            }
            0..10 if text.contains("Answer yes or no") => "yes",
            10 => "skip",
            11 => "snooze 2d",
            12 => "thanks, I will look at it later",
            13 => "why",
            14 => "undo",
            15 => "done",
            16 if text.contains("Answer yes or no") => "no",
            _ => return None,
        };
        // Now and then a mail program files no copy: then nothing proves who wrote.
        self.files_no_copy = town.time.draw("copy").is_multiple_of(10);
        if word.starts_with("send") && !self.files_no_copy {
            let at = town.now();
            self.approved
                .extend(drafts.into_iter().map(|draft| Approved { at, ..draft }));
        }
        if word == "no" && !self.files_no_copy && text.contains("Is this a rejection?") {
            self.denied.push((town.now(), mail.subject.clone()));
        }
        Some(word.to_owned())
    }

    /// The answer lies in Sent, and a copy comes in.
    fn reply(&mut self, town: &Town, to: &Mail, words: &str, now: Time) {
        self.written += 1;
        let id = MessageId::new(&format!("answer-{}@mailbox.example", self.written)).unwrap();
        let references: Vec<MessageId> = [to.message_id.clone()].into();
        let own = person(OWNER.name, OWNER.address);
        let message = Message {
            from: own.clone(),
            to: own,
            subject: &format!("Re: {}", to.subject),
            message_id: Some(&id),
            in_reply_to: Some(&to.message_id),
            references: &references,
            text: &format!("{words}\n"),
            ..Message::default()
        };
        let raw = compose::mime(&message, now, town.policy.owner.zone);
        arrive(town, OWNER.address, raw.as_bytes());
        if std::mem::take(&mut self.files_no_copy) {
            return;
        }
        town.host
            .append(OWNER.address, "Sent", &["\\Seen"], raw.as_bytes())
            .unwrap();
    }
}

/// One employer among a hundred, in the words of the demo's.
pub fn at_employer(number: usize, letter: Letter) -> Letter {
    const FIRST: [&str; 10] = [
        "Juniper", "Harbor", "Cedar", "Willow", "Granite", "Meadow", "Falcon", "Copper", "Summit",
        "Linden",
    ];
    const SECOND: [&str; 10] = [
        "Freight",
        "Energy",
        "Logistics",
        "Foods",
        "Insurance",
        "Software",
        "Motors",
        "Textiles",
        "Shipping",
        "Media",
    ];
    let company = format!("{} {}", FIRST[number % 10], SECOND[number / 10 % 10]);
    let domain = format!("{}.example", company.to_lowercase().replace(' ', ""));
    let told = |text: &str| {
        text.replace("Juniper Freight", &company)
            .replace("juniperfreight.example", &domain)
    };
    Letter {
        from: letters::Somebody {
            name: letter.from.name,
            address: kept(told(letter.from.address)),
        },
        subject: kept(told(letter.subject)),
        text: kept(told(letter.text)),
        headers: letter.headers,
    }
}

/// Letters are made of constants; a test's few live as long as it.
pub fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The drafts that a reminder shows, read as a person reads them.
fn drafts_in(text: &str) -> Vec<Approved> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_head = line.starts_with("Draft") && line.contains("to ") && line.ends_with('>');
        let Some((_, to)) = line.rsplit_once('<').filter(|_| is_head) else {
            continue;
        };
        let mut draft = Approved {
            at: Time::default(),
            to: to.trim_end_matches('>').to_owned(),
            subject: String::new(),
            text: String::new(),
        };
        for line in lines.by_ref() {
            if line.starts_with("-----") {
                break;
            }
            match line
                .strip_prefix("Subject: ")
                .filter(|_| draft.text.is_empty())
            {
                Some(subject) if draft.subject.is_empty() => draft.subject = subject.to_owned(),
                Some(_) | None => {
                    draft.text.push_str(line);
                    draft.text.push('\n');
                }
            }
        }
        found.push(draft);
    }
    found
}

fn arrive(town: &Town, from: &str, raw: &[u8]) {
    let arrival = Arrival {
        from,
        to: OWNER.address,
        verdict: Verdict::Pass,
        raw,
    };
    town.host.arrive(&arrival).unwrap();
}

fn bytes(town: &Town, letter: &Letter, at: Time, answers: Option<&Mail>) -> String {
    let to = if letter.from.address == OWNER.address {
        DANA
    } else {
        OWNER
    };
    let domain = letter.from.address.rsplit('@').next().unwrap();
    let id = MessageId::new(&format!("{}@{domain}", at.timestamp())).unwrap();
    let message = Message {
        from: person(letter.from.name, letter.from.address),
        to: person(to.name, to.address),
        subject: letter.subject,
        message_id: Some(&id),
        in_reply_to: answers.map(|m| &m.message_id),
        headers: letter
            .headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
        text: letter.text,
        ..Message::default()
    };
    compose::mime(&message, at, town.policy.owner.zone)
}

fn person(name: &str, address: &str) -> Person {
    Person {
        name: Some(name.to_owned()),
        email: Address::new(address),
    }
}

/// `abcd` of a subject with `[hb-abcd]`.
pub fn tag(subject: &str) -> Option<String> {
    let (_, rest) = subject.split_once("[hb-")?;
    rest.split_once(']').map(|(tag, _)| tag.to_owned())
}
