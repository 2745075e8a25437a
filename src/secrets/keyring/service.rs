//! Asks the Secret Service over the session's bus.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;

use super::listed;

/// How long the keyring may take, its own question to the owner included.
const LIMIT: Duration = Duration::from_secs(60);

const NO_KEYRING: &str = "There is no keyring to ask: it needs a desktop session with GNOME Keyring, KWallet or KeePassXC, and the \
                          variable DBUS_SESSION_BUS_ADDRESS. Without a desktop, use password_command or password_file.";

/// The first line of the secret that has all of `attributes`.
///
/// # Errors
/// A sentence that says what to do: no keyring, a closed one, no such entry.
pub async fn lookup(attributes: &BTreeMap<String, String>) -> Result<SecretString, String> {
    within(found(attributes)).await
}

/// Keeps `password` in the default keyring, in the place of what was there with the same attributes.
///
/// # Errors
/// As with [`lookup`].
pub async fn store(attributes: &BTreeMap<String, String>, password: &str) -> Result<(), String> {
    within(kept(attributes, password)).await
}

async fn within<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::time::timeout(LIMIT, work).await.unwrap_or_else(|_| {
        Err(format!(
            "The keyring gave no answer within {} s: it may be waiting for you to unlock it.",
            LIMIT.as_secs()
        ))
    })
}

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
