//! The unit under a real service manager: readiness, status, watchdog, sandbox, and a journal with fields.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::host::{Host, run, script};
use crate::main_job::{Invitation, configuration, reminder};

#[test]
fn the_unit_runs_in_its_sandbox_is_watched_and_logs_with_fields() {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("A service manager of our own starts as root only: this was not tried");
        return;
    }
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
            .contains("1 drafts")
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

    let stopped = manager.property("MainPID");
    run(Command::new("kill").args(["-STOP", &stopped]));
    host.wait_until("the watchdog", || {
        (manager.property("NRestarts") == "1" && manager.property("ActiveState") == "active")
            .then_some(())
    });
    assert_ne!(manager.property("MainPID"), stopped);
    manager.check(
        "it stops",
        &["systemctl", "--user", "stop", "heardback"],
        "",
    );
    assert_eq!(manager.property("Result"), "success");
}

/// A `systemd --user` of our own. It stops when this is dropped.
struct Manager(TempDir);

impl Manager {
    fn start() -> Manager {
        let manager = Manager(
            tempfile::Builder::new()
                .prefix("heardback-systemd-")
                .tempdir()
                .unwrap(),
        );
        // What runs there is another user.
        run(Command::new("chmod").arg("755").arg(manager.0.path()));
        run(script("systemd.sh").arg(manager.0.path()));
        manager
    }

    fn home(&self) -> PathBuf {
        fs::canonicalize(self.0.path().join("home")).unwrap()
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
        let drop_in = b"[Service]\nWatchdogSec=4\nRestartSec=1\n";
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
        let owner = fs::metadata(self.home()).unwrap();
        run(Command::new("chown")
            .arg("-R")
            .arg(format!("{}:{}", owner.uid(), owner.gid()))
            .arg(self.home()));
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

    fn property(&self, name: &str) -> String {
        let output = self.run(&[
            "systemctl",
            "--user",
            "show",
            "heardback",
            "--value",
            "-p",
            name,
        ]);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        run(&mut Command::new(self.0.path().join("down")));
    }
}
