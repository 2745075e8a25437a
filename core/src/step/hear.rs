//! A mail walks in: seen before? the owner's answer, our own copy, the owner's own mail, a report, or the world?

mod ask;
mod identity;
mod own;

use chrono::Duration;

use self::ask::{grounds, propose};
use self::identity::{counted_from_delivery, date_of, words_of};
use self::own::{own_letter, own_notice, owners_own};
use super::{Arrived, Desk, answer};
use crate::application::{Effect, Interview, history, is_no_reply, with_newest};
use crate::approval::{self, Mailbox, Verdict as Answer};
use crate::authentication::authentication_of;
use crate::book::{Change, Note, Outgoing, OutgoingKind, OutgoingState, Reminder, Seen};
use crate::event::{Event, EventKind, Heard, Source};
use crate::id::{ApplicationId, MessageId, Person, ReminderId};
use crate::mail::Mail;
use crate::matching::{self, Match, Verdict, is_by_person};
use crate::moment::Time;
use crate::outbox::Report;
use crate::reading::{Class, Reading, Suspicion};

/// How long a copy without proof waits for its twin in Sent (SAFETY.md A6).
const TWIN: Duration = Duration::minutes(10);

pub(super) fn hear(desk: &mut Desk<'_>, arrived: &Arrived) {
    let mail = &arrived.mail;
    if arrived.is_draft {
        // It may still be changed, and sent under the same Message-ID: it spends nothing and counts for nothing.
        return;
    }
    if own_letter(desk, mail) {
        return;
    }
    if own_notice(desk, mail) {
        tell(desk, arrived, Class::Other, 1.0, None);
        return;
    }
    // A stranger who knows a code must not make a mail of his own an alias of the reminder.
    let renamed = approval::renamed(&desk.book, mail).filter(|_| is_from_owner(desk, mail));
    if let Some(id) = renamed {
        remember_alias(desk, id, mail);
        return;
    }
    let known = desk.book.seen.get(&mail.message_id).cloned();
    if known
        .as_ref()
        .is_some_and(|seen| seen.waits_until.is_none() && seen.waits_for.is_none())
    {
        another_under_that_name(desk, arrived, known.as_deref());
        return;
    }
    match approval::judge(
        &desk.book,
        desk.policy,
        mail,
        arrived.mailbox,
        arrived.is_draft,
        false,
        desk.now(),
    ) {
        Answer::NotAnAnswer => {}
        Answer::Waits { reminder } => {
            let until = desk.now() + TWIN;
            if known.is_none() {
                see(
                    desk,
                    mail,
                    Some(Class::Other),
                    None,
                    (Some(until), Some(reminder)),
                );
                desk.step.notes.push(Note::Answer {
                    at: desk.moment.now,
                    text: format!("An answer to reminder {reminder} waits for its proof."),
                });
            }
            return;
        }
        // Only an acceptance spends an identity (A6): a copy that proves nothing must not keep out the one that does.
        verdict @ (Answer::Ignored(_) | Answer::Refused { .. }) => {
            let told = known.is_some_and(|seen| seen.waits_until.is_none());
            let names = approval::answers(&desk.book, desk.policy, mail);
            see(desk, mail, Some(Class::Other), None, (None, names));
            if !told {
                answer::by_reply(desk, verdict);
            }
            // The owner may have forwarded a reminder: what others write below its code is mail of the world's all the same.
            if !told && arrived.mailbox != Mailbox::Sent && !is_from_owner(desk, mail) {
                world(desk, arrived);
            }
            return;
        }
        verdict @ (Answer::Command { reminder, .. } | Answer::Unclear { reminder, .. }) => {
            let identity = approval::identity(mail, reminder);
            let again = desk.book.seen.values().any(|s| s.digest == identity);
            let verdict = if again {
                Answer::Ignored("the same answer under another Message-ID")
            } else {
                verdict
            };
            see(desk, mail, Some(Class::Other), None, (None, None));
            if let Some(seen) = desk
                .book
                .seen
                .get(&mail.message_id)
                .map(|s| s.as_ref().clone())
            {
                let digest = identity;
                desk.put(Change::Seen(
                    mail.message_id.clone(),
                    Seen { digest, ..seen },
                ));
            }
            answer::by_reply(desk, verdict);
            return;
        }
    }
    if known.is_some() {
        return;
    }
    let from_owner = is_from_owner(desk, mail);
    if arrived.mailbox == Mailbox::Sent {
        if from_owner && approval::left_from_here(desk.policy, mail) {
            owners_own(desk, arrived);
        } else if from_owner {
            // Somebody's forgery that a rule or a slip of the hand moved to Sent: the owner wrote no such thing.
            see(desk, mail, Some(Class::Other), None, (None, None));
            tell(desk, arrived, Class::Other, 1.0, None);
        }
    } else if from_owner {
        see(desk, mail, Some(Class::Other), None, (None, None));
        tell(desk, arrived, Class::Other, 1.0, None);
    } else {
        world(desk, arrived);
    }
}

