//! `heardback init`: asks, finds the servers, tries them, and writes the configuration. It never overwrites, and without a
//! terminal, or with `--yes`, it never asks.

mod ask;
mod keep;
mod servers;
mod write;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use chrono_tz::Tz;
use heardback_core::id::Address;

use self::ask::Ask;
pub use self::servers::why_not;
use super::common::{WrongUse, config_path, line};
use crate::config::providers::{self, Provider};
use crate::config::{Account, Secret, Server, distance};
use crate::connect::Tls;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  heardback init
  heardback init --yes --address sam@mailbox.example --name \"Sam Okafor\" \\
      --password-command \"pass show mail/sam\"
  heardback init --yes --address sam@firm.example --imap imap.firm.example:993 \\
      --smtp smtp.firm.example:587 --smtp-tls starttls \\
      --password-file ~/.config/heardback/password --service")]
pub struct Args {
    /// Your mail address
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// Your name, as your letters are signed
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Your time zone, for instance Europe/London; standard: this machine's
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Whose mailbox it is, where the domain is your own: Gmail, Fastmail …
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Where mail is read
    #[arg(long, value_name = "HOST:PORT")]
    imap: Option<String>,
    /// How IMAP is encrypted; standard: by the port
    #[arg(long, value_name = "HOW", value_parser = ["implicit", "starttls", "none"])]
    imap_tls: Option<String>,
    /// Where mail is sent
    #[arg(long, value_name = "HOST:PORT")]
    smtp: Option<String>,
    /// How SMTP is encrypted; standard: by the port
    #[arg(long, value_name = "HOW", value_parser = ["implicit", "starttls", "none"])]
    smtp_tls: Option<String>,
    /// The name to log in with, where it is not the address
    #[arg(long, value_name = "USER")]
    login: Option<String>,
    /// A command that prints the password
    #[arg(long, value_name = "COMMAND", group = "secret")]
    password_command: Option<String>,
    /// A command that prints an OAuth2 access token
    #[arg(long, value_name = "COMMAND", group = "secret")]
    token_command: Option<String>,
    /// A file with the password, mode 0600
    #[arg(long, value_name = "FILE", group = "secret")]
    password_file: Option<PathBuf>,
    /// A systemd credential of the service's, and the file that it comes from
    #[arg(long, value_name = "NAME=FILE", group = "secret")]
    password_credential: Option<String>,
    /// An entry of the desktop's keyring, by its attributes; needs a build with the feature secret-service
    #[arg(long, value_name = "NAME=VALUE,…", group = "secret")]
    password_secret_service: Option<String>,
    /// Certificates of a private authority, PEM
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Where the configuration is written; standard: $XDG_CONFIG_HOME/heardback/config.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Takes every proposal and asks nothing
    #[arg(long)]
    yes: bool,
    /// Does not try the servers
    #[arg(long)]
    offline: bool,
    /// Installs and starts the service afterwards
    #[arg(long)]
    service: bool,
}

/// Everything that is to be written.
#[derive(Debug, Clone)]
struct Answers {
    address: Address,
    name: String,
    zone: Tz,
    imap: Server,
    smtp: Server,
    login: Option<String>,
    secret: Secret,
    /// The file behind a credential.
    credential: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    server_files_sent: bool,
    plus_address: bool,
}

impl Answers {
    fn account(&self) -> Account {
        Account {
            address: self.address.clone(),
            imap: self.imap.clone(),
            smtp: self.smtp.clone(),
            login: self
                .login
                .clone()
                .unwrap_or_else(|| self.address.to_string()),
            secret: match &self.credential {
                Some(file) => Secret::PasswordFile(file.clone()),
                None => self.secret.clone(),
            },
            ca_file: self.ca_file.clone(),
            server_files_sent: self.server_files_sent,
            poll_seconds: 600,
            sent_poll_seconds: 60,
            first_days: 90,
        }
    }
}

