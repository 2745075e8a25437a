//! What takes long and is done beside the loop: handing over a letter, looking for one, filing its copy, parsing.

use std::sync::Arc;
use std::time::Duration;

use heardback_core::book::{OutgoingKind, OutgoingState, SentCopy};
use heardback_core::id::OutboxId;
use heardback_core::mail::{self, Mail};
use heardback_core::outbox::Report;
use tracing::{info, warn};

use super::Daemon;
use crate::imap::{Lookup, MailboxRole, Watch};
use crate::smtp::{self, Envelope};

/// What an errand came to.
#[derive(Debug)]
pub(super) enum Outcome {
    Report(Report),
    CopyFiled,
    /// The watch was replaced meanwhile (a reload): to be looked for by the new one.
    LookAgain,
    /// Why, in a sentence that is fit for the log.
    CopyFailed(String),
}

/// A mail is parsed within a second, on a stack that deep nesting does not overflow (SAFETY.md, hostile mail). A machine that is
/// busy gets a second chance: what goes into quarantine is not read again.
const BUDGETS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];
/// How long to wait for a thread where the system gives none.
const THREAD_PAUSE: Duration = Duration::from_secs(2);

/// How long to wait where the mailbox could not be looked at: not to have looked is not to have found nothing. After an hour
/// the owner is asked all the same.
const LOOK_AGAIN: [Duration; 5] = [
    Duration::from_secs(15),
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(900),
    Duration::from_secs(2_400),
];

/// `None` where the budget is over.
pub(super) async fn parse_bounded(bytes: Vec<u8>) -> Option<Mail> {
    let bytes: Arc<[u8]> = bytes.into();
    for budget in BUDGETS {
        let mut parsing = parse_aside(&bytes);
        for _ in 0..5 {
            if parsing.is_ok() {
                break;
            }
            tokio::time::sleep(THREAD_PAUSE).await;
            parsing = parse_aside(&bytes);
        }
        let parsed = parsing.ok()?;
        // The budget is of the world's time, also where a test's own time has stopped; hence a thread that waits.
        let mail = tokio::task::spawn_blocking(move || parsed.recv_timeout(budget).ok()).await;
        if let Ok(Some(mail)) = mail {
            return Some(mail);
        }
    }
    None
}

fn parse_aside(bytes: &Arc<[u8]>) -> std::io::Result<std::sync::mpsc::Receiver<Mail>> {
    let (done, parsed) = std::sync::mpsc::channel();
    let bytes = bytes.clone();
    std::thread::Builder::new()
        .name("parse".to_owned())
        .stack_size(mail::STACK)
        .spawn(move || {
            let _ = done.send(mail::parse(&bytes));
        })?;
    Ok(parsed)
}

impl Daemon {
    /// Hands a row that is `sending` to the server.
    pub(super) fn hand_over(&self, id: OutboxId) {
        let Some(row) = self.book.outbox.get(&id).cloned() else {
            return;
        };
        let (account, reports) = (self.smtp.clone(), self.reports.clone());
        tokio::spawn(async move {
            let envelope = Envelope {
                from: row.from.to_string(),
                to: vec![row.to.to_string()],
            };
            let outcome = smtp::deliver(&account, &envelope, row.mime.as_bytes()).await;
            let report = match outcome {
                smtp::Outcome::Accepted { words } => Report::Accepted { words },
                smtp::Outcome::Refused { code, words } => Report::Refused {
                    words: format!("{code} {words}"),
                },
                smtp::Outcome::Deferred { code, words } => Report::Deferred {
                    words: format!("{code} {words}"),
                },
                smtp::Outcome::Uncertain { why } => Report::Uncertain { why },
                smtp::Outcome::NotSent { kind, why } => {
                    warn!(outbox.id = %id, kind = ?kind, "Letter {id} could not be handed over: {}", kind.for_log());
                    Report::NotSent { why }
                }
            };
            let _ = reports.send((id, Outcome::Report(report))).await;
        });
    }

