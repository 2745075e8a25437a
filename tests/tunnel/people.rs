//! What people do in mail programs: employers write on their days, and the owner answers each reminder once.

use std::collections::BTreeSet;
use std::time::Duration;

use heardback::demo::letters::{self, DANA, Letter, OWNER};
use heardback_core::book::{Book, OutgoingKind, OutgoingState};
use heardback_core::compose::{self, Message};
use heardback_core::id::{Address, DraftId, MessageId, Person};
use heardback_core::mail::{self, Mail};
use heardback_core::moment::Time;
use heardback_core::rule::Action;
use heardback_sandbox::{Arrival, Verdict};

use super::town::Town;

/// How long the owner takes to answer.
const MINUTES: i64 = 7;

/// Everybody but heardback. Lives on while heardback is switched off, and sees to it that nothing is done twice.
pub struct People {
    to_come: Vec<(Time, Letter)>,
    /// When the owner closes the laptop, and for how long.
    pub naps: Vec<(Time, Duration)>,
    /// Reminders by the tag in their subject, once they were answered.
    answered: BTreeSet<String>,
    /// UIDs of the inbox that need no second look.
    looked_at: BTreeSet<u32>,
    written: u64,
    /// The questions about uncertain letters that the owner was asked.
    pub asked: Vec<DraftId>,
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
                (at("2026-03-03T10:12:00Z"), letters::INVITATION),
                (at("2026-03-09T11:30:00Z"), letters::ALDER_NO),
                (at("2026-03-19T10:40:00Z"), letters::NO),
            ],
            naps: Vec::new(),
            answered: BTreeSet::new(),
            looked_at: BTreeSet::new(),
            written: 0,
            asked: Vec::new(),
            resolves: true,
            silent: false,
        }
    }

    /// As many employers invite the owner, a few minutes apart, as `count` says.
    pub fn inviting(town: &Town, count: usize) -> People {
        let begins = town.now();
        let invitations = (0..count).map(|number| {
            let at = begins + chrono::Duration::minutes(3 * number as i64 + 1);
            (at, invitation(number))
        });
        People {
            to_come: invitations.collect(),
            naps: Vec::new(),
            answered: BTreeSet::new(),
            looked_at: BTreeSet::new(),
            written: 0,
            asked: Vec::new(),
            resolves: false,
            silent: false,
        }
    }

    /// Does what is due. Returns when there is something to do next, if nothing happens before.
    pub fn act(&mut self, town: &Town) -> Option<Time> {
        let naps = self.naps.extract_if(.., |(at, _)| *at <= town.now());
        for (_, long) in naps {
            town.time.sleep(long);
        }
        let now = town.now();
        let due: Vec<(Time, Letter)> = self.to_come.extract_if(.., |(at, _)| *at <= now).collect();
        for (_, letter) in due {
            let raw = bytes(town, &letter, now, None);
            arrive(town, letter.from.address, raw.as_bytes());
        }
        let next_answer = self.answer(town, now);
        let next_letter = self.to_come.iter().map(|(at, _)| *at).min();
        let next_nap = self.naps.iter().map(|(at, _)| *at).min();
        [next_answer, next_letter, next_nap]
            .into_iter()
            .flatten()
            .min()
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
            let due = message.internal_date + chrono::Duration::minutes(MINUTES);
            if due > now {
                next = Some(next.map_or(due, |next| next.min(due)));
                self.looked_at.remove(&message.uid);
                continue;
            }
            self.answered.insert(tag.clone());
            if let Some(words) = self.words(town, &town.book.book(), &tag) {
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
                        self.asked.extend(row.draft);
                        let has_left = town.host.accepted().iter().any(|accepted| {
                            String::from_utf8_lossy(&accepted.raw).contains(row.message_id.as_str())
                        });
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
        town.host
            .append(OWNER.address, "Sent", &["\\Seen"], raw.as_bytes())
            .unwrap();
    }
}

/// One employer among thousands; the words are the demo's.
fn invitation(number: usize) -> Letter {
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
    let told = |text: &str| -> &'static str {
        let text = text
            .replace("Juniper Freight", &company)
            .replace("juniperfreight.example", &domain);
        Box::leak(text.into_boxed_str())
    };
    Letter {
        from: letters::Somebody {
            name: "Dana Reyes",
            address: told(DANA.address),
        },
        subject: told(letters::INVITATION.subject),
        text: told(letters::INVITATION.text),
        headers: letters::INVITATION.headers,
    }
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
