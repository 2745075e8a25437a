//! Mails to the owner: reminders, answers, questions. Plain text, made to be read on a bad day.

mod digest;

use chrono_tz::Tz;

use crate::application::{Application, Interview, Obligation};
use crate::book::{Book, Draft, Reminder, TaskKey};
use crate::etiquette::{Days, Duty, end_of};
use crate::id::{ApplicationId, Person};
use crate::letter;
use crate::moment::Time;
use crate::policy::Policy;
use crate::rule::{Action, Rule};

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
    yes, no         to a question\n  \
    wrong: CLASS    the mail was something else\n  \
    notes           below it, your notes of the interview\n  \
    withdraw        you withdraw this application\n  \
    accept          you take the offer\n  \
    pause, resume   nothing leaves, or leaves again";

const RULER: &str = "------------------------------------------------------------";

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
    text.push(drafts_text(drafts));
    text.push(options(duty.action, drafts));
    text.push(format!(
        "Why: rule {rule}. {} {}",
        rule.sentence(),
        duty.because.words
    ));
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
    let text = [
        "Here is the new version. It leaves only when you answer this mail with send.".to_owned(),
        drafts_text(drafts),
        options(reminder.action, drafts),
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
pub fn unclear(_reminder: &Reminder, why: &str) -> Notice {
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
        "heardback goes on trying every two hours; answer undo to stop it.".to_owned(),
    ];
    Notice {
        subject: format!("Still waiting: {}", clean(&draft.subject)),
        text: join(&text),
        picture: None,
    }
}

