//! The owner's reply → a [`Command`] that may be trusted, or why it is refused (SAFETY.md, A1 to A6, B1 to B3).

use crate::authentication::passes_for;
use crate::book::{Book, Reminder};
use crate::command::{Command, NotUnderstood, is_bare_word, parse};
use crate::id::{Address, MessageId, ReminderId, Sha256};
use crate::mail::{Mail, Problem, is_automatic_reply};
use crate::moment::Time;
use crate::policy::Policy;
use crate::reply::own_words;
use crate::rule::Action;

/// Where a message lay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mailbox {
    Inbox,
    /// RFC 6154 `\Sent`, or Gmail's Sent label.
    Sent,
    Junk,
    /// Gmail's `\All`, or a folder named in the configuration.
    Other,
}

impl Mailbox {
    /// The name in `replay --json` and in logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mailbox::Inbox => "INBOX",
            Mailbox::Sent => "Sent",
            Mailbox::Junk => "Junk",
            Mailbox::Other => "Other",
        }
    }
}

/// What a mail is to the approval door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Names no reminder: none of our business.
    NotAnAnswer,
    /// A machine's answer, a list's, a copy of our own: ignored, never answered.
    Ignored(&'static str),
    /// Trusted: this is what the owner wants.
    Command {
        reminder: ReminderId,
        command: Command,
    },
    /// Trusted, but not understood.
    Unclear { reminder: ReminderId, why: String },
    /// Not trusted; told to the owner's configured address with the reason.
    Refused { reminder: ReminderId, why: String },
    /// A copy without proof: its twin in Sent may still come (A6).
    Waits { reminder: ReminderId },
}

