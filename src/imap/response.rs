//! Reads one whole IMAP response. Total: whatever is not understood is `Data::Other` or a missing field.

mod tokens;

use tokens::{Tokens, Value};

use super::look::Quota;

/// One response of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Response {
    /// `+ …`: go on.
    Continue,
    /// `OK`, `NO`, `BAD`, `PREAUTH`, `BYE`, tagged or not.
    Status(StatusLine),
    /// Untagged data.
    Data(Data),
}

/// A status response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatusLine {
    /// The command it ends; nothing if untagged.
    pub tag: Option<String>,
    pub status: Status,
    /// The response code in brackets, its name in capitals (RFC 3501 section 7.1, RFC 5530).
    pub code: Option<Code>,
    /// For people.
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
    PreAuth,
    Bye,
}

/// A response code and what follows its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    pub name: String,
    pub rest: String,
}

/// Untagged data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Data {
    Capability(Vec<String>),
    List(Listed),
    Search(Vec<u32>),
    Exists(u32),
    Expunge,
    Fetch(Fetch),
    /// Of the resource STORAGE (RFC 9208).
    Quota(Quota),
    /// Known or not, not ours to care about.
    Other,
}

/// One mailbox of a LIST answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// In capitals, with their backslash.
    pub attributes: Vec<String>,
    /// As the server writes it.
    pub name: String,
    /// What stands between a mailbox and those within it.
    pub delimiter: Option<char>,
}

/// What a FETCH response says of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fetch {
    pub uid: Option<u32>,
    pub flags: Option<Vec<String>>,
    pub size: Option<u64>,
    pub labels: Option<Vec<String>>,
    /// Of any `BODY[…]`: only one is ever asked for at a time.
    pub body: Option<Vec<u8>>,
}

impl Response {
    /// Reads one response with its line end.
    pub(super) fn parse(bytes: &[u8]) -> Response {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if bytes.first() == Some(&b'+') {
            return Response::Continue;
        }
        let (tag, rest) = split_word(bytes);
        let (word, after) = split_word(rest);
        if let Some(status) = Status::parse(word) {
            let tag = (tag != b"*").then(|| text(tag));
            let (code, words) = code_and_words(after);
            return Response::Status(StatusLine {
                tag,
                status,
                code,
                words,
            });
        }
        Response::Data(Data::parse(rest).unwrap_or(Data::Other))
    }
}

impl Status {
    fn parse(word: &[u8]) -> Option<Status> {
        let known = [
            ("OK", Status::Ok),
            ("NO", Status::No),
            ("BAD", Status::Bad),
            ("PREAUTH", Status::PreAuth),
            ("BYE", Status::Bye),
        ];
        known
            .into_iter()
            .find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, status)| status)
    }
}

impl Data {
    fn parse(rest: &[u8]) -> Option<Data> {
        let (first, after) = split_word(rest);
        if let Some(number) = number(first) {
            let (word, after) = split_word(after);
            return match word.to_ascii_uppercase().as_slice() {
                b"EXISTS" => Some(Data::Exists(u32::try_from(number).ok()?)),
                b"EXPUNGE" => Some(Data::Expunge),
                b"FETCH" => Some(Data::Fetch(Fetch::parse(after))),
                _ => None,
            };
        }
        match first.to_ascii_uppercase().as_slice() {
            b"CAPABILITY" => Some(Data::Capability(words(after))),
            b"LIST" => Listed::parse(after).map(Data::List),
            b"SEARCH" => Some(Data::Search(search_result(after)?)),
            b"QUOTA" => storage(after).map(Data::Quota),
            _ => None,
        }
    }
}

/// Numbers; what RFC 7162 puts behind them in parentheses is passed over. Anything else spoils the whole list, since a
/// list with a hole would be taken for the truth.
fn search_result(rest: &[u8]) -> Option<Vec<u32>> {
    let numbers = rest.split(|&byte| byte == b'(').next().unwrap_or_default();
    numbers
        .split(|&byte| byte == b' ')
        .filter(|word| !word.is_empty())
        .map(|word| number(word).and_then(|number| u32::try_from(number).ok()))
        .collect()
}

