//! The desktop's keyring over the Secret Service (freedesktop.org, 0.2): GNOME Keyring, KWallet, KeePassXC. A feature of the build.

#[cfg(feature = "secret-service")]
mod service;

use std::collections::BTreeMap;

#[cfg(feature = "secret-service")]
pub use service::{lookup, store};

/// Whether this build can ask the Secret Service.
pub const BUILT_IN: bool = cfg!(feature = "secret-service");

/// What a configuration is told that wants it of a build without it.
pub fn not_built_in(attributes: &BTreeMap<String, String>) -> String {
    format!(
        "This heardback is built without the Secret Service. Use password_command = \"secret-tool lookup {}\", or build it with \
         `cargo install --path . --features secret-service`.",
        listed(attributes, " ", " ")
    )
}

/// The attributes, each with `between` its name and its value, `apart` from the next.
fn listed(attributes: &BTreeMap<String, String>, between: &str, apart: &str) -> String {
    let pairs: Vec<String> = attributes
        .iter()
        .map(|(name, value)| format!("{}{between}{}", quoted(name), quoted(value)))
        .collect();
    pairs.join(apart)
}

/// As a shell takes it, inside double quotes of TOML.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "@._+-:/".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace(['\'', '\\', '"'], "?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_it_says_what_does_the_same() {
        let attributes = [("account", "sam@mailbox.example"), ("service", "my mail")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let said = not_built_in(&attributes.into());
        assert!(
            said.contains("\"secret-tool lookup account sam@mailbox.example service 'my mail'\""),
            "{said}"
        );
    }
}
