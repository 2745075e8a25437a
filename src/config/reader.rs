//! Reads a TOML table key by key and remembers every mistake: what is missing, wrong, out of range, or unknown.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of TOML's kinds one is right, and all others are equally wrong"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Mistake;

/// The document, or the one mistake of its syntax.
pub(super) fn document<'t>(text: &'t str, mistakes: &mut Vec<Mistake>) -> Option<DeTable<'t>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table.into_inner()),
        Err(error) => {
            let line = error.span().map_or(0, |s| line_of(text, s.start));
            let what = format!("It is no TOML: {}.", error.message().trim_end_matches('.'));
            mistakes.push(Mistake::new(line, "the file", &what));
            None
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text
        .as_bytes()
        .iter()
        .take(at)
        .filter(|b| **b == b'\n')
        .count()
}

/// One table of the file, and the keys that were asked for.
pub(super) struct Section<'a, 'm> {
    text: &'a str,
    path: String,
    table: &'a DeTable<'a>,
    asked: BTreeSet<String>,
    mistakes: &'m mut Vec<Mistake>,
}

impl<'a, 'm> Section<'a, 'm> {
    pub(super) fn new(
        text: &'a str,
        path: &str,
        table: &'a DeTable<'a>,
        mistakes: &'m mut Vec<Mistake>,
    ) -> Self {
        Self {
            text,
            path: path.to_owned(),
            table,
            asked: BTreeSet::new(),
            mistakes,
        }
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    fn find(&mut self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.insert(key.to_owned());
        self.table
            .iter()
            .find(|(k, _)| k.get_ref() == key)
            .map(|(_, v)| v)
    }

    /// The keys that stand there.
    pub(super) fn keys(&self) -> Vec<String> {
        self.table
            .iter()
            .map(|(k, _)| k.get_ref().to_string())
            .collect()
    }

    pub(super) fn has(&mut self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// A mistake about `key`.
    pub(super) fn mistake(&mut self, key: &str, what: String) {
        let line = self
            .table
            .iter()
            .find(|(k, _)| k.get_ref() == key)
            .map_or(0, |(k, _)| line_of(self.text, k.span().start));
        let mistake = Mistake::new(line, &self.name(key), &what);
        self.mistakes.push(mistake);
    }

    fn at(&mut self, value: &Spanned<DeValue<'_>>, key: &str, what: String) {
        let line = line_of(self.text, value.span().start);
        let mistake = Mistake::new(line, &self.name(key), &what);
        self.mistakes.push(mistake);
    }

    fn missing(&mut self, key: &str, needed: bool) {
        if needed {
            self.mistake(key, "It is missing.".to_owned());
        }
    }

    pub(super) fn string(&mut self, key: &str, needed: bool) -> Option<String> {
        self.checked(key, needed, |text| {
            if text.trim().is_empty() {
                Err("It is empty.".to_owned())
            } else {
                Ok(text.to_owned())
            }
        })
    }

    pub(super) fn checked<T>(
        &mut self,
        key: &str,
        needed: bool,
        check: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Some(value) = self.find(key) else {
            self.missing(key, needed);
            return None;
        };
        match value.get_ref() {
            DeValue::String(text) => match check(text) {
                Ok(good) => Some(good),
                Err(what) => {
                    self.at(value, key, what);
                    None
                }
            },
            other => {
                let what = format!("It is {}, and should be a text in quotes.", kind(other));
                self.at(value, key, what);
                None
            }
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &str,
        range: RangeInclusive<i64>,
        into: &mut T,
    ) {
        let Some(value) = self.find(key) else { return };
        let number = match value.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok(),
            _ => None,
        };
        match number
            .filter(|n| range.contains(n))
            .and_then(|n| T::try_from(n).ok())
        {
            Some(n) => *into = n,
            None => self.at(
                value,
                key,
                format!(
                    "It should be a whole number from {} to {}.",
                    range.start(),
                    range.end()
                ),
            ),
        }
    }

    pub(super) fn boolean(&mut self, key: &str, into: &mut bool) {
        let Some(value) = self.find(key) else { return };
        match value.get_ref() {
            DeValue::Boolean(b) => *into = *b,
            _ => self.at(value, key, "It should be true or false.".to_owned()),
        }
    }

    pub(super) fn list<T>(
        &mut self,
        key: &str,
        check: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.at(
                value,
                key,
                "It should be a list of texts, like [\"one\", \"two\"].".to_owned(),
            );
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => match check(text) {
                    Ok(good) => out.push(good),
                    Err(what) => self.at(item, key, what),
                },
                other => {
                    let what = format!(
                        "One of it is {}, and should be a text in quotes.",
                        kind(other)
                    );
                    self.at(item, key, what);
                }
            }
        }
        out
    }

