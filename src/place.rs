//! Where heardback keeps its things: one folder each for configuration, state and socket, another set for each instance.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The environment's name for it: `heardback@.service` sets it.
pub const INSTANCE_VARIABLE: &str = "HEARDBACK_INSTANCE";

static INSTANCE: OnceLock<Option<String>> = OnceLock::new();

/// Which owner this process works for, where one machine's account serves several. Once, at the start.
///
/// # Errors
/// Where the name could not stand in a path or a unit's name.
pub fn choose_instance(flag: Option<&str>) -> Result<(), String> {
    let given = match flag {
        Some(name) => Some(name.to_owned()),
        None => std::env::var(INSTANCE_VARIABLE)
            .ok()
            .filter(|n| !n.is_empty()),
    };
    if let Some(name) = &given
        && !(name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && (1..=40).contains(&name.len()))
    {
        return Err(format!(
            "“{name}” cannot name an instance: use small letters, digits and _, for instance `--instance kim`."
        ));
    }
    let _ = INSTANCE.set(given);
    Ok(())
}

/// The instance's name; none for the only one.
#[must_use]
pub fn instance() -> Option<&'static str> {
    INSTANCE.get().and_then(|name| name.as_deref())
}

/// `heardback`, or `heardback-NAME`.
#[must_use]
pub fn folder_name() -> String {
    instance().map_or_else(
        || "heardback".to_owned(),
        |name| format!("heardback-{name}"),
    )
}

/// The unit that runs it: `heardback.service`, or `heardback@NAME.service`.
#[must_use]
pub fn unit_name() -> String {
    instance().map_or_else(
        || "heardback.service".to_owned(),
        |name| format!("heardback@{name}.service"),
    )
}

/// The same sentence with its commands as this instance's owner has to type them: `heardback --instance kim status`.
#[must_use]
pub fn as_typed(text: &str) -> Cow<'_, str> {
    match instance() {
        Some(name) if text.contains("`heardback ") => text
            .replace("`heardback ", &format!("`heardback --instance {name} "))
            .into(),
        Some(_) | None => text.into(),
    }
}

/// The home folder.
#[must_use]
pub fn home() -> PathBuf {
    std::env::var_os("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from)
}

/// `$XDG_CONFIG_HOME`.
#[must_use]
pub fn config_home() -> PathBuf {
    folder_of("XDG_CONFIG_HOME").unwrap_or_else(|| home().join(".config"))
}

/// `$XDG_CONFIG_HOME/heardback/config.toml`.
#[must_use]
pub fn config_path() -> PathBuf {
    config_home().join(folder_name()).join("config.toml")
}

/// `$XDG_STATE_HOME/heardback`.
#[must_use]
pub fn state_folder() -> PathBuf {
    folder_of("XDG_STATE_HOME")
        .unwrap_or_else(|| home().join(".local").join("state"))
        .join(folder_name())
}

/// `$XDG_RUNTIME_DIR/heardback/control.sock`, else beside the state.
#[must_use]
pub fn control_socket() -> PathBuf {
    folder_of("XDG_RUNTIME_DIR").map_or_else(
        || state_folder().join("control.sock"),
        |r| r.join(folder_name()).join("control.sock"),
    )
}

fn folder_of(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|p| p.is_absolute())
}