/// `"root" (STORAGE used limit …)`, in KiB.
fn storage(rest: &[u8]) -> Option<Quota> {
    let mut values = Tokens::new(rest).values(0).into_iter();
    let Value::List(resources) = values.nth(1)? else {
        return None;
    };
    let words = texts(resources);
    let of = words.chunks(3).find(|of| {
        of.first()
            .is_some_and(|name| name.eq_ignore_ascii_case("STORAGE"))
    })?;
    Some(Quota {
        used: of.get(1)?.parse().ok()?,
        limit: of.get(2)?.parse().ok()?,
    })
}

impl Listed {
    fn parse(rest: &[u8]) -> Option<Listed> {
        let mut values = Tokens::new(rest).values(0).into_iter();
        let Value::List(attributes) = values.next()? else {
            return None;
        };
        let delimiter = match values.next()? {
            Value::Text(delimiter) => text(&delimiter).chars().next(),
            Value::Nil => None,
            Value::List(_) => return None,
        };
        // A mailbox may be called NIL.
        let name = match values.next()? {
            Value::Text(name) => text(&name),
            Value::Nil => "NIL".to_owned(),
            Value::List(_) => return None,
        };
        Some(Listed {
            attributes: texts(attributes)
                .into_iter()
                .map(|word| word.to_ascii_uppercase())
                .collect(),
            name,
            delimiter,
        })
    }
}

impl Fetch {
    fn parse(rest: &[u8]) -> Fetch {
        let mut fetch = Fetch::default();
        let Some(Value::List(pairs)) = Tokens::new(rest).values(0).into_iter().next() else {
            return fetch;
        };
        let mut pairs = pairs.into_iter();
        while let (Some(name), Some(value)) = (pairs.next(), pairs.next()) {
            fetch.take(&name, value);
        }
        fetch
    }

    fn take(&mut self, name: &Value, value: Value) {
        let Value::Text(name) = name else { return };
        let name = text(name).to_ascii_uppercase();
        match (name.as_str(), value) {
            ("UID", Value::Text(digits)) => {
                self.uid = number(&digits).and_then(|uid| u32::try_from(uid).ok())
            }
            ("RFC822.SIZE", Value::Text(digits)) => self.size = number(&digits),
            ("FLAGS", Value::List(flags)) => self.flags = Some(texts(flags)),
            ("X-GM-LABELS", Value::List(labels)) => self.labels = Some(texts(labels)),
            (name, Value::Text(body)) if name.starts_with("BODY[") => self.body = Some(body),
            _ => {}
        }
    }
}

fn code_and_words(rest: &[u8]) -> (Option<Code>, String) {
    let Some(inner) = rest.strip_prefix(b"[") else {
        return (None, text(rest));
    };
    let Some(end) = inner.iter().position(|&byte| byte == b']') else {
        return (None, text(rest));
    };
    let (code, words) = inner.split_at(end);
    let (name, rest) = split_word(code);
    let code = Code {
        name: text(name).to_ascii_uppercase(),
        rest: text(rest),
    };
    (
        Some(code),
        text(words.strip_prefix(b"]").unwrap_or(words))
            .trim_start()
            .to_owned(),
    )
}

fn texts(values: Vec<Value>) -> Vec<String> {
    values
        .into_iter()
        .filter_map(|value| match value {
            Value::Text(value) => Some(text(&value)),
            Value::Nil | Value::List(_) => None,
        })
        .collect()
}

/// Capabilities; a server has some dozens.
fn words(rest: &[u8]) -> Vec<String> {
    text(rest)
        .split_ascii_whitespace()
        .take(1000)
        .map(str::to_ascii_uppercase)
        .collect()
}

