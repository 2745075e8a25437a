//! What heardback takes from the notes, shown back to the owner; and what the owner wants put right (T5).

use super::tongue::Tongue;
use crate::application::{Application, NoteText};
use crate::notes;
use crate::policy::Policy;

/// What heardback takes from a debrief note, a line each.
#[must_use]
pub fn notes_summary(app: &Application, note: &NoteText, _policy: &Policy) -> Vec<String> {
    let interview = app.interviews.iter().find(|i| i.notes.contains(note));
    let people = interview
        .map(|i| {
            if i.people.is_empty() {
                i.invited_by.iter().cloned().collect()
            } else {
                i.people.clone()
            }
        })
        .unwrap_or_default();
    let notes = notes::read(&note.text, note.at, app.place(), &people);
    let mut lines = Vec::new();
    for about in &notes.about {
        let name = about
            .person
            .name
            .clone()
            .or_else(|| about.person.email.as_ref().map(ToString::to_string))
            .unwrap_or_default();
        let address = about
            .person
            .email
            .as_ref()
            .filter(|_| about.is_new)
            .map(|a| format!(" <{a}>"))
            .unwrap_or_default();
        let said = if about.remarks.is_empty() {
            "nothing about your talk, so the letter will have a gap".to_owned()
        } else {
            about.remarks.join("; ")
        };
        lines.push(format!(
            "- {}{address}: {}.",
            crate::notice::clean(&name),
            crate::notice::clean(&said)
        ));
        lines.extend(about.fixes.iter().map(|fix| {
            format!(
                "- To put right with {}: {}",
                crate::notice::clean(&name),
                crate::notice::clean(fix)
            )
        }));
    }
    lines.extend(notes.general.iter().map(|said| {
        format!(
            "- Of the whole conversation: {}.",
            crate::notice::clean(said)
        )
    }));
    lines.extend(
        notes
            .fixes
            .iter()
            .map(|fix| format!("- To put right: {}", crate::notice::clean(fix))),
    );
    let said = crate::application::read_notes(&note.text, note.at, app.place());
    lines.extend(
        said.own_promises
            .iter()
            .map(|own| format!("- You promised: {}.", crate::notice::clean(&own.what))),
    );
    if let Some(preference) = said.preference {
        lines.push(format!(
            "- They like to be contacted by {preference}{}.",
            said.phone
                .as_deref()
                .map(|p| format!(" ({})", crate::notice::clean(p)))
                .unwrap_or_default()
        ));
    }
    lines
}

/// At most three sentences of the owner's, in the second person, after a word of introduction.
pub(super) fn put_right(fix: &str, tongue: Tongue) -> String {
    let fix = fix.trim();
    let lower = fix.to_lowercase();
    const ORDERS: &[&str] = &[
        "explain",
        "clarify",
        "correct",
        "improve",
        "better answer",
        "answer",
        "mention",
        "erklären",
        "klarstellen",
    ];
    if ORDERS.iter().any(|o| lower.starts_with(o)) || !tongue.fits(fix) {
        let what = fix.replace(['[', ']'], "");
        return match tongue {
            Tongue::English => {
                format!("One thing I would like to put right: [your words on this: {what}].")
            }
            Tongue::German => {
                format!("Eines möchte ich noch richtigstellen: [Ihre Worte dazu: {what}].")
            }
            Tongue::French => {
                format!("Je voudrais rectifier un point : [vos mots sur ceci : {what}].")
            }
            Tongue::Spanish => {
                format!("Quisiera corregir una cosa: [sus palabras sobre esto: {what}].")
            }
        };
    }
    let mut fix = fix;
    for lead in [
        "sorry,",
        "sorry:",
        "say that",
        "tell her that",
        "tell him that",
        "tell them that",
        "sagen, dass",
    ] {
        if lower.starts_with(lead) {
            fix = fix.get(lead.len()..).unwrap_or(fix).trim();
        }
    }
    let sentences: Vec<String> = notes::sentences(fix)
        .into_iter()
        .take(3)
        .map(|s| super::capitalised(&second_person(s, tongue)))
        .collect();
    let text = sentences
        .iter()
        .map(|s| {
            if s.ends_with(['.', '!', '?']) {
                s.clone()
            } else {
                format!("{s}.")
            }
        })
        .collect::<Vec<_>>()
        .join(" ");
    let first = text.split_whitespace().next().unwrap_or_default();
    let text = if matches!(first, "I" | "I'd" | "I’d" | "I'm" | "I’m" | "I've")
        || tongue != Tongue::English
    {
        text.clone()
    } else {
        super::lower_first(&text)
    };
    match tongue {
        Tongue::English => format!("One thing I would like to put right: {text}"),
        Tongue::German => format!("Eines möchte ich noch richtigstellen: {text}"),
        Tongue::French => format!(
            "Je voudrais rectifier un point : {}",
            super::lower_first(&text)
        ),
        Tongue::Spanish => format!("Quisiera corregir una cosa: {}", super::lower_first(&text)),
    }
}

fn second_person(sentence: &str, tongue: Tongue) -> String {
    if tongue != Tongue::English {
        return sentence.to_owned();
    }
    let words = sentence
        .split(' ')
        .map(|word| match word.to_lowercase().as_str() {
            "she" | "he" | "him" => "you".to_owned(),
            "his" => "your".to_owned(),
            _ => word.to_owned(),
        });
    words.collect::<Vec<_>>().join(" ")
}
