//! The unit under a real service manager: readiness, status, watchdog, sandbox, and a journal with fields.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

use crate::host::{Host, run, script};
use crate::main_job::{Invitation, configuration, reminder};

#[test]
fn the_unit_runs_in_its_sandbox_is_watched_and_logs_with_fields() {
    crate::host::must_be_root();
    let (host, manager) = (Host::start(), Manager::start());
    manager.install(&host);
    manager.check(
        "the unit is without fault",
        &["systemd-analyze", "verify", "--user", &manager.unit()],
        "",
    );
    manager.check(
        "its exposure is small",
        &[
            "systemd-analyze",
            "--user",
            "security",
            "--offline=true",
            "--threshold=20",
            &manager.unit(),
        ],
        "OK",
    );

    // Returns when heardback has said that it is ready.
    manager.check(
        "it starts",
        &["systemctl", "--user", "start", "heardback"],
        "",
    );
    host.wait_until("the status text", || {
        (manager.property("StatusText") == "Watching 3 mailboxes, 0 drafts wait for you")
            .then_some(())
    });
    let invitation = Invitation::by(1);
    invitation.send(&host);
    reminder(&host, &invitation);
    host.wait_until("the new status text", || {
        manager
            .property("StatusText")
            .contains("1 draft waits")
            .then_some(())
    });

    let picked = host.wait_until("its lines in the journal", || {
        let lines = manager.run(&[
            "journalctl",
            "--user",
            "-u",
            "heardback",
            "-o",
            "json",
            "HB_APPLICATION=1",
        ]);
        let lines = String::from_utf8(lines.stdout).unwrap();
        lines
            .contains("Application 1 is now scheduling")
            .then_some(lines)
    });
    for line in picked.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&entry["HB_APPLICATION"], &entry["PRIORITY"]),
            (&"1".into(), &"6".into()),
            "{line}"
        );
        let message = entry["MESSAGE"].as_str().unwrap();
        assert!(
            !message.contains("Fernhill") && !message.contains('@'),
            "more than ids: {message}"
        );
    }

    let (stopped, restarts) = (manager.property("MainPID"), manager.restarts());
    run(Command::new("kill").args(["-STOP", &stopped]));
    host.wait_until("the watchdog", || {
        (manager.restarts() > restarts && manager.property("ActiveState") == "active").then_some(())
    });
    assert_ne!(manager.property("MainPID"), stopped);
    manager.check(
        "it stops",
        &["systemctl", "--user", "stop", "heardback"],
        "",
    );
    assert_eq!(manager.property("Result"), "success");
}

