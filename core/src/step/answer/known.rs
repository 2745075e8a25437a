//! What the owner knows better: answers to questions, corrections, notes, decisions, the kill switch.

use super::super::Desk;
use super::drafts::close;
use super::{Acted, new_application};
use crate::book::{Change, Outgoing, OutgoingState, Proposal, Reminder, TaskState};
use crate::command::Command;
use crate::event::{EventKind, Heard, Source};
use crate::id::{ApplicationId, EventId};
use crate::notice;
use crate::reading::Class;

/// `yes` to a proposal: the mail counts, for the application that was picked.
pub(super) fn agree(desk: &mut Desk<'_>, reminder: &Reminder, which: Option<usize>) -> Acted {
    let proposal = open_proposal(desk, reminder)?;
    let id = match (which, proposal.candidates.as_slice()) {
        (None, [_, _, ..]) => {
            return Err(format!(
                "Several applications fit. Answer “yes” and the number of one:\n{}",
                notice::candidates(&desk.book, &proposal)
            ));
        }
        (None | Some(1), []) => new_application(desk),
        (None, [only]) => *only,
        (Some(nth), fitting) => *fitting.get(nth.wrapping_sub(1)).ok_or_else(|| {
            let count = fitting.len();
            format!("There is no application {nth} in that question; there are {count}.")
        })?,
    };
    answered(desk, reminder, &proposal, true);
    let heard = EventKind::Heard(Box::new(proposal.heard));
    desk.happen(id, proposal.at, Source::Owner, heard);
    let place = notice::place(desk.book.state(id));
    Ok((format!("Understood: it counts, for {place}."), Vec::new()))
}

/// `no` to a proposal: the mail changes nothing.
pub(super) fn disagree(desk: &mut Desk<'_>, reminder: &Reminder) -> Acted {
    let proposal = open_proposal(desk, reminder)?;
    answered(desk, reminder, &proposal, false);
    let text = "Understood: nothing is changed by that mail.".to_owned();
    Ok((text, Vec::new()))
}

/// `skip` to a proposal: the mail changes nothing, and what it was stays open: what may be their no is followed up by nothing.
pub(super) fn leave_open(desk: &mut Desk<'_>, reminder: &Reminder) -> Acted {
    let proposal = Proposal {
        skipped: true,
        ..open_proposal(desk, reminder)?
    };
    answered(desk, reminder, &proposal, false);
    let mut text = "Skipped: nothing is changed by that mail.".to_owned();
    if proposal.may_be_their_no() {
        text.push_str(
            " As it may be their no, nothing is written to ask how things stand until they write again.",
        );
    }
    Ok((text, Vec::new()))
}

pub(super) fn open_proposal(desk: &Desk<'_>, reminder: &Reminder) -> Result<Proposal, String> {
    let proposal = reminder
        .proposal
        .and_then(|n| desk.book.proposals.get(&n))
        .ok_or(if reminder.shows.is_empty() {
            "There is no question in that mail."
        } else {
            "That mail asks nothing that yes or no would answer. It shows a letter: answer “send” to let it leave, or “skip” to let it be."
        })?;
    match proposal.answer {
        Some(_) => Err("You have answered that question already.".to_owned()),
        None => Ok(proposal.as_ref().clone()),
    }
}

fn answered(desk: &mut Desk<'_>, reminder: &Reminder, proposal: &Proposal, yes: bool) {
    desk.put(Change::Proposal(Proposal {
        answer: Some(yes),
        words: Vec::new(),
        ..proposal.clone()
    }));
    close(desk, reminder, TaskState::Done, "You have answered.");
}

/// `wrong: CLASS`: the mail behind this reminder was something else, and stays so.
pub(super) fn wrong(desk: &mut Desk<'_>, reminder: &Reminder, class: Class) -> Acted {
    if let Ok(proposal) = open_proposal(desk, reminder) {
        return otherwise(desk, reminder, proposal, class);
    }
    let id = reminder
        .application
        .ok_or("That reminder rests on no mail.")?;
    let record = desk
        .book
        .applications
        .get(&id)
        .cloned()
        .ok_or("That application is gone.")?;
    let rests_on = desk
        .book
        .tasks
        .get(&reminder.task)
        .and_then(|_| {
            crate::etiquette::plan(&desk.book, desk.policy, desk.now())
                .into_iter()
                .find(|d| d.key == reminder.task)
        })
        .and_then(|d| d.because.message_id);
    let rests = |h: &Heard| rests_on.as_ref().is_none_or(|m| *m == h.message_id);
    let heard = record.events.iter().rev().find_map(|e| {
        e.kind
            .heard()
            .filter(|h| rests(h))
            .map(|h| (e.id, e.at, h.clone()))
    });
    let (event, at, heard) = heard.ok_or("That reminder rests on no mail.")?;
    correct(desk, id, event, at, heard, class);
    Ok((
        format!(
            "Noted: that mail was “{}”. What rested on the other reading is taken back.",
            class.name().replace('_', " ")
        ),
        Vec::new(),
    ))
}

/// `wrong: CLASS` to a question: the mail counts as what the owner says, or for nothing.
fn otherwise(desk: &mut Desk<'_>, reminder: &Reminder, proposal: Proposal, class: Class) -> Acted {
    if !class.is_about_application() {
        return disagree(desk, reminder);
    }
    let heard = Heard {
        class,
        also: Vec::new(),
        confidence: 1.0,
        ..proposal.heard.clone()
    };
    desk.put(Change::Proposal(Proposal { heard, ..proposal }));
    agree(desk, reminder, None)
}