/// A mail of the world's with a known Message-ID and other words: whoever took or guessed the id must not make what it names
/// vanish. It counts as a mail of its own, under an id made of its words.
fn another_under_that_name(desk: &mut Desk<'_>, arrived: &Arrived, known: Option<&Seen>) {
    let mail = &arrived.mail;
    let words = words_of(mail);
    let is_another = known.and_then(|k| k.words).is_some_and(|w| w != words);
    if !is_another || arrived.mailbox == Mailbox::Sent || is_from_owner(desk, mail) {
        return;
    }
    let name: String = words.to_string().chars().take(32).collect();
    let Some(message_id) = MessageId::new(&format!("{name}@another.invalid")) else {
        return;
    };
    if desk.book.seen.contains_key(&message_id) {
        return;
    }
    let arrived = Arrived {
        mail: Mail {
            message_id,
            ..mail.clone()
        },
        ..arrived.clone()
    };
    world(desk, &arrived);
}

fn is_from_owner(desk: &Desk<'_>, mail: &Mail) -> bool {
    mail.from
        .first()
        .and_then(|p| p.email.as_ref())
        .is_some_and(|a| desk.policy.is_owner(a))
}

/// The server renamed our reminder: answers will name it by the new id.
fn remember_alias(desk: &mut Desk<'_>, id: ReminderId, mail: &Mail) {
    if let Some(reminder) = desk.book.reminders.get(&id).map(|r| r.as_ref().clone()) {
        let mut aliases = reminder.aliases.clone();
        aliases.push(mail.message_id.clone());
        desk.put(Change::Reminder(Reminder {
            aliases,
            ..reminder
        }));
        see(desk, mail, Some(Class::Other), None, (None, None));
    }
}

fn see(
    desk: &mut Desk<'_>,
    mail: &Mail,
    class: Option<Class>,
    application: Option<ApplicationId>,
    (waits_until, waits_for): (Option<Time>, Option<ReminderId>),
) {
    let at = date_of(mail, desk.now());
    desk.put(Change::Seen(
        mail.message_id.clone(),
        Seen {
            digest: mail.digest,
            words: Some(words_of(mail)),
            class,
            application,
            at,
            waits_until,
            waits_for,
        },
    ));
}

fn tell(
    desk: &mut Desk<'_>,
    arrived: &Arrived,
    class: Class,
    confidence: f64,
    application: Option<ApplicationId>,
) {
    let note = Note::Message {
        at: desk.now(),
        message_id: arrived.mail.message_id.clone(),
        mailbox: arrived.mailbox.name(),
        class,
        confidence,
        application,
    };
    desk.note(note);
}

