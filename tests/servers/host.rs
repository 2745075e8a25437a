//! A Dovecot (or Cyrus) and an Exim of our own in a temporary folder, with an owner's mailbox and two employers'.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use heardback::connect::{Login, Server, Tls};
use heardback::imap::ImapAccount;
use heardback::smtp::SmtpAccount;
use tempfile::TempDir;

/// The mailbox that heardback watches.
pub const OWNER: &str = "owner@home.test";
/// An employer's mailbox.
pub const FERNHILL: &str = "hr@fernhill.test";
/// Another's.
pub const QUARRY: &str = "jobs@quarry.test";
/// Everyone's password.
pub const PASSWORD: &str = "secret";

/// Running servers. They stop, and their folder goes, when this is dropped.
pub struct Host {
    folder: TempDir,
    env: BTreeMap<String, String>,
    faulty: Option<Child>,
}

/// Free ports are found and then used: one host at a time starts.
static START: Mutex<()> = Mutex::new(());

impl Host {
    /// Starts Dovecot and Exim.
    pub fn start() -> Host {
        Host::start_with(&[])
    }

    /// Starts Dovecot and Exim with settings of the scripts (`CERTIFICATE`, `SIZE_LIMIT`).
    pub fn start_with(settings: &[(&str, &str)]) -> Host {
        Host::start_scripts(&["dovecot.sh", "exim.sh"], settings)
    }

    /// One host after the other with each IMAP server there is, and that server's name.
    pub fn each() -> impl Iterator<Item = (&'static str, Host)> {
        let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
        if !is_root {
            eprintln!("Cyrus starts as root only: this was tried with Dovecot alone");
        }
        let servers = ["dovecot.sh", "cyrus.sh"]
            .into_iter()
            .filter(move |name| is_root || *name == "dovecot.sh");
        servers.map(|name| (name, Host::start_scripts(&[name, "exim.sh"], &[])))
    }

    fn start_scripts(scripts: &[&str], settings: &[(&str, &str)]) -> Host {
        let _one_at_a_time = START.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new()
            .prefix("heardback-servers-")
            .tempdir()
            .unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut host = Host {
            folder,
            env: BTreeMap::new(),
            faulty: None,
        };
        for name in scripts {
            run(script(name)
                .arg(host.folder())
                .envs(settings.iter().copied()));
        }
        let env = fs::read_to_string(host.folder().join("env")).unwrap();
        host.env = env.lines().filter_map(key_and_value).collect();
        host
    }

    /// The servers' folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A port, by its name in `env`: `IMAPS`, `IMAP`, `SMTPS`, `SUBMISSION`, `LMTP`.
    pub fn port(&self, name: &str) -> u16 {
        self.env[name].parse().unwrap()
    }

    /// The authority that signed the servers' certificate.
    pub fn authority(&self) -> PathBuf {
        self.folder().join("ca.pem")
    }

    /// A server of this host, trusted by its authority.
    pub fn server(&self, port: &str, tls: Tls) -> Server {
        Server::new("localhost", self.port(port), tls).with_ca_file(self.authority())
    }

    /// A user's account at Dovecot, encrypted from the first byte.
    pub fn imap(&self, user: &str) -> ImapAccount {
        ImapAccount {
            name: "test".to_owned(),
            server: self.server("IMAPS", Tls::Implicit),
            login: Login::with_password(user, PASSWORD),
        }
    }

    /// A user's account at Exim, encrypted from the first byte.
    pub fn smtp(&self, user: &str) -> SmtpAccount {
        SmtpAccount {
            name: "test".to_owned(),
            server: self.server("SMTPS", Tls::Implicit),
            login: Some(Login::with_password(user, PASSWORD)),
        }
    }

    /// An access token for a user, as [`Login::with_token`] wants it.
    pub fn token(&self, user: &str) -> String {
        run(script("token.py").arg(user)).trim().to_owned()
    }

    /// Starts the SMTP server that goes wrong on demand (`faulty_smtp.py`); its account.
    pub fn faulty_smtp(&mut self) -> SmtpAccount {
        let mut child = script("faulty_smtp.py")
            .arg(self.folder())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        self.env.extend(key_and_value(line.trim()));
        self.faulty = Some(child);
        SmtpAccount {
            name: "faulty".to_owned(),
            server: self.server("FAULTY", Tls::Implicit),
            login: Some(Login::with_password(OWNER, PASSWORD)),
        }
    }

    /// What the server that goes wrong has accepted.
    pub fn accepted_by_faulty(&self) -> Vec<String> {
        read_all(&self.folder().join("faulty"))
    }

    /// Hands a mail to Exim with swaks, as `from`. Exim delivers it in a moment.
    pub fn send(&self, from: &str, to: &str, mail: &str) {
        let file = self.folder().join("outgoing.eml");
        fs::write(&file, mail).unwrap();
        let server = format!("localhost:{}", self.port("SUBMISSION"));
        run(Command::new("swaks")
            .args([
                "--silent",
                "2",
                "--tls",
                "--tls-verify",
                "--server",
                &server,
                "--auth",
                "PLAIN",
            ])
            .args([
                "--auth-user",
                from,
                "--auth-password",
                PASSWORD,
                "--from",
                from,
                "--to",
                to,
            ])
            .arg("--tls-ca-path")
            .arg(self.authority())
            .arg("--data")
            .arg(format!("@{}", file.display())));
    }

