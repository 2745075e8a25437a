//! What must hold, told from what people saw and what the host took, never from what the program decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use heardback::store::Store;
use heardback_core::application::{Outcome, fold};
use heardback_core::book::{Book, Change, OutgoingKind, OutgoingState, Reminder, SentCopy};
use heardback_core::event::LetterKind;
use heardback_core::id::{EventId, MessageId};
use heardback_core::mail;
use heardback_core::moment::Time;
use heardback_core::rule::Action;

use crate::month::{Sums, owner, store};
use crate::tunnel::people::{Approved, People};
use crate::tunnel::town::Town;

/// What the month was meant to be.
pub struct Truth {
    seed: u64,
    pub cuts: u64,
    /// By an employer's address: when the interview ended.
    interviews: BTreeMap<&'static str, Time>,
    /// When they said no.
    rejections: BTreeMap<&'static str, Time>,
    /// Each word of theirs, also of mails that were deleted since.
    words: Vec<(&'static str, Time)>,
}

/// Asked after every commit; keeps the first thing that does not hold.
pub struct Watched(Arc<Mutex<Option<String>>>);

impl Watched {
    pub fn of(town: &Town) -> Watched {
        let first = Arc::new(Mutex::new(None));
        let kept = first.clone();
        let mut pace = (Time::default(), 0);
        let (policy, clock) = (town.policy.clone(), town.time.clone());
        town.book.check(Box::new(move |book, changes| {
            let now = heardback::clock::Source::now(&*clock);
            let checked = folds(book, changes)
                .and_then(|()| manners(book, changes, &policy))
                .and_then(|()| progress(&mut pace, now));
            if let Err(what) = &checked {
                kept.lock().unwrap().get_or_insert(what.clone());
            }
            // The month goes on: the end is looked at as well.
            Ok(())
        }));
        Watched(first)
    }

    pub fn verdict(&self) -> Result<(), String> {
        match &*self.0.lock().unwrap() {
            Some(what) => Err(what.clone()),
            None => Ok(()),
        }
    }
}

/// Invariant 3: an application is the fold of its events.
fn folds(book: &Book, changes: &[Change]) -> Result<(), String> {
    for change in changes {
        let Change::Event(event) = change else {
            continue;
        };
        let record = &book.applications[&event.application];
        let mut events = record.events.clone();
        events.reverse();
        if fold(event.application, &events).as_ref() != Some(&record.state) {
            return Err(format!(
                "3: application {} is no fold of its events",
                event.application
            ));
        }
    }
    Ok(())
}

/// Invariant 4: reminders by day, and none for what is closed.
fn manners(
    book: &Book,
    changes: &[Change],
    policy: &heardback_core::policy::Policy,
) -> Result<(), String> {
    for change in changes {
        let Change::Reminder(reminder) = change else {
            continue;
        };
        let is_new =
            reminder.revoked.is_none() && reminder.spent.is_empty() && reminder.aliases.is_empty();
        if reminder.is_answer || !is_new {
            continue;
        }
        let local = reminder.at.with_timezone(&policy.owner.zone).time();
        // Both ends belong to the day: what comes due at nine goes out at nine.
        let is_day =
            local >= policy.etiquette.waking_from && local <= policy.etiquette.waking_until;
        if !is_day && !has_a_deadline(reminder.action) {
            return Err(format!(
                "4: reminder {} ({}) goes out at {local}",
                reminder.id, reminder.action
            ));
        }
        closed(book, reminder)?;
    }
    Ok(())
}

fn has_a_deadline(action: Action) -> bool {
    matches!(
        action,
        Action::Prepare | Action::AnswerInvitation | Action::Offer
    )
}

fn closed(book: &Book, reminder: &Reminder) -> Result<(), String> {
    let outcome = reminder
        .application
        .and_then(|id| book.state(id))
        .map(|app| app.outcome);
    let is_closed = match outcome {
        None | Some(Outcome::Open | Outcome::OnHold | Outcome::Quiet) => false,
        Some(
            Outcome::Rejected
            | Outcome::PositionClosed
            | Outcome::Withdrawn
            | Outcome::Accepted
            | Outcome::OfferDeclined
            | Outcome::OfferExpired,
        ) => true,
    };
    let is_an_end = matches!(
        reminder.action,
        Action::RejectionReply
            | Action::StayInTouch
            | Action::WithdrawOthers
            | Action::Digest
            | Action::Question
    );
    if is_closed && !is_an_end {
        return Err(format!(
            "4: reminder {} ({}) for a closed application",
            reminder.id, reminder.action
        ));
    }
    Ok(())
}

/// Invariant 6: no spinning.
fn progress(pace: &mut (Time, u32), now: Time) -> Result<(), String> {
    if now - pace.0 > chrono::Duration::seconds(60) {
        *pace = (now, 0);
    }
    pace.1 += 1;
    if pace.1 > 400 {
        return Err(format!("6: {} commits within a minute, at {now}", pace.1));
    }
    Ok(())
}

impl Truth {
    pub fn new(seed: u64) -> Truth {
        Truth {
            seed,
            cuts: 0,
            interviews: BTreeMap::new(),
            rejections: BTreeMap::new(),
            words: Vec::new(),
        }
    }

