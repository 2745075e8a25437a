//! Whether the unit's sandbox is real: where user namespaces do not work, the kernel's part of it is missing.

use std::path::Path;
use std::process::Command;

use crate::cli::finding::Finding;
use crate::config::{Account, Secret};

const UNIT: &str = include_str!("../../../systemd/heardback.service");
const ADVICE: &str = "The service still works, but a fault in it could do more harm. Unprivileged user namespaces must be allowed: \
                      sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces, or AppArmor's restriction of them.";

/// Looks at the running service's process; where it does not run, at a trial in the same sandbox.
pub fn look(pid: &str, says: &str, account: &Account, config: &Path) -> Vec<Finding> {
    let running = pid.parse::<u32>().ok().filter(|pid| *pid > 0);
    let mut findings = Vec::new();
    match running {
        Some(pid) => {
            findings.push(of_process(pid));
            if says.starts_with("Watching") {
                findings.push(Finding::good(
                    "secret",
                    "the service gets it inside its sandbox, too",
                ));
            }
        }
        None => findings.extend(trial(account, config)),
    }
    findings
}

fn of_process(pid: u32) -> Finding {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{pid}/{name}")).ok();
    let (Some(status), mounts) = (read("status"), read("mountinfo")) else {
        return Finding::note(
            "sandbox",
            "the service's process cannot be looked at",
            "Run doctor as the same user as the service.",
        );
    };
    let has = |name: &str, value: &str| {
        status
            .lines()
            .filter_map(|l| l.split_once(':'))
            .any(|(key, set)| key == name && set.trim() == value)
    };
    let home_is_closed = mounts.is_none_or(|m| root_is_read_only(&m));
    let missing: Vec<&str> = [
        (has("Seccomp", "2"), "system calls are not filtered"),
        (has("NoNewPrivs", "1"), "it may gain rights"),
        (home_is_closed, "it may write everywhere"),
    ]
    .into_iter()
    .filter(|(is_so, _)| !is_so)
    .map(|(_, what)| what)
    .collect();
    if missing.is_empty() {
        return Finding::good(
            "sandbox",
            "active: system calls filtered, no new rights, nothing writable but its own state",
        );
    }
    let what = format!("not (wholly) active: {}", missing.join(", "));
    Finding::warning("sandbox", what, ADVICE)
}

/// The mount of `/` is read-only (proc(5), mountinfo: the fifth field is the place, the sixth its options).
fn root_is_read_only(mounts: &str) -> bool {
    let root = mounts
        .lines()
        .map(|line| line.split(' ').collect::<Vec<_>>())
        .rfind(|fields| fields.get(4) == Some(&"/"));
    root.and_then(|fields| fields.get(5).copied())
        .is_none_or(|options| options.split(',').any(|o| o == "ro"))
}

/// `heardback check` in the unit's sandbox: it tries the command that gets the secret.
fn trial(account: &Account, config: &Path) -> Vec<Finding> {
    let Ok(program) = std::env::current_exe() else {
        return Vec::new();
    };
    let mut command = Command::new("systemd-run");
    command.args([
        "--user",
        "--wait",
        "--collect",
        "--pipe",
        "--quiet",
        "--service-type=exec",
    ]);
    command.args(properties().map(|p| format!("--property={p}")));
    command.arg(format!("--setenv=HOME={}", crate::place::home().display()));
    if let Some(path) = std::env::var_os("PATH") {
        command.arg(format!("--setenv=PATH={}", path.to_string_lossy()));
    }
    let config = std::path::absolute(config).unwrap_or_else(|_| config.to_owned());
    command.arg(&program).args(["check", "--json", "--config"]);
    command.arg(config);
    if let Some(instance) = crate::place::instance() {
        command.args(["--instance", instance]);
    }
    let Ok(output) = command.output() else {
        return Vec::new();
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let secret = said
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok())
        .find(|o| o["check"] == "secret");
    let Some(secret) = secret else {
        let what = "it cannot be set up here: the service would not start in it";
        return vec![Finding::warning("sandbox", what, ADVICE)];
    };
    let mut findings = vec![Finding::good("sandbox", "it can be set up here")];
    if secret["state"] == "bad" {
        let why = secret["what"].as_str().unwrap_or_default();
        findings.push(Finding::failure(
            "secret",
            format!("inside the sandbox: {why}"),
            advice(&account.secret),
        ));
    } else {
        findings.push(Finding::good(
            "secret",
            "it can be had inside the sandbox, too",
        ));
    }
    findings
}

fn advice(secret: &Secret) -> &'static str {
    match secret {
        Secret::PasswordCommand(_) | Secret::TokenCommand(_) => {
            "The command writes to your home folder, most likely: systemd/drop-ins/pass-and-gpg.conf shows how to allow one folder."
        }
        Secret::Keyring(_) => {
            "The keyring is there once you have logged in on the desktop: `heardback check` asks it from here."
        }
        Secret::PasswordFile(_) | Secret::Credential(_) => {
            "The sandbox sees your home folder, but not /root, /tmp and what others own."
        }
    }
}

/// The unit's lines that make its sandbox.
fn properties() -> impl Iterator<Item = &'static str> {
    const KINDS: [&str; 8] = [
        "Private",
        "Protect",
        "Restrict",
        "NoNew",
        "Lock",
        "Memory",
        "SystemCall",
        "Proc",
    ];
    UNIT.lines()
        .filter(|line| KINDS.iter().any(|kind| line.starts_with(kind)) && line.contains('='))
        .filter(|line| !line.starts_with("RestartPrevent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trial_is_in_the_units_own_sandbox() {
        let lines: Vec<&str> = properties().collect();
        for line in [
            "PrivateUsers=yes",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
        ] {
            assert!(lines.contains(&line), "{line}: {lines:?}");
        }
        assert!(lines.iter().all(|l| !l.starts_with("Restart=")));
    }

    #[test]
    fn a_root_that_can_be_written_is_seen() {
        for (options, expected) in [("ro,nosuid", true), ("rw,nosuid", false)] {
            let mounts = format!("20 1 0:1 / /home rw - x y z\n21 1 0:1 / / {options} - x y z\n");
            assert_eq!(root_is_read_only(&mounts), expected, "{options}");
        }
    }
}
