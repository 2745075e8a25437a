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

/// Whether two titles mean one job: the same words that matter, in any order; or those of one, and of the other what
/// stands before the comma, bracket or dash that sets a place or team apart.
#[must_use]
pub fn same_role(a: &str, b: &str) -> bool {
    let (words_a, words_b) = (role_words(a), role_words(b));
    if words_a.is_empty() || words_b.is_empty() {
        return false;
    }
    let shortened = |title: &str, words: &[String], other: &[String]| {
        let first = first_part_words(title);
        first.len() >= 2 && first == other && !differs_in_rank(words, other)
    };
    words_a == words_b || shortened(a, &words_a, &words_b) || shortened(b, &words_b, &words_a)
}

/// Whether one title may be the other's short form: all its words among the other's, and no rank more or less.
#[must_use]
pub fn similar_role(a: &str, b: &str) -> bool {
    let (words_a, words_b) = (role_words(a), role_words(b));
    let within = |short: &[String], long: &[String]| {
        short.len() >= 2 && short.iter().all(|w| long.contains(w)) && !differs_in_rank(long, short)
    };
    same_role(a, b) || within(&words_a, &words_b) || within(&words_b, &words_a)
}

fn differs_in_rank(long: &[String], short: &[String]) -> bool {
    long.iter()
        .any(|w| RANK.contains(&w.as_str()) && !short.contains(w))
}

fn role_words(title: &str) -> Vec<String> {
    // Numbers of requisitions and years are no part of a title.
    let numbered = |w: &&str| w.chars().filter(char::is_ascii_digit).count() >= 3;
    let title = title
        .split_whitespace()
        .filter(|w| !numbered(w))
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
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
