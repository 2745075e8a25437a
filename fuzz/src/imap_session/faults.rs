//! The server of `watched`: it answers from mailboxes with a truth, and breaks one answer after the other as the bytes say.
//! When they are spent it is honest for good.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::mailbox::Mailbox;

/// More than is ever read of a message at first.
const LARGE: usize = 300_000;

/// The host, shared by its connections.
#[derive(Debug, Clone)]
pub struct Host(Arc<Mutex<Inner>>);

#[derive(Debug)]
pub struct Inner {
    pub mailboxes: BTreeMap<String, Mailbox>,
    pub capabilities: String,
    script: Vec<u8>,
    at: usize,
    /// Answers that were broken so far.
    pub broken: u32,
    /// Bytes of the fuzzer's own went out: from then on the server may have lied.
    pub lied: bool,
}

/// What is done to one answer.
#[derive(Debug)]
enum Fault {
    None,
    /// So much of it in 256 parts, then the end of the stream.
    Cut(u8),
    Refused(&'static str),
    Goodbye,
    /// The untagged line that stands there is left out of a FETCH.
    Omitted(u8),
    Late(u8),
    Silent,
    Reversed,
    Doubled,
    /// A response that nobody asked for comes first.
    Unasked(&'static str),
    /// Bytes of the fuzzer's come first.
    Raw(Vec<u8>),
    /// Ranges are not kept to.
    Whole,
    /// One byte at a time.
    Dripping,
}

const CODES: [&str; 5] = [
    "",
    "[UNAVAILABLE] ",
    "[SERVERBUG] ",
    "[AUTHENTICATIONFAILED] ",
    "[LIMIT] ",
];
const UNASKED: [&str; 10] = [
    "* OK Still here\r\n",
    "* 3 RECENT\r\n",
    "* 1 FETCH (FLAGS (\\Seen))\r\n",
    "* 1 FETCH (UID 4000000000 FLAGS ())\r\n",
    "* 99 EXISTS\r\n",
    "* 1 EXPUNGE\r\n",
    "* VANISHED 1:5\r\n",
    "* NO [ALERT] {not a literal} here\r\n",
    "* STATUS \"x\" (UIDNEXT 1)\r\n",
    "* LIST (\\Sent) \"/\" {4}\r\nSent\r\n",
];

impl Host {
    pub fn new(mailboxes: BTreeMap<String, Mailbox>, capabilities: String, script: &[u8]) -> Host {
        Host(Arc::new(Mutex::new(Inner {
            mailboxes,
            capabilities,
            script: script.to_vec(),
            at: 0,
            broken: 0,
            lied: false,
        })))
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0
            .lock()
            .expect("an assertion that failed ends the run")
    }

    /// Serves one connection to its end.
    pub async fn serve(self, mut stream: DuplexStream) {
        if stream.write_all(b"* OK ready\r\n").await.is_err() {
            return;
        }
        let mut heard = Vec::new();
        let mut open = None;
        while let Some(line) = line(&mut stream, &mut heard).await {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            let idles = command == "IDLE";
            if idles && stream.write_all(b"+ idling\r\n").await.is_err() {
                return;
            }
            if idles && self::line(&mut stream, &mut heard).await.is_none() {
                return;
            }
            let (fault, answer) = {
                let mut inner = self.lock();
                let fault = inner.next_fault(command);
                let answer = inner.answer(tag, command, &fault, &mut open);
                (fault, answer)
            };
            if !say(&mut stream, tag, &fault, answer).await {
                return;
            }
        }
    }
}

/// The next line of the client's; nothing at its end.
async fn line(stream: &mut DuplexStream, heard: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(at) = heard.windows(2).position(|end| end == b"\r\n") {
            let line: Vec<u8> = heard.drain(..at + 2).take(at).collect();
            return Some(String::from_utf8(line).expect("we speak ASCII"));
        }
        if stream.read_buf(heard).await.ok()? == 0 {
            return None;
        }
    }
}

/// Says whether the connection goes on.
async fn say(stream: &mut DuplexStream, tag: &str, fault: &Fault, answer: Answer) -> bool {
    let mut lines = answer.lines;
    match fault {
        Fault::Late(by) => tokio::time::sleep(Duration::from_secs(u64::from(*by))).await,
        Fault::Reversed => lines.reverse(),
        Fault::Doubled => {
            lines = lines
                .iter()
                .flat_map(|line| [line.clone(), line.clone()])
                .collect()
        }
        Fault::Omitted(number) if answer.is_fetch && !lines.is_empty() => {
            lines.remove(usize::from(*number) % lines.len());
        }
        Fault::Unasked(line) => lines.insert(0, line.as_bytes().to_vec()),
        Fault::Raw(bytes) => lines.insert(0, bytes.clone()),
        Fault::Silent => {
            let _ = tokio::io::copy(stream, &mut tokio::io::sink()).await;
            return false;
        }
        Fault::Goodbye => {
            let _ = stream.write_all(b"* BYE shutting down\r\n").await;
            return false;
        }
        Fault::Refused(code) => {
            lines = vec![format!("{tag} NO {code}not now\r\n").into_bytes()];
            return stream.write_all(&lines.concat()).await.is_ok();
        }
        Fault::None | Fault::Cut(_) | Fault::Omitted(_) | Fault::Whole | Fault::Dripping => {}
    }
    let mut bytes = lines.concat();
    match answer.unreadable {
        None => bytes.extend(format!("{tag} OK done\r\n").into_bytes()),
        // As servers do it: a refusal of the whole command, or the end in the middle of it, or no word about it.
        Some(uid) if uid % 3 == 0 => bytes.extend(format!("{tag} NO cannot read\r\n").into_bytes()),
        Some(uid) if uid % 3 == 1 => {
            let _ = stream.write_all(&bytes).await;
            return false;
        }
        Some(_) => bytes.extend(format!("{tag} OK done in part\r\n").into_bytes()),
    }
    if let Fault::Cut(part) = fault {
        bytes.truncate(bytes.len() * usize::from(*part) / 256);
        let _ = stream.write_all(&bytes).await;
        return false;
    }
    if matches!(fault, Fault::Dripping) && bytes.len() < 5000 {
        for byte in bytes {
            if stream.write_all(&[byte]).await.is_err() {
                return false;
            }
            tokio::task::yield_now().await;
        }
        return true;
    }
    stream.write_all(&bytes).await.is_ok()
}

/// The untagged part of an honest answer.
#[derive(Debug, Default)]
struct Answer {
    lines: Vec<Vec<u8>>,
    is_fetch: bool,
    unreadable: Option<u32>,
}

impl Inner {
    /// Nothing of the script is left.
    pub fn is_honest(&self) -> bool {
        self.at >= self.script.len()
    }

