//! Words that are not ours in a mail of ours: bounded, on one line, and quoted where they could be taken for ours.

use crate::id::Person;
use crate::mail::clean::invisible;

/// A person's name, else the address.
#[must_use]
pub fn name_of(person: &Person) -> String {
    // A name that holds an address is a disguise: the real address is shown.
    let name = person.name.as_deref().filter(|n| !clean(n).is_empty());
    let plain = name.filter(|n| !is_odd(n)).map(clean);
    plain
        .or_else(|| person.email.as_ref().map(ToString::to_string))
        .or_else(|| name.map(named))
        .unwrap_or_else(|| "them".to_owned())
}

/// So many characters of a name are shown.
const NAME: usize = 80;

/// A name of theirs (an employer's, a role, a thing) inside a sentence of ours: as it stands where it looks like a name,
/// else cut and between quotation marks, so that it is not taken for our words (SAFETY.md).
pub(crate) fn named(text: &str) -> String {
    if is_odd(text) {
        let inner = clean_to(text, NAME).replace(['“', '”', '„', '"', '`'], "'");
        let more = if clean(text).chars().count() > NAME {
            "…"
        } else {
            ""
        };
        format!("“{inner}{more}”")
    } else {
        clean(text)
    }
}

/// Whether what should be a name is long, a sentence, an address, or speaks of commands.
fn is_odd(text: &str) -> bool {
    const COMMANDS: [&str; 19] = [
        "answer",
        "approve",
        "approved",
        "click",
        "confirm",
        "forward",
        "heardback",
        "password",
        "pay",
        "reply",
        "resend",
        "respond",
        "resume",
        "send",
        "skip",
        "snooze",
        "type",
        "undo",
        "verify",
    ];
    let text = clean(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_command = |word: &&str| {
        let bare = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        COMMANDS.contains(&bare.as_str())
    };
    // "St. Mary's", "Dr. Ruiz" are names; "The role is filled. Write to …" is a sentence.
    let ends_sentence = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        word.ends_with(['!', '?']) || (word.ends_with('.') && letters > 2 && !is_abbreviation(word))
    };
    let is_sentence = words.iter().rev().skip(1).any(|word| ends_sentence(word));
    text.chars().count() > NAME
        || text.contains(['@', '<', '>', '|', '“', '”', '„', '"', '`'])
        || text.contains("://")
        || text.to_lowercase().contains("www.")
        || is_sentence
        || words.iter().any(is_command)
        || words.iter().any(|word| is_domain(word))
}

/// "Prof.", "Corp.", "Ph.D.": their points end no sentence.
fn is_abbreviation(word: &str) -> bool {
    const KNOWN: [&str; 23] = [
        "asst", "assoc", "bros", "corp", "dept", "dipl", "div", "esq", "hon", "inc", "ing", "int",
        "intl", "jun", "ltd", "ltda", "mag", "mrs", "msc", "prof", "sen", "univ", "phil",
    ];
    let bare = word
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    bare.contains('.')
        || KNOWN
            .iter()
            .any(|k| bare == *k || bare.ends_with(&format!("-{k}")))
}

/// Whether a word is the name of a host, which mail programs make a link of; "Node.js" and "ASP.NET" are none.
fn is_domain(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let host = bare.split(['/', ':']).next().unwrap_or(bare);
    let Some((before, last)) = host.rsplit_once('.') else {
        return false;
    };
    let is_label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
    before.split('.').all(is_label)
        && before.split('.').any(|l| l.chars().count() > 1)
        && last.len() >= 2
        && last.chars().all(char::is_alphabetic)
        && !matches!(
            last,
            "js" | "JS" | "NET" | "D" | "Sc" | "Ing" | "ing" | "dr" | "med" | "nat"
        )
}

/// Foreign text on one line, without control, zero-width and direction characters, bounded.
#[must_use]
pub fn clean(text: &str) -> String {
    clean_to(text, 160)
}

/// The same, not bounded: what the owner wrote is shown whole.
#[must_use]
pub fn clean_whole(text: &str) -> String {
    clean_to(text, usize::MAX)
}

/// The same, for a sentence of our own that holds foreign words.
pub(crate) fn clean_to(text: &str, most: usize) -> String {
    let shown: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .take(most)
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    c.is_control() || invisible(c)
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
