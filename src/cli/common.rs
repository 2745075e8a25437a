//! What commands share: the configuration's place, a stand-in for it, errors as sentences.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chrono_tz::Tz;
use heardback_core::id::Address;
use heardback_core::policy::{ApprovalPolicy, Etiquette, Owner, Policy, Profile};
use heardback_core::reading::Reader;

use super::terminal::Terminal;
use crate::bounded;
use crate::config::{Config, Mistake};
use crate::place::{self, home};
pub use crate::place::{config_path, state_folder};
use crate::sources::{self, Source};
use crate::wording::{self, Fault};

/// Wrong use, as against a failure: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUse(pub String);

/// Says what went wrong on stderr, one sentence a cause, and gives the exit code.
pub fn report(error: &anyhow::Error) -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    let text = error
        .chain()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    let text = format!("heardback: {}", place::as_typed(&text));
    let _ = writeln!(stderr, "{}", Terminal::stderr().fold(&harmless(&text), 0));
    if error.downcast_ref::<WrongUse>().is_some() {
        ExitCode::from(2)
    } else {
        ExitCode::FAILURE
    }
}

/// Reads the configuration at `path`.
///
/// # Errors
/// All its mistakes, a line each.
pub fn load(path: &Path) -> Result<Config> {
    let text = config_text(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    Config::parse(&text, folder, &home())
        .map_err(|mistakes| WrongUse(listed(path, &mistakes)).into())
}

/// The text of the configuration at `path`.
///
/// # Errors
/// Where there is none, and where it cannot be read.
pub fn config_text(path: &Path) -> Result<String> {
    match bounded::text(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(no_configuration(path).into())
        }
        Err(error) => {
            Err(error).with_context(|| format!("Cannot read the configuration {}", path.display()))
        }
    }
}

/// There is none: where it would be, and how to get one.
pub fn no_configuration(path: &Path) -> WrongUse {
    let flag = if path == config_path() {
        String::new()
    } else {
        format!(" --config {}", path.display())
    };
    WrongUse(format!(
        "There is no configuration at {}. `heardback init{flag}` asks and writes one; or copy config/heardback.toml there and \
         fill in your name, address and servers.",
        path.display()
    ))
}

/// All mistakes of the configuration at `path`, a line each.
pub fn listed(path: &Path, mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(|m| format!("  {m}")).collect();
    let count = if mistakes.len() == 1 {
        "a mistake".to_owned()
    } else {
        format!("{} mistakes", mistakes.len())
    };
    format!(
        "The configuration {} has {count}:\n{}",
        path.display(),
        lines.join("\n")
    )
}

/// Stands in for a configuration in `read` and `replay`.
#[derive(Debug, clap::Args)]
pub struct StandIn {
    /// The configuration (not needed)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Your time zone, for instance Europe/London
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub owner_zone: Option<Tz>,
    /// Your address; may be given more than once
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub me: Vec<Address>,
}

fn zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_| format!("there is no time zone “{text}”; write it like Europe/London"))
}

fn address(text: &str) -> Result<Address, String> {
    Address::new(text).ok_or_else(|| format!("“{text}” is no mail address"))
}

impl StandIn {
    /// The policy of a rehearsal: of the configuration where there is one, of the flags, else of nobody in UTC.
    pub fn policy(&self) -> Result<Policy> {
        let standard = config_path();
        let path = self
            .config
            .clone()
            .or_else(|| (self.me.is_empty() && standard.is_file()).then_some(standard));
        let mut policy = match path {
            Some(path) => with_letters(load(&path)?.policy(true), &path)?,
            None => nobody(),
        };
        if let Some(zone) = self.owner_zone {
            policy.owner.zone = zone;
        }
        if let Some((first, others)) = self.me.split_first() {
            policy.owner.address = first.clone();
            policy.owner.aliases.extend(others.iter().cloned());
        }
        Ok(policy)
    }
}

fn nobody() -> Policy {
    let address =
        Address::new("owner@localhost").unwrap_or_else(|| unreachable!("a plain address"));
    Policy {
        owner: Owner {
            name: String::new(),
            address,
            aliases: std::collections::BTreeSet::new(),
            zone: Tz::UTC,
        },
        holidays: std::collections::BTreeSet::new(),
        profile: Profile::default(),
        materials: BTreeMap::new(),
        etiquette: Etiquette::default(),
        approval: ApprovalPolicy::default(),
        letters: BTreeMap::new(),
    }
}

/// The reader for that policy; which language packs are left out is told on stderr.
pub fn reader(policy: &Policy) -> Reader {
    let (reader, faults) = wording::reader(policy);
    for Fault { path, why } in faults {
        errorline(&format!(
            "heardback: the language pack {} is left out: {why}",
            path.display()
        ));
    }
    reader
}