/// Maybe sent, maybe not.
#[must_use]
pub fn uncertain(draft: &Draft, words: &str) -> Notice {
    let text = [
        format!("Your letter to {} may have been sent, or not: the connection broke at the one moment that leaves it open ({words}). It is neither in your Sent mailbox nor in a delivery report.", name_of(&draft.to)),
        "Answer resend to send it once more, or leave to let it be. Without your word nothing is sent twice.".to_owned(),
    ];
    Notice {
        subject: format!("Sent or not? {}", clean(&draft.subject)),
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

/// "Tuesday, 10 March at 16:49", in the owner's zone.
#[must_use]
pub fn when(at: Time, policy: &Policy) -> String {
    when_in(at, policy.owner.zone)
}

fn when_in(at: Time, zone: Tz) -> String {
    at.with_timezone(&zone)
        .format("%A, %-d %B at %H:%M")
        .to_string()
}

/// A person's name, else the address.
#[must_use]
pub fn name_of(person: &Person) -> String {
    let name = person.name.as_deref().map(clean).filter(|n| !n.is_empty());
    name.or_else(|| person.email.as_ref().map(ToString::to_string))
        .unwrap_or_else(|| "them".to_owned())
}

/// Foreign text on one line, without control, zero-width and direction characters, bounded.
#[must_use]
pub fn clean(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .take(160)
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Foreign lines, each behind "> ": nothing an employer writes can look like heardback's own words (SAFETY.md).
#[must_use]
pub fn quoted(text: &str) -> String {
    text.lines()
        .take(40)
        .map(|line| format!("> {}", clean(line)))
        .collect::<Vec<_>>()
        .join("\n")
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

fn place(app: Option<&Application>) -> String {
    let Some(app) = app else {
        return "Your search".to_owned();
    };
    let company = app
        .shown_company()
        .map_or_else(|| "An employer".to_owned(), |c| clean(&c));
    match &app.role {
        Some(role) => format!("{company}, {}", clean(role)),
        None => company,
    }
}

/// The employer's name alone, for the middle of a sentence.
fn firm(app: &Application) -> String {
    app.shown_company()
        .map_or_else(|| "this employer".to_owned(), |c| clean(&c))
}

fn subject(action: Action, app: Option<&Application>, drafts: &[Draft]) -> String {
    let place = place(app);
    let to = drafts
        .iter()
        .map(|d| name_of(&d.to))
        .collect::<Vec<_>>()
        .join(", ");
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
        (Action::AnswerInvitation, _) => "they are still waiting for your answer.".to_owned(),
        _ if hours >= 24 => "it is still open.".to_owned(),
        _ => "something has changed.".to_owned(),
    }
}

fn body(
    book: &Book,
    policy: &Policy,
    duty: &Duty,
    app: Option<&Application>,
    rule: Rule,
    now: Time,
) -> String {
    let Some(app) = app else {
        return duty.because.words.clone();
    };
    match duty.action {
        Action::Prepare => prepare(policy, app, now),
        Action::AnswerInvitation => invitation(book, policy, app, duty),
        Action::Debrief => debrief(policy, app, duty),
        Action::ThankYou => thanks(policy, app, duty, rule, now),
        Action::Connect => connect(app, duty, policy),
        Action::FollowUp => follow_up(app, duty),
        Action::Material | Action::Promise => owed(policy, app, duty),
        Action::RejectionReply => format!("{} has said no. A few warm lines keep the door open; nothing needs to be explained.", firm(app)),
        Action::StayInTouch => format!("It is three months since {} said no after an interview. If you would still like to work there, this is a good week to write a line or to look at their openings. heardback drafts nothing.", firm(app)),
        Action::Offer => offer(policy, app),
        Action::WithdrawOthers => "You have taken an offer. These people still think that you are waiting for them; a short word from you is kind and is remembered.".to_owned(),
        Action::Digest | Action::Question => question(book, duty),
    }
}

fn people(interview: &Interview) -> String {
    let names: Vec<String> = interview.people.iter().map(name_of).collect();
    if names.is_empty() {
        interview
            .invited_by
            .as_ref()
            .map(name_of)
            .unwrap_or_default()
    } else {
        names.join(", ")
    }
}

fn times(interview: &Interview, policy: &Policy) -> Vec<String> {
    let Some(start) = interview.start else {
        return Vec::new();
    };
    let local = |zone: Tz| {
        let from = when_in(start, zone);
        interview.end.map_or_else(
            || from.clone(),
            |end| format!("{from} to {}", end.with_timezone(&zone).format("%H:%M")),
        )
    };
    let mut lines = vec![format!("When:   {} (your time)", local(policy.owner.zone))];
    let theirs = interview.zone.as_deref().and_then(|z| z.parse::<Tz>().ok());
    if let Some(zone) = theirs.filter(|z| {
        start.with_timezone(z).naive_local()
            != start.with_timezone(&policy.owner.zone).naive_local()
    }) {
        lines.push(format!("        {} ({})", local(zone), zone.name()));
    }
    lines
}

fn prepare(policy: &Policy, app: &Application, now: Time) -> String {
    let mut ahead: Vec<&Interview> = app
        .interviews
        .iter()
        .filter(|i| i.start.is_some_and(|s| s > now))
        .collect();
    ahead.sort_by_key(|i| i.start);
    let mut lines = vec![
        format!("Your interview with {} is near.", place(Some(app))),
        String::new(),
    ];
    let days = Days::of(policy);
    let day = ahead.first().and_then(|i| i.start).map(|s| days.day(s));
    for interview in ahead.iter().filter(|i| i.start.map(|s| days.day(s)) == day) {
        lines.extend(times(interview, policy));
        if let Some(place) = &interview.place {
            lines.push(format!("Where:  {}", clean(place)));
        } else if interview.medium == Some(crate::reading::Medium::Phone) {
            lines.push("Where:  by telephone".to_owned());
        }
        let names = people(interview);
        if !names.is_empty() {
            lines.push(format!("Whom:   {names}"));
        }
        lines.push(String::new());
    }
    lines.push("Before you leave the conversation:".to_owned());
    lines.push("- say that you want the job, if you do;".to_owned());
    lines.push("- ask when you will hear back;".to_owned());
    lines.push("- ask how they like to be contacted;".to_owned());
    lines.push("- note the names of everyone you speak with;".to_owned());
    lines.push("- ask whether connecting online is welcome.".to_owned());
    lines.join("\n")
}

fn interview_of<'a>(app: &'a Application, duty: &Duty) -> Option<&'a Interview> {
    let number = duty
        .key
        .0
        .split('/')
        .nth(2)
        .and_then(|n| n.parse::<u32>().ok());
    app.interviews.iter().find(|i| Some(i.number) == number)
}

fn invitation(book: &Book, policy: &Policy, app: &Application, duty: &Duty) -> String {
    let Some(interview) = interview_of(app, duty) else {
        return String::new();
    };
    let who = interview
        .invited_by
        .as_ref()
        .map_or_else(|| place(Some(app)), name_of);
    let mut lines = vec![format!(
        "{who} invites you to an interview: {}.",
        place(Some(app))
    )];
    if !interview.slots.is_empty() {
        lines.push(String::new());
        lines.push("The times they offer (your time):".to_owned());
        for (i, slot) in interview.slots.iter().enumerate() {
            let start = slot.start.with_timezone(&chrono::Utc);
            let clash = clash(book, app, start)
                .map(|name| format!("   clashes with {name}"))
                .unwrap_or_default();
            lines.push(format!("  {}. {}{clash}", i + 1, when(start, policy)));
        }
    } else if let Some(start) = interview.start {
        let clash = clash(book, app, start)
            .map(|name| format!(" It clashes with your interview at {name}."))
            .unwrap_or_default();
        lines.push(format!(
            "The time: {} (your time).{clash}",
            when(start, policy)
        ));
    }
    if let Some(link) = &interview.booking_link {
        lines.push(format!("Book a time yourself here:\n\n  {}", clean(link)));
    }
    if !interview.suspicions.is_empty() {
        let reasons: Vec<&str> = interview.suspicions.iter().map(|s| s.name()).collect();
        lines.push(format!("\nBe careful: something about this mail looks wrong ({}). `send` alone does not send it; `send anyway` does.", reasons.join(", ").replace('_', " ")));
    }
    lines.join("\n")
}

fn clash(book: &Book, app: &Application, start: Time) -> Option<String> {
    let taken = |i: &&Interview| {
        i.start
            .zip(end_of(i))
            .is_some_and(|(s, e)| s < start + chrono::Duration::minutes(60) && start < e)
            && i.state == crate::application::InterviewState::Booked
    };
    book.states()
        .filter(|other| other.id != app.id)
        .find(|other| other.interviews.iter().any(|i| taken(&i)))
        .map(|other| place(Some(other)))
}

fn debrief(policy: &Policy, app: &Application, duty: &Duty) -> String {
    let day = duty.key.0.split('/').nth(2).unwrap_or("");
    let days = Days::of(policy);
    let of_day = |i: &&Interview| i.start.is_some_and(|s| days.day(s).to_string() == day);
    let mut names: Vec<String> = app
        .interviews
        .iter()
        .filter(of_day)
        .flat_map(|i| i.people.iter().map(name_of))
        .collect();
    names.dedup();
    let whom = if names.is_empty() {
        String::new()
    } else {
        format!(" with {}", names.join(", "))
    };
    [
        format!("Your interview at {}{whom} is over. Answer this mail with what you remember, in your own words; every line helps the thank-you letters.", firm(app)),
        String::new(),
        "- Who was there? (name, and address if you have it)".to_owned(),
        "- What did you talk about with each of them?".to_owned(),
        "- What did you promise them, what did they promise you?".to_owned(),
        "- When will you hear from them?".to_owned(),
        "- How do they like to be contacted?".to_owned(),
        "- Anything that you would put right? Begin that line with fix:".to_owned(),
    ]
    .join("\n")
}

fn thanks(policy: &Policy, app: &Application, _duty: &Duty, rule: Rule, _now: Time) -> String {
    let mut text = if rule == Rule::T7 {
        "The interview is more than 48 hours ago. A late thank-you is better than none; it says so in half a sentence.".to_owned()
    } else {
        format!(
            "Thank the people whom you met at {}, each in a letter of their own.",
            firm(app)
        )
    };
    let traditional = app.company.as_deref().is_some_and(|c| {
        policy
            .etiquette
            .traditional
            .iter()
            .any(|t| crate::matching::same_company(t, c))
    });
    if traditional {
        text.push_str("\n\nT8: they are of the traditional kind. A handwritten card, posted tomorrow, would be a touch more.");
    }
    text
}

fn connect(app: &Application, duty: &Duty, policy: &Policy) -> String {
    let days = Days::of(policy);
    let day = duty.key.0.split('/').nth(2).unwrap_or("");
    let mut met: Vec<String> = Vec::new();
    for interview in app
        .interviews
        .iter()
        .filter(|i| i.start.is_some_and(|s| days.day(s).to_string() == day))
    {
        let people = if interview.people.is_empty() {
            interview.invited_by.iter().cloned().collect()
        } else {
            interview.people.clone()
        };
        for name in people.iter().map(name_of) {
            if !met.contains(&name) {
                met.push(name);
            }
        }
    }
    let company = app
        .shown_company()
        .map_or_else(|| "their company".to_owned(), |c| clean(&c));
    let mut lines = vec!["Your thank-you is with them. If connecting was welcome, now is the time; look over your own profile first, and follow the company's page.".to_owned(), String::new()];
    lines.extend(met.iter().map(|name| format!("- {name}: “It was good to talk with you about the work at {company}. I would be glad to stay in touch.”")));
    lines.push(String::new());
    lines.push("heardback touches no such network; answer done when you have.".to_owned());
    lines.join("\n")
}

fn follow_up(app: &Application, duty: &Duty) -> String {
    let mut text = format!("{} One polite question is welcome now.", duty.because.words);
    if duty.orders.is_empty() {
        let phone = app.phone.as_deref().map(clean).unwrap_or_default();
        text = format!(
            "{} They like the telephone best, so there is no draft, but points for a call{}:\n\n- thank them for the conversation;\n- say that you are still interested;\n- ask where they are in the process;\n- ask when you may hear from them.",
            duty.because.words,
            if phone.is_empty() {
                String::new()
            } else {
                format!(" ({phone})")
            }
        );
    }
    text
}

/// The obligation that a task is about.
#[must_use]
pub(crate) fn obligation_of<'a>(app: &'a Application, key: &TaskKey) -> Option<&'a Obligation> {
    let mut parts = key.0.split('/');
    let action = parts.next().and_then(Action::from_name)?;
    let number = parts.nth(1).and_then(|n| n.parse::<u32>().ok())?;
    matches!(action, Action::Material | Action::Promise)
        .then(|| app.obligations.iter().find(|o| o.number == number))
        .flatten()
}

