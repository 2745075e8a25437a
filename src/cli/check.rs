//! `heardback check`: the configuration and the files it names, everything at once, without a network. Only the command
//! that gets the password is tried.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde_json::json;

use super::common::{WrongUse, config_path, config_text, line, listed};
use super::finding::{Finding, Printer};
use crate::config::{Account, Config, Mistake};
use crate::connect::SecretSource;
use crate::place::home;
use crate::secrets::Configured;
use crate::wording;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback check\n\
                        Exit code: 0 good, 1 the password cannot be had or a file of your words is left out, 2 the configuration has mistakes.")]
pub struct Args {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// The configuration; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// `heardback check`
pub fn run(args: &Args) -> Result<()> {
    let path = args.config.clone().unwrap_or_else(config_path);
    let (config, account) = match examine(&path)? {
        Ok(good) => good,
        Err(mistakes) => {
            if args.json {
                mistakes_as_objects(&mistakes)?;
            }
            bail!(WrongUse(listed(&path, &mistakes)));
        }
    };
    let mut printer = Printer::new(args.json);
    printer.print_all(&described(&path, &config, &account))?;
    let runtime = super::run::runtime()?;
    let words_are_good = !printer.failed();
    printer.print(&runtime.block_on(secret(&account)))?;
    match (printer.failed(), words_are_good) {
        (false, _) => Ok(()),
        (true, true) => {
            bail!("The configuration is good, but the secret for the login cannot be had.")
        }
        (true, false) => bail!("The configuration is good, but see above."),
    }
}

/// The configuration with its account, or every mistake in it, in its files and in the letters beside it.
pub fn examine(path: &Path) -> Result<Result<(Config, Account), Vec<Mistake>>> {
    let text = config_text(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let checked = Config::check(&text, folder, &home());
    let letters = letter_mistakes(path);
    Ok(match checked {
        Ok(config) if letters.is_empty() => match config.account.clone() {
            Some(account) => Ok((config, account)),
            None => Err(vec![Mistake {
                line: 0,
                key: "account".to_owned(),
                what: "It is missing: add [[account]] with imap, smtp and password_command."
                    .to_owned(),
            }]),
        },
        Ok(_) => Err(letters),
        Err(mistakes) => Err(mistakes.into_iter().chain(letters).collect()),
    })
}

/// What is wrong with the owner's own letters, a mistake a file.
fn letter_mistakes(config: &Path) -> Vec<Mistake> {
    let faults = wording::letter_faults(config).into_iter();
    faults
        .map(|fault| Mistake {
            line: 0,
            key: format!("letters/{}", fault.name()),
            what: fault.why,
        })
        .collect()
}

/// The owner's own language packs that are left out.
fn packs_left_out(path: &Path) -> Vec<Finding> {
    let folder = path.parent().unwrap_or(Path::new(".")).join("reading");
    let faults = wording::pack_faults(&folder).into_iter();
    faults
        .map(|fault| {
            Finding::failure(
                "words",
                format!("reading/{} is left out: {}", fault.name(), fault.why),
                "Mend it or take it away; everything else of the reader works meanwhile.",
            )
        })
        .collect()
}

fn mistakes_as_objects(mistakes: &[Mistake]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    mistakes.iter().try_for_each(|m| {
        let object = json!({"check": "configuration", "state": "bad", "line": m.line, "key": m.key, "what": m.what});
        line(&mut out, &object.to_string())
    })
}

/// What the configuration says.
pub fn described(path: &Path, config: &Config, account: &Account) -> Vec<Finding> {
    let owner = &config.owner;
    let mut findings = vec![
        Finding::good("configuration", format!("{} is good", path.display())),
        Finding::good(
            "owner",
            format!("{} <{}>, {}", owner.name, owner.address, owner.zone),
        ),
        Finding::good(
            "servers",
            format!(
                "reads {}:{}, sends {}:{}",
                account.imap.host, account.imap.port, account.smtp.host, account.smtp.port
            ),
        ),
    ];
    findings.extend(packs_left_out(path));
    if let Some(region) = crate::config::without_summer(owner.zone) {
        findings.push(Finding::note(
            "zone",
            format!("{} has no summer time", owner.zone),
            &format!("Set owner.zone = \"{region}\" if your clocks change in spring."),
        ));
    }
    for (key, material) in &config.policy(false).materials {
        if let Ok(bytes) = &material.content {
            let what = format!("{key}: {} ({} bytes)", material.file_name, bytes.len());
            findings.push(Finding::good("material", what));
        }
    }
    findings
}

/// Whether the secret can be had. It is not shown.
pub async fn secret(account: &Account) -> Finding {
    use crate::config::Secret;
    let from = match &account.secret {
        Secret::PasswordCommand(_) => "password_command prints something",
        Secret::TokenCommand(_) => "token_command prints something",
        Secret::PasswordFile(_) => "password_file is there, and only yours",
        Secret::Keyring(_) => "the keyring holds it",
        Secret::Credential(name) => {
            if std::env::var_os("CREDENTIALS_DIRECTORY").is_none() {
                return Finding::note(
                    "secret",
                    format!("password_credential “{name}” is there only inside the service"),
                    "heardback doctor looks whether the running service is let in with it.",
                );
            }
            "the credential is there"
        }
    };
    match Configured(account.secret.clone()).fetch().await {
        Ok(_) => Finding::good("secret", from),
        Err(why) => Finding::bad("secret", why),
    }
}
