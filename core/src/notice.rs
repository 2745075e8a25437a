//! Mails to the owner: reminders, answers, questions. Plain text, made to be read on a bad day.

mod body;
mod catch_up;
mod digest;
mod drafts;
mod example;
mod foreign;
mod funnel;
mod picture;

use chrono_tz::Tz;

use self::body::{body, receivers};
use self::drafts::{drafts_text, options};
use crate::application::{Application, NoteText};
use crate::book::{Book, Draft, Reminder};
use crate::etiquette::Duty;
use crate::id::ApplicationId;
use crate::letter;
use crate::moment::Time;
use crate::policy::Policy;
use crate::rule::{Action, Rule};

pub use catch_up::{CatchUp, Off, catch_up};
pub use example::{Example, example};
pub use foreign::{clean, clean_whole, name_of, quoted};
pub(crate) use foreign::{clean_to, named};

pub(crate) use body::{candidates, obligation_of, suspicions_of, untied};

/// A mail to the owner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice {
    pub subject: String,
    pub text: String,
    /// A PNG that goes with it.
    pub picture: Option<Vec<u8>>,
}

/// What `help` is answered with.
pub const HELP: &str = "Answer a reminder with one of these on the first line:\n\n  \
    send            the draft leaves ten minutes later (undo stops it)\n  \
    send now        it leaves at once\n  \
    send monday 9am it leaves then\n  \
    send 1 3        of several drafts, these\n  \
    edit            below it, the whole new text\n  \
    fill: words     puts your words into the marked gap\n  \
    strike          takes the marked gap out\n  \
    slot 2          takes another of the offered times\n  \
    skip            nothing is sent, no further reminder\n  \
    done            you have done it yourself\n  \
    snooze 3d       later (3d, 4h, monday 9am)\n  \
    undo            stops what has not left yet\n  \
    why             the rule and the words it rests on\n  \
    yes, no         to a question (yes 2 where several applications fit)\n  \
    wrong: CLASS    the mail was something else\n  \
    notes           below it, your notes of the interview\n  \
    withdraw        you withdraw this application\n  \
    accept          you take the offer\n  \
    pause, resume   nothing leaves, or leaves again";

/// A reminder with everything that is needed to answer it.
#[must_use]
pub fn reminder(
    book: &Book,
    policy: &Policy,
    duty: &Duty,
    rule: Rule,
    drafts: &[Draft],
    again: bool,
    now: Time,
) -> Notice {
    if duty.action == Action::Digest {
        return digest::digest(book, policy, now);
    }
    let app = duty.application.and_then(|id| book.state(id));
    let mut text = Vec::new();
    if again {
        text.push(format!(
            "A second word about this: {}",
            again_because(duty, rule, now)
        ));
    }
    text.push(body(book, policy, duty, app, rule, now));
    let look_at = receivers(book, drafts);
    text.push(look_at.clone());
    text.push(drafts_text(drafts));
    text.push(options(duty.action, app, drafts, &look_at));
    // What the reminder began with is not said twice.
    let words = clean_to(&duty.because.words, 600);
    let said = text
        .iter()
        .any(|part| part.contains(&words) || part.contains(&duty.because.words));
    let because = if said { "" } else { &words };
    text.push(format!("Why: rule {rule}. {} {because}", rule.sentence()));
    let subject = format!(
        "{}{}",
        if again { "Again: " } else { "" },
        subject(duty.action, app, drafts)
    );
    Notice {
        subject,
        text: join(&text),
        picture: None,
    }
}

/// The reminder of a draft that was changed.
#[must_use]
pub fn new_version(
    book: &Book,
    _policy: &Policy,
    reminder: &Reminder,
    drafts: &[Draft],
    _now: Time,
) -> Notice {
    let app = reminder.application.and_then(|id| book.state(id));
    let look_at = receivers(book, drafts);
    let text = [
        "Here is the new version. It leaves only when you answer this mail with send.".to_owned(),
        look_at.clone(),
        drafts_text(drafts),
        options(reminder.action, app, drafts, &look_at),
        format!("Why: rule {}. {}", reminder.rule, reminder.rule.sentence()),
    ];
    Notice {
        subject: format!("New version: {}", subject(reminder.action, app, drafts)),
        text: join(&text),
        picture: None,
    }
}