    /// A shell line, or a list of arguments.
    pub(super) fn command(&mut self, key: &str) -> Option<Vec<String>> {
        let value = self.find(key)?;
        if let DeValue::String(line) = value.get_ref() {
            return Some(vec![
                "/bin/sh".to_owned(),
                "-c".to_owned(),
                line.to_string(),
            ]);
        }
        let words = self.list(key, |w| Ok(w.to_owned()));
        (!words.is_empty()).then_some(words)
    }

    fn inner(&mut self, key: &str) -> Option<&'a DeTable<'a>> {
        let value = self.find(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.at(
                    value,
                    key,
                    format!(
                        "It should be a table: [{}] on a line of its own.",
                        self.name(key)
                    ),
                );
                None
            }
        }
    }

    pub(super) fn section(&mut self, key: &str, needed: bool) -> Option<Section<'a, '_>> {
        let known = self.has(key);
        if !known {
            self.missing(key, needed);
        }
        let table = self.inner(key)?;
        let path = self.name(key);
        Some(Section {
            text: self.text,
            path,
            table,
            asked: BTreeSet::new(),
            mistakes: self.mistakes,
        })
    }

    pub(super) fn child(&mut self, key: &str, table: &'a DeTable<'a>) -> Section<'a, '_> {
        let path = self.name(key);
        Section {
            text: self.text,
            path,
            table,
            asked: BTreeSet::new(),
            mistakes: self.mistakes,
        }
    }

    /// The tables of `[[key]]`.
    pub(super) fn sections(&mut self, key: &str) -> Vec<&'a DeTable<'a>> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.at(
                value,
                key,
                format!("It should be written as [[{key}]] on a line of its own."),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => tables.push(table),
                other => {
                    let what = format!(
                        "It is {}, and should be written as [[{key}]] on a line of its own.",
                        kind(other)
                    );
                    self.at(item, key, what);
                }
            }
        }
        tables
    }

    pub(super) fn strings_table(&mut self, key: &str) -> BTreeMap<String, String> {
        let Some(table) = self.inner(key) else {
            return BTreeMap::new();
        };
        let keys: Vec<String> = table.iter().map(|(k, _)| k.get_ref().to_string()).collect();
        let path = self.name(key);
        let mut inner = Section {
            text: self.text,
            path,
            table,
            asked: BTreeSet::new(),
            mistakes: self.mistakes,
        };
        keys.into_iter()
            .filter_map(|k| inner.string(&k, false).map(|v| (k, v)))
            .collect()
    }

    pub(super) fn lists_table(&mut self, key: &str) -> BTreeMap<String, Vec<String>> {
        let Some(table) = self.inner(key) else {
            return BTreeMap::new();
        };
        let keys: Vec<String> = table.iter().map(|(k, _)| k.get_ref().to_string()).collect();
        let path = self.name(key);
        let mut inner = Section {
            text: self.text,
            path,
            table,
            asked: BTreeSet::new(),
            mistakes: self.mistakes,
        };
        keys.into_iter()
            .map(|k| (k.clone(), inner.list(&k, |t| Ok(t.to_owned()))))
            .collect()
    }

    /// Whatever was not asked for is unknown; says which known name is nearest.
    pub(super) fn finish(self) {
        let unknown: Vec<(String, usize)> = self
            .table
            .iter()
            .filter(|(k, _)| !self.asked.contains(k.get_ref().as_ref()))
            .map(|(k, _)| (k.get_ref().to_string(), k.span().start))
            .collect();
        for (key, at) in unknown {
            let nearest = self.asked.iter().min_by_key(|name| distance(name, &key));
            let hint = nearest.map_or_else(String::new, |n| format!(" Did you mean “{n}”?"));
            let name = self.name(&key);
            let what = format!("There is no such key.{hint}");
            self.mistakes
                .push(Mistake::new(line_of(self.text, at), &name, &what));
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// How many slips of the keys lie between two names, any case: a swap of neighbours is one. Only beginnings are compared:
/// a longer name is no slip.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let beginning = |text: &str| text.chars().take(64).collect::<String>().to_lowercase();
    strsim::osa_distance(&beginning(a), &beginning(b))
}
