//! The first voter: a language pack's patterns over single clauses, each with its polarity and condition in mind. Packs
//! are data (`config/reading/*.toml`), compiled into one set of expressions a language; matching is linear in the text.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use super::clauses::{self, Span};
use super::sieve::{Scratch, Sieve};
use super::{Class, Language};

/// Why a pack cannot be used; shown to whoever wrote it.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("not a language pack: {0}")]
    Form(#[from] toml::de::Error),
    #[error("the pattern '{pattern}' names the list <{list}>, which [words] does not hold")]
    UnknownList { pattern: String, list: String },
    #[error("the pattern '{pattern}' is no regular expression: {source}")]
    Expression {
        pattern: String,
        source: Box<regex::Error>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Language,
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    clause: Markers,
    #[serde(default)]
    rule: Vec<Rule>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Markers {
    #[serde(default)]
    condition: Vec<String>,
    #[serde(default)]
    polite: Vec<String>,
    #[serde(default)]
    negation: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    class: Class,
    strength: u8,
    patterns: Vec<String>,
    /// The clause must not match this.
    #[serde(default)]
    not: Option<String>,
    #[serde(default)]
    negation: Option<Negation>,
    /// Counts in a conditional clause, too.
    #[serde(default)]
    conditional: bool,
    /// Speaks of another kind of application: beats every class of ours.
    #[serde(default)]
    veto: bool,
    #[serde(default)]
    r#in: Option<Where>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Negation {
    /// Blocks the rule.
    None,
    /// Is part of the rule, or does not matter.
    Any,
}

/// Where a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    Subject,
    Text,
}

/// A clause that a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub class: Class,
    /// 1 to 5.
    pub strength: u8,
    pub veto: bool,
    pub place: Where,
    /// The clause, in bytes of the subject or of `Body::newest`.
    pub from: usize,
    pub to: usize,
}

struct Ready {
    class: Class,
    strength: u8,
    blocked_by_negation: bool,
    conditional: bool,
    veto: bool,
    place: Option<Where>,
    not: Option<Regex>,
}

#[derive(Clone, Copy)]
enum Target {
    Condition,
    Polite,
    Negation,
    Rule(usize),
}

/// A language pack, compiled.
pub struct Pack {
    pub language: Language,
    sieve: Sieve,
    targets: Vec<Target>,
    rules: Vec<Ready>,
}

impl Pack {
    /// Compiles a pack.
    ///
    /// # Errors
    /// Where the text is no pack or one of its patterns does not compile.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let file: File = toml::from_str(text)?;
        let mut sources = Vec::new();
        let mut targets = Vec::new();
        let markers = [
            (&file.clause.condition, Target::Condition),
            (&file.clause.polite, Target::Polite),
            (&file.clause.negation, Target::Negation),
        ];
        for (patterns, target) in markers {
            for pattern in patterns {
                sources.push(expand(pattern, &file.words)?);
                targets.push(target);
            }
        }
        let mut rules = Vec::with_capacity(file.rule.len());
        for (i, rule) in file.rule.iter().enumerate() {
            for pattern in &rule.patterns {
                sources.push(expand(pattern, &file.words)?);
                targets.push(Target::Rule(i));
            }
            rules.push(ready(rule, &file.words)?);
        }
        let sieve = Sieve::new(&sources).map_err(|(place, source)| PackError::Expression {
            pattern: sources[place].clone(),
            source,
        })?;
        Ok(Self {
            language: file.language,
            sieve,
            targets,
            rules,
        })
    }

    /// Adds every match in a text that went through [`clauses::fold`].
    pub fn read(&self, folded: &str, spans: &[Span], place: Where, out: &mut Vec<Match>) {
        let mut carried = false;
        let mut scratch = Scratch::default();
        for span in spans {
            let Some(clause) = folded.get(span.from..span.to) else {
                continue;
            };
            if span.opens_sentence {
                carried = false;
            }
            let hits = self.sieve.matches(clause, &mut scratch);
            carried = self.read_clause(clause, &hits, *span, place, carried, out);
        }
    }

    /// One clause; returns whether it is conditional.
    fn read_clause(
        &self,
        clause: &str,
        hits: &[usize],
        span: Span,
        place: Where,
        carried: bool,
        out: &mut Vec<Match>,
    ) -> bool {
        let (mut condition, mut polite) = (carried && !clauses::turns(clause), false);
        let mut negation = None;
        for &hit in hits {
            match self.targets[hit] {
                Target::Condition => condition = true,
                Target::Polite => polite = true,
                Target::Negation => {
                    negation = self.sieve.expression(hit).find(clause).map(|m| m.start());
                }
                Target::Rule(_) => {}
            }
        }
        let conditional = condition && !polite;
        let mut last: Option<usize> = None;
        for &hit in hits {
            let Target::Rule(i) = self.targets[hit] else {
                continue;
            };
            let rule = &self.rules[i];
            let fits = last != Some(i)
                && (rule.conditional || !conditional)
                && rule.place.is_none_or(|p| p == place)
                && !(rule.blocked_by_negation && self.negated(clause, hit, negation))
                && rule.not.as_ref().is_none_or(|not| !not.is_match(clause));
            if fits {
                last = Some(i);
                out.push(Match {
                    class: rule.class,
                    strength: rule.strength,
                    veto: rule.veto,
                    place,
                    from: span.from,
                    to: span.to,
                });
            }
        }
        conditional
    }

    /// A negation stands before the end of the match.
    fn negated(&self, clause: &str, hit: usize, negation: Option<usize>) -> bool {
        negation.is_some_and(|at| {
            self.sieve
                .expression(hit)
                .find(clause)
                .is_some_and(|m| at < m.end())
        })
    }
}

