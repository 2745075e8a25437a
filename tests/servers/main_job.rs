//! The main job, with the real program as a process, real servers, and real mail programs that answer.

mod kills;
mod program;
mod stops;

use std::time::{Duration, Instant};

use heardback_core::mail::{Mail, parse};

pub use self::program::configuration;

use self::program::Program;
use crate::host::{FERNHILL, Host, OWNER, QUARRY};

#[test]
fn an_invitation_becomes_one_acceptance() {
    let mut waits = Vec::new();
    for answering in [
        "mutt",
        "neomutt",
        "s-nail",
        "thunderbird",
        "thunderbird plain",
    ] {
        let host = Host::start();
        let program = Program::start(&host);
        let invitation = Invitation::by(1);
        let handed_over = now();
        invitation.send(&host);
        host.wait_for_mails(OWNER, "", 1);
        let delivered = now();
        let reminder = reminder(&host, &invitation);
        let (since_delivery, in_all) = (delivered.elapsed(), handed_over.elapsed());
        eprintln!(
            "{answering}: reminder {since_delivery:?} after delivery, {in_all:?} after the mail was handed over"
        );
        waits.push(since_delivery);
        assert!(
            reminder
                .body
                .whole
                .contains("Draft, to Hana Reed <hr@fernhill.test>"),
            "{}",
            reminder.body.whole
        );

        let answered = now();
        host.reply_with(answering, OWNER, "send", &tag(&reminder));
        let acceptance = acceptance(&host, &invitation);
        eprintln!(
            "{answering}: acceptance {:?} after the answer was begun",
            answered.elapsed()
        );
        assert_eq!(
            acceptance
                .in_reply_to
                .iter()
                .map(|id| id.as_str())
                .collect::<Vec<_>>(),
            [invitation.id]
        );
        filed_once(&host, &acceptance);

        program.terminate();
        let program = Program::start(&host);
        settle(&host, 2);
        all_once(&host, &[acceptance]);
        program.terminate();
    }
    // Nothing but IDLE brings it before the poll, which is an hour. A busy machine may be slow once, not always.
    let quickest = waits.iter().min().copied().unwrap_or_default();
    assert!(quickest < Duration::from_secs(2), "{waits:?}");
}

/// Another employer invites, and the reminder comes: what came before is then done.
fn settle(host: &Host, number: usize) {
    let next = Invitation::by(number);
    next.send(host);
    reminder(host, &next);
}

/// The employer has these letters and no other, and each stands in Sent once.
fn all_once(host: &Host, letters: &[Mail]) {
    let received = mails(host, FERNHILL, "");
    assert_eq!(received.len(), letters.len(), "{received:#?}");
    for letter in letters {
        filed_once(host, letter);
    }
}

pub fn filed_once(host: &Host, letter: &Mail) {
    let copies = || {
        mails(host, OWNER, "Sent")
            .into_iter()
            .filter(|m| m.message_id == letter.message_id)
            .count()
    };
    host.wait_until("a copy of the letter in Sent", || {
        (copies() > 0).then_some(())
    });
    assert_eq!(copies(), 1);
}

/// The reminder of an invitation: the one that answers its sender.
pub fn reminder(host: &Host, invitation: &Invitation) -> Mail {
    host.wait_until("the reminder", || {
        let subject = format!("Re: {}", invitation.subject());
        let is_it = |mail: &Mail| {
            mail.subject.contains("[hb-")
                && mail.body.whole.contains(&subject)
                && mail.body.whole.contains("wants an answer")
        };
        mails(host, OWNER, "").into_iter().find(is_it)
    })
}

/// The letter that answers an invitation.
pub fn acceptance(host: &Host, invitation: &Invitation) -> Mail {
    host.wait_until("the acceptance", || {
        let is_it = |mail: &Mail| {
            mail.in_reply_to
                .iter()
                .any(|id| id.as_str() == invitation.id)
        };
        mails(host, FERNHILL, "").into_iter().find(is_it)
    })
}

pub fn mails(host: &Host, user: &str, mailbox: &str) -> Vec<Mail> {
    host.mails(user, mailbox)
        .iter()
        .map(|text| parse(text.as_bytes()))
        .collect()
}

/// "hb-k7qd": names the reminder in its subject.
pub fn tag(reminder: &Mail) -> String {
    let (_, tag) = reminder.subject.rsplit_once('[').unwrap();
    tag.trim_end_matches(']').to_owned()
}

/// An employer: company, the person who writes, her address, the role.
type Employer = (&'static str, &'static str, &'static str, &'static str);

const EMPLOYERS: [Employer; 3] = [
    ("Fernhill", "Hana Reed", FERNHILL, "Data Analyst"),
    ("Quarry Tools", "Theo Marsh", QUARRY, "Office Manager"),
    ("Larkspur", "Mia Lund", "mia@larkspur.test", "Web Developer"),
];

/// An invitation to an interview, some days from now.
pub struct Invitation {
    employer: Employer,
    day: chrono::NaiveDate,
    id: String,
}

impl Invitation {
    /// By the first, second or third employer.
    pub fn by(number: usize) -> Invitation {
        let day = today() + chrono::Duration::days(6 + i64::try_from(number).unwrap());
        Invitation {
            employer: EMPLOYERS[number - 1],
            day,
            id: format!("invitation-{number}@mail.test"),
        }
    }

    /// Hands it to the owner's server.
    pub fn send(&self, host: &Host) {
        host.send(FERNHILL, OWNER, &self.mail());
    }

    fn subject(&self) -> String {
        let (company, _, _, role) = self.employer;
        format!("Interview for the {role} position at {company}")
    }

    fn mail(&self) -> String {
        let (company, person, address, role) = self.employer;
        let (day, subject) = (self.day.format("%A, %-d %B %Y"), self.subject());
        let (_, domain) = address.split_once('@').unwrap();
        format!(
            "From: {person} <{address}>\r\nTo: Alex Owner <owner@home.test>\r\nSubject: {subject}\r\nDate: {}\r\n\
             Message-ID: <{}>\r\n\r\nDear Alex,\r\n\r\nThank you for your patience. We enjoyed reading your application for the {role}\r\n\
             position and would like to invite you to an interview.\r\n\r\nWhen: {day}, 14:00 to 15:00 (London time)\r\n\
             Where: our office, 12 Wharf Road, Bristol\r\n\r\nYou will meet Priya Nair, Head of Data (priya.nair@{domain}), and Tom Becker,\r\n\
             Lead Analyst (tom.becker@{domain}).\r\n\r\nPlease let me know whether this time suits you.\r\n\r\n\
             Kind regards,\r\n{person}\r\nTalent Acquisition, {company}\r\n",
            date(),
            self.id
        )
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "mail of today is written, and waiting is measured"
)]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "mail of today is written")]
fn today() -> chrono::NaiveDate {
    chrono::Utc::now().date_naive()
}

#[expect(clippy::disallowed_methods, reason = "mail of today is written")]
fn date() -> String {
    chrono::Utc::now().to_rfc2822()
}