    pub fn interview(&mut self, employer: &'static str, ended: Time) {
        self.interviews.insert(employer, ended);
    }

    pub fn wrote(&mut self, from: &'static str, at: Time) {
        self.words.push((from, at));
    }

    pub fn rejected(&mut self, employer: &'static str, at: Time) {
        self.rejections.insert(employer, at);
    }

    /// Between two lives.
    pub fn after_a_life(&self, town: &Town, people: &People) -> Result<(), String> {
        approved(town, people)?;
        let book = store(town);
        if book != town.book.book() {
            // The commit of a cut before its end is in neither.
            return Err(format!(
                "3: the store is not what the book was: {}",
                difference(&book, &town.book.book())
            ));
        }
        stored_applications(town, &book)
    }

    /// After the calm days.
    pub fn at_the_end(&self, town: &Town, people: &People) -> Result<(), String> {
        let book = store(town);
        accounted(town, &book)?;
        drained(town, &book)?;
        shown(town, &book)?;
        self.waits(town, &book, people)
    }

    pub fn of_the_whole_month(&self, town: &Town) -> Result<Sums, String> {
        let book = store(town);
        let letters = |state: Option<OutgoingState>| {
            let rows = book
                .outbox
                .values()
                .filter(|r| r.kind == OutgoingKind::Letter);
            rows.filter(|r| state.is_none_or(|state| r.state == state))
                .count()
        };
        let faults = town.host.faults();
        Ok(Sums {
            commits: town.book.count(),
            steps: faults.steps(heardback_sandbox::Protocol::Imap)
                + faults.steps(heardback_sandbox::Protocol::Smtp),
            cuts: self.cuts,
            letters: letters(Some(OutgoingState::Sent)),
            uncertain: letters(Some(OutgoingState::Uncertain)),
            reminders: book.reminders.values().filter(|r| !r.is_answer).count(),
            unread: Store::peek_quarantine(&town.state())
                .map_err(|e| e.to_string())?
                .len(),
        })
    }

    /// Invariant 5: the rules of waiting.
    fn waits(&self, town: &Town, book: &Book, people: &People) -> Result<(), String> {
        let mut by_day: BTreeMap<(String, chrono::NaiveDate), usize> = BTreeMap::new();
        let mut follow_ups: BTreeMap<String, Vec<Time>> = BTreeMap::new();
        for (at, to, kind) in sent(town, book) {
            let day = at.with_timezone(&town.policy.owner.zone).date_naive();
            let domain = to.rsplit('@').next().unwrap().to_owned();
            if is_unasked(kind) {
                let count = by_day.entry((to.clone(), day)).or_default();
                *count += 1;
                if *count > 1 {
                    return Err(format!("5: W4: two unsolicited mails to {to} on {day}"));
                }
            }
            if kind != LetterKind::FollowUp {
                continue;
            }
            self.not_too_early(&domain, at, people)?;
            follow_ups.entry(domain).or_default().push(at);
        }
        for (domain, times) in follow_ups {
            for pair in times.windows(2) {
                if pair[1] - pair[0] < chrono::Duration::days(7) {
                    return Err(format!(
                        "5: W4: follow-ups to {domain} at {} and {}",
                        pair[0], pair[1]
                    ));
                }
            }
            let mut words = words_of(town, &domain);
            let theirs = self
                .words
                .iter()
                .filter(|(from, _)| from.ends_with(&domain));
            words.extend(theirs.map(|(_, at)| *at));
            for pair in times.windows(2) {
                if !words.iter().any(|at| *at > pair[0] && *at < pair[1]) {
                    return Err(format!(
                        "5: W5: a second follow-up to {domain} without a word between"
                    ));
                }
            }
        }
        Ok(())
    }

