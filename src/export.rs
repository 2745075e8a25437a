//! The search for other programs: JSON (docs/export.md), CSV (RFC 4180) and iCalendar (RFC 5545).

mod csv;
mod ical;
mod json;

use heardback_core::book::Book;
use heardback_core::moment::Time;
use heardback_core::policy::Policy;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Everything that is known, in the form that docs/export.md describes
    Json,
    /// A line an application, for a spreadsheet
    Csv,
    /// Interviews and deadlines, for a calendar
    Ical,
}

/// The search in that form.
#[must_use]
pub fn export(form: Form, book: &Book, policy: &Policy, now: Time) -> String {
    match form {
        Form::Json => json::export(book, policy, now),
        Form::Csv => csv::export(book, policy, now),
        Form::Ical => ical::export(book, policy, now),
    }
}
