//! The IMAP side: IMAP4rev1 as far as heardback and common mail programs use it.

mod change;
mod fetch;
mod login;
mod mailboxes;
mod search;
mod section;
mod structure;
mod view;
mod write;

use crate::listen::Channel;
use crate::wire::{Gone, Protocol, Wire};
use crate::{Event, Host};
use imap_codec::CommandCodec;
use imap_codec::decode::{CommandDecodeError, Decoder as _};
use imap_codec::imap_types::IntoStatic as _;
use imap_codec::imap_types::command::{Command, CommandBody};
use imap_codec::imap_types::core::LiteralMode;
use std::borrow::Cow;
use view::View;

/// Holds one conversation to its end.
pub(crate) async fn converse(host: Host, wire: Wire, channel: Channel) {
    host.note(Event::Connected(Protocol::Imap));
    let session = Session {
        host,
        wire,
        channel,
        account: None,
        selected: None,
    };
    // Either side may end it at any time, and neither has to say why.
    let _ = session.run().await;
}

struct Session {
    host: Host,
    wire: Wire,
    channel: Channel,
    /// The address of whoever has logged in.
    account: Option<String>,
    selected: Option<View>,
}

/// What a command is answered with: untagged lines, then the tagged one.
#[derive(Debug, Default)]
struct Answer {
    untagged: Vec<u8>,
    /// What follows the tag, such as `OK done`.
    status: Cow<'static, str>,
    /// RFC 3501 section 7.4.1 forbids EXPUNGE in answers to FETCH, STORE and SEARCH: it waits for the next command.
    holds_expunges: bool,
}

impl Answer {
    fn ok() -> Self {
        Self::status("OK done")
    }

    fn status(status: impl Into<Cow<'static, str>>) -> Self {
        Self {
            untagged: Vec::new(),
            status: status.into(),
            holds_expunges: false,
        }
    }

    fn with(untagged: Vec<u8>) -> Self {
        Self {
            untagged,
            ..Self::ok()
        }
    }
}

/// What follows an answered command.
enum Next {
    Answer(Answer),
    StartTls,
    Close,
}

impl Session {
    async fn run(mut self) -> Result<(), Gone> {
        let (capabilities, name) = (self.capabilities(), self.host.settings().name);
        self.wire
            .send(format!("* OK [CAPABILITY {capabilities}] {name} ready\r\n"))
            .await?;
        loop {
            let command = self.command().await?;
            let tag = command.tag.as_ref().to_owned();
            self.host.note(Event::Command {
                protocol: Protocol::Imap,
                name: name_of(&command.body),
            });
            match self.obey(command.body).await? {
                Next::Answer(answer) => self.finish(&tag, answer).await?,
                Next::StartTls => {
                    self.wire.send(format!("{tag} OK begin TLS\r\n")).await?;
                    let authority = self.host.authority()?;
                    self.wire = self.wire.start_tls(&authority.acceptor).await?;
                    self.channel = Channel::Secure;
                }
                Next::Close => {
                    self.wire
                        .send(format!("* BYE see you\r\n{tag} OK bye\r\n"))
                        .await?;
                    self.wire.close().await;
                    return Ok(());
                }
            }
        }
    }