/// `heardback init`
pub fn run(args: &Args) -> Result<()> {
    super::run::install_crypto();
    let path = args.config.clone().unwrap_or_else(config_path);
    if path.exists() {
        bail!(WrongUse(format!(
            "There is a configuration already, {}, and init never overwrites one. `heardback doctor` tries it. To begin anew, \
             move it away first.",
            path.display()
        )));
    }
    let mut ask = Ask::new(args.yes);
    let runtime = super::run::runtime()?;
    let answers = gather(args, &mut ask, &path, &runtime)?;
    let (answers, found) = if args.offline {
        (answers, Vec::new())
    } else {
        tried(answers, args, &mut ask, &runtime)?
    };
    write::configuration(&path, &answers)?;
    let mut out = std::io::stdout().lock();
    for sentence in found {
        line(&mut out, &sentence)?;
    }
    line(&mut out, &format!("Wrote {}.", path.display()))?;
    drop(out);
    offer_service(args, &mut ask, &path, &answers)
}

fn gather(
    args: &Args,
    ask: &mut Ask,
    path: &Path,
    runtime: &tokio::runtime::Runtime,
) -> Result<Answers> {
    missing_flags(args, ask)?;
    let address = address(args, ask)?;
    let name = match &args.name {
        Some(name) => name.clone(),
        None => ask.text(
            "Your name, as your letters are signed",
            own_name().as_deref(),
        )?,
    };
    let zone = zone(args, ask)?;
    let provider = provider(args, &address)?;
    let flags = (
        flag_server("imap", args.imap.as_deref(), args.imap_tls.as_deref())?,
        flag_server("smtp", args.smtp.as_deref(), args.smtp_tls.as_deref())?,
    );
    if let Some(provider) = &provider {
        tell_of(ask, provider, &flags)?;
    }
    let ca_file = args.ca_file.as_ref().map(|p| absolute(p)).transpose()?;
    let (imap, smtp, provider) =
        servers::find(ask, &address, provider, flags, ca_file.as_deref(), runtime)?;
    // A bridge of the owner's, on this machine for instance, may take a password all the same.
    let token_only = [&imap, &smtp]
        .into_iter()
        .filter_map(|server| providers::of_server(&server.host))
        .find(Provider::is_token_only);
    let (secret, credential) = match keep::by_flags(args)? {
        Some(given) => given,
        None => (
            keep::ask_for(ask, &address, path, token_only.is_some())?,
            None,
        ),
    };
    if let Some(provider) = token_only.filter(|_| !matches!(secret, Secret::TokenCommand(_))) {
        bail!(WrongUse(format!(
            "{} takes no password from mail programs, OAuth2 only: give --token-command \"oama access {address}\", for instance \
             (docs/providers.md). Nothing was written.",
            provider.name
        )));
    }
    Ok(Answers {
        server_files_sent: provider.as_ref().is_some_and(|p| p.server_files_sent),
        plus_address: provider.as_ref().is_some_and(|p| p.plus_address),
        login: args.login.clone(),
        address,
        name,
        zone,
        imap,
        smtp,
        secret,
        credential,
        ca_file,
    })
}

/// Without a terminal everything that cannot be found out must be said, and all that is missing is told at once.
fn missing_flags(args: &Args, ask: &Ask) -> Result<()> {
    if ask.can() {
        return Ok(());
    }
    let has_secret = args.password_command.is_some()
        || args.token_command.is_some()
        || args.password_file.is_some()
        || args.password_credential.is_some()
        || args.password_secret_service.is_some();
    let wanted = [
        (args.address.is_some(), "--address"),
        (args.name.is_some() || own_name().is_some(), "--name"),
        (
            args.zone.is_some() || system_zone().is_some(),
            "--zone (this machine's cannot be told)",
        ),
        (
            has_secret,
            "--password-command, --token-command, --password-file or --password-credential",
        ),
    ];
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(given, _)| !given)
        .map(|(_, name)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(WrongUse(format!(
        "init asks nothing here ({}), and this is missing: {}. `heardback init --help` has an example.",
        if args.yes {
            "--yes"
        } else {
            "there is no terminal"
        },
        missing.join("; ")
    )))
}

fn address(args: &Args, ask: &mut Ask) -> Result<Address> {
    let check = |text: &str| {
        Address::new(text.trim())
            .filter(|a| a.domain().contains('.') || a.domain() == "localhost")
            .ok_or_else(|| {
                format!("“{text}” is no mail address; write it like sam@mailbox.example.")
            })
    };
    match &args.address {
        Some(text) => check(text).map_err(|why| WrongUse(format!("--address: {why}")).into()),
        None => ask.checked("Your mail address", None, check),
    }
}

