//! SEARCH and UID SEARCH, with every key of RFC 3501.

use super::Answer;
use super::view::{Numbered, View};
use crate::host::Message;
use crate::{Host, header};
use chrono::{DateTime, NaiveDate, Utc};
use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::search::SearchKey;

pub(super) fn search(
    host: &Host,
    account: &str,
    view: &View,
    criteria: impl AsRef<[SearchKey<'static>]>,
    by_uid: bool,
) -> Answer {
    let found = host.read(|state| {
        let Some(mailbox) = state.mailbox(account, &view.mailbox) else {
            return Vec::new();
        };
        let numbered = view
            .all()
            .filter_map(|number| Some((number, mailbox.message(number.uid)?)));
        let found = numbered.filter(|(number, message)| {
            criteria.as_ref().iter().all(|key| {
                Candidate {
                    view,
                    number: *number,
                    message,
                }
                .matches(key)
            })
        });
        found
            .map(|(number, _)| if by_uid { number.uid } else { number.sequence })
            .collect()
    });
    let numbers: String = found.iter().map(|number| format!(" {number}")).collect();
    Answer {
        holds_expunges: !by_uid,
        ..Answer::with(format!("* SEARCH{numbers}\r\n").into_bytes())
    }
}

struct Candidate<'a> {
    view: &'a View,
    number: Numbered,
    message: &'a Message,
}

impl Candidate<'_> {
    fn matches(&self, key: &SearchKey<'_>) -> bool {
        let date = self.message.internal_date.date_naive();
        match key {
            SearchKey::And(keys) => keys.as_ref().iter().all(|key| self.matches(key)),
            SearchKey::Or(one, other) => self.matches(one) || self.matches(other),
            SearchKey::Not(key) => !self.matches(key),
            SearchKey::All | SearchKey::Old => true,
            SearchKey::New | SearchKey::Recent => false,
            SearchKey::SequenceSet(set) => self.view.contains(set, self.number, false),
            SearchKey::Uid(set) => self.view.contains(set, self.number, true),
            SearchKey::Answered => self.has("\\Answered"),
            SearchKey::Unanswered => !self.has("\\Answered"),
            SearchKey::Deleted => self.has("\\Deleted"),
            SearchKey::Undeleted => !self.has("\\Deleted"),
            SearchKey::Draft => self.has("\\Draft"),
            SearchKey::Undraft => !self.has("\\Draft"),
            SearchKey::Flagged => self.has("\\Flagged"),
            SearchKey::Unflagged => !self.has("\\Flagged"),
            SearchKey::Seen => self.has("\\Seen"),
            SearchKey::Unseen => !self.has("\\Seen"),
            SearchKey::Keyword(keyword) => self.has(keyword.as_ref()),
            SearchKey::Unkeyword(keyword) => !self.has(keyword.as_ref()),
            SearchKey::Before(day) => date < *day.as_ref(),
            SearchKey::On(day) => date == *day.as_ref(),
            SearchKey::Since(day) => date >= *day.as_ref(),
            SearchKey::SentBefore(day) => self.sent_on().is_some_and(|sent| sent < *day.as_ref()),
            SearchKey::SentOn(day) => self.sent_on().is_some_and(|sent| sent == *day.as_ref()),
            SearchKey::SentSince(day) => self.sent_on().is_some_and(|sent| sent >= *day.as_ref()),
            SearchKey::Larger(size) => self.message.raw.len() > *size as usize,
            SearchKey::Smaller(size) => self.message.raw.len() < *size as usize,
            SearchKey::Bcc(text) => self.header_has("Bcc", text),
            SearchKey::Cc(text) => self.header_has("Cc", text),
            SearchKey::From(text) => self.header_has("From", text),
            SearchKey::To(text) => self.header_has("To", text),
            SearchKey::Subject(text) => self.header_has("Subject", text),
            SearchKey::Header(name, text) => {
                self.header_has(&String::from_utf8_lossy(name.as_ref()), text)
            }
            SearchKey::Body(text) => contains(header::split(&self.message.raw).1, text),
            SearchKey::Text(text) => contains(&self.message.raw, text),
        }
    }

    fn has(&self, flag: &str) -> bool {
        self.message
            .flags
            .iter()
            .any(|found| found.eq_ignore_ascii_case(flag))
    }

    /// An empty text asks whether the field is there at all.
    fn header_has(&self, name: &str, text: &AString<'_>) -> bool {
        let fields = header::fields(&self.message.raw);
        fields
            .iter()
            .any(|field| field.is(name) && contains(field.value().as_bytes(), text))
    }

    fn sent_on(&self) -> Option<NaiveDate> {
        let date = header::value(&self.message.raw, "Date")?;
        let sent: DateTime<Utc> = DateTime::parse_from_rfc2822(&date).ok()?.into();
        Some(sent.date_naive())
    }
}

fn contains(bytes: &[u8], text: &AString<'_>) -> bool {
    let lower = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase();
    lower(bytes).contains(&lower(text.as_ref()))
}