fn owed(policy: &Policy, app: &Application, duty: &Duty) -> String {
    let Some(owed) = obligation_of(app, &duty.key) else {
        return String::new();
    };
    let what = owed
        .what
        .iter()
        .map(|w| clean(w))
        .collect::<Vec<_>>()
        .join(", ");
    let due = match owed.due {
        Some(crate::reading::By::Instant(at)) => {
            format!(" by {}", when(at.with_timezone(&chrono::Utc), policy))
        }
        Some(crate::reading::By::Day(day)) => format!(" by {}", day.format("%A, %-d %B")),
        None => String::new(),
    };
    if duty.action == Action::Promise {
        format!("You promised {}: {what}{due}.", firm(app))
    } else {
        format!("{} asks for: {what}{due}.", firm(app))
    }
}

fn offer(policy: &Policy, app: &Application) -> String {
    let deadline = app
        .offer
        .as_ref()
        .and_then(|o| o.deadline)
        .map(|by| match by {
            crate::reading::By::Instant(at) => when(at.with_timezone(&chrono::Utc), policy),
            crate::reading::By::Day(day) => day.format("%A, %-d %B").to_string(),
        });
    let deadline = deadline.map_or_else(
        || "They named no day by which they want your answer.".to_owned(),
        |d| format!("They want your answer by {d}."),
    );
    format!(
        "{} offers you the job. {deadline}\n\nThe draft below only thanks them. When you have decided, answer accept, and heardback helps you to tell the others; or withdraw.",
        firm(app)
    )
}

