//! Reading one whole command off the wire, with its literals.

use super::{Session, mailboxes};
use crate::wire::Gone;
use imap_codec::CommandCodec;
use imap_codec::decode::{CommandDecodeError, Decoder as _};
use imap_codec::imap_types::IntoStatic as _;
use imap_codec::imap_types::command::{Command, CommandBody};
use imap_codec::imap_types::core::LiteralMode;

impl Session {
    /// Reads one whole command, asking for its literals and refusing what is none.
    pub(super) async fn command(&mut self) -> Result<Command<'static>, Gone> {
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
            LiteralMode::Sync => {
                if let Some(status) = self.wire.step(Some("LITERAL")).await? {
                    self.wire.buffer.clear();
                    return self.wire.answer(format!("{tag} {status}\r\n")).await;
                }
                self.wire.answer("+ go ahead\r\n").await?;
            }
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
        if let Some(plain) = self.without_labels(&line) {
            self.wire.buffer.splice(..0, plain);
            self.labels_asked = true;
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).into_owned();
        let tag = text.split_ascii_whitespace().next().unwrap_or("*");
        self.wire
            .send(format!("{tag} BAD cannot read that\r\n"))
            .await
    }

    /// The codec does not know Gmail's item: asks for the UID in its place, which may be asked for twice. `None` if the
    /// line does not ask for it, or this is no Gmail.
    fn without_labels(&self, line: &[u8]) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(line).ok()?;
        let at = text.to_ascii_uppercase().find("X-GM-LABELS")?;
        let (before, after) = (text.get(..at)?, text.get(at + "X-GM-LABELS".len()..)?);
        let gmail = self.host.settings().gmail_labels;
        gmail.then(|| format!("{before}UID{after}").into_bytes())
    }
}

/// The command's name in capitals, with UID before it where it works by UID.
pub(super) fn name_of(body: &CommandBody<'_>) -> String {
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