/// What was understood, and what will happen.
#[must_use]
pub fn understood(reminder: &Reminder, what: &str, drafts: &[Draft]) -> Notice {
    let mut text = vec![what.to_owned()];
    if drafts
        .iter()
        .any(|d| d.state == crate::book::DraftState::Approved)
    {
        text.push("Until then, answer undo to stop it.".to_owned());
    }
    Notice {
        subject: format!(
            "Re: {}",
            reminder.subject.split(" [hb-").next().unwrap_or("")
        ),
        text: join(&text),
        picture: None,
    }
}

/// Not trusted.
#[must_use]
pub fn refused(reminder: &Reminder, why: &str) -> Notice {
    let text = [
        format!("An answer to “{}” came in, and nothing was done with it. {why}", reminder.subject),
        "If it was you: answer once more from your own mail program, so that your answer lies in your Sent mailbox, or run\n\n  heardback status\n\nand then `heardback approve` with the number it shows.".to_owned(),
    ];
    Notice {
        subject: "An answer that heardback did not trust".to_owned(),
        text: join(&text),
        picture: None,
    }
}

/// Trusted, but not understood.
#[must_use]
pub fn unclear(why: &str) -> Notice {
    let text = [format!("Nothing was done. {why}"), HELP.to_owned()];
    Notice {
        subject: "heardback did not understand your answer".to_owned(),
        text: join(&text),
        picture: None,
    }
}

/// An approved letter that may not leave.
#[must_use]
pub fn held(draft: &Draft, rule: Rule, why: &str) -> Notice {
    let text = [
        format!("Your letter to {} was not sent. {why}", name_of(&draft.to)),
        format!("Why: rule {rule}. {}", rule.sentence()),
    ];
    Notice {
        subject: format!("Not sent: {}", clean(&draft.subject)),
        text: join(&text),
        picture: None,
    }
}

/// The server, or theirs, refused it.
#[must_use]
pub fn undeliverable(draft: &Draft, words: &str) -> Notice {
    let text = [
        format!(
            "Your letter to {} did not arrive. The server said:",
            name_of(&draft.to)
        ),
        quoted(words),
        "Check the address. heardback writes nothing more to it by itself.".to_owned(),
    ];
    Notice {
        subject: format!("Not delivered: {}", clean(&draft.subject)),
        text: join(&text),
        picture: None,
    }
}

/// Tried for a day.
#[must_use]
pub fn deferred(draft: &Draft, words: &str) -> Notice {
    let text = [
        format!(
            "Your letter to {} has waited for a day: their server will not take it. It said:",
            name_of(&draft.to)
        ),
        quoted(words),
        "Nothing was sent, and heardback tries no more by itself. Answer send to try once more, or skip to let it be.".to_owned(),
    ];
    Notice {
        subject: format!("Not sent yet: {}", clean(&draft.subject)),
        text: join(&text),
        picture: None,
    }
}

/// Maybe sent, maybe not. `is_absent`: it was looked for where an earlier letter was found, and is not there.
#[must_use]
pub fn uncertain(draft: &Draft, words: &str, is_absent: bool) -> Notice {
    let looked = if is_absent {
        "It is neither in your Sent mailbox nor in a delivery report, which still proves nothing."
    } else {
        "It could not be looked for in your Sent mailbox in a way that proves anything: look there, or ask, before you send it again."
    };
    let text = [
        format!("Your letter to {} may have been sent, or not: the connection broke at the one moment that leaves it open ({}). {looked}", name_of(&draft.to), clean(words)),
        "Answer resend to send it once more, or leave to let it be. Without your word nothing is sent twice.".to_owned(),
    ];
    Notice {
        subject: format!("Sent or not? {}", clean(&draft.subject)),
        text: join(&text),
        picture: None,
    }
}

/// A message that heardback cannot read.
#[must_use]
pub fn unreadable(mailbox: &str, uid: u32, why: &str) -> Notice {
    let text = [
        format!(
            "There is a message in your mailbox “{}” that heardback could not read (number {uid}). {}",
            clean(mailbox),
            clean(why)
        ),
        "Look at it with your mail program: it may be about an application. heardback leaves it alone and goes on with what \
         came after it. `heardback status` lists all messages of this kind."
            .to_owned(),
    ];
    Notice {
        subject: "A message that heardback could not read".to_owned(),
        text: join(&text),
        picture: None,
    }
}