    fn not_too_early(&self, domain: &str, at: Time, people: &People) -> Result<(), String> {
        let of = |map: &BTreeMap<&'static str, Time>| {
            let mut found = map.iter().filter(|(address, _)| address.ends_with(domain));
            found.next().map(|(_, at)| *at)
        };
        // Before the interview there is the application to ask about; after it, a week.
        if let Some(ended) = of(&self.interviews)
            && at > ended
            && at < ended + chrono::Duration::days(7)
        {
            return Err(format!(
                "5: W2: a follow-up to {domain} at {at}, the interview ended {ended}"
            ));
        }
        if let Some(no) = of(&self.rejections)
            && at > no + chrono::Duration::days(3)
            && !says_it_is_no_rejection(people, domain, no, at)
        {
            return Err(format!(
                "5: a follow-up to {domain} at {at}, they said no at {no} (seed {})",
                self.seed
            ));
        }
        Ok(())
    }
}

/// Asked about it, the owner has answered that their no is none: he may be wrong, and his word counts.
fn says_it_is_no_rejection(people: &People, domain: &str, no: Time, at: Time) -> bool {
    let is_theirs = |subject: &str| {
        let subject = subject.to_lowercase().replace(' ', "");
        subject.contains(domain.trim_end_matches(".example"))
    };
    let mut denied = people.denied.iter();
    denied.any(|(when, subject)| *when > no && *when < at && is_theirs(subject))
}

/// Invariant 1: nothing left for anybody else that the owner had not seen and approved, and nothing twice.
fn approved(town: &Town, people: &People) -> Result<(), String> {
    let mut ids: BTreeSet<MessageId> = BTreeSet::new();
    for message in town.host.accepted() {
        let to = message.envelope.to.join(",");
        if to == owner() {
            continue;
        }
        let mail = mail::parse(&message.raw);
        if !ids.insert(mail.message_id.clone()) {
            return Err(format!("1: “{}” to {to} was accepted twice", mail.subject));
        }
        let is_it = |approved: &&Approved| {
            approved.to == to
                && approved.subject == mail.subject
                && words(&approved.text) == words(&mail.body.whole)
                && approved.at <= message.at
        };
        if people.approved.iter().find(is_it).is_none() {
            return Err(format!(
                "1: “{}” to {to} left at {} without an approval",
                mail.subject, message.at
            ));
        }
    }
    Ok(())
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Invariant 3, the stored side.
fn stored_applications(town: &Town, book: &Book) -> Result<(), String> {
    let database = rusqlite::Connection::open_with_flags(
        town.state().join("heardback.db"),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    )
    .unwrap();
    let mut statement = database
        .prepare("SELECT id, body FROM applications ORDER BY id")
        .unwrap();
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, String>(1)?)))
        .unwrap();
    let stored: Vec<(u32, String)> = rows.map(Result::unwrap).collect();
    let held: Vec<(u32, String)> = book
        .states()
        .map(|app| (app.id.0, serde_json::to_string(app).unwrap()))
        .collect();
    if stored == held {
        Ok(())
    } else {
        Err("3: the table of applications is not the book's".to_owned())
    }
}

