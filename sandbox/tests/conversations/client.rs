//! A client without any cleverness: it sends lines and reads what comes back.

use heardback_sandbox::{Account, Host, Protocol, Settings, Stream};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

pub const SAM: &str = "sam@mailbox.example";
pub const ANN: &str = "ann@firm.example";

/// A host with two accounts, where it is always the same morning.
pub fn host(settings: Settings) -> Host {
    let host = Host::new(
        settings,
        Arc::new(|| "2026-03-02T09:00:00Z".parse().expect("an instant")),
    );
    host.add(Account::new(SAM, "secret").token("t0k"));
    host.add(Account::new(ANN, "secret"));
    host
}

pub struct Client {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
}

impl Client {
    pub fn over(stream: impl Stream + 'static) -> Self {
        Self {
            stream: Box::new(stream),
            buffer: Vec::new(),
        }
    }

    /// Connects over a pipe and reads the greeting.
    pub async fn imap(host: &Host) -> Self {
        let mut client = Self::over(host.connect(Protocol::Imap));
        let greeting = client.line().await;
        assert!(greeting.starts_with("* OK"), "{greeting}");
        client
    }

    /// Connects over a pipe, logs in as Sam and opens a mailbox with a command such as `SELECT INBOX`.
    pub async fn imap_with(host: &Host, open: &str) -> Self {
        let mut client = Self::imap(host).await;
        client
            .ask(&format!("LOGIN {SAM} secret"))
            .await
            .expect("the password is right");
        client.ask(open).await.expect("the mailbox is there");
        client
    }

    /// Connects over a pipe, greets and logs in as Sam.
    pub async fn smtp(host: &Host) -> Self {
        let mut client = Self::over(host.connect(Protocol::Smtp));
        assert!(client.line().await.starts_with("220 "));
        client.reply("EHLO laptop.example").await;
        let answer = client
            .reply("AUTH PLAIN AHNhbUBtYWlsYm94LmV4YW1wbGUAc2VjcmV0")
            .await;
        assert!(answer.starts_with("235"), "{answer}");
        client
    }

    /// Takes the stream back, for a handshake. What was read and not used is asserted to be nothing.
    pub fn into_stream(self) -> Box<dyn Stream> {
        assert!(self.buffer.is_empty());
        self.stream
    }

    /// One IMAP command under the tag `t`. The untagged lines, or the tagged one if it is not OK.
    pub async fn ask(&mut self, command: &str) -> Result<String, String> {
        self.send(&format!("t {command}\r\n")).await;
        let (untagged, tagged) = self.tagged().await;
        if tagged.starts_with("t OK") {
            Ok(untagged)
        } else {
            Err(tagged)
        }
    }

    /// Reads up to the tagged line, over literals. What stood before it, and the line.
    pub async fn tagged(&mut self) -> (String, String) {
        let mut untagged = String::new();
        loop {
            let line = self.line().await;
            if line.is_empty() || line.starts_with("t ") {
                return (untagged, line.trim_end().to_owned());
            }
            untagged.push_str(&line);
            let literal = line
                .trim_end()
                .strip_suffix('}')
                .and_then(|line| line.rsplit_once('{'));
            if let Some(length) = literal.and_then(|(_, length)| length.parse().ok()) {
                untagged.push_str(&self.bytes(length).await);
            }
        }
    }

    /// One SMTP command. All lines of the reply.
    pub async fn reply(&mut self, command: &str) -> String {
        self.send(&format!("{command}\r\n")).await;
        let mut reply = String::new();
        loop {
            let line = self.line().await;
            reply.push_str(&line);
            if line.is_empty() || line.as_bytes().get(3) != Some(&b'-') {
                return reply;
            }
        }
    }

    /// MAIL, RCPT for each recipient, DATA and the text. The answer after the dot.
    pub async fn submit(&mut self, to: &[&str], text: &str) -> String {
        self.reply(&format!("MAIL FROM:<{SAM}>")).await;
        for to in to {
            self.reply(&format!("RCPT TO:<{to}>")).await;
        }
        self.reply("DATA").await;
        self.reply(&format!("{text}\r\n.")).await
    }

    pub async fn send(&mut self, text: &str) {
        // A connection that is gone shows when it is read.
        let _ = self.stream.write_all(text.as_bytes()).await;
        let _ = self.stream.flush().await;
    }

    /// The next line with its end, or what there is of it at the end of the stream.
    pub async fn line(&mut self) -> String {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                return self.take(end + 1);
            }
            if !self.fill().await {
                return self.take(self.buffer.len());
            }
        }
    }

    /// Everything up to the end of the stream.
    pub async fn rest(&mut self) -> String {
        while self.fill().await {}
        self.take(self.buffer.len())
    }

    async fn bytes(&mut self, length: usize) -> String {
        while self.buffer.len() < length && self.fill().await {}
        self.take(length.min(self.buffer.len()))
    }

    async fn fill(&mut self) -> bool {
        matches!(self.stream.read_buf(&mut self.buffer).await, Ok(length) if length > 0)
    }

    fn take(&mut self, length: usize) -> String {
        let taken: Vec<u8> = self.buffer.drain(..length).collect();
        String::from_utf8_lossy(&taken).into_owned()
    }
}
