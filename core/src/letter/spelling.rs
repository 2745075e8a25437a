//! Spelling by hunspell dictionaries (L1): English is bundled, read once a process; British forms count as right.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use spellbook::Dictionary;

use super::tongue::Tongue;

/// SCOWL's American English as Debian ships it (`config/dictionaries/en_US.NOTICE.txt`).
static ENGLISH: LazyLock<Option<Dictionary>> = LazyLock::new(|| {
    Dictionary::new(
        include_str!("../../../config/dictionaries/en_US.aff"),
        include_str!("../../../config/dictionaries/en_US.dic"),
    )
    .ok()
});

/// Whether there is a dictionary for letters of this language.
pub(super) fn has_dictionary(tongue: Tongue) -> bool {
    dictionary(tongue).is_some()
}

fn dictionary(tongue: Tongue) -> Option<&'static Dictionary> {
    match tongue {
        Tongue::English => ENGLISH.as_ref(),
        Tongue::German | Tongue::French | Tongue::Spanish => None,
    }
}

/// Whether a lower-case word is an English one, and not only a name.
pub(super) fn is_plain_english(word: &str) -> bool {
    ENGLISH.as_ref().is_some_and(|d| d.check(word))
}

/// Words of a text that no dictionary and nobody in the thread knows, in order, each once, with a suggestion if there is one.
pub(super) fn misspelt(
    text: &str,
    tongue: Tongue,
    known: &BTreeSet<String>,
) -> Vec<(String, Option<String>)> {
    let Some(dictionary) = dictionary(tongue) else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for word in words(text) {
        if is_right(dictionary, word, known) || !seen.insert(word.to_owned()) {
            continue;
        }
        let mut suggestions = Vec::new();
        if out.len() < 5 {
            dictionary.suggest(word, &mut suggestions);
        }
        out.push((word.to_owned(), suggestions.into_iter().next()));
    }
    out
}

fn is_right(dictionary: &Dictionary, word: &str, known: &BTreeSet<String>) -> bool {
    let lower = word.to_lowercase();
    let plain = lower.replace('’', "'");
    let stem = plain.strip_suffix("'s").unwrap_or(&plain);
    known.contains(stem)
        || known.contains(stem.trim_end_matches('s'))
        || stem.split('-').all(|part| {
            part.chars().count() < 2 || known.contains(part) || is_word(dictionary, part)
        })
        || dictionary.check(word)
        || is_word(dictionary, &plain)
        || is_name_or_code(word)
}

fn is_word(dictionary: &Dictionary, word: &str) -> bool {
    dictionary.check(word) || american(word).iter().any(|w| dictionary.check(w)) || {
        capitalised(word).is_some_and(|w| dictionary.check(&w))
    }
}

fn capitalised(word: &str) -> Option<String> {
    let mut chars = word.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// "SQL", "iOS", "R2D2": no spelling to check. A plain capitalised word is checked: names are known from the thread.
fn is_name_or_code(word: &str) -> bool {
    word.chars().any(char::is_numeric) || word.chars().skip(1).any(char::is_uppercase)
}

/// What Americans write for a British form.
fn american(word: &str) -> Vec<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ise", "ize"),
        ("iser", "izer"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("ysing", "yzing"),
        ("our", "or"),
        ("ours", "ors"),
        ("oured", "ored"),
        ("ouring", "oring"),
        ("ourable", "orable"),
        ("ourite", "orite"),
        ("ogue", "og"),
        ("ogues", "ogs"),
        ("lled", "led"),
        ("lling", "ling"),
        ("ller", "ler"),
        ("llers", "lers"),
        ("tre", "ter"),
        ("tres", "ters"),
        ("ence", "ense"),
        ("ences", "enses"),
        ("ilful", "illful"),
        ("ilment", "illment"),
        ("ol", "oll"),
        ("il", "ill"),
        ("mme", "m"),
        ("mmes", "ms"),
        ("eque", "eck"),
        ("wards", "ward"),
        ("learnt", "learned"),
        ("whilst", "while"),
        ("aeo", "eo"),
        ("grey", "gray"),
        ("judgement", "judgment"),
    ];
    PAIRS
        .iter()
        .filter_map(|(british, us)| word.strip_suffix(british).map(|stem| format!("{stem}{us}")))
        .collect()
}

/// The words of a text, without addresses, links and numbers.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .filter(|token| !token.contains('@') && !token.contains("://") && !token.contains("www."))
        .flat_map(|token| {
            token
                .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
                .map(|w| w.trim_matches(['\'', '’', '-']))
                .filter(|w| w.chars().any(char::is_alphabetic))
        })
}
