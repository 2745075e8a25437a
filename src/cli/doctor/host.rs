//! This machine's part: files and who can read them, clock and zone, the store's queue, the service.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use heardback_core::book::{Book, OutgoingKind, OutgoingState};
use heardback_core::mail::Mail;

use super::sandbox;
use crate::cli::finding::Finding;
use crate::cli::service::{Manager, lingers};
use crate::clock::Clock;
use crate::config::{Account, Config, Secret};
use crate::store::Store;
use crate::{kill_switch, place};

/// Who can read what.
pub fn permissions(config: &Path, account: &Account) -> Vec<Finding> {
    let state = place::state_folder();
    let mut private = vec![
        (state.clone(), 0o700),
        (state.join("heardback.db"), 0o600),
        (place::control_socket(), 0o600),
    ];
    if let Secret::PasswordFile(path) = &account.secret {
        private.push((path.clone(), 0o600));
    }
    let own = rustix::process::getuid().as_raw();
    let mut findings: Vec<Finding> = private
        .iter()
        .filter_map(|(path, mode)| {
            let metadata = std::fs::metadata(path).ok()?;
            if metadata.uid() != own {
                return Some(Finding::failure(
                    "permissions",
                    format!("{} belongs to somebody else", path.display()),
                    &format!("sudo chown $(id -un) {}", path.display()),
                ));
            }
            (metadata.permissions().mode() & 0o077 != 0).then(|| {
                Finding::failure(
                    "permissions",
                    format!("{} can be read by others", path.display()),
                    &format!("chmod {mode:o} {}", path.display()),
                )
            })
        })
        .collect();
    if std::fs::metadata(config).is_ok_and(|m| m.permissions().mode() & 0o077 != 0) {
        findings.push(Finding::note(
            "permissions",
            format!(
                "{} can be read by others; it holds no secret, but your name",
                config.display()
            ),
            &format!("chmod 600 {}", config.display()),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::good("permissions", "what is yours is only yours"));
    }
    findings
}

/// Whether this machine's idea of the time is the world's and the owner's.
pub fn clock_and_zone(config: &Config, newest: Option<&Mail>, clock: &Clock) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ahead = newest
        .and_then(|mail| mail.received_at)
        .map(|at| at - clock.now());
    match ahead {
        Some(ahead) if ahead > chrono::Duration::minutes(5) => findings.push(Finding::failure(
            "clock",
            format!(
                "this machine's clock is behind: the newest mail came in {} minutes from now",
                ahead.num_minutes()
            ),
            "timedatectl set-ntp true",
        )),
        _ if printed("timedatectl", &["show", "--value", "-p", "NTPSynchronized"]).as_deref()
            == Some("no") =>
        {
            findings.push(Finding::warning(
                "clock",
                "this machine's clock is not set by the network",
                "timedatectl set-ntp true: interviews and deadlines are told by it.",
            ));
        }
        _ => findings.push(Finding::good("clock", "fits the mail that comes in")),
    }
    let zone = config.owner.zone;
    let here = clock.now().with_timezone(&zone).format("%H:%M");
    match crate::cli::init::system_zone() {
        Some(system) if system != zone.name() && !is_plain_utc(&system) => {
            findings.push(Finding::note(
                "zone",
                format!("yours is {zone} ({here} now), this machine's {system}"),
                "Right if you live in another zone than your machine; else mend owner.zone.",
            ));
        }
        _ => findings.push(Finding::good(
            "zone",
            format!("{zone}: it is {here} with you"),
        )),
    }
    findings
}

/// Servers run on UTC whatever their owner's zone.
fn is_plain_utc(zone: &str) -> bool {
    matches!(zone, "UTC" | "Etc/UTC" | "GMT" | "Universal" | "Etc/GMT")
}

/// What lies in the outbox, and what heardback has seen.
pub fn queue(clock: &Clock) -> Vec<Finding> {
    let state = place::state_folder();
    let mut findings = Vec::new();
    if !Store::exists(&state) {
        findings.push(Finding::note(
            "queue",
            "nothing yet: heardback has not run here",
            "heardback service install, or heardback run",
        ));
    } else {
        match Store::peek(&state) {
            Ok(book) => findings.extend(in_store(&book, clock)),
            Err(error) => findings.push(Finding::failure(
                "queue",
                format!("{error:#}"),
                "heardback sends nothing while that is so. Keep the file, and restore a backup.",
            )),
        }
    }
    if kill_switch::is_on(&state) {
        findings.push(paused());
    }
    findings
}

