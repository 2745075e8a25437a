//! The configuration: one TOML file into checked types, every mistake at once, each with its key, its line and the way out.

mod etiquette;
mod files;
pub mod providers;
mod reader;
mod secret;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;
use heardback_core::id::Address;
use heardback_core::policy::{ApprovalPolicy, Etiquette, Owner, Policy, Profile};

use files::{Paths, holiday, material, missing_files};
pub(crate) use reader::distance;
use reader::{Section, document};
pub use secret::Secret;
use secret::secret;

use crate::connect::Tls;

/// The whole file.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub owner: Owner,
    pub holidays: BTreeSet<NaiveDate>,
    pub profile: Profile,
    /// By what employers ask for; paths as they stand, `~` and relative ones resolved.
    pub materials: BTreeMap<String, PathBuf>,
    pub etiquette: Etiquette,
    pub approval: ApprovalPolicy,
    /// None for `read` and `replay`.
    pub account: Option<Account>,
}

/// One mailbox with its two servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub address: Address,
    pub imap: Server,
    pub smtp: Server,
    /// The name to log in with; the address where it is not given.
    pub login: String,
    pub secret: Secret,
    /// A private authority's certificates, PEM.
    pub ca_file: Option<PathBuf>,
    /// The server files a copy of what it sends by itself, as Gmail does.
    pub server_files_sent: bool,
    /// Seconds between safety polls of INBOX, and between polls of Sent.
    pub poll_seconds: u64,
    pub sent_poll_seconds: u64,
    /// Days of mail that the first start reads.
    pub first_days: i64,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
}

/// Where a configuration is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// 1 for the first line; 0 where it has none (a key that is missing).
    pub line: usize,
    pub key: String,
    /// One sentence that says what to do.
    pub what: String,
}

impl Mistake {
    /// On one line and of a length that can be read, whatever stands in the file.
    fn new(line: usize, key: &str, what: &str) -> Self {
        Self {
            line,
            key: shortened(key, 100),
            what: shortened(what, 400),
        }
    }
}

/// At most `most` characters, the middle left out, so that the sentence around a long value still begins and ends.
fn shortened(text: &str, most: usize) -> String {
    let plain: Vec<char> = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if plain.len() <= most {
        return plain.into_iter().collect();
    }
    let (head, tail) = (most / 2, plain.len() - most / 2);
    plain
        .iter()
        .take(head)
        .chain(&['…'])
        .chain(plain.iter().skip(tail))
        .collect()
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.key, self.what),
            line => write!(f, "line {line}, {}: {}", self.key, self.what),
        }
    }
}

impl Config {
    /// Reads `text`; `folder` is what relative paths start from, `home` what `~` stands for.
    ///
    /// # Errors
    /// All mistakes at once, in the order of the file.
    pub fn parse(text: &str, folder: &Path, home: &Path) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let Some(table) = document(text, &mut mistakes) else {
            return Err(mistakes);
        };
        let mut top = Section::new(text, "", &table, &mut mistakes);
        let paths = Paths { folder, home };
        let (owner, holidays) = owner(&mut top, &paths);
        let profile = profile(&mut top);
        let materials = top
            .strings_table("materials")
            .into_iter()
            .map(|(k, v)| (k, paths.resolve(&v)))
            .collect();
        let etiquette = etiquette::read(&mut top);
        let approval = approval(&mut top);
        let account = account(&mut top, &paths, &owner);
        top.finish();
        match (owner, mistakes.is_empty()) {
            (Some(owner), true) => Ok(Self {
                owner,
                holidays,
                profile,
                materials,
                etiquette,
                approval,
                account,
            }),
            (_, _) => {
                mistakes.sort_by_key(|m| (m.line == 0, m.line));
                Err(mistakes)
            }
        }
    }

    /// The same, and every material file must be there too: what `check` holds a configuration to.
    ///
    /// # Errors
    /// All mistakes at once, in the order of the file.
    pub fn check(text: &str, folder: &Path, home: &Path) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        if let Some(table) = document(text, &mut Vec::new()) {
            let mut top = Section::new(text, "", &table, &mut mistakes);
            if let Some(mut section) = top.section("materials", false) {
                missing_files(&mut section, &Paths { folder, home });
            }
        }
        let parsed = Self::parse(text, folder, home);
        if mistakes.is_empty() {
            return parsed;
        }
        mistakes.extend(parsed.err().unwrap_or_default());
        mistakes.sort_by_key(|m| (m.line == 0, m.line));
        Err(mistakes)
    }

    /// What the brain may know of it; material files are read here. In a `rehearsal` (replay) a missing file stands in empty.
    #[must_use]
    pub fn policy(&self, rehearsal: bool) -> Policy {
        let materials = self
            .materials
            .iter()
            .map(|(key, path)| (key.clone(), material(path, rehearsal)))
            .collect();
        Policy {
            owner: self.owner.clone(),
            holidays: self.holidays.clone(),
            profile: self.profile.clone(),
            materials,
            etiquette: self.etiquette.clone(),
            approval: self.approval.clone(),
            letters: BTreeMap::new(),
        }
    }
}

