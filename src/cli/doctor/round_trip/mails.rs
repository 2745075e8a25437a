//! The test mails: made like reminders, to the owner alone.

use heardback_core::approval::{code_in, id_of, plus_address};
use heardback_core::compose::{self, Message};
use heardback_core::id::{Address, MessageId, Person, hex};
use heardback_core::mail::Mail;

use super::Trip;

/// Stands in the forged stamp, and nowhere else.
pub const MARK: &str = "forged by heardback doctor";

const TEXT: &str = "\
This is a test mail of heardback's: `heardback doctor --round-trip` runs on your machine.

Please answer it, with the one word

    help

on the first line, as you would answer a reminder. doctor then sees how such an answer can be proven to be yours. Nothing is
sent to anybody but you, and you can delete this mail and your answer afterwards.
";

/// One test mail.
pub struct Test {
    pub code: String,
    pub message_id: MessageId,
    pub subject: String,
    pub to: Address,
    /// The id that the server gave it instead, if it did.
    pub renamed: Option<MessageId>,
}

impl Test {
    pub fn new(trip: &Trip<'_>) -> Test {
        let code = hex(&trip.clock.moment().nonce)
            .chars()
            .take(32)
            .collect::<String>();
        let address = trip.account.address.clone();
        let message_id = id_of(&code, address.domain())
            .unwrap_or_else(|| unreachable!("digits and a domain make an id"));
        let short: String = code.chars().take(6).collect();
        Test {
            subject: format!("heardback doctor: please answer this mail (test {short})"),
            to: address,
            message_id,
            code,
            renamed: None,
        }
    }

    /// To the owner's address with a code behind a plus.
    pub fn with_plus(trip: &Trip<'_>) -> Option<Test> {
        let mut test = Test::new(trip);
        test.to = plus_address(&trip.account.address, &test.code)?;
        test.subject = test
            .subject
            .replace("please answer this mail", "plus address");
        Some(test)
    }

    pub fn mime(&self, trip: &Trip<'_>, more: &[(&str, String)]) -> String {
        let person = |name: &str, address: &Address| Person {
            name: Some(name.to_owned()),
            email: Some(address.clone()),
        };
        let mut headers = vec![
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress", "All".to_owned()),
            ("List-Id", "heardback <heardback.localhost>".to_owned()),
        ];
        headers.extend(more.iter().cloned());
        let message = Message {
            from: person("heardback", &trip.account.address),
            to: person(&trip.config.owner.name, &self.to),
            subject: &self.subject,
            message_id: Some(&self.message_id),
            headers,
            text: TEXT,
            ..Message::default()
        };
        compose::mime(&message, trip.clock.now(), trip.config.owner.zone)
    }

    /// Whether that is this mail, whatever id the server gave it.
    pub fn is(&self, mail: &Mail) -> bool {
        mail.message_id == self.message_id || mail.subject == self.subject
    }

    /// Whether that answers this mail.
    pub fn is_answered_by(&self, mail: &Mail) -> bool {
        let by_thread =
            mail.in_reply_to.iter().chain(&mail.references).any(|id| {
                code_in(id) == Some(self.code.as_str()) || self.renamed.as_ref() == Some(id)
            });
        by_thread || (mail.subject.contains(&self.subject) && mail.subject != self.subject)
    }
}
