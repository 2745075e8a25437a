//! Where the story plays: the mail host, the clock, the folder, the configuration; and what people do in mail programs.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use heardback_core::compose::{self, Message};
use heardback_core::id::{Address, MessageId, Person, hex};
use heardback_core::mail::{self, Mail};
use heardback_core::moment::Time;
use heardback_core::policy::Policy;
use heardback_sandbox::{Account, Host, Ports, Settings};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::letters::{EVERYBODY, Letter, OWNER, Somebody, earlier};
use crate::clock::{Clock, Led};
use crate::config::Config;
use crate::connect::{Login, Server, Tls};
use crate::daemon::{Seams, Seen, Setup};
use crate::smtp::{self, Envelope, Outcome, SmtpAccount};

/// Everyone's password at the host.
pub(super) const PASSWORD: &str = "demo";

/// How long a mail may be on its way, in the world's time.
const ON_ITS_WAY: Duration = Duration::from_secs(20);

pub(super) struct Stage {
    pub folder: PathBuf,
    pub host: Host,
    pub ports: Ports,
    pub time: Arc<Led>,
    pub policy: Policy,
    config: Config,
}

/// A new folder that only the owner can open.
pub(super) fn make_folder(parent: &Path) -> Result<PathBuf> {
    let folder = parent.join(format!("heardback-demo-{}", random(4)?));
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("Cannot make the demo's folder {}", folder.display()))?;
    Ok(folder)
}

fn random(bytes: usize) -> Result<String> {
    let mut noise = vec![0; bytes];
    getrandom::fill(&mut noise)
        .map_err(|error| anyhow!("The system gives no randomness: {error}"))?;
    Ok(hex(&noise))
}

impl Stage {
    /// Starts the host at that instant of the story, fills the mailbox, and writes the configuration.
    pub(super) async fn set(folder: PathBuf, begins: Time) -> Result<Stage> {
        let time = Arc::new(Led::new(begins));
        let clock = Clock::of(time.clone());
        // The host stamps its verdict on what comes in, as large providers do.
        let settings = Settings {
            name: "mail.mailbox.example".to_owned(),
            authserv_id: Some("mail.mailbox.example".to_owned()),
            ..Settings::default()
        };
        let host = Host::new(settings, Arc::new(move || clock.now()));
        for somebody in EVERYBODY {
            host.add(Account::new(somebody.address, PASSWORD));
        }
        let ports = host
            .serve()
            .await
            .context("Cannot serve the demo's mail host on 127.0.0.1")?;
        write(&folder.join("ca.pem"), &host.ca_pem()?)?;
        write(&folder.join("password"), PASSWORD)?;
        let text = configuration(&ports);
        write(&folder.join("config.toml"), &text)?;
        let config = Config::parse(&text, &folder, &folder)
            .map_err(|mistakes| anyhow!("The demo's own configuration is wrong: {mistakes:?}"))?;
        let policy = config.policy(false);
        let stage = Stage {
            folder,
            host,
            ports,
            time,
            policy,
            config,
        };
        for (letter, mailbox, at) in earlier() {
            let (_, bytes) = stage.compose(&letter, at, None)?;
            stage
                .host
                .append_at(OWNER.address, mailbox, &["\\Seen"], at, bytes.as_bytes())?;
        }
        Ok(stage)
    }

    /// What the daemon runs on.
    pub(super) fn setup(&self, onlooker: mpsc::UnboundedSender<Seen>) -> Result<Setup> {
        let account = self
            .config
            .account
            .clone()
            .context("The demo's configuration has no account")?;
        Ok(Setup {
            policy: self.config.policy(false),
            account,
            state: self.state(),
            socket: self.state().join("control.sock"),
            clock: self.clock(),
            onlooker: Some(onlooker),
            seams: Seams::default(),
        })
    }

    pub(super) fn state(&self) -> PathBuf {
        self.folder.join("state")
    }

    pub(super) fn clock(&self) -> Clock {
        Clock::of(self.time.clone())
    }

    pub(super) fn now(&self) -> Time {
        self.clock().now()
    }

    /// Somebody writes to the owner, from a mail program, over SMTP. Returns the mail as it was written.
    pub(super) async fn write_to_owner(
        &self,
        letter: &Letter,
        answers: Option<&Mail>,
    ) -> Result<Mail> {
        let (_, bytes) = self.compose(letter, self.now(), answers)?;
        self.submit(letter.from, OWNER, &bytes).await?;
        Ok(mail::parse(bytes.as_bytes()))
    }

    /// The owner answers a mail, from a mail program: his words on top, the quoted mail below, a copy in Sent.
    pub(super) async fn owner_answers(&self, answered: &Mail, words: &str) -> Result<()> {
        let at = answered
            .date
            .map(|d| d.format("%-d %B %Y at %H:%M").to_string())
            .unwrap_or_default();
        let quote: String = answered
            .body
            .whole
            .lines()
            .map(|line| format!("> {line}\n"))
            .collect();
        let text = format!("{words}\n\nOn {at}, Sam Okafor wrote:\n{quote}");
        let subject = format!("Re: {}", answered.subject);
        let bytes = self
            .mime(
                OWNER,
                OWNER,
                &subject,
                &text,
                self.now(),
                Some(answered),
                Vec::new(),
            )?
            .1;
        self.submit(OWNER, OWNER, &bytes).await?;
        self.host
            .append(OWNER.address, "Sent", &["\\Seen"], bytes.as_bytes())?;
        Ok(())
    }