/// The code in one of our Message-IDs: 128 bits as hexadecimal digits.
#[must_use]
pub fn code_in(id: &MessageId) -> Option<&str> {
    let (local, _) = id.as_str().split_once('@')?;
    let code = local.strip_prefix("hb.")?;
    (code.len() == 32
        && code
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
    .then_some(code)
}

/// The Message-ID that carries `code`.
#[must_use]
pub fn id_of(code: &str, domain: &str) -> Option<MessageId> {
    MessageId::new(&format!("hb.{code}@{domain}"))
}

/// The owner's address with `code` behind a plus (RFC 5233), for Reply-To; none where it would be too long (RFC 5321
/// §4.5.3.1.1: 64 octets before the @).
#[must_use]
pub fn plus_address(owner: &Address, code: &str) -> Option<Address> {
    let local = format!("{}+hb.{code}", owner.local());
    (local.len() <= 64)
        .then(|| Address::new(&format!("{local}@{}", owner.domain())))
        .flatten()
}

/// The reminder of which this is the server's own copy under another id (Outlook.com keeps ours in a header).
#[must_use]
pub fn renamed(book: &Book, mail: &Mail) -> Option<ReminderId> {
    let original = mail
        .header("X-Microsoft-Original-Message-ID")
        .and_then(MessageId::new)?;
    let reminder = by_code(book, code_in(&original)?)?;
    (!reminder.aliases.contains(&mail.message_id)).then_some(reminder.id)
}

/// The reminder that a mail names as the one it answers, whoever wrote it.
#[must_use]
pub fn answers(book: &Book, policy: &Policy, mail: &Mail) -> Option<ReminderId> {
    named(book, policy, mail).map(|(reminder, _)| reminder.id)
}

/// What makes two copies one answer though a server gave one of them another Message-ID (A6): whose, when, to what, and
/// the words.
#[must_use]
pub fn identity(mail: &Mail, reminder: ReminderId) -> Sha256 {
    let words = own_words(mail);
    let from = mail.from.first().and_then(|p| p.email.as_ref());
    Sha256::of(
        format!(
            "{reminder}\n{:?}\n{}\n{}\n{}",
            mail.date.map(|d| d.timestamp()),
            from.map_or("", Address::as_str),
            words.first_line,
            words.rest
        )
        .as_bytes(),
    )
}

/// Whether a mail in Sent is one that the owner sent, as far as its header tells: it bears no trace of having come in from
/// outside, or the owner's server vouches for it.
#[must_use]
pub fn left_from_here(policy: &Policy, mail: &Mail) -> bool {
    let vouched = || {
        let own = policy.approval.authserv_id.as_deref();
        own.zip(mail.from.first())
            .is_some_and(|(own, from)| passes_for(mail, own, from))
    };
    came_in_by(mail).is_none() || vouched()
}

/// Judges a mail that may be an answer of the owner's. `waited`: it has already waited for its twin.
#[must_use]
pub fn judge(
    book: &Book,
    policy: &Policy,
    mail: &Mail,
    mailbox: Mailbox,
    is_draft: bool,
    waited: bool,
    now: Time,
) -> Verdict {
    if code_in(&mail.message_id).is_some_and(|code| by_code(book, code).is_some()) {
        return Verdict::Ignored("a copy of our own reminder");
    }
    let Some((reminder, by_tag)) = named(book, policy, mail) else {
        return Verdict::NotAnAnswer;
    };
    if let Some(why) = is_machine(mail, is_draft) {
        return Verdict::Ignored(why);
    }
    let id = reminder.id;
    let refuse = |why: &str| Verdict::Refused {
        reminder: id,
        why: why.to_owned(),
    };
    if mail.problems.contains(&Problem::HeadersTooLong) {
        return refuse("Its header is too long to be read whole.");
    }
    let [from] = mail.from.as_slice() else {
        return refuse("It has not exactly one sender.");
    };
    if mail.headers("From").count() != 1 || mail.headers("Sender").count() > 1 {
        return refuse("It has not exactly one sender.");
    }
    if !from.email.as_ref().is_some_and(|a| policy.is_owner(a)) {
        return refuse("It does not come from one of your addresses.");
    }
    if mail.sender.as_ref().is_some_and(|s| {
        s.email != from.email && !s.email.as_ref().is_some_and(|a| policy.is_owner(a))
    }) {
        return refuse("Its Sender is not one of your addresses.");
    }
    match receivers(policy, mail) {
        Receivers::Owner => {}
        Receivers::Others => return Verdict::NotAnAnswer,
        Receivers::Both => {
            let words = own_words(mail);
            let is_command = parse(&words.first_line, &words.rest, now, policy.owner.zone).is_ok();
            return if is_command {
                refuse("It went to others, too, and a command is for heardback alone.")
            } else {
                Verdict::NotAnAnswer
            };
        }
    }
    if policy.approval.local_only {
        return refuse(
            "Your configuration accepts commands only on the command line (approval = \"local\").",
        );
    }
    let sent_proof = mailbox == Mailbox::Sent && came_in_by(mail).is_none();
    let proven = sent_proof
        || (!by_tag
            && policy
                .approval
                .authserv_id
                .as_deref()
                .is_some_and(|own| passes_for(mail, own, from)));
    if !proven {
        if waited {
            return refuse(
                "Nothing proves that you wrote it: it is not among your sent mail, and your server did not vouch for it.",
            );
        }
        return Verdict::Waits { reminder: id };
    }
    let verdict = understand(policy, mail, reminder, now);
    let Verdict::Command { command, .. } = &verdict else {
        return verdict;
    };
    match (&reminder.revoked, now >= reminder.expires_at) {
        (Some(why), _) if needs_a_live_reminder(command) => {
            refuse(&format!("That reminder no longer counts: {why}"))
        }
        (None, true) if needs_a_live_reminder(command) => {
            refuse("That reminder is too old to be answered.")
        }
        (Some(_) | None, _) => verdict,
    }
}

/// To whom a mail goes.
enum Receivers {
    Owner,
    Others,
    Both,
}

/// A reminder comes from the owner's address, so its answer goes there and nowhere else. What the owner writes to others,
/// such as a forwarded reminder or a letter in a thread into which somebody slipped a leaked code, is no command.
fn receivers(policy: &Policy, mail: &Mail) -> Receivers {
    let is_own = |a: &Address| {
        policy.is_owner(a) || without_tag(a).is_some_and(|plain| policy.is_owner(&plain))
    };
    let (own, others): (Vec<&Address>, Vec<&Address>) = mail
        .to
        .iter()
        .chain(&mail.cc)
        .filter_map(|p| p.email.as_ref())
        .partition(|a| is_own(a));
    let nameless = mail.to.iter().chain(&mail.cc).any(|p| p.email.is_none());
    match (own.is_empty(), others.is_empty()) {
        (_, true) if !(own.is_empty() && nameless) => Receivers::Owner,
        (false, false) => Receivers::Both,
        (true | false, true | false) => Receivers::Others,
    }
}

/// "sam+hb.1f…@mailbox.example" is "sam@mailbox.example" (RFC 5233).
fn without_tag(address: &Address) -> Option<Address> {
    let (local, _) = address.local().split_once('+')?;
    Address::new(&format!("{local}@{}", address.domain()))
}

/// What may let something leave, or make a new version, is worth nothing on a reminder that is revoked or expired (A1);
/// stopping, asking and taking notes always work.
pub(crate) fn needs_a_live_reminder(command: &Command) -> bool {
    match command {
        Command::Send(_)
        | Command::Edit { .. }
        | Command::Fill { .. }
        | Command::Strike { .. }
        | Command::Slot(_)
        | Command::Yes { .. }
        | Command::No
        | Command::Resend
        | Command::Accept
        | Command::Withdraw => true,
        Command::Skip
        | Command::Done
        | Command::Snooze { .. }
        | Command::Undo
        | Command::Why
        | Command::Wrong(_)
        | Command::Notes(_)
        | Command::Leave
        | Command::Pause
        | Command::Resume
        | Command::Help => false,
    }
}

fn understand(policy: &Policy, mail: &Mail, reminder: &Reminder, now: Time) -> Verdict {
    let words = own_words(mail);
    if reminder.action == Action::Debrief && !is_bare_word(&words.first_line) {
        let text = match parse(&words.first_line, &words.rest, now, policy.owner.zone) {
            Ok(Command::Notes(text)) => text,
            Ok(_) | Err(_) => format!("{}\n{}", words.first_line, words.rest)
                .trim()
                .to_owned(),
        };
        return Verdict::Command {
            reminder: reminder.id,
            command: Command::Notes(text),
        };
    }
    match parse(&words.first_line, &words.rest, now, policy.owner.zone) {
        Ok(command) => Verdict::Command {
            reminder: reminder.id,
            command,
        },
        Err(NotUnderstood(why)) => Verdict::Unclear {
            reminder: reminder.id,
            why,
        },
    }
}

/// A2: from In-Reply-To, References, a plus-address, or the subject's tag (then `true`: it needs proof B1).
fn named<'a>(book: &'a Book, policy: &Policy, mail: &Mail) -> Option<(&'a Reminder, bool)> {
    let threads = mail.in_reply_to.iter().chain(mail.references.iter().rev());
    for id in threads {
        let found = match code_in(id) {
            Some(code) => by_code(book, code),
            None => book
                .reminders
                .values()
                .find(|r| r.aliases.contains(id))
                .map(AsRef::as_ref),
        };
        if let Some(reminder) = found {
            return Some((reminder, false));
        }
    }
    let plus = |address: &Address| {
        // Of the owner's own address only: what stands behind somebody else's plus is theirs to choose.
        without_tag(address).filter(|a| policy.is_owner(a))?;
        let (_, code) = address.local().rsplit_once('+')?;
        by_code(book, code.strip_prefix("hb.").unwrap_or(code))
    };
    if let Some(reminder) = mail
        .to
        .iter()
        .filter_map(|p| p.email.as_ref())
        .find_map(plus)
    {
        return Some((reminder, false));
    }
    let from_owner = mail
        .from
        .first()
        .and_then(|p| p.email.as_ref())
        .is_some_and(|a| policy.is_owner(a));
    let tag = from_owner.then(|| tag_in(&mail.subject)).flatten()?;
    book.reminders
        .values()
        .rev()
        .find(|r| r.tag == tag)
        .map(|r| (r.as_ref(), true))
}

