//! The owner's own mail in Sent: to which application it belongs.

use super::letters::{letter_kind, reads_like_application};
use super::{Link, Match, ask, existing, none, shared};
use crate::application::{Application, Interview};
use crate::event::LetterKind;
use crate::id::Address;
use crate::mail::Mail;
use crate::moment::Time;

/// Decides for a letter of the owner's: by thread, by recipient, by the recipient's domain. It opens an application
/// where it reads like one, or answers a recruiter's approach (`answers_outreach`).
pub fn decide_own<'a>(
    applications: impl IntoIterator<Item = &'a Application>,
    mail: &Mail,
    answers_outreach: bool,
) -> Match {
    let applications: Vec<&Application> = applications.into_iter().collect();
    let recipients: Vec<&Address> = mail
        .to
        .iter()
        .chain(&mail.cc)
        .filter_map(|p| p.email.as_ref())
        .collect();
    let takes_part = |a: &Application| {
        recipients
            .iter()
            .any(|r| a.people.iter().any(|c| c.email.as_ref() == Some(*r)))
    };
    let at_home = |a: &Application| {
        recipients
            .iter()
            .any(|r| shared::own_domain(r).is_some_and(|d| a.domains.contains(&d)))
    };
    let in_thread = |a: &Application| {
        mail.in_reply_to
            .iter()
            .chain(&mail.references)
            .any(|id| a.threads.contains(id))
            && (takes_part(a) || at_home(a))
    };
    for link in [Link::Thread, Link::Person, Link::Domain] {
        let belongs = |a: &Application| match link {
            Link::Thread => in_thread(a),
            Link::Person => takes_part(a),
            Link::Calendar
            | Link::Relay
            | Link::Requisition
            | Link::Domain
            | Link::Company
            | Link::Agency => at_home(a),
        };
        let found: Vec<&Application> = applications
            .iter()
            .copied()
            .filter(|a| belongs(a))
            .collect();
        let live: Vec<&Application> = found.iter().copied().filter(|a| !a.is_closed()).collect();
        match (found.as_slice(), live.as_slice()) {
            ([], _) => {}
            ([only], _) | (_, [only]) => return existing(only, link),
            (_, []) => {
                let last = found.iter().max_by_key(|a| (a.ended_at(), a.id));
                return last.map_or_else(|| none(String::new()), |a| existing(a, link));
            }
            (_, several) => {
                return meant(several, mail, &recipients).map_or_else(
                    || ask(several, "its recipient takes part in several applications"),
                    |a| existing(a, link),
                );
            }
        }
    }
    if answers_outreach {
        return Match::New {
            why: "you answered a recruiter's approach".to_owned(),
        };
    }
    if reads_like_application(mail) {
        return Match::New {
            why: "you applied by mail".to_owned(),
        };
    }
    none("it goes to nobody of an application".to_owned())
}

/// Whether a text has these words in it, whole: "Data Analysts" does not name the role "Data Analyst", nor "QA" any.
fn names(text: &str, role: &str) -> bool {
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let letters = role.chars().filter(|c| c.is_alphanumeric()).count();
    letters >= 3
        && text.match_indices(role).any(|(at, found)| {
            let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
            let after = rest.get(found.len()..).unwrap_or_default();
            is_apart(before.chars().next_back()) && is_apart(after.chars().next())
        })
}

/// Of several, the one whose role the letter names; else the one that its recipient wrote for last.
fn meant<'a>(
    several: &[&'a Application],
    mail: &Mail,
    recipients: &[&Address],
) -> Option<&'a Application> {
    let text = format!("{} {}", mail.subject, mail.body.newest).to_lowercase();
    let mut named = several.iter().filter(|a| {
        a.role
            .as_deref()
            .is_some_and(|role| names(&text, &role.to_lowercase()))
    });
    if let (Some(only), None) = (named.next(), named.next()) {
        return Some(only);
    }
    let is_recipient = |e: Option<&Address>| e.is_some_and(|e| recipients.contains(&e));
    let last_word = |a: &Application| {
        a.words
            .iter()
            .filter(|w| is_recipient(w.from.email.as_ref()))
            .map(|w| w.at)
            .max()
    };
    // Interviewers seldom write: then the one for which its recipient was met last.
    let before = |start: &Time| mail.date.is_none_or(|date| *start <= date);
    let met = |a: &Application| {
        a.interviews
            .iter()
            .filter(|i| i.people.iter().any(|p| is_recipient(p.email.as_ref())))
            .filter_map(|i| i.start)
            .filter(before)
            .max()
    };
    // Thanks go to whom the owner has met, whoever wrote since for another role; where an interviewer has no known
    // address, to who arranged it (T2).
    let just_met = |a: &Application| {
        let arranged = |i: &&Interview| {
            let by = i.invited_by.as_ref().and_then(|p| p.email.as_ref());
            let reaches_all = !i.people.is_empty() && i.people.iter().all(|p| p.email.is_some());
            is_recipient(by) && !reaches_all
        };
        let arranged = a.interviews.iter().filter(arranged);
        let talked = met(a).max(arranged.filter_map(|i| i.start).filter(before).max())?;
        let at = mail.date.map_or(talked, |date| date.to_utc());
        (letter_kind(mail, a, at) == LetterKind::ThankYou).then_some(talked)
    };
    // Whichever it is, it was written to that employer (W4): better the likeliest than none.
    let last = |a: &Application| a.words.iter().map(|w| w.at).max();
    several
        .iter()
        .copied()
        .max_by_key(|a| (just_met(a), last_word(a).max(met(a)), last(a), a.id))
}
