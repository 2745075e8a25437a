//! After the story: what every mail was, the timelines, and how to look around.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use heardback_core::book::Book;
use heardback_core::mail;

use super::Story;
use crate::demo::letters::{DANA, EVERYBODY, OWNER};
use crate::demo::stage::PASSWORD;

impl Story<'_> {
    /// Files every mail of the host, and says where.
    pub(in crate::demo) fn ends(&mut self) -> Result<()> {
        let (folder, count) = self.file_all()?;
        self.teller.plain("")?;
        self.teller.plain(&format!(
            "The story is told. Its {count} mails lie in {}",
            folder.display()
        ))
    }

    /// Both applications, as the store remembers them.
    pub(in crate::demo) fn closes(&mut self, book: &Book) -> Result<()> {
        for app in book.states() {
            self.teller.plain("")?;
            let name = self.named(app.id);
            self.teller.plain(&format!(
                "{name}: {}",
                app.status().name().replace('_', " ")
            ))?;
            for line in crate::words::timeline(book, app.id, self.stage.policy.owner.zone) {
                self.teller.plain(&format!("  {line}"))?;
            }
        }
        Ok(())
    }

    /// Keeps everything up until it is interrupted.
    pub(in crate::demo) async fn lets_look(&mut self) -> Result<()> {
        let (imaps, smtps) = (
            self.stage.ports.imaps.address.port(),
            self.stage.ports.smtps.address.port(),
        );
        let rc = self.stage.folder.join("muttrc");
        fs::write(&rc, muttrc(imaps, smtps, &self.stage.folder))
            .with_context(|| format!("Cannot write {}", rc.display()))?;
        for line in [
            String::new(),
            "The mail host and heardback stay up. Look at the mailboxes with any mail program:"
                .to_owned(),
            format!("  IMAP      localhost, port {imaps}, TLS"),
            format!("  SMTP      localhost, port {smtps}, TLS"),
            format!(
                "  user      {} (or {}, and the others)",
                OWNER.address, DANA.address
            ),
            format!("  password  {PASSWORD}"),
            format!("  authority {}", self.stage.folder.join("ca.pem").display()),
            String::new(),
            format!("For instance: mutt -n -F {}", rc.display()),
            "Write to Sam as Dana, and see what heardback makes of it. Ctrl-C ends it.".to_owned(),
        ] {
            self.teller.plain(&line)?;
        }
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.context("Cannot wait for Ctrl-C"),
            broken = self.looks_on() => broken,
        }
    }

    /// Tells what happens, for ever.
    async fn looks_on(&mut self) -> Result<()> {
        loop {
            let seen = self.seen.recv().await;
            self.hears(seen)?;
        }
    }

    fn file_all(&self) -> Result<(PathBuf, usize)> {
        let folder = self.stage.folder.join("mail");
        let mut count = 0;
        for somebody in EVERYBODY {
            for mailbox in self.stage.host.mailboxes(somebody.address) {
                let messages = self.stage.host.messages(somebody.address, &mailbox);
                if messages.is_empty() {
                    continue;
                }
                let folder = folder.join(somebody.address).join(&mailbox);
                fs::create_dir_all(&folder)
                    .with_context(|| format!("Cannot make {}", folder.display()))?;
                for message in messages {
                    let path = folder.join(file_name(message.uid, &message.raw));
                    fs::write(&path, &message.raw)
                        .with_context(|| format!("Cannot write {}", path.display()))?;
                    count += 1;
                }
            }
        }
        Ok((folder, count))
    }
}

/// "003-interview-for-the-data-analyst.eml"
fn file_name(uid: u32, raw: &[u8]) -> String {
    let subject = mail::parse(raw).subject.to_lowercase();
    let words: Vec<&str> = subject
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(6)
        .collect();
    format!("{uid:03}-{}.eml", words.join("-"))
}

fn muttrc(imaps: u16, smtps: u16, folder: &Path) -> String {
    format!(
        "set folder=\"imaps://localhost:{imaps}/\" spoolfile=\"+INBOX\" record=\"+Sent\"\n\
         set imap_user=\"{0}\" imap_pass=\"{PASSWORD}\"\n\
         set smtp_url=\"smtps://{0}@localhost:{smtps}/\" smtp_pass=\"{PASSWORD}\"\n\
         set from=\"{0}\" realname=\"{1}\" ssl_force_tls=yes\n\
         set ssl_ca_certificates_file=\"{2}\" certificate_file=/dev/null\n",
        OWNER.address,
        OWNER.name,
        folder.join("ca.pem").display()
    )
}
