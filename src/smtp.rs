//! Hands one message to a submission server (RFC 5321, 6409), and says exactly how far it came.

mod deliver;
mod session;
mod starttls;
mod text;
mod turns;

pub use deliver::{Phase, deliver, deliver_with, log_in};

use crate::connect::{Login, Server};

/// An account at a submission server.
#[derive(Debug, Clone)]
pub struct SmtpAccount {
    /// What the configuration calls it.
    pub name: String,
    /// Where it is.
    pub server: Server,
    /// Who logs in. Nothing where the server takes mail without.
    pub login: Option<Login>,
}

/// From whom and for whom, as the servers see it. Addresses without brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Where delivery reports go.
    pub from: String,
    /// At least one.
    pub to: Vec<String>,
}

/// How a delivery ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken the message for all recipients.
    Accepted {
        /// Its words, often with a queue number.
        words: String,
    },
    /// The server will not take it (5xx). Nothing was sent.
    Refused {
        /// The reply code.
        code: u16,
        /// Its words.
        words: String,
    },
    /// The server will not take it now (4xx). Nothing was sent.
    Deferred {
        /// The reply code.
        code: u16,
        /// Its words.
        words: String,
    },
    /// The message was on its way and the answer was lost. It may have been sent.
    Uncertain {
        /// A sentence for the owner.
        why: String,
    },
    /// It did not come to sending. Nothing was sent.
    NotSent {
        /// What to do about it.
        kind: NotSent,
        /// A sentence for the owner.
        why: String,
    },
}

/// Why it did not come to sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSent {
    /// The server cannot be reached, or the connection broke before the text. Try again.
    Network,
    /// The server asks for patience. Try again, more slowly.
    Busy,
    /// The login is refused, or there is no secret. The owner must act.
    Auth,
    /// Trying again will not help before the configuration changes.
    Setup,
    /// The server said what no server should.
    Protocol,
    /// The text or an address is not fit to be sent: our own mistake, or a server that cannot take it.
    Unfit,
}

impl NotSent {
    /// A sentence for the log: no address and nobody else's words. [`Outcome::NotSent`] has the owner's.
    #[must_use]
    pub fn for_log(self) -> &'static str {
        match self {
            NotSent::Network => "The mail server cannot be reached, or the connection was lost.",
            NotSent::Busy => "The mail server asks for patience.",
            NotSent::Auth => {
                "The login was refused, or its secret could not be had. Check user and password_command."
            }
            NotSent::Setup => {
                "The mail server cannot be used as configured. Check host, port and tls of smtp."
            }
            NotSent::Protocol => "The mail server gave an answer that makes no sense.",
            NotSent::Unfit => "The message or an address in it is not fit for this server.",
        }
    }
}
