//! The program itself against a mail host on loopback: what it writes to the journal, and whom it connects to.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use heardback_sandbox::{Host, Settings};
use tempfile::TempDir;

use crate::served::{NOT_INHERITED, Served, folders};

/// A mail with words that must turn up nowhere, and everything that a careless program would fetch.
const MAIL: &str = "From: Quennell Abernathy <quennell@zanzibarfreight.example>\r\nTo: sam@mailbox.example\r\n\
    Subject: Interview invitation for Xylophonist at Zanzibar Freight\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\n\
    Message-ID: <1@zanzibarfreight.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
    <p>Dear Sam, we would like to invite you to an interview as Xylophonist on Tuesday, 10 March 2026 at 14:00.</p>\
    <img src=\"http://127.0.0.1:9/pixel.png\"><a href=\"http://127.0.0.1:9/book\">Book</a>\
    <link rel=\"stylesheet\" href=\"http://127.0.0.1:9/style.css\"><p>Quennell Abernathy, Kumquat Street</p>\r\n\
    --b\r\nContent-Type: message/external-body; access-type=URL; URL=\"http://127.0.0.1:9/body\"\r\n\r\nContent-Type: text/plain\r\n\r\n\r\n--b--\r\n";

const WORDS: [&str; 6] = [
    "Zanzibar",
    "zanzibarfreight",
    "Xylophonist",
    "Quennell",
    "Kumquat",
    "sam@mailbox.example",
];

struct Place {
    home: TempDir,
    /// The ports at which it serves.
    #[cfg(feature = "real-servers")]
    ports: [u16; 2],
    host: Host,
}

impl Place {
    fn new() -> Place {
        let served = Served::with(Settings::default(), |host| {
            host.deliver("sam@mailbox.example", MAIL.as_bytes())
                .unwrap();
        });
        let (imaps, smtps) = (served.imaps, served.smtps);
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("heardback")).unwrap();
        fs::write(home.path().join("ca.pem"), &served.authority).unwrap();
        let text = format!(
            "[owner]\nname = \"Sam Okafor\"\naddress = \"sam@mailbox.example\"\nzone = \"Europe/London\"\n\n[[account]]\n\
             imap = {{ host = \"localhost\", port = {imaps}, tls = \"implicit\" }}\n\
             smtp = {{ host = \"localhost\", port = {smtps}, tls = \"implicit\" }}\n\
             password_command = \"printf %s secret\"\nca_file = \"../ca.pem\"\nfirst_days = 3650\n"
        );
        fs::write(home.path().join("heardback/config.toml"), text).unwrap();
        Place {
            home,
            #[cfg(feature = "real-servers")]
            ports: [imaps, smtps],
            host: served.host,
        }
    }

    /// Runs the daemon, behind `before` if there is something, until it has read the mail; what it said on stderr.
    fn run(&self, before: &[&str], level: &str) -> String {
        let said = self.home.path().join("said");
        let mut words: Vec<&str> = before.to_vec();
        words.extend([env!("CARGO_BIN_EXE_heardback"), "run"]);
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).envs(folders(self.home.path()));
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        let stderr = fs::File::create(&said).unwrap();
        let child = command
            .env("HEARDBACK_LOG", level)
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let done = self.wait(&said);
        stop(child);
        let text = fs::read_to_string(&said).unwrap();
        assert!(done, "{text}");
        text
    }

    /// Until the mail was read: the log names it as a message of an application, by numbers.
    fn wait(&self, said: &Path) -> bool {
        (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            let idles = self
                .host
                .count(|e| matches!(e, heardback_sandbox::Event::Idling { .. }));
            idles > 0
                && fs::read_to_string(said)
                    .unwrap_or_default()
                    .contains("read as")
        })
    }
}

/// SIGTERM to the daemon, which may be a child of what was started.
fn stop(mut child: Child) {
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let of_it = fs::read_to_string(children).unwrap_or_default();
    let target = of_it
        .split_whitespace()
        .next()
        .and_then(|p| p.parse().ok())
        .unwrap_or_else(|| child.id().cast_signed());
    if let Some(pid) = rustix::process::Pid::from_raw(target) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
    child.wait().unwrap();
}

#[test]
fn the_journal_holds_numbers_and_none_of_your_mails_words() {
    let said = Place::new().run(&[], "info");
    for word in WORDS {
        assert!(!said.contains(word), "{word}: {said}");
    }
}

/// Watched by the kernel: every connect(2) of the daemon and of whatever it starts.
#[cfg(feature = "real-servers")]
#[test]
fn run_connects_to_your_two_servers_and_to_nobody_else() {
    let place = Place::new();
    let trace = place.home.path().join("trace");
    place.run(
        &[
            "strace",
            "-f",
            "-e",
            "trace=connect,sendto,sendmsg",
            "-o",
            trace.to_str().unwrap(),
        ],
        "info",
    );
    let trace = fs::read_to_string(&trace).unwrap();
    let ports = place.ports.map(|port| format!("htons({port})"));
    let to_the_network = trace
        .lines()
        .filter(|l| l.contains("connect(") && l.contains("AF_INET"));
    let mut to_ours = 0;
    for line in to_the_network {
        let ours = ports.iter().any(|p| line.contains(p))
            && (line.contains("127.0.0.1") || line.contains("::1"));
        let name_look_up = line.contains("htons(53)");
        // getaddrinfo(3) orders addresses by connecting datagram sockets, which sends nothing.
        let orders = line.contains("htons(0)");
        assert!(ours || name_look_up || orders, "{line}");
        to_ours += usize::from(ours);
    }
    assert!(to_ours >= 2, "{trace}");
}