fn question(book: &Book, duty: &Duty) -> String {
    let number = duty
        .key
        .0
        .strip_prefix("question/")
        .and_then(|n| n.parse::<u32>().ok());
    let Some(proposal) = number.and_then(|n| book.proposals.get(&n)) else {
        return duty.because.words.clone();
    };
    let from = name_of(&proposal.heard.from);
    let mut lines = vec![
        clean(&proposal.question),
        String::new(),
        format!("From:    {from}"),
        format!("> {}", clean(&proposal.heard.subject)),
    ];
    if let Some(app) = proposal.candidates.first().and_then(|id| book.state(*id)) {
        lines.push(format!("Yes means: it belongs to {}.", place(Some(app))));
    }
    lines.join("\n")
}

fn drafts_text(drafts: &[Draft]) -> String {
    let mut out = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let number = if drafts.len() > 1 {
            format!("Draft {}, to", i + 1)
        } else {
            "Draft, to".to_owned()
        };
        let address = draft
            .to
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let mut lines = vec![
            RULER.to_owned(),
            format!("{number} {} <{address}>", name_of(&draft.to)),
            format!("Subject: {}", clean(&draft.subject)),
        ];
        for file in &draft.attachments {
            lines.push(format!(
                "Attached: {} ({})",
                clean(&file.file_name),
                size(file.size)
            ));
        }
        if draft.calendar_reply.is_some() {
            lines.push("With it goes the calendar's own reply.".to_owned());
        }
        lines.push(String::new());
        lines.push(draft.text.trim_end().to_owned());
        lines.push(RULER.to_owned());
        for finding in &draft.findings {
            lines.push(format!(
                "{} {}: {}",
                if finding.blocks { "!" } else { "?" },
                finding.rule,
                finding.what
            ));
        }
        out.push(lines.join("\n"));
    }
    out.join("\n\n")
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => format!("{} KiB", bytes / 1_024),
        _ => format!(
            "{}.{} MiB",
            bytes / 1_048_576,
            bytes % 1_048_576 * 10 / 1_048_576
        ),
    }
}

