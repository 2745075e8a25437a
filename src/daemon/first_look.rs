//! How far the first look at the mailbox has come: for the journal, the status text, and a bar at a terminal.

use std::collections::BTreeMap;

use tracing::info;

/// Begins the status text while the first look lasts.
pub const FIRST_LOOK: &str = "Reading the mailbox for the first time";

/// A line of the journal after so many messages at least.
const STEP: usize = 100;

/// Counts while the first look lasts.
#[derive(Debug, Default)]
pub(super) struct FirstLook {
    read: usize,
    /// Of each mailbox whose messages are listed: so many are still to be read.
    left: BTreeMap<String, usize>,
    told: usize,
}

impl FirstLook {
    /// A batch of so many messages has come in; so many more are known to follow.
    pub(super) fn batch(&mut self, mailbox: &str, messages: usize, left: usize) {
        self.left.insert(mailbox.to_owned(), messages + left);
        crate::log::progress(self.read, self.total());
    }

    /// One message of it was read.
    pub(super) fn message(&mut self, mailbox: &str) {
        self.read += 1;
        if let Some(left) = self.left.get_mut(mailbox) {
            *left = left.saturating_sub(1);
        }
        let total = self.total();
        crate::log::progress(self.read, total);
        if self.read >= self.told + STEP.max(total / 5) {
            self.told = self.read;
            info!("{}", self.text());
        }
    }

    /// Whether anything was read yet.
    pub(super) fn has_begun(&self) -> bool {
        self.total() > 0
    }

    /// "Reading the mailbox for the first time: 400 of 1200 messages".
    pub(super) fn text(&self) -> String {
        format!("{FIRST_LOOK}: {} of {} messages", self.read, self.total())
    }

    fn total(&self) -> usize {
        self.read + self.left.values().sum::<usize>()
    }
}

/// The two numbers of such a text.
#[must_use]
pub fn numbers(text: &str) -> Option<(usize, usize)> {
    let (read, total) = text.strip_prefix(FIRST_LOOK)?.split_once(" of ")?;
    let number = |t: &str| t.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok();
    Some((number(read)?, number(total)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_grows_with_what_is_listed_and_the_text_can_be_read_back() {
        let mut look = FirstLook::default();
        assert!(!look.has_begun());
        look.batch("INBOX", 20, 180);
        for _ in 0..20 {
            look.message("INBOX");
        }
        look.batch("INBOX", 20, 160);
        look.batch("Sent", 5, 0);
        look.message("Sent");
        let text = look.text();
        assert_eq!(
            text,
            "Reading the mailbox for the first time: 21 of 205 messages"
        );
        assert_eq!(numbers(&text), Some((21, 205)));
        assert_eq!(numbers("Watching 3 mailboxes"), None);
    }
}
