//! Logs: to the journal with levels and fields, else to stderr. Ids only, never addresses, subjects, companies or text.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use heardback_core::book::{Book, Change, Note, OutgoingKind, OutgoingState};
use indicatif::ProgressBar;
use tracing::{debug, info, warn};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. `HEARDBACK_LOG` takes a filter (`debug`, `heardback=trace`).
pub fn start() {
    let filter =
        EnvFilter::try_from_env("HEARDBACK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    // Where stderr is the journal, speak its own protocol.
    let journal = is_journal()
        .then(|| tracing_journald::layer().ok())
        .flatten();
    match journal {
        Some(layer) => {
            let mappings = tracing_journald::PriorityMappings {
                info: tracing_journald::Priority::Informational,
                ..tracing_journald::PriorityMappings::new()
            };
            let layer = layer
                .with_field_prefix(Some("HB".to_owned()))
                .with_priority_mappings(mappings);
            let _ = registry.with(layer).try_init();
        }
        None => {
            let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            let layer = tracing_subscriber::fmt::layer()
                .with_ansi(!plain && std::io::stderr().is_terminal())
                .with_writer(|| BesideBar)
                .with_target(false);
            let _ = registry.with(layer).try_init();
            *bar() = Some(crate::cli::progress_bar());
        }
    }
}

/// What long work shows beneath the lines of the log, where a person looks at them.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn bar() -> MutexGuard<'static, Option<ProgressBar>> {
    BAR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many of so many messages are read.
pub fn progress(read: usize, total: usize) {
    if let Some(bar) = bar().as_ref() {
        bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(read).unwrap_or(u64::MAX));
    }
}

/// All are.
pub fn progress_ends() {
    if let Some(bar) = bar().take() {
        bar.finish_and_clear();
    }
}

/// Standard error; a bar steps aside for each line.
struct BesideBar;

