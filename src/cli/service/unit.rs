//! The unit as a file: the shipped one, with this program's path and this user's folders.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::place;

const UNIT: &str = include_str!("../../../systemd/heardback.service");
const TEMPLATE: &str = include_str!("../../../systemd/heardback@.service");
/// For commands that run gpg.
pub const PASS_AND_GPG: &str = include_str!("../../../systemd/drop-ins/pass-and-gpg.conf");

/// Where a package puts its units.
const PACKAGED: [&str; 3] = [
    "/usr/lib/systemd/user",
    "/lib/systemd/user",
    "/etc/systemd/user",
];

/// What every unit of ours begins with; nothing else is overwritten or removed.
const OURS: &str = "# heardback ";

/// What a drop-in of `service install` begins with.
const WRITTEN: &str = "# Written by `heardback service";

/// This program, where the service will find it.
pub fn program() -> Result<PathBuf> {
    let program = std::env::current_exe().context("Cannot tell where this program is")?;
    if program.to_string_lossy().contains(['\n', '\r', '"', '\\']) {
        bail!(
            "A unit cannot name the program {}; move it to a plainer path.",
            program.display()
        );
    }
    Ok(program)
}

/// The program and its unit both come from a package.
pub fn is_packaged(program: &Path) -> bool {
    program == Path::new("/usr/bin/heardback")
        && PACKAGED
            .iter()
            .any(|folder| Path::new(folder).join(file_name()).is_file())
}

fn file_name() -> &'static str {
    if place::instance().is_some() {
        "heardback@.service"
    } else {
        "heardback.service"
    }
}

fn folder() -> PathBuf {
    place::config_home().join("systemd").join("user")
}

/// Where the user's own unit lies.
pub fn path() -> PathBuf {
    folder().join(file_name())
}

/// Where a drop-in of that name lies.
pub fn drop_in(name: &str) -> PathBuf {
    folder()
        .join(format!("{}.d", place::unit_name()))
        .join(name)
}

/// A text as a unit takes it: `%` begins a specifier there.
pub fn escaped(text: &str) -> String {
    text.replace('%', "%%")
}

/// The unit for this program and this user's folders.
pub fn text(program: &Path, config: Option<&Path>) -> Result<String> {
    let shipped = if place::instance().is_some() {
        TEMPLATE
    } else {
        UNIT
    };
    let environment = [
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_STATE_HOME", ".local/state"),
    ]
    .map(|(name, standard)| (name, moved(name, standard)));
    adapted(shipped, program, config, &environment)
}

/// Where a folder of the user's is, if it is not where it is for everybody.
fn moved(variable: &str, standard: &str) -> Option<String> {
    let set = std::env::var(variable)
        .ok()
        .filter(|v| Path::new(v).is_absolute())?;
    (Path::new(&set) != place::home().join(standard)).then_some(set)
}

/// A drop-in by which one instance runs on a configuration elsewhere.
pub fn own_config(program: &Path, config: &Path) -> Result<String> {
    let unit = text(program, Some(config))?;
    let start = unit.lines().find(|l| l.starts_with("ExecStart="));
    Ok(format!(
        "{WRITTEN} install`: this one's configuration is elsewhere.\n[Service]\nExecStart=\n{}\n",
        start.unwrap_or_default()
    ))
}

fn adapted(
    shipped: &str,
    program: &Path,
    config: Option<&Path>,
    environment: &[(&str, Option<String>)],
) -> Result<String> {
    let quoted = |path: &Path| format!("\"{}\"", escaped(&path.display().to_string()));
    let mut text = shipped.replace("%h/.local/bin/heardback", &quoted(program));
    if let Some(config) = config {
        if config.to_string_lossy().contains(['\n', '"', '\\']) {
            bail!(
                "A unit cannot name {}; move it to a plainer path.",
                config.display()
            );
        }
        text = text.replace(" run\n", &format!(" run --config {}\n", quoted(config)));
    }
    for (name, value) in environment {
        let Some(value) = value else { continue };
        if value.contains(char::is_whitespace) || value.contains(['"', '\\']) {
            bail!("A unit cannot use {name}={value}: it holds a space or a quote.");
        }
        let value = escaped(value);
        if *name == "XDG_STATE_HOME" {
            text = text.replace("%h/.local/state", &value);
        }
        text = text.replace(
            "[Service]\n",
            &format!("[Service]\nEnvironment={name}={value}\n"),
        );
    }
    Ok(text)
}

/// Writes a file of ours, never over one that is not.
pub fn write(path: &Path, text: &str) -> Result<()> {
    if let Ok(there) = std::fs::read_to_string(path)
        && !is_ours(&there)
    {
        bail!(
            "{} is there, and not written by heardback: move it away first.",
            path.display()
        );
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("Cannot make {}", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("Cannot write {}", path.display()))
}

fn is_ours(text: &str) -> bool {
    text.starts_with(OURS)
        || text == PASS_AND_GPG
        || text.starts_with(WRITTEN)
        || text.starts_with("# Written by `heardback init`")
}

/// Removes the unit and the drop-ins that are ours; a template stays while another instance uses it.
pub fn remove() -> Result<Vec<PathBuf>> {
    let mut paths = ["pass-and-gpg.conf", "credential.conf", "config.conf"]
        .map(drop_in)
        .to_vec();
    if !others_use_it() {
        paths.push(path());
    }
    let mut removed = Vec::new();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        if is_ours(&text) {
            std::fs::remove_file(&path)
                .with_context(|| format!("Cannot remove {}", path.display()))?;
            removed.push(path);
        }
    }
    // An empty folder of drop-ins is of no use; one with the owner's own stays.
    let _ = std::fs::remove_dir(folder().join(format!("{}.d", place::unit_name())));
    Ok(removed)
}

fn others_use_it() -> bool {
    place::instance().is_some()
        && std::fs::read_dir(folder().join("default.target.wants")).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|e| e.file_name().to_string_lossy().starts_with("heardback@"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two units differ in names and nowhere else.
    #[test]
    fn an_instance_is_hardened_like_the_only_one() {
        let bare = |text: &str| {
            let begin = text.find("[Unit]").unwrap();
            let lines = text[begin..]
                .lines()
                .filter(|l| !l.starts_with("Description="));
            lines.collect::<Vec<_>>().join("\n")
        };
        let template = bare(TEMPLATE)
            .replace("heardback-%i", "heardback")
            .replace(" --instance %i", "");
        assert_eq!(template, bare(UNIT));
    }

    #[test]
    fn the_unit_names_this_program_and_these_folders() {
        let state = Some("/data/state".to_owned());
        let text = adapted(
            UNIT,
            Path::new("/opt/a b/heardback"),
            Some(Path::new("/etc/hb 100%.toml")),
            &[("XDG_STATE_HOME", state)],
        )
        .unwrap();
        for line in [
            "ExecStart=\"/opt/a b/heardback\" run --config \"/etc/hb 100%%.toml\"",
            "Environment=XDG_STATE_HOME=/data/state",
            "ReadWritePaths=-/data/state/heardback",
            "ExecStartPre=+/bin/mkdir -p -m 0700 /data/state/heardback",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}:\n{text}");
        }
    }

    #[test]
    fn a_unit_of_somebody_else_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heardback.service");
        std::fs::write(&path, "[Service]\nExecStart=/mine\n").unwrap();
        assert!(write(&path, UNIT).is_err());
        std::fs::write(&path, UNIT).unwrap();
        assert!(write(&path, UNIT).is_ok());
    }
}
