//! The kill switch that needs no daemon: while the file `paused` lies in the state folder, no letter leaves.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The file's place.
#[must_use]
pub fn path(state: &Path) -> PathBuf {
    state.join("paused")
}

/// Whether it lies there. What cannot be looked at counts as there: better late than unwanted.
#[must_use]
pub fn is_on(state: &Path) -> bool {
    path(state).try_exists().unwrap_or(true)
}

/// Lays it there.
///
/// # Errors
/// Where the state folder cannot be written.
pub fn turn_on(state: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(state)
        .with_context(|| format!("Cannot make the state folder {}", state.display()))?;
    let path = path(state);
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("Cannot make {}", path.display()))?;
    Ok(())
}

/// Takes it away; whether it was there.
///
/// # Errors
/// Where it cannot be removed: everything stays paused then.
pub fn turn_off(state: &Path) -> Result<bool> {
    let path = path(state);
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| {
            format!(
                "Cannot remove {}: while it is there, nothing leaves",
                path.display()
            )
        }),
    }
}
