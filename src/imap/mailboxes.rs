//! Which mailbox is for what: by the server's attributes (RFC 6154), else by the names that mail programs give.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;

use super::response::{Data, Listed};
use super::session::COMMAND_LIMIT;
use super::{Error, Session};

/// What a watched mailbox is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailboxRole {
    /// Where mail comes in.
    Inbox,
    /// Copies of what the owner sent.
    Sent,
    /// What the server takes for junk.
    Junk,
    /// Everything there is (Gmail).
    All,
    /// Named in the configuration.
    Named,
}

/// A mailbox and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// What it is for.
    pub role: MailboxRole,
    /// Its name as the server writes it, for commands and as a key.
    pub name: String,
    /// Its name for people.
    pub shown: String,
}

/// The mailboxes to watch, the inbox first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailboxes {
    /// Each once.
    pub watched: Vec<Mailbox>,
    /// Names from the configuration that the server does not have.
    pub missing: Vec<String>,
}

/// Where no attribute says so. From the settings of Outlook, Exchange, Apple Mail, Thunderbird, GMX, web.de, Orange,
/// Yandex and others, in the languages they come in; compared without case, by the last component of the name.
const SENT_NAMES: [&str; 30] = [
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "gesendete nachrichten",
    "envoyés",
    "éléments envoyés",
    "messages envoyés",
    "courrier envoyé",
    "enviados",
    "elementos enviados",
    "mensajes enviados",
    "itens enviados",
    "inviata",
    "posta inviata",
    "elementi inviati",
    "verzonden",
    "verzonden items",
    "verzonden berichten",
    "skickat",
    "skickade objekt",
    "sendt",
    "sendte elementer",
    "wysłane",
    "elementy wysłane",
    "отправленные",
    "送信済み",
];

/// The same for junk.
const JUNK_NAMES: [&str; 20] = [
    "junk",
    "junk e-mail",
    "junk email",
    "spam",
    "bulk mail",
    "bulk",
    "spamverdacht",
    "unerwünscht",
    "junk-e-mail",
    "courrier indésirable",
    "indésirables",
    "correo no deseado",
    "lixo eletrônico",
    "posta indesiderata",
    "ongewenste e-mail",
    "skräppost",
    "søppelpost",
    "wiadomości-śmieci",
    "спам",
    "迷惑メール",
];

impl Mailboxes {
    /// Asks the server. `named` are the configuration's further mailboxes, in the owner's spelling.
    pub async fn discover(session: &mut Session, named: &[String]) -> Result<Mailboxes, Error> {
        let answer = session
            .command("LIST", "LIST \"\" \"*\"", COMMAND_LIMIT)
            .await?;
        let mut listed: Vec<Listed> = Vec::new();
        for data in answer.data {
            if let Data::List(mailbox) = data {
                listed.push(mailbox);
            }
        }
        Ok(Mailboxes::sort(&listed, named))
    }

    /// The first mailbox with a role.
    #[must_use]
    pub fn find(&self, role: MailboxRole) -> Option<&Mailbox> {
        self.watched.iter().find(|mailbox| mailbox.role == role)
    }

    /// Whether something is not there that may be made later: new accounts get their mailboxes as they are used.
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        self.find(MailboxRole::Sent).is_none() || !self.missing.is_empty()
    }

    fn sort(listed: &[Listed], named: &[String]) -> Mailboxes {
        let usable: Vec<&Listed> = listed
            .iter()
            .filter(|mailbox| mailbox.can_be_opened())
            .collect();
        let mut found = Mailboxes::default();
        found.watch(MailboxRole::Inbox, "INBOX");
        for (role, attribute, names) in [
            (MailboxRole::Sent, "\\SENT", SENT_NAMES.as_slice()),
            (MailboxRole::Junk, "\\JUNK", JUNK_NAMES.as_slice()),
            (MailboxRole::All, "\\ALL", &[]),
        ] {
            let by_attribute = usable.iter().find(|mailbox| mailbox.has(attribute));
            // The list's order is the order of likelihood.
            let by_name = || {
                names
                    .iter()
                    .find_map(|name| usable.iter().find(|mailbox| mailbox.is_called(name)))
            };
            if let Some(mailbox) = by_attribute.or_else(by_name) {
                found.watch(role, &mailbox.name);
            }
        }
        for wanted in named {
            let mailbox = usable
                .iter()
                .find(|mailbox| decode(&mailbox.name) == *wanted || mailbox.name == *wanted);
            match mailbox {
                Some(mailbox) => found.watch(MailboxRole::Named, &mailbox.name),
                None if wanted.eq_ignore_ascii_case("INBOX") => {}
                None => found.missing.push(wanted.clone()),
            }
        }
        found
    }

    fn watch(&mut self, role: MailboxRole, name: &str) {
        if self.watched.iter().any(|mailbox| mailbox.name == name)
            || (role != MailboxRole::Inbox && is_inbox(name))
        {
            return;
        }
        self.watched.push(Mailbox {
            role,
            name: name.to_owned(),
            shown: decode(name),
        });
    }
}

