//! Waits for news (RFC 2177), and believes neither silence nor keep-alives for long.

use std::time::Duration;

use super::exchange::{accept, farewell, too_early};
use super::{Answer, COMMAND_LIMIT, Session};
use crate::imap::Error;
use crate::imap::response::{Response, Status};

/// How an IDLE ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::imap) enum Idled {
    /// The server has something to tell.
    News,
    /// The time was up.
    Over,
}

impl Session {
    /// Waits for the server to tell of something, for `life` at most.
    pub(in crate::imap) async fn idle(&mut self, life: Duration) -> Result<Idled, Error> {
        let name = "IDLE";
        self.news = false;
        let tag = self
            .guarded(name, COMMAND_LIMIT, async |session| {
                let tag = session.send(name, "IDLE").await?;
                let mut early = Answer::default();
                match session.until_continue(name, &tag, &mut early).await? {
                    None => Ok(tag),
                    Some(line) => Err(too_early(name, line)),
                }
            })
            .await?;
        self.spoiled = true;
        let woken = tokio::select! {
            biased;
            // Keep-alives come every two minutes or so and must not put off the end, which is why one timer is outside.
            () = tokio::time::sleep(life) => Ok(Idled::Over),
            news = self.until_news() => news,
        };
        let woken = woken?;
        self.spoiled = false;
        self.guarded(name, COMMAND_LIMIT, async |session| {
            session.write(name, b"DONE\r\n").await?;
            let mut answer = Answer::default();
            let line = session.until_tagged(name, &tag, &mut answer).await?;
            accept(name, &mut answer, line)
        })
        .await?;
        Ok(woken)
    }

    /// News may have come before the server said that it is idling.
    async fn until_news(&mut self) -> Result<Idled, Error> {
        while !self.news {
            let response = self.read("IDLE").await?;
            if let Response::Status(line) = response {
                if line.status == Status::Bye {
                    return Err(farewell("IDLE", &line));
                }
                if line.tag.is_some() {
                    return Err(Error::Protocol {
                        during: "IDLE",
                        what: "it ended by itself",
                    });
                }
                // Dovecot 2.3 sends "* OK Still here" every 2 minutes.
            }
        }
        Ok(Idled::News)
    }
}
