//! What can go wrong with a mailbox, by what the loop has to do about it.

use crate::connect;

/// Why an IMAP command failed. `Display` is a sentence for a person; it carries no mail and no secret, but may name the
/// login and quote the server: logs take [`Error::for_log`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection came about.
    #[error("{0}")]
    Connect(#[from] connect::Error),
    /// The secret could not be had.
    #[error("{why}")]
    NoSecret {
        /// What the source of the secret says.
        why: String,
    },
    /// The server knows user or password otherwise.
    #[error(
        "The server refused the login of {user}: \"{words}\". Check user and password_command; many providers want an \
             application password."
    )]
    Auth {
        /// The login name.
        user: String,
        /// The server's words.
        words: String,
    },
    /// The server asks for patience (RFC 5530: LIMIT, UNAVAILABLE, INUSE, OVERQUOTA is not among them).
    #[error("The server is busy or limits this account: \"{words}\". It is tried again later.")]
    Busy {
        /// The server's words.
        words: String,
    },
    /// The connection ended or broke, or the server fell silent.
    #[error("The connection was lost during {during} ({why}).")]
    Network {
        /// The command's name.
        during: &'static str,
        /// In a few words.
        why: &'static str,
    },
    /// The server said what no server should.
    #[error("The server's answer to {during} makes no sense: {what}.")]
    Protocol {
        /// The command's name.
        during: &'static str,
        /// In a few words.
        what: &'static str,
    },
    /// The server said NO or BAD.
    #[error("The server refused {during}: \"{words}\".")]
    Refused {
        /// The command's name.
        during: &'static str,
        /// The response code in capitals, if any (RFC 5530).
        code: Option<String>,
        /// The server's words.
        words: String,
    },
    /// There is no mailbox for it.
    #[error("The server has no mailbox for {wanted}. Name one in the configuration.")]
    NoMailbox {
        /// What it was wanted for.
        wanted: &'static str,
    },
}

/// What the loop does about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Stop asking soon: the owner must act.
    Auth,
    /// Try again.
    Network,
    /// Try again, more slowly.
    Busy,
    /// Try again; the server is odd.
    Protocol,
    /// This one command will not do.
    Refused,
    /// Trying again will not help before the configuration changes.
    Setup,
}

impl Error {
    /// What the loop does about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Connect(error) if error.may_pass() => ErrorKind::Network,
            Error::Connect(_) | Error::NoMailbox { .. } => ErrorKind::Setup,
            Error::NoSecret { .. } | Error::Auth { .. } => ErrorKind::Auth,
            Error::Busy { .. } => ErrorKind::Busy,
            Error::Network { .. } => ErrorKind::Network,
            Error::Protocol { .. } => ErrorKind::Protocol,
            Error::Refused { .. } => ErrorKind::Refused,
        }
    }

    /// The same for the log: without the login name and without anybody else's words (a server's, a password command's),
    /// which may hold an address.
    #[must_use]
    pub fn for_log(&self) -> String {
        match self {
            Error::Connect(_)
            | Error::Network { .. }
            | Error::Protocol { .. }
            | Error::NoMailbox { .. } => self.to_string(),
            Error::NoSecret { .. } => {
                "The secret for the login could not be had. Check password_command, password_file or token_command."
                    .to_owned()
            }
            Error::Auth { .. } => {
                "The server refused the login. Check user and password_command; many providers want an application \
                 password."
                    .to_owned()
            }
            Error::Busy { .. } => "The server is busy or limits this account. It is tried again later.".to_owned(),
            Error::Refused { during, .. } => format!("The server refused {during}."),
        }
    }
}
