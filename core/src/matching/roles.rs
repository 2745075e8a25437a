//! Titles of jobs, as far as two mails that write them differently mean the same.

use super::names::plain_words;

/// Words of a title that make no difference, in four languages.
const NO_DIFFERENCE: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "for",
    "and",
    "in",
    "at",
    "to",
    "position",
    "role",
    "job",
    "post",
    "opening",
    "vacancy",
    "m",
    "f",
    "d",
    "w",
    "x",
    "h",
    "div",
    "gn",
    "all",
    "genders",
    "remote",
    "hybrid",
    "onsite",
    "fulltime",
    "parttime",
    "full",
    "part",
    "time",
    "permanent",
    "contract",
    "als",
    "und",
    "der",
    "die",
    "das",
    "fur",
    "im",
    "bei",
    "stelle",
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "et",
    "el",
    "los",
    "las",
    "y",
    "en",
    "puesto",
    "poste",
    "teilzeit",
    "vollzeit",
    "cdi",
    "cdd",
];

/// Words that tell two jobs apart however much else agrees.
const RANK: &[&str] = &[
    "senior",
    "junior",
    "lead",
    "principal",
    "staff",
    "head",
    "director",
    "manager",
    "intern",
    "internship",
    "trainee",
    "associate",
    "assistant",
    "chief",
    "vp",
    "graduate",
    "apprentice",
    "werkstudent",
    "praktikant",
    "praktikum",
    "leiter",
    "leiterin",
    "stagiaire",
    "becario",
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "1",
    "2",
    "3",
    "4",
    "5",
];

/// Whether two titles mean one job: the same words that matter, in any order; or all of one among the other's, where
/// what is left over names no rank and is set apart as a place or team is.
#[must_use]
pub fn same_role(a: &str, b: &str) -> bool {
    let (words_a, words_b) = (role_words(a), role_words(b));
    if words_a.is_empty() || words_b.is_empty() {
        return false;
    }
    if words_a == words_b {
        return true;
    }
    let (short, long) = if words_a.len() <= words_b.len() {
        (&words_a, &words_b)
    } else {
        (&words_b, &words_a)
    };
    let rest: Vec<&String> = long.iter().filter(|w| !short.contains(w)).collect();
    short.len() >= 2
        && short.iter().all(|w| long.contains(w))
        && rest.iter().all(|w| !RANK.contains(&w.as_str()))
        && (first_part_words(a) == *short
            || first_part_words(b) == *short
            || rest.len() == 1 && short.len() >= 3)
}

fn role_words(title: &str) -> Vec<String> {
    let title = title.to_lowercase();
    let title = title
        .replace("full-time", "")
        .replace("part-time", "")
        .replace("full time", "")
        .replace("part time", "")
        .replace("sr.", "senior ")
        .replace("jr.", "junior ")
        .replace("c++", "cplusplus")
        .replace("c#", "csharp");
    let mut words: Vec<String> = plain_words(&title)
        .into_iter()
        .map(|w| match w.as_str() {
            "sr" => "senior".to_owned(),
            "jr" => "junior".to_owned(),
            "mgr" => "manager".to_owned(),
            "eng" => "engineer".to_owned(),
            "dev" => "developer".to_owned(),
            _ => w,
        })
        .filter(|w| !NO_DIFFERENCE.contains(&w.as_str()))
        .filter(|w| !(w.len() >= 4 && w.chars().all(|c| c.is_ascii_digit())))
        .collect();
    words.sort();
    words.dedup();
    words
}

/// The words before the first comma, bracket or dash that sets something apart.
fn first_part_words(title: &str) -> Vec<String> {
    let end = title
        .find([',', '(', '|', '–', '—', ':'])
        .into_iter()
        .chain(title.find(" - "))
        .min()
        .unwrap_or(title.len());
    role_words(title.get(..end).unwrap_or(title))
}
