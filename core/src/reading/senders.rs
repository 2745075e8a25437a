//! Who sends hiring mail: the sender table and the headers by which a hiring system gives itself away. Either proves at
//! most that a mail is job mail, never what it says.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Class;
use crate::mail::Mail;

/// A row of `config/senders.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Sender {
    /// A domain (matched on whole labels) or a whole address, lower case.
    #[serde(rename = "match")]
    pub pattern: String,
    #[serde(default)]
    pub vendor: String,
    pub kind: Kind,
    /// Where the employer's name is found, best source first.
    #[serde(default)]
    pub company: Vec<String>,
    #[serde(default)]
    pub prior: Prior,
    #[serde(default)]
    pub reply: Reply,
}

/// What kind of service it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Ats,
    Board,
    Assessment,
    Scheduling,
    Calendar,
    Esign,
    Background,
    Marketing,
    Staffing,
}

impl Kind {
    /// The name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Ats => "ats",
            Kind::Board => "board",
            Kind::Assessment => "assessment",
            Kind::Scheduling => "scheduling",
            Kind::Calendar => "calendar",
            Kind::Esign => "esign",
            Kind::Background => "background",
            Kind::Marketing => "marketing",
            Kind::Staffing => "staffing",
        }
    }
}

/// How often its mail is about an application of the reader's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Prior {
    Lifecycle,
    #[default]
    Mixed,
    Noise,
}

/// Where a reply to it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// To nobody.
    None,
    Person,
    /// To a relay address that is one candidate's: a stable key.
    Token,
    #[default]
    Unknown,
}

/// A header by which a hiring system gives itself away.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fingerprint {
    pub header: String,
    /// Lower-case text that the value must hold.
    pub contains: String,
    pub vendor: String,
    /// Only where the header names the class.
    #[serde(default)]
    pub class: Option<Class>,
}

/// What to strip from display names, and which of them are never an employer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Default)]
pub struct DisplayNames {
    #[serde(default)]
    pub strip_suffix: Vec<String>,
    #[serde(default)]
    pub never_company: Vec<String>,
    #[serde(default)]
    pub whole_reject: Vec<String>,
}

/// The table, ready for looking up.
#[derive(Debug, Clone, Default)]
pub struct Senders {
    rows: Vec<Sender>,
    by_pattern: BTreeMap<String, usize>,
    names: BTreeSet<String>,
    fingerprints: Vec<Fingerprint>,
    pub display_names: DisplayNames,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    display_name: DisplayNames,
    #[serde(default)]
    sender: Vec<Sender>,
    #[serde(default)]
    fingerprint: Vec<Fingerprint>,
}

impl Senders {
    /// Reads the table; rows that come later win.
    ///
    /// # Errors
    /// Where `text` is no TOML of that form.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let by_pattern = file
            .sender
            .iter()
            .enumerate()
            .map(|(i, row)| (row.pattern.to_lowercase(), i))
            .collect();
        let names = file
            .sender
            .iter()
            .filter_map(|row| psl::domain_str(row.pattern.rsplit('@').next()?))
            .filter_map(|domain| domain.split('.').next())
            .map(str::to_owned)
            .collect();
        Ok(Self {
            names,
            rows: file.sender,
            by_pattern,
            fingerprints: file.fingerprint,
            display_names: file.display_name,
        })
    }

    /// The row of an address: the whole address first, then its domain and the domains above it, on whole labels.
    #[must_use]
    pub fn of_address(&self, address: &str) -> Option<&Sender> {
        if let Some(row) = self.row(address) {
            return Some(row);
        }
        let (_, mut domain) = address.rsplit_once('@')?;
        loop {
            if let Some(row) = self.row(domain) {
                return Some(row);
            }
            domain = domain.split_once('.')?.1;
        }
    }

    /// The row of the first From address, else of Sender or Return-Path.
    #[must_use]
    pub fn of_mail(&self, mail: &Mail) -> Option<&Sender> {
        let people = mail.from.iter().chain(mail.sender.as_ref());
        people
            .filter_map(|person| person.email.as_ref())
            .find_map(|address| self.of_address(address.as_str()))
    }

    /// The first fingerprint that a mail's headers bear; one that names the class is preferred.
    #[must_use]
    pub fn fingerprint(&self, mail: &Mail) -> Option<&Fingerprint> {
        let mut found: Option<&Fingerprint> = None;
        for header in &mail.headers {
            for print in &self.fingerprints {
                if !header.name.eq_ignore_ascii_case(&print.header) {
                    continue;
                }
                let holds = print.contains.is_empty()
                    || header.value.to_lowercase().contains(&print.contains);
                if holds && found.is_none_or(|f| f.class.is_none() && print.class.is_some()) {
                    found = Some(print);
                }
            }
        }
        found
    }

    /// Whether a row's domain has this name as its registrable label ("myworkday").
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    fn row(&self, pattern: &str) -> Option<&Sender> {
        self.by_pattern.get(pattern).and_then(|&i| self.rows.get(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_read_and_matches_on_whole_labels_only() {
        let table = Senders::parse(super::super::SENDERS).unwrap();
        let vendor = |a: &str| table.of_address(a).map(|s| s.vendor.as_str());
        assert_eq!(vendor("no-reply@us.greenhouse-mail.io"), Some("Greenhouse"));
        assert!(vendor("oakline@myworkday.com").is_some());
        assert_eq!(vendor("no-reply@nothire.lever.co.example"), None);
        assert_eq!(vendor("x@notlever.co"), None);
    }
}
