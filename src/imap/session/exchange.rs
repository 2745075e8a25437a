//! One command and its answer, under a time limit.

use std::time::Duration;

use tokio::time::timeout;
use zeroize::Zeroizing;

use super::{Answer, Session};
use crate::connect;
use crate::imap::Error;
use crate::imap::response::{Data, Response, Status, StatusLine};
use crate::imap::wire::Fault;

/// How many bytes one command may bring. The largest batch asked for is 4 MiB, and a server may add its own.
const EXCHANGE_LIMIT: u64 = 32 << 20;
/// How many responses, and how many codes, one command may bring. Read, a response takes more room than on the wire.
const ITEM_LIMIT: usize = 100_000;

impl Session {
    /// Runs a command: writes it, gathers what comes, and demands its tagged OK.
    pub(in crate::imap) async fn command(
        &mut self,
        name: &'static str,
        command: &str,
        limit: Duration,
    ) -> Result<Answer, Error> {
        let mut answer = Answer::default();
        self.gather(name, command, limit, &mut answer).await?;
        Ok(answer)
    }

    /// The same, where what came before a failure is of use too.
    pub(in crate::imap) async fn gather(
        &mut self,
        name: &'static str,
        command: &str,
        limit: Duration,
        answer: &mut Answer,
    ) -> Result<(), Error> {
        self.guarded(name, limit, async |session| {
            let tag = session.send(name, command).await?;
            let line = session.until_tagged(name, &tag, answer).await?;
            accept(name, answer, line)
        })
        .await
    }

    /// Runs `APPEND`, whose text follows when the server is ready for it.
    pub(in crate::imap) async fn append_command(
        &mut self,
        command: &str,
        text: &[u8],
        limit: Duration,
    ) -> Result<Answer, Error> {
        let name = "APPEND";
        self.guarded(name, limit, async |session| {
            let tag = session
                .send(name, &format!("{command} {{{}}}", text.len()))
                .await?;
            let mut answer = Answer::default();
            if let Some(line) = session.until_continue(name, &tag, &mut answer).await? {
                return Err(too_early(name, line));
            }
            session.write(name, text).await?;
            session.write(name, b"\r\n").await?;
            let line = session.until_tagged(name, &tag, &mut answer).await?;
            accept(name, &mut answer, line)?;
            Ok(answer)
        })
        .await
    }

    /// Runs one exchange under a time limit, and spoils the session unless it comes to its end.
    pub(super) async fn guarded<T>(
        &mut self,
        during: &'static str,
        limit: Duration,
        exchange: impl AsyncFnOnce(&mut Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.spoiled {
            return Err(Error::Network {
                during,
                why: "an earlier command was broken off",
            });
        }
        self.spoiled = true;
        self.budget = self.wire.received().saturating_add(EXCHANGE_LIMIT);
        let outcome = timeout(limit, exchange(self))
            .await
            .unwrap_or(Err(Error::Network {
                during,
                why: "no answer in time",
            }));
        // After a tagged NO the session is sound; after anything worse nobody knows where it stands.
        self.spoiled = match &outcome {
            Ok(_) | Err(Error::Refused { .. } | Error::Auth { .. } | Error::Busy { .. }) => false,
            Err(_) => true,
        };
        outcome
    }

    pub(super) async fn send(
        &mut self,
        name: &'static str,
        command: &str,
    ) -> Result<String, Error> {
        let tag = format!("H{}", self.next_tag);
        self.next_tag = self.next_tag.wrapping_add(1);
        // It may carry a password.
        let line = Zeroizing::new(format!("{tag} {command}\r\n"));
        self.write(name, line.as_bytes()).await?;
        Ok(tag)
    }

    pub(super) async fn write(&mut self, during: &'static str, bytes: &[u8]) -> Result<(), Error> {
        self.wire
            .write(bytes)
            .await
            .map_err(|fault| lost(during, fault))
    }

    pub(super) async fn read(&mut self, during: &'static str) -> Result<Response, Error> {
        let response = self
            .wire
            .read()
            .await
            .map_err(|fault| lost(during, fault))?;
        if self.wire.received() > self.budget {
            return Err(lost(during, Fault::TooLong));
        }
        match response {
            // Some servers repeat the number without need.
            Response::Data(Data::Exists(exists)) if exists != self.exists => {
                self.exists = exists;
                self.news = true;
            }
            Response::Data(Data::Expunge) => self.exists = self.exists.saturating_sub(1),
            Response::Data(_) | Response::Status(_) | Response::Continue => {}
        }
        Ok(response)
    }

    /// Gathers data until the status line with this tag.
    pub(super) async fn until_tagged(
        &mut self,
        during: &'static str,
        tag: &str,
        answer: &mut Answer,
    ) -> Result<StatusLine, Error> {
        loop {
            match self.read(during).await? {
                Response::Status(line) if line.tag.as_deref() == Some(tag) => return Ok(line),
                Response::Status(line) => answer.note(during, line)?,
                Response::Data(data) => answer.keep(during, data)?,
                Response::Continue => {
                    return Err(Error::Protocol {
                        during,
                        what: "it asks for more where nothing is left to say",
                    });
                }
            }
        }
    }

    /// Gathers data until the server says to go on, or ends the command with the line that is returned.
    pub(super) async fn until_continue(
        &mut self,
        during: &'static str,
        tag: &str,
        answer: &mut Answer,
    ) -> Result<Option<StatusLine>, Error> {
        loop {
            match self.read(during).await? {
                Response::Continue => return Ok(None),
                Response::Status(line) if line.tag.as_deref() == Some(tag) => {
                    return Ok(Some(line));
                }
                Response::Status(line) => answer.note(during, line)?,
                Response::Data(data) => answer.keep(during, data)?,
            }
        }
    }
}

impl Answer {
    fn keep(&mut self, during: &'static str, data: Data) -> Result<(), Error> {
        if self.data.len() >= ITEM_LIMIT {
            return Err(lost(during, Fault::TooLong));
        }
        if !matches!(data, Data::Other | Data::Expunge) {
            self.data.push(data);
        }
        Ok(())
    }