fn owner(top: &mut Section<'_, '_>, paths: &Paths<'_>) -> (Option<Owner>, BTreeSet<NaiveDate>) {
    let Some(mut section) = top.section("owner", true) else {
        return (None, BTreeSet::new());
    };
    let name = section.string("name", true);
    let address = section.checked("address", true, address);
    let aliases = section.list("aliases", address_item).into_iter().collect();
    let zone = section.checked("zone", true, |z| z.parse::<Tz>().map_err(|_| zone_hint(z)));
    let mut holidays = BTreeSet::new();
    for item in section.list("holidays", |text| holiday(text, paths)) {
        holidays.extend(item);
    }
    section.finish();
    let owner = name
        .zip(address)
        .zip(zone)
        .map(|((name, address), zone)| Owner {
            name,
            address,
            aliases,
            zone,
        });
    (owner, holidays)
}

fn address(text: &str) -> Result<Address, String> {
    Address::new(text)
        .filter(|a| a.domain().contains('.') || a.domain() == "localhost")
        .ok_or_else(|| format!("“{text}” is no mail address; write it like sam@mailbox.example."))
}

fn address_item(text: &str) -> Result<Address, String> {
    address(text)
}

/// What clocks show, and where most of those live who see it. Some mean another place elsewhere.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("AEDT", "Australia/Sydney"),
    ("AEST", "Australia/Sydney"),
    ("BST", "Europe/London"),
    ("CDT", "America/Chicago"),
    ("CEST", "Europe/Berlin"),
    ("CET", "Europe/Berlin"),
    ("CST", "America/Chicago"),
    ("EDT", "America/New_York"),
    ("EST", "America/New_York"),
    ("IST", "Asia/Kolkata"),
    ("MDT", "America/Denver"),
    ("MST", "America/Denver"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
];

/// The region that is meant by a zone whose clock knows no summer, though the places that use its name do.
pub(crate) fn without_summer(zone: Tz) -> Option<&'static str> {
    matches!(zone.name(), "EST" | "MST")
        .then(|| {
            ABBREVIATIONS
                .iter()
                .find(|(short, _)| *short == zone.name())
        })
        .flatten()
        .map(|(_, region)| *region)
}

/// Which zone may have been meant.
pub(crate) fn zone_hint(zone: &str) -> String {
    let zone = zone.trim();
    if let Some((_, region)) = ABBREVIATIONS
        .iter()
        .find(|(short, _)| short.eq_ignore_ascii_case(zone))
    {
        return format!(
            "“{zone}” is no time zone of this table, only what a clock shows for a part of the year. Did you mean “{region}”?"
        );
    }
    let typed = zone.replace(' ', "_");
    // People type the city alone: "lodnon".
    let far = |name: &str| {
        let city = name.rsplit('/').next().unwrap_or(name);
        distance(name, &typed).min(distance(city, &typed))
    };
    let near = chrono_tz::TZ_VARIANTS
        .iter()
        .map(|z| z.name())
        .min_by_key(|name| (far(name), distance(name, &typed)));
    match near.filter(|name| far(name) <= 1 + typed.chars().count() / 4) {
        Some(near) => format!("There is no time zone “{zone}”. Did you mean “{near}”?"),
        None => format!(
            "There is no time zone “{zone}”. Write it like Europe/London; `timedatectl list-timezones` shows them all."
        ),
    }
}

