//! What proofreading finds (L1 to L10), each with its severity of ETIQUETTE.md.

mod slips;
#[cfg(test)]
mod tests;
mod tone;
mod whom;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::spelling;
use super::tongue::Tongue;
use crate::application::Application;
use crate::book::{Book, Draft, DraftState, Finding};
use crate::event::LetterKind;
use crate::policy::Policy;
use crate::rule::Rule;

/// What is looked at: the owner's own words and what they are for.
struct Sheet<'a> {
    draft: &'a Draft,
    app: Option<&'a Application>,
    book: &'a Book,
    policy: &'a Policy,
    tongue: Tongue,
    /// Without quoted lines.
    text: String,
    /// From after the greeting to before the name.
    body: String,
}

/// What proofreading finds, in the order of the rules.
#[must_use]
pub fn proofread(draft: &Draft, book: &Book, policy: &Policy) -> Vec<Finding> {
    let app = book.state(draft.application);
    let text = own_words(&draft.text);
    let body = body(&text, &policy.owner.name);
    let tongue = written_in(
        &body,
        app.map_or(Tongue::English, |a| Tongue::of(a.language)),
    );
    let sheet = Sheet {
        draft,
        app,
        book,
        policy,
        tongue,
        text,
        body,
    };
    let mut found = Vec::new();
    spelling(&sheet, &mut found);
    gaps(&sheet, &mut found);
    length(&sheet, &mut found);
    whom::check(&sheet, &mut found);
    tone::check(&sheet, &mut found);
    alike(&sheet, &mut found);
    found
}

impl Sheet<'_> {
    fn warn(&self, rule: Rule, what: String, found: &mut Vec<Finding>) {
        found.push(Finding {
            rule,
            blocks: false,
            what,
        });
    }

    fn block(&self, rule: Rule, what: String, found: &mut Vec<Finding>) {
        found.push(Finding {
            rule,
            blocks: true,
            what,
        });
    }
}

/// Without the lines that quote an earlier mail.
fn own_words(text: &str) -> String {
    text.lines()
        .filter(|l| !l.trim_start().starts_with('>'))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The letter's own language where it plainly is another than the thread's.
fn written_in(body: &str, thread: Tongue) -> Tongue {
    if thread.fits(body) {
        return thread;
    }
    [
        Tongue::English,
        Tongue::German,
        Tongue::French,
        Tongue::Spanish,
    ]
    .into_iter()
    .find(|t| t.fits(body))
    .unwrap_or(thread)
}

fn body(text: &str, owner: &str) -> String {
    let first = owner.split_whitespace().next().unwrap_or(owner);
    let end = text
        .rfind(first)
        .filter(|at| !first.is_empty() && *at > text.len() / 2)
        .unwrap_or(text.len());
    let text = text.get(..end).unwrap_or(text);
    let mut lines = text.lines().skip_while(|l| l.trim().is_empty());
    let greeting = lines.next().unwrap_or_default();
    let rest: String = lines.collect::<Vec<_>>().join("\n");
    // A first line that is a sentence is no greeting.
    if greeting.split_whitespace().count() > 8 {
        text.to_owned()
    } else {
        rest
    }
}

/// L1.
fn spelling(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    for slip in slips::slips(&sheet.body, sheet.tongue) {
        sheet.warn(Rule::L1, slip, found);
    }
    if !spelling::has_dictionary(sheet.tongue) {
        let language = match sheet.tongue {
            Tongue::English => "English",
            Tongue::German => "German",
            Tongue::French => "French",
            Tongue::Spanish => "Spanish",
        };
        sheet.warn(
            Rule::L1,
            format!("The spelling was not checked: there is no {language} dictionary here."),
            found,
        );
        return;
    }
    static GAP: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[[^\]]*\]").expect("the pattern is constant"));
    let text = GAP.replace_all(&sheet.body, " ");
    let wrong = spelling::misspelt(&text, sheet.tongue, &known_words(sheet));
    let shown: Vec<String> = wrong
        .iter()
        .take(5)
        .map(|(word, better)| {
            better.as_ref().map_or_else(
                || format!("“{word}”"),
                |b| format!("“{word}” (perhaps “{b}”)"),
            )
        })
        .collect();
    if !shown.is_empty() {
        sheet.warn(
            Rule::L1,
            format!(
                "Not in the dictionary: {}. Is that spelt right?",
                shown.join(", ")
            ),
            found,
        );
    }
}