/// The world wrote.
fn world(desk: &mut Desk<'_>, arrived: &Arrived) {
    let recounted = counted_from_delivery(&arrived.mail, desk.now());
    let mail = recounted.as_ref().map_or(&arrived.mail, |(mail, _)| mail);
    if let Some(report) = &mail.report {
        return bounce(desk, arrived, report.original.clone(), report.failed);
    }
    let at = date_of(mail, desk.now());
    let mut reading = desk.reader.read(mail);
    reading.facts.odd_date = recounted.as_ref().map(|(_, bears)| *bears);
    let mut found = matching::decide(desk.book.states(), mail, &reading, at);
    let alike = matching::look_alike(desk.book.states(), mail, &reading, &found);
    if alike.is_some() && !reading.suspicions.contains(&Suspicion::LookAlikeDomain) {
        reading.suspicions.insert(0, Suspicion::LookAlikeDomain);
        found = matching::decide(desk.book.states(), mail, &reading, at);
    }
    reading.class = matching::class_in_context(&reading, &found);
    let known = match &found {
        Match::Existing { application, .. } => desk.book.state(*application),
        Match::New { .. } | Match::Ask { .. } | Match::None { .. } => None,
    };
    reading.confidence = matching::confidence_in_context(&reading, &found, known);
    let heard = heard(desk, mail, &reading);
    let verdict = match (verdict(desk, arrived, &reading, &found, &heard, at), alike) {
        (Some(_), Some((address, home))) => Some(Verdict::Propose(format!(
            "it comes from {address}, a domain that looks like {home} and is another one"
        ))),
        (verdict, _) => verdict,
    };
    let application = match &found {
        Match::Existing { application, .. } => Some(*application),
        Match::New { .. } => {
            (verdict == Some(Verdict::Apply)).then(|| answer::new_application(desk))
        }
        Match::Ask { .. } | Match::None { .. } => None,
    };
    see(desk, mail, Some(reading.class), application, (None, None));
    let (class, confidence) = (reading.class, reading.confidence);
    match (verdict, application) {
        (Some(Verdict::Apply), Some(id)) => {
            let kind = if class == Class::AutomaticReply {
                EventKind::Noted {
                    class,
                    why: "An automatic reply changes nothing.".to_owned(),
                }
            } else {
                EventKind::Heard(Box::new(heard))
            };
            // The line about the mail comes before what follows from it, and with the names that it brought.
            let notes = desk.step.notes.len();
            let lead = desk
                .book
                .state(id)
                .zip(kind.heard())
                .and_then(|(app, heard)| app.lead_begun_by(heard));
            desk.happen(id, at, Source::Mail(mail.message_id.clone()), kind);
            if let Some(lead) = lead {
                let next = answer::new_application(desk);
                desk.happen(next, at, Source::Mail(mail.message_id.clone()), lead);
            }
            let later = desk.step.notes.split_off(notes);
            tell(desk, arrived, class, confidence, application);
            desk.step.notes.extend(later);
        }
        (Some(Verdict::Propose(why)), _) => {
            tell(desk, arrived, class, confidence, application);
            propose(desk, &found, heard, grounds(&reading), at, why);
        }
        (Some(Verdict::Apply) | None, _) => tell(desk, arrived, class, confidence, application),
    }
}

/// Applied, proposed, or of no consequence (`None`).
fn verdict(
    desk: &Desk<'_>,
    arrived: &Arrived,
    reading: &Reading,
    found: &Match,
    heard: &Heard,
    at: Time,
) -> Option<Verdict> {
    let is_ours = matches!(found, Match::Existing { .. });
    if !reading.class.is_about_application() && !is_ours {
        return None;
    }
    if let (Match::None { .. }, true) = (
        found,
        reading.confidence < matching::verdict::threshold(reading.class),
    ) {
        return (!reading.may_discard && reading.confidence >= 0.5)
            .then(|| Verdict::Propose("it may be about an application of yours".to_owned()));
    }
    if arrived.mailbox == Mailbox::Junk && reading.class.is_about_application() {
        return Some(Verdict::Propose("it lies in your junk folder".to_owned()));
    }
    let conflict = match found {
        Match::Existing { application, .. } => conflict(desk, *application, heard, at)
            .or_else(|| far_off(desk, *application, heard, at)),
        Match::New { .. } | Match::Ask { .. } | Match::None { .. } => None,
    };
    let authentication = authentication_of(&arrived.mail);
    let stranger = match found {
        Match::Existing {
            application, by, ..
        } => desk
            .book
            .state(*application)
            .and_then(|app| matching::stranger(app, &arrived.mail, reading, *by, authentication)),
        Match::New { .. } | Match::Ask { .. } | Match::None { .. } => None,
    };
    Some(matching::verdict(
        reading,
        found,
        authentication,
        stranger.as_deref().or(conflict.as_deref()),
    ))
}

/// A calendar entry that moves an interview into the past, or further than anybody plans: more likely a slip of the hand than
/// an appointment, and the interview that stands would be lost by it.
fn far_off(desk: &Desk<'_>, application: ApplicationId, heard: &Heard, at: Time) -> Option<String> {
    const FAR: Duration = Duration::days(366);
    heard.facts.calendar.as_ref()?;
    let start = heard.facts.interview.as_ref()?.start?.to_utc();
    let app = desk.book.state(application)?;
    let stands = |i: &Interview| i.start.is_some_and(|s| s > at && s != start);
    if !app.interviews.iter().any(stands) {
        return None;
    }
    if start < at {
        Some("it would move an interview to a day that is over".to_owned())
    } else if start > at + FAR {
        Some("it would move an interview more than a year ahead".to_owned())
    } else {
        None
    }
}