fn zone(args: &Args, ask: &mut Ask) -> Result<Tz> {
    let check = |text: &str| {
        text.trim()
            .parse::<Tz>()
            .map_err(|_| crate::config::zone_hint(text))
    };
    match &args.zone {
        Some(text) => check(text).map_err(|why| WrongUse(format!("--zone: {why}")).into()),
        None => {
            let system = system_zone();
            let zone = ask.checked("Your time zone", system.as_deref(), check)?;
            if !ask.can() {
                ask.say(&format!(
                    "Your time zone is {zone}, this machine's; --zone says another."
                ))?;
            }
            Ok(zone)
        }
    }
}

fn provider(args: &Args, address: &Address) -> Result<Option<Provider>> {
    let Some(name) = &args.provider else {
        return Ok(providers::of_domain(address.domain()));
    };
    let all = providers::all();
    let found = all.iter().find(|p| p.name.eq_ignore_ascii_case(name));
    match found {
        Some(provider) => Ok(Some(provider.clone())),
        None => {
            let names: Vec<&str> = all.iter().map(|p| p.name.as_str()).collect();
            let near = names
                .iter()
                .map(|known| (distance(known, name), known))
                .min()
                .filter(|(far, _)| *far <= 1 + name.chars().count() / 4)
                .map_or_else(String::new, |(_, known)| {
                    format!(" Did you mean “{known}”?")
                });
            bail!(WrongUse(format!(
                "--provider: “{name}” is not known.{near} Known are {}.",
                names.join(", ")
            )))
        }
    }
}

/// What has to be known about a provider, before it makes trouble.
fn tell_of(
    ask: &mut Ask,
    provider: &Provider,
    (imap, smtp): &(Option<Server>, Option<Server>),
) -> Result<()> {
    if imap.is_some() && smtp.is_some() {
        return Ok(());
    }
    ask.say(&format!(
        "{}: reads {}, sends {}.",
        provider.name,
        shown(&provider.imap()),
        shown(&provider.smtp())
    ))?;
    if let Some(note) = &provider.note {
        ask.say(note)?;
    }
    if let Some(make) = &provider.make {
        ask.say(&format!("Such a password is made here: {make}"))?;
    }
    Ok(())
}

/// Tries IMAP and SMTP until they answer, or the owner gives up. What was found, in sentences.
fn tried(
    mut answers: Answers,
    args: &Args,
    ask: &mut Ask,
    runtime: &tokio::runtime::Runtime,
) -> Result<(Answers, Vec<String>)> {
    loop {
        ask.say(&format!(
            "Trying {} and {} …",
            shown(&answers.imap),
            shown(&answers.smtp)
        ))?;
        let why = match runtime.block_on(servers::attempt(&answers.account())) {
            Ok(found) => return Ok((answers, found)),
            Err(why) => why,
        };
        if !ask.can() {
            bail!("{why} Nothing was written. (`--offline` writes without trying.)");
        }
        ask.say(&why)?;
        let choice = ask.choose(
            "What now?",
            &[
                "Another password, command or file",
                "Another login name",
                "Other servers",
                "Try the same again",
                "Give up; nothing is written",
            ],
        )?;
        match choice {
            0 => {
                let path = args.config.clone().unwrap_or_else(config_path);
                answers.secret = keep::ask_for(ask, &answers.address, &path, false)?;
                answers.credential = None;
            }
            1 => answers.login = Some(ask.text("Login name", Some(answers.address.as_str()))?),
            2 => {
                answers.imap = servers::ask_for(ask, "IMAP server", &answers.imap)?;
                answers.smtp = servers::ask_for(ask, "SMTP server", &answers.smtp)?;
            }
            3 => {}
            _ => {
                keep::forget(ask);
                bail!("Nothing was written.")
            }
        }
    }
}

