//! Tells the language of a text: by function words where they speak clearly, else by whatlang where it is sure.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Language;

/// Frequent small words, one list a language; those that two of the languages share are left out.
const WORDS: &[(Language, &[&str])] = &[
    (
        Language::English,
        &[
            "the", "and", "you", "your", "for", "with", "this", "that", "have", "are", "our",
            "will", "from", "not", "be", "is", "of", "to", "we", "at", "it", "please", "thank",
            "thanks", "been", "on", "hi", "if", "as",
        ],
    ),
    (
        Language::German,
        &[
            "und",
            "der",
            "das",
            "die",
            "ihre",
            "ihnen",
            "sie",
            "wir",
            "nicht",
            "mit",
            "für",
            "ist",
            "auf",
            "ein",
            "eine",
            "zu",
            "von",
            "dem",
            "den",
            "haben",
            "uns",
            "ich",
            "sich",
            "auch",
            "bei",
            "vielen",
            "dank",
            "leider",
            "dir",
            "deine",
            "zum",
            "zur",
            "im",
            "wird",
            "oder",
            "nach",
            "einen",
            "einer",
            "werden",
            "bewerbung",
        ],
    ),
    (
        Language::French,
        &[
            "le",
            "les",
            "des",
            "vous",
            "votre",
            "nous",
            "pour",
            "avec",
            "est",
            "et",
            "dans",
            "une",
            "sur",
            "pas",
            "du",
            "au",
            "notre",
            "cette",
            "ce",
            "qui",
            "avons",
            "bonjour",
            "merci",
            "je",
            "vos",
            "être",
            "à",
            "candidature",
        ],
    ),
    (
        Language::Spanish,
        &[
            "el", "los", "las", "su", "para", "con", "una", "por", "del", "nos", "hemos", "está",
            "tu", "gracias", "al", "y", "lo", "más", "usted", "muy", "hola", "este", "esta", "te",
            "ha", "proceso", "estimado", "estimada",
        ],
    ),
    // Neighbours, so that they are not taken for one of ours.
    (
        Language::Other,
        &[
            "het",
            "een",
            "van",
            "jouw",
            "voor",
            "niet",
            "wij",
            "naar",
            "hebben",
            "bij",
            "ook",
            "uw",
            "jij",
            "zijn",
            "di",
            "che",
            "per",
            "sono",
            "della",
            "abbiamo",
            "gli",
            "il",
            "nel",
            "alla",
            "questo",
            "tua",
            "siamo",
            "grazie",
            "não",
            "você",
            "para",
            "em",
            "uma",
            "sua",
            "obrigado",
            "obrigada",
            "temos",
            "da",
            "os",
            "com",
            "pela",
            "ao",
            "nie",
            "się",
            "na",
            "jest",
            "dla",
            "że",
            "pan",
            "pani",
            "twoja",
            "dziękujemy",
            "oraz",
            "prosimy",
            "och",
            "att",
            "för",
            "som",
            "med",
            "vi",
            "har",
            "det",
            "inte",
            "ikke",
            "og",
            "til",
            "på",
            "jeg",
        ],
    ),
];

/// The longest of the words, in bytes.
const LONGEST: usize = 12;

/// Of each length in bytes the words, in order, and the lists that hold them, a bit a list.
static TABLE: LazyLock<Vec<Vec<(&'static str, u8)>>> = LazyLock::new(|| {
    let mut all: BTreeMap<&str, u8> = BTreeMap::new();
    for (i, (_, list)) in WORDS.iter().enumerate() {
        for word in *list {
            *all.entry(*word).or_insert(0) |= 1 << i;
        }
    }
    let mut table = vec![Vec::new(); LONGEST + 1];
    for (word, lists) in all {
        table[word.len()].push((word, lists));
    }
    table
});

/// The lists that hold a word, in any case of letters.
fn lists_with(word: &str) -> u8 {
    if !word.is_ascii() {
        return of_lower(&word.to_lowercase());
    }
    let mut lower = [0u8; LONGEST];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return 0;
    };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).map_or(0, of_lower)
}

fn of_lower(word: &str) -> u8 {
    let Some(words) = TABLE.get(word.len()) else {
        return 0;
    };
    words
        .binary_search_by_key(&word, |(known, _)| *known)
        .map_or(0, |at| words[at].1)
}

/// The language of `text`, from its first words; [`Language::Other`] where it is none of ours or not told.
#[must_use]
pub fn language_of(text: &str) -> Language {
    let mut counts = [0usize; 5];
    let mut words = 0usize;
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .take(220)
    {
        words += 1;
        // The small words are short; what is longer costs no look.
        if word.len() > LONGEST {
            continue;
        }
        let lists = lists_with(word);
        for (i, count) in counts.iter_mut().enumerate() {
            *count += usize::from(lists >> i & 1 == 1);
        }
    }
    let best = (0..counts.len())
        .max_by_key(|&i| (counts[i], usize::MAX - i))
        .unwrap_or(0);
    let second = (0..counts.len())
        .filter(|&i| i != best)
        .map(|i| counts[i])
        .max()
        .unwrap_or(0);
    let clear = counts[best] >= 2 && counts[best] > second + second / 2;
    if clear && (words < 12 || counts[best] * 8 >= words) {
        return WORDS[best].0;
    }
    guess(text, words)
}

fn guess(text: &str, words: usize) -> Language {
    let head: String = text.chars().take(400).collect();
    let Some(info) = whatlang::detect(&head) else {
        return if head.is_ascii() {
            Language::English
        } else {
            Language::Other
        };
    };
    let language = if info.lang() == whatlang::Lang::Eng {
        Language::English
    } else if info.lang() == whatlang::Lang::Deu {
        Language::German
    } else if info.lang() == whatlang::Lang::Fra {
        Language::French
    } else if info.lang() == whatlang::Lang::Spa {
        Language::Spanish
    } else {
        Language::Other
    };
    if info.is_reliable() && words >= 6 {
        language
    } else if head.is_ascii() {
        // A few words without an accent: the world's hiring mail is mostly English, and its pack is harmless elsewhere.
        Language::English
    } else {
        language
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_by_its_small_words() {
        let check =
            |text: &str, expected: Language| assert_eq!(language_of(text), expected, "{text}");
        check("Thank you for applying to our team", Language::English);
        check(
            "Vielen Dank für Ihre Bewerbung, wir melden uns",
            Language::German,
        );
        check(
            "Nous avons étudié votre candidature avec attention",
            Language::French,
        );
        check(
            "Hemos decidido continuar con otros perfiles en este proceso",
            Language::Spanish,
        );
        check(
            "Bedankt voor je sollicitatie, wij hebben gekozen voor een andere kandidaat",
            Language::Other,
        );
        check(
            "Ciao Sam, siamo lieti di proporti un contratto a tempo indeterminato",
            Language::Other,
        );
        check("Interview tomorrow", Language::English);
    }
}
