//! Which of many expressions match a text, without asking each: an expression is tried only where the words stand that no
//! match of it can do without. What is found is what asking each would find.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::Regex;
use regex_syntax::hir::{Hir, HirKind};

/// Expressions, compiled once, with the words that each needs.
#[derive(Debug)]
pub struct Sieve {
    expressions: Vec<Regex>,
    /// Finds the words; the pattern's number is the word's.
    automaton: Option<AhoCorasick>,
    /// Word → the needs that it meets.
    meets: Vec<Vec<u32>>,
    /// Need → the ways that have it.
    needed_by: Vec<Vec<u32>>,
    /// The ways in which the expressions match: any of an expression's ways is enough to try it.
    ways: Vec<Way>,
    /// Expressions with a way that needs nothing: always tried.
    free: Vec<u32>,
}

/// One way in which an expression matches.
#[derive(Debug)]
struct Way {
    expression: u32,
    /// How many needs it has.
    needs: u16,
}

/// What one search leaves for the next: lists to be used again.
#[derive(Default)]
pub struct Scratch {
    met: Vec<bool>,
    touched: Vec<u32>,
    counts: Vec<u16>,
    candidates: Vec<u32>,
}

impl Sieve {
    /// Compiles the expressions.
    ///
    /// # Errors
    /// Names the expression that does not compile, by its place.
    pub fn new<S: AsRef<str>>(sources: &[S]) -> Result<Self, (usize, Box<regex::Error>)> {
        let mut expressions = Vec::with_capacity(sources.len());
        let mut words: BTreeMap<String, u32> = BTreeMap::new();
        let mut numbers: BTreeMap<BTreeSet<String>, usize> = BTreeMap::new();
        let mut needed_by: Vec<Vec<u32>> = Vec::new();
        let mut ways: Vec<Way> = Vec::new();
        let mut free = Vec::new();
        for (place, source) in sources.iter().enumerate() {
            let source = source.as_ref();
            expressions.push(compile(source).map_err(|error| (place, Box::new(error)))?);
            let all = regex_syntax::parse(source).map_or_else(|_| Vec::new(), |hir| ways_of(&hir));
            if all.is_empty() || all.iter().any(BTreeSet::is_empty) {
                free.push(place as u32);
                continue;
            }
            for needs in all {
                let way = ways.len() as u32;
                ways.push(Way {
                    expression: place as u32,
                    needs: needs.len() as u16,
                });
                for need in needs {
                    let number = *numbers.entry(need).or_insert_with(|| {
                        needed_by.push(Vec::new());
                        needed_by.len() - 1
                    });
                    needed_by[number].push(way);
                }
            }
        }
        let mut meets: Vec<Vec<u32>> = Vec::new();
        for (need, number) in &numbers {
            for word in need {
                let at = *words.entry(word.clone()).or_insert_with(|| {
                    meets.push(Vec::new());
                    meets.len() as u32 - 1
                });
                meets[at as usize].push(*number as u32);
            }
        }
        let mut ordered: Vec<(&String, u32)> = words.iter().map(|(w, n)| (w, *n)).collect();
        ordered.sort_by_key(|(_, number)| *number);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(ordered.iter().map(|(word, _)| word.as_str()))
            .ok();
        Ok(Self {
            expressions,
            automaton,
            meets,
            needed_by,
            ways,
            free,
        })
    }

    /// The expression at a place.
    #[must_use]
    pub fn expression(&self, place: usize) -> &Regex {
        &self.expressions[place]
    }

    /// The places of all expressions that match, ascending.
    pub fn matches(&self, text: &str, scratch: &mut Scratch) -> Vec<usize> {
        self.candidates(text, scratch);
        scratch
            .candidates
            .iter()
            .map(|place| *place as usize)
            .filter(|place| self.expressions[*place].is_match(text))
            .collect()
    }

    fn candidates(&self, text: &str, scratch: &mut Scratch) {
        scratch.candidates.clear();
        let Some(automaton) = &self.automaton else {
            // Too many words for an automaton: each is asked.
            scratch.candidates.extend(0..self.expressions.len() as u32);
            return;
        };
        scratch.met.resize(self.needed_by.len(), false);
        scratch.counts.resize(self.ways.len(), 0);
        scratch.candidates.extend(&self.free);
        for word in automaton.find_overlapping_iter(text) {
            for &need in &self.meets[word.pattern().as_usize()] {
                if std::mem::replace(&mut scratch.met[need as usize], true) {
                    continue;
                }
                scratch.touched.push(need);
                for &way in &self.needed_by[need as usize] {
                    let count = &mut scratch.counts[way as usize];
                    *count += 1;
                    let way = &self.ways[way as usize];
                    if *count == way.needs {
                        scratch.candidates.push(way.expression);
                    }
                }
            }
        }
        for need in scratch.touched.drain(..) {
            scratch.met[need as usize] = false;
            for &way in &self.needed_by[need as usize] {
                scratch.counts[way as usize] = 0;
            }
        }
        scratch.candidates.sort_unstable();
        scratch.candidates.dedup();
    }
}

