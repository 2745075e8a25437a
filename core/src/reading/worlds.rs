//! What a mail's words are of: work, or one of the other worlds in which people apply, are interviewed and refused (flats,
//! schools, visas, loans, stages).

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::senders::Kind;
use super::structure::Structure;

/// What was found in subject and newest text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worlds {
    /// Words that hiring mail shares with other worlds: 0, 1, or more (2). Without any of them an "application" may be for a
    /// flat.
    pub work: u8,
    /// Words of paid work and nothing else, 0 to 3.
    pub paid: u8,
    /// Words of other worlds, 0 to 3.
    pub other: u8,
    /// The subject names the reader's own application.
    pub own_in_subject: bool,
    /// The text does.
    pub own_in_text: bool,
}

impl Worlds {
    /// Looks at a folded subject and a folded newest text.
    #[must_use]
    pub fn of(subject: &str, folded: &str, structure: &Structure) -> Self {
        Self {
            work: words_of_work(subject, folded, structure),
            paid: PAID.count(subject, folded),
            other: OTHER.count(subject, folded),
            own_in_subject: OWN.is_in(subject),
            own_in_text: OWN.is_in(folded),
        }
    }

    /// One word of another world, and none of paid work.
    #[must_use]
    pub fn leans_elsewhere(&self) -> bool {
        self.other == 1 && self.paid == 0
    }

    /// Words of another world, and hardly one of paid work.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.other >= 2 && self.paid <= 1
    }
}

/// Words that stand in hiring mail, also as parts of words.
const WORK: &[&str] = &[
    "position",
    "applying",
    "applied",
    "candidate",
    " role",
    " job",
    "hiring",
    "recruit",
    "career",
    "employ",
    "resume",
    "vacanc",
    "interview",
    "talent",
    "internship",
    "stelle",
    "applica",
    "apply",
    "shortlist",
    "recruteur",
    "vorstellung",
    "entretien",
    "recrut",
    "entrevista",
    "seleccion",
    "bewerb",
    "arbeit",
    "poste",
    "emploi",
    "puesto",
    "vacante",
    "empleo",
    "candidat",
    "salary",
];

fn words_of_work(subject: &str, folded: &str, structure: &Structure) -> u8 {
    if matches!(
        structure.kind,
        Some(Kind::Ats | Kind::Assessment | Kind::Background)
    ) {
        return 2;
    }
    let mut found = [false; WORK.len()];
    let mut count = 0;
    for (automaton, text) in [(&WORK_IN_SUBJECT, subject), (&WORK_IN_TEXT, folded)] {
        for word in automaton.find_overlapping_iter(text) {
            let seen = &mut found[word.pattern().as_usize()];
            count += u8::from(!std::mem::replace(seen, true));
            if count == 2 {
                return 2;
            }
        }
    }
    count
}

static WORK_IN_TEXT: LazyLock<AhoCorasick> = LazyLock::new(|| all_of(WORK.iter().copied()));
/// A subject may begin with a word that has a space before it in a text.
static WORK_IN_SUBJECT: LazyLock<AhoCorasick> =
    LazyLock::new(|| all_of(WORK.iter().map(|word| word.trim_start())));

fn all_of(words: impl Iterator<Item = &'static str>) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("the words are few and fixed")
}

/// Whole words, with the endings of a plural; a word that ends in `*` also begins longer ones.
struct Lexicon {
    automaton: AhoCorasick,
    begins: Vec<bool>,
}

impl Lexicon {
    fn new(words: &str) -> Self {
        let words: Vec<&str> = words
            .lines()
            .map(str::trim)
            .filter(|w| !w.is_empty())
            .collect();
        let bare = words.iter().map(|word| word.trim_end_matches('*'));
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(bare)
            .expect("the words are few and fixed");
        Self {
            automaton,
            begins: words.iter().map(|word| word.ends_with('*')).collect(),
        }
    }

    fn found<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.automaton
            .find_overlapping_iter(text)
            .filter(|found| {
                let before = found.start().checked_sub(1).map(|at| text.as_bytes()[at]);
                let begins = self.begins[found.pattern().as_usize()];
                !before.is_some_and(in_word) && (begins || ends(&text.as_bytes()[found.end()..]))
            })
            .map(|found| found.pattern().as_usize())
    }

    /// Distinct words, at most 3.
    fn count(&self, subject: &str, text: &str) -> u8 {
        let mut seen = Vec::with_capacity(3);
        for word in self.found(subject).chain(self.found(text)) {
            if !seen.contains(&word) {
                seen.push(word);
            }
            if seen.len() == 3 {
                break;
            }
        }
        seen.len() as u8
    }

    fn is_in(&self, text: &str) -> bool {
        self.found(text).next().is_some()
    }
}

/// A letter or digit; bytes beyond ASCII are taken for letters.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// A word may end here, with or without the ending of a plural.
fn ends(rest: &[u8]) -> bool {
    [&b""[..], b"s", b"n", b"e", b"es", b"en"]
        .iter()
        .any(|ending| {
            rest.strip_prefix(*ending)
                .is_some_and(|after| !after.first().copied().is_some_and(in_word))
        })
}

static PAID: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(include_str!("worlds/paid.txt")));
static OTHER: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(include_str!("worlds/other.txt")));
static OWN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(include_str!("worlds/own.txt")));

#[cfg(test)]
mod tests {
    use super::*;

    fn check(subject: &str, text: &str, [paid, other]: [u8; 2], own: [bool; 2]) {
        let worlds = Worlds::of(subject, text, &Structure::default());
        assert_eq!([worlds.paid, worlds.other], [paid, other], "{text}");
        assert_eq!([worlds.own_in_subject, worlds.own_in_text], own, "{text}");
    }

    #[test]
    fn a_flat_is_of_another_world_than_a_job() {
        check(
            "your application",
            "the landlord has let the flat to another applicant.",
            [0, 2],
            [true, false],
        );
        check(
            "update",
            "the hiring manager has filled the role; your application stays on file.",
            [2, 0],
            [false, true],
        );
    }

    #[test]
    fn no_phrase_counts_twice() {
        for (lexicon, words) in [
            (&PAID, include_str!("worlds/paid.txt")),
            (&OTHER, include_str!("worlds/other.txt")),
        ] {
            for word in words.lines() {
                let found: Vec<usize> = lexicon.found(word.trim_end_matches('*')).collect();
                assert_eq!(found.len(), 1, "{word} holds another of the list");
            }
        }
    }

    #[test]
    fn a_word_counts_whole_and_once() {
        check(
            "",
            "parent parents, parental transparent",
            [0, 1],
            [false, false],
        );
        check(
            "",
            "recruiters and a flatter scholarship",
            [1, 1],
            [false, false],
        );
    }
}
