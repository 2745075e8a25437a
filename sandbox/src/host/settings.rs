//! What kind of server the host is.

use std::time::Duration;

/// What kind of server this is. The default is a well-behaved one that can do everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The host's own name, in greetings and `Received:` lines.
    pub name: String,
    /// Offers IDLE (RFC 2177).
    pub idle: bool,
    /// What a server with IDLE says to keep the line open, this often. Dovecot does so every 2 minutes.
    pub idle_keep_alive: Option<Duration>,
    /// IDLE is offered and never tells anything, as behind some proxies.
    pub idle_is_deaf: bool,
    /// Names the special mailboxes by attribute (RFC 6154).
    pub special_use: bool,
    /// Tells UIDNEXT when a mailbox is opened. RFC 3501 asks for it; some servers forget it.
    pub uid_next: bool,
    /// Accepts literals without waiting to be asked for them (RFC 7888).
    pub literal_plus: bool,
    /// Offers MOVE (RFC 6851).
    pub moves: bool,
    /// Answers APPEND and COPY with the new UIDs (RFC 4315).
    pub uid_plus: bool,
    /// Files a copy of submitted mail in the sender's Sent mailbox by itself, as Gmail does.
    pub files_sent: bool,
    /// Treats mailboxes as labels of one message each, and tells X-GM-LABELS, as Gmail does.
    pub gmail_labels: bool,
    /// Gives submitted mail a new Message-ID, and keeps the old one in `X-Microsoft-Original-Message-ID`, as
    /// Outlook.com does.
    pub rewrites_message_id: bool,
    /// Stamps arriving mail with Authentication-Results under this authserv-id (RFC 8601).
    pub authserv_id: Option<String>,
    /// Takes Authentication-Results with that authserv-id out of arriving mail before stamping its own.
    pub strips_forged_results: bool,
    /// Refuses MAIL FROM with an address that is not the account's own.
    pub checks_sender: bool,
    /// The largest message that is taken, in bytes.
    pub size_limit: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "mail.sandbox.test".to_owned(),
            idle: true,
            idle_keep_alive: None,
            idle_is_deaf: false,
            special_use: true,
            uid_next: true,
            literal_plus: true,
            moves: true,
            uid_plus: true,
            files_sent: false,
            gmail_labels: false,
            rewrites_message_id: false,
            authserv_id: None,
            strips_forged_results: true,
            checks_sender: false,
            size_limit: 25 * 1024 * 1024,
        }
    }
}

impl Settings {
    /// Gmail as far as it matters here: labels, its own Sent copies, its verdicts. Use [`super::Account::gmail`] with it.
    pub fn like_gmail() -> Self {
        Self {
            name: "mx.google.test".to_owned(),
            files_sent: true,
            gmail_labels: true,
            authserv_id: Some("mx.google.test".to_owned()),
            ..Self::default()
        }
    }

    /// Outlook.com as far as it matters here: Message-IDs of its own, its own Sent copies, one's own sender only.
    pub fn like_outlook() -> Self {
        Self {
            name: "outlook.test".to_owned(),
            files_sent: true,
            rewrites_message_id: true,
            checks_sender: true,
            ..Self::default()
        }
    }
}