/// Names and terms that the thread, the notes and the profile use.
fn known_words(sheet: &Sheet<'_>) -> BTreeSet<String> {
    let mut texts: Vec<String> = vec![sheet.policy.owner.name.clone(), sheet.draft.subject.clone()];
    texts.extend(sheet.draft.to.name.clone());
    if let Some(app) = sheet.app {
        texts.extend(
            app.company
                .iter()
                .chain(&app.aliases)
                .chain(&app.role)
                .chain(&app.agency)
                .cloned(),
        );
        texts.extend(app.people.iter().filter_map(|c| c.name.clone()));
        texts.extend(app.interviews.iter().flat_map(|i| {
            i.people
                .iter()
                .filter_map(|p| p.name.clone())
                .chain(i.place.clone())
                .chain(i.notes.iter().map(|n| n.text.clone()))
        }));
        texts.extend(app.words.iter().map(|w| w.subject.clone()));
    }
    let profile = &sheet.policy.profile;
    texts.extend(
        profile
            .strengths
            .iter()
            .chain(profile.strengths_by_role.values().flatten())
            .chain(profile.why.values())
            .chain(profile.signature.iter())
            .cloned(),
    );
    texts
        .iter()
        .flat_map(|t| {
            spelling::words(t)
                .map(|w| {
                    w.to_lowercase()
                        .replace('’', "'")
                        .trim_end_matches("'s")
                        .to_owned()
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// L2.
fn gaps(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    static LEFT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\[[^\]\n]{0,160}\]|\{\{[^}]*\}\}|\{%[^%]*%\}|\{[a-zA-Z_ ]+\}|<<[^>]*>>|\b(?:TODO|TBD|FIXME)\b|\bXXX+\b|_{3,}|(?i:\blorem ipsum\b)|\bINSERT\b|(?i:\binsert (?:name|company|date)\b)|(?i:\byour name here\b)").expect("the pattern is constant")
    });
    // A subject that answers theirs is theirs: "[EXTERNAL]" and "{JF}" are no gaps of ours.
    let own_subject = sheet.draft.in_reply_to.is_none();
    let subject = own_subject.then_some(&sheet.draft.subject);
    for part in subject.into_iter().chain([&sheet.text]) {
        if let Some(left) = LEFT.find(part) {
            let what = left.as_str();
            let sentence = if what.starts_with('[') {
                format!(
                    "A gap is left: {what}. Fill it with “fill: your words”, or take it out with “strike”."
                )
            } else {
                format!("A placeholder is left: “{what}”. Answer edit with the finished text.")
            };
            sheet.block(Rule::L2, sentence, found);
            return;
        }
    }
    if sheet.body.trim().is_empty() {
        sheet.block(Rule::L2, "The letter is empty.".to_owned(), found);
    } else if says_nothing(sheet) {
        let what = "Nothing is left to say in it; “skip” it or write it yourself.";
        sheet.block(Rule::L2, what.to_owned(), found);
    }
}

/// A greeting, a closing and a name only.
fn says_nothing(sheet: &Sheet<'_>) -> bool {
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:(?:with )?(?:kind|kindest|best|warm|warmest|many)?\s*(?:regards|wishes)|best|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|cheers|(?:mit )?(?:freundlichen|besten|herzlichen|vielen|viele|beste|liebe|herzliche|freundliche)\s+gr(?:ü|ue)(?:ß|ss)en?|(?:bien )?(?:cordialement|à (?:vous|toi))|meilleures salutations|(?:un )?(?:cordial )?saludos?(?: cordiales?)?|atentamente)[\s,.!]*$")
            .expect("the pattern is constant")
    });
    let owner = &sheet.policy.owner.name;
    let signature = &sheet.policy.profile.signature;
    let is_form = |line: &str| {
        line.is_empty()
            || line == owner
            || CLOSING.is_match(line)
            || signature
                .iter()
                .flat_map(|s| s.lines())
                .any(|s| s.trim() == line)
    };
    sheet.body.lines().map(str::trim).all(is_form)
}

/// L3.
fn length(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    let rules = &sheet.policy.etiquette;
    let (limit, name) = match sheet.draft.kind {
        LetterKind::ThankYou => (rules.thank_you_words, "a thank-you"),
        LetterKind::FollowUp => (rules.follow_up_words, "a follow-up"),
        LetterKind::RejectionReply => (rules.rejection_reply_words, "an answer to a rejection"),
        LetterKind::Application
        | LetterKind::Availability
        | LetterKind::RescheduleRequest
        | LetterKind::Material
        | LetterKind::Assessment
        | LetterKind::OfferThanks
        | LetterKind::OfferAcceptance
        | LetterKind::OfferRefusal
        | LetterKind::Withdrawal
        | LetterKind::Answer
        | LetterKind::Unsolicited => return,
    };
    let words = spelling::words(&sheet.body).count();
    if words > limit {
        sheet.warn(
            Rule::L3,
            format!("{words} words; {name} is best with at most {limit}."),
            found,
        );
    }
}

/// L10: another recipient of the same round got nearly the same sentences.
fn alike(sheet: &Sheet<'_>, found: &mut Vec<Finding>) {
    if sheet.draft.kind != LetterKind::ThankYou {
        return;
    }
    let own = sentences_of(&sheet.body);
    for other in sheet
        .book
        .drafts
        .values()
        .filter(|d| d.task == sheet.draft.task && d.to.email != sheet.draft.to.email)
    {
        let counts = match other.state {
            DraftState::Open | DraftState::Approved | DraftState::Sent => true,
            DraftState::Superseded
            | DraftState::Withdrawn
            | DraftState::Skipped
            | DraftState::Lapsed
            | DraftState::Refused => false,
        };
        let theirs = sentences_of(&body(&own_words(&other.text), &sheet.policy.owner.name));
        let shared = own.iter().filter(|s| theirs.contains(*s)).count();
        if counts && own.len() > 1 && shared * 5 >= own.len() * 4 {
            let name = other
                .to
                .name
                .clone()
                .unwrap_or_else(|| "another interviewer".to_owned());
            sheet.warn(Rule::L10, format!("{} gets nearly the same words. Change a sentence, so that each letter fits its reader alone.", crate::notice::clean(&name)), found);
            return;
        }
    }
}

fn sentences_of(body: &str) -> BTreeSet<String> {
    body.lines()
        .flat_map(crate::notes::sentences)
        .map(str::to_lowercase)
        .filter(|s| s.split_whitespace().count() > 3)
        .collect()
}
