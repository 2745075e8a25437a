//! The brain of heardback: mail and time go in, decisions come out.
//!
//! No clock, no randomness, no I/O; nothing here fails on input. In reading order: [`moment`], [`id`], [`mail`], [`reply`],
//! [`reading`], [`matching`], [`event`], [`application`], [`rule`], [`policy`], [`etiquette`], [`notes`], [`letter`],
//! [`notice`], [`command`], [`authentication`], [`approval`], [`compose`], [`outbox`], [`book`], [`step`].

pub mod application;
pub mod approval;
pub mod authentication;
pub mod book;
pub mod command;
pub mod compose;
pub mod etiquette;
pub mod event;
pub mod id;
pub mod letter;
pub mod mail;
pub mod matching;
pub mod moment;
pub mod notes;
pub mod notice;
pub mod outbox;
pub mod policy;
pub mod reading;
pub mod reply;
pub mod rule;
pub mod step;