fn offer_service(args: &Args, ask: &mut Ask, path: &Path, answers: &Answers) -> Result<()> {
    let standard = args.config.is_none();
    let wanted = args.service
        || (standard
            && ask.can()
            && super::service::is_possible()
            && ask.yes("Install heardback as a service of yours, and start it now?")?);
    if let Some(file) = &answers.credential
        && let Secret::Credential(name) = &answers.secret
    {
        super::service::write_credential_drop_in(name, file)?;
    }
    if wanted {
        return super::service::install(path, standard);
    }
    let mut out = std::io::stdout().lock();
    let flag = if standard {
        String::new()
    } else {
        format!(" --config {}", path.display())
    };
    line(
        &mut out,
        &format!(
            "Next: `heardback doctor{flag}` tries everything, `heardback service install{flag}` starts it with your session, \
             `heardback run{flag}` in this terminal."
        ),
    )
}

/// "imap.mailbox.example:993 (implicit)".
fn shown(server: &Server) -> String {
    format!(
        "{}:{} ({})",
        server.host,
        server.port,
        write::tls_name(server.tls)
    )
}

/// `host:port` and how it is encrypted, which the port tells where it is a usual one.
fn server(text: &str, tls: Option<&str>) -> Result<Server, String> {
    let (host, port) = text.trim().rsplit_once(':').ok_or_else(|| {
        format!("“{text}” should be HOST:PORT, for instance imap.mailbox.example:993.")
    })?;
    let port: u16 = port
        .parse()
        .map_err(|_| format!("“{port}” is no port; write 993, for instance."))?;
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(format!("“{text}” should be HOST:PORT."));
    }
    let tls = match tls {
        Some("starttls") => Tls::StartTls,
        Some("none") => Tls::PlainLoopback,
        Some(_) => Tls::Implicit,
        None if matches!(port, 143 | 587 | 25 | 1143 | 1025) => Tls::StartTls,
        None => Tls::Implicit,
    };
    if tls == Tls::PlainLoopback && !crate::config::is_here(host) {
        return Err(
            "“none” would send your password in the clear; it is only allowed to localhost."
                .to_owned(),
        );
    }
    Ok(Server {
        host: host.trim_matches(['[', ']']).to_owned(),
        port,
        tls,
    })
}

fn flag_server(flag: &str, text: Option<&str>, tls: Option<&str>) -> Result<Option<Server>> {
    text.map(|text| server(text, tls))
        .transpose()
        .map_err(|why| WrongUse(format!("--{flag}: {why}")).into())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|e| WrongUse(format!("{} is no path: {e}", path.display())).into())
}

/// The name that the system has for its user (passwd(5), GECOS).
fn own_name() -> Option<String> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let own = users
        .lines()
        .map(|l| l.split(':').collect::<Vec<_>>())
        .find(|fields| fields.get(2) == Some(&uid.as_str()))?;
    let name = own.get(4)?.split(',').next()?.trim();
    (!name.is_empty() && name != "root").then(|| name.to_owned())
}

/// The system's zone by its IANA name: `TZ`, /etc/localtime, /etc/timezone.
pub(super) fn system_zone() -> Option<String> {
    let by_variable = std::env::var("TZ").ok();
    let by_link = std::fs::read_link("/etc/localtime").ok().and_then(|path| {
        let path = path.to_string_lossy().into_owned();
        path.split_once("zoneinfo/")
            .map(|(_, zone)| zone.to_owned())
    });
    let by_file = std::fs::read_to_string("/etc/timezone").ok();
    [by_variable, by_link, by_file]
        .into_iter()
        .flatten()
        .map(|z| z.trim().trim_start_matches(':').to_owned())
        .find(|z| z.parse::<Tz>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_tells_how_it_is_encrypted_unless_it_is_said() {
        for (text, tls, expected) in [
            ("imap.x.test:993", None, Some(Tls::Implicit)),
            ("smtp.x.test:587", None, Some(Tls::StartTls)),
            ("127.0.0.1:1143", None, Some(Tls::StartTls)),
            ("localhost:40001", Some("starttls"), Some(Tls::StartTls)),
            ("localhost:143", Some("none"), Some(Tls::PlainLoopback)),
            ("mail.x.test:143", Some("none"), None),
            ("mail.x.test", None, None),
            ("mail.x.test:imap", None, None),
            (":993", None, None),
        ] {
            let read = server(text, tls).ok().map(|s| s.tls);
            assert_eq!(read, expected, "{text} {tls:?}");
        }
    }
}
