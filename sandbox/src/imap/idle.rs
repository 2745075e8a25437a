//! IDLE (RFC 2177).

use super::{Answer, Session};
use crate::Event;
use crate::wire::Gone;
use tokio::time::Instant;

impl Session {
    /// Waits with the client for news, until it says DONE.
    pub(super) async fn idle(&mut self, account: &str) -> Result<Answer, Gone> {
        let mut changes = self.host.changes();
        let mut last_said = Instant::now();
        self.wire.answer("+ idling\r\n").await?;
        if let Some(view) = &self.selected {
            self.host.note(Event::Idling {
                account: account.to_owned(),
                mailbox: view.mailbox.clone(),
            });
        }
        loop {
            changes.mark_unchanged();
            let settings = self.host.settings();
            let news = if settings.idle_is_deaf {
                Vec::new()
            } else {
                self.news(true).await?
            };
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
                biased;
                filled = self.wire.fill() => filled?,
                _ = changes.changed() => {}
                () = until(settings.idle_keep_alive.map(|pause| last_said + pause)) => {
                    self.wire.send("* OK Still here\r\n").await?;
                    last_said = Instant::now();
                }
            }
        }
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