    fn byte(&mut self) -> u8 {
        let byte = self.script.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// What happens in the mailboxes before the next answer, and what is done to it.
    fn next_fault(&mut self, command: &str) -> Fault {
        if self.is_honest() {
            return Fault::None;
        }
        let fault = self.fault(command);
        if !matches!(fault, Fault::None) {
            self.broken += 1;
        }
        fault
    }

    fn fault(&mut self, command: &str) -> Fault {
        let choice = self.byte();
        let index = |length: usize| usize::from(choice / 32) % length;
        match choice % 32 {
            4 => Fault::Cut(self.byte()),
            5 => Fault::Refused(CODES[index(CODES.len())]),
            6 => Fault::Goodbye,
            7 => Fault::Omitted(choice / 32),
            8 => Fault::Late(self.byte()),
            9 => Fault::Silent,
            10 => Fault::Reversed,
            11 => Fault::Doubled,
            12 => Fault::Unasked(UNASKED[self.byte() as usize % UNASKED.len()]),
            13 => Fault::Whole,
            14 => Fault::Dripping,
            15 => {
                self.lied = true;
                let length = usize::from(self.byte());
                let rest = self.script.get(self.at..).unwrap_or_default();
                let bytes = rest[..rest.len().min(length)].to_vec();
                self.at += length;
                Fault::Raw(bytes)
            }
            happening => {
                self.happen(happening, choice / 32, command);
                Fault::None
            }
        }
    }

    /// Something happens to a mailbox: the third bit says to which.
    fn happen(&mut self, happening: u8, number: u8, command: &str) {
        let name = if number & 4 == 0 { "INBOX" } else { "Sent" };
        let Some(mailbox) = self.mailboxes.get_mut(name) else {
            return;
        };
        match happening {
            16..=18 => (0..=number % 4).for_each(|_| mailbox.deliver(0)),
            19 => mailbox.deliver(LARGE),
            20 | 21 => mailbox.expunge(number.into()),
            // Numbers stay as they are while a mailbox is open.
            22 if command == format!("EXAMINE \"{name}\"") => mailbox.renumber(),
            23 => mailbox.spoil(number.into()),
            24 => mailbox.unreadable.clear(),
            _ => {}
        }
    }

    fn answer(&self, tag: &str, command: &str, fault: &Fault, open: &mut Option<String>) -> Answer {
        let mut answer = Answer::default();
        let mailbox = open.as_ref().and_then(|name| self.mailboxes.get(name));
        if command == "CAPABILITY" {
            answer.lines = vec![format!("* CAPABILITY {}\r\n", self.capabilities).into_bytes()];
        } else if command.starts_with("LIST") {
            answer.lines = vec![
                b"* LIST (\\HasNoChildren) \"/\" INBOX\r\n".to_vec(),
                b"* LIST (\\Sent) \"/\" \"Sent\"\r\n".to_vec(),
            ];
        } else if let Some(name) = command.strip_prefix("EXAMINE ") {
            let name = name.trim_matches('"');
            answer.lines = self
                .mailboxes
                .get(name)
                .map(Mailbox::examined)
                .unwrap_or_default();
            *open = Some(name.to_owned());
        } else if let (Some(criteria), Some(mailbox)) =
            (command.strip_prefix("UID SEARCH "), mailbox)
        {
            answer.lines = mailbox.search(criteria);
        } else if let (Some(what), Some(mailbox)) = (command.strip_prefix("UID FETCH "), mailbox) {
            let (lines, unreadable) = mailbox.fetch(what, !matches!(fault, Fault::Whole));
            answer = Answer {
                lines,
                is_fetch: true,
                unreadable,
            };
        }
        assert!(!tag.is_empty(), "{command:?}");
        answer
    }
}
