//! The program itself, with an access token that a command prints: what it logs at TRACE, keeps, hands to the command, shows to
//! other processes, and what it leaves when it dies.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use heardback_core::{approval, mail};
use heardback_sandbox::{Event, Host, Settings};

use crate::absent;
use crate::served::{NOT_INHERITED, Served, folders};

const OWNER: &str = "sam@mailbox.example";
const TOKEN: &str = "ya29.canary-t0ken-7c1d";

const WORDS: [&str; 5] = ["zanzibar", "xylophonist", "quennell", "kumquat", OWNER];

#[test]
fn a_token_goes_to_the_servers_and_nowhere_else() {
    let served = Served::with(Settings::default(), |host| {
        host.set_secrets(OWNER, "secret", Some(TOKEN));
        host.deliver(OWNER, invitation().as_bytes()).unwrap();
    });
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let command = configure(folder, &served);
    let said = folder.join("said");
    let mut child = Command::new("/bin/sh");
    child
        .args(["-c", "ulimit -c unlimited; exec \"$0\" run"])
        .arg(env!("CARGO_BIN_EXE_heardback"))
        .current_dir(folder)
        .envs(folders(folder))
        .env("HEARDBACK_LOG", "trace")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&said).unwrap());
    for name in NOT_INHERITED {
        child.env_remove(name);
    }
    let mut child = Running(child.spawn().unwrap());
    // Not before the reminder: it has logged in at both servers then.
    let codes = (0..1_200).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        assert!(child.0.try_wait().unwrap().is_none(), "it has ended");
        Some(codes(&served.host)).filter(|codes| !codes.is_empty())
    });
    let log = || fs::read_to_string(&said).unwrap();
    let mut secrets = codes.unwrap_or_else(|| panic!("no reminder came: {}", log()));
    secrets.extend(forms_of_the_token());

    let process = Path::new("/proc").join(child.0.id().to_string());
    let of =
        |name: &str| String::from_utf8_lossy(&fs::read(process.join(name)).unwrap()).into_owned();
    let limit = of("limits")
        .lines()
        .find(|l| l.starts_with("Max core file size"))
        .unwrap()
        .to_owned();
    assert_eq!(limit.split_whitespace().nth(4), Some("0"), "{limit}");
    for (name, what) in [("cmdline", "its arguments"), ("environ", "its environment")] {
        absent(&of(name), what, &secrets);
    }
    let words = WORDS.map(str::to_owned);
    absent(&of("cmdline"), "its arguments", &words);
    let seen = fs::read_to_string(command.with_extension("seen")).unwrap();
    assert!(
        seen.contains("HEARDBACK_LOG=trace"),
        "what a command is given was not looked at"
    );
    absent(&seen, "what the token command is given", &secrets);
    absent(&log(), "the log at TRACE", &secrets);
    absent(&log(), "the log at TRACE", &words);
    // A notice's text is in the store until the server has answered.
    let is_clean = || {
        secrets
            .iter()
            .all(|secret| !stored(folder).contains(secret.as_str()))
    };
    let _ = (0..400).find(|_| {
        std::thread::sleep(Duration::from_millis(50));
        is_clean()
    });
    absent(&stored(folder), "the store", &secrets);

    // As the service manager's watchdog ends it.
    let pid = rustix::process::Pid::from_child(&child.0);
    rustix::process::kill_process(pid, rustix::process::Signal::ABORT).unwrap();
    let status = child.0.wait().unwrap();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped(), "it left a core file");
}

/// Killed when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Of today, to an interview next week.
#[expect(
    clippy::disallowed_methods,
    reason = "the program goes by the real clock"
)]
fn invitation() -> String {
    let now = chrono::Utc::now();
    let day = (now + chrono::Duration::days(7)).format("%A, %-d %B %Y");
    format!(
        "From: Quennell Abernathy <quennell@zanzibarfreight.example>\r\nTo: {OWNER}\r\n\
         Subject: Interview for the Xylophonist position at Zanzibar Freight\r\nDate: {}\r\n\
         Message-ID: <1@zanzibarfreight.example>\r\n\r\nDear Sam,\r\n\r\nThank you for your application for the\r\n\
         Xylophonist position. We would like to invite you to an interview.\r\n\r\nWhen: {day}, 14:00 to 15:00\r\n\
         Where: our office, 12 Kumquat Street, Bristol\r\n\r\nPlease let me know whether this time suits you.\r\n\r\n\
         Kind regards,\r\nQuennell Abernathy\r\n",
        now.to_rfc2822()
    )
}

/// The command that prints the token, and writes down what it was given.
fn configure(home: &Path, served: &Served) -> std::path::PathBuf {
    let command = home.join("token");
    let script = format!(
        "(tr '\\0' '\\n' < /proc/$$/environ; tr '\\0' ' ' < /proc/$$/cmdline) >> {}\nprintf %s {TOKEN}\n",
        command.with_extension("seen").display()
    );
    fs::write(&command, script).unwrap();
    fs::create_dir(home.join("heardback")).unwrap();
    fs::write(home.join("ca.pem"), &served.authority).unwrap();
    let text = format!(
        "[owner]\nname = \"Sam Okafor\"\naddress = \"{OWNER}\"\nzone = \"Europe/London\"\n\n\
         [etiquette]\nwaking_from = \"00:00\"\nwaking_until = \"23:59\"\n\n[[account]]\n\
         imap = {{ host = \"localhost\", port = {}, tls = \"implicit\" }}\n\
         smtp = {{ host = \"localhost\", port = {}, tls = \"implicit\" }}\n\
         token_command = [\"/bin/sh\", \"{}\"]\nca_file = \"../ca.pem\"\nfirst_days = 3650\n",
        served.imaps,
        served.smtps,
        command.display()
    );
    fs::write(home.join("heardback/config.toml"), text).unwrap();
    command
}

/// As it is, and as XOAUTH2 and OAUTHBEARER (RFC 7628) carry it.
fn forms_of_the_token() -> Vec<String> {
    let encoded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let mut forms = vec![TOKEN.to_owned(), encoded(TOKEN)];
    // Wherever it begins within three bytes: its middle, as base64 writes it there.
    for before in 0..3 {
        let text = encoded(&format!("{}{TOKEN}", "=".repeat(before)));
        forms.push(text[4..text.len() - 4].to_owned());
    }
    forms
}

/// The codes of the mails that have reached the owner.
fn codes(host: &Host) -> Vec<String> {
    if host.count(|e| matches!(e, Event::Accepted { .. })) == 0 {
        return Vec::new();
    }
    let inbox = host.messages(OWNER, "INBOX");
    let ids = inbox.iter().map(|m| mail::parse(&m.raw).message_id);
    ids.filter_map(|id| approval::code_in(&id).map(str::to_owned))
        .collect()
}

fn stored(home: &Path) -> String {
    let files = fs::read_dir(home.join("heardback"))
        .unwrap()
        .map(|f| f.unwrap().path());
    let kept = files.filter(|path| path.is_file() && !path.ends_with("config.toml"));
    let text: String = kept
        .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
        .collect();
    assert!(text.contains("SQLite format 3"));
    text
}