fn profile(top: &mut Section<'_, '_>) -> Profile {
    let Some(mut section) = top.section("profile", false) else {
        return Profile::default();
    };
    let strengths_by_role = section.lists_table("strengths_by_role");
    let profile = Profile {
        strengths: section.list("strengths", |s| Ok(s.to_owned())),
        strengths_by_role,
        why: section.strings_table("why"),
        signature: section.string("signature", false),
        phone: section.string("phone", false),
    };
    section.finish();
    profile
}

fn approval(top: &mut Section<'_, '_>) -> ApprovalPolicy {
    let mut approval = ApprovalPolicy::default();
    let Some(mut section) = top.section("approval", false) else {
        return approval;
    };
    if let Some(by) = section.checked("by", false, |by| match by {
        "reply" => Ok(false),
        "local" => Ok(true),
        other => Err(format!("“{other}” is neither “reply” nor “local”.")),
    }) {
        approval.local_only = by;
    }
    approval.authserv_id = section.string("authserv_id", false);
    section.number("undo_minutes", 0..=1_440, &mut approval.undo_minutes);
    section.number("expires_days", 1..=90, &mut approval.expires_days);
    section.number("letters_per_hour", 1..=100, &mut approval.per_hour);
    section.number("letters_per_day", 1..=1_000, &mut approval.per_day);
    section.boolean("plus_address", &mut approval.plus_address);
    section.finish();
    approval
}

fn account(top: &mut Section<'_, '_>, paths: &Paths<'_>, owner: &Option<Owner>) -> Option<Account> {
    let sections = top.sections("account");
    if sections.len() > 1 {
        top.mistake("account", "There is more than one [[account]]; heardback watches one. Run a second instance for another mailbox.".to_owned());
    }
    let mut section = top.child("account", sections.first()?);
    let address = section
        .checked("address", false, address)
        .or_else(|| owner.as_ref().map(|o| o.address.clone()));
    let imap = server(&mut section, "imap", 993);
    let smtp = server(&mut section, "smtp", 465);
    let login = section.string("login", false);
    let secret = secret(&mut section, paths);
    let ca_file = section.string("ca_file", false).map(|p| paths.resolve(&p));
    let (mut server_files_sent, mut poll_seconds, mut sent_poll_seconds, mut first_days) =
        (false, 600, 60, 90);
    section.boolean("server_files_sent", &mut server_files_sent);
    section.number("poll_seconds", 10..=86_400, &mut poll_seconds);
    section.number("sent_poll_seconds", 1..=86_400, &mut sent_poll_seconds);
    section.number("first_days", 1..=3_650, &mut first_days);
    section.finish();
    let address = address?;
    let login = login.unwrap_or_else(|| address.to_string());
    Some(Account {
        address,
        imap: imap?,
        smtp: smtp?,
        login,
        secret: secret?,
        ca_file,
        server_files_sent,
        poll_seconds,
        sent_poll_seconds,
        first_days,
    })
}

