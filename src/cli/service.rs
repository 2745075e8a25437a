//! `heardback service`: the systemd user unit, with this very program in it.

mod systemctl;
mod unit;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

pub use self::systemctl::{Manager, is_possible, lingers};
use super::common::{config_path, line, load};
use crate::config::Secret;
use crate::place;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  heardback service install            writes the unit, enables and starts it
  heardback service status
  heardback --instance kim service install

The service runs while you are logged in. `loginctl enable-linger` lets it go on when you are not, and start when the machine
does; `install --linger` does that, too.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Writes the unit, enables it and starts it
    Install(Install),
    /// Stops it and removes the unit; configuration and state stay
    Uninstall,
    /// Whether it runs, and what it says
    Status(Status),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback service install --linger")]
struct Install {
    /// The configuration; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Lets your services run when you are not logged in
    #[arg(long)]
    linger: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: heardback service status --json")]
struct Status {
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// `heardback service`
pub fn run(args: &Args) -> Result<()> {
    match &args.what {
        What::Install(args) => {
            let path = args.config.clone().unwrap_or_else(config_path);
            if args.linger {
                systemctl::enable_linger()?;
            }
            install(&path, args.config.is_none())
        }
        What::Uninstall => uninstall(),
        What::Status(args) => status(args.json),
    }
}

/// Writes the unit and starts it. `standard`: the configuration is where the program looks for it by itself.
pub fn install(config: &Path, standard: bool) -> Result<()> {
    // A service with a broken configuration would only fail out of sight.
    let account = load(config)?.account;
    let manager = Manager::new();
    manager.must_answer()?;
    let program = unit::program()?;
    let mut out = std::io::stdout().lock();
    if unit::is_packaged(&program) && standard {
        line(&mut out, "The package's own unit is used.")?;
    } else {
        let path = unit::path();
        let own_config = (!standard)
            .then(|| std::path::absolute(config))
            .transpose()
            .context("Cannot tell where the configuration is")?;
        // An instance's template is everybody's: what is this one's alone goes into a drop-in of its own.
        let shared = place::instance().is_some();
        let of_unit = own_config.as_deref().filter(|_| !shared);
        unit::write(&path, &unit::text(&program, of_unit)?)?;
        if let Some(config) = own_config.as_deref().filter(|_| shared) {
            unit::write(
                &unit::drop_in("config.conf"),
                &unit::own_config(&program, config)?,
            )?;
        }
        line(&mut out, &format!("Wrote {}.", path.display()))?;
        if program.components().any(|c| c.as_os_str() == "target") {
            line(
                &mut out,
                &format!(
                    "It runs {}, a build folder's program: after `cargo clean` it would not start. `cargo install --path . \
                     --root ~/.local` puts it in a lasting place.",
                    program.display()
                ),
            )?;
        }
    }
    if account.is_some_and(|a| runs_gpg(&a.secret)) {
        let path = unit::drop_in("pass-and-gpg.conf");
        unit::write(&path, unit::PASS_AND_GPG)?;
        line(
            &mut out,
            &format!(
                "Wrote {}: your command runs gpg, which writes to ~/.gnupg; the rest of your home stays closed to it.",
                path.display()
            ),
        )?;
    }
    let name = place::unit_name();
    manager.run(&["daemon-reload"])?;
    manager.run(&["enable", &name])?;
    if let Err(error) = manager.run(&["restart", &name]) {
        bail!(
            "{error:#}. The unit is installed, but heardback does not start; its own words: journalctl --user -u {name} -n 20"
        );
    }
    line(
        &mut out,
        &format!(
            "{name} runs: {}. Its diary: journalctl --user -u {name}",
            manager.property(&name, "StatusText")
        ),
    )?;
    if !systemctl::lingers() {
        line(
            &mut out,
            "It runs while you are logged in. `loginctl enable-linger` lets it go on when you are not.",
        )?;
    }
    Ok(())
}

/// A drop-in that passes a file on as a credential.
pub fn write_credential_drop_in(name: &str, file: &Path) -> Result<()> {
    let text = format!(
        "# Written by `heardback init`: the file's first line is the password (systemd.exec(5), Credentials).\n[Service]\n\
         LoadCredential={name}:{}\n",
        unit::escaped(&file.display().to_string())
    );
    unit::write(&unit::drop_in("credential.conf"), &text)
}

fn uninstall() -> Result<()> {
    let manager = Manager::new();
    manager.must_answer()?;
    let name = place::unit_name();
    let mut out = std::io::stdout().lock();
    if manager.property(&name, "LoadState") == "not-found" {
        return line(&mut out, &format!("There is no {name}: nothing to do."));
    }
    manager.run(&["disable", "--now", &name])?;
    for path in unit::remove()? {
        line(&mut out, &format!("Removed {}.", path.display()))?;
    }
    manager.run(&["daemon-reload"])?;
    line(
        &mut out,
        &format!(
            "{name} is stopped and disabled. The configuration ({}) and what heardback knows ({}) are still there; `heardback \
             purge` and rm remove them.",
            config_path().display(),
            place::state_folder().display()
        ),
    )
}

fn status(as_json: bool) -> Result<()> {
    let manager = Manager::new();
    manager.must_answer()?;
    let name = place::unit_name();
    let of = |key| manager.property(&name, key);
    let active = of("ActiveState");
    let mut out = std::io::stdout().lock();
    if as_json {
        let object = json!({"unit": name, "file": of("FragmentPath"), "enabled": of("UnitFileState"), "active": active,
            "status": of("StatusText"), "restarts": of("NRestarts").parse::<u32>().unwrap_or(0), "linger": systemctl::lingers()});
        line(&mut out, &object.to_string())?;
    } else if of("LoadState") == "not-found" {
        line(
            &mut out,
            &format!("{name} is not installed; `heardback service install` does it."),
        )?;
    } else {
        let rows = [
            ("unit", of("FragmentPath")),
            ("enabled", of("UnitFileState")),
            ("active", format!("{active}, {}", of("SubState"))),
            ("says", of("StatusText")),
            ("started again", of("NRestarts")),
            (
                "linger",
                if systemctl::lingers() {
                    "yes"
                } else {
                    "no: it ends when you log out; loginctl enable-linger"
                }
                .to_owned(),
            ),
            ("diary", format!("journalctl --user -u {name}")),
        ];
        for (key, value) in rows {
            line(&mut out, &format!("{key:<14} {value}"))?;
        }
    }
    if active == "active" {
        Ok(())
    } else {
        bail!("{name} does not run ({active}). Start it with: systemctl --user start {name}")
    }
}

/// Whether the command that gets the secret runs gpg, by its own name or inside `pass`.
fn runs_gpg(secret: &Secret) -> bool {
    let words = match secret {
        Secret::PasswordCommand(words) | Secret::TokenCommand(words) => words,
        Secret::PasswordFile(_) | Secret::Credential(_) | Secret::Keyring(_) => return false,
    };
    words
        .iter()
        .flat_map(|w| w.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')))
        .any(|w| matches!(w, "pass" | "gpg" | "gpg2" | "gopass" | "mutt_oauth2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_runs_gpg_is_known() {
        for (command, expected) in [
            ("pass show mail/sam", true),
            ("/usr/bin/gpg -dq ~/pw.gpg", true),
            ("mutt_oauth2.py ~/.token", true),
            ("secret-tool lookup service mail", false),
            ("cat ~/passwords", false),
        ] {
            let words = vec!["/bin/sh".to_owned(), "-c".to_owned(), command.to_owned()];
            assert_eq!(
                runs_gpg(&Secret::PasswordCommand(words)),
                expected,
                "{command}"
            );
        }
    }
}