/// Lazily built automata forget what outgrows this, in bytes: some hundred expressions share the memory of a process.
const AUTOMATON: usize = 256 << 10;

fn compile(source: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(source)
        .size_limit(8 << 20)
        .dfa_size_limit(AUTOMATON)
        .build()
}

/// A set of words of which one must stand in every match.
type Need = BTreeSet<String>;

/// More words than that are none that anything hangs on.
const MOST: usize = 160;

/// More ways than that are one.
const MOST_WAYS: usize = 64;

/// The needs of each way in which an expression matches: its first choice between words of different needs is taken apart.
fn ways_of(hir: &Hir) -> Vec<BTreeSet<Need>> {
    match hir.kind() {
        HirKind::Capture(capture) => ways_of(&capture.sub),
        HirKind::Alternation(parts) if parts.len() <= MOST_WAYS => {
            let ways: Vec<_> = parts.iter().flat_map(ways_of).collect();
            if ways.len() <= MOST_WAYS {
                ways
            } else {
                vec![needs_of(hir)]
            }
        }
        HirKind::Concat(parts) => {
            let is_choice = |part: &Hir| Known::of(part).exact.is_none() && ways_of(part).len() > 1;
            let Some(at) = parts.iter().position(is_choice) else {
                return vec![needs_of(hir)];
            };
            let rest = parts.iter().enumerate().filter(|(i, _)| *i != at);
            let others: BTreeSet<Need> = rest.flat_map(|(_, part)| needs_of(part)).collect();
            let mut ways = ways_of(&parts[at]);
            for way in &mut ways {
                way.extend(others.iter().cloned());
            }
            ways
        }
        HirKind::Empty
        | HirKind::Literal(_)
        | HirKind::Class(_)
        | HirKind::Look(_)
        | HirKind::Repetition(_)
        | HirKind::Alternation(_) => vec![needs_of(hir)],
    }
}

/// All needs of an expression.
fn needs_of(hir: &Hir) -> BTreeSet<Need> {
    let known = Known::of(hir);
    let mut needs = known.needs;
    needs.extend(known.exact.and_then(useful));
    needs
}

/// What is known of the texts that an expression matches.
struct Known {
    /// All of them, where they are few.
    exact: Option<BTreeSet<String>>,
    /// Needs beside.
    needs: BTreeSet<Need>,
}

impl Known {
    fn nothing() -> Self {
        Self {
            exact: None,
            needs: BTreeSet::new(),
        }
    }

    fn text(text: &str) -> Self {
        Self {
            exact: Some(BTreeSet::from([text.to_owned()])),
            needs: BTreeSet::new(),
        }
    }

    fn of(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self::text(""),
            HirKind::Literal(literal) => {
                std::str::from_utf8(&literal.0).map_or_else(|_| Self::nothing(), Self::text)
            }
            HirKind::Class(class) => Self {
                exact: letters(class),
                needs: BTreeSet::new(),
            },
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Repetition(repetition) => {
                let once = Self::of(&repetition.sub);
                match (repetition.min, repetition.max) {
                    (0, Some(1)) => Self {
                        exact: once.exact.map(|mut all| {
                            all.insert(String::new());
                            all
                        }),
                        needs: BTreeSet::new(),
                    },
                    (0, _) => Self::nothing(),
                    (1, Some(1)) => once,
                    (_, _) => once.without_exact(),
                }
            }
            HirKind::Concat(parts) => Self::row(parts),
            HirKind::Alternation(parts) => Self::choice(parts),
        }
    }

    /// Gives the exact texts up for the need that they are.
    fn without_exact(mut self) -> Self {
        self.needs.extend(self.exact.take().and_then(useful));
        self
    }

    fn row(parts: &[Hir]) -> Self {
        let mut row = Self::text("");
        let mut needs = BTreeSet::new();
        let mut broken = false;
        for part in parts {
            let next = Self::of(part);
            needs.extend(next.needs);
            row.exact = match (row.exact.take(), next.exact) {
                (Some(before), Some(after)) if before.len() * after.len() <= MOST => Some(
                    before
                        .iter()
                        .flat_map(|b| after.iter().map(move |a| format!("{b}{a}")))
                        .collect(),
                ),
                (before, after) => {
                    broken = true;
                    needs.extend(before.and_then(useful));
                    after.or_else(|| Some(BTreeSet::from([String::new()])))
                }
            };
        }
        row.needs = needs;
        if broken { row.without_exact() } else { row }
    }

    fn choice(parts: &[Hir]) -> Self {
        let all: Vec<Self> = parts.iter().map(Self::of).collect();
        let exact: Option<Vec<_>> = all.iter().map(|known| known.exact.as_ref()).collect();
        if let Some(exact) = exact
            && exact.iter().map(|e| e.len()).sum::<usize>() <= MOST
            && all.iter().all(|known| known.needs.is_empty())
        {
            return Self {
                exact: Some(exact.into_iter().flatten().cloned().collect()),
                needs: BTreeSet::new(),
            };
        }
        let mut union = Need::new();
        for known in all {
            let Some(best) = known.without_exact().needs.into_iter().max_by_key(worth) else {
                return Self::nothing();
            };
            union.extend(best);
        }
        Self {
            exact: None,
            needs: useful(union).into_iter().collect(),
        }
    }
}