fn by_code<'a>(book: &'a Book, code: &str) -> Option<&'a Reminder> {
    let hash = Sha256::of(code.as_bytes());
    book.reminders
        .values()
        .find(|r| r.code_hash == hash)
        .map(AsRef::as_ref)
}

/// "[hb-k7qd]" in a subject: the last one is ours, for what stands before it may hold a name of the employer's choice.
fn tag_in(subject: &str) -> Option<String> {
    let start = subject.rfind("[hb-")? + 4;
    let tag: String = subject
        .get(start..)?
        .chars()
        .take_while(|c| *c != ']')
        .collect();
    (tag.len() == 4
        && tag
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    .then_some(tag)
}

/// A5: what no person's own answer bears.
fn is_machine(mail: &Mail, is_draft: bool) -> Option<&'static str> {
    if is_draft {
        return Some("a draft that was not sent");
    }
    if mail.report.is_some() {
        return Some("a delivery report");
    }
    if mail
        .headers("Auto-Submitted")
        .any(|v| !v.trim().eq_ignore_ascii_case("no"))
        || is_automatic_reply(mail)
    {
        return Some("an automatic reply");
    }
    if mail
        .headers
        .iter()
        .any(|h| h.name.to_ascii_lowercase().starts_with("list-"))
    {
        return Some("mail of a list");
    }
    if mail.headers("Precedence").any(|v| {
        matches!(
            v.trim().to_ascii_lowercase().as_str(),
            "bulk" | "list" | "junk" | "auto_reply"
        )
    }) {
        return Some("bulk mail");
    }
    if mail.headers("Return-Path").any(|v| v.trim() == "<>") {
        return Some("mail without a return path");
    }
    None
}