fn options(action: Action, drafts: &[Draft]) -> String {
    if drafts.is_empty() {
        return match action {
            Action::Debrief => "Answer with your notes, or skip, or snooze 2h.".to_owned(),
            Action::Question => {
                "Answer yes or no, or wrong: and what the mail was (for instance wrong: rejection)."
                    .to_owned()
            }
            Action::Digest => String::new(),
            Action::Prepare => {
                "Nothing needs to be answered; snooze 2h reminds you again.".to_owned()
            }
            Action::AnswerInvitation
            | Action::ThankYou
            | Action::Connect
            | Action::FollowUp
            | Action::Material
            | Action::Promise
            | Action::RejectionReply
            | Action::StayInTouch
            | Action::Offer
            | Action::WithdrawOthers => "Answer done, skip, or snooze 1d.".to_owned(),
        };
    }
    let gap = drafts
        .iter()
        .any(|d| d.findings.iter().any(|f| f.blocks && f.rule == Rule::L2));
    let mut words = vec![if drafts.len() > 1 {
        "send 1 (or send all)"
    } else {
        "send"
    }];
    if gap {
        words.insert(0, "fill: your words");
        words.insert(1, "strike");
    }
    if action == Action::AnswerInvitation {
        words.push("slot 2");
    }
    if action == Action::Offer {
        words.push("accept");
    }
    words.extend(["edit", "skip", "snooze 1d", "why", "help"]);
    format!(
        "Nothing leaves without your word. Answer this mail, on its first line, with\n  {}",
        words.join("  |  ")
    )
}