/// What `why` is answered with.
#[must_use]
pub fn why(book: &Book, policy: &Policy, reminder: &Reminder) -> String {
    let duty = crate::etiquette::plan(book, policy, reminder.at)
        .into_iter()
        .find(|d| d.key == reminder.task);
    let mut lines = vec![format!(
        "Rule {}: {}",
        reminder.rule,
        reminder.rule.sentence()
    )];
    if let Some(duty) = duty {
        lines.push(duty.because.words.clone());
        if let Some(id) = duty.because.message_id {
            lines.push(format!("It rests on the message {id}."));
        }
    }
    lines.join("\n")
}

/// What the notes were taken to say.
#[must_use]
pub fn notes_understood(book: &Book, policy: &Policy, id: ApplicationId, now: Time) -> String {
    let Some(app) = book.state(id) else {
        return String::new();
    };
    let mut lines =
        vec!["Your notes are kept with the interview. What heardback takes from them:".to_owned()];
    if let Some(notes) = app
        .interviews
        .iter()
        .rev()
        .flat_map(|i| i.notes.iter().rev())
        .next()
    {
        lines.extend(letter::notes_summary(app, notes, policy));
        lines.extend(contradiction(app, notes));
    }
    if let Some(promise) = &app.promise {
        lines.push(format!(
            "- You will hear from them by {}.",
            promise.by.format("%A, %-d %B")
        ));
    }
    if let Some(quiet) = &app.quiet {
        lines.push(quiet.until.map_or_else(
            || "- They asked you to wait for their word.".to_owned(),
            |d| format!("- They asked you to wait until {}.", d.format("%A, %-d %B")),
        ));
    }
    let wait = crate::etiquette::earliest_follow_up(book, policy, app, now);
    if let Some(at) = wait.and_then(|w| w.until) {
        lines.push(format!(
            "- If nothing comes, a follow-up is drafted on {}.",
            self::when(at, policy)
        ));
    }
    lines.push(String::new());
    lines.push("If something is wrong, answer notes and write it anew.".to_owned());
    lines.join("\n")
}

/// W6: the notes name one day, and a mail of theirs another.
fn contradiction(app: &Application, notes: &NoteText) -> Option<String> {
    let noted = crate::application::read_notes(&notes.text, notes.at, app.place()).promise?;
    let written = app.promise.as_ref().filter(|p| p.message_id.is_some())?;
    let day = |by: chrono::NaiveDate| by.format("%A, %-d %B").to_string();
    (written.by != noted.by).then(|| {
        format!(
            "- Your notes say that you will hear by {}, but they have written {}: what they wrote counts.",
            day(noted.by),
            day(written.by)
        )
    })
}

/// "Tuesday, 10 March at 16:49", in the owner's zone.
#[must_use]
pub fn when(at: Time, policy: &Policy) -> String {
    when_in(at, policy.owner.zone)
}

/// "leaves tomorrow, Wednesday, 25 November at 09:00, because they have a mail of yours today already."
#[must_use]
pub fn leaves(at: Time, because: Option<&str>, policy: &Policy, now: Time) -> String {
    let zone = policy.owner.zone;
    let day = |at: Time| at.with_timezone(&zone).date_naive();
    let tomorrow = if day(now).succ_opt() == Some(day(at)) {
        "tomorrow, "
    } else {
        ""
    };
    let when = when(at, policy);
    match because {
        None if at <= now => "leaves at once.".to_owned(),
        None => format!("leaves {when}."),
        Some(why) => match reason(why) {
            Some(reason) => format!("leaves {tomorrow}{when}, because {reason}."),
            None => format!("leaves {tomorrow}{when}. {}", clean(why)),
        },
    }
}

/// A sentence of the gate's, as the half of another.
fn reason(why: &str) -> Option<String> {
    let first = why.split(';').next().unwrap_or(why).trim_end_matches('.');
    let (word, rest) = first.split_once(' ')?;
    matches!(word, "They" | "Nobody" | "Enough" | "A")
        .then(|| format!("{} {}", word.to_lowercase(), clean(rest)))
}

fn when_in(at: Time, zone: Tz) -> String {
    at.with_timezone(&zone)
        .format("%A, %-d %B at %H:%M")
        .to_string()
}

/// "a", "a and b", "a, b and c".
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn join(parts: &[String]) -> String {
    let mut text = parts
        .iter()
        .map(|p| p.trim_end())
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    text.push('\n');
    text
}