    /// Puts a mail into a mailbox by hand, past every server; its file. `Sent` is Maildir's `.Sent`, the inbox ``.
    pub fn place(&self, user: &str, mailbox: &str, name: &str, mail: &[u8]) -> PathBuf {
        let maildir = self.maildir(user, mailbox);
        let (unfinished, file) = (
            maildir.join("tmp").join(name),
            maildir.join("new").join(name),
        );
        fs::write(&unfinished, mail).unwrap();
        let folder = fs::metadata(&maildir).unwrap();
        chown(&unfinished, Some(folder.uid()), Some(folder.gid())).unwrap();
        fs::rename(&unfinished, &file).unwrap();
        file
    }

    /// The mails that lie in a mailbox of Dovecot now, read past the servers, in the order of their text. The inbox is ``.
    pub fn mails(&self, user: &str, mailbox: &str) -> Vec<String> {
        let maildir = self.maildir(user, mailbox);
        let mut mails = read_all(&maildir.join("new"));
        mails.extend(read_all(&maildir.join("cur")));
        mails.sort();
        mails
    }

    /// Waits until a mailbox holds this many mails, for a minute; what it holds then.
    pub fn wait_for_mails(&self, user: &str, mailbox: &str, count: usize) -> Vec<String> {
        for _ in 0..3_000 {
            let mails = self.mails(user, mailbox);
            if mails.len() >= count {
                return mails;
            }
            sleep(Duration::from_millis(20));
        }
        panic!(
            "{user} has {} of {count} mails in \"{mailbox}\"",
            self.mails(user, mailbox).len()
        );
    }

    /// Waits until `look` finds what it looks for, for two minutes: a machine may be busy. What must be quick is measured.
    pub fn wait_until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        for _ in 0..6_000 {
            if let Some(found) = look() {
                return found;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("{what} did not come within two minutes");
    }

    /// Lets a user answer the newest mail whose subject has `subject` in it: with `mutt`, `neomutt`,
    /// `s-nail`, `thunderbird` (which writes HTML) or `thunderbird plain`.
    pub fn reply_with(&self, program: &str, user: &str, answer: &str, subject: &str) {
        let command = match program {
            "s-nail" => script("programs/snail-reply.sh"),
            "thunderbird" | "thunderbird plain" => script("programs/thunderbird-reply.py"),
            _ => {
                let mut command = script("programs/mutt-reply.sh");
                command.arg(program);
                command
            }
        };
        run({ command }
            .arg(self.folder())
            .args([user, answer, subject])
            .args(program.split_once(' ').map(|(_, kind)| kind)));
    }

    /// Whether Exim holds nothing that it has accepted and not delivered yet.
    pub fn all_delivered(&self) -> bool {
        read_all(&self.folder().join("exim/spool/input")).is_empty()
    }

    fn maildir(&self, user: &str, mailbox: &str) -> PathBuf {
        let maildir = self.folder().join("mail").join(user).join("Maildir");
        if mailbox.is_empty() {
            maildir
        } else {
            maildir.join(format!(".{mailbox}"))
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(mut faulty) = self.faulty.take() {
            let _ = faulty.kill();
            let _ = faulty.wait();
        }
        if std::thread::panicking() {
            for log in ["log/dovecot.log", "exim/log/mainlog"] {
                let log = fs::read_to_string(self.folder().join(log)).unwrap_or_default();
                eprintln!("{log}");
            }
        }
        run(script("stop.sh").arg(self.folder()));
        // A delivery may still have been at work, and have put files back that had been removed.
        for _ in 0..50 {
            if fs::remove_dir_all(self.folder()).is_ok() || !self.folder().exists() {
                return;
            }
            sleep(Duration::from_millis(50));
        }
    }
}

/// Nothing is skipped where it cannot be done: it fails, and says why.
pub fn must_be_root() {
    let uid = fs::metadata("/proc/self").unwrap().uid();
    assert_eq!(
        uid, 0,
        "A container and a service manager of our own are root's to start: run this test as root"
    );
}

/// One of the scripts beside this file.
pub fn script(name: &str) -> Command {
    Command::new(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/servers")
            .join(name),
    )
}

/// Runs a command to its end; what it printed.
pub fn run(command: &mut Command) -> String {
    // To a file and not a pipe: the servers inherit it, and a pipe would stay open as long as they run.
    let output = tempfile::tempfile().unwrap();
    let status = command
        .stdin(Stdio::null())
        .stdout(output.try_clone().unwrap())
        .stderr(output.try_clone().unwrap())
        .status();
    let mut printed = String::new();
    std::io::Seek::rewind(&mut &output).unwrap();
    std::io::Read::read_to_string(&mut &output, &mut printed).unwrap_or_default();
    let status = status
        .unwrap_or_else(|failure| panic!("{command:?}: {failure}; run tests/servers/install.sh"));
    assert!(status.success(), "{command:?}: {status}\n{printed}");
    printed
}

fn key_and_value(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once('=')?;
    Some((key.to_owned(), value.to_owned()))
}

fn read_all(folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let read = files.into_iter().filter_map(|file| fs::read(file).ok());
    read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}
