//! The four languages that letters are written in, and what differs between them in small things.

use crate::reading::Language;

/// A language that letters are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tongue {
    English,
    German,
    French,
    Spanish,
}

impl Tongue {
    /// The language of a thread, English where it is none of ours.
    pub fn of(language: Language) -> Self {
        match language {
            Language::English | Language::Other => Tongue::English,
            Language::German => Tongue::German,
            Language::French => Tongue::French,
            Language::Spanish => Tongue::Spanish,
        }
    }

    /// As template names end ("thank_you.en").
    pub fn code(self) -> &'static str {
        match self {
            Tongue::English => "en",
            Tongue::German => "de",
            Tongue::French => "fr",
            Tongue::Spanish => "es",
        }
    }

    fn and(self) -> &'static str {
        match self {
            Tongue::English => "and",
            Tongue::German => "und",
            Tongue::French => "et",
            Tongue::Spanish => "y",
        }
    }

    /// "a", "a and b", "a, b and c".
    pub fn list(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => {
                let first: String = last.chars().take(2).collect::<String>().to_lowercase();
                // Spanish: "e" before the sound of an i.
                let and = if self == Tongue::Spanish && (first.starts_with('i') || first == "hi") {
                    "e"
                } else {
                    self.and()
                };
                // A part that has an "and" of its own wants a comma before the last.
                let comma = if self == Tongue::English
                    && most.iter().any(|m| m.contains(&format!(" {and} ")))
                {
                    ","
                } else {
                    ""
                };
                format!("{}{comma} {and} {last}", most.join(", "))
            }
        }
    }

    /// Whether a text may be in this language: nothing in it speaks for another one of the four.
    pub fn fits(self, text: &str) -> bool {
        let count = |words: &[&str]| {
            text.split(|c: char| !c.is_alphabetic())
                .filter(|w| words.contains(&w.to_lowercase().as_str()))
                .count()
        };
        let own = count(small_words(self));
        [
            Tongue::English,
            Tongue::German,
            Tongue::French,
            Tongue::Spanish,
        ]
        .into_iter()
        .filter(|t| *t != self)
        .all(|other| count(small_words(other)) <= own)
    }
}

fn small_words(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::English => &[
            "the", "and", "of", "with", "about", "we", "they", "she", "he", "their", "her", "to",
            "for", "is", "that", "how", "from", "my", "showed", "talked", "years", "at", "because",
            "it", "our", "you", "your",
        ],
        Tongue::German => &[
            "der", "die", "das", "und", "mit", "über", "wir", "ihr", "ihre", "ein", "eine", "den",
            "dem", "von", "für", "hat", "nicht", "wie", "mir", "im", "ist", "sie", "jahre", "weil",
            "zum", "zur", "ich", "auf", "bei",
        ],
        Tongue::French => &[
            "le", "la", "les", "et", "avec", "nous", "on", "leur", "leurs", "un", "une", "des",
            "du", "de", "pour", "pas", "m", "sur", "est", "sa", "ses", "ans", "au", "aux", "parce",
            "l", "d", "qui", "dans",
        ],
        Tongue::Spanish => &[
            "el", "la", "los", "las", "y", "con", "su", "sus", "un", "una", "de", "del", "para",
            "que", "me", "sobre", "es", "por", "hablamos", "años", "porque", "al", "en", "mi",
            "lo",
        ],
    }
}