/// B1: a trace of having come in from outside makes the Sent proof void.
fn came_in_by(mail: &Mail) -> Option<&'static str> {
    const TRACES: [&str; 3] = ["Authentication-Results", "Received-SPF", "Delivered-To"];
    let arc = mail
        .headers
        .iter()
        .any(|h| h.name.to_ascii_lowercase().starts_with("arc-"));
    let trace = TRACES
        .into_iter()
        .find(|name| mail.header(name).is_some())
        .or(arc.then_some("ARC"));
    trace.or_else(|| {
        mail.headers("Received")
            .any(|value| !is_authenticated_hop(value))
            .then_some("Received")
    })
}

/// A submission by an authenticated client (RFC 3848: ESMTPA, ESMTPSA), or a hop inside the host.
fn is_authenticated_hop(received: &str) -> bool {
    // In a comment stands what the client said of itself, or "with cipher …": neither is the protocol.
    let bare = without_comments(received);
    let words: Vec<&str> = bare
        .split(|c: char| c.is_whitespace() || c == ';')
        .filter(|w| !w.is_empty())
        .collect();
    let mut withs = words
        .iter()
        .enumerate()
        .filter(|(_, w)| w.eq_ignore_ascii_case("with"))
        .map(|(i, _)| words.get(i + 1).copied().unwrap_or(""));
    let (Some(with), None) = (withs.next(), withs.next()) else {
        return false;
    };
    matches!(
        with.to_ascii_uppercase().as_str(),
        "ESMTPA"
            | "ESMTPSA"
            | "UTF8SMTPA"
            | "UTF8SMTPSA"
            | "LMTPA"
            | "HTTP"
            | "HTTPS"
            | "HTTPREST"
            | "MAPI"
    )
}

/// A field without its comments (RFC 5322 §3.2.2), nested ones too; one that is never closed hides the rest.
fn without_comments(value: &str) -> String {
    let mut depth = 0_usize;
    let mut escaped = false;
    let mut out = String::new();
    for c in value.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            other if depth == 0 => out.push(other),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests;
