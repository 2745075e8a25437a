//! The configuration as a file: the commented sample with the owner's answers in it.

use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::Value;

use super::Answers;
use crate::config::{Config, Secret, Server};
use crate::connect::Tls;
use crate::place::home;

const SAMPLE: &str = include_str!("../../../config/heardback.toml");

/// Writes it, mode 0600 in a folder of mode 0700. Never overwrites.
pub fn configuration(path: &Path, answers: &Answers) -> Result<()> {
    let text = text(answers)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // What init writes must be what `check` finds good.
    if let Err(mistakes) = Config::parse(&text, folder, &home()) {
        let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        bail!("That makes no good configuration: {}", said.join("; "));
    }
    new_private_file(path, &[&text])
}

/// A file of mode 0600 in a folder of mode 0700; never over another. In parts, so that no copy of a password is made.
pub(super) fn new_private_file(path: &Path, parts: &[&str]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("Cannot make {}", folder.display()))?;
    }
    let mut file = std::fs::OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("Cannot make {}", path.display()))?;
    let mut parts = parts.iter();
    parts
        .try_for_each(|part| file.write_all(part.as_bytes()))
        .and_then(|()| file.sync_all())
        .with_context(|| format!("Cannot write {}", path.display()))
}

/// As the configuration writes it.
pub fn tls_name(tls: Tls) -> &'static str {
    match tls {
        Tls::Implicit => "implicit",
        Tls::StartTls => "starttls",
        Tls::PlainLoopback => "none",
    }
}

fn text(answers: &Answers) -> Result<String> {
    let mut file = Sample(SAMPLE.lines().map(str::to_owned).collect());
    file.begin_with(&[
        "# The configuration of heardback, written by `heardback init`. A line that begins with \"# key =\" shows the default; take",
        "# the \"#\" away to change it. `heardback check` says what is wrong with it, all at once; `heardback doctor` tries it.",
    ]);
    file.set("[owner]", "name", quoted(&answers.name))?;
    file.set("[owner]", "address", quoted(answers.address.as_str()))?;
    file.set("[owner]", "zone", quoted(answers.zone.name()))?;
    if answers.plus_address {
        file.set("[approval]", "plus_address", "true".to_owned())?;
    }
    let account = "[[account]]";
    file.set(account, "imap", server(&answers.imap))?;
    file.set(account, "smtp", server(&answers.smtp))?;
    if let Some(login) = &answers.login {
        file.set(account, "login", quoted(login))?;
    }
    if let Some(path) = &answers.ca_file {
        file.set(account, "ca_file", quoted(&path.display().to_string()))?;
    }
    if answers.server_files_sent {
        file.set(account, "server_files_sent", "true".to_owned())?;
    }
    let (key, value) = secret(&answers.secret);
    file.set(account, "password_command", value)?;
    file.rename(account, "password_command", key, comment(&answers.secret));
    Ok(file.text())
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn server(server: &Server) -> String {
    format!(
        "{{ host = {}, port = {}, tls = \"{}\" }}",
        quoted(&server.host),
        server.port,
        tls_name(server.tls)
    )
}

fn secret(secret: &Secret) -> (&'static str, String) {
    match secret {
        Secret::PasswordCommand(words) => ("password_command", command(words)),
        Secret::TokenCommand(words) => ("token_command", command(words)),
        Secret::PasswordFile(path) => ("password_file", quoted(&path.display().to_string())),
        Secret::Credential(name) => ("password_credential", quoted(name)),
        Secret::Keyring(attributes) => ("password_secret_service", table(attributes)),
    }
}

/// What stands behind the secret's key.
fn comment(secret: &Secret) -> &'static str {
    match secret {
        Secret::PasswordCommand(_) => "prints the password",
        Secret::TokenCommand(_) => "prints an OAuth2 access token",
        Secret::PasswordFile(_) => "its first line is the password; mode 0600",
        Secret::Credential(_) => "of the service: LoadCredential= (systemd.exec(5))",
        Secret::Keyring(_) => "an entry of the desktop's keyring",
    }
}

