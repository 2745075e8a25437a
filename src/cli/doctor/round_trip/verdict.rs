//! What the owner's answer proves, by the very code that judges answers to reminders.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use heardback_core::approval::{Mailbox, Verdict, judge};
use heardback_core::book::{Book, Reminder, TaskKey};
use heardback_core::id::{ReminderId, Sha256};
use heardback_core::mail::Mail;
use heardback_core::rule::{Action, Rule};

use super::Trip;
use super::mails::Test;
use crate::cli::finding::Finding;
use crate::config::Config;
use crate::imap::MailboxRole;

/// What has been seen of the answer.
#[derive(Debug, Default)]
pub struct Proven {
    pub answered: bool,
    /// In Sent, and whether it counts there; else why not.
    sent: Option<Result<(), String>>,
    /// Where mail comes in, and whether the server's word counts; else why not.
    inbox: Option<Result<(), String>>,
    /// The answer does not name the mail it answers.
    without_thread: bool,
}

impl Proven {
    /// Nothing more can come.
    pub fn is_whole(&self) -> bool {
        self.sent.is_some() && self.inbox.is_some()
    }

    /// Judges the answer as the daemon would.
    pub fn judge(
        &mut self,
        trip: &Trip<'_>,
        test: &Test,
        role: MailboxRole,
        mail: &Mail,
        vouches: Option<&str>,
    ) {
        self.answered = true;
        let mut policy = trip.config.policy(true);
        policy.approval.local_only = false;
        let mailbox = if role == MailboxRole::Sent {
            policy.approval.authserv_id = None;
            Mailbox::Sent
        } else {
            policy.approval.authserv_id = vouches.map(str::to_owned);
            Mailbox::Inbox
        };
        let (book, now) = (book(trip, test), trip.clock.now());
        let judged = match judge(&book, &policy, mail, mailbox, false, true, now) {
            Verdict::Command { .. } | Verdict::Unclear { .. } => Ok(()),
            Verdict::Refused { why, .. } => Err(why),
            Verdict::Ignored(why) => Err(format!("It counts as {why}.")),
            Verdict::Waits { .. } => Err("Nothing proves it.".to_owned()),
            Verdict::NotAnAnswer => {
                self.without_thread = true;
                Err("It does not name the mail that it answers.".to_owned())
            }
        };
        let known = match mailbox {
            Mailbox::Sent => &mut self.sent,
            Mailbox::Inbox | Mailbox::Junk | Mailbox::Other => &mut self.inbox,
        };
        if !matches!(known, Some(Ok(()))) {
            *known = Some(judged);
        }
    }
}

/// A book in which the test mail is a reminder.
fn book(trip: &Trip<'_>, test: &Test) -> Book {
    let now = trip.clock.now();
    let id = ReminderId(1);
    let reminder = Reminder {
        id,
        application: None,
        task: TaskKey("doctor".to_owned()),
        action: Action::Question,
        rule: Rule::Safety,
        code_hash: Sha256::of(test.code.as_bytes()),
        tag: "none".to_owned(),
        aliases: test.renamed.iter().cloned().collect(),
        shows: Vec::new(),
        spent: BTreeSet::new(),
        proposal: None,
        at: now,
        expires_at: now + chrono::Duration::days(1),
        revoked: None,
        subject: test.subject.clone(),
        is_answer: false,
    };
    Book {
        reminders: Arc::new(BTreeMap::from([(id, Arc::new(reminder))])),
        ..Book::default()
    }
}

