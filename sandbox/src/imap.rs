//! The IMAP side: IMAP4rev1 as far as heardback and common mail programs use it.

mod change;
mod command;
mod fetch;
mod idle;
mod login;
mod mailboxes;
mod parse;
mod search;
mod section;
mod structure;
mod view;
mod write;

use crate::Host;
use crate::faults::Blow;
use crate::listen::Channel;
use crate::wire::{Gone, Wire};
use imap_codec::imap_types::command::CommandBody;
use std::borrow::Cow;
use view::View;

/// Holds one conversation to its end.
pub(crate) async fn converse(host: Host, wire: Wire, channel: Channel) {
    let session = Session {
        host,
        wire,
        channel,
        account: None,
        selected: None,
        labels_asked: false,
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
    /// The FETCH that comes next also wants Gmail's labels.
    labels_asked: bool,
}

/// What a command is answered with: untagged lines, then the tagged one.
#[derive(Debug, Default)]
struct Answer {
    untagged: Vec<u8>,
    /// What follows the tag, such as `OK done`.
    status: Cow<'static, str>,
    /// RFC 3501 section 7.4.1 forbids EXPUNGE in answers to FETCH, STORE and SEARCH: it waits for the next command.
    holds_expunges: bool,
    /// What befalls the session between the untagged lines and the tagged one.
    interrupted: Option<Blow>,
}

impl Answer {
    fn ok() -> Self {
        Self::status("OK done")
    }

    fn status(status: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: status.into(),
            ..Self::default()
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
        if let Some(refusal) = self.wire.step(None).await? {
            return self.wire.answer(format!("{refusal}\r\n")).await;
        }
        let (capabilities, name) = (self.capabilities(), self.host.settings().name);
        self.wire
            .answer(format!("* OK [CAPABILITY {capabilities}] {name} ready\r\n"))
            .await?;
        loop {
            let command = self.command().await?;
            let tag = command.tag.as_ref().to_owned();
            if let Some(status) = self
                .wire
                .step(Some(&command::name_of(&command.body)))
                .await?
            {
                self.finish(&tag, Answer::status(status)).await?;
                continue;
            }
            match self.obey(command.body).await? {
                Next::Answer(answer) => self.finish(&tag, answer).await?,
                Next::StartTls => {
                    self.wire.answer(format!("{tag} OK begin TLS\r\n")).await?;
                    self.wire.start_tls().await?;
                    self.channel = Channel::Secure;
                }
                Next::Close => {
                    self.wire
                        .answer(format!("* BYE see you\r\n{tag} OK bye\r\n"))
                        .await?;
                    self.wire.close().await;
                    return Ok(());
                }
            }
        }
    }

    async fn obey(&mut self, body: CommandBody<'static>) -> Result<Next, Gone> {
        // New mail is announced before the answer, so that the answer may speak of it (RFC 3501 section 5.2).
        let mut news = self.news(false).await?;
        if matches!(body, CommandBody::Idle) && !news.is_empty() {
            // IDLE is answered only when it ends; what came before it must not wait for that.
            self.wire.send(std::mem::take(&mut news)).await?;
        }
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
                let fetch = fetch::Fetch {
                    items: &macro_or_item_names,
                    labels: std::mem::take(&mut self.labels_asked),
                    by_uid: uid,
                };
                fetch::fetch(&self.host, account, &mut view, &wanted, &fetch)
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
        if let Some(blow) = answer.interrupted.take() {
            self.wire.send(std::mem::take(&mut answer.untagged)).await?;
            if let Some(status) = self.wire.suffer(blow).await? {
                answer.status = status.into();
            }
        }
        answer
            .untagged
            .append(&mut self.news(!answer.holds_expunges).await?);
        answer
            .untagged
            .extend_from_slice(format!("{tag} {}\r\n", answer.status).as_bytes());
        self.wire.answer(answer.untagged).await
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
            ("X-GM-EXT-1", settings.gmail_labels),
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