    /// Reads one whole command, asking for its literals and refusing what is none.
    async fn command(&mut self) -> Result<Command<'static>, Gone> {
        loop {
            let problem = match CommandCodec::default().decode(&self.wire.buffer) {
                Ok((rest, command)) => {
                    let used = self.wire.buffer.len() - rest.len();
                    let command = command.into_static();
                    self.wire.buffer.drain(..used);
                    return Ok(command);
                }
                Err(problem) => problem.into_static(),
            };
            match problem {
                CommandDecodeError::Incomplete => self.wire.fill().await?,
                CommandDecodeError::LiteralFound { tag, length, mode } => {
                    self.literal(tag.as_ref(), length as usize, mode).await?;
                }
                CommandDecodeError::Failed => self.unreadable_line().await?,
            }
        }
    }

    /// Lets a literal come in. The buffer ends where it begins.
    async fn literal(&mut self, tag: &str, length: usize, mode: LiteralMode) -> Result<(), Gone> {
        let settings = self.host.settings();
        if length > settings.size_limit {
            self.wire.buffer.clear();
            self.wire
                .send(format!("{tag} NO [TOOBIG] that is too long\r\n"))
                .await?;
            return if mode == LiteralMode::NonSync {
                Err(Gone)
            } else {
                Ok(())
            };
        }
        match mode {
            LiteralMode::Sync => self.wire.send("+ go ahead\r\n").await?,
            LiteralMode::NonSync if !settings.literal_plus => {
                // The text is on its way and would be taken for commands.
                self.wire
                    .send(format!(
                        "* BYE {tag} used a literal that was not offered\r\n"
                    ))
                    .await?;
                return Err(Gone);
            }
            LiteralMode::NonSync => {}
        }
        let end = self.wire.buffer.len() + length;
        while self.wire.buffer.len() < end {
            self.wire.fill().await?;
        }
        Ok(())
    }

    /// Takes a line that is no command the codec knows. LIST with options (RFC 5258) is tried again without them.
    async fn unreadable_line(&mut self) -> Result<(), Gone> {
        let line = self.wire.line().await?;
        if let Some(plain) = mailboxes::without_list_options(&line) {
            self.wire.buffer.splice(..0, plain);
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).into_owned();
        let tag = text
            .split_ascii_whitespace()
            .next()
            .unwrap_or("*")
            .to_owned();
        self.host.note(Event::Command {
            protocol: Protocol::Imap,
            name: "?".to_owned(),
        });
        self.wire
            .send(format!("{tag} BAD cannot read that\r\n"))
            .await
    }

    async fn obey(&mut self, body: CommandBody<'static>) -> Result<Next, Gone> {
        // New mail is announced before the answer, so that the answer may speak of it (RFC 3501 section 5.2).
        let mut news = self.news(false).await?;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "all other commands need a login"
        )]
        let mut answer = match body {
            CommandBody::Logout => return Ok(Next::Close),
            CommandBody::StartTLS if self.channel == Channel::StartTls => {
                return Ok(Next::StartTls);
            }
            CommandBody::Capability => {
                Answer::with(format!("* CAPABILITY {}\r\n", self.capabilities()).into_bytes())
            }
            CommandBody::Id { .. } => {
                Answer::with(b"* ID (\"name\" \"heardback sandbox\")\r\n".to_vec())
            }
            CommandBody::Noop => Answer::ok(),
            CommandBody::Login { username, password } => {
                self.login(&username, password.declassify())
            }
            CommandBody::Authenticate {
                mechanism,
                initial_response,
            } => self.authenticate(&mechanism, initial_response).await?,
            authenticated => match self.account.clone() {
                Some(account) => self.obey_authenticated(&account, authenticated).await?,
                None => Answer::status("NO log in first"),
            },
        };
        news.append(&mut answer.untagged);
        answer.untagged = news;
        Ok(Next::Answer(answer))
    }

    async fn obey_authenticated(
        &mut self,
        account: &str,
        body: CommandBody<'static>,
    ) -> Result<Answer, Gone> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the codec knows more commands than this host serves"
        )]
        Ok(match body {
            CommandBody::List {
                reference,
                mailbox_wildcard,
            } => mailboxes::list(&self.host, account, &reference, &mailbox_wildcard, "LIST"),
            CommandBody::Lsub {
                reference,
                mailbox_wildcard,
            } => mailboxes::list(&self.host, account, &reference, &mailbox_wildcard, "LSUB"),
            CommandBody::Namespace => {
                Answer::with(b"* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n".to_vec())
            }
            CommandBody::Status {
                mailbox,
                item_names,
            } => mailboxes::status(&self.host, account, &mailbox, &item_names),
            CommandBody::Create { mailbox } => mailboxes::create(&self.host, account, &mailbox),
            CommandBody::Delete { mailbox } => mailboxes::delete(&self.host, account, &mailbox),
            CommandBody::Subscribe { mailbox } => {
                mailboxes::subscribe(&self.host, account, &mailbox, true)
            }
            CommandBody::Unsubscribe { mailbox } => {
                mailboxes::subscribe(&self.host, account, &mailbox, false)
            }
            CommandBody::Select { mailbox } => self.select(account, &mailbox, false),
            CommandBody::Examine { mailbox } => self.select(account, &mailbox, true),
            CommandBody::Append {
                mailbox,
                flags,
                date,
                message,
            } => change::append(
                &self.host,
                account,
                &mailbox,
                &flags,
                date.as_ref(),
                &message,
            ),
            CommandBody::Enable { .. } => Answer::with(b"* ENABLED\r\n".to_vec()),
            selected => match self.selected.take() {
                Some(view) => self.obey_selected(account, view, selected).await?,
                None => Answer::status("BAD not with no mailbox open, or not at all"),
            },
        })
    }

    /// Carries out a command for the open mailbox, which stays open unless the command closes it.
    async fn obey_selected(
        &mut self,
        account: &str,
        mut view: View,
        body: CommandBody<'static>,
    ) -> Result<Answer, Gone> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the codec knows more commands than this host serves"
        )]
        let answer = match body {
            CommandBody::Check => Answer::ok(),
            CommandBody::Unselect => return Ok(Answer::ok()),
            CommandBody::Close => {
                change::expunge(&self.host, account, &view, None, false);
                return Ok(Answer::ok());
            }
            CommandBody::Fetch {
                sequence_set,
                macro_or_item_names,
                uid,
            } => {
                let wanted = view.resolve(&sequence_set, uid);
                fetch::fetch(
                    &self.host,
                    account,
                    &mut view,
                    &wanted,
                    &macro_or_item_names,
                    uid,
                )
            }
            CommandBody::Search { criteria, uid, .. } => {
                search::search(&self.host, account, &view, &criteria, uid)
            }
            CommandBody::Store {
                sequence_set,
                kind,
                response,
                flags,
                uid,
            } => {
                let wanted = view.resolve(&sequence_set, uid);
                let store = change::Store {
                    kind,
                    response,
                    flags: &flags,
                    by_uid: uid,
                };
                change::store(&self.host, account, &mut view, &wanted, &store)
            }
            CommandBody::Copy {
                sequence_set,
                mailbox,
                uid,
            } => {
                let wanted = view.resolve(&sequence_set, uid);
                change::copy(&self.host, account, &view, &wanted, &mailbox, false)
            }
            CommandBody::Move {
                sequence_set,
                mailbox,
                uid,
            } if self.host.settings().moves => {
                let wanted = view.resolve(&sequence_set, uid);
                change::copy(&self.host, account, &view, &wanted, &mailbox, true)
            }
            CommandBody::Expunge => change::expunge(&self.host, account, &view, None, true),
            CommandBody::ExpungeUid { sequence_set } => {
                let wanted = view.resolve(&sequence_set, true);
                change::expunge(&self.host, account, &view, Some(&wanted), true)
            }
            CommandBody::Idle if self.host.settings().idle => {
                self.selected = Some(view);
                return self.idle(account).await;
            }
            _ => Answer::status("BAD not here"),
        };
        self.selected = Some(view);
        Ok(answer)
    }

    /// Waits with the client for news, until it says DONE (RFC 2177).
    async fn idle(&mut self, account: &str) -> Result<Answer, Gone> {
        let mut changes = self.host.changes();
        self.wire.send("+ idling\r\n").await?;
        if let Some(view) = &self.selected {
            self.host.note(Event::Idling {
                account: account.to_owned(),
                mailbox: view.mailbox.clone(),
            });
        }
        loop {
            changes.mark_unchanged();
            let news = self.news(true).await?;
            if !news.is_empty() {
                self.wire.send(news).await?;
            }
            if self.wire.buffer.contains(&b'\n') {
                let line = self.wire.line().await?;
                let done = line.trim_ascii().eq_ignore_ascii_case(b"DONE");
                return Ok(if done {
                    Answer::ok()
                } else {
                    Answer::status("BAD expected DONE")
                });
            }
            tokio::select! {
                filled = self.wire.fill() => filled?,
                _ = changes.changed() => {}
            }
        }
    }

    /// Writes what has changed in the open mailbox since the client was last told. Ends the session if the mailbox is
    /// no longer the one that was opened.
    async fn news(&mut self, with_expunges: bool) -> Result<Vec<u8>, Gone> {
        let (Some(view), Some(account)) = (&mut self.selected, &self.account) else {
            return Ok(Vec::new());
        };
        match view.news(&self.host, account, with_expunges) {
            Ok(news) => Ok(news),
            Err(view::Stale) => {
                self.wire
                    .send("* BYE the mailbox was rebuilt, come again\r\n")
                    .await?;
                Err(Gone)
            }
        }
    }

    async fn finish(&mut self, tag: &str, mut answer: Answer) -> Result<(), Gone> {
        answer
            .untagged
            .append(&mut self.news(!answer.holds_expunges).await?);
        answer
            .untagged
            .extend_from_slice(format!("{tag} {}\r\n", answer.status).as_bytes());
        self.wire.send(answer.untagged).await
    }

    fn capabilities(&self) -> String {
        let settings = self.host.settings();
        let mut offers = vec!["IMAP4rev1", "ID", "NAMESPACE", "UNSELECT", "SASL-IR"];
        let optional = [
            ("IDLE", settings.idle),
            ("SPECIAL-USE", settings.special_use),
            ("LITERAL+", settings.literal_plus),
            ("MOVE", settings.moves),
            ("UIDPLUS", settings.uid_plus),
        ];
        offers.extend(
            optional
                .iter()
                .filter(|(_, offered)| *offered)
                .map(|(name, _)| *name),
        );
        match self.channel {
            Channel::StartTls => offers.extend(["STARTTLS", "LOGINDISABLED"]),
            Channel::Secure | Channel::Plain => {
                offers.extend(["AUTH=PLAIN", "AUTH=XOAUTH2", "AUTH=OAUTHBEARER"])
            }
        }
        offers.join(" ")
    }
}

/// The command's name in capitals, with UID before it where it works by UID.
fn name_of(body: &CommandBody<'_>) -> String {
    let by_uid = matches!(
        body,
        CommandBody::Fetch { uid: true, .. }
            | CommandBody::Search { uid: true, .. }
            | CommandBody::Store { uid: true, .. }
            | CommandBody::Copy { uid: true, .. }
            | CommandBody::Move { uid: true, .. }
            | CommandBody::ExpungeUid { .. }
    );
    format!("{}{}", if by_uid { "UID " } else { "" }, body.name())
}
