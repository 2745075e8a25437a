//! Talks to the user's service manager by `systemctl --user`.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

/// The service manager of this login.
pub struct Manager(());

impl Manager {
    pub fn new() -> Manager {
        Manager(())
    }

    /// # Errors
    /// Where this login has none: why, and the way out.
    pub fn must_answer(&self) -> Result<()> {
        if self.answers() {
            return Ok(());
        }
        bail!(
            "This login has no service manager (systemctl --user does not answer). It needs systemd and a real login: not sudo \
             or su, but ssh, a desktop or `machinectl shell`. Without one, `heardback run` works in any terminal, and from \
             cron or another supervisor."
        )
    }

    /// Whether there is one.
    pub fn answers(&self) -> bool {
        systemctl(&["show", "--property=Version"]).is_ok_and(|o| o.status.success())
    }

    /// # Errors
    /// With its own words.
    pub fn run(&self, arguments: &[&str]) -> Result<()> {
        let output = systemctl(arguments)?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "systemctl --user {} failed: {}",
            arguments.join(" "),
            said.trim().trim_end_matches('.')
        )
    }

    /// A property of a unit; empty where it has none.
    pub fn property(&self, unit: &str, name: &str) -> String {
        systemctl(&["show", "--value", "-p", name, "--", unit])
            .map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
            .unwrap_or_default()
    }
}

/// Whether a service can be had here.
pub fn is_possible() -> bool {
    Manager::new().answers()
}

fn systemctl(arguments: &[&str]) -> Result<Output> {
    Command::new("systemctl")
        .arg("--user")
        .args(arguments)
        .output()
        .context("Cannot run systemctl: is this a machine with systemd?")
}

/// Whether this user's services run without a login (loginctl(1)).
pub fn lingers() -> bool {
    user().is_some_and(|user| Path::new("/var/lib/systemd/linger").join(user).exists())
}

/// # Errors
/// Where it is refused.
pub fn enable_linger() -> Result<()> {
    let output = Command::new("loginctl")
        .arg("enable-linger")
        .output()
        .context("Cannot run loginctl: is this a machine with systemd?")?;
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "loginctl enable-linger failed: {}. An administrator can do it: sudo loginctl enable-linger {}",
        String::from_utf8_lossy(&output.stderr).trim(),
        user().unwrap_or_default()
    )
}

/// The login's name (passwd(5)).
fn user() -> Option<String> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let by_file = users.lines().find_map(|l| {
        let mut fields = l.split(':');
        let name = fields.next()?;
        (fields.nth(1) == Some(uid.as_str())).then(|| name.to_owned())
    });
    by_file.or_else(|| std::env::var("USER").ok())
}
