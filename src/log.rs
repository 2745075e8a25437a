//! Logs: to the journal with levels and fields, else to stderr. Ids only, never addresses, subjects, companies or text.

use std::io::IsTerminal;

use heardback_core::book::{Book, Note};
use tracing::{debug, info, warn};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. `HEARDBACK_LOG` takes a filter (`debug`, `heardback=trace`).
pub fn start() {
    let filter =
        EnvFilter::try_from_env("HEARDBACK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    // Under the service manager stderr is the journal; then speak its own protocol.
    let journal = std::env::var_os("JOURNAL_STREAM").and_then(|_| tracing_journald::layer().ok());
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
                .with_writer(std::io::stderr)
                .with_target(false);
            let _ = registry.with(layer).try_init();
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