    /// Waits until a mail lies in a mailbox; it must be there exactly once.
    pub(super) async fn arrives(
        &self,
        whose: Somebody,
        mailbox: &str,
        what: &str,
        is_it: impl Fn(&Mail) -> bool,
    ) -> Result<Mail> {
        let look = |host: &Host| {
            let mails: Vec<Mail> = host
                .messages(whose.address, mailbox)
                .iter()
                .map(|m| mail::parse(&m.raw))
                .filter(&is_it)
                .collect();
            (!mails.is_empty()).then_some(mails)
        };
        let Ok(mut found) = timeout(ON_ITS_WAY, self.host.until(look)).await else {
            bail!(
                "{what} did not reach {}'s {mailbox} within {} seconds.",
                whose.name,
                ON_ITS_WAY.as_secs()
            );
        };
        match (found.pop(), found.len()) {
            (Some(mail), 0) => Ok(mail),
            (_, others) => bail!(
                "{what} lies in {}'s {mailbox} {} times.",
                whose.name,
                others + 1
            ),
        }
    }

    fn compose(
        &self,
        letter: &Letter,
        at: Time,
        answers: Option<&Mail>,
    ) -> Result<(MessageId, String)> {
        let to = if letter.from.address == OWNER.address {
            super::letters::DANA
        } else {
            OWNER
        };
        let headers = letter
            .headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.mime(
            letter.from,
            to,
            letter.subject,
            letter.text,
            at,
            answers,
            headers,
        )
    }

    #[expect(clippy::too_many_arguments, reason = "a mail has that many parts")]
    fn mime(
        &self,
        from: Somebody,
        to: Somebody,
        subject: &str,
        text: &str,
        at: Time,
        answers: Option<&Mail>,
        headers: Vec<(&str, String)>,
    ) -> Result<(MessageId, String)> {
        let domain = from.address.rsplit('@').next().unwrap_or_default();
        let id = MessageId::new(&format!("{}@{domain}", random(8)?)).context("a plain id")?;
        let references: Vec<MessageId> = answers
            .iter()
            .flat_map(|m| m.references.iter().chain([&m.message_id]))
            .cloned()
            .collect();
        let message = Message {
            from: person(from),
            to: person(to),
            subject,
            message_id: Some(&id),
            in_reply_to: answers.map(|m| &m.message_id),
            references: &references,
            headers,
            text,
            ..Message::default()
        };
        let bytes = compose::mime(&message, at, self.policy.owner.zone);
        Ok((id, bytes))
    }

    async fn submit(&self, from: Somebody, to: Somebody, bytes: &str) -> Result<()> {
        let account = SmtpAccount {
            name: from.address.to_owned(),
            server: Server::new("localhost", self.ports.smtps.address.port(), Tls::Implicit)
                .with_ca_file(self.folder.join("ca.pem")),
            login: Some(Login::with_password(from.address, PASSWORD)),
        };
        let envelope = Envelope {
            from: from.address.to_owned(),
            to: vec![to.address.to_owned()],
        };
        match smtp::deliver(&account, &envelope, bytes.as_bytes()).await {
            Outcome::Accepted { .. } => Ok(()),
            other @ (Outcome::Refused { .. }
            | Outcome::Deferred { .. }
            | Outcome::Uncertain { .. }
            | Outcome::NotSent { .. }) => bail!(
                "{} could not send a mail to {}: {other:?}",
                from.name,
                to.name
            ),
        }
    }
}

fn person(somebody: Somebody) -> Person {
    Person {
        name: Some(somebody.name.to_owned()),
        email: Address::new(somebody.address),
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("Cannot write {}", path.display()))
}

fn configuration(ports: &Ports) -> String {
    format!(
        "# The configuration of the demo. The real one: config/heardback.toml.\n\
         [owner]\nname = \"{}\"\naddress = \"{}\"\nzone = \"Europe/London\"\n\n\
         [profile]\nstrengths = [\"six years of SQL in logistics\", \"dashboards that dispatchers use\"]\n\n\
         [profile.why]\n\"Juniper Freight\" = \"freight that runs on time because somebody looked at the data\"\n\n\
         [[account]]\nimap = {{ host = \"localhost\", port = {}, tls = \"implicit\" }}\n\
         smtp = {{ host = \"localhost\", port = {}, tls = \"implicit\" }}\n\
         password_file = \"password\"\nca_file = \"ca.pem\"\nsent_poll_seconds = 1\n",
        OWNER.name,
        OWNER.address,
        ports.imaps.address.port(),
        ports.smtps.address.port()
    )
}
