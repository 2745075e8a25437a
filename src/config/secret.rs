//! Where the password is: a command, a file, a credential, the keyring; never the configuration itself.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::files::Paths;
use super::reader::Section;
use crate::secrets::keyring;

/// Where the password is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// A shell line, or an argument list.
    PasswordCommand(Vec<String>),
    /// A command that prints an OAuth2 access token.
    TokenCommand(Vec<String>),
    /// A file of mode 0600.
    PasswordFile(PathBuf),
    /// A systemd credential of the unit, by name (`LoadCredential=`).
    Credential(String),
    /// An entry of the desktop's keyring, by its attributes (the Secret Service; a feature of the build).
    Keyring(BTreeMap<String, String>),
}

pub(super) fn secret(section: &mut Section<'_, '_>, paths: &Paths<'_>) -> Option<Secret> {
    let password = section.command("password_command");
    let token = section.command("token_command");
    let file = section
        .string("password_file", false)
        .map(|p| Secret::PasswordFile(paths.resolve(&p)));
    let credential = section
        .checked("password_credential", false, |name| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if !name.is_empty() && !name.starts_with('.') && name.chars().all(plain) {
                Ok(name.to_owned())
            } else {
                Err("It should be a credential's name, as in LoadCredential=NAME:PATH.".to_owned())
            }
        })
        .map(Secret::Credential);
    let entry = keyring_entry(section);
    if section.has("password") {
        section.mistake("password", "A password never stands in the configuration. Use password_command = \"…\" (for instance “pass show mail/sam”), or password_file with mode 0600.".to_owned());
        return None;
    }
    let given: Vec<Secret> = [
        password.map(Secret::PasswordCommand),
        token.map(Secret::TokenCommand),
        file,
        credential,
        entry,
    ]
    .into_iter()
    .flatten()
    .collect();
    match given.as_slice() {
        [one] => Some(one.clone()),
        [] if section.has("password_secret_service") => None,
        [] => {
            section.mistake("password_command", "It is missing: say how to get the password, for instance password_command = \"pass show mail/sam\".".to_owned());
            None
        }
        _ => {
            section.mistake("password_command", "More than one of password_command, token_command, password_file, password_credential and password_secret_service is given; keep one.".to_owned());
            None
        }
    }
}

/// An entry of the keyring, as `secret-tool lookup` would be asked for it.
fn keyring_entry(section: &mut Section<'_, '_>) -> Option<Secret> {
    const KEY: &str = "password_secret_service";
    if !section.has(KEY) {
        return None;
    }
    let attributes = section.strings_table(KEY);
    if attributes.is_empty() {
        section.mistake(KEY, "It should name the entry by its attributes, for instance { service = \"heardback\", account = \"sam@mailbox.example\" }.".to_owned());
        return None;
    }
    if !keyring::BUILT_IN {
        section.mistake(KEY, keyring::not_built_in(&attributes));
        return None;
    }
    Some(Secret::Keyring(attributes))
}
