//! Where the secret is kept: a command of the owner's, `pass`, the desktop's keyring, a file; never in the configuration.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use heardback_core::id::Address;

use super::Args;
use super::ask::Ask;
use super::write::new_private_file;
use crate::cli::common::WrongUse;
use crate::config::Secret;
use crate::place::home;
use crate::secrets::keyring;

/// A shell line, as the configuration has it.
fn shell(line: &str) -> Vec<String> {
    vec!["/bin/sh".to_owned(), "-c".to_owned(), line.to_owned()]
}

/// What the flags say, and the file behind a credential.
pub fn by_flags(args: &Args) -> Result<Option<(Secret, Option<PathBuf>)>> {
    if let Some(command) = &args.password_command {
        return Ok(Some((Secret::PasswordCommand(shell(command)), None)));
    }
    if let Some(command) = &args.token_command {
        return Ok(Some((Secret::TokenCommand(shell(command)), None)));
    }
    if let Some(path) = &args.password_file {
        return Ok(Some((Secret::PasswordFile(super::absolute(path)?), None)));
    }
    if let Some(text) = &args.password_secret_service {
        return Ok(Some((keyring_entry(text)?, None)));
    }
    let Some(text) = &args.password_credential else {
        return Ok(None);
    };
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => {
            let file = super::absolute(Path::new(file))?;
            Ok(Some((Secret::Credential(name.to_owned()), Some(file))))
        }
        _ => bail!(WrongUse(format!(
            "--password-credential: “{text}” should be NAME=FILE, for instance mail-password=/etc/credstore/mail."
        ))),
    }
}

/// "service=heardback,account=sam@mailbox.example"
fn keyring_entry(text: &str) -> Result<Secret> {
    let pairs: Option<BTreeMap<String, String>> = text
        .split(',')
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let (name, value) = (name.trim(), value.trim());
            (!name.is_empty() && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        })
        .collect();
    match pairs {
        Some(attributes) if !keyring::BUILT_IN => {
            bail!(WrongUse(keyring::not_built_in(&attributes)))
        }
        Some(attributes) => Ok(Secret::Keyring(attributes)),
        None => bail!(WrongUse(format!(
            "--password-secret-service: “{text}” should be NAME=VALUE,NAME=VALUE, for instance \
             service=heardback,account=sam@mailbox.example."
        ))),
    }
}

/// Ways to keep a password.
#[derive(Clone, Copy)]
enum Way {
    Command,
    Pass,
    Keyring,
    SecretTool,
    File,
    Token,
}

/// Asks for the secret, and puts it where the owner wants it.
pub fn ask_for(
    ask: &mut Ask,
    address: &Address,
    config: &Path,
    token_only: bool,
) -> Result<Secret> {
    if token_only {
        let command = ask.text(
            "Which command prints an access token, for instance “oama access you@outlook.com”",
            None,
        )?;
        return Ok(Secret::TokenCommand(shell(&command)));
    }
    forget(ask);
    let mut ways = vec![(
        Way::Command,
        "I have a command that prints it (pass, gpg, rbw …)",
    )];
    if is_installed("pass") && home().join(".password-store").is_dir() {
        ways.push((Way::Pass, "Put it into pass, as mail/ADDRESS"));
    }
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    if keyring::BUILT_IN && has_bus {
        ways.push((Way::Keyring, "Put it into the desktop's keyring"));
    } else if is_installed("secret-tool") && has_bus {
        ways.push((
            Way::SecretTool,
            "Put it into the desktop's keyring (secret-tool)",
        ));
    }
    ways.push((Way::File, "Put it into a file that only you can read"));
    ways.push((
        Way::Token,
        "It is OAuth2: I have a command that prints an access token",
    ));
    let texts: Vec<&str> = ways.iter().map(|(_, text)| *text).collect();
    let chosen = ask.choose("Where is your mail password to be kept?", &texts)?;
    match ways.get(chosen).map_or(Way::Command, |(way, _)| *way) {
        Way::Command => {
            let command = ask.text("The command", None)?;
            Ok(Secret::PasswordCommand(shell(&command)))
        }
        Way::Token => {
            let command = ask.text("The command", None)?;
            Ok(Secret::TokenCommand(shell(&command)))
        }
        Way::Pass => {
            let entry = format!("mail/{address}");
            // What is there is the owner's, and stays as it is.
            if pass_file(&entry).exists() {
                ask.say(&format!("pass has {entry} already: it is used as it is."))?;
            } else {
                let password = ask.secret("Password")?;
                hand_over(
                    Command::new("pass").args(["insert", "--multiline", &entry]),
                    &password,
                )?;
            }
            Ok(Secret::PasswordCommand(vec![
                "pass".to_owned(),
                "show".to_owned(),
                entry,
            ]))
        }
        Way::Keyring => {
            let password = ask.secret("Password")?;
            let attributes = [("service", "heardback"), ("account", address.as_str())];
            let attributes = attributes
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
            put(&attributes, &password)?;
            Ok(Secret::Keyring(attributes))
        }
        Way::SecretTool => {
            let password = ask.secret("Password")?;
            let attributes = ["service", "heardback", "account", address.as_str()];
            let mut store = Command::new("secret-tool");
            store
                .args(["store", "--label", "heardback"])
                .args(attributes);
            hand_over(&mut store, &password)?;
            let words = ["secret-tool", "lookup"].into_iter().chain(attributes);
            Ok(Secret::PasswordCommand(words.map(str::to_owned).collect()))
        }
        Way::File => {
            let path = config.with_file_name("password");
            if path.exists() {
                ask.say(&format!(
                    "{} is there already: it is used as it is.",
                    path.display()
                ))?;
                return Ok(Secret::PasswordFile(path));
            }
            let password = ask.secret("Password")?;
            new_private_file(&path, &[&password, "\n"])?;
            ask.made = Some(path.clone());
            Ok(Secret::PasswordFile(path))
        }
    }
}

/// Puts the password into the keyring.
#[cfg(feature = "secret-service")]
fn put(attributes: &BTreeMap<String, String>, password: &str) -> Result<()> {
    let runtime = crate::cli::run::runtime()?;
    runtime
        .block_on(keyring::store(attributes, password))
        .map_err(anyhow::Error::msg)
}

#[cfg(not(feature = "secret-service"))]
fn put(attributes: &BTreeMap<String, String>, _: &str) -> Result<()> {
    bail!(keyring::not_built_in(attributes))
}

/// Gives a program the password on its standard input.
fn hand_over(command: &mut Command, password: &str) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("Cannot run {name}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(password.as_bytes())
            .with_context(|| format!("Cannot hand the password to {name}"))?;
    }
    let status = child.wait().with_context(|| format!("Cannot run {name}"))?;
    if !status.success() {
        bail!("{name} did not keep the password ({status}).");
    }
    Ok(())
}

/// Removes the password file that was made on the way.
pub fn forget(ask: &mut Ask) {
    if let Some(path) = ask.made.take() {
        let _ = std::fs::remove_file(path);
    }
}

/// Where pass keeps an entry.
fn pass_file(entry: &str) -> PathBuf {
    let store = std::env::var_os("PASSWORD_STORE_DIR")
        .map_or_else(|| home().join(".password-store"), PathBuf::from);
    store.join(format!("{entry}.gpg"))
}

/// Whether a program is in `$PATH`.
pub fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|d| d.join(program).is_file()))
}
