//! The search as files: the page, and what is exported. Each is read by a parser that is not ours.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

#[path = "pages/calendar.rs"]
mod calendar;
#[path = "pages/commands.rs"]
mod commands;
#[path = "pages/page.rs"]
mod page;
#[path = "pages/search.rs"]
mod search;
#[path = "pages/tables.rs"]
mod tables;
