//! heardback, the hands.

pub mod connect;
pub mod imap;
pub mod smtp;