/// The characters of a small class.
fn letters(class: &regex_syntax::hir::Class) -> Option<BTreeSet<String>> {
    let regex_syntax::hir::Class::Unicode(class) = class else {
        return None;
    };
    let count: u32 = class
        .ranges()
        .iter()
        .map(|r| r.end() as u32 - r.start() as u32 + 1)
        .sum();
    (count <= 4).then(|| {
        class
            .ranges()
            .iter()
            .flat_map(|r| r.start()..=r.end())
            .map(String::from)
            .collect()
    })
}

/// The need that a set of texts is, if it says anything: a word within another stands for it.
fn useful(texts: BTreeSet<String>) -> Option<Need> {
    let shortest = texts.iter().map(String::len).min()?;
    if shortest < 2 || texts.len() > MOST {
        return None;
    }
    let within = |word: &String| {
        texts
            .iter()
            .any(|other| other != word && word.contains(other.as_str()))
    };
    Some(texts.iter().filter(|word| !within(word)).cloned().collect())
}

/// Long words and few of them say most.
fn worth(need: &Need) -> (usize, std::cmp::Reverse<usize>) {
    (
        need.iter().map(String::len).min().unwrap_or(0),
        std::cmp::Reverse(need.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&[&str]]) {
        let hir = regex_syntax::parse(source).unwrap();
        let expected: BTreeSet<Need> = expected
            .iter()
            .map(|need| need.iter().map(|w| (*w).to_owned()).collect())
            .collect();
        assert_eq!(needs_of(&hir), expected, "{source}");
    }

    #[test]
    fn an_expression_needs_its_words() {
        check("thank you", &[&["thank you"]]);
        check(r"(?:un)?able\s+to\w*", &[&["able"], &["to"]]);
        check("interviews?", &[&["interview"]]);
        check("reali[sz]e", &[&["realise", "realize"]]);
        check(
            r"(?:not|never|no\s+longer)\b.*forward",
            &[&["forward"], &["longer", "never", "not"]],
        );
        check("(?:offer)*", &[]);
        check("(?:offer){2,}", &[&["offer"]]);
        check(r"(?:offer|\d+)", &[]);
        check(
            r"(?-u:\b)(?:^good|\bbest) luck$",
            &[&["best luck", "good luck"]],
        );
    }

    #[test]
    fn the_sieve_finds_what_each_expression_finds() {
        let sources: Vec<String> = crate::reading::PACKS
            .iter()
            .flat_map(|pack| crate::reading::rules::sources(pack).unwrap())
            .collect();
        let sieve = Sieve::new(&sources).unwrap();
        let mut scratch = Scratch::default();
        let corpus = include_str!("../../../tests/corpus/written/d-01.jsonl")
            .lines()
            .chain(include_str!("../../../tests/corpus/written/e-german.jsonl").lines());
        let mut found = 0;
        for line in corpus.step_by(6) {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = row["text"].as_str().unwrap_or_default().to_lowercase();
            for clause in text.split("\n\n") {
                let expected: Vec<usize> = (0..sources.len())
                    .filter(|i| sieve.expression(*i).is_match(clause))
                    .collect();
                assert_eq!(sieve.matches(clause, &mut scratch), expected, "{clause}");
                found += expected.len();
            }
        }
        assert!(found > 50, "{found}");
    }
}