impl Listed {
    fn can_be_opened(&self) -> bool {
        !self.has("\\NOSELECT") && !self.has("\\NONEXISTENT")
    }

    fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|own| own == attribute)
    }

    fn is_called(&self, name: &str) -> bool {
        let shown = decode(&self.name);
        let last = match self.delimiter {
            Some(delimiter) => shown.rsplit(delimiter).next().unwrap_or_default(),
            None => shown.as_str(),
        };
        last.to_lowercase() == name
    }
}

fn is_inbox(name: &str) -> bool {
    name.eq_ignore_ascii_case("INBOX")
}

/// A mailbox name for people: modified UTF-7 (RFC 3501 section 5.1.3) undone. What is no such thing stays as it is.
fn decode(name: &str) -> String {
    let mut decoded = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        let Some((shifted, after)) = after.split_once('-') else {
            return name.to_owned();
        };
        decoded.push_str(before);
        match shifted {
            "" => decoded.push('&'),
            shifted => match decode_shifted(shifted) {
                Some(letters) => decoded.push_str(&letters),
                None => return name.to_owned(),
            },
        }
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

fn decode_shifted(shifted: &str) -> Option<String> {
    let bytes = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD)
        .decode(shifted)
        .ok()?;
    let units: Vec<u16> = bytes
        .chunks(2)
        .map(|pair| <[u8; 2]>::try_from(pair).ok().map(u16::from_be_bytes))
        .collect::<Option<_>>()?;
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_come_before_names() {
        check(
            &[
                "\\HasNoChildren|Sent",
                "\\Sent|Elsewhere",
                "\\Noselect \\Junk|Spam",
                "\\Junk|Bin",
            ],
            &[],
            &[
                (MailboxRole::Inbox, "INBOX"),
                (MailboxRole::Sent, "Elsewhere"),
                (MailboxRole::Junk, "Bin"),
            ],
        );
    }

    #[test]
    fn names_in_several_languages_will_do() {
        check(
            &[
                "|INBOX",
                "|INBOX/Gesendete Elemente",
                "|INBOX/Unerw&APw-nscht",
            ],
            &[],
            &[
                (MailboxRole::Inbox, "INBOX"),
                (MailboxRole::Sent, "INBOX/Gesendete Elemente"),
                (MailboxRole::Junk, "INBOX/Unerw&APw-nscht"),
            ],
        );
    }

    #[test]
    fn gmail_has_a_mailbox_for_everything() {
        check(
            &["\\All|[Gmail]/Alle Nachrichten", "\\Sent|[Gmail]/Gesendet"],
            &[],
            &[
                (MailboxRole::Inbox, "INBOX"),
                (MailboxRole::Sent, "[Gmail]/Gesendet"),
                (MailboxRole::All, "[Gmail]/Alle Nachrichten"),
            ],
        );
    }

    #[test]
    fn a_configured_mailbox_is_found_by_its_shown_name_and_watched_once() {
        let found = check(
            &["|Jobs & more", "|Bewerbungen &- J&AOQ-ger", "\\Sent|Sent"],
            &["Bewerbungen & Jäger", "Sent", "inbox", "Nowhere"],
            &[
                (MailboxRole::Inbox, "INBOX"),
                (MailboxRole::Sent, "Sent"),
                (MailboxRole::Named, "Bewerbungen &- J&AOQ-ger"),
            ],
        );
        assert_eq!(found.missing, ["Nowhere"]);
    }

    fn check(listed: &[&str], named: &[&str], expected: &[(MailboxRole, &str)]) -> Mailboxes {
        let listed: Vec<Listed> = listed
            .iter()
            .map(|line| {
                let (attributes, name) = line.split_once('|').unwrap();
                Listed {
                    attributes: attributes
                        .split_whitespace()
                        .map(str::to_ascii_uppercase)
                        .collect(),
                    name: name.to_owned(),
                    delimiter: Some('/'),
                }
            })
            .collect();
        let named: Vec<String> = named.iter().map(ToString::to_string).collect();
        let found = Mailboxes::sort(&listed, &named);
        let pairs: Vec<_> = found
            .watched
            .iter()
            .map(|mailbox| (mailbox.role, mailbox.name.as_str()))
            .collect();
        assert_eq!(pairs, expected);
        found
    }
}
