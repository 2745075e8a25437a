//! The brain of heardback: mail and time go in, decisions come out.
//!
//! No clock, no randomness, no I/O; nothing here fails on input. In reading order: [`moment`], [`id`], [`mail`],
//! [`reading`].

pub mod application;
pub mod event;
pub mod id;
pub mod mail;
pub mod matching;
pub mod moment;
pub mod reading;
pub mod reply;
