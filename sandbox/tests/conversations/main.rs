//! Whole conversations with the host, by a client that speaks the protocols in the raw.
#![cfg(test)]

mod client;
mod faults;
mod imap;
mod script;
mod smtp;
mod tls;