/// An inline table of texts.
fn table(texts: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = texts
        .iter()
        .map(|(key, value)| format!("{} = {}", quoted(key), quoted(value)))
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A shell line as the line, anything else as a list.
fn command(words: &[String]) -> String {
    match words {
        [shell, flag, line] if shell == "/bin/sh" && flag == "-c" => quoted(line),
        words => {
            let words: Vec<String> = words.iter().map(|w| quoted(w)).collect();
            format!("[{}]", words.join(", "))
        }
    }
}

/// The sample's lines.
struct Sample(Vec<String>);

impl Sample {
    /// Other words at the head than the sample's.
    fn begin_with(&mut self, words: &[&str]) {
        let head = self.0.iter().take_while(|l| l.starts_with('#')).count();
        self.0.splice(..head, words.iter().map(|w| (*w).to_owned()));
    }

    /// Gives a key its value, and keeps the comment behind it.
    fn set(&mut self, section: &str, key: &str, value: String) -> Result<()> {
        let Some(line) = self.line(section, key) else {
            bail!("The sample has no {key} in {section}.");
        };
        let comment = line
            .find("  #")
            .and_then(|at| line.get(at..))
            .map_or("", str::trim_start);
        let begun = format!("{key} = {value}");
        *line = if comment.is_empty() {
            begun
        } else {
            format!("{begun:<43} {comment}")
        };
        Ok(())
    }

    /// Another key in the place of one, with a comment of its own; the sample's further lines about it go.
    fn rename(&mut self, section: &str, key: &str, to: &str, comment: &str) {
        if let Some(line) = self.line(section, key)
            && let Some(rest) = line.strip_prefix(key)
        {
            let value = rest.split(" #").next().unwrap_or(rest).trim_end();
            let begun = format!("{to}{value}");
            *line = format!("{begun:<43} # {comment}");
        }
        const FURTHER: [&str; 2] = [
            "# password_credential (of the",
            "# it is built in, password_",
        ];
        self.0
            .retain(|l| FURTHER.iter().all(|words| !l.contains(words)));
    }

    fn line(&mut self, section: &str, key: &str) -> Option<&mut String> {
        let begin = self.0.iter().position(|l| l == section)?;
        let (on, off) = (format!("{key} = "), format!("# {key} = "));
        self.0
            .iter_mut()
            .skip(begin + 1)
            .take_while(|l| !l.starts_with('['))
            .find(|l| l.starts_with(&on) || l.starts_with(&off))
    }

    fn text(&self) -> String {
        let mut text = self.0.join("\n");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use heardback_core::id::Address;

    use super::*;

    fn answers() -> Answers {
        let at = |host: &str, port, tls| Server {
            host: host.to_owned(),
            port,
            tls,
        };
        Answers {
            address: Address::new("kim@firm.example").unwrap(),
            name: "Kim \"K\" Åberg".to_owned(),
            zone: chrono_tz::Tz::Europe__Stockholm,
            imap: at("imap.firm.example", 993, Tls::Implicit),
            smtp: at("smtp.firm.example", 587, Tls::StartTls),
            login: Some("kim".to_owned()),
            secret: Secret::PasswordCommand(vec!["pass".into(), "show".into(), "a b".into()]),
            credential: None,
            ca_file: Some(PathBuf::from("/etc/firm.pem")),
            server_files_sent: true,
            plus_address: true,
        }
    }

    #[test]
    fn what_was_answered_is_what_is_read_back() {
        let answers = answers();
        let written = text(&answers).unwrap();
        let config = Config::parse(&written, Path::new("/c"), Path::new("/home/kim")).unwrap();
        assert_eq!(config.owner.name, answers.name);
        assert_eq!(config.owner.zone, answers.zone);
        assert!(config.approval.plus_address);
        assert_eq!(config.account.unwrap(), answers.account());
    }

    #[test]
    fn every_kind_of_secret_can_be_written() {
        for secret in [
            Secret::PasswordCommand(vec!["/bin/sh".into(), "-c".into(), "pass show 'a'".into()]),
            Secret::TokenCommand(vec!["oama".into(), "access".into()]),
            Secret::PasswordFile(PathBuf::from("/home/kim/pw")),
            Secret::Credential("mail-password".to_owned()),
            #[cfg(feature = "secret-service")]
            Secret::Keyring([("a b".to_owned(), "kim \"k\"".to_owned())].into()),
        ] {
            let answers = Answers {
                secret: secret.clone(),
                ..answers()
            };
            let written = text(&answers).unwrap();
            let config = Config::parse(&written, Path::new("/c"), Path::new("/home/kim")).unwrap();
            assert_eq!(config.account.unwrap().secret, secret);
        }
    }

    #[test]
    fn nothing_of_the_sample_is_left() {
        let written = text(&answers()).unwrap();
        for word in [
            "Sam Okafor",
            "mailbox.example",
            "copy it to",
            "password_credential",
            "password_secret_service",
        ] {
            assert!(!written.contains(word), "{word}:\n{written}");
        }
    }
}
