//! The Debian package in a Debian that has never seen heardback: installed, set up, the main job done, and gone without a trace.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::host::{FERNHILL, Host, OWNER, run, script};
use crate::main_job::{Invitation, acceptance, filed_once, mails, reminder, tag};

#[test]
fn the_package_does_the_main_job_in_a_fresh_debian_and_leaves_nothing() {
    crate::host::must_be_root();
    let (host, debian) = (Host::start(), Debian::start());
    debian.give("heardback.deb", &fs::read(package()).unwrap());
    debian.give("ca.pem", &fs::read(host.authority()).unwrap());
    let before = debian.files();

    debian.root(&["dpkg", "--install", "/srv/heardback.deb"]);
    let version = debian.sam(&["heardback", "--version"]);
    assert_eq!(
        version.trim(),
        concat!("heardback ", env!("CARGO_PKG_VERSION"))
    );
    set_up(&host, &debian);

    let invitation = Invitation::by(1);
    invitation.send(&host);
    let reminder = reminder(&host, &invitation);
    host.reply_with("mutt", OWNER, "send now", &tag(&reminder));
    let letter = acceptance(&host, &invitation);
    filed_once(&host, &letter);
    let status = debian.sam(&["heardback", "status"]);
    assert!(status.contains("Nothing waits for you."), "{status}");
    // A second life of the service: nothing comes twice.
    debian.sam(&["systemctl", "--user", "restart", "heardback"]);
    watches(&host, &debian);
    debian.sam(&["heardback", "doctor"]);
    let received = mails(&host, FERNHILL, "");
    assert_eq!(received.len(), 1, "{received:#?}");

    let diary = ["journalctl", "--user", "-u", "heardback", "-o", "cat"];
    let diary = debian.sam(&diary);
    eprintln!("{diary}");
    for part in [
        "Application 1 is now scheduling",
        "Reminder 1 goes out: answer_invitation (P2)",
        "Letter 2 for application 1 is approved, and may leave from",
        "Letter 2 was sent for application 1",
        "Application 1 is now interview_booked",
    ] {
        assert!(diary.contains(part), "{part}: {diary}");
    }
    assert!(
        !diary.contains('@') && !diary.contains("Fernhill"),
        "{diary}"
    );

    // The README's way out.
    debian.sam(&["heardback", "service", "uninstall"]);
    debian.sam(&["heardback", "purge", "--yes"]);
    debian.sam(&[
        "rm",
        "-r",
        ".config/heardback",
        ".local/state/heardback",
        "mail-password",
    ]);
    debian.root(&["dpkg", "--purge", "heardback"]);
    let left: Vec<String> = debian.files();
    let left: Vec<&String> = left.iter().filter(|f| !before.contains(f)).collect();
    assert!(left.is_empty(), "left behind: {left:#?}");
    let known = debian.run("root", &["dpkg", "--status", "heardback"]);
    assert!(!known.status.success(), "dpkg still knows it");
}

/// `init` by flags, which starts the package's own unit.
fn set_up(host: &Host, debian: &Debian) {
    let secret = "umask 077; echo secret > mail-password";
    debian.sam(&["sh", "-c", secret]);
    let (imap, smtp) = (
        format!("localhost:{}", host.port("IMAPS")),
        format!("localhost:{}", host.port("SMTPS")),
    );
    let said = debian.sam(&[
        "heardback",
        "init",
        "--yes",
        "--address",
        OWNER,
        "--zone",
        "Europe/London",
        "--imap",
        &imap,
        "--smtp",
        &smtp,
        "--ca-file",
        "/srv/ca.pem",
        "--password-file",
        "mail-password",
        "--service",
    ]);
    for part in [
        "Reading works",
        "Sending works",
        "The package's own unit is used",
        "heardback.service runs",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let unit = debian.sam(&[
        "systemctl",
        "--user",
        "show",
        "--value",
        "--property=FragmentPath",
        "heardback",
    ]);
    assert_eq!(unit.trim(), "/usr/lib/systemd/user/heardback.service");
    // Nobody waits until the morning in a test.
    let wakes = "s/^\\[etiquette\\]/&\\nwaking_from = \"00:00\"\\nwaking_until = \"23:59\"/";
    debian.sam(&["sed", "-i", wakes, ".config/heardback/config.toml"]);
    debian.sam(&["systemctl", "--user", "reload", "heardback"]);
    watches(host, debian);
}

/// Waits until the service has read everything there is, and watches.
fn watches(host: &Host, debian: &Debian) {
    host.wait_until("the status text", || {
        let text = debian.sam(&["heardback", "service", "status"]);
        text.contains("Watching 3 mailboxes").then_some(())
    });
}

/// The package with the program under test in it.
fn package() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let printed = run(Command::new(root.join("packaging/debian.sh"))
        .current_dir(root)
        .arg(env!("CARGO_BIN_EXE_heardback")));
    let path = printed.lines().rfind(|line| line.ends_with(".deb"));
    path.unwrap().to_owned()
}

/// A container with a Debian in it. It is gone when this is dropped.
struct Debian(TempDir);

impl Debian {
    fn start() -> Debian {
        let prefix = tempfile::Builder::new()
            .prefix("heardback-debian-")
            .tempdir();
        let debian = Debian(prefix.unwrap());
        run(script("container.sh").arg(debian.0.path()));
        debian
    }

    /// A file that it sees in /srv.
    fn give(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join("share").join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    }

    fn root(&self, command: &[&str]) -> String {
        self.output("root", command)
    }

    fn sam(&self, command: &[&str]) -> String {
        self.output("as", command)
    }

    fn output(&self, whom: &str, command: &[&str]) -> String {
        let output = self.run(whom, command);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let journal = self.run("as", &["journalctl", "--user", "-n", "30", "--no-pager"]);
            panic!(
                "{command:?}: {}\n{said}{}\n{}",
                output.status,
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(&journal.stdout)
            );
        }
        said
    }

    fn run(&self, whom: &str, command: &[&str]) -> Output {
        let mut command_of = Command::new(self.0.path().join(whom));
        command_of.args(command).output().unwrap()
    }

    /// Every file there is, and every folder that is heardback's, but for what the system itself keeps count in.
    fn files(&self) -> Vec<String> {
        let prunes = [
            "/var/log",
            "/var/tmp",
            "/tmp",
            "/var/lib/dpkg",
            "/var/lib/systemd",
        ];
        let prune = prunes
            .into_iter()
            .flat_map(|path| ["-path", path, "-prune", "-o"]);
        let found: Vec<&str> = ["find", "/", "-xdev"]
            .into_iter()
            .chain(prune)
            .chain(["(", "!", "-type", "d", "-o", "-name", "*heardback*", ")"])
            .chain(["-print"])
            .collect();
        self.root(&found).lines().map(str::to_owned).collect()
    }
}

impl Drop for Debian {
    fn drop(&mut self) {
        run(&mut Command::new(self.0.path().join("down")));
    }
}