impl Write for BesideBar {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match bar().as_ref() {
            Some(bar) => bar.suspend(|| std::io::stderr().write(bytes)),
            None => std::io::stderr().write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

/// Whether the service manager has connected stderr to the journal (systemd.exec(5), `JOURNAL_STREAM`).
#[must_use]
pub fn is_journal() -> bool {
    std::env::var_os("JOURNAL_STREAM").is_some()
}

/// What becomes of letters in these changes, told before the book has them: approved, stopped.
pub fn tell_letters(before: &Book, changes: &[Change]) {
    for change in changes {
        let Change::Outgoing(row) = change else {
            continue;
        };
        let was = before.outbox.get(&row.id).map(|row| row.state);
        if row.kind != OutgoingKind::Letter || was == Some(row.state) {
            continue;
        }
        let (outbox, application) = (row.id, row.application.unwrap_or_default());
        if row.state == OutgoingState::Queued && matches!(was, None | Some(OutgoingState::Held)) {
            let at = row.not_before.format("%H:%M");
            info!(application = %application, outbox = %outbox, "Letter {outbox} for application {application} is approved, and may leave from {at} UTC");
        } else if row.state == OutgoingState::Cancelled {
            info!(application = %application, outbox = %outbox, "Letter {outbox} for application {application} is stopped before it left");
        }
    }
}

/// One line a note.
pub fn tell(note: &Note, book: &Book) {
    match note {
        Note::Message {
            class,
            application: Some(id),
            mailbox,
            ..
        } => {
            info!(application = %id, class = %class, "A mail in {mailbox} was read as {class} for application {id}");
        }
        Note::Message {
            class,
            application: None,
            mailbox,
            ..
        } => debug!(class = %class, "A mail in {mailbox} was read as {class}"),
        Note::Transition {
            application, to, ..
        } => {
            info!(application = %application, status = %to, "Application {application} is now {to}")
        }
        Note::Reminder { reminder, .. } => {
            let Some(row) = book.reminders.get(reminder) else {
                return;
            };
            info!(reminder = %reminder, action = %row.action, rule = %row.rule, "Reminder {reminder} goes out: {} ({})", row.action, row.rule);
        }
        Note::Sent { outgoing, .. } => {
            let Some(row) = book.outbox.get(outgoing) else {
                return;
            };
            let application = row.application.unwrap_or_default();
            info!(application = %application, outbox = %outgoing, "Letter {outgoing} was sent for application {application}");
        }
        Note::Held {
            application,
            action,
            rule,
            ..
        } => {
            let application = application.unwrap_or_default();
            warn!(application = %application, action = %action, rule = %rule, "A letter ({action}) for application {application} is held back by {rule}");
        }
        Note::Answer { .. } => debug!("A command of the owner's is answered"),
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::{Arc, Mutex};

    use chrono::DateTime;
    use heardback_core::application::Status;
    use heardback_core::approval::Mailbox;
    use heardback_core::book::Change;
    use heardback_core::id::{ApplicationId, MessageId, Sha256};
    use heardback_core::moment::{Moment, Time};
    use heardback_core::reading::Class;
    use heardback_core::rule::{Action, Rule};
    use heardback_core::step::{Arrived, Input, handle};

    use super::*;
    use crate::config::Config;
    use crate::imap;

    /// Words that must not stand in a log: the owner's, an employer's, a server's.
    const CANARIES: &[&str] = &[
        "Okafor",
        "sam.",
        "mailbox.example",
        "Juniper",
        "Dana",
        "juniperfreight",
        "Analyst",
        "Schubert",
        "Analytics",
    ];

    const INVITATION: &str = "Message-ID: <one@juniperfreight.example>\r\nDate: Mon, 2 Mar 2026 09:41:00 -0500\r\n\
        From: Dana Reyes <dana.reyes@juniperfreight.example>\r\nTo: sam.okafor@mailbox.example\r\n\
        Subject: Interview for Data Analyst at Juniper Freight\r\n\r\n\
        Hi Sam,\r\n\r\nthank you for applying for the Data Analyst role at Juniper Freight. We would like to invite you to an \
        interview on Tuesday, 10 March 2026 at 2:00 pm EST with Priya Schubert, our Head of Analytics. Please let me \
        know whether that suits you.\r\n\r\nBest regards,\r\nDana Reyes\r\n";

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What `act` logs at INFO and above.
    fn logged(act: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, act);
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn check(log: &str) {
        for canary in CANARIES {
            assert!(
                !log.contains(canary),
                "“{canary}” stands in the log:\n{log}"
            );
        }
    }

    fn time(text: &str) -> Time {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn the_log_names_no_person_company_address_or_text() {
        let config = "[owner]\nname = \"Sam Okafor\"\naddress = \"sam.okafor@mailbox.example\"\nzone = \"America/New_York\"\n";
        let policy = Config::parse(config, Path::new("/"), Path::new("/"))
            .unwrap()
            .policy(true);
        let reader = crate::wording::reader(&policy).0;
        let mut book = Book::default();
        let arrived = Arrived {
            mail: heardback_core::mail::parse(INVITATION.as_bytes()),
            mailbox: Mailbox::Inbox,
            is_draft: false,
        };
        let inputs = [Input::ScanDone, Input::Mail(Box::new(arrived)), Input::Tick];
        let log = logged(|| {
            for (hour, input) in (10..).zip(inputs) {
                let moment = Moment {
                    now: time(&format!("2026-03-02T{hour}:00:00-05:00")),
                    nonce: Sha256::of(&[hour]).0,
                };
                let step = handle(&book, &policy, &reader, input, moment);
                step.changes
                    .iter()
                    .for_each(|change: &Change| book.apply(change));
                step.notes.iter().for_each(|note| tell(note, &book));
            }
        });
        assert!(
            log.contains("Reminder 1 goes out"),
            "a reminder was written:\n{log}"
        );
        check(&log);
    }

    #[test]
    fn a_notes_words_stay_out_of_the_log() {
        let at = time("2026-03-02T10:00:00-05:00");
        let words = || "Dana Reyes of Juniper Freight, dana@juniperfreight.example".to_owned();
        let application = ApplicationId(7);
        let log = logged(|| {
            for note in [
                Note::Message {
                    at,
                    message_id: MessageId::new("one@juniperfreight.example").unwrap(),
                    mailbox: "INBOX",
                    class: Class::Rejection,
                    confidence: 0.99,
                    application: Some(application),
                },
                Note::Transition {
                    at,
                    application,
                    from: None,
                    to: Status::Rejected,
                    because: words(),
                },
                Note::Held {
                    at,
                    application: Some(application),
                    action: Action::FollowUp,
                    rule: Rule::F3,
                    why: words(),
                },
                Note::Answer { at, text: words() },
            ] {
                tell(&note, &Book::default());
            }
        });
        assert_eq!(log.matches("pplication 7").count(), 3, "{log}");
        check(&log);
    }

    #[test]
    fn what_a_server_says_stays_out_of_the_log() {
        let words = "no such user sam.okafor@mailbox.example".to_owned();
        let user = "sam.okafor@mailbox.example".to_owned();
        for error in [
            imap::Error::Auth {
                user,
                words: words.clone(),
            },
            imap::Error::NoSecret { why: words.clone() },
            imap::Error::Busy {
                words: words.clone(),
            },
            imap::Error::Refused {
                during: "APPEND",
                code: None,
                words,
            },
        ] {
            check(&error.for_log());
        }
    }
}