/// Whether a host is this machine: the only one to which anything goes in the clear.
pub(crate) fn is_here(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

fn server(section: &mut Section<'_, '_>, key: &str, default_port: u16) -> Option<Server> {
    let mut inner = section.section(key, true)?;
    let host = inner.string("host", true);
    let mut port = default_port;
    inner.number("port", 1..=65_535, &mut port);
    let tls = inner.checked("tls", false, |tls| match tls {
        "implicit" => Ok(Tls::Implicit),
        "starttls" => Ok(Tls::StartTls),
        "none" => Ok(Tls::PlainLoopback),
        other => Err(format!("“{other}” is none of “implicit”, “starttls”, “none” (“none” only to this machine itself).")),
    });
    let tls = tls.unwrap_or(if matches!(port, 143 | 587) {
        Tls::StartTls
    } else {
        Tls::Implicit
    });
    if tls == Tls::PlainLoopback && host.as_deref().is_some_and(|host| !is_here(host)) {
        inner.mistake("tls", "“none” would send your password in the clear; it is only allowed to localhost. Use “implicit” or “starttls”.".to_owned());
    }
    inner.finish();
    Some(Server {
        host: host?,
        port,
        tls,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, Vec<Mistake>> {
        Config::parse(text, Path::new("/etc/heardback"), Path::new("/home/sam"))
    }

    fn check(text: &str, expected: &[&str]) {
        let said: Vec<String> = parse(text)
            .expect_err("a mistake")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said, expected);
    }

    const SAMPLE: &str = include_str!("../config/heardback.toml");
    const OWNER: &str =
        "[owner]\nname = \"Sam\"\naddress = \"sam@mailbox.example\"\nzone = \"Europe/London\"\n";

    #[test]
    fn the_commented_sample_is_a_configuration_of_defaults() {
        let config = parse(SAMPLE).unwrap();
        assert_eq!(config.etiquette, Etiquette::default());
        assert_eq!(config.approval, ApprovalPolicy::default());
        assert_eq!(config.profile, Profile::default());
        let account = config.account.unwrap();
        let defaults = (
            account.poll_seconds,
            account.sent_poll_seconds,
            account.first_days,
        );
        assert_eq!(defaults, (600, 60, 90));
    }

    #[test]
    fn a_holiday_file_without_end_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let event = "BEGIN:VEVENT\nDTSTART:20261224\nEND:VEVENT\n";
        let large = folder.path().join("large.ics");
        let mut text = event.repeat(30_000);
        text.truncate(1 << 20);
        std::fs::write(&large, &text).unwrap();
        let with = |path: &Path| {
            let holidays = format!("holidays = [\"{}\"]\n", path.display());
            format!("{OWNER}{holidays}")
        };
        assert_eq!(parse(&with(&large)).unwrap().holidays.len(), 1);
        std::fs::write(&large, text + "\n").unwrap();
        let said = |path: &Path, why: &str| {
            let path_shown = path.display();
            let expected =
                format!("line 5, owner.holidays: The holiday file {path_shown} is {why}");
            check(&with(path), &[&expected]);
        };
        said(&large, "larger than 1 MiB: no list of holidays is.");
        said(Path::new("/dev/zero"), "no ordinary file.");
        said(folder.path(), "no ordinary file.");
    }

    /// Every default that a comment shows is the default: with the comments' keys switched on nothing changes.
    #[test]
    fn what_the_comments_show_is_what_is_so() {
        let on: String = SAMPLE
            .lines()
            .map(|line| {
                let key = line.strip_prefix("# ").filter(|l| {
                    let name: String = l.chars().take_while(|c| *c != ' ').collect();
                    let known = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                    known
                        && l[name.len()..].starts_with(" = ")
                        && !l.contains("= \"~/")
                        && !l.starts_with("analyst")
                        && !l.contains("= \"\"")
                });
                format!("{}\n", key.unwrap_or(line))
            })
            .collect();
        assert_ne!(on, SAMPLE);
        assert_eq!(parse(&on).unwrap(), parse(SAMPLE).unwrap());
    }

    #[test]
    fn a_keyring_entry_goes_by_its_attributes() {
        let account = |secret: &str| {
            format!(
                "{OWNER}[[account]]\nimap = {{ host = \"mail.example\" }}\nsmtp = {{ host = \"mail.example\" }}\n{secret}\n"
            )
        };
        let good = account(
            "password_secret_service = { service = \"heardback\", account = \"sam@mailbox.example\" }",
        );
        if crate::secrets::keyring::BUILT_IN {
            let attributes = [("service", "heardback"), ("account", "sam@mailbox.example")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            let read = parse(&good).unwrap().account.unwrap().secret;
            assert_eq!(read, Secret::Keyring(attributes.into()));
        } else {
            let said = parse(&good).unwrap_err();
            assert_eq!(said.len(), 1, "{said:?}");
            let way_out = "secret-tool lookup account sam@mailbox.example service heardback";
            assert!(said[0].what.contains(way_out), "{}", said[0]);
        }
        check(
            &account("password_secret_service = {}"),
            &[
                "line 8, account.password_secret_service: It should name the entry by its attributes, for instance { service = \"heardback\", account = \"sam@mailbox.example\" }.",
            ],
        );
    }

    #[test]
    fn the_numbers_of_the_manners_are_the_defaults() {
        let text = format!(
            "{OWNER}[etiquette]\n{}",
            include_str!("../config/etiquette.toml")
        );
        assert_eq!(parse(&text).unwrap().etiquette, Etiquette::default());
    }

    #[test]
    fn every_mistake_is_told_at_once_with_line_key_and_the_nearest_name() {
        check(
            "[owner]\nname = \"Sam\"\nadress = \"sam@mailbox.example\"\nzone = \"Europe/Londn\"\n[etiquette]\nfollow_ups = 9\nthank_hour = 2\n",
            &[
                "line 3, owner.adress: There is no such key. Did you mean “address”?",
                "line 4, owner.zone: There is no time zone “Europe/Londn”. Did you mean “Europe/London”?",
                "line 6, etiquette.follow_ups: It should be a whole number from 0 to 3.",
                "line 7, etiquette.thank_hour: There is no such key. Did you mean “thank_hours”?",
                "owner.address: It is missing.",
            ],
        );
    }

    #[test]
    fn a_password_in_the_file_is_refused_with_the_way_out() {
        let text = format!(
            "{OWNER}[[account]]\nimap = {{ host = \"i.example\" }}\nsmtp = {{ host = \"s.example\" }}\npassword = \"secret\"\n"
        );
        let said = parse(&text).unwrap_err();
        assert_eq!(said.len(), 1);
        assert!(said[0].what.contains("password_command"), "{}", said[0]);
        assert!(!said[0].to_string().contains("secret"));
    }

    #[test]
    fn a_mistake_is_one_line_of_bounded_length_whatever_the_file_holds() {
        let long = "x".repeat(5000);
        let text = format!(
            "[owner]\n\"a\\nb\" = 1\nname = \"Sam\"\naddress = \"{long}\\n\"\nzone = \"{long}\"\n"
        );
        for mistake in parse(&text).unwrap_err() {
            let shown = mistake.to_string();
            assert!(!shown.contains(char::is_control), "{shown:?}");
            assert!(shown.chars().count() < 600, "{shown}");
            assert!(shown.ends_with(['.', '?']), "{shown}");
        }
    }

    #[test]
    fn an_account_that_is_no_table_is_not_passed_over() {
        check(
            &format!("account = [1]\n{OWNER}"),
            &[
                "line 1, account: It is a number, and should be written as [[account]] on a line of its own.",
            ],
        );
    }

    #[test]
    fn plaintext_goes_to_this_machine_only() {
        let text = format!(
            "{OWNER}[[account]]\nimap = {{ host = \"mail.example\", tls = \"none\" }}\nsmtp = {{ host = \"localhost\", tls = \"none\" }}\npassword_command = \"x\"\n"
        );
        let said = parse(&text).unwrap_err();
        assert_eq!(said.len(), 1);
        assert!(said[0].key == "account.imap.tls");
    }

    #[test]
    fn no_toml_is_one_sentence_with_its_line() {
        let said = parse("[owner\nname = 1").unwrap_err();
        assert_eq!(said.len(), 1);
        assert!(
            said[0]
                .to_string()
                .starts_with("line 1, the file: It is no TOML"),
            "{}",
            said[0]
        );
    }
}
