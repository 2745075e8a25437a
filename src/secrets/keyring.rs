//! The desktop's keyring over the Secret Service (freedesktop.org, 0.2): GNOME Keyring, KWallet, KeePassXC. A feature of the build.

use std::collections::BTreeMap;
#[cfg(feature = "secret-service")]
use std::time::Duration;

#[cfg(feature = "secret-service")]
use secrecy::SecretString;

/// Whether this build can ask the Secret Service.
pub const BUILT_IN: bool = cfg!(feature = "secret-service");

/// What a configuration is told that wants it of a build without it.
pub fn not_built_in(attributes: &BTreeMap<String, String>) -> String {
    let words: Vec<String> = attributes
        .iter()
        .flat_map(|(name, value)| [name.as_str(), value.as_str()])
        .map(quoted)
        .collect();
    format!(
        "This heardback is built without the Secret Service. Use password_command = \"secret-tool lookup {}\", or build it with \
         `cargo install --path . --features secret-service`.",
        words.join(" ")
    )
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

/// How long the keyring may take, its own question to the owner included.
#[cfg(feature = "secret-service")]
const LIMIT: Duration = Duration::from_secs(60);

#[cfg(feature = "secret-service")]
const NO_KEYRING: &str = "There is no keyring to ask: it needs a desktop session with GNOME Keyring, KWallet or KeePassXC, and the \
                          variable DBUS_SESSION_BUS_ADDRESS. Without a desktop, use password_command or password_file.";

/// The first line of the secret that has all of `attributes`.
///
/// # Errors
/// A sentence that says what to do: no keyring, a closed one, no such entry.
#[cfg(feature = "secret-service")]
pub async fn lookup(attributes: &BTreeMap<String, String>) -> Result<SecretString, String> {
    within(found(attributes)).await
}

/// Keeps `password` in the default keyring, in the place of what was there with the same attributes.
///
/// # Errors
/// As with [`lookup`].
#[cfg(feature = "secret-service")]
pub async fn store(attributes: &BTreeMap<String, String>, password: &str) -> Result<(), String> {
    within(kept(attributes, password)).await
}

#[cfg(feature = "secret-service")]
async fn within<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::time::timeout(LIMIT, work).await.unwrap_or_else(|_| {
        Err(format!(
            "The keyring gave no answer within {} s: it may be waiting for you to unlock it.",
            LIMIT.as_secs()
        ))
    })
}

#[cfg(feature = "secret-service")]
async fn found(attributes: &BTreeMap<String, String>) -> Result<SecretString, String> {
    let service = connected().await?;
    let wanted = attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let items = service.search_items(wanted.collect()).await.map_err(told)?;
    let item = match (items.unlocked.first(), items.locked.first()) {
        (Some(item), _) => item,
        (None, Some(item)) => {
            item.unlock().await.map_err(told)?;
            item
        }
        (None, None) => {
            return Err(format!(
                "The keyring holds nothing with {}: `secret-tool store --label heardback {}` puts it there.",
                listed(attributes, "=", ", "),
                listed(attributes, " ", " ")
            ));
        }
    };
    let secret = zeroize::Zeroizing::new(item.get_secret().await.map_err(told)?);
    let text = std::str::from_utf8(&secret)
        .map_err(|_| "What the keyring holds is no text.".to_owned())?;
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.into()),
        Some(_) | None => Err("What the keyring holds is empty.".to_owned()),
    }
}

#[cfg(feature = "secret-service")]
async fn kept(attributes: &BTreeMap<String, String>, password: &str) -> Result<(), String> {
    let service = connected().await?;
    let collection = service.get_default_collection().await.map_err(told)?;
    if collection.is_locked().await.map_err(told)? {
        collection.unlock().await.map_err(told)?;
    }
    let given = attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let (label, replace, kind) = ("heardback", true, "text/plain");
    collection
        .create_item(label, given.collect(), password.as_bytes(), replace, kind)
        .await
        .map_err(told)?;
    Ok(())
}

/// What goes over the bus is encrypted for this session: other programs may listen there.
#[cfg(feature = "secret-service")]
async fn connected() -> Result<secret_service::SecretService<'static>, String> {
    use secret_service::Error;
    let encryption = secret_service::EncryptionType::Dh;
    let connecting = secret_service::SecretService::connect(encryption);
    connecting.await.map_err(|error| {
        if matches!(error, Error::Zbus(_) | Error::ZbusFdo(_)) {
            NO_KEYRING.to_owned()
        } else {
            told(error)
        }
    })
}

#[cfg(feature = "secret-service")]
fn listed(attributes: &BTreeMap<String, String>, between: &str, apart: &str) -> String {
    let pairs: Vec<String> = attributes
        .iter()
        .map(|(name, value)| format!("{}{between}{}", quoted(name), quoted(value)))
        .collect();
    pairs.join(apart)
}

#[cfg(feature = "secret-service")]
fn told(error: secret_service::Error) -> String {
    use secret_service::Error;
    if matches!(
        error,
        Error::Locked | Error::Prompt | Error::PromptDisconnected
    ) {
        return "The keyring is locked, and was not unlocked: unlock it, or log in on the desktop."
            .to_owned();
    }
    if matches!(error, Error::Unavailable) {
        return NO_KEYRING.to_owned();
    }
    format!(
        "The keyring could not be asked: {}.",
        crate::connect::presentable(&error.to_string(), None)
    )
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
