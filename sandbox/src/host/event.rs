//! What happens in the host, told and remembered.

use super::Place;
use crate::faults::Effect;
use crate::wire::Protocol;

/// Something that a test or the demo may want to wait for or count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A connection was made, after the TLS handshake if there is one.
    Connected(Protocol),
    LoggedIn {
        protocol: Protocol,
        account: String,
    },
    LoginRefused {
        protocol: Protocol,
        login: String,
    },
    /// A command that was understood. IMAP commands by UID are named with it, such as `UID FETCH`; the end of a
    /// message after DATA is named `DOT`.
    Command {
        protocol: Protocol,
        name: String,
    },
    /// A client waits for news of a mailbox.
    Idling {
        account: String,
        mailbox: String,
    },
    /// A message came into a mailbox, by whichever way.
    Filed {
        account: String,
        place: Place,
    },
    /// A fault struck; the command is empty where it struck a new connection.
    Struck {
        protocol: Protocol,
        command: String,
        effect: Effect,
    },
    /// SMTP accepted a message: its index in [`Host::accepted`].
    Accepted {
        index: usize,
    },
}