/// What may stand on a terminal: names of files and the words of strangers can hold sequences that move its cursor, change its
/// title or turn the direction of writing. Such characters are written out (`\u001b`, which JSON reads back), but for ends of
/// lines, tabs and our own colours.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let turns = matches!(
            c,
            '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let ours = c == '\x1b' && is_colour(rest);
        if (c.is_control() && !matches!(c, '\n' | '\t') && !ours) || turns {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// "[1;32m": colours and weights (ECMA-48, SGR), nothing that hides.
fn is_colour(after_escape: &str) -> bool {
    let shades = after_escape
        .strip_prefix('[')
        .and_then(|rest| rest.split_once('m'));
    shades.is_some_and(|(shades, _)| {
        shades
            .split(';')
            .all(|s| matches!(s, "0" | "1" | "2" | "31" | "32" | "33" | "34" | "35" | "36"))
    })
}

/// Writes a line to stdout, folded where a terminal is narrower; a closed pipe ends the program quietly.
pub fn line(out: &mut impl Write, text: &str) -> Result<()> {
    let hang = text.chars().take_while(|c| *c == ' ').count();
    hanging(out, text, hang)
}

/// The same; what is folded begins after `hang` spaces.
pub fn hanging(out: &mut impl Write, text: &str, hang: usize) -> Result<()> {
    // A program's JSON is none of ours to put words into.
    let written = if text.starts_with('{') {
        writeln!(out, "{}", harmless(text))
    } else {
        let text = Terminal::stdout().fold(&harmless(&place::as_typed(text)), hang);
        writeln!(out, "{text}")
    };
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.context("Cannot write to standard output"),
    }
}

/// Writes a line to stderr: what is asked of the owner, beside the data on stdout.
pub fn errorline(text: &str) {
    let text = harmless(&place::as_typed(text));
    let _ = writeln!(
        std::io::stderr().lock(),
        "{}",
        Terminal::stderr().fold(&text, 0)
    );
}

/// The messages of `path`; what could not be read is told on stderr, and left out.
///
/// # Errors
/// Where there is nothing that could be read.
pub fn messages(path: &Path) -> Result<Vec<Source>> {
    let found = sources::find(path)?;
    let count = found.unreadable.len();
    for why in &found.unreadable {
        errorline(&format!("heardback: {why}"));
    }
    if found.messages.is_empty() {
        bail!("Nothing of {} could be read.", path.display());
    }
    match count {
        0 => {}
        1 => errorline("heardback: that one is left out."),
        more => errorline(&format!("heardback: those {more} are left out.")),
    }
    Ok(found.messages)
}

/// Says on stderr which of `count` sources hold no message.
///
/// # Errors
/// Where none does.
pub fn no_messages(unfit: &[String], count: usize) -> Result<()> {
    const WAY_OUT: &str =
        "it has no header. Give mail in its source form: .eml files, an mbox or a Maildir.";
    match unfit {
        [only] if count == 1 => bail!("{only} is no mail message: {WAY_OUT}"),
        [first, ..] if unfit.len() == count => {
            bail!("None of the {count} files is a mail message. {first}, for instance: {WAY_OUT}")
        }
        some => {
            let mut stderr = std::io::stderr().lock();
            for name in some {
                let _ = writeln!(
                    stderr,
                    "heardback: {} is no mail message: {WAY_OUT}",
                    harmless(name)
                );
            }
            Ok(())
        }
    }
}

/// The policy with the owner's own letters: the files of the folder `letters` beside the configuration.
///
/// # Errors
/// Where a template is none: the file, and what is wrong with it.
pub fn with_letters(policy: Policy, config: &Path) -> Result<Policy> {
    wording::with_letters(policy, config).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(|f| format!("The letter {f}")).collect();
        WrongUse(told.join("\n")).into()
    })
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_word_of_a_stranger_moves_the_terminal() {
        for (given, expected) in [
            ("Juniper Freight", "Juniper Freight"),
            ("two\nlines\tand a tab", "two\nlines\tand a tab"),
            ("\x1b[32mok\x1b[0m", "\x1b[32mok\x1b[0m"),
            ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
            ("\x1b[2J\x1b[8mhidden", "\\u001b[2J\\u001b[8mhidden"),
            ("\u{9b}31mold\rnew", "\\u009b31mold\\u000dnew"),
            ("moc\u{202e}txt.exe", "moc\\u202etxt.exe"),
            ("\x1b", "\\u001b"),
        ] {
            assert_eq!(harmless(given), expected);
        }
    }
}