/// The expressions of a pack, as they are compiled.
#[cfg(test)]
pub(super) fn sources(text: &str) -> Result<Vec<String>, PackError> {
    let file: File = toml::from_str(text)?;
    let patterns = file.rule.iter().flat_map(|rule| &rule.patterns);
    patterns.map(|p| expand(p, &file.words)).collect()
}

fn ready(rule: &Rule, words: &BTreeMap<String, String>) -> Result<Ready, PackError> {
    let says_no = matches!(rule.class, Class::Rejection | Class::PositionClosed);
    let not = match &rule.not {
        Some(pattern) => Some(compile(&expand(pattern, words)?)?),
        None => None,
    };
    Ok(Ready {
        class: rule.class,
        strength: rule.strength.clamp(1, 5),
        blocked_by_negation: match rule.negation {
            Some(Negation::None) => true,
            Some(Negation::Any) => false,
            None => !says_no,
        },
        conditional: rule.conditional,
        veto: rule.veto,
        place: rule.r#in,
        not,
    })
}

fn compile(source: &str) -> Result<Regex, PackError> {
    regex::RegexBuilder::new(source)
        .size_limit(8 << 20)
        .build()
        .map_err(|error| expression(source, error))
}

fn expression(pattern: &str, source: regex::Error) -> PackError {
    PackError::Expression {
        pattern: pattern.to_owned(),
        source: Box::new(source),
    }
}

/// What `\w` stands for.
const LETTER: &str = "[a-z0-9à-ÿ'-]";

/// Puts the lists in, lets a space be any white space, and keeps words whole at both ends. ASCII boundaries: the
/// automaton gives up on Unicode ones at the first umlaut.
fn expand(pattern: &str, words: &BTreeMap<String, String>) -> Result<String, PackError> {
    let mut out = String::from("(?s)");
    if pattern.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(' || c == '<')
        && !pattern.starts_with("(?:^")
    {
        out.push_str(r"(?-u:\b)");
    }
    out.push_str("(?:");
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let len = c.len_utf8();
        if c == '<'
            && let Some(end) = rest.find('>')
        {
            let list = &rest[1..end];
            let alternatives = words.get(list).ok_or_else(|| PackError::UnknownList {
                pattern: pattern.to_owned(),
                list: list.to_owned(),
            })?;
            // A list of whole words: "mon" is no part of "month". ASCII boundaries cannot judge an accent at the edge.
            let edge = if alternatives.is_ascii() {
                r"(?-u:\b)"
            } else {
                ""
            };
            let stems = alternatives.replace(r"\w", LETTER).replace(' ', r"\s+");
            out.push_str(&format!("{edge}(?:{stems}){edge}"));
            rest = &rest[end + 1..];
            continue;
        }
        if let Some(after) = rest.strip_prefix(r"\b") {
            out.push_str(r"(?-u:\b)");
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix(r"\w") {
            out.push_str(LETTER);
            rest = after;
            continue;
        }
        match c {
            ' ' => out.push_str(r"\s+"),
            _ => out.push(c),
        }
        rest = &rest[len..];
    }
    out.push(')');
    Ok(out)
}