pub(crate) fn place(app: Option<&Application>) -> String {
    let Some(app) = app else {
        return "Your search".to_owned();
    };
    let company = app
        .shown_company()
        .map_or_else(|| "An employer".to_owned(), |c| named(&c));
    match &app.role {
        Some(role) => format!("{company}, {}", named(role)),
        None => company,
    }
}

/// The employer's name alone, for the middle of a sentence.
fn firm(app: &Application) -> String {
    app.shown_company()
        .map_or_else(|| "this employer".to_owned(), |c| named(&c))
}

fn subject(action: Action, app: Option<&Application>, drafts: &[Draft]) -> String {
    let place = place(app);
    let to = list(&drafts.iter().map(|d| name_of(&d.to)).collect::<Vec<_>>());
    match action {
        Action::Prepare => format!("{place}: your interview is near"),
        Action::AnswerInvitation => format!("{place}: an invitation wants an answer"),
        Action::Debrief => format!("{place}: how did it go?"),
        Action::ThankYou => format!("{place}: thank {to}"),
        Action::Connect => format!("{place}: stay in contact with the people you met"),
        Action::FollowUp => format!("{place}: time to ask"),
        Action::Material => format!("{place}: they wait for something of yours"),
        Action::Promise => format!("{place}: you promised something"),
        Action::RejectionReply => format!("{place}: a gracious word"),
        Action::StayInTouch => format!("{place}: the door may be open again"),
        Action::Offer => format!("{place}: an offer"),
        Action::WithdrawOthers => "Tell the others that you have taken an offer".to_owned(),
        Action::Digest => "Your search this week".to_owned(),
        Action::Question => format!("{place}: a question"),
    }
}

fn again_because(duty: &Duty, rule: Rule, now: Time) -> String {
    let hours = (now - duty.due_at).num_hours();
    match (duty.action, rule) {
        (Action::ThankYou, Rule::T7) => "the interview was more than 48 hours ago, so this thank-you is late. A reworded draft says so in half a sentence.".to_owned(),
        (Action::ThankYou, _) => "a thank-you is best within a day of the interview, and this one is still unsent.".to_owned(),
        (Action::Material, _) => "the deadline comes nearer.".to_owned(),
        (Action::Offer, _) if duty.lapses_at.is_some() => "the day by which they want your answer comes nearer.".to_owned(),
        (Action::AnswerInvitation, _) => "they are still waiting for your answer.".to_owned(),
        _ if hours >= 24 => "it is still open.".to_owned(),
        _ => "something has changed.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{name_of, named};
    use crate::id::{Address, Person};

    #[test]
    fn a_name_that_is_none_stands_cut_between_quotation_marks() {
        for plain in [
            "Juniper Freight",
            "Senior Data Analyst (m/f/d), Logistics",
            "St. Mary's Hospital of New York",
            "Müller & Söhne GmbH",
            "Prof. Dr. Ana Ruiz",
            "J. R. Hale Bros. & Co",
            "Node.js and ASP.NET Developer",
            "Dipl.-Ing. (M.Sc.) Logistics",
        ] {
            assert_eq!(named(plain), plain);
        }
        let long = "word ".repeat(60);
        for (odd, shown) in [
            ("Answer send now", "“Answer send now”"),
            (
                "The role is filled. Write to us",
                "“The role is filled. Write to us”",
            ),
            ("Go to https://evil.test", "“Go to https://evil.test”"),
            ("Juniper evil.test", "“Juniper evil.test”"),
            (
                "Juniper Roe. Your mailbox is full",
                "“Juniper Roe. Your mailbox is full”",
            ),
            ("a “quoted” firm", "“a 'quoted' firm”"),
            ("Reply\nsend", "“Reply send”"),
        ] {
            assert_eq!(named(odd), shown);
        }
        assert!(named(&long).ends_with("…”") && named(&long).chars().count() < 90);
    }

    #[test]
    fn a_person_whose_name_speaks_of_commands_is_shown_by_address() {
        let called = |name: &str| Person {
            name: Some(name.to_owned()),
            email: Address::new("eve@elsewhere.example"),
        };
        assert_eq!(name_of(&called("Eve Moss")), "Eve Moss");
        for name in [
            "Please answer send all",
            "heardback",
            "Sam. Approve this one",
            "x@y.example",
            "Eve Moss. Your mailbox is full. See evil.test",
            "Eve Moss evil.test/now",
        ] {
            assert_eq!(name_of(&called(name)), "eve@elsewhere.example", "{name}");
        }
    }
}