fn paused() -> Finding {
    Finding::warning(
        "paused",
        "nothing leaves for anybody but you",
        "heardback resume",
    )
}

fn in_store(book: &Book, clock: &Clock) -> Vec<Finding> {
    let letters = |state: OutgoingState| {
        let rows = book.outbox.values();
        rows.filter(|r| r.kind == OutgoingKind::Letter && r.state == state)
            .count()
    };
    let (queued, deferred, uncertain) = (
        letters(OutgoingState::Queued),
        letters(OutgoingState::Deferred),
        letters(OutgoingState::Uncertain),
    );
    let mut findings = vec![Finding::good(
        "queue",
        format!(
            "{} applications; letters: {queued} approved and waiting, {deferred} put off by the server, {} sent",
            book.applications.len(),
            letters(OutgoingState::Sent)
        ),
    )];
    if uncertain > 0 {
        findings.push(Finding::warning(
            "queue",
            format!("{uncertain} letters may or may not have been sent"),
            "heardback status shows them; resend or leave decides.",
        ));
    }
    if let Some(newest) = book.seen.values().map(|s| s.at).max() {
        findings.push(Finding::good(
            "handled",
            format!(
                "{} messages, the newest {}",
                book.seen.len(),
                ago(clock.now() - newest)
            ),
        ));
    }
    if book.settings.paused {
        findings.push(paused());
    }
    findings
}

/// "3 minutes ago".
pub fn ago(since: chrono::Duration) -> String {
    let (number, unit) = match since {
        s if s < chrono::Duration::minutes(2) => return "just now".to_owned(),
        s if s < chrono::Duration::hours(2) => (s.num_minutes(), "minutes"),
        s if s < chrono::Duration::days(2) => (s.num_hours(), "hours"),
        s => (s.num_days(), "days"),
    };
    format!("{number} {unit} ago")
}

/// Whether it runs, as it should, and in its sandbox.
pub fn service(account: &Account, config: &Path) -> Vec<Finding> {
    let manager = Manager::new();
    if !manager.answers() {
        return vec![Finding::note(
            "service",
            "this login has no service manager",
            "heardback run in a terminal does the same. With systemd, log in by ssh or a desktop, not by su or sudo.",
        )];
    }
    let unit = place::unit_name();
    let of = |name| manager.property(&unit, name);
    if of("LoadState") == "not-found" {
        let missing = Finding::note(
            "service",
            format!("{unit} is not installed"),
            "heardback service install",
        );
        return vec![missing];
    }
    let mut findings = Vec::new();
    if of("NeedDaemonReload") == "yes" {
        findings.push(Finding::warning(
            "service",
            "the unit has changed since it was read",
            &format!("systemctl --user daemon-reload && systemctl --user restart {unit}"),
        ));
    }
    if of("UnitFileState") == "disabled" {
        findings.push(Finding::warning(
            "service",
            format!("{unit} does not start with your session"),
            &format!("systemctl --user enable {unit}"),
        ));
    }
    let (active, says) = (of("ActiveState"), of("StatusText"));
    let advice = format!("journalctl --user -u {unit} -n 20");
    findings.push(if active != "active" {
        let what = format!("{unit} does not run ({active}, {})", of("Result"));
        Finding::failure("service", what, &advice)
    } else if says.starts_with("Not connected") {
        Finding::failure("service", format!("{unit} says: {says}"), &advice)
    } else {
        Finding::good("service", format!("{unit} says: {says}"))
    });
    findings.extend(sandbox::look(&of("MainPID"), &says, account, config));
    findings.push(if lingers() {
        Finding::good("linger", "the service runs when you are logged out, too")
    } else {
        Finding::note(
            "linger",
            "the service ends when you log out",
            "loginctl enable-linger lets it go on, and start with the machine.",
        )
    });
    findings
}

/// The file that the unit's credential of that name comes from.
pub fn credential_file(name: &str) -> Option<PathBuf> {
    // systemd 252 calls the property "[unprintable]"; the unit's text has it.
    let text = printed("systemctl", &["--user", "cat", "--", &place::unit_name()])?;
    let home = place::home().display().to_string();
    let mut paths = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("LoadCredential="))
        .filter_map(|value| value.split_once(':'))
        .filter(|(id, _)| *id == name)
        .map(|(_, path)| PathBuf::from(path.replace("%h", &home).replace("%%", "%")));
    paths.next_back().filter(|p| p.is_file())
}

/// What a program printed, trimmed; nothing where it is not there or failed.
pub fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