    /// Looks for an uncertain row where such mail is found. Absence proves nothing for a letter: the owner is asked then.
    pub(super) fn look_for(&self, id: OutboxId) {
        let Some(row) = self.book.outbox.get(&id).cloned() else {
            return;
        };
        let (watch, reports) = (Arc::downgrade(&self.watch), self.reports.clone());
        let control = self
            .book
            .outbox
            .values()
            .rev()
            .find(|r| r.kind == OutgoingKind::Letter && r.sent_copy == SentCopy::Filed)
            .map(|r| r.message_id.to_string());
        tokio::spawn(async move {
            let role = match row.kind {
                OutgoingKind::Notice => MailboxRole::Inbox,
                OutgoingKind::Letter => MailboxRole::Sent,
            };
            let mut report = Report::NotLooked;
            for pause in LOOK_AGAIN {
                // A watch that was replaced must not live on in a pause.
                let Some(watch) = watch.upgrade() else {
                    let _ = reports.send((id, Outcome::LookAgain)).await;
                    return;
                };
                let found = watch
                    .find_message_id(role, row.message_id.as_str(), control.as_deref())
                    .await;
                match found {
                    Ok(lookup) => {
                        report = proven(row.kind, &lookup);
                        break;
                    }
                    Err(error) => {
                        warn!(outbox.id = %id, "Could not look for letter {id}: {}", error.for_log());
                    }
                }
                drop(watch);
                tokio::time::sleep(pause).await;
            }
            let _ = reports.send((id, Outcome::Report(report))).await;
        });
    }

    /// An answer lies in the inbox: its copy in Sent is there, or will be in a moment. Mail programs file it before or after they send.
    pub(super) fn look_for_twin(&self) {
        let watch = Arc::downgrade(&self.watch);
        tokio::spawn(async move {
            for seconds in [0, 1, 2, 4, 8] {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                let Some(watch) = watch.upgrade() else { return };
                watch.look_at_others();
            }
        });
    }

    /// Files the copies in Sent that are wanted; searched for first, so that there is one.
    /// No row has two such errands at once: both would find nothing, and both would file.
    pub(super) fn finish_copies(&mut self) {
        let wanted = self
            .book
            .outbox
            .values()
            .filter(|r| r.state == OutgoingState::Sent && r.sent_copy == SentCopy::Wanted);
        for row in wanted {
            if !self.copying.insert(row.id) {
                continue;
            }
            let (watch, reports, row) = (self.watch.clone(), self.reports.clone(), row.clone());
            let server_files = self.account.server_files_sent;
            tokio::spawn(async move {
                let outcome = file_copy(
                    &watch,
                    row.message_id.as_str(),
                    row.mime.as_bytes(),
                    server_files,
                )
                .await;
                let _ = reports.send((row.id, outcome)).await;
            });
        }
    }
}

/// A search that does not find an earlier letter either has proven nothing.
fn proven(kind: OutgoingKind, lookup: &Lookup) -> Report {
    match (lookup.copies, kind, lookup.control_found) {
        (1.., _, _) => Report::Found,
        (0, OutgoingKind::Notice, _) | (0, OutgoingKind::Letter, Some(true)) => Report::NotFound,
        (0, OutgoingKind::Letter, Some(false) | None) => Report::NotLooked,
    }
}

async fn file_copy(
    watch: &Arc<Watch>,
    message_id: &str,
    mime: &[u8],
    server_files: bool,
) -> Outcome {
    let found = match watch
        .find_message_id(MailboxRole::Sent, message_id, None)
        .await
    {
        Ok(lookup) => lookup.copies > 0,
        Err(error) => return Outcome::CopyFailed(error.for_log()),
    };
    if found || server_files {
        return Outcome::CopyFiled;
    }
    match watch.append_sent(mime.to_vec()).await {
        Ok(_) => {
            info!("A copy is filed in Sent");
            Outcome::CopyFiled
        }
        Err(error) => Outcome::CopyFailed(error.for_log()),
    }
}