    pub(super) fn note(&mut self, during: &'static str, line: StatusLine) -> Result<(), Error> {
        if line.status == Status::Bye && during != "LOGOUT" {
            return Err(farewell(during, &line));
        }
        if self.codes.len() >= ITEM_LIMIT {
            return Err(lost(during, Fault::TooLong));
        }
        self.codes.extend(line.code);
        Ok(())
    }
}

/// A tagged line is success only as OK.
pub(super) fn accept(
    during: &'static str,
    answer: &mut Answer,
    line: StatusLine,
) -> Result<(), Error> {
    match line.status {
        Status::Ok => {
            answer.codes.extend(line.code);
            Ok(())
        }
        Status::No | Status::Bad | Status::PreAuth | Status::Bye => Err(refusal(during, line)),
    }
}

/// The command ended where the server should have asked for more.
pub(super) fn too_early(during: &'static str, line: StatusLine) -> Error {
    match line.status {
        Status::No | Status::Bad => refusal(during, line),
        Status::Ok | Status::PreAuth | Status::Bye => Error::Protocol {
            during,
            what: "it ended before it began",
        },
    }
}

fn refusal(during: &'static str, line: StatusLine) -> Error {
    let words = connect::presentable(&line.words, None);
    let code = line.code.map(|code| code.name);
    if is_busy(code.as_deref()) {
        Error::Busy { words }
    } else {
        Error::Refused {
            during,
            code,
            words,
        }
    }
}

/// RFC 5530. Yahoo and others use LIMIT for too many connections; Gmail and Outlook say THROTTLED.
fn is_busy(code: Option<&str>) -> bool {
    matches!(code, Some("LIMIT" | "UNAVAILABLE" | "INUSE" | "THROTTLED"))
}

pub(super) fn farewell(during: &'static str, line: &StatusLine) -> Error {
    let code = line.code.as_ref().map(|code| code.name.as_str());
    if is_busy(code) || during == "the greeting" {
        Error::Busy {
            words: connect::presentable(&line.words, None),
        }
    } else {
        Error::Network {
            during,
            why: "the server said goodbye",
        }
    }
}

fn lost(during: &'static str, fault: Fault) -> Error {
    match fault {
        Fault::Ended => Error::Network {
            during,
            why: "the server closed it",
        },
        Fault::Broken => Error::Network {
            during,
            why: "it broke",
        },
        Fault::TooLong => Error::Protocol {
            during,
            what: "it is longer than anything we asked for",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_end_is_given_up() {
        let mut answer = Answer::default();
        for _ in 0..ITEM_LIMIT {
            answer.keep("LIST", Data::Other).unwrap();
            answer.keep("LIST", Data::Exists(1)).unwrap();
        }
        assert_eq!(answer.data.len(), ITEM_LIMIT);
        let error = answer.keep("LIST", Data::Exists(1)).unwrap_err();
        assert!(matches!(error, Error::Protocol { .. }), "{error}");
    }
}