/// What the stamps on two mails come to.
pub fn stamps(id: &str, vouches: bool, strips: bool, set: Option<&str>) -> Finding {
    let is_set = set.is_some();
    match (strips, vouches) {
        (false, _) if is_set => Finding::failure(
            "stamps",
            format!("{id} stamps mail, but lets a forged stamp of its own name through"),
            "Take approval.authserv_id out at once: anybody could approve in your name.",
        ),
        (false, _) => Finding::warning(
            "stamps",
            format!("{id} stamps mail, but lets a forged stamp of its own name through"),
            "Leave approval.authserv_id out.",
        ),
        (true, false) => Finding::note(
            "stamps",
            format!(
                "{id} stamps mail and takes forged stamps out, but does not vouch for your own domain"
            ),
            "Leave approval.authserv_id out: it would prove nothing.",
        ),
        (true, true) if set.is_some_and(|own| own.eq_ignore_ascii_case(id)) => Finding::good(
            "stamps",
            format!("{id} vouches for your mail and takes forged stamps out (B2 is set)"),
        ),
        (true, true) => Finding::note(
            "stamps",
            format!("{id} vouches for your mail and takes forged stamps out (B2 can be had)"),
            &format!("approval.authserv_id = \"{id}\" lets answers count that are not in Sent."),
        ),
    }
}

/// Which proofs this mailbox gives, and what to set.
pub fn findings(config: &Config, proven: &Proven, vouches: Option<&str>) -> Vec<Finding> {
    let local = Finding::good("B3", "heardback approve on this machine always counts");
    if !proven.answered {
        return vec![
            Finding::warning(
                "answer",
                "no answer came in time",
                "Run it again with --wait 10m, and answer the newest test mail.",
            ),
            local,
        ];
    }
    let mut findings = vec![match &proven.sent {
        Some(Ok(())) => Finding::good("B1", "your answer stands in Sent, and counts"),
        Some(Err(why)) => Finding::warning(
            "B1",
            format!("your answer stands in Sent, and does not count: {why}"),
            "Another mail program of yours may do better; heardback approve always works.",
        ),
        None => Finding::warning(
            "B1",
            "your answer is not in Sent",
            "Let your mail program keep copies of what you send in the server's Sent folder.",
        ),
    }];
    let set = config.approval.authserv_id.as_deref();
    findings.push(match (&proven.inbox, vouches) {
        (Some(Ok(())), Some(id)) if set.is_some_and(|own| own.eq_ignore_ascii_case(id)) => {
            Finding::good("B2", format!("{id} vouches for your answer"))
        }
        (Some(Ok(())), Some(id)) => Finding::note(
            "B2",
            format!("{id} would vouch for your answer"),
            &format!("approval.authserv_id = \"{id}\""),
        ),
        (Some(Err(why)), Some(_)) => Finding::note("B2", why.clone(), ""),
        (_, _) => Finding::note(
            "B2",
            "not given by this server",
            "Nothing to do where B1 is given.",
        ),
    });
    findings.push(local);
    if proven.without_thread {
        findings.push(Finding::note(
            "answer",
            "your mail program does not say what an answer answers (In-Reply-To)",
            "Answers are then known by the short tag in the subject: leave it there.",
        ));
    }
    if config.approval.local_only {
        findings.push(Finding::note(
            "approval",
            "by = \"local\" is set: answers by mail are not taken",
            "by = \"reply\"",
        ));
    } else if !matches!(proven.sent, Some(Ok(()))) && !matches!(proven.inbox, Some(Ok(()))) {
        findings.push(Finding::failure(
            "approval",
            "an answer from this mail program cannot be proven to be yours",
            "Set approval.by = \"local\" and use heardback approve, or answer with another mail program.",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::finding::State;

    #[test]
    fn a_server_that_lets_forged_stamps_through_is_never_proposed() {
        for (vouches, strips, set, state, word) in [
            (true, true, None, State::Note, "authserv_id = \"mx\""),
            (true, true, Some("MX"), State::Good, ""),
            (true, false, None, State::Warning, "Leave"),
            (true, false, Some("mx"), State::Bad, "out at once"),
            (false, true, None, State::Note, "prove nothing"),
        ] {
            let finding = stamps("mx", vouches, strips, set);
            assert_eq!(finding.state, state, "{finding:?}");
            let advice = finding.advice.unwrap_or_default();
            assert!(advice.contains(word), "{advice}");
        }
    }
}
