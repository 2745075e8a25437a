//! Whole conversations with the host, by a client that speaks the protocols in the raw.
#![cfg(test)]

mod client;
mod imap;
mod smtp;
mod tls;
