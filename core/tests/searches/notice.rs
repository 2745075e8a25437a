//! A mail to the owner as its reader takes it apart: what it is about, and the letters that it shows.

use mail_parser::MessageParser;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    Prepare,
    Invitation,
    Debrief,
    ThankYou,
    Connect,
    FollowUp,
    Material,
    Promise,
    RejectionReply,
    StayInTouch,
    Offer,
    WithdrawOthers,
    Digest,
    Question,
    /// An answer to the owner's own word, or a word about a letter that did not leave.
    Answer,
}

/// A letter that a reminder shows.
#[derive(Debug, Clone)]
pub struct Shown {
    pub to: String,
    pub subject: String,
    pub text: String,
}

#[derive(Debug, Clone)]
pub struct Notice {
    pub message_id: String,
    pub subject: String,
    pub about: About,
    /// "Again:"
    pub again: bool,
    /// "New version:"
    pub new_version: bool,
    pub text: String,
    pub shows: Vec<Shown>,
}

const ENDINGS: &[(&str, About)] = &[
    ("your interview is near", About::Prepare),
    ("an invitation wants an answer", About::Invitation),
    ("how did it go?", About::Debrief),
    ("stay in contact with the people you met", About::Connect),
    ("time to ask", About::FollowUp),
    ("they wait for something of yours", About::Material),
    ("you promised something", About::Promise),
    ("a gracious word", About::RejectionReply),
    ("the door may be open again", About::StayInTouch),
    (": an offer", About::Offer),
    ("that you have taken an offer", About::WithdrawOthers),
    ("Your search this week", About::Digest),
    (": a question", About::Question),
];

pub fn read(bytes: &str) -> Notice {
    let message = MessageParser::default().parse(bytes.as_bytes()).unwrap();
    let subject = message.subject().unwrap_or("").to_owned();
    let text = message
        .body_text(0)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    let head = subject.split(" [hb-").next().unwrap_or("").to_owned();
    let again = head.starts_with("Again: ");
    let new_version = head.starts_with("New version: ");
    let is_answer = [
        "Re: ",
        "An answer that",
        "heardback did",
        "Not sent",
        "Not delivered",
        "Sent or not",
    ]
    .iter()
    .any(|p| head.starts_with(p));
    let found = ENDINGS
        .iter()
        .find(|(end, _)| head.ends_with(end))
        .map(|(_, a)| *a);
    let about = match found {
        _ if is_answer => About::Answer,
        Some(about) => about,
        None if head.contains(": thank ") => About::ThankYou,
        None => About::Answer,
    };
    Notice {
        message_id: message.message_id().unwrap_or("").to_owned(),
        shows: shown(&text),
        subject: head,
        about,
        again,
        new_version,
        text,
    }
}

/// The letters between the ruled lines.
fn shown(text: &str) -> Vec<Shown> {
    let mut out = Vec::new();
    for piece in text.split("------------------------------------------------------------\n") {
        let Some(rest) = piece.strip_prefix("Draft") else {
            continue;
        };
        let Some((first, rest)) = rest.split_once('\n') else {
            continue;
        };
        let to = first
            .rsplit('<')
            .next()
            .unwrap_or("")
            .trim_end_matches('>')
            .to_owned();
        let (head, body) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let subject = head
            .lines()
            .find_map(|l| l.strip_prefix("Subject: "))
            .unwrap_or("")
            .to_owned();
        out.push(Shown {
            to,
            subject,
            text: body.trim().to_owned(),
        });
    }
    out
}

/// A letter that left: its text alone.
pub fn letter_text(bytes: &str) -> (String, String) {
    let message = MessageParser::default().parse(bytes.as_bytes()).unwrap();
    (
        message.subject().unwrap_or("").to_owned(),
        message
            .body_text(0)
            .unwrap_or_default()
            .replace("\r\n", "\n")
            .trim()
            .to_owned(),
    )
}