fn split_word(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|&byte| byte == b' ') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_end_of_a_command_is_known_by_its_tag() {
        let Response::Status(line) = Response::parse(b"A7 NO [AUTHENTICATIONFAILED] Wrong.\r\n")
        else {
            panic!();
        };
        assert_eq!(line.tag.as_deref(), Some("A7"));
        assert_eq!(line.status, Status::No);
        assert_eq!(line.code.unwrap().name, "AUTHENTICATIONFAILED");
        assert_eq!(line.words, "Wrong.");
    }

    #[test]
    fn a_text_that_begins_with_a_letter_of_two_bytes_is_read() {
        // A library of note panicked on this one.
        let Response::Status(line) = Response::parse("* OK [UIDNEXT 5]é\r\n".as_bytes()) else {
            panic!();
        };
        assert_eq!(line.code.unwrap().rest, "5");
        assert_eq!(line.words, "é");
    }

    #[test]
    fn fetch_attributes_come_in_any_order() {
        check_fetch(
            b"* 3 FETCH (FLAGS (\\Seen $Done) BODY[]<0> {5}\r\nab\r\nc RFC822.SIZE 900 UID 12)\r\n",
            Fetch {
                uid: Some(12),
                flags: Some(vec!["\\Seen".to_owned(), "$Done".to_owned()]),
                size: Some(900),
                labels: None,
                body: Some(b"ab\r\nc".to_vec()),
            },
        );
    }

    #[test]
    fn labels_are_quoted_or_not() {
        check_fetch(
            b"* 1 FETCH (UID 1 X-GM-LABELS (\\Inbox \"A \\\"b\\\"\" Work))\r\n",
            Fetch {
                uid: Some(1),
                labels: Some(vec![
                    "\\Inbox".to_owned(),
                    "A \"b\"".to_owned(),
                    "Work".to_owned(),
                ]),
                ..Fetch::default()
            },
        );
    }

    #[test]
    fn what_was_not_asked_for_does_not_hide_what_was() {
        check_fetch(
            b"* 1 FETCH (ENVELOPE (NIL ((\"x\" NIL)) \"(\") INTERNALDATE NIL UID 4 BODY[] NIL)\r\n",
            Fetch {
                uid: Some(4),
                ..Fetch::default()
            },
        );
    }

    #[test]
    fn lists_nested_without_end_do_not_fill_the_stack() {
        let mut bytes = b"* 1 FETCH (UID 4 BODYSTRUCTURE ".to_vec();
        bytes.extend(std::iter::repeat_n(b'(', 1_000_000));
        check_fetch(
            &bytes,
            Fetch {
                uid: Some(4),
                ..Fetch::default()
            },
        );
    }

    #[test]
    fn a_search_result_with_a_hole_is_none() {
        check_data(
            b"* SEARCH 1 2 30 (MODSEQ 9)\r\n",
            Data::Search(vec![1, 2, 30]),
        );
        check_data(b"* SEARCH\r\n", Data::Search(vec![]));
        check_data(b"* SEARCH 1 x 3\r\n", Data::Other);
    }

    #[test]
    fn a_quota_is_that_of_storage() {
        check_data(
            b"* QUOTA \"\" (MESSAGE 3 100 STORAGE 10 512)\r\n",
            Data::Quota(Quota {
                used: 10,
                limit: 512,
            }),
        );
        check_data(b"* QUOTA \"\" ()\r\n", Data::Other);
    }

    #[test]
    fn mailboxes_are_listed_with_their_use() {
        check_data(
            b"* LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendet &- mehr\"\r\n",
            Data::List(Listed {
                attributes: vec!["\\HASNOCHILDREN".to_owned(), "\\SENT".to_owned()],
                name: "Gesendet &- mehr".to_owned(),
                delimiter: Some('/'),
            }),
        );
        check_data(
            b"* LIST () NIL {5}\r\nSen t\r\n",
            Data::List(Listed {
                attributes: vec![],
                name: "Sen t".to_owned(),
                delimiter: None,
            }),
        );
    }

    proptest! {
        #[test]
        fn nothing_a_server_says_is_fatal(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Response::parse(&bytes);
            let _ = Response::parse(&[b"* 1 FETCH (", bytes.as_slice()].concat());
            let _ = Response::parse(&[b"* LIST (", bytes.as_slice()].concat());
        }
    }

    fn check_fetch(bytes: &[u8], expected: Fetch) {
        check_data(bytes, Data::Fetch(expected));
    }

    fn check_data(bytes: &[u8], expected: Data) {
        assert_eq!(Response::parse(bytes), Response::Data(expected));
    }
}