fn correct(
    desk: &mut Desk<'_>,
    id: ApplicationId,
    event: EventId,
    at: crate::moment::Time,
    heard: Heard,
    class: Class,
) {
    let now = desk.now();
    desk.happen(id, now, Source::Owner, EventKind::Retracted { event });
    if class.is_about_application() {
        let source = Source::Mail(heard.message_id.clone());
        desk.happen(
            id,
            at,
            source,
            EventKind::Heard(Box::new(Heard {
                class,
                also: Vec::new(),
                confidence: 1.0,
                ..heard
            })),
        );
    }
}

/// Debrief notes: kept with the interview; what they say moves the dates at once.
pub(super) fn notes(desk: &mut Desk<'_>, reminder: &Reminder, text: &str) -> Acted {
    let id = reminder
        .application
        .ok_or("That reminder is about no interview.")?;
    if text.trim().is_empty() {
        return Err(
            "There were no notes in that mail. Write them below the line “notes”.".to_owned(),
        );
    }
    let day = reminder
        .task
        .0
        .rsplit('/')
        .next()
        .and_then(|d| d.parse::<chrono::NaiveDate>().ok());
    let days = crate::etiquette::Days::of(desk.policy);
    let app = desk.book.state(id).ok_or("That application is gone.")?;
    let start = app
        .interviews
        .iter()
        .filter(|i| i.start.is_some_and(|s| Some(days.day(s)) == day))
        .filter_map(|i| i.start)
        .max();
    let start = start.or_else(|| {
        app.interviews
            .iter()
            .filter_map(|i| i.start)
            .filter(|s| *s <= desk.now())
            .max()
    });
    let now = desk.now();
    desk.happen(
        id,
        now,
        Source::Owner,
        EventKind::Notes {
            start,
            text: text.to_owned(),
        },
    );
    let shown = notice::notes_understood(&desk.book, desk.policy, id, now);
    Ok((shown, Vec::new()))
}

pub(super) fn for_application(
    desk: &mut Desk<'_>,
    id: ApplicationId,
    command: &Command,
) -> Result<String, String> {
    let app = desk
        .book
        .state(id)
        .ok_or_else(|| format!("There is no application {id}; `heardback list` shows them."))?;
    let name = app
        .company
        .clone()
        .unwrap_or_else(|| format!("application {id}"));
    let has_offer = app.offer.is_some();
    let now = desk.now();
    let last = app.words.last().map(|w| w.message_id.clone());
    match command {
        Command::Withdraw => {
            desk.happen(id, now, Source::Owner, EventKind::Withdrawn);
            Ok(format!(
                "Your application at {name} is marked as withdrawn. heardback has told them nothing."
            ))
        }
        Command::Accept if has_offer => {
            desk.happen(id, now, Source::Owner, EventKind::OfferAccepted);
            Ok(format!(
                "Congratulations! The offer of {name} is marked as accepted. Their own answer is yours to write."
            ))
        }
        Command::Accept => Err(format!("{name} has made no offer that heardback knows of.")),
        Command::Notes(text) => {
            desk.happen(
                id,
                now,
                Source::Owner,
                EventKind::Notes {
                    start: None,
                    text: text.clone(),
                },
            );
            Ok("Kept.".to_owned())
        }
        Command::Wrong(class) => {
            let record = desk.book.applications.get(&id).cloned();
            let events = record.iter().flat_map(|r| r.events.iter()).rev();
            let heard = events
                .filter_map(|e| Some((e.id, e.at, e.kind.heard()?)))
                .find(|(_, _, h)| Some(&h.message_id) == last.as_ref())
                .map(|(id, at, h)| (id, at, h.clone()));
            let (event, at, heard) = heard.ok_or("No mail of theirs is known.")?;
            correct(desk, id, event, at, heard, *class);
            Ok("Noted.".to_owned())
        }
        Command::Send(_)
        | Command::Edit { .. }
        | Command::Fill { .. }
        | Command::Strike { .. }
        | Command::Slot(_)
        | Command::Skip
        | Command::Done
        | Command::Snooze { .. }
        | Command::Undo
        | Command::Why
        | Command::Yes { .. }
        | Command::No
        | Command::Resend
        | Command::Leave
        | Command::Pause
        | Command::Resume
        | Command::Help => {
            Err("That command is about a reminder: `heardback status` lists them.".to_owned())
        }
    }
}

pub(super) fn switch(desk: &mut Desk<'_>, command: &Command) -> Result<String, String> {
    let paused = *command == Command::Pause;
    if !paused && *command != Command::Resume {
        return Err("That command is about a reminder or an application.".to_owned());
    }
    let mut settings = desk.book.settings.clone();
    settings.paused = paused;
    desk.put(Change::Settings(settings));
    if !paused {
        let now = desk.now();
        let waiting: Vec<Outgoing> = desk
            .book
            .outbox
            .values()
            .filter(|r| r.state == OutgoingState::Queued && r.words.contains("paused"))
            .map(|r| r.as_ref().clone())
            .collect();
        for row in waiting {
            desk.put(Change::Outgoing(Outgoing {
                not_before: now,
                words: String::new(),
                ..row
            }));
        }
    }
    Ok(if paused {
        "Paused: nothing leaves for anybody but you until you answer “resume”.".to_owned()
    } else {
        "Resumed: approved letters leave again.".to_owned()
    })
}