/// Invariant 2: every message that lies in a watched mailbox is accounted for, and none acted twice.
fn accounted(town: &Town, book: &Book) -> Result<(), String> {
    let unreadable = Store::peek_quarantine(&town.state()).map_err(|e| e.to_string())?;
    for mailbox in ["INBOX", "Sent", "Junk"] {
        for message in town.host.messages(owner(), mailbox) {
            let mail = mail::parse(&message.raw);
            let from_us = mail
                .from
                .iter()
                .any(|p| p.email.as_ref().is_some_and(|a| a.as_str() == owner()));
            let is_notice = from_us && mail.subject.contains("[hb-");
            let is_letter = book
                .outbox
                .values()
                .any(|row| row.message_id == mail.message_id);
            let is_known = book.seen.contains_key(&mail.message_id) || is_letter || is_notice;
            let is_aside = unreadable
                .iter()
                .any(|m| m.mailbox == mailbox && m.uid == message.uid);
            if !is_known && !is_aside {
                return Err(format!("2: “{}” in {mailbox} was missed", mail.subject));
            }
        }
    }
    let mut heard: BTreeMap<(MessageId, &'static str), EventId> = BTreeMap::new();
    let events = || book.applications.values().flat_map(|record| &record.events);
    let retracted: BTreeSet<EventId> = events()
        .filter_map(|event| {
            if let heardback_core::event::EventKind::Retracted { event } = event.kind {
                Some(event)
            } else {
                None
            }
        })
        .collect();
    for event in events().filter(|event| !retracted.contains(&event.id)) {
        let Some(word) = event.kind.heard() else {
            continue;
        };
        if heard
            .insert((word.message_id.clone(), word.class.name()), event.id)
            .is_some()
        {
            return Err(format!("2: a mail “{}” counts twice", word.subject));
        }
    }
    Ok(())
}

/// Invariant 8: with faults off, every queue drains.
fn drained(town: &Town, book: &Book) -> Result<(), String> {
    let now = town.now();
    for row in book.outbox.values() {
        let rests = match row.state {
            OutgoingState::Sent => {
                row.kind == OutgoingKind::Notice || row.sent_copy != SentCopy::Wanted
            }
            OutgoingState::Refused | OutgoingState::Cancelled => true,
            OutgoingState::Uncertain => row.kind == OutgoingKind::Letter,
            OutgoingState::Held | OutgoingState::Sending => false,
            OutgoingState::Queued | OutgoingState::Deferred => {
                now - row.not_before.max(row.queued_at) < chrono::Duration::days(2)
            }
        };
        if !rests {
            return Err(format!(
                "8: row {} ({}) is still {}: {}",
                row.id, row.kind, row.state, row.words
            ));
        }
    }
    Ok(())
}

/// SAFETY.P3: the owner is told of every approval how it ended.
fn shown(town: &Town, book: &Book) -> Result<(), String> {
    let told = |draft, text: &str| {
        let reminders = book.reminders.values();
        reminders.into_iter().any(|r| {
            r.is_answer
                && r.subject.contains(text)
                && r.shows.iter().any(|(id, _)| Some(*id) == draft)
        })
    };
    for row in book
        .outbox
        .values()
        .filter(|r| r.kind == OutgoingKind::Letter)
    {
        let copies = town
            .host
            .accepted()
            .iter()
            .filter(|m| mail::parse(&m.raw).message_id == row.message_id)
            .count();
        match row.state {
            OutgoingState::Sent if copies == 0 => {
                return Err(format!("1: letter {} counts as sent and never was", row.id));
            }
            OutgoingState::Uncertain if !told(row.draft, "Sent or not?") => {
                return Err(format!(
                    "P3: letter {} is in doubt and nobody says so",
                    row.id
                ));
            }
            OutgoingState::Cancelled | OutgoingState::Refused if copies > 0 => {
                return Err(format!(
                    "1: letter {} is {} and was accepted",
                    row.id, row.state
                ));
            }
            OutgoingState::Held
            | OutgoingState::Queued
            | OutgoingState::Sending
            | OutgoingState::Sent
            | OutgoingState::Refused
            | OutgoingState::Deferred
            | OutgoingState::Uncertain
            | OutgoingState::Cancelled => {}
        }
    }
    Ok(())
}

/// What the host took for others: when, for whom, and what kind of letter it was meant to be.
fn sent(town: &Town, book: &Book) -> Vec<(Time, String, LetterKind)> {
    let mut sent = Vec::new();
    for message in town.host.accepted() {
        let id = mail::parse(&message.raw).message_id;
        let draft = book.drafts.values().find(|draft| draft.message_id == id);
        if let Some(draft) = draft {
            sent.push((message.at, message.envelope.to.join(","), draft.kind));
        }
    }
    sent
}

fn is_unasked(kind: LetterKind) -> bool {
    matches!(
        kind,
        LetterKind::ThankYou
            | LetterKind::FollowUp
            | LetterKind::Unsolicited
            | LetterKind::RejectionReply
            | LetterKind::Withdrawal
    )
}

/// When somebody of that domain wrote.
fn words_of(town: &Town, domain: &str) -> Vec<Time> {
    let boxes = ["INBOX", "Archive", "Junk"];
    let mails = boxes
        .iter()
        .flat_map(|mailbox| town.host.messages(owner(), mailbox));
    mails
        .filter(|m| {
            mail::parse(&m.raw)
                .from
                .iter()
                .any(|p| p.email.as_ref().is_some_and(|a| a.domain() == domain))
        })
        .map(|m| m.internal_date)
        .collect()
}

/// Where two books differ, a few lines of each.
fn difference(stored: &Book, held: &Book) -> String {
    let (stored, held) = (format!("{stored:#?}"), format!("{held:#?}"));
    let lines = stored.lines().zip(held.lines()).filter(|(a, b)| a != b);
    lines
        .take(3)
        .map(|(a, b)| format!("{} / {}", a.trim(), b.trim()))
        .collect::<Vec<_>>()
        .join("; ")
}