/// The question that the fold would have to ask about this mail.
fn conflict(
    desk: &Desk<'_>,
    application: ApplicationId,
    heard: &Heard,
    at: Time,
) -> Option<String> {
    let record = desk.book.applications.get(&application)?;
    let id = desk.book.next_event();
    let newest = Event {
        id,
        application,
        at,
        recorded_at: desk.now(),
        source: Source::Mail(heard.message_id.clone()),
        kind: EventKind::Heard(Box::new(heard.clone())),
    };
    let effect = match with_newest(&record.state, &record.events, &newest) {
        Some((_, effect)) => Some(effect),
        None => {
            let mut events = record.events.clone();
            events.push(newest);
            let (_, effects) = history(application, &events);
            effects
                .into_iter()
                .find_map(|(event, effect)| (event == id).then_some(effect))
        }
    };
    match effect? {
        Effect::AskOwner(why) => Some(why),
        Effect::Advanced(_) | Effect::Unchanged(_) => None,
    }
}

/// A delivery report; the owner hears once of each letter that came back, however many reports are written about it.
fn bounce(desk: &mut Desk<'_>, arrived: &Arrived, original: Option<MessageId>, failed: bool) {
    let mail = &arrived.mail;
    let row = original.and_then(|id| {
        desk.book
            .outbox
            .values()
            .find(|r| r.kind == OutgoingKind::Letter && r.message_id == id)
            .cloned()
    });
    let application = row.as_ref().and_then(|r| r.application);
    see(desk, mail, Some(Class::Bounce), application, (None, None));
    tell(desk, arrived, Class::Bounce, 0.99, application);
    let (Some(row), true) = (row, failed) else {
        return;
    };
    if row.state == OutgoingState::Uncertain {
        // A report about it proves that it was accepted (SAFETY.md).
        super::deliver::report(desk, row.id, &Report::Found);
    }
    let current = desk.book.outbox.get(&row.id).map(|r| r.as_ref().clone());
    let Some(row) = current.filter(|r| r.words != answer::RETURNED) else {
        return;
    };
    desk.put(Change::Outgoing(Outgoing {
        words: answer::RETURNED.to_owned(),
        ..row.clone()
    }));
    if let Some(id) = row.application {
        let at = date_of(mail, desk.now());
        desk.happen(
            id,
            at,
            Source::Mail(mail.message_id.clone()),
            EventKind::Noted {
                class: Class::Bounce,
                why: "Your letter could not be delivered.".to_owned(),
            },
        );
    }
    answer::tell_bounce(desk, &row);
}

/// The mail as the application's history keeps it.
pub(super) fn heard(desk: &Desk<'_>, mail: &Mail, reading: &Reading) -> Heard {
    let from = mail.from.first().cloned().unwrap_or_default();
    let answer_to = mail
        .reply_to
        .first()
        .cloned()
        .unwrap_or_else(|| from.clone());
    let reply_to = answer_to
        .email
        .as_ref()
        .is_some_and(|a| !is_no_reply(a))
        .then_some(answer_to);
    let own = |p: &&Person| p.email.as_ref().is_some_and(|a| desk.policy.is_owner(a));
    let copied = mail
        .to
        .iter()
        .chain(mail.cc.iter())
        .filter(|p| !own(p))
        .cloned()
        .collect();
    let mut references = mail.references.clone();
    if references.is_empty() {
        references.clone_from(&mail.in_reply_to);
    }
    Heard {
        message_id: mail.message_id.clone(),
        class: reading.class,
        also: reading.also.clone(),
        confidence: reading.confidence,
        facts: reading.facts.clone(),
        by_person: is_by_person(mail),
        from,
        reply_to,
        subject: mail.subject.clone(),
        references,
        language: reading.language,
        suspicions: reading.suspicions.clone(),
        to: mail.to.iter().chain(mail.cc.iter()).find(own).cloned(),
        copied,
        familiar: crate::letter::is_familiar(&mail.body.newest, reading.language),
        authenticated: authentication_of(mail) == matching::Authentication::Pass,
    }
}
