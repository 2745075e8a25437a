//! `heardback doctor`: looks at everything between the owner and a reminder that is answered, a line a finding.

mod host;
mod mailbox;
mod round_trip;
mod sandbox;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use heardback_core::mail::Mail;

use super::check::{self, described};
use super::common::{WrongUse, config_path, listed};
use super::finding::{Finding, Printer, State};
use crate::clock::Clock;
use crate::config::{Account, Config, Secret};
use crate::imap::Mailboxes;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  heardback doctor
  heardback doctor --round-trip --wait 5m     sends you a test mail, and waits for your answer
  heardback doctor --json | jq 'select(.state == \"bad\")'

Exit code: 0 nothing is broken, 1 something is, 2 the configuration has mistakes.")]
pub struct Args {
    /// Sends you a test mail, waits for your answer, and says which proofs of approval your mailbox gives
    #[arg(long)]
    round_trip: bool,
    /// How long to wait for your answer: 90s, 5m
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration, requires = "round_trip")]
    wait: Duration,
    /// Tries whether mail to your-name+code@… reaches you, too
    #[arg(long, requires = "round_trip")]
    plus_address: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// The configuration; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.trim_end_matches(char::is_alphabetic).len());
    let seconds = match unit {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        _ => 0,
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(seconds))
        .filter(|s| (1..=86_400).contains(s))
        .map(Duration::from_secs)
        .ok_or_else(|| format!("“{text}” is no time; write it like 90s, 5m or 1h"))
}

/// What the mailbox told, for what comes after.
#[derive(Default)]
struct Seen {
    mailboxes: Option<Mailboxes>,
    newest: Option<Mail>,
    /// Both servers let us in.
    works: bool,
}

/// `heardback doctor`
pub fn run(args: &Args) -> Result<()> {
    super::run::install_crypto();
    let path = args.config.clone().unwrap_or_else(config_path);
    let mut printer = Printer::new(args.json);
    let (config, mut account) = match check::examine(&path)? {
        Ok(good) => good,
        Err(mistakes) => {
            for mistake in &mistakes {
                printer.print(&Finding::bad("configuration", mistake.to_string()))?;
            }
            bail!(WrongUse(listed(&path, &mistakes)));
        }
    };
    let clock = Clock::system();
    printer.print_all(&described(&path, &config, &account))?;
    printer.print_all(&host::permissions(&path, &account))?;
    let runtime = super::run::runtime()?;
    if let Some(file) = credential_file(&account) {
        account.secret = Secret::PasswordFile(file);
    }
    let secret = runtime.block_on(check::secret(&account));
    printer.print(&secret)?;
    // Only the service can have it then, and says below whether it is let in.
    let seen = if secret.state == State::Note {
        Seen::default()
    } else {
        runtime.block_on(mailbox::look(&account, &clock, &mut printer))?
    };
    printer.print_all(&host::clock_and_zone(&config, seen.newest.as_ref(), &clock))?;
    printer.print_all(&host::queue(&clock))?;
    printer.print_all(&host::service(&account, &path))?;
    if args.round_trip && !seen.works {
        printer.print(&Finding::bad(
            "round trip",
            "Not tried: reading or sending does not work yet.",
        ))?;
    } else if args.round_trip {
        let trip = trip(args, &config, &account, &clock, &seen);
        runtime.block_on(round_trip::run(&trip, &mut printer))?;
    } else {
        printer.print(&proofs(&config, &seen))?;
    }
    if printer.failed() {
        bail!(
            "Something does not work: see the lines marked {}.",
            if args.json { "“bad”" } else { "FAIL" }
        );
    }
    Ok(())
}

fn trip<'a>(
    args: &Args,
    config: &'a Config,
    account: &'a Account,
    clock: &'a Clock,
    seen: &'a Seen,
) -> round_trip::Trip<'a> {
    round_trip::Trip {
        config,
        account,
        clock,
        mailboxes: seen.mailboxes.as_ref(),
        wait: args.wait,
        plus_address: args.plus_address || config.approval.plus_address,
    }
}

/// Outside the service a credential is not there; the file it comes from may be.
fn credential_file(account: &Account) -> Option<PathBuf> {
    let Secret::Credential(name) = &account.secret else {
        return None;
    };
    if std::env::var_os("CREDENTIALS_DIRECTORY").is_some() {
        return None;
    }
    host::credential_file(name)
}

/// Which proofs there can be, as far as that can be told without a round trip.
fn proofs(config: &Config, seen: &Seen) -> Finding {
    if config.approval.local_only {
        return Finding::note(
            "approval",
            "by = \"local\": only `heardback approve` on this machine sends a letter",
            "by = \"reply\" lets you answer reminders by mail.",
        );
    }
    let has_sent = seen
        .mailboxes
        .as_ref()
        .is_some_and(|m| m.find(crate::imap::MailboxRole::Sent).is_some());
    let mut ways = Vec::new();
    if has_sent {
        ways.push("your copy in Sent (B1)".to_owned());
    }
    if let Some(id) = &config.approval.authserv_id {
        ways.push(format!("the word of {id} (B2)"));
    }
    ways.push("the command line (B3)".to_owned());
    Finding::note(
        "approval",
        format!("an answer is proven by {}", ways.join(", ")),
        "heardback doctor --round-trip tries it with a mail to yourself.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_unit() {
        for (text, expected) in [
            ("90s", Some(90)),
            ("2m", Some(120)),
            ("1h", Some(3_600)),
            ("45", Some(45)),
            ("0m", None),
            ("m", None),
            ("2 weeks", None),
            ("99999999999999999999h", None),
        ] {
            let read = duration(text).ok().map(|d| d.as_secs());
            assert_eq!(read, expected, "{text}");
        }
    }
}