/// The README's way: init by flags, the service, doctor; then a changed configuration, a broken one, and the end.
#[test]
fn init_installs_a_service_that_rereads_its_configuration_and_goes_without_a_trace() {
    crate::host::must_be_root();
    let (host, manager) = (Host::start(), Manager::start());
    manager.put("ca.pem", &fs::read(host.authority()).unwrap(), "644");
    manager.put("mail-password", b"secret\n", "600");
    let program = manager.put_program();
    let program = program.as_str();
    let home = manager.home().display().to_string();
    let (imap, smtp) = (
        format!("localhost:{}", host.port("IMAPS")),
        format!("localhost:{}", host.port("SMTPS")),
    );
    let (authority, credential) = (
        format!("{home}/ca.pem"),
        format!("mail-password={home}/mail-password"),
    );
    let init = [
        program,
        "init",
        "--yes",
        "--address",
        "owner@home.test",
        "--name",
        "Alex Owner",
        "--zone",
        "Europe/London",
        "--imap",
        &imap,
        "--smtp",
        &smtp,
        "--ca-file",
        &authority,
        "--password-credential",
        &credential,
        "--service",
    ];
    let said = manager.output("init", &init);
    for part in [
        "Reading works",
        "Sent is “Sent”",
        "Sending works",
        "heardback.service runs",
        "enable-linger",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    host.wait_until("the status text", || {
        (manager.property("StatusText") == "Watching 3 mailboxes, 0 drafts wait for you")
            .then_some(())
    });
    for unit in [manager.unit(), template(&manager)] {
        manager.check(
            "no fault",
            &["systemd-analyze", "verify", "--user", &unit],
            "",
        );
        let security = [
            "systemd-analyze",
            "--user",
            "security",
            "--offline=true",
            "--threshold=20",
            &unit,
        ];
        manager.check("small exposure", &security, "OK");
    }
    let said = manager.output("doctor", &[program, "doctor"]);
    for part in [
        "ok    service       heardback.service says: Watching 3 mailboxes",
        "ok    sandbox       active",
        "ok    secret        the service gets it inside its sandbox, too",
        "note  linger",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }

    let process = manager.property("MainPID");
    let configuration = manager.home().join(".config/heardback/config.toml");
    let written = fs::read_to_string(&configuration).unwrap();
    let reload = ["systemctl", "--user", "reload", "heardback"];
    let with = |text: &str| manager.put(".config/heardback/config.toml", text.as_bytes(), "600");
    with(&written.replace("# poll_seconds = 600", "poll_seconds = 300"));
    manager.check("reload", &reload, "");
    manager.diary(&host, "The configuration was read again");
    with(&written.replace("Europe/London", "Europe/Londn"));
    manager.check("reload", &reload, "");
    host.wait_until("the broken configuration told", || {
        manager
            .property("StatusText")
            .contains("not taken")
            .then_some(())
    });
    let diary = manager.diary(
        &host,
        "The changed configuration is not taken, the old one stays",
    );
    assert!(!diary.contains("Londn"), "{diary}");
    with(&written);
    manager.check("reload", &reload, "");
    host.wait_until("the mended configuration told", || {
        (manager.property("StatusText") == "Watching 3 mailboxes, 0 drafts wait for you")
            .then_some(())
    });
    assert_eq!(manager.property("MainPID"), process, "it was started again");

    let said = manager.output("uninstall", &[program, "service", "uninstall"]);
    assert!(
        said.contains("heardback.service is stopped and disabled"),
        "{said}"
    );
    assert!(!Path::new(&manager.unit()).exists());
    assert!(!Path::new(&format!("{}.d", manager.unit())).exists());
    assert!(configuration.exists());
    assert_eq!(manager.property("LoadState"), "not-found");
}

/// Two owners at one login: each has a configuration, a state and a socket of their own.
#[test]
fn an_instance_runs_beside_the_only_one() {
    crate::host::must_be_root();
    let (host, manager) = (Host::start(), Manager::start());
    manager.install(&host);
    manager.check(
        "it starts",
        &["systemctl", "--user", "start", "heardback"],
        "",
    );
    let authority = manager.home().join("ca.pem");
    let theirs = configuration(&host, &authority).replace("owner@home.test", "jobs@quarry.test");
    manager.put(
        ".config/heardback-kim/config.toml",
        theirs.as_bytes(),
        "600",
    );
    let program = manager.put_program();
    let install = [program.as_str(), "--instance", "kim", "service", "install"];
    let said = manager.output("install", &install);
    assert!(said.contains("heardback@kim.service runs"), "{said}");
    for folder in ["heardback", "heardback-kim"] {
        let store = manager
            .home()
            .join(".local/state")
            .join(folder)
            .join("heardback.db");
        assert!(store.exists(), "{}", store.display());
    }
    // The kill switch of one is not the other's.
    manager.output("pause", &[program.as_str(), "--instance", "kim", "pause"]);
    host.wait_until("the pause of one", || {
        let text = manager.property_of("heardback@kim", "StatusText");
        text.contains("(paused)").then_some(())
    });
    assert!(!manager.property("StatusText").contains("paused"));
}

fn template(manager: &Manager) -> String {
    let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd/heardback@.service"));
    manager.put(
        ".config/systemd/user/heardback@.service",
        &text.unwrap(),
        "644",
    )
}

/// A `systemd --user` of our own. It stops when this is dropped.
struct Manager(
    TempDir,
    #[expect(dead_code, reason = "held as long as this lives")] MutexGuard<'static, ()>,
);

/// All of them have the control group `user@UID.service`, and a unit that stops kills whatever is in its own: with two managers
/// at once, the other's as well. One at a time.
static ONE: Mutex<()> = Mutex::new(());

impl Manager {
    fn start() -> Manager {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let manager = Manager(
            tempfile::Builder::new()
                .prefix("heardback-systemd-")
                .tempdir()
                .unwrap(),
            one,
        );
        // What runs there is another user.
        run(Command::new("chmod").arg("755").arg(manager.0.path()));
        run(script("systemd.sh").arg(manager.0.path()));
        manager
    }

    fn home(&self) -> PathBuf {
        fs::canonicalize(self.0.path().join("home")).unwrap()
    }

    /// A file of the user's, below their home; its path.
    fn put(&self, name: &str, bytes: &[u8], mode: &str) -> String {
        let path = self.home().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        run(Command::new("chmod").arg(mode).arg(&path));
        self.own();
        path.display().to_string()
    }

    /// The program where `cargo install --root ~/.local` puts it.
    fn put_program(&self) -> String {
        let bytes = fs::read(env!("CARGO_BIN_EXE_heardback")).unwrap();
        let path = self.home().join(".local/bin/heardback");
        // One that runs cannot be written to.
        if !path.exists() {
            self.put(".local/bin/heardback", &bytes, "755");
        }
        path.display().to_string()
    }

    fn own(&self) {
        let owner = fs::metadata(self.home()).unwrap();
        run(Command::new("chown")
            .arg("-R")
            .arg(format!("{}:{}", owner.uid(), owner.gid()))
            .arg(self.home()));
    }

    /// What a command that ends well prints.
    fn output(&self, what: &str, command: &[&str]) -> String {
        let output = self.run(command);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "{what}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }

    /// Waits for a line in the journal; the journal with it.
    fn diary(&self, host: &Host, line: &str) -> String {
        host.wait_until(line, || {
            let journal = self.run(&["journalctl", "--user", "-u", "heardback", "-o", "cat"]);
            let journal = String::from_utf8(journal.stdout).unwrap();
            journal.contains(line).then_some(journal)
        })
    }

    fn unit(&self) -> String {
        self.home()
            .join(".config/systemd/user/heardback.service")
            .display()
            .to_string()
    }

    /// The program, its configuration and its unit, as the unit's own comment says; and a watchdog that a test can wait for.
    fn install(&self, host: &Host) {
        let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd/heardback.service");
        let authority = self.home().join("ca.pem");
        let drop_in = b"[Service]\nWatchdogSec=10\nRestartSec=1\n";
        for (name, bytes) in [
            (
                ".local/bin/heardback",
                fs::read(env!("CARGO_BIN_EXE_heardback")).unwrap(),
            ),
            (
                ".config/systemd/user/heardback.service",
                fs::read(unit).unwrap(),
            ),
            (
                ".config/systemd/user/heardback.service.d/test.conf",
                drop_in.to_vec(),
            ),
            ("ca.pem", fs::read(host.authority()).unwrap()),
            (
                ".config/heardback/config.toml",
                configuration(host, &authority).into_bytes(),
            ),
        ] {
            let path = self.home().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        self.own();
        let program = self.home().join(".local/bin/heardback");
        chown(&program, Some(0), Some(0)).unwrap();
        run(Command::new("chmod").arg("755").arg(program));
        self.check(
            "it sees the unit",
            &["systemctl", "--user", "daemon-reload"],
            "",
        );
    }

    fn run(&self, command: &[&str]) -> Output {
        Command::new(self.0.path().join("as"))
            .args(command)
            .output()
            .unwrap()
    }

    /// Runs a command to its good end: nothing on stderr, and these words on stdout.
    fn check(&self, what: &str, command: &[&str], words: &str) {
        let output = self.run(command);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        let good = output.status.success() && err.is_empty() && out.contains(words);
        let journal = self.run(&["journalctl", "--user", "-n", "20", "--no-pager"]);
        assert!(
            good,
            "{what}: {}\n{out}{err}\n{}",
            output.status,
            String::from_utf8_lossy(&journal.stdout)
        );
    }

    /// How often the manager has started it anew.
    fn restarts(&self) -> u32 {
        self.property("NRestarts").parse().unwrap()
    }

    fn property(&self, name: &str) -> String {
        self.property_of("heardback", name)
    }

    fn property_of(&self, unit: &str, name: &str) -> String {
        let output = self.run(&["systemctl", "--user", "show", unit, "--value", "-p", name]);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        run(&mut Command::new(self.0.path().join("down")));
    }
}
